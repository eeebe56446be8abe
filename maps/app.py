"""What ``csbm app`` carries: every land border, the land around all of them once, one base map.

A page of one border holds its own land; 329 of those would be 55 MB. Here land lies in tiles, cut
along lines that no border runs on, and a border names the tiles around it. Each border and each
tile is deflated for itself, and unpacked where it is chosen.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from ..boundaries.catalogue import CatalogueEntry
from ..boundaries.countries import countries
from ..geo.measure.around import around, polygons_of
from ..geo.measure.geodesic import SPREAD
from ..geo.zones.holders import lands_near
from ..geo.zones.tripoints import outline_of_end_cells
from ..geo.zones.zone import tripoints
from ..readers.angles import written_angles
from ..units.columns import known_headers
from .assembly import USUAL_KM
from .basemap import sights
from .display import METRES_PER_DEGREE, frame_of, reach_of
from .document import document, plain
from .engine import (
    DECIMALS,
    LAND_TOLERANCE_M,
    MOST_KM,
    STAR_KM,
    Engine,
    cut_line,
    ring_number,
    ring_numbers,
)
from .outlines import shared_lines
from .polyline import Pool, as_integers, encode, packed

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.atlas import Atlas
    from ..boundaries.border import Border
    from .content import PageContent

__all__ = ["BLOCK", "AppContent", "LandTiles", "app_document", "border_data", "packed_json"]

_LAND_KM: Final = 230.0
"""How far from a border an app knows whose land is whose: beyond any depth and its doubt."""
TILE_DEG: Final = 4.0
_OFFSET_DEG: Final = 0.0123
"""Tiles lie at whole multiples of their size and this: no border runs along such a line."""
BLOCK: Final = 6
"""Tiles are cut from blocks of so many by so many, for a large state has many tiles."""
_LINE_M: Final = 150.0
"""Simplification of the lines between states, which are for the eye."""
_LINE_DECIMALS: Final = 3

Tile = tuple[int, int]


@dataclass(frozen=True)
class AppContent:
    """All that an app holds.

    Parameters
    ----------
    template : PageContent
        The page of any one border with the units to be carried: what it has of the border itself
        is left out.
    title : str
        Its heading until a border is chosen, shown as written.
    borders : mapping of str to str
        What `border_data` gives, by name, packed.
    tiles : mapping of str to str
        What `LandTiles.data` gives, by name, packed.
    entries : sequence of CatalogueEntry
        The borders.
    provenance : mapping
    uncounted : mapping of str to str
        By state, what stands in place of a count.
    """

    template: "PageContent"
    title: str
    entries: Sequence[CatalogueEntry]
    borders: dict[str, str] = field(default_factory=dict)
    tiles: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, object] = field(default_factory=dict)
    uncounted: dict[str, str] = field(default_factory=dict)


def app_document(content: AppContent) -> dict[str, object]:
    """Return what the page's script reads before a border is chosen."""
    template = document(replace(content.template, engine=None))
    template["steps"] = template["lines"] = []
    template["ground"] = template["engine"] = None
    template["title"] = content.title
    # Its heading is the page's own, and follows the border that is chosen.
    template["heading"] = {"own": False, "regime": {}}
    template["provenance"] = plain(content.provenance)
    return {
        "template": template,
        "borders": [[*one.parties, round(one.length_km, 1)] for one in content.entries],
        "names": {one.alpha3: one.name for one in countries()},
        "codes": {one.alpha3: one.alpha2 for one in countries()},
        "uncounted": content.uncounted,
        "usual_km": USUAL_KM,
        "most_km": MOST_KM,
        "land_km": _LAND_KM - 2 * LAND_TOLERANCE_M / 1000,
        "spread": SPREAD,
        "decimals": DECIMALS,
        "seams": [TILE_DEG, _OFFSET_DEG],
        "reading": {"headers": known_headers(), **written_angles()},
    }


