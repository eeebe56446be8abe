"""Footnotes of Word: a part of the file that python-docx has no name for."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from .document import Note

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.opc.part import Part

__all__ = ["add_footnotes"]

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_HYPERLINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_WEB: Final = ("http://", "https://")
_SMALL_HALF_POINTS: Final = "14"

Element = Callable[..., Any]


def add_footnotes(docx: "Docx", notes: Sequence[Note], element: Element, clean: Any) -> None:  # noqa: ANN401  # a function
    """Add the texts of footnotes, numbered as the notes are.

    Parameters
    ----------
    docx : docx.Document
    notes : sequence of Note
    element : callable
        Makes an element of WordprocessingML.
    clean : callable
        Takes signs out of a text that XML does not have.
    """
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", docx.part.package)
    docx.part.relate_to(part, _RELATION)
    root = element("footnotes")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        held = element("footnote", type=kind, id=str(number))
        paragraph = element("p")
        run = element("r")
        run.append(element(kind))
        paragraph.append(run)
        held.append(paragraph)
        root.append(held)
    for note in notes:
        root.append(_footnote(part, note, element, clean))
    part._blob = serialize_part_xml(root)  # noqa: SLF001  # a part of raw bytes takes them nowhere else


def _footnote(part: "Part", note: Note, element: Element, clean: Any) -> Any:  # noqa: ANN401  # lxml is untyped
    from docx.oxml.ns import qn

    held = element("footnote", id=str(note.number))
    paragraph = element("p")
    how = element("pPr")
    how.append(element("spacing", after="0", line="220", lineRule="auto"))
    paragraph.append(how)
    mark = _run(element, raised=True)
    mark.append(element("footnoteRef"))
    text = _run(element)
    text.append(element("t", f" {clean(note.text)} "))
    paragraph.append(mark)
    paragraph.append(text)
    if note.url:
        address = _run(element)
        address.append(element("t", clean(note.url)))
        if note.url.startswith(_WEB):
            link = element("hyperlink")
            link.set(qn("r:id"), part.relate_to(note.url, _HYPERLINK, is_external=True))
            link.append(address)
            paragraph.append(link)
        else:
            paragraph.append(address)
    held.append(paragraph)
    return held


def _run(element: Element, *, raised: bool = False) -> Any:  # noqa: ANN401  # lxml is untyped
    run = element("r")
    how = element("rPr")
    if raised:
        how.append(element("vertAlign", val="superscript"))
    how.append(element("sz", val=_SMALL_HALF_POINTS))
    run.append(how)
    return run
