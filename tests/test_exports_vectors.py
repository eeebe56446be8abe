"""Vector files open elsewhere, hold data only, and are the same bytes each time."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping, shape
from writing import write_features

from csbm.common.errors import InputError, UsageError
from csbm.exports.geometry import tidy_geometry
from csbm.exports.provenance import provenance
from csbm.exports.sidecar import sidecar_path
from csbm.exports.vectors import geojson_text
from csbm.units.bundled import bundled_units
from csbm.units.readers import read_units

CLOCKWISE = Polygon(
    [(23, 52), (23, 53), (24, 53), (24, 52)], [[(23.4, 52.4), (23.6, 52.4), (23.6, 52.6)]]
)
ZONE = [
    (MultiPolygon([CLOCKWISE]), {"side": "BLR", "category": "all", "depth_km": 80.0}),
    (box(22, 52, 23, 53), {"side": "POL", "category": "all", "depth_km": 80.0}),
]
HOSTILE = {"name": "<script>alert(1)</script> & {{ 7*7 }} ]]>\x1b", "side": "=1+1", "note": None}
ENDINGS = ("geojson", "gpkg", "kml")


def rings_of(feature: dict) -> list[list[tuple[float, float]]]:
    kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    return coordinates[0] if kind == "MultiPolygon" else coordinates


def test_geojson_follows_the_right_hand_rule_and_has_no_crs_and_no_provenance() -> None:
    content = json.loads(geojson_text(ZONE))
    assert set(content) == {"type", "features"}
    for feature in content["features"]:
        assert set(feature) == {"type", "properties", "geometry"}
        outer, *holes = rings_of(feature)
        assert shapely.is_ccw(shapely.linearrings(outer))
        assert all(not shapely.is_ccw(shapely.linearrings(hole)) for hole in holes)


def test_polygons_have_seven_decimals_and_the_border_line_all_it_has() -> None:
    line = LineString([(23.123456789012345, 52.000000000000014), (24.1, 53.3)])
    rounded = json.loads(geojson_text([(line, {})]))["features"][0]["geometry"]["coordinates"]
    full = json.loads(geojson_text([(line, {})], decimals=None))["features"][0]["geometry"]
    assert rounded == [[23.1234568, 52], [24.1, 53.3]]
    assert shape(full).equals_exact(line, 0)


def test_a_unit_stands_where_it_was_given_to_the_last_digit() -> None:
    point = Point(23.123456789012345, 52.1)
    feature = json.loads(geojson_text([(point, {})]))["features"][0]
    assert shape(feature["geometry"]).equals_exact(point, 0)


def test_rounding_leaves_a_valid_polygon() -> None:
    # A sliver thinner than a step of the grid, which plain rounding folds onto itself.
    sliver = Polygon([(0, 0), (1, 0), (1, 1), (0.5, 4e-8), (0, 1)])
    assert sliver.is_valid
    tidy = tidy_geometry(sliver, 7)
    assert tidy.is_valid
    assert tidy.area == pytest.approx(sliver.area, abs=1e-6)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_is_read_by_gdal(tmp_path: Path, ending: str) -> None:
    if ending == "kml" and "LIBKML" not in pyogrio.list_drivers():
        pytest.skip("this pyogrio has no LIBKML (before 0.12)")
    path = tmp_path / f"zone.{ending}"
    write_features(ZONE, path, layer="zone", sides=("BLR", "POL"))
    layers = gpd.list_layers(path).dropna()["name"]  # the style of a GeoPackage has no geometry
    frames = [gpd.read_file(path, layer=layer) for layer in layers]
    assert sorted(side for frame in frames for side in frame["side"]) == ["BLR", "POL"]
    assert all(frame.crs.to_epsg() == 4326 for frame in frames)
    area = sum(geometry.area for frame in frames for geometry in frame.geometry)
    assert area == pytest.approx(CLOCKWISE.area + 1)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_bundled_list_comes_back(tmp_path: Path, ending: str) -> None:
    units = bundled_units()
    path = tmp_path / f"units.{ending}"
    write_features(units, path, layer="units")
    again = read_units(path)
    for column in ("id", "name", "name_local", "lat", "lon", "position_accuracy_m", "notes"):
        assert again[column].tolist() == units[column].tolist(), column


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_hostile_text_stays_text(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_features([(Point(23.5, 52.5), HOSTILE)], path, layer="a <b> & 'c'")
    units = read_units(path)
    expected = HOSTILE["name"].replace("\x1b", "\ufffd") if ending == "kml" else HOSTILE["name"]
    assert units["name"].tolist() == [expected]
    assert units["side"].tolist() == ["=1+1"]


def test_kml_has_a_folder_and_a_style_per_side(tmp_path: Path) -> None:
    path = tmp_path / "zone.kml"
    write_features(ZONE, path, layer="zone", sides=("BLR", "POL"))
    tree = ET.parse(path)
    names = {"k": "http://www.opengis.net/kml/2.2"}
    folders = [one.text for one in tree.findall("k:Document/k:Folder/k:name", names)]
    styles = [one.text for one in tree.findall(".//k:Placemark/k:styleUrl", names)]
    assert folders == ["BLR", "POL"]
    assert styles == ["#first", "#second"]


def test_provenance_goes_into_the_sidecar_only(tmp_path: Path) -> None:
    path = tmp_path / "zone.geojson"
    carried = provenance(units_sources=bundled_units().attrs["sources"])
    assert write_features(ZONE, path, layer="zone", provenance=carried) == [
        path,
        sidecar_path(path),
    ]
    beside = json.loads(sidecar_path(path).read_text(encoding="utf-8"))
    assert beside["file"] == "zone.geojson"
    assert beside["units"][0]["licence"] == "CC BY 4.0"
    assert "provenance" not in path.read_text(encoding="utf-8")


def test_an_unknown_ending_names_the_ones_that_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'\.dxf' is no format .* \.geojson, .*\.gpkg, \.kml"):
        write_features(ZONE, tmp_path / "a.dxf", layer="zone")
    with pytest.raises(InputError, match="cannot be written"):
        write_features(ZONE, tmp_path / "no" / "a.gpkg", layer="zone")
    assert list(tmp_path.iterdir()) == []


def test_mixed_geometries_and_features_without_one_are_written(tmp_path: Path) -> None:
    pairs = [(Point(1, 2), {"a": 1}), (LineString([(0, 0), (1, 1)]), {"b": True}), (None, {"a": 2})]
    for ending in ENDINGS:
        write_features(pairs, tmp_path / f"a.{ending}", layer="mixed")
    content = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert content["features"][2]["geometry"] is None
    assert content["features"][0]["geometry"] == {**mapping(Point(1, 2)), "coordinates": [1, 2]}
    assert len(gpd.read_file(tmp_path / "a.gpkg")) == 3


def test_a_geopackage_carries_a_style_that_qgis_finds(tmp_path: Path) -> None:
    path = tmp_path / "zone.gpkg"
    write_features(ZONE, path, layer="zone", sides=("BLR", "POL"))
    with sqlite3.connect(path) as database:
        (style, default), *others = database.execute(
            "SELECT styleQML, useAsDefault FROM layer_styles WHERE f_table_name = 'zone'"
            " AND f_geometry_column = 'geom'"
        ).fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert (default, others) == (1, [])
    root = ET.fromstring(style)
    values = [one.get("value") for one in root.iter("category")]
    assert values == ["BLR", "POL", ""]
    dashes = [one.get("v") for one in root.iter("prop") if one.get("k") == "outline_style"]
    assert dashes == ["solid", "dash", "dot"]
    assert len(gpd.read_file(path, layer="zone")) == 2


def test_the_units_of_a_styled_geopackage_are_read_without_its_styles(tmp_path: Path) -> None:
    path = tmp_path / "units.gpkg"
    units = bundled_units().assign(side="BLR")
    write_features(units, path, layer="units", sides=("BLR", "POL"))
    again = read_units(path)
    assert len(again) == len(units)
    assert again.attrs["doubts"] == []
