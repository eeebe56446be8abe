"""The curve of areas holds against the polygons, and its stated error holds too."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import csbm
from csbm.common.errors import UsageError
from csbm.geo.analysis.curve import area_curve


@pytest.fixture(scope="module")
def border():
    return csbm.Border.between("BLR", "POL")


def test_the_curve_agrees_with_the_polygons_within_its_error(border):
    curve = area_curve(border, [20, 80, 200], points=80_000)
    for number, depth in enumerate(curve.depths_km):
        parts = csbm.inspection_zone(border, float(depth)).parts
        for side, part in enumerate(parts):
            off = abs(curve.area_km2[number, side] - part.area_km2)
            assert off < 2 * curve.error_km2[number, side]


def test_areas_grow_along_the_curve(border):
    curve = area_curve(border, range(10, 101, 10), points=20_000)
    assert (np.diff(curve.area_km2, axis=0) > 0).all()


def test_a_narrow_zone_is_known_as_well_as_a_wide_one(border):
    """All from one curve up to 200 km: 1 km was off by 7 % when depths shared their points."""
    curve = area_curve(border, [1, 3, 5, 40, 200])
    for number, depth in enumerate([1.0, 3.0, 5.0]):
        for side, part in enumerate(csbm.inspection_zone(border, depth).parts):
            off = abs(curve.area_km2[number, side] - part.area_km2)
            assert off < 0.005 * part.area_km2
            assert off < 2 * curve.error_km2[number, side]


def test_the_perpendicular_rule_has_a_curve_too(border):
    curve = area_curve(border, [5, 80], tripoint="perpendicular", points=100_000)
    for number, depth in enumerate(curve.depths_km):
        zone = csbm.inspection_zone(border, float(depth), tripoint="perpendicular")
        for side, part in enumerate(zone.parts):
            off = abs(curve.area_km2[number, side] - part.area_km2)
            assert off < 2 * curve.error_km2[number, side]
            assert off < 0.01 * part.area_km2


def test_a_side_with_a_line_of_its_own_is_measured_from_it(tmp_path):
    path = tmp_path / "lines.geojson"
    line = shapely.LineString([(39.0, 48.9), (38.5, 48.6), (38.2, 48.2), (37.7, 47.9)])
    lines = [line, shapely.transform(line, lambda xy: xy - [0.3, 0.1])]
    gpd.GeoDataFrame({"party": ["B", "A"]}, geometry=lines, crs=4326).to_file(path)
    border = csbm.Border.from_file(path)
    curve = area_curve(border, [15, 40], points=100_000)
    for number, depth in enumerate([15, 40]):
        for side, part in enumerate(csbm.inspection_zone(border, depth).parts):
            off = abs(curve.area_km2[number, side] - part.area_km2)
            assert off < 2 * curve.error_km2[number, side]


def test_a_coast_bounds_the_curve():
    border = csbm.Border.between("KOR", "PRK")
    curve = area_curve(border, [80], points=40_000)
    for side, part in enumerate(csbm.inspection_zone(border, 80).parts):
        assert abs(curve.area_km2[0, side] - part.area_km2) < 2 * curve.error_km2[0, side]


def test_the_same_seed_gives_the_same_curve(border):
    one, other = (area_curve(border, [50], points=8_000, seed=7) for _ in range(2))
    assert (one.area_km2 == other.area_km2).all()


@pytest.mark.parametrize("depths", [[], [0.0], [80.0, 3000.0]])
def test_depths_that_cannot_be_are_refused(border, depths):
    with pytest.raises(UsageError, match=r"depth.*: give"):
        area_curve(border, depths)
