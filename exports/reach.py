"""Ranges against depths, as rows."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..geo.analysis.ranges import Holder, Reach

WORDS: Final = (
    "Ranges are as published; range minus depth is how far beyond the border a system at the very"
    " edge of the zone reaches. A combat radius is an aircraft's, not a weapon's range."
)


def reach_rows(found: "Iterable[Reach]", depths_km: Sequence[float]) -> list[dict[str, Any]]:
    """Return one row per system and unit that holds it, for data."""
    rows = []
    for one in found:
        holders: Sequence[Holder | None] = one.holders or (None,)
        for holder in holders:
            row: dict[str, Any] = {
                "id": one.system.id,
                "system": one.system.system,
                "variant": one.system.variant,
                "operator_context": one.system.operator_context,
                "category": one.system.category,
                "range_km": one.system.max_range_km,
                "range_basis": one.system.range_basis,
                "combat_radius": one.system.is_combat_radius,
                "range_verified": one.system.is_verified,
                "held_back_at_km": one.held_back_at_km,
            }
            for depth, beyond in zip(depths_km, one.beyond_km, strict=True):
                row[f"beyond_border_from_{depth:g}_km"] = beyond
            row |= {
                "unit_id": holder.id if holder else "",
                "unit": holder.name if holder else "",
                "unit_side": holder.side if holder else "",
                "unit_distance_km": holder.distance_km if holder else None,
                "unit_beyond_border_km": holder.beyond_km if holder else None,
                "unit_reaches_border": holder.reaches if holder else None,
                "unit_doubt_km": holder.doubt_km if holder else None,
                "source_title": one.system.source_title,
                "source_url": one.system.source_url,
                "source_date": one.system.source_date,
                "notes": one.system.notes,
            }
            rows.append(row)
    return rows


def reach_lines(found: "Iterable[Reach]", depths_km: Sequence[float]) -> list[dict[str, Any]]:
    """Return the same for people: kilometres beyond the border, or that the border is not reached.

    Parameters
    ----------
    found : iterable of Reach
    depths_km : sequence of float
    """
    lines = []
    for one in found:
        marks = "radius" if one.system.is_combat_radius else ""
        if not one.system.is_verified:
            marks = "unverified"
        line: dict[str, Any] = {
            "system": one.system.name,
            "range km": f"{one.system.max_range_km:g}",
            "": marks,
        }
        for depth, beyond in zip(depths_km, one.beyond_km, strict=True):
            line[f"from {depth:g}"] = f"+{beyond:g}" if beyond > 0 else "–"
        line["held back at"] = f"{one.held_back_at_km:g}"
        line["unit"] = "; ".join(holder.name for holder in one.holders)
        line["unit km"] = "; ".join(f"{holder.distance_km:.1f}" for holder in one.holders)
        line["beyond the border"] = "; ".join(_beyond(holder) for holder in one.holders)
        lines.append(line)
    return lines


def _beyond(holder: "Holder") -> str:
    if holder.reaches is None:
        return "cannot be told"
    return f"+{holder.beyond_km:.0f}" if holder.reaches else "–"
