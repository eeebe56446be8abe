"""Shapes put where they lie: flat, in [-180, 180], whole; wild ones cost the room, not us."""

from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..geo.measure.antimeridian import rolled
from .raw import RawTable

__all__ = ["place_shapes"]

_MOST_CROSSED: Final = 100_000
"""Points of a polygon that crosses itself and is mended here; the work grows with their square."""


def place_shapes(path: Path, table: RawTable) -> None:
    """Put every shape of a table in its place.

    Raises
    ------
    InputError
        If one has coordinates that are no places on Earth, or is no shape.
    """
    if table.geometry is None:
        return
    table.geometry = [
        None if shape is None or shape.is_empty else _placed(shape, number, path)
        for number, shape in zip(table.rows, table.geometry, strict=False)
    ]


def _placed(shape: BaseGeometry, number: int, said: Path) -> BaseGeometry:
    """Return a shape flat and in [-180, 180], if its coordinates are places on Earth."""
    flat = shapely.force_2d(shape)
    xy = shapely.get_coordinates(flat)
    if not np.isfinite(xy).all():
        raise InputError(f"{said}: feature {number} has a coordinate that is no number")
    if (np.abs(xy[:, 1]) > 90).any() or (np.abs(xy[:, 0]) > 360).any():
        lon, lat = xy[(np.abs(xy[:, 1]) > 90) | (np.abs(xy[:, 0]) > 360)][0]
        raise InputError(
            f"{said}: feature {number} has a point at longitude {lon:g}, latitude {lat:g}; "
            "the file's reference system is not the one it names"
        )
    try:
        placed = rolled(flat)
    except shapely.errors.GEOSException as error:
        raise InputError(
            f"{said}: feature {number} is no shape ({' '.join(str(error).split())}); mend it"
        ) from error
    if "Polygon" in placed.geom_type and not placed.is_valid:
        if len(xy) > _MOST_CROSSED:
            raise InputError(
                f"{said}: feature {number} has {len(xy):,} points and crosses itself; mend it"
            )
        placed = shapely.make_valid(placed)
    return placed
