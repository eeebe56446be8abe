"""A second source: the lines of Natural Earth 1:10m, with whose land is whose by them.

Coarser than the bundled lines by far, and drawn by other hands: what changes with it shows how
much an answer hangs on the line (``csbm compare --against natural-earth``). The land is the same,
so that only lines differ.
"""

from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from typing import Any, cast

import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from ..common.errors import UsageError
from ..geo.measure.densify import densified_lines
from .atlas import UNKNOWN, DisputedArea, bundled_atlas
from .bundled import BorderSource, Box, Boxes, GeometryFile, catalogue_file
from .countries import country
from .ends import on_land
from .shapes import around, polygons
from .shared_edge import shared_line

__all__ = ["NaturalEarthAtlas", "natural_earth_atlas", "natural_earth_facts", "natural_earth_line"]

_WORLD = ((-180.0, -90.0, 180.0, 90.0),)
#: Both lines round a pocket that nobody holds belong to the border of those who have so much of
#: its outline each.
_POCKET_SHARE = 1 / 3


class NaturalEarthAtlas:
    """Natural Earth's countries at 1:10m.

    Natural Earth ends at its own coast; from there to the sea, a state has what the bundled atlas
    gives it. Pockets that Natural Earth gives to nobody are disputed areas of unknown claimants.

    Examples
    --------
    >>> atlas = NaturalEarthAtlas()
    >>> sorted(atlas.third_states(("BLR", "POL"), [(23.0, 51.0, 24.5, 54.5)]))
    ['LTU', 'UKR']
    """

    @cached_property
    def _file(self) -> GeometryFile:
        return GeometryFile("natural_earth")

    @property
    def keys(self) -> list[str]:
        """The codes of all countries, and "" for the pockets."""
        return self._file.keys

    def countries(self, codes: Iterable[str], boxes: Boxes = _WORLD) -> dict[str, BaseGeometry]:
        """Give the polygons of countries as Natural Earth has them; "" has the pockets."""
        wanted = set(codes)
        rows = [row for row in self._file.rows_near(boxes) if self._file.keys[row] in wanted]
        found: dict[str, list[BaseGeometry]] = {}
        for row, polygon in zip(rows, self._file.geometries(rows), strict=True):
            found.setdefault(self._file.keys[row], []).append(polygon)
        return {code: shapely.MultiPolygon(found[code]) for code in sorted(found)}

    def _lands(self, parties: Iterable[str], boxes: Boxes) -> dict[str, BaseGeometry]:
        """Give countries, and what lies between their coasts and the end of their waters."""
        near = around(boxes)
        every, taken = _near(tuple(boxes))
        found = {}
        for party in parties:
            sea = shapely.intersection(bundled_atlas().territory(party, boxes), near)
            own = every.get(party, shapely.MultiPolygon())
            whole = polygons(shapely.union_all([own, shapely.difference(sea, taken)]))
            if not whole.is_empty:
                found[party] = whole
        return found

    def territory(self, party: str, boxes: Boxes) -> BaseGeometry:
        """Give the territory of a party, its territorial sea included."""
        return self._lands([party], boxes).get(party, shapely.MultiPolygon())

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> dict[str, BaseGeometry]:
        """Give the territory of every other state near the boxes, by code."""
        left_out = {*parties, ""}
        others = {*bundled_atlas().third_states((), boxes), *_near(tuple(boxes))[0]}
        return self._lands(sorted(others - left_out), boxes)

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give the pockets near the boxes that Natural Earth gives to nobody."""
        return [
            DisputedArea((UNKNOWN,), pocket)
            for whole in self.countries([""], boxes).values()
            for pocket in shapely.get_parts(whole).tolist()
        ]

    def land(self, boxes: Boxes) -> BaseGeometry:
        """Give the land near the boxes: that of the bundled atlas."""
        return bundled_atlas().land(boxes)

    def land_pieces(self, boxes: Boxes) -> BaseGeometry:
        """Give the same land in pieces that may share edges."""
        return bundled_atlas().land_pieces(boxes)

    def land_area_km2(self, party: str) -> float:
        """Give the geodesic area of a party's whole land, in square kilometres."""
        return float(natural_earth_facts()["land_area_km2"].get(party, 0.0))

    def name(self, party: str) -> str:
        """Give the English short name of a state."""
        return country(party).name


@lru_cache(maxsize=8)
def _near(boxes: tuple[Box, ...]) -> tuple[dict[str, BaseGeometry], BaseGeometry]:
    """Give the countries and pockets near boxes, and all of them as one; many ask for the same."""
    atlas = natural_earth_atlas()
    every = atlas.countries(atlas.keys, boxes)
    near = around(boxes)
    return every, shapely.union_all([shapely.intersection(land, near) for land in every.values()])


@cache
def natural_earth_atlas() -> NaturalEarthAtlas:
    """Give the one atlas of Natural Earth; its file is opened when it is first needed."""
    return NaturalEarthAtlas()


@cache
def natural_earth_facts() -> dict[str, Any]:
    """Give what the catalogue says of Natural Earth: source, borders, land areas."""
    return cast("dict[str, Any]", catalogue_file()["natural_earth"])


def natural_earth_source() -> BorderSource:
    """Say where these lines and territories come from."""
    return BorderSource(**natural_earth_facts()["source"])


def natural_earth_line(parties: tuple[str, str]) -> MultiLineString:
    """Return the border of two parties on land; empty where they have none.

    Round a pocket that nobody holds, both lines belong to the border of those on either side.

    Parameters
    ----------
    parties : tuple of str
        Alpha-3 codes.

    Raises
    ------
    UsageError
        If Natural Earth does not have one of them.
    """
    atlas = natural_earth_atlas()
    found = atlas.countries([*parties, ""])
    for party in parties:
        if party not in found:
            raise UsageError(f"natural-earth: has no country {party} apart")
    one, other = (found[party] for party in parties)
    lines = [shared_line(one, other)]
    for pocket in shapely.get_parts(found.get("", shapely.MultiPolygon())).tolist():
        beside = [shared_line(pocket, land) for land in (one, other)]
        if min(line.length for line in beside) >= _POCKET_SHARE * pocket.exterior.length:
            lines += beside
    parts = [part for line in lines for part in line.geoms]
    if not parts:
        return MultiLineString()
    whole = shapely.line_merge(shapely.MultiLineString(parts))
    line = MultiLineString(shapely.get_parts(whole).tolist())
    boxes = [part.bounds for part in line.geoms]
    dry = on_land(line, atlas.land(boxes))
    return densified_lines(dry) if dry.geoms else dry
