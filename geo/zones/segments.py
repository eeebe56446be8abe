"""A part of a line, and the land that belongs to it: all whose nearest point of the line is on it.

Where a line is parted, so is the land around it, along all points that are as near to one part as
to the other. That bisector is found as outlines are (contour.py): squares of a chart that it may
cross are halved until they are small, it is drawn through their triangles, and its edges are split
until they hold the tolerance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ...common.errors import UsageError
from ..measure.around import polygons_of
from ..measure.chart import Chart
from ..measure.contour import Squares, segments, triangles
from ..measure.ellipsoid import R_MIN_M, Floats, lonlat, normals
from ..measure.geodesic import LineIndex

_CELL_M: Final = 25.0
"""Forks and loops of the bisector smaller than this or the tolerance are not drawn, metres."""
_LONGEST_M: Final = 1_000.0
_BITS: Final = 30


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of a line.

    Parameters
    ----------
    own, other : LineIndex
        The part, and the rest of the line.
    """

    own: LineIndex
    other: LineIndex

    def lead_m(self, lon: Floats, lat: Floats) -> Floats:
        """Return at least how far points lie from the bisector, metres; negative beyond it.

        Half the difference of the distances to the two parts: no point changes it by more than it
        moves.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Degrees.
        """
        other = self.other.nearest(lon, lat).distance_m
        return np.asarray((other - self.own.nearest(lon, lat).distance_m) / 2)

    def land(self, geometry: BaseGeometry, depth_m: float, *, tolerance_m: float) -> BaseGeometry:
        """Return what of a geometry belongs to this part.

        Parameters
        ----------
        geometry : shapely geometry
            Polygons in degrees, no farther than the depth from the whole line.
        depth_m, tolerance_m : float
            Metres; the tolerance is that of the bisector as drawn.
        """
        if geometry.is_empty:
            return geometry
        west, _, east, _ = geometry.bounds
        if east - west > 180:
            raise UsageError("a line can be parted only where its zone does not cross 180 degrees")
        # Both parts draw one and the same bisector.
        first, second = sorted((self.own, self.other), key=lambda index: index.lines[0].tolist())
        bisector = _bisector(first, second, depth_m, tolerance_m)
        edges = [shapely.boundary(geometry), *(shapely.LineString(line) for line in bisector)]
        faces = shapely.get_parts(shapely.polygonize([shapely.union_all(edges)]))
        inner = shapely.point_on_surface(faces)
        xy = shapely.get_coordinates(inner)
        shapely.prepare(geometry)
        mine = shapely.intersects_xy(geometry, xy[:, 0], xy[:, 1])
        mine[mine] = self.lead_m(xy[mine, 0], xy[mine, 1]) > 0
        return polygons_of(shapely.union_all(faces[mine]))


