"""The document as PDF, set by Typst: no browser, the same bytes for the same document and date."""

import json
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..common.clock import run_date
from .document import Block, Cell, Contents, Document, Heading, Notes, Paragraph, Picture, Table

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
        blocks = [_plain(block, number, folder) for number, block in enumerate(document.blocks)]
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


def _plain(block: Block, number: int, folder: Path) -> dict[str, Any]:
    """Return a block as plain values; a picture goes into a file."""
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {
                "kind": "paragraph",
                "text": block.text,
                "notes": block.notes,
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
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
                "numeric": [n in block.numeric for n in range(block.columns)],
                "shares": block.shares,
            }
        case Notes():
            notes = [
                {
                    "number": one.number,
                    "text": one.text,
                    "url": one.url,
                    "web": one.url.startswith(("http://", "https://")),
                }
                for one in block.notes
            ]
            return {"kind": "notes", "notes": notes}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "notes": cell.notes}
