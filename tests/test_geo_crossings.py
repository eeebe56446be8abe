"""When each unit comes in: one list in order, whose bands agree with every status."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from toy_border import EAST, LON, NORTH, SOUTH, WEST, at_distances, toy_border, units_at

import csbm
from csbm.geo.analysis.crossings import crossings, measured
from csbm.units.filters import on_day


@pytest.fixture(scope="module")
def border():
    return csbm.Border.between("BLR", "POL")


@pytest.mark.parametrize("tripoint", ["round", "perpendicular"])
@pytest.mark.parametrize("depth_km", [5.870827618, 30, 80, 200])
def test_statuses_of_one_measurement_are_those_of_a_coverage(border, depth_km, tripoint):
    units = on_day(csbm.bundled_units())
    found = measured(border, units, tripoint=tripoint)
    zone = csbm.inspection_zone(border, depth_km, tripoint=tripoint)
    covered = csbm.coverage(zone, units)
    assert found.status(depth_km).tolist() == covered["status"].tolist()
    assert found.side.tolist() == covered["side"].tolist()


def test_distances_are_those_of_another_library():
    lon, lat = [18.7, 20.9, 21.4], [50.3, 51.0, 53.9]
    rows = {one.id: one for one in crossings(measured(toy_border(), units_at(lon, lat)))}
    for number, (x, y) in enumerate(zip(lon, lat, strict=True)):
        away = minimize_scalar(
            lambda foot, x=x, y=y: Geodesic.WGS84.Inverse(y, x, foot, LON)["s12"],
            bounds=(SOUTH, NORTH),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert rows[f"u{number}"].distance_km == pytest.approx(away.fun / 1000, abs=1e-6)


def test_the_band_is_distance_and_both_doubts_and_never_below_the_border():
    units = at_distances([40.0], [0.5], accuracy_m=700.0)
    near, far = crossings(measured(toy_border(accuracy_m=50.0), units))
    assert (near.side, far.side) == (EAST, WEST)
    assert (far.enters_from_km, far.enters_to_km) == pytest.approx((39.25, 40.75), abs=1e-6)
    assert near.enters_from_km == 0.0
    assert near.enters_to_km == pytest.approx(1.25, abs=1e-6)
    assert not near.side_certain
    assert far.side_certain


def test_every_unit_on_either_partys_land_is_listed_once_and_in_order(border):
    units = csbm.bundled_units()
    found = measured(border, units)
    listed = crossings(found)
    assert len(listed) == np.isin(found.side.astype(str), border.parties).sum()
    assert len({one.id for one in listed}) == len(listed)
    depths = [one.enters_to_km for one in listed]
    assert depths == sorted(depths)
    for side in border.parties:
        mine = [one for one in listed if one.side == side]
        numbers = [one.number_on_side for one in mine if np.isfinite(one.enters_to_km)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(one.number_on_side == 0 for one in mine if np.isinf(one.enters_to_km))
        for depth in (30.0, 80.0, 150.0):
            counted = (found.on(side) & (found.status(depth) == "in")).sum()
            assert sum(one.enters_to_km <= depth for one in mine) == counted


def test_a_largest_depth_keeps_what_may_be_in_there(border):
    found = measured(border, csbm.bundled_units())
    near = {one.id for one in crossings(found, max_depth_km=80)}
    status = found.status(80)
    shown = np.isin(found.side.astype(str), border.parties) & (status != "out")
    assert near == set(found.units["id"][shown])


def test_a_unit_beyond_a_tripoint_comes_in_at_no_depth_under_the_perpendicular_rule():
    units = units_at([20.5, 20.5], [51.0, 55.0])
    both = crossings(measured(toy_border(), units))
    one = crossings(measured(toy_border(), units, tripoint="perpendicular"))
    assert [row.id for row in both] == ["u0", "u1"]
    assert [row.id for row in one] == ["u0"]


@settings(max_examples=30, deadline=None)
@given(
    west=st.lists(st.floats(1, 150), max_size=6),
    east=st.lists(st.floats(1, 150), max_size=6),
    depth_km=st.floats(1, 160),
    accuracy_m=st.floats(0, 20_000),
)
def test_above_the_band_in_below_it_out_within_it_indeterminate(west, east, depth_km, accuracy_m):
    found = measured(toy_border(), at_distances(west, east, accuracy_m=accuracy_m))
    status = dict(zip(found.units["id"], found.status(depth_km), strict=True))
    for one in crossings(found):
        if depth_km > one.enters_to_km + 1e-6:
            assert status[one.id] == "in"
        elif depth_km < one.enters_from_km - 1e-6:
            assert status[one.id] == "out"
        elif one.enters_from_km + 1e-6 < depth_km < one.enters_to_km - 1e-6:
            assert status[one.id] == "indeterminate"
