"""Reference systems: everything becomes degrees on WGS84."""

import warnings
from dataclasses import dataclass

import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from ..common.errors import UsageError

WGS84 = CRS.from_user_input("OGC:CRS84")


@dataclass(frozen=True)
class Transform:
    """From a file's reference system to longitude and latitude on WGS84.

    Parameters
    ----------
    name : str
        The file's system, in words.
    identity : bool
        Whether there is nothing to do.
    unit_m : float
        One unit of the file's system in metres (a degree counts as 111,700 m).
    """

    name: str
    identity: bool
    unit_m: float
    transformer: Transformer | None = None

    def __call__(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry on WGS84; what cannot be transformed becomes infinite."""
        if self.transformer is None:
            return shapely.force_2d(geometry)
        transformer = self.transformer
        if geometry.geom_type == "Point" and not geometry.is_empty:
            return Point(*transformer.transform(geometry.x, geometry.y))
        return shapely.transform(
            shapely.force_2d(geometry), transformer.transform, interleaved=False
        )


def transform_to_wgs84(name: str | CRS) -> Transform:
    """Return the transformation from a named reference system.

    Parameters
    ----------
    name : str or pyproj.CRS
        ``EPSG:2180``, ``urn:ogc:def:crs:EPSG::4326``, WKT.

    Raises
    ------
    UsageError
        If there is no such system.
    """
    try:
        crs = name if isinstance(name, CRS) else CRS.from_user_input(name)
    except CRSError as error:
        raise UsageError(
            f"{str(name)[:80]!r} is no reference system; give one such as EPSG:4326"
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the PROJ string leaves out does not matter here
        same = crs.equals(WGS84, ignore_axis_order=True) or crs.to_authority() in {
            ("EPSG", "4326"), ("OGC", "CRS84"), ("EPSG", "4979"),
        }  # fmt: skip
    if same:
        return Transform("WGS 84", identity=True, unit_m=111_700.0)
    try:
        transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
    except ProjError as error:  # such as one of the Moon
        raise UsageError(
            f"{crs.name[:80]!r} cannot be brought to WGS84; give a system of the Earth"
        ) from error
    axis = crs.axis_info[0] if crs.axis_info else None
    factor = axis.unit_conversion_factor if axis else 1.0
    unit_m = 111_700.0 if crs.is_geographic else factor
    return Transform(crs.name, identity=False, unit_m=unit_m, transformer=transformer)
