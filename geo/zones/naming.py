"""What a zone is called by people."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .zone import InspectionZone


def zone_title(zone: "InspectionZone") -> str:
    """Return the name of a zone for people: Belarus–Poland: 80 km from the shared border.

    Examples
    --------
    >>> from csbm import Border, inspection_zone
    >>> zone_title(inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50))
    'Andorra–Spain: 5 km from the shared border'
    """
    if zone.regime is not None:
        return zone.regime.name
    depths = zone.depths_km
    line = "borders" if zone.border.pieces else "border"
    if len(set(depths.values())) == 1:
        return f"{zone.border.title}: {zone.depth_km:g} km from the shared {line}"
    each = ", ".join(f"{zone.atlas.name(party)} {depth:g} km" for party, depth in depths.items())
    return f"{zone.border.title}: {each} from the shared {line}"
