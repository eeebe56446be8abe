"""A comparison told: text, CSV, JSON and pictures say what was worked out, each time the same."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner
from toy_border import at_distances, toy_border

import csbm
from csbm.cli import main
from csbm.common.errors import UsageError
from csbm.exports.comparison import comparison_provenance, comparison_text, wanted_tables
from csbm.exports.picture import for_picture, write_picture
from csbm.exports.tables import csv_text, json_text

WEST, EAST = [10, 20, 30], [5, 6, 40, 50]
EVIL = "$\\frac{1}{0}$ {{7*7}} <b>\x07 & 文"


@pytest.fixture(scope="module")
def whole():
    """Everything that may be asked, of a few units on a meridian."""
    units = at_distances(
        WEST,
        EAST,
        accuracy_m=1000,
        personnel=[1000, None, 500, 900, 700, None, 100],
        branch=["land", "air", "land", "land", "", "land", "land"],
    )
    units["name"] = f"Unit {EVIL}"
    return csbm.compare(
        toy_border(accuracy_m=100),
        units,
        depths_km=[20, 45],
        crossings=True,
        step_km=5,
        parity=["units", "personnel", "area"],
        against=toy_border(lon=20.02),
        draws=200,
    )


def carried(comparison, title=EVIL):
    return comparison_provenance(comparison, [{"title": title, "sha256": "ab" * 32}])


def told(comparison, fmt, **more):
    return comparison_text(comparison, fmt, carried(comparison), **more)


def test_json_holds_all_that_was_asked_for(whole):
    plain = json.loads(told(whole, "json"))
    assert len(plain["crossings"]) == 7
    assert [one["quantity"] for one in plain["parity"]] == ["units", "personnel", "area"]
    assert plain["curve"][0]["depth_km"] == 0
    assert plain["jitter"]["draws"] == 200
    assert plain["sensitivity"]["largest_distance_m"] > 1000
    sheet = plain["depths"][1]["sides"]["AAA"]["in"]
    assert sheet["declared"]["personnel"] == {"total": 1500, "units_declaring": 2}
    assert sheet["by_branch"] == {"air": 1, "land": 2}
    assert plain["depths"][1]["units_difference"] == 0
    assert plain["depths"][1]["units_difference_range"] == [0, 0]


def test_nothing_is_told_that_was_not_asked_for():
    plain = csbm.compare(toy_border(), at_distances(WEST, EAST), depths_km=[20]).as_json()
    kept = {"parties", "tripoint", "tolerance_m", "ratio", "difference", "depths"}
    assert set(plain) == kept | {"count", "counted"}


def test_the_text_has_a_section_for_each_and_nothing_that_moves_a_cursor(whole):
    text = told(whole, "table", balance_sheet=True)
    for words in (
        *("up to 20 km", "When each unit comes in (7)", "From 0 to 45 km"),
        *("Parity of units", "Parity of area", "Against a meridian", "displaced at random 200"),
        *("Not declared by 1 units of AAA and 1 of BBB", "declared by 2 of 3 and 2 of 3"),
    ):
        assert words in text
    assert "\x07" not in text.split("csbm 0")[0]
    assert "-0 " not in text


def test_csv_is_the_one_table_asked_for():
    units = at_distances(WEST, EAST)
    rows = {}
    for name, asked in {
        "depths": {},
        "crossings": {"crossings": True},
        "curve": {"step_km": 10},
        "parity": {"parity": ["units"]},
        "flips": {"against": toy_border(lon=20.02)},
        "chances": {"draws": 50},
    }.items():
        found = csbm.compare(toy_border(accuracy_m=500), units, depths_km=[20], **asked)
        rows[name] = list(csv.DictReader(io.StringIO(told(found, "csv"))))
    assert [row["side"] for row in rows["depths"]] == ["AAA", "BBB"]
    assert [float(row["distance_km"]) for row in rows["crossings"]] == sorted(WEST + EAST)
    assert [row["depth_km"] for row in rows["curve"]] == ["0", "0", "10", "10", "20", "20"]
    assert "best" in rows["parity"][0]
    assert rows["flips"][0]["status_against"]
    assert "chance_in" in rows["chances"][0]


def test_several_tables_in_one_csv_are_refused():
    with pytest.raises(UsageError, match="--crossings, --jitter"):
        wanted_tables("csv", crossings=True, draws=5)
    assert wanted_tables("json", crossings=True, draws=5) == ["--crossings", "--jitter"]


def test_counts_of_the_curve_grow_and_end_as_the_depths_do(whole):
    curve = whole.curve
    assert (np.diff(curve.units_in + curve.units_indeterminate, axis=0) >= 0).all()
    assert (np.diff(curve.area_km2, axis=0) > 0).all()
    last = whole.depths[-1]
    for number, side in enumerate(last.sides):
        assert curve.units_in[-1, number] == side.inside.units
        gap = abs(curve.area_km2[-1, number] - side.area_km2)
        assert gap < 2 * curve.area_error_km2[-1, number] + side.area_error_km2


@pytest.mark.parametrize("fmt", ["svg", "png", "pdf"])
def test_a_picture_is_the_same_bytes_each_time_and_undated(whole, tmp_path, fmt, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    paths = [tmp_path / f"{name}.{fmt}" for name in ("one", "two")]
    for path in paths:
        write_picture(whole, path, fmt, carried(whole))
    one, two = (path.read_bytes() for path in paths)
    assert one == two
    assert one.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[fmt])
    assert not re.search(rb"CreationDate|<dc:date>|matplotlib[ /]?v?\d", one[:4000] + one[-4000:])


def test_what_a_file_says_is_drawn_as_it_is_written(whole, tmp_path):
    path = tmp_path / "c.svg"
    write_picture(whole, path, "svg", carried(whole))
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)  # well formed, whatever the names hold
    assert "\x07" not in text
    assert "frac{1}{0}" in text
    assert "{{7*7}}" in text
    assert "<b>" not in text


def test_a_picture_asks_for_what_it_draws():
    asked = for_picture("png", [50, 80], {"step_km": 5, "max_depth_km": 60})
    assert asked == {"step_km": 5, "crossings": True, "max_depth_km": None}
    assert for_picture("csv", [50], {"step_km": None}) == {"step_km": None}


def run(*words, expect=0):
    found = CliRunner().invoke(main, ["compare", *words])
    assert found.exit_code == expect, found.output
    return found.output


def test_the_command_tells_what_the_library_does(tmp_path):
    path = tmp_path / "out.csv"
    run("BLR-POL", "--depths", "30", "--crossings", "--max-depth", "30", "-o", str(path))
    border, units = csbm.Border.between("BLR", "POL"), csbm.bundled_units()
    found = csbm.compare(border, units, depths_km=[30], crossings=True, max_depth_km=30)
    ids = [row["id"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]
    assert ids
    assert set(ids) <= {one.id for one in found.crossings}
    assert Path(f"{path}.metadata.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--parity", "ships"],
        ["--step", "0"],
        ["--step", "500"],
        ["--jitter", "0"],
        ["--format", "csv", "--step", "5", "--crossings"],
        ["--format", "svg"],
    ],
)
def test_a_question_that_cannot_be_asked_is_one_line_and_2(words):
    said = run("BLR-POL", "--depths", "30", *words, expect=2)
    assert len(said.strip().splitlines()) == 1


def test_numbers_are_plain_in_every_form(whole):
    plain = json_text(whole.as_json())
    assert "NaN" not in plain
    assert "Infinity" not in plain
    assert "e-" not in csv_text([one.row() for one in whole.crossings]).split("\n", 1)[1]
