"""Geometries as RFC 7946 wants them: right-hand rule, so many decimals, no ring lost on the way."""

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

POLYGON_DECIMALS = 7
"""A hundred-millionth of a degree is at most 11 mm on the ground; half a step is 6 mm."""


def tidy_geometry(geometry: BaseGeometry, decimals: int | None) -> BaseGeometry:
    """Return a geometry in two dimensions, rings by the right-hand rule, coordinates rounded.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude and latitude in degrees.
    decimals : int or None
        Decimals of a degree; ``None`` keeps every coordinate bit for bit.

    Returns
    -------
    shapely geometry
        Valid if it was valid: where rounding makes a polygon touch itself, GEOS mends it on the
        same grid.
    """
    flat = shapely.force_2d(geometry)
    if decimals is not None:
        rounded = shapely.remove_repeated_points(
            shapely.transform(flat, lambda points: np.round(points, decimals))
        )
        if not rounded.is_valid and flat.is_valid:
            snapped = shapely.set_precision(flat, 10.0**-decimals)
            rounded = shapely.transform(snapped, lambda points: np.round(points, decimals))
        flat = rounded
    return shapely.orient_polygons(flat, exterior_cw=False)


def shapes_as_text(frame: "GeoDataFrame") -> "GeoDataFrame":
    """Return a frame with a column ``wkt`` where it has shapes that are no points: for tables."""
    kinds = shapely.get_type_id(np.asarray(frame.geometry.array, dtype=object))
    if not (kinds > 0).any():
        return frame
    texts = [
        shapely.to_wkt(shape, rounding_precision=-1) if kind > 0 else ""
        for shape, kind in zip(frame.geometry, kinds, strict=True)
    ]
    return frame.assign(wkt=texts)


def geometry_json(geometry: BaseGeometry | None, decimals: int | None) -> str:
    """Return a geometry as GeoJSON text; nothing and the empty geometry become ``null``.

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> geometry_json(Point(23.123456789, 52), 7)
    '{"type":"Point","coordinates":[23.1234568,52]}'
    """
    if geometry is None or geometry.is_empty:
        return "null"
    return json.dumps(
        _shorter(mapping(tidy_geometry(geometry, decimals))),
        separators=(",", ":"),
        allow_nan=False,
    )


def _shorter(value: Any) -> Any:  # noqa: ANN401
    """Return GeoJSON's nested coordinates with whole numbers written as such, no negative zero."""
    if isinstance(value, dict):
        return {key: _shorter(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shorter(one) for one in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value
