"""The document as DOCX with real styles, captions, contents and alt texts, to be edited."""

import io
import unicodedata
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from ..common.clock import run_date
from .document import Cell, Contents, Document, Heading, Notes, Paragraph, Picture, Table

if TYPE_CHECKING:
    from docx.document import Document as Docx

__all__ = ["as_docx"]

_WIDTH_CM: Final = 17.0
_SMALL_CM: Final = 10.0
"""A picture of a dossier; its facts stay with it."""
_SMALL_PT: Final = 8.5
_LOCALES: Final = {
    "en": "en-GB", "pl": "pl-PL", "be": "be-BY", "ru": "ru-RU",
    "uk": "uk-UA", "lt": "lt-LT", "lv": "lv-LV",
}  # fmt: skip


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


class _Writer:
    def __init__(self, document: Document) -> None:
        import docx
        from docx.shared import Cm, Pt

        self.document = document
        self.docx: Docx = docx.Document()
        self.bookmarks = 0
        self.headings = 0
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
        self._speak(_LOCALES[document.language])
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

    def _field(self, paragraph: Any, code: str, shown: str) -> None:  # noqa: ANN401
        """Add a field that a word processor fills, with what it shows until then."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for kind, text in (
            ("begin", None), ("code", code), ("separate", None), ("shown", shown), ("end", None),
        ):  # fmt: skip
            run = paragraph.add_run()
            if kind == "code":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {text} "
                run._r.append(element)  # noqa: SLF001  # python-docx has no other way
            elif kind == "shown":
                run.text = text
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)  # noqa: SLF001

    def _bookmark(self, paragraph: Any, name: str) -> None:  # noqa: ANN401
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)  # noqa: SLF001
        paragraph._p.append(end)  # noqa: SLF001

    def _link(self, paragraph: Any, text: str, *, anchor: str = "", url: str = "") -> Any:  # noqa: ANN401
        """Add a link to a place in the document, or to an address."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.text.run import Run

        link = OxmlElement("w:hyperlink")
        if url:
            key = self.docx.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), key)
        else:
            link.set(qn("w:anchor"), anchor)
        element = OxmlElement("w:r")
        link.append(element)
        paragraph._p.append(link)  # noqa: SLF001
        run = Run(element, paragraph)
        run.text = text
        return run

    def written(self) -> "Docx":
        """Return the whole document."""
        self.docx.add_heading(_clean(self.document.title), level=0)
        self.docx.add_paragraph(_clean(self.document.subtitle))
        for block in self.document.blocks:
            match block:
                case Heading():
                    self.headings += 1
                    heading = self.docx.add_heading(_clean(block.text), level=block.level)
                    self._bookmark(heading, f"_Toc{self.headings:06}")
                case Paragraph():
                    self._paragraph(block)
                case Contents():
                    self._contents(block)
                case Picture():
                    self._picture(block)
                case Table():
                    self._table(block)
                case Notes():
                    self._notes(block)
        return self.docx

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Pt

        paragraph = self.docx.add_paragraph(style="List Bullet" if block.bullet else None)
        run = paragraph.add_run(_clean(block.text))
        if block.small:
            run.italic, run.font.size = True, Pt(_SMALL_PT)
        self._marks(paragraph, block.notes)

    def _marks(self, paragraph: Any, notes: tuple[int, ...]) -> None:  # noqa: ANN401
        for number in notes:
            run = self._link(paragraph, f"[{number}]", anchor=f"note_{number}")
            run.font.superscript = True

    def _contents(self, block: Contents) -> None:
        """Add the contents as a field, filled with the headings until it is brought up to date."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self.docx.add_paragraph().add_run(_clean(block.title)).bold = True
        headings = self.document.headings
        for number, one in enumerate(headings, 1):
            paragraph = self.docx.add_paragraph()
            paragraph.paragraph_format.space_after = 0
            paragraph.paragraph_format.left_indent = (one.level - 1) * 250_000
            if number == 1:
                for kind in ("begin", "code", "separate"):
                    run = paragraph.add_run()
                    element = OxmlElement("w:instrText" if kind == "code" else "w:fldChar")
                    if kind == "code":
                        element.set(qn("xml:space"), "preserve")
                        element.text = ' TOC \\o "1-2" \\h \\z \\u '
                    else:
                        element.set(qn("w:fldCharType"), kind)
                    run._r.append(element)  # noqa: SLF001
            self._link(paragraph, _clean(one.text), anchor=f"_Toc{number:06}")
            if number == len(headings):
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), "end")
                paragraph.add_run()._r.append(element)  # noqa: SLF001

    def _caption(
        self, word: str, kind: str, number: int, text: str, *, before: bool = False
    ) -> None:
        paragraph = self.docx.add_paragraph(style="Caption")
        paragraph.add_run(f"{_clean(word)} ")
        self._field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
        paragraph.add_run(f". {_clean(text)}")
        paragraph.paragraph_format.keep_with_next = kind == "Table" or before

    def _picture(self, block: Picture) -> None:
        from docx.shared import Cm

        shown = self.docx.add_picture(io.BytesIO(block.png), width=Cm(block.width_cm))
        shown._inline.docPr.set("descr", _clean(block.alt))  # noqa: SLF001
        self.docx.paragraphs[-1].paragraph_format.keep_with_next = True
        self.figures = getattr(self, "figures", 0) + 1
        self._caption(
            self.document.figure_word,
            "Figure",
            self.figures,
            block.caption,
            before=block.width_cm < _SMALL_CM,
        )

    def _table(self, block: Table) -> None:
        from docx.shared import Cm

        if block.caption:
            self.tables = getattr(self, "tables", 0) + 1
            self._caption(self.document.table_word, "Table", self.tables, block.caption)
        table = self.docx.add_table(rows=0, cols=block.columns, style="Table Grid")
        table.autofit = False
        widths = [Cm(_WIDTH_CM * one / sum(block.shares)) for one in block.shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        head = tuple(Cell(text) for text in block.head)
        for row in (*([head] if head else []), *block.rows):
            made = table.add_row()
            self._whole(made)
            cells = made.cells
            for number, (cell, told) in enumerate(zip(cells, row, strict=True)):
                cell.width = widths[number]
                self._cell(cell, told, right=number in block.numeric, bold=row is head)
                if not block.caption:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        if head:
            self._repeated(table.rows[0])
        self.docx.add_paragraph().paragraph_format.space_after = 0

    def _cell(self, cell: Any, told: Cell, *, right: bool, bold: bool) -> None:  # noqa: ANN401
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
    def _whole(row: Any) -> None:  # noqa: ANN401
        """Let a row not run over two pages."""
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001

    @staticmethod
    def _repeated(row: Any) -> None:  # noqa: ANN401
        """Let a row stand at the head of every page that its table runs over."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement("w:tblHeader")
        element.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(element)  # noqa: SLF001

    def _notes(self, block: Notes) -> None:
        from docx.shared import Pt

        for one in block.notes:
            paragraph = self.docx.add_paragraph()
            paragraph.paragraph_format.space_after = 0
            paragraph.add_run(f"{one.number}. {_clean(one.text)} ").font.size = Pt(_SMALL_PT)
            self._bookmark(paragraph, f"note_{one.number}")
            if one.url.startswith(("http://", "https://")):
                self._link(paragraph, _clean(one.url), url=one.url).font.size = Pt(_SMALL_PT)
            elif one.url:
                paragraph.add_run(_clean(one.url)).font.size = Pt(_SMALL_PT)
