"""The rough outline of all that lies within a depth of a line, right in every loop and hole.

Squares of the chart are divided where the outline may pass. A distance changes by no more than
one moves, so a square whose centre is farther from the depth than its corners are from the centre
is wholly inside or wholly outside. A square the outline may cross is small enough when all of the
line that matters to it lies in one direction: then the outline crosses it once, without forks.
Where fronts meet head on, squares shrink to a fraction of the tolerance. The outline is then drawn
through the triangles between each square's centre and its edges, which always closes.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .chart import Chart
from .ellipsoid import R_MIN_M, Floats, lonlat, normals
from .geodesic import LineIndex

_BITS: Final = 30
_ROOM: Final = 1 << _BITS
Ints = NDArray[np.int64]


class Squares(NamedTuple):
    """Squares the outline may cross: lower left corner and side in steps, and centre excess."""

    x: Ints
    y: Ints
    side: Ints
    excess_m: Floats


class _Grid(NamedTuple):
    """A square of the chart, divided into 2^30 steps each way, and the field over it."""

    line: LineIndex
    chart: Chart
    depth_m: float
    origin: Floats
    step: float

    def flat(self, x: NDArray[Any], y: NDArray[Any]) -> Floats:
        return self.origin + self.step * np.stack([x, y], axis=-1)

    def excess_m(self, flat: Floats) -> Floats:
        """Return by how much the distance to the line exceeds the depth, metres."""
        return self.line.nearest(*lonlat(self.chart.normal(flat))).distance_m - self.depth_m


def outline(
    index: LineIndex, depth_m: float, *, tolerance_m: float
) -> tuple[Chart, list[shapely.Polygon]]:
    """Return the rough outline of all points within ``depth_m`` of a line.

    Parameters
    ----------
    index : LineIndex
        The line.
    depth_m, tolerance_m : float
        Metres. Vertices lie within a fiftieth of the tolerance of the depth; what is smaller
        than the tolerance may be missing.

    Returns
    -------
    chart : Chart
        The chart the outline is drawn in.
    polygons : list of shapely.Polygon
        In chart coordinates, the largest first, without vertices that tell nothing.

    Raises
    ------
    InputError
        If the line spans more than a third of the globe.
    """
    vertices = np.vstack(index.lines)
    chart = Chart.around(vertices[:, 0], vertices[:, 1])
    grid = _grid(index, chart, depth_m)
    squares = _crossed_squares(grid, tolerance_m)
    polygons = _nested(_rings(grid, squares, tolerance_m), 4 * tolerance_m / R_MIN_M)
    return chart, list(shapely.simplify(polygons, tolerance_m / 2 / R_MIN_M))


def _grid(index: LineIndex, chart: Chart, depth_m: float) -> _Grid:
    flat = chart.flat(normals(*index.places()))
    radius = np.hypot(flat[:, 0], flat[:, 1]).max()
    room = 1.05 * depth_m / R_MIN_M
    angle = 2 * np.arctan(radius / 2) + room
    margin = room / np.cos(min(angle, 2.9) / 2) ** 2 + 1e-3
    low, high = flat.min(axis=0) - margin, flat.max(axis=0) + margin
    side = float((high - low).max())
    return _Grid(index, chart, depth_m, (low + high) / 2 - side / 2, side / _ROOM)


def _crossed_squares(grid: _Grid, tolerance_m: float) -> Squares:
    """Divide squares until the outline crosses each of those kept simply, or it is tiny."""
    x, y, side = np.zeros(1, np.int64), np.zeros(1, np.int64), _ROOM
    kept: list[tuple[Ints, Ints, Ints, Floats]] = []
    while len(x):
        half = side / 2
        flat = grid.flat(x + half, y + half)
        reach = grid.chart.reach_m(flat, np.full(len(x), half * grid.step))
        lon, lat = lonlat(grid.chart.normal(flat))
        near = grid.line.nearest(lon, lat)
        excess = near.distance_m - grid.depth_m
        crossed = np.abs(excess) <= reach
        done = crossed & ((reach < tolerance_m / 4) | (side <= 2))
        test = np.flatnonzero(crossed & ~done & (reach <= grid.depth_m / 8))
        done[test] = grid.line.one_sided(
            lon[test],
            lat[test],
            near.lon[test],
            near.lat[test],
            2 * reach[test],
        )
        kept.append((x[done], y[done], np.full(int(done.sum()), side), excess[done]))
        divide = crossed & ~done
        side //= 2
        x = (x[divide][:, None] + np.array([0, side, 0, side])).ravel()
        y = (y[divide][:, None] + np.array([0, 0, side, side])).ravel()
    return Squares(*(np.concatenate(column) for column in zip(*kept, strict=True)))


def _rings(grid: _Grid, squares: Squares, tolerance_m: float) -> list[Floats]:
    """Draw the outline through the squares, triangle by triangle, and link it into rings."""
    nodes, fans = triangles(squares)
    flat = grid.flat(
        np.concatenate([nodes[:, 0], squares.x + squares.side / 2]),
        np.concatenate([nodes[:, 1], squares.y + squares.side / 2]),
    )
    excess = np.concatenate([grid.excess_m(flat[: len(nodes)]), squares.excess_m])
    start, end = segments(fans, excess <= 0)
    if not len(start):
        return []
    order = np.lexsort((start[:, 1], start[:, 0]))
    start, end = start[order], end[order]
    count = len(flat)
    follow = np.searchsorted(start[:, 0] * count + start[:, 1], end[:, 0] * count + end[:, 1])
    crossing = _crossings(grid, flat, excess, start, tolerance_m)
    return [crossing[cycle] for cycle in _cycles(follow)]


def triangles(squares: Squares) -> tuple[Ints, Ints]:
    """Fan each square out from its centre to its edges, split wherever a neighbour has a corner.

    Returns the corners of all squares, shape (n, 2), and the triangles as counter-clockwise
    triples of numbers of points: the corners first, then the centres.
    """
    x0, y0, x1, y1 = squares.x, squares.y, squares.x + squares.side, squares.y + squares.side
    room = 2 * _ROOM
    by_row = np.unique(
        np.concatenate([y0 * room + x0, y0 * room + x1, y1 * room + x0, y1 * room + x1])
    )
    nodes = np.stack([by_row % room, by_row // room], axis=-1)
    by_column_order = np.lexsort((nodes[:, 1], nodes[:, 0]))
    by_column = nodes[by_column_order, 0] * room + nodes[by_column_order, 1]
    rows = np.arange(len(by_row))
    found = []
    for keys, order, low, high, flip in (
        (by_row, rows, y0 * room + x0, y0 * room + x1, False),
        (by_column, by_column_order, x1 * room + y0, x1 * room + y1, False),
        (by_row, rows, y1 * room + x0, y1 * room + x1, True),
        (by_column, by_column_order, x0 * room + y0, x0 * room + y1, True),
    ):
        first = np.searchsorted(keys, low)
        count = np.searchsorted(keys, high) - first
        square = np.repeat(np.arange(len(x0)), count)
        place = np.arange(len(square)) - np.repeat(np.cumsum(count) - count, count) + first[square]
        a, b = order[place], order[place + 1]
        centre = len(nodes) + square
        found.append(np.stack([centre, b, a] if flip else [centre, a, b], axis=-1))
    return nodes, np.concatenate(found)


def segments(fans: Ints, inside: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return where the outline enters and leaves each triangle, the inside on its left.

    Each crossing is a pair of points, the lower number first.
    """
    flags = inside[fans]
    mixed = np.flatnonzero(flags.any(axis=1) & ~flags.all(axis=1))
    corners, flags = fans[mixed], flags[mixed]
    single_in = flags.sum(axis=1) == 1
    odd = np.where(single_in[:, None], flags, ~flags).argmax(axis=1)
    here = np.arange(len(mixed))
    apex, after, before = (corners[here, (odd + turn) % 3] for turn in range(3))
    first = np.sort(np.stack([apex, after], axis=-1), axis=1)
    second = np.sort(np.stack([apex, before], axis=-1), axis=1)
    keep = single_in[:, None]
    return np.where(keep, first, second), np.where(keep, second, first)


