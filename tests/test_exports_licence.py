"""Whatever holds derived data says whose they are and that their licence passes on."""

import io
import json
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from csbm.boundaries.border import Border
from csbm.exports.licence import licence_line
from csbm.exports.provenance import provenance

from command import csbm

SAID = "share-alike: a database made from it keeps this licence"


@pytest.mark.parametrize("ending", ["geojson", "kml", "kmz", "gpkg"])
def test_a_line_in_any_format_says_it(tmp_path, ending):
    target = tmp_path / f"line.{ending}"
    assert csbm("borders", "AND-ESP", "-o", target).code == 0
    if ending == "geojson":
        told = json.loads(target.read_text(encoding="utf-8"))["licence"]
    elif ending == "gpkg":
        told = pyogrio.read_info(target)["layer_metadata"]["DESCRIPTION"]
    elif ending == "kmz":
        told = zipfile.ZipFile(target).read("doc.kml").decode()
    else:
        told = target.read_text(encoding="utf-8")
    assert SAID in told
    assert "OpenStreetMap" in told
    beside = target.with_name(f"{target.name}.metadata.json")
    assert SAID in json.loads(beside.read_text(encoding="utf-8"))["licence_line"]


def test_a_list_in_any_format_says_it(tmp_path):
    words = ("units", "AND-ESP", "--status", "all")
    for ending in ("xlsx", "md", "parquet"):
        assert csbm(*words, "-o", tmp_path / f"a.{ending}").code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert any(SAID in cell for cell in cells)
    assert SAID in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert SAID in pq.read_schema(tmp_path / "a.parquet").metadata[b"licence"].decode()
    assert SAID in csbm(*words, "--provenance").out  # and what is shown on the screen


def test_the_line_names_every_source_once():
    carried = provenance(
        border=Border.between("AND", "ESP"),
        units_sources=[{"title": "a", "licence": "CC BY-SA 4.0"}, {"title": "b", "licence": ""}],
    )
    line = licence_line(carried)
    assert line.count("\n") == 0
    assert "a, CC BY-SA 4.0 (share-alike" in line
    assert "b, not stated (ask its maker" in line


def test_it_survives_the_reading_of_what_was_written(tmp_path):
    target = tmp_path / "line.geojson"
    csbm("borders", "AND-ESP", "-o", target)
    again = csbm("borders", "AND-ESP", "--border", target, "--format", "geojson")
    assert again.code == 0, again.err
    assert io.StringIO(again.out).readline().startswith('{"type": "FeatureCollection"')
