"""The nearest and the farthest part of a shape, as seen from a line.

The least distance is exact, not sampled: where the two do not meet, two geodesic arcs on a surface
of positive curvature come nearest at an end of one of them, for moving both feet of a common
perpendicular sideways shortens it (second variation of length, Synge 1936). So the least of all
vertices to the other's arcs is the least of all. Edges of a shape are straight in longitude and
latitude and cut until that and the geodesic agree within a millimetre.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .densify import densified
from .ellipsoid import Floats, normals, surface
from .geodesic import LineIndex

AGREEMENT_M: Final = 1e-3
"""How closely an edge straight in degrees and its geodesic pieces agree, metres."""
FAR_WITHIN_M: Final = 5.0
"""How closely the farthest part is known, metres."""
_MOST_CELLS: Final = 4_000
_BLOCK: Final = 32
_DEGREE_M: Final = 111_700.0


def nearest_place(
    index: LineIndex, line: BaseGeometry, shape: BaseGeometry
) -> tuple[float, float, float]:
    """Return the place of a shape that is nearest to a line, and its distance.

    Parameters
    ----------
    index : LineIndex
        Of the line.
    line : shapely geometry
        The same line, to tell whether the two meet.
    shape : shapely geometry
        Longitude and latitude in degrees, edges straight in them.

    Returns
    -------
    lon, lat : float
        Degrees.
    distance_m : float
        Geodesic distance, metres; 0 where they meet.
    """
    if shapely.intersects(line, shape):
        lon, lat = shapely.get_coordinates(shapely.intersection(line, shape))[0]
        return float(lon), float(lat), 0.0
    arcs = _arcs(shape)
    corners = np.vstack(arcs)
    corners = _nearer(index, corners)
    near = index.nearest(corners[:, 0], corners[:, 1])
    first = int(np.argmin(near.distance_m))
    least = float(near.distance_m[first])
    place = corners[first]
    facing = _facing(index, np.vstack(arcs), least)
    if len(facing) and shapely.get_dimensions(shape):
        back = LineIndex(arcs).nearest(facing[:, 0], facing[:, 1])
        second = int(np.argmin(back.distance_m))
        if back.distance_m[second] < least:
            least = float(back.distance_m[second])
            place = np.array([back.lon[second], back.lat[second]])
    return float(place[0]), float(place[1]), least


def _arcs(shape: BaseGeometry) -> list[Floats]:
    """Return the points, lines and rings of a shape, edges cut until they are geodesics."""
    arcs = []
    for part in _singles(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = shapely.get_coordinates(shapely.remove_repeated_points(ring))
            arcs.append(densified(points, AGREEMENT_M) if len(points) > 1 else points)
    return arcs


def _singles(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape)
    if shape.geom_type == "GeometryCollection":
        return [single for part in parts for single in _singles(part)]
    return [part for part in parts if not part.is_empty]


def _nearer(index: LineIndex, corners: Floats) -> Floats:
    """Return the corners that may be nearest: not those too far from one that is farther still."""
    if len(corners) <= 8 * _BLOCK:
        return corners
    ecef = surface(normals(corners[:, 0], corners[:, 1]))
    block = np.arange(len(corners)) // _BLOCK
    first = index.nearest(corners[::_BLOCK, 0], corners[::_BLOCK, 1]).distance_m
    # No way over the Earth is longer than pi / 2 times the straight one.
    reach = np.linalg.norm(ecef - ecef[::_BLOCK][block], axis=1) * 1.58
    return np.asarray(corners[first[block] - reach <= first.min()])


def _facing(index: LineIndex, corners: Floats, least_m: float) -> Floats:
    """Return the vertices of the line that may be nearer to the shape than its corners are."""
    ecef = surface(normals(corners[:, 0], corners[:, 1]))
    middle = ecef.mean(axis=0)
    reach = least_m + 1.01 * float(np.linalg.norm(ecef - middle, axis=1).max()) + 1000
    vertices, places = _vertices(index)
    near = np.linalg.norm(places - middle, axis=1) <= reach
    return np.asarray(vertices[near])


@lru_cache(maxsize=8)
def _vertices(index: LineIndex) -> tuple[Floats, Floats]:
    """Return a line's vertices in degrees and on the ellipsoid in metres."""
    vertices = np.vstack(index.lines)
    return vertices, surface(normals(vertices[:, 0], vertices[:, 1]))


def farthest_m(
    index: LineIndex, shape: BaseGeometry, edges_m: Iterable[float]
) -> tuple[float, float]:
    """Return bounds of the farthest distance of a shape from a line.

    Distance is 1-Lipschitz: within a cell of radius r it is at most r more than at its middle.
    Cells are cut in four while they may hold something `FAR_WITHIN_M` farther than is known.

    Parameters
    ----------
    index : LineIndex
    shape : shapely geometry
    edges_m : iterable of float
        Distances that matter: no cell is cut where none lies between the bounds.

    Returns
    -------
    low, high : float
        Metres.
    """
    corners = shapely.get_coordinates(shape)
    low = float(index.nearest(corners[:, 0], corners[:, 1]).distance_m.max())
    if shapely.get_dimensions(shape) == 0:
        return low, low
    west, south, east, north = shapely.bounds(shape)
    cells = np.array([[(west + east) / 2, (south + north) / 2, east - west, north - south]])
    thresholds = np.array(list(edges_m))
    high = np.inf
    shapely.prepare(shape)
    while len(cells):
        lat = np.clip(cells[:, 1], -90, 90)
        inner = np.cos(np.radians(np.maximum(np.abs(lat) - cells[:, 3] / 2, 0)))
        radius = np.hypot(cells[:, 2] * inner, cells[:, 3]) / 2 * _DEGREE_M
        distance = index.nearest(cells[:, 0], lat).distance_m
        inside = shapely.intersects_xy(shape, cells[:, 0], cells[:, 1])
        low = max(low, float(distance[inside].max(initial=0.0)))
        upper = distance + radius
        high = min(high, max(low + FAR_WITHIN_M, float(upper.max())))
        cells = cells[upper > low + FAR_WITHIN_M]
        matters = ((thresholds >= low) & (thresholds <= high)).any()
        if not matters or 4 * len(cells) > _MOST_CELLS:
            break
        cells = _quartered(cells)
        half = cells[:, 2:] / 2
        boxes = shapely.box(*(cells[:, :2] - half).T, *(cells[:, :2] + half).T)
        cells = cells[shapely.intersects(shape, boxes)]
    else:
        high = min(high, low + FAR_WITHIN_M)
    return low, high


def _quartered(cells: Floats) -> Floats:
    quarter = cells[:, 2:] / 4
    return np.vstack(
        [
            np.hstack([cells[:, :2] + quarter * np.array(sign), cells[:, 2:] / 2])
            for sign in ((-1, -1), (-1, 1), (1, -1), (1, 1))
        ]
    )
