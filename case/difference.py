"""What changed between two states: units that came, went, moved or changed status, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from pyproj import Geod

from .snapshot import LineState, Row

__all__ = ["Change", "LineDifference", "difference"]

What = Literal["came", "went", "status", "moved", "changed"]
_GEOD: Final = Geod(ellps="WGS84")
_NEAR_KM: Final = 1e-6
"""Distances so near are the same: a millimetre."""
_PLACE: Final = ("lat", "lon", "position_accuracy_m", "located_in")


@dataclass(frozen=True)
class Change:
    """One unit, in one band, that is not as it was."""

    id: str
    name: str
    side: str
    category: str
    what: What
    """``status`` also where it moved; ``changed`` where only the distance did, or what is known of
    the place."""
    status_before: str
    status_after: str
    distance_before_km: float | None
    distance_after_km: float | None
    moved_km: float | None
    why: tuple[str, ...]
    """``the unit`` (its place, or how well that is known), ``the line``, ``the rule``, ``the day``,
    ``the list``."""

    def row(self) -> dict[str, Any]:
        """Return it as one row of a table."""
        return asdict(self) | {"why": "; ".join(self.why)}


@dataclass(frozen=True)
class LineDifference:
    """Two states of one line."""

    line: str
    facts: tuple[tuple[str, str, str], ...]
    """What of border, rule and day changed: what, before, after."""
    areas: tuple[tuple[str, float | None, float | None], ...]
    """Side and band, km² before and after; all of them."""
    counts: tuple[tuple[str, str, str], ...]
    """Side, its counts before and after; all of them."""
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        moved = any(before != after for _, before, after in self.areas)
        return not (self.facts or self.changes or moved)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "line": self.line,
            "facts": [
                dict(zip(("what", "before", "after"), one, strict=True)) for one in self.facts
            ],
            "area_km2": {
                name: {"before": before, "after": after} for name, before, after in self.areas
            },
            "counts": {
                side: {"before": before, "after": after} for side, before, after in self.counts
            },
            "units": [asdict(one) for one in self.changes],
        }


def difference(
    before: Mapping[str, LineState], after: Mapping[str, LineState]
) -> tuple[LineDifference, ...]:
    """Tell two states of a case apart, line by line.

    Parameters
    ----------
    before, after : mapping of str to LineState
        By the lines' names; a line that is in one only is told as such.
    """
    return tuple(
        _of_line(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
    )


def _of_line(name: str, before: LineState | None, after: LineState | None) -> LineDifference:
    if before is None or after is None:
        told = ("the line", "there" if before else "not there", "there" if after else "not there")
        return LineDifference(name, (told,), (), (), ())
    facts = tuple(_facts(before, after))
    changed = {what for what, _, _ in facts}
    one = {(row["id"], row["category"]): row for row in before.units}
    other = {(row["id"], row["category"]): row for row in after.units}
    changes = [
        change
        for key in dict.fromkeys([*one, *other])
        if (change := _change(one.get(key), other.get(key), changed)) is not None
    ]
    order: list[What] = ["came", "went", "status", "moved", "changed"]
    changes.sort(key=lambda change: (order.index(change.what), change.side, change.id))
    return LineDifference(
        name,
        facts,
        tuple(
            (band, before.area_km2.get(band), after.area_km2.get(band))
            for band in dict.fromkeys([*before.area_km2, *after.area_km2])
        ),
        tuple(
            (side, _told(before.counts.get(side)), _told(after.counts.get(side)))
            for side in dict.fromkeys([*before.counts, *after.counts])
        ),
        tuple(changes),
    )


def _facts(before: LineState, after: LineState) -> Iterator[tuple[str, str, str]]:
    pairs = {
        "border": (before.border, after.border),
        "release of the border": (before.release, after.release),
        "day": (before.day, after.day),
        **{
            name: (before.rule.get(name, ""), after.rule.get(name, ""))
            for name in dict.fromkeys([*before.rule, *after.rule])
        },
    }
    for what, (one, other) in pairs.items():
        if one != other:
            yield what, one, other
    if before.line_sha256 != after.line_sha256 and before.border == after.border:
        yield "course of the line", before.line_sha256[:12], after.line_sha256[:12]


def _told(counts: Mapping[str, Any] | None) -> str:
    if counts is None:
        return "–"
    if "not counted" in counts:
        return str(counts["not counted"])
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in counts.items()) or "none"


def _change(before: Row | None, after: Row | None, facts: set[str]) -> Change | None:
    """Return how a unit changed in one band; None where it did not."""
    shown = after if after is not None else before
    assert shown is not None
    here = {"id": str(shown["id"]), "name": str(shown["name"])}
    here |= {"side": str(shown["side"]), "category": str(shown["category"])}
    if before is None or after is None:
        known = ("the day",) if "day" in facts and _dated(shown) else ("the list",)
        return Change(
            **here,
            what="came" if before is None else "went",
            status_before="" if before is None else str(before["status"]),
            status_after="" if after is None else str(after["status"]),
            distance_before_km=None if before is None else before["distance_km"],
            distance_after_km=None if after is None else after["distance_km"],
            moved_km=None,
            why=known,
        )
    why = tuple(_why(before, after, facts))
    other_status = before["status"] != after["status"]
    moved = _moved_km(before, after)
    apart = _apart(before["distance_km"], after["distance_km"])
    if not (other_status or moved or apart or "the unit" in why):
        return None
    return Change(
        **here,
        what="status" if other_status else "moved" if moved else "changed",
        status_before=str(before["status"]),
        status_after=str(after["status"]),
        distance_before_km=before["distance_km"],
        distance_after_km=after["distance_km"],
        moved_km=moved or None,
        why=why or ("the line",),
    )


def _why(before: Row, after: Row, facts: set[str]) -> Iterator[str]:
    placed = any(before[name] != after[name] for name in _PLACE)
    if placed:
        yield "the unit"
    apart = _apart(before["distance_km"], after["distance_km"])
    line = facts & {"border", "release of the border", "course of the line"}
    told_otherwise = apart or before["reason"] != after["reason"]
    if (line and told_otherwise) or (apart and not placed):
        yield "the line"
    if before["depth_km"] != after["depth_km"] or facts & {"tripoint", "disputed", "regime"}:
        yield "the rule"


def _dated(row: Row) -> bool:
    return bool(row.get("valid_from") or row.get("valid_to"))


def _apart(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > _NEAR_KM


def _moved_km(before: Row, after: Row) -> float:
    if before["lat"] == after["lat"] and before["lon"] == after["lon"]:
        return 0.0
    metres = _GEOD.inv(before["lon"], before["lat"], after["lon"], after["lat"])[2]
    return float(metres) / 1000
