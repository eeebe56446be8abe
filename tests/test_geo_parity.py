"""Depths that balance: worked out by hand, by brute force, and mirrored."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_border import EAST, at_distances, toy_border

import csbm
from csbm.common.errors import UsageError
from csbm.geo.analysis.crossings import measured
from csbm.geo.analysis.depth_curve import DepthCurve
from csbm.geo.analysis.parity import parity
from csbm.units.filters import on_day

BOUNDS = (0.0, 60.0)


def of(west, east, quantity="units", *, bounds=BOUNDS, border=None, **columns):
    found = measured(border or toy_border(), at_distances(west, east, **columns))
    return parity(found, quantity, bounds_km=bounds)


def spans(pairs):
    return [
        tuple(
            round(km, 6)
            for km in (p.first_from_km, p.first_to_km, p.second_from_km, p.second_to_km)
        )
        for p in pairs
    ]


def test_steps_worked_out_by_hand():
    found = of([10, 20, 30], [5, 6, 40, 50])
    assert spans(found.trade_off) == [
        (0, 10, 0, 5),
        (10, 20, 5, 6),
        (20, 30, 6, 40),
        (30, 60, 40, 50),
    ]
    assert spans(found.best) == spans(found.trade_off)[1:]
    assert spans([found.deepest, found.most_equal]) == [(30, 60, 40, 50)] * 2
    same = [(round(one.from_km, 6), round(one.to_km, 6)) for one in found.same_depth]
    assert same == [(20, 30), (40, 50)]
    assert {one.ratio for one in found.same_depth_ratio} == {1.0}


def test_where_two_counts_are_equally_near_both_are_told():
    found = of([10, 10.001], [20, 20, 20, 30])  # one or two west; none, three or four east
    two = [pair for pair in found.trade_off if pair.first == 2]
    assert [(pair.second, pair.difference) for pair in two] == [(3.0, 1.0)]
    one = [pair for pair in found.trade_off if pair.first == 1]
    assert [pair.second for pair in one] == [0.0]
    tie = of([10, 10.001], [20, 20, 20, 20])
    assert [(p.second, p.difference) for p in tie.trade_off if p.first == 2] == [(0, -2), (4, 2)]


def test_people_declared_are_added_and_those_not_declared_are_told():
    found = of([10, 20, 30], [15, 25], "personnel", personnel=[1000, None, 500, 900, 700])
    assert found.undeclared == (1, 0)
    rows = [(pair.first, pair.second, pair.difference) for pair in found.trade_off]
    assert rows == [(0, 0, 0), (1000, 900, -100), (1500, 1600, 100)]
    assert spans(found.best) == [(10, 30, 15, 25), (30, 60, 25, 60)]


def test_a_kind_is_counted_alone():
    kinds = ["airfield", "unit", "airfield", "unit"]
    found = of([10, 20], [30, 40], "airfield", kind=kinds)
    assert spans(found.best) == [(10, 60, 30, 60)]


def test_doubts_are_in_the_range_of_the_difference():
    found = of([10, 40], [20, 60], accuracy_m=2000)
    pair = next(one for one in found.best if one.first == 1)
    # West's first is in from 12 km on, its second may be from 38; east's from 22 and 58.
    assert (pair.first_from_km, pair.second_from_km) == pytest.approx((12, 22))
    assert (pair.first, pair.second, pair.difference) == (1, 1, 0)
    assert (pair.difference_low, pair.difference_high) == (-1, 1)
    sharp = of([10], [20]).best[0]
    assert (sharp.difference_low, sharp.difference_high) == (0, 0)


def test_bounds_leave_out_what_lies_outside_but_count_what_is_in_already():
    found = of([10, 20, 30], [5, 6, 40, 50], bounds=(15.0, 35.0))
    assert spans(found.trade_off) == [(15, 20, 15, 35), (20, 30, 15, 35), (30, 35, 15, 35)]
    assert [pair.difference for pair in found.trade_off] == [1, 0, -1]


def test_areas_are_balanced_along_the_curve():
    depths = np.arange(0.0, 101.0)
    area = np.column_stack([200 * depths, 100 * depths + depths**2])
    curve = DepthCurve(
        ("AAA", "BBB"), depths, area, np.full((101, 2), 10.0), *np.zeros((2, 101, 2), int)
    )
    found = measured(toy_border(), at_distances([], []))
    told = parity(found, "area", bounds_km=(0, 100), curve=curve)
    for pair in told.trade_off:
        # The positive root of y² + 100 y = 200 x.
        root = -50 + np.sqrt(2500 + 200 * pair.first_from_km)
        assert pair.second_from_km == pytest.approx(root, abs=0.005)
        assert pair.second_error_km == pytest.approx(20.5 / (100 + 2 * root), rel=0.05)
    assert told.deepest.first_from_km == 100
    assert told.best == told.trade_off
    assert told.most_equal.first_from_km == 100  # where both are 100 km deep
    one = parity(found, "area", bounds_km=(50, 100), curve=curve).same_depth
    assert [same.from_km for same in one] == [100]  # equal where 200 d = 100 d + d²


def test_where_no_depth_is_large_enough_the_least_difference_is_told():
    depths = np.arange(0.0, 11.0)
    area = np.column_stack([300 * depths, 100 * depths])
    curve = DepthCurve(("AAA", "BBB"), depths, area, np.zeros((11, 2)), *np.zeros((2, 11, 2), int))
    found = measured(toy_border(), at_distances([], []))
    told = parity(found, "area", bounds_km=(0, 10), curve=curve)
    assert told.trade_off[-1].second_from_km == 10
    assert told.trade_off[-1].difference == -2000
    assert told.trade_off[-1].second_error_km == 0
    deepest = told.deepest
    assert (deepest.first_from_km, deepest.second_from_km) == pytest.approx((3, 9))


def test_nothing_on_either_side_balances_nothing():
    found = of([], [])
    assert found.best == ()
    assert found.deepest is None
    assert found.same_depth == ()


@pytest.mark.parametrize(("quantity", "bounds"), [("ships", (0, 60)), ("units", (60, 60))])
def test_what_cannot_be_balanced_is_refused(quantity, bounds):
    with pytest.raises(UsageError, match=r"parity|depths"):
        of([10], [20], quantity, bounds=bounds)


KILOMETRES = st.lists(st.integers(1, 59), max_size=8)


@settings(max_examples=40, deadline=None)
@given(west=KILOMETRES, east=KILOMETRES)
def test_no_other_depth_balances_better(west, east):
    found = of(west, east)
    half = np.arange(0.5, 60)
    counts = np.array([sum(unit <= depth for unit in east) for depth in half])
    for pair in found.trade_off:
        middle = (pair.first_from_km + pair.first_to_km) / 2
        mine = sum(unit <= middle + 1e-6 for unit in west)
        assert mine == pair.first
        assert abs(pair.difference) == np.abs(counts - mine).min()
        inside = (half >= pair.second_from_km - 1e-6) & (half < pair.second_to_km - 1e-6)
        assert (counts[inside] == pair.second).all()
    if found.best:
        every = np.array([sum(unit <= depth for unit in west) for depth in half])
        gaps = np.abs(every[:, None] - counts)[(every[:, None] + counts) > 0]
        assert abs(found.best[0].difference) == gaps.min()


@settings(max_examples=25, deadline=None)
@given(west=KILOMETRES, east=KILOMETRES)
def test_sides_swap_when_the_parties_do(west, east):
    one = of(west, east)
    other = of(west, east, border=toy_border(west=EAST))
    turned = {(c, d, a, b) for a, b, c, d in spans(other.best)}
    assert turned == set(spans(one.best))
    same = [[(s.from_km, s.first, s.second) for s in told.same_depth] for told in (one, other)]
    assert same[0] == [(depth, second, first) for depth, first, second in same[1]]


def test_real_pairs_really_balance():
    border, units = csbm.Border.between("BLR", "POL"), on_day(csbm.bundled_units())
    found = measured(border, units)
    told = parity(found, "units", bounds_km=(0, 200))
    assert told.best
    for pair in told.best:
        depths = {
            "BLR": (pair.first_from_km + pair.first_to_km) / 2,
            "POL": (pair.second_from_km + pair.second_to_km) / 2,
        }
        covered = csbm.coverage(csbm.inspection_zone(border, depths), units)
        inside = covered[covered["status"] == "in"]
        counts = [int((inside["side"] == side).sum()) for side in border.parties]
        assert counts == [pair.first, pair.second]
