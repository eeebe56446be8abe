"""What a plan of specified areas consists of, and what is told of each area."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..measure.area import area_m2
from ..measure.around import polygons_of
from ..measure.ellipsoid import GEOD, Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..zones.zone import InspectionZone

Cover = Literal["zone", "units"]
_CIRCLE: Final = 48


@dataclass(frozen=True)
class SpecifiedArea:
    """One area of a plan.

    Parameters
    ----------
    number : int
        From 1.
    corners : tuple of (lon, lat)
        Degrees, each a whole number of seconds; counter-clockwise, open.
    geometry : shapely geometry
        Its edges, geodesics, as many short ones.
    area_km2 : float
        Of the whole area, on the ellipsoid.
    zone_km2 : float
        What of it lies in the side's part of the zone.
    outside_zone_km2 : float
        The rest.
    outside_side_km2 : float
        What of it lies on other states' land or on the sea.
    units : tuple of str
        Ids of the units in it, with the circles their positions are known to.
    """

    number: int
    corners: tuple[tuple[float, float], ...]
    geometry: BaseGeometry = field(repr=False)
    area_km2: float
    zone_km2: float
    outside_side_km2: float
    units: tuple[str, ...] = ()

    @property
    def outside_zone_km2(self) -> float:
        """What of it lies outside the side's part of the zone, square kilometres."""
        return self.area_km2 - self.zone_km2


@dataclass(frozen=True)
class SidePlan:
    """The areas that cover one side, and how few there must be.

    Parameters
    ----------
    side : str
        Party.
    cover : {"zone", "units"}
    zone_km2 : float
        The side's part of the zone, its bands together.
    areas : tuple of SpecifiedArea
    lower_bound : int
        Proven: no plan has fewer areas.
    bound_from : str
        What the proof rests on.
    missed_m2 : float
        What of the side's part the areas as declared do not cover; 0 where it is less than can be
        told. Nothing where only units are covered.
    """

    side: str
    cover: Cover
    zone_km2: float
    areas: tuple[SpecifiedArea, ...]
    lower_bound: int
    bound_from: str
    missed_m2: float | None


def side_part(zone: "InspectionZone", side: str) -> BaseGeometry:
    """Return one side's part of a zone, all its bands together."""
    parts = [part.geometry for part in zone.parts if part.side == side]
    return polygons_of(shapely.union_all(parts)) if len(parts) != 1 else parts[0]


def with_units(plan: SidePlan, units: "GeoDataFrame") -> SidePlan:
    """Return a plan whose areas know the units in them.

    Parameters
    ----------
    plan : SidePlan
    units : GeoDataFrame
        Units of this side that are in or indeterminate, from `coverage`.
    """
    circles = unit_circles(units)
    ids = [str(one) for one in units["id"]]
    areas = []
    for area in plan.areas:
        shapely.prepare(area.geometry)
        held = shapely.covers(area.geometry, circles)
        areas.append(replace(area, units=tuple(np.array(ids, dtype=object)[held].tolist())))
    return replace(plan, areas=tuple(areas))


def unit_circles(units: "GeoDataFrame") -> list[BaseGeometry]:
    """Return what is to be covered of each unit, in longitude and latitude.

    The circle its position is known to (its polygon of 48 corners lies around it); the point alone
    where that is not known; for a unit that is an area, that area and a margin around it.
    """
    return [
        _circle(shape, float(accuracy))
        for shape, accuracy in zip(units.geometry, units["position_accuracy_m"], strict=True)
    ]


def _circle(shape: BaseGeometry, accuracy_m: float) -> BaseGeometry:
    """Return points around a place, or around every corner of an area, as one shape."""
    places = shapely.get_coordinates(shape)
    if not np.isfinite(accuracy_m) or accuracy_m <= 0:
        return shapely.multipoints(places)
    far = accuracy_m / np.cos(np.pi / _CIRCLE) * 1.000001
    turns = np.tile(np.arange(_CIRCLE) * 360.0 / _CIRCLE, len(places))
    lon, lat = (np.repeat(axis, _CIRCLE) for axis in places.T)
    x, y, _ = GEOD.fwd(lon, lat, turns, np.full(len(turns), far))
    return shapely.multipoints(np.stack([x, y], axis=-1))


def measured(
    zone: "InspectionZone",
    side: str,
    part: BaseGeometry,
    rings: Sequence[Floats],
    shapes: Sequence[BaseGeometry],
) -> tuple[SpecifiedArea, ...]:
    """Return the areas with what is told of them, from west to east."""
    found = []
    for ring, shape in zip(rings, shapes, strict=True):
        boxes = _boxes(shape)
        land = shapely.intersection(zone.atlas.territory(side, boxes), zone.atlas.land(boxes))
        found.append(
            SpecifiedArea(
                0,
                tuple((float(lon), float(lat)) for lon, lat in _from_the_north(ring)),
                shape,
                area_m2(shape) / 1e6,
                area_m2(polygons_of(shapely.intersection(shape, part))) / 1e6,
                area_m2(polygons_of(shapely.difference(shape, land))) / 1e6,
            )
        )
    found.sort(key=lambda area: (-shapely.centroid(area.geometry).y, area.corners))
    return tuple(replace(area, number=place) for place, area in enumerate(found, start=1))


def _boxes(shape: BaseGeometry) -> list[tuple[float, float, float, float]]:
    """Return boxes around the polygons of a shape, none of which crosses the antimeridian."""
    return [
        (float(west), float(south), float(east), float(north))
        for west, south, east, north in shapely.bounds(shapely.get_parts(shape)).tolist()
    ]


def _from_the_north(ring: Floats) -> Floats:
    """Return a ring that begins at its northernmost corner."""
    first = int(np.lexsort((ring[:, 0], -ring[:, 1]))[0])
    return np.roll(ring, -first, axis=0)
