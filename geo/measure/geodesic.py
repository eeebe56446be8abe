"""Exact distance, nearest point and azimuth from points to a line on the WGS84 ellipsoid.

A line's edges are geodesics. They are cut along themselves into pieces of at most 2 km, which
changes nothing in the geometry but lets straight distances through the Earth bound geodesic ones
tightly. Only true bounds prune; what remains is decided by geodesic distance itself, in the
compiled core (core.py), the same for one point and for a million.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...common.errors import InputError
from .core import CHUNK, Out, Staying, call
from .ellipsoid import A_M, B_M, GEOD, R_MAX_M, R_MIN_M, Floats, lonlat, normals, surface

PIECE_M: Final = 2000.0
"""Longest piece of a line in the index, metres."""
REACH_M: Final = 5_000_000.0
"""Farthest distance the measure is meant for, metres; beyond it the bounds lose their proof."""
LEAF: Final = 4
"""Pieces in a leaf of the tree."""
CONE: Final = 0.5
"""Squared cosine of the half-angle, 45 degrees, within which directions count as one side."""
SPREAD: Final = (1 / R_MIN_M**2 - 1 / R_MAX_M**2) / 12
"""How far the ellipsoid's curvature can set two equal chords apart, per cubed metre, doubled."""


class Nearest(NamedTuple):
    """The nearest point of a line to each of n points: arrays of shape (n,)."""

    distance_m: Floats
    """Geodesic distance, metres."""
    lon: Floats
    """Longitude of the nearest point, degrees."""
    lat: Floats
    """Latitude of the nearest point, degrees."""
    azimuth_deg: Floats
    """Direction from the point to its nearest point, degrees clockwise from north."""
    along_m: Floats
    """How far along its line, from the line's start, the nearest point lies, metres."""
    line: NDArray[np.int64]
    """Which of the lines it lies on."""


