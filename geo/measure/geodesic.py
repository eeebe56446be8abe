"""Exact distance, nearest point and azimuth from points to a line on the WGS84 ellipsoid.

A line's edges are geodesics. They are cut along themselves into pieces of at most 2 km, which
changes nothing in the geometry but lets straight distances through the Earth bound geodesic ones
tightly. Only true bounds prune; what remains is decided by geodesic distance itself. Few points go
through numpy and PROJ, many through a compiled kernel; both give the same answers.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...common.errors import InputError
from .ellipsoid import A_M, B_M, GEOD, R_MAX_M, R_MIN_M, Floats, lonlat, normals, surface

PIECE_M: Final = 2000.0
"""Longest piece of a line in the index, metres."""
REACH_M: Final = 5_000_000.0
"""Farthest distance the measure is meant for, metres; beyond it the bounds lose their proof."""
COMPILED_FROM: Final = 20_000
"""Points in one call from which loading the compiled kernel (about 1 s) pays."""
LEAF: Final = 4
"""Pieces in a leaf of the tree."""
CONE: Final = 0.5
"""Squared cosine of the half-angle, 45 degrees, within which directions count as one side."""
_CHUNK: Final = 8_192
_ROWS: Final = 1_024
_PROBES: Final = 512
MEAN_R_M: Final = 6371008.8
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

    @property
    def _first_leaf(self) -> int:
        return (len(self._boxes) - 1) // 2

    def places(self) -> tuple[Floats, Floats]:
        """Return longitudes and latitudes along the line, at most 2 km apart, vertices included."""
        ecef = np.vstack([self._pieces[:, 0:3], self._pieces[:, 3:6]])
        return lonlat(ecef / np.array([A_M**2, A_M**2, B_M**2]))

    def nearest(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        *,
        bulk: bool = False,
        compiled: bool | None = None,
    ) -> Nearest:
        """Return the nearest point of the line to each point, exact on the ellipsoid.

        Exact as far as `REACH_M`; beyond that, and up to the other side of the Earth, a distance
        is good to half a per cent and the nearest point is no longer sure to be the nearest.

        Parameters
        ----------
        lon, lat : array_like of float, shape (n,)
            Degrees, WGS84. Any longitude will do; latitudes lie in [-90, 90].
        bulk : bool
            Whether this is one of so many calls that loading the compiled kernel (about 1 s)
            pays, however few points each has. One call of `COMPILED_FROM` points pays as well.
        compiled : bool, optional
            Whether to use the compiled kernel, whatever the number of points; by default as above
            where numba is installed. The answers are the same to micrometres.

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
        if _use_kernel(len(points), bulk=bulk) if compiled is None else compiled:
            from .kernel import nearest_many

            nearest_many(self._pieces, self._boxes, self._first_leaf, self._sag, points, out)
        else:
            for start in range(0, len(points), _CHUNK):
                chunk = slice(start, start + _CHUNK)
                out[chunk] = self._nearest_plain(points[chunk])
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
        if _numba_is_installed():
            from .kernel import one_sided_many

            out = np.empty(len(ecef), np.bool_)
            one_sided_many(self._pieces, self._boxes, self._first_leaf, ecef, inward, reach_m, out)
            return out
        rows, pieces = self._descend(ecef, reach_m)
        away = _turns_away(ecef[rows], self._pieces[pieces], inward[rows], reach_m[rows])
        return np.asarray(np.bincount(rows[away], minlength=len(ecef)) == 0)

    # -- the same with numpy and PROJ ---------------------------------------------------------
    def _nearest_plain(self, points: Floats) -> Floats:
        """Return distance, foot, azimuth, piece and share of each point, by numpy and PROJ."""
        ecef = surface(normals(points[:, 0], points[:, 1]))
        rows, pieces, shares = self._candidates(ecef)
        found = self._to_pieces(points[rows], pieces, shares)
        order = np.lexsort((found[:, 0], rows))
        first = np.concatenate([[True], np.diff(rows[order]) != 0]) if len(rows) else order
        return found[order[first]]

    def _candidates(self, ecef: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return pairs of point and piece that may be nearest, and the shares of the pieces."""
        least = self._upper_bound(ecef)
        rows, pieces = self._descend(ecef, self._cut(least))
        chords, shares = self._chords(ecef[rows], pieces)
        np.minimum.at(least, rows, chords)
        keep = chords <= self._cut(least[rows])
        return rows[keep], pieces[keep], shares[keep]

    def _descend(self, ecef: Floats, reach: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Go down the tree with all points at once; return pairs of point and piece in reach."""
        boxes, first_leaf = self._boxes, self._first_leaf
        rows = np.arange(len(ecef))
        nodes = np.zeros(len(ecef), np.int64)
        while len(nodes) and nodes[0] < first_leaf:
            rows = np.repeat(rows, 2)
            nodes = np.repeat(2 * nodes + 1, 2)
            nodes[1::2] += 1
            gap = np.maximum(
                np.maximum(boxes[nodes, :3] - ecef[rows], ecef[rows] - boxes[nodes, 3:]), 0.0
            )
            keep = np.einsum("ij,ij->i", gap, gap) <= reach[rows] ** 2
            rows, nodes = rows[keep], nodes[keep]
        rows = np.repeat(rows, LEAF)
        pieces = np.repeat((nodes - first_leaf) * LEAF, LEAF)
        pieces += np.tile(np.arange(LEAF), len(nodes))
        keep = pieces < len(self._pieces)
        return rows[keep], pieces[keep]

    def _upper_bound(self, ecef: Floats) -> Floats:
        """Return, for each point, the straight distance to the nearest of a few hundred ends."""
        ends = np.vstack([self._pieces[:, 0:3], self._pieces[-1:, 3:6]])
        some = ends[np.linspace(0, len(ends) - 1, min(len(ends), _PROBES)).astype(np.int64)]
        least = np.empty(len(ecef))
        for start in range(0, len(ecef), _ROWS):
            apart = ecef[start : start + _ROWS, None] - some
            square = np.einsum("ijk,ijk->ij", apart, apart).min(axis=1)
            least[start : start + _ROWS] = np.sqrt(square)
        return least

    def _cut(self, chord: Floats) -> Floats:
        """Return how long a chord may be where the shortest known one is ``chord``, metres."""
        return chord + 2 * self._sag + 1e-6 + chord**3 * SPREAD

    def _chords(self, ecef: Floats, pieces: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return straight distances from points to the chords of pieces, and the shares."""
        start = self._pieces[pieces, 0:3]
        along = self._pieces[pieces, 3:6] - start
        from_start = ecef - start
        square = np.einsum("ij,ij->i", along, along)
        share = np.einsum("ij,ij->i", from_start, along) / np.where(square > 0, square, 1.0)
        share = np.clip(share, 0.0, 1.0)
        rest = from_start - share[:, None] * along
        return np.sqrt(np.einsum("ij,ij->i", rest, rest)), share

    def _to_pieces(self, points: Floats, pieces: NDArray[np.int64], share: Floats) -> Floats:
        """Slide each foot along its piece until the distance is least (Newton's iteration)."""
        out = np.empty((len(points), 6))
        share = share.copy()
        active = np.arange(len(points))
        for _ in range(12):
            part = self._pieces[pieces[active]]
            t = share[active]
            foot, along = _feet(part, t)
            norm = foot / np.array([A_M**2, A_M**2, B_M**2])
            lon = np.degrees(np.arctan2(norm[:, 1], norm[:, 0]))
            lat = np.degrees(np.arctan2(norm[:, 2], np.hypot(norm[:, 0], norm[:, 1])))
            azimuth, back, distance = GEOD.inv(
                points[active, 0], points[active, 1], lon, lat, return_back_azimuth=False
            )
            out[active] = np.stack([distance, lon, lat, azimuth, pieces[active], t], axis=-1)
            east, north = _east_north(lon, lat, along)
            heading = np.radians(back)
            slope = (np.sin(heading) * east + np.cos(heading) * north) / np.maximum(
                np.hypot(east, north), 1e-300
            )
            angle = np.minimum(distance / MEAN_R_M, 1.5)
            step = -slope / np.maximum(1 - slope**2, 0.01) * MEAN_R_M * np.tan(angle)
            span = part[:, 10]
            moved = np.clip(t + step / np.maximum(span, 1e-9), 0.0, 1.0)
            goes_on = (np.abs(moved - t) * span >= 1e-5) & (distance > 0)
            share[active] = moved
            active = active[goes_on]
            if not len(active):
                break
        return out


def _turns_away(ecef: Floats, part: Floats, inward: Floats, reach_m: Floats) -> NDArray[np.bool_]:
    """Tell which pieces have a part within reach that lies outside the cone about inward."""
    start = part[:, 0:3] - ecef
    along = part[:, 3:6] - part[:, 0:3]
    square = np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
    middle = -np.einsum("ij,ij->i", start, along)
    root = middle**2 - square * (np.einsum("ij,ij->i", start, start) - reach_m**2)
    half = np.sqrt(np.maximum(root, 0.0))
    low = np.maximum((middle - half) / square, 0.0)
    high = np.minimum((middle + half) / square, 1.0)
    away = np.zeros(len(part), np.bool_)
    for share in (low, high):
        point = start + share[:, None] * along
        ahead = np.einsum("ij,ij->i", point, inward)
        away |= (ahead <= 0) | (ahead**2 < CONE * np.einsum("ij,ij->i", point, point))
    return np.asarray(away & (root >= 0) & (low <= high))


def _use_kernel(count: int, *, bulk: bool) -> bool:
    """Tell whether to use the compiled kernel; the same question always has the same answer."""
    return (bulk or count >= COMPILED_FROM) and _numba_is_installed()


@cache
def _numba_is_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


def _distinct(line: Floats) -> Floats:
    """Return a line without vertices that repeat the one before."""
    moved = (np.diff(line, axis=0) != 0).any(axis=1)
    return np.ascontiguousarray(line[np.concatenate([[True], moved])])


def _pieces(line: Floats) -> Floats:
    """Cut one line into pieces along its own geodesics; one row a piece, as kernel.py wants it."""
    if len(line) == 1:
        line = np.vstack([line, line])
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
    normal = normals(all_lon, all_lat)
    ecef = surface(normal)
    mid = normal[:-1] + normal[1:]
    mid /= np.linalg.norm(mid, axis=1, keepdims=True)
    middle = (ecef[:-1] + ecef[1:]) / 2
    # How far the chord's middle lies below the ellipsoid, along the mid normal.
    scaled = middle / np.array([A_M, A_M, B_M])
    depth = (1 - np.einsum("ij,ij->i", scaled, scaled)) / 2
    depth /= np.einsum("ij,ij->i", middle / np.array([A_M**2, A_M**2, B_M**2]), mid)
    last = np.zeros(len(edge))
    last[-1] = 1.0
    return np.column_stack(
        [ecef[:-1], ecef[1:], mid, 4 * np.maximum(depth, 0.0), length[edge] / count[edge], last]
    )


def _feet(part: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Return the points at shares ``t`` of pieces, on the ellipsoid, and the pieces' directions."""
    chord = part[:, 3:6] - part[:, 0:3]
    rise = (t * (1 - t) * part[:, 9])[:, None]
    foot = part[:, 0:3] + t[:, None] * chord + rise * part[:, 6:9]
    scaled = foot / np.array([A_M, A_M, B_M])
    foot /= np.sqrt(np.einsum("ij,ij->i", scaled, scaled))[:, None]
    return foot, chord + ((1 - 2 * t) * part[:, 9])[:, None] * part[:, 6:9]


def _east_north(lon: Floats, lat: Floats, vector: Floats) -> tuple[Floats, Floats]:
    """Return the east and north parts of Earth-centred vectors at points given in degrees."""
    lam, phi = np.radians(lon), np.radians(lat)
    outward = np.cos(lam) * vector[:, 0] + np.sin(lam) * vector[:, 1]
    east = np.cos(lam) * vector[:, 1] - np.sin(lam) * vector[:, 0]
    return east, np.cos(phi) * vector[:, 2] - np.sin(phi) * outward
