"""A file that is no border is refused in one line; none is opened as what it does not say it is."""

import json
import zipfile

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csbm.boundaries.border import Border
from csbm.common.errors import CsbmError, InputError
from csbm.readers.features import read_features


def geojson(path, *geometries, **properties):
    features = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for geometry in geometries
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def line(*points):
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def refused(path, words):
    with pytest.raises(InputError, match=words) as caught:
        Border.from_file(path, ["A", "B"])
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"no JSON", "not what its ending"),
        (b"{", "is no JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no feature; give the border"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "not what its ending"),
        (b'{"type":"LineString","coordinates":[[1e400,0],[1,1]]}', "no vector|no number|longitude"),
        (b'{"type":"LineString","coordinates":[["a",0],[1,1]]}', "geometry: could not convert"),
    ],
)
def test_bad_geojson_is_refused(tmp_path, content, words):
    path = tmp_path / "border.geojson"
    path.write_bytes(content)
    refused(path, words)


def test_points_and_mixtures_are_refused(tmp_path):
    point = {"type": "Point", "coordinates": [23, 52]}
    refused(geojson(tmp_path / "a.geojson", point), "holds Point; give the border as lines")
    box = shapely.geometry.mapping(shapely.box(23, 52, 24, 53))
    path = geojson(tmp_path / "b.geojson", box, line((23, 52), (24, 53)))
    refused(path, "both lines and polygons")


def test_metres_that_say_they_are_degrees_are_refused(tmp_path):
    path = geojson(tmp_path / "a.geojson", line((600000, 5800000), (610000, 5800000)))
    refused(path, "reference system is not the one it names")


def test_a_file_without_a_reference_system_is_refused(tmp_path):
    path = tmp_path / "a.shp"
    shape = gpd.GeoDataFrame({"party": ["A"]}, geometry=[shapely.LineString([(23, 52), (24, 53)])])
    with pytest.warns(UserWarning, match="crs"):
        shape.to_file(path)
    refused(path, "names no reference system")


def test_several_layers_must_be_chosen_from(tmp_path):
    path = tmp_path / "a.gpkg"
    for name in ("first", "second"):
        frame = gpd.GeoDataFrame(geometry=[shapely.LineString([(37, 48), (39, 49)])], crs=4326)
        frame.to_file(path, layer=name)
    refused(path, "has the layers first, second")
    assert Border.from_file(path, ["A", "B"], layer="second").length_km > 100
    with pytest.raises(InputError, match="no layer 'third'"):
        Border.from_file(path, ["A", "B"], layer="third")


def test_names_that_are_no_file_are_refused(tmp_path):
    refused(tmp_path / "nowhere.geojson", "not there")
    (tmp_path / "folder.gpkg").mkdir()
    refused(tmp_path / "folder.gpkg", "is a folder")
    (tmp_path / "list.vrt").write_text("<OGRVRTDataSource/>")
    refused(tmp_path / "list.vrt", "shapes are read from")
    with pytest.raises(InputError, match="not there"):
        Border.from_file("/vsicurl/http://localhost/a.geojson", ["A", "B"])
    with pytest.raises(InputError):
        Border.from_file("a\0b.geojson", ["A", "B"])


def test_a_kml_with_entities_and_a_hostile_zip_are_refused(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text('<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>')
    refused(path, "declares a document type")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../out.shp", b"")
    refused(tmp_path / "a.zip", "points outside")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("readme.txt", b"nothing")
    refused(tmp_path / "b.zip", "holds no file that ends in .shp")


def test_a_kmz_of_placemarks_is_read_by_their_names(tmp_path):
    marks = "".join(
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in shapely.box(west, 52, west + 1, 53).exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, west in (("Poland", 23), ("Białoruś", 24))
    )
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", kml)
    border = Border.from_file(tmp_path / "a.kmz")
    assert border.parties == ("BLR", "POL")
    assert border.length_km == pytest.approx(111.27, abs=0.01)


def test_longitudes_past_180_degrees_are_put_where_they_lie(tmp_path):
    path = geojson(tmp_path / "a.geojson", line((178, 65), (183, 66)))
    (feature,) = read_features(path)
    assert feature.shape.bounds == (-180, 65, 180, 66)
    assert [part.bounds[2] for part in feature.shape.geoms] == [180, -177]


NUMBERS = st.one_of(
    st.floats(-400, 400), st.integers(-400, 400), st.sampled_from([1e300, -90.0, 180.0, -180.0])
)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=0, max_size=6)
LINES = st.builds(lambda xy: {"type": "LineString", "coordinates": xy}, POINTS)
RINGS = st.builds(lambda xy: {"type": "Polygon", "coordinates": [[*xy, *xy[:1]]]}, POINTS)
TEXT = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["BLR", "POL", "A", "disputed"]))


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.one_of(LINES, RINGS), TEXT), min_size=1, max_size=3),
    st.sampled_from([None, ["A", "B"], ["BLR", "POL"]]),
    st.sampled_from([None, 100.0]),
)
def test_whatever_is_drawn_is_a_border_or_a_refusal_in_one_line(tmp_path, drawn, parties, snap_m):
    path = tmp_path / "fuzz.geojson"
    features = [
        {"type": "Feature", "properties": {"party": text}, "geometry": geometry}
        for geometry, text in drawn
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    try:
        border = Border.from_file(path, parties, snap_m=snap_m)
    except CsbmError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either is right
    else:
        assert border.length_km > 0
        assert border.line.is_valid
