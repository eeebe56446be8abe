"""A comparison of depths as a table, CSV or JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .provenance import provenance_lines
from .tables import csv_text, format_table, json_text

if TYPE_CHECKING:
    from ..geo.comparison import Comparison

_HEADERS = {
    "depth_km": "depth km",
    "area_km2": "area km²",
    "share_percent": "% of land",
    "perpendicular_area_km2": "perpendicular km²",
    "perpendicular_range": "(last 1–5 km straight)",
    "units_in": "in",
    "units_indeterminate": "indet.",
    "entering": "entering",
    "third_state_km2": "third states km²",
    "disputed_km2": "disputed km²",
    "area_ratio": "ratio",
}


def comparison_text(
    comparison: "Comparison",
    fmt: str,
    provenance: Mapping[str, object],
    *,
    third_states: bool = False,
) -> str:
    """Return a comparison in one of three forms.

    Parameters
    ----------
    comparison : Comparison
    fmt : {"table", "csv", "json"}
        CSV and JSON hold data only; the table carries its provenance below it.
    provenance : mapping
        From `provenance`.
    third_states : bool, optional
        Whether the table names each third state's part.
    """
    if fmt == "json":
        return json_text(comparison.as_json())
    rows = list(comparison.rows())
    if fmt == "csv":
        return csv_text(rows)
    first, second = comparison.border.parties
    for row in rows:
        row["share_percent"] = row["share_of_land"] * 100
        low, high = row["perpendicular_low_km2"], row["perpendicular_high_km2"]
        row["perpendicular_range"] = f"({low:,.0f}–{high:,.0f})"
        row["entering"] = len(row["enters"].split(";")) if row["enters"] else 0
        if row["side"] == second:
            row["depth_km"] = row["third_state_km2"] = row["disputed_km2"] = None
        else:
            row["area_ratio"] = None
    columns = ["depth_km", "side", *list(_HEADERS)[1:]]
    if not any(row["disputed_km2"] for row in rows):
        columns.remove("disputed_km2")
    decimals = {"depth_km": 0, "share_percent": 1, "area_ratio": 2}
    if any(depth.depth_km % 1 for depth in comparison.depths):
        decimals["depth_km"] = 3
    text = format_table(rows, columns=columns, headers=_HEADERS, decimals=decimals)
    error = max(side.area_error_km2 for depth in comparison.depths for side in depth.sides)
    notes = [
        f"ratio: area of {second} over {first}; entering: in here, not at the depth before.",
        f"Areas are ellipsoidal; the drawn edge moves them by at most {error:.1f} km².",
    ]
    if third_states:
        for depth in comparison.depths:
            each = ", ".join(
                f"{k or 'no state'} {v:,.0f}" for k, v in depth.third_state_km2.items()
            )
            notes.append(
                f"{depth.depth_km:g} km reaches into third states (km²): {each or 'none'}."
            )
    return "\n".join([text, "", *notes, "", *provenance_lines(provenance), ""])
