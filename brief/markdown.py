"""The document as Markdown: one file, its pictures inside."""

import re
from base64 import b64encode
from collections.abc import Iterator

from .document import Cell, Contents, Document, Heading, Notes, Paragraph, Picture, Table

__all__ = ["as_markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&$!])")


def as_markdown(document: Document) -> str:
    """Return the document as Markdown.

    Parameters
    ----------
    document : Document
    """
    parts = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    pictures: list[str] = []
    parts += _parts(document, pictures)
    parts.append(_plain(document.foot))
    return "\n\n".join([*parts, *pictures]) + "\n"


def _parts(document: Document, pictures: list[str]) -> Iterator[str]:
    tables = 0
    for block in document.blocks:
        match block:
            case Heading():
                yield f"{'#' * (block.level + 1)} {_plain(block.text)}"
            case Paragraph():
                text = _plain(block.text) + _marks(block.notes)
                yield f"- {text}" if block.bullet else f"*{text}*" if block.small else text
            case Contents():
                yield f"**{_plain(block.title)}**\n\n" + "\n".join(
                    f"{'  ' * (one.level - 1)}- {_plain(one.text)}" for one in document.headings
                )
            case Picture():
                pictures.append(
                    f"[figure-{len(pictures) + 1}]:"
                    f" data:image/png;base64,{b64encode(block.png).decode()}"
                )
                number = len(pictures)
                yield f"![{_plain(block.alt)}][figure-{number}]"
                yield f"*{_plain(document.figure_word)} {number}. {_plain(block.caption)}*"
            case Table():
                if block.caption:
                    tables += 1
                    yield f"*{_plain(document.table_word)} {tables}. {_plain(block.caption)}*"
                yield _table(block)
            case Notes():
                yield "\n".join(
                    f"{one.number}. {_plain(one.text)}{f' {_address(one.url)}' if one.url else ''}"
                    for one in block.notes
                )


def _address(url: str) -> str:
    return f"<{url}>" if re.fullmatch(r"https?://[^\s<>]+", url) else _plain(url)


def _table(table: Table) -> str:
    rule = ["---:" if n in table.numeric else "---" for n in range(table.columns)]
    head = [_plain(one) for one in table.head] or [""] * table.columns
    body = [[_cell(one) for one in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *body])


def _cell(cell: Cell) -> str:
    return _plain(cell.text) + _marks(cell.notes)


def _marks(notes: tuple[int, ...]) -> str:
    return "".join(f" \\[{number}\\]" for number in notes)


def _plain(text: str) -> str:
    """Return a text in which no sign has a meaning."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", escaped))
