"""What is read, how it is understood, and how a bad file is refused."""

import json
import subprocess
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, Polygon

from csbm.common.errors import InputError, UsageError
from csbm.units.readers import inspect_units, read_units
from csbm.units.schema import COLUMNS

HEADER = "name,lat,lon,position_accuracy_m\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_name_and_a_position_are_all_that_is_needed(tmp_path: Path) -> None:
    units = read_units(written(tmp_path, "a.csv", "name,lat,lon\nBrest,52.0970,23.6891\n"))
    assert list(units.columns) == [*COLUMNS, "_file", "_row", "geometry"]
    assert units.crs == "EPSG:4326"
    assert (units.geometry.x[0], units.geometry.y[0]) == (23.6891, 52.097)
    assert units["id"][0] == "a-2"
    assert units["_row"][0] == 2


def test_accuracy_that_is_not_given_is_half_a_step_of_the_writing_and_is_said(
    tmp_path: Path,
) -> None:
    units = read_units(written(tmp_path, "a.csv", "name,lat,lon\nx,52.10,23.69\n"))
    assert units["position_accuracy_m"][0] == pytest.approx(558.5)
    assert any(
        "not given; taken from how finely" in doubt["problem"] for doubt in units.attrs["doubts"]
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "name,name_local,lat,lon\nLomza,Łomża Ломжа,53.18,22.06\n".replace(",", delimiter)
    understanding = inspect_units(written(tmp_path, "a.csv", text.encode(encoding)))
    assert understanding.units is not None
    assert understanding.units["name_local"][0] == "Łomża Ломжа"
    assert understanding.facts["delimiter"] in {"comma", "semicolon", "tab", "bar"}


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1251", "Гродно, зенитный полк"), ("cp1250", "Łomża, pułk Żuławski")]
)
def test_code_pages_are_guessed_and_the_guess_is_said(
    tmp_path: Path, encoding: str, name: str
) -> None:
    text = f'name,lat,lon\n"{name}",53.18,22.06\n'
    understanding = inspect_units(written(tmp_path, "a.csv", text.encode(encoding)))
    assert understanding.units is not None
    assert understanding.units["name"][0] == name
    assert any("which is a guess" in doubt.problem for doubt in understanding.doubts)


def test_decimal_commas_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.csv", "nazwa;szerokość;długość;dokładność\nx;52,0970;23,6891;3 km\n"
    )
    units = read_units(path)
    assert (units["lat"][0], units["lon"][0]) == (52.097, 23.6891)
    assert units["position_accuracy_m"][0] == 3000


