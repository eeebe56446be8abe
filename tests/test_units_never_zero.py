"""What nobody looked at is never 0: every output walked, on borders with sides nobody surveyed."""

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

import csbm
from csbm.units.survey import bundled_survey, uncounted

from command import csbm as command

COUNTING = re.compile(
    r"unit|^in$|indeterminate|inside|mix|count|declar|personnel|tanks|acv|artillery|chance|enters?_",
)
AREAS = re.compile(r"area|km2?$|share|length|depth|lat|lon|azimuth|distance|error|draws|seed")


def numbers(value, path=()):
    """Give every number in plain values, with where it stands."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from numbers(one, (*path, str(name)))
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def unsurveyed(border):
    words = {"survey": bundled_survey().words}
    sides = csbm.Border.between(*border.split("-")).parties
    return [side for side in sides if uncounted(words, side, 1)]


LONG = [pytest.param(one, marks=pytest.mark.slow) for one in ("BLR-UKR", "FIN-RUS", "IND-PAK")]


@pytest.fixture(scope="module", params=["EST-RUS", *LONG])
def border(request):
    assert unsurveyed(request.param)
    return request.param


def test_no_count_in_json(border):
    asked = ("compare", border, "--depths", "30,80", "--balance", "--crossings", "--format", "json")
    plain = json.loads(command(*asked).out)
    for depth in plain["depths"]:
        for side in unsurveyed(border):
            for path, number in numbers(depth["sides"][side]):
                counts = [name for name in path if COUNTING.search(name)]
                assert not counts or AREAS.search(path[-1]), (side, path, number)
            assert depth["sides"][side]["in"] is None
            assert depth["sides"][side]["units_not_counted"].startswith("not surveyed")
        for name in ("units_ratio", "units_difference", "units_difference_range"):
            assert depth[name] is None
    assert set(plain["not_counted"]) == set(unsurveyed(border))


def test_no_count_in_tables_of_data(border, tmp_path):
    table = command("compare", border, "--depths", "30,80", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table)))
    book = tmp_path / "told.xlsx"
    command("compare", border, "--depths", "30,80", "-o", book)
    sheet = openpyxl.load_workbook(book).worksheets[0]
    head, *cells = ([cell.value for cell in row] for row in sheet.iter_rows())
    rows += [{str(name): value for name, value in zip(head, row, strict=True)} for row in cells]
    found = 0
    for row in rows:
        if row["side"] not in unsurveyed(border):
            continue
        found += 1
        assert row["units_not_counted"].startswith("not surveyed")
        for name, value in row.items():
            spare = {"units_not_counted", "count", "enters"}
            if COUNTING.search(name) and not AREAS.search(name) and name not in spare:
                assert value in {"", None}, (name, value)
    assert found == 2 * 2 * len(unsurveyed(border))


@pytest.mark.parametrize("asked", [("--step", "40"), ("--parity", "units"), ("--jitter", "20")])
def test_no_count_in_a_curve_a_parity_or_a_chance(border, asked):
    ran = command("compare", border, "--depths", "80", *asked, "--format", "json")
    plain = json.loads(ran.out)
    for side in unsurveyed(border):
        for name in ("curve", "jitter", "parity"):
            for path, number in numbers(plain.get(name)):
                told = side in path or any(part.startswith(f"{side}_") for part in path)
                counts = any(COUNTING.search(part) for part in path)
                assert not (told and counts) or AREAS.search(path[-1]), (name, path, number)


@pytest.mark.parametrize("fmt", ["table", "md"])
def test_words_stand_in_place_of_a_count(border, fmt, tmp_path):
    file = tmp_path / f"told.{fmt}"
    ran = command("compare", border, "--depths", "80", "--format", fmt, "-o", file)
    assert ran.code == 0, ran.err
    assert "not surveyed" in file.read_text("utf-8")
    said = command("units", border, "--depth", "80")
    assert "not surveyed" in said.out
    for side in unsurveyed(border):
        assert not re.search(rf"{side}[^.\n]{{0,20}}: 0\b", said.out)


def test_the_page_and_the_document_have_no_count(border, tmp_path):
    page, brief = tmp_path / "page.html", tmp_path / "told.md"
    out = command("map", border, "--depth", "80", "-o", page).out
    data = re.search(r'id="csbm-data">(.*?)</script>', Path(page).read_text("utf-8"), re.DOTALL)
    told = json.loads(data.group(1).replace("<\\/", "</"))
    command("brief", border, "--depth", "80", "-o", brief)
    text = brief.read_text("utf-8")
    for side in unsurveyed(border):
        assert told["uncounted"][side].startswith("not surveyed")
        assert f"{side}: not surveyed" in out
        assert not re.search(rf"{side}: 0 in", out)
    assert "not surveyed" in text
    assert "ratio of units" not in text


def test_a_picture_of_a_comparison_says_so(border, tmp_path):
    picture = tmp_path / "told.svg"
    ran = command("compare", border, "--depths", "80", "-o", picture)
    assert ran.code == 0, ran.err
    assert "not surveyed" in picture.read_text("utf-8")


def test_python_gives_none(border):
    found = csbm.compare(
        csbm.Border.between(*border.split("-")),
        csbm.bundled_units(),
        depths_km=[80],
        tolerance_m=50,
    )
    for side in found.depths[0].sides:
        assert (side.count is None) == (side.side in unsurveyed(border))
    assert set(found.as_json()["not_counted"]) == set(unsurveyed(border))
