"""The two sides of one depth set against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from ...units.levels import CLASSES, inferred, mix
from ...units.schema import COUNT_COLUMNS
from ...units.survey import uncounted
from ..zones.area_uncertainty import NO_DOUBT, AreaDoubt, area_doubt
from ..zones.bands import TRIPOINT_RULES
from ..zones.sides import Flags
from ..zones.tripoints import MAX_PERPENDICULAR_KM
from ..zones.zone import InspectionZone, ZonePart
from .crossings import Measured
from .training import NO_TRAINING_LAND, TrainingLand, training_land

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TAILS_KM: Final = (1.0, 5.0)
"""How much of the line before a tripoint is straightened to see what hangs on it."""


@dataclass(frozen=True)
class Tally:
    """Units counted, in all and by what they are; units that say nothing are ``unknown``."""

    units: int
    by_kind: dict[str, int]
    by_branch: dict[str, int]
    by_echelon: dict[str, int]
    declared: dict[str, int]
    """Sums of personnel, tanks, acv and artillery over the units that declare them."""
    declaring: dict[str, int]
    """How many of the units declare each; a sum says nothing of the others."""
    inferred: int = 0
    """How many of the units do not say outright what they are listed for."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "units": self.units,
            "by_kind": self.by_kind,
            "by_branch": self.by_branch,
            "by_echelon": self.by_echelon,
            "inferred": self.inferred,
            "declared": {
                name: {"total": self.declared[name], "units_declaring": self.declaring[name]}
                for name in self.declared
            },
        }


