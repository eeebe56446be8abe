"""What ends a line: a third state, a coast, or something else; and what of it is on land."""

from collections.abc import Iterable
from typing import Final, cast

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from .atlas import Atlas
from .bundled import BorderEnd, EndKind

__all__ = ["classified_ends", "end_points", "ends_like", "on_land"]

_GEOD: Final = Geod(ellps="WGS84")
#: A third state or a coast this near to an end is what ends the line, metres.
_NEAR_M: Final = 1000.0
#: Water shorter than this between two stretches of land belongs to a border, metres.
_GAP_M: Final = 1000.0


def end_points(line: MultiLineString) -> list[tuple[float, float]]:
    """Return the points where exactly one part of a line ends (a ring has none)."""
    points = [
        (float(lon), float(lat))
        for part in line.geoms
        for lon, lat in shapely.get_coordinates(part)[[0, -1]]
    ]
    # Parts that a cut at 180 degrees made are no ends.
    whole = [(-180.0 if lon == 180 else lon, lat) for lon, lat in points]
    return [point for point, place in zip(points, whole, strict=True) if whole.count(place) == 1]


def classified_ends(
    line: MultiLineString, atlas: Atlas, parties: tuple[str, str]
) -> tuple[BorderEnd, ...]:
    """Return a line's ends with what is near each: a third state, a coast, or nothing.

    Parameters
    ----------
    line : MultiLineString
        Lon/lat in degrees.
    atlas : Atlas
        Of the same border.
    parties : tuple of str
    """
    return tuple(
        BorderEnd(lon, lat, _kind(lon, lat, atlas, parties)) for lon, lat in end_points(line)
    )


def _kind(lon: float, lat: float, atlas: Atlas, parties: tuple[str, str]) -> EndKind:
    wide = min(2 * _NEAR_M / 111_000 / max(np.cos(np.radians(lat)), 0.01), 10.0)
    box = (max(lon - wide, -180.0), lat - 0.02, min(lon + wide, 180.0), lat + 0.02)
    third = shapely.union_all(list(atlas.third_states(parties, [box]).values()))
    if _away_m(lon, lat, third) <= _NEAR_M:
        return "tripoint"
    land = shapely.intersection(atlas.land([box]), shapely.box(*box))
    if land.is_empty:
        return "cut"
    coast = shapely.boundary(land)
    inner = shapely.intersection(coast, shapely.buffer(shapely.box(*box), -1e-6))
    return "coast" if _away_m(lon, lat, inner) <= _NEAR_M else "cut"


def _away_m(lon: float, lat: float, shape: BaseGeometry) -> float:
    """Return how far a point is from a shape near it, metres; infinite where there is none."""
    if shape.is_empty:
        return float("inf")
    squeeze = np.array([np.cos(np.radians(lat)), 1.0])
    near = shapely.transform(shape, lambda xy: xy * squeeze)
    short = shapely.shortest_line(shapely.Point(lon * squeeze[0], lat), near)
    foot = shapely.get_coordinates(short)[-1] / squeeze
    return float(_GEOD.inv(lon, lat, *foot)[2])


def ends_like(line: MultiLineString, ends: Iterable[BorderEnd]) -> tuple[BorderEnd, ...]:
    """Return a line's ends: what those of another are that they are nearest to, else a cut.

    Parameters
    ----------
    line : MultiLineString
        Another line of the same border, lon/lat in degrees.
    ends : iterable of BorderEnd
        Of the other; each makes one end of the line what it is.
    """
    points = end_points(line)
    kinds: dict[int, EndKind] = {}
    for end in ends if points else ():
        away = [_GEOD.inv(end.lon, end.lat, *point)[2] for point in points]
        kinds.setdefault(int(np.argmin(away)), end.kind)
    return tuple(
        BorderEnd(lon, lat, kinds.get(number, "cut")) for number, (lon, lat) in enumerate(points)
    )


def on_land(line: MultiLineString, land: BaseGeometry) -> MultiLineString:
    """Return what of a line is on land, water of under 1 km between two stretches included.

    Parameters
    ----------
    line : MultiLineString
        Lon/lat in degrees.
    land : BaseGeometry
        Polygons around the whole line.
    """
    shapely.prepare(land)
    if land.covers(line):
        return line
    dry = _lines(shapely.intersection(line, land))
    shores = {point for part in dry for point in _tips(part)}
    for stretch in _lines(shapely.line_merge(_multi(_lines(shapely.difference(line, land))))):
        xy = shapely.get_coordinates(stretch)
        if set(_tips(stretch)) <= shores and _GEOD.line_length(*xy.T) <= _GAP_M:
            dry.append(stretch)
    return _multi(_lines(shapely.line_merge(_multi(dry))))


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape).tolist()
    return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]


def _multi(lines: list[BaseGeometry]) -> MultiLineString:
    return cast("MultiLineString", shapely.MultiLineString(lines))


def _tips(line: BaseGeometry) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)[[0, -1]]]
