"""Specified areas cover what they say, are no larger than they may be, and are as few as told."""

from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Proj

from csbm import Border, bundled_units, coverage, inspection_zone
from csbm.common.errors import InputError, UsageError
from csbm.geo.planning.outline import outline
from csbm.geo.planning.plan import plan_units, plan_zone, with_units
from csbm.geo.planning.units import least_groups, shared_out

GEOD = Geod(ellps="WGS84")
SLACK_KM2 = 1e-6


@cache
def zone(pair, depth_km):
    made = inspection_zone(Border.between(*pair.split("-")), depth_km, tolerance_m=20)
    assert made.parts
    return made


def edges(corners, step_m=500.0):
    """The polygon of geodesics, drawn by PROJ alone and finer than the product draws it."""
    ring = []
    for (lon, lat), (to_lon, to_lat) in zip(corners, [*corners[1:], corners[0]], strict=True):
        far = GEOD.inv(lon, lat, to_lon, to_lat)[2]
        ring.append((lon, lat))
        ring += GEOD.npts(lon, lat, to_lon, to_lat, max(1, int(far / step_m)))
    return shapely.Polygon(ring)


def square_km(shape):
    return abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6


def check(plan, part, size, corners):
    assert len(plan.areas) >= plan.lower_bound >= 1
    for number, area in enumerate(plan.areas, start=1):
        assert area.number == number
        assert 4 <= len(area.corners) <= corners
        lon, lat = zip(*area.corners, strict=True)
        exact = GEOD.polygon_area_perimeter(lon, lat)[0] / 1e6
        assert 0 < exact <= size  # counter-clockwise, and not too large
        assert area.area_km2 == pytest.approx(exact, rel=2e-5)
        seconds = np.array(area.corners) * 3600
        assert np.abs(seconds - np.round(seconds)).max() < 1e-6
        assert edges(area.corners).is_valid
        assert 0 <= area.zone_km2 <= area.area_km2 + SLACK_KM2
    if plan.cover == "zone":
        covered = shapely.union_all([edges(area.corners) for area in plan.areas])
        assert square_km(shapely.difference(part.geometry, covered)) < SLACK_KM2
        assert plan.missed_m2 <= 1
        # In all no less than the zone: nothing is counted that is not there.
        assert sum(area.zone_km2 for area in plan.areas) >= part.area_km2 - SLACK_KM2
        assert plan.lower_bound == -(-part.area_km2 // size)


@cache
def poland():
    return plan_zone(zone("BLR-POL", 80), "POL", area_km2=18_000, corners=8)


CASES = [
    ("BLR-POL", "BLR", 80, 18_000, 4),
    ("IRQ-KWT", "KWT", 80, 5_000, 6),
    ("LSO-ZAF", "LSO", 80, 18_000, 8),
    ("HUN-ROU", "HUN", 80, 18_000, 8),
    ("FIN-RUS", "RUS", 10, 18_000, 12),
    ("LSO-ZAF", "ZAF", 10, 9_000, 10),
]


@pytest.mark.parametrize(("pair", "side", "depth", "size", "corners"), CASES)
def test_areas_cover_every_point_and_none_is_too_large(pair, side, depth, size, corners):
    made = zone(pair, depth)
    (part,) = (one for one in made.parts if one.side == side)
    check(plan_zone(made, side, area_km2=size, corners=corners), part, size, corners)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    st.sampled_from(["BLR-POL", "IRQ-KWT", "BLR-LTU", "KOR-PRK"]),
    st.sampled_from([10, 25, 60]),
    st.floats(3_000, 30_000),
    st.integers(4, 14),
    st.booleans(),
)
def test_whatever_is_asked_the_areas_cover_it(pair, depth, size, corners, first):
    made = zone(pair, depth)
    part = made.parts[0 if first else 1]
    plan = plan_zone(made, part.side, area_km2=size, corners=corners)
    check(plan, part, size, corners)


@pytest.mark.slow
@pytest.mark.parametrize(("pair", "side"), [("CHN-RUS", "CHN"), ("FIN-RUS", "FIN")])
def test_long_borders_too(pair, side):
    made = zone(pair, 80)
    (part,) = (one for one in made.parts if one.side == side)
    plan = plan_zone(made, side, area_km2=18_000)
    check(plan, part, 18_000, 8)
    assert len(plan.areas) <= 1.4 * plan.lower_bound


def test_poland_s_zone_takes_two_areas_of_enough_corners_and_three_of_eight():
    assert len(poland().areas) == 3
    check(poland(), zone("BLR-POL", 80).parts[1], 18_000, 8)
    two = plan_zone(zone("BLR-POL", 80), "POL", area_km2=18_000, corners=16)
    assert (len(two.areas), two.lower_bound) == (2, 2)
    check(two, zone("BLR-POL", 80).parts[1], 18_000, 16)


def test_a_zone_smaller_than_an_area_takes_one():
    plan = plan_zone(zone("BLR-POL", 10), "POL", area_km2=18_000)
    assert (len(plan.areas), plan.lower_bound) == (1, 1)


def test_too_many_areas_are_refused_before_any_work():
    with pytest.raises(UsageError, match=r"at least 6,8\d\d areas of 5 km²"):
        plan_zone(zone("BLR-POL", 80), "POL", area_km2=5)


