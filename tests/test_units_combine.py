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


def test_merging_takes_one_id_in_two_files_as_one_unit_where_it_is_alike(tmp_path: Path) -> None:
    from csbm.units.gather import gathered_units
    from csbm.units.sources import UnitSources

    one = listed(tmp_path, "one.csv", "id,name,lat,lon\nx,6th Brigade,52.1,23.1\n")
    two = listed(
        tmp_path, "two.csv", "id,name,lat,lon,tanks\ny,b,52,23,\nx,6th brigade,52.1,23.1,31\n"
    )
    files = (str(one), str(two))
    with pytest.raises(InputError, match="1 ids are in two unit files"):
        gathered_units(UnitSources(files=files))
    found = gathered_units(UnitSources(files=files, merge=True))
    assert found.units["id"].tolist() == ["x", "y"]
    assert found.units["tanks"].tolist()[0] == 31
    assert any("is merged into 'x'" in note for note in found.notes)
    other = listed(tmp_path, "other.csv", "id,name,lat,lon\nx,Another base,50,20\n")
    with pytest.raises(InputError, match=r"2 units share an id.*'x': one\.csv, row 2, other\.csv"):
        gathered_units(UnitSources(files=(str(one), str(other)), merge=True))


def test_how_many_are_not_valid_on_the_day_is_said(tmp_path: Path) -> None:
    from csbm.units.gather import gathered_units
    from csbm.units.sources import UnitSources

    text = "name,lat,lon,valid_to\na,52.1,23.1,2020\nb,52.2,23.2,\nc,52.3,23.3,2021-05\n"
    file = str(listed(tmp_path, "one.csv", text))
    found = gathered_units(UnitSources(files=(file,), as_of="2022-01-01"))
    assert found.units["name"].tolist() == ["b"]
    assert (
        "2 of 3 units are not valid on 2022-01-01 and are left out; --as-of DATE takes another day"
        in found.notes
    )
    all_valid = gathered_units(UnitSources(files=(file,), as_of="2019-01-01")).notes
    assert not any("not valid" in note for note in all_valid)


def test_stale_sources_are_counted_where_they_are_asked_for(tmp_path: Path) -> None:
    from csbm.units.gather import gathered_units
    from csbm.units.sources import UnitSources

    text = "name,lat,lon,source_date\na,52.1,23.1,2018\nb,52.2,23.2,2025-01-01\nc,52.3,23.3,\n"
    file = str(listed(tmp_path, "one.csv", text))
    day = "2026-01-01"
    found = gathered_units(UnitSources(files=(file,), as_of=day, stale_years=3))
    assert found.notes[-1] == "sources: 1 stale (older than 3 years), 1 undated"
    unasked = gathered_units(UnitSources(files=(file,), as_of=day)).notes
    assert not any(note.startswith("sources:") for note in unasked)
