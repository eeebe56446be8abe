"""How finely a position is written, in metres."""

import math
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .cells import read_number

ROUND_EARTH_M_PER_DEGREE = 111_700.0
"""Not less than a degree of latitude or longitude anywhere on WGS84 (a degree of latitude at the
pole is 111,694 m), so that what is made from it is never too small."""
LEAST_M: Final = 100.0
"""The least that is taken for the accuracy of a position that does not say, metres: a unit is no
point, however finely one is written."""
_LOOKED_AT = 100
"""Corners of a shape that show how finely it is drawn."""


def half_step_m(decimals_lat: int, decimals_lon: int, lat: float) -> float:
    """Return half a step of the last written decimal in metres, the larger of the two axes.

    Examples
    --------
    >>> round(half_step_m(2, 2, 52.0))
    558
    """
    return step_m(0.5 * 10.0**-decimals_lat, 0.5 * 10.0**-decimals_lon, lat)


def step_m(lat_degrees: float, lon_degrees: float, lat: float) -> float:
    """Return the larger of two steps in degrees as metres; one of longitude shrinks with lat."""
    shrunk = lon_degrees * math.cos(math.radians(min(abs(lat), 90.0)))
    return max(lat_degrees, shrunk) * ROUND_EARTH_M_PER_DEGREE


def fineness_m(shape: BaseGeometry) -> float:
    """Return half a step of the last decimal that the corners of a shape have, metres.

    Parameters
    ----------
    shape : shapely geometry
        Longitude and latitude in degrees.
    """
    corners = shapely.get_coordinates(shape)[:_LOOKED_AT]
    if not np.isfinite(corners).all():
        return math.nan
    decimals = max(read_number(float(one))[1] for one in corners.ravel())
    return half_step_m(decimals, decimals, min(abs(float(corners[0, 1])), 90.0))
