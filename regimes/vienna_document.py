"""The Vienna Document paragraph by paragraph: what each asks, and where that was read.

In our own words. A number is given only with the edition in which it was read; what nobody read is
in the table as unverified, and says so wherever it is used.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..common.errors import UsageError

TABLE: Final = Path(__file__).parent / "tables" / "vienna-document.toml"

Seen = Literal["2011", "1999", "not seen in this edition"]
Basis = Literal["text", "summary", "report", "memory"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Place(BaseModel):
    """Where something was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    url: Annotated[str, StringConstraints(pattern=r"^https?://")]


class Paragraph(BaseModel):
    """What one paragraph, or one provision whose number was not seen, asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$")]
    number: Annotated[str, StringConstraints(pattern=r"^(\d+(\.\d+)*)?$")] = Field(
        default="", description="As the edition numbers it; empty where no number was seen."
    )
    chapter: Words
    topic: Words
    asks: Words = Field(description="In our own short words.")
    edition: Words = Field(description="The edition it is told of.")
    seen: Seen = Field(description="The edition in whose text it was read.")
    basis: Basis
    source: Place | None = None
    read: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    note: str = ""

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if (self.basis == "memory") == (self.source is not None):
            raise ValueError("a source is wanted where something was read, and only there")
        if self.number and self.basis not in {"text", "report"}:
            raise ValueError("a number is told only where it was read")
        if self.seen != "not seen in this edition" and not (
            self.basis == "text" and self.seen == self.edition
        ):
            raise ValueError("seen is the edition whose text was read")
        return self

    @property
    def verified(self) -> bool:
        """Whether anything was read that says so."""
        return self.basis != "memory"

    @property
    def standing(self) -> str:
        """What its words rest on."""
        if self.basis == "memory":
            return "unverified"
        if self.basis == "text":
            return f"read in the text, edition {self.edition}"
        return f"read in a {self.basis}"

    @property
    def cite(self) -> str:
        """How it is cited: paragraph, edition, what was seen of it."""
        number = f"paragraph {self.number}" if self.number else "paragraph not seen"
        standing = "read in its text" if self.basis == "text" else self.standing
        return f"VD {self.edition}, {number}; {standing}"


@cache
def paragraphs() -> tuple[Paragraph, ...]:
    """Return all of them, in the order of the document.

    Examples
    --------
    >>> paragraphs()[1].number
    '9'
    """
    held = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Paragraph.model_validate(row) for row in held["paragraph"])


def paragraph(key: str) -> Paragraph:
    """Return the one with a key.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {one.key: one for one in paragraphs()}[key]


def by_number(number: str) -> tuple[Paragraph, ...]:
    """Return what a number holds in each edition that was read, its parts included.

    Raises
    ------
    UsageError
        If no edition that was read shows that number.

    Examples
    --------
    >>> [one.edition for one in by_number("107")]
    ['before 1999', 'before 1999']
    """
    wanted = number.strip().strip("()")
    found = tuple(
        one
        for one in paragraphs()
        if one.number and (one.number == wanted or one.number.startswith(f"{wanted}."))
    )
    if not found:
        known = ", ".join(dict.fromkeys(one.number for one in paragraphs() if one.number))
        raise UsageError(
            f"paragraph {wanted}: was not read in any edition; read were {known}; csbm vd lists all"
        )
    return found


def search(word: str) -> tuple[Paragraph, ...]:
    """Return those whose words, topic, chapter or note hold a word, in any case.

    Examples
    --------
    >>> [one.key for one in search("SIXTY")]
    ['evaluation-107']
    """
    wanted = word.casefold()
    return tuple(
        one
        for one in paragraphs()
        if wanted in f"{one.topic} {one.asks} {one.note} {one.chapter}".casefold()
    )
