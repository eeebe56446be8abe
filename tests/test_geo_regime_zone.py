"""Regimes laid along their borders: every kind that the catalogue knows."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sweeps import sweep

from csbm import Border, coverage, inspection_zone
from csbm.common.errors import UsageError
from csbm.geo.measure.area import area_m2
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.zones.regime_zone import regime_zone
from csbm.regimes.catalogue import find_regime, regimes
from csbm.regimes.schema import Regime

SPLIT = (38.3, 127.2)


def drawn(name, pair=None, **asked):
    regime = find_regime(name)
    border = Border.between(*(pair or regime.line.borders[0]).split("-"))
    return regime_zone(regime, border, **asked)


def own(bands, pair="IRQ-KWT", **more):
    return Regime.model_validate(
        {
            "id": "own",
            "name": "own",
            "kind": "proposal",
            "parties": pair.split("-"),
            "line": {"text": "the border", "borders": [pair]},
            "verified": {"existence": True, "depth": True},
            "bands": bands,
            "sources": [{"title": "own"}],
        }
        | more
    )


def points(*places, accuracy_m=0.0):
    return gpd.GeoDataFrame(
        {
            "id": [str(number) for number, _ in enumerate(places)],
            "lat": [lat for lat, _ in places],
            "lon": [lon for _, lon in places],
            "position_accuracy_m": accuracy_m,
        },
        geometry=[shapely.Point(lon, lat) for lat, lon in places],
        crs=4326,
    )


def areas(zone):
    return {(part.side, part.category): part.area_km2 for part in zone.parts}


def test_the_proposal_of_2025_is_the_plain_zone():
    plain = inspection_zone(Border.between("BLR", "POL"), 80)
    assert [p.area_km2 for p in drawn("blr-pol-2025").zone.parts] == [
        p.area_km2 for p in plain.parts
    ]


def test_iraq_and_kuwait_have_depths_of_their_own():
    border = Border.between("IRQ", "KWT")
    found = areas(drawn("irq-kwt-1991").zone)
    assert found["IRQ", "all"] == inspection_zone(border, 10).parts[0].area_km2
    assert found["KWT", "all"] == inspection_zone(border, 5).parts[1].area_km2


def test_a_regime_of_one_side_binds_no_other():
    rows = [{"side": "SRB", "category": one, "max_km": km} for one, km in (("a", 5), ("b", 25))]
    zone = regime_zone(own(rows, "SRB-XKX"), Border.between("SRB", "XKX")).zone
    assert {part.side for part in zone.parts} == {"SRB"}
    place = zone.parts[1].geometry.representative_point()
    near = zone.index.nearest([place.x], [place.y])
    # As far beyond the line as before it: the other side's land, where there is no depth.
    lon, lat, _ = GEOD.fwd(near.lon[0], near.lat[0], near.azimuth_deg[0], float(near.distance_m[0]))
    found = coverage(zone, points((place.y, place.x), (lat, lon)))
    assert found["status"].tolist() == ["out", "in", "not_bound", "not_bound"]
    assert found["side"].tolist() == ["SRB", "SRB", "XKX", "XKX"]
    assert "which is not bound" in found["reason"].iloc[2]


def test_korea_draws_parts_of_the_line_only_where_it_is_told_where_they_part():
    whole = drawn("kor-cma-2018")
    assert {part.category for part in whole.zone.parts} == {
        "ground live fire, regiment+ exercise",
        "rotary-wing",
        "balloon",
    }
    assert any("--split-at" in note for note in whole.notes)
    assert any("stands in for the demarcation line" in note for note in whole.notes)
    assert len(drawn("kor-cma-2018", split_at=SPLIT).zone.parts) == 14


def parted_at(split, km=40.0, tolerance_m=1.0):
    bands = [
        {"side": side, "category": heading, "max_km": km, "segment": heading}
        for side in ("KOR", "PRK")
        for heading in ("east", "west")
    ]
    regime = own([*bands, {"side": "KOR", "category": "whole", "max_km": km}], "KOR-PRK")
    border = Border.between("KOR", "PRK")
    return regime_zone(regime, border, split_at=split, tolerance_m=tolerance_m).zone


def test_the_parts_of_a_line_share_its_land():
    zone = parted_at(SPLIT)
    found = areas(zone)
    whole = found["KOR", "whole"]
    # Each draws the divide for itself, to a thousandth of the tolerance.
    assert found["KOR", "east"] + found["KOR", "west"] == pytest.approx(whole, abs=1e-4)
    east, west = (zone.parts[number].geometry for number in (0, 1))
    assert area_m2(shapely.intersection(east, west)) < 1


@pytest.mark.parametrize("tolerance_m", [1.0, 0.1])
def test_the_divide_is_as_near_to_one_part_as_to_the_other(tolerance_m):
    zone = parted_at(SPLIT, tolerance_m=tolerance_m)
    segment = zone.segments["east"]
    shared = shapely.intersection(zone.parts[0].geometry, zone.parts[1].geometry)
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    xy = shapely.get_coordinates(shapely.segmentize(shapely.multilinestrings(lines), 1e-4))
    off = np.abs(segment.lead_m(xy[:, 0], xy[:, 1]))
    # Off the divide by x the two distances differ by up to 2 x; `lead_m` is half of that.
    assert len(xy) > 200
    assert off.max() < tolerance_m


def test_land_belongs_to_the_part_its_nearest_border_point_is_on():
    zone = parted_at(SPLIT)
    segment = zone.segments["east"]
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(126.3, 128.6, 4_000), rng.uniform(37.4, 39, 4_000)
    near = zone.index.nearest(lon, lat).distance_m
    own = segment.own.nearest(lon, lat).distance_m
    other = segment.other.nearest(lon, lat).distance_m
    assert np.abs(np.minimum(own, other) - near).max() < 1e-3
    clear = (np.abs(own - other) > 10) & (np.abs(near - 40_000) > 10)
    for number, mine in ((0, own < other), (1, other < own), (2, own < other), (3, other < own)):
        inside = shapely.intersects_xy(zone.parts[number].geometry, lon, lat)
        land = shapely.intersects_xy(zone.atlas.territory(zone.bands[number].side, BOXES), lon, lat)
        land &= shapely.intersects_xy(zone.atlas.land(BOXES), lon, lat)
        assert (inside[clear] == (mine & land & (near <= 40_000))[clear]).all()


BOXES = [(126.0, 37.0, 129.0, 39.5)]


def test_a_unit_counts_for_the_part_of_the_line_it_is_nearest_to():
    zone = drawn("kor-cma-2018", split_at=SPLIT).zone
    found = coverage(zone, points((38.2, 128.55))).set_index("category")
    east = found.loc["fixed-wing aircraft, east of marker 0646"]
    west = found.loc["fixed-wing aircraft, west of marker 0646"]
    assert (east["status"], west["status"]) == ("in", "out")
    # Within 20 km of the border, but of its eastern part.
    near = coverage(zone, points((38.35, 127.9))).set_index("category")
    row = near.loc["fixed-wing aircraft, west of marker 0646"]
    assert row["distance_km"] < 20
    assert row["status"] == "out"
    assert "another part of the border" in row["reason"]
    # On the divide nobody can tell, however well the position is known.
    edge = zone.segments["east"]
    lon = np.linspace(127.0, 127.6, 6_001)
    on = lon[np.argmin(np.abs(edge.lead_m(lon, np.full(len(lon), 38.2))))]
    doubtful = coverage(zone, points((38.2, float(on)), accuracy_m=10)).set_index("category")
    row = doubtful.loc["fixed-wing aircraft, west of marker 0646"]
    assert row["status"] == "indeterminate"
    assert "nearest is not certain" in row["reason"]


@pytest.mark.parametrize("place", [(45.0, 127.2), (38.3, 140.0)])
def test_a_line_is_not_parted_far_from_it(place):
    with pytest.raises(UsageError, match="km from the border"):
        drawn("kor-cma-2018", split_at=place)


def test_china_1997_is_read_on_the_perpendicular():
    zone = drawn("chn-cis-1997", "CHN-KGZ").zone
    plain = inspection_zone(Border.between("CHN", "KGZ"), 100)
    assert zone.tripoint == "perpendicular"
    assert [p.area_km2 for p in zone.parts] == [p.area_km2 for p in plain.perpendicular_parts]
    assert areas(zone)["CHN", "all"] < plain.parts[0].area_km2


def test_thrace_1923_leaves_a_disc_out():
    with_disc = drawn("lausanne-thrace-1923", "BGR-TUR").zone
    plain = inspection_zone(Border.between("BGR", "TUR"), 30)
    (disc,) = with_disc.exclusions
    cut = shapely.intersection(plain.parts[1].geometry, disc.geometry)
    lost = plain.parts[1].area_km2 - areas(with_disc)["TUR", "all"]
    assert lost == pytest.approx(area_m2(cut) / 1e6, abs=1e-6)
    assert 20 < lost <= np.pi * 5**2
    # North of the middle, towards the border, so that all of them lie in the zone.
    places = [GEOD.fwd(27.225, 41.735, 0, metres)[:2] for metres in (4_900, 5_000, 5_100)]
    units = points(*((lat, lon) for lon, lat in places), accuracy_m=50)
    found = coverage(with_disc, units)
    assert found["status"].tolist() == ["out", "indeterminate", "in"]
    assert "which is left out" in found["reason"].iloc[0]
    assert coverage(plain, units)["status"].tolist() == ["in"] * 3


def test_a_carve_out_that_is_a_polygon():
    corners = [[29.6, 47.4], [29.6, 47.9], [30.1, 47.9], [30.1, 47.4]]
    regime = own(
        [{"side": "IRQ", "max_km": 40}, {"side": "KWT", "max_km": 40}],
        exclusions=[{"name": "a block", "polygon": corners, "sides": ["IRQ"]}],
    )
    border = Border.between("IRQ", "KWT")
    zone, plain = regime_zone(regime, border).zone, inspection_zone(border, 40)
    block = shapely.box(47.4, 29.6, 47.9, 30.1)
    left = shapely.difference(plain.parts[0].geometry, block)
    assert areas(zone)["IRQ", "all"] == pytest.approx(area_m2(left) / 1e6, abs=1e-6)
    assert areas(zone)["KWT", "all"] == plain.parts[1].area_km2


def test_an_inner_bound_leaves_a_ring():
    regime = own(
        [
            {"side": "IRQ", "category": "near", "max_km": 12},
            {"side": "IRQ", "category": "far", "min_km": 12, "max_km": 24},
        ]
    )
    border = Border.between("IRQ", "KWT")
    found = areas(regime_zone(regime, border).zone)
    whole = inspection_zone(border, 24).parts[0].area_km2
    assert found["IRQ", "near"] + found["IRQ", "far"] == pytest.approx(whole, abs=1e-6)


def test_a_side_without_a_band_sways_nobody():
    """Whichever side a unit stands on: less than the inner bound here, no band there."""
    regime = own([{"side": "IRQ", "min_km": 12, "max_km": 24}])
    zone = regime_zone(regime, Border.between("IRQ", "KWT")).zone
    place = zone.parts[0].geometry.representative_point()
    near = zone.index.nearest([place.x], [place.y])
    back = float(near.azimuth_deg[0]) + 180
    lon, lat, _ = GEOD.fwd(near.lon[0], near.lat[0], back, 5_000)
    doubtful = coverage(zone, points((lat, lon), accuracy_m=6_000))
    assert not doubtful["side_certain"].iloc[0]
    assert doubtful["status"].iloc[0] == "out"
    # Known to 8 km it may lie past the inner bound on the side that has the band.
    assert coverage(zone, points((lat, lon), accuracy_m=8_000))["status"].iloc[0] == "indeterminate"


def test_the_margin_of_a_ring_is_to_its_nearer_edge():
    regime = own([{"side": "IRQ", "min_km": 12, "max_km": 24}])
    zone = regime_zone(regime, Border.between("IRQ", "KWT")).zone
    place = zone.parts[0].geometry.representative_point()
    near = zone.index.nearest([place.x], [place.y])
    back = float(near.azimuth_deg[0]) + 180
    places = [GEOD.fwd(near.lon[0], near.lat[0], back, km * 1000)[:2] for km in (5, 13, 22, 30)]
    found = coverage(zone, points(*((lat, lon) for lon, lat in places)))
    expected = np.minimum(24 - found["distance_km"], found["distance_km"] - 12)
    assert found["margin_km"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-9)
    assert ((found["margin_km"] > 0) == (found["status"] == "in")).all()


def test_a_total_width_is_halved():
    bands = [{"side": side, "max_km": 50} for side in ("IRQ", "KWT")]
    zone = regime_zone(own(bands, reading="total width"), Border.between("IRQ", "KWT")).zone
    assert zone.depths_km == {"IRQ": 25.0, "KWT": 25.0}


def test_a_depth_that_was_not_verified_is_the_users_to_state():
    with pytest.raises(UsageError, match=r"60 \(unverified\).*--depth"):
        drawn("bgr-tur-1991")
    stated = drawn("bgr-tur-1991", depth_km=45)
    assert stated.zone.depths_km == {"BGR": 45.0, "TUR": 45.0}
    assert any("the depth is the user's" in note for note in stated.notes)
    with pytest.raises(UsageError, match="states its depths"):
        drawn("irq-kwt-1991", depth_km=45)


def test_a_depth_table_of_other_parties_is_refused():
    with pytest.raises(UsageError, match="speaks of IRQ and KWT"):
        regime_zone(find_regime("irq-kwt-1991"), Border.between("BLR", "POL"))


@pytest.mark.parametrize(
    ("name", "pair"),
    sweep(
        (
            (one.id, pair)
            for one in regimes()
            if one.drawable and one.line.drawn_from == "border"
            for pair in one.line.borders
        ),
        *(("blr-pol-2025", "BLR-POL"), ("kor-cma-2018", "KOR-PRK")),
    ),
)
def test_every_verified_regime_with_a_border_is_drawn_and_listed(name, pair):
    asked = {"split_at": SPLIT} if name == "kor-cma-2018" else {}
    zone = drawn(name, pair, tolerance_m=50, **asked).zone
    inside = [part.geometry.representative_point() for part in zone.parts]
    units = points(*((place.y, place.x) for place in inside))
    found = coverage(zone, units)
    for number, part in enumerate(zone.parts):
        assert shapely.is_valid(part.geometry)
        row = found[(found["id"] == str(number)) & (found["category"] == part.category)].iloc[0]
        assert row["side"] == part.side
        assert row["status"] in {"in", "indeterminate"}


KM = st.floats(0.01, 60, allow_nan=False).map(lambda km: round(km, 3)).filter(lambda km: km >= 0.01)


@st.composite
def tables(draw, sides):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sides),
                st.sampled_from(["all", "air", "=cmd|' /C'!A0", "<b>guns</b>", "{{ 7*7 }}"]),
            ),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    bands = []
    for side, category in rows:
        low, high = sorted((draw(st.one_of(st.just(0.0), KM)), draw(KM)))
        if high - low < 0.01:
            low, high = 0.0, max(high, 0.01)
        segment = draw(st.sampled_from([None, None, "east", "west"]))
        bands.append(
            {"side": side, "category": category, "min_km": low, "max_km": high, "segment": segment}
        )
    return bands


DISC = st.fixed_dictionaries(
    {
        "name": st.just("left out"),
        "lat": st.floats(37, 39),
        "lon": st.floats(125, 129),
        "radius_km": KM,
    }
)


@settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    bands=tables(["KOR", "PRK"]),
    exclusions=st.lists(DISC, max_size=2),
    reading=st.sampled_from(["per side", "total width"]),
    tripoint=st.sampled_from(["round", "perpendicular"]),
)
def test_any_regime_that_validates_is_drawn_and_listed(bands, exclusions, reading, tripoint):
    regime = own(bands, "KOR-PRK", exclusions=exclusions, reading=reading, tripoint=tripoint)
    zone = regime_zone(regime, Border.between("KOR", "PRK"), split_at=SPLIT, tolerance_m=100).zone
    share = 2 if reading == "total width" else 1
    assert [band.depth_km * share for band in zone.bands] == [band["max_km"] for band in bands]
    assert all(shapely.is_valid(part.geometry) for part in zone.parts)
    units = points((38.0, 127.0), (37.9, 126.7), (38.35, 128.4), (38.7, 128.2), (10.0, 10.0))
    found = coverage(zone, units)
    categories = {band["category"] for band in bands}
    assert len(found) == len(units) * len(categories)
    assert set(found["status"]) <= {"in", "out", "indeterminate", "not_bound"}
    # What is certainly inside by distance lies in the drawn part, whatever the band.
    for part in zone.parts:
        rows = found[(found["category"] == part.category) & (found["status"] == "in")]
        for row in rows[rows["side"] == part.side].itertuples():
            assert shapely.dwithin(part.geometry, shapely.Point(row.lon, row.lat), 0.003)
