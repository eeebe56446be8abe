"""The document as DOCX with real styles, captions, contents and alt texts, to be edited."""

import io
import unicodedata
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from ..common.clock import run_date
from ..words.languages import tag_of
from .document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Notes,
    Paragraph,
    Picture,
    Table,
    without_heading_of_notes,
)
from .footnotes import add_footnotes

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import Table as DocxTable
    from docx.table import _Cell as DocxCell
    from docx.table import _Row as DocxRow
    from docx.text.paragraph import Paragraph as DocxParagraph
    from docx.text.run import Run

__all__ = ["as_docx"]

_WIDTH_CM: Final = 17.0
_SMALL_CM: Final = 10.0
"""A picture of a dossier; its facts stay with it."""
_DOSSIER_CM: Final = 6.5
_SMALL_PT: Final = 8.5


def as_docx(document: Document) -> bytes:
    """Return the document as DOCX.

    Parameters
    ----------
    document : Document
    """
    made = _Writer(document).written()
    held = io.BytesIO()
    made.save(held)
    return _undated(held.getvalue())


def _undated(docx: bytes) -> bytes:
    """Return the file with no time of writing in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return held.getvalue()


def _clean(text: str) -> str:
    """Return a text without the signs that XML does not have."""
    return "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cs", "Cn"} else sign for sign in text
    )


def _xml(part: "DocxParagraph | DocxRow | Run") -> Any:  # noqa: ANN401  # lxml is untyped
    """Return the element behind a part: fields, links and bookmarks have no other way in."""
    return part._element  # noqa: SLF001  # python-docx gives no public name to all three


def _element(name: str, text: str = "", /, **attributes: str) -> Any:  # noqa: ANN401  # lxml is untyped
    """Return an element of WordprocessingML, its attributes in the same name space."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if text:
        made.set(qn("xml:space"), "preserve")
        made.text = text
    return made


def _is_dossier(blocks: tuple[Block, ...], number: int) -> bool:
    """Tell whether a small picture stands there, and a table of facts behind it."""
    if not 0 <= number < len(blocks) - 1:
        return False
    picture, facts = blocks[number], blocks[number + 1]
    small = isinstance(picture, Picture) and picture.width_cm < _SMALL_CM
    return small and isinstance(facts, Table) and not facts.caption


