"""The WGS84 ellipsoid: its constants, and points on it as vectors.

Constants: NGA.STND.0036 (WGS 84, version 1.0.0, 2014), table 3.1.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Floats: TypeAlias = NDArray[np.float64]

A_M: Final = 6378137.0
"""Equatorial radius, metres."""
F: Final = 1 / 298.257223563
"""Flattening."""
B_M: Final = A_M * (1 - F)
"""Polar radius, metres."""
E2: Final = F * (2 - F)
"""First eccentricity squared."""
R_MIN_M: Final = A_M * (1 - E2)
"""Least radius of curvature anywhere (along the meridian, at the equator), metres."""
R_MAX_M: Final = A_M / (1 - E2) ** 0.5
"""Greatest radius of curvature anywhere (at the poles), metres."""
GEOD: Final = Geod(ellps="WGS84")
"""PROJ's geodesic routines (Karney 2013), exact to nanometres: the truth all else is held to."""


def normals(lon: Floats, lat: Floats) -> Floats:
    """Return the outward unit normals of the ellipsoid at points given in degrees.

    Parameters
    ----------
    lon, lat : array of float, shape (n,)
        Degrees, WGS84.

    Returns
    -------
    array of float, shape (n, 3)

    Examples
    --------
    >>> normals(np.array([90.0]), np.array([0.0])).round(12) + 0.0
    array([[0., 1., 0.]])
    """
    lam, phi = np.radians(lon), np.radians(lat)
    cos_phi = np.cos(phi)
    return np.stack([cos_phi * np.cos(lam), cos_phi * np.sin(lam), np.sin(phi)], axis=-1)


def surface(normal: Floats) -> Floats:
    """Return the points of the ellipsoid, metres from its centre, that have these normals.

    Parameters
    ----------
    normal : array of float, shape (..., 3)
        Unit vectors.

    Returns
    -------
    array of float, shape (..., 3)
        Earth-centred, Earth-fixed coordinates in metres.

    Examples
    --------
    >>> float(surface(np.array([0.0, 0.0, 1.0]))[2]) == B_M
    True
    """
    prime_vertical = A_M / np.sqrt(1 - E2 * normal[..., 2:] ** 2)
    return np.concatenate(
        [prime_vertical * normal[..., :2], prime_vertical * (1 - E2) * normal[..., 2:]], axis=-1
    )


def lonlat(normal: Floats) -> tuple[Floats, Floats]:
    """Return longitude and latitude in degrees of points given by their normals, of any length.

    Parameters
    ----------
    normal : array of float, shape (..., 3)

    Returns
    -------
    lon, lat : arrays of float, shape (...)
        Degrees; longitude in [-180, 180].

    Examples
    --------
    >>> lon, lat = lonlat(np.array([[0.0, -2.0, 0.0]]))
    >>> float(lon[0]), float(lat[0])
    (-90.0, 0.0)
    """
    x, y, z = normal[..., 0], normal[..., 1], normal[..., 2]
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def authalic(lat: Floats) -> Floats:
    """Return what grows in proportion to the area between the equator and latitudes.

    Times B_M²/2 and a difference of longitude in radians it is that area (Snyder, Map Projections:
    A Working Manual, 1987, equation 3-12).

    Parameters
    ----------
    lat : array of float
        Degrees.
    """
    e = np.sqrt(E2)
    sine = np.sin(np.radians(lat))
    return np.asarray(sine / (1 - E2 * sine**2) + np.arctanh(e * sine) / e)
