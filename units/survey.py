"""What a list of units was surveyed for: where nobody looked, no count is said.

A list says so in ``attrs["survey"]``: by state, ``systematic``, ``partial`` or ``surveyed`` where a
count may be said, else the words that stand in its place. A list that says nothing of a state and
holds no record of it has "no record"; a count of 0 is said only of a state that was surveyed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

COUNTED: Final = ("systematic", "partial", "surveyed")
NOT_SURVEYED: Final = "not surveyed"
NO_RECORD: Final = "no record"
_BUNDLED: Final = "bundled"


@dataclass(frozen=True)
class StateSurvey:
    """How far one state was gone through for the bundled list.

    Parameters
    ----------
    state : str
        ISO 3166-1 alpha-3.
    level : {"systematic", "partial", "none"}
    depth, missing, why : str
        How much of it, what is known to be missing, and why it was not surveyed.
    known : mapping of str to str
        Formations that a published list names, with the ids of the rows that have each, blanks
        between them; empty where the garrison was not found.
    known_source : str
        Which list that is.
    """

    state: str
    level: str
    depth: str
    missing: str
    why: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    known_source: str = ""

    @property
    def found(self) -> int:
        """How many of the known formations have a row."""
        return sum(bool(ids) for ids in self.known.values())

    @property
    def not_found(self) -> tuple[str, ...]:
        """The known formations that have none."""
        return tuple(name for name, ids in self.known.items() if not ids)

    @property
    def word(self) -> str:
        """The level, or what stands in place of a count."""
        if self.level in COUNTED:
            return self.level
        return f"{NOT_SURVEYED} ({self.why})" if self.why else NOT_SURVEYED


@dataclass(frozen=True)
class Survey:
    """The bundled list's survey: its day, its method, and each state."""

    as_of: str
    method: str
    states: tuple[StateSurvey, ...]

    @property
    def words(self) -> dict[str, str]:
        """What is said of each state; of all others that they were not surveyed."""
        return {one.state: one.word for one in self.states} | {"": _BUNDLED}


@cache
def bundled_survey() -> Survey:
    """Return what the bundled list was surveyed for.

    Examples
    --------
    >>> [one.state for one in bundled_survey().states if one.level == "none"]
    ['RUS', 'UKR']
    """
    text = files(__package__ or "csbm.units").joinpath("data", "survey.toml").read_text("utf-8")
    told = tomllib.loads(text)
    states = [StateSurvey(code, **row) for code, row in told.items() if isinstance(row, dict)]
    return Survey(told["as_of"], told["method"], tuple(states))


def surveyed(states: Sequence[str]) -> dict[str, str]:
    """Return what a list of one's own says that was surveyed for some states.

    Examples
    --------
    >>> surveyed(["POL", "LTU"])
    {'POL': 'surveyed', 'LTU': 'surveyed'}
    """
    return dict.fromkeys(states, "surveyed")


def uncounted(attrs: Mapping[Any, Any], state: str, records: int) -> str:
    """Return what stands in place of a count of a state's units; empty where one may be said.

    Parameters
    ----------
    attrs : mapping
        Of the list.
    state : str
        ISO 3166-1 alpha-3.
    records : int
        How many of the list's units stand there, whatever their status.

    Examples
    --------
    >>> uncounted({"survey": bundled_survey().words}, "CHN", 0)
    'not surveyed'
    >>> uncounted({"sources": []}, "RUS", 0), uncounted({"sources": []}, "RUS", 3)
    ('no record', '')
    """
    told = attrs.get("survey")
    if told is None and "sources" not in attrs:
        return ""  # made by hand: it says nothing of where it is from
    word = str((told or {}).get(state, ""))
    if word in COUNTED:
        return ""
    if word:
        return word
    if (told or {}).get("") == _BUNDLED:
        return NOT_SURVEYED
    return "" if records else NO_RECORD