@pytest.mark.parametrize(("size", "corners"), [(0.0, 8), (float("nan"), 8), (18_000, 3)])
def test_numbers_that_make_no_sense_are_refused(size, corners):
    with pytest.raises(UsageError):
        plan_zone(zone("BLR-POL", 10), "POL", area_km2=size, corners=corners)


def test_the_same_again_is_the_same():
    made = zone("BLR-POL", 80)
    one, two = (plan_zone(made, "BLR", area_km2=18_000) for _ in range(2))
    assert [area.corners for area in one.areas] == [area.corners for area in two.areas]


def inside(made, side):
    # Known to 5 km at most: the bundled circles can be larger than an area may be.
    units = bundled_units()
    units = units.assign(position_accuracy_m=units["position_accuracy_m"].clip(upper=5_000))
    found = coverage(made, units)
    mine = found[(found["side"] == side) & found["status"].isin(["in", "indeterminate"])]
    assert len(mine) > 10
    return mine.reset_index(drop=True)


@pytest.mark.parametrize(("side", "size"), [("POL", 18_000), ("POL", 3_000), ("BLR", 4_000)])
def test_every_unit_is_in_an_area_with_its_whole_circle(side, size):
    made = zone("BLR-POL", 80)
    units = inside(made, side)
    plan = plan_units(made, side, units, area_km2=size, corners=6)
    (part,) = (one for one in made.parts if one.side == side)
    check(plan, part, size, 6)
    assert {one for area in plan.areas for one in area.units} == set(units["id"])
    shapes = {area.number: edges(area.corners) for area in plan.areas}
    rows = units.set_index("id")
    for area in plan.areas:  # convex, as the bound supposes: geodesics are straight in this chart
        lon, lat = area.corners[0]
        chart = Proj(proj="gnom", lon_0=lon, lat_0=lat, R=6_371_000)
        drawn = shapely.Polygon([chart(*corner) for corner in area.corners])
        assert shapely.convex_hull(drawn).area < 1.001 * drawn.area
    for area in plan.areas:
        for one in area.units:
            row = rows.loc[one]
            for turn in range(0, 360, 10):
                lon, lat, _ = GEOD.fwd(row["lon"], row["lat"], turn, row["position_accuracy_m"])
                assert shapely.intersects_xy(shapes[area.number], lon, lat)


def test_a_plan_of_the_zone_holds_every_unit_that_is_surely_within():
    made = zone("BLR-POL", 80)
    units = inside(made, "POL")
    plan = with_units(poland(), units)
    held = {one for area in plan.areas for one in area.units}
    deep = units[units["margin_km"] * 1000 > units["position_accuracy_m"]]
    # A circle may lie across two areas, or beyond the border: most lie in one.
    assert len(held & set(deep["id"])) > 0.8 * len(deep)


def test_no_units_is_said_in_a_line():
    made = zone("BLR-POL", 80)
    with pytest.raises(InputError, match="POL has no units"):
        plan_units(made, "POL", inside(made, "POL").iloc[:0], area_km2=18_000)


def test_a_unit_known_too_roughly_is_named():
    made = zone("BLR-POL", 80)
    units = inside(made, "POL").iloc[:1].assign(position_accuracy_m=100_000.0)
    with pytest.raises(InputError, match=f"{units['id'].iloc[0]}: its position is known so"):
        plan_units(made, "POL", gpd.GeoDataFrame(units), area_km2=18_000)


# -- sharing out, against every way there is ------------------------------------------------------
def partitions(items):
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        for place, group in enumerate(smaller):
            yield [*smaller[:place], [first, *group], *smaller[place + 1 :]]
        yield [[first], *smaller]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6),
       st.integers(20, 300))  # fmt: skip
def test_sharing_out_finds_and_proves_the_least(places, size):
    circles = [shapely.get_coordinates(shapely.Point(p).buffer(1, quad_segs=3)) for p in places]

    def fits(hull):
        return hull.area <= size

    def possible(groups):
        return all(
            fits(shapely.convex_hull(shapely.multipoints(np.vstack([circles[i] for i in group]))))
            for group in groups
        )

    best = min(len(way) for way in partitions(list(range(len(circles)))) if possible(way))
    found = shared_out(circles, fits, 1, 10)
    assert possible(found)
    assert sorted(one for group in found for one in group) == list(range(len(circles)))
    assert len(found) == best
    assert least_groups(circles, fits, len(found)) == best


# -- outlines -------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(2, 10), st.floats(0.2, 1)), min_size=5, max_size=60),
    st.integers(4, 12),
)
def test_an_outline_loses_nothing_of_a_shape(spokes, corners):
    turn = np.cumsum([step for _, step in spokes])
    turn *= 2 * np.pi / turn[-1]
    far = np.array([length for length, _ in spokes])
    star = shapely.Polygon(np.stack([far * np.cos(turn), far * np.sin(turn)], axis=-1))
    if not star.is_valid or not star.contains(shapely.Point(0, 0)):
        return
    ring = outline(star, corners)
    around = shapely.Polygon(ring)
    assert around.is_valid
    assert len(ring) <= max(corners, 4)
    assert shapely.difference(star, around).area < 1e-6
    hull = shapely.Polygon(outline(shapely.convex_hull(star), corners))
    assert around.area <= 1.5 * hull.area
