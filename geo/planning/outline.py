"""Polygons of few corners around a shape, as small as can be found, in a flat chart.

A ring loses one corner after another, each time the one that adds least area: a corner that bends
inwards is cut off by a chord outside the shape, an edge between two outward corners gives way to
the point where its neighbours meet. What is left is then drawn tight: corners, and edges about
their points of contact, are moved as long as the area shrinks and the shape stays inside.
"""

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..measure.ellipsoid import Floats
from ..measure.kernel import compiled

_ROUNDS: Final = 400
_SHARPEST: Final = 0.05
"""The least angle, radians, between the two edges of a corner."""
_WORTH: Final = 1e-6
"""The least part of an area worth a move."""


def solid(shape: BaseGeometry, size: float) -> shapely.Polygon | None:
    """Return one polygon without holes that holds all of a shape, or nothing where it lies apart.

    Parts are joined by bridges across small gaps, else by the hull where that is small enough.

    Parameters
    ----------
    shape : shapely geometry
        In a flat chart.
    size : float
        What an area may measure at most, in square units of the chart.
    """
    parts = shapely.get_parts(shape)
    if not shape.area > 0:
        return None
    if len(parts) == 1:
        return shapely.Polygon(parts[0].exterior)
    for far in (size**0.5 / 60, size**0.5 / 15):
        wide = shapely.buffer(shape, far, quad_segs=1)
        joined = shapely.union(shape, shapely.buffer(wide, -0.99 * far, quad_segs=1))
        if joined.geom_type == "Polygon":
            return shapely.Polygon(joined.exterior)
    hull = shapely.convex_hull(shape)
    return hull if 0 < hull.area <= size else None


def outline(shape: shapely.Polygon, corners: int, *, finest: float = 0.02) -> Floats:
    """Return the corners of a small polygon around a shape.

    Parameters
    ----------
    shape : shapely.Polygon
        In a flat chart; its holes are passed over.
    corners : int
        How many corners at most, 4 or more.
    finest : float
        The least step by which corners are moved to draw it tight, chart units.

    Returns
    -------
    array of float, shape (n, 2)
        Counter-clockwise, open; ``n`` is ``corners``, or less for a shape that has less.

    Examples
    --------
    >>> outline(shapely.Point(0, 0).buffer(1), 4).shape
    (4, 2)
    """
    ring = ring_of(shape)
    found = fewer_corners(ring, corners)
    if len(found) > corners:
        found = fewer_corners(ring_of(shapely.convex_hull(shape)), corners)
    size = float(_area(found))
    tight = _tightened(found, ring, size**0.5 / 8, finest)
    if sturdy(tight):
        return tight
    return found if sturdy(found) else fewer_corners(ring_of(shapely.convex_hull(shape)), corners)


def sturdy(ring: Floats) -> bool:
    """Tell whether a polygon is simple and nowhere so narrow that rounding could part it."""
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or not polygon.area > 0:
        return False
    inner = shapely.buffer(polygon, -(polygon.area**0.5) / 300, join_style="mitre")
    if inner.geom_type != "Polygon" or inner.is_empty:
        return False
    ahead = np.roll(ring, -1, axis=0) - ring
    back = np.roll(ring, 1, axis=0) - ring
    across = np.abs(ahead[:, 0] * back[:, 1] - ahead[:, 1] * back[:, 0])
    along = (ahead * back).sum(axis=1)
    return bool((np.arctan2(across, along) > _SHARPEST).all())


