"""What is written where: endings, sidecars, inputs that stay, the same bytes twice."""

import hashlib
import json
from importlib.resources import files

import pytest

from command import csbm, refused

ROWS = ("csv", "json", "xlsx", "md", "parquet", "geojson", "gpkg", "kml", "kmz")
SHAPES = ("geojson", "gpkg", "kml", "kmz")
IN_THE_FILE = {"xlsx", "md"}
"""Formats that carry where they come from in themselves."""


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        *(("units", ending) for ending in ROWS),
        *(("zone", ending) for ending in SHAPES),
        *(("compare", ending) for ending in ("csv", "json")),
    ],
)
def test_the_same_input_gives_the_same_bytes_and_says_where_it_comes_from(
    tmp_path, monkeypatch, command, ending
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740000000")
    depth = ["--depths" if command == "compare" else "--depth", "20"]
    made = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / f"out.{ending}"
        ran = csbm(command, *depth, "-o", target)
        assert (ran.code, ran.out) == (0, ""), ran.err
        made.append({file.name: file.read_bytes() for file in target.parent.iterdir()})
    assert made[0] == made[1]
    beside = f"out.{ending}.metadata.json"
    if ending in IN_THE_FILE:
        assert list(made[0]) == [f"out.{ending}"]
        return
    assert sorted(made[0]) == [f"out.{ending}", beside]
    told = json.loads(made[0][beside])
    assert told["sha256"] == hashlib.sha256(made[0][f"out.{ending}"]).hexdigest()
    assert told["date"] == "2025-02-19"
    assert told["border"]["licence"] == "ODbL-1.0"
    assert {row["depth_km"] for row in told["depths"]} == {20.0}
    assert "no statement on any legal claim" in told["disclaimer"]
    assert ("units" in told) == (command != "zone")


def test_a_file_of_data_holds_data_only(tmp_path):
    csbm("units", "-o", tmp_path / "units.csv")
    lines = (tmp_path / "units.csv").read_text("utf-8").splitlines()
    assert all(line.count(",") >= 24 for line in lines)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("units", "-o", "x.doc"), "'.doc'"),
        (("units", "-o", "x"), "no ending"),
        (("zone", "-o", "x.csv"), ".geojson"),
        (("compare", "-o", "x.geojson"), ".csv"),
        (("map", "-o", "x.doc"), ".html"),
        (("units", "-o", "x.csv", "--format", "json"), "differ"),
        (("units", "-o", "x.dat", "--format", "gpkg"), "differ"),
        (("zone", "--format", "gpkg"), "-o FILE.gpkg"),
    ],
)
def test_an_ending_that_is_no_format_is_refused(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    assert said in refused(*words)
    assert list(tmp_path.iterdir()) == []


def test_a_text_may_have_any_ending_when_its_format_is_said(tmp_path):
    assert csbm("units", "-o", tmp_path / "list.dat", "--format", "csv").code == 0
    assert (tmp_path / "list.dat").read_text("utf-8").startswith("id,name,")


def test_no_clobber_keeps_what_is_there(tmp_path):
    target = tmp_path / "zone.kml"
    target.write_text("mine")
    assert "--no-clobber" in refused("zone", "-o", target, "--no-clobber")
    assert target.read_text() == "mine"
    assert csbm("zone", "--depth", "5", "-o", target).code == 0
    assert target.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("name", ["mine.csv", "link.csv", "sub/../mine.csv"])
def test_no_command_writes_over_its_input(tmp_path, name):
    source = tmp_path / "mine.csv"
    source.write_text("name,lat,lon\nA,52.1,23.7\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.csv").symlink_to(source)
    for command in ("units", "compare"):
        words = refused(command, "--units", source, "-o", tmp_path / name)
        assert "one of the inputs" in words
    assert source.read_text() == "name,lat,lon\nA,52.1,23.7\n"


@pytest.mark.parametrize(
    "words",
    [
        ("exercises", "--border", "line.geojson", "-o", "line.geojson"),
        ("compare", "--regimes", "blr-pol-2025", "--border", "line.geojson", "-o", "line.geojson"),
        ("borders", "--border", "line.geojson", "-o", "line.geojson"),
        ("units", "--regime", "mine.toml", "--format", "json", "-o", "mine.toml"),
        ("zone", "--regime", "mine.toml", "--format", "geojson", "-o", "mine.toml"),
        ("compare", "--regimes", "blr-pol-2025,mine.toml", "--format", "json", "-o", "mine.toml"),
        ("regimes", "show", "mine.toml", "--format", "json", "-o", "mine.toml"),
        ("map", "--regime", "mine.toml", "--png", "mine.toml"),
    ],
)
def test_every_kind_of_input_is_safe_from_every_output(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert csbm("borders", "BLR-POL", "-o", "line.geojson").code == 0
    bundled = files("csbm.regimes") / "data" / "blr-pol-2025.toml"
    mine = bundled.read_text("utf-8").replace('id = "blr-pol-2025"', 'id = "mine-1"')
    (tmp_path / "mine.toml").write_text(mine, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert "is one of the inputs" in refused(*words)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_sidecar_writes_over_no_input_either(tmp_path):
    source = tmp_path / "out.csv.metadata.json"
    source.write_text("[]")
    assert "inputs" in refused("units", "--units", source, "-o", tmp_path / "out.csv")
    assert source.read_text() == "[]"


@pytest.mark.parametrize("command", ["map", "units", "zone", "compare", "borders"])
def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path, command):
    missing = csbm(command, "-o", tmp_path / "nowhere" / "x.html")
    assert missing.code == 1
    assert "no folder" in missing.err
    (tmp_path / "folder.csv").mkdir()
    folder = csbm(command, "-o", tmp_path / "folder.csv")
    assert folder.code == 1
    assert "is a folder" in folder.err


def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    try:
        (locked / "try").touch()
        (locked / "try").unlink()
        pytest.skip("this user may write anywhere")
    except PermissionError:
        ran = csbm("zone", "--depth", "5", "-o", locked / "zone.kml")
        assert ran.code == 1
        assert "cannot be written" in ran.err
    finally:
        locked.chmod(0o755)


def test_nothing_half_written_is_left_behind(tmp_path):
    csbm("zone", "--depth", "5", "-o", tmp_path / "zone.gpkg")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "zone.gpkg",
        "zone.gpkg.metadata.json",
    ]


def test_the_map_is_one_file_under_its_own_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740000000")
    ran = csbm("map", "--depth", "POL=20,BLR=30")
    assert ran.code == 0, ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["csbm-BLR30km-POL20km.html"]
    assert ran.out.startswith("csbm-BLR30km-POL20km.html: Belarus–Poland: Belarus 30 km, Poland")
    first = (tmp_path / "csbm-BLR30km-POL20km.html").read_bytes()
    assert csbm("map", "--depth", "POL=20,BLR=30").code == 0
    assert (tmp_path / "csbm-BLR30km-POL20km.html").read_bytes() == first
    page = first.decode("utf-8")
    assert "Content-Security-Policy" in page
    assert "2025-02-19" in page


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_a_map_that_ends_in_pdf_or_png_is_drawn_so(tmp_path):
    for ending, start in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        target = tmp_path / f"map.{ending}"
        ran = csbm("map", "LTU-POL", "--depth", "5", "-o", target)
        assert ran.code == 0, ran.err
        assert target.read_bytes().startswith(start)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["map.pdf", "map.png"]
