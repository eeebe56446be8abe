"""csbm check, and the options that say which units are meant and how their files are read."""

import csv
import io
import json
import sys

import openpyxl
import pytest

from csbm.units.bundled import bundled_units

from command import csbm, refused

GOOD = (
    "id,Designation,Y,X,country,kind,branch,source_title,source_date,colour\n"
    "a,1st Brigade,52.1012,23.7034,Poland,unit,land,Gazette,2025,red\n"
    "b,2nd Regiment,52.2034,23.8056,by,unit,air,Gazette,2012,blue\n"
    "c,Depot,52.3056,23.9078,BLR,depot,land,,,green\n"
)
MAP = ("--map", "name=Designation,lat=Y,lon=X")


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "legend"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("units")
    for row in (
        ["id", "name", "lat", "lon", "tanks", "valid_from", "valid_to", "x", "x"],
        ["a", "swapped", 123.4, 52.1, 1, "", "", "", ""],
        ["b", "", 52.1, 23.7, "many", "", "", "", ""],
        ["a", "twice", 52.1, 23.7, -3, "05/06/2019", "", "", ""],
        ["d", "backwards", "52.1.2", "", 1.5, "2020", "2019", "", ""],
    ):
        sheet.append(row)
    path = tmp_path / "bad.xlsx"
    book.save(path)
    return path


def rows(*words):
    ran = csbm("units", *words, "--status", "all", "--third-states", "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def ids(*words):
    return sorted(row["id"] for row in rows(*words))


def test_a_bad_sheet_has_every_fault_named_at_once_and_nothing_written(bad, tmp_path):
    ran = csbm("check", bad, "--sheet", "units", "--fix", "-o", tmp_path / "clean.csv")
    assert ran.code == 1
    for words in (
        "row 1, x: is the header of columns 8 and 9",
        "row 2, lat: 123.4 is no latitude, but would be a longitude",
        "row 3, name: is empty",
        "row 3, tanks: 'many' is not a number",
        "row 4, id: 'a' is the id of row 2 too",
        "row 4, tanks: -3 is no size",
        "row 4, valid_from: '05/06/2019'",
        "row 5, lat: '52.1.2' cannot be read as an angle",
        "row 5, lon: is empty",
        "row 5, tanks: '1.5' is not a whole number",
        "row 5, valid_to: 2019 is before valid_from 2020",
        "faults: 11",
    ):
        assert words in ran.out, words
    assert "nothing was written" in ran.err
    assert not (tmp_path / "clean.csv").exists()


def test_a_missing_column_hides_no_other_fault(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("unit no,lat,tanks,valid_from\n1,95,-1,then\n")
    out = csbm("check", path).out
    for words in (
        "no column for name",
        "no column for lon",
        "row 2, tanks: -1",
        "row 2, valid_from",
    ):
        assert words in out, words


def test_check_says_what_was_understood_and_changes_nothing(good):
    ran = csbm("check", good, *MAP)
    assert ran.code == 0, ran.err
    for words in (
        *("good.csv: 3 records", "name is 'Designation'", "lat is 'Y'", "faults: none"),
        *("columns kept as they are colour", "row 2, country: 'Poland' is read as POL"),
        *("row 3, country: 'by' is read as BLR", "row 4: names no source"),
    ):
        assert words in ran.out, words
    assert good.read_text(encoding="utf-8") == GOOD


def test_fix_writes_the_schemas_own_form_which_reads_back_without_a_map(good, tmp_path):
    clean = tmp_path / "clean.csv"
    assert csbm("check", good, *MAP, "--fix", "-o", clean).code == 0
    again = csbm("check", clean)
    assert "row 4: names no source" in again.out, "what is not known stays unknown"
    assert "is read as" not in again.out
    assert "is not given" not in again.out
    with clean.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [row["country"] for row in found] == ["POL", "BLR", "BLR"]
    assert [row["colour"] for row in found] == ["red", "blue", "green"]
    carried = json.loads((tmp_path / "clean.csv.metadata.json").read_text(encoding="utf-8"))
    assert carried["units"][0]["file"] == "good.csv"


def test_fix_without_a_file_can_be_piped(good, monkeypatch):
    ran = csbm("check", good, *MAP, "--fix")
    assert "faults: none" in ran.err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ran.out.encode())))
    from csbm.units.readers import read_units

    assert read_units("-")["name"].tolist() == ["1st Brigade", "2nd Regiment", "Depot"]


def test_what_cannot_be_asked_of_check_is_said(good):
    assert "add --fix" in refused("check", good, "-o", "x.csv")
    assert "is one of the inputs" in refused("check", good, *MAP, "--fix", "-o", good)
    assert "no column of a unit list" in refused("check", good, "--map", "nom=Designation")


