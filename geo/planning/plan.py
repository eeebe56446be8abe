"""Specified areas that together cover one side of a zone, or the units in it.

An area is declared by its corners, in whole seconds of arc; its edges are the geodesics between
them. What is told of an area is measured on the ellipsoid from these corners.
"""

from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.errors import InputError, UsageError
from ..measure.area import area_m2
from ..measure.around import polygons_of
from ..measure.ellipsoid import Floats
from .area import geodesic_polygon, whole_seconds
from .chart import FlatChart
from .outline import outline, solid
from .result import SidePlan, SpecifiedArea, measured, side_part, unit_circles, with_units
from .split import best_split, coarse
from .units import least_groups, shared_out

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..zones.zone import InspectionZone

__all__ = ["SidePlan", "SpecifiedArea", "plan_units", "plan_zone", "with_units"]

DEFAULT_AREA_KM2: Final = 18_000.0
DEFAULT_CORNERS: Final = 8
MOST_AREAS: Final = 500
MOST_CORNERS: Final = 40
_MARGIN_KM: Final = 0.06
_SLACK_M2: Final = 1.0
_LOOSE: Final = 1.005
"""By how much the hull in a chart may exceed an area before it is called impossible."""
_RADIUS_KM: Final = 6335.0


def plan_zone(
    zone: "InspectionZone", side: str, *, area_km2: float, corners: int = DEFAULT_CORNERS
) -> SidePlan:
    """Return areas that together cover one side's part of a zone.

    Parameters
    ----------
    zone : InspectionZone
    side : str
        A party.
    area_km2 : float
        What an area may measure at most, square kilometres.
    corners : int
        How many corners it may have, 4 or more.

    Returns
    -------
    SidePlan

    Raises
    ------
    UsageError
        If more than 500 areas would be needed, or the numbers make no sense.
    InputError
        If the side has no land in the zone.
    """
    check_area_size(area_km2, corners)
    part = side_part(zone, side)
    zone_km2 = area_m2(part) / 1e6
    if zone_km2 * 1e6 <= _SLACK_M2:
        raise InputError(f"{side} has no land in this zone; there is nothing to cover")
    bound = max(1, ceil(zone_km2 / area_km2 - 1e-9))
    _check_count(bound, zone_km2, area_km2)
    chart = FlatChart.around(part)
    flat = chart.flattened(part)
    for margin in (_MARGIN_KM, 2 * _MARGIN_KM, 4 * _MARGIN_KM):
        size = area_km2 - 0.08 * area_km2**0.5
        pieces = best_split(
            coarse(flat, size, margin),
            size,
            corners,
            margin=margin,
            least=bound,
            most=MOST_AREAS,
        )
        rings = [
            _declared(piece.shape, piece.corners, chart, corners, area_km2) for piece in pieces
        ]
        shapes = [geodesic_polygon(ring) for ring in rings]
        if not all(shape.is_valid for shape in shapes):
            continue
        missed = area_m2(polygons_of(shapely.difference(part, shapely.union_all(shapes))))
        if missed <= _SLACK_M2 and max(map(area_m2, shapes)) <= area_km2 * 1e6:
            break
    else:
        raise InputError(
            f"{side}: no areas of {area_km2:g} km² and {corners} corners were found that cover "
            "every point; allow larger areas or more corners"
        )
    return SidePlan(
        side, "zone", zone_km2, measured(zone, side, part, rings, shapes), bound,
        f"{zone_km2:,.0f} km² of zone in areas of {area_km2:,g} km²", missed,
    )  # fmt: skip


