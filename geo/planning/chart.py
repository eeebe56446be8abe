"""A flat chart that keeps areas, for planning; nothing that is told is measured in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from ..measure.ellipsoid import Floats, lonlat, normals


@dataclass(frozen=True)
class FlatChart:
    """Lambert's azimuthal equal-area chart around a point given in degrees; kilometres."""

    lon: float
    lat: float

    @classmethod
    def around(cls, shape: BaseGeometry) -> "FlatChart":
        """Return the chart around the middle of a shape in longitude and latitude."""
        points = shapely.get_coordinates(shape)
        middle = normals(points[:, 0], points[:, 1]).mean(axis=0)
        lon, lat = lonlat(middle)
        return cls(round(float(lon), 3), round(float(lat), 3))

    @cached_property
    def _there(self) -> Transformer:
        where = f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84 +units=km +no_defs"
        return Transformer.from_crs("OGC:CRS84", where, always_xy=True)

    def flat(self, points: Floats) -> Floats:
        """Return chart coordinates, shape (n, 2), of longitudes and latitudes, shape (n, 2)."""
        return np.stack(self._there.transform(points[:, 0], points[:, 1]), axis=-1)

    def round(self, points: Floats) -> Floats:
        """Return longitudes and latitudes in degrees of chart coordinates."""
        return np.stack(
            self._there.transform(points[:, 0], points[:, 1], direction="INVERSE"), axis=-1
        )

    def flattened(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in longitude and latitude as it lies in the chart, made valid."""
        flat = shapely.transform(shape, self.flat)
        return flat if flat.is_valid else shapely.make_valid(flat)
