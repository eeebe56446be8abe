"""Where the number of a band stands: on its outer edge, apart from the other bands' numbers."""

import numpy as np
import shapely

from ..geo.measure.geodesic import LineIndex
from ..geo.zones.zone import InspectionZone, ZonePart, index_of

MARKS: int = 2
"""Numbers per band: one would be lost on a long border."""
NEAR_EDGE: float = 0.02
"""A vertex this near to the depth, as a share of it, is on the outer edge."""


def band_marks(zone: InspectionZone) -> list[list[tuple[float, float]]]:
    """Return places on the outer edge of each of a zone's bands, lon/lat in degrees.

    Bands take turns along the border, so that numbers of bands of like depth do not lie on each
    other.

    Parameters
    ----------
    zone : InspectionZone

    Returns
    -------
    list of list of (float, float)
        In the order of ``zone.parts``; none for a part whose edge is nowhere at its depth.
    """
    count = len(zone.parts)
    indices = [index_of(zone.lines[one.line]) if one.line else zone.index for one in zone.bands]
    return [
        _marks(index, part, [(turn + (number + 0.5) / count) / MARKS for turn in range(MARKS)])
        for number, (part, index) in enumerate(zip(zone.parts, indices, strict=True))
    ]


def _marks(index: LineIndex, part: ZonePart, shares: list[float]) -> list[tuple[float, float]]:
    coarse = shapely.simplify(part.geometry, 0.001)
    xy = shapely.get_coordinates(coarse)
    if not len(xy):
        return []
    near = index.nearest(xy[:, 0], xy[:, 1])
    depth_m = part.depth_km * 1000
    edge = np.flatnonzero(np.abs(near.distance_m - depth_m) <= NEAR_EDGE * depth_m)
    if not len(edge):
        return []
    before = np.concatenate([[0.0], np.cumsum(index.lengths_m)])
    along = (before[near.line[edge]] + near.along_m[edge]) / before[-1]
    found = []
    for share in shares:
        at = edge[np.argmin(np.abs(along - share))]
        found.append((round(float(xy[at, 0]), 4), round(float(xy[at, 1]), 4)))
    return list(dict.fromkeys(found))
