"""What the newest release of the bundled lines moved, and places that other makers have elsewhere.

Both tables are worked out by ``scripts/boundaries_changes.py``; see docs/borders.md.
"""

import csv
from functools import cache
from typing import Any, Final, Literal

from .bundled import DATA, damaged

__all__ = ["VERDICTS", "rows_of"]

#: What the words of the tables' column ``verdict`` mean.
VERDICTS: Final[dict[str, str]] = {
    "confirmed": "a finer line of another maker sides with the newest release",
    "against": "such a line sides with the release before; the newest is taken all the same, and"
    " the radius there is at least the move",
    "lines differ": "such lines side with both",
    "nothing speaks": "no such line sides with either",
    "flagged": "not confirmed; the radius there takes in the nearest of the other lines",
    "open": "not confirmed, and the radius there is less than the distance of the other lines,"
    " which are of 1:1 million and set none, or follow another claim",
}
_NUMBERS: Final = ("from_km", "to_km", "lat", "lon", "moved_m", "least_m", "radius_m")


@cache
def _rows(name: Literal["changes", "places"]) -> tuple[dict[str, Any], ...]:
    path = DATA / f"{name}.csv"
    try:
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    return tuple(
        {key: float(value) if key in _NUMBERS else value for key, value in row.items()}
        for row in rows
    )


def rows_of(
    name: Literal["changes", "places"], borders: tuple[str, ...] | None = None
) -> list[dict[str, Any]]:
    """List the rows of one table, of some borders or of all.

    Parameters
    ----------
    name : {"changes", "places"}
    borders : tuple of str, optional
        Names in codes, such as ``BLR-POL``.

    Returns
    -------
    list of dict
        border, from_km, to_km, lat, lon; of changes moved_m, verdict, source; of places least_m
        (how near the nearest other line is), class, radius_m, verdict.

    Raises
    ------
    InputError
        If csbm's own data are damaged.

    Examples
    --------
    >>> [row["verdict"] for row in rows_of("changes", ("BLR-POL",))]
    ['against', 'against']
    """
    return [dict(row) for row in _rows(name) if borders is None or row["border"] in borders]
