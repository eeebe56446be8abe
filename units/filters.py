"""Which units are asked for: valid on a day, of a country, kind or branch; which are stale."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd

from ..common.errors import UsageError
from .dates import find_period, read_period

STALE_YEARS = 5
LONGEST_STALE_YEARS = 1000


def valid_on(units: gpd.GeoDataFrame, day: date) -> pd.Series:
    """Tell for each unit whether it is valid on a day; a blank end is open.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units`.
    day : datetime.date
        A year or month in ``valid_from`` counts from its first day, in ``valid_to`` to its last.

    Returns
    -------
    pandas.Series of bool
        On the index of ``units``.
    """
    valid = [
        (not begin or read_period(begin).first <= day) and (not end or day <= read_period(end).last)
        for begin, end in zip(units["valid_from"], units["valid_to"], strict=True)
    ]
    return pd.Series(valid, index=units.index, dtype=bool)


def source_state(
    units: gpd.GeoDataFrame, day: date, *, stale_years: int = STALE_YEARS
) -> pd.Series:
    """Return for each unit whether its source is ``current``, ``stale`` or ``undated`` on a day.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units`.
    day : datetime.date
        The day it is judged on.
    stale_years : int, optional
        A source is stale when the last day its date stands for is longer ago than this.

    Returns
    -------
    pandas.Series of str
        On the index of ``units``.

    Raises
    ------
    UsageError
        If ``stale_years`` is not from 0 to 1000.
    """
    if not 0 <= stale_years <= LONGEST_STALE_YEARS:
        raise UsageError(f"{stale_years} years is no age; give 0 to {LONGEST_STALE_YEARS}")
    states = []
    for text in units["source_date"]:
        period = find_period(text)
        if period is None:
            states.append("undated")
            continue
        last = period.last
        aged = (day.year - last.year, day.month, day.day) > (stale_years, last.month, last.day)
        states.append("stale" if aged else "current")
    return pd.Series(states, index=units.index, dtype=object)


def select_units(
    units: gpd.GeoDataFrame,
    *,
    as_of: date | None = None,
    countries: Sequence[str] = (),
    kinds: Sequence[str] = (),
    branches: Sequence[str] = (),
) -> gpd.GeoDataFrame:
    """Return the units asked for, in their order, ``attrs`` kept.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units` or `combine_units`.
    as_of : datetime.date, optional
        Only units valid on this day; all where absent.
    countries, kinds, branches : sequence of str, optional
        Only these, in any case; all where empty.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame with an index from 0.

    Raises
    ------
    UsageError
        If a country, kind or branch occurs nowhere in ``units``.
    """
    keep = pd.Series(data=True, index=units.index, dtype=bool)
    for column, wanted in (("country", countries), ("kind", kinds), ("branch", branches)):
        if not wanted:
            continue
        folded = units[column].str.casefold()
        present = sorted(set(units[column]) - {""})
        for one in wanted:
            if not (folded == one.casefold()).any():
                listed = ", ".join(present) if present else "none at all"
                raise UsageError(f"no unit has the {column} {one!r}; there are {listed}")
        keep &= folded.isin([one.casefold() for one in wanted])
    if as_of is not None:
        keep &= valid_on(units, as_of)
    chosen = units[keep].reset_index(drop=True)
    chosen.attrs = dict(units.attrs)
    return chosen
