"""The geodesic buffer: a polygon whose whole edge is a given depth from a line, to a tolerance.

contour.py gives an outline that is right in every loop and hole but rough. Here its edges, straight
in longitude and latitude as RFC 7946 reads them, are split and the new vertices put exactly at the
depth until no edge can leave it by more than the tolerance: not at its quarters, and not between
them, where the slopes of the distance bound it.
"""

from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ...common.errors import InputError, UsageError
from .contour import outline
from .ellipsoid import A_M, E2, R_MIN_M, Floats, lonlat, normals
from .geodesic import REACH_M, LineIndex, Nearest

_SHARE: Final = 0.9
"""Part of the tolerance an edge may use; the rest is for what lies between the samples."""
_QUARTERS: Final = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_WIDE_DEG: Final = 10.0
_ROUNDS: Final = 60


def geodesic_buffer(
    index: LineIndex, depth_m: float, *, tolerance_m: float = 1.0
) -> shapely.MultiPolygon:
    """Return all that lies within a geodesic distance of a line.

    Parameters
    ----------
    index : LineIndex
        The line.
    depth_m : float
        Distance, metres.
    tolerance_m : float
        Greatest distance of the polygon's edge, straight in longitude and latitude, from the true
        depth, metres.

    Returns
    -------
    shapely.MultiPolygon
        Longitude and latitude in degrees, valid, cut at the antimeridian where it crosses it.

    Raises
    ------
    UsageError
        If the depth or the tolerance is not positive, or too large to measure.
    InputError
        If the line spans more than a third of the globe.

    Examples
    --------
    >>> index = LineIndex([np.array([[23.0, 52.0], [23.5, 52.5]])])
    >>> zone = geodesic_buffer(index, 80_000.0)
    >>> edge = np.array(zone.geoms[0].exterior.coords)
    >>> off = index.nearest(edge[:, 0], edge[:, 1]).distance_m - 80_000.0
    >>> bool(abs(off).max() < 0.1)
    True
    """
    if not 0 < depth_m <= REACH_M / 2:
        raise UsageError(
            f"depth {depth_m / 1000:g} km: give more than 0 and at most {REACH_M / 2000:g} km"
        )
    if not 1e-3 <= tolerance_m <= depth_m / 2:
        raise UsageError(
            f"tolerance {tolerance_m:g} m: give at least 0.001 m and at most half the depth"
        )
    chart, rough = outline(index, depth_m, tolerance_m=tolerance_m)
    rings = [
        chart.normal(shapely.get_coordinates(ring)[:-1])
        for polygon in rough
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    fine = iter(_Refinement(index, depth_m, tolerance_m).refined(rings))
    found: list[shapely.Polygon] = []
    for polygon in rough:
        found += _unrolled([next(fine) for _ in range(1 + len(polygon.interiors))])
    polygons = shapely.MultiPolygon(found)
    if not polygons.is_valid:
        raise InputError("the zone's outline crosses itself: " + shapely.is_valid_reason(polygons))
    return polygons


class _Refinement:
    """Rings of vertices exactly at the depth, and their edges, brought within the tolerance."""

    def __init__(self, index: LineIndex, depth_m: float, tolerance_m: float) -> None:
        self.index, self.depth_m, self.tolerance_m = index, depth_m, tolerance_m

    def refined(self, rings: list[Floats]) -> list[Floats]:
        """Return rings of unit normals split until every edge holds the tolerance."""
        if not rings:
            return []
        ring = np.repeat(np.arange(len(rings)), [len(r) for r in rings])
        points = np.vstack(rings)
        azimuth = self._near(points).azimuth_deg
        todo = np.ones(len(points), np.bool_)
        for _ in range(_ROUNDS):
            last = np.append(np.flatnonzero(np.diff(ring)), len(ring) - 1)
            after = np.arange(1, len(points) + 1)
            after[last] = np.concatenate([[0], last[:-1] + 1])
            edges = np.flatnonzero(todo)
            if not len(edges):
                break
            place, new = self._splits(
                points[edges], points[after[edges]], azimuth[edges], azimuth[after[edges]]
            )
            todo[:] = False
            todo[edges[np.unique(place)]] = True
            at = edges[place] + 1
            points = np.insert(points, at, new, axis=0)
            azimuth = np.insert(azimuth, at, self._near(new).azimuth_deg)
            todo = np.insert(todo, at, True)
            ring = np.insert(ring, at, ring[edges[place]])
        else:
            raise InputError("the zone's edge did not settle; give a greater tolerance")
        starts = np.flatnonzero(np.concatenate([[True], np.diff(ring) != 0]))
        return np.split(points, starts[1:])

    def _near(self, points: Floats) -> Nearest:
        return self.index.nearest(*lonlat(points))

    def _splits(
        self, start: Floats, end: Floats, az_start: Floats, az_end: Floats
    ) -> tuple[NDArray[np.int64], Floats]:
        """Return where to split edges (the edge's number, once a new vertex) and the vertices."""
        edges = _Edges.between(start, end, self.depth_m / 4)
        off, slope = self._sampled(edges, az_start, az_end)
        curvature = self._curvature(edges)
        ridge, height = _ridge(off, slope, edges.length_m, curvature)
        bend = curvature * (edges.length_m / 4) ** 2 / 8
        limit = _SHARE * self.tolerance_m
        error = np.maximum(height, np.maximum(off.max(axis=1), bend - off.min(axis=1)))
        # What the roofs rise to by the bend alone, smaller edges will mend; a ridge they will not.
        ridged = height - 2 * bend > limit / 2
        split = ((error > limit) | edges.wide) & (edges.length_m > self.tolerance_m / 4)
        edge = np.flatnonzero(split)
        # A smooth edge's error falls with the square of its length; a ridge wants one vertex.
        parts = np.clip(np.ceil(np.sqrt(error[edge] / limit) * 1.02), 2, 8).astype(np.int64)
        parts[ridged[edge] | edges.wide[edge]] = 2
        place = np.repeat(edge, parts - 1)
        step = np.arange(len(place)) - np.repeat(np.cumsum(parts - 1) - (parts - 1), parts - 1)
        fraction = (step + 1) / np.repeat(parts, parts - 1)
        bent = ridged[place] & ~edges.wide[place]
        fraction[bent] = ridge[place][bent]
        base, _ = edges.chosen(place, self.depth_m / 4).at(fraction[:, None])
        first = np.where(bent, -height[place], 0.0)
        return place, self._at_depth(base[:, 0], start[place], end[place], first)

    def _curvature(self, edges: "_Edges") -> Floats:
        """Return how strongly a distance can bend up along edges, per metre.

        The distance to a point d away bends by at most 1/d, and a path that runs straight in
        longitude and latitude departs from a geodesic by at most tan(latitude) / R, doubled here
        for the ellipsoid.
        """
        lat = np.maximum(np.abs(edges.lat), np.abs(edges.lat + edges.rise))
        steep = np.tan(np.radians(np.minimum(lat, 89.9)))
        return np.asarray(1 / self.depth_m + 2 * steep / R_MIN_M)

    def _sampled(self, edges: "_Edges", az_start: Floats, az_end: Floats) -> tuple[Floats, Floats]:
        """Return the excess over the depth, metres, and its slope at quarters of edges, (n, 5)."""
        count = len(edges.length_m)
        off = np.zeros((count, 5))
        points, heading = edges.at(np.broadcast_to(_QUARTERS, (count, 5)))
        near = self._near(points[:, 1:-1].reshape(-1, 3))
        off[:, 1:-1] = (near.distance_m - self.depth_m).reshape(count, 3)
        azimuth = np.column_stack([az_start, near.azimuth_deg.reshape(count, 3), az_end])
        return off, -np.cos(np.radians(azimuth) - heading)

    def _at_depth(self, base: Floats, start: Floats, end: Floats, first: Floats) -> Floats:
        """Move points square to their edges until they are at the depth (secant steps).

        ``first`` is the first guess of how far to the outside, metres; moving square to the edge
        keeps the vertices in their order.
        """
        outward = np.cross(end - start, base)
        outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-300)

        def moved(by: Floats) -> Floats:
            points = base + (by / R_MIN_M)[:, None] * outward
            return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))

        longest = np.linalg.norm(end - start, axis=1) * R_MIN_M
        here = np.clip(first, -longest, longest)
        value = self._near(moved(here)).distance_m - self.depth_m
        slope = np.ones(len(base))
        enough = self.tolerance_m / 50
        active = np.flatnonzero(np.abs(value) > enough)
        for _ in range(20):
            if not len(active):
                break
            step = np.clip(-value[active] / slope[active], -longest[active], longest[active])
            there = here.copy()
            there[active] += step
            found = self._near(moved(there)[active]).distance_m - self.depth_m
            secant = (found - value[active]) / np.where(step == 0, 1.0, step)
            slope[active] = np.clip(secant, 0.3, 1.2)
            here, value[active] = there, found
            active = active[np.abs(found) > enough]
        return moved(here)


