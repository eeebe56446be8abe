"""Lists of exercises: figures, estimates, places, dates."""

import openpyxl
import pytest

from csbm.common.errors import InputError, UsageError
from csbm.units.exercises import bundled_exercises, during, read_exercises

HEADER = "name,start,end,declared_troops,estimates,locations\n"


def written(folder, rows, name="own.csv"):
    file = folder / name
    file.write_text(HEADER + rows, encoding="utf-8")
    return file


def test_the_bundled_ones_name_their_sources():
    found = bundled_exercises()
    assert len(found.rows) == 7
    for one in found.rows:
        assert one.source_url.startswith("https://")
        assert one.start
    by_id = {one.id: one for one in found.rows}
    assert by_id["zapad-2017"].declared_troops == 12_700
    assert len(by_id["zapad-2017"].places) == 7
    assert by_id["zapad-2017"].estimates[0].text.startswith("up to 100,000 (Western")
    assert len(by_id["dragon-24"].places) == 4
    assert by_id["blr-bilateral-2023"].places == ()
    assert "Barents Sea" in by_id["zapad-2025"].unplaced
    assert "70,000" in by_id["allied-resolve-2022"].kept_apart


def test_places_are_written_in_any_style(tmp_path):
    rows = 'A,2025,2025,100,,"Brest 52.09 23.69 | Lida 53-53N 025-18E | Grid 34UFE9999 | nowhere"\n'
    found = read_exercises(written(tmp_path, rows))
    (one,) = found.rows
    assert [place.name for place in one.places] == ["Brest", "Lida", "Grid"]
    assert one.places[1].lat == pytest.approx(53 + 53 / 60)
    assert one.places[0].accuracy_m == 10_000
    assert one.unplaced == "nowhere"
    assert "names no position" in str(found.doubts[0])


def test_a_spreadsheet_is_read_as_well(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Name", "Declared troops", "Start"], ["B", 9500, "2024-05"]):
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")
    (one,) = read_exercises(tmp_path / "own.xlsx").rows
    assert (one.name, one.declared_troops, one.start) == ("B", 9500, "2024-05")


def test_every_fault_is_named_with_its_row(tmp_path):
    rows = ",2025,2025,12,,\nC,someday,2025,many,x y,\n"
    with pytest.raises(InputError) as refused:
        read_exercises(written(tmp_path, rows))
    for words in ("row 2, name", "row 3, start", "row 3, declared_troops", "row 3, estimates"):
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("lat,lon\n1,2\n", "no such column"),
        ("id,name\na,A\na,B\n", "stands 2 times"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path, text, told):
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=told):
        read_exercises(file)


def test_those_of_a_year_a_month_or_a_day():
    rows = bundled_exercises().rows
    assert {one.id for one in during(rows, "2025")} == {"zapad-2025", "iron-defender-25"}
    assert {one.id for one in during(rows, "2024-03-01")} == {"dragon-24"}
    assert {one.id for one in during(rows, "2025-09-30")} == {"iron-defender-25"}
    with pytest.raises(UsageError, match="--during"):
        during(rows, "soon")


def test_a_name_that_comes_again_is_another_exercise(tmp_path):
    rows = "Zapad,2017,2017,1,,\nZapad,2021,2021,2,,\n"
    found = read_exercises(written(tmp_path, rows))
    assert [one.id for one in found.rows] == ["zapad", "zapad-2"]


def test_an_exercise_does_not_end_before_it_starts(tmp_path):
    with pytest.raises(InputError, match="2024-01-02 is before 2024-01-05"):
        read_exercises(written(tmp_path, "A,2024-01-05,2024-01-02,1,,\n"))
