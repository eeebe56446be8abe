"""Which place is meant: a written position, or a town by its name."""

import re
from typing import TYPE_CHECKING

from ..common.errors import InputError, UsageError
from .requests import note

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..maps.towns import Town


def whole_position(position: str, after: str | None) -> None:
    """Refuse a position written as two words, of which the second stands in place of BORDER.

    Raises
    ------
    UsageError
    """
    if re.fullmatch(r"[-+]?\d+([.,]\d+)?°?[NSEW]?", after or ""):
        raise UsageError(f"write the position as one word: csbm where {position},{after}")


def place_of(text: str, accuracy_m: float | None, zone: "InspectionZone") -> "GeoDataFrame":
    """Return a place as a unit: by its position, else the town of that name near the border.

    Parameters
    ----------
    text : str
        As for `units.points.point_unit`, or the name of a town of 15,000 people and more.
    accuracy_m : float or None
        What is known of the position, metres.
    zone : InspectionZone
        Of several towns of one name, the only one within reach of its border is meant.

    Raises
    ------
    InputError
        If it is neither.
    UsageError
        If several towns are called so.
    """
    from ..maps.towns import TOWN_M, towns_called
    from ..units.points import point_unit

    towns = towns_called(text) if any(sign.isalpha() for sign in text) else ()
    if not towns:
        try:
            return point_unit(text, accuracy_m)
        except InputError as error:
            raise InputError(f"{error}; nor is a town of 15,000 people called so") from None
    town = _meant(text, towns, zone)
    others = [one.told for one in towns if one is not town]
    also = f"; also {'; '.join(others)}" if others else ""
    note([f"{town.told}, the middle of the town by GeoNames{also}"])
    return point_unit(f"{town.lat},{town.lon}", TOWN_M if accuracy_m is None else accuracy_m)


def _meant(text: str, towns: "tuple[Town, ...]", zone: "InspectionZone") -> "Town":
    near = zone.index.nearest([one.lon for one in towns], [one.lat for one in towns])
    reach_m = max(3 * zone.depth_km, 300.0) * 1000
    within = [one for one, away in zip(towns, near.distance_m, strict=True) if away <= reach_m]
    if len(towns) == 1 or len(within) == 1:
        return within[0] if within else towns[0]
    told = "; ".join(one.told for one in (within or towns)[:8])
    raise UsageError(f"several towns are called {text!r}: {told}; give one's position")
