"""Whose land is whose: territories, disputed land, and what is land at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from .bundled import Box, Boxes, GeometryFile
from .countries import country

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["UNKNOWN", "Atlas", "Box", "Boxes", "BundledAtlas", "DisputedArea", "bundled_atlas"]


UNKNOWN: Final = "unknown"
"""Stands among the claimants where a source does not say who they are."""


@dataclass(frozen=True)
class DisputedArea:
    """Land (and its sea) that several states claim, or none.

    Parameters
    ----------
    claimants : tuple of str
        ISO alpha-3 codes, alphabetical; empty where no state claims the land, `UNKNOWN` alone where
        the source gives it to nobody and does not say who claims it.
    geometry : BaseGeometry
        Lon/lat degrees, edges straight in lon/lat.
    """

    claimants: tuple[str, ...]
    geometry: "BaseGeometry"


class Atlas(Protocol):
    """Tells whose land is whose.

    All polygons are lon/lat degrees in [-180, 180] with edges straight in lon/lat. What a method
    returns covers at least the boxes (west, south, east, north in degrees, none across the
    antimeridian) and need not be cut to them. Territories and disputed areas do not overlap, and
    neighbours share their edges vertex for vertex.
    """

    def territory(self, party: str, boxes: Boxes) -> "BaseGeometry":
        """Give the undisputed territory of a party, its territorial sea included."""

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> "dict[str, BaseGeometry]":
        """Give the undisputed territory of every other state near the boxes, by code."""

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give the areas near the boxes that several states claim, or none."""

    def land(self, boxes: Boxes) -> "BaseGeometry":
        """Give the land near the boxes; lakes and rivers are land, the Caspian Sea is not."""

    def land_pieces(self, boxes: Boxes) -> "BaseGeometry":
        """Give the same land in pieces that may share edges: cheap, and enough for points."""

    def land_area_km2(self, party: str) -> float:
        """Give the geodesic area of a party's whole undisputed land, in square kilometres."""

    def name(self, party: str) -> str:
        """Give the English short name of a state."""


class BundledAtlas:
    """The atlas that csbm carries: OpenStreetMap's countries, GSHHG's land (see docs/borders.md).

    Examples
    --------
    >>> atlas = BundledAtlas()
    >>> box = (23.0, 51.0, 24.5, 54.5)
    >>> sorted(atlas.third_states(("BLR", "POL"), [box]))
    ['LTU', 'UKR']
    >>> atlas.disputed([box])
    []
    """

    def territory(self, party: str, boxes: Boxes) -> "BaseGeometry":
        """Give the undisputed territory of a party, its territorial sea included."""
        return self._territories({party}, boxes).get(party) or _nothing()

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> "dict[str, BaseGeometry]":
        """Give the undisputed territory of every other state near the boxes, by code."""
        every = set(_file("territories").keys)
        return self._territories(every - set(parties), boxes)

    def _territories(self, parties: set[str], boxes: Boxes) -> "dict[str, BaseGeometry]":
        import shapely

        file = _file("territories")
        rows = [row for row in file.rows_near(boxes) if file.keys[row] in parties]
        found: dict[str, list[BaseGeometry]] = {}
        for row, polygon in zip(rows, file.geometries(rows), strict=True):
            found.setdefault(file.keys[row], []).append(polygon)
        return {code: shapely.multipolygons(found[code]) for code in sorted(found)}

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give the areas near the boxes that several states claim, or none."""
        file = _file("disputed")
        rows = file.rows_near(boxes)
        return [
            DisputedArea(tuple(filter(None, file.keys[row].split("/"))), polygon)
            for row, polygon in zip(rows, file.geometries(rows), strict=True)
        ]

    def land(self, boxes: Boxes) -> "BaseGeometry":
        """Give the land near the boxes; lakes and rivers are land, the Caspian Sea is not."""
        import shapely

        return shapely.disjoint_subset_union_all(shapely.get_parts(self.land_pieces(boxes)))

    def land_pieces(self, boxes: Boxes) -> "BaseGeometry":
        """Give the same land in pieces that may share edges: cheap, and enough for points."""
        import shapely

        file = _file("land")
        pieces = shapely.get_parts(file.geometries(file.rows_near(boxes)))
        return shapely.multipolygons(pieces)

    def land_area_km2(self, party: str) -> float:
        """Give the geodesic area of a party's whole undisputed land, in square kilometres."""
        return country(party).land_area_km2

    def name(self, party: str) -> str:
        """Give the English short name of a state."""
        return country(party).name


@cache
def _file(name: str) -> GeometryFile:
    return GeometryFile(name)


def _nothing() -> "BaseGeometry":
    import shapely

    return shapely.MultiPolygon()


@cache
def bundled_atlas() -> BundledAtlas:
    """Give the one bundled atlas; its files are opened when they are first needed."""
    return BundledAtlas()
