"""The fast answers are the slow truth's: side, status and distance of every point."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sweeps import sweep
from toy_border import at_distances, toy_border, units_at

import csbm
from csbm.boundaries.groups import parse_groups
from csbm.geo.zones.coverage import coverage
from csbm.geo.zones.regime_zone import regime_zone
from csbm.geo.zones.sides import sides
from csbm.geo.zones.zone import Band, InspectionZone, inspection_zone, line_index
from csbm.regimes.catalogue import find_regime
from csbm.screening.kernel import STATUSES, Screen
from csbm.screening.sides import side_index

from awkward import points_around

ACCURACIES = [0.0, 10.0, 500.0, 5_000.0, 30_000.0, np.nan]


def border(name):
    return csbm.Border.between(*parse_groups(name))


def told(screen, lon, lat, accuracy_m=None):
    answer = screen.answer(lon, lat, accuracy_m)
    names = np.array(["", *screen.zone.border.parties, "disputed"], object)
    return names[answer.side], np.array(STATUSES, object)[answer.status], answer


def assert_equal_to_the_truth(zone, lon, lat, accuracy_m):
    """Hold the answers against `csbm.coverage`, row by row; return how many were in and not."""
    screen = Screen(zone, every_distance=True)
    side, status, answer = told(screen, lon, lat, accuracy_m)
    truth = coverage(zone, units_at(lon, lat).assign(position_accuracy_m=accuracy_m, kind=""))
    rank = truth["status"].map({name: n for n, name in enumerate(STATUSES)})
    best = rank.groupby(truth["id"], sort=False).max().to_numpy()
    first = truth.groupby("id", sort=False).first()
    assert list(status) == [STATUSES[n] for n in best]
    assert list(side) == list(first["side"])
    nearest = truth.groupby("id", sort=False)["distance_km"].min().to_numpy()
    assert np.abs(answer.distance_km - nearest).max() <= 1e-9
    for number, category in enumerate(screen.categories):
        rows = truth[truth["category"] == category]
        own = rows["status"].to_numpy() == np.array(STATUSES)[best]
        held = (answer.categories >> np.uint32(number)) & 1 == 1
        assert list(held) == list(own & (best >= STATUSES.index("indeterminate")))
    return set(status)


def around(zone, count, seed=1):
    """Points up to half as far again as the zone is deep, many of them near its edge."""
    reach = zone.depth_km * 1500
    line = np.vstack(zone.index.lines)
    lon, lat = points_around(line, count, reach, seed)
    rng = np.random.default_rng(seed)
    return lon, np.clip(lat, -90, 90), rng.choice(ACCURACIES, count)


@pytest.mark.parametrize(
    "name",
    sweep(
        ["BLR-POL", "EGY-SDN", "CHN-IND", "CAN-USA", "BLR-LTU,LVA,POL", "CHN,PAK-IND"],
        *("EGY-SDN", "BLR-LTU,LVA,POL"),
    ),
)
def test_a_plain_zone_is_screened_as_covered(name):
    zone = inspection_zone(border(name), 80)
    assert_equal_to_the_truth(zone, *around(zone, 2_000))


def test_unequal_depths_are_screened_as_covered():
    zone = inspection_zone(border("BLR-POL"), {"BLR": 80, "POL": 3})
    found = assert_equal_to_the_truth(zone, *around(zone, 3_000))
    assert found == {"in", "out", "indeterminate", "not_bound"}


def test_bands_with_an_inner_bound_and_one_sided_categories_are_screened_as_covered():
    blr_pol = border("BLR-POL")
    bands = (
        Band("BLR", 20, "artillery", 5),
        Band("POL", 40, "artillery", 10),
        Band("POL", 60, "aircraft"),
        Band("BLR", 70, "exercises", 30),
        Band("POL", 70, "exercises", 30),
    )
    zone = InspectionZone(blr_pol, bands, "round", 1.0, line_index(blr_pol))
    found = assert_equal_to_the_truth(zone, *around(zone, 4_000))
    assert found == {"in", "out", "indeterminate", "not_bound"}


@pytest.mark.parametrize(
    ("name", "pair"),
    sweep([("kor-cma-2018", "KOR-PRK"), ("irq-kwt-1991", "IRQ-KWT")], ("irq-kwt-1991", "IRQ-KWT")),
)
def test_the_zone_of_a_regime_is_screened_as_covered(name, pair):
    zone = regime_zone(find_regime(name), border(pair)).zone
    assert_equal_to_the_truth(zone, *around(zone, 2_000))


def test_carve_outs_are_screened_as_covered():
    zone = regime_zone(find_regime("lausanne-thrace-1923"), border("BGR-TUR")).zone
    assert zone.exclusions
    assert not Screen(zone).plain
    assert_equal_to_the_truth(zone, *around(zone, 400))


def test_two_reference_lines_are_screened_as_covered():
    toy = toy_border(accuracy_m=250.0)
    bands = (Band("AAA", 30, line="west"), Band("BBB", 30, line="east"))
    lines = {
        "west": shapely.MultiLineString([[(19.5, 48), (19.5, 54)]]),
        "east": shapely.MultiLineString([[(20.5, 48), (20.5, 54)]]),
    }
    zone = InspectionZone(toy, bands, "round", 1.0, line_index(toy), lines=lines)
    lon, lat, accuracy_m = around(zone, 400)
    screen = Screen(zone, every_distance=True)
    side, status, answer = told(screen, lon, lat, accuracy_m)
    truth = coverage(zone, units_at(lon, lat).assign(position_accuracy_m=accuracy_m, kind=""))
    assert list(status) == list(truth["status"])
    assert list(side) == list(truth["side"])
    assert np.abs(answer.distance_km - truth["distance_km"]).max() <= 1e-9


def test_the_perpendicular_reading_is_screened_as_covered():
    zone = inspection_zone(border("BLR-POL"), 80, tripoint="perpendicular")
    found = assert_equal_to_the_truth(zone, *around(zone, 400))
    assert found == {"in", "out", "indeterminate", "not_bound"}


@settings(max_examples=8, deadline=None)
@given(
    west=st.lists(st.floats(0.001, 150), min_size=1, max_size=20),
    east=st.lists(st.floats(0.001, 150), min_size=1, max_size=20),
    depths=st.tuples(st.floats(1, 120), st.floats(1, 120)),
    accuracy_m=st.sampled_from([0.0, 1.0, 2_000.0, 50_000.0]),
    border_m=st.sampled_from([0.0, 250.0]),
)
def test_any_depths_and_doubts_are_screened_as_covered(west, east, depths, accuracy_m, border_m):
    toy = toy_border(accuracy_m=border_m)
    zone = inspection_zone(toy, dict(zip(toy.parties, depths, strict=True)))
    units = at_distances(west, east)
    lon, lat = units["lon"].to_numpy(), units["lat"].to_numpy()
    assert_equal_to_the_truth(zone, lon, lat, np.full(len(lon), accuracy_m))


def test_the_screen_s_own_accuracy_is_that_of_points_that_do_not_say():
    zone = inspection_zone(border("BLR-POL"), 80)
    lon, lat, _ = around(zone, 3_000)
    named = Screen(zone).answer(lon, lat, np.full(len(lon), 4_000.0))
    own = Screen(zone, accuracy_m=4_000.0).answer(lon, lat)
    assert np.array_equal(named.status, own.status)
    assert (own.status == STATUSES.index("indeterminate")).sum() > 50


def test_without_far_points_what_is_near_is_told_the_same():
    zone = inspection_zone(border("BLR-POL"), 80)
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(20, 27, 50_000), rng.uniform(50, 55, 50_000)
    every, near = Screen(zone).answer(lon, lat), Screen(zone, far=False).answer(lon, lat)
    assert np.array_equal(every.status >= 2, near.status >= 2)
    held = every.status >= STATUSES.index("indeterminate")
    assert held.sum() > 5_000
    assert np.array_equal(every.side[held], near.side[held])
    assert np.array_equal(every.distance_km[held], near.distance_km[held])


def test_far_points_of_which_little_is_known_are_told_as_covered():
    zone = inspection_zone(border("BLR-POL"), 80)
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-20, 60, 1_500), rng.uniform(20, 75, 1_500)
    accuracy_m = rng.choice([0.0, 3e4, 4e5, 2e6, np.nan], 1_500)
    truth = coverage(zone, units_at(lon, lat).assign(position_accuracy_m=accuracy_m, kind=""))
    for far in (True, False):
        side, status, answer = told(Screen(zone, far=far), lon, lat, accuracy_m)
        held = np.isin(truth["status"], ["in", "indeterminate"])
        assert list(status[held | far]) == list(truth["status"][held | far])
        assert not np.isin(status[~held], ["in", "indeterminate"]).any()
        assert list(side[held]) == list(truth["side"][held])
        assert set(answer.categories[held]) == {1}


def test_distances_are_told_up_to_ten_kilometres_outside():
    zone = inspection_zone(border("BLR-POL"), 80)
    lon, lat, _ = around(zone, 5_000)
    exact = zone.index.nearest(lon, lat).distance_m / 1000
    found = Screen(zone).answer(lon, lat).distance_km
    assert np.array_equal(np.isfinite(found), exact <= 90)


def test_longitudes_may_run_to_360():
    zone = inspection_zone(border("BLR-POL"), 80)
    lon, lat, _ = around(zone, 500)
    one, other = Screen(zone).answer(lon, lat), Screen(zone).answer(lon + 360, lat)
    assert np.array_equal(one.side, other.side)
    assert np.array_equal(one.status, other.status)


# -- whose land -----------------------------------------------------------------------------------
def named(index, lon, lat):
    return np.array(["", *index.parties, "disputed"], object)[index.of(lon, lat)]


@pytest.mark.parametrize(
    "name",
    sweep(
        ["BLR-POL", "CHN-IND", "EGY-SDN", "NOR-RUS", "RUS-USA", "AFG,CHN-IND,PAK"],
        *("CHN-IND", "NOR-RUS"),
    ),
)
def test_sides_are_those_of_coverage_also_on_vertices_and_edges(name):
    parties = tuple(sorted(name.replace(",", "-").split("-")))
    atlas = border("BLR-POL").atlas
    index = side_index(atlas, parties)
    world = [(-180.0, -90.0, 180.0, 90.0)]
    rng = np.random.default_rng(2)
    vertices = np.vstack([shapely.get_coordinates(atlas.territory(p, world)) for p in parties])
    pick = rng.choice(len(vertices), 3_000)
    on = vertices[pick]
    middle = (on + vertices[np.minimum(pick + 1, len(vertices) - 1)]) / 2
    beside = on + rng.normal(0, 1e-3, on.shape)
    level = np.stack([rng.uniform(-180, 180, len(on)), on[:, 1]], axis=-1)
    above = np.stack([on[:, 0], rng.uniform(-90, 90, len(on))], axis=-1)
    world_wide = np.stack([rng.uniform(-180, 180, 3_000), rng.uniform(-90, 90, 3_000)], axis=-1)
    lon, lat = np.vstack([on, middle, beside, level, above, world_wide]).T.copy()
    lon, lat = np.clip(lon, -180, 180), np.clip(lat, -90, 90)
    assert list(named(index, lon, lat)) == list(sides(atlas, parties, lon, lat))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-60, 60).map(lambda n: 20 + n / 3), st.integers(30, 70)),
        min_size=1,
        max_size=20,
    )
)
def test_sides_of_points_on_a_grid_that_meets_corners_and_edges(places):
    toy = toy_border()
    lon, lat = np.array(places, float).T
    index = side_index(toy.atlas, toy.parties)
    assert list(named(index, lon.copy(), lat.copy())) == list(
        sides(toy.atlas, toy.parties, lon, lat)
    )
