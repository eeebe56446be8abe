"""Evaluation visits that a state must accept: an estimate from a public list.

The real quota follows from the return a state makes; a list of what is publicly known only comes
near it. What is counted, what may count and what does not is told record by record, each with its
reason. The rule is read in an edition before that of 1999; every answer says so (`quota_basis`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from .thresholds import vienna_document
from .vienna_document import paragraph

Counts = Literal["counts", "may count", "does not count"]

_LEVELS: Final = {"brigade", "regiment"}
_SUPPORT: Final = {"signals", "logistics"}
_OPEN: Final = {
    "air": "what counts of air forces was not read",
    "air_defence": "what counts of air defence was not read",
    "engineer": "which engineers are combat units was not read",
    "territorial_defence": "whether it is active was not looked at",
    "missile": "what counts of missile forces was not read",
}


@dataclass(frozen=True)
class Counted:
    """Whether a record counts as a unit, and why."""

    counts: Counts
    why: str


@dataclass(frozen=True)
class Quota:
    """Evaluation visits in a calendar year.

    Parameters
    ----------
    units : int
        Units that are subject to evaluation.
    visits : int
        Visits the state must accept.
    from_one_state : int
        The most of them that one other state may ask for.
    """

    units: int
    visits: int
    from_one_state: int


def counted(record: Mapping[str, object]) -> Counted:
    """Return whether a record of a unit list counts towards the quota.

    Parameters
    ----------
    record : mapping
        With ``kind``, ``branch`` and ``echelon`` as unit lists have them.

    Examples
    --------
    >>> counted({"kind": "unit", "branch": "land", "echelon": "brigade"}).counts
    'counts'
    >>> counted({"kind": "depot", "branch": "land", "echelon": ""}).why
    'depot: no unit'
    """
    kind, branch, echelon = (str(record.get(name) or "") for name in ("kind", "branch", "echelon"))
    no = _no_unit(kind, branch, echelon)
    if no:
        return Counted("does not count", no)
    if not echelon:
        return Counted("may count", "its level is not said")
    if branch in _OPEN:
        return Counted("may count", f"{branch.replace('_', ' ')}: {_OPEN[branch]}")
    return Counted("counts", f"{echelon}, {branch.replace('_', ' ') or 'branch not said'}")


def _no_unit(kind: str, branch: str, echelon: str) -> str:
    """Say why a record is no unit that counts; nothing where it may be one."""
    if kind != "unit":
        return f"{kind.replace('_', ' ') or 'not said what'}: no unit"
    if branch == "border_guard":
        return "border guard: not of the armed forces reported"
    if branch in _SUPPORT:
        return f"{branch}: support, not combat forces"
    if echelon in {"", *_LEVELS}:
        return ""
    below = echelon in {"battalion", "company"}
    return f"{echelon}: {'below brigade or regiment' if below else 'a formation, no unit'}"


def count(records: Iterable[Mapping[str, object]]) -> dict[Counts, int]:
    """Return how many records count, may count and do not count.

    Examples
    --------
    >>> count([{"kind": "depot"}, {"kind": "unit", "branch": "land", "echelon": "regiment"}])
    {'counts': 1, 'may count': 0, 'does not count': 1}
    """
    found: dict[Counts, int] = {"counts": 0, "may count": 0, "does not count": 0}
    for record in records:
        found[counted(record).counts] += 1
    return found


def quota(units: int) -> Quota:
    """Return the evaluation quota of a number of units.

    Parameters
    ----------
    units : int
        Not negative.

    Raises
    ------
    ValueError
        If it is negative.

    Examples
    --------
    >>> quota(71)
    Quota(units=71, visits=2, from_one_state=1)
    >>> quota(2_000).visits, quota(2_000).from_one_state, quota(0).visits
    (15, 3, 0)
    """
    if units < 0:
        raise ValueError(f"{units} units")
    rule = vienna_document()["quota"]
    visits = min(ceil(units / rule["units_each"]), rule["most"])
    return Quota(units, visits, from_one_state(visits))


def from_one_state(visits: int) -> int:
    """Return how many of a quota one other state may ask for.

    A fifth of it; of a small quota one.

    Examples
    --------
    >>> [from_one_state(number) for number in (0, 1, 4, 5, 9, 10, 15)]
    [0, 1, 1, 1, 1, 2, 3]
    """
    rule = vienna_document()["quota"]
    if visits < rule["small"]:
        return min(visits, 1)
    return int(visits * rule["most_from_one_state"])


def quota_basis() -> str:
    """Say what the rule is, its paragraph, and which edition it is from."""
    rule = vienna_document()["quota"]
    return (
        f"one visit per {rule['units_each']} units or part, at most {rule['most']}, at most a "
        f"fifth from one state, of a quota below {rule['small']} one; no unit more than twice a "
        f"year, nor more than once by one state; one visit at a time: {rule['basis']} "
        f"({paragraph(rule['cites']).cite}; {paragraph('evaluation-108').cite}; "
        f"{rule['source']['title']}, {rule['source']['url']})"
    )
