"""How much land of training areas lies in a zone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..measure.area import area_m2
from ..measure.ellipsoid import GEOD
from ..zones.shapes import parts_of
from ..zones.sides import Flags

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

KIND: Final = "training_area"


@dataclass(frozen=True)
class TrainingLand:
    """What of training areas lies in one side's part of a zone."""

    area_km2: float
    """Land that several share counts once."""
    error_km2: float
    """How far that may be off where each area, and the border, lies as far aside as the doubt of
    either allows: the doubts added up, times the length of the zone's edge within the area."""
    areas: int
    """How many of them have land inside."""
    points: int
    """Training areas in or indeterminate that are known as a point only, and add no land."""


NO_TRAINING_LAND: Final = TrainingLand(0.0, 0.0, 0, 0)


def training_land(
    units: "GeoDataFrame", part: BaseGeometry, near: Flags, *, border_m: float
) -> TrainingLand:
    """Return how much land of training areas lies in one side's part of a zone.

    Parameters
    ----------
    units : GeoDataFrame
        EPSG:4326, with the columns of units/schema.py.
    part : shapely geometry
        The side's polygons in degrees.
    near : array of bool, shape (n,)
        Which units are on that side, and in or indeterminate.
    border_m : float
        How well the border is known, metres.

    Returns
    -------
    TrainingLand
    """
    if "kind" not in units or not len(units):
        return NO_TRAINING_LAND
    chosen = (units["kind"].fillna("").astype(str) == KIND).to_numpy(np.bool_)
    if not chosen.any():
        return NO_TRAINING_LAND
    shapes = np.asarray(units.geometry.array, dtype=object)
    flat = chosen & (shapely.get_dimensions(shapes) == 2)
    accuracy = np.nan_to_num(units["position_accuracy_m"].to_numpy(np.float64), nan=0.0)
    shapely.prepare(part)
    edge = shapely.boundary(part)
    inside, error_m2 = [], 0.0
    for row in np.flatnonzero(flat & shapely.intersects(part, shapes)).tolist():
        shape = parts_of(shapes[row])
        cut = shapely.intersection(shape, part)
        if area_m2(cut) <= 0:
            continue
        inside.append(cut)
        within = abs(float(GEOD.geometry_length(shapely.intersection(edge, shape))))
        error_m2 += within * (float(accuracy[row]) + border_m)
    return TrainingLand(
        area_km2=area_m2(shapely.union_all(inside)) / 1e6 if inside else 0.0,
        error_km2=error_m2 / 1e6,
        areas=len(inside),
        points=int((chosen & ~flat & near).sum()),
    )
