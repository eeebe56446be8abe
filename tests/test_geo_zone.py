"""Zones of real borders: parts tile the buffer, sides meet on the border, rules do as they say."""

import numpy as np
import pytest
import shapely

import csbm
import csbm.geo.measure.ellipsoid
from csbm.common.errors import UsageError
from csbm.geo.measure.area import area_m2
from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.zones.zone import tripoints


@pytest.fixture(scope="module")
def border():
    return csbm.Border.between("BLR", "POL")


@pytest.fixture(scope="module")
def zone(border):
    return csbm.inspection_zone(border, 80)


def whole_and_parts(zone):
    sea = [zone.sea_part] if zone.sea_part else []
    return area_m2(zone.unclipped()) / 1e6, [
        *zone.parts,
        *zone.third_state_parts,
        *zone.disputed_parts,
        *sea,
    ]


@pytest.mark.parametrize(
    "pair",
    [
        ("BLR", "POL"),  # third states at both ends
        ("KOR", "PRK"),  # two coasts
        ("GEO", "RUS"),  # land that both claim
        ("EGY", "SDN"),  # a parallel
        ("LSO", "ZAF"),  # a ring
        ("ITA", "VAT"),  # a ring far shorter than the depth
        ("ESP", "MAR"),  # five short lines and the sea
    ],
)
def test_sides_third_states_disputed_land_and_sea_tile_the_buffer(pair):
    whole, parts = whole_and_parts(csbm.inspection_zone(csbm.Border.between(*pair), 80))
    assert sum(part.area_km2 for part in parts) == pytest.approx(whole, rel=1e-6)


def test_no_two_parts_overlap(zone):
    _, parts = whole_and_parts(zone)
    for number, one in enumerate(parts):
        for other in parts[:number]:
            assert area_m2(shapely.intersection(one.geometry, other.geometry)) < 1.0


def test_the_sides_meet_on_the_border_itself(zone, border):
    first, second = (part.geometry for part in zone.parts)
    line = border.line.segmentize(0.01)
    points = shapely.points(shapely.get_coordinates(line))
    assert shapely.distance(first, points).max() < 1e-6
    assert shapely.distance(second, points).max() < 1e-6


def test_the_parties_come_first_and_in_the_order_of_their_codes(zone):
    assert [(part.side, part.role) for part in zone.parts] == [("BLR", "party"), ("POL", "party")]
    assert [part.side for part in zone.third_state_parts] == ["LTU", "RUS", "UKR"]


def test_each_side_can_have_its_own_depth(border):
    both = csbm.inspection_zone(border, {"BLR": 80, "POL": 50})
    plain = {depth: csbm.inspection_zone(border, depth) for depth in (50, 80)}
    assert both.parts[0].area_km2 == pytest.approx(plain[80].parts[0].area_km2, rel=1e-12)
    assert both.parts[1].area_km2 == pytest.approx(plain[50].parts[1].area_km2, rel=1e-12)
    assert both.third_state_parts[0].depth_km == 80


def test_unequal_depths_have_no_unclipped_zone(border):
    with pytest.raises(UsageError, match="BLR 80 km, POL 50 km"):
        csbm.inspection_zone(border, {"BLR": 80, "POL": 50}).unclipped()


def test_areas_grow_with_the_depth_and_so_do_the_polygons(border):
    zones = [csbm.inspection_zone(border, depth) for depth in (20, 40, 80)]
    for side in (0, 1):
        areas = [zone.parts[side].area_km2 for zone in zones]
        assert areas == sorted(areas)
        small, large = zones[0].parts[side].geometry, zones[1].parts[side].geometry
        assert area_m2(shapely.difference(small, large)) < 1.0


def test_the_perpendicular_reading_leaves_out_what_is_nearest_to_a_tripoint(border, zone):
    square = csbm.inspection_zone(border, 80, tripoint="perpendicular")
    rng = np.random.default_rng(4)
    west, south, east, north = zone.parts[1].geometry.bounds
    lon, lat = rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)
    inside = shapely.contains_xy(zone.parts[1].geometry, lon, lat)
    lon, lat = lon[inside], lat[inside]
    near = zone.index.nearest(lon, lat)
    ends = [(end.lon, end.lat) for end in border.ends if end.kind == "tripoint"]
    at_end = np.zeros(len(lon), bool)
    unsure = np.zeros(len(lon), bool)
    for x, y in ends:
        apart = csbm.geo.measure.ellipsoid.GEOD.inv(
            near.lon, near.lat, np.full(len(lon), x), np.full(len(lon), y)
        )[2]
        at_end |= np.asarray(apart) < 1e-3
        unsure |= (np.asarray(apart) >= 1e-3) & (np.asarray(apart) < 5.0)
    kept = shapely.contains_xy(square.parts[1].geometry, lon, lat)
    assert at_end.any()
    assert (~at_end).any()
    wrong = (kept == at_end) & ~unsure
    edge = shapely.distance(
        shapely.boundary(square.parts[1].geometry), shapely.points(lon[wrong], lat[wrong])
    )
    assert (edge < 2e-5).all()


def test_the_perpendicular_parts_of_a_round_zone_are_those_of_the_perpendicular_zone(border, zone):
    square = csbm.inspection_zone(border, 80, tripoint="perpendicular")
    for one, other in zip(zone.perpendicular_parts, square.parts, strict=True):
        assert one.area_km2 == pytest.approx(other.area_km2, rel=1e-9)


def test_only_true_ends_count_as_tripoints():
    korea = csbm.Border.between("KOR", "PRK")
    zone = csbm.inspection_zone(korea, 40)
    assert tripoints(korea, zone.index) == ()
    square, plain = zone.perpendicular_parts[0], zone.parts[0]
    assert square.area_km2 == pytest.approx(plain.area_km2, rel=1e-12)


@pytest.mark.parametrize(
    ("depth", "words"),
    [
        (0, "more than 0"),
        (-5, "more than 0"),
        (float("nan"), "more than 0"),
        (3000, "at most 2500 km"),
        ({"BLR": 80}, "give one depth for each"),
        ({"BLR": 80, "POL": 50, "LTU": 10}, "the parties are BLR and POL"),
    ],
)
def test_a_depth_that_cannot_be_is_refused_in_words(border, depth, words):
    with pytest.raises(UsageError, match=words):
        csbm.inspection_zone(border, depth)


def test_a_rule_that_is_none_is_refused(border):
    with pytest.raises(UsageError, match="round or perpendicular"):
        csbm.inspection_zone(border, 80, tripoint="square")


def test_the_order_of_the_parties_changes_nothing(zone):
    other = csbm.inspection_zone(csbm.Border.between("Poland", "BY"), 80)
    assert [part.geometry.wkb for part in other.parts] == [p.geometry.wkb for p in zone.parts]


def test_a_zone_seen_in_a_mirror_is_the_zone_of_the_mirrored_line(border):
    index = LineIndex([shapely.get_coordinates(line) for line in border.line.geoms])
    mirrored = LineIndex([line * [-1.0, -1.0] for line in index.lines])
    plain = geodesic_buffer(index, 80_000.0)
    turned = geodesic_buffer(mirrored, 80_000.0)
    back = shapely.transform(turned, lambda xy: xy * [-1.0, -1.0])
    difference = shapely.symmetric_difference(plain, back)
    # Both edges lie within 1 m of the same depth, along 1,000 km or so.
    assert area_m2(difference) < 2 * 1.0 * 1.2e6
