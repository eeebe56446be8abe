"""Groups of states on either side of a line: parsing, ends, and the counts against pairs."""

import json
from itertools import product

import numpy as np
import pytest
import shapely

import csbm
from csbm.boundaries.catalogue import entry_of
from csbm.boundaries.groups import border_of_groups, groups_between, parse_groups
from csbm.common.errors import UsageError
from csbm.geo.analysis.comparison import compare
from csbm.geo.measure.area import area_m2
from csbm.geo.zones.coverage import coverage
from csbm.geo.zones.zone import inspection_zone

from command import csbm as run
from command import refused

RIM = (("BLR",), ("LTU", "LVA", "POL", "UKR"))
NORTH = (("BLR", "RUS"), ("EST", "FIN", "LTU", "LVA", "NOR", "POL", "UKR"))


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("BLR-POL", (("BLR",), ("POL",))),
        ("pol,ltu-belarus", (("BLR",), ("LTU", "POL"))),
        ("RUS,BLR-FIN,NOR,EST,LVA,LTU,POL,UKR", NORTH),
        ("Guinea-Bissau-Senegal,Guinea", (("GIN", "SEN"), ("GNB",))),
        ("all-POL", (("BLR", "CZE", "DEU", "LTU", "RUS", "SVK", "UKR"), ("POL",))),
    ],
)
def test_two_groups_are_read_as_people_write_them(text, groups) -> None:
    assert parse_groups(text) == groups


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BLR,POL", "give two groups of states"),
        ("BLR-POL,XYZ", "unknown party 'XYZ'"),
        ("BLR-POL,BLR", "BLR stands on both sides"),
        ("BLR-POL,POL", "POL was given twice"),
        ("all-all", "name the states on one side"),
    ],
)
def test_what_is_no_pair_of_groups_is_told_in_one_line(text, words) -> None:
    with pytest.raises(UsageError, match=words):
        parse_groups(text)


def test_all_leaves_out_what_is_excepted_and_nothing_else() -> None:
    assert parse_groups("BLR-all", without=["Russia"]) == RIM
    with pytest.raises(UsageError, match="FRA to be left out; all is LTU"):
        parse_groups("BLR-all", without=["FRA"])
    with pytest.raises(UsageError, match="--except leaves states out of all"):
        parse_groups("BLR-POL,LTU", without=["LTU"])


def test_a_state_without_a_shared_border_is_named() -> None:
    with pytest.raises(UsageError, match="DEU shares no border on land with BLR"):
        border_of_groups(["BLR"], ["POL", "DEU"])


def test_groups_are_found_from_the_borders_between_them() -> None:
    assert groups_between(["CHN-RUS", "CHN-KAZ", "CHN-KGZ", "CHN-TJK"]) == (
        ("CHN",),
        ("KAZ", "KGZ", "RUS", "TJK"),
    )
    assert groups_between(["BLR-POL", "BLR-LTU", "LTU-POL"]) is None


@pytest.mark.parametrize("groups", [RIM, NORTH])
def test_a_line_of_groups_is_its_borders_and_ends_where_none_goes_on(groups) -> None:
    border = border_of_groups(*groups)
    pairs = [
        (min(pair), max(pair)) for pair in product(*groups) if entry_of((min(pair), max(pair)))
    ]
    assert {piece.parties for piece in border.pieces} == set(pairs)
    assert border.length_km == pytest.approx(sum(piece.length_km for piece in border.pieces))
    ends = [(end.lon, end.lat) for piece in border.pieces for end in piece.ends]
    assert {(end.lon, end.lat) for end in border.ends} == {
        place for place in ends if ends.count(place) == 1
    }
    evidence = border.evidence
    assert evidence is not None
    assert len(evidence) == sum(len(piece.evidence) for piece in border.pieces)
    middle = len(evidence) // 2
    assert evidence.run(middle).border in {piece.name for piece in border.pieces}


def test_one_state_a_side_is_the_border_of_the_two() -> None:
    assert csbm.Border.between(["BLR"], ["POL"]) == csbm.Border.between("BLR", "POL")


@pytest.fixture(scope="module")
def rim():
    return csbm.Border.between(*RIM)