def test_a_bad_file_names_every_fault_at_once(tmp_path: Path) -> None:
    rows = [
        "name,lat,lon,personnel,valid_from,id",
        "a,95,23,1,2019,1",
        ",52,23,1.5,2019-13,2",
        "b,123.5,52,,,3",
        "c,nan,inf,,,4",
        "d,52,,,,4",
        "e,52,23,,,5,too,many",
    ]
    with pytest.raises(InputError) as refused:
        read_units(written(tmp_path, "bad.csv", "\n".join(rows)))
    text = str(refused.value)
    for expected in (
        "row 2, lat: 95 is no latitude",
        "row 3, name: is empty; every unit needs a name",
        "row 3, personnel: '1.5' is not a whole number",
        "row 3, valid_from: '2019-13' is no date",
        "row 4, lat: 123.5 is no latitude, but would be a longitude (lon is 52); ",
        "latitude and longitude look swapped: exchange them",
        "row 5, lat: 'nan' is not a number",
        "row 5, lon: 'inf' is not a number",
        "row 6, lon: is empty",
        "row 6, id: '4' is the id of row 5 too",
        "row 7: has 8 cells where the header has 6",
    ):
        assert expected in text
    assert text.startswith(f"{tmp_path / 'bad.csv'}: not read, ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("\n\n  \n", "the file is empty"),
        ("name,lat,lon\n", "has a header but no rows"),
        ("name,lat\nx,52\n", "no column for lon; the file has 'name', 'lat'"),
        ("lat,lon\n52,23\n", "no column for name"),
        ("name,lat,lat,lon\nx,52,52,23\n", "lat: is the header of columns 2 and 3"),
        ("name,latitude,szerokość,lon\nx,52,52,23\n", "both 'latitude' and 'szerokość' can be it"),
        (HEADER + "x,52,23,-5\n", "row 2, position_accuracy_m: -5 is no size"),
        (HEADER + "x,52,23,far\n", "'far' is not a number; write metres"),
        (HEADER + "x,52,190,5\n", "190 is no longitude"),
        (HEADER + "x,,,5\n", "row 2, lat: is empty"),
        ('name,lat,lon\n"x,52,23\ny,52,23\n', 'row 2: a double quote (") opens here'),
        ("name,lat,lon\nx\0,52,23\n", "row 2: holds a zero byte"),
        (f"name,lat,lon\n{'x' * 200_000},52,23\n", "a cell longer than 131,072 characters"),
        (f"name,lat,lon\n{'x' * 120_000},52,23\n", "a cell of 120,000 characters"),
        ("name,lat,lon,valid_from,valid_to\nx,52,23,2020,2019\n", "is before valid_from"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_units(written(tmp_path, "a.csv", content))
    assert said in str(refused.value)


def test_rows_are_lines_of_the_file_also_after_a_text_of_two_lines(tmp_path: Path) -> None:
    text = 'name,lat,lon,notes\n\na,52,23,"one\ntwo"\nb,95,23,\n'
    with pytest.raises(InputError, match="row 5, lat: 95"):
        read_units(written(tmp_path, "a.csv", text))


def test_a_folder_a_missing_file_and_an_unknown_ending_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_units(tmp_path)
    with pytest.raises(InputError, match="is not there"):
        read_units(tmp_path / "gone.csv")
    with pytest.raises(InputError, match=r"'\.doc' is no format"):
        read_units(written(tmp_path, "a.doc", "x"))


def test_columns_can_be_mapped_and_the_schema_keeps_unknown_ones(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "Designation,Y,X,colour,name\nx,52,23,blue,other\n")
    units = read_units(path, column_map={"name": "Designation", "lat": "Y", "lon": "X"})
    assert units["name"][0] == "x"
    assert units["colour"][0] == "blue"
    assert units["name (file)"][0] == "other"
    with pytest.raises(InputError, match="there is no column 'Z'; the file has 'Designation'"):
        read_units(path, column_map={"lat": "Z"})
    with pytest.raises(UsageError, match="'breite' is no column of a unit list"):
        read_units(path, column_map={"breite": "Y"})


def test_swapped_axes_are_doubted_but_not_mended(tmp_path: Path) -> None:
    rows = "".join(f"u{n},52.{n}1,23.{n}1,100\n" for n in range(8)) + "odd,23.52,52.13,100\n"
    understanding = inspect_units(written(tmp_path, "a.csv", HEADER + rows))
    assert understanding.units is not None
    assert understanding.units["lat"].iloc[-1] == 23.52
    swapped = [doubt for doubt in understanding.doubts if "look swapped" in doubt.problem]
    assert [doubt.rows for doubt in swapped] == ["row 10"]


def test_one_unit_listed_twice_is_doubted(tmp_path: Path) -> None:
    rows = "6th Mechanised Brigade,53.67,23.82,100\n6th Mechanized Brigade,53.67,23.82,100\n"
    rows += "7th Mechanised Brigade,53.67,23.82,100\n"
    doubts = inspect_units(written(tmp_path, "a.csv", HEADER + rows)).doubts
    same = [doubt for doubt in doubts if "same place, like name" in doubt.problem]
    assert [(doubt.rows, doubt.problem[:28]) for doubt in same] == [
        ("row 3", "may be the unit of row 2: sa")
    ]


def test_titles_above_the_header_are_passed_over_and_told(tmp_path: Path) -> None:
    text = "List of garrisons,,,\nas of 2024,,,\n\nname,lat,lon,notes\nx,52,23,\ny,95,23,\n"
    understanding = inspect_units(written(tmp_path, "a.csv", text))
    assert [fault.rows for fault in understanding.faults] == ["row 6"]
    assert "rows 1-2: stand above the header in row 4; not read" in [
        str(doubt) for doubt in understanding.doubts
    ]


def test_half_a_character_is_replaced_and_said(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"name": "x\ud800y"},
               "geometry": {"type": "Point", "coordinates": [23.5, 52.25]}}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    units = read_units(written(tmp_path, "a.geojson", text))
    assert units["name"][0] == "x\ufffdy"
    assert any("half a character" in doubt["problem"] for doubt in units.attrs["doubts"])


def sheet_file(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "lat", "lon", "personnel", "valid_from", "sidc"])
    sheet.append(
        ["Łomża", 53.1781, 22.0593, 4500, pd.Timestamp("2020-05-01"), "10031000001211000000"]
    )
    book.create_sheet("other").append(["nothing"])
    book.save(path)
    return path


