"""The figures of the document, all of them from the functions that the commands ask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..common.errors import UsageError
from ..geo.analysis.against import SECOND, second_border
from ..geo.analysis.balance import Tally, tally
from ..geo.analysis.comparison import DEPTHS_KM, Comparison, compare
from ..geo.zones.area_uncertainty import NO_DOUBT, AreaDoubt, area_doubt
from ..geo.zones.coverage import coverage
from ..geo.zones.listing import listed
from ..geo.zones.places import places_of
from ..geo.zones.zone import inspection_zone
from ..units.filters import on_day
from ..units.levels import COUNTS_AS, count_of, counted, mix
from ..units.survey import uncounted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..boundaries.evidence import Run
    from ..geo.analysis.crossings import Crossing
    from ..geo.analysis.jitter import Chance, CountRange
    from ..geo.zones.bands import ZonePart
    from ..geo.zones.zone import InspectionZone

__all__ = ["Borderline", "Facts", "SideFacts", "gathered_facts"]

DRAWS: Final = 2000
"""How many times units and border are displaced at random."""
_STEPS: Final = 40
"""Of the curve."""


@dataclass(frozen=True)
class SideFacts:
    """One side of the zone."""

    side: str
    depth_km: float
    area_km2: float
    perpendicular_km2: float
    area_error_km2: float
    inside: Tally
    indeterminate: Tally
    uncounted: str
    """What stands in place of counts where nobody surveyed the side."""
    ranged: "CountRange | None" = None
    """How many are in where units and border are displaced at random."""
    mix: Mapping[str, int] = field(default_factory=dict)
    """What stands inside, by class (units/levels.py), counted or not."""
    category: str = "all"
    """The band, where a zone has several."""
    min_km: float = 0.0
    line: AreaDoubt = NO_DOUBT
    """How far the area may be off because the border is not known better."""


@dataclass(frozen=True)
class Borderline:
    """A unit of which it cannot be told whether it is inside."""

    row: Mapping[str, Any]
    """Of the coverage."""
    run: "Run | None"
    """The part of the border that decides, where the source is known so far."""
    second_km: float | None
    """How far it is from the second source's line."""
    second_status: str
    crossing: "Crossing | None"
    chance: "Chance | None"


@dataclass(frozen=True)
class Facts:
    """All that the document says in figures."""

    zone: "InspectionZone"
    rows: "GeoDataFrame" = field(repr=False)
    """What `csbm units` lists: in and indeterminate, nearest first."""
    sides: tuple[SideFacts, ...]
    comparison: Comparison | None
    """Of other depths; none where a zone has several bands."""
    borderline: tuple[Borderline, ...]
    second_source: str
    """The second line's title and release; empty where there is none."""
    entering: "tuple[Crossing, ...]"
    """What comes in between the depths compared that are next to the zone's."""
    entering_from_km: float
    entering_to_km: float
    local_names: Mapping[str, str] = field(repr=False)
    """Of the units, by id, where they have one."""
    as_of: str
    sources: Sequence[Mapping[str, str]]
    provenance: Mapping[str, Any]
    command: str
    """What makes the document anew."""
    left_out: int = 0
    """Rows of the lists that were not read for their faults."""

    @property
    def same_depth(self) -> float | None:
        """The depth of all sides, where it is one."""
        depths = {one.depth_km for one in self.sides}
        return depths.pop() if len(depths) == 1 else None

    @property
    def ratio(self) -> float | None:
        """Area of the second group over that of the first, where both have one depth."""
        depth = self.same_depth
        if depth is None or self.comparison is None:
            return None
        return next(one.area_ratio for one in self.comparison.depths if one.depth_km == depth)

    @property
    def count(self) -> str:
        """What is counted: one of units/levels.py's ``COUNTS``."""
        return count_of(self.rows)

    @property
    def counted(self) -> bool:
        """Whether every side was surveyed."""
        return not any(one.uncounted for one in self.sides)


