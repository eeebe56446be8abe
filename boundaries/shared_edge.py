"""Two territories side by side: the edges they share, and how far apart they are elsewhere."""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

__all__ = [
    "Misfit",
    "Plane",
    "facing_line",
    "merged",
    "misfit",
    "near_edges",
    "shared_line",
    "snapped",
]

Floats = NDArray[np.float64]

_GEOD: Final = Geod(ellps="WGS84")
_SAMPLES: Final = 2000
#: Two points face each other if going there and back leads no farther away than this share of
#: their distance: flanks that run away from each other do not face.
_MUTUAL: Final = 0.3
_STEP_DEG: Final = 0.02
#: Edges longer than this are taken apart where only part of them is near, degrees.
_PIECE_DEG: Final = 50 / 111_000


def shared_line(one: BaseGeometry, other: BaseGeometry) -> MultiLineString:
    """Return the edges that two territories have in common, vertex for vertex.

    Parameters
    ----------
    one, other : BaseGeometry
        Polygons, lon/lat in degrees.

    Returns
    -------
    MultiLineString
        Empty where they share no edge.

    Examples
    --------
    >>> import shapely
    >>> shared_line(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)).length
    1.0
    """
    mine, theirs = _edges(one), _edges(other)
    as_row = np.dtype([(name, np.float64) for name in "abcd"])
    return merged(mine[np.isin(mine.view(as_row).ravel(), theirs.view(as_row).ravel())])


def merged(edges: Floats) -> MultiLineString:
    """Return edges (n, 4) strung together to lines."""
    if not len(edges):
        return MultiLineString()
    lines = shapely.line_merge(shapely.multilinestrings(edges.reshape(-1, 2, 2)))
    return cast("MultiLineString", shapely.multilinestrings(shapely.get_parts(lines)))


def _edges(polygons: BaseGeometry) -> Floats:
    """Return each edge once, its lesser end first: array (n, 4)."""
    found = [np.empty((0, 4))]
    for ring in shapely.get_rings(shapely.get_parts(polygons)).tolist():
        xy = shapely.get_coordinates(ring)
        found.append(np.hstack([xy[:-1], xy[1:]]))
    every = np.vstack(found) + 0.0  # -0.0 becomes 0.0
    first_less = (every[:, 0] < every[:, 2]) | (
        (every[:, 0] == every[:, 2]) & (every[:, 1] <= every[:, 3])
    )
    every = np.where(first_less[:, None], every, every[:, [2, 3, 0, 1]])
    return np.ascontiguousarray(np.unique(every, axis=0))


