"""What spreadsheets are given: links, a method, formats, separators; all of it reads back."""

import csv
import io

import pytest
from openpyxl import load_workbook

from csbm.units.readers import read_units

from command import csbm as run


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "units.xlsx"
    assert run("units", "--depth", "30", "-o", path).code == 0
    return path


def test_the_sheet_has_links_frozen_heads_formats_and_a_method(book):
    held = load_workbook(book)
    sheet = held.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) > 20
    linked = [row["source_url"] for row in rows if row["source_url"].value]
    assert linked
    assert all(cell.hyperlink.target == cell.value for cell in linked)
    assert sheet.freeze_panes == "A2"
    assert rows[0]["distance_km"].number_format == "0.0"
    assert rows[0]["distance_km"].value != round(rows[0]["distance_km"].value, 1)
    assert rows[0]["lat"].number_format == "0.00000"
    assert rows[0]["position_accuracy_m"].number_format == "#,##0"
    method = {row[0].value: row[1].value for row in held["method"].iter_rows()}
    assert "95 %" in method["position_accuracy_m"]
    said = {row[1].value for row in held["method"].iter_rows()}
    assert any("WGS84 geodesic distance" in str(text) for text in said)
    assert "provenance" in held.sheetnames


def test_the_sheet_reads_back(book):
    units = read_units(book)
    told = list(csv.DictReader(io.StringIO(run("units", "--depth", "30", "--format", "csv").out)))
    assert units["id"].tolist() == [row["id"] for row in told]
    assert units["lat"].tolist() == [float(row["lat"]) for row in told]
    assert units["source_url"].tolist() == [row["source_url"] for row in told]


def test_an_address_that_is_none_is_no_link(tmp_path):
    (tmp_path / "a.csv").write_text(
        "name,lat,lon,source_url\nA,52.1,23.7,javascript:alert(1)\nB,52.1,23.7,file:///etc\n",
        encoding="utf-8",
    )
    ran = run("units", "--units", tmp_path / "a.csv", "-o", tmp_path / "a.xlsx")
    assert ran.code == 0
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(("language", "cell", "decimal"), [("pl", ";", ","), ("lt", ";", ",")])
def test_a_csv_for_excel_has_the_separators_of_the_language_and_reads_back(
    tmp_path, language, cell, decimal
):
    path = tmp_path / "units.csv"
    ran = run("units", "--depth", "20", "--excel", "--lang", language, "-o", path)
    assert ran.code == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=cell))
    plain = list(csv.DictReader(io.StringIO(run("units", "--depth", "20", "--format", "csv").out)))
    assert [row["lat"].replace(decimal, ".") for row in rows] == [row["lat"] for row in plain]
    assert read_units(path)["lat"].tolist() == [float(row["lat"]) for row in plain]
    assert read_units(path)["name"].tolist() == [row["name"] for row in plain]


def test_excel_is_for_csv_and_ends_with_its_command(tmp_path):
    assert run("units", "--excel").code == 2
    assert run("units", "--excel", "-o", tmp_path / "a.xlsx").code == 2
    out = run("units", "--depth", "20", "--format", "csv").out
    assert not out.startswith("\ufeff")
