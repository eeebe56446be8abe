"""The ground under the zone: land, lakes, rivers, towns and names, clipped from bundled data."""

from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import permutations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from .display import METRES_PER_DEGREE, Frame
from .polyline import as_integers, encode

DECIMALS = 3
"""The bundled data are rounded to this many decimals of a degree."""

TOWNS_MAX = 420
TALLEST_LATITUDE = 85.0
"""Web Mercator ends here."""


def ground(
    frame: Frame,
    groups: Sequence[Collection[str]],
    names: Collection[str],
    outlines: Sequence[tuple[bool, BaseGeometry]] = (),
) -> dict[str, object]:
    """Return the base map around a frame, as plain values for the page.

    Parameters
    ----------
    frame : Frame
        Where the page looks.
    groups : sequence of collection of str
        The parties on either side; the base map's own line between the two is left out, for the
        border stands there.
    names : collection of str
        Codes of countries whose two-letter code the page needs for names in other languages.

    outlines : sequence of (bool, geometry)
        Lines between states to draw in place of the base map's own, with whether they are disputed.

    Returns
    -------
    dict
        ``box`` in degrees, ``land``, ``lakes``, ``rivers``, ``boundaries`` in the polyline code
        with three decimals, ``towns``, ``countries`` (labels) and ``codes``.
    """
    box = view_box(frame)
    tolerance = frame.tolerance_m * 4 / METRES_PER_DEGREE
    rivers = _clipped("rivers", box)
    countries = _layer("countries")
    return {
        "box": [round(edge, 3) for edge in box],
        "decimals": DECIMALS,
        "land": _polygons(_clipped("land", box).geometry, tolerance),
        "lakes": _polygons(_clipped("lakes", box).geometry, tolerance),
        "rivers": [
            [int(rank), line]
            for rank, geometry in zip(rivers["rank"], rivers.geometry, strict=True)
            for line in _lines(geometry, tolerance)
        ],
        "boundaries": [
            [int(disputed), line]
            for disputed, geometry in outlines or _boundaries(box, groups)
            for line in _lines(geometry, tolerance)
        ],
        "own_lines": bool(outlines),
        "towns": _towns(box, frame),
        "countries": _labels(countries, box, frame),
        "codes": _codes(countries, names),
    }


def _boundaries(
    box: tuple[float, float, float, float], groups: Sequence[Collection[str]]
) -> list[tuple[bool, BaseGeometry]]:
    """Return the base map's own lines between states."""
    lines = _clipped("boundaries", box)
    for one, other in permutations(groups, 2):
        lines = lines[~(lines["left"].isin(one) & lines["right"].isin(other))]
    return list(zip(lines["disputed"], lines.geometry, strict=True))


def view_box(frame: Frame) -> tuple[float, float, float, float]:
    """Return a box wide enough that a broad or a tall window never looks past its edge."""
    height = frame.north - frame.south
    width = (frame.east - frame.west) * frame.squeeze
    half_height = max(height, width * 1.3, 0.05) * 0.85
    half_width = max(width, height * 1.9, 0.05) * 0.85 / frame.squeeze
    lon, lat = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
    return (
        max(-180.0, lon - half_width),
        max(-TALLEST_LATITUDE, lat - half_height),
        min(180.0, lon + half_width),
        min(TALLEST_LATITUDE, lat + half_height),
    )


def drawn_land(box: tuple[float, float, float, float]) -> BaseGeometry:
    """Return the base map's land in a box of west, south, east, north, degrees."""
    return shapely.union_all(_clipped("land", box).geometry.to_numpy())


@cache
def _layer(name: str) -> gpd.GeoDataFrame:
    with as_file(files(__package__) / "assets" / f"{name}.parquet") as path:
        return gpd.read_parquet(path)


def _clipped(name: str, box: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    layer = _layer(name)
    near = layer.iloc[layer.sindex.query(shapely.box(*box))].sort_index()
    shapes = shapely.clip_by_rect(shapely.make_valid(near.geometry.to_numpy()), *box)
    return near.set_geometry(gpd.GeoSeries(shapes, index=near.index, crs=4326))


def _polygons(shapes: gpd.GeoSeries, tolerance: float) -> list[list[str]]:
    simple = shapely.simplify(shapes.to_numpy(), tolerance)
    parts = shapely.get_parts(shapely.get_parts(simple))
    drawn: list[list[str]] = []
    for part in parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]:
        if part.area < tolerance**2:
            continue
        rings = [as_integers(np.asarray(ring.coords), DECIMALS) for ring in _rings(part)]
        if len(rings[0]) >= 4:
            drawn.append([encode(ring) for ring in rings if len(ring) >= 4])
    return drawn