def gathered_facts(
    zone: "InspectionZone",
    units: "GeoDataFrame",
    *,
    provenance: Mapping[str, Any],
    command: str,
    depths_km: Sequence[float] = DEPTHS_KM,
) -> Facts:
    """Ask all that the document tells.

    Parameters
    ----------
    zone : InspectionZone
        With one band for each party, from the border on.
    units : GeoDataFrame
        As for `csbm.coverage`.
    provenance : mapping
        What every output of the zone carries.
    command : str
        What makes the document anew.
    depths_km : sequence of float, optional
        The other depths.

    Notes
    -----
    A zone with bands of several categories, inner bounds, parts of a line or exclusions is told
    band by band, without other depths.
    """
    units = on_day(units, None)
    covered = coverage(zone, units)
    rows = listed(covered, parties=zone.border.parties)
    told: dict[str, Any] = {
        "zone": zone,
        "rows": rows,
        "local_names": {
            str(key): str(name)
            for key, name in zip(units["id"], units["name_local"], strict=True)
            if name
        },
        "as_of": str(units.attrs.get("as_of", "")),
        "sources": units.attrs.get("sources", ()),
        "provenance": provenance,
        "command": command,
        "left_out": int(units.attrs.get("left_out", 0)),
    }
    if not _is_plain(zone):
        return Facts(
            **told,
            sides=tuple(_bands(zone, covered)),
            comparison=None,
            **_doubtful(zone, units, rows, None),
            entering=(),
            entering_from_km=0.0,
            entering_to_km=0.0,
        )
    depths = sorted({*depths_km, *zone.depths_km.values()})
    comparison = compare(
        zone.border,
        units,
        depths_km=depths,
        tripoint=zone.tripoint,
        tolerance_m=zone.tolerance_m,
        crossings=True,
        step_km=max(depths) / _STEPS,
        draws=DRAWS,
    )
    before, after = _beside(depths, zone.depths_km.values())
    return Facts(
        **told,
        sides=tuple(_side(zone, number, covered, comparison) for number in range(len(zone.parts))),
        comparison=comparison,
        **_doubtful(zone, units, rows, comparison),
        entering=tuple(
            one
            for one in comparison.crossings or ()
            if one.enters_to_km > before and one.enters_from_km <= after
        ),
        entering_from_km=before,
        entering_to_km=after,
    )


def _is_plain(zone: "InspectionZone") -> bool:
    """Tell whether a zone is one depth for each party, from the border on."""
    one_each = len(zone.bands) == len(zone.border.parties)
    one_kind = len({band.category for band in zone.bands}) == 1
    from_border = not any(band.min_km for band in zone.bands)
    parted = zone.segments or zone.exclusions or zone.lines
    return one_each and one_kind and from_border and not parted


def _bands(zone: "InspectionZone", covered: "GeoDataFrame") -> Iterator[SideFacts]:
    """Give area and counts of every band; parts of a line that share one are one."""
    parts: dict[tuple[str, str], list[ZonePart]] = {}
    for part in zone.parts:
        parts.setdefault((part.side, part.category), []).append(part)
    status = covered["status"].to_numpy(object)
    for (side, category), some in parts.items():
        on_side = (covered["side"] == side).to_numpy(bool)
        mine = on_side & (covered["category"] == category).to_numpy(bool)
        yield SideFacts(
            side=side,
            depth_km=max(part.depth_km for part in some),
            area_km2=sum(part.area_km2 for part in some),
            perpendicular_km2=float("nan"),
            area_error_km2=sum(zone.area_error_km2(part) for part in some),
            inside=tally(covered, mine & (status == "in")),
            indeterminate=tally(covered, mine & (status == "indeterminate")),
            uncounted=uncounted(covered.attrs, side, int(on_side.sum())),
            category=category,
            min_km=min(part.min_km for part in some),
        )


def _beside(depths: Sequence[float], own: Any) -> tuple[float, float]:  # noqa: ANN401  # any values
    """Return the depths compared that are next below and next above the zone's own."""
    low, high = min(own), max(own)
    return (
        max((depth for depth in depths if depth < low), default=0.0),
        min((depth for depth in depths if depth > high), default=high),
    )