def test_a_spreadsheet_is_read_and_its_other_sheets_are_named(tmp_path: Path) -> None:
    understanding = inspect_units(sheet_file(tmp_path / "a.xlsx"))
    assert understanding.units is not None
    row = understanding.units.iloc[0]
    assert (row["name"], row["lat"], row["personnel"]) == ("Łomża", 53.1781, 4500)
    assert (row["valid_from"], row["sidc"]) == ("2020-05-01", "10031000001211000000")
    assert any(
        "only the sheet 'Sheet' is read, not 'other'" in d.problem for d in understanding.doubts
    )
    with pytest.raises(InputError, match="has no sheet 'x'; there are Sheet, other"):
        read_units(tmp_path / "a.xlsx", sheet="x")


def test_a_cell_at_the_far_corner_of_a_sheet_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "name"
    book.active["XFD1048576"] = "bomb"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="holds a cell in row 1,048,576, column 16,384"):
        read_units(tmp_path / "a.xlsx")


def test_a_zip_bomb_and_a_name_that_points_outside_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.bin", "w") as out,
    ):
        for _ in range(300):
            out.write(bytes(1 << 20))
    with pytest.raises(InputError, match="unpacks to more than 256 MiB"):
        read_units(bomb)
    outside = tmp_path / "outside.xlsx"
    with zipfile.ZipFile(outside, "w") as archive:
        archive.writestr("../evil.txt", "x")
    with pytest.raises(InputError, match="points outside"):
        read_units(outside)
    with pytest.raises(InputError, match="not what its ending"):
        read_units(written(tmp_path, "a.xlsx", "not a zip"))


