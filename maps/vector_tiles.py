"""A map extract of one's own, a PMTiles archive of vector tiles, as a part of the page's ground.

Layers and kinds are told by the names that the three usual schemas give them: Protomaps' basemap,
OpenMapTiles, Shortbread. What else an archive holds is left out. Archives are read by ``pmtiles``,
tiles by ``mapbox-vector-tile``: an optional extra.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from ..common.errors import CsbmError, UsageError
from ..geo.measure.ellipsoid import Floats
from ..words.languages import LANGUAGES
from .ground_data import Box
from .ground_pack import Flat, flat_areas, flat_lines, packed_ground

if TYPE_CHECKING:
    from pmtiles.reader import Reader

DECIMALS: Final = 5
"""Of a degree: a metre, for houses."""
TILES_MAX: Final = 400
"""The finest zoom is taken at which no more tiles than this cover the zone's frame."""
TILE_MAX: Final = 20_000_000
"""Bytes of a tile once it is unpacked: one of more is no map."""
PACKED_MAX: Final = 3_000_000
"""Characters: where an extract takes more, the next coarser zoom is read."""
PLACES_MAX: Final = 3000
_GZIP: Final = 31

AREAS: Final = ("own_wood", "own_built", "own_water", "own_buildings")
WAYS: Final = ("own_streams", "own_roads", "own_rails")

_LAYERS: Final = {
    "own_roads": {"roads", "transportation", "streets", "road"},
    "own_water": {"water", "water_polygons", "ocean"},
    "own_streams": {"waterway", "water_lines", "physical_line", "water"},
    "own_buildings": {"buildings", "building"},
    "own_land": {"landuse", "landcover", "land", "natural"},
    "places": {"places", "place", "place_labels"},
}
_OF_AREAS: Final = ("own_water", "own_buildings", "own_land")
_OF_WAYS: Final = ("own_roads", "own_streams")
_KINDS: Final = ("kind", "class", "pmap:kind", "subclass", "kind_detail")
_WOOD: Final = {"wood", "forest", "scrub", "park", "nature_reserve", "wetland", "trees"}
_BUILT: Final = {
    *("residential", "urban_area", "industrial", "commercial", "retail", "suburb", "built_up"),
    *("railway", "military", "education", "hospital"),
}
_RAIL: Final = {"rail", "railway", "light_rail", "narrow_gauge", "subway", "tram"}
_PEOPLE: Final = {"city": 100_000, "town": 8_000, "village": 500, "suburb": 400, "hamlet": 100}
"""What a place counts as where an archive says its kind and not how many people live there."""


@dataclass(frozen=True)
class OwnGround:
    """What an extract adds to the ground of a frame.

    Parameters
    ----------
    packed : str
        Layers, as `ground_pack` packs them, in steps of ``10**-DECIMALS`` degrees.
    places : sequence of [name, lon, lat, people, other names by language]
    zoom : int
        Of the tiles that were read.
    """

    packed: str
    places: list[list[object]] = field(default_factory=list)
    zoom: int = 0


