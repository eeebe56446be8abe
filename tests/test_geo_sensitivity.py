"""A second line: how far the lines are apart, which units flip, and what files are read."""

import json

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from toy_border import GEOD, NORTH, SOUTH, at_distances, toy_border, units_at

import csbm
from csbm.common.errors import InputError, UsageError
from csbm.geo.analysis.against import second_border
from csbm.geo.analysis.crossings import measured
from csbm.geo.analysis.sensitivity import apart
from csbm.geo.measure.geodesic import LineIndex


def test_two_meridians_are_farthest_apart_where_they_are_nearest_to_the_equator():
    one = LineIndex([[(20.0, SOUTH), (20.0, NORTH)]])
    other = LineIndex([[(20.05, SOUTH), (20.05, NORTH)]])
    found = apart(one, other)
    # From the southern end the perpendicular would meet the other south of it: its end is nearest,
    # or nearly; a search along it by another library decides.
    feet = np.linspace(SOUTH, SOUTH + 0.01, 4001)
    away = min(Geodesic.WGS84.Inverse(SOUTH, 20.0, foot, 20.05)["s12"] for foot in feet)
    assert found.largest_m == pytest.approx(away, abs=found.largest_error_m + 0.01)
    assert found.lat == pytest.approx(SOUTH, abs=1e-3)
    north = Geodesic.WGS84.Inverse(NORTH, 20.0, NORTH, 20.05)["s12"]
    assert north < found.mean_m < found.share_95_m < found.largest_m


def test_a_spike_is_found_between_vertices_and_only_one_way():
    plain = LineIndex([[(20.0, 50.0), (20.0, 52.0)]])
    spiked = LineIndex([[(20.0, 50.0), (20.0, 51.0), (20.2, 51.001), (20.0, 51.002), (20.0, 52.0)]])
    out, back = apart(spiked, plain), apart(plain, spiked)
    assert out.largest_m == pytest.approx(
        Geodesic.WGS84.Inverse(51.001, 20.2, 51.001, 20.0)["s12"], abs=0.5
    )
    assert (out.lon, out.lat) == pytest.approx((20.2, 51.001), abs=1e-5)
    assert back.largest_m < 120  # halfway across the foot of the spike, 222 m wide


def test_a_line_is_nowhere_from_itself():
    border = csbm.Border.between("BLR", "POL")
    index = LineIndex([shapely.get_coordinates(line) for line in border.line.geoms])
    assert apart(index, index).largest_m < 1e-3


def test_a_moved_line_is_as_far_as_it_was_moved():
    border = csbm.Border.between("BLR", "LTU")
    lines = [shapely.get_coordinates(line) for line in border.line.geoms]
    moved = []
    for line in lines:
        lon, lat, _ = GEOD.fwd(*line.T, np.full(len(line), 60.0), np.full(len(line), 400.0))
        moved.append(np.column_stack([lon, lat]))
    found = apart(LineIndex(lines), LineIndex(moved))
    assert 395 < found.largest_m < 400.5


def test_units_between_the_lines_flip_and_others_do_not():
    border, other = toy_border(), toy_border(lon=20.02)
    shift_km = GEOD.inv(20.0, 51.0, 20.02, 51.0)[2] / 1000  # 1.4 km
    units = at_distances([49.3, 40.0], [50.7, 60.0])
    told = csbm.compare(border, units, depths_km=[50], against=other)
    found = told.sensitivity
    assert [flip.id for flip in found.flips] == ["u0", "u2"]
    west, east = found.flips
    assert (west.status, west.status_against) == ("in", "out")
    assert (east.status, east.status_against) == ("out", "in")
    assert west.distance_against_km - west.distance_km == pytest.approx(shift_km, rel=0.05)
    assert found.largest_m == max(found.there.largest_m, found.back.largest_m)


def test_areas_with_the_other_line_are_those_of_its_own_zone():
    border, other = toy_border(), toy_border(lon=20.02)
    found = csbm.compare(border, units_at([], []), depths_km=[50], against=other).sensitivity
    parts = csbm.inspection_zone(other, 50).parts
    for change, part in zip(found.areas, parts, strict=True):
        assert change.area_against_km2 == part.area_km2
    # The land stays: what the west gains the east loses, but for the stretch near the ends.
    assert found.areas[0].change_km2 == pytest.approx(-found.areas[1].change_km2, rel=0.02)
    assert found.areas[0].change_km2 < -900


def save(path, geometry, **more):
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(geometry)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature], **more}))
    return path


def test_a_file_of_lines_is_merged_and_its_ends_are_those_of_the_first(tmp_path):
    border = csbm.Border.between("BLR", "POL")
    pieces = [part for line in border.line.geoms for part in np.array_split(line.coords, 3)]
    joined = [
        np.vstack([part, pieces[number + 1][:1]]) if number + 1 < len(pieces) else part
        for number, part in enumerate(pieces)
    ]
    path = save(tmp_path / "line.geojson", shapely.MultiLineString(joined))
    other, note = second_border(border, str(path))
    assert other.length_km == pytest.approx(border.length_km, abs=0.01)
    assert {end.kind for end in other.ends} == {end.kind for end in border.ends}
    assert "first border's" in note
    units = csbm.bundled_units()
    one, two = measured(border, units), measured(other, units)
    assert np.abs(one.distance_km - two.distance_km).max() < 1e-6
    assert apart(one.index, two.index).largest_m < 1e-3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (shapely.box(20, 50, 21, 51), "does not say whose land it is"),
        (shapely.Point(20, 50), "holds Point"),
        (shapely.LineString([(20, 50), (20, 50)]), "no line"),
        (None, "not what its ending"),
    ],
)
def test_what_is_no_line_is_refused(tmp_path, content, words):
    path = tmp_path / "line.geojson"
    if content is None:
        path.write_text("no GeoJSON at all")
    else:
        save(path, content)
    with pytest.raises(InputError, match=words):
        second_border(toy_border(), str(path))


def test_a_table_without_geometry_is_refused(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("name,lat,lon\na,50,20\n")
    with pytest.raises(InputError, match="shapes are read from"):
        second_border(toy_border(), str(path))


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="not there"):
        second_border(toy_border(), "nowhere.geojson")


def test_polygons_are_a_second_line_with_land_of_their_own(tmp_path):
    border = toy_border()
    path = tmp_path / "polygons.geojson"
    shapes = [shapely.box(10, 48, 20.02, 54), shapely.box(20.02, 48, 30, 54)]
    features = [
        {"type": "Feature", "properties": {"party": name}, "geometry": shapely.geometry.mapping(s)}
        for name, s in zip(border.parties, shapes, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    other, note = second_border(border, str(path))
    assert np.abs(shapely.get_coordinates(other.line)[:, 0] - 20.02).max() == 0
    assert other.accuracy_m == border.accuracy_m
    assert "taken from the first border" in note
    # East of the old line, west of the new one: the land changes hands.
    found = csbm.compare(border, units_at([20.01], [51.0]), depths_km=[50], against=other)
    (flip,) = found.sensitivity.flips
    assert (flip.side, flip.side_against) == (border.parties[1], border.parties[0])


def test_another_source_is_another_line_or_a_plain_refusal():
    border = csbm.Border.between("BLR", "POL")
    try:
        other, _ = second_border(border, "natural-earth")
    except UsageError as error:
        assert "file of lines" in str(error)  # noqa: PT017  # either is right
    else:
        assert other.source != border.source
