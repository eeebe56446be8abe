"""A draft of a request as a DOCX file, headed on every page as no notification."""

from pathlib import Path
from typing import Final

from docx import Document
from docx.shared import Cm, Pt

from ..common.files import written_whole
from .inspection import UNREAD, Draft, cited

HEADING: Final = "Draft, not a notification"
_WIDTHS: Final = (Cm(4.5), Cm(8), Cm(4))
"""Of the columns of the table, together the width of the text."""


def write_draft(draft: Draft, path: Path, *, foot: str) -> None:
    """Write a draft as DOCX.

    Parameters
    ----------
    draft : Draft
    path : Path
        Written whole or not at all.
    foot : str
        What made it: version, data, day.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments = f"{HEADING}: {draft.title}", "csbm", ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.header.paragraphs[0].text = HEADING
    document.add_heading(HEADING, level=0)
    document.add_heading(draft.title, level=1)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    rows = [("Asked for", "Draft", "Paragraph")]
    rows += [(name, text, cited(key)) for name, text, key in draft.parts]
    for number, row in enumerate(rows):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, text, width in zip(cells, row, _WIDTHS, strict=True):
            cell.width = width
            cell.text = ""
            cell.paragraphs[0].add_run(text).bold = number == 0
    document.add_paragraph()
    document.add_paragraph(UNREAD)
    document.add_paragraph(draft.rests_on)
    for line in foot.splitlines():
        document.add_paragraph().add_run(line).font.size = Pt(8)
    with written_whole(path) as target:
        document.save(str(target))
