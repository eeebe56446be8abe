"""Exercises, thresholds and quota on the command line."""

import json

import pytest

from command import csbm


def test_exercises_are_listed_with_figures_and_nearest_place():
    out = csbm("exercises").out
    line = next(line for line in out.splitlines() if line.startswith("Zapad-2021"))
    for words in ("12,800", "notifiable", "about 200,000", "observable", "Brest", "2 of 5"):
        assert words in line


def test_a_border_may_follow_at_once_or_after_list():
    told = csbm("exercises", "LTU-BLR", "--depth", "50", "--format", "json")
    assert told.out == csbm("exercises", "list", "BLR-LTU", "--depth", "50", "--format", "json").out
    rows = json.loads(told.out)
    assert {row["id"] for row in rows} >= {"zapad-2017", "dragon-24"}
    grodno = next(row for row in rows if row["place"] == "Hrodna")
    assert grodno["status"] == "in"
    assert grodno["distance_km"] < 50


def test_an_exercise_of_no_known_place_is_kept():
    rows = json.loads(csbm("exercises", "--format", "json").out)
    (bilateral,) = [row for row in rows if row["id"] == "blr-bilateral-2023"]
    assert bilateral["distance_km"] is None
    assert bilateral["unplaced"] == "no place is named"
    dragon = next(row for row in rows if row["id"] == "dragon-24")
    assert dragon["by_declared"] == "observable"


def test_an_upper_bound_alone_reaches_nothing():
    rows = json.loads(csbm("exercises", "--format", "json").out)
    zapad = next(row for row in rows if row["id"] == "zapad-2025")
    assert zapad["by_estimates"] == "observable; unknown; unknown; observable; observable"
    assert zapad["by_declared"] == "unknown"


@pytest.mark.parametrize(
    ("figures", "notifiable", "observable"),
    [
        (("--troops", 13000, "--tanks", 280), True, True),
        (("--troops", 9000), True, None),
        (("--troops", 1), None, None),
        (
            ("--troops", 1, "--tanks", 1, "--acv", 1, "--artillery", 1, "--airborne", 1),
            False,
            False,
        ),
    ],
)
def test_figures_are_set_against_thresholds(figures, notifiable, observable):
    told = json.loads(csbm("exercises", "check", *figures, "--format", "json").out)
    assert told["notifiable"] is notifiable
    assert told["observable"] is observable
    troops = told["notification_thresholds"][0]
    assert (troops["number"], troops["basis"]) == (9000, "read")
    assert told["notice_days"] == 42


def test_the_answer_shows_what_each_threshold_rests_on():
    out = csbm("exercises", "check", "--troops", "13000", "--tanks", "280").out
    assert "observable  yes" in out
    assert out.count("paragraph not seen; unverified") == 8
    assert "general knowledge" not in out


@pytest.mark.parametrize("fmt", ["table", "csv", "json", "geojson", "md"])
def test_every_list_says_what_its_thresholds_rest_on(tmp_path, fmt):
    file = tmp_path / f"list.{'txt' if fmt == 'table' else fmt}"
    told = csbm("exercises", "list", "--format", fmt, "-o", file)
    assert told.code == 0, told.err
    text = " ".join(one.read_text("utf-8") for one in sorted(tmp_path.iterdir()))
    for words in ("no threshold was seen", "troops 9,000 (read in a report)"):
        assert words in text
    for words in ("tanks 250 (unverified)", "airborne 3,500 (unverified)"):
        assert words in text
    marked = "notifiable*" if fmt == "table" else "not seen in the edition"
    assert marked in text
    assert "general knowledge" not in text


def test_each_verdict_of_a_list_says_on_what_it_rests():
    rows = json.loads(csbm("exercises", "list", "--format", "json").out)
    for row in rows:
        verdicts = {*row["by_declared"].split("; "), *row["by_estimates"].split("; ")}
        assert bool(verdicts - {"", "unknown"}) == bool(row["verdict_rests_on"]), row["id"]


def test_what_uses_a_figure_of_the_vienna_document_says_that_it_was_not_seen_there():
    """Each output that uses a threshold or a quota, as text."""
    for command in (
        ("exercises", "check", "--tanks", "300"),
        ("quota",),
        ("inspect", "visit", "blr-6-mech-bde"),
        ("vd",),
        ("regimes", "show", "vd2011"),
    ):
        out = csbm(*command).out
        assert "not seen" in out or "not verified" in out, command
        assert "general knowledge" not in out, command


def test_the_quota_of_each_state_shows_its_counting():
    rows = {row["state"]: row for row in json.loads(csbm("quota", "--format", "json").out)}
    for row in rows.values():
        assert row["visits"] == -(-row["count"] // 60)
        assert row["records"] == row["count"] + row["may_count"] + row["do_not_count"]
    assert rows["BLR"]["visits"] == rows["BLR"]["visits_at_most"] == 1
    told = json.loads(csbm("quota", "--counting", "--format", "json").out)
    mine = [row for row in told if row["state"] == "BLR"]
    assert sum(row["counts"] == "counts" for row in mine) == rows["BLR"]["count"]
    why = {row["name"]: row["why"] for row in mine}
    assert why["1405th Artillery Ammunition Base"] == "depot: no unit"
    assert why["Brest Border Group"].startswith("border guard")
    assert "before that of 1999" in csbm("quota").out


def test_a_declared_quota_goes_before_the_estimate():
    told = csbm("quota", "--declared", "BLR=6", "--used", "blr=2", "--format", "json")
    row = next(row for row in json.loads(told.out) if row["state"] == "BLR")
    assert (row["left"], row["from_one_state"], row["rests_on"]) == (4, 1, "declared")
    assert row["visits"] == 1
    assert "write a state and a number" in csbm("quota", "--used", "BLR").err
    assert "the units asked for are of" in csbm("quota", "--declared", "FRA=3").err


def test_a_map_takes_exercises_as_a_layer(tmp_path):
    page = tmp_path / "map.html"
    csbm("map", "LTU-BLR", "--depth", "20", "--exercises", "-o", page)
    assert "Allied Resolve (Union Resolve) 2022" in page.read_text("utf-8")
    own = tmp_path / "own.csv"
    own.write_text("name,locations\nMy drill,Lida 53.88 25.30\n")
    csbm("map", "LTU-BLR", "--depth", "20", "--exercises", own, "-o", page)
    assert "My drill" in page.read_text("utf-8")
