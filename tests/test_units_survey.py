"""What nobody surveyed is never 0, in any output."""

import csv
import io
import json

import csbm
from csbm.geo.zones.listing import summary_line
from csbm.units.bundled import bundled_units
from csbm.units.filters import on_day
from csbm.units.survey import bundled_survey, uncounted

from command import csbm as command


def test_a_side_that_nobody_surveyed_has_words_in_place_of_a_count(tmp_path):
    assert "Russia: not surveyed" in command("units", "EST-RUS").out
    assert "Mongolia: not surveyed" in command("units", "CHN-MNG").out
    ran = command("map", "UKR-BLR", "-o", tmp_path / "page.html")
    assert "UKR: not surveyed (war)" in ran.out
    plain = json.loads(command("compare", "CHN-MNG", "--depths", "50", "--format", "json").out)
    (depth,) = plain["depths"]
    assert depth["units_ratio"] is None
    assert depth["units_difference"] is None
    assert plain["not_counted"] == {"CHN": "not surveyed", "MNG": "not surveyed"}
    for side in depth["sides"].values():
        assert side["units_in"] is side["units_indeterminate"] is None
        assert side["units_by_tripoint_rule"] == {}
        assert side["area_km2"] > 0
    table = command("compare", "CHN-MNG", "--depths", "50", "--format", "csv").out
    for row in csv.DictReader(io.StringIO(table)):
        assert row["units_in"] == row["round_units_in"] == row["units_ratio"] == ""
        assert row["units_not_counted"] == "not surveyed"


def test_no_parity_is_told_of_a_side_that_nobody_surveyed():
    asked = ("compare", "BLR-UKR", "--depths", "50", "--parity", "units", "--parity", "area")
    plain = json.loads(command(*asked, "--format", "json").out)
    assert [one["quantity"] for one in plain["parity"]] == ["area"]
    assert plain["not_balanced"] == ["units"]
    assert "none can be said (UKR: not surveyed (war))" in command(*asked).out


def test_a_list_of_one_s_own_has_no_record_unless_it_says_that_it_looked(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("name,lat,lon,position_accuracy_m\nA,53.68,23.83,3000\n", encoding="utf-8")
    assert "Poland: no record" in command("units", "--units", path).out
    surveyed = command("units", "--units", path, "--surveyed", "Poland").out
    assert "Poland" not in surveyed.split("\n\n")[1]
    plain = json.loads(
        command(
            "compare", "--units", path, "--surveyed", "POL", "--depths", "50", "--format", "json"
        ).out
    )
    assert plain["depths"][0]["sides"]["POL"]["units_in"] == 0


def test_a_frame_made_by_hand_says_nothing_of_what_was_surveyed():
    assert uncounted({}, "POL", 0) == ""
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)
    covered = csbm.coverage(zone, csbm.bundled_units())
    assert "not surveyed" not in summary_line(covered, zone.border.parties)


def test_the_statement_is_printed_with_its_method():
    out = command("survey").out
    for one in bundled_survey().states:
        assert one.state in out
        assert one.word in out
    assert "from the top" in out
    assert "not surveyed" in command("survey", "FIN-RUS").out
    rows = json.loads(command("survey", "--format", "json").out)
    assert sum(row["records"] for row in rows) == len(on_day(bundled_units()))
