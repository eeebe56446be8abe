"""Many depths of one border, side by side: areas, units, what enters, and the balance."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...boundaries.border import Border
from ...common.errors import UsageError
from ...units.filters import on_day
from ...units.levels import COUNT_WORDS, count_of, counted
from ...units.schema import KINDS
from ..zones.bands import TRIPOINT_RULES, check_depth_km
from ..zones.zone import Tripoint, inspection_zone, line_index
from .balance import DepthBalance, SideBalance, balance
from .crossings import Crossing, Measured, crossings, measured
from .depth_curve import DepthCurve, depth_curve, steps
from .jitter import SEED, Jitter, check_draws, jitter
from .parity import Parity, check_quantity, parity
from .pieces import PieceShare, pieces
from .sensitivity import Sensitivity, sensitivity

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["DEPTHS_KM", "Comparison", "DepthBalance", "SideBalance", "compare"]

DEPTHS_KM = (30.0, 50.0, 80.0, 100.0, 150.0, 200.0)
"""The depths that are compared where none are named."""
PARITY_STEP_KM = 1.0
"""The depths between which areas are interpolated, where no finer step is asked for."""


@dataclass(frozen=True)
class Comparison:
    """Several depths of one border.

    Parameters
    ----------
    border : Border
    tripoint : {"round", "perpendicular"}
    tolerance_m : float
        Of the drawn edges, metres.
    depths : tuple of DepthBalance
        One for each depth: areas in square kilometres and counts by side.
    crossings, curve, parity, sensitivity, jitter
        What `compare` was asked for besides; nothing where it was not.
    sure : bool
        Whether only what is certain was counted.
    pieces : tuple of PieceShare
        Of two groups: what each border of two brings.
    count : str
        What is counted: one of units/levels.py's ``COUNTS``.
    not_balanced : tuple of str
        What parity was asked of and is not told, for nobody surveyed a side.

    Examples
    --------
    >>> import csbm
    >>> border, units = csbm.Border.between("AND", "ESP"), csbm.bundled_units()
    >>> csbm.compare(border, units, depths_km=[5, 10], tolerance_m=50)
    <Comparison AND-ESP: 5, 10 km; round>
    """

    border: Border
    tripoint: Tripoint
    tolerance_m: float
    depths: tuple[DepthBalance, ...]
    crossings: tuple[Crossing, ...] | None = None
    curve: DepthCurve | None = None
    parity: tuple[Parity, ...] = ()
    sensitivity: Sensitivity | None = None
    jitter: Jitter | None = None
    sure: bool = False
    pieces: tuple[PieceShare, ...] = ()
    count: str = "all"
    not_balanced: tuple[str, ...] = ()

    def __repr__(self) -> str:
        depths = ", ".join(f"{one.depth_km:g}" for one in self.depths)
        return f"<Comparison {self.border.name}: {depths} km; {self.tripoint}>"

    def _repr_html_(self) -> str:
        """Return the main columns as a table, for a notebook to show."""
        shown = ["depth_km", "side", "area_km2", "units_in", "units_indeterminate"]
        return self.to_frame()[shown].to_html(index=False, float_format="{:.1f}".format, na_rep="")

    def to_frame(self, *, totals: bool = False) -> pd.DataFrame:
        """Return the rows of the comparison, one per depth and side.

        Parameters
        ----------
        totals : bool
            Whether groups of several states have a row of their own as well.

        Returns
        -------
        pandas.DataFrame
            The columns of ``csbm compare -o FILE.csv``; what nobody surveyed is missing, not 0.

        Examples
        --------
        >>> import csbm
        >>> border = csbm.Border.between("AND", "ESP")
        >>> found = csbm.compare(border, csbm.bundled_units(), depths_km=[5, 10], tolerance_m=50)
        >>> found.to_frame()[["depth_km", "side"]].values.tolist()
        [[5.0, 'AND'], [5.0, 'ESP'], [10.0, 'AND'], [10.0, 'ESP']]
        """
        return pd.DataFrame(list(self.rows(totals=totals)))

    @property
    def groups(self) -> tuple[str, str]:
        """The two that are set against each other: parties, or groups with commas."""
        first, second = (",".join(group) for group in self.border.groups)
        return first, second

    @property
    def uncounted(self) -> dict[str, str]:
        """By side, what stands in place of counts where nobody surveyed it."""
        return {side.side: side.uncounted for side in self.depths[0].sides if side.uncounted}

    def rows(self, *, totals: bool = False) -> Iterator[dict[str, Any]]:
        """Give one flat row per depth and side, for tables; on demand one per group as well.

        Parameters
        ----------
        totals : bool
            Whether groups of several states have a row of their own as well.

        Examples
        --------
        >>> import csbm
        >>> border, units = csbm.Border.between("AND", "ESP"), csbm.bundled_units()
        >>> found = csbm.compare(border, units, depths_km=[5], tolerance_m=50)
        >>> [(row["side"], round(row["area_km2"])) for row in found.rows()]
        [('AND', 233), ('ESP', 306)]
        """
        for depth in self.depths:
            low, high = depth.units_difference_range
            groups = [side for side in depth.totals if side not in depth.sides] if totals else []
            for side in (*depth.sides, *groups):
                yield {
                    "depth_km": depth.depth_km,
                    "side": side.side,
                    "area_km2": side.area_km2,
                    "area_error_km2": side.area_error_km2,
                    "area_line_at_most_km2": side.line.at_most_km2,
                    "area_line_independent_km2": side.line.independent_km2,
                    "share_of_land": side.share_of_land,
                    "perpendicular_area_km2": side.perpendicular_area_km2,
                    "perpendicular_low_km2": side.perpendicular_range_km2[0],
                    "perpendicular_high_km2": side.perpendicular_range_km2[1],
                    "units_in": side.count,
                    "units_indeterminate": None if side.uncounted else side.indeterminate.units,
                    **_by_reading(side),
                    "units_in_by_kind": _counts(side, side.inside.by_kind),
                    "units_indeterminate_by_kind": _counts(side, side.indeterminate.by_kind),
                    "enters": ";".join(side.enters),
                    "third_state_km2": sum(depth.third_state_km2.values()),
                    "disputed_km2": sum(depth.disputed_km2.values()),
                    "area_ratio": depth.area_ratio,
                    "area_difference_km2": depth.area_difference_km2,
                    "area_difference_error_km2": depth.area_difference_error_km2,
                    "units_ratio": depth.units_ratio if depth.counted else None,
                    "units_difference": depth.units_difference if depth.counted else None,
                    "units_difference_low": low if depth.counted else None,
                    "units_difference_high": high if depth.counted else None,
                    "units_not_counted": side.uncounted,
                    "count": self.count,
                    "units_in_inferred": None if side.uncounted else side.inside.inferred,
                    "inside_by_class": "" if side.uncounted else _mix(side, 0),
                    "indeterminate_by_class": "" if side.uncounted else _mix(side, 1),
                    "units_side_uncertain": None if side.uncounted else side.side_uncertain,
                    "units_in_by_branch": _counts(side, side.inside.by_branch),
                    "units_in_by_echelon": _counts(side, side.inside.by_echelon),
                    **_declared(side),
                    "training_area_km2": side.training.area_km2,
                    "training_area_error_km2": side.training.error_km2,
                }

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain values for JSON; docs/compare.md describes them.

        Examples
        --------
        >>> import csbm
        >>> border, units = csbm.Border.between("AND", "ESP"), csbm.bundled_units()
        >>> found = csbm.compare(border, units, depths_km=[5], tolerance_m=50)
        >>> found.as_json()["ratio"]
        'ESP / AND'
        """
        first, second = self.groups
        plain: dict[str, Any] = {
            "parties": list(self.border.parties),
            "tripoint": self.tripoint,
            "tolerance_m": self.tolerance_m,
            "ratio": f"{second} / {first}",
            "difference": f"{second} - {first}",
            "count": self.count,
            "counted": COUNT_WORDS[self.count],
            "depths": [depth.as_json() for depth in self.depths],
        }
        if self.sure:
            plain["sure"] = True
        if self.crossings is not None:
            plain["crossings"] = [one.row() for one in self.crossings]
        if self.curve is not None:
            plain["curve"] = list(self.curve.rows())
        if self.parity:
            plain["parity"] = [one.as_json() for one in self.parity]
        if self.pieces:
            plain["borders"] = [asdict(one) for one in self.pieces]
        if self.uncounted:
            plain["not_counted"] = self.uncounted
        if self.not_balanced:
            plain["not_balanced"] = list(self.not_balanced)
        if self.sensitivity is not None:
            plain["sensitivity"] = self.sensitivity.as_json()
        if self.jitter is not None:
            plain["jitter"] = self.jitter.as_json()
        return plain


