"""Areas on the ellipsoid of polygons whose edges are straight in longitude and latitude.

The area between an edge and the equator is the integral of the authalic function over longitude
(Snyder, Map Projections: A Working Manual, 1987, equation 3-12), taken along the edge itself by
Gauss-Legendre quadrature. So the area is that of the very edges a file holds, pieces that share an
edge add up to the whole, and nothing has to be densified.
"""

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .ellipsoid import B_M, Floats, authalic

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)
_SPAN_DEG: Final = 2.0
"""Longest edge a single quadrature takes; 5 nodes are then exact to rounding."""


def area_m2(geometry: BaseGeometry) -> float:
    """Return the ellipsoidal area of a geometry.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude and latitude in degrees, WGS84, edges straight in them; what is not a polygon
        has no area. Cut at the antimeridian.

    Returns
    -------
    float
        Square metres; exact to rounding (about 1e-12 of the sum of the edges' own strips).

    Examples
    --------
    The whole Earth has 510,065,622 square kilometres:

    >>> round(area_m2(shapely.box(-180, -90, 180, 90)) / 1e6)
    510065622
    """
    parts = shapely.get_parts(geometry).tolist()
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    if geometry.geom_type == "GeometryCollection":
        return float(sum(area_m2(part) for part in shapely.get_parts(geometry)))
    return float(sum(_polygon_m2(polygon) for polygon in polygons))


def _polygon_m2(polygon: shapely.Polygon) -> float:
    shell, *holes = (
        abs(_ring_m2(shapely.get_coordinates(ring)))
        for ring in (polygon.exterior, *polygon.interiors)
    )
    return float(shell - sum(holes))


def _ring_m2(ring: Floats) -> float:
    """Return the signed area between a closed ring and its own middle parallel, square metres."""
    start, turn = ring[:-1], np.diff(ring, axis=0)
    parts = np.maximum(1, np.ceil(np.abs(turn).max(axis=1) / _SPAN_DEG)).astype(np.int64)
    edge = np.repeat(np.arange(len(start)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    turn = (turn / parts[:, None])[edge]
    lat = start[edge, 1] + number * turn[:, 1]
    at = lat[:, None] + (0.5 + _NODES / 2) * turn[:, 1:]
    # Counting from a parallel nearby keeps the digits of small polygons far from the equator.
    level = authalic(np.array([ring[:, 1].min()]))[0]
    strip = (authalic(at) - level) @ _WEIGHTS / 2
    return float(B_M**2 / 2 * np.sum(np.radians(turn[:, 0]) * strip))
