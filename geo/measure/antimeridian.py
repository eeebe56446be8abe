"""Shapes that run on past 180 degrees, or jump there, cut and put where their parts lie."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["rolled", "unrolled"]


def unrolled(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a line's vertices without jumps: each edge goes the short way round the Earth.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Lon, lat in degrees.

    Examples
    --------
    >>> import numpy as np
    >>> unrolled(np.array([[179.0, 60.0], [-179.0, 61.0]])).tolist()
    [[179.0, 60.0], [181.0, 61.0]]
    """
    if len(xy) < 2 or np.abs(np.diff(xy[:, 0])).max() <= 180:
        return xy
    return np.column_stack([np.unwrap(xy[:, 0], period=360.0), xy[:, 1]])


def rolled(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with all its longitudes in [-180, 180], cut at the antimeridian.

    A ring that jumps by more than 180 degrees is read the short way round, unless it then does not
    close, as one round a pole.

    Parameters
    ----------
    shape : BaseGeometry
        Lon/lat in degrees, lines or polygons, longitudes in [-360, 360].

    Examples
    --------
    >>> import shapely
    >>> [part.bounds[::2] for part in rolled(shapely.LineString([(179, 0), (-179, 0)])).geoms]
    [(179.0, 180.0), (-180.0, -179.0)]
    """
    xy = shapely.get_coordinates(shape)
    jumps = len(xy) > 1 and np.abs(np.diff(xy[:, 0])).max() > 180
    if not jumps and np.abs(xy[:, 0]).max() <= 180:
        return shape
    straight = [_straight(part) for part in shapely.get_parts(shape).tolist()]
    if all(np.abs(shapely.get_coordinates(part)[:, 0]).max() <= 180 for part in straight):
        return shape
    pieces = []
    for part in straight:
        for low in (-900.0, -540.0, -180.0, 180.0, 540.0):
            cut = shapely.clip_by_rect(part, low, -90.0, low + 360.0, 90.0)
            if not cut.is_empty:
                moved = shapely.transform(cut, lambda at, low=low: at - [low + 180.0, 0.0])
                pieces += shapely.get_parts(moved).tolist()
    kinds = {piece.geom_type for piece in pieces}
    if kinds == {"LineString"}:
        return shapely.multilinestrings(pieces)
    if kinds == {"Polygon"}:
        return shapely.multipolygons(pieces)
    return shapely.geometrycollections(pieces)


def _straight(part: BaseGeometry) -> BaseGeometry:
    """Return one line or polygon without jumps."""
    if part.geom_type == "LineString":
        return shapely.linestrings(unrolled(shapely.get_coordinates(part)))
    if part.geom_type != "Polygon":
        return part
    rings = [unrolled(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
    if any((ring[0] != ring[-1]).any() for ring in rings):
        return part
    shell, *holes = rings
    middle = shell[:, 0].mean()
    holes = [hole - [360.0 * round((hole[:, 0].mean() - middle) / 360.0), 0.0] for hole in holes]
    return shapely.Polygon(shell, holes)
