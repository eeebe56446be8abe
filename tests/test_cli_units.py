"""csbm units: the columns, which units are listed, and what their figures mean."""

import csv
import io
import json
from datetime import date

import pytest

from csbm.units.bundled import bundled_units
from csbm.units.filters import select_units

from command import csbm, refused

HEADER = (
    "id,name,name_local,country,kind,branch,echelon,settlement,located_in,lat,lon,"
    "position_accuracy_m,side,holder,possible_holders,distance_km,nearest_lat,nearest_lon,"
    "azimuth_deg,category,depth_km,margin_km,within,status,side_certain,reason,source_title,"
    "source_url,source_date,level,unit_state,vd_class,parent,valid_from,evidence,source_2_title,"
    "source_2_url,source_2_date,accessed,notes,counts_as"
)


def told(rows):
    """Return rows without what is empty: a column in which nothing stands is left out."""
    return [{name: text for name, text in row.items() if text} for row in rows]


def listed(*words):
    ran = csbm("units", *words, "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


@pytest.fixture(autouse=True, scope="module")
def today():
    """Let every run here be of 22 November 2026, whenever it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795348800")
        yield


@pytest.fixture(scope="module")
def everywhere(today):
    return listed("--status", "all", "--third-states")


def test_the_header_is_the_contract_in_order():
    assert csbm("units", "--format", "csv").out.splitlines()[0] == HEADER


def test_every_bundled_unit_that_is_valid_has_one_row(everywhere):
    valid = select_units(bundled_units(), as_of=date(2026, 11, 30))
    assert sorted(row["id"] for row in everywhere) == sorted(valid["id"])


def test_units_elsewhere_are_listed_only_when_asked_for(everywhere):
    home = listed("--status", "all")
    assert {row["side"] for row in home} == {"BLR", "POL"}
    assert [row for row in everywhere if row["side"]] == home
    assert any(row["country"] == "LTU" for row in everywhere if not row["side"])


def test_by_default_in_and_indeterminate_are_listed(everywhere):
    rows = listed()
    assert {row["status"] for row in rows} == {"in", "indeterminate"}
    wanted = [row for row in everywhere if row["side"] and row["status"] != "out"]
    assert rows == wanted


@pytest.mark.parametrize("status", ["in", "out", "indeterminate"])
def test_one_status_alone(status, everywhere):
    wanted = [row for row in everywhere if row["side"] and row["status"] == status]
    assert told(listed("--status", status)) == told(wanted)
    assert wanted


def test_near_adds_those_just_outside_and_no_others():
    plain = {row["id"] for row in listed("--status", "in")}
    wider = listed("--status", "in", "--near", "15")
    added = [row for row in wider if row["id"] not in plain]
    assert added
    assert all(-15 <= float(row["margin_km"]) < 0 for row in added)


def test_side_is_where_a_unit_stands(everywhere):
    for party in ("BLR", "pl"):
        rows = listed("--side", party)
        assert {row["side"] for row in rows} == {"POL" if party == "pl" else party}
    assert "parties are BLR and POL" in refused("units", "--side", "UKR")


def test_status_follows_from_distance_depth_and_doubt(everywhere):
    for row in everywhere:
        margin_m = float(row["margin_km"]) * 1000
        doubt_m = float(row["position_accuracy_m"]) + 50
        assert float(row["margin_km"]) == pytest.approx(
            float(row["depth_km"]) - float(row["distance_km"]), abs=2e-6
        )
        told = row["status"]
        if not row["side"]:
            assert told == "not_bound", row
        elif abs(margin_m) > doubt_m + 300:
            assert told == ("in" if margin_m > 0 else "out"), row
        elif abs(margin_m) < doubt_m - 300:
            assert told == "indeterminate", row


def test_distances_have_six_decimals_at_least(everywhere):
    assert all(len(row["distance_km"].partition(".")[2]) >= 6 for row in everywhere)


def test_each_party_has_its_own_depth():
    rows = listed("--depth", "BLR=80,POL=50", "--status", "all")
    assert {(row["side"], row["depth_km"]) for row in rows} == {("BLR", "80"), ("POL", "50")}


def test_brest_is_in_on_the_side_of_belarus():
    rows = [row for row in listed() if row["settlement"] == "Brest"]
    assert rows
    assert {(row["side"], row["status"]) for row in rows} == {("BLR", "in")}


def test_json_has_the_same_rows_as_csv():
    rows = json.loads(csbm("units", "--format", "json").out)
    plain = listed()
    assert [row["id"] for row in rows] == [row["id"] for row in plain]
    assert list(rows[0]) == HEADER.split(",")
    assert rows[0]["distance_km"] == float(plain[0]["distance_km"])


def test_geojson_has_the_same_units_as_points():
    found = json.loads(csbm("units", "--format", "geojson").out)["features"]
    plain = listed()
    assert [one["properties"]["id"] for one in found] == [row["id"] for row in plain]
    assert found[0]["geometry"]["coordinates"] == [float(plain[0]["lon"]), float(plain[0]["lat"])]


def test_the_table_says_what_it_rests_on():
    out = csbm("units", "--provenance").out
    for words in (
        *(
            "OpenStreetMap",
            "ODbL",
            "SHA-256",
            "GeoNames",
            "repeats to 50 m",
            "BLR 80 km; POL 80 km",
        ),
        *("A distance equal to the depth is in", "no statement on any legal claim"),
    ):
        assert words in out


def test_files_of_several_lists_are_joined(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"id,name,lat,lon\n{name},{name},52.1,23.7\n")
    rows = listed("--units", tmp_path / "one.csv", "--units", tmp_path / "two.csv")
    assert {row["id"] for row in rows} == {"one", "two"}


def test_a_header_of_ones_own_can_be_named(tmp_path):
    (tmp_path / "own.csv").write_text("Verband,Nord,Ost\nAlpha,52.1,23.7\n", encoding="utf-8")
    own = ("--units", tmp_path / "own.csv", "--columns", "name=Verband,lat=Nord,lon=Ost")
    assert [row["name"] for row in listed(*own)] == ["Alpha"]
    assert "COLUMN=HEADER" in refused("units", "--units", tmp_path / "own.csv", "--columns", "x")


def test_units_that_are_no_more_are_listed_on_their_day_only():
    then = [row["id"] for row in listed("--status", "all", "--as-of", "2020-01-01")]
    assert "pol-11-art-rgt" in then
    assert "pol-11-art-rgt" not in [row["id"] for row in listed("--status", "all")]


def test_units_of_another_day():
    assert "write it as" in refused("units", "--as-of", "yesterday")
    assert listed("--as-of", "2026-11-22")
