"""Lines between states around a border, from the border's own source, for the eye only."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]


def lines_between(
    lands: Mapping[str, BaseGeometry],
    *,
    land: BaseGeometry,
    groups: Sequence[Collection[str]],
    box: Box,
    tolerance_degrees: float,
) -> list[tuple[bool, BaseGeometry]]:
    """Return the lines that two neighbours share, on land, without those between the groups.

    The base map's lines are up to three kilometres off; drawn beside zones that are cut along the
    source's own lines they would show every edge of a zone twice.

    Parameters
    ----------
    lands : mapping of str to geometry
        Territory by code, lon/lat degrees; neighbours share their edges vertex for vertex. A code
        with a slash ("AAA/BBB") is land that both claim.
    land : geometry
        Dry land: lines out at sea are left out.
    groups : sequence of collection of str
        The parties on either side of the border, which the page draws apart.
    box : tuple of float
        West, south, east, north in degrees; nothing outside is returned.
    tolerance_degrees : float
        Simplification.

    Returns
    -------
    list of (bool, geometry)
        Whether a line bounds land that two states claim, and the lines.

    Examples
    --------
    >>> squares = {"AAA": shapely.box(0, 0, 1, 1), "BBB": shapely.box(1, 0, 2, 1)}
    >>> around = {"land": shapely.box(0, 0, 2, 1), "box": (0, 0, 2, 1), "tolerance_degrees": 0}
    >>> [(disputed, line.wkt) for disputed, line in lines_between(squares, groups=[], **around)]
    [(False, 'LINESTRING (1 0, 1 1)')]
    >>> lines_between(squares, groups=[["AAA"], ["BBB"]], **around)
    []
    """
    codes = sorted(lands)
    edges, owners = _edges([lands[code] for code in codes])
    # Sorting is what costs: edges out of sight, most of a large state's, need none.
    west, south, east, north = box
    seen = (np.minimum(edges[:, 0], edges[:, 2]) <= east) & (
        np.maximum(edges[:, 0], edges[:, 2]) >= west
    )
    seen &= (np.minimum(edges[:, 1], edges[:, 3]) <= north) & (
        np.maximum(edges[:, 1], edges[:, 3]) >= south
    )
    edges, owners = edges[seen], owners[seen]
    first, second, shared = _shared(edges, owners)
    at = [next((n for n, one in enumerate(groups) if code in one), -1) for code in codes]
    group = np.array(at, np.int64)
    claimed = np.array(["/" in code for code in codes], dtype=bool)
    wanted = np.zeros(0, dtype=bool)
    if len(shared):
        one, other = group[first], group[second]
        wanted = (one < 0) | (other < 0) | (one == other)
    disputed = claimed[first] | claimed[second] if len(shared) else wanted
    found = []
    for mark in (False, True):
        segments = shared[wanted & (disputed == mark)].reshape(-1, 2, 2)
        if not len(segments):
            continue
        lines = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
        near = shapely.clip_by_rect(shapely.simplify(lines, tolerance_degrees), *box)
        dry = shapely.intersection(near, land)
        if not dry.is_empty:
            found.append((mark, dry))
    return found


def shared_lines(
    lands: Mapping[str, BaseGeometry], *, land: BaseGeometry, tolerance_degrees: float
) -> list[tuple[str, str, BaseGeometry]]:
    """Return the lines that each two neighbours share, on land.

    Parameters
    ----------
    lands, land, tolerance_degrees
        As for `lines_between`.

    Returns
    -------
    list of (str, str, geometry)
        Both codes, and the lines.

    Examples
    --------
    >>> squares = {"AAA": shapely.box(0, 0, 1, 1), "BBB": shapely.box(1, 0, 2, 1)}
    >>> found = shared_lines(squares, land=shapely.box(0, 0, 2, 1), tolerance_degrees=0)
    >>> [(one, other, line.wkt) for one, other, line in found]
    [('AAA', 'BBB', 'LINESTRING (1 0, 1 1)')]
    """
    codes = sorted(lands)
    first, second, shared = _shared(*_edges([lands[code] for code in codes]))
    found = []
    for one, other in sorted(set(zip(first.tolist(), second.tolist(), strict=True))):
        segments = shared[(first == one) & (second == other)].reshape(-1, 2, 2)
        lines = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
        dry = shapely.intersection(shapely.simplify(lines, tolerance_degrees), land)
        if not dry.is_empty:
            found.append((codes[one], codes[other], dry))
    return found


def _edges(shapes: list[BaseGeometry]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return every edge as x, y, x, y with its ends in one order, and whose it is."""
    edges, owners = [np.empty((0, 4))], [np.empty(0, dtype=np.int64)]
    for owner, shape in enumerate(shapes):
        rings = shapely.get_rings(shapely.get_parts(shape))
        xy, at = shapely.get_coordinates(rings, return_index=True)
        same_ring = at[1:] == at[:-1]
        start, end = xy[:-1][same_ring], xy[1:][same_ring]
        turn = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
        start[turn], end[turn] = end[turn], start[turn].copy()
        edges.append(np.hstack([start, end]))
        owners.append(np.full(len(start), owner, dtype=np.int64))
    return np.concatenate(edges), np.concatenate(owners)


def _shared(
    edges: NDArray[np.float64], owners: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return, for each edge that two owners have, both owners and the edge."""
    order = np.lexsort(edges.T[::-1])
    edges, owners = edges[order], owners[order]
    same = (edges[1:] == edges[:-1]).all(axis=1) & (owners[1:] != owners[:-1])
    return owners[:-1][same], owners[1:][same], edges[:-1][same]
