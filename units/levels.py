"""What is counted: units of one level at a time, active ones only, never one sum of unlike things.

Every count in every output is of the rows that `counted` chooses; what the others are is told
beside it, class by class.
"""

import math
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..common.errors import UsageError
from ..readers.headers import FILE_COLUMN
from .schema import LEVELS, STATES

CLASSES: Final = {
    "formation": "formations",
    "unit": "units (brigade, regiment, wing)",
    "territorial": "territorial forces (brigade, regiment)",
    "subunit": "subunits away from their parent",
    "site": "sites",
    "border_guard": "border guard",
    "with_parent": "subunits where their parent stands",
    "forming": "forming",
    "planned": "planned",
    "closed": "closed",
}
"""What each record counts as, in the order in which counts are told; with the words for it."""

COUNTS: Final = {
    "units": ("formation", "unit", "territorial"),
    "regular": ("formation", "unit"),
    "formation": ("formation",),
    "unit": ("unit", "territorial"),
    "subunit": ("subunit",),
    "site": ("site",),
    "border_guard": ("border_guard",),
    "all": ("formation", "unit", "territorial", "subunit", "site", "border_guard", "with_parent"),
}
"""What ``--count`` takes, and the classes that each counts; never what is not active."""

COUNT_WORDS: Final = {
    "units": "formations and units, territorial forces with them",
    "regular": "formations and units without territorial forces",
    "formation": "formations",
    "unit": "units (brigade, regiment, wing), territorial forces with them",
    "subunit": "subunits away from their parent",
    "site": "sites",
    "border_guard": "border guard",
    "all": "every active record, unlike things together",
}

COUNTS_AS: Final = "counts_as"
"""Column of a coverage: what each row counts as."""

_SITES: Final = frozenset(
    {"base", "airfield", "training_area", "depot", "radar", "missile_defence", "other"}
)
_BY_ECHELON: Final = (
    ("formation", ("army", "corps", "division", "command", "district", "fleet")),
    ("unit", ("brigade", "regiment", "wing", "group")),
    ("subunit", ("battalion", "squadron", "company", "battery", "platoon", "section", "team")),
)


def level_of(level: str, kind: str, echelon: str) -> str:
    """Return the level of a record: its own, else that which its kind and echelon say.

    Examples
    --------
    >>> level_of("", "unit", "brigade"), level_of("", "airfield", ""), level_of("", "unit", "")
    ('unit', 'site', 'unit')
    """
    if level in LEVELS:
        return level
    if kind in _SITES:
        return "site"
    words = echelon.casefold()
    return next((one for one, names in _BY_ECHELON if any(n in words for n in names)), "unit")


def counts_as(units: pd.DataFrame) -> NDArray[np.object_]:
    """Return what each record counts as: one of `CLASSES`.

    Parameters
    ----------
    units : DataFrame
        With columns of units/schema.py; one that is missing says nothing. What a column
        ``counts_as`` says stands, as where a part of a list lacks the parents. What is closed on a
        day that it names was active before: the list's dates leave it out.

    Returns
    -------
    array of str, shape (n,)
    """
    names = ("unit_state", "valid_to", "branch", "level", "kind", "echelon", "parent", "settlement")
    own = {name: _texts(units, name) for name in (*names, "id", COUNTS_AS)}
    places = _places(units)
    place = dict(zip(own["id"], zip(own["settlement"], places, strict=True), strict=True))
    found = []
    for said, position, state, end, branch, level, kind, echelon, parent, settlement in zip(
        own[COUNTS_AS], places, *(own[name] for name in names), strict=True
    ):
        if said in CLASSES:
            found.append(said)
        elif state in STATES[1:] and not (state == "closed" and end):
            found.append(state)
        elif branch == "border_guard":
            found.append("border_guard")
        else:
            one = level_of(level, kind, echelon)
            if one == "unit" and branch == "territorial_defence":
                one = "territorial"
            elif one == "subunit" and parent in place:
                town, there = place[parent]
                if (settlement and town == settlement) or there == position:
                    one = "with_parent"
            found.append(one)
    return np.array(found, dtype=object)


def usual_count(units: pd.DataFrame) -> str:
    """Return what is counted where nobody says: ``units`` where a list has levels, else ``all``.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> usual_count(bundled_units()), usual_count(bundled_units().drop(columns="level"))
    ('units', 'all')
    """
    return "units" if any(_texts(units, "level")) else "all"


def count_of(units: pd.DataFrame, count: str | None = None) -> str:
    """Return which count is meant: the one named, else the list's own (``attrs``), else the usual.

    Raises
    ------
    UsageError
        If there is no such count.
    """
    check_count(count)
    return count or str(units.attrs.get("count") or "") or usual_count(units)


def with_counts_as(units: Any) -> Any:  # noqa: ANN401  # a frame, returned as what it came
    """Return a list with the column ``counts_as``, worked out while its parents are in it."""
    told = units.assign(**{COUNTS_AS: counts_as(units)})
    names = [name for name in told.columns if name != COUNTS_AS]
    before = next((name for name in (FILE_COLUMN, "geometry") if name in names), None)
    at = names.index(before) if before else len(names)
    return told[[*names[:at], COUNTS_AS, *names[at:]]]


def check_count(count: str | None) -> None:
    """Refuse what cannot be counted.

    Raises
    ------
    UsageError
        If it is none of `COUNTS`.
    """
    if count is not None and count not in COUNTS:
        raise UsageError(f"count of {count!r}: choose one of {', '.join(COUNTS)}")


def counted(units: pd.DataFrame, count: str | None = None) -> NDArray[np.bool_]:
    """Tell which records a count is of.

    Parameters
    ----------
    units : DataFrame
    count : str, optional
        One of `COUNTS`; by default as `count_of` says.

    Returns
    -------
    array of bool, shape (n,)

    Raises
    ------
    UsageError
        If there is no such count.
    """
    classes = COUNTS[count_of(units, count)]
    return np.asarray(np.isin(counts_as(units).astype(str), classes), np.bool_)


def inferred(units: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which records do not say outright what they are listed for."""
    return np.array([one == "inferred" for one in _texts(units, "evidence")], np.bool_)


def mix(units: pd.DataFrame, chosen: NDArray[np.bool_]) -> dict[str, int]:
    """Return how many of the chosen records count as what, in the order of `CLASSES`."""
    own = counts_as(units)[chosen].tolist()
    return {one: own.count(one) for one in CLASSES if one in own}


def _places(units: pd.DataFrame) -> list[tuple[float, float]]:
    """Return positions, to a hundredth of a degree."""
    if "lat" not in units or "lon" not in units:
        return [(math.nan, math.nan)] * len(units)
    lat, lon = (np.round(units[name].to_numpy(np.float64), 2).tolist() for name in ("lat", "lon"))
    return list(zip(lat, lon, strict=True))


def _texts(units: Any, name: str) -> list[str]:  # noqa: ANN401  # a frame, with or without geometry
    if name not in units:
        return [""] * len(units)
    return [str(one) for one in units[name].fillna("")]