def compare(
    border: Border,
    units: "GeoDataFrame",
    *,
    depths_km: Sequence[float] = DEPTHS_KM,
    tripoint: Tripoint = "round",
    tolerance_m: float = 1.0,
    crossings: bool = False,
    max_depth_km: float | None = None,
    min_depth_km: float = 0.0,
    step_km: float | None = None,
    parity: Sequence[str] = (),
    against: Border | None = None,
    against_note: str = "",
    draws: int | None = None,
    seed: int | None = None,
    sure: bool = False,
    as_of: date | str | None = None,
    count: str | None = None,
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
    crossings : bool
        Whether to list every unit with the depth at which it comes in.
    max_depth_km : float, optional
        Only units that may be in at this depth are listed; the greatest depth that parity
        thinks of (by default the largest of the depths).
    min_depth_km : float
        The least depth that parity thinks of.
    step_km : float, optional
        Adds a curve from 0 to the largest depth.
    parity : sequence of str
        What to balance: ``units``, ``area``, ``personnel``, ``tanks``, ``acv``, ``artillery``, or
        a kind of units.
    against : Border, optional
        A second line of the same border: what changes with it.
    against_note : str
        How that line was read.
    draws : int, optional
        Displaces units and border at random so many times: chances and ranges of counts.
    seed : int, optional
        Of those draws.
    sure : bool
        Whether to count only units of which the side is certain, and nothing indeterminate.
    as_of : datetime.date or str, optional
        As for :func:`csbm.coverage`.
    count : str, optional
        What is counted: ``units`` (formations and units), ``regular`` (without territorial
        forces), ``formation``, ``unit``, ``subunit``, ``site``, ``border_guard`` or ``all``; by
        default ``units`` where the list has levels, else ``all``.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If there is no depth, or one is not positive or beyond 2,500 km; if a step, a quantity or
        a number of draws cannot be; if ``sure`` is asked for with what is about doubt.

    Examples
    --------
    >>> import csbm
    >>> border = csbm.Border.between("BLR", "POL")
    >>> both = csbm.compare(border, csbm.bundled_units(), depths_km=[50, 80])
    >>> [depth.depth_km for depth in both.depths]
    [50.0, 80.0]
    """
    check_options(
        depths_km,
        step_km=step_km,
        parity=parity,
        draws=draws,
        seed=seed,
        sure=sure,
        against=against,
    )
    units = on_day(units, as_of)
    chosen = count_of(units, count)
    units, rest = _parted(units, chosen)
    depths = sorted({float(depth) for depth in depths_km})
    marks = steps(step_km, depths[-1]) if step_km is not None else []
    found = measured(border, units, tripoint=tripoint, index=line_index(border))
    others = measured(border, rest, tripoint=tripoint, index=found.index) if len(rest) else None
    if sure:
        found = certain_only(found)
        others = certain_only(others) if others is not None else None
    balances = _balances(found, depths, tolerance_m, others)
    told = Comparison(
        border,
        tripoint,
        tolerance_m,
        balances,
        sure=sure,
        count=chosen,
        pieces=pieces(found, balances, tolerance_m=tolerance_m),
    )
    if crossings:
        told = replace(told, crossings=_crossings(found, max_depth_km))
    if marks:
        told = replace(told, curve=depth_curve(found, marks))
    if parity:
        bounds = (min_depth_km, max_depth_km if max_depth_km is not None else depths[-1])
        open_ = [one for one in parity if one == "area" or not told.uncounted]
        told = replace(
            told,
            parity=_parities(found, others, open_, bounds, step_km),
            not_balanced=tuple(one for one in parity if one not in open_),
        )
    if against is not None:
        told = replace(told, sensitivity=_against(found, told, against, units, against_note))
    if draws is not None:
        sown = SEED if seed is None else seed
        told = replace(told, jitter=jitter(found, depths, draws=draws, seed=sown))
    return told


def check_options(
    depths_km: Sequence[float],
    *,
    step_km: float | None = None,
    parity: Sequence[str] = (),
    draws: int | None = None,
    seed: int | None = None,
    sure: bool = False,
    against: object = None,
    **_more: object,
) -> None:
    """Refuse what cannot be compared, before any work is done; parameters as for `compare`.

    Raises
    ------
    UsageError
    """
    if not depths_km:
        raise UsageError("no depth to compare: give at least one, as in 50,80,200")
    for depth in depths_km:
        check_depth_km(depth)
    for quantity in parity:
        check_quantity(quantity)
    if step_km is not None:
        steps(step_km, max(depths_km))
    if draws is not None:
        check_draws(draws, SEED if seed is None else seed)
    if sure and (against is not None or draws is not None):
        raise UsageError(
            "only what is certain is to be counted, but a second line and random displacement"
            " are about what is not: ask for one or the other"
        )


def certain_only(found: Measured) -> Measured:
    """Return the units of which the side is certain; what is indeterminate counts as out.

    Parameters
    ----------
    found : Measured
    """
    sure = found.units[found.side_certain].reset_index(drop=True)
    sure.attrs = dict(found.units.attrs)
    again = measured(found.border, sure, tripoint=found.tripoint, index=found.index)
    return replace(again, sure=True)


def _parted(units: "GeoDataFrame", count: str) -> "tuple[GeoDataFrame, GeoDataFrame]":
    """Return what is counted of a list, and the rest of it."""
    mask = counted(units, count)
    parts = []
    for one in (mask, ~mask):
        part = units[one].reset_index(drop=True)
        part.attrs = dict(units.attrs)
        parts.append(part)
    return parts[0], parts[1]


def _crossings(found: Measured, max_depth_km: float | None) -> tuple[Crossing, ...]:
    return crossings(found, max_depth_km=max_depth_km)


def _balances(
    found: Measured,
    depths: Sequence[float],
    tolerance_m: float,
    others: Measured | None = None,
) -> tuple[DepthBalance, ...]:
    """Set the sides against each other at each depth; ``depths`` ascend."""
    told: list[DepthBalance] = []
    entered: set[str] = set()
    for depth in depths:
        zone = inspection_zone(
            found.border,
            depth,
            tripoint=found.tripoint,
            tolerance_m=tolerance_m,
            index=found.index,
        )
        one = balance(zone, found, entered, others)
        entered.update(*(side.enters for side in one.sides))
        told.append(one)
    return tuple(told)


def _parities(
    found: Measured,
    others: Measured | None,
    quantities: list[str],
    bounds_km: tuple[float, float],
    step_km: float | None,
) -> tuple[Parity, ...]:
    curve = None
    if "area" in quantities:
        step = min(step_km or PARITY_STEP_KM, PARITY_STEP_KM, bounds_km[1] / 4)
        curve = depth_curve(found, steps(step, bounds_km[1]))
    whole = found
    if others is not None and set(quantities) & set(KINDS):  # a kind is a class of its own
        active = others.units[counted(others.units, "all")]
        units = pd.concat([found.units, active], ignore_index=True)
        units.attrs = dict(found.units.attrs)
        whole = measured(found.border, units, tripoint=found.tripoint, index=found.index)
        whole = replace(whole, sure=found.sure)
    return tuple(
        parity(whole if one in KINDS else found, one, bounds_km=bounds_km, curve=curve)
        for one in quantities
    )


def _against(
    found: Measured,
    told: Comparison,
    against: Border,
    units: "GeoDataFrame",
    note: str,
) -> Sensitivity:
    other = measured(against, units, tripoint=told.tripoint)
    depths = [depth.depth_km for depth in told.depths]
    others = _balances(other, depths, told.tolerance_m)
    return sensitivity(found, other, told.depths, others, note=note)


def _by_reading(side: SideBalance) -> dict[str, int | None]:
    """Return the counts under each tripoint rule as columns."""
    columns: dict[str, int | None] = {}
    for rule in TRIPOINT_RULES:
        sure, unsure = (None, None) if side.uncounted else side.by_reading.get(rule, (None, None))
        columns[f"{rule}_units_in"], columns[f"{rule}_units_indeterminate"] = sure, unsure
    return columns


def _mix(side: SideBalance, which: int) -> str:
    return ";".join(f"{name}={both[which]}" for name, both in side.mix.items() if both[which])


def _declared(side: SideBalance) -> dict[str, int | None]:
    """Return what the units in declare, and how many declare it, as columns."""
    columns: dict[str, int | None] = {}
    for name, total in side.inside.declared.items():
        columns[f"{name}_in"] = None if side.uncounted else total
        columns[f"{name}_declared_by"] = None if side.uncounted else side.inside.declaring[name]
    return columns


def _counts(side: SideBalance, by_kind: dict[str, int]) -> str:
    """Return counts as one cell; nothing of a side that nobody surveyed."""
    if side.uncounted:
        return ""
    return ";".join(f"{kind}={count}" for kind, count in by_kind.items())