def _crossings(
    grid: _Grid, flat: Floats, excess: Floats, edges: Ints, tolerance_m: float
) -> Floats:
    """Return where the depth is reached on each edge: regula falsi, halving what stays."""
    low, high = flat[edges[:, 0]], flat[edges[:, 1]]
    f_low, f_high = excess[edges[:, 0]].copy(), excess[edges[:, 1]].copy()
    a, b = np.zeros(len(edges)), np.ones(len(edges))
    share = np.zeros(len(edges))
    active = np.arange(len(edges))
    for _ in range(60):
        gap = f_low[active] - f_high[active]
        share[active] = a[active] + (b - a)[active] * f_low[active] / np.where(gap == 0, 1.0, gap)
        there = low[active] + share[active, None] * (high - low)[active]
        value = grid.excess_m(there)
        like_low = (value <= 0) == (f_low[active] <= 0)
        # Halving the value at the end that stays draws the next guess towards it.
        f_high[active] = np.where(like_low, f_high[active] / 2, value)
        f_low[active] = np.where(like_low, value, f_low[active] / 2)
        a[active] = np.where(like_low, share[active], a[active])
        b[active] = np.where(like_low, b[active], share[active])
        active = active[np.abs(value) > tolerance_m / 50]
        if not len(active):
            break
    return low + share[:, None] * (high - low)


def _cycles(follow: Ints) -> list[Ints]:
    """Split a permutation into its cycles."""
    successor = follow.tolist()
    seen = bytearray(len(successor))
    cycles = []
    for first in range(len(successor)):
        if seen[first]:
            continue
        cycle, here = [], first
        while not seen[here]:
            seen[here] = 1
            cycle.append(here)
            here = successor[here]
        cycles.append(np.array(cycle, np.int64))
    return cycles


def _nested(rings: list[Floats], shortest: float) -> list[shapely.Polygon]:
    """Put each hole into the smallest shell around it; drop rings shorter than ``shortest``."""
    shells: list[tuple[shapely.Polygon, list[Floats]]] = []
    holes: list[Floats] = []
    for ring in rings:
        if len(ring) < 3:
            continue
        polygon = shapely.Polygon(ring)
        if polygon.length < shortest:
            continue
        if polygon.exterior.is_ccw:
            shells.append((polygon, []))
        else:
            holes.append(ring)
    shells.sort(key=lambda shell: float(shell[0].area))
    for hole in holes:
        point = shapely.Point(hole[0])
        for polygon, inner in shells:
            if polygon.contains(point):
                inner.append(hole)
                break
    return [shapely.Polygon(shell.exterior, inner) for shell, inner in reversed(shells)]
