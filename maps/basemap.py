"""The ground under the zone: land, waters, ways, places and names, clipped from bundled data.

What a canvas draws is packed (`ground_pack`); names and lines between states stand in the open. The
nearer to the zone, the finer; no more than `PACKED_MAX` in all.
"""

from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import permutations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..boundaries.atlas import BundledAtlas
from ..words.languages import LANGUAGES
from .display import METRES_PER_DEGREE, Frame
from .ground_data import Raster, lines_in, names_of, places_in, raster_in
from .ground_pack import DECIMALS as PACKED_DECIMALS
from .ground_pack import Flat, flat_areas, flat_lines, packed_cells, packed_ground
from .polyline import as_integers, encode

DECIMALS = 3
"""The bundled data are rounded to this many decimals of a degree."""
FINEST_M = 60.0
"""The ground near the zone is simplified by this much, or more where a page would be too large."""
AWAY = 5.0
"""Beyond the frame the ground is so many times coarser."""
PACKED_MAX = 900_000
"""Characters of the packed ground: what keeps a page small enough to be sent by mail."""
ALONG_DEGREES = 0.012
"""A river this near to the border, for longer, is the river that the border follows."""

_WORLD_LAKE = 0.004
"""Square degrees: a page of every border shows lakes from some 30 km² on."""
AREAS = ("land", "lakes")
KIND = (shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON)
RASTERS = ("cover", "relief")
_WORLD_DEGREES = 0.006
_WORLD_RIVERS = (1, 2, 3)

WIDE_DEGREES = 45.0
"""A box so wide shows coasts coarsely."""
PLACES_MAX = 1400
TALLEST_LATITUDE = 85.0
"""Web Mercator ends here."""


Box = tuple[float, float, float, float]
Shapes = NDArray[np.object_]