@dataclass(frozen=True)
class _Grid:
    """A square of a chart around the points where the parts meet, in 2^30 steps each way."""

    segment: Segment
    chart: Chart
    depth_m: float
    cell_m: float
    origin: Floats
    step: float

    @classmethod
    def around(cls, segment: Segment, depth_m: float, cell_m: float) -> "_Grid":
        own, other = (np.vstack(index.lines) for index in (segment.own, segment.other))
        both = np.vstack([own, other])
        chart = Chart.around(both[:, 0], both[:, 1])
        flat = chart.flat(normals(both[:, 0], both[:, 1]))
        margin = 1.5 * depth_m / R_MIN_M + 1e-3
        low, high = flat.min(axis=0) - margin, flat.max(axis=0) + margin
        side = float((high - low).max())
        return cls(
            segment, chart, depth_m, cell_m, (low + high) / 2 - side / 2, side / (1 << _BITS)
        )

    def flat(self, x: NDArray[Any], y: NDArray[Any]) -> Floats:
        return np.asarray(self.origin + self.step * np.stack([x, y], axis=-1))

    def lead(self, flat: Floats) -> Floats:
        return self.segment.lead_m(*lonlat(self.chart.normal(flat)))

    def crossed(self) -> Squares:
        """Halve squares until those the bisector may cross are small."""
        x, y, side = np.zeros(1, np.int64), np.zeros(1, np.int64), 1 << _BITS
        while True:
            half = side / 2
            flat = self.flat(x + half, y + half)
            reach = self.chart.reach_m(flat, np.full(len(x), half * self.step))
            lon, lat = lonlat(self.chart.normal(flat))
            own = self.segment.own.nearest(lon, lat).distance_m
            other = self.segment.other.nearest(lon, lat).distance_m
            near = np.minimum(own, other) <= self.depth_m + reach + 4 * self.cell_m
            keep = near & (np.abs(other - own) / 2 <= reach)
            x, y, lead = x[keep], y[keep], (other - own)[keep] / 2
            if not len(x) or reach[keep].max() <= self.cell_m:
                return Squares(x, y, np.full(len(x), side), lead)
            side //= 2
            x = (x[:, None] + np.array([0, side, 0, side])).ravel()
            y = (y[:, None] + np.array([0, 0, side, side])).ravel()

    def refined(self, line: Floats, tolerance_m: float) -> Floats:
        """Return a line of the chart, in degrees, its edges split until they hold the tolerance."""
        line = shapely.get_coordinates(
            shapely.simplify(shapely.LineString(line), tolerance_m / 4 / R_MIN_M)
        )
        for _ in range(20):
            middle = (line[:-1] + line[1:]) / 2
            across = np.diff(line, axis=0)[:, ::-1] * [-1.0, 1.0]
            length = np.linalg.norm(across, axis=1)
            across /= np.maximum(length, 1e-300)[:, None]
            room = np.maximum(length / 4, 2 * tolerance_m / R_MIN_M)
            off = self._off(middle, across, room)
            wrong = (np.abs(off) * R_MIN_M > tolerance_m / 4) | (length * R_MIN_M > _LONGEST_M)
            wrong &= length * R_MIN_M > tolerance_m
            if not wrong.any():
                break
            at = np.flatnonzero(wrong)
            line = np.insert(line, at + 1, (middle + off[:, None] * across)[at], axis=0)
        return np.stack(lonlat(self.chart.normal(line)), axis=-1)

    def _off(self, base: Floats, across: Floats, room: Floats) -> Floats:
        """Return how far to move points sideways to the bisector, by halving; 0 where it is not."""
        low, high = -room, room.copy()
        at_low = self.lead(base + low[:, None] * across) > 0
        found = at_low != (self.lead(base + high[:, None] * across) > 0)
        for _ in range(40):
            middle = (low + high) / 2
            same = (self.lead(base + middle[:, None] * across) > 0) == at_low
            low, high = np.where(same, middle, low), np.where(same, high, middle)
            if ((high - low) * R_MIN_M).max(initial=0.0) < 1e-3:
                break
        return np.asarray(np.where(found, (low + high) / 2, 0.0))


@lru_cache(maxsize=32)
def _bisector(
    first: LineIndex, second: LineIndex, depth_m: float, tolerance_m: float
) -> list[Floats]:
    """Return the bisector as lines in degrees, a little farther out than the depth."""
    grid = _Grid.around(Segment(first, second), depth_m, max(_CELL_M, tolerance_m))
    squares = grid.crossed()
    if not len(squares.x):
        return []
    nodes, fans = triangles(squares)
    half = squares.side / 2
    flat = grid.flat(
        np.concatenate([nodes[:, 0], squares.x + half]),
        np.concatenate([nodes[:, 1], squares.y + half]),
    )
    inside = grid.lead(flat) > 0
    start, end = segments(fans, inside)
    ends = [_between(grid, flat, pair) for pair in (start, end)]
    pieces = shapely.linestrings(np.stack(ends, axis=1))
    merged = shapely.line_merge(shapely.multilinestrings(pieces))
    return [
        grid.refined(shapely.get_coordinates(part), tolerance_m)
        for part in shapely.get_parts(merged)
    ]


def _between(grid: _Grid, flat: Floats, pairs: NDArray[np.int64]) -> Floats:
    """Return where the bisector crosses edges between points of the chart, by halving."""
    low, high = flat[pairs[:, 0]].copy(), flat[pairs[:, 1]].copy()
    at_low = grid.lead(low) > 0
    for _ in range(18):
        middle = (low + high) / 2
        same = (grid.lead(middle) > 0) == at_low
        low[same], high[~same] = middle[same], middle[~same]
    return np.asarray((low + high) / 2)


def parted(lines: Sequence[Floats], mine: Sequence[bool]) -> tuple[Segment, Segment]:
    """Return a part of a line, and the rest of it as a part too.

    Parameters
    ----------
    lines : sequence of array of float, each of shape (n, 2)
        The whole line, in degrees.
    mine : sequence of bool
        Which of them are the part's; at least one, and not all.
    """
    own, other = (
        LineIndex([line for line, flag in zip(lines, mine, strict=True) if flag == wanted])
        for wanted in (True, False)
    )
    return Segment(own, other), Segment(other, own)
