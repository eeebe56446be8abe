"""Specified areas as they are declared: corners in whole seconds, joined by geodesics."""

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..measure.antimeridian import rolled
from ..measure.ellipsoid import GEOD, Floats

SECOND: Final = 1 / 3600
_STEP_M: Final = 2000.0
"""A geodesic of this length leaves the straight line in longitude and latitude by 0.5 m at most,
up to latitude 80."""


def whole_seconds(lonlat: Floats) -> Floats:
    """Return positions rounded to whole seconds of arc, longitudes in [-180, 180).

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees.

    Examples
    --------
    >>> whole_seconds(np.array([[23.69001, 52.09]])).tolist()
    [[23.69, 52.09]]
    """
    seconds = np.round(lonlat * 3600)
    seconds[:, 0] = (seconds[:, 0] + 648000) % 1296000 - 648000
    return np.asarray(seconds / 3600)


def geodesic_polygon(corners: Floats) -> BaseGeometry:
    """Return the polygon whose edges are the geodesics between its corners.

    Parameters
    ----------
    corners : array of float, shape (n, 2)
        Longitude and latitude in degrees, open.

    Returns
    -------
    shapely geometry
        With so many vertices that edges straight in longitude and latitude lie within 0.5 m of the
        geodesics; cut at the antimeridian.

    Examples
    --------
    >>> square = geodesic_polygon(np.array([[20, 50], [22, 50], [22, 51], [20, 51]]))
    >>> bool(square.contains(shapely.Point(21, 51)))  # the northern edge bends north
    True
    """
    ring: list[tuple[float, float]] = []
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        (lon, lat), (to_lon, to_lat) = here.tolist(), there.tolist()
        distance = GEOD.inv(lon, lat, to_lon, to_lat)[2]
        count = max(0, int(np.ceil(distance / _STEP_M)) - 1)
        ring.append((lon, lat))
        ring += GEOD.npts(lon, lat, to_lon, to_lat, count) if count else []
    polygon = rolled(shapely.Polygon(ring))
    return shapely.orient_polygons(polygon, exterior_cw=False)


def geodesic_area_km2(corners: Floats) -> float:
    """Return the ellipsoidal area of a polygon with geodesic edges, square kilometres."""
    from ..measure.area import area_m2

    return area_m2(geodesic_polygon(corners)) / 1e6
