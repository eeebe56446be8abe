"""Land of training areas inside: against rectangles whose areas are reckoned by other means."""

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod
from toy_border import LON, toy_border, units_at

import csbm
from csbm.geo.analysis.training import training_land

GEOD = Geod(ellps="WGS84")


def km2(shape):
    """Area by PROJ, edges short enough to be geodesics."""
    return abs(GEOD.geometry_area_perimeter(shapely.segmentize(shape, 0.01))[0]) / 1e6


def areas(*shapes, kind="training_area", accuracy_m=0.0):
    points = [shape.representative_point() for shape in shapes]
    frame = units_at([p.x for p in points], [p.y for p in points], accuracy_m=accuracy_m)
    frame["kind"] = kind
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=list(shapes), crs=4326)


def land(units, depth_km=50):
    found = csbm.compare(toy_border(accuracy_m=10.0), units, depths_km=[depth_km])
    return [side.training for side in found.depths[0].sides]


def test_an_area_astride_the_border_counts_on_each_side_what_lies_there():
    shape = shapely.box(LON - 0.1, 50, LON + 0.3, 50.2)
    west, east = land(areas(shape))
    assert west.area_km2 == pytest.approx(km2(shapely.box(LON - 0.1, 50, LON, 50.2)), rel=1e-6)
    assert east.area_km2 == pytest.approx(km2(shapely.box(LON, 50, LON + 0.3, 50.2)), rel=1e-6)
    assert (west.areas, east.areas, west.points) == (1, 1, 0)


def test_only_what_lies_within_the_depth_counts():
    # 50 km east of the meridian, squarely; the area goes on beyond.
    edge, _, _ = GEOD.fwd(LON, 50.1, 90, 50_000)
    shape = shapely.box(LON + 0.5, 50, LON + 1.0, 50.2)
    _, east = land(areas(shape))
    assert east.area_km2 == pytest.approx(km2(shapely.box(LON + 0.5, 50, edge, 50.2)), rel=5e-3)
    # The zone's edge runs 22 km through it, known to 0 m here and 10 m of the border.
    length_m = GEOD.inv(edge, 50, edge, 50.2)[2]
    assert east.error_km2 == pytest.approx(length_m * 10 / 1e6, rel=0.01)
    _, nearer = land(areas(shape, accuracy_m=500))
    assert nearer.error_km2 == pytest.approx(length_m * 510 / 1e6, rel=0.01)


def test_land_of_two_areas_counts_once_and_other_kinds_do_not():
    one, two = shapely.box(20.1, 50, 20.3, 50.2), shapely.box(20.2, 50, 20.4, 50.2)
    _, east = land(areas(one, two))
    assert east.area_km2 == pytest.approx(km2(shapely.box(20.1, 50, 20.4, 50.2)), rel=1e-6)
    assert east.areas == 2
    _, east = land(areas(one, two, kind="base"))
    assert (east.area_km2, east.areas) == (0, 0)


def test_a_training_area_known_as_a_point_adds_no_land_but_is_told():
    units = units_at([20.2, 25.0], [50.0, 50.0])
    units["kind"] = "training_area"
    _, east = land(units)
    assert (east.area_km2, east.areas, east.points) == (0, 0, 1)


def test_land_grows_with_the_depth():
    shape = shapely.box(20.1, 50, 21.5, 50.2)
    units = areas(shape)
    found = csbm.compare(toy_border(), units, depths_km=[10, 30, 60, 120])
    grown = [depth.sides[1].training.area_km2 for depth in found.depths]
    assert grown == sorted(grown)
    assert grown[-1] == pytest.approx(km2(shape), rel=1e-6)
    assert found.as_json()["depths"][0]["sides"]["BBB"]["training_area_km2"] == grown[0]


def test_no_unit_is_no_land():
    units = units_at([], [])
    part = csbm.inspection_zone(toy_border(), 50).parts[0].geometry
    assert training_land(units, part, units["kind"] == "x", border_m=0).area_km2 == 0
