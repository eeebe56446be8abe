"""The interval that a distance from a border may lie in, each stretch of it known in its own way.

A point's true distance is no less than the least, over the line, of the distance to a stretch less
that stretch's radius, and no more than the least of the distance plus the radius. The stretch that
decides need not be the nearest: one that is farther and worse known may reach nearer. Stretches of
one radius make one index, so that both bounds are exact.
"""

from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ..measure.ellipsoid import Floats
from ..measure.geodesic import LineIndex

if TYPE_CHECKING:
    from ...boundaries.border import Border
    from ...boundaries.evidence import LineEvidence

__all__ = ["LineInterval", "line_interval"]


class LineInterval(NamedTuple):
    """Bounds of n distances from a border: arrays of shape (n,)."""

    low_m: Floats
    """Least distance that the line's radii allow, metres; below 0 where the true line may run past
    the point, and by how far."""
    high_m: Floats
    """Largest distance that they allow, metres."""
    low_run: NDArray[np.int64]
    """Which run of the border's evidence decides the least; -1 where it has no evidence."""
    high_run: NDArray[np.int64]
    """Which decides the largest."""


class _Group(NamedTuple):
    """All of a line that has one radius."""

    radius_m: float
    line: LineIndex
    run: NDArray[np.int64]


_STEP_M: Final = 250.0
_GROUPS: Final[WeakKeyDictionary[LineIndex, tuple[_Group, ...]]] = WeakKeyDictionary()


def line_interval(
    border: "Border",
    index: LineIndex,
    lon: Floats,
    lat: Floats,
    *,
    known_along: bool = True,
) -> LineInterval:
    """Return the interval that each point's distance from a border may lie in.

    Parameters
    ----------
    border : Border
        A border without evidence has its ``accuracy_m`` all along.
    index : LineIndex
        Of the border's line, or of a part of it.
    lon, lat : array of float, shape (n,)
        Degrees, WGS84.
    known_along : bool
        Whether the index is of the border's own line; else its ``accuracy_m`` counts all along.

    Returns
    -------
    LineInterval

    Examples
    --------
    >>> import shapely
    >>> from csbm.boundaries.border import Border
    >>> border = Border.between("BLR", "POL")
    >>> index = LineIndex([shapely.get_coordinates(part) for part in border.line.geoms])
    >>> found = line_interval(border, index, np.array([23.0]), np.array([53.0]))
    >>> bool(found.low_m[0] < found.high_m[0])
    True
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    evidence = border.evidence if known_along else None
    if evidence is None:
        distance = index.nearest(lon, lat).distance_m
        none = np.full(len(distance), -1, np.int64)
        return LineInterval(
            distance - border.accuracy_m, distance + border.accuracy_m, none, none.copy()
        )
    groups = _groups(evidence, index)
    if len(groups) == 1:
        near = groups[0].line.nearest(lon, lat)
        run, radius = groups[0].run[near.line], groups[0].radius_m
        return LineInterval(near.distance_m - radius, near.distance_m + radius, run, run.copy())
    nearest_m = index.nearest(lon, lat).distance_m
    low, low_run = _bound(groups[::-1], lon, lat, nearest_m, sign=-1.0)
    high, high_run = _bound(groups, lon, lat, nearest_m, sign=1.0)
    return LineInterval(low, high, low_run, high_run)


def _bound(
    groups: tuple[_Group, ...],
    lon: Floats,
    lat: Floats,
    nearest_m: Floats,
    *,
    sign: float,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the least of distance plus signed radius over the groups, and the run that has it.

    Groups come so that what is added grows. No group is nearer than the line as a whole is, so
    that one whose addition already exceeds the best need not be measured.
    """
    best = np.full(len(lon), np.inf)
    run = np.full(len(lon), -1, np.int64)
    for group in groups:
        added = sign * group.radius_m
        rows = np.flatnonzero(nearest_m + added < best + 1e-6)
        if not len(rows):
            break
        near = group.line.nearest(lon[rows], lat[rows])
        better = near.distance_m + added < best[rows]
        best[rows[better]] = near.distance_m[better] + added
        run[rows[better]] = group.run[near.line[better]]
    return best, run


def _groups(evidence: "LineEvidence", index: LineIndex) -> tuple[_Group, ...]:
    """Return the line's stretches by radius, the smallest first."""
    found = _GROUPS.get(index)
    if found is None:
        pieces, runs = _pieces(evidence, index)
        radius = evidence.bound_m[runs]
        found = tuple(
            _Group(
                float(value),
                LineIndex([pieces[row] for row in np.flatnonzero(radius == value)]),
                runs[radius == value],
            )
            for value in np.unique(radius)
        )
        _GROUPS[index] = found
    return found


def _pieces(evidence: "LineEvidence", index: LineIndex) -> tuple[list[Floats], NDArray[np.int64]]:
    """Return the pieces of a line that lie on one run each, and which runs these are."""
    whole = LineIndex(evidence.lines)
    if len(whole.lines) == len(index.lines) and all(map(np.array_equal, whole.lines, index.lines)):
        numbers = np.arange(len(evidence), dtype=np.int64)
        return [evidence.coordinates(number) for number in numbers.tolist()], numbers
    pieces: list[Floats] = []
    runs: list[int] = []
    for line in index.lines:
        cut, on = _along_whole(evidence, whole, line)
        pieces += cut
        runs += on
    return pieces, np.array(runs, np.int64)


def _along_whole(
    evidence: "LineEvidence", whole: LineIndex, line: Floats
) -> tuple[list[Floats], list[int]]:
    """Return a part of the line in pieces of one run each.

    It is cut every few hundred metres; a piece that lies on several runs has the least known.
    """
    from ...boundaries.evidence import along_vertices, places_along

    if len(line) == 1:
        near = whole.nearest(line[:, 0], line[:, 1])
        return [line], evidence.at(near.line, near.along_m).tolist()
    vertices = along_vertices(line)
    steps = np.arange(0.0, vertices[-1], _STEP_M)
    along = np.unique(np.concatenate([vertices, steps]))
    fine = places_along(line, vertices, along)
    fine[np.searchsorted(along, vertices)] = line
    near = whole.nearest(fine[:, 0], fine[:, 1])
    on = evidence.at(near.line, near.along_m)
    both = np.stack([on[:-1], on[1:]])
    worst = both[np.argmax(evidence.bound_m[both], axis=0), np.arange(both.shape[1])]
    starts = np.flatnonzero(np.diff(worst, prepend=-1))
    stops = np.append(starts[1:], len(worst))
    return (
        [fine[a : b + 1] for a, b in zip(starts, stops, strict=True)],
        worst[starts].tolist(),
    )
