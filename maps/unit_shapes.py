"""Outlines of units that are areas or lines, small enough to be drawn."""

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .display import METRES_PER_DEGREE, Frame, pooled_lines, pooled_polygons
from .polyline import Pool

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

VERTICES_MAX: Final = 20_000
"""Of all outlines together; more are simplified further until they fit."""


def unit_shapes(units: "GeoDataFrame", frame: Frame, pool: Pool) -> list[dict[str, object]]:
    """Return the outlines of units that are no points, geometry in the pool.

    Parameters
    ----------
    units : GeoDataFrame
        EPSG:4326.
    frame : Frame
        How coarse a drawing may be.
    pool : Pool

    Returns
    -------
    list of dict
        ``unit`` (its row), ``polygons`` (rings by number) and ``lines`` (by number).
    """
    shapes = np.asarray(units.geometry.array, dtype=object)
    rows = np.flatnonzero((shapely.get_type_id(shapes) > 0) & ~shapely.is_empty(shapes))
    drawn = []
    for row, shape in zip(rows.tolist(), _fitting(shapes[rows], frame), strict=True):
        parts = _flat(shape)
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        lines = [part for part in parts if part.geom_type in {"LineString", "LinearRing"}]
        found: dict[str, object] = {
            "unit": row,
            "polygons": pooled_polygons(shapely.MultiPolygon(polygons), pool),
            "lines": pooled_lines(shapely.MultiLineString(lines), pool),
        }
        if found["polygons"] or found["lines"]:
            drawn.append(found)
    return drawn


def _fitting(shapes: NDArray[np.object_], frame: Frame) -> list[BaseGeometry]:
    """Return the shapes simplified as finely as their number allows."""
    tolerance = frame.tolerance_m / METRES_PER_DEGREE
    simple = shapely.simplify(shapes, tolerance)
    while tolerance < 1 and shapely.get_num_coordinates(simple).sum() > VERTICES_MAX:
        tolerance *= 2
        simple = shapely.simplify(shapes, tolerance)
    return list(simple)


def _flat(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the single parts of a geometry, of nested collections too."""
    if not hasattr(shape, "geoms"):
        return [shape]
    return [part for inner in shape.geoms for part in _flat(inner)]