def ground(
    frame: Frame,
    groups: Sequence[Collection[str]],
    names: Collection[str],
    outlines: Sequence[tuple[bool, BaseGeometry]] = (),
    line: BaseGeometry | None = None,
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
    line : geometry, optional
        The border: where it follows a river, that river is drawn along it.

    Returns
    -------
    dict
        ``box`` in degrees, ``boundaries`` in the polyline code with three decimals, ``towns``,
        ``town_names`` (by language, then by place in ``towns``), ``countries`` (labels) and
        ``codes``; ``packed`` holds ``land``, ``lakes``, ``rails``, ``roads``, ``rivers1`` (the
        longest) to ``rivers5`` and ``own_rivers``, the stretches of the border that follow a
        river; ``rasters`` are woods and built-up land, and relief.
    """
    box = view_box(frame)
    tolerance = frame.tolerance_m * 4 / METRES_PER_DEGREE
    countries = _layer("countries")
    towns, town_names = _towns(box, frame)
    return {
        "box": [round(edge, 3) for edge in box],
        "decimals": DECIMALS,
        "packed_decimals": PACKED_DECIMALS,
        "packed": _packed(box, frame, line),
        "rasters": {name: _cells(raster_in(name, box)) for name in RASTERS},
        "boundaries": [
            [int(disputed), text]
            for disputed, geometry in outlines or _boundaries(box, groups)
            for text in _lines(geometry, tolerance)
        ],
        "own_lines": bool(outlines),
        "towns": towns,
        "town_names": town_names,
        "countries": _labels(countries, box, frame),
        "codes": _codes(countries, names),
    }


def _cells(raster: Raster) -> dict[str, object]:
    """Return a raster as the page reads it."""
    rows, columns = raster.cells.shape
    return {
        "west": round(raster.west, 5), "north": round(raster.north, 5),
        "step": round(raster.step, 6), "rows": rows, "columns": columns,
        "packed": packed_cells(raster.cells),
    }  # fmt: skip


def _packed(box: Box, frame: Frame, line: BaseGeometry | None) -> str:
    """Return what the canvas draws, as fine as its room allows."""
    layers = _drawn(box, line)
    span_m = (frame.north - frame.south) * METRES_PER_DEGREE
    metres = max(FINEST_M, min(frame.tolerance_m, span_m / 4000))
    while True:
        layers = _simplified(layers, frame, metres)
        packed = packed_ground({name: _flat(name, shapes) for name, shapes in layers.items()})
        if len(packed) <= PACKED_MAX:
            return packed
        metres *= max(1.4, (len(packed) / PACKED_MAX) ** 1.5)


def _flat(name: str, shapes: Shapes) -> Flat:
    return flat_areas(shapes) if name in AREAS else flat_lines(shapes)


def _drawn(box: Box, line: BaseGeometry | None) -> dict[str, Shapes]:
    """Return the layers in the box; the river that the border follows comes from the border."""
    rivers, ranks = lines_in("rivers", box)
    own, near = _rivers_along(line, rivers)
    if near is not None:
        shapely.prepare(near)
        beside = shapely.intersects(near, rivers)
        rivers[beside] = shapely.difference(rivers[beside], near)
    layers = {"land": shapely.get_parts(drawn_land(box)), "own_rivers": own}
    for rank in sorted(set(ranks.tolist())):
        layers[f"rivers{rank}"] = rivers[ranks == rank]
    for name in ("lakes", "rails", "roads"):
        layers[name], _rank = lines_in(name, box)
    return {name: _parts(name, shapes) for name, shapes in layers.items()}


def _parts(name: str, shapes: Shapes) -> Shapes:
    """Return shapes of one kind alone: what cutting has left of others is dropped."""
    whole = shapely.get_type_id(shapes) == KIND[name in AREAS]
    if whole.all():
        return shapes
    parts = shapely.get_parts(shapely.get_parts(shapes[~whole]))
    kept = parts[shapely.get_type_id(parts) == KIND[name in AREAS]]
    return np.concatenate([shapes[whole], kept])


def _rivers_along(line: BaseGeometry | None, rivers: Shapes) -> tuple[Shapes, BaseGeometry | None]:
    """Return the stretches of the border that follow a river, and where that river is not drawn."""
    nothing = np.array([], dtype=object)
    if line is None or not len(rivers):
        return nothing, None
    near = shapely.buffer(shapely.simplify(line, 0.002), ALONG_DEGREES, quad_segs=4)
    shapely.prepare(near)
    beside = shapely.intersection(rivers[shapely.intersects(near, rivers)], near)
    beside = shapely.get_parts(shapely.line_merge(shapely.union_all(beside)))
    # A river that only crosses the border leaves the strip soon.
    beside = beside[shapely.length(beside) > 5 * ALONG_DEGREES]
    if not len(beside):
        return nothing, None
    strip = shapely.buffer(shapely.union_all(beside), ALONG_DEGREES, quad_segs=4)
    along = shapely.get_parts(shapely.intersection(shapely.simplify(line, 0.0003), strip))
    return along, shapely.intersection(near, strip)


def _simplified(layers: dict[str, Shapes], frame: Frame, metres: float) -> dict[str, Shapes]:
    """Return the layers simplified: finely in the frame, coarsely around it."""
    pad = 0.15 * max(frame.north - frame.south, (frame.east - frame.west) * frame.squeeze)
    inner = (
        frame.west - pad / frame.squeeze, frame.south - pad,
        frame.east + pad / frame.squeeze, frame.north + pad,
    )  # fmt: skip
    fine = metres / METRES_PER_DEGREE
    made: dict[str, Shapes] = {}
    for name, shapes in layers.items():
        # One tolerance for all land: two would leave a gap along the frame's edge.
        tolerance = np.full(len(shapes), fine)
        if name != "land":
            tolerance[~_touching(shapes, inner)] = AWAY * fine
        bent = shapely.get_num_coordinates(shapes) > 2
        shapes = shapes.copy()  # noqa: PLW2901  # a copy of its own, to be written to
        for one in (fine, AWAY * fine):
            at = bent & (tolerance == one)
            shapes[at] = shapely.simplify(shapes[at], one, preserve_topology=name in AREAS)
        if name in AREAS:
            # What is smaller than it could be drawn is left out.
            kept = shapely.area(shapes) >= 4 * tolerance**2
        else:
            kept = shapely.length(shapes) > 3 * tolerance
        made[name] = _parts(name, shapes[kept])
    return made


def _touching(shapes: Shapes, box: Box) -> "NDArray[np.bool_]":
    """Return which shapes' own boxes touch a box."""
    west, south, east, north = shapely.bounds(shapes).T
    touching: NDArray[np.bool_] = (
        (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    )
    return touching


def _areas(shapes: Shapes, tolerance: float, decimals: int = DECIMALS) -> list[list[str]]:
    """Return polygons in the polyline code; what is smaller than it could be drawn is left out."""
    parts = shapely.get_parts(shapely.get_parts(shapely.simplify(shapes, tolerance)))
    drawn: list[list[str]] = []
    for part in parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]:
        if part.area < 4 * tolerance**2:
            continue
        rings = [as_integers(np.asarray(ring.coords), decimals) for ring in _rings(part)]
        if len(rings[0]) >= 4:
            drawn.append([encode(ring) for ring in rings if len(ring) >= 4])
    return drawn


def _courses(shapes: Shapes, tolerance: float, decimals: int = DECIMALS) -> list[str]:
    """Return lines in the polyline code; what is shorter than it could be seen is left out."""
    parts = shapely.get_parts(shapely.get_parts(shapely.simplify(shapes, tolerance)))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    parts = parts[shapely.length(parts) > 3 * tolerance]
    vertices = (as_integers(np.asarray(part.coords), decimals) for part in parts)
    return [encode(line) for line in vertices if len(line) >= 2]


def _boundaries(box: Box, groups: Sequence[Collection[str]]) -> list[tuple[bool, BaseGeometry]]:
    """Return the base map's own lines between states."""
    lines = _clipped("boundaries", box)
    for one, other in permutations(groups, 2):
        lines = lines[~(lines["left"].isin(one) & lines["right"].isin(other))]
    return list(zip(lines["disputed"], lines.geometry, strict=True))


def view_box(frame: Frame) -> Box:
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


def drawn_land(box: Box) -> BaseGeometry:
    """Return the base map's land in a box of west, south, east, north, degrees.

    GSHHG's, which the borders' own land is; in a box so wide that nobody could tell, Natural
    Earth's, which is smaller.
    """
    west, south, east, north = box
    if max(east - west, 2 * (north - south)) > WIDE_DEGREES:
        pieces = shapely.get_parts(_clipped("land", box).geometry.to_numpy())
        return shapely.disjoint_subset_union_all(pieces)
    return shapely.clip_by_rect(BundledAtlas().land([box]), *box)


@cache
def _layer(name: str) -> gpd.GeoDataFrame:
    with as_file(files(__package__) / "assets" / f"{name}.parquet") as path:
        return gpd.read_parquet(path)


def _clipped(name: str, box: Box) -> gpd.GeoDataFrame:
    layer = _layer(name)
    near = layer.iloc[layer.sindex.query(shapely.box(*box))].sort_index()
    shapes = shapely.clip_by_rect(shapely.make_valid(near.geometry.to_numpy()), *box)
    return near.set_geometry(gpd.GeoSeries(shapes, index=near.index, crs=4326))


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


def _towns(box: Box, frame: Frame) -> tuple[list[list[object]], dict[str, dict[int, str]]]:
    """Return the places that labels choose from, largest first, and their other names.

    A place is name, lon, lat, people. Half of them are the largest of the whole box, the others
    lie near the zone. Other names are by language, then by place in the list.
    """
    places = places_in(box)
    near = (places.lon >= frame.west) & (places.lon <= frame.east)
    near &= (places.lat >= frame.south) & (places.lat <= frame.north)
    kept = np.concatenate(
        [np.flatnonzero(near)[:PLACES_MAX], np.flatnonzero(~near)[: PLACES_MAX // 3]]
    )
    kept = np.array(sorted(kept, key=lambda at: (-places.people[at], places.name[at])), dtype=int)
    others = names_of(places.at[kept], tuple(LANGUAGES))
    names: dict[str, dict[int, str]] = {}
    for place, row in enumerate(places.at[kept].tolist()):
        for language, name in sorted(others.get(row, {}).items()):
            names.setdefault(language, {})[place] = name
    towns: list[list[object]] = [
        [str(places.name[at]), float(places.lon[at]), float(places.lat[at]), int(places.people[at])]
        for at in kept
    ]
    return towns, names


def _labels(countries: gpd.GeoDataFrame, box: Box, frame: Frame) -> list[list[object]]:
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
        "most_towns": PLACES_MAX,
    }


def world() -> dict[str, object]:
    """Return the whole base map, coarser than `ground`: land, lakes, rivers and towns.

    Returns
    -------
    dict
        ``land`` and ``lakes`` as polygons, ``rivers`` as lines by rank, the longest first, in the
        polyline code with three decimals; ``towns`` as in `ground`.
    """
    whole = (-180.0, -90.0, 180.0, 90.0)
    rivers, ranks = lines_in("rivers", whole)
    lakes, _rank = lines_in("lakes", whole)
    towns = all_towns().sort_values(["population", "name"], ascending=[False, True])
    return {
        "land": _areas(_layer("land").geometry.to_numpy(), 0.0, DECIMALS),
        "lakes": _areas(lakes[shapely.area(lakes) > _WORLD_LAKE], _WORLD_DEGREES, DECIMALS),
        "rivers": [
            _courses(rivers[ranks == rank], _WORLD_DEGREES, DECIMALS) for rank in _WORLD_RIVERS
        ],
        "towns": [
            [name, round(float(lon), DECIMALS), round(float(lat), DECIMALS), int(population)]
            for name, lon, lat, population in towns.itertuples(index=False)
        ],
    }
