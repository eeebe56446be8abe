"""What lies nearest to an end of the border: the land that the perpendicular reading leaves out.

The points whose nearest border point is the end T form a star about T: if T is nearest to p, it is
nearest to every point of the geodesic from T to p (by the triangle inequality). So the region is
known from how far each ray from T stays in it, which bisection with the exact nearest point finds.
"""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from .ellipsoid import GEOD, Floats, normals, surface
from .geodesic import LineIndex

_SAME_M: Final = 1e-4
"""How near to the end along the border a nearest point counts as the end, metres."""
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
    star = _Star(index, line, at_start=at_start, reach_m=reach_m)
    if not np.isfinite(star.inward_deg):
        return shapely.Polygon()
    azimuth = star.inward_deg + np.linspace(90.0, 270.0, _RAYS)
    reach = star.reaches(azimuth)
    for _ in range(30):
        middle = (azimuth[:-1] + azimuth[1:]) / 2
        points = star.points(azimuth, reach)
        outer = (reach[:-1] >= star.reach_m) & (reach[1:] >= star.reach_m)
        length = np.linalg.norm(np.diff(points, axis=0), axis=1)
        at = np.flatnonzero(~outer & (length > tolerance_m / 2))
        if not len(at):
            break
        found = star.reaches(middle[at])
        off = _offset(star.points(middle[at], found), points[at], points[at + 1])
        wrong = off > tolerance_m / 2
        if not wrong.any():
            break
        azimuth = np.insert(azimuth, at[wrong] + 1, middle[at[wrong]])
        reach = np.insert(reach, at[wrong] + 1, found[wrong])
    return star.polygon(azimuth, reach)


class _Star:
    """Rays from one end of a line, and how far each stays nearest to that end."""

    def __init__(self, index: LineIndex, line: int, *, at_start: bool, reach_m: float) -> None:
        vertices = index.lines[line]
        self.index, self.line, self.reach_m = index, line, reach_m
        self.lon, self.lat = (float(x) for x in vertices[0 if at_start else -1])
        self.along_m = 0.0 if at_start else float(index.lengths_m[line])
        others = vertices[1:] if at_start else vertices[-2::-1]
        distinct = others[(others != [self.lon, self.lat]).any(axis=1)]
        self.inward_deg = GEOD.inv(self.lon, self.lat, *distinct[0])[0] if len(distinct) else np.nan

    def lonlat(self, azimuth_deg: Floats, distance_m: Floats) -> tuple[Floats, Floats]:
        count = len(azimuth_deg)
        lon, lat, _ = GEOD.fwd(
            np.full(count, self.lon), np.full(count, self.lat), azimuth_deg, distance_m
        )
        return np.asarray(lon), np.asarray(lat)

    def points(self, azimuth_deg: Floats, distance_m: Floats) -> Floats:
        return surface(normals(*self.lonlat(azimuth_deg, distance_m)))

    def holds(self, azimuth_deg: Floats, distance_m: Floats) -> NDArray[np.bool_]:
        """Tell where the end is the nearest point of the whole line."""
        near = self.index.nearest(*self.lonlat(azimuth_deg, distance_m))
        at_end = np.abs(near.along_m - self.along_m) <= _SAME_M
        return np.asarray((near.line == self.line) & at_end)

    def reaches(self, azimuth_deg: Floats) -> Floats:
        """Return how far along each ray the end stays nearest, metres."""
        high = np.full(len(azimuth_deg), self.reach_m)
        low = np.where(self.holds(azimuth_deg, high), high, 0.0)
        for _ in range(40):
            active = np.flatnonzero(high - low > 1e-4)
            if not len(active):
                break
            middle = (low[active] + high[active]) / 2
            holds = self.holds(azimuth_deg[active], middle)
            low[active] = np.where(holds, middle, low[active])
            high[active] = np.where(holds, high[active], middle)
        return low

    def polygon(self, azimuth_deg: Floats, reach_m: Floats) -> shapely.Polygon:
        """Return the star's outline; its straight sides are geodesics, so they get vertices."""
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
