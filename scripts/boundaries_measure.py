"""Measure the bundled borders against every other drawing of them, in stretches of 500 m.

Every border is sampled every 125 m. What is kept of a stretch is the largest distance of its
samples to the nearest point of the other drawing, exact on the ellipsoid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from boundaries_releases import COMES_WITH, FineLine, Rings, cut_fine
from numpy.typing import NDArray

from csbm.boundaries.evidence import STRETCH_M, along_vertices, places_along
from csbm.geo.measure.geodesic import LineIndex

STEP_M = 125.0
#: Beyond this a drawing is taken to have no such border, metres.
FAR_M = 50_000.0
_CELL_DEG = 0.25
_CELLS = 1440

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Samples:
    """One border's samples: where they are and which stretch each belongs to."""

    lon: Floats
    lat: Floats
    stretch: NDArray[np.int64]
    stretches: int

    @classmethod
    def of(cls, index: LineIndex) -> "Samples":
        """Sample all lines of a border; a stretch ends where its line ends."""
        lon, lat, stretch = [], [], []
        first = 0
        for line, length in zip(index.lines, index.lengths_m.tolist(), strict=True):
            count = max(1, int(np.ceil(length / STRETCH_M - 1e-9)))
            steps = max(1, int(np.ceil(length / STEP_M)))
            along = (np.arange(steps) + 0.5) * (length / steps)
            xy = places_along(line, along_vertices(line), along)
            lon.append(xy[:, 0])
            lat.append(xy[:, 1])
            stretch.append(first + np.minimum((along / STRETCH_M).astype(np.int64), count - 1))
            first += count
        return cls(np.concatenate(lon), np.concatenate(lat), np.concatenate(stretch), first)

    def worst(self, distance_m: Floats) -> Floats:
        """Give the largest distance of each stretch."""
        found = np.zeros(self.stretches)
        np.maximum.at(found, self.stretch, distance_m)
        return found

    def median(self, distance_m: Floats) -> float:
        """Give the median of all samples."""
        return float(np.median(distance_m))


def _cell(xy: Floats) -> NDArray[np.int64]:
    column = np.floor((xy[:, 0] + 180) / _CELL_DEG).astype(np.int64) % _CELLS
    row = np.floor((xy[:, 1] + 90) / _CELL_DEG).astype(np.int64)
    return row * _CELLS + column


def cells_around(samples: Samples) -> NDArray[np.bool_]:
    """Mark the cells of the world that lie about a border."""
    cells = np.unique(_cell(np.stack([samples.lon, samples.lat], axis=1)))
    found = np.zeros(_CELLS * (_CELLS // 2 + 1), dtype=bool)
    for up in (-1, 0, 1):
        for right in (-2, -1, 0, 1, 2):
            column = (cells % _CELLS + right) % _CELLS
            found[np.clip(cells // _CELLS + up, 0, _CELLS // 2) * _CELLS + column] = True
    return found


def _matters(ring: Floats, busy: NDArray[np.bool_]) -> bool:
    return bool(np.ptp(ring, axis=0).max() > _CELL_DEG or busy[_cell(ring)].any())


@dataclass(frozen=True)
class Drawing:
    """Outlines of one source, cut fine, with the cell of every vertex."""

    rings: dict[str, list[tuple[Floats, NDArray[np.int64]]]]

    @classmethod
    def of(cls, rings: Rings, busy: NDArray[np.bool_]) -> "Drawing":
        """Make outlines ready; small rings away from the busy cells are left out."""
        ready = {}
        for code in sorted(rings):
            kept = [ring for ring in rings[code] if _matters(ring, busy)]
            fine = [cut_fine(ring) for ring in kept]
            ready[code] = [(ring, _cell(ring)) for ring in fine]
        return cls(ready)

    def near(self, codes: Sequence[str], samples: Samples) -> LineIndex | None:
        """Give what of these states' outlines lies about a border."""
        around = cells_around(samples)
        runs: list[Floats] = []
        for code in codes:
            for ring, cell in self.rings.get(code, []):
                runs += _runs(ring, around[cell])
        return LineIndex(runs) if runs else None


def _runs(ring: Floats, inside: NDArray[np.bool_]) -> list[Floats]:
    """Give the runs of a ring's edges that have an end inside."""
    edge = inside[:-1] | inside[1:]
    if not edge.any():
        return []
    step = np.diff(np.concatenate([[0], edge.astype(np.int8), [0]]))
    starts, stops = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    return [ring[a : b + 1] for a, b in zip(starts, stops, strict=True)]


def against(samples: Samples, other: LineIndex | None) -> Floats:
    """Give each sample's distance to another drawing, at most `FAR_M`; all of it where none is."""
    if other is None:
        return np.full(len(samples.lon), FAR_M)
    found = other.nearest(samples.lon, samples.lat).distance_m
    return np.minimum(found, FAR_M)


def to_drawing(samples: Samples, pair: tuple[str, str], drawing: Drawing) -> Floats:
    """Give distances to the nearest of both states' outlines in a drawing."""
    codes = sorted({code for one in pair for code in (one, *COMES_WITH.get(one, ()))})
    return against(samples, drawing.near(codes, samples))


def to_fine(samples: Samples, line: FineLine) -> Floats:
    """Give distances to a line of another maker."""
    drawing = Drawing({"": [(xy, _cell(xy)) for xy in map(cut_fine, line.lines)]})
    return against(samples, drawing.near([""], samples))
