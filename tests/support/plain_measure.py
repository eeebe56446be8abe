"""The measure by NumPy and PROJ alone: the independent truth that the compiled core is held to."""

import numpy as np

from csbm.geo.measure.ellipsoid import A_M, B_M, GEOD, normals, surface
from csbm.geo.measure.geodesic import CONE, LEAF, LineIndex, Nearest

_CHUNK = 8_192
_ROWS = 1_024
_PROBES = 512
MEAN_R_M = 6371008.8


class PlainIndex(LineIndex):
    """A line index that answers by NumPy and PROJ."""

    def nearest(self, lon, lat):
        points = np.stack(np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float)), -1)
        points = points.reshape(-1, 2)
        out = np.empty((len(points), 6))
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

    def one_sided(self, lon, lat, foot_lon, foot_lat, margin_m):
        ecef = surface(normals(lon, lat))
        inward = surface(normals(foot_lon, foot_lat)) - ecef
        chord = np.maximum(np.linalg.norm(inward, axis=1), 1e-9)
        inward /= chord[:, None]
        reach_m = self._cut(chord) + margin_m
        rows, pieces = self._descend(ecef, reach_m)
        away = _turns_away(ecef[rows], self._pieces[pieces], inward[rows], reach_m[rows])
        return np.asarray(np.bincount(rows[away], minlength=len(ecef)) == 0)

    def _nearest_plain(self, points):
        """Return distance, foot, azimuth, piece and share of each point, by numpy and PROJ."""
        ecef = surface(normals(points[:, 0], points[:, 1]))
        rows, pieces, shares = self._candidates(ecef)
        found = self._to_pieces(points[rows], pieces, shares)
        order = np.lexsort((found[:, 0], rows))
        first = np.concatenate([[True], np.diff(rows[order]) != 0]) if len(rows) else order
        return found[order[first]]

    def _candidates(self, ecef):
        """Return pairs of point and piece that may be nearest, and the shares of the pieces."""
        least = self._upper_bound(ecef)
        rows, pieces = self._descend(ecef, self._cut(least))
        chords, shares = self._chords(ecef[rows], pieces)
        np.minimum.at(least, rows, chords)
        keep = chords <= self._cut(least[rows])
        return rows[keep], pieces[keep], shares[keep]

    def _descend(self, ecef, reach):
        """Go down the tree with all points at once; return pairs of point and piece in reach."""
        boxes = self._boxes
        first_leaf = (len(boxes) - 1) // 2
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

    def _upper_bound(self, ecef):
        """Return, for each point, the straight distance to the nearest of a few hundred ends."""
        ends = np.vstack([self._pieces[:, 0:3], self._pieces[-1:, 3:6]])
        some = ends[np.linspace(0, len(ends) - 1, min(len(ends), _PROBES)).astype(np.int64)]
        least = np.empty(len(ecef))
        for start in range(0, len(ecef), _ROWS):
            apart = ecef[start : start + _ROWS, None] - some
            square = np.einsum("ijk,ijk->ij", apart, apart).min(axis=1)
            least[start : start + _ROWS] = np.sqrt(square)
        return least

    def _chords(self, ecef, pieces):
        """Return straight distances from points to the chords of pieces, and the shares."""
        start = self._pieces[pieces, 0:3]
        along = self._pieces[pieces, 3:6] - start
        from_start = ecef - start
        square = np.einsum("ij,ij->i", along, along)
        share = np.einsum("ij,ij->i", from_start, along) / np.where(square > 0, square, 1.0)
        share = np.clip(share, 0.0, 1.0)
        rest = from_start - share[:, None] * along
        return np.sqrt(np.einsum("ij,ij->i", rest, rest)), share

    def _to_pieces(self, points, pieces, share):
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


def _turns_away(ecef, part, inward, reach_m):
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


def _feet(part, t):
    """Return the points at shares ``t`` of pieces, on the ellipsoid, and the pieces' directions."""
    chord = part[:, 3:6] - part[:, 0:3]
    rise = (t * (1 - t) * part[:, 9])[:, None]
    foot = part[:, 0:3] + t[:, None] * chord + rise * part[:, 6:9]
    scaled = foot / np.array([A_M, A_M, B_M])
    foot /= np.sqrt(np.einsum("ij,ij->i", scaled, scaled))[:, None]
    return foot, chord + ((1 - 2 * t) * part[:, 9])[:, None] * part[:, 6:9]


def _east_north(lon, lat, vector):
    """Return the east and north parts of Earth-centred vectors at points given in degrees."""
    lam, phi = np.radians(lon), np.radians(lat)
    outward = np.cos(lam) * vector[:, 0] + np.sin(lam) * vector[:, 1]
    east = np.cos(lam) * vector[:, 1] - np.sin(lam) * vector[:, 0]
    return east, np.cos(phi) * vector[:, 2] - np.sin(phi) * outward
