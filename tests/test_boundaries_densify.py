"""Edges straight in lon/lat become geodesic edges on the same ground."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod

from csbm.geo.measure.densify import AGREEMENT_M, densified, pieces_needed

GEOD = Geod(ellps="WGS84")
LON = st.floats(-179, 179)
LAT = st.floats(-84, 84)


def bulge_m(xy):
    """Largest distance from the middle of a straight lon/lat edge to the edge's geodesic."""
    a, b = xy[:-1], xy[1:]
    middle = (a + b) / 2
    to_b, _, _ = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    to_middle, _, far = GEOD.inv(a[:, 0], a[:, 1], middle[:, 0], middle[:, 1])
    return np.abs(np.sin(np.radians(to_middle - to_b)) * far).max()


@given(LON, LAT, st.floats(-20, 20), st.floats(-20, 20))
@example(25.0, 22.0, 6.0, 0.0)  # Egypt and Sudan
@example(-123.0, 49.0, 28.0, 0.0)  # the 49th parallel
@example(10.0, -5.0, 3.0, 10.0)  # across the equator
def test_both_readings_of_a_densified_edge_agree_within_five_centimetres(lon, lat, dx, dy):
    edge = np.array([[lon, lat], [np.clip(lon + dx, -180, 180), np.clip(lat + dy, -85, 85)]])
    if (edge[0] == edge[1]).all():
        return
    assert bulge_m(densified(edge)) <= AGREEMENT_M


@given(LON, LAT, LON, LAT)
def test_direction_does_not_change_a_bit(lon1, lat1, lon2, lat2):
    edge = np.array([[lon1, lat1], [lon2, lat2]])
    assert (densified(edge) == densified(edge[::-1])[::-1]).all()


def test_a_parallel_of_661_km_was_off_by_more_than_three_kilometres_before():
    edge = np.array([[25.0, 22.0], [31.4, 22.0]])
    assert bulge_m(edge) == pytest.approx(3500, rel=0.2)
    assert bulge_m(densified(edge)) <= AGREEMENT_M


def test_vertices_of_the_source_stay_as_they_are():
    line = np.array([[23.1, 51.2], [23.5, 51.9], [24.9, 52.0]])
    dense = densified(line)
    assert [tuple(p) for p in line] == [tuple(p) for p in dense if (line == p).all(axis=1).any()]
    assert len(dense) > len(line)


def test_meridians_and_the_equator_need_no_vertex():
    start, stop = np.array([[20.0, -60.0], [-30.0, 0.0]]), np.array([[20.0, 70.0], [40.0, 0.0]])
    assert pieces_needed(start, stop).tolist() == [1, 1]
