"""A plan of specified areas as it is handed over: areas, their corners, what they rest on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from mgrs import MGRS  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ..geo.planning.plan import SidePlan, SpecifiedArea

RULES: Final = (
    (
        "Specified areas: edges are the geodesics between the corners; corners are whole seconds of"
        " arc, and everything told of an area is measured from these."
    ),
    "Areas may overlap each other and may reach beyond the zone; both are told in km².",
    (
        "The lower bound is proven; between it and the number of areas lies what was not found or"
        " cannot be."
    ),
)


def dms(lat: float, lon: float) -> str:
    """Return a position in degrees, minutes and whole seconds.

    Examples
    --------
    >>> print(dms(52.09, -0.5))
    52°05'24"N 000°30'00"W
    """
    return f"{_angle(lat, 2, 'NS')} {_angle(lon, 3, 'EW')}"


def _angle(degrees: float, wide: int, letters: str) -> str:
    seconds = round(abs(degrees) * 3600)
    letter = letters[degrees < 0 and seconds > 0]
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:0{wide}d}°{minutes % 60:02d}'{second:02d}\"{letter}"


def mgrs_text(lat: float, lon: float) -> str:
    """Return the metre square of MGRS a position lies in; nothing beyond its reach.

    Examples
    --------
    >>> mgrs_text(52.09, 23.69)
    '34UFC8428274462'
    """
    if not -80 <= lat < 84:
        return ""
    return str(MGRS().toMGRS(lat, lon, MGRSPrecision=5))


def corner_facts(area: "SpecifiedArea") -> list[dict[str, Any]]:
    """Return the corners of an area in decimal degrees, DMS and MGRS."""
    return [
        {
            "lat": round(lat, 6),
            "lon": round(lon, 6),
            "dms": dms(lat, lon),
            "mgrs": mgrs_text(lat, lon),
        }
        for lon, lat in area.corners
    ]


def plan_rows(plans: "Sequence[SidePlan]") -> list[dict[str, Any]]:
    """Return one row per area; its corners as text, the first in the north, counter-clockwise."""
    rows = []
    for plan in plans:
        for area in plan.areas:
            corners = corner_facts(area)
            rows.append(
                {
                    **_measures(plan, area),
                    "corners_dms": "; ".join(one["dms"] for one in corners),
                    "corners_decimal": "; ".join(
                        f"{one['lat']:.6f} {one['lon']:.6f}" for one in corners
                    ),
                    "corners_mgrs": "; ".join(one["mgrs"] for one in corners),
                    "unit_ids": "; ".join(area.units),
                }
            )
    return rows


def _measures(plan: "SidePlan", area: "SpecifiedArea") -> dict[str, Any]:
    return {
        "name": f"{plan.side} {area.number}",
        "side": plan.side,
        "number": area.number,
        "area_km2": area.area_km2,
        "zone_km2": area.zone_km2,
        "outside_zone_km2": area.outside_zone_km2,
        "outside_side_km2": area.outside_side_km2,
        "units": len(area.units),
        "corners": len(area.corners),
    }


def plan_features(plans: "Sequence[SidePlan]") -> "list[tuple[BaseGeometry, dict[str, Any]]]":
    """Return the areas as features; their edges are geodesics in many short pieces."""
    shapes = [area.geometry for plan in plans for area in plan.areas]
    return list(zip(shapes, plan_rows(plans), strict=True))


def plan_facts(plans: "Sequence[SidePlan]", *, area_km2: float, corners: int) -> dict[str, Any]:
    """Return a plan as plain content for JSON."""
    return {
        "largest_area_km2": area_km2,
        "most_corners": corners,
        "sides": [
            {
                **_totals(plan),
                "areas": [
                    {
                        **_measures(plan, area),
                        "corners": corner_facts(area),
                        "units": list(area.units),
                    }
                    for area in plan.areas
                ],
            }
            for plan in plans
        ],
    }


def _totals(plan: "SidePlan") -> dict[str, Any]:
    return {
        "side": plan.side,
        "cover": plan.cover,
        "areas_needed": len(plan.areas),
        "lower_bound": plan.lower_bound,
        "lower_bound_from": plan.bound_from,
        "zone_km2": plan.zone_km2,
        "areas_km2": sum(area.area_km2 for area in plan.areas),
        "outside_zone_km2": sum(area.outside_zone_km2 for area in plan.areas),
        "outside_side_km2": sum(area.outside_side_km2 for area in plan.areas),
    }


def plan_text(plans: "Sequence[SidePlan]") -> str:
    """Return a plan as text: each side's areas, then their corners."""
    from .delivery import fitted_table

    blocks = []
    for plan in plans:
        rows = [_measures(plan, area) for area in plan.areas]
        blocks.append(_headline(plan))
        blocks.append(
            fitted_table(rows, columns=_COLUMNS, headers=_HEADERS, decimals=_decimals(rows))
        )
        blocks.append("")
    corners = [
        {"area": f"{plan.side} {area.number}", "corner": place, **one}
        for plan in plans
        for area in plan.areas
        for place, one in enumerate(corner_facts(area), start=1)
    ]
    blocks.append(fitted_table(corners, columns=("area", "corner", "dms", "lat", "lon", "mgrs"),
                               decimals={"lat": 6, "lon": 6}))  # fmt: skip
    return "\n".join(blocks)


_COLUMNS: Final = (
    *("name", "area_km2", "zone_km2", "outside_zone_km2", "outside_side_km2"),
    *("units", "corners"),
)
_HEADERS: Final[Mapping[str, str]] = {
    "name": "area",
    "area_km2": "area km²",
    "zone_km2": "zone in it km²",
    "outside_zone_km2": "outside zone km²",
    "outside_side_km2": "outside side's land km²",
}


def _decimals(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    small = any(row["area_km2"] < 100 for row in rows)
    return dict.fromkeys(_COLUMNS[1:5], 3) if small else {}


def _headline(plan: "SidePlan") -> str:
    facts = _totals(plan)
    count = len(plan.areas)
    what = "its part of the zone" if plan.cover == "zone" else "its units"
    bound = "no fewer can do" if count == plan.lower_bound else f"at least {plan.lower_bound}"
    return (
        f"{plan.side}: {count} area{'s' if count > 1 else ''} cover{'' if count > 1 else 's'} "
        f"{what}; {bound} ({plan.bound_from}); {facts['outside_zone_km2']:,.0f} km² outside the "
        f"zone, {facts['outside_side_km2']:,.0f} km² of them outside {plan.side}'s land"
    )


def plan_provenance(
    carried: Mapping[str, object], *, cover: str, area_km2: float, corners: int
) -> dict[str, object]:
    """Return what a plan carries about itself: what its zone does, and its own rules."""
    rules = carried.get("rules")
    own = (
        f"Planned: areas of at most {area_km2:g} km² and {corners} corners that cover "
        + ("every point of a side's land in the zone." if cover == "zone" else
           "the side's units, in and indeterminate, with the circles their positions are known to;"
           " these areas are convex.")
    )  # fmt: skip
    return {**carried, "rules": [*(rules if isinstance(rules, list) else ()), own, *RULES]}
