"""What lies nearest to an end of the border: the land that the perpendicular reading leaves out.

The points whose nearest border point is the end T form a star-shaped cell about T: if T is nearest
to p, it is nearest to every point of the geodesic from T to p (by the triangle inequality). So the
region is known from how far each ray from T stays in it, which bisection with the exact nearest
point finds.
"""

from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ...common.errors import UsageError
from ..measure.around import polygons_of
from ..measure.ellipsoid import GEOD, Floats, normals, surface
from ..measure.geodesic import LineIndex, Nearest

MAX_PERPENDICULAR_KM: Final = 1400.0
"""Greatest depth under the perpendicular reading: a cell must hold no pole and no half globe."""
_SAME_M: Final = 1e-4
"""How near to the end along the border a nearest point counts as the end, metres."""
Flags = NDArray[np.bool_]
_STEP_M: Final = 500.0
_RAYS: Final = 181


def end_star(
    index: LineIndex, line: int, *, at_start: bool, reach_m: float, tolerance_m: float
) -> shapely.Polygon:
    """Return the region around one end of a line whose nearest point of the line is that end.

    Parameters
    ----------
    index : LineIndex
        The border.
    line : int
        Which of its lines has the end.
    at_start : bool
        Whether the end is the line's first vertex, else its last.
    reach_m, tolerance_m : float
        Metres. The region is drawn out to the reach, which wants to be well beyond the depth of
        the zone it is cut from; its sides hold the tolerance.

    Returns
    -------
    shapely.Polygon
        Longitude and latitude in degrees, longitudes running on past 180 where need be; empty
        where the line is a point.
    """
    cell = _EndCell(index, line, at_start=at_start, reach_m=reach_m, precision_m=tolerance_m / 50)
    if not np.isfinite(cell.inward_deg):
        return shapely.Polygon()
    azimuth = cell.inward_deg + np.linspace(90.0, 270.0, _RAYS)
    reach = cell.reaches(azimuth)
    for _ in range(30):
        middle = (azimuth[:-1] + azimuth[1:]) / 2
        points = cell.points(azimuth, reach)
        outer = (reach[:-1] >= cell.reach_m) & (reach[1:] >= cell.reach_m)
        length = np.linalg.norm(np.diff(points, axis=0), axis=1)
        at = np.flatnonzero(~outer & (length > tolerance_m / 2))
        if not len(at):
            break
        found = cell.reaches(middle[at])
        off = _offset(cell.points(middle[at], found), points[at], points[at + 1])
        wrong = off > tolerance_m / 2
        if not wrong.any():
            break
        azimuth = np.insert(azimuth, at[wrong] + 1, middle[at[wrong]])
        reach = np.insert(reach, at[wrong] + 1, found[wrong])
    return cell.polygon(azimuth, reach)


@lru_cache(maxsize=16)
def straightened(index: LineIndex, ends: tuple[tuple[int, bool], ...], tail_m: float) -> LineIndex:
    """Return the same line with its last stretch before each end drawn straight.

    The perpendicular at an end hangs on the direction of the line's last edge, which in a border is
    the work of one surveyor or one bend of a stream. Straightening the tail shows how much.

    Parameters
    ----------
    index : LineIndex
        The border.
    ends : tuple of (line, at_start)
        Which ends.
    tail_m : float
        How much of the line to straighten, metres; a shorter line becomes one edge.

    Returns
    -------
    LineIndex
        Its ends are where they were.
    """
    lines = list(index.lines)
    for number, at_start in ends:
        line = lines[number] if at_start else lines[number][::-1]
        steps = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])[2]
        beyond = np.flatnonzero(np.cumsum(steps) >= tail_m)
        rest = line[beyond[0] + 1 :] if len(beyond) else line[-1:]
        line = np.vstack([line[:1], rest])
        lines[number] = line if at_start else line[::-1]
    return LineIndex(lines)