class Plane:
    """A plane around some shapes, metres from their middle: for proposing, never for results."""

    def __init__(self, *shapes: BaseGeometry) -> None:
        lon, lat = np.radians(np.vstack([shapely.get_coordinates(s) for s in shapes])).T
        x, y, z = (
            float(part.mean())
            for part in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
        )
        lon_0, lat_0 = np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))])
        plane = f"+proj=aeqd +ellps=WGS84 +lon_0={lon_0} +lat_0={lat_0}"
        self._there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def to(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in degrees, in the plane."""
        return shapely.transform(
            shape, lambda xy: np.column_stack(self._there.transform(xy[:, 0], xy[:, 1]))
        )

    def back(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in the plane, in degrees."""
        return shapely.transform(
            shape,
            lambda xy: np.column_stack(
                self._there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
            ),
        )

    def widest(self, points: Floats, line: BaseGeometry) -> tuple[float, float, float]:
        """Return the largest distance of points from a line, metres, and where: lon, lat."""
        if not len(points):
            return 0.0, 0.0, 0.0
        shapely.prepare(line)
        short = shapely.shortest_line(line, shapely.points(points))
        best = short[int(np.argmax(shapely.length(short)))]
        (foot_lon, foot_lat), (lon, lat) = shapely.get_coordinates(self.back(best))
        return float(_GEOD.inv(lon, lat, foot_lon, foot_lat)[2]), float(lon), float(lat)


@dataclass(frozen=True)
class Misfit:
    """How two territories fail to fit.

    Parameters
    ----------
    largest_m : float
        The largest distance between their outlines where they ought to be one, metres.
    lon, lat : float
        Where that is, degrees.
    apart : bool
        Whether they nowhere touch or overlap.
    nearest_m : float
        How near they come, metres; 0 unless they are apart.
    """

    largest_m: float
    lon: float
    lat: float
    apart: bool
    nearest_m: float


def misfit(one: BaseGeometry, other: BaseGeometry, third: BaseGeometry | None = None) -> Misfit:
    """Measure gaps and overlaps of two territories.

    An overlap, and a hole that only the two enclose, is as wide as its one side's outline gets far
    from the other's. Where they nowhere meet, the width is that between what faces each other.

    Parameters
    ----------
    one, other : BaseGeometry
        Polygons, lon/lat in degrees.
    third : BaseGeometry, optional
        Land of third states, which may lie between the two.

    Returns
    -------
    Misfit
        ``largest_m`` is 0 where they fit.
    """
    plane = Plane(one, other)
    # In short edges: what is straight in degrees bends in the plane.
    edge_a, edge_b = (
        plane.to(shapely.segmentize(shapely.boundary(land), _STEP_DEG)) for land in (one, other)
    )
    if not shapely.intersects(one, other):
        worst = max(
            plane.widest(_facing_points(edge_b, edge_a), edge_a),
            plane.widest(_facing_points(edge_a, edge_b), edge_b),
        )
        close = shapely.get_coordinates(shapely.shortest_line(edge_a, edge_b))[:1]
        return Misfit(*worst, apart=True, nearest_m=plane.widest(close, edge_b)[0])
    outlines = [np.empty((0, 2))]
    for sliver in [*_polygons(shapely.intersection(one, other)), *_holes(one, other)]:
        if third is not None and shapely.intersects(third, shapely.point_on_surface(sliver)):
            continue
        spread = shapely.segmentize(sliver, max(sliver.length / 400, 1e-6))
        outlines.append(shapely.get_coordinates(plane.to(spread)))
    points = np.vstack(outlines)
    worst = max(plane.widest(points, edge_a), plane.widest(points, edge_b))
    return Misfit(*worst, apart=False, nearest_m=0.0)


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(shape).tolist() if part.geom_type == "Polygon"]


def _holes(a: BaseGeometry, b: BaseGeometry) -> list[BaseGeometry]:
    """Return the holes that two territories enclose together, not one of them alone."""
    found = []
    edges = shapely.boundary(a), shapely.boundary(b)
    for polygon in _polygons(shapely.union_all([a, b])):
        for ring in polygon.interiors:
            shares = [shapely.length(shapely.intersection(ring, edge)) for edge in edges]
            if min(shares) > 0:
                found.append(shapely.Polygon(ring))
    return found


def _facing_points(edge: BaseGeometry, seen_from: BaseGeometry) -> Floats:
    """Return points of an outline that face another: mutually about the nearest. Shape (n, 2)."""

    def nearest(points: Floats, line: BaseGeometry) -> Floats:
        shapely.prepare(line)
        short = shapely.shortest_line(line, shapely.points(points))
        feet: Floats = shapely.get_coordinates(short)[::2]
        return feet

    spread = shapely.segmentize(seen_from, max(seen_from.length / _SAMPLES, 1.0))
    hit = nearest(shapely.get_coordinates(spread), edge)
    foot = nearest(hit, seen_from)
    again = nearest(foot, edge)
    away = np.hypot(*(hit - foot).T)
    faces: Floats = hit[np.hypot(*(again - hit).T) <= _MUTUAL * away + 1e-6]
    return faces


