"""csbm plan: what it writes, in every format, and what it refuses."""

import csv
import io
import json
import re
import sqlite3
import zipfile

import pytest

from csbm.exports.plan import dms, mgrs_text
from csbm.readers.coordinates import read_position

from command import csbm, refused

SMALL = ("plan", "BLR-POL", "--side", "BLR", "--tolerance", "20")


@pytest.fixture(scope="module")
def facts():
    ran = csbm(*SMALL, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_json_tells_each_side_s_areas_and_the_bound(facts):
    (side,) = facts["sides"]
    assert (side["side"], side["cover"]) == ("BLR", "zone")
    assert side["areas_needed"] == len(side["areas"]) >= side["lower_bound"] >= 2
    assert side["outside_zone_km2"] == pytest.approx(side["areas_km2"] - sum(
        one["zone_km2"] for one in side["areas"]), abs=1e-4)  # fmt: skip
    for number, area in enumerate(side["areas"], start=1):
        assert area["number"] == number
        assert area["area_km2"] <= 18_000
        assert 4 <= len(area["corners"]) <= 8


def test_a_corner_reads_back_the_same_in_all_three_ways(facts):
    for area in facts["sides"][0]["areas"]:
        for corner in area["corners"]:
            written = read_position(corner["dms"])
            assert written.lat == pytest.approx(corner["lat"], abs=1e-6)
            assert written.lon == pytest.approx(corner["lon"], abs=1e-6)
            square = read_position(corner["mgrs"])
            assert square.lat == pytest.approx(corner["lat"], abs=2e-5)
            assert square.lon == pytest.approx(corner["lon"], abs=3e-5)


def test_a_table_lists_areas_corners_and_what_it_rests_on(facts):
    out = csbm(*SMALL, "--provenance").out
    count = facts["sides"][0]["areas_needed"]
    assert out.startswith(f"BLR: {count} areas cover its part of the zone; ")
    corners = sum(len(area["corners"]) for area in facts["sides"][0]["areas"])
    assert len(re.findall(r"\d\d°\d\d'\d\d\"N \d{3}°\d\d'\d\d\"E", out)) == corners
    assert "Planned: areas of at most 18000 km² and 8 corners" in out
    assert "The lower bound is proven" in out


def test_csv_has_one_row_per_area():
    rows = list(csv.DictReader(io.StringIO(csbm(*SMALL, "--format", "csv").out)))
    assert [row["name"] for row in rows] == [f"BLR {n}" for n in range(1, len(rows) + 1)]
    for row in rows:
        assert len(row["corners_dms"].split("; ")) == int(row["corners"])


@pytest.mark.parametrize("ending", ["geojson", "kml", "kmz", "gpkg", "csv", "json"])
def test_every_file_has_its_sidecar_and_the_same_bytes_each_time(ending, tmp_path):
    target = tmp_path / f"areas.{ending}"
    content = []
    for _ in range(2):
        assert csbm(*SMALL, "-o", target).code == 0
        content.append(target.read_bytes())
    assert content[0] == content[1]
    carried = json.loads((tmp_path / f"areas.{ending}.metadata.json").read_text())
    assert any(rule.startswith("Planned: ") for rule in carried["rules"])
    assert carried["border"]["parties"] == ["BLR", "POL"]
    if ending == "geojson":
        found = json.loads(content[0])["features"]
        assert {one["geometry"]["type"] for one in found} == {"Polygon"}
        assert found[0]["properties"]["corners_mgrs"]
    if ending == "kmz":
        with zipfile.ZipFile(target) as archive:
            assert b"BLR 1" in archive.read("doc.kml")
    if ending == "gpkg":
        with sqlite3.connect(target) as base:
            (table,) = base.execute("select table_name from gpkg_contents").fetchone()
            (rows,) = base.execute(f'select count(*) from "{table}"').fetchone()
        base.close()
        assert rows >= 2


def test_units_are_covered_and_counted():
    ran = csbm("plan", "--cover", "units", "--format", "json")
    for side in json.loads(ran.out)["sides"]:
        held = {one for area in side["areas"] for one in area["units"]}
        rows = csbm("units", "--side", side["side"], "--format", "csv").out
        assert held == {row["id"] for row in csv.DictReader(io.StringIO(rows))}


def test_a_side_without_units_is_told_in_one_line(tmp_path):
    none = tmp_path / "none.csv"
    none.write_text("name,lat,lon\nFar away,40,0\n")
    words = ("plan", "--cover", "units", "--units", none)
    ran = csbm(*words, "--side", "POL")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        1,
        "csbm: POL has no units in this zone; there is nothing to cover",
    )
    ran = csbm(*words)
    assert (ran.code, ran.err.splitlines()[-1]) == (1, "csbm: neither side has anything to cover")


def test_what_makes_no_sense_is_refused():
    ran = csbm("plan", "--area-km2", "5", "--side", "BLR")
    assert (ran.code, ran.out) == (2, "")
    assert "at least 4,382 areas of 5 km²" in ran.err.splitlines()[-1]
    assert "3 corners" in refused("plan", "--corners", "3")
    assert "not bound" in refused("plan", "--third-states")
    assert "1 km² or more" in refused("plan", "--area-km2", "0")


def test_a_plan_is_never_written_over_the_units(tmp_path):
    units = tmp_path / "mine.csv"
    units.write_text("name,lat,lon\nBrest,52.09,23.69\n")
    assert "one of the inputs" in refused("plan", "--units", units, "-o", units)


@pytest.mark.parametrize(
    ("lat", "lon", "written"),
    [
        (52.09, 23.69, "52°05'24\"N 023°41'24\"E"),
        (-0.00001, 0.0, "00°00'00\"N 000°00'00\"E"),
        (-33.99999, -70.5, "34°00'00\"S 070°30'00\"W"),
    ],
)
def test_seconds_never_reach_sixty(lat, lon, written):
    assert dms(lat, lon) == written


def test_mgrs_ends_where_it_ends():
    assert mgrs_text(84.5, 10) == ""
    assert mgrs_text(-80.5, 10) == ""
    assert mgrs_text(60, 5).startswith("32V")
