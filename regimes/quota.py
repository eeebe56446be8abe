"""Evaluation visits that a state must accept, by the number of its units.

The rule as an earlier edition of the Vienna Document has it; the edition of 2011 was not seen, and
every answer says so (`quota_basis`).
"""

from dataclasses import dataclass
from math import ceil

from .thresholds import vienna_document


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
    return Quota(units, visits, min(visits, max(1, int(visits * rule["most_from_one_state"]))))


def quota_basis() -> str:
    """Say which edition the rule is from, and where it was read."""
    rule = vienna_document()["quota"]
    return (
        f"one visit per {rule['units_each']} units or part, at most {rule['most']}, at most a "
        f"fifth from one state: {rule['basis']} ({rule['source']['title']}, "
        f"{rule['source']['url']})"
    )