@dataclass(frozen=True)
class VectorTiles:
    """A PMTiles archive.

    Parameters
    ----------
    file : Path
    attribution : str
        Whose data they are, shown as written; the archive's own where this is empty.

    Raises
    ------
    UsageError
        If what reads it is not installed, or nobody says whose data they are.
    CsbmError
        If the file is no archive of vector tiles.
    """

    file: Path
    attribution: str = ""

    def __post_init__(self) -> None:
        with self._archive() as reader:
            told = reader.metadata().get("attribution", "")
        whose = self.attribution or re.sub(r"<[^>]*>", "", str(told)).strip()
        if not whose:
            raise UsageError(
                f"{self.file} does not say whose data it holds: add --tiles-attribution"
            )
        object.__setattr__(self, "attribution", whose)

    def _archive(self) -> "_Archive":
        return _Archive(self.file)

    def ground(self, box: Box) -> OwnGround:
        """Return what the extract has within a box of west, south, east, north, degrees.

        Raises
        ------
        CsbmError
            If it has nothing there, or a tile cannot be read.
        """
        with self._archive() as reader:
            header = reader.header()
            zoom = _zoom_for(box, int(header["min_zoom"]), int(header["max_zoom"]))
            while True:
                found = _features(self.file, reader, box, zoom)
                made = OwnGround(packed_ground(found.flat()), found.named(), zoom)
                if len(made.packed) <= PACKED_MAX or zoom <= int(header["min_zoom"]):
                    break
                zoom -= 1
        if not found.any:
            raise CsbmError(f"{self.file} has no map of the zone: none of its tiles lies there")
        if len(made.packed) > PACKED_MAX:
            raise CsbmError(
                f"{self.file}: its map of the zone takes {len(made.packed) / 1e6:.1f} MB of a page,"
                f" more than {PACKED_MAX / 1e6:.0f}; take a smaller or coarser extract"
            )
        return made


