"""csbm compare: what is told of each depth."""

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

from csbm.cli import main
from csbm.units.levels import COUNTS

from command import csbm, refused

SIDE = {
    *("area_km2", "area_error_km2", "share_of_land", "perpendicular_area_km2"),
    *("units_in", "units_indeterminate", "units_in_by_kind", "units_indeterminate_by_kind"),
    "enters",
}


@pytest.fixture(scope="module")
def told():
    ran = csbm("compare", "--depths", "50,30,80", "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_depths_are_in_order_and_sides_alphabetical(told):
    assert told["parties"] == ["BLR", "POL"]
    assert told["ratio"] == "POL / BLR"
    assert [one["depth_km"] for one in told["depths"]] == [30, 50, 80]
    assert all(list(one["sides"]) == ["BLR", "POL"] for one in told["depths"])


def test_every_key_of_the_contract_is_there(told):
    for one in told["depths"]:
        assert {"depth_km", "area_ratio", "third_state_km2", "third_states"} <= set(one)
        for side in one["sides"].values():
            assert set(side) >= SIDE


def test_the_parts_add_up(told):
    for one in told["depths"]:
        assert one["third_state_km2"] == pytest.approx(sum(one["third_states"].values()), abs=1e-5)
        first, second = one["sides"].values()
        assert one["area_ratio"] == pytest.approx(second["area_km2"] / first["area_km2"])
        for side in (first, second):
            assert side["units_in"] == sum(side["units_in_by_kind"].values())
            assert side["units_indeterminate"] == sum(side["units_indeterminate_by_kind"].values())
            assert side["perpendicular_area_km2"] <= side["area_km2"]


def test_each_unit_enters_once_and_counts_from_then_on(told):
    for party in ("BLR", "POL"):
        seen = []
        for one in told["depths"]:
            seen += one["sides"][party]["enters"]
            assert len(seen) == len(set(seen)) == one["sides"][party]["units_in"]


def test_a_comparison_agrees_with_the_list_and_the_zone(told):
    rows = json.loads(csbm("units", "--depth", "50", "--format", "json").out)
    zone = json.loads(csbm("zone", "--depth", "50", "--format", "geojson").out)["features"]
    for feature in zone:
        party = feature["properties"]["side"]
        side = told["depths"][1]["sides"][party]
        assert side["area_km2"] == pytest.approx(feature["properties"]["area_km2"], abs=1e-5)
        inside = [row for row in rows if (row["side"], row["status"]) == (party, "in")]
        inside = [row for row in inside if row["counts_as"] in COUNTS["units"]]
        assert side["units_in"] == len(inside)


def test_csv_has_a_row_for_each_depth_and_side():
    ran = csbm("compare", "--depths", "10,20", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["depth_km"], row["side"]) for row in rows] == [
        ("10", "BLR"),
        ("10", "POL"),
        ("20", "BLR"),
        ("20", "POL"),
    ]


@pytest.mark.parametrize("depths", ["", ",", "x", "80,x", "0,80", "-1", "nan", "1e9"])
def test_depths_that_are_none_are_refused(depths):
    assert "depth" in refused("compare", f"--depths={depths}")


def test_the_table_names_third_states_when_asked():
    assert "Lithuania" in csbm("compare", "--depths", "50", "--third-states").out


def test_the_table_of_depths_goes_to_a_sheet_and_to_markdown(tmp_path):
    words = ["compare", "AND-ESP", "--depths", "5,10", "--tolerance", "50"]
    for ending in ("xlsx", "md", "csv"):
        result = CliRunner().invoke(main, [*words, "-o", str(tmp_path / f"c.{ending}")])
        assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as stream:
        by_csv = list(csv.DictReader(stream))
    assert list(head) == list(by_csv[0])
    side, area = head.index("side"), head.index("area_km2")
    for row, other in zip(rows, by_csv, strict=True):
        assert row[side] == other["side"]
        assert row[area] == float(other["area_km2"])
    assert "area\\_km2" in (tmp_path / "c.md").read_text(encoding="utf-8")
    both = [*words, "--crossings", "--parity", "AND=1", "-o", str(tmp_path / "d.xlsx")]
    assert CliRunner().invoke(main, both).exit_code == 2