class LineIndex:
    """A line made ready to be measured from.

    Parameters
    ----------
    lines : sequence of array of float, each of shape (n, 2), n >= 1
        Longitude and latitude in degrees, WGS84. Consecutive vertices are joined by geodesics.

    Raises
    ------
    InputError
        If there is no vertex at all, or one is not a position on Earth.

    Examples
    --------
    >>> index = LineIndex([np.array([[0.0, 0.0], [1.0, 0.0]])])
    >>> near = index.nearest([0.5], [1.0])
    >>> round(float(near.distance_m[0]), 3), float(near.lon[0].round(6))
    (110574.389, 0.5)
    """

    def __init__(self, lines: Sequence[ArrayLike]) -> None:
        every = [np.asarray(line, np.float64) for line in lines]
        if any(line.size and (line.ndim != 2 or line.shape[1] != 2) for line in every):
            raise InputError("the line to measure from wants longitude and latitude, nothing more")
        self.lines: tuple[Floats, ...] = tuple(_distinct(line) for line in every if line.size)
        if not self.lines:
            raise InputError("the line to measure from has no vertex")
        vertices = np.vstack(self.lines)
        if not (np.isfinite(vertices).all() and (np.abs(vertices[:, 1]) <= 90).all()):
            raise InputError("the line to measure from has a vertex that is no position on Earth")
        cut = [_pieces(line) for line in self.lines]
        counts = [len(part) for part in cut]
        self._pieces = np.ascontiguousarray(np.vstack(cut))
        self._line_of = np.repeat(np.arange(len(cut)), counts)
        self._start_m = np.concatenate(
            [np.concatenate([[0.0], np.cumsum(part[:-1, 10])]) for part in cut]
        )
        self.lengths_m: Floats = np.array([part[:, 10].sum() for part in cut])
        self._sag = float(self._pieces[:, 9].max() / 4)

    @property
    def length_m(self) -> float:
        """Geodesic length of all lines together, metres."""
        return float(self.lengths_m.sum())

    @cached_property
    def _boxes(self) -> Floats:
        """Boxes of an implicit binary tree over consecutive pieces, root first."""
        count = -(-len(self._pieces) // LEAF)
        leaves = 1 << max(count - 1, 0).bit_length()
        low = np.full((leaves * LEAF, 3), np.inf)
        high = np.full((leaves * LEAF, 3), -np.inf)
        low[: len(self._pieces)] = np.minimum(self._pieces[:, 0:3], self._pieces[:, 3:6])
        high[: len(self._pieces)] = np.maximum(self._pieces[:, 0:3], self._pieces[:, 3:6])
        low, high = low.reshape(-1, LEAF, 3).min(1), high.reshape(-1, LEAF, 3).max(1)
        levels = [np.hstack([low, high])]
        while len(low) > 1:
            low, high = low.reshape(-1, 2, 3).min(1), high.reshape(-1, 2, 3).max(1)
            levels.append(np.hstack([low, high]))
        return np.ascontiguousarray(np.vstack(levels[::-1]))

    def places(self) -> tuple[Floats, Floats]:
        """Return longitudes and latitudes along the line, at most 2 km apart, vertices included."""
        ecef = np.vstack([self._pieces[:, 0:3], self._pieces[:, 3:6]])
        return lonlat(ecef / np.array([A_M**2, A_M**2, B_M**2]))

    def nearest(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
    ) -> Nearest:
        """Return the nearest point of the line to each point, exact on the ellipsoid.

        Exact as far as `REACH_M`; beyond that, and up to the other side of the Earth, a distance
        is good to half a per cent and the nearest point is no longer sure to be the nearest.

        Parameters
        ----------
        lon, lat : array_like of float, shape (n,)
            Degrees, WGS84. Any longitude will do; latitudes lie in [-90, 90].

        Returns
        -------
        Nearest

        Raises
        ------
        InputError
            If a position is not on Earth.
        """
        points = np.stack(
            np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64)), axis=-1
        ).reshape(-1, 2)
        bad = ~(np.isfinite(points).all(axis=1) & (np.abs(points[:, 1]) <= 90))
        if bad.any():
            where = int(np.argmax(bad))
            raise InputError(
                f"point {where + 1} of {len(points)} is no position on Earth: "
                f"longitude {points[where, 0]}, latitude {points[where, 1]}"
            )
        out = np.empty((len(points), 6))
        order = _neighbours_together(points)
        for start in range(0, len(points), CHUNK):
            chunk = order[start : start + CHUNK]
            found = np.empty((len(chunk), 6))
            call(
                "nearest_many", *self._tree, self._sag, SPREAD, points[chunk], len(chunk),
                Out(found),
            )  # fmt: skip
            out[chunk] = found
        piece = out[:, 4].astype(np.int64)
        return Nearest(
            distance_m=out[:, 0],
            lon=out[:, 1],
            lat=out[:, 2],
            azimuth_deg=out[:, 3] % 360.0,
            along_m=self._start_m[piece] + out[:, 5] * self._pieces[piece, 10],
            line=self._line_of[piece],
        )

    def one_sided(
        self, lon: Floats, lat: Floats, foot_lon: Floats, foot_lat: Floats, margin_m: Floats
    ) -> NDArray[np.bool_]:
        """Tell where all of the line that is nearly nearest lies within 45 degrees of the nearest.

        Where it does, moving towards the nearest point comes nearer to every part of the line
        that matters: the distance has no ridge, valley or peak there.

        Parameters
        ----------
        lon, lat, foot_lon, foot_lat : arrays of float, shape (n,)
            The points and their nearest points on the line, degrees.
        margin_m : array of float, shape (n,)
            How much farther than the nearest point a part of the line may be and still matter,
            metres.

        Returns
        -------
        array of bool, shape (n,)
        """
        ecef = surface(normals(lon, lat))
        inward = surface(normals(foot_lon, foot_lat)) - ecef
        chord = np.maximum(np.linalg.norm(inward, axis=1), 1e-9)
        inward /= chord[:, None]
        reach_m = self._cut(chord) + margin_m
        out = np.empty(len(ecef), np.uint8)
        for start in range(0, len(ecef), CHUNK):
            chunk = slice(start, start + CHUNK)
            call(
                "one_sided_many", *self._tree, CONE, ecef[chunk], inward[chunk], reach_m[chunk],
                len(out[chunk]), Out(out[chunk]),
            )  # fmt: skip
        return out.astype(np.bool_)

    def _cut(self, chord: Floats) -> Floats:
        """Return how long a chord may be where the shortest known one is ``chord``, metres."""
        return chord + 2 * self._sag + 1e-6 + chord**3 * SPREAD

    @cached_property
    def _tree(self) -> tuple[Staying, int, Staying, int]:
        """What the core measures from: pieces, how many, boxes, the first leaf."""
        boxes = self._boxes
        return Staying(self._pieces), len(self._pieces), Staying(boxes), (len(boxes) - 1) // 2


