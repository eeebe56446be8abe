"""Files that other programs made, and what they mean."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from csbm.common.errors import InputError
from csbm.readers.fineness import LEAST_M
from csbm.readers.opener import kind_of
from csbm.units.readers import inspect_units, read_units

NAMES = ["Łomża", "Брест"]
LATS, LONS = [53.1781, 52.1089], [22.0593, 23.7175]
FRAME = gpd.GeoDataFrame(
    {"name": NAMES, "tanks": [31, 0]}, geometry=gpd.points_from_xy(LONS, LATS), crs="EPSG:4326"
)


def checked(path: Path, **options: str) -> gpd.GeoDataFrame:
    units = read_units(path, **options)
    if path.suffix == ".fgb":  # its index puts features into an order of its own
        units = units.sort_values("lat", ascending=False)
    assert units["name"].tolist() == NAMES
    assert units["lat"].tolist() == pytest.approx(LATS, abs=1e-9)
    assert units["lon"].tolist() == pytest.approx(LONS, abs=1e-9)
    assert units["position_accuracy_m"].tolist() == [LEAST_M] * len(units)  # finely written
    return units


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.geojson"
    FRAME.to_file(path)
    return path


ogr = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="ogr2ogr is not installed")
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@ogr
@pytest.mark.parametrize(
    ("name", "driver", "options"),
    [
        ("a.gpx", "GPX", []),
        ("a.fgb", "FlatGeobuf", []),
        ("a.geojsonl", "GeoJSONSeq", []),
        ("a.geojsons", "GeoJSONSeq", ["-lco", "RS=YES"]),
        ("a.kmz", "LIBKML", []),
        ("a.zip", "ESRI Shapefile", ["-lco", "ENCODING=UTF-8"]),
        ("a.ods", "ODS", ["-lco", "GEOMETRY=AS_XY"]),
        ("a.xlsx", "XLSX", []),
    ],
)
def test_files_of_ogr2ogr_are_read(
    tmp_path: Path, source: Path, name: str, driver: str, options: list[str]
) -> None:
    target = tmp_path / name
    if name == "a.zip":
        made = tmp_path / "made.shp"
        subprocess.run(["ogr2ogr", "-f", driver, *options, made, source], check=True)
        with zipfile.ZipFile(target, "w") as archive:
            for part in tmp_path.glob("made.*"):
                archive.write(part, f"folder/{part.name.upper()}")
    elif name in {"a.ods", "a.xlsx"}:  # these drivers write attributes only
        sql = "SELECT name, tanks, ST_Y(geometry) AS lat, ST_X(geometry) AS lon FROM source"
        command = ["ogr2ogr", "-f", driver, target, source, "-dialect", "sqlite", "-sql", sql]
        subprocess.run(command, check=True, capture_output=True)
    else:
        command = ["ogr2ogr", "-f", driver, *options, target, source]
        subprocess.run(command, check=True, capture_output=True)
    units = checked(target)
    if name != "a.gpx":
        assert units["tanks"].tolist() == [31, 0]


@ogr
@pytest.mark.parametrize(
    ("name", "driver", "options"),
    [
        ("a.gpkg", "GPKG", []),
        ("a.shp", "ESRI Shapefile", ["-lco", "ENCODING=UTF-8"]),
        ("a.geojson", "GeoJSON", []),
        ("a.kml", "LIBKML", []),
        ("a.csv", "CSV", ["-lco", "GEOMETRY=AS_WKT"]),
    ],
)
def test_areas_of_ogr2ogr_keep_their_outline(
    tmp_path: Path, name: str, driver: str, options: list[str]
) -> None:
    shapes = [box(23.0, 52.0, 23.5, 52.25), box(24, 53, 24.5, 53.5).union(box(25, 53, 25.5, 53.5))]
    source = tmp_path / "source.geojson"
    gpd.GeoDataFrame({"name": NAMES}, geometry=shapes, crs="EPSG:4326").to_file(source)
    target = tmp_path / name
    command = ["ogr2ogr", "-f", driver, *options, target, source]
    subprocess.run(command, check=True, capture_output=True)
    units = read_units(target)
    assert units["name"].tolist() == NAMES
    for shape, read, lat, lon in zip(
        shapes, units.geometry, units["lat"], units["lon"], strict=True
    ):
        assert shape.symmetric_difference(read).area < 1e-12
        assert shape.contains(Point(lon, lat))


@pytest.mark.slow
@office
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_sheets_of_libreoffice_are_read(tmp_path: Path, ending: str) -> None:
    rows = ["Łomża;53,1781;22,0593;31;2020-05-01", "Брест;52,1089;23,7175;0;"]
    text = "\n".join(["name;lat;lon;tanks;valid_from", *rows, ""])
    (tmp_path / "made.csv").write_text(text, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--infilter=CSV:59,34,76,1,,1031", "--convert-to", ending, "made.csv"]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    units = checked(tmp_path / f"made.{ending}")
    assert units["tanks"].tolist() == [31, 0]
    assert units["valid_from"].tolist() == ["2020-05-01", ""]


def test_geoparquet_and_plain_parquet_are_read(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "a.parquet")
    assert checked(tmp_path / "a.parquet")["tanks"].tolist() == [31, 0]
    FRAME.to_crs("EPSG:2180").to_parquet(tmp_path / "b.geoparquet")
    moved = inspect_units(tmp_path / "b.geoparquet")
    assert moved.units is not None
    assert moved.units["lat"].tolist() == pytest.approx(LATS, abs=1e-7)
    pd.DataFrame({"name": NAMES, "lat": LATS, "lon": LONS}).to_parquet(tmp_path / "c.parquet")
    checked(tmp_path / "c.parquet")
    (tmp_path / "d.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(InputError, match="is no readable Parquet"):
        read_units(tmp_path / "d.parquet")


def test_lines_of_json_are_the_rows_of_messages(tmp_path: Path) -> None:
    good = json.dumps(json.loads(FRAME.to_json())["features"][0])
    path = tmp_path / "a.ndjson"
    path.write_text(f"{good}\n\n{{broken\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3: is no JSON; write one GeoJSON feature to a line"):
        read_units(path)
    path = tmp_path / "b.json"
    other = good.replace('"id": "0"', '"id": "1"')
    path.write_text(f"{good}\n{other}\n", encoding="utf-8")
    assert len(read_units(path)) == 2


def test_a_list_of_objects_is_read(tmp_path: Path) -> None:
    records = [
        {"name": n, "lat": a, "lon": o, "tags": ["x"]}
        for n, a, o in zip(NAMES, LATS, LONS, strict=True)
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert checked(path)["tags"][0] == '["x"]'


OVERPASS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lat": 52.1089, "lon": 23.7175,
         "tags": {"military": "barracks", "name": "Казармы", "name:en": "Barracks"}},
        {"type": "way", "id": 2, "timestamp": "2024-05-01T10:00:00Z",
         "geometry": [{"lat": 52.0, "lon": 23.0}, {"lat": 52.0, "lon": 23.1},
                      {"lat": 52.1, "lon": 23.1}, {"lat": 52.0, "lon": 23.0}],
         "tags": {"military": "training_area"}},
        {"type": "relation", "id": 3, "center": {"lat": 52.5, "lon": 23.5},
         "tags": {"military": "airfield", "name": "Аэродром"}},
        {"type": "way", "id": 4,
         "bounds": {"minlat": 52, "minlon": 23, "maxlat": 52.2, "maxlon": 23.2},
         "tags": {"military": "bunker"}},
    ],
}  # fmt: skip


def test_an_answer_of_overpass_is_read_with_its_licence(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(OVERPASS), encoding="utf-8")
    understanding = inspect_units(path)
    units = understanding.units
    assert units is not None
    assert units["name"].tolist() == ["Barracks", "training_area way/2", "Аэродром", "bunker way/4"]
    assert units["name_local"].tolist()[0] == "Казармы"
    assert units["kind"].tolist() == ["base", "training_area", "airfield", "other"]
    assert units["source_url"][1] == "https://www.openstreetmap.org/way/2"
    assert units["source_date"][1] == "2024-05-01"
    assert units.attrs["source"]["licence"] == "ODbL-1.0"
    assert isinstance(units.geometry[1], Polygon)
    assert units["position_accuracy_m"][3] > 14_000
    assert any("is the centre of an area" in doubt.problem for doubt in understanding.doubts)


def _way(role: str, *points: tuple[float, float]) -> dict[str, object]:
    geometry = [{"lat": lat, "lon": lon} for lon, lat in points]
    return {"type": "way", "ref": 1, "role": role, "geometry": geometry}


def test_a_relation_is_the_area_that_its_ways_enclose(tmp_path: Path) -> None:
    outer = [_way("outer", (23, 52), (23.2, 52), (23.2, 52.1)),
             _way("outer", (23, 52), (23, 52.1), (23.2, 52.1))]  # fmt: skip
    hole = _way("inner", (23.05, 52.05), (23.1, 52.05), (23.1, 52.08), (23.05, 52.05))
    far = _way("outer", (24, 52), (24.1, 52), (24.1, 52.1), (24, 52))
    bounds = {"minlat": 52, "minlon": 23, "maxlat": 52.1, "maxlon": 23.2}
    tags = {"military": "training_area", "name": "Polygon"}
    elements = [
        {
            "type": "relation",
            "id": 1,
            "bounds": bounds,
            "members": [*outer, hole, far],
            "tags": tags,
        },
        {"type": "relation", "id": 2, "bounds": bounds, "members": outer[:1], "tags": tags},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"version": 0.6, "elements": elements}), encoding="utf-8")
    understanding = inspect_units(path)
    assert understanding.units is not None
    whole, open_one = understanding.units.geometry
    assert whole.geom_type == "MultiPolygon"
    assert whole.area == pytest.approx(0.2 * 0.1 - 0.05 * 0.03 / 2 + 0.1 * 0.1 / 2)
    assert open_one.geom_type == "Point"
    assert any("ways do not close" in doubt.problem for doubt in understanding.doubts)


SCENARIO = {
    "type": "ORBAT-mapper",
    "version": "0.40.0",
    "name": "Exercise",
    "sides": [
        {"name": "Blue", "groups": [{"name": "Land", "subUnits": [
            {"id": "a", "name": "1st Brigade", "sidc": "10031000181211000000",
             "state": [{"t": "2024-01-01T00:00:00Z", "location": [23.1, 52.1]},
                       {"t": "2024-02-01T00:00:00Z", "location": [23.7175, 52.1089]}],
             "subUnits": [{"id": "b", "name": "11th Battalion", "location": [22.0593, 53.1781],
                           "sidc": "10031000161211000000", "subUnits": []}]},
            {"id": "c", "name": "2nd Brigade", "state": [], "subUnits": []}]}]},
    ],
}  # fmt: skip


def test_a_scenario_of_orbat_mapper_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(SCENARIO), encoding="utf-8")
    understanding = inspect_units(path)
    units = understanding.units
    assert units is not None
    assert units["id"].tolist() == ["a", "b"]
    assert units["lon"].tolist() == [23.7175, 22.0593]
    assert units["parent"].tolist() == ["Land", "1st Brigade"]
    assert units["source_date"].tolist() == ["2024-02-01", ""]
    said = [doubt.problem for doubt in understanding.doubts]
    assert "1 units without a position are left out" in said
    assert "1 units move; each is taken where it is last" in said
    path.write_text(json.dumps({"type": "ORBAT-mapper", "sides": [{"groups": 7}]}))
    with pytest.raises(InputError, match="is no scenario that can be read"):
        read_units(path)


def test_the_list_of_uawardata_is_known_by_its_headers(tmp_path: Path) -> None:
    # Header and form of units_current.csv (CC BY 4.0); the unit is made up.
    path = tmp_path / "units_current.csv"
    path.write_text(
        "date,lat,lng,icon,type,strength,strength_in_btg_text,strength_in_btg_number,unit,"
        "unitnumber,subordinate_to,sources_url,sources_date,notes,country,stacked,icon15\n"
        "2022-09-11,49.15,37.63,SFGPUCIZ---H,Motorized Rifle,Brigade,1,1.0,1st Made-up Brigade,1?,"
        'Made-up Army,https://example.org/1,"11.09.2022, 01.09.2022",,xx,True,SFGPUCIZ---H---\n',
        encoding="utf-8",
    )
    units = read_units(path)
    row = units.iloc[0]
    assert (row["name"], row["echelon"], row["branch"], row["parent"]) == (
        "1st Made-up Brigade", "Brigade", "Motorized Rifle", "Made-up Army",
    )  # fmt: skip
    assert row["sidc"] == "SFGPUCIZ---H---"
    assert row["unitnumber"] == "1?"


def test_a_kmz_opens_no_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../doc.kml", "<kml/>")
    with pytest.raises(InputError, match="points outside"):
        read_units(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(InputError, match=r"holds no \.kml file"):
        read_units(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", "<!DOCTYPE kml [<!ENTITY a 'b'>]><kml>&a;</kml>")
    with pytest.raises(InputError, match=r"a\.kmz: doc\.kml: declares a document type"):
        read_units(path)


ODS = """<?xml version="1.0"?><office:document-content office:version="1.2"
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="S">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
MANY_ROWS = 'table:number-rows-repeated="1048576"'
MANY_COLUMNS = 'table:number-columns-repeated="99999"'
CELL = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "row",
    [
        f"<table:table-row {MANY_ROWS}>{CELL.format('')}</table:table-row>",
        f"<table:table-row>{CELL.format(MANY_COLUMNS)}</table:table-row>",
    ],
)
def test_an_ods_of_repeated_cells_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(row))
    with pytest.raises(InputError, match="more than a unit list has"):
        read_units(path)