def at_end(index: LineIndex, ends: tuple[tuple[int, bool], ...], near: Nearest) -> Flags:
    """Tell which nearest points are true ends of the border: the one place that says so.

    Parameters
    ----------
    index : LineIndex
        The border.
    ends : tuple of (line, at_start)
        Its true ends.
    near : Nearest
        Nearest points on it.

    Returns
    -------
    array of bool, shape (n,)
    """
    found = np.zeros(len(near.line), np.bool_)
    for line, at_start in ends:
        found |= _is_end(near, line, 0.0 if at_start else float(index.lengths_m[line]))
    return found


def _is_end(near: Nearest, line: int, along_m: float) -> Flags:
    return np.asarray((near.line == line) & (np.abs(near.along_m - along_m) <= _SAME_M), np.bool_)


def edge_m(
    index: LineIndex,
    ends: tuple[tuple[int, bool], ...],
    lon: Floats,
    lat: Floats,
    *,
    reach_km: float,
    tolerance_m: float,
) -> Floats:
    """Return how far points lie from where an end begins or ceases to be nearest, metres.

    Parameters
    ----------
    index : LineIndex
        The border.
    ends : tuple of (line, at_start)
        Its true ends.
    lon, lat : array of float, shape (n,)
        Degrees.
    reach_km, tolerance_m : float
        How far and how exactly that edge is drawn; the answer is good to the tolerance.

    Returns
    -------
    array of float, shape (n,)
        Infinite where the border has no true end.
    """
    outline = _outline(index, ends, reach_km, tolerance_m)
    if outline is None or not len(lon):
        return np.full(len(lon), np.inf)
    return outline.nearest(lon, lat).distance_m


@lru_cache(maxsize=16)
def _outline(
    index: LineIndex, ends: tuple[tuple[int, bool], ...], reach_km: float, tolerance_m: float
) -> LineIndex | None:
    parts = outline_of_end_cells(index, ends, reach_km, tolerance_m)
    return LineIndex(parts) if parts else None


def outline_of_end_cells(
    index: LineIndex, ends: tuple[tuple[int, bool], ...], reach_km: float, tolerance_m: float
) -> list[Floats]:
    """Return the outline of all that is nearest to a true end, as lines; see `edge_m`."""
    drawn = shapely.boundary(end_cells(index, ends, reach_km, tolerance_m))
    parts = [shapely.get_coordinates(part) for part in shapely.get_parts(drawn)]
    return [part for part in parts if len(part) > 1]


