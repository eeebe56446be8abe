"""What ``csbm check`` says: everything understood, every fault, every doubt."""

from pathlib import Path

import openpyxl

from csbm.units.check import check_lines
from csbm.units.readers import inspect_units


def test_a_deliberately_bad_sheet_has_every_fault_named_at_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Nazwa", "szer", "dł", "stan osobowy", "od", "do", "accuracy", "nr", "nr"],
        ["1 bz", 95, 23.5, 100, "2020", "2019", 3000, 1, 1],
        [None, "52-05N", "023-41E", "sto", "wczoraj", None, "far", 2, 2],
        ["2 bz", 123.4, 52.1, -5, None, None, -1, 3, 3],
        ["3 bz", None, "x", None, None, None, None, 4, 4],
    ):
        sheet.append(row)
    path = tmp_path / "bad.xlsx"
    book.save(path)
    lines = check_lines(inspect_units(path))
    text = "\n".join(lines)
    assert lines[0] == "bad.xlsx: 4 records"
    assert "  format spreadsheet" in lines
    for expected in (
        "row 1, nr: is the header of columns 8 and 9; rename all but one",
        "row 2, lat: 95 is no latitude",
        "row 3, name: is empty",
        "row 3, personnel: 'sto' is not a number",
        "row 3, valid_from: 'wczoraj' is no date",
        "row 3, position_accuracy_m: 'far' is not a number",
        "row 4, lat: 123.4 is no latitude, but would be a longitude (lon is 52.1)",
        "row 4, personnel: -5 is no size",
        "row 4, position_accuracy_m: -1 is no size",
        "row 5, lat: is empty",
        "row 5, lon: 'x' is no letter or mark of a position",
    ):
        assert expected in text, expected
    assert any(line.startswith("faults: ") for line in lines)


def test_a_good_file_has_its_columns_and_doubts_told(tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(
        "Название;Широта;Долгота;страна;цвет\nx;52,097;23,689;Польша;blue\n", encoding="utf-8"
    )
    lines = check_lines(inspect_units(path))
    for expected in (
        "  delimiter semicolon",
        "  encoding utf-8",
        "  columns kept as they are цвет",
        "  name is 'Название'",
        "faults: none",
    ):
        assert expected in lines, expected
    assert any("'Польша' is no ISO 3166-1 alpha-3 code" in line for line in lines)
    assert any("names no source" in line for line in lines)
