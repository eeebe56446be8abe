"""``csbm.plan``: specified areas that together cover a zone, or the units in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from ..common.errors import InputError
from ..geo.planning.plan import (
    DEFAULT_AREA_KM2,
    DEFAULT_CORNERS,
    SidePlan,
    check_area_size,
    plan_units,
    plan_zone,
    with_units,
)
from ..geo.zones.coverage import coverage

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone

Cover = Literal["zone", "units"]


def plan(
    zone: "InspectionZone",
    units: "GeoDataFrame | None" = None,
    *,
    side: str | None = None,
    area_km2: float = DEFAULT_AREA_KM2,
    corners: int = DEFAULT_CORNERS,
    cover: Cover = "zone",
) -> tuple[SidePlan, ...]:
    """Return specified areas that cover each side of a zone, as ``csbm plan`` does.

    Parameters
    ----------
    zone : InspectionZone
    units : GeoDataFrame, optional
        The bundled list if left out.
    side : str, optional
        Only this party, by its code; each in turn if left out.
    area_km2 : float
        What an area may measure at most, square kilometres.
    corners : int
        How many corners it may have, 4 or more.
    cover : {"zone", "units"}
        All land in the zone, or the units in it.

    Returns
    -------
    tuple of SidePlan
        A side that has nothing to cover is left out.

    Raises
    ------
    UsageError
        If the numbers make no sense, or more than 500 areas would be needed.
    InputError
        If no side has anything to cover.

    Examples
    --------
    >>> import csbm
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> [(one.side, len(one.areas)) for one in csbm.plan(zone)]
    [('AND', 1), ('ESP', 1)]
    """
    from ..units.bundled import bundled_units

    check_area_size(area_km2, corners)
    sides = (side,) if side is not None else zone.border.parties
    listed = bundled_units() if units is None else units
    plans, _notes = planned(zone, listed, sides, area_km2=area_km2, corners=corners, cover=cover)
    return plans


def planned(
    zone: "InspectionZone",
    units: "GeoDataFrame",
    sides: Sequence[str],
    *,
    area_km2: float,
    corners: int,
    cover: str,
) -> tuple[tuple[SidePlan, ...], tuple[str, ...]]:
    """Return a plan of each side, and what is to be said of sides that have nothing to cover.

    Parameters
    ----------
    zone, units, area_km2, corners, cover
        As for `plan`.
    sides : sequence of str
        Parties.

    Raises
    ------
    InputError
        If no side has anything to cover.
    """
    covered = coverage(zone, units)
    counted = covered[covered["status"].isin(["in", "indeterminate"])].drop_duplicates("id")
    banded = {band.side for band in zone.bands}
    found, notes = list[SidePlan](), list[str]()
    for side in sides:
        mine = counted[counted["side"] == side].reset_index(drop=True)
        if side not in banded:
            notes.append(f"{side} has no depth in this zone")
        elif cover == "units" and not len(mine):
            notes.append(f"{side} has no units in this zone")
        elif cover == "units":
            found.append(plan_units(zone, side, mine, area_km2=area_km2, corners=corners))
        else:
            whole = plan_zone(zone, side, area_km2=area_km2, corners=corners)
            found.append(with_units(whole, mine))
    if not found and len(sides) == 1:
        raise InputError(f"{notes[0]}; there is nothing to cover")
    if not found:
        raise InputError("neither side has anything to cover")
    return tuple(found), tuple(notes)