def _neighbours_together(points: Floats) -> NDArray[np.int64]:
    """Return an order in which points that follow each other are near.

    The search begins where the last one ended, and what it reads is still at hand.
    """
    if len(points) <= CHUNK // 4:
        return np.arange(len(points))
    low = points.min(axis=0)
    size = np.maximum(points.max(axis=0) - low, 1e-9)
    cells = ((points - low) * (((1 << 16) - 1) / size)).astype(np.uint32)
    key = np.empty(len(points), np.uint32)
    call("hilbert_many", cells[:, 0], cells[:, 1], len(key), Out(key))
    return np.argsort(key, kind="stable")


def _distinct(line: Floats) -> Floats:
    """Return a line without vertices that repeat the one before."""
    moved = (np.diff(line, axis=0) != 0).any(axis=1)
    return np.ascontiguousarray(line[np.concatenate([[True], moved])])


def cut(line: Floats) -> tuple[Floats, Floats]:
    """Return the vertices of a line cut into pieces of at most `PIECE_M`, and each piece's length.

    Parameters
    ----------
    line : array of float, shape (n, 2), n >= 2
        Longitude and latitude in degrees; edges are geodesics.

    Returns
    -------
    vertices : array of float, shape (m + 1, 2)
        The line's own, bit for bit, and places between them.
    length_m : array of float, shape (m,)
    """
    lon, lat = line[:, 0], line[:, 1]
    azimuth, _, length = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    count = np.maximum(1, np.ceil(length / PIECE_M)).astype(np.int64)
    edge = np.repeat(np.arange(len(length)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    inner_lon, inner_lat, _ = GEOD.fwd(
        lon[edge], lat[edge], azimuth[edge], length[edge] / count[edge] * number
    )
    vertex = number == 0
    all_lon = np.append(np.where(vertex, lon[edge], inner_lon), lon[-1])
    all_lat = np.append(np.where(vertex, lat[edge], inner_lat), lat[-1])
    return np.stack([all_lon, all_lat], axis=-1), length[edge] / count[edge]


def _pieces(line: Floats) -> Floats:
    """Cut one line into pieces along its own geodesics; one row a piece, as the core wants it."""
    if len(line) == 1:
        line = np.vstack([line, line])
    vertices, length = cut(line)
    all_lon, all_lat = vertices.T
    normal = normals(all_lon, all_lat)
    ecef = surface(normal)
    mid = normal[:-1] + normal[1:]
    mid /= np.linalg.norm(mid, axis=1, keepdims=True)
    middle = (ecef[:-1] + ecef[1:]) / 2
    # How far the chord's middle lies below the ellipsoid, along the mid normal.
    scaled = middle / np.array([A_M, A_M, B_M])
    depth = (1 - np.einsum("ij,ij->i", scaled, scaled)) / 2
    depth /= np.einsum("ij,ij->i", middle / np.array([A_M**2, A_M**2, B_M**2]), mid)
    last = np.zeros(len(length))
    last[-1] = 1.0
    return np.column_stack([ecef[:-1], ecef[1:], mid, 4 * np.maximum(depth, 0.0), length, last])