def facing_line(one: BaseGeometry, other: BaseGeometry) -> MultiLineString:
    """Return what of a territory's outline faces another that it does not touch.

    Of the ring that comes nearest, the stretch without its longest run that faces nothing.

    Parameters
    ----------
    one, other : BaseGeometry
        Polygons apart from each other, lon/lat in degrees.

    Returns
    -------
    MultiLineString
        One line of ``one``'s vertices, lon/lat in degrees.
    """
    plane = Plane(one, other)
    rings = shapely.get_rings(shapely.get_parts(one)).tolist()
    flat = plane.to(other)
    distances = [shapely.distance(plane.to(ring), flat) for ring in rings]
    # In short edges: what is straight in degrees bends in the plane.
    ring = shapely.segmentize(rings[int(np.argmin(distances))], _STEP_DEG)
    edge = plane.to(ring)
    points = _facing_points(edge, shapely.boundary(flat))
    along = np.unique(
        shapely.line_locate_point(shapely.LineString(edge.coords), shapely.points(points))
    )
    gaps = np.diff(np.append(along, along[0] + edge.length))
    last = int(np.argmax(gaps))
    start, stop = along[(last + 1) % len(along)], along[last]
    # Whole edges of the ring, so that its vertices stay as they are.
    corners = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(edge.coords, axis=0).T))])
    xy = shapely.get_coordinates(ring)
    low = int(np.searchsorted(corners, start - 1e-6))
    high = int(np.searchsorted(corners, stop + 1e-6, side="right")) - 1
    count = len(xy) - 1
    steps = high - low if start <= stop else high - low + count
    kept = xy[(low + np.arange(steps + 1)) % count]
    head, tail = (plane.back(shapely.line_interpolate_point(edge, at)) for at in (start, stop))
    ends = [shapely.get_coordinates(head), kept, shapely.get_coordinates(tail)]
    whole = np.vstack(ends)
    fresh = np.append(True, np.abs(np.diff(whole, axis=0)).max(axis=1) > 1e-9)
    return cast("MultiLineString", shapely.multilinestrings([shapely.linestrings(whole[fresh])]))


def near_edges(one: BaseGeometry, other: BaseGeometry, reach_m: float) -> MultiLineString:
    """Return what of a territory's outline is within a reach of another territory.

    Parameters
    ----------
    one, other : BaseGeometry
        Polygons, lon/lat in degrees.
    reach_m : float

    Returns
    -------
    MultiLineString
        Edges of ``one``; of those only partly near, pieces of 50 m.
    """
    plane = Plane(one, other)
    flat = plane.to(other)
    shapely.prepare(flat)

    def near(edges: Floats) -> NDArray[np.bool_]:
        places = np.stack([edges[:, :2], (edges[:, :2] + edges[:, 2:]) / 2, edges[:, 2:]], axis=1)
        points = plane.to(shapely.multipoints(places.reshape(-1, 2)))
        hit = shapely.dwithin(flat, shapely.points(shapely.get_coordinates(points)), reach_m)
        return np.asarray(hit.reshape(-1, 3).all(axis=1))

    edges = _edges(one)
    whole = near(edges)
    rest = edges[~whole]
    wide = reach_m / 50_000 + 0.001
    box = shapely.box(*(shapely.bounds(other) + [-wide, -wide, wide, wide]))
    lines = shapely.linestrings(rest.reshape(-1, 2, 2))
    lines = lines[(shapely.length(lines) > _PIECE_DEG) & shapely.intersects(lines, box)]
    pieces = [edges[whole]]
    for line in shapely.segmentize(lines, _PIECE_DEG).tolist():
        xy = shapely.get_coordinates(line)
        piece = np.hstack([xy[:-1], xy[1:]])
        pieces.append(piece[near(piece)])
    return merged(np.vstack(pieces))


def snapped(
    one: BaseGeometry, other: BaseGeometry, snap_m: float
) -> tuple[MultiLineString, BaseGeometry]:
    """Return the border of two territories that nearly fit: the first one's outline.

    Parameters
    ----------
    one, other : BaseGeometry
        Polygons, lon/lat in degrees.
    snap_m : float
        How far the second one's outline may be moved, metres.

    Returns
    -------
    MultiLineString
        What of the first one's outline is within that of the second.
    BaseGeometry
        The second, cut back where it overlapped and filled up where a gap was.
    """
    line = near_edges(one, other, snap_m * 1.01 + 0.01)
    plane = Plane(one, other)
    reach = shapely.buffer(plane.to(other), snap_m * 1.01 + 0.01)
    strip = shapely.intersection(shapely.buffer(plane.to(line), snap_m * 1.02 + 0.02), reach)
    filled = shapely.union_all([other, plane.back(strip)])
    return line, shapely.difference(filled, one)
