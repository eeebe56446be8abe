"""From shared edges to border lines: the part on land, its ends, its length."""

from dataclasses import dataclass

import numpy as np
import shapely
from boundaries_land import Land
from boundaries_topology import Parts, Shared, merged, nodes_of
from numpy.typing import NDArray
from pyproj import Geod

from csbm.geo.measure.densify import densified

GEOD = Geod(ellps="WGS84")
#: Shorter stretches of water between two stretches of land belong to the border: they are mouths
#: of rivers and creeks that the mask shows as sea.
GAP_KM = 1.0
_CHUNK = 32
#: Unclaimed land is bundled up to this size (100 square kilometres).
LARGEST_POCKET_DEG2 = 0.01


def length_km(lines: shapely.Geometry) -> float:
    """Geodesic length of lines whose edges are straight in longitude and latitude."""
    total = 0.0
    for part in shapely.get_parts(lines):
        xy = densified(shapely.get_coordinates(part))
        total += GEOD.line_length(xy[:, 0], xy[:, 1])
    return total / 1000


@dataclass(frozen=True)
class LandIndex:
    """The land, ready to be asked by edges."""

    tiles: NDArray[np.object_]
    tile_tree: shapely.STRtree
    coast_tree: shapely.STRtree

    @classmethod
    def of(cls, land: Land) -> "LandIndex":
        """Index the tiles, and the coast in short pieces."""
        tiles = shapely.get_parts(land.tiles)
        rings = shapely.get_rings(land.fine)
        chunks = []
        for xy in map(shapely.get_coordinates, rings):
            chunks += [
                shapely.linestrings(xy[i : i + _CHUNK + 1]) for i in range(0, len(xy) - 1, _CHUNK)
            ]
        shapely.prepare(tiles)
        return cls(tiles, shapely.STRtree(tiles), shapely.STRtree(chunks))

    def split(self, edges: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Split edges at the coast into those on land and those at sea."""
        lines = shapely.linestrings(edges.reshape(-1, 2, 2))
        crossing = np.zeros(len(edges), dtype=bool)
        crossing[np.unique(self.coast_tree.query(lines, predicate="intersects")[0])] = True
        middles = shapely.points((edges[:, :2] + edges[:, 2:]) / 2)
        inside = np.zeros(len(edges), dtype=bool)
        inside[np.unique(self.tile_tree.query(middles, predicate="intersects")[0])] = True
        dry, wet = [edges[inside & ~crossing]], [edges[~inside & ~crossing]]
        for edge, line in zip(edges[crossing], lines[crossing], strict=True):
            near = self.tiles[self.tile_tree.query(line)]
            local = shapely.unary_union(near)
            shares = _cut_shares(line, local)
            stops = edge[:2] + (edge[2:] - edge[:2]) * shares[:, None]
            stops[0], stops[-1] = edge[:2], edge[2:]
            pieces = np.hstack([stops[:-1], stops[1:]])
            on_land = shapely.intersects(local, shapely.points((stops[:-1] + stops[1:]) / 2))
            dry.append(pieces[on_land])
            wet.append(pieces[~on_land])
        return np.vstack(dry), np.vstack(wet)


def _cut_shares(line: shapely.LineString, land: shapely.Geometry) -> NDArray[np.float64]:
    """Where along an edge (0 to 1) it crosses the coast, with both its ends."""
    meets = shapely.intersection(line, shapely.boundary(land))
    at = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(meets)))
    shares = np.unique(np.concatenate([[0.0], at / line.length, [1.0]]))
    # Closer than a centimetre is one crossing.
    keep = np.append(True, np.diff(shares) * line.length > 1e-7)
    keep[-1] = True
    if len(keep) > 2 and shares[-1] - shares[-2] <= 1e-7 / line.length:
        keep[-2] = len(keep) == 2 or shares[-2] == 0
    return shares[keep]


def on_land(index: LandIndex, edges: NDArray[np.float64]) -> shapely.MultiLineString | None:
    """Give the part of a border that is a land border, or None where there is none."""
    edges = np.unique(edges, axis=0)
    dry, wet = index.split(edges)
    if not len(dry):
        return None
    shores = {tuple(xy) for xy in _ends(merged(dry))}
    for stretch in shapely.get_parts(merged(wet)) if len(wet) else []:
        xy = shapely.get_coordinates(stretch)
        if tuple(xy[0]) in shores and tuple(xy[-1]) in shores and length_km(stretch) <= GAP_KM:
            dry = np.vstack([dry, np.hstack([xy[:-1], xy[1:]])])
    return merged(dry)


def _ends(lines: shapely.MultiLineString) -> NDArray[np.float64]:
    """Give the points where exactly one edge of a network ends (a ring has none)."""
    runs = [shapely.get_coordinates(part) for part in shapely.get_parts(lines)]
    both = np.vstack([xy[side] for xy in runs for side in (slice(None, -1), slice(1, None))])
    points, count = np.unique(both, axis=0, return_counts=True)
    return points[count == 1]


@dataclass(frozen=True)
class BorderLine:
    """One land border as it is bundled."""

    line: shapely.MultiLineString
    length_km: float
    disputed_km: float
    ends: list[tuple[float, float, str]]
    uncut: NDArray[np.float64]


def borders_of(parts: Parts, shared: Shared, index: LandIndex) -> dict[tuple[str, str], BorderLine]:
    """Give every land border: the shared edges of each pair, cut at the coast."""
    nodes = nodes_of(parts)
    found = {}
    for pair, (edges, contested) in shared.items():
        line = on_land(index, edges)
        if line is None:
            continue
        beside = np.unique(edges[contested], axis=0)
        disputed = index.split(beside)[0] if len(beside) else beside
        found[pair] = BorderLine(
            line=line,
            length_km=length_km(line),
            disputed_km=length_km(merged(disputed)) if len(disputed) else 0.0,
            ends=ends_of(line, pair, edges, nodes),
            uncut=edges,
        )
    return found


def ends_of(
    line: shapely.MultiLineString,
    pair: tuple[str, str],
    uncut: NDArray[np.float64],
    nodes: dict[tuple[float, float], set[str]],
) -> list[tuple[float, float, str]]:
    """Name the ends of a border and what makes each.

    Parameters
    ----------
    line : MultiLineString
        The border on land.
    pair : tuple of str
        The parties.
    uncut : array, shape (n, 4)
        Its edges, those at sea included.
    nodes : dict
        The states that meet at each node of the map.
    """
    whole = {(lon, lat) for lon, lat in _ends(merged(np.unique(uncut, axis=0))).tolist()}
    found = []
    for lon, lat in _ends(line).tolist():
        if nodes.get((lon, lat), set()) - set(pair):
            kind = "tripoint"
        else:
            kind = "cut" if (lon, lat) in whole else "coast"
        found.append((lon, lat, kind))
    return found


def is_pocket(polygon: shapely.Polygon, land: Land) -> bool:
    """Tell whether an unclaimed area is a small piece of land, not high sea with an islet in it."""
    if polygon.area > LARGEST_POCKET_DEG2:
        return False
    near = land.tiles[shapely.intersects(land.tiles, polygon)]
    return bool((shapely.area(shapely.intersection(near, polygon)) > 0).any())


def land_areas_km2(parts: Parts, land: Land) -> dict[str, float]:
    """Give the undisputed land of every state, in square kilometres on the ellipsoid."""
    shapely.prepare(parts.polygons)
    tree = shapely.STRtree(land.tiles)
    areas: dict[str, float] = {}
    for who, polygon in zip(parts.claimants, parts.polygons, strict=True):
        if len(who) != 1:
            continue
        tiles = land.tiles[tree.query(polygon, predicate="intersects")]
        whole = shapely.contains_properly(polygon, tiles)
        pieces = [*tiles[whole], *shapely.intersection(tiles[~whole], polygon)]
        areas[who[0]] = areas.get(who[0], 0.0) + sum(area_km2(piece) for piece in pieces)
    return areas


def area_km2(shape: shapely.Geometry) -> float:
    """Give the ellipsoidal area of polygons whose edges are straight in lon/lat.

    The area between the equator and a latitude is a closed form (Snyder 1987, eq. 3-12), integrated
    along each edge by five-point Gauss quadrature.
    """
    nodes, weights = np.polynomial.legendre.leggauss(5)
    eccentricity = float(np.sqrt(GEOD.es))
    total = 0.0
    for polygon in shapely.get_parts(shapely.get_parts(shape)):
        if polygon.geom_type != "Polygon":
            continue
        for number, ring in enumerate((polygon.exterior, *polygon.interiors)):
            xy = np.radians(shapely.get_coordinates(ring))
            lat = (xy[:-1, 1, None] * (1 - nodes) + xy[1:, 1, None] * (1 + nodes)) / 2
            sine = eccentricity * np.sin(lat)
            zone = (sine / (1 - sine**2) + np.arctanh(sine)) / eccentricity
            under = (zone * weights).sum(axis=1) / 2 * np.diff(xy[:, 0])
            total += (-1 if number else 1) * abs(float(under.sum())) * GEOD.b**2 / 2
    return total / 1e6
