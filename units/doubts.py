"""Doubts that show only when rows are seen together: swapped axes, one unit listed twice."""

import re
from difflib import SequenceMatcher

import geopandas as gpd
import numpy as np
import pandas as pd

from ..readers.findings import Finding, Findings
from ..readers.headers import FILE_COLUMN, ROW_COLUMN

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
    files, rows = units[FILE_COLUMN].tolist(), units[ROW_COLUMN].tolist()
    found: list[tuple[int, Finding]] = []
    for first, second in duplicate_pairs(units):
        here, there = f"row {rows[second]}", f"row {rows[first]}"
        if files[first] != files[second]:
            here, there = f"{files[second]}, {here}", f"{files[first]}, {there}"
        problem = f"may be the unit of {there}: same place, like name"
        found.append((second, Finding(here, "name", problem, "take one out if so")))
    return [finding for _place, finding in sorted(found, key=lambda item: item[0])]


def duplicate_pairs(units: gpd.GeoDataFrame) -> list[tuple[int, int]]:
    """Return the pairs of rows (by place, the earlier first) that may be one unit."""
    clusters: dict[tuple[float, float, str], list[tuple[str, int]]] = {}
    for place, (lat, lon, name) in enumerate(
        zip(units["lat"].tolist(), units["lon"].tolist(), units["name"].tolist(), strict=True)
    ):
        numbers = " ".join(_NUMBERS.findall(name))
        key = (round(lat, 2), round(lon, 2), numbers)
        clusters.setdefault(key, []).append((name[:_COMPARED_LETTERS].casefold(), place))
    pairs: list[tuple[int, int]] = []
    for cluster in clusters.values():
        ordered = sorted(cluster)
        for at, (name, place) in enumerate(ordered):
            for other, other_place in ordered[at + 1 : at + 1 + _COMPARED_NEIGHBOURS]:
                if name != other and (len(cluster) > _LARGEST_CLUSTER or not _alike(name, other)):
                    continue
                pairs.append((min(place, other_place), max(place, other_place)))
    return pairs


def merged(units: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return the units with likely duplicates taken out, the first of each kept, and what went.

    Only on request: nothing is merged of itself. What the kept row does not know is filled from the
    one taken out; what both know stays as the kept row has it.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units` or `combine_units`.
    """
    keep = list(range(len(units)))
    for first, second in sorted(duplicate_pairs(units)):
        keep[second] = min(keep[second], keep[first])
    whole = units.copy()
    told: list[Finding] = []
    for place, target in enumerate(keep):
        if target == place:
            continue
        for column in whole.columns:
            known = whole[column].iloc[target]
            if known is pd.NA or (isinstance(known, str) and known == ""):
                whole.iloc[target, whole.columns.get_loc(column)] = whole[column].iloc[place]
        row, kept = units[ROW_COLUMN].iloc[place], units["id"].iloc[target]
        where = f"{units[FILE_COLUMN].iloc[place]}, row {row}"
        told.append(Finding(where, "name", f"is merged into {kept!r}"))
    left = [place for place, target in enumerate(keep) if target == place]
    result = whole.iloc[left].reset_index(drop=True)
    result.attrs = dict(units.attrs)
    return result, told


def bibliography(units: gpd.GeoDataFrame) -> list[str]:
    """Return the sources that the rows name, each once, with the ids that rest on it.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        From `read_units` or `combine_units`.

    Returns
    -------
    list of str
        ``title, date, address [ids]``, by title; rows without a source come last as such.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> print(bibliography(bundled_units().query("id == 'lva-audrini'"))[0])
    Meeting.lv (citing Latvian Radio): opening of the TPS-117 radar in Audriņi parish, 2003-10, \
http://eng.meeting.lv/otsel-grozit-my-budem-n3838 [lva-audrini]
    """
    cited: dict[tuple[str, str, str], list[str]] = {}
    for key, *source in zip(
        units["id"], units["source_title"], units["source_date"], units["source_url"], strict=True
    ):
        title, day, url = source
        cited.setdefault((title, day, url), []).append(key)
    named = sorted(source for source in cited if any(source))
    lines = [
        f"{', '.join(part for part in source if part)} [{', '.join(cited[source])}]"
        for source in named
    ]
    if without := cited.get(("", "", "")):
        lines.append(f"no source [{', '.join(without)}]")
    return lines


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= LIKE_NAME and matcher.ratio() >= LIKE_NAME