class _Edges(NamedTuple):
    """Edges straight in longitude and latitude: start, turn (degrees), true length."""

    start: Floats
    end: Floats
    lon: Floats
    lat: Floats
    turn: Floats
    rise: Floats
    length_m: Floats
    wide: NDArray[np.bool_]

    @classmethod
    def between(cls, start: Floats, end: Floats, bow_m: float) -> "_Edges":
        """Return edges; those that bow out by more than ``bow_m`` are wide."""
        lon, lat = lonlat(start)
        lon1, lat1 = lonlat(end)
        turn = (lon1 - lon + 180.0) % 360.0 - 180.0
        east, north = _scales((lat + lat1) / 2)
        length = np.hypot(turn * east, (lat1 - lat) * north)
        bow = length * np.radians(np.abs(turn)) * np.abs(np.sin(np.radians((lat + lat1) / 2))) / 8
        wide = (np.abs(turn) > _WIDE_DEG) | (bow > bow_m)
        return cls(start, end, lon, lat, turn, lat1 - lat, length, wide)

    def chosen(self, edge: NDArray[np.int64], bow_m: float) -> "_Edges":
        """Return some of the edges, in this order."""
        return _Edges.between(self.start[edge], self.end[edge], bow_m)

    def at(self, fractions: Floats) -> tuple[Floats, Floats]:
        """Return points at fractions of edges, shape (n, k, 3), and the headings there, radians.

        Edges that span many degrees of longitude (near a pole), or bow far out of the straight
        way, are followed straight through the Earth instead; they are split in any case.
        """
        lat = self.lat[:, None] + fractions * self.rise[:, None]
        points = normals(self.lon[:, None] + fractions * self.turn[:, None], lat)
        east, north = _scales(lat)
        heading = np.arctan2(self.turn[:, None] * east, self.rise[:, None] * north)
        if self.wide.any():
            span = (self.end - self.start)[self.wide, None]
            straight = self.start[self.wide, None] + fractions[self.wide, :, None] * span
            points[self.wide] = straight / np.linalg.norm(straight, axis=-1, keepdims=True)
        return points, heading


