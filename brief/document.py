"""The model of a document: blocks in order, and numbered sources. It knows no form and no figure.

All text is plain: no block holds a mark-up, and each writer escapes for its own form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

__all__ = [
    "Block",
    "Cell",
    "Contents",
    "Document",
    "Heading",
    "Note",
    "Notes",
    "Paragraph",
    "Picture",
    "Table",
    "side_by_side",
    "without_heading_of_notes",
]

BETWEEN: Final = " / "
"""Stands between the languages of a heading or a cell."""


@dataclass(frozen=True)
class Cell:
    """A text, and the numbers of the sources that it rests on."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; one of a list where it has a bullet, small print where it is small."""

    text: str
    notes: tuple[int, ...] = ()
    bullet: bool = False
    small: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; a table of facts has no head.

    Parameters
    ----------
    caption : str
        Without its number, which the writers give.
    head : tuple of str
    rows : tuple of tuple of Cell
    numeric : frozenset of int
        Columns that are set to the right.
    widths : tuple of int
        Shares of the width.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.head) or len(self.rows[0])

    @property
    def shares(self) -> tuple[int, ...]:
        """The columns' shares of the width."""
        return self.widths or (1,) * self.columns


@dataclass(frozen=True)
class Picture:
    """A picture with its caption and what it shows in words."""

    caption: str
    alt: str
    png: bytes = field(repr=False)
    width_cm: float = 16.5


@dataclass(frozen=True)
class Contents:
    """The table of contents."""

    title: str


@dataclass(frozen=True)
class Note:
    """A numbered source."""

    number: int
    text: str
    url: str = ""


@dataclass(frozen=True)
class Notes:
    """All numbered sources, in order."""

    notes: tuple[Note, ...]


Block = Heading | Paragraph | Table | Picture | Contents | Notes


@dataclass(frozen=True)
class Document:
    """A whole document.

    Parameters
    ----------
    title, subtitle : str
    language : str
        A code such as ``pl``; the first of several.
    table_word, figure_word : str
        How tables and pictures are called in captions.
    foot : str
        Stands at the foot of every page.
    blocks : tuple of Block
    """

    title: str
    subtitle: str
    language: str
    table_word: str
    figure_word: str
    foot: str
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, in order."""
        return tuple(one for one in self.blocks if isinstance(one, Heading))


def without_heading_of_notes(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks for a form that has footnotes: no heading stands above the sources.

    Examples
    --------
    >>> without_heading_of_notes((Paragraph("a"), Heading("Sources"), Notes(())))
    (Paragraph(text='a', notes=(), bullet=False, small=False), Notes(notes=()))
    """
    before = {number - 1 for number, block in enumerate(blocks) if isinstance(block, Notes)}
    return tuple(block for number, block in enumerate(blocks) if number not in before)


def side_by_side(first: Document, second: Document) -> Document:
    """Return one document in two languages: tables and headings side by side, text in turn.

    Parameters
    ----------
    first, second : Document
        The same, in two languages.

    Examples
    --------
    >>> one = Document("Zone", "", "en", "Table", "Figure", "", (Heading("Map"),))
    >>> two = Document("Strefa", "", "pl", "Tabela", "Rysunek", "", (Heading("Mapa"),))
    >>> side_by_side(one, two).blocks
    (Heading(text='Map / Mapa', level=1),)
    """
    return Document(
        title=_both(first.title, second.title),
        subtitle=_both(first.subtitle, second.subtitle),
        language=first.language,
        table_word=_both(first.table_word, second.table_word),
        figure_word=_both(first.figure_word, second.figure_word),
        foot=first.foot,
        blocks=tuple(_blocks(first, second)),
    )


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one}{BETWEEN}{other}"


def _blocks(first: Document, second: Document) -> Iterator[Block]:
    for one, other in zip(first.blocks, second.blocks, strict=True):
        if isinstance(one, Paragraph) and isinstance(other, Paragraph):
            yield one
            if other.text != one.text:
                yield other
        elif isinstance(one, Heading) and isinstance(other, Heading):
            yield replace(one, text=_both(one.text, other.text))
        elif isinstance(one, Contents) and isinstance(other, Contents):
            yield Contents(_both(one.title, other.title))
        elif isinstance(one, Picture) and isinstance(other, Picture):
            yield replace(
                one, caption=_both(one.caption, other.caption), alt=_both(one.alt, other.alt)
            )
        elif isinstance(one, Table) and isinstance(other, Table):
            yield replace(
                one,
                caption=_both(one.caption, other.caption),
                head=tuple(map(_both, one.head, other.head)),
                rows=tuple(
                    tuple(
                        Cell(_both(a.text, b.text), a.notes)
                        for a, b in zip_longest(left, right, fillvalue=Cell(""))
                    )
                    for left, right in zip(one.rows, other.rows, strict=True)
                ),
            )
        else:
            yield one