class _EndCell:
    """Rays from one end of a line, and how far each stays nearest to that end."""

    def __init__(
        self, index: LineIndex, line: int, *, at_start: bool, reach_m: float, precision_m: float
    ) -> None:
        vertices = index.lines[line]
        self.index, self.line = index, line
        self.reach_m, self.precision_m = reach_m, precision_m
        self.lon, self.lat = (float(x) for x in vertices[0 if at_start else -1])
        self.along_m = 0.0 if at_start else float(index.lengths_m[line])
        others = vertices[1:] if at_start else vertices[-2::-1]
        distinct = others[(others != [self.lon, self.lat]).any(axis=1)]
        self.inward_deg = GEOD.inv(self.lon, self.lat, *distinct[0])[0] if len(distinct) else np.nan

    def rays(self, azimuth_deg: Floats, distance_m: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the points at distances along rays, and the rays' azimuths there, degrees."""
        count = len(azimuth_deg)
        lon, lat, ahead = GEOD.fwd(
            np.full(count, self.lon),
            np.full(count, self.lat),
            azimuth_deg,
            distance_m,
            return_back_azimuth=False,
        )
        return np.asarray(lon), np.asarray(lat), np.asarray(ahead)

    def lonlat(self, azimuth_deg: Floats, distance_m: Floats) -> tuple[Floats, Floats]:
        return self.rays(azimuth_deg, distance_m)[:2]

    def points(self, azimuth_deg: Floats, distance_m: Floats) -> Floats:
        return surface(normals(*self.lonlat(azimuth_deg, distance_m)))

    def reaches(self, azimuth_deg: Floats) -> Floats:
        """Return how far along each ray the end stays nearest, metres.

        Beyond that the ray is longer than the distance to the line; Newton's steps on the excess,
        kept in brackets by halving them, lead back to where it begins.
        """
        low = np.zeros(len(azimuth_deg))
        high = np.full(len(azimuth_deg), self.reach_m)
        here = high.copy()
        active = np.arange(len(azimuth_deg))
        for turn in range(120):
            lon, lat, ahead = self.rays(azimuth_deg[active], here[active])
            near = self.index.nearest(lon, lat)
            at_end = _is_end(near, self.line, self.along_m)
            low[active] = np.where(at_end, here[active], low[active])
            high[active] = np.where(at_end, high[active], here[active])
            excess = here[active] - near.distance_m
            slope = 1 + np.cos(np.radians(ahead - near.azimuth_deg))
            guess = here[active] - excess / np.maximum(slope, 1e-6)
            middle = (low[active] + high[active]) / 2
            # Newton creeps where a ray runs almost along the cell's edge: halve now and then.
            sound = ~at_end & (guess > low[active]) & (turn % 3 != 2)
            here[active] = np.where(sound, guess, middle)
            settled = sound & (high[active] - guess < self.precision_m)
            low[active] = np.where(settled, guess, low[active])
            done = settled | (high[active] - low[active] < self.precision_m)
            done |= at_end & (low[active] >= self.reach_m)
            active = active[~done]
            if not len(active):
                break
        return low

    def polygon(self, azimuth_deg: Floats, reach_m: Floats) -> shapely.Polygon:
        """Return the cell's outline; its straight sides are geodesics, so they get vertices."""
        sides = []
        for ray in (0, -1):
            steps = np.arange(_STEP_M, reach_m[ray], _STEP_M)
            sides.append(self.lonlat(np.full(len(steps), azimuth_deg[ray]), steps))
        rim = self.lonlat(azimuth_deg, reach_m)
        lon = np.concatenate([[self.lon], sides[0][0], rim[0], sides[1][0][::-1]])
        lat = np.concatenate([[self.lat], sides[0][1], rim[1], sides[1][1][::-1]])
        lon = self.lon + (lon - self.lon + 180.0) % 360.0 - 180.0
        return shapely.make_valid(shapely.Polygon(np.stack([lon, lat], axis=-1)))


def _offset(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return the straight distances from points to chords, metres."""
    along = end - start
    square = np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
    share = np.clip(np.einsum("ij,ij->i", points - start, along) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(points - start - share[:, None] * along, axis=1))


@lru_cache(maxsize=16)
def end_cells(
    index: LineIndex, ends: tuple[tuple[int, bool], ...], reach_km: float, tolerance_m: float
) -> BaseGeometry:
    """Return all that is nearest to a true end of the border, out to a reach."""
    cells = [
        end_star(index, line, at_start=at_start, reach_m=reach_km * 1000, tolerance_m=tolerance_m)
        for line, at_start in ends
    ]
    return shapely.union_all([_rolled(cell) for cell in cells])


def _rolled(cell: BaseGeometry) -> BaseGeometry:
    """Return a cell that may run on past 180 degrees, put where its parts lie."""
    parts = [
        shapely.transform(
            shapely.clip_by_rect(cell, low, -90.0, low + 360.0, 90.0),
            lambda xy, low=low: xy - [low + 180.0, 0.0],
        )
        for low in (-540.0, -180.0, 180.0)
    ]
    return polygons_of(shapely.union_all(parts))


def end_cell_reach_km(depth_km: float) -> float:
    """Return how far to draw the cells: 25, 100, 400 … km, so that many depths share them."""
    if depth_km > MAX_PERPENDICULAR_KM:
        raise UsageError(
            f"the perpendicular reading is measured up to {MAX_PERPENDICULAR_KM:g} km, "
            f"not {depth_km:g} km"
        )
    reach = 25.0
    while reach < 1.1 * depth_km:
        reach *= 4
    return reach
