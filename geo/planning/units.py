"""Units shared out among as few convex areas as can be, with a proof of how few there must be.

A convex area that holds some units holds the hull of their circles. So units go together only
where that hull is no larger than an area may be, and what cannot go together with less cannot with
more: trying out every way of sharing units out, the farthest first, either finds a plan or proves
that so many areas are too few.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import shapely

from ..measure.ellipsoid import Floats

TRIES: Final = 20_000
"""How many ways of going on are tried before a number of areas is left open."""
_MOST_EXACT: Final = 300
Groups = list[list[int]]


def shared_out(
    circles: Sequence[Floats], fits: Callable[[shapely.Polygon], bool], bound: int, most: int
) -> Groups | None:
    """Return which circles go together, in as few groups as were found.

    Parameters
    ----------
    circles : sequence of array, shape (n, 2)
        Points of each circle in a flat chart.
    fits : callable
        Whether an area can hold a hull.
    bound : int
        How many groups there are at least.
    most : int
        How many there may be.

    Returns
    -------
    list of list of int, or None
        Numbers of the circles; nothing where ``most`` are too few.
    """
    greedy = _one_after_another(circles, fits)
    if len(circles) <= _MOST_EXACT:
        for count in range(bound, min(len(greedy), most + 1)):
            found, _ = _Search(circles, fits, count).run()
            if found is not None:
                return found
    return greedy if len(greedy) <= most else None


def least_groups(
    circles: Sequence[Floats], fits: Callable[[shapely.Polygon], bool], enough: int
) -> int:
    """Return a number of groups that is proven to be needed.

    Parameters
    ----------
    circles : sequence of array, shape (n, 2)
        Points of each circle, or of less.
    fits : callable
        Whether an area might hold a hull: never false where one can.
    enough : int
        How many groups are known to do.
    """
    if len(circles) > _MOST_EXACT:
        return 1
    for count in range(1, enough):
        found, whole = _Search(circles, fits, count).run()
        if found is not None or not whole:
            return count
    return enough


def _farthest_first(circles: Sequence[Floats]) -> list[int]:
    """Return the circles in an order in which each is far from all before it."""
    middles = np.array([circle.mean(axis=0) for circle in circles])
    apart = np.hypot(*(middles - middles.mean(axis=0)).T)
    order = [int(apart.argmax())]
    near = np.hypot(*(middles - middles[order[0]]).T)
    near[order[0]] = -1.0
    while len(order) < len(circles):
        order.append(int(near.argmax()))
        near = np.minimum(near, np.hypot(*(middles - middles[order[-1]]).T))
        near[order] = -1.0
    return order


def _one_after_another(
    circles: Sequence[Floats], fits: Callable[[shapely.Polygon], bool]
) -> Groups:
    """Return groups made one by one: the farthest circle left, then whatever adds least."""
    left = _farthest_first(circles)
    groups: Groups = []
    while left:
        group, hull = [left.pop(0)], circles[0]
        hull = circles[group[0]]
        while left:
            grown = shapely.area(
                shapely.convex_hull(
                    [shapely.MultiPoint(np.vstack([hull, circles[one]])) for one in left]
                )
            )
            best = int(np.argmin(grown))
            shape = _hull(hull, circles[left[best]])
            if not fits(shape):
                break
            hull = shapely.get_coordinates(shape)
            group.append(left.pop(best))
        groups.append(sorted(group))
    return groups


def _hull(*points: Floats) -> shapely.Polygon:
    return shapely.convex_hull(shapely.multipoints(np.vstack(points)))


class _Search:
    """All ways of sharing circles out among so many groups."""

    def __init__(
        self, circles: Sequence[Floats], fits: Callable[[shapely.Polygon], bool], count: int
    ) -> None:
        self.circles = circles
        self.fits = fits
        self.count = count
        self.order = _farthest_first(circles)
        self.tries = 0

    def run(self) -> tuple[Groups | None, bool]:
        """Return the groups, and whether all ways were tried where there are none."""
        found = self._on(0, [], [])
        return found, self.tries < TRIES

    def _on(self, at: int, groups: Groups, hulls: list[shapely.Polygon]) -> Groups | None:
        if at == len(self.order):
            return groups
        if self.tries >= TRIES:
            return None
        circle = self.circles[self.order[at]]
        points = shapely.multipoints(circle)
        ways = []
        for number, hull in enumerate(hulls):
            if shapely.covers(hull, points):  # it costs nothing there: no other way is better
                return self._on(at + 1, self._with(groups, number, at), hulls)
            grown = _hull(shapely.get_coordinates(hull), circle)
            ways.append((float(grown.area - hull.area), number, grown))
        ways.sort(key=lambda way: way[:2])
        if len(groups) < self.count:
            ways.append((0.0, len(groups), _hull(circle)))
        for _, number, grown in ways:
            self.tries += 1
            if self.fits(grown):
                later = [*hulls[:number], grown, *hulls[number + 1 :]]
                found = self._on(at + 1, self._with(groups, number, at), later)
                if found is not None:
                    return found
        return None

    def _with(self, groups: Groups, number: int, at: int) -> Groups:
        one = self.order[at]
        if number == len(groups):
            return [*groups, [one]]
        return [
            sorted([*group, one]) if place == number else group
            for place, group in enumerate(groups)
        ]
