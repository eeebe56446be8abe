"""csbm zone, and the depths that every command takes."""

import json

import pytest

from command import csbm, refused

DEPTH = "--depth"


def features(*words):
    ran = csbm("zone", *words, "--format", "geojson")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)["features"]


def properties(*words):
    return [one["properties"] for one in features(*words)]


@pytest.fixture(scope="module")
def plain():
    return properties()


def test_one_feature_for_each_side_with_the_contract_s_properties(plain):
    assert [one["side"] for one in plain] == ["BLR", "POL"]
    for one in plain:
        assert list(one) == [
            *("side", "category", "min_km", "depth_km", "area_km2", "role"),
            *("area_drawn_error_km2", "area_line_at_most_km2", "area_line_independent_km2"),
        ]
        assert one["area_line_at_most_km2"] > one["area_line_independent_km2"]
        assert one["area_line_at_most_km2"] > one["area_drawn_error_km2"]
        assert (one["category"], one["min_km"], one["depth_km"]) == ("all", 0, 80)
        assert one["role"] == "party"


def test_third_states_are_a_role_of_their_own_and_off_by_default(plain):
    found = properties("--third-states")
    assert found[:2] == plain
    assert {one["role"] for one in found[2:]} == {"third_state"}
    assert {one["side"] for one in found[2:]} == {"LTU", "UKR", "RUS"}


def test_disputed_land_is_nobody_s_part():
    found = properties("SDN-SSD", DEPTH, "20")
    disputed = [one for one in found if one["role"] == "disputed"]
    assert disputed
    assert all("/" in one["side"] for one in disputed)
    assert [one["side"] for one in found if one["role"] == "party"] == ["SDN", "SSD"]


def test_unclipped_is_one_feature_of_sides_third_states_and_sea(plain):
    (whole,) = properties("--unclipped")
    inland = sum(one["area_km2"] for one in properties("--third-states"))
    assert whole["area_km2"] == pytest.approx(inland, rel=1e-4)
    assert whole["side"] == "BLR-POL"


def test_unclipped_with_unequal_depths_is_refused():
    assert "depths differ" in refused("zone", "--unclipped", DEPTH, "BLR=80,POL=50")


def test_each_party_may_have_its_own_depth(plain):
    found = properties(DEPTH, "pl=50, Belarus=80")
    assert [(one["side"], one["depth_km"]) for one in found] == [("BLR", 80), ("POL", 50)]
    assert found[0] == plain[0]
    assert found[1]["area_km2"] < plain[1]["area_km2"]


@pytest.mark.parametrize("written", ["80", "80.0", "80km", "80 KM", " 8e1 ", "BLR=80,POL=80"])
def test_the_same_depth_in_other_words(written):
    assert "80    21,909  party" in csbm("zone", DEPTH, written).out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("-5", "above 0"),
        ("0", "above 0"),
        ("nan", "above 0"),
        ("inf", "above 0"),
        ("-inf", "above 0"),
        ("1e9", "2500 km"),
        ("", "no number"),
        ("eighty", "no number"),
        ("80,5", "80.5"),
        ("BLR=80", "one depth for each"),
        ("BLR=80,POL=", "no number"),
        ("BLR=80,POL=-1", "above 0"),
        ("BLR=80,BLR=50", "two depths"),
        ("BLR=80,POL=50,UKR=1", "no party to this border"),
        ("XX=80,POL=50", "unknown party"),
        ("=80", "unknown party"),
    ],
)
def test_a_depth_that_is_none_is_refused(written, said):
    assert said in refused("zone", f"{DEPTH}={written}")


@pytest.mark.parametrize("written", ["0", "-1", "nan", "inf", "1e9", "much"])
def test_a_tolerance_that_is_none_is_refused(written):
    assert "tolerance" in refused("zone", f"--tolerance={written}")


def test_a_tripoint_rule_that_is_none_is_refused():
    assert "perpendicular" in refused("zone", "--tripoint", "square")


def test_the_perpendicular_reading_is_the_smaller_one(plain):
    less = properties("--tripoint", "perpendicular")
    assert [one["side"] for one in less] == ["BLR", "POL"]
    assert all(one["area_km2"] < all_["area_km2"] for one, all_ in zip(less, plain, strict=True))


def test_polygons_follow_rfc_7946():
    from shapely.geometry import shape

    for one in features(DEPTH, "30"):
        polygon = shape(one["geometry"])
        assert polygon.is_valid
        for part in getattr(polygon, "geoms", [polygon]):
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)


def test_a_small_zone_is_not_told_as_nothing():
    assert "0.4" in csbm("zone", "ITA-VAT", DEPTH, "1").out.splitlines()[2]
