"""How far areas may be off for what is not known of the border, apart from how they are drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from ..measure.ellipsoid import GEOD, Floats

if TYPE_CHECKING:
    from .bands import ZonePart
    from .zone import InspectionZone

__all__ = ["NO_DOUBT", "AreaDoubt", "area_doubt"]

_STRETCH_M: Final = 500.0
_LONGEST_DEG: Final = 0.004
_BESIDE_M: Final = 2.0


@dataclass(frozen=True)
class AreaDoubt:
    """What the border's 95 % radii do to an area, square kilometres.

    Parameters
    ----------
    at_most_km2 : float
        Every stretch off by its radius, always to the same end: the sum, over the edges of the
        area that follow the line, of length times radius. No displacement within the radii moves
        the area by more.
    independent_km2 : float
        Every stretch of 500 m off by itself: the root of the sum of squares.
    """

    at_most_km2: float
    independent_km2: float

    def __add__(self, other: "AreaDoubt") -> "AreaDoubt":
        """Give the doubt of two areas together; what is independent stays so."""
        return AreaDoubt(
            self.at_most_km2 + other.at_most_km2,
            float(np.hypot(self.independent_km2, other.independent_km2)),
        )


NO_DOUBT: Final = AreaDoubt(0.0, 0.0)


def area_doubt(zone: "InspectionZone", part: "ZonePart") -> AreaDoubt:
    """Return how far a part's area may be off because of what is not known of the border.

    An edge of the part follows the line where it lies on it, or at the depth (or the inner bound)
    from it. An edge at a depth moves with the stretch that it is measured from, and no farther
    than that stretch does. Coasts, third states' borders and exclusions stay where they are.

    Parameters
    ----------
    zone : InspectionZone
    part : ZonePart
        One of its parts.

    Returns
    -------
    AreaDoubt

    Examples
    --------
    >>> import csbm
    >>> zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 5, tolerance_m=20)
    >>> doubt = area_doubt(zone, zone.parts[0])
    >>> 20 < doubt.at_most_km2 < 80, doubt.independent_km2 < 4
    (True, True)
    """
    rings = shapely.get_rings(shapely.get_parts(part.geometry))
    if not len(rings):
        return NO_DOUBT
    fine = shapely.segmentize(rings, _LONGEST_DEG)
    xy, ring = shapely.get_coordinates(fine, return_index=True)
    same = ring[:-1] == ring[1:]
    one, other = xy[:-1][same], xy[1:][same]
    length: Floats = GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]
    middle = (one + other) / 2
    near = zone.index.nearest(middle[:, 0], middle[:, 1])
    slack = zone.tolerance_m + _BESIDE_M
    follows = np.zeros(len(length), np.bool_)
    for bound_m in (0.0, part.min_km * 1000, part.depth_km * 1000):
        follows |= np.abs(near.distance_m - bound_m) <= slack
    moved = length * _radius_m(zone, near.line, near.along_m)
    stretch = near.line * 1_000_000 + (near.along_m / _STRETCH_M).astype(np.int64)
    _, place = np.unique(stretch[follows], return_inverse=True)
    each = np.bincount(place, weights=moved[follows])
    return AreaDoubt(float(each.sum()) / 1e6, float(np.sqrt((each**2).sum())) / 1e6)


def _radius_m(zone: "InspectionZone", line: NDArray[np.int64], along_m: Floats) -> Floats:
    """Return how well the border is known at places along it, metres."""
    evidence = zone.border.evidence
    plain = not zone.lines and zone.segment is None
    if evidence is None or not plain or len(evidence.lines) != len(zone.index.lines):
        return np.full(len(line), zone.border.accuracy_m)
    return evidence.bound_m[evidence.at(line, along_m)]
