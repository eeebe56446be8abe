"""From overlapping countries to a map without gaps, and from the map to the shared lines.

A *part* is one polygon of the map with the set of states that claim it: one claimant makes it a
territory, several make it disputed, none makes it unclaimed (or high sea).
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from boundaries_sources import Zones
from numpy.typing import NDArray

#: Both releases give seven decimals or fewer, so this grid moves no vertex of theirs.
NODING_GRID_DEG = 1e-7
PRISTINA = shapely.Point(21.166, 42.667)
#: How far Natural Earth's line is drawn on at both ends, to be sure to reach the outer border.
KOSOVO_REACH_DEG = 0.2


#: Edges of each border (n, 4), and which of them lie beside contested land.
Shared = dict[tuple[str, str], tuple[NDArray[np.float64], NDArray[np.bool_]]]


@dataclass(frozen=True)
class Parts:
    """The map: polygons that neither overlap nor leave gaps, and who claims each."""

    claimants: list[tuple[str, ...]]
    polygons: NDArray[np.object_]


def countries_of(zones: Zones, alpha3_of_zone: dict[str, str]) -> dict[str, shapely.Geometry]:
    """Unite the zones of each country; zones of the high sea (``Etc/…``) are left out."""
    members: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for name, polygon in zip(zones.names, zones.polygons, strict=True):
        if name in alpha3_of_zone:
            members[alpha3_of_zone[name]].append(polygon)
    return {code: shapely.unary_union(members[code]) for code in sorted(members)}


def kosovo_line(kosovo: shapely.Geometry, serbia: shapely.Geometry) -> shapely.LineString:
    """Give Natural Earth's line between Kosovo and Serbia, drawn on beyond both its ends."""
    shared = shapely.line_merge(shapely.intersection(kosovo.boundary, serbia.boundary))
    line = max(shapely.get_parts(shared), key=shapely.length)
    xy = shapely.get_coordinates(line)

    def beyond(end: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        step = end - before
        return end + step / np.hypot(*step) * KOSOVO_REACH_DEG

    # The direction is taken over a few vertices, or the last small bend would decide it.
    first, last = beyond(xy[0], xy[3]), beyond(xy[-1], xy[-4])
    return shapely.LineString(np.vstack([first, xy, last]))


def map_of(countries: dict[str, shapely.Geometry], extra: list[shapely.Geometry]) -> Parts:
    """Cut the countries along all their lines and tell who claims each piece.

    Overlaps come out as pieces with several claimants, so no land is counted twice.
    """
    codes = list(countries)
    outlines = [shapely.boundary(countries[code]) for code in codes]
    noded = shapely.unary_union([*outlines, *extra], grid_size=NODING_GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize([shapely.line_merge(noded)]))
    shapes = np.array([countries[code] for code in codes], dtype=object)
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapely.point_on_surface(faces))
    owners: list[set[str]] = [set() for _ in faces]
    for country, face in zip(*tree.query(shapes, predicate="contains"), strict=True):
        owners[face].add(codes[country])
    if extra:
        for face in np.flatnonzero(shapely.contains(faces, PRISTINA)):
            owners[face] = {"XKX"}
    return _united(owners, faces)


def _united(owners: list[set[str]], faces: NDArray[np.object_]) -> Parts:
    grouped: dict[tuple[str, ...], list[shapely.Geometry]] = defaultdict(list)
    for names, face in zip(owners, faces, strict=True):
        grouped[tuple(sorted(names))].append(face)
    claimants, polygons = [], []
    for names in sorted(grouped):
        union = shapely.coverage_union_all(grouped[names])
        parts = shapely.get_parts(shapely.normalize(union))
        claimants += [names] * len(parts)
        polygons += list(parts)
    return Parts(claimants, np.array(polygons, dtype=object))


def on_grid(shapes: NDArray[np.object_], bits: int) -> NDArray[np.object_]:
    """Move vertices to multiples of ``2**-bits`` degrees and drop repeated ones."""
    cells = 2.0**bits
    moved = shapely.transform(shapes, lambda xy: np.round(xy * cells) / cells)
    return shapely.remove_repeated_points(moved, 0.0)


def simplified(parts: Parts, tolerance_deg: float, bits: int) -> Parts:
    """Simplify all parts at once, so that neighbours go on sharing their edges."""
    shapes = shapely.coverage_simplify(parts.polygons, tolerance_deg)
    return Parts(parts.claimants, on_grid(shapes, bits))


def handed_over(parts: Parts, land: shapely.Geometry, giver: str, taker: str) -> Parts:
    """Give a state's pieces that lie on another's land to that other.

    Time zones know no north of Vietnam: it keeps the time of Bangkok, and comes with Thailand.
    """
    inside = shapely.intersects(shapely.point_on_surface(parts.polygons), land)
    claimants = [
        (taker,) if who == (giver,) and here else who
        for who, here in zip(parts.claimants, inside, strict=True)
    ]
    if claimants == parts.claimants:
        raise SystemExit(f"no piece of {giver} lies on the land of {taker}: the source has changed")
    own = [i for i, who in enumerate(claimants) if who == (taker,)]
    union = shapely.coverage_union_all(parts.polygons[own])
    pieces = list(shapely.get_parts(shapely.normalize(union)))
    first = min(i for i, who in enumerate(parts.claimants) if who == (taker,))
    names: list[tuple[str, ...]] = []
    polygons: list[shapely.Geometry] = []
    for number, (who, polygon) in enumerate(zip(claimants, parts.polygons, strict=True)):
        if number == first:
            names += [(taker,)] * len(pieces)
            polygons += pieces
        if who != (taker,):
            names.append(who)
            polygons.append(polygon)
    return Parts(names, np.array(polygons, dtype=object))