class _Writer:
    def __init__(self, document: Document) -> None:
        import docx
        from docx.shared import Cm, Pt

        self.document = document
        self.blocks = without_heading_of_notes(document.blocks)
        self.docx: Docx = docx.Document()
        self.bookmarks = 0
        self.headings = self.figures = self.tables = 0
        self.pictures = 0
        self.noted: set[int] = set()
        about = self.docx.core_properties
        about.title, about.author, about.comments = _clean(document.title), "csbm", ""
        about.language = document.language
        about.created = about.modified = datetime.combine(run_date(), time(), UTC)
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        for name, size in (("Normal", 10), ("Caption", 9), ("List Bullet", 10)):
            style = self.docx.styles[name]
            style.font.size = Pt(size)
            style.font.name = "Arial"
        self._speak(tag_of(document.language))
        self._foot()

    def _speak(self, locale: str) -> None:
        """Say which language the text is in."""
        from docx.oxml.ns import qn

        for language in self.docx.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), locale)

    def _foot(self) -> None:
        paragraph = self.docx.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{_clean(self.document.foot)}\t\t")
        self._field(paragraph, "PAGE", "1")

    def _field(
        self, paragraph: "DocxParagraph", code: str, shown: str, *, raised: bool = False
    ) -> None:
        """Add a field that a word processor fills, with what it shows until then."""
        self._field_begun(paragraph, code)
        run = paragraph.add_run(shown)
        run.font.superscript = raised or None
        _xml(paragraph.add_run()).append(_element("fldChar", fldCharType="end"))

    @staticmethod
    def _field_begun(paragraph: "DocxParagraph", code: str) -> None:
        for element in (
            _element("fldChar", fldCharType="begin"),
            _element("instrText", f" {code} "),
            _element("fldChar", fldCharType="separate"),
        ):
            _xml(paragraph.add_run()).append(element)

    def _bookmark(self, paragraph: "DocxParagraph", name: str) -> None:
        self.bookmarks += 1
        number = str(self.bookmarks)
        held = _xml(paragraph)
        first = 1 if held.pPr is not None else 0
        held.insert(first, _element("bookmarkStart", id=number, name=name))
        held.append(_element("bookmarkEnd", id=number))

    def _link(
        self, paragraph: "DocxParagraph", text: str, *, anchor: str = "", url: str = ""
    ) -> "Run":
        """Add a link to a place in the document, or to an address."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn
        from docx.text.run import Run

        if url:
            link = _element("hyperlink")
            key = self.docx.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), key)
        else:
            link = _element("hyperlink", anchor=anchor)
        element = _element("r")
        link.append(element)
        _xml(paragraph).append(link)
        run = Run(element, paragraph)
        run.text = text
        return run

    def written(self) -> "Docx":
        """Return the whole document."""
        self.docx.add_heading(_clean(self.document.title), level=0)
        self.docx.add_paragraph(_clean(self.document.subtitle))
        for number, block in enumerate(self.blocks):
            match block:
                case Heading():
                    self.headings += 1
                    heading = self.docx.add_heading(_clean(block.text), level=block.level)
                    self._bookmark(heading, f"_Toc{self.headings:06}")
                case Paragraph():
                    self._paragraph(block)
                case Contents():
                    self._contents(block)
                case Picture() if _is_dossier(self.blocks, number):
                    facts = self.blocks[number + 1]
                    assert isinstance(facts, Table)
                    self._dossier(block, facts)
                case Picture():
                    self._picture(block)
                case Table():
                    if not _is_dossier(self.blocks, number - 1):
                        self._table(block)
                case Notes():
                    add_footnotes(self.docx, block.notes, _element, _clean)
        return self.docx

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Pt

        paragraph = self.docx.add_paragraph(style="List Bullet" if block.bullet else None)
        run = paragraph.add_run(_clean(block.text))
        if block.small:
            run.italic, run.font.size = True, Pt(_SMALL_PT)
        self._marks(paragraph, block.notes)

    def _marks(self, paragraph: "DocxParagraph", notes: tuple[int, ...]) -> None:
        """Add a footnote where a source is named first, and its number where it comes again."""
        for number in notes:
            run = paragraph.add_run()
            run.font.superscript = True
            if number in self.noted:
                self._field(paragraph, f"NOTEREF note_{number} \\f \\h", str(number), raised=True)
                continue
            self.noted.add(number)
            _xml(run).append(_element("footnoteReference", id=str(number)))
            self._around(run, f"note_{number}")

    def _around(self, run: "Run", name: str) -> None:
        """Put a bookmark around a run."""
        self.bookmarks += 1
        number = str(self.bookmarks)
        _xml(run).addprevious(_element("bookmarkStart", id=number, name=name))
        _xml(run).addnext(_element("bookmarkEnd", id=number))

    def _contents(self, block: Contents) -> None:
        """Add the contents as a field, filled with the headings until it is brought up to date."""
        self.docx.add_paragraph().add_run(_clean(block.title)).bold = True
        headings = tuple(one for one in self.blocks if isinstance(one, Heading))
        for number, one in enumerate(headings, 1):
            paragraph = self.docx.add_paragraph()
            paragraph.paragraph_format.space_after = 0
            paragraph.paragraph_format.left_indent = (one.level - 1) * 250_000
            if number == 1:
                self._field_begun(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
            self._link(paragraph, _clean(one.text), anchor=f"_Toc{number:06}")
            if number == len(headings):
                _xml(paragraph.add_run()).append(_element("fldChar", fldCharType="end"))

    def _caption(self, kind: str, text: str, *, paragraph: "DocxParagraph | None" = None) -> None:
        """Add a caption with its number, a field; below the whole, or as this paragraph."""
        if kind == "Table":
            self.tables += 1
            word, number = self.document.table_word, self.tables
        else:
            self.figures += 1
            word, number = self.document.figure_word, self.figures
        own = paragraph if paragraph is not None else self.docx.add_paragraph()
        own.style = self.docx.styles["Caption"]
        own.add_run(f"{_clean(word)} ")
        self._field(own, f"SEQ {kind} \\* ARABIC", str(number))
        own.add_run(f". {_clean(text)}")
        own.paragraph_format.keep_with_next = kind == "Table"

    def _image(self, paragraph: "DocxParagraph", block: Picture, width_cm: float) -> None:
        """Put a picture, with what it shows in words, into a paragraph."""
        from docx.oxml.ns import qn
        from docx.shared import Cm

        paragraph.add_run().add_picture(io.BytesIO(block.png), width=Cm(width_cm))
        for described in _xml(paragraph).iter(qn("wp:docPr")):
            self.pictures += 1
            described.set("id", str(self.pictures))
            described.set("descr", _clean(block.alt))

    def _picture(self, block: Picture) -> None:
        paragraph = self.docx.add_paragraph()
        self._image(paragraph, block, block.width_cm)
        paragraph.paragraph_format.keep_with_next = True
        self._caption("Figure", block.caption)

    def _dossier(self, picture: Picture, facts: Table) -> None:
        """Set a small picture beside its facts, so that two dossiers fit a page."""
        from docx.shared import Cm, Pt

        outer = self.docx.add_table(rows=1, cols=2)
        outer.autofit = False
        left, right = outer.rows[0].cells
        self._whole(outer.rows[0])
        widths = (Cm(_DOSSIER_CM), Cm(_WIDTH_CM - _DOSSIER_CM))
        for cell, column, width in zip((left, right), outer.columns, widths, strict=True):
            cell.width = column.width = width
        self._image(left.paragraphs[0], picture, _DOSSIER_CM - 0.4)
        self._caption("Figure", picture.caption, paragraph=left.add_paragraph())
        inner = right.add_table(rows=0, cols=facts.columns)
        self._fill(inner, facts, _WIDTH_CM - _DOSSIER_CM - 0.4)
        before, after = right.paragraphs[0], right.paragraphs[-1]  # Word asks for one after a table
        _xml(before).getparent().remove(_xml(before))
        after.paragraph_format.space_after, after.paragraph_format.line_spacing = 0, Pt(1)
        self.docx.add_paragraph().paragraph_format.space_after = 0

    def _table(self, block: Table) -> None:
        if block.caption:
            self._caption("Table", block.caption)
        self._fill(self.docx.add_table(rows=0, cols=block.columns), block, _WIDTH_CM)
        self.docx.add_paragraph().paragraph_format.space_after = 0

    def _fill(self, table: "DocxTable", block: Table, width_cm: float) -> None:
        """Fill an empty table with the rows of a block."""
        from docx.shared import Cm

        table.style = self.docx.styles["Table Grid"]
        table.autofit = False
        widths = [Cm(width_cm * one / sum(block.shares)) for one in block.shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        head = tuple(Cell(text) for text in block.head)
        for row in (*([head] if head else []), *block.rows):
            made: DocxRow = table.add_row()  # type: ignore[no-untyped-call]  # python-docx
            if not any(cell.notes for cell in row):  # LibreOffice leaves pages empty over both
                self._whole(made)
            cells = made.cells
            for number, (cell, told) in enumerate(zip(cells, row, strict=True)):
                cell.width = widths[number]
                self._cell(cell, told, right=number in block.numeric, bold=row is head)
        if head:
            self._repeated(table.rows[0])

    def _cell(self, cell: "DocxCell", told: Cell, *, right: bool, bold: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = 0
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(_clean(told.text))
        run.bold, run.font.size = bold or None, Pt(_SMALL_PT)
        self._marks(paragraph, told.notes)

    @staticmethod
    def _whole(row: "DocxRow") -> None:
        """Let a row not run over two pages."""
        _xml(row).get_or_add_trPr().append(_element("cantSplit"))

    @staticmethod
    def _repeated(row: "DocxRow") -> None:
        """Let a row stand at the head of every page that its table runs over."""
        _xml(row).get_or_add_trPr().append(_element("tblHeader", val="true"))
