"""Polygons of few corners around a shape, as small as can be found, in a flat chart.

A ring loses one corner after another, each time the one that adds least area: a corner that bends
inwards is cut off by a chord outside the shape, an edge between two outward corners gives way to
the point where its neighbours meet. What is left is then drawn tight: corners, and edges about
their points of contact, are moved as long as the area shrinks and the shape stays inside.
"""

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..measure.core import Out, call
from ..measure.ellipsoid import Floats

_ROUNDS: Final = 400
_SHARPEST: Final = 0.05
"""The least angle, radians, between the two edges of a corner."""
_WORTH: Final = 1e-6
"""The least part of an area worth a move."""


def solid(shape: BaseGeometry, size: float) -> shapely.Polygon | None:
    """Return one polygon without holes that holds all of a shape, or nothing where it lies apart.

    Parts are joined by bridges across small gaps, else by the hull where that is small enough.

    Parameters
    ----------
    shape : shapely geometry
        In a flat chart.
    size : float
        What an area may measure at most, in square units of the chart.
    """
    parts = shapely.get_parts(shape)
    if not shape.area > 0:
        return None
    if len(parts) == 1:
        return shapely.Polygon(parts[0].exterior)
    for far in (size**0.5 / 60, size**0.5 / 15):
        wide = shapely.buffer(shape, far, quad_segs=1)
        joined = shapely.union(shape, shapely.buffer(wide, -0.99 * far, quad_segs=1))
        if joined.geom_type == "Polygon":
            return shapely.Polygon(joined.exterior)
    hull = shapely.convex_hull(shape)
    return hull if 0 < hull.area <= size else None


def outline(shape: shapely.Polygon, corners: int, *, finest: float = 0.02) -> Floats:
    """Return the corners of a small polygon around a shape.

    Parameters
    ----------
    shape : shapely.Polygon
        In a flat chart; its holes are passed over.
    corners : int
        How many corners at most, 4 or more.
    finest : float
        The least step by which corners are moved to draw it tight, chart units.

    Returns
    -------
    array of float, shape (n, 2)
        Counter-clockwise, open; ``n`` is ``corners``, or less for a shape that has less.

    Examples
    --------
    >>> outline(shapely.Point(0, 0).buffer(1), 4).shape
    (4, 2)
    """
    ring = ring_of(shape)
    found = fewer_corners(ring, corners)
    if len(found) > corners:
        found = fewer_corners(ring_of(shapely.convex_hull(shape)), corners)
    size = _area(found)
    tight = _tightened(found, ring, size**0.5 / 8, finest)
    if sturdy(tight):
        return tight
    return found if sturdy(found) else fewer_corners(ring_of(shapely.convex_hull(shape)), corners)


def sturdy(ring: Floats) -> bool:
    """Tell whether a polygon is simple and nowhere so narrow that rounding could part it."""
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or not polygon.area > 0:
        return False
    inner = shapely.buffer(polygon, -(polygon.area**0.5) / 300, join_style="mitre")
    if inner.geom_type != "Polygon" or inner.is_empty:
        return False
    ahead = np.roll(ring, -1, axis=0) - ring
    back = np.roll(ring, 1, axis=0) - ring
    across = np.abs(ahead[:, 0] * back[:, 1] - ahead[:, 1] * back[:, 0])
    along = (ahead * back).sum(axis=1)
    return bool((np.arctan2(across, along) > _SHARPEST).all())


def ring_of(shape: shapely.Polygon) -> Floats:
    """Return a polygon's corners, counter-clockwise and open."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    return np.ascontiguousarray(ring if shape.exterior.is_ccw else ring[::-1])


def _area(ring: Floats) -> float:
    ahead = np.roll(ring, -1, axis=0)
    return float((ring[:, 0] * ahead[:, 1] - ahead[:, 0] * ring[:, 1]).sum() / 2)


def fewer_corners(given: Floats, corners: int) -> Floats:
    """Take corners off a counter-clockwise ring, the cheapest first, never losing area.

    Parameters
    ----------
    given : array of float, shape (n, 2)
        In a flat chart, open.
    corners : int
        How many are to be left; more are where the ring allows no fewer.
    """
    ring, work = np.array(given, np.float64), np.empty((2, len(given), 2))
    left = call("fewer_corners", Out(ring, reads=True), len(ring), corners, work[0], work[1])
    return ring[:left].copy()


def _tightened(given: Floats, shape: Floats, step: float, finest: float) -> Floats:
    """Move corners and edges as long as the area shrinks and the shape stays inside."""
    best, work = np.array(given, np.float64), np.empty((3, len(given), 2))
    call(
        "tightened", Out(best, reads=True), len(best), shape, len(shape), step, finest, _WORTH,
        _ROUNDS, work,
    )  # fmt: skip
    return best