@dataclass(frozen=True)
class SideBalance:
    """One side of a zone of one depth."""

    side: str
    area_km2: float
    area_error_km2: float
    """At most how far the area may be off because the drawn edge is within the tolerance."""
    share_of_land: float
    """Part of the party's undisputed land, 0 to 1."""
    perpendicular_area_km2: float
    perpendicular_range_km2: tuple[float, float]
    """Least and greatest such area, also with the line's last 1 km and 5 km drawn straight."""
    inside: Tally
    indeterminate: Tally
    side_uncertain: int
    """How many of the units in or indeterminate stand so near that the side is not sure."""
    enters: tuple[str, ...]
    """Ids of the units in here and not in at the depth before, nearest first."""
    by_reading: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Units in, and units indeterminate, under each tripoint rule: ``round``, ``perpendicular``."""
    uncounted: str = ""
    """What stands in place of counts where nobody surveyed the side; then they are None."""
    mix: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """What of every class (units/levels.py) is in, and indeterminate, counted or not."""
    training: TrainingLand = NO_TRAINING_LAND
    """What of training areas that are drawn as areas lies inside."""
    line: AreaDoubt = NO_DOUBT
    """How far the area may be off because the border is not known better."""

    @property
    def count(self) -> int | None:
        """Units in; None where nobody surveyed the side."""
        return None if self.uncounted else self.inside.units

    @property
    def units_in(self) -> dict[str, int]:
        """Units in, by kind."""
        return self.inside.by_kind

    @property
    def units_indeterminate(self) -> dict[str, int]:
        """Units whose status cannot be told, by kind."""
        return self.indeterminate.by_kind

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "area_km2": self.area_km2,
            "area_error_km2": self.area_error_km2,
            "area_line_at_most_km2": self.line.at_most_km2,
            "area_line_independent_km2": self.line.independent_km2,
            "share_of_land": self.share_of_land,
            "perpendicular_area_km2": self.perpendicular_area_km2,
            "perpendicular_range_km2": list(self.perpendicular_range_km2),
            "units_in": self.count,
            "units_indeterminate": None if self.uncounted else self.indeterminate.units,
            **({"units_not_counted": self.uncounted} if self.uncounted else {}),
            "units_in_inferred": None if self.uncounted else self.inside.inferred,
            "mix": {
                name: {"in": sure, "indeterminate": unsure}
                for name, (sure, unsure) in self.mix.items()
                if not self.uncounted
            },
            "units_side_uncertain": None if self.uncounted else self.side_uncertain,
            "units_by_tripoint_rule": {
                rule: {"in": sure, "indeterminate": unsure}
                for rule, (sure, unsure) in self.by_reading.items()
                if not self.uncounted
            },
            "units_in_by_kind": None if self.uncounted else self.inside.by_kind,
            "units_indeterminate_by_kind": (None if self.uncounted else self.indeterminate.by_kind),
            "in": None if self.uncounted else self.inside.as_json(),
            "indeterminate": None if self.uncounted else self.indeterminate.as_json(),
            "enters": list(self.enters),
            "training_area_km2": self.training.area_km2,
            "training_area_error_km2": self.training.error_km2,
            "training_areas": self.training.areas,
            "training_areas_without_outline": self.training.points,
        }


@dataclass(frozen=True)
class DepthBalance:
    """A zone of one depth, both sides."""

    depth_km: float
    sides: tuple[SideBalance, ...]
    """Of every party."""
    totals: tuple[SideBalance, SideBalance]
    """Of the two that are set against each other: two parties, or two groups of them."""
    third_state_km2: dict[str, float]
    disputed_km2: dict[str, float]

    @property
    def area_ratio(self) -> float:
        """Area of the second side over the first (alphabetical order of the codes)."""
        first, second = self.totals
        return second.area_km2 / first.area_km2 if first.area_km2 else float("inf")

    @property
    def area_difference_km2(self) -> float:
        """Area of the second side less that of the first."""
        return self.totals[1].area_km2 - self.totals[0].area_km2

    @property
    def area_difference_error_km2(self) -> float:
        """At most how far that difference may be off."""
        return self.totals[0].area_error_km2 + self.totals[1].area_error_km2

    @property
    def area_difference_line(self) -> AreaDoubt:
        """How far it may be off because the border is not known better."""
        return self.totals[0].line + self.totals[1].line

    @property
    def counted(self) -> bool:
        """Whether both sides were surveyed, so that they can be set against each other."""
        return not any(side.uncounted for side in self.sides)

    @property
    def units_ratio(self) -> float:
        """Units in on the second side over those on the first; infinite or NaN where none is."""
        if not self.counted:
            return float("nan")
        first, second = (side.inside.units for side in self.totals)
        return second / first if first else float("inf" if second else "nan")

    @property
    def units_difference(self) -> int:
        """Units in on the second side less those on the first."""
        return self.totals[1].inside.units - self.totals[0].inside.units

    @property
    def units_difference_range(self) -> tuple[int, int]:
        """Least and greatest that difference can be, whichever way the indeterminate fall."""
        first, second = self.totals
        found = self.units_difference
        return found - first.indeterminate.units, found + second.indeterminate.units

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "depth_km": self.depth_km,
            "area_ratio": self.area_ratio,
            "area_difference_km2": self.area_difference_km2,
            "area_difference_error_km2": self.area_difference_error_km2,
            "units_ratio": self.units_ratio if self.counted else None,
            "units_difference": self.units_difference if self.counted else None,
            "units_difference_range": list(self.units_difference_range) if self.counted else None,
            "third_state_km2": sum(self.third_state_km2.values()),
            "third_states": self.third_state_km2,
            "disputed_km2": self.disputed_km2,
            "sides": {side.side: side.as_json() for side in self.sides},
            **(
                {"groups": {side.side: side.as_json() for side in self.totals}}
                if len(self.sides) > len(self.totals)
                else {}
            ),
        }


def balance(
    zone: InspectionZone, found: Measured, before: set[str], others: Measured | None = None
) -> DepthBalance:
    """Set the two sides of a zone of one depth against each other.

    Parameters
    ----------
    zone : InspectionZone
        With the same depth on both sides.
    found : Measured
        The units, measured from the same border under the same rule.
    before : set of str
        Ids of the units that were in at a smaller depth.
    others : Measured, optional
        The records that are not counted, of which the mix tells.
    """
    sides = [_side_balance(zone, found, before, others, n) for n in range(len(zone.parts))]
    first, second = (
        total([side for side in sides if side.side in group]) for group in zone.border.groups
    )
    return DepthBalance(
        depth_km=zone.depth_km,
        sides=tuple(sides),
        totals=(first, second),
        third_state_km2={part.side: part.area_km2 for part in zone.third_state_parts},
        disputed_km2={part.side: part.area_km2 for part in zone.disputed_parts},
    )


def _side_balance(
    zone: InspectionZone,
    found: Measured,
    before: set[str],
    others: Measured | None,
    number: int,
) -> SideBalance:
    part = zone.parts[number]
    status, mine = found.status(zone.depth_km), found.on(part.side)
    inside, unsure = mine & (status == "in"), mine & (status == "indeterminate")
    land = zone.atlas.land_area_km2(part.side)
    square = zone.perpendicular_parts[number].area_km2
    squares = [square, *(zone.perpendicular_area_km2(number, tail_km=km) for km in TAILS_KM)]
    order = np.argsort(found.distance_km, kind="stable")
    ids = found.units["id"].astype(str).to_numpy(object)[order][inside[order]]
    return SideBalance(
        side=part.side,
        area_km2=part.area_km2,
        area_error_km2=zone.area_error_km2(part),
        share_of_land=part.area_km2 / land if land else float("nan"),
        perpendicular_area_km2=square,
        perpendicular_range_km2=(min(squares), max(squares)),
        inside=tally(found.units, inside),
        indeterminate=tally(found.units, unsure),
        side_uncertain=int(((inside | unsure) & ~found.side_certain).sum()),
        enters=tuple(str(one) for one in ids if one not in before),
        by_reading=_by_reading(found, zone.depth_km, mine),
        uncounted=uncounted(found.units.attrs, part.side, _there(part.side, found, others)),
        mix=_mix(part.side, zone.depth_km, found, others),
        training=_training(zone, part, found, others),
        line=area_doubt(zone, part),
    )


def _training(
    zone: InspectionZone, part: ZonePart, found: Measured, others: Measured | None
) -> TrainingLand:
    """Return what of training areas lies inside, whether they are counted as units or not."""
    lists = [one for one in (found, others) if one is not None]
    frames, masks = [one.units for one in lists], []
    for one in lists:
        status = one.status(zone.depth_km)
        masks.append(one.on(part.side) & ((status == "in") | (status == "indeterminate")))
    return training_land(
        frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True),
        part.geometry,
        np.concatenate(masks),
        border_m=zone.border.accuracy_m,
    )


def _there(side: str, *lists: Measured | None) -> int:
    return sum(int(one.on(side).sum()) for one in lists if one is not None)


def _mix(side: str, depth_km: float, *lists: Measured | None) -> dict[str, tuple[int, int]]:
    """Count what of each class is in and indeterminate, over all lists."""
    told: dict[str, tuple[int, int]] = {}
    for one in lists:
        if one is None:
            continue
        status, mine = one.status(depth_km), one.on(side)
        sure, unsure = (
            mix(one.units, np.asarray(mine & (status == name), np.bool_))
            for name in ("in", "indeterminate")
        )
        for name in CLASSES:
            if name in sure or name in unsure:
                before = told.get(name, (0, 0))
                told[name] = (before[0] + sure.get(name, 0), before[1] + unsure.get(name, 0))
    return {name: told[name] for name in CLASSES if name in told}


def total(sides: Sequence[SideBalance]) -> SideBalance:
    """Return several sides of one zone as one: their land does not overlap, nor do their units.

    Parameters
    ----------
    sides : sequence of SideBalance
        Of a group; one alone is returned as it is.
    """
    if len(sides) == 1:
        return sides[0]
    area = sum(side.area_km2 for side in sides)
    land = sum(side.area_km2 / side.share_of_land for side in sides if side.share_of_land)
    rules = [rule for rule in sides[0].by_reading if all(rule in one.by_reading for one in sides)]
    not_counted = [f"{side.side} {side.uncounted}" for side in sides if side.uncounted]
    return SideBalance(
        side=",".join(side.side for side in sides),
        area_km2=area,
        area_error_km2=sum(side.area_error_km2 for side in sides),
        share_of_land=area / land if land else float("nan"),
        perpendicular_area_km2=sum(side.perpendicular_area_km2 for side in sides),
        perpendicular_range_km2=(
            sum(side.perpendicular_range_km2[0] for side in sides),
            sum(side.perpendicular_range_km2[1] for side in sides),
        ),
        inside=_sum([side.inside for side in sides]),
        indeterminate=_sum([side.indeterminate for side in sides]),
        side_uncertain=sum(side.side_uncertain for side in sides),
        enters=tuple(one for side in sides for one in side.enters),
        by_reading={
            rule: (
                sum(side.by_reading[rule][0] for side in sides),
                sum(side.by_reading[rule][1] for side in sides),
            )
            for rule in rules
        },
        uncounted="; ".join(not_counted),
        mix={
            name: (
                sum(side.mix.get(name, (0, 0))[0] for side in sides),
                sum(side.mix.get(name, (0, 0))[1] for side in sides),
            )
            for name in CLASSES
            if any(name in side.mix for side in sides)
        },
        training=TrainingLand(
            area_km2=sum(side.training.area_km2 for side in sides),
            error_km2=sum(side.training.error_km2 for side in sides),
            areas=sum(side.training.areas for side in sides),
            points=sum(side.training.points for side in sides),
        ),
        line=sum((side.line for side in sides), NO_DOUBT),
    )


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(
        units=sum(one.units for one in tallies),
        by_kind=_added([one.by_kind for one in tallies]),
        by_branch=_added([one.by_branch for one in tallies]),
        by_echelon=_added([one.by_echelon for one in tallies]),
        declared=_added([one.declared for one in tallies]),
        declaring=_added([one.declaring for one in tallies]),
        inferred=sum(one.inferred for one in tallies),
    )


def _added(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Add up counts by name; the names in order, as a side's own are, those of columns as given."""
    names = dict.fromkeys(name for one in counts for name in one)
    order = list(names) if set(names) <= set(COUNT_COLUMNS) else sorted(names)
    return {name: sum(one.get(name, 0) for one in counts) for name in order}


