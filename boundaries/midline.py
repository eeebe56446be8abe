"""Land between two states parted along its middle."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .shapes import polygons

__all__ = ["parted"]

#: The edges are sampled this finely, metres; coarser only where that would be too many points.
_STEP_M: Final = 8.0
_MOST: Final = 60_000
_M_PER_DEG: Final = 111_195.0
_SAME_DEG: Final = 2e-6


def parted(
    area: BaseGeometry, one: BaseGeometry, other: BaseGeometry
) -> tuple[BaseGeometry, BaseGeometry]:
    """Part an area: each place goes to the side whose edge of the area is nearer.

    The cells of points along both edges (a Voronoi diagram in degrees, longitude shrunk by the
    cosine of the middle latitude) are put together by side; so the middle is right to the step of
    the points, 8 m, and to 1 % of the width where an area reaches over a degree of latitude.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        Lon/lat in degrees.
    one, other : polygons
        The territories of the two sides, which share edges with the area.

    Returns
    -------
    tuple of MultiPolygon
        The part of the one, and of the other; what touches neither side goes to neither.
    """
    halves: tuple[list[BaseGeometry], list[BaseGeometry]] = ([], [])
    for part in shapely.get_parts(area).tolist():
        for number, half in enumerate(_parted(part, one, other)):
            halves[number].append(half)
    return polygons(shapely.union_all(halves[0])), polygons(shapely.union_all(halves[1]))


def _parted(
    area: BaseGeometry, one: BaseGeometry, other: BaseGeometry
) -> tuple[BaseGeometry, BaseGeometry]:
    squeeze = np.array([np.cos(np.radians((area.bounds[1] + area.bounds[3]) / 2)), 1.0])
    flat = shapely.transform(area, lambda xy: xy * squeeze)
    rings = [flat.exterior, *flat.interiors]
    step = max(_STEP_M / _M_PER_DEG, sum(ring.length for ring in rings) / _MOST)
    places = np.vstack([_places(ring, step) for ring in rings])
    near = []
    for side in (one, other):
        rim = shapely.boundary(shapely.clip_by_rect(side, *_wider(area.bounds)))
        shapely.prepare(rim)
        near.append(shapely.dwithin(rim, shapely.points(places / squeeze), _SAME_DEG))
    mine, theirs = places[near[0] & ~near[1]], places[near[1] & ~near[0]]
    if not len(mine) or not len(theirs):
        whole, none = polygons(area), shapely.MultiPolygon()
        return (whole, none) if len(mine) else (none, whole)
    both = np.vstack([mine, theirs])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(both), ordered=True))
    own = shapely.coverage_union_all(cells[: len(mine)])
    half = shapely.intersection(area, shapely.transform(own, lambda xy: xy / squeeze))
    return polygons(half), polygons(shapely.difference(area, half))


def _places(ring: BaseGeometry, step: float) -> NDArray[np.float64]:
    """Return the middles of a ring's edges, cut to a step."""
    xy = shapely.get_coordinates(shapely.segmentize(ring, step))
    middles: NDArray[np.float64] = (xy[:-1] + xy[1:]) / 2
    return middles


def _wider(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west - 0.01, south - 0.01, east + 0.01, north + 0.01
