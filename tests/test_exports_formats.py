"""One table of formats: a row added to it is offered by every command, and written by it."""

import subprocess
import sys

import pytest

from csbm.exports.formats import FORMATS, endings, offered

TOY = """
import sys
from csbm.exports.formats import FORMATS, Format

def rows(content):
    return f"toy of {len(list(content.rows()))} rows\\n"

def shapes(content):
    return f"toy of {len(content.features())} features\\n"

FORMATS["toy"] = Format("toy", "Toy", (".toy",), "rows", text=rows)
FORMATS["toyshape"] = Format("toyshape", "Toy shapes", (".toyshape",), "shapes", text=shapes)
from csbm.cli import main
main(sys.argv[1:])
"""


def toy(*words):
    run = subprocess.run(
        [sys.executable, "-c", TOY, *words], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("units", "BLR-POL"),
        ("borders",),
        ("regimes",),
        ("reach", "BLR-POL"),
        ("survey",),
        ("exercises", "list", "BLR-POL"),
        ("lines",),
    ],
)
def test_a_new_format_of_rows_is_offered_and_written(words):
    assert toy(*words, "--format", "toy").startswith("toy of ")


def test_a_new_format_of_shapes_is_offered_and_written_by_its_ending(tmp_path):
    assert toy("zone", "AND-ESP", "--depth", "5", "--format", "toyshape") == "toy of 2 features\n"
    file = tmp_path / "line.toyshape"
    toy("borders", "AND-ESP", "-o", str(file))
    assert file.read_text() == "toy of 1 features\n"
    assert (tmp_path / "line.toyshape.metadata.json").exists()


@pytest.mark.parametrize("command", ["units", "zone", "regimes", "plan", "vd", "quota"])
def test_a_new_format_stands_in_the_help(command):
    told = toy(*command.split(), "--help")
    assert "toyshape" in told if command in {"units", "zone", "plan"} else "toy" in told


def test_each_ending_and_name_is_one_formats_own():
    assert len(set(endings())) == len(endings())
    for name, one in FORMATS.items():
        assert one.name == name
        assert one.endings[0] == f".{name}"
        assert sum(way is not None for way in (one.text, one.data, one.file)) == 1
    assert offered("rows", "places", "shapes") == ("table", *FORMATS)


def test_rows_without_a_place_go_to_a_sheet_and_to_markdown(tmp_path):
    for ending in ("xlsx", "md"):
        file = tmp_path / f"regimes.{ending}"
        toy("regimes", "-o", str(file))
        assert file.stat().st_size > 1000