def _scales(lat: Floats) -> tuple[Floats, Floats]:
    """Return the metres in a degree of longitude and in a degree of latitude, at latitudes."""
    sine = np.sin(np.radians(lat))
    w2 = 1 - E2 * sine**2
    prime = A_M / np.sqrt(w2)
    return np.radians(prime * np.cos(np.radians(lat))), np.radians(prime * (1 - E2) / w2)


def _ridge(
    off: Floats, slope: Floats, length_m: Floats, curvature: Floats
) -> tuple[Floats, Floats]:
    """Return how high the distance may rise between samples, metres, and where on the edge.

    The distance to a line is the least of smooth distances, none of which bends up more than the
    curvature; so over each sample stands a roof, its tangent and that bend, and where two roofs
    meet is the highest the distance can be.

    Parameters
    ----------
    off, slope : arrays of float, shape (n, 5)
        Excess over the depth in metres, and its slope, at the quarters of the edges.
    length_m : array of float, shape (n,)
    curvature : array of float, shape (n,)
        Greatest second derivative of a smooth distance along the edge, per metre.

    Returns
    -------
    fraction, height_m : arrays of float, shape (n,)
    """
    step = (length_m / (off.shape[1] - 1))[:, None]
    # x²/2 is xh/2 less x(h - x)/2, and so from the other end: the roofs become straight lines
    # that meet once, less a bend that both share.
    lift = curvature[:, None] * step / 2
    rise, fall = slope[:, :-1] + lift, lift - slope[:, 1:]
    turn = rise + fall
    meet = (off[:, 1:] - off[:, :-1] + fall * step) / np.where(turn > 1e-15, turn, np.inf)
    meet = np.clip(meet, 0.0, step)
    shared = curvature[:, None] * meet * (step - meet) / 2
    straight = np.where(turn > 1e-15, off[:, :-1] + rise * meet, off[:, :-1])
    height = straight - shared
    worst = height.argmax(axis=1)
    here = np.arange(len(off))
    fraction = (worst + meet[here, worst] / np.maximum(step[:, 0], 1e-300)) / (off.shape[1] - 1)
    return np.clip(fraction, 0.02, 0.98), height[here, worst]


def _unrolled(normal_rings: list[Floats]) -> list[shapely.Polygon]:
    """Return the polygon of a shell and its holes, cut where it crosses the antimeridian."""
    rings = [np.stack(lonlat(ring), axis=-1) for ring in normal_rings]
    steps = [np.abs(np.diff(ring[:, 0], append=ring[0, 0])).max() for ring in rings]
    if any(_goes_round(ring) for ring in rings[1:]):
        raise InputError("the zone is a ring around a pole, which cannot be drawn in degrees")
    polygon = shapely.Polygon(rings[0], rings[1:])
    if max(steps) < 180:
        return [polygon]
    import antimeridian

    fixed = antimeridian.fix_polygon(polygon, great_circle=False)
    return list(getattr(fixed, "geoms", [fixed]))


def _goes_round(ring: Floats) -> bool:
    """Tell whether a ring of longitudes and latitudes goes round a pole."""
    turn = np.diff(ring[:, 0], append=ring[0, 0])
    return bool(abs(((turn + 180.0) % 360.0 - 180.0).sum()) > 180.0)
