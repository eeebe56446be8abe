"""Lists with faults: the rest is read, the rejects are written, totals are named."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from csbm.boundaries.countries import find_country, parse_pair
from csbm.units.readers import inspect_units, read_units
from csbm.units.where import where

from command import csbm as run

LIST = """Wykaz jednostek;;;
Nazwa jednostki;Szerokość;Długość;Państwo
1 Brygada;53,1325;23,1688;Polska
Bez miejsca;;;Polska
2 Pułk;52,0975;23,7341;Białoruś
3 Batalion;152,5;22,0;Polska
=1+1;x;22,0;Polska
Razem;5;;
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_rest_is_read_and_each_row_left_out_is_told(file):
    units = read_units(file, skip_faults=True)
    assert units["name"].tolist() == ["1 Brygada", "2 Pułk"]
    assert units["_row"].tolist() == [3, 5]
    told = {one["rows"]: one["problem"] for one in units.attrs["doubts"]}
    assert told["row 4"].startswith("left out: lat: is empty")
    assert "is no latitude" in told["row 6"]
    assert told["row 8"] == "is a row of totals ('Razem'), no unit; not read"


def test_the_rejects_stand_in_a_file_with_their_reasons(file):
    ran = run("units", "--units", file, "--skip-faults", "--format", "csv")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 3
    assert "3 rows left out for their faults; see mine-rejects.csv" in ran.err
    text = (file.parent / "mine-rejects.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["row"] for row in rows] == ["4", "6", "7"]
    assert rows[0]["Nazwa jednostki"] == "Bez miejsca"
    assert rows[1]["reasons"].startswith("lat: 152.5 is no latitude")
    assert rows[2]["Nazwa jednostki"] == "'=1+1"  # no spreadsheet runs it
    assert (
        "rows left out: 3 of the lists, for their faults"
        in run("units", "--units", file, "--skip-faults").out
    )
    run("units", "--units", file, "--skip-faults", "-o", "inside.csv")
    carried = json.loads(Path("inside.csv.metadata.json").read_text(encoding="utf-8"))
    assert carried["rows_left_out"].startswith("3 ")
    assert run("check", file, "--skip-faults", "--fix", "-o", "clean.csv").code == 0
    assert len(read_units("clean.csv")) == 2


def test_the_rejects_replace_no_input_and_no_file_that_is_to_stay(file):
    own = file.with_name("mine-rejects.csv")
    own.write_text("kept", encoding="utf-8")
    ran = run("units", "--units", file, "--skip-faults", "--no-clobber")
    assert ran.code == 2
    assert own.read_text(encoding="utf-8") == "kept"


def test_without_the_option_every_fault_is_named_on_a_line_of_its_own(file):
    ran = run("units", "--units", file)
    assert ran.code == 1
    assert ran.err.splitlines()[0].endswith("not read, 4 faults:")
    *faults, hint = ran.err.splitlines()[1:]
    assert [line[:7] for line in faults] == ["  row 4", "  row 4", "  row 6", "  row 7"]
    assert hint == "  --skip-faults reads the other rows"


@pytest.mark.parametrize("skip", [True, False])
def test_a_fault_of_the_whole_file_refuses_it(tmp_path, skip):
    path = tmp_path / "a.csv"
    path.write_text("Title;;\n;;\nWord;lat;lon;country\na;52;22;POL\n", encoding="utf-8")
    found = inspect_units(path, skip_faults=skip)
    assert found.units is None
    assert str(found.faults[0]).startswith("row 3: there is no column for name")  # the sheet's row


def test_nothing_left_is_a_fault(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lat,lon\na,x,1\n", encoding="utf-8")
    assert "every row has a fault" in str(inspect_units(path, skip_faults=True).faults[0])


@pytest.mark.parametrize(
    ("head", "total"),
    [
        ("Nazwa jednostki,Szerokość,Długość", "Razem"),
        ("Наименование части,Широта,Долгота", "Итого: 2"),
        ("Назва часткі,Шырата,Даўгата", "Усяго"),
        ("Назва частини,Широта,Довгота", "Разом"),
        ("Dalinio pavadinimas,Platuma,Ilguma", "Iš viso"),
        ("Vienības nosaukums,Platums,Garums", "Kopā"),
        ("Name of unit,Latitude,Longitude", "TOTAL"),
    ],
)
def test_headings_and_totals_are_known_in_seven_languages(tmp_path, head, total):
    path = tmp_path / "a.csv"
    path.write_text(f"{head}\nA,52.5,23\nTotal Force Base,52,23\n{total},2,\n", encoding="utf-8")
    found = inspect_units(path)
    assert found.units is not None, found.faults
    assert found.units["name"].tolist() == ["A", "Total Force Base"]
    assert any("row of totals" in one.problem and one.rows == "row 4" for one in found.doubts)


def test_rows_are_those_of_the_sheet(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (["Lista"], [], ["Nazwa jednostki", "lat", "lon"], ["A", 52, 23], ["B", 99, 200]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found = inspect_units(tmp_path / "a.xlsx", skip_faults=True)
    assert [(one.row, one.cells["Nazwa jednostki"]) for one in found.rejects] == [(5, "B")]


def test_search_passes_over_accents_and_knows_names_of_states_in_other_languages():
    from csbm.units.bundled import bundled_units

    units = bundled_units()
    one, other = (where(units, [f"settlement={text}"]) for text in ("Chełm", "CHELM"))
    assert len(one) == len(other) > 0
    for text in ("Polska-Białoruś", "Белоруссия-Польша", "Lenkija–Baltarusija", "Польшча/Беларусь"):
        assert parse_pair(text) == ("BLR", "POL")
    assert find_country("Łotwa").alpha3 == "LVA"
    ran = run("units", "--where", "settlement=Nowhere")
    assert re.search(r"no unit of \d+ meets settlement=Nowhere", ran.err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stale", "x"), "--stale x: give a whole number of years from 0 to 1000"),
        (("--near", "far"), "--near far: give a number of kilometres, 0 or more"),
        (("--troops", "many"), "--troops many: give a whole number of people, 0 or more"),
    ],
)
def test_a_number_is_asked_for_in_the_words_of_people(words, said):
    command = ("exercises", "check") if words[0] == "--troops" else ("units",)
    ran = run(*command, *words)
    assert ran.code == 2
    assert said in ran.err
    assert "range" not in ran.err
