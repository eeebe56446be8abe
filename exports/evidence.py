"""How well each stretch of a border is known, as features and rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..boundaries.evidence import CLASSES

if TYPE_CHECKING:
    from ..boundaries.evidence import LineEvidence
    from .vectors import Feature

__all__ = ["evidence_features", "evidence_foot", "evidence_rows"]


def evidence_rows(evidence: "LineEvidence") -> list[dict[str, Any]]:
    """Return one row per run: from_km, to_km, class, radius_m (empty where disputed), reason."""
    return [
        {
            "from_km": round(run.from_km, 3),
            "to_km": round(run.to_km, 3),
            "class": run.grade,
            "radius_m": run.radius_m,
            "reason": run.reason,
        }
        for run in evidence
    ]


def evidence_features(evidence: "LineEvidence", rows: Sequence[dict[str, Any]]) -> "list[Feature]":
    """Return the rows with the piece of the line that each speaks of."""
    import shapely

    return [
        (shapely.LineString(evidence.coordinates(number)), row) for number, row in enumerate(rows)
    ]


def evidence_foot(evidence: "LineEvidence") -> dict[str, str]:
    """Return how many kilometres are of each class, and what the class means."""
    return {
        f"class_{grade}": f"{km:.1f} km, {CLASSES[grade]}"
        for grade, km in evidence.km_by_class().items()
    }
