"""Round trips: what a format can hold comes back equal, and hostile texts stay texts."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from writing import write_frame

from csbm.common.errors import InputError, UsageError
from csbm.exports.formats import endings
from csbm.exports.markdown import escaped, markdown_text
from csbm.exports.provenance import provenance
from csbm.exports.sidecar import sidecar_path
from csbm.exports.workbook import xlsx_bytes
from csbm.units.bundled import bundled_units
from csbm.units.readers import read_units

UNITS = bundled_units()
EXACT = ("csv", "xlsx", "geojson", "gpkg", "parquet", "json")
HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "'=x", "<script>alert(1)</script>",
    "{{ 7*7 }}", "a|b", "](javascript:alert(1))", "_x0041_", "&amp;", "two\nlines", "\"quotes\"",
    "100", "1,5", "TRUE", "2024-05", "52-05N", "N/A", "Łomża Ломжа 白俄罗斯 \U0001f6e1", "a;b\tc",
]  # fmt: skip


def hostile_file(folder: Path) -> Path:
    path = folder / "hostile.json"
    rows = [{"id": f"u{n}", "name": text, "lat": 52.5, "lon": 23.5 + n / 1000,
             "position_accuracy_m": 100, "notes": text, "own column": text}
            for n, text in enumerate(HOSTILE)]  # fmt: skip
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", EXACT)
def test_the_bundled_list_comes_back_equal(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"units.{ending}"
    write_frame(UNITS, path, layer="units")
    again = read_units(path)
    assert again.attrs["doubts"] == []
    drop = ["_file", "_row"]
    pd.testing.assert_frame_equal(again.drop(columns=drop), UNITS.drop(columns=drop))


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_kml_and_kmz_keep_every_column_and_add_the_folder(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"units.{ending}"
    write_frame(UNITS, path, layer="units")
    again = read_units(path)
    drop = ["_file", "_row"]
    pd.testing.assert_frame_equal(again.drop(columns=drop), UNITS.drop(columns=drop))


RANGE = shapely.box(23.1, 52.2, 23.45, 52.3).difference(shapely.box(23.2, 52.22, 23.3, 52.25))
SHAPES = [
    RANGE,
    shapely.MultiPolygon([RANGE, shapely.box(24.123456789, 53, 24.2, 53.1)]),
    shapely.MultiPoint([(23.5, 52.5), (23.6, 52.55)]),
    shapely.LineString([(23.1, 52.1), (23.9, 52.9)]),
    shapely.Point(23.7, 52.1),
]


def shaped_units(folder: Path) -> gpd.GeoDataFrame:
    path = folder / "shaped.parquet"
    names = [f"object {number}" for number in range(len(SHAPES))]
    gpd.GeoDataFrame({"name": names}, geometry=SHAPES, crs=4326).to_parquet(path)
    return read_units(path)


@pytest.mark.parametrize("ending", [*EXACT, "kml", "kmz"])
def test_areas_lines_and_several_points_come_back_equal(tmp_path: Path, ending: str) -> None:
    units = shaped_units(tmp_path)
    assert [shape.geom_type for shape in units.geometry] == [one.geom_type for one in SHAPES]
    path = tmp_path / f"out.{ending}"
    write_frame(units, path, layer="units")
    again = read_units(path)
    for shape, same in zip(SHAPES, again.geometry, strict=True):
        assert shapely.equals_exact(shape, same, tolerance=0, normalize=True)
    for column in ("id", "name", "lat", "lon", "position_accuracy_m"):
        assert again[column].tolist() == units[column].tolist(), column


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="ogr2ogr is not installed")
@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "kml", "kmz"])
def test_ogr2ogr_reads_what_was_written(tmp_path: Path, ending: str) -> None:
    path, seen = tmp_path / f"out.{ending}", tmp_path / "seen.geojson"
    write_frame(UNITS, path, layer="units", sides=("BLR", "POL"))
    table = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]
    layers = ["units"] if ending == "gpkg" else []
    command = ["ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", seen, path]
    command += [*(table if ending == "csv" else []), *layers]
    subprocess.run(command, check=True, capture_output=True)
    features = json.loads(seen.read_text(encoding="utf-8"))["features"]
    names = [one["properties"].get("name") or one["properties"]["Name"] for one in features]
    assert names == UNITS["name"].tolist()
    lons = [one["geometry"]["coordinates"][0] for one in features]
    assert lons == pytest.approx(UNITS["lon"].tolist(), abs=1e-12)


@pytest.mark.parametrize("ending", [*EXACT, "kml", "kmz"])
def test_hostile_texts_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    units = read_units(hostile_file(tmp_path))
    path = tmp_path / f"out.{ending}"
    write_frame(units, path, layer="units")
    again = read_units(path)
    for column in ("name", "notes", "own column"):
        assert again[column].tolist() == HOSTILE, column


def test_the_same_input_gives_the_same_bytes_in_every_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    carried = provenance(units_sources=UNITS.attrs["sources"])
    few = UNITS.head(5).assign(side=UNITS["country"])
    written: list[dict[str, bytes]] = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for ending in endings():
            path = tmp_path / folder / f"a{ending}"
            write_frame(few, path, layer="units", provenance=carried, sides=("BLR", "POL"))
        written.append({file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()})
        time.sleep(1.1 if folder == "one" else 0)  # a moment written into it would differ
    assert len(written[0]) == 2 * len(endings()) - 2  # XLSX and Markdown have no sidecar
    assert written[0].keys() == written[1].keys()
    for name, content in written[0].items():
        assert content == written[1][name], name


def test_a_sheet_is_formatted_runs_nothing_and_says_where_it_is_from(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    frame = UNITS.head(3).assign(distance_km=[1.23456789, 80.0, 3.0], name=["=1+1", "@x", "ok"])
    carried = provenance(units_sources=UNITS.attrs["sources"])
    assert write_frame(frame, path, layer="units", provenance=carried) == [path]
    book = openpyxl.load_workbook(path)
    sheet = book["units"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AH4"
    header = [cell.value for cell in sheet[1]]
    name, distance = (
        sheet.cell(2, header.index("name") + 1),
        sheet.cell(2, header.index("distance_km") + 1),
    )
    assert (name.value, name.data_type, name.quotePrefix) == ("=1+1", "s", True)
    assert (distance.value, distance.number_format) == (1.234568, "0.0")
    text = "\n".join(str(row[0].value) for row in book["provenance"])
    assert "CC BY 4.0" in text
    assert "no statement on any legal claim" in text


def test_a_text_too_long_for_a_cell_is_said_and_never_cut(tmp_path: Path) -> None:
    rows = [{"name": "x" * 40_000}]
    with pytest.raises(InputError, match="row 2, name: a text of 40,000 characters"):
        xlsx_bytes(rows)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_the_sheet_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_frame(read_units(hostile_file(tmp_path)), path, layer="units")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "a.xlsx"]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    shown = pd.read_csv(tmp_path / "a.csv", keep_default_na=False, dtype=str)
    assert shown["name"].tolist() == HOSTILE


def test_geoparquet_opens_in_geopandas_and_carries_no_machine(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_frame(UNITS, path, layer="units", provenance=provenance())
    frame = gpd.read_parquet(path)
    assert frame.crs == "EPSG:4326"
    assert len(frame) == len(UNITS)
    assert b"sha256" not in path.read_bytes()
    assert sidecar_path(path).exists()


def test_markdown_keeps_texts_as_texts_but_for_line_ends(tmp_path: Path) -> None:
    rows = [{"name": text, "n": 1.5} for text in HOSTILE]
    lines = markdown_text(rows).splitlines()
    assert len(lines) == len(HOSTILE) + 2
    for text, line in zip(HOSTILE, lines[2:], strict=True):
        assert line == f"| {escaped(text)} | 1.5 |"
        shown = line.replace("\\|", "")
        assert shown.count("|") == 3
        assert "<script>" not in line


def test_columns_can_be_chosen_and_an_unknown_ending_is_said(tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "geojson", "parquet", "md", "json"):
        write_frame(
            UNITS.head(2), tmp_path / f"a.{ending}", layer="u", columns=["lat", "lon", "name"]
        )
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[0] == "lat,lon,name"
    assert read_units(tmp_path / "a.parquet")["name"].tolist() == UNITS["name"].tolist()[:2]
    with pytest.raises(UsageError, match=r"'\.docx' is no format that is written; there are \.csv"):
        write_frame(UNITS, tmp_path / "a.docx", layer="u")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TEXTS, st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=4))
def test_any_text_and_any_position_come_back(
    tmp_path: Path, rows: list[tuple[str, float, float]]
) -> None:
    source = tmp_path / "source.json"
    source.write_text(json.dumps([
        {"id": f"u{n}", "name": f"n{n}", "lat": lat, "lon": lon, "notes": text,
         "position_accuracy_m": 1}
        for n, (text, lat, lon) in enumerate(rows)
    ]), encoding="utf-8")  # fmt: skip
    units = read_units(source)
    for ending in ("csv", "geojson", "json", "parquet"):
        path = tmp_path / f"out.{ending}"
        write_frame(units, path, layer="units")
        again = read_units(path)
        for column in ("name", "lat", "lon", "notes"):
            assert again[column].tolist() == units[column].tolist(), (ending, column)
