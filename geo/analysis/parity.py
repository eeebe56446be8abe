"""Which depths, one on each side, balance the two sides: counts exactly, areas along a curve.

A count is a step function of the depth: it changes only where a unit comes in. So the depths that
balance are intervals, and they are found exactly by going through the steps. A unit counts from
the depth at which the rule says in; what may be in besides is given as the range of the difference.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from ...common.errors import UsageError
from ...units.schema import COUNT_COLUMNS, KINDS
from ..measure.ellipsoid import Floats
from ..zones.sides import Flags
from .crossings import Measured
from .depth_curve import DepthCurve
from .step_function import StepFunction

QUANTITIES: Final = ("units", "area", *COUNT_COLUMNS, *KINDS)
"""What can be balanced; the kinds of units count as units."""


@dataclass(frozen=True)
class Pair:
    """Depths of the two sides, and how they balance."""

    first_from_km: float
    first_to_km: float
    """Any depth of the first side from the one up to, not including, the other is as good."""
    second_from_km: float
    second_to_km: float
    first: float
    """What the first side has within its depth."""
    second: float
    difference: float
    """Second less first."""
    difference_low: float
    difference_high: float
    """What the difference may be: doubts of units, or the 95 % error of areas."""
    second_error_km: float = 0.0
    """Areas that balance: how far the second depth may be off, 95 %; counts have exact intervals
    and where no depth balances there is none to be off."""


@dataclass(frozen=True)
class SameDepth:
    """One depth for both sides."""

    from_km: float
    to_km: float
    first: float
    second: float
    difference: float
    difference_low: float
    difference_high: float
    ratio: float
    """The smaller side over the larger: 1 is even."""


@dataclass(frozen=True)
class Parity:
    """Depths at which the two sides balance in one quantity."""

    quantity: str
    unit: str
    parties: tuple[str, ...]
    """The two that balance: parties, or groups with commas."""
    bounds_km: tuple[float, float]
    trade_off: tuple[Pair, ...]
    """For each depth of the first side, what balances it best on the second."""
    best: tuple[Pair, ...]
    """The pairs of least difference at which there is something on either side."""
    same_depth: tuple[SameDepth, ...]
    """The single depths with the smallest difference."""
    same_depth_ratio: tuple[SameDepth, ...]
    """The single depths whose ratio is nearest to 1."""
    undeclared: tuple[int, int]
    """Units of each side within the bounds that do not declare the quantity."""

    @property
    def deepest(self) -> Pair | None:
        """The best pair that reaches farthest on the first side."""
        return max(self.best, key=lambda pair: pair.first_to_km, default=None)

    @property
    def most_equal(self) -> Pair | None:
        """The best pair whose two depths differ least; the deepest of several."""

        def gap(pair: Pair) -> tuple[float, float]:
            apart = max(
                pair.first_from_km - pair.second_to_km, pair.second_from_km - pair.first_to_km, 0.0
            )
            return apart, -pair.first_to_km

        return min(self.best, key=gap, default=None)

    @property
    def pairs(self) -> list[Pair]:
        """The trade-off curve, and what of the best pairs is not on it."""
        return sorted({*self.trade_off, *self.best}, key=_by_depths)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the pairs as rows of a table."""
        best = set(self.best)
        for pair in self.pairs:
            yield {"quantity": self.quantity, **asdict(pair), "best": pair in best}

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        deepest, most_equal = self.deepest, self.most_equal
        return {
            "quantity": self.quantity,
            "unit": self.unit,
            "first": self.parties[0],
            "second": self.parties[1],
            "bounds_km": list(self.bounds_km),
            "units_undeclared": dict(zip(self.parties, self.undeclared, strict=True)),
            "best": [asdict(pair) for pair in self.best],
            "deepest": asdict(deepest) if deepest else None,
            "most_equal_depths": asdict(most_equal) if most_equal else None,
            "same_depth": [asdict(one) for one in self.same_depth],
            "same_depth_by_ratio": [asdict(one) for one in self.same_depth_ratio],
            "trade_off": [asdict(pair) for pair in self.trade_off],
        }