def ring_of(shape: shapely.Polygon) -> Floats:
    """Return a polygon's corners, counter-clockwise and open."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    return np.ascontiguousarray(ring if shape.exterior.is_ccw else ring[::-1])


@compiled
def _area(ring: Floats) -> float:
    total = 0.0
    for i in range(len(ring)):
        j = (i + 1) % len(ring)
        total += ring[i, 0] * ring[j, 1] - ring[j, 0] * ring[i, 1]
    return total / 2


@compiled
def _turn(  # noqa: PLR0917  # numba's calling convention
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float
) -> float:
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)


@compiled
def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> bool:
    """Tell whether two segments cross within both; touching is no crossing."""
    if (
        max(a[0], b[0]) < min(c[0], d[0])
        or max(c[0], d[0]) < min(a[0], b[0])
        or max(a[1], b[1]) < min(c[1], d[1])
        or max(c[1], d[1]) < min(a[1], b[1])
    ):
        return False
    one = _turn(a[0], a[1], b[0], b[1], c[0], c[1])
    two = _turn(a[0], a[1], b[0], b[1], d[0], d[1])
    three = _turn(c[0], c[1], d[0], d[1], a[0], a[1])
    four = _turn(c[0], c[1], d[0], d[1], b[0], b[1])
    eps = 1e-7
    return (
        ((one > eps and two < -eps) or (one < -eps and two > eps))
        and ((three > eps and four < -eps) or (three < -eps and four > eps))
    )  # fmt: skip


@compiled
def _meeting(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[bool, float, float]:
    """Return where a→b and d→c, both prolonged, meet beyond the edge b–c."""
    ux, uy, wx, wy = b[0] - a[0], b[1] - a[1], c[0] - d[0], c[1] - d[1]
    slope = ux * wy - uy * wx
    if slope >= -1e-12 * (abs(ux) + abs(uy)) * (abs(wx) + abs(wy)):
        return False, 0.0, 0.0
    s = ((c[0] - b[0]) * wy - (c[1] - b[1]) * wx) / slope
    t = ((c[0] - b[0]) * uy - (c[1] - b[1]) * ux) / slope
    return s > 0 and t > 0, b[0] + s * ux, b[1] + s * uy


@compiled
def _free(ring: Floats, first: int, second: int, x: float, y: float) -> bool:
    """Tell whether the triangle of two corners and a point holds or cuts nothing of the ring."""
    n = len(ring)
    a, c = ring[first], ring[second]
    apex = np.array([x, y])
    for k in range(n):
        p, q = ring[k], ring[(k + 1) % n]
        if k not in (first, second):
            one = _turn(a[0], a[1], c[0], c[1], p[0], p[1])
            two = _turn(c[0], c[1], x, y, p[0], p[1])
            three = _turn(x, y, a[0], a[1], p[0], p[1])
            if (one > 0 and two > 0 and three > 0) or (one < 0 and two < 0 and three < 0):
                return False
        if _cross(a, apex, p, q) or _cross(apex, c, p, q) or _cross(a, c, p, q):
            return False
    return True


@compiled
def _priced(ring: Floats, n: int, i: int, cost: Floats, apex: Floats) -> None:
    """Work out what it costs to take off a corner, and the edge after it."""
    a, b, c, d = ring[(i - 1) % n], ring[i], ring[(i + 1) % n], ring[(i + 2) % n]
    cost[i, 0] = cost[i, 1] = np.inf
    bend = _turn(a[0], a[1], b[0], b[1], c[0], c[1])
    if bend <= 0:
        cost[i, 0] = -bend / 2
    elif _turn(b[0], b[1], c[0], c[1], d[0], d[1]) > 0:
        meets, x, y = _meeting(a, b, c, d)
        if meets:
            cost[i, 1] = abs(_turn(b[0], b[1], c[0], c[1], x, y)) / 2
            apex[i, 0], apex[i, 1] = x, y


@compiled
def fewer_corners(given: Floats, corners: int) -> Floats:  # noqa: C901  # one compiled loop
    """Take corners off a counter-clockwise ring, the cheapest first, never losing area."""
    ring = given.copy()
    n = len(ring)
    cost, apex = np.empty((n, 2)), np.empty((n, 2))
    for i in range(n):
        _priced(ring, n, i, cost, apex)
    fresh = True
    while n > corners:
        at = int(np.argmin(cost[:n]))
        i, kind = at // 2, at % 2
        if cost[i, kind] == np.inf:
            if fresh:
                break
            for k in range(n):
                _priced(ring, n, k, cost, apex)
            fresh = True
            continue
        j = (i + 1) % n
        if kind == 0:
            free = _free(ring[:n], (i - 1) % n, j, ring[i, 0], ring[i, 1])
        else:
            free = _free(ring[:n], i, j, apex[i, 0], apex[i, 1])
        if not free:
            cost[i, kind] = np.inf
            continue
        gone = i if kind == 0 else j
        if kind == 1:
            ring[i] = apex[i]
        for k in range(gone, n - 1):
            ring[k], cost[k], apex[k] = ring[k + 1], cost[k + 1], apex[k + 1]
        n -= 1
        fresh = False
        for turn in range(-3, 3):
            _priced(ring, n, (gone + turn) % n, cost, apex)
    return ring[:n].copy()


@compiled
def _loses_none(a: Floats, b: Floats, c: Floats, d: Floats, points: Floats) -> bool:
    """Tell whether no point is lost when an edge a–b, or its prolongation, turns to c–d.

    One end stays: a is c, or b is d. What lies on the old edge counts as lost, what lies on the
    new one does not.
    """
    eps = 1e-7
    stays = a[0] == c[0] and a[1] == c[1]
    tip = d if stays else c
    if _turn(a[0], a[1], b[0], b[1], tip[0], tip[1]) <= 0:
        return True
    for k in range(len(points)):
        x, y = points[k, 0], points[k, 1]
        if _turn(a[0], a[1], b[0], b[1], x, y) < -eps or _turn(c[0], c[1], d[0], d[1], x, y) > -eps:
            continue
        # The third side, from the old corner to the new one, is shared with the other triangle.
        if stays:
            third = _turn(b[0], b[1], tip[0], tip[1], x, y)
        else:
            third = _turn(tip[0], tip[1], a[0], a[1], x, y)
        if third > -eps:
            return False
    return True


@compiled
def _moved(ring: Floats, i: int, x: float, y: float, shape: Floats) -> tuple[bool, Floats]:
    """Move one corner; tell whether the shape stays inside and the ring simple."""
    n = len(ring)
    h, j = (i - 1) % n, (i + 1) % n
    new = ring.copy()
    new[i, 0], new[i, 1] = x, y
    if not (
        _loses_none(ring[h], ring[i], new[h], new[i], shape)
        and _loses_none(ring[i], ring[j], new[i], new[j], shape)
    ):
        return False, new
    for k in range(len(shape)):
        p, q = shape[k], shape[(k + 1) % len(shape)]
        if _cross(new[h], new[i], p, q) or _cross(new[i], new[j], p, q):
            return False, new
    for k in range(n):
        p, q = new[k], new[(k + 1) % n]
        if k not in (h, i) and (_cross(new[h], new[i], p, q) or _cross(new[i], new[j], p, q)):
            return False, new
    return True, new


@compiled
def _gain(ring: Floats, i: int, x: float, y: float) -> float:
    """Return what a ring gains in area when one corner moves."""
    n = len(ring)
    h, j = (i - 1) % n, (i + 1) % n
    across = (ring[h, 0] - ring[j, 0]) * (y - ring[i, 1])
    return float((across - (ring[h, 1] - ring[j, 1]) * (x - ring[i, 0])) / 2)


@compiled
def _along(ring: Floats, i: int, j: int, far: float) -> tuple[float, float]:
    """Return where corner i is when it slides away from corner j, or towards it."""
    dx, dy = ring[i, 0] - ring[j, 0], ring[i, 1] - ring[j, 1]
    length = np.hypot(dx, dy)
    share = max(far / length, -0.9)
    return ring[i, 0] + share * dx, ring[i, 1] + share * dy


@compiled
def _tightened(  # noqa: C901  # one compiled loop
    given: Floats, shape: Floats, step: float, finest: float
) -> Floats:
    """Move corners and edges as long as the area shrinks and the shape stays inside."""
    best = given.copy()
    n = len(best)
    area = _area(best)
    least = _area(shape) - 1e-6
    rounds = 0
    while step > finest and rounds < _ROUNDS:
        rounds += 1
        better = False
        for i in range(n):
            for turn in range(16):
                angle = turn * np.pi / 8
                x, y = best[i, 0] + step * np.cos(angle), best[i, 1] + step * np.sin(angle)
                size = area + _gain(best, i, x, y)
                if least < size < area - _WORTH * area:
                    fits, new = _moved(best, i, x, y, shape)
                    if fits:
                        best, area, better = new, size, True
            j = (i + 1) % n
            for turn in range(14):
                ratio = 2.0 ** (turn // 2 - 3)
                # One end slides outwards along the edge beside it, then the other inwards.
                first, second = (i, j) if turn % 2 else (j, i)
                beside = (first - 1) % n if turn % 2 else (first + 1) % n
                other = (second + 1) % n if turn % 2 else (second - 1) % n
                x, y = _along(best, first, beside, step)
                tried = best.copy()
                tried[first, 0], tried[first, 1] = x, y
                u, v = _along(tried, second, other, -step * ratio)
                size = area + _gain(best, first, x, y) + _gain(tried, second, u, v)
                if least < size < area - _WORTH * area:
                    fits, new = _moved(best, first, x, y, shape)
                    if fits:
                        fits, new = _moved(new, second, u, v, shape)
                    if fits:
                        best, area, better = new, size, True
        if not better:
            step /= 2
    return best