def plan_units(
    zone: "InspectionZone",
    side: str,
    units: "GeoDataFrame",
    *,
    area_km2: float,
    corners: int = DEFAULT_CORNERS,
) -> SidePlan:
    """Return convex areas that together hold the units of one side.

    Parameters
    ----------
    zone : InspectionZone
    side : str
        A party.
    units : GeoDataFrame
        The side's units that are in or indeterminate, from `coverage`.
    area_km2, corners
        As for `plan_zone`.

    Returns
    -------
    SidePlan
        Each unit is in an area with the whole circle its position is known to.

    Raises
    ------
    UsageError
        If more than 500 areas would be needed, or the numbers make no sense.
    InputError
        If there are no units, or one of them alone is too large for an area.
    """
    check_area_size(area_km2, corners)
    if not len(units):
        raise InputError(f"{side} has no units in this zone; there is nothing to cover")
    part = side_part(zone, side)
    circles = unit_circles(units)
    chart = FlatChart.around(shapely.union_all([shapely.centroid(one) for one in circles]))
    flat = [shapely.get_coordinates(chart.flattened(one)) for one in circles]
    size = area_km2 - 0.08 * area_km2**0.5

    def wide(hull: BaseGeometry) -> BaseGeometry:
        return shapely.buffer(hull, 2 * _MARGIN_KM, quad_segs=2)

    def fits(hull: BaseGeometry) -> bool:
        if hull.area > size:
            return False
        return bool(shapely.Polygon(outline(wide(hull), corners, finest=0.5)).area <= size)

    for one, points in zip(units["id"], flat, strict=True):
        if not fits(shapely.convex_hull(shapely.multipoints(points))):
            raise InputError(
                f"{one}: its position is known so roughly that no area of {area_km2:g} km² and "
                f"{corners} corners holds it; allow larger areas"
            )
    groups = shared_out(flat, fits, 1, MOST_AREAS)
    if groups is None:
        raise UsageError(f"more than {MOST_AREAS} areas would be needed: allow larger areas")
    bound = least_groups(
        [_shrunk(one) for one in flat], lambda hull: _might_fit(hull, area_km2), len(groups)
    )
    rings = []
    for group in groups:
        hull = wide(shapely.convex_hull(shapely.multipoints(np.vstack([flat[i] for i in group]))))
        rings.append(_declared(hull, outline(hull, corners), chart, corners, area_km2))
    shapes = [geodesic_polygon(ring) for ring in rings]
    made = SidePlan(
        side, "units", area_m2(part) / 1e6, measured(zone, side, part, rings, shapes), bound,
        f"{len(units)} units in convex areas of {area_km2:,g} km²", None,
    )  # fmt: skip
    return _all_held(with_units(made, units), units, area_km2)


def _all_held(plan: SidePlan, units: "GeoDataFrame", area_km2: float) -> SidePlan:
    """Return a plan that holds every unit, in areas that are not too large."""
    held = {one for area in plan.areas for one in area.units}
    missing = [str(one) for one in units["id"] if str(one) not in held]
    if missing or max(area.area_km2 for area in plan.areas) > area_km2:
        raise InputError(
            f"{plan.side}: no areas of {area_km2:g} km² were found that hold every unit "
            f"({', '.join(missing[:3]) or 'too large'}); allow larger areas or more corners"
        )
    return plan


def _might_fit(hull: BaseGeometry, area_km2: float) -> bool:
    """Tell whether an area might hold a hull: never false where one can.

    The hull's edges are straight in the chart, an area's are geodesics. Those bend in it by at most
    their distance from its centre over the squared radius (three quarters of that on a sphere), so
    the two hulls differ by no more than their outline times the greatest bulge.
    """
    points = shapely.get_coordinates(hull)
    reach = float(np.hypot(points[:, 0], points[:, 1]).max())
    span = float(np.hypot(*np.ptp(points, axis=0)))
    bulge = reach / _RADIUS_KM**2 * span**2 / 8
    return bool(hull.area <= _LOOSE * area_km2 + hull.length * bulge)


def _shrunk(points: Floats) -> Floats:
    """Return points of a circle drawn in by more than a chart can be wrong."""
    middle = points.mean(axis=0)
    return np.asarray(middle + 0.98 * (points - middle))


def check_area_size(area_km2: float, corners: int) -> None:
    """Refuse numbers that make no sense, before any work.

    Raises
    ------
    UsageError
        If an area is to have less than 1 km², or corners that it cannot have.
    """
    if not 1 <= area_km2 < float("inf"):
        raise UsageError(f"areas of {area_km2:g} km²: give 1 km² or more, such as 18000")
    if not 4 <= corners <= MOST_CORNERS:
        raise UsageError(f"{corners} corners: an area has 4 to {MOST_CORNERS}")


def _check_count(bound: int, zone_km2: float, area_km2: float) -> None:
    if bound > MOST_AREAS:
        raise UsageError(
            f"{zone_km2:,.0f} km² of zone would need at least {bound:,} areas of {area_km2:g} km²; "
            f"csbm plans up to {MOST_AREAS}: allow larger areas"
        )


def _declared(
    shape: BaseGeometry, drawn: Floats, chart: FlatChart, corners: int, area_km2: float
) -> Floats:
    """Return an area's corners in whole seconds, drawn anew in a chart of its own."""
    dense = shapely.transform(shapely.segmentize(shape, 5.0), chart.round)
    own = FlatChart.around(dense)
    around = solid(polygons_of(own.flattened(dense)), area_km2)
    if around is None:
        return whole_seconds(chart.round(drawn))
    ring = whole_seconds(own.round(outline(around, corners)))
    if not shapely.Polygon(own.flat(ring)).is_valid or (
        area_m2(geodesic_polygon(ring)) > area_km2 * 1e6
    ):
        return whole_seconds(chart.round(drawn))
    return ring