def _side(
    zone: "InspectionZone", number: int, covered: "GeoDataFrame", comparison: Comparison
) -> SideFacts:
    part = zone.parts[number]
    mine = (covered["side"] == part.side).to_numpy(bool)
    status = covered["status"].to_numpy(object)
    ours = mine & counted(covered)
    ranged = None
    if comparison.jitter is not None and len(set(zone.depths_km.values())) == 1:
        ranged = next(
            (
                one
                for one in comparison.jitter.counts
                if one.side == part.side and one.depth_km == part.depth_km
            ),
            None,
        )
    return SideFacts(
        side=part.side,
        depth_km=part.depth_km,
        area_km2=part.area_km2,
        perpendicular_km2=zone.perpendicular_parts[number].area_km2,
        area_error_km2=zone.area_error_km2(part),
        inside=tally(covered, ours & (status == "in")),
        indeterminate=tally(covered, ours & (status == "indeterminate")),
        uncounted=uncounted(covered.attrs, part.side, int(mine.sum())),
        ranged=ranged,
        mix=mix(covered, mine & (status == "in")),
        line=area_doubt(zone, part),
    )


def _doubtful(
    zone: "InspectionZone",
    units: "GeoDataFrame",
    rows: "GeoDataFrame",
    comparison: Comparison | None,
) -> dict[str, Any]:
    """Return the borderline units, each with all that can be asked of it."""
    open_ = rows[rows["status"] == "indeterminate"]
    some = units[units["id"].isin(open_["id"])].reset_index(drop=True)
    some.attrs = dict(units.attrs)
    second, title = _second(zone, some) if comparison is not None else ({}, "")
    runs = _runs(zone, some)
    own = _compared(zone, some) if comparison is not None and len(some) else comparison
    crossed = (own.crossings if own is not None else None) or ()
    crossing = {one.id: one for one in crossed}
    jitter = own.jitter if own is not None else None
    chances = {
        one.id: one
        for one in (jitter.chances if jitter else ())
        if one.depth_km == zone.depths_km.get(one.side)
    }
    told = [
        Borderline(
            row=row,
            run=runs.get(row["id"]),
            second_km=second.get(row["id"], (None, ""))[0],
            second_status=second.get(row["id"], (None, ""))[1],
            crossing=crossing.get(row["id"]),
            chance=chances.get(row["id"]),
        )
        for row in open_.to_dict("records")
    ]
    return {"borderline": tuple(told), "second_source": title}


def _compared(zone: "InspectionZone", some: "GeoDataFrame") -> Comparison:
    """Ask of units, counted or not, when they come in and with what chance they are in."""
    whole = some.drop(columns=[name for name in ("unit_state", COUNTS_AS) if name in some])
    whole.attrs = dict(some.attrs)
    return compare(
        zone.border,
        whole,
        depths_km=sorted(set(zone.depths_km.values())),
        tripoint=zone.tripoint,
        tolerance_m=max(zone.tolerance_m, 100.0),  # no area of it is told
        crossings=True,
        draws=DRAWS,
        count="all",
    )


def _second(
    zone: "InspectionZone", some: "GeoDataFrame"
) -> tuple[dict[str, tuple[float, str]], str]:
    """Return what the second source's line says of units: distance and status."""
    if not len(some):
        return {}, ""
    try:
        other, _ = second_border(zone.border, SECOND)
    except UsageError:  # it has no such border
        return {}, ""
    against = inspection_zone(
        other, zone.depths_km, tripoint=zone.tripoint, tolerance_m=zone.tolerance_m
    )
    found = coverage(against, some)
    told = {
        str(key): (float(km), str(status))
        for key, km, status in zip(found["id"], found["distance_km"], found["status"], strict=True)
    }
    return told, f"{other.source.title}, {other.source.release}"


def _runs(zone: "InspectionZone", some: "GeoDataFrame") -> "dict[str, Run]":
    """Return the part of the border that decides for units."""
    evidence = zone.border.evidence
    if evidence is None or zone.lines or not len(some):
        return {}
    line = places_of(zone, some).lines[0]
    numbers = np.asarray(line.interval.low_run[: len(some)], np.int64)
    return {
        str(key): evidence.run(int(number))
        for key, number in zip(some["id"], numbers, strict=True)
        if number >= 0
    }
