"""Circles on the ground: whose land they touch, and where the land ends.

Land is polygons in degrees with straight edges; a circle is geodesic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..measure.ellipsoid import Floats
from ..measure.geodesic import LineIndex
from .sides import Flags

if TYPE_CHECKING:
    from ...boundaries.atlas import Atlas, Box

__all__ = ["SEA_COLUMN", "Land", "Shores", "boxes_round", "touches"]

SEA_COLUMN: Final = 0
"""Which of the lands around is the sea; the first."""
_M_PER_DEGREE: Final = 110_574.0
"""Not more than a degree of latitude anywhere on WGS84, metres."""
_CELL_DEG: Final = 2.0
_STRAIGHT_DEG: Final = 0.02
"""A longer edge is cut: below it the straight and the geodesic reading agree within 0.1 m."""
_CELLS: Final = 400


@dataclass(frozen=True)
class Land:
    """A piece of land: how it is called, and all that may hold it."""

    own: str
    names: tuple[str, ...]
    geometry: BaseGeometry


def boxes_round(lon: Floats, lat: Floats, reach_m: Floats) -> "list[Box]":
    """Return boxes that hold all circles: of the squares they lie in, or round the whole Earth."""
    if not len(lon):
        return []
    high, wide = _degrees(lat, reach_m)
    corners = np.stack([lon - wide, lat - high, lon + wide, lat + high], axis=-1)
    cells = np.unique(np.floor(corners / _CELL_DEG), axis=0)
    if len(cells) > _CELLS or (wide > 90).any():
        return [(-180.0, -90.0, 180.0, 90.0)]
    boxes: list[Box] = []
    for west, south, east, north in cells.tolist():
        left, right = west * _CELL_DEG, (east + 1) * _CELL_DEG
        low, top = max(south * _CELL_DEG, -90.0), min((north + 1) * _CELL_DEG, 90.0)
        for turn in (-360.0, 0.0, 360.0):
            piece = (max(left + turn, -180.0), min(right + turn, 180.0))
            if piece[0] < piece[1]:
                boxes.append((piece[0], low, piece[1], top))
    return boxes


def _degrees(lat: Floats, reach_m: Floats) -> tuple[Floats, Floats]:
    """Return at least how many degrees of latitude and longitude circles reach."""
    high = reach_m / _M_PER_DEGREE
    slim = np.cos(np.radians(np.minimum(np.abs(lat) + high, 90.0)))
    return high, np.minimum(high / np.maximum(slim, 1e-9), 360.0)


def touches(geometry: BaseGeometry, lon: Floats, lat: Floats, reach_m: Floats) -> Flags:
    """Tell which geodesic circles touch a geometry.

    Parameters
    ----------
    geometry : shapely geometry
        Polygons in degrees, longitudes in [-180, 180]; better prepared.
    lon, lat, reach_m : array of float, shape (n,)
        Middles, degrees, and radii, metres.

    Returns
    -------
    array of bool, shape (n,)
    """
    high, wide = _degrees(lat, reach_m)
    west, south, east, north = geometry.bounds
    near = np.zeros(len(lon), np.bool_)
    level = (lat - high <= north) & (lat + high >= south)
    for turn in (-360.0, 0.0, 360.0):  # a circle may cross the antimeridian
        x = lon + turn
        at = np.flatnonzero(level & (x - wide <= east) & (x + wide >= west) & ~near)
        if len(at):
            near[at] = shapely.dwithin(geometry, shapely.points(x[at], lat[at]), wide[at])
    inside: Flags = near & shapely.intersects_xy(geometry, lon, lat)
    edge = np.flatnonzero(near & ~inside)
    if len(edge):
        away = _from_edge(geometry, lon[edge], lat[edge], reach_m[edge])
        inside[edge] = away <= reach_m[edge]
    return inside


def _from_edge(geometry: BaseGeometry, lon: Floats, lat: Floats, reach_m: Floats) -> Floats:
    """Return how far points lie from the outline of a geometry, metres.

    Infinite where nothing of it lies within the reach and its neighbourhood.
    """
    high, wide = _degrees(lat, reach_m)
    outline = shapely.boundary(geometry)
    box = (
        float((lon - 2 * wide).min()) - 0.01,
        float((lat - 2 * high).min()) - 0.01,
        float((lon + 2 * wide).max()) + 0.01,
        float((lat + 2 * high).max()) + 0.01,
    )
    if box[0] >= -180.0 and box[2] <= 180.0:
        outline = shapely.clip_by_rect(outline, *box)
    # Edges of land are straight in degrees; as one geodesic a long one along a parallel would leave
    # it, by more the longer it is, and so by which places are asked together.
    outline = shapely.segmentize(outline, _STRAIGHT_DEG)
    parts = [line for line in shapely.get_parts(outline) if not line.is_empty]
    if not parts:
        return np.full(len(lon), np.inf)
    index = LineIndex([shapely.get_coordinates(line) for line in parts])
    away: Floats = index.nearest(lon, lat).distance_m
    return away


class Shores:
    """Land and water around some of the places; read when first asked for."""

    def __init__(
        self, atlas: "Atlas", lands: Sequence[Land], lon: Floats, lat: Floats, reach_m: Floats
    ) -> None:
        self.atlas, self.lands = atlas, lands
        self.lon, self.lat, self.reach_m = lon, lat, reach_m

    def _boxes(self, rows: NDArray[np.int64]) -> "list[Box]":
        return boxes_round(self.lon[rows], self.lat[rows], self.reach_m[rows])

    def on_land(self, rows: NDArray[np.int64]) -> Flags:
        """Tell which points of some rows lie on land."""
        return self._dry(rows, self.atlas.land_pieces(self._boxes(rows)))

    def _dry(self, rows: NDArray[np.int64], land: BaseGeometry) -> Flags:
        shapely.prepare(land)
        found: Flags = shapely.intersects_xy(land, self.lon[rows], self.lat[rows])
        return found

    def meets_shore(self, rows: NDArray[np.int64], pieces: BaseGeometry) -> Flags:
        """Tell which circles of some rows hold both land and water."""
        met = np.zeros(len(rows), np.bool_)
        if not len(rows) or pieces.is_empty:
            return met
        line = shapely.boundary(pieces)
        shapely.prepare(line)
        _, wide = _degrees(self.lat[rows], self.reach_m[rows])
        points = shapely.points(self.lon[rows], self.lat[rows])
        near = np.flatnonzero(shapely.dwithin(line, points, wide))
        if len(near):  # at a shore, or where two pieces meet
            some = rows[near]
            land = self.atlas.land(self._boxes(some))
            reach = self.reach_m[some]
            met[near] = _from_edge(land, self.lon[some], self.lat[some], reach) <= reach
        return met

    def wet(self, rows: NDArray[np.int64]) -> Flags:
        """Tell which circles of some rows hold water."""
        if not len(rows):
            return np.zeros(0, np.bool_)
        pieces = self.atlas.land_pieces(self._boxes(rows))
        return ~self._dry(rows, pieces) | self.meets_shore(rows, pieces)

    def put_to_sea(self, rows: NDArray[np.int64], own: NDArray[np.int64], touched: Flags) -> None:
        """Say of rows that may be on water whether they are; of the shore, whose land they touch.

        A state's territory reaches out to sea, and only its land is bound.
        """
        pieces = self.atlas.land_pieces(self._boxes(rows))
        dry, shore = self._dry(rows, pieces), self.meets_shore(rows, pieces)
        out = rows[~dry & ~shore]
        touched[out] = False
        touched[rows[~dry | shore], SEA_COLUMN] = True
        own[rows[~dry]] = SEA_COLUMN
        at = rows[shore]
        if not len(at):
            return
        lon, lat, reach = self.lon[at], self.lat[at], self.reach_m[at]
        high, wide = _degrees(lat, reach)
        box = (
            float((lon - wide).min()), float((lat - high).min()),
            float((lon + wide).max()), float((lat + high).max()),
        )  # fmt: skip
        near = shapely.clip_by_rect(self.atlas.land(self._boxes(at)), *box)
        for number in np.flatnonzero(touched[at].any(axis=0)).tolist():
            if number != SEA_COLUMN:
                part = shapely.clip_by_rect(self.lands[number].geometry, *box)
                on_land = shapely.intersection(shapely.make_valid(part), shapely.make_valid(near))
                touched[at, number] &= touches(on_land, lon, lat, reach)