class _Archive:
    """An archive, opened and looked at."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> "Reader":
        try:
            import mapbox_vector_tile  # noqa: F401  # only whether it is there
            from pmtiles.reader import Reader
        except ImportError:
            raise UsageError(
                f"{self.file}: .pmtiles are read by pmtiles and mapbox-vector-tile, which are not"
                " installed; pip install 'csbm[tiles]'"
            ) from None
        try:
            self.handle = self.file.open("rb")
        except OSError as error:
            raise CsbmError(f"{self.file} cannot be read: {error.strerror}") from None
        try:
            reader = Reader(self._bytes)
            header = reader.header()
        except Exception as error:  # whatever a damaged head makes the library raise
            self.handle.close()
            raise CsbmError(f"{self.file} is no PMTiles archive (version 3)") from error
        if getattr(header["tile_type"], "name", "") != "MVT":
            self.handle.close()
            raise CsbmError(f"{self.file} holds pictures, not vector tiles (MVT)")
        return reader

    def __exit__(self, *_error: object) -> None:
        self.handle.close()

    def _bytes(self, offset: int, length: int) -> bytes:
        self.handle.seek(offset)
        return self.handle.read(min(length, TILE_MAX))


def _zoom_for(box: Box, least: int, most: int) -> int:
    zoom = most
    while zoom > least and len(_tiles(box, zoom)) > TILES_MAX:
        zoom -= 1
    return zoom


def _tiles(box: Box, zoom: int) -> list[tuple[int, int]]:
    """Return the tiles of a zoom, x and y, that cover a box."""
    many = 2**zoom
    columns = [int((lon + 180) / 360 * many) for lon in (box[0], box[2])]
    rows = [int((1 - asinh(tan(radians(lat))) / pi) / 2 * many) for lat in (box[3], box[1])]
    xs, ys = ([max(0, low), min(many - 1, high)] for low, high in (columns, rows))
    if (xs[1] - xs[0] + 1) * (ys[1] - ys[0] + 1) > 100 * TILES_MAX:
        return [(0, 0)] * (TILES_MAX + 1)
    return list(product(range(xs[0], xs[1] + 1), range(ys[0], ys[1] + 1)))


@dataclass
class _Found:
    """Shapes by layer, degrees, and places."""

    shapes: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[tuple[str, int, int], list[object]] = field(default_factory=dict)
    any: bool = False

    def flat(self) -> dict[str, Flat]:
        made: dict[str, Flat] = {}
        for name in (*AREAS, *WAYS):
            parts = shapely.get_parts(
                shapely.get_parts(np.array(self.shapes.get(name, []), object))
            )
            area = name in AREAS
            kind = shapely.GeometryType.POLYGON if area else shapely.GeometryType.LINESTRING
            parts = parts[(shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)]
            made[name] = flat_areas(parts, DECIMALS) if area else flat_lines(parts, DECIMALS)
        return made

    def named(self) -> list[list[object]]:
        by_size = sorted(self.places.values(), key=lambda one: (-int(str(one[3])), str(one[0])))
        return by_size[:PLACES_MAX]


def _features(file: Path, reader: "Reader", box: Box, zoom: int) -> _Found:
    found = _Found()
    compressed = getattr(reader.header()["tile_compression"], "name", "")
    for x, y in _tiles(box, zoom):
        try:
            data = reader.get(zoom, x, y)
            layers = _decoded(data, compressed) if data else {}
        except Exception as error:  # whatever a damaged tile makes the libraries raise
            raise CsbmError(f"{file}: its tile {zoom}/{x}/{y} cannot be read") from error
        for layer, told in layers.items():
            found.any = found.any or bool(told["features"])
            for feature in told["features"]:
                for name, shape in _placed(layer, feature, told["extent"], (zoom, x, y)):
                    if name == "places":
                        _add_place(found, shape, feature["properties"])
                    else:
                        found.shapes.setdefault(name, []).append(shape)
    return found


def _decoded(data: bytes, compressed: str) -> dict[str, Any]:
    import mapbox_vector_tile

    if compressed == "GZIP":
        unpacking = zlib.decompressobj(_GZIP)
        data = unpacking.decompress(data, TILE_MAX)
        if unpacking.unconsumed_tail:
            raise ValueError("larger than a tile may be")
    elif compressed not in {"NONE", "UNKNOWN"}:
        raise ValueError(f"packed by {compressed.lower()}")
    read: dict[str, Any] = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return read


def _placed(
    layer: str, feature: dict[str, Any], extent: int, tile: tuple[int, int, int]
) -> Iterator[tuple[str, Any]]:
    """Yield our layer and the shape in degrees, cut to its own tile."""
    kinds = {str(feature["properties"].get(key, "")).lower() for key in _KINDS} - {""}
    shape = shapely.geometry.shape(feature["geometry"])
    area, way = "Polygon" in shape.geom_type, "LineString" in shape.geom_type
    wanted = [*_OF_AREAS] if area else [*_OF_WAYS] if way else ["places"]
    name = next((one for one in wanted if layer in _LAYERS[one]), None)
    if name == "own_land":
        name = "own_wood" if kinds & _WOOD else "own_built" if kinds & _BUILT else None
    elif name == "own_roads" and kinds & _RAIL:
        name = "own_rails"
    if name is None or (name == "places") != (shape.geom_type == "Point"):
        return
    if name != "places":
        # Tiles overlap at their edges: what is a neighbour's stands there.
        whole = shape if way or shape.is_valid else shapely.make_valid(shape)
        shape = shapely.clip_by_rect(whole, 0, 0, extent, extent)
    if not shape.is_empty:
        yield name, shapely.transform(shape, lambda xy: _degrees(xy / extent, tile))


def _degrees(xy: Floats, tile: tuple[int, int, int]) -> Floats:
    """Return positions in degrees of positions in a tile, which is 1 wide: shape (n, 2)."""
    zoom, x, y = tile
    many = 2.0**zoom
    lon = (xy[:, 0] + x) / many * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (xy[:, 1] + y) / many))))
    return np.column_stack([lon, lat])


def _add_place(found: _Found, point: shapely.Point, told: dict[str, Any]) -> None:
    name = str(told.get("name") or "").strip()[:120]
    if not name:
        return
    kinds = [str(told.get(key, "")).lower() for key in _KINDS]
    people = told.get("population")
    if not isinstance(people, int | float) or not 0 < people < 1e9:
        people = next((_PEOPLE[kind] for kind in kinds if kind in _PEOPLE), 50)
    others = {
        language: str(other)[:120]
        for language in LANGUAGES
        if (other := told.get(f"name:{language}") or told.get(f"name_{language}")) and other != name
    }
    lon, lat = round(float(point.x), 4), round(float(point.y), 4)
    # The same place stands in several tiles where it is near an edge.
    found.places.setdefault(
        (name, round(lon * 50), round(lat * 50)), [name, lon, lat, int(people), others]
    )
