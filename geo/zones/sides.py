"""Whose land points stand on."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from ...boundaries.atlas import UNKNOWN, Atlas, Boxes
from ..measure.ellipsoid import Floats

DISPUTED: Final = "disputed"
"""The side of a unit on land that a party and another state claim."""

Texts = NDArray[np.object_]
Flags = NDArray[np.bool_]


def sides(atlas: Atlas, parties: tuple[str, ...], lon: Floats, lat: Floats) -> Texts:
    """Return whose land points stand on: a party, ``disputed``, or nothing.

    Parameters
    ----------
    atlas : Atlas
    parties : tuple of str
        Alpha-3 codes.
    lon, lat : arrays of float, shape (n,)
        Degrees, longitude in [-180, 180].

    Returns
    -------
    array of str, shape (n,)
    """
    found = np.full(len(lon), "", dtype=object)
    if not len(lon):
        return found
    boxes = _boxes(lon, lat)
    for land in claimed(atlas, parties, boxes):
        found[_inside(land, lon, lat)] = DISPUTED
    for party in parties:
        free = found == ""
        if free.any():
            within = np.zeros(len(lon), np.bool_)
            within[free] = _inside(atlas.territory(party, boxes), lon[free], lat[free])
            found[within] = party
    return found


def claimed(atlas: Atlas, parties: tuple[str, ...], boxes: Boxes) -> list[shapely.Geometry]:
    """Return the disputed land near boxes that a party is one of the claimants of, or may be."""
    ours = {*parties, UNKNOWN}
    return [area.geometry for area in atlas.disputed(boxes) if ours & set(area.claimants)]


def _inside(geometry: shapely.Geometry, lon: Floats, lat: Floats) -> Flags:
    """Tell which points lie in a geometry or on its edge."""
    shapely.prepare(geometry)
    return np.asarray(shapely.intersects_xy(geometry, lon, lat), np.bool_)


def _boxes(lon: Floats, lat: Floats) -> list[tuple[float, float, float, float]]:
    """Return boxes around points, one each side of longitude 0 where they lie far apart."""
    groups = [lon < 0, lon >= 0] if np.ptp(lon) > 180 else [np.ones(len(lon), np.bool_)]
    return [
        (
            float(lon[group].min()),
            float(lat[group].min()),
            float(lon[group].max()),
            float(lat[group].max()),
        )
        for group in groups
    ]
