"""Doubts across rows: swaps against a place, duplicates merged on request, the bibliography."""

from pathlib import Path

import pytest

from csbm.common.errors import UsageError
from csbm.units.bundled import bundled_units
from csbm.units.columns import parse_column_map
from csbm.units.combine import combine_units
from csbm.units.doubts import bibliography, merged, suspect_swaps
from csbm.units.readers import read_units


def read(folder: Path, name: str, text: str):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_units(path)


def test_a_whole_list_with_its_axes_swapped_shows_against_the_border(tmp_path: Path) -> None:
    units = read(tmp_path, "a.csv", "name,lat,lon\na,23.69,52.09\nb,23.83,53.68\n")
    assert suspect_swaps(units) == []
    found = suspect_swaps(units, bounds=(21.0, 50.0, 28.0, 56.0))
    assert [one.rows for one in found] == ["rows 2-3"]
    assert "look swapped" in found[0].problem
    assert suspect_swaps(bundled_units(), bounds=(12.0, 48.0, 33.0, 59.0)) == []


def test_duplicates_are_merged_only_on_request_and_nothing_known_is_lost(tmp_path: Path) -> None:
    one = read(tmp_path, "one.csv", "name,lat,lon,tanks\n6th Mechanised Brigade,53.6758,23.8289,\n")
    two = read(
        tmp_path, "two.csv",
        "name,lat,lon,tanks,parent,notes\n6th Mechanized Brigade,53.676,23.829,31,WOC,x\n"
        "7th Mechanised Brigade,53.676,23.829,5,WOC,y\n",
    )  # fmt: skip
    both = combine_units([one, two])
    assert len(both) == 3
    whole, told = merged(both)
    assert whole["name"].tolist() == ["6th Mechanised Brigade", "7th Mechanised Brigade"]
    assert whole["tanks"].tolist() == [31, 5]
    assert whole["parent"].tolist() == ["WOC", "WOC"]
    assert [str(one) for one in told] == ["two.csv, row 2, name: is merged into 'one-2'"]
    assert len(whole.attrs["sources"]) == 2


def test_nothing_of_the_bundled_list_is_merged() -> None:
    whole, told = merged(bundled_units())
    assert len(whole) == len(bundled_units())
    assert told == []


def test_every_unit_is_in_the_bibliography_once() -> None:
    units = bundled_units()
    lines = bibliography(units)
    ids = [key for line in lines for key in line.rpartition("[")[2].rstrip("]").split(", ")]
    assert sorted(ids) == sorted(units["id"])
    assert len(lines) < len(units)
    assert lines == sorted(lines)


def test_rows_without_a_source_are_said_to_have_none(tmp_path: Path) -> None:
    units = read(tmp_path, "a.csv", "name,lat,lon,source_title\na,52,23,Paper\nb,52,23,\n")
    assert bibliography(units) == ["Paper [a-2]", "no source [a-3]"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("name", "maps nothing"), ("name=", "maps nothing"), ("name=a,name=b", "mapped twice")],
)
def test_a_column_map_that_maps_nothing_is_said(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_column_map(text)
