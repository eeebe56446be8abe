"""Whatever is thrown at the command: one clear answer, an exit code, never a traceback."""

import json
import os
import subprocess
import sys

import pytest

from command import csbm, refused

HOSTILE = (
    "=HYPERLINK(\"http://x\")",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "${7*7}`id`$(id)",
    "\x1b[31mred",
    "\u202eevil",
    "a\nb,c;d\te",
    "]]>&amp;'\"--",
)  # fmt: skip
ROWS = ("csv", "json", "xlsx", "md", "parquet", "geojson", "gpkg", "kml", "kmz")


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.csv", "", "empty"),
        ("blank.csv", "\n\n", "empty"),
        ("header.csv", "name,lat,lon\n", "no rows"),
        ("column.csv", "name,lat\nA,52\n", "no column for lon"),
        ("nameless.csv", "lat,lon\n52.1,23.7\n", "no column for name"),
        ("lat95.csv", "name,lat,lon\nA,95,23\n", "95 is no latitude"),
        ("letters.csv", "name,lat,lon\nA,north,23\n", "row 2, lat"),
        ("both.csv", "name,lat,lon\nA,north,23\nB,52,east\n", "2 faults"),
        ("bad.json", '{"type":', "is no JSON"),
        ("bad.kml", "<kml><Placemark>", "bad.kml"),
        ("bad.xlsx", "PK not a workbook", "bad.xlsx"),
        ("bad.gpkg", "SQLite format 3", "bad.gpkg"),
        ("bad.parquet", "PAR1", "bad.parquet"),
        ("bad.doc", "hello", "is no format that is read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why(tmp_path, name, text, said):
    ran = csbm("units", "--units", write(tmp_path / name, text))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("csbm: ")
    assert said in ran.err
    assert name in ran.err


def test_a_folder_and_a_file_that_is_gone_are_told_apart(tmp_path):
    assert "is a folder" in csbm("units", "--units", tmp_path).err
    gone = csbm("compare", "--units", tmp_path / "gone.csv")
    assert (gone.code, gone.out) == (1, "")
    assert "is not there" in gone.err


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,lat,lon\nБрест,52.1,23.7\n", "utf-16"),
        ("name,lat,lon\nБрест,52.1,23.7\n", "utf-8-sig"),
        ("name;lat;lon\nБрест;52,1;23,7\n", "utf-8"),
        ("name\tlat\tlon\nБрест\t52.1\t23.7\n", "utf-8"),
        ("Name;Latitude;Longitude\nБрест;52°06'00\"N;23°42'00\"E\n", "utf-8"),
    ],
)
def test_what_can_be_read_is_read(tmp_path, text, encoding):
    path = write(tmp_path / "units.csv", text, encoding)
    ran = csbm("units", "--units", path, "--format", "json")
    (row,) = json.loads(ran.out)
    assert (row["name"], row["side"], row["status"]) == ("Брест", "BLR", "in")
    assert row["distance_km"] == pytest.approx(4.3156, abs=1e-3)


def test_a_unit_on_the_wrong_land_is_named(tmp_path):
    path = write(tmp_path / "u.csv", "name,lat,lon,country\nAlpha,53.13,23.16,BLR\n")
    ran = csbm("units", "--units", path)
    assert ran.code == 0
    assert "Alpha: listed under BLR, but the position is on POL's land" in ran.err
    assert ran.out.splitlines()[1].startswith("Poland")
    assert "Belarus" in ran.out.splitlines()[1]


def test_changed_over_coordinates_are_named(tmp_path):
    path = write(tmp_path / "u.csv", "name,lat,lon\nAlpha,23.7,52.1\nBravo,22.5,53.1\n")
    ran = csbm("units", "--units", path)
    assert ran.code == 0
    assert "Alpha, Bravo: 3,9" in ran.err
    assert "changed over" in ran.err


def test_units_that_are_all_elsewhere_are_said_to_be(tmp_path):
    path = write(tmp_path / "u.csv", "name,lat,lon\nVilnius,54.69,25.28\n")
    assert "no unit stands on the land of BLR or POL" in csbm("units", "--units", path).err


@pytest.fixture
def hostile(tmp_path):
    rows = [
        {"name": text, "lat": 52.1 + number / 100, "lon": 23.75, "source_url": "javascript:x()"}
        for number, text in enumerate(HOSTILE)
    ]
    return write(tmp_path / "hostile.json", json.dumps(rows))


@pytest.mark.parametrize("ending", ROWS)
def test_hostile_text_comes_through_every_format_as_text(tmp_path, hostile, ending):
    target = tmp_path / f"out.{ending}"
    ran = csbm("units", "--units", hostile, "-o", target)
    assert ran.code == 0, ran.err
    if ending in {"md", "kmz"}:
        assert target.stat().st_size > 500
        return
    back = csbm("units", "--units", target, "--format", "json", "--status", "all")
    assert back.code == 0, back.err
    names = {row["name"] for row in json.loads(back.out)}
    first = json.loads(csbm("units", "--units", hostile, "--format", "json").out)
    given = {row["name"] for row in first}
    if ending in {"xlsx", "kml"}:  # XML can hold no escape character
        given = {name.replace("\x1b", "\ufffd") for name in given}
    assert names == given


def test_no_cell_of_a_csv_starts_a_formula(tmp_path, hostile):
    text = csbm("units", "--units", hostile, "--format", "csv").out
    assert "'=HYPERLINK" in text
    assert not any(line.startswith(("=", "@", "+")) for line in text.splitlines())


def test_a_terminal_s_own_codes_are_never_printed(hostile):
    out = csbm("units", "--units", hostile).out
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize("words", [("nosuch",), ("units", "--nosuch"), ("units", "--near", "x")])
def test_a_wrong_question_names_the_help(words):
    assert "--help'" in refused(*words)


def test_a_reader_that_goes_away_is_no_fault():
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    command = f'"{sys.executable}" -c "from csbm.cli import main; main()" borders'
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -1"],
        check=False, capture_output=True, text=True, timeout=60, env=environment,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("border")


def test_what_is_printed_is_utf_8_whatever_the_system_thinks(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    ran = subprocess.run(
        [sys.executable, "-c", "from csbm.cli import main; main()", "units", "--format", "csv"],
        check=False, capture_output=True, timeout=60, env=environment,
    )  # fmt: skip
    assert ran.returncode == 0
    assert "Białystok" in ran.stdout.decode("utf-8")
    assert b"\r" not in ran.stdout


def test_a_date_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert "SOURCE_DATE_EPOCH" in refused("where", "52.1,23.7")