# -- one border ------------------------------------------------------------------------------------


def border_data(border: "Border") -> dict[str, object]:
    """Return one border: its line, how well it is known, the tiles and the names around it.

    Raises
    ------
    ValueError
        If a part of its line has no radius of its own.
    """
    engine = Engine.of(border)
    if engine is None:
        raise ValueError(f"{border.name}: its line and its evidence differ")
    parts, runs = cut_line(engine)
    ends = tripoints(border, engine.index)
    pool = Pool()
    stars = outline_of_end_cells(engine.index, ends, STAR_KM, engine.tolerance_m) if ends else []
    near = around(engine.index, _LAND_KM, LAND_TOLERANCE_M)
    tiles = tiles_of(near.geometry)
    deep = frame_of([border.line, reach_of(border.line, MOST_KM)])
    usual = frame_of([border.line, reach_of(border.line, USUAL_KM)])
    lands = [[one.own, list(one.names)] for one in _lands(border, tiles)]
    codes = {*border.parties, *(str(name) for _, names in lands for name in names)}
    return {
        "parties": list(border.parties),
        "groups": [list(group) for group in border.groups],
        "title": border.title,
        "length_km": float(border.length_km),
        "accuracy_m": float(border.accuracy_m),
        "source": {
            key: str(getattr(border.source, key))
            for key in ("title", "release", "licence", "attribution", "viewpoint", "url")
        },
        "disputes": [piece.words for piece in border.disputes],
        "marks": [[end.lon, end.lat, end.kind] for end in border.ends],
        "box": [round(float(edge), 4) for edge in border.line.bounds],
        "view": [round(edge, 4) for edge in (usual.west, usual.south, usual.east, usual.north)],
        "tolerance_m": round(deep.tolerance_m, 1),
        "sights": sights(deep, codes),
        "line": packed(_planes(np.vstack(parts))),
        "rest": {
            "parts": [len(part) for part in parts],
            "runs": runs,
            "accuracy_m": float(border.accuracy_m),
            "ends": [[line, int(at_start)] for line, at_start in ends],
            "stars": [ring_number(one, pool) for one in stars],
            "lands": lands,
            "lines": pool.lines,
        },
        "tiles": [tile_name(one) for one in tiles],
    }


