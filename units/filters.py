"""Which units are asked for: valid on a day, of a country, kind or branch; which are stale."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd

from ..common.clock import today
from ..common.errors import UsageError
from ..readers.dates import Period, find_period, read_period

STALE_YEARS = 5
LONGEST_STALE_YEARS = 1000
_DAYS = ("valid_from", "valid_to")


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
    return valid_in(units, Period(day, day))


def valid_in(units: gpd.GeoDataFrame, period: Period) -> pd.Series:
    """Tell for each unit whether it is valid on any day of a period; parameters as `valid_on`."""
    valid = [
        (not begin or read_period(begin).first <= period.last)
        and (not end or period.first <= read_period(end).last)
        for begin, end in zip(*(units[name].fillna("") for name in _DAYS), strict=True)
    ]
    return pd.Series(valid, index=units.index, dtype=bool)


def own_day(units: gpd.GeoDataFrame, as_of: date | str | None = None) -> Period:
    """Return the day that a list is asked of: the one given, else its own, else today.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        ``attrs["as_of"]`` is the list's own day, where it says one, as the bundled list does.
    as_of : datetime.date or str, optional
        A day, ``2018-05-03``, or a month or year, at any day of which a unit may be valid.

    Returns
    -------
    Period

    Raises
    ------
    UsageError
        If the text is no date.
    """
    told = units.attrs.get("as_of") if as_of is None else as_of
    if told is None:
        return Period(today(), today())
    if isinstance(told, date):
        return Period(told, told)
    try:
        return read_period(told)
    except ValueError:
        raise UsageError(f"--as-of {told!r} is no date; write it as 2026-11-22") from None


def on_day(units: gpd.GeoDataFrame, as_of: date | str | None = None) -> gpd.GeoDataFrame:
    """Return the units that are valid on the day asked for; a list without dates as it is.

    Parameters
    ----------
    units, as_of
        As for `own_day`.

    Returns
    -------
    geopandas.GeoDataFrame
        Its ``attrs["as_of"]`` is that day.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> len(on_day(bundled_units(), "2018")) < len(on_day(bundled_units()))
    True
    """
    if not set(_DAYS) <= set(units.columns):
        return units
    period = own_day(units, as_of)
    chosen = units[valid_in(units, period)].reset_index(drop=True)
    chosen.attrs = {**units.attrs, "as_of": period.text}
    return chosen


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