def test_every_unit_counts_once_and_as_a_slow_count_by_pairs_says(rim) -> None:
    """The nearest of the distances to each border, and the least of what each may be."""
    units = csbm.bundled_units()
    for tripoint in ("round", "perpendicular"):
        zone = inspection_zone(rim, 80, tripoint=tripoint)
        found = coverage(zone, units)
        assert not found["id"].duplicated().any()
        by_pair = {piece.name: coverage(inspection_zone(piece, 80), units) for piece in rim.pieces}
        distances = np.stack([one["distance_km"].to_numpy() for one in by_pair.values()])
        assert np.abs(found["distance_km"] - distances.min(axis=0)).max() < 1e-9
        nearest = np.array(list(by_pair))[distances.argmin(axis=0)]
        tie = np.sort(distances, axis=0)[1] - distances.min(axis=0) < 1e-9
        assert ((found["nearest_border"] == nearest) | tie).all()
        sure = found[(found["status"] == "in") & (found["side"] != "")]
        assert (sure["distance_km"] <= 80).all()
        if tripoint == "round":
            far = distances.min(axis=0) > 80 + found["position_accuracy_m"] / 1000 + 5
            assert set(found.loc[far, "status"]) <= {"out", "not_bound"}


def test_the_area_of_a_state_is_the_union_of_what_lies_near_each_border(rim) -> None:
    zone = inspection_zone(rim, 80)
    for part in zone.parts:
        near = []
        for piece in rim.pieces:
            own = inspection_zone(piece, 80)
            near += [
                one.geometry for one in own.parts + own.third_state_parts if one.side == part.side
            ]
        union = area_m2(shapely.union_all(near)) / 1e6
        assert union == pytest.approx(part.area_km2, abs=2 * zone.area_error_km2(part))


def test_a_comparison_has_states_groups_and_borders(rim) -> None:
    told = compare(rim, csbm.bundled_units(), depths_km=[50, 80]).as_json()
    depth = told["depths"][1]
    assert list(depth["sides"]) == ["BLR", "LTU", "LVA", "POL", "UKR"]
    assert list(depth["groups"]) == ["BLR", "LTU,LVA,POL,UKR"]
    east = [depth["sides"][one]["area_km2"] for one in RIM[1]]
    assert depth["groups"]["LTU,LVA,POL,UKR"]["area_km2"] == pytest.approx(sum(east))
    assert depth["groups"]["LTU,LVA,POL,UKR"]["units_in"] is None  # Ukraine is not surveyed
    assert depth["units_ratio"] is None
    for side in ("BLR", "LTU", "LVA", "POL"):
        mine = [one for one in told["borders"] if one["side"] == side and one["depth_km"] == 80.0]
        assert sum(one["units_in"] for one in mine) == depth["sides"][side]["units_in"]
        areas = sum(one["area_km2"] for one in mine)
        assert (
            areas - mine[0]["shared_km2"]
            == pytest.approx(depth["sides"][side]["area_km2"], abs=0.01)
            or len(mine) == 1
        )


def test_each_state_may_have_a_depth_of_its_own(rim) -> None:
    zone = inspection_zone(rim, {"BLR": 80, "LTU": 30, "LVA": 30, "POL": 50, "UKR": 30})
    assert {part.side: part.depth_km for part in zone.parts}["POL"] == 50
    units = coverage(zone, csbm.bundled_units())
    inside = units[units["status"] == "in"]
    assert (inside.loc[inside["side"] == "LTU", "distance_km"] <= 30).all()


@pytest.mark.parametrize(
    "words",
    [
        ("units", "--format", "csv"),
        ("compare", "--depths", "80", "--parity", "area", "--step", "20", "--jitter", "20"),
        ("compare", "--depths", "80", "--against", "natural-earth"),
        ("zone", "--format", "geojson"),
        ("zone", "--unclipped", "--format", "geojson"),
        ("borders", "--evidence"),
        ("exercises",),
        ("reach", "--depths", "80"),
        ("plan", "--side", "LTU", "--area-km2", "18000"),
        ("survey",),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_every_command_takes_groups(words):
    name, *rest = words
    ran = run(name, "BLR-LTU,POL", *rest)
    assert ran.code == 0, ran.err
    assert ran.out


def test_where_and_screen_take_groups(tmp_path):
    told = run("where", "54.60,25.20", "BLR-LTU,POL").out
    assert "Lithuania" in told
    (tmp_path / "in.csv").write_text("lat,lon\n54.60,25.20\n53.10,23.10\n40,20\n")
    ran = run("screen", tmp_path / "in.csv", "BLR-LTU,POL", "-o", tmp_path / "out.csv")
    assert "2 of 3 rows written" in ran.out
    assert "LTU: 1 in; POL: 1 in" in ran.out


def test_a_regime_of_several_borders_is_drawn_along_all_of_them():
    ran = run("zone", "--regime", "lausanne-thrace-1923", "--format", "geojson")
    sides = [one["properties"]["side"] for one in json.loads(ran.out)["features"]]
    assert sorted(sides) == ["BGR", "GRC", "TUR"]
    assert "speaks of" in refused("zone", "GRC-TUR,BGR", "--regime", "lausanne-thrace-1923")
