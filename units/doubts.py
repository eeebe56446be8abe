"""Doubts that show only when rows are seen together: swapped axes, one unit listed twice."""

import re
from difflib import SequenceMatcher

import geopandas as gpd
import numpy as np

from .findings import Finding, Findings
from .schema import FILE_COLUMN, ROW_COLUMN

LIKE_NAME = 0.85
_COMPARED_NEIGHBOURS = 5
_COMPARED_LETTERS = 200
_LARGEST_CLUSTER = 300
"""Beyond so many rows at one place only equal names are doubted, to keep the time bounded."""
_LEAST_SPREAD_DEGREES = 2.0
_FAR_DEGREES = 10.0
_LEAST_ROWS = 5
_NUMBERS = re.compile(r"\d+")


def suspect_swaps(
    units: gpd.GeoDataFrame, *, bounds: tuple[float, float, float, float] | None = None
) -> list[Finding]:
    """Return doubts about rows whose latitude and longitude look exchanged; nothing is mended.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units`.
    bounds : (west, south, east, north) in degrees, optional
        Where the units are expected, such as a generous box around the border. Where absent it is
        where most rows of the list are, which takes at least five rows.

    Returns
    -------
    list of Finding
        For rows that lie far (10 degrees) from there, but would lie there with their axes swapped.
    """
    lat, lon = units["lat"].to_numpy(float), units["lon"].to_numpy(float)
    if bounds is None:
        if len(units) < _LEAST_ROWS:
            return []
        west, east = _middle(lon)
        south, north = _middle(lat)
    else:
        west, south, east, north = bounds
    far = (
        (lon < west - _FAR_DEGREES)
        | (lon > east + _FAR_DEGREES)
        | (lat < south - _FAR_DEGREES)
        | (lat > north + _FAR_DEGREES)
    )
    fits_swapped = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    findings = Findings()
    for place in np.flatnonzero(far & fits_swapped):
        row = int(units[ROW_COLUMN].iloc[place])
        findings.doubt(
            row, "lat", "latitude and longitude look swapped: exchanged, the unit would lie where"
            " the others are expected", "exchange them in the file if so",
        )  # fmt: skip
    return findings.doubts


def _middle(values: np.ndarray) -> tuple[float, float]:
    """Return a box around the median that outliers do not move."""
    centre = float(np.median(values))
    spread = float(np.median(np.abs(values - centre)))
    reach = max(_LEAST_SPREAD_DEGREES, 4 * spread)
    return centre - reach, centre + reach


def likely_duplicates(units: gpd.GeoDataFrame) -> list[Finding]:
    """Return doubts about rows that may be one unit: same place, like name; none is taken out.

    The same place is the same hundredth of a degree; names are alike when the numbers in them are
    the same and at least 85 % of their letters are.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units` or `combine_units`.
    """
    clusters: dict[tuple[float, float, str], list[tuple[str, int]]] = {}
    for place, (lat, lon, name) in enumerate(
        zip(units["lat"].tolist(), units["lon"].tolist(), units["name"].tolist(), strict=True)
    ):
        numbers = " ".join(_NUMBERS.findall(name))
        key = (round(lat, 2), round(lon, 2), numbers)
        clusters.setdefault(key, []).append((name[:_COMPARED_LETTERS].casefold(), place))
    files, rows = units[FILE_COLUMN].tolist(), units[ROW_COLUMN].tolist()
    found: list[tuple[int, Finding]] = []
    for cluster in clusters.values():
        ordered = sorted(cluster)
        for at, (name, place) in enumerate(ordered):
            for other, other_place in ordered[at + 1 : at + 1 + _COMPARED_NEIGHBOURS]:
                if name != other and (len(cluster) > _LARGEST_CLUSTER or not _alike(name, other)):
                    continue
                first, second = sorted((place, other_place))
                here, there = f"row {rows[second]}", f"row {rows[first]}"
                if files[first] != files[second]:
                    here, there = f"{files[second]}, {here}", f"{files[first]}, {there}"
                problem = f"may be the unit of {there}: same place, like name"
                found.append((second, Finding(here, "name", problem, "take one out if so")))
    return [finding for _place, finding in sorted(found, key=lambda item: item[0])]


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= LIKE_NAME and matcher.ratio() >= LIKE_NAME
