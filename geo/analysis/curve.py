"""Areas for any number of depths from a few passes of distances.

A zone's polygon costs the same for every depth; a curve of two hundred wants another way. Points
are spread over the land within the greatest depth, one at a random place in each of very many
cells of equal area, and measured exactly; the share of a side's points within a depth is its
area's. Several independent spreads tell how far that may be off. Depths far below the greatest have
spreads of their own, so that a narrow zone has as many points as a wide one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from ...boundaries.border import Border
from ...common.errors import UsageError
from ..measure.area import area_m2
from ..measure.around import around
from ..measure.ellipsoid import Floats, authalic
from ..measure.geodesic import LineIndex
from ..measure.grid import DepthGrid
from ..zones.bands import check_depth_km
from ..zones.sides import sides
from ..zones.zone import Tripoint, line_index, tripoints

if TYPE_CHECKING:
    from ...boundaries.atlas import Atlas

SPREADS: Final = 8
POINTS: Final = 400_000
_T95: Final = 2.365
"""Student's t for 95 % and 7 degrees of freedom, as eight spreads leave."""
_OUTLINE_TOLERANCE_M: Final = 500.0
_LEVEL: Final = 6.0
"""Depths at most so many times apart share their points."""
_CELLS: Final = 10_000


@dataclass(frozen=True)
class AreaCurve:
    """Areas of all sides at many depths."""

    parties: tuple[str, ...]
    depths_km: Floats
    """Shape (n,), ascending."""
    area_km2: Floats
    """Shape (n, k): the parties' sides, in their order."""
    error_km2: Floats
    """Shape (n, k): half the width of the 95 % interval."""


def area_curve(
    border: Border,
    depths_km: Sequence[float],
    *,
    tripoint: Tripoint = "round",
    points: int = POINTS,
    seed: int = 20250220,
    index: LineIndex | None = None,
) -> AreaCurve:
    """Return the areas of both sides of zones of many depths.

    Parameters
    ----------
    border : Border
    depths_km : sequence of float
        Kilometres, at least one.
    tripoint : {"round", "perpendicular"}
        The rule at the true ends of the border.
    points : int
        How many points to spread for depths of one magnitude; the error falls with the power 3/4
        of their number.
    seed : int
        The same seed gives the same curve.
    index : LineIndex, optional
        The border's line index, where one is at hand.

    Returns
    -------
    AreaCurve

    Raises
    ------
    UsageError
        If there is no depth, or one is not positive or beyond 2,500 km.

    Examples
    --------
    >>> from csbm import Border
    >>> curve = area_curve(Border.between("BLR", "POL"), [40, 80], points=20_000)
    >>> bool(abs(curve.area_km2[1, 0] - 21_909) < 500)
    True
    """
    depths = np.unique(np.asarray(depths_km, np.float64))
    if not len(depths):
        raise UsageError("no depth: give at least one, as in [50, 80, 200]")
    for depth in depths:
        check_depth_km(depth)
    index = index if index is not None else line_index(border)
    rng = np.random.default_rng(seed)
    found = np.zeros((SPREADS, len(depths), len(border.parties)))
    todo = np.ones(len(depths), np.bool_)
    while todo.any():
        greatest = float(depths[todo].max())
        level = todo & (depths > greatest / _LEVEL)
        found[:, level] = _level(
            border, index, depths=depths[level], tripoint=tripoint, points=points, rng=rng
        )
        todo &= ~level
    # Two levels meet at random errors of their own; an area never falls as the depth grows.
    areas = np.maximum.accumulate(found.mean(axis=0), axis=0)
    error = _T95 * found.std(axis=0, ddof=1) / np.sqrt(SPREADS)
    return AreaCurve(border.parties, depths, areas, error)


def _level(
    border: Border,
    index: LineIndex,
    *,
    depths: Floats,
    tripoint: Tripoint,
    points: int,
    rng: np.random.Generator,
) -> Floats:
    """Return the areas of each spread at depths of one magnitude: shape (spreads, n, k)."""
    greatest = float(depths[-1])
    boxes = around(index, greatest, min(_OUTLINE_TOLERANCE_M, greatest * 500)).boxes
    depth = DepthGrid(index, greatest * 1000)
    lines = _lines(border, index, tripoint)
    grids = [_Grid.over(box, index, greatest) for box in boxes]
    cells = sum(len(grid.row) for grid in grids)
    found = np.zeros((SPREADS, len(depths), len(border.parties)))
    for spread in range(SPREADS):
        for grid in grids:
            lon, lat, each_km2 = grid.spread(points / SPREADS / cells, rng)
            inside = depth.within(lon, lat)
            lon, lat = lon[inside], lat[inside]
            where = _sides_on_land(border.atlas, border.parties, lon, lat)
            for number, party in enumerate(border.parties):
                mine = where == party
                distance = _distances(*lines[party], lon[mine], lat[mine])
                found[spread, :, number] += np.searchsorted(distance, depths, "right") * each_km2
    return found


