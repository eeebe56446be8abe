"""What the page needs besides the border to judge places against a depth table, band by band.

Each band's line, the part of the border that it is of, and the land that is left out: all that
geo/zones/places.py asks of a zone, as it asks it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ..geo.measure.geodesic import LineIndex, cut
from ..geo.zones.tripoints import outline_of_end_cells
from ..geo.zones.zone import tripoints

if TYPE_CHECKING:
    from ..geo.measure.ellipsoid import Floats
    from ..geo.zones.exclusions import Exclusion
    from ..geo.zones.segments import Segment
    from ..geo.zones.zone import InspectionZone

__all__ = ["ExactLines", "band_lines", "cut_parts", "ends_of"]


def cut_parts(lines: "Sequence[Floats]") -> "list[Floats]":
    """Return the vertices of lines, cut as the measure cuts them; a single point is there twice."""
    return [cut(line if len(line) > 1 else np.vstack([line, line]))[0] for line in lines]


def ends_of(zone: "InspectionZone", star_km: float) -> "tuple[list[list[int]], list[Floats]]":
    """Return the true ends of a zone's line, and the outline of all that is nearest to one."""
    ends = tripoints(zone.border, zone.index)
    outline = outline_of_end_cells(zone.index, ends, star_km, zone.tolerance_m) if ends else []
    return [[line, int(at_start)] for line, at_start in ends], outline


@dataclass
class ExactLines:
    """Lines that the page has bit for bit, besides the border: each is parts of vertices."""

    made: "list[list[Floats]]" = field(default_factory=list)
    _of: "dict[LineIndex, int]" = field(default_factory=dict)

    def add(self, parts: "list[Floats]") -> int:
        """Add a line and return its number."""
        self.made.append(parts)
        return len(self.made) - 1

    def of(self, index: LineIndex) -> int:
        """Add a line that is measured from, once, and return its number."""
        if index not in self._of:
            self._of[index] = self.add(cut_parts(index.lines))
        return self._of[index]


def band_lines(
    zone: "InspectionZone", exact: ExactLines, star_km: float
) -> "tuple[dict[str, object], list[list[Floats]]]":
    """Return the depth table as the page's script reads it, and the outlines at its lines' ends.

    Parameters
    ----------
    zone : InspectionZone
    exact : ExactLines
        Gets the lines that are measured from, besides the border.
    star_km : float
        How far what is nearest to an end is drawn, kilometres.

    Returns
    -------
    dict
        ``table`` has a row for each band: side, category, from and to in km, and the number of its
        measure; ``measures`` say from what it is measured: ``line``, null for the border itself,
        its ``ends``, and the ``segment`` as its own and the other part; ``exclusions`` are what is
        left out.
    list of list of array
        For each measure the outline of all that is nearest to a true end of its line, degrees;
        empty where that is the border.
    """
    measure_of = {
        (band.side, band.category): number
        for number, single in enumerate(zone.by_line)
        for band in single.bands
    }
    segments: dict[int, list[int]] = {}
    measures: list[dict[str, object]] = []
    outlines: list[list[Floats]] = []
    for single in zone.by_line:
        own = single.border.line is not zone.border.line
        ends, outline = ends_of(single, star_km) if own else ([], [])
        measures.append(
            {
                "line": exact.of(single.index) if own else None,
                "ends": ends,
                "segment": _segment(single.segment, exact, segments),
            }
        )
        outlines.append(outline)
    table = [
        [
            *(band.side, band.category, float(band.min_km), float(band.depth_km)),
            measure_of[band.side, band.category],
        ]
        for band in zone.bands
    ]
    left_out = [_exclusion(one, exact) for one in zone.exclusions]
    return {"table": table, "measures": measures, "exclusions": left_out}, outlines


def _segment(
    segment: "Segment | None", exact: ExactLines, known: dict[int, list[int]]
) -> list[int] | None:
    if segment is None:
        return None
    if id(segment) not in known:
        known[id(segment)] = [exact.of(segment.own), exact.of(segment.other)]
    return known[id(segment)]


def _exclusion(exclusion: "Exclusion", exact: ExactLines) -> dict[str, object]:
    """Return what is left out: its edge, or its middle and radius, and its rings as they are."""
    rings = [
        shapely.get_coordinates(ring)
        for ring in shapely.get_rings(shapely.get_parts(exclusion.geometry))
    ]
    return {
        "name": exclusion.name,
        "radius_m": float(exclusion.radius_m),
        "line": exact.of(exclusion.index),
        "rings": None if exclusion.radius_m else exact.add(rings),
        "sides": list(exclusion.sides),
        "categories": list(exclusion.categories),
    }