def test_gpx_with_entities_and_broken_gpx_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text("<!DOCTYPE gpx [<!ENTITY a 'b'>]><gpx>&a;</gpx>")
    with pytest.raises(InputError, match="declares a document type"):
        read_units(path)
    path.write_text("<gpx><wpt></gpx>")
    with pytest.raises(InputError, match="is no readable GPX"):
        read_units(path)


def test_standard_input_is_read_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FRAME.to_file(tmp_path / "a.gpkg")
    FRAME.to_parquet(tmp_path / "a.parquet")
    csv = "name,lat,lon\nŁomża,53.1781,22.0593\nБрест,52.1089,23.7175\n".encode()
    for data in (csv, FRAME.to_json().encode(), *(
        (tmp_path / name).read_bytes() for name in ("a.gpkg", "a.parquet")
    )):  # fmt: skip
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert checked(Path("-"))["_file"][0].startswith("stdin")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"name,lat\nx,1\n")))
    with pytest.raises(InputError, match=r"^standard input: row 1: there is no column for lon"):
        read_units("-")


def test_the_kind_of_a_content_is_told() -> None:
    assert kind_of(b"PK\x03\x04....xl/workbook.xml") == ".xlsx"
    assert kind_of(b"PK\x03\x04....doc.kml") == ".kmz"
    assert kind_of(b"\xef\xbb\xbf<?xml?><gpx>") == ".gpx"
    assert kind_of(b"<?xml?><kml>") == ".kml"
    assert kind_of(b"") == ".csv"