def _by_depths(pair: Pair) -> tuple[float, float]:
    return pair.first_from_km, pair.second_from_km


def parity(
    found: Measured,
    quantity: str,
    *,
    bounds_km: tuple[float, float],
    curve: DepthCurve | None = None,
) -> Parity:
    """Find the depths at which the two sides balance.

    Parameters
    ----------
    found : Measured
        The units, measured.
    quantity : str
        One of `QUANTITIES`.
    bounds_km : tuple of float
        The least and the greatest depth that is thought of, kilometres, the same on both sides.
    curve : DepthCurve, optional
        Needed for areas: the areas at many depths from 0 to the greatest.

    Returns
    -------
    Parity

    Raises
    ------
    UsageError
        If there is no such quantity, or the bounds are none.
    """
    check_quantity(quantity)
    low, high = bounds_km
    if not 0 <= low < high:
        raise UsageError(f"depths from {low:g} to {high:g} km: give a smaller and a larger one")
    if quantity == "area":
        assert curve is not None, "areas are balanced along a curve"
        return _area_parity(curve, bounds_km)
    weight, known = _weights(found, quantity)
    steps_of_sides = [
        StepFunction.of(found, found.of_group(number) & known, weight, bounds_km)
        for number in (0, 1)
    ]
    trade_off = tuple(_trade_off(*steps_of_sides))
    something = list(_trade_off(*steps_of_sides, something=True))
    least = min((abs(pair.difference) for pair in something), default=0.0)
    same = list(_same_depths(*steps_of_sides))
    within = found.comes_in_km(high)[0] <= high
    return Parity(
        quantity=quantity,
        unit="persons" if quantity == "personnel" else "units" if quantity in KINDS else quantity,
        parties=found.side_names,
        bounds_km=bounds_km,
        trade_off=trade_off,
        best=tuple(pair for pair in something if abs(pair.difference) == least),
        same_depth=_smallest(same),
        same_depth_ratio=_evenest(same),
        undeclared=(
            int((found.of_group(0) & within & ~known).sum()),
            int((found.of_group(1) & within & ~known).sum()),
        ),
    )


def check_quantity(quantity: str) -> None:
    """Refuse a quantity that cannot be balanced.

    Raises
    ------
    UsageError
        If it is none of `QUANTITIES`.
    """
    if quantity not in QUANTITIES:
        raise UsageError(f"parity of {quantity!r}: choose one of {', '.join(QUANTITIES)}")


def _weights(found: Measured, quantity: str) -> tuple[Floats, Flags]:
    """Return what each unit counts, and of which units that is known."""
    count = len(found.units)
    if quantity in COUNT_COLUMNS:
        if quantity not in found.units:
            return np.zeros(count), np.zeros(count, np.bool_)
        column = found.units[quantity]
        known = column.notna().to_numpy(np.bool_)
        return column.fillna(0).to_numpy(np.float64), known
    weight = np.ones(count)
    if quantity != "units":
        weight = (found.units["kind"].fillna("") == quantity).to_numpy(np.float64)
    return weight, np.ones(count, np.bool_)


def _trade_off(
    first: StepFunction, second: StepFunction, *, something: bool = False
) -> Iterator[Pair]:
    """Give, for each step of the first side, the steps of the second that come nearest to it.

    With ``something``, pairs at which neither side has anything are not thought of.
    """
    rungs = list(second)
    for start, stop, value in first:
        # Values ascend: the nearest is the last one below or the first one not below.
        place = int(np.searchsorted(second.values, value))
        open_to = rungs[max(place - 1, 0) : place + 1]
        if something and not value:
            open_to = [rung for rung in rungs[:2] if rung[2]][:1]
        least = min((abs(other - value) for _, _, other in open_to), default=0.0)
        for low, high, other in open_to:
            if abs(other - value) == least:
                yield Pair(
                    first_from_km=start,
                    first_to_km=stop,
                    second_from_km=low,
                    second_to_km=high,
                    first=value,
                    second=other,
                    difference=other - value,
                    difference_low=second.value(low) - first.most(stop),
                    difference_high=second.most(high) - first.value(start),
                )