def _rings(polygon: BaseGeometry) -> list[BaseGeometry]:
    return [polygon.exterior, *polygon.interiors]


def _lines(geometry: BaseGeometry, tolerance: float) -> list[str]:
    parts = shapely.get_parts(shapely.simplify(geometry, tolerance))
    vertices = (as_integers(np.asarray(part.coords), DECIMALS) for part in parts)
    return [encode(line) for line in vertices if len(line) >= 2]


@cache
def all_towns() -> pd.DataFrame:
    """Return every bundled town: name, lon, lat in degrees, population."""
    with as_file(files(__package__) / "assets" / "towns.parquet") as path:
        return pd.read_parquet(path)


def _towns(box: tuple[float, float, float, float], frame: Frame) -> list[list[object]]:
    """Return the towns that labels choose from, largest first; those near the zone come first."""
    towns = all_towns()
    west, south, east, north = box
    towns = towns[towns["lon"].between(west, east) & towns["lat"].between(south, north)]
    near = towns["lon"].between(frame.west, frame.east) & towns["lat"].between(
        frame.south, frame.north
    )
    kept = pd.concat([towns[near].head(TOWNS_MAX), towns[~near].head(TOWNS_MAX // 2)])
    kept = kept.sort_values(["population", "name"], ascending=[False, True])
    return [
        [name, round(float(lon), DECIMALS), round(float(lat), DECIMALS), int(population)]
        for name, lon, lat, population in kept.itertuples(index=False)
    ]


def _labels(
    countries: gpd.GeoDataFrame, box: tuple[float, float, float, float], frame: Frame
) -> list[list[object]]:
    """Return code, two-letter code, name and place of each country in view, largest first."""
    # Names stand in the part of a country that is near the zone, not in its middle far away.
    pad = 0.35 * max(frame.north - frame.south, frame.east - frame.west)
    west, south, east, north = (
        max(box[0], frame.west - pad / frame.squeeze),
        max(box[1], frame.south - pad),
        min(box[2], frame.east + pad / frame.squeeze),
        min(box[3], frame.north + pad),
    )
    whole = (west, south, east, north)
    labels: list[tuple[float, list[object]]] = []
    near = countries.iloc[countries.sindex.query(shapely.box(*whole))].sort_index()
    for row in near.itertuples():
        parts = shapely.get_parts(shapely.clip_by_rect(row.geometry, *whole))
        parts = parts[shapely.area(parts) > 0]
        if not len(parts):
            continue
        largest = max(parts, key=lambda part: part.area)
        spot = shapely.maximum_inscribed_circle(largest, tolerance=0.02).coords[0]
        labels.append(
            (-largest.area, [row.a3, row.a2, row.name, round(spot[0], 3), round(spot[1], 3)])
        )
    return [label for _, label in sorted(labels, key=lambda entry: (entry[0], str(entry[1])))]


def _codes(countries: gpd.GeoDataFrame, names: Collection[str]) -> dict[str, str]:
    """Return two-letter codes, from which a browser knows a country's name in its language."""
    known = zip(countries["a3"], countries["a2"], strict=True)
    return {a3: a2 for a3, a2 in known if a3 in names and len(a2) == 2}


def sights(frame: Frame, names: Collection[str]) -> dict[str, object]:
    """Return what `ground` gives of a frame besides the base map itself and its towns."""
    box = view_box(frame)
    countries = _layer("countries")
    return {
        "box": [round(edge, 3) for edge in box],
        "decimals": DECIMALS,
        "countries": _labels(countries, box, frame),
        "codes": _codes(countries, names),
        "near": [round(edge, 3) for edge in (frame.west, frame.south, frame.east, frame.north)],
        "most_towns": TOWNS_MAX,
    }


def world() -> dict[str, object]:
    """Return the whole base map, as `ground` gives a part of it: land, lakes, rivers and towns."""
    rivers = _layer("rivers")
    towns = all_towns().sort_values(["population", "name"], ascending=[False, True])
    return {
        "land": _polygons(_layer("land").geometry, 0.0),
        "lakes": _polygons(_layer("lakes").geometry, 0.0),
        "rivers": [
            [int(rank), line]
            for rank, geometry in zip(rivers["rank"], rivers.geometry, strict=True)
            for line in _lines(geometry, 0.0)
        ],
        "towns": [
            [name, round(float(lon), DECIMALS), round(float(lat), DECIMALS), int(population)]
            for name, lon, lat, population in towns.itertuples(index=False)
        ],
    }
