"""Several files become one list; what clashes is told."""

from pathlib import Path

import pytest

from csbm.common.errors import InputError
from csbm.units.bundled import bundled_units
from csbm.units.combine import combine_units
from csbm.units.readers import read_units


def listed(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_stand_side_by_side_and_columns_are_joined(tmp_path: Path) -> None:
    one = read_units(listed(tmp_path, "one.csv", "name,lat,lon,colour\na,52.1,23.1,blue\n"))
    two = read_units(listed(tmp_path, "two.csv", "name,lat,lon,tanks\nb,52.2,23.2,31\n"))
    both = combine_units([one, two])
    assert both["id"].tolist() == ["one-2", "two-2"]
    assert both["colour"].tolist() == ["blue", ""]
    assert both["tanks"].tolist()[1] == 31
    assert [source["file"] for source in both.attrs["sources"]] == ["one.csv", "two.csv"]
    assert len({source["sha256"] for source in both.attrs["sources"]}) == 2
    assert both.columns[-1] == "geometry"
    assert both.crs == "EPSG:4326"


def test_an_id_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    one = read_units(listed(tmp_path, "one.csv", "id,name,lat,lon\nx,a,52.1,23.1\n"))
    two = read_units(listed(tmp_path, "two.csv", "id,name,lat,lon\ny,b,52,23\nx,c,52.1,23.1\n"))
    with pytest.raises(InputError, match=r"two\.csv, row 3: 'x' is in one\.csv, row 2, too"):
        combine_units([one, two])


def test_one_unit_in_two_files_is_doubted(tmp_path: Path) -> None:
    text = "name,lat,lon\n6th Mechanised Brigade,53.6758,23.8289\n"
    mine = read_units(listed(tmp_path, "mine.csv", text.replace("Mechanised", "Guards Mechanised")))
    doubts = combine_units([bundled_units(), mine]).attrs["doubts"]
    assert any(
        doubt["rows"] == "mine.csv, row 2" and "units.csv, row" in doubt["problem"]
        for doubt in doubts
    )
