"""Land that a regime leaves out of its zone: a disc around a place, or a polygon."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..measure.around import polygons_of
from ..measure.buffer import geodesic_buffer
from ..measure.densify import densified
from ..measure.ellipsoid import Floats
from ..measure.geodesic import LineIndex

_AGREEMENT_M: Final = 1e-3


@dataclass(frozen=True)
class Exclusion:
    """Land that does not count.

    Parameters
    ----------
    name : str
    geometry : shapely geometry
        As it is drawn: polygons in degrees, edges straight in longitude and latitude.
    index : LineIndex
        What its edge is measured from: the middle of a disc, else the edge itself.
    radius_m : float
        Of a disc, metres; 0 for a polygon.
    sides, categories : tuple of str
        Whose land and which bands it is cut from; empty for all.
    """

    name: str
    geometry: BaseGeometry = field(repr=False)
    index: LineIndex = field(repr=False, compare=False)
    radius_m: float = 0.0
    sides: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def applies_to(self, side: str, category: str) -> bool:
        """Tell whether it is cut from a band."""
        return (not self.sides or side in self.sides) and (
            not self.categories or category in self.categories
        )

    def depth_m(self, lon: Floats, lat: Floats) -> NDArray[np.float64]:
        """Return how far inside its edge points lie, metres; negative outside.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Degrees.
        """
        away = self.index.nearest(lon, lat).distance_m
        if self.radius_m:
            return np.asarray(self.radius_m - away)
        inside = shapely.intersects_xy(self.geometry, lon, lat)
        return np.asarray(np.where(inside, away, -away))


def disc(
    name: str,
    lon: float,
    lat: float,
    radius_m: float,
    *,
    tolerance_m: float,
    sides: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
) -> Exclusion:
    """Return a exclusion of all that lies within a distance of a place.

    Parameters
    ----------
    name : str
    lon, lat : float
        The middle, degrees.
    radius_m, tolerance_m : float
        Metres; the tolerance is that of its drawn edge.
    sides, categories : tuple of str
        As for `Exclusion`.
    """
    index = LineIndex([np.array([[lon, lat]])])
    drawn = geodesic_buffer(index, radius_m, tolerance_m=min(tolerance_m, radius_m / 2))
    return Exclusion(name, drawn, index, radius_m, sides, categories)


def polygon(
    name: str,
    lonlat: Floats,
    *,
    sides: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
) -> Exclusion:
    """Return a exclusion between corners.

    Parameters
    ----------
    name : str
    lonlat : array of float, shape (n, 2)
        Longitude and latitude of the corners, degrees; edges are straight in them.
    sides, categories : tuple of str
        As for `Exclusion`.
    """
    shape = polygons_of(shapely.make_valid(shapely.Polygon(lonlat)))
    rings = [
        densified(shapely.get_coordinates(ring), _AGREEMENT_M)
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    ]
    return Exclusion(name, shape, LineIndex(rings or [lonlat]), 0.0, sides, categories)
