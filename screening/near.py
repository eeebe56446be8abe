"""Which of very many points may be near some lines: a grid that says for most that they are not.

Nobody is told to be far who is near; who may be near is asked of the lines themselves.
"""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..geo.measure.ellipsoid import Floats

_CELL_DEG: Final = 0.05
_ROWS: Final = round(180 / _CELL_DEG)
_COLUMNS: Final = round(360 / _CELL_DEG)
_STEP_DEG: Final = _CELL_DEG / 4
"""A vertex of the lines is no farther than half of this from any of their points, degrees."""
_MOST_CELLS: Final = 24
"""Cells that are marked on either side of a vertex, near the poles at most."""

Flags = NDArray[np.bool_]


class NearLines:
    """Lines, and the cells of a grid over the globe that they, or their neighbours, run through.

    Parameters
    ----------
    lines : shapely geometry
        Lines in degrees, longitudes in [-180, 180].
    """

    def __init__(self, lines: BaseGeometry) -> None:
        self._cells = np.zeros((_ROWS, _COLUMNS), np.bool_)
        if lines.is_empty:
            return
        places = shapely.get_coordinates(shapely.segmentize(lines, _STEP_DEG))
        row, column = _row(places[:, 1]), _column(places[:, 0])
        cells = np.unique(row * _COLUMNS + column)
        row, column = cells // _COLUMNS, cells % _COLUMNS
        for up in (-1, 0, 1):
            there = np.clip(row + up, 0, _ROWS - 1)
            wide = _wide(there)
            for aside in range(-int(wide.max()), int(wide.max()) + 1):
                some = abs(aside) <= wide
                self._cells[there[some], (column[some] + aside) % _COLUMNS] = True

    def maybe(self, lon: Floats, lat: Floats, high: Floats, wide: Floats) -> Flags:
        """Tell which points may have a line within a reach.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Degrees, longitude in [-180, 180].
        high, wide : array of float, shape (n,)
            How far each one's reach goes in latitude and in longitude, degrees.

        Returns
        -------
        array of bool, shape (n,)
        """
        row = _row(lat)
        told = (high + _STEP_DEG / 2 <= _CELL_DEG) & (
            wide + _STEP_DEG / 2 <= _wide(row) * _CELL_DEG
        )
        return np.asarray(~told | self._cells[row, _column(lon)], np.bool_)


def _row(lat: Floats) -> NDArray[np.int64]:
    return np.clip(((lat + 90.0) / _CELL_DEG).astype(np.int64), 0, _ROWS - 1)


def _column(lon: Floats) -> NDArray[np.int64]:
    return np.clip(((lon + 180.0) / _CELL_DEG).astype(np.int64), 0, _COLUMNS - 1)


def _wide(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many cells on either side of a vertex are marked in rows, by their latitude."""
    south = row * _CELL_DEG - 90.0
    lat = np.minimum(np.maximum(np.abs(south), np.abs(south + _CELL_DEG)), 90.0)
    cosine = np.maximum(np.cos(np.radians(lat)), 1e-9)
    return np.asarray(np.minimum(np.ceil(1.0 / cosine), _MOST_CELLS), np.int64)
