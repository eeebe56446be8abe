"""Chances and ranges: against the normal and binomial distributions, and what must not matter."""

from math import erf, sqrt

import numpy as np
import pytest
from scipy.stats import binom
from toy_border import EAST, WEST, at_distances, toy_border, units_at

import csbm
from csbm.common.errors import UsageError
from csbm.geo.analysis.crossings import measured
from csbm.geo.analysis.jitter import RADIUS_95, jitter, share_error

DRAWS = 4000


def within(margin_km: float, *accuracies_m: float) -> float:
    """Give the chance that a normal error in one direction stays below a margin."""
    sigma_km = sqrt(sum((one / 1000 / RADIUS_95) ** 2 for one in accuracies_m))
    return 0.5 * (1 + erf(margin_km / sigma_km / sqrt(2)))


def chances(found, depths, draws=DRAWS):
    return {(one.id, one.depth_km): one for one in jitter(found, depths, draws=draws).chances}


def test_a_radius_holds_95_per_cent():
    drawn = np.random.default_rng(1).normal(size=(200_000, 2)) / RADIUS_95
    assert (np.hypot(*drawn.T) <= 1).mean() == pytest.approx(0.95, abs=0.002)


@pytest.mark.parametrize("unit_m", [0.0, 3000.0])
@pytest.mark.parametrize("border_m", [0.0, 2000.0])
@pytest.mark.parametrize("distance_km", [79.0, 80.5])
def test_far_from_corners_the_chance_is_that_of_a_normal(unit_m, border_m, distance_km):
    units = at_distances([distance_km], [], accuracy_m=unit_m)
    found = measured(toy_border(accuracy_m=border_m), units)
    told = chances(found, [80.0])
    if unit_m == border_m == 0:
        assert told == {}
        return
    one = told["u0", 80.0]
    expected = within(80 - distance_km, unit_m, border_m)
    assert abs(one.chance_in - expected) < 1.8 * one.chance_error
    assert one.chance_first == one.chance_in


def test_near_the_border_the_chance_is_shared_between_the_sides():
    found = measured(toy_border(), at_distances([], [1.0], accuracy_m=3000.0))
    one = chances(found, [50.0])["u0", 50.0]
    assert one.chance_in == 1.0
    assert abs(one.chance_second - within(1.0, 3000.0)) < 1.8 * share_error(0.8, DRAWS)
    assert one.chance_first + one.chance_second == pytest.approx(1.0)


def test_counts_of_units_with_errors_of_their_own_are_binomial():
    units = at_distances([79.5 + 1e-6 * number for number in range(20)], [], accuracy_m=3000.0)
    low, high = binom.ppf([0.05, 0.95], 20, within(0.5, 3000.0))
    first = jitter(measured(toy_border(), units), [80.0], draws=DRAWS).counts[0]
    assert first.side == WEST
    assert abs(first.low - low) <= 1
    assert abs(first.high - high) <= 1
    assert first.mean == pytest.approx(20 * within(0.5, 3000.0), abs=0.3)


def test_the_borders_error_moves_all_units_at_once():
    units = at_distances([79.5 + 1e-6 * number for number in range(20)], [])
    found = measured(toy_border(accuracy_m=3000.0), units)
    told = jitter(found, [80.0], draws=DRAWS)
    assert (told.counts[0].low, told.counts[0].high) == (0, 20)
    every = [one.chance_in for one in told.chances]
    assert len(every) == 20
    assert max(every) - min(every) < 0.003


def test_what_comes_nearer_to_one_side_leaves_the_other():
    units = at_distances([79.0], [79.0])
    found = measured(toy_border(accuracy_m=3000.0), units)
    # A border moved east comes nearer to the one and leaves the other: rarely are both out.
    told = jitter(found, [80.0], draws=DRAWS)
    west, east = (1 - one.chance_in for one in sorted(told.chances, key=lambda one: one.id))
    assert west > 0.1
    assert east > 0.1
    assert west + east == pytest.approx(2 * (1 - within(1.0, 3000.0)), abs=0.04)


def test_other_units_and_their_order_change_nothing():
    border, units = csbm.Border.between("BLR", "POL"), csbm.bundled_units()
    whole = chances(measured(border, units), [80.0], draws=100)
    some = units.iloc[::-2].reset_index(drop=True)
    part = chances(measured(border, some), [80.0], draws=100)
    assert len(part) >= 2
    assert {key: one.chance_in for key, one in part.items()} == {
        key: whole[key].chance_in for key in part
    }


def test_indeterminate_units_are_all_told_and_the_range_spans_the_sure_ones():
    border, units = csbm.Border.between("BLR", "POL"), csbm.bundled_units()
    found = measured(border, units)
    told = jitter(found, [80.0], draws=200)
    named = {one.id for one in told.chances}
    status = found.status(80.0)
    sides = np.isin(found.side.astype(str), border.parties)
    assert set(units["id"][sides & (status == "indeterminate")]) <= named
    for count in told.counts:
        mine = found.on(count.side)
        assert count.low <= count.median <= count.high
        most = (mine & (status != "out")).sum() + (~found.side_certain).sum()
        assert count.high <= most + 1


def test_beyond_a_tripoint_the_perpendicular_rule_holds_in_every_draw():
    units = units_at([20.5], [54.0], accuracy_m=3000.0)  # level with the end, or nearly
    found = measured(toy_border(), units, tripoint="perpendicular")
    one = chances(found, [80.0])["u0", 80.0]
    assert one.status == "indeterminate"
    assert 0.3 < one.chance_in < 0.7
    assert chances(measured(toy_border(), units), [80.0]) == {}


def test_the_same_seed_draws_the_same_and_another_does_not():
    found = measured(toy_border(), at_distances([79.5], [80.5], accuracy_m=3000.0))
    assert jitter(found, [80.0], draws=300) == jitter(found, [80.0], draws=300)
    assert jitter(found, [80.0], draws=300) != jitter(found, [80.0], draws=300, seed=1)


def test_sides_swap_when_the_parties_do():
    units = at_distances([79.5, 30], [80.5], accuracy_m=3000.0)
    one, other = (
        jitter(measured(toy_border(west=west), units), [80.0], draws=300) for west in (WEST, EAST)
    )
    counts = [[(c.low, c.median, c.high) for c in told.counts] for told in (one, other)]
    assert counts[0] == counts[1][::-1]


@pytest.mark.parametrize(("draws", "seed"), [(0, 1), (10**6, 1), (10, -1)])
def test_draws_and_seeds_that_cannot_be_are_refused(draws, seed):
    found = measured(toy_border(), at_distances([10], []))
    with pytest.raises(UsageError, match=r"draws|seed"):
        jitter(found, [80.0], draws=draws, seed=seed)


def test_a_unit_of_unknown_accuracy_is_in_no_chance_and_is_counted_apart():
    units = at_distances([20.0, 79.0], [], accuracy_m=3000.0)
    alone = jitter(measured(toy_border(), units.iloc[1:]), [80.0], draws=200)
    units.loc[0, "position_accuracy_m"] = np.nan
    both = jitter(measured(toy_border(), units), [80.0], draws=200)
    assert (both.not_drawn, alone.not_drawn) == (1, 0)
    assert both.counts == alone.counts
    assert both.chances == alone.chances