def test_units_are_chosen_by_country_kind_branch_and_condition(good):
    own = ("--units", good, *MAP)
    assert ids(*own) == ["a", "b", "c"]
    assert ids(*own, "--country", "Belarus") == ids(*own, "--country", "BLR") == ["b", "c"]
    assert ids(*own, "--kind", "depot") == ["c"]
    assert ids(*own, "--branch", "land", "--country", "pl") == ["a"]
    assert ids(*own, "--where", "colour=red") == ["a"]
    assert ids(*own, "--where", "lat>52.15", "--where", "branch!=air") == ["c"]
    assert "no unit has the country" in refused("units", *own, "--country", "LTU")
    assert "there is no column" in refused("units", *own, "--where", "size=2")


def test_columns_of_ones_own_come_out_again_after_the_contracts(good):
    row = rows("--units", good, *MAP)[0]
    assert list(row)[-3:] == ["source_date", "counts_as", "colour"]


def test_stale_and_undated_sources_are_marked(good):
    own = ("--units", good, *MAP, "--as-of", "2026-11-22")
    states = {row["id"]: row["source_state"] for row in rows(*own, "--stale", "5")}
    assert states == {"a": "current", "b": "stale", "c": "undated"}
    young = {row["id"]: row["source_state"] for row in rows(*own, "--stale", "20")}
    assert young["b"] == "current"
    table = csbm("units", *own).out
    assert "Sources older than 5 years: 1; undated: 1" in table


def test_likely_duplicates_are_told_and_merged_only_when_asked(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text(
        "id,name,lat,lon,settlement,source_title\n"
        "a,11th Brigade,52.1012,23.7034,,Gazette\nb,11th  Brigade,52.1013,23.7035,Brest,Post\n"
    )
    assert ids("--units", path) == ["a", "b"]
    assert "may be the unit of row 2" in csbm("units", "--units", path).err
    (kept,) = rows("--units", path, "--merge")
    assert (kept["id"], kept["settlement"]) == ("a", "Brest")
    assert "row 3, name: is merged into 'a'" in csbm("units", "--units", path, "--merge").err


def test_sure_leaves_out_what_is_indeterminate_or_on_an_uncertain_side():
    every = rows()
    sure = rows("--sure")
    certain = [
        row for row in every if row["status"] != "indeterminate" and row["side_certain"] == "true"
    ]
    assert sure == certain
    assert len(sure) < len(every)


def test_sources_are_printed_as_a_bibliography_of_every_unit():
    ran = csbm("units", "--sources")
    assert ran.code == 0
    named = [
        one for line in ran.out.splitlines() for one in line[:-1].rpartition(" [")[2].split(", ")
    ]
    assert len(named) == len(set(named)) == len(bundled_units())
    assert "http" in ran.out


def test_swapped_axes_are_said_against_the_border_and_never_mended(tmp_path):
    path = tmp_path / "swapped.csv"
    path.write_text("name,lat,lon\nx,23.7034,52.1012\n")
    ran = csbm("units", "--units", path, "--status", "all", "--third-states", "--format", "csv")
    assert "latitude and longitude changed over" in ran.err
    assert ",23.7034,52.1012," in ran.out


def test_a_list_is_read_from_standard_input(good, monkeypatch):
    from click.testing import CliRunner

    from csbm.cli import main

    words = ["units", "--units", "-", *MAP, "--status", "all", "--format", "json"]
    result = CliRunner().invoke(main, words, input=GOOD, prog_name="csbm")
    assert result.exit_code == 0, result.stderr
    assert [row["id"] for row in json.loads(result.stdout)] == ["a", "b", "c"]


def test_many_doubts_are_cut_on_the_screen_and_whole_in_check(tmp_path):
    path = tmp_path / "many.csv"
    lines = [f"unit {n},{52 + n / 100:.4f},23.7034,nowhere {n}" for n in range(40)]
    path.write_text("\n".join(["name,lat,lon,country", *lines, ""]))
    told = csbm("units", "--units", path).err
    assert "doubts more; csbm check FILE names them all" in told
    assert told.count("is no ISO 3166-1") < 40
    assert csbm("check", path).out.count("is no ISO 3166-1") == 40


def test_a_training_area_is_listed_with_its_share(tmp_path):
    path = tmp_path / "range.csv"
    path.write_text(
        'name,kind,WKT\nRange,training_area,"POLYGON ((24.6 52.26, 24.9 52.26, 24.9 52.36,'
        ' 24.6 52.36, 24.6 52.26))"\n'
    )
    (row,) = rows("--units", path)
    assert (row["status"], row["whole"]) == ("in", "false")
    assert 0.5 < float(row["zone_share"]) < 1
    found = csbm("units", "--units", path, "--format", "geojson")
    assert json.loads(found.out)["features"][0]["geometry"]["type"] == "Polygon"
