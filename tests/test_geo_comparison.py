"""Depths compared: counts and areas grow, sides swap when the parties do, JSON says the same."""

import numpy as np
import pytest
from toy_border import EAST, at_distances, toy_border

import csbm
from csbm.common.errors import UsageError
from csbm.geo.analysis.crossings import measured
from csbm.geo.analysis.depth_curve import depth_curve, steps
from csbm.units.levels import counted


@pytest.fixture(scope="module")
def border():
    return csbm.Border.between("BLR", "POL")


@pytest.fixture(scope="module")
def comparison(border):
    return csbm.compare(border, csbm.bundled_units(), depths_km=[80, 30, 50, 80])


def test_depths_come_in_order_and_once(comparison):
    assert [depth.depth_km for depth in comparison.depths] == [30.0, 50.0, 80.0]


def test_areas_shares_and_units_in_grow_with_the_depth(comparison):
    for side in (0, 1):
        rows = [depth.sides[side] for depth in comparison.depths]
        for name in ("area_km2", "share_of_land", "perpendicular_area_km2"):
            values = [getattr(row, name) for row in rows]
            assert values == sorted(values)
        counts = [sum(row.units_in.values()) for row in rows]
        assert counts == sorted(counts)


def test_what_enters_adds_up_to_what_is_in(comparison):
    for side in (0, 1):
        entered = [unit for depth in comparison.depths for unit in depth.sides[side].enters]
        assert len(entered) == len(set(entered))
        assert len(entered) == sum(comparison.depths[-1].sides[side].units_in.values())


def test_counts_are_those_of_a_coverage(comparison, border):
    covered = csbm.coverage(csbm.inspection_zone(border, 80), csbm.bundled_units())
    covered = covered[counted(covered)]
    for side in comparison.depths[-1].sides:
        mine = covered[covered["side"] == side.side]
        assert sum(side.units_in.values()) == (mine["status"] == "in").sum()
        assert sum(side.units_indeterminate.values()) == (mine["status"] == "indeterminate").sum()


def test_the_ratio_is_the_second_party_over_the_first(comparison):
    last = comparison.depths[-1]
    assert last.area_ratio == last.sides[1].area_km2 / last.sides[0].area_km2
    assert comparison.as_json()["ratio"] == "POL / BLR"


def test_the_error_of_an_area_holds_against_a_finer_zone(border, comparison):
    fine = csbm.inspection_zone(border, 80, tolerance_m=0.05)
    for side, part in zip(comparison.depths[-1].sides, fine.parts, strict=True):
        assert abs(side.area_km2 - part.area_km2) < side.area_error_km2


def test_json_and_rows_tell_the_same(comparison):
    plain = comparison.as_json()
    rows = list(comparison.rows())
    assert len(rows) == 2 * len(plain["depths"])
    for row in rows:
        depth = next(d for d in plain["depths"] if d["depth_km"] == row["depth_km"])
        assert depth["sides"][row["side"]]["area_km2"] == row["area_km2"]
        assert depth["third_state_km2"] == row["third_state_km2"]


@pytest.mark.parametrize("depths", [[], [0.0], [80.0, -1.0]])
def test_depths_that_cannot_be_are_refused(border, depths):
    with pytest.raises(UsageError, match="depth"):
        csbm.compare(border, csbm.bundled_units(), depths_km=depths)


def test_sides_swap_when_the_parties_do():
    units = at_distances([10, 20, 30], [5, 6, 40, 50], accuracy_m=1000)
    one, other = (
        csbm.compare(toy_border(west=west), units, depths_km=[20.5, 45]).depths
        for west in ("AAA", EAST)
    )
    for mine, turned in zip(one, other, strict=True):
        assert [side.inside for side in mine.sides] == [
            side.inside for side in reversed(turned.sides)
        ]
        assert [side.area_km2 for side in mine.sides] == [
            side.area_km2 for side in reversed(turned.sides)
        ]
        assert mine.units_difference == -turned.units_difference
        low, high = mine.units_difference_range
        assert turned.units_difference_range == (-high, -low)
        assert mine.area_difference_km2 == -turned.area_difference_km2


