"""The document as PDF, set by Typst: no browser, the same bytes for the same document and date."""

import json
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..common.clock import run_date
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

__all__ = ["as_pdf"]


def as_pdf(document: Document) -> bytes:
    """Return the document as PDF.

    Parameters
    ----------
    document : Document
    """
    import matplotlib as mpl
    import typst

    layout = files(__package__ or "csbm.brief").joinpath("brief.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="csbm-") as name:
        folder = Path(name)
        notes = _Notes(document)
        blocks = [
            _plain(block, number, folder, notes)
            for number, block in enumerate(without_heading_of_notes(document.blocks))
        ]
        told = {
            "title": document.title,
            "subtitle": document.subtitle,
            "language": document.language,
            "table_word": document.table_word,
            "figure_word": document.figure_word,
            "foot": document.foot,
            "blocks": blocks,
        }
        (folder / "document.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / "brief.typ").write_text(layout, encoding="utf-8")
        made = typst.compile(
            str(folder / "brief.typ"),
            format="pdf",
            font_paths=[str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
            ignore_system_fonts=True,
            timestamp=datetime.combine(run_date(), time(), UTC),
        )
    assert isinstance(made, bytes)
    return made


class _Notes:
    """The sources as footnotes: the first mark brings the text, later ones point to it."""

    def __init__(self, document: Document) -> None:
        notes = (
            one for block in document.blocks if isinstance(block, Notes) for one in block.notes
        )
        self._told = {one.number: one for one in notes}
        self._seen: set[int] = set()

    def marks(self, numbers: tuple[int, ...]) -> list[dict[str, Any]]:
        """Return the marks of these sources."""
        marks = []
        for number in numbers:
            note = self._told[number]
            marks.append(
                {
                    "number": number,
                    "first": number not in self._seen,
                    "text": note.text,
                    "url": note.url,
                    "web": note.url.startswith(("http://", "https://")),
                }
            )
            self._seen.add(number)
        return marks


def _plain(block: Block, number: int, folder: Path, notes: _Notes) -> dict[str, Any]:
    """Return a block as plain values; a picture goes into a file."""
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {
                "kind": "paragraph",
                "text": block.text,
                "notes": notes.marks(block.notes),
                "bullet": block.bullet,
                "small": block.small,
            }
        case Contents():
            return {"kind": "contents", "title": block.title}
        case Picture():
            file = f"picture-{number}.png"
            (folder / file).write_bytes(block.png)
            return {
                "kind": "picture",
                "file": file,
                "caption": block.caption,
                "alt": block.alt,
                "width": block.width_cm,
            }
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "head": block.head,
                "rows": [[_cell(cell, notes) for cell in row] for row in block.rows],
                "numeric": [n in block.numeric for n in range(block.columns)],
                "shares": block.shares,
            }
        case Notes():
            return {"kind": "notes"}


def _cell(cell: Cell, notes: _Notes) -> dict[str, Any]:
    return {"text": cell.text, "notes": notes.marks(cell.notes)}
