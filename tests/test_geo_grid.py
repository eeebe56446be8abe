"""The sieve answers as the distance does, for every point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.measure.grid import DepthGrid

from awkward import LINES, points_around


@pytest.mark.parametrize("depth_km", [5.0, 80.0, 500.0])
@pytest.mark.parametrize("name", LINES)
def test_every_point_is_told_as_its_distance_tells(name, depth_km):
    index = LineIndex([LINES[name]])
    sieve = DepthGrid(index, depth_km * 1000)
    lon, lat = points_around(LINES[name], 20_000, depth_km * 2000)
    rng = np.random.default_rng(2)
    lon = np.concatenate([lon, lon + 360, rng.uniform(-180, 180, 5000)])
    lat = np.concatenate([lat, lat, rng.uniform(-90, 90, 5000)])
    truth = index.nearest(lon, lat).distance_m <= depth_km * 1000
    assert (sieve.within(lon, lat) == truth).all()


def test_the_edge_itself_is_within():
    index = LineIndex([LINES["zigzag"]])
    distance = index.nearest([22.5], [52.0]).distance_m[0]
    assert DepthGrid(index, float(distance) + 1e-6).within([22.5], [52.0])[0]
    assert not DepthGrid(index, float(distance) - 1e-3).within([22.5], [52.0])[0]


@settings(max_examples=20, deadline=None)
@given(st.floats(-180, 180), st.floats(-89, 89), st.floats(1, 700))
def test_a_line_anywhere_is_sieved_as_measured(lon, lat, depth_km):
    line = np.array([[lon, lat], [lon + 1.0, max(min(lat + 0.7, 89.9), -89.9)]])
    index = LineIndex([line])
    x, y = points_around(line, 2000, depth_km * 1800)
    truth = index.nearest(x, y).distance_m <= depth_km * 1000
    assert (DepthGrid(index, depth_km * 1000).within(x, y) == truth).all()