def _by_reading(found: Measured, depth_km: float, mine: Flags) -> dict[str, tuple[int, int]]:
    """Count a side's units under both tripoint rules."""
    told: dict[str, tuple[int, int]] = {}
    for rule in TRIPOINT_RULES if depth_km <= MAX_PERPENDICULAR_KM else ("round",):
        status = found.reading(rule).status(depth_km)[mine]
        told[rule] = (int((status == "in").sum()), int((status == "indeterminate").sum()))
    return told


def tally(units: "GeoDataFrame", chosen: Flags) -> Tally:
    """Count chosen units by kind, branch and echelon, and add up what they declare.

    Parameters
    ----------
    units : GeoDataFrame
        With the columns of units/schema.py; one that is missing counts as never given.
    chosen : array of bool, shape (n,)
    """
    rows = units[chosen]
    declared, declaring = {}, {}
    for name in COUNT_COLUMNS:
        values = rows[name].dropna() if name in rows else rows["id"].iloc[:0]
        declared[name] = int(values.astype("int64").sum()) if len(values) else 0
        declaring[name] = len(values)
    return Tally(
        units=len(rows),
        by_kind=_counted(rows, "kind"),
        by_branch=_counted(rows, "branch"),
        by_echelon=_counted(rows, "echelon"),
        declared=declared,
        declaring=declaring,
        inferred=int(inferred(rows).sum()),
    )


def _counted(rows: "GeoDataFrame", column: str) -> dict[str, int]:
    if column not in rows:
        return {"unknown": len(rows)} if len(rows) else {}
    found, counts = np.unique(rows[column].fillna("").astype(str), return_counts=True)
    return {str(one) or "unknown": int(count) for one, count in zip(found, counts, strict=True)}
