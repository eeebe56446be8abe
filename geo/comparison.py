"""Many depths of one border, side by side: areas, units, what enters, and the balance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..boundaries.border import Border
from ..common.errors import UsageError
from .coverage import coverage
from .zone import InspectionZone, Tripoint, inspection_zone, line_index

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DEPTHS_KM = (30.0, 50.0, 80.0, 100.0, 150.0, 200.0)
"""The depths that are compared where none are named."""
TAILS_KM = (1.0, 5.0)
"""How much of the line before a tripoint is straightened to see what hangs on it."""


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
    units_in: dict[str, int]
    """Units in, by kind."""
    units_indeterminate: dict[str, int]
    """Units whose status cannot be told, by kind."""
    enters: tuple[str, ...]
    """Ids of the units in here and not in at the depth before, nearest first."""


@dataclass(frozen=True)
class DepthBalance:
    """A zone of one depth, both sides."""

    depth_km: float
    sides: tuple[SideBalance, SideBalance]
    third_state_km2: dict[str, float]
    disputed_km2: dict[str, float]

    @property
    def area_ratio(self) -> float:
        """Area of the second side over the first (alphabetical order of the codes)."""
        first, second = self.sides
        return second.area_km2 / first.area_km2 if first.area_km2 else float("inf")


@dataclass(frozen=True)
class Comparison:
    """Several depths of one border."""

    border: Border
    tripoint: Tripoint
    tolerance_m: float
    depths: tuple[DepthBalance, ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give one flat row per depth and side, for tables."""
        for depth in self.depths:
            for side in depth.sides:
                yield {
                    "depth_km": depth.depth_km,
                    "side": side.side,
                    "area_km2": side.area_km2,
                    "area_error_km2": side.area_error_km2,
                    "share_of_land": side.share_of_land,
                    "perpendicular_area_km2": side.perpendicular_area_km2,
                    "perpendicular_low_km2": side.perpendicular_range_km2[0],
                    "perpendicular_high_km2": side.perpendicular_range_km2[1],
                    "units_in": sum(side.units_in.values()),
                    "units_indeterminate": sum(side.units_indeterminate.values()),
                    "units_in_by_kind": _counts(side.units_in),
                    "units_indeterminate_by_kind": _counts(side.units_indeterminate),
                    "enters": ";".join(side.enters),
                    "third_state_km2": sum(depth.third_state_km2.values()),
                    "disputed_km2": sum(depth.disputed_km2.values()),
                    "area_ratio": depth.area_ratio,
                }

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain values for JSON; the README describes them."""
        first, second = self.border.parties
        return {
            "parties": [first, second],
            "tripoint": self.tripoint,
            "tolerance_m": self.tolerance_m,
            "ratio": f"{second} / {first}",
            "depths": [
                {
                    "depth_km": depth.depth_km,
                    "area_ratio": depth.area_ratio,
                    "third_state_km2": sum(depth.third_state_km2.values()),
                    "third_states": depth.third_state_km2,
                    "disputed_km2": depth.disputed_km2,
                    "sides": {
                        side.side: {
                            "area_km2": side.area_km2,
                            "area_error_km2": side.area_error_km2,
                            "share_of_land": side.share_of_land,
                            "perpendicular_area_km2": side.perpendicular_area_km2,
                            "perpendicular_range_km2": list(side.perpendicular_range_km2),
                            "units_in": sum(side.units_in.values()),
                            "units_indeterminate": sum(side.units_indeterminate.values()),
                            "units_in_by_kind": side.units_in,
                            "units_indeterminate_by_kind": side.units_indeterminate,
                            "enters": list(side.enters),
                        }
                        for side in depth.sides
                    },
                }
                for depth in self.depths
            ],
        }


def compare(
    border: Border,
    units: "GeoDataFrame",
    *,
    depths_km: Sequence[float] = DEPTHS_KM,
    tripoint: Tripoint = "round",
    tolerance_m: float = 1.0,
) -> Comparison:
    """Compare zones of several depths.

    Parameters
    ----------
    border : Border
    units : GeoDataFrame
        As for :func:`csbm.coverage`.
    depths_km : sequence of float
        Kilometres; they are put in order and counted once.
    tripoint : {"round", "perpendicular"}
        The rule for the areas and counts; the area under the perpendicular rule is given besides.
    tolerance_m : float
        Of the zones' edges, metres.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If there is no depth, or one is not positive or beyond 2,500 km.

    Examples
    --------
    >>> import csbm
    >>> border = csbm.Border.between("BLR", "POL")
    >>> both = csbm.compare(border, csbm.bundled_units(), depths_km=[50, 80])
    >>> [depth.depth_km for depth in both.depths]
    [50.0, 80.0]
    """
    depths = sorted({float(depth) for depth in depths_km})
    if not depths:
        raise UsageError("no depth to compare: give at least one, as in 50,80,200")
    index = line_index(border)
    found: list[DepthBalance] = []
    entered: set[str] = set()
    for depth in depths:
        zone = inspection_zone(
            border, depth, tripoint=tripoint, tolerance_m=tolerance_m, index=index
        )
        balance = _balance(zone, coverage(zone, units), entered)
        entered.update(*(side.enters for side in balance.sides))
        found.append(balance)
    return Comparison(border, tripoint, tolerance_m, tuple(found))


def _balance(zone: InspectionZone, covered: "GeoDataFrame", before: set[str]) -> DepthBalance:
    sides = [_side_balance(zone, covered, before, number) for number in range(2)]
    return DepthBalance(
        depth_km=zone.depth_km,
        sides=(sides[0], sides[1]),
        third_state_km2={part.side: part.area_km2 for part in zone.third_state_parts},
        disputed_km2={part.side: part.area_km2 for part in zone.disputed_parts},
    )


def _side_balance(
    zone: InspectionZone, covered: "GeoDataFrame", before: set[str], number: int
) -> SideBalance:
    part = zone.parts[number]
    mine = covered[covered["side"] == part.side].sort_values("distance_km", kind="stable")
    inside = mine[mine["status"] == "in"]
    unsure = mine[mine["status"] == "indeterminate"]
    land = zone.atlas.land_area_km2(part.side)
    square = zone.perpendicular_parts[number].area_km2
    squares = [square, *(zone.perpendicular_area_km2(number, tail_km=km) for km in TAILS_KM)]
    return SideBalance(
        side=part.side,
        area_km2=part.area_km2,
        area_error_km2=zone.area_error_km2(part),
        share_of_land=part.area_km2 / land if land else float("nan"),
        perpendicular_area_km2=square,
        perpendicular_range_km2=(min(squares), max(squares)),
        units_in=_by_kind(inside),
        units_indeterminate=_by_kind(unsure),
        enters=tuple(str(i) for i in inside["id"] if str(i) not in before),
    )


def _by_kind(rows: "GeoDataFrame") -> dict[str, int]:
    kinds, counts = np.unique(rows["kind"].fillna("").astype(str), return_counts=True)
    return {str(kind) or "unknown": int(count) for kind, count in zip(kinds, counts, strict=True)}


def _counts(by_kind: dict[str, int]) -> str:
    return ";".join(f"{kind}={count}" for kind, count in by_kind.items())
