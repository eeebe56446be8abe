"""Areas are the ellipsoid's, exact, and add up."""

import numpy as np
import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st

from csbm.geo.measure.area import area_m2
from csbm.geo.measure.ellipsoid import GEOD


def test_the_earth_has_the_area_that_is_published():
    # Moritz, Geodetic Reference System 1980: authalic radius; WGS84 differs in the 8th digit.
    assert area_m2(shapely.box(-180, -90, 180, 90)) == pytest.approx(5.10065621724e14, rel=1e-11)


def test_an_area_agrees_with_proj_on_densified_edges():
    polygon = shapely.Point(23.0, 52.0).buffer(1.0)
    dense = shapely.segmentize(polygon, 0.0005)
    assert area_m2(polygon) == pytest.approx(abs(GEOD.geometry_area_perimeter(dense)[0]), rel=1e-9)


def test_a_hole_is_no_area():
    shell, hole = shapely.box(20, 50, 24, 54), shapely.box(21, 51, 22, 52)
    whole = area_m2(shapely.difference(shell, hole))
    assert whole == pytest.approx(area_m2(shell) - area_m2(hole), rel=1e-12)


def test_what_is_no_polygon_has_no_area():
    assert area_m2(shapely.GeometryCollection([shapely.Point(0, 0), shapely.Polygon()])) == 0.0


@settings(max_examples=60, deadline=None)
@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(-3, 3), st.integers(0, 2**32 - 1))
def test_the_parts_of_a_cut_polygon_add_up(lon, lat, slope, seed):
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 40))
    star = np.stack([lon + 5 * np.cos(turn), lat + 4 * np.sin(turn)], axis=-1)
    polygon = shapely.make_valid(shapely.Polygon(star))
    knife = shapely.LineString([(lon - 20, lat - 20 * slope), (lon + 20, lat + 20 * slope)])
    parts = shapely.ops.split(polygon, knife) if polygon.geom_type == "Polygon" else polygon
    total = sum(area_m2(part) for part in shapely.get_parts(parts))
    assert total == pytest.approx(area_m2(polygon), rel=1e-9)
