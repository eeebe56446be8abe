"""Where, among very many points, somebody else's land or the sea is near.

Where none is, one state alone holds a place, and the rule of status needs no more. All others are
asked of `geo.zones.coverage`, so it does no harm to take a few more for such than there are.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..geo.measure.ellipsoid import Floats
from ..geo.zones.holders import WIDE_M
from ..geo.zones.sides import DISPUTED, claimed
from .near import NearLines
from .sides import NOBODY, ONE_AT_A_TIME, Codes, side_codes

if TYPE_CHECKING:
    from ..boundaries.atlas import Box
    from ..geo.zones.zone import InspectionZone

_M_PER_DEGREE: Final = 110_574.0
_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Ground:
    """The outlines of the parties' land, and the land that is no water.

    Parameters
    ----------
    outlines : geometry
        Lines in degrees: of the parties' territories and of what they and others claim.
    shores : geometry
        Lines in degrees: of the pieces of land near them.
    land : geometry
        Those pieces.
    line_m : float
        How well any of it is known, metres.
    disputed : int
        The number of disputed land among sides.
    """

    outlines: BaseGeometry = field(repr=False)
    shores: BaseGeometry = field(repr=False)
    land: BaseGeometry = field(repr=False)
    line_m: float
    disputed: int

    def open(self, lon: Floats, lat: Floats, side: Codes, radius_m: Floats) -> NDArray[np.bool_]:
        """Tell which points more than one may hold, or which are claimed by several.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Degrees, longitude in [-180, 180].
        side : array of uint8, shape (n,)
            Whose land, as in `sides`.
        radius_m : array of float, shape (n,)
            95 % radius of each position, metres.
        """
        found: NDArray[np.bool_] = (side == self.disputed) | ~(radius_m < WIDE_M)
        high = (np.where(found, 0.0, radius_m) + self.line_m) / _M_PER_DEGREE
        wide = high / np.maximum(np.cos(np.radians(np.minimum(np.abs(lat) + high, 90.0))), 1e-9)
        found |= (np.abs(lon) + wide >= 180.0) | (wide > 90.0)
        for lines, near in ((self.outlines, self._near_outlines), (self.shores, self._near_shores)):
            rows = np.flatnonzero(~found & near.maybe(lon, lat, high, wide))
            if lines is self.shores:
                rows = rows[side[rows] != NOBODY]
            if len(rows) and not lines.is_empty:
                points = shapely.points(lon[rows], lat[rows])
                with ONE_AT_A_TIME:
                    found[rows] = shapely.dwithin(lines, points, wide[rows])
        return found

    @cached_property
    def _near_outlines(self) -> NearLines:
        return NearLines(self.outlines)

    @cached_property
    def _near_shores(self) -> NearLines:
        return NearLines(self.shores)

    def dry(self, lon: Floats, lat: Floats, side: Codes) -> Codes:
        """Return whose land points stand on, nobody's where they stand on none."""
        found = side.copy()
        rows = np.flatnonzero(side != NOBODY)
        with ONE_AT_A_TIME:
            wet = ~shapely.intersects_xy(self.land, lon[rows], lat[rows])
        found[rows[wet]] = NOBODY
        return found


def ground_of(zone: "InspectionZone") -> Ground:
    """Make a zone's ground ready.

    Parameters
    ----------
    zone : InspectionZone
    """
    atlas, parties = zone.border.atlas, zone.border.parties
    lands = [atlas.territory(party, [_WORLD]) for party in parties]
    lands += claimed(atlas, parties, [_WORLD])
    outlines = shapely.union_all(
        [shapely.multilinestrings(shapely.get_parts(shapely.boundary(land))) for land in lands]
    )
    boxes: list[Box] = [_box(land) for land in lands if not land.is_empty]
    land = atlas.land_pieces(boxes)
    shores = shapely.boundary(land)
    for geometry in (outlines, shores, land):
        shapely.prepare(geometry)
    evidence = zone.border.evidence
    most = 0.0 if evidence is None else float(evidence.bound_m.max())
    disputed = side_codes(parties)[DISPUTED]
    return Ground(outlines, shores, land, max(most, zone.border.accuracy_m), disputed)


def _box(land: BaseGeometry) -> "Box":
    west, south, east, north = land.bounds
    return (west, south, east, north)