Ends = tuple[tuple[int, bool], ...]


def _lines(
    border: Border, index: LineIndex, tripoint: Tripoint
) -> dict[str, tuple[LineIndex, Ends]]:
    """Return what each party is measured from, and which of its ends do not count."""
    found = {}
    for party in border.parties:
        own = index
        if party in border.side_lines:
            own = line_index(replace(border, line=border.side_lines[party]))
        found[party] = own, tripoints(border, own) if tripoint == "perpendicular" else ()
    return found


def _distances(index: LineIndex, ends: Ends, lon: Floats, lat: Floats) -> Floats:
    """Return how far points are, kilometres, ascending, without those that an end is nearest to."""
    near = index.nearest(lon, lat)
    counts = np.ones(len(lon), np.bool_)
    for line, at_start in ends:
        along = 0.0 if at_start else float(index.lengths_m[line])
        counts &= (near.line != line) | (np.abs(near.along_m - along) >= 1e-3)
    return np.sort(near.distance_m[counts] / 1000)


def _sides_on_land(
    atlas: "Atlas", parties: tuple[str, ...], lon: Floats, lat: Floats
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return whose land points stand on; nobody's at sea."""
    where = sides(atlas, parties, lon, lat)
    if len(lon):
        box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
        land = shapely.clip_by_rect(atlas.land([box]), *box)
        shapely.prepare(land)
        where[~shapely.intersects_xy(land, lon, lat)] = ""
    return where


@dataclass(frozen=True)
class _Grid:
    """Cells of equal area over a box, of which only those near the border are kept."""

    box: tuple[float, float, float, float]
    rows: int
    columns: int
    row: NDArray[np.int64]
    """Of the cells that are kept."""
    column: NDArray[np.int64]

    @classmethod
    def over(
        cls, box: tuple[float, float, float, float], index: LineIndex, depth_km: float
    ) -> "_Grid":
        """Lay some thousands of cells over a box; keep those that may hold land of the zone."""
        west, south, east, north = box
        width = (east - west) * np.cos(np.radians((south + north) / 2))
        rows = max(1, round(np.sqrt(_CELLS * (north - south) / max(width, 1e-9))))
        columns = max(1, round(_CELLS / rows))
        low, high = (float(authalic(np.array([edge]))[0]) for edge in (south, north))
        edges = _latitude(np.linspace(low, high, rows + 1))
        row, column = (grid.ravel() for grid in np.mgrid[0:rows, 0:columns])
        step = (east - west) / columns
        middle = (edges[row] + edges[row + 1]) / 2
        # No degree is longer than 111.7 km; a row is widest where it is nearest to the equator.
        least = np.minimum(np.abs(edges[row]), np.abs(edges[row + 1]))
        least[(edges[row] < 0) & (edges[row + 1] > 0)] = 0.0
        reach = np.hypot(edges[row + 1] - edges[row], step * np.cos(np.radians(least))) * 111.7 / 2
        away = index.nearest(west + (column + 0.5) * step, middle).distance_m / 1000
        near = away <= depth_km + reach
        return cls(box, rows, columns, row[near], column[near])

    def spread(
        self, points_per_cell: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats, float]:
        """Return one random point in each of many parts of the cells, and a part's km²."""
        west, south, east, north = self.box
        # So many parts from south to north, and from west to east.
        tall = max(1, int(points_per_cell**0.5))
        wide = max(1, round(points_per_cell / tall))
        part = np.arange(tall * wide)
        row = (self.row[:, None] * tall + part // wide).ravel()
        column = (self.column[:, None] * wide + part % wide).ravel()
        low, high = (float(authalic(np.array([edge]))[0]) for edge in (south, north))
        lon = west + (column + rng.random(len(row))) / (self.columns * wide) * (east - west)
        sine = low + (row + rng.random(len(row))) / (self.rows * tall) * (high - low)
        each = area_m2(shapely.box(*self.box)) / 1e6 / (self.rows * self.columns * tall * wide)
        return lon, _latitude(sine), each


def _latitude(value: Floats) -> Floats:
    """Invert `ellipsoid.authalic` by interpolation, to a millimetre's latitude and better."""
    lat = np.linspace(-90.0, 90.0, 200_001)
    return np.interp(value, authalic(lat), lat)
