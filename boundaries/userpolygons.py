"""A border of one's own from the polygons of two parties."""

from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError, UsageError
from ..readers.features import Feature
from .atlas import bundled_atlas
from .border_line import BorderLine
from .catalogue import entry_of
from .ends import classified_ends, on_land
from .fileatlas import PolygonAtlas
from .partycolumns import Party
from .shared_edge import facing_line, misfit, near_edges, shared_line, snapped
from .userborder import FileBorder, Pair, all_lines, densified_line

#: Polygons this far apart at their nearest are meant to be apart: a line of their own for each.
_TWO_LINES_M: Final = 100.0
_NEIGHBOURS_M: Final = 3000.0
#: Outlines within this fit: coordinates written with seven decimals are no nearer.
_FITS_M: Final = 0.02


class FromPolygons(FileBorder):
    """A border between the polygons of two parties."""

    def __init__(
        self,
        path: Path,
        wanted: tuple[Party, Party] | None,
        snap_m: float | None,
        accuracy_m: float | None,
        like: BorderLine | None = None,
    ) -> None:
        super().__init__(path, wanted, accuracy_m, like)
        self.snap_m = snap_m

    def border(self, features: list[Feature]) -> BorderLine:
        """Return the border of the two parties that are asked for, or that there are."""
        lands = self._lands(features)
        parties = self._pair(list(lands))
        one, other = (shapely.union_all(lands[party]) for party in parties)
        line, moved_m = shared_line(one, other), 0.0
        third = bundled_atlas().third_states(parties, [one.bounds, other.bounds])
        fault = misfit(one, other, shapely.union_all(list(third.values())) if third else None)
        # Neighbours that are nowhere far apart were meant to meet.
        meant = fault.largest_m >= _NEIGHBOURS_M or entry_of(parties) is None
        if fault.apart and self.snap_m is None and fault.nearest_m >= _TWO_LINES_M and meant:
            return self._apart(parties, one, other)
        if fault.largest_m <= _FITS_M:
            # Where one side has vertices that the other has not, edges are not the same.
            whole = near_edges(one, other, _FITS_M)
            line = whole if whole.length > line.length * (1 + 1e-9) else line
        else:
            if fault.largest_m > (self.snap_m or 0.0):
                raise InputError(self._gap(parties, fault.largest_m, fault.lon, fault.lat))
            moved_m = fault.largest_m
            # Open ends of a gap may be wider than what could be measured between closed ones.
            line, other = snapped(one, other, min(self.snap_m or 0.01, 2 * moved_m + 0.01))
        atlas = PolygonAtlas(dict(zip(parties, (one, other), strict=True)))
        boxes = [part.bounds for part in line.geoms]
        dry = on_land(line, atlas.land(boxes)) if boxes else line
        if not line.geoms:
            raise InputError(f"{self.path}: {parties[0]} and {parties[1]} share no edge")
        dry = densified_line(dry)
        return self.made(
            parties,
            dry,
            classified_ends(dry, atlas, parties),
            atlas,
            viewpoint="as the file's polygons have it; third states and land by csbm's own atlas",
            moved_m=moved_m,
        )

    def _apart(self, parties: Pair, one: BaseGeometry, other: BaseGeometry) -> BorderLine:
        """Return a border of two lines: what of each polygon's outline faces the other."""
        atlas = PolygonAtlas(dict(zip(parties, (one, other), strict=True)))
        fronts = (facing_line(one, other), facing_line(other, one))
        side_lines = dict(zip(parties, map(densified_line, fronts), strict=True))
        return self.made(
            parties,
            all_lines(side_lines.values()),
            tuple(
                end for line in side_lines.values() for end in classified_ends(line, atlas, parties)
            ),
            atlas,
            viewpoint=(
                "as the file's polygons have it: they lie apart, each side is measured from its own"
                " outline, and the land between belongs to no side"
            ),
            side_lines=side_lines,
        )

    def _lands(self, features: list[Feature]) -> dict[str, list[BaseGeometry]]:
        lands: dict[str, list[BaseGeometry]] = {}
        for feature in features:
            party = self.party(feature)
            if party is None:
                names = ", ".join(sorted(feature.fields)) or "none"
                raise InputError(
                    f"{self.path}: feature {feature.number} does not say whose land it is (its"
                    f" columns: {names}); add a column party"
                )
            lands.setdefault(party.id, []).append(feature.shape)
        return lands

    def _pair(self, found: list[str]) -> Pair:
        known = ", ".join(sorted(found)[:12]) + (" …" if len(found) > 12 else "")
        if self.wanted is None:
            if len(found) < 2:
                raise InputError(
                    f"{self.path}: holds the land of {known} only; it takes two parties"
                )
            if len(found) > 2:
                raise InputError(
                    f"{self.path}: holds {len(found)} parties ({known}); say which two are meant"
                )
            a, b = sorted(found)
            return a, b
        folded = {party.casefold(): party for party in found}
        codes = []
        for party in self.wanted:
            if party.id.casefold() not in folded:
                raise UsageError(f"{self.path}: holds no land of {party.id}; there is {known}")
            codes.append(folded[party.id.casefold()])
        a, b = sorted(codes)
        return a, b

    def _gap(self, parties: Pair, gap_m: float, lon: float, lat: float) -> str:
        allowed = "" if self.snap_m is None else f", more than the {self.snap_m:g} m allowed"
        return (
            f"{self.path}: the polygons of {parties[0]} and {parties[1]} do not share their edge:"
            f" they are up to {gap_m:,.1f} m apart or overlap (at {lat:.5f}, {lon:.5f}){allowed};"
            f" take polygons of one make, or allow it with a snap of {np.ceil(gap_m):.0f} m"
        )
