"""The world cut in two by a line: what lies left of it and what right."""

from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from ..geo.measure.antimeridian import rolled
from .shapes import polygons

__all__ = ["chained", "halves"]

Floats = NDArray[np.float64]

_GEOD: Final = Geod(ellps="WGS84")
#: The direction in which a line is drawn on is that of its last kilometre.
_TAIL_M: Final = 1000.0


def chained(parts: list[Floats]) -> list[Floats]:
    """Return the parts of a line in the order and direction in which they follow one another.

    The first is the one whose start is farthest from any other's end.

    Parameters
    ----------
    parts : list of array, shape (n, 2)
        Lon, lat in degrees, each drawn in the line's direction.
    """
    if len(parts) < 2:
        return parts
    starts, ends = np.array([p[0] for p in parts]), np.array([p[-1] for p in parts])
    count = len(parts)
    one, two = np.repeat(np.arange(count), count), np.tile(np.arange(count), count)
    # From the end of a row's part to the start of a column's.
    away = _GEOD.inv(*ends[one].T, *starts[two].T)[2].reshape(count, count)
    np.fill_diagonal(away, np.inf)
    order = [int(np.argmax(np.where(np.isinf(away), np.inf, away).min(axis=0)))]
    while len(order) < count:
        onward = away[order[-1]].copy()
        onward[order] = np.inf
        order.append(int(np.argmin(onward)))
    return [parts[number] for number in order]


def halves(parts: list[Floats]) -> tuple[BaseGeometry, BaseGeometry]:
    """Return all that lies left of a line, and all that lies right.

    The line is drawn on at both ends along the geodesics of its last kilometre, until it has gone
    round the Earth or run into itself; gaps between its parts are bridged. A closed line parts
    its inside from its outside.

    Parameters
    ----------
    parts : list of array, shape (n, 2)
        Lon, lat in degrees, longitudes in [-180, 180], in the line's direction; edges short enough
        to be read as straight in longitude and latitude.

    Returns
    -------
    left, right : MultiPolygon
        Lon/lat in degrees, edges straight; with the line's own vertices.
    """
    run = chained(parts)
    closed = len(run) == 1 and bool((run[0][0] == run[0][-1]).all())
    low = -180.0 if np.abs(run[0][:, 0]).mean() <= 90 else 0.0
    run = [np.column_stack([_framed(xy[:, 0], low), xy[:, 1]]) for xy in run]
    pieces: list[tuple[Floats, float]] = [(xy, 1.0) for xy in run]
    pieces += [(np.array([a[-1], b[0]]), 1e-6) for a, b in pairwise(run)]
    if not closed:
        pieces.append((_onward(run[-1], low), 1e-6))
        pieces.append((_onward(run[0][::-1], low)[::-1], 1e-6))
    frame = shapely.box(low, -90.0, low + 360.0, 90.0)
    lines = [shapely.linestrings(xy) for xy, _ in pieces]
    noded = shapely.union_all([*lines, frame.exterior])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))).tolist()
    inside = [face for face in faces if frame.contains(shapely.point_on_surface(face))]
    weights = _leanings(inside, pieces)
    sides = []
    for sign in (1, -1):
        own = [face for face, weight in zip(inside, weights, strict=True) if weight * sign > 0]
        sides.append(polygons(rolled(shapely.union_all(own))) if own else shapely.MultiPolygon())
    return sides[0], sides[1]


def _framed(lon: Floats, low: float) -> Floats:
    """Return longitudes in a frame of 360 degrees; those already in it stay as they are."""
    return np.where(lon < low, lon + 360.0, lon)


def _onward(xy: Floats, low: float) -> Floats:
    """Return a line's continuation from its last vertex out of the frame."""
    lon, lat = xy[-1]
    away = _GEOD.inv(*np.broadcast_to([[lon], [lat]], (2, len(xy))), *xy.T)[2]
    far = np.flatnonzero(away >= _TAIL_M)
    back = xy[far[-1]] if len(far) else xy[0]
    # From the vertex behind towards the end, and on: the azimuth at the end itself.
    onward = (_GEOD.inv(lon, lat, *back)[0] + 180.0) % 360.0
    step = np.concatenate([np.arange(1, 301) * 10e3, np.arange(61, 801) * 50e3])
    count = len(step)
    x, y, _ = _GEOD.fwd(np.full(count, lon), np.full(count, lat), np.full(count, onward), step)
    path = np.vstack([xy[-1:], np.column_stack([x, y])])
    path[:, 0] = np.unwrap(path[:, 0], period=360.0)
    out = (path[:, 0] < low) | (path[:, 0] > low + 360.0) | (np.abs(path[:, 1]) > 89.9)
    stop = int(np.argmax(out)) if out.any() else count
    path = path[: stop + 1]
    if abs(path[-1, 1]) > 89.9:
        path = np.vstack([path, [path[-1, 0], np.copysign(91.0, path[-1, 1])]])
    return path


def _leanings(faces: list[BaseGeometry], pieces: list[tuple[Floats, float]]) -> Floats:
    """Return for each face more than 0 if it lies left of the lines along it, less if right.

    Each edge votes with its length for the faces a hair's breadth beside its middle. The votes of
    the line itself outweigh those of what was added to it.
    """
    tree = shapely.STRtree(faces)
    for face in faces:
        shapely.prepare(face)
    votes = np.zeros(len(faces))
    for xy, weight in pieces:
        edge = np.diff(xy, axis=0)
        length = np.hypot(*edge.T)
        keep = length > 0
        edge, length, middle = edge[keep], length[keep], ((xy[:-1] + xy[1:]) / 2)[keep]
        aside = np.column_stack([-edge[:, 1], edge[:, 0]]) / length[:, None]
        aside *= np.minimum(1e-7, length * 1e-3)[:, None]
        for sign in (1.0, -1.0):
            places = middle + sign * aside
            # By their boxes first: a face with many corners is made ready once, not for each place.
            beside, near = tree.query(shapely.points(places))
            order = np.argsort(near, kind="stable")
            beside, near = beside[order], near[order]
            ends = np.append(np.flatnonzero(np.diff(near)) + 1, len(near))
            start = 0
            for end in ends.tolist():
                if end > start:
                    number, some = int(near[start]), beside[start:end]
                    inside = shapely.intersects_xy(faces[number], *places[some].T)
                    votes[number] += sign * weight * float(length[some][inside].sum())
                start = end
    return votes
