"""Which of very many points are within a depth: far ones at a glance, near ones by distance.

A distance changes by no more than one moves. So a cell of a grid whose centre is farther from the
depth than its corners are from its centre is wholly inside or wholly outside, and its points need
no distance at all. Only points in cells that the edge may cross are measured, exactly; the answer
is that of the distance for every point.
"""

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...common.errors import InputError
from .core import Staying
from .ellipsoid import A_M, R_MAX_M, R_MIN_M, Floats
from .geodesic import LineIndex

_OUT: Final = 0
_IN: Final = 1
_EDGE: Final = 2
_LEVELS: Final = 11
_CHUNK: Final = 1 << 18


class DepthGrid:
    """A grid of 2,048 by 2,048 cells around a line, each known to be inside, outside or neither.

    Parameters
    ----------
    index : LineIndex
        The line.
    depth_m : float
        Metres.

    Examples
    --------
    >>> sieve = DepthGrid(LineIndex([[[23.6, 52.0], [23.6, 53.0]]]), 80_000.0)
    >>> sieve.within([23.0, 22.0], [52.5, 52.5]).tolist()
    [True, False]
    """

    def __init__(self, index: LineIndex, depth_m: float) -> None:
        self.index, self.depth_m = index, depth_m
        self._west, self._south, self._width, self._height = _box(index, depth_m)
        self.cells: NDArray[np.uint8] = self._divided()
        """State of each cell, rows from south to north: 0 is out, 1 in, 2 to be measured."""

    @cached_property
    def staying(self) -> Staying:
        """The cells, for the core."""
        return Staying(self.cells)

    def grid(self) -> tuple[float, float, float, float]:
        """Return where the cells lie: west and south in degrees, cells in a degree each way."""
        side = 1 << _LEVELS
        return self._west, self._south, side / self._width, side / self._height

    def within(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Tell which points are within the depth of the line; a distance equal to it is within.

        Parameters
        ----------
        lon, lat : array_like of float, shape (n,)
            Degrees, WGS84.

        Returns
        -------
        array of bool, shape (n,)

        Raises
        ------
        InputError
            If a position is not on Earth.
        """
        x, y = np.asarray(lon, np.float64).ravel(), np.asarray(lat, np.float64).ravel()
        bad = ~(np.isfinite(x) & (np.abs(y) <= 90))
        if bad.any():
            where = int(np.argmax(bad))
            raise InputError(
                f"point {where + 1} of {len(x)} is no position on Earth: "
                f"longitude {x[where]}, latitude {y[where]}"
            )
        out = np.empty(len(x), np.bool_)
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            state = self._states(x[part], y[part])
            out[part] = state == _IN
            edge = np.flatnonzero(state == _EDGE)
            if len(edge):
                near = self.index.nearest(x[part][edge], y[part][edge])
                out[part][edge] = near.distance_m <= self.depth_m
        return out

    def _states(self, lon: Floats, lat: Floats) -> NDArray[np.uint8]:
        """Return the state of each point's cell; outside the grid it is out."""
        side = 1 << _LEVELS
        # A third of an ulp east of the box is west of it by 360 degrees: the remainder tells.
        turn = lon - self._west
        turn -= 360.0 * np.floor(turn / 360.0)
        column = turn * (side / self._width)
        row = (lat - self._south) * (side / self._height)
        inside = (column < side) & (row >= 0) & (row < side)
        np.clip(column, 0, side - 1, out=column)
        np.clip(row, 0, side - 1, out=row)
        state = self.cells[row.astype(np.int32), column.astype(np.int32)]
        state[~inside] = _OUT
        return state

    def _divided(self) -> NDArray[np.uint8]:
        """Divide the box again and again where the edge may pass; fill what is known at once."""
        side = 1 << _LEVELS
        cells = np.full((side, side), _OUT, np.uint8)
        row, column = np.zeros(1, np.int64), np.zeros(1, np.int64)
        for level in range(_LEVELS + 1):
            count, size = 1 << level, side >> level
            width, height = self._width / count, self._height / count
            lat = np.asarray(self._south + (row + 0.5) * height, np.float64)
            lon = np.asarray(self._west + (column + 0.5) * width, np.float64)
            reach = _reach_m(lat, width, height)
            inner = np.abs(lat) <= 90
            off = np.full(len(lat), np.inf)
            off[inner] = self.index.nearest(lon[inner], lat[inner]).distance_m - self.depth_m
            # Where a centre would lie beyond a pole, the cell must be looked into.
            off[~inner] = 0.0
            crossed = np.abs(off) <= reach
            for r, c in zip(row[off < -reach].tolist(), column[off < -reach].tolist(), strict=True):
                cells[r * size : (r + 1) * size, c * size : (c + 1) * size] = _IN
            if level == _LEVELS:
                cells[row[crossed], column[crossed]] = _EDGE
                break
            row, column = row[crossed] * 2, column[crossed] * 2
            row = (row[:, None] + [0, 0, 1, 1]).ravel()
            column = (column[:, None] + [0, 1, 0, 1]).ravel()
        return cells


def _reach_m(lat: Floats, width_deg: float, height_deg: float) -> Floats:
    """Return a bound on the distance from the centres of cells to their corners, metres.

    Along the meridian to the corner's parallel, then along that parallel, at the greatest radii.
    """
    widest = np.maximum(np.abs(lat) - height_deg / 2, 0.0)
    across = A_M * 1.004 * np.cos(np.radians(widest)) * np.radians(width_deg / 2)
    return np.asarray(R_MAX_M * np.radians(height_deg / 2) + across)


def _box(index: LineIndex, depth_m: float) -> tuple[float, float, float, float]:
    """Return west, south, width and height in degrees of a box that holds all within the depth."""
    lon, lat = index.places()
    room = np.degrees(depth_m / R_MIN_M) * 1.01 + 0.03
    south, north = lat.min() - room, lat.max() + room
    top = max(abs(south), abs(north))
    if top >= 89.0:
        return -180.0, float(south), 360.0 + 1e-9, float(north - south)
    lon = np.sort(lon % 360.0)
    gaps = np.diff(lon, append=lon[0] + 360.0)
    widest = int(gaps.argmax())
    west = lon[(widest + 1) % len(lon)]
    width = 360.0 - gaps[widest] + 2 * room / np.cos(np.radians(top))
    west -= room / np.cos(np.radians(top))
    return float(west), float(south), float(min(width, 360.0 + 1e-9)), float(north - south)
