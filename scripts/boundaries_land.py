"""The land mask: where a border stops being a land border.

Lakes and rivers count as land; the Caspian Sea does not. The mask is cut into a quadtree of tiles,
so that a box of a few hundred kilometres reads only what lies in it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

#: Tolerance of simplifying (see `build_boundaries.TOLERANCE_DEG`) near borders and elsewhere.
FINE_DEG = 1.5e-3
COARSE_DEG = 8e-3
#: Smaller islands are left out (about 0.1 square kilometres near borders, 1 elsewhere).
LEAST_ISLAND_DEG2 = 1e-5
LEAST_FAR_ISLAND_DEG2 = 1e-4
#: Vertices lie on a grid of 2**-14 degrees (7 m), which tile edges lie on too.
GRID_DEG = 2.0**-14
SOUTHERN_LIMIT_DEG = -60.0
#: A tile is halved until it holds fewer vertices than this, or is this small.
TILE_VERTICES = 1500
TILE_LEAST_DEG = 0.5
LARGEST_FINE_TILE_DEG = 5.625
#: Hans Island, which GSHHG has some two kilometres too far east: a point on it there, and the way
#: to 80.8264 N 66.4597 W in degrees.
HANS_ISLAND = shapely.Point(-66.339, 80.8265)
HANS_SHIFT_DEG = (-0.121, 0.0)
#: Märket (350 m long), which GSHHG lacks; Sweden and Åland meet on it.
MARKET = shapely.box(19.1281, 60.2995, 19.1345, 60.3022)
IN_THE_CASPIAN = shapely.Point(50.5, 42.0)


@dataclass(frozen=True)
class Land:
    """The land as polygons that do not overlap, and the tiles that are bundled.

    Near borders the tiles are cut from ``fine``, elsewhere from a coarser copy.
    """

    fine: NDArray[np.object_]
    tiles: NDArray[np.object_]


def land_of(
    levels: NDArray[np.int64], shorelines: NDArray[np.object_], borders: NDArray[np.float64]
) -> Land:
    """Make the mask from GSHHG's shorelines.

    Parameters
    ----------
    levels, shorelines : arrays, shape (n,)
        As `boundaries_sources.read_shorelines` gives them.
    borders : array, shape (m, 4)
        Edges of all shared borders, at sea too: where the mask has to be fine.
    """
    shorelines = shapely.make_valid(shorelines)
    land = shorelines[(levels == 1) & (shapely.area(shorelines) > LEAST_ISLAND_DEG2)]
    land = land[shapely.bounds(land)[:, 3] > SOUTHERN_LIMIT_DEG]
    land = _only_polygons(_without_caspian(land, levels, shorelines))
    land = _with_islets(land)
    fine = _simplified(land, FINE_DEG)
    coarse = _simplified(fine, COARSE_DEG)
    coarse = coarse[shapely.area(coarse) > LEAST_FAR_ISLAND_DEG2]
    return Land(fine, _tiles(fine, coarse, _near_cells(borders)))


def _with_islets(land: NDArray[np.object_]) -> NDArray[np.object_]:
    """Put two small islands right that carry a border."""
    hans = np.flatnonzero(shapely.contains(land, HANS_ISLAND))
    if len(hans) != 1:
        raise SystemExit("Hans Island is not where it was in GSHHG 2.3.6")
    land[hans] = shapely.transform(land[hans], lambda xy: xy + HANS_SHIFT_DEG)
    return np.append(land, MARKET)


def _simplified(land: NDArray[np.object_], tolerance_deg: float) -> NDArray[np.object_]:
    # As one coverage, so that islands do not come to overlap each other.
    return _only_polygons(
        shapely.set_precision(shapely.coverage_simplify(land, tolerance_deg), GRID_DEG)
    )


def _near_cells(borders: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the cells of one degree (row: latitude) in which, or next to which, a border runs."""
    marked = np.zeros((180, 360), dtype=bool)
    for lon, lat in ((borders[:, 0], borders[:, 1]), (borders[:, 2], borders[:, 3])):
        row = np.clip(np.floor(lat + 90).astype(int), 0, 179)
        for step in (-1, 0, 1):
            column = (np.floor(lon + 180).astype(int) + step) % 360
            for shift in (-1, 0, 1):
                marked[np.clip(row + shift, 0, 179), column] = True
    return marked


def _only_polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]


def _without_caspian(
    land: NDArray[np.object_], levels: NDArray[np.int64], shorelines: NDArray[np.object_]
) -> NDArray[np.object_]:
    lakes = shorelines[levels == 2]
    caspian = lakes[shapely.contains(lakes, IN_THE_CASPIAN)][0]
    islands = shorelines[levels == 3]
    islands = islands[shapely.within(islands, caspian)]
    islands = islands[shapely.area(islands) > LEAST_ISLAND_DEG2]
    land = land.copy()
    mainland = np.flatnonzero(shapely.intersects(land, caspian))
    land[mainland] = shapely.difference(land[mainland], caspian)
    return np.concatenate([land, islands])


def _tiles(
    fine: NDArray[np.object_], coarse: NDArray[np.object_], near: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Cut the land into tiles, in the order of a quadtree (so neighbours stay together)."""
    tiles: list[shapely.Geometry] = []

    def cut(
        fine: NDArray[np.object_],
        coarse: NDArray[np.object_],
        west: float,
        south: float,
        size: float,
    ) -> None:
        box = shapely.box(west, south, west + size, south + size)
        fine, coarse = _clipped(fine, box), _clipped(coarse, box)
        rows = slice(int(np.floor(south + 90)), int(np.ceil(south + size + 90)))
        columns = slice(int(np.floor(west + 180)), int(np.ceil(west + size + 180)))
        far = not near[rows, columns].any()
        pieces = coarse if far else fine
        if not len(pieces) and not len(coarse):
            return
        vertices = int(shapely.get_num_coordinates(pieces).sum())
        settled = far or size <= LARGEST_FINE_TILE_DEG or vertices <= len(pieces) * 6
        if settled and (vertices <= TILE_VERTICES or size <= TILE_LEAST_DEG):
            tile = shapely.unary_union(pieces, grid_size=GRID_DEG)
            parts = _only_polygons(np.array([tile]))
            if len(parts):
                tiles.append(shapely.normalize(shapely.multipolygons(list(parts))))
            return
        half = size / 2
        for dx, dy in ((0, 0), (0, 1), (1, 0), (1, 1)):
            cut(fine, coarse, west + dx * half, south + dy * half, half)

    for west in range(-180, 180, 45):
        for south in range(-90, 90, 45):
            cut(fine, coarse, float(west), float(south), 45.0)
    return np.array(tiles, dtype=object)


def _clipped(pieces: NDArray[np.object_], box: shapely.Polygon) -> NDArray[np.object_]:
    west, south, east, north = box.bounds
    bounds = shapely.bounds(pieces).reshape(-1, 4)
    meets = (
        (bounds[:, 0] < east)
        & (bounds[:, 2] > west)
        & (bounds[:, 1] < north)
        & (bounds[:, 3] > south)
    )
    pieces, bounds = pieces[meets], bounds[meets]
    inside = (
        (bounds[:, 0] >= west)
        & (bounds[:, 2] <= east)
        & (bounds[:, 1] >= south)
        & (bounds[:, 3] <= north)
    )
    crossing = shapely.intersection(pieces[~inside], box)
    return _only_polygons(np.concatenate([pieces[inside], crossing]))
