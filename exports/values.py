"""One value as it is written: how many decimals, which text, never a float's noise."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ..readers.headers import ORIGIN_COLUMNS

Row = Mapping[str, Any]

_PARAMETERS = {"depth_km", "min_km"}
_DECIMALS_BY_END = {"_km": 6, "_km2": 6, "_deg": 6}
_DECIMALS_BY_START = {"nearest_": 9}


@cache
def decimals_of(column: str) -> int | None:
    """Return the decimals a measured column is written with; ``None`` for as many as it has.

    Kilometres have six (a millimetre), square kilometres six, degrees of azimuth six, positions
    that were computed nine (a tenth of a millimetre). What was given is written as it was given.
    """
    if column in _PARAMETERS:
        return None
    for start, decimals in _DECIMALS_BY_START.items():
        if column.startswith(start):
            return decimals
    for end, decimals in _DECIMALS_BY_END.items():
        if column.endswith(end):
            return decimals
    return None


def plain_value(value: Any, column: str = "") -> Any:  # noqa: ANN401
    """Return a value as JSON knows it: None, bool, int, float, str, lists and objects of these.

    NaN, infinities and missing values become ``None``; floats are rounded as `decimals_of` says;
    half a character of UTF-16 becomes U+FFFD, for no file of ours can hold it.
    """
    if isinstance(value, str):
        return value if value.isascii() else _whole(value)
    if isinstance(value, Mapping):
        return {str(key): plain_value(one, str(key)) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain_value(one, column) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return _plain_float(value, decimals_of(column))
    if value is None or value is pd.NA or value is pd.NaT or isinstance(value, (bool, int)):
        return value if isinstance(value, (bool, int)) else None
    return str(value)


def _plain_float(value: float, decimals: int | None) -> float | None:
    if not math.isfinite(value):
        return None
    return (value if decimals is None else round(value, decimals)) + 0.0  # no negative zero


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number_text(value: float, column: str = "") -> str:
    """Return a number as text: full precision, no exponent, no trailing ``.0``.

    Examples
    --------
    >>> number_text(3000.0), number_text(53.6758), number_text(80, "distance_km")
    ('3000', '53.6758', '80.000000')
    """
    decimals = decimals_of(column)
    if decimals is not None:
        text = f"{round(value, decimals) + 0.0:.{decimals}f}"  # no negative zero
        return text if column.endswith(("_km", "_km2")) else text.rstrip("0").rstrip(".")
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def columns_of(
    table: Iterable[Row] | pd.DataFrame, wanted: Sequence[str] | None = None
) -> tuple[list[str], list[list[Any]]]:
    """Return the columns of a table and the values of each, as `rows_of` does row by row.

    Parameters
    ----------
    table : iterable of mapping, or DataFrame
    wanted : sequence of str, optional
        Which columns; all where absent. One that is not there has no values.
    """
    if isinstance(table, pd.DataFrame):
        names = list(wanted) if wanted is not None else _named(table)
        known = set(_named(table))
        nothing = [None] * len(table)
        return names, [table[name].tolist() if name in known else nothing for name in names]
    found, rows = rows_of(table)
    names = list(wanted) if wanted is not None else found
    return names, [[row.get(name) for row in rows] for name in names]


def _named(table: pd.DataFrame) -> list[str]:
    """Return the columns of a table without geometry and csbm's own."""
    shapes = {name for name in table.columns if str(table[name].dtype) == "geometry"}
    return [
        str(name) for name in table.columns if name not in shapes and name not in ORIGIN_COLUMNS
    ]


def rows_of(table: Iterable[Row] | pd.DataFrame) -> tuple[list[str], list[Row]]:
    """Return the columns and rows of a table; geometry and csbm's own columns are left out."""
    if isinstance(table, pd.DataFrame):
        columns = _named(table)
        lists = [table[name].tolist() for name in columns]
        return columns, [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]
    rows = list(table)
    return list(dict.fromkeys(name for row in rows for name in row)), rows