def nodes_of(parts: Parts) -> dict[tuple[float, float], set[str]]:
    """Name the states that meet at every point where more than two parts, or the rim, meet."""
    edges, beside = edges_of(parts)
    points, where = np.unique(edges.reshape(-1, 2), axis=0, return_inverse=True)
    degree = np.bincount(where)
    at_node = degree[where] > 2
    met: dict[tuple[float, float], set[str]] = defaultdict(set)
    both = np.repeat(beside, 2, axis=0)
    for row in np.flatnonzero(at_node):
        point = points[where[row]]
        for part in both[row]:
            if part >= 0:
                met[float(point[0]), float(point[1])].update(parts.claimants[part])
    return met


def faults(parts: Parts) -> list[tuple[str, ...]]:
    """Name the parts that are invalid or do not fit their neighbours."""
    bad = ~shapely.is_valid(parts.polygons)
    misfits = shapely.coverage_invalid_edges(parts.polygons)
    bad |= ~shapely.is_empty(misfits)
    return [parts.claimants[i] for i in np.flatnonzero(bad)]


def edges_of(parts: Parts) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give every edge of the map once, with the two parts beside it (-1: beyond the map).

    Returns
    -------
    edges : array, shape (n, 4)
        lon, lat of the smaller end and of the larger one (as pairs, lexicographically).
    beside : array, shape (n, 2)
        Numbers of the parts, the smaller first.
    """
    rings, ring_part = [], []
    for number, polygon in enumerate(parts.polygons):
        for ring in (polygon.exterior, *polygon.interiors):
            rings.append(shapely.get_coordinates(ring))
            ring_part.append(number)
    starts = np.vstack([ring[:-1] for ring in rings])
    stops = np.vstack([ring[1:] for ring in rings])
    part = np.repeat(ring_part, [len(ring) - 1 for ring in rings])
    swap = (starts[:, 0] > stops[:, 0]) | (
        (starts[:, 0] == stops[:, 0]) & (starts[:, 1] > stops[:, 1])
    )
    edges = np.where(swap[:, None], np.hstack([stops, starts]), np.hstack([starts, stops]))
    order = np.lexsort((part, edges[:, 3], edges[:, 2], edges[:, 1], edges[:, 0]))
    edges, part = edges[order], part[order]
    first = np.ones(len(edges), dtype=bool)
    first[1:] = (edges[1:] != edges[:-1]).any(axis=1)
    begin = np.flatnonzero(first)
    count = np.diff(np.append(begin, len(edges)))
    if (count > 2).any():
        raise SystemExit("an edge belongs to more than two parts: the map is not clean")
    beside = np.full((len(begin), 2), -1)
    beside[:, 1] = part[begin]
    twice = count == 2
    beside[twice, 0] = part[begin[twice]]
    beside[twice, 1] = part[begin[twice] + 1]
    return edges[begin], beside


def pairs_between(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name the pairs of states whose border runs between two parts.

    A state on one side and a state on the other, unless both claim both sides. Round a part that
    A and B claim, both its lines are theirs: against A the end of B's claim, against B that of A's.
    """
    pairs = set()
    for a in one:
        for b in other:
            pair = {a, b}
            if a != b and not (pair <= set(one) and pair <= set(other)):
                pairs.add((min(a, b), max(a, b)))
    return sorted(pairs)


def _owners_for_lines(parts: Parts, beside: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Read a pocket between two states that neither claims as if both did.

    Its two sides are then both the border, which would have a gap there otherwise.
    """
    neighbours: dict[int, set[str]] = defaultdict(set)
    outer = set()
    for left, right in np.unique(beside, axis=0):
        if left < 0:
            outer.add(right)
            continue
        neighbours[left].update(parts.claimants[right])
        neighbours[right].update(parts.claimants[left])
    return [
        tuple(sorted(neighbours[i]))
        if not who and i not in outer and len(neighbours[i]) == 2
        else who
        for i, who in enumerate(parts.claimants)
    ]


def shared_edges(parts: Parts) -> Shared:
    """Give the edges of every border, and which of them lie beside contested land."""
    edges, beside = edges_of(parts)
    owners = _owners_for_lines(parts, beside)
    inner = beside[:, 0] >= 0
    edges, beside = edges[inner], beside[inner]
    sides, which = np.unique(beside, axis=0, return_inverse=True)
    rows: dict[tuple[str, str], list[tuple[NDArray[np.int64], bool]]] = defaultdict(list)
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(sides) + 1))
    for number, (left, right) in enumerate(sides):
        one, other = owners[left], owners[right]
        members = order[bounds[number] : bounds[number + 1]]
        disputed = len(one) > 1 or len(other) > 1
        for pair in pairs_between(one, other):
            rows[pair].append((members, disputed))
    result = {}
    for pair in sorted(rows):
        numbers = np.concatenate([members for members, _ in rows[pair]])
        flags = np.concatenate([np.full(len(m), flag) for m, flag in rows[pair]])
        result[pair] = (edges[numbers], flags)
    return result


def merged(edges: NDArray[np.float64]) -> shapely.MultiLineString:
    """Join edges into as few lines as can be, in an order that hangs on nothing else."""
    lines = shapely.linestrings(edges.reshape(-1, 2, 2))
    joined = shapely.line_merge(shapely.multilinestrings(lines))
    return shapely.multilinestrings(list(shapely.get_parts(shapely.normalize(joined))))
