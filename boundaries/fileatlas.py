"""Whose land is whose by a file of somebody's own: by its polygons, or by the line in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from .atlas import BundledAtlas, DisputedArea, bundled_atlas
from .bundled import Box, Boxes
from .countries import countries
from .shapes import around, polygons

__all__ = ["LineAtlas", "PolygonAtlas", "is_state", "land_km2", "line_ground"]

_GEOD: Final = Geod(ellps="WGS84")
_WORLD: Final[Box] = (-180.0, -90.0, 180.0, 90.0)
#: A line divides the land of the states in which this share of it runs, or more.
_GROUND_SHARE: Final = 0.01


def is_state(party: str) -> bool:
    """Tell whether a party is a state of the bundled atlas."""
    return any(state.alpha3 == party for state in countries())


def party_name(party: str) -> str:
    """Give the English short name of a state, or a party's own name as it is written."""
    return bundled_atlas().name(party) if is_state(party) else party


def land_km2(territory: BaseGeometry, atlas: BundledAtlas) -> float:
    """Give the geodesic area of what of a territory is land, in square kilometres."""
    total = 0.0
    for polygon in shapely.get_parts(territory).tolist():
        land = shapely.intersection(polygon, atlas.land([polygon.bounds]))
        short = shapely.segmentize(land, 0.1)
        total += sum(
            abs(_GEOD.geometry_area_perimeter(_turned(p))[0]) for p in polygons(short).geoms
        )
    return total / 1e6


def _turned(polygon: BaseGeometry) -> BaseGeometry:
    """Return a polygon with its holes wound against its shell, as PROJ wants it."""
    return shapely.geometry.polygon.orient(polygon)


@dataclass(frozen=True)
class PolygonAtlas:
    """The territories of two parties as a file draws them; all else by the bundled atlas.

    Parameters
    ----------
    territories : mapping of str to BaseGeometry
        The parties' polygons, lon/lat in degrees.
    """

    territories: Mapping[str, BaseGeometry]
    bundled: BundledAtlas = field(default_factory=bundled_atlas)

    def territory(self, party: str, boxes: Boxes) -> BaseGeometry:  # noqa: ARG002  # the whole
        """Give the territory of a party, as the file has it."""
        return self.territories.get(party) or shapely.MultiPolygon()

    @cached_property
    def _whole(self) -> BaseGeometry:
        return shapely.union_all(list(self.territories.values()))

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> dict[str, BaseGeometry]:
        """Give what the bundled atlas gives to other states and the file to no party."""
        others = self.bundled.third_states({*parties, *self.territories}, boxes)
        return _without(others, self._whole, boxes)

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give what of disputed areas the file gives to neither party."""
        found = []
        for area in self.bundled.disputed(boxes):
            rest = _without({"": area.geometry}, self._whole, boxes).get("")
            if rest is not None:
                found.append(DisputedArea(area.claimants, rest))
        return found

    def land(self, boxes: Boxes) -> BaseGeometry:
        """Give the land near the boxes, by the bundled atlas."""
        return self.bundled.land(boxes)

    def land_pieces(self, boxes: Boxes) -> BaseGeometry:
        """Give the same land in pieces that may share edges."""
        return self.bundled.land_pieces(boxes)

    def land_area_km2(self, party: str) -> float:
        """Give the area of the land in a party's polygons, in square kilometres."""
        return self._areas[party]

    @cached_property
    def _areas(self) -> dict[str, float]:
        return {party: land_km2(own, self.bundled) for party, own in self.territories.items()}

    def name(self, party: str) -> str:
        """Give the English short name of a state, or a party's own name as it is written."""
        return party_name(party)


def _without(
    lands: Mapping[str, BaseGeometry], taken: BaseGeometry, boxes: Boxes
) -> dict[str, BaseGeometry]:
    """Return what is left of lands near the boxes, where something is."""
    near = around(boxes)
    found = {}
    for code, land in lands.items():
        rest = shapely.difference(shapely.intersection(land, near), taken)
        if not (left := polygons(rest)).is_empty:
            found[code] = left
    return found


@dataclass(frozen=True)
class Ground:
    """The land that a line divides: states, and disputed areas by claimants."""

    states: frozenset[str]
    disputed: frozenset[tuple[str, ...]]


def line_ground(line: BaseGeometry, parties: Iterable[str]) -> Ground:
    """Return whose land a line divides, by the bundled atlas.

    Parameters
    ----------
    line : BaseGeometry
        Lon/lat in degrees.
    parties : iterable of str
        Those among them that are states are taken in any case.
    """
    atlas = bundled_atlas()
    boxes = [part.bounds for part in shapely.get_parts(line).tolist()]
    least = _GROUND_SHARE * line.length
    states = {
        code
        for code, land in atlas.third_states((), boxes).items()
        if shapely.length(shapely.intersection(line, land)) >= least
    }
    disputed = {
        area.claimants
        for area in atlas.disputed(boxes)
        if shapely.length(shapely.intersection(line, area.geometry)) >= least
    }
    states |= {party for party in parties if is_state(party)}
    return Ground(frozenset(states), frozenset(disputed))


@dataclass(frozen=True)
class LineAtlas:
    """The land of the states that a line runs through, given to either side of the line.

    Parameters
    ----------
    halves : mapping of str to BaseGeometry
        What of the world lies on each party's side, lon/lat in degrees.
    ground : Ground
        Whose land is divided.
    """

    halves: Mapping[str, BaseGeometry]
    ground: Ground
    bundled: BundledAtlas = field(default_factory=bundled_atlas)

    def territory(self, party: str, boxes: Boxes) -> BaseGeometry:
        """Give what of the divided land lies on a party's side, near the boxes."""
        half = self.halves.get(party)
        if half is None:
            return shapely.MultiPolygon()
        near = around(boxes)
        lands = [self.bundled.territory(code, boxes) for code in sorted(self.ground.states)]
        lands += [a.geometry for a in self.bundled.disputed(boxes) if self._divided(a)]
        own = shapely.intersection(shapely.intersection(shapely.union_all(lands), near), half)
        return polygons(own)

    def _divided(self, area: DisputedArea) -> bool:
        return area.claimants in self.ground.disputed

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> dict[str, BaseGeometry]:
        """Give the territory of every state whose land is not divided."""
        return self.bundled.third_states({*parties, *self.ground.states}, boxes)

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give the disputed areas that are not divided."""
        return [area for area in self.bundled.disputed(boxes) if not self._divided(area)]

    def land(self, boxes: Boxes) -> BaseGeometry:
        """Give the land near the boxes, by the bundled atlas."""
        return self.bundled.land(boxes)

    def land_pieces(self, boxes: Boxes) -> BaseGeometry:
        """Give the same land in pieces that may share edges."""
        return self.bundled.land_pieces(boxes)

    def land_area_km2(self, party: str) -> float:
        """Give the area of a party's land, in square kilometres."""
        return self._areas[party]

    @cached_property
    def _areas(self) -> dict[str, float]:
        return {
            party: land_km2(self.territory(party, [_WORLD]), self.bundled) for party in self.halves
        }

    def name(self, party: str) -> str:
        """Give the English short name of a state, or a party's own name as it is written."""
        return party_name(party)
