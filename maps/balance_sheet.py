"""One depth's balance sheet, as the page shows it: a line per quantity, a number per side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..geo.analysis.balance import DepthBalance

DECLARED: Final = ("personnel", "tanks", "acv", "artillery")


def balance_sheet(depth: "DepthBalance") -> dict[str, object]:
    """Return ``depth_km``, ``rows`` of (quantity, first group, second group) and ``notes``.

    Quantities are keys of the page's messages; areas are square kilometres, shares percent. What no
    unit declares is left out. Notes tell of land that is nobody's side.
    """
    told = depth.as_json()
    sides: list[Mapping[str, Any]] = list(told.get("groups", told["sides"]).values())
    rows: list[list[object]] = [
        ["units", *(side["units_in"] for side in sides)],
        ["indeterminate", *(side["units_indeterminate"] for side in sides)],
        *(
            [f"units_{rule}", *(side["units_by_tripoint_rule"][rule]["in"] for side in sides)]
            for rule in sides[0]["units_by_tripoint_rule"]
            if rule in sides[1]["units_by_tripoint_rule"]
        ),
        ["area", *(side["area_km2"] for side in sides)],
        ["share", *(100 * side["share_of_land"] for side in sides)],
        ["perpendicular", *(side["perpendicular_area_km2"] for side in sides)],
    ]
    for name in DECLARED:
        declared = [side["in"] and side["in"]["declared"][name] for side in sides]
        if any(one and one["units_declaring"] for one in declared):
            rows.append([name, *(one and one["total"] for one in declared)])
    if any(side.get("training_area_km2") for side in sides):
        rows.append(["training", *(side["training_area_km2"] for side in sides)])
    notes = [["third", name, area] for name, area in told["third_states"].items()]
    notes += [["disputed", name, area] for name, area in told["disputed_km2"].items()]
    return {"depth_km": depth.depth_km, "rows": rows, "notes": notes}
