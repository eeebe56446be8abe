"""Areas on the ellipsoid of polygons whose edges are straight in longitude and latitude.

The area between an edge and the equator is the integral of the authalic function over longitude
(Snyder, Map Projections: A Working Manual, 1987, equation 3-12), taken along the edge itself by
Gauss-Legendre quadrature. So the area is that of the very edges a file holds, pieces that share an
edge add up to the whole, and nothing has to be densified.
"""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .ellipsoid import B_M, Floats, authalic

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)
_POLYGON: Final = 3
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
    parts = shapely.get_parts(geometry)
    if geometry.geom_type == "GeometryCollection":
        return float(sum(area_m2(part) for part in parts))
    polygons = parts[(shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)]
    if not len(polygons):
        return 0.0
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    shell = np.diff(polygon, prepend=-1) != 0  # the first ring of each polygon
    size = np.abs(_rings_m2(rings))
    return float(np.where(shell, size, -size).sum())


def _rings_m2(rings: NDArray[np.object_]) -> Floats:
    """Return the signed areas between closed rings and their own lowest parallels, square metres.

    Counting from a parallel nearby keeps the digits of small polygons far from the equator.
    """
    places, of = shapely.get_coordinates(rings, return_index=True)
    level = np.full(len(rings), np.inf)
    np.minimum.at(level, of, places[:, 1])
    same = of[1:] == of[:-1]
    start, turn, of = places[:-1][same], np.diff(places, axis=0)[same], of[1:][same]
    parts = np.maximum(1, np.ceil(np.abs(turn).max(axis=1) / _SPAN_DEG)).astype(np.int64)
    edge = np.repeat(np.arange(len(start)), parts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    turn, of = (turn / parts[:, None])[edge], of[edge]
    lat = start[edge, 1] + number * turn[:, 1]
    at = lat[:, None] + (0.5 + _NODES / 2) * turn[:, 1:]
    strip = (authalic(at) - authalic(level)[of, None]) @ _WEIGHTS / 2
    sums = np.bincount(of, weights=np.radians(turn[:, 0]) * strip, minlength=len(rings))
    return np.asarray(B_M**2 / 2 * sums)