def test_a_balance_worked_out_by_hand():
    units = at_distances(
        [10, 20, 30],
        [5, 6, 40, 50],
        accuracy_m=1000,
        personnel=[800, None, 500, 900, None, 700, 100],
        echelon=["brigade", "", "brigade", "battalion", "battalion", "", ""],
    )
    (only,) = csbm.compare(toy_border(), units, depths_km=[29.5]).depths
    west, east = only.sides
    assert (west.inside.units, west.indeterminate.units) == (2, 1)
    assert west.inside.by_echelon == {"brigade": 1, "unknown": 1}
    assert (west.inside.declared["personnel"], west.inside.declaring["personnel"]) == (800, 1)
    assert west.indeterminate.declared["personnel"] == 500
    assert (east.inside.units, east.inside.by_echelon) == (2, {"battalion": 2})
    assert (only.units_difference, only.units_difference_range) == (0, (-1, 0))
    assert only.units_ratio == 1.0


def test_a_side_is_uncertain_where_the_border_is_nearer_than_the_doubt():
    units = at_distances([0.5, 10], [20], accuracy_m=1000)
    (only,) = csbm.compare(toy_border(), units, depths_km=[30]).depths
    assert [side.side_uncertain for side in only.sides] == [1, 0]


@pytest.mark.parametrize("tripoint", ["round", "perpendicular"])
def test_a_curve_of_either_rule_ends_where_the_depths_do(tripoint):
    units = at_distances([10, 20, 30], [5, 6, 40, 50])
    found = measured(toy_border(), units, tripoint=tripoint)
    curve = depth_curve(found, steps(20, 50))
    assert curve.depths_km.tolist() == [0, 20, 40, 50]
    (last,) = csbm.compare(toy_border(), units, depths_km=[50], tripoint=tripoint).depths
    for number, side in enumerate(last.sides):
        gap = abs(curve.area_km2[-1, number] - side.area_km2)
        assert gap <= 2 * curve.area_error_km2[-1, number] + side.area_error_km2
        assert curve.units_in[-1, number] == side.inside.units


@pytest.mark.parametrize("step_km", [0.0, -1.0, 100.0, 1e-6, float("nan")])
def test_steps_that_cannot_be_are_refused(border, step_km):
    with pytest.raises(UsageError, match="step"):
        csbm.compare(border, csbm.bundled_units(), depths_km=[80], step_km=step_km)


def test_sure_counts_a_unit_from_where_it_is_in_beyond_doubt():
    units = at_distances([40.0, 49.5, 50.5, 0.5], [45.0], accuracy_m=1000.0)
    border = toy_border(accuracy_m=100.0)
    plain, sure = (csbm.compare(border, units, depths_km=[50, 52], sure=s) for s in (False, True))
    west, east = plain.depths[0].sides
    assert (west.inside.units, west.indeterminate.units, west.side_uncertain) == (2, 2, 1)
    west, east = sure.depths[0].sides
    # Not the one so near that its side is not sure, nor the two about the depth.
    assert (west.inside.units, west.indeterminate.units, west.side_uncertain) == (1, 0, 0)
    assert (east.inside.units, east.indeterminate.units) == (1, 0)
    assert sure.depths[1].sides[0].inside.units == 3
    assert sure.as_json()["sure"] is True
    assert "sure" not in plain.as_json()


def test_sure_and_what_is_about_doubt_are_refused_together(border):
    for more in ({"draws": 5}, {"against": border}):
        with pytest.raises(UsageError, match="one or the other"):
            csbm.compare(border, csbm.bundled_units(), depths_km=[80], sure=True, **more)


def test_what_is_sure_is_the_least_that_the_doubts_allow(border):
    units = csbm.bundled_units()
    sure = csbm.compare(border, units, depths_km=[30, 80, 200], sure=True)
    plain = csbm.compare(border, units, depths_km=[30, 80, 200])
    for one, other in zip(sure.depths, plain.depths, strict=True):
        for mine, theirs in zip(one.sides, other.sides, strict=True):
            assert mine.area_km2 == theirs.area_km2
            assert mine.indeterminate.units == 0
            fewer = theirs.inside.units - theirs.side_uncertain
            assert fewer <= mine.inside.units <= theirs.inside.units


@pytest.mark.parametrize("tripoint", ["round", "perpendicular"])
def test_unknown_accuracy_is_indeterminate_in_the_comparison_as_in_the_coverage(tripoint):
    border, units = csbm.Border.between("BLR", "POL"), csbm.bundled_units()
    units["position_accuracy_m"] = np.nan
    zone = csbm.inspection_zone(border, 80, tripoint=tripoint)
    covered = csbm.coverage(zone, units)
    covered = covered[counted(covered)]
    (depth,) = csbm.compare(border, units, depths_km=[80], tripoint=tripoint).depths
    for side in depth.sides:
        own = covered[covered["side"] == side.side]
        assert side.inside.units == (own["status"] == "in").sum() == 0
        assert side.indeterminate.units == (own["status"] == "indeterminate").sum() > 30
