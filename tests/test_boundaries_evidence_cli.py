"""csbm borders BORDER --evidence: what a user is told of each stretch."""

import json

from command import csbm, refused


def test_the_table_names_the_stretches_that_differ_and_the_kilometres_of_each_class():
    ran = csbm("borders", "BLR-POL", "--evidence", "--provenance")
    assert ran.code == 0
    assert "the release differs by 123 m from Poland's State Register of Borders" in ran.out
    assert "class A: 416.7 km, agrees with the register" in ran.out
    assert "known to 50 m" not in ran.out
    assert "repeats to 50 m" in ran.out


def test_json_has_a_row_for_each_run_and_no_radius_where_the_land_is_disputed():
    rows = json.loads(csbm("borders", "DEU-LUX", "--evidence", "--format", "json").out)
    assert {row["class"] for row in rows} >= {"E"}
    assert all((row["radius_m"] is None) == (row["class"] == "E") for row in rows)
    assert rows[0]["from_km"] == 0


def test_geojson_has_the_piece_of_the_line_of_each_run(tmp_path):
    path = tmp_path / "korea.geojson"
    assert csbm("borders", "KOR-PRK", "--evidence", "-o", path).code == 0
    features = json.loads(path.read_text())["features"]
    assert {one["geometry"]["type"] for one in features} == {"LineString"}
    assert {"class", "radius_m", "reason"} <= set(features[0]["properties"])
    assert any("nothing confirms it" in one["properties"]["reason"] for one in features)


def test_another_source_has_no_evidence_by_stretch():
    words = refused("borders", "BLR-POL", "--border", "natural-earth", "--evidence")
    assert "only the bundled lines have evidence" in words
