"""Paragraphs of the Vienna Document as rows and as text."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..regimes.vienna_document import Paragraph

EDITIONS: Final = (
    "Of the edition of 2011 only paragraphs 9 to 10.1 could be read; numbers of other editions may "
    "differ from its own. The words are csbm's; the document's own text decides."
)


def paragraph_rows(found: "Iterable[Paragraph]") -> list[dict[str, Any]]:
    """Return one row per paragraph: its number, edition, what it asks and what that rests on."""
    return [
        {
            "paragraph": one.number or "not seen",
            "edition": one.edition,
            "seen": one.seen,
            "chapter": one.chapter,
            "topic": one.topic,
            "rests_on": one.standing,
            "asks": one.asks,
            "note": one.note,
            "source_title": one.source.title if one.source else "",
            "source_url": one.source.url if one.source else "",
            "read": one.read,
            "key": one.key,
        }
        for one in found
    ]


def paragraph_text(found: "Iterable[Paragraph]") -> str:
    """Return paragraphs in full, one after the other."""
    blocks = []
    for row in paragraph_rows(found):
        told = {name.replace("_", " "): value for name, value in row.items() if value}
        blocks.append("\n".join(f"{name:<12} {value}" for name, value in told.items()))
    return "\n\n".join(blocks)
