"""A scenario of ORBAT Mapper (https://orbat-mapper.app), as features."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..common.errors import InputError
from .findings import Findings
from .raw import MAX_ROWS

_DEEPEST = 60


def scenario_features(
    path: Path, content: dict[str, Any], findings: Findings
) -> tuple[list[Any], dict[str, str]]:
    """Return the units of a scenario that have a position, and what is known of the file.

    A unit that moves is taken where it is last; one without a position is left out; both are told.

    Raises
    ------
    InputError
        If its sides, groups or units are not what they are called, or there are too many.
    """
    features: list[Any] = []
    absent, moved = 0, 0
    try:
        for side, parent, unit in _walk(content["sides"]):
            places = [state for state in unit.get("state") or [] if state.get("location")]
            location = places[-1]["location"] if places else unit.get("location")
            if location is None:
                absent += 1
                continue
            moved += len(places) > 1
            properties = {
                "id": unit.get("id"),
                "name": unit["name"],
                "sidc": unit.get("sidc", ""),
                "parent": parent,
                "source_title": content.get("name", ""),
                "source_url": unit.get("externalUrl", ""),
                "source_date": str(places[-1].get("t", ""))[:10] if places else "",
                "notes": unit.get("description", ""),
                "scenario side": side,
            }
            geometry = {"type": "Point", "coordinates": location}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
            if len(features) > MAX_ROWS:
                raise InputError(f"{path}: has more than {MAX_ROWS:,} units; split it")
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(f"{path}: is no scenario that can be read; export it again") from error
    if absent:
        findings.doubt(None, "", f"{absent:,} units without a position are left out")
    if moved:
        findings.doubt(None, "", f"{moved:,} units move; each is taken where it is last")
    return features, {"format": "ORBAT Mapper scenario"}


def _walk(sides: list[dict[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield side, parent's name and unit, parents before what is under them."""
    for side in sides:
        waiting = [
            (unit, str(group.get("name", "")), 0)
            for group in [side, *(side.get("groups") or [])]
            for unit in [*(group.get("subUnits") or []), *(group.get("units") or [])]
        ]
        while waiting:
            unit, parent, depth = waiting.pop(0)
            yield str(side.get("name", "")), parent, unit
            if depth < _DEEPEST:
                under = [(one, str(unit["name"]), depth + 1) for one in unit.get("subUnits") or []]
                waiting[:0] = under
