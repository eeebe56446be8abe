"""Lines that have a name and are no border of two states in the bundled data.

None of them is bundled: `published` says where to ask for one, and a file of it is taken by
``--border FILE``. A bundled border that stands in for a line is named; it is not that line.
"""

from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from ..readers.toml_files import read_toml
from .bundled import DATA

__all__ = ["NamedLine", "named_lines"]

_FILE: Final = DATA / "lines.toml"


class NamedLine(BaseModel):
    """One line: whose it is, which regimes speak of it, where it is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    parties: tuple[str, ...]
    regimes: tuple[str, ...] = ()
    stand_in: str = ""
    published: str

    @property
    def how(self) -> str:
        """How csbm takes it."""
        sides = ",".join(self.parties) if len(self.parties) == 2 else "LEFT,RIGHT"
        return f"--border FILE --parties {sides}"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    line: tuple[NamedLine, ...] = Field(min_length=1)


@cache
def named_lines() -> tuple[NamedLine, ...]:
    """List the named lines, in the order of the table.

    Examples
    --------
    >>> [one.stand_in for one in named_lines() if one.name == "Blue Line"]
    ['ISR-LBN']
    """
    return _Table.model_validate(read_toml(_FILE)).line