def _planes(coordinates: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> bytes:
    """Return float64 with the first bytes of all together, then the second: they deflate better."""
    flat = np.ascontiguousarray(coordinates.T.astype("<f8")).reshape(-1)
    return flat.view(np.uint8).reshape(-1, 8).T.tobytes()


def _lands(border: "Border", tiles: "Sequence[Tile]") -> "list[_Named]":
    """Return whose land is around, each once, in the order in which a place is asked for it."""
    boxes = [tile_box(one) for one in tiles]
    found = lands_near(border.atlas, border.parties, boxes, border.claimant)
    named = {one.own: _Named(one.own, tuple(one.names)) for one in found[2:]}
    return list(named.values())


@dataclass(frozen=True)
class _Named:
    own: str
    names: tuple[str, ...]


# -- tiles of land ---------------------------------------------------------------------------------


def tile_name(tile: Tile) -> str:
    """Return a tile's name.

    >>> tile_name((-3, 12))
    '-3.12'
    """
    return f"{tile[0]}.{tile[1]}"


def tile_box(tile: Tile, many: int = 1) -> tuple[float, float, float, float]:
    """Return a tile's box, degrees; of ``many`` by ``many`` from it on."""
    west, south = (TILE_DEG * at + _OFFSET_DEG for at in tile)
    size = TILE_DEG * many
    edges = (west, south, round(west + size, 4), round(south + size, 4))
    return (
        max(-180.0, round(edges[0], 4)),
        max(-90.0, round(edges[1], 4)),
        min(180.0, edges[2]),
        min(90.0, edges[3]),
    )


def tiles_of(area: "BaseGeometry") -> list[Tile]:
    """Return the tiles that an area touches."""
    shapely.prepare(area)
    found: set[Tile] = set()
    for west, south, east, north in shapely.bounds(shapely.get_parts(area)).tolist():
        columns, rows = (
            range(
                int(np.floor((low - _OFFSET_DEG) / TILE_DEG)),
                int(np.floor((high - _OFFSET_DEG) / TILE_DEG)) + 1,
            )
            for low, high in ((west, east), (south, north))
        )
        found |= {(x, y) for x in columns for y in rows}
    return sorted(one for one in found if shapely.intersects(area, shapely.box(*tile_box(one))))


@dataclass(frozen=True)
class _Block:
    lands: "dict[str, BaseGeometry]"
    land: "BaseGeometry"


class LandTiles:
    """All land in tiles; the last block that tiles were cut from is kept.

    Parameters
    ----------
    atlas : Atlas
        Whose land is whose.
    """

    def __init__(self, atlas: "Atlas") -> None:
        self._atlas = atlas
        self._kept: tuple[Tile, _Block] | None = None

    def data(self, tile: Tile) -> dict[str, object]:
        """Return whose land lies in a tile, what of it is dry, and the lines between states.

        ``lands`` is a list of whose, rings, and the rings of its dry land where it has a sea;
        ``land`` is land, whoever's; ``lines`` tells apart two neighbours, for the eye.
        """
        box = shapely.box(*tile_box(tile))
        block = self._block((tile[0] // BLOCK * BLOCK, tile[1] // BLOCK * BLOCK))
        land = _cut(block.land, box)
        pool = Pool()
        lands: list[list[object]] = []
        owned: dict[str, BaseGeometry] = {}
        for own, geometry in block.lands.items():
            here = _cut(geometry, box)
            if here.is_empty:
                continue
            owned[own] = here
            dry = polygons_of(shapely.intersection(here, land))
            inland = shapely.equals(dry, here)
            lands.append(
                [own, ring_numbers(here, pool), None if inland else ring_numbers(dry, pool)]
            )
        lines = shared_lines(owned, land=land, tolerance_degrees=_LINE_M / METRES_PER_DEGREE)
        return {
            "lands": lands,
            "land": ring_numbers(land, pool),
            "pool": pool.lines,
            "lines": [
                [one, other, [encode(vertices) for vertices in _drawn(line)]]
                for one, other, line in lines
            ],
        }

    def _block(self, corner: Tile) -> _Block:
        """Return all land of a block of tiles, by whose it is."""
        if self._kept is not None and self._kept[0] == corner:
            return self._kept[1]
        box = tile_box(corner, BLOCK)
        shape = shapely.box(*box)
        states = self._atlas.third_states((), [box])
        lands = {code: _cut(one, shape) for code, one in states.items()}
        claimed: dict[str, list[BaseGeometry]] = {}
        for area in self._atlas.disputed([box]):
            claimed.setdefault("/".join(area.claimants) or "unclaimed", []).append(area.geometry)
        lands |= {own: _cut(shapely.union_all(some), shape) for own, some in claimed.items()}
        made = _Block(lands, _cut(self._atlas.land([box]), shape))
        self._kept = (corner, made)
        return made


def _cut(geometry: "BaseGeometry", box: "BaseGeometry") -> "BaseGeometry":
    if geometry.is_empty:
        return geometry
    if not shapely.is_valid(geometry):
        geometry = shapely.make_valid(geometry)
    return polygons_of(shapely.intersection(geometry, box))


def _drawn(geometry: "BaseGeometry") -> Iterable[list[tuple[int, int]]]:
    for part in shapely.get_parts(geometry):
        vertices = as_integers(shapely.get_coordinates(part), _LINE_DECIMALS)
        if len(vertices) > 1:
            yield vertices


def packed_json(value: object) -> str:
    """Return JSON, deflated and in base64."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return packed(text.encode("utf-8"))