def _same_depths(first: StepFunction, second: StepFunction) -> Iterator[SameDepth]:
    edges = np.unique(np.concatenate([first.edges_km, second.edges_km]))
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        one, other = (side.value(start) for side in (first, second))
        if one or other:
            yield SameDepth(
                from_km=start,
                to_km=stop,
                first=one,
                second=other,
                difference=other - one,
                difference_low=second.value(start) - first.most(stop),
                difference_high=second.most(stop) - first.value(start),
                ratio=min(one, other) / max(one, other),
            )


def _smallest(depths: list[SameDepth]) -> tuple[SameDepth, ...]:
    least = min((abs(one.difference) for one in depths), default=0.0)
    return tuple(one for one in depths if abs(one.difference) == least)


def _evenest(depths: list[SameDepth]) -> tuple[SameDepth, ...]:
    most = max((one.ratio for one in depths), default=0.0)
    return tuple(one for one in depths if one.ratio == most)


def _area_parity(curve: DepthCurve, bounds_km: tuple[float, float]) -> Parity:
    """Balance areas: for each depth of the first side, the depth of the second by interpolation."""
    low, high = bounds_km
    chosen = (curve.depths_km >= low) & (curve.depths_km <= high) & (curve.depths_km > 0)
    depths = curve.depths_km[chosen]
    if len(depths) < 2:
        raise UsageError(f"no two depths of the curve lie from {low:g} to {high:g} km")
    area = curve.by_group(curve.area_km2)[chosen]
    error = curve.by_group(curve.area_error_km2 + _bend(curve))[chosen]
    pairs, even = [], []
    for place, depth in enumerate(depths.tolist()):
        mine, doubt = float(area[place, 0]), float(error[place, 0])
        partner = float(np.interp(mine, area[:, 1], depths))
        other = float(np.interp(partner, depths, area[:, 1]))
        doubt += float(np.interp(partner, depths, error[:, 1]))
        inside = bool(area[0, 1] <= mine <= area[-1, 1])
        slope = float(np.interp(partner, depths, np.gradient(area[:, 1], depths)))
        pair = Pair(
            first_from_km=depth,
            first_to_km=depth,
            second_from_km=partner,
            second_to_km=partner,
            first=mine,
            second=other,
            difference=other - mine,
            difference_low=other - mine - doubt,
            difference_high=other - mine + doubt,
            second_error_km=doubt / slope if inside and slope > 0 else 0.0,
        )
        pairs.append(pair)
        if inside:
            even.append(pair)
    least = min(pairs, key=lambda pair: abs(pair.difference))
    same = [_same_area(*values) for values in zip(depths, area, error, strict=True)]
    return Parity(
        quantity="area",
        unit="km²",
        parties=curve.names,
        bounds_km=bounds_km,
        trade_off=tuple(pairs),
        best=tuple(even) or (least,),
        same_depth=_smallest(same),
        same_depth_ratio=_evenest(same),
        undeclared=(0, 0),
    )


def _same_area(depth_km: float, area: Floats, error: Floats) -> SameDepth:
    one, other = float(area[0]), float(area[1])
    doubt = float(error.sum())
    return SameDepth(
        from_km=float(depth_km),
        to_km=float(depth_km),
        first=one,
        second=other,
        difference=other - one,
        difference_low=other - one - doubt,
        difference_high=other - one + doubt,
        ratio=min(one, other) / max(one, other) if max(one, other) else 1.0,
    )


def _bend(curve: DepthCurve) -> Floats:
    """Return how far a straight line between two depths of the curve may be off the curve."""
    bend = np.zeros_like(curve.area_km2)
    if len(bend) > 2:
        # An eighth of the second difference, of the bendier of the two steps that meet.
        bend[1:-1] = np.abs(np.diff(curve.area_km2, n=2, axis=0)) / 8
        bend[0], bend[-1] = bend[1], bend[-2]
    return bend
