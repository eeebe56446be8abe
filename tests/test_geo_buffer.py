"""The zone's edge is at the depth everywhere, and encloses all and only what is within it."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import csbm
from csbm.common.errors import UsageError
from csbm.geo.measure.area import area_m2
from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex

from awkward import LINES, points_around


def edge_samples(zone, per_edge=9):
    """Points on every edge, straight in longitude and latitude; cuts at ±180 and poles left out."""
    found = []
    for polygon in zone.geoms:
        for ring in (polygon.exterior, *polygon.interiors):
            xy = shapely.get_coordinates(ring)
            a, b = xy[:-1], xy[1:]
            cut = (np.abs(np.abs(a[:, 0]) - 180) < 1e-9) & (np.abs(np.abs(b[:, 0]) - 180) < 1e-9)
            cut |= (np.abs(a[:, 1]) > 90 - 1e-9) & (np.abs(b[:, 1]) > 90 - 1e-9)
            shares = np.linspace(0.0, 1.0, per_edge)
            found.extend((a + share * (b - a))[~cut] for share in shares)
    return np.vstack(found)


def holds(zone, lon, lat):
    lon = (lon + 180) % 360 - 180
    return shapely.intersects_xy(zone, lon, lat)


@pytest.mark.parametrize("tolerance_m", [1.0, 0.1])
@pytest.mark.parametrize("depth_km", [5, 80, 500])
@pytest.mark.parametrize("name", LINES)
def test_the_edge_is_within_the_tolerance_and_nothing_is_missing(name, depth_km, tolerance_m):
    index = LineIndex([LINES[name]])
    zone = geodesic_buffer(index, depth_km * 1000.0, tolerance_m=tolerance_m)
    assert zone.is_valid
    edge = edge_samples(zone)
    off = index.nearest(edge[:, 0], edge[:, 1]).distance_m - depth_km * 1000.0
    assert np.abs(off).max() <= tolerance_m
    lon, lat = points_around(LINES[name], 4000, depth_km * 1500.0)
    off = index.nearest(lon, lat).distance_m - depth_km * 1000.0
    clear = np.abs(off) > tolerance_m
    assert (holds(zone, lon, lat) == (off <= 0))[clear].all()


def test_a_ring_leaves_a_hole_that_closes_as_the_depth_grows():
    index = LineIndex([LINES["ring"]])
    assert [len(geodesic_buffer(index, d * 1000.0).geoms[0].interiors) for d in (10, 40, 80)] == [
        1,
        1,
        0,
    ]


def test_the_buffer_of_a_point_is_a_geodesic_disc():
    zone = geodesic_buffer(LineIndex([[[23.7, 52.1]]]), 100_000.0, tolerance_m=0.1)
    lon, lat, _ = GEOD.fwd(
        np.full(3600, 23.7), np.full(3600, 52.1), np.arange(3600) / 10, np.full(3600, 1e5)
    )
    disc = abs(GEOD.polygon_area_perimeter(lon, lat)[0])
    # A chord polygon of 3,600 sides misses 5e-7 of the disc; the zone's edge 2 pi r x 0.1 m.
    assert area_m2(zone) == pytest.approx(disc, rel=4e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1.5, 1.5), st.floats(-1.0, 1.0)), min_size=2, max_size=12, unique=True
    ),
    st.floats(-180, 180),
    st.floats(-85, 85),
    st.sampled_from([2.0, 30.0, 150.0]),
)
def test_any_line_anywhere_gets_a_buffer_that_agrees_with_the_distance(steps, lon, lat, depth_km):
    line = np.array(steps) + [lon, 0.0]
    line[:, 1] = np.clip(line[:, 1] + lat, -89.9, 89.9)
    line[:, 0] = (line[:, 0] + 180) % 360 - 180
    index = LineIndex([line])
    zone = geodesic_buffer(index, depth_km * 1000.0, tolerance_m=1.0)
    edge = edge_samples(zone, per_edge=5)
    off = index.nearest(edge[:, 0], edge[:, 1]).distance_m - depth_km * 1000.0
    assert np.abs(off).max() <= 1.0
    lon, lat = points_around(line, 300, depth_km * 1500.0)
    off = index.nearest(lon, lat).distance_m - depth_km * 1000.0
    clear = np.abs(off) > 1.0
    assert (holds(zone, lon, lat) == (off <= 0))[clear].all()


@pytest.mark.parametrize("depth_m", [0.0, -1.0, 9e6, float("nan")])
def test_a_depth_that_is_none_is_refused(depth_m):
    with pytest.raises(UsageError, match="depth"):
        geodesic_buffer(LineIndex([LINES["zigzag"]]), depth_m)


def test_a_corner_between_two_samples_is_not_missed():
    # Libya-Chad at 200 km has two fronts that meet between the quarters of a long edge.
    border = csbm.Border.between("LBY", "TCD")
    index = LineIndex([shapely.get_coordinates(line) for line in border.line.geoms])
    zone = geodesic_buffer(index, 200_000.0, tolerance_m=1.0)
    edge = edge_samples(zone, per_edge=65)
    off = index.nearest(edge[:, 0], edge[:, 1]).distance_m - 200_000.0
    assert np.abs(off).max() <= 1.0
