"""``--where``: which units, by the values of any of their columns."""

import operator
import re
from collections.abc import Callable, Sequence

import geopandas as gpd
import pandas as pd

from ..common.errors import UsageError
from ..common.words import unaccented
from ..readers.headers import ORIGIN_COLUMNS

_CONDITION = re.compile(r"\s*(?P<column>.+?)\s*(?P<sign>!=|<=|>=|!~|=|<|>|~)\s*(?P<value>.*?)\s*")
_COMPARE: dict[str, Callable[[pd.Series, float], pd.Series]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def where(units: gpd.GeoDataFrame, conditions: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the units that meet every condition, in their order, ``attrs`` kept.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units` or `combine_units`.
    conditions : sequence of str
        ``column=value`` and ``column!=value`` (the whole text, in any case, with or without
        accents; an empty value means empty), ``column~part`` and ``column!~part`` (the text
        holds it), ``column>number`` and the like (what has no number is left out).

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame with an index from 0.

    Raises
    ------
    UsageError
        If a condition is none, names no column, or compares with what is no number.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> where(bundled_units(), ["settlement=Hrodna", "branch=engineer"])["id"].tolist()
    ['blr-557-engineer-bde']
    """
    keep = pd.Series(data=True, index=units.index, dtype=bool)
    for condition in conditions:
        keep &= _meets(units, condition)
    chosen = units[keep].reset_index(drop=True)
    chosen.attrs = dict(units.attrs)
    return chosen


def _meets(units: gpd.GeoDataFrame, condition: str) -> pd.Series:
    match = _CONDITION.fullmatch(condition)
    if not match:
        raise UsageError(
            f"{condition!r} is no condition; write column=value, column~part or column>number"
        )
    column, sign, value = match["column"], match["sign"], match["value"]
    if column not in units.columns or column in ORIGIN_COLUMNS or column == "geometry":
        names = [
            name for name in units.columns if name not in {*ORIGIN_COLUMNS, "geometry"}
        ]  # fmt: skip
        raise UsageError(
            f"there is no column {column!r} in the units; there are {', '.join(names)}"
        )
    if sign in _COMPARE:
        try:
            number = float(value.replace(",", "."))
        except ValueError as error:
            raise UsageError(f"{condition!r} compares with what is no number") from error
        numbers = pd.to_numeric(units[column], errors="coerce").astype("Float64")
        return _COMPARE[sign](numbers, number).fillna(value=False).astype(bool)
    texts = units[column].astype(str).where(units[column].notna(), "").map(unaccented)
    found: pd.Series = texts == unaccented(value)
    if "~" in sign:
        found = texts.str.contains(unaccented(value), regex=False)
    elif pd.api.types.is_numeric_dtype(units[column]) and value:
        number = pd.to_numeric(value.replace(",", "."), errors="coerce")
        found = (units[column].astype("Float64") == number).fillna(value=False).astype(bool)
    return ~found if sign.startswith("!") else found
