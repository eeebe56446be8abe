"""Disputed, shared and unclaimed land, and lines that are no agreed border: who says what of it.

A table by hand, ``data/disputes.toml``, each entry with its sources and their dates. It decides
nothing: what is drawn, and what a view draws otherwise, is said beside it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..readers.toml_files import read_toml
from .bundled import DATA

__all__ = ["Holder", "Piece", "Reading", "piece_called", "pieces", "pieces_of", "reading"]

_FILE: Final = DATA / "disputes.toml"
NONE_FOUND: Final = "none found"


Kind = Literal["disputed", "condominium", "line"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Strict):
    """A source that was read: its title, address, and of when it is."""

    title: str
    url: str
    date: str


class Holder(_Strict):
    """Whom a view gives a piece to, by code; empty where that is no one state of the atlas."""

    de_facto: str = ""
    un: str = ""
    claims: tuple[str, ...] = ()


class Piece(_Strict):
    """One piece.

    Parameters
    ----------
    id, name : str
    kind : {"disputed", "condominium", "line"}
        Land that is claimed by several, land that is shared, or a line that is not agreed or was
        not until lately; of the last two `claimed` says how it stands.
    borders : tuple of str
        The bundled borders that it is about, such as ``RUS-UKR``.
    no_line : tuple of str
        Pairs without a bundled border that it is about.
    administered, claimed : str
        Who administers it and who claims it, in words.
    un, un_document, un_date : str
        What the United Nations said of it; empty where none was found in what was read.
    drawn, second : str
        How the bundled source draws it, and how the second one does, where that was noted.
    shape : str
        Where its outline is bundled; see the head of the table. Empty where none is.
    sources, un_sources : tuple of str
        Keys of what was read for whom administers and claims it, and for the United Nations.
    holder : Holder
    """

    id: str
    name: str
    kind: Kind = "disputed"
    borders: tuple[str, ...]
    no_line: tuple[str, ...] = ()
    administered: str = Field(min_length=1)
    claimed: str = Field(min_length=1)
    un: str
    un_document: str = ""
    un_date: str = ""
    drawn: str = Field(min_length=1)
    second: str = ""
    shape: str = ""
    sources: tuple[str, ...] = Field(min_length=1)
    un_sources: tuple[str, ...] = ()
    holder: Holder = Holder()

    @property
    def united_nations(self) -> str:
        """What the United Nations said, with document and date; or that none was found."""
        return f"{self.un} ({self.un_document}, {self.un_date})" if self.un else NONE_FOUND

    @property
    def words(self) -> str:
        """All of it in one line, without the sources.

        Examples
        --------
        >>> pieces_of(["EGY-SDN"])[0].words[:56]
        "Hala'ib Triangle: administered by Egypt; claimed by Suda"
        """
        claimed = f"claimed by {self.claimed}" if self.kind == "disputed" else self.claimed
        return (
            f"{self.name}: administered by {self.administered}; {claimed};"
            f" United Nations: {self.united_nations}"
        )

    def facts(self) -> dict[str, object]:
        """Give it as plain values for outputs, with its sources."""
        return {
            "piece": self.name,
            "kind": self.kind,
            "administered_by": self.administered,
            "claimed_by": self.claimed,
            "united_nations": self.united_nations,
            "summary": self.words,
            "sources": [
                {"title": one.title, "date": one.date, "url": one.url}
                for one in map(reading, dict.fromkeys((*self.sources, *self.un_sources)))
            ],
        }


class _Table(_Strict):
    source: dict[str, Reading]
    piece: tuple[Piece, ...]


@cache
def _table() -> _Table:
    return _Table.model_validate(read_toml(_FILE))


def pieces() -> tuple[Piece, ...]:
    """List all pieces, in the order of the table."""
    return _table().piece


def piece_called(text: str) -> Piece | None:
    """Find a piece by how its name begins; None where none is called so.

    Examples
    --------
    >>> piece_called("abkhazia").borders, piece_called("Atlantis")
    (('GEO-RUS',), None)
    """
    name = text.strip().casefold()
    found = (one for one in pieces() if one.name.casefold().startswith(name))
    return next(found, None) if len(name) > 3 else None


def reading(key: str) -> Reading:
    """Give a source by its key."""
    return _table().source[key]


@cache
def _by_border() -> dict[str, tuple[Piece, ...]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces():
        for name in (*piece.borders, *piece.no_line):
            found.setdefault(name, []).append(piece)
    return {name: tuple(some) for name, some in found.items()}


def pieces_of(borders: Iterable[str]) -> tuple[Piece, ...]:
    """List the pieces that some borders are about, each once.

    Parameters
    ----------
    borders : iterable of str
        Names in codes, alphabetical: ``GEO-RUS``.

    Examples
    --------
    >>> [one.id for one in pieces_of(["GEO-RUS"])]
    ['abkhazia', 'south-ossetia']
    >>> pieces_of(["BLR-POL"])
    ()
    """
    return tuple(dict.fromkeys(one for name in borders for one in _by_border().get(name, ())))