LAUGHS = """<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&b;</name>
<Point><coordinates>23,52</coordinates></Point></Placemark></Document></kml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_of_its_own_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(InputError, match="declares a document type"):
        read_units(written(tmp_path, "a.kml", LAUGHS.encode(encoding)))


def test_a_virtual_dataset_under_another_ending_is_not_opened(tmp_path: Path) -> None:
    layer = "<OGRVRTLayer name='a'><SrcDataSource>/etc</SrcDataSource></OGRVRTLayer>"
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for name in ("a.kml", "a.gpkg", "a.shp", "a.geojson"):
        with pytest.raises(InputError, match="points to other files"):
            read_units(written(tmp_path, name, vrt))


def one_feature(geometry: str) -> str:
    feature = f'{{"type":"Feature","properties":{{"name":"x"}},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2", "line 1, column 6: is no JSON"),
        ("{}", "no GeoJSON FeatureCollection"),
        ("[" * 100_000, "nested too deeply|is no JSON"),
        ('{"type":"FeatureCollection","features":[]}', "holds no feature"),
        ('{"type":"FeatureCollection","features":[7]}', "is no feature"),
        (one_feature('{"type":"Point","coordinates":[23, NaN]}'), "not a number"),
        (one_feature('{"type":"Point","coordinates":[1e999, 52]}'), "not a number"),
        (one_feature("null"), "row 1, geometry: there is none"),
        (one_feature('{"type":"Blob","coordinates":[]}'), "is a 'Blob'"),
    ],
)
def test_bad_geojson_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_units(written(tmp_path, "a.geojson", text))


@pytest.fixture(scope="session")
def garrisons() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["Łomża", "Брест"], "lat": [53.1781, 52.1089], "lon": [22.0593, 23.7175],
         "personnel": [4500, 120]},
        geometry=gpd.points_from_xy([22.0593, 23.7175], [53.1781, 52.1089]), crs="EPSG:4326",
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "kml"])
def test_vector_files_of_gdal_are_read(
    tmp_path: Path, garrisons: gpd.GeoDataFrame, ending: str
) -> None:
    if ending == "kml" and "LIBKML" not in pyogrio.list_drivers():
        pytest.skip("this pyogrio has no LIBKML (before 0.12)")
    path = tmp_path / f"a.{ending}"
    frame = garrisons.rename(columns={"name": "Name"}) if ending == "kml" else garrisons
    frame.to_file(path, driver="LIBKML" if ending == "kml" else None)
    units = read_units(path)
    assert units["name"].tolist() == ["Łomża", "Брест"]
    assert units["lat"].tolist() == pytest.approx([53.1781, 52.1089], abs=1e-12)
    assert units["personnel"].tolist() == [4500, 120]
    assert units["position_accuracy_m"].max() == 100.0


def test_another_reference_system_is_transformed(
    tmp_path: Path, garrisons: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    garrisons.drop(columns=["lat", "lon"]).to_crs("EPSG:2180").to_file(path)
    understanding = inspect_units(path)
    assert understanding.units is not None
    assert understanding.facts["crs"] == "ETRF2000-PL / CS92"
    assert understanding.units["lat"].tolist() == pytest.approx([53.1781, 52.1089], abs=1e-6)


def test_a_file_without_a_reference_system_is_asked_for_one(
    tmp_path: Path, garrisons: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.shp"
    garrisons.to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match="names no reference system; give it with --crs"):
        read_units(path)
    assert read_units(path, crs="EPSG:4326")["name"][0] == "Łomża"
    with pytest.raises(UsageError, match="'EPSG:0' is no reference system"):
        read_units(path, crs="EPSG:0")


def test_an_area_keeps_its_outline_and_has_a_point_for_tables(tmp_path: Path) -> None:
    ring = [[23.0, 52.0], [23.1, 52.0], [23.1, 52.1], [23.0, 52.1], [23.0, 52.0]]
    feature = {"type": "Feature", "properties": {"name": "range"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    units = read_units(written(tmp_path, "a.geojson", text))
    assert units.geometry[0].equals(Polygon(ring))
    assert units.geometry[0].contains(Point(units["lon"][0], units["lat"][0]))
    assert units["position_accuracy_m"][0] == pytest.approx(5585), "a tenth of a degree"
    said = " ".join(doubt["problem"] for doubt in units.attrs["doubts"])
    assert "is a Polygon: measured from its nearest part" in said


def test_an_outline_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'name,WKT\nx,"POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"\n')
    units = read_units(path)
    assert units.geometry[0].is_valid
    assert units.geometry[0].area == pytest.approx(2)
    assert any("is mended (Self-inter" in doubt["problem"] for doubt in units.attrs["doubts"])


def test_an_outline_across_the_antimeridian_is_to_be_cut(tmp_path: Path) -> None:
    whole = "POLYGON ((179 60, -179 60, -179 61, 179 61, 179 60))"
    with pytest.raises(InputError, match=r"row 2, geometry: .*antimeridian; cut it there"):
        read_units(written(tmp_path, "a.csv", f'name,wkt\nx,"{whole}"\n'))
    halves = (
        "MULTIPOLYGON (((179 60, 180 60, 180 61, 179 60)), ((-180 60, -179 60, -180 61, -180 60)))"
    )
    units = read_units(written(tmp_path, "b.csv", f'name,wkt\nx,"{halves}"\n'))
    assert units.geometry.geom_type.tolist() == ["MultiPolygon"]


def test_wkt_in_a_cell_is_a_shape_and_bad_wkt_a_fault(tmp_path: Path) -> None:
    good = 'name,lat,lon,WKT\nrange,,,"MULTIPOINT ((23 52), (24 53))"\nunit,52.1,23.2,\n'
    units = read_units(written(tmp_path, "a.csv", good))
    assert units.geometry.geom_type.tolist() == ["MultiPoint", "Point"]
    assert "WKT" not in units.columns
    bad = 'name,WKT\na,POLYGON ((1 2)\nb,"POLYGON ((0 0, 200 0, 0 1, 0 0))"\n'
    with pytest.raises(InputError) as refused:
        read_units(written(tmp_path, "b.csv", bad))
    assert "row 2, WKT: cannot be understood" in str(refused.value)
    assert "row 3, lon: 200 is no longitude" in str(refused.value)


def test_folders_of_a_kml_are_one_list(tmp_path: Path) -> None:
    point = "<Point><coordinates>23.5,52.25,0</coordinates></Point>"
    mark = f"<Placemark><name>{{}}</name>{point}</Placemark>"
    text = (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>BLR</name>{mark.format('a')}</Folder>"
        f"<Folder><name>POL</name>{mark.format('b &lt;script&gt;')}</Folder></Document></kml>"
    )
    units = read_units(written(tmp_path, "a.kml", text))
    assert units["name"].tolist() == ["a", "b <script>"]
    assert units["folder"].tolist() == ["BLR", "POL"]


@pytest.mark.skipif(
    subprocess.run(["which", "ogr2ogr"], capture_output=True, check=False).returncode != 0,
    reason="ogr2ogr is not installed",
)
@pytest.mark.parametrize(("ending", "driver"), [("gpkg", "GPKG"), ("shp", "ESRI Shapefile"),
                         ("kml", "KML"), ("geojson", "GeoJSON"), ("csv", "CSV")])  # fmt: skip
def test_files_of_ogr2ogr_are_read(
    tmp_path: Path, garrisons: gpd.GeoDataFrame, ending: str, driver: str
) -> None:
    source = tmp_path / "source.geojson"
    garrisons.to_file(source)
    target = tmp_path / f"made.{ending}"
    options = ["-lco", "ENCODING=UTF-8"] if ending == "shp" else []
    command = ["ogr2ogr", "-f", driver, *options, target, source]
    subprocess.run(command, check=True, capture_output=True)
    units = read_units(target)
    assert units["name"].tolist() == ["Łomża", "Брест"]
    assert units["lon"].tolist() == pytest.approx([22.0593, 23.7175], abs=1e-9)
