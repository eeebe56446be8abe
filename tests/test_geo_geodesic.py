"""Distances, nearest points and azimuths hold to the truth, on either path."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csbm.common.errors import InputError
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex

from awkward import LINES, PARALLEL_49, ZIGZAG, points_around
from plain_measure import PlainIndex


def slow_truth(line, lon, lat):
    """Walk every edge and take the least of PROJ's distances by golden section."""
    least = np.full(len(lon), np.inf)
    shrink = (np.sqrt(5) - 1) / 2
    for a, b in itertools.pairwise(line):
        azimuth, _, length = GEOD.inv(*a, *b)

        def at(s, a=a, azimuth=azimuth):
            count = np.ones(len(lon))
            x, y, _ = GEOD.fwd(a[0] * count, a[1] * count, azimuth * count, s)
            return np.asarray(GEOD.inv(x, y, lon, lat)[2])

        low, high = np.zeros(len(lon)), np.full(len(lon), length)
        for _ in range(60):
            c, d = high - shrink * (high - low), low + shrink * (high - low)
            left = at(c) < at(d)
            high, low = np.where(left, d, high), np.where(left, low, c)
        least = np.minimum(
            least, np.minimum(at((low + high) / 2), np.minimum(at(low * 0), at(low * 0 + length)))
        )
    return least


@pytest.mark.parametrize("made", [LineIndex, PlainIndex])
@pytest.mark.parametrize("reach_m", [10.0, 80_000.0, 2_000_000.0])
@pytest.mark.parametrize("name", ["zigzag", "ring", "seam", "polar"])
def test_a_distance_is_the_least_over_every_edge(name, reach_m, made):
    line = LINES[name]
    lon, lat = points_around(line, 40, reach_m)
    near = made([line]).nearest(lon, lat)
    assert np.abs(near.distance_m - slow_truth(line, lon, lat)).max() < 1e-4


@pytest.mark.parametrize("name", LINES)
def test_both_paths_give_the_same_answers(name):
    lon, lat = points_around(LINES[name], 2000, 1_000_000.0)
    plain, fast = (made([LINES[name]]).nearest(lon, lat) for made in (PlainIndex, LineIndex))
    assert np.abs(plain.distance_m - fast.distance_m).max() < 1e-5
    apart = np.asarray(GEOD.inv(plain.lon, plain.lat, fast.lon, fast.lat)[2])
    # Points equally far from two places of the line may be told either.
    assert np.quantile(apart, 0.995) < 1e-3


@pytest.mark.parametrize("made", [LineIndex, PlainIndex])
def test_the_nearest_point_lies_at_the_distance_and_azimuth_told(made):
    lon, lat = points_around(ZIGZAG, 500, 300_000.0)
    near = made([ZIGZAG]).nearest(lon, lat)
    reached = GEOD.fwd(lon, lat, near.azimuth_deg, near.distance_m)
    apart = np.asarray(GEOD.inv(reached[0], reached[1], near.lon, near.lat)[2])
    assert apart.max() < 1e-4


def test_a_point_on_the_line_has_distance_zero():
    near = LineIndex([ZIGZAG]).nearest(ZIGZAG[:, 0], ZIGZAG[:, 1])
    assert near.distance_m.max() < 1e-8


def test_how_far_along_the_nearest_point_lies_is_told():
    index = LineIndex([PARALLEL_49])
    near = index.nearest([-124.0, -94.0], [49.0, 48.5])
    assert near.along_m[0] == pytest.approx(0.0, abs=1e-6)
    assert near.along_m[1] == pytest.approx(index.length_m, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.floats(-180, 180), st.floats(-89, 89), st.integers(1, 9))
def test_direction_and_extra_vertices_change_nothing(lon, lat, parts):
    line = ZIGZAG + [lon - 23.5, 0.0]
    denser = [line[:1]]
    for a, b in itertools.pairwise(line):
        azimuth, _, length = GEOD.inv(*a, *b)
        x, y, _ = GEOD.fwd(
            np.full(parts, a[0]),
            np.full(parts, a[1]),
            np.full(parts, azimuth),
            length * np.arange(1, parts + 1) / parts,
        )
        denser.append(np.stack([x, y], axis=-1))
    near = [
        LineIndex([one]).nearest([lon], [lat]).distance_m[0]
        for one in (line, line[::-1], np.vstack(denser))
        if np.abs(lat - 52) < 60
    ]
    if near:
        assert max(near) - min(near) < 1e-4


@settings(max_examples=80, deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_a_distance_changes_by_no_more_than_one_moves(lon0, lat0, lon1, lat1):
    index = LineIndex([ZIGZAG])
    near = index.nearest([lon0, lon1], [lat0, lat1])
    if near.distance_m.max() > 5e6:
        return
    moved = GEOD.inv(lon0, lat0, lon1, lat1)[2]
    assert abs(near.distance_m[0] - near.distance_m[1]) <= moved + 1e-6


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [(0.0, 95.0, "latitude 95"), (float("nan"), 0.0, "longitude nan"), (0.0, float("inf"), "inf")],
)
def test_a_position_that_is_not_on_earth_is_refused(lon, lat, words):
    with pytest.raises(InputError, match=words):
        LineIndex([ZIGZAG]).nearest([lon], [lat])


@pytest.mark.parametrize("lines", [[], [np.empty((0, 2))], [[[0.0, 91.0], [1.0, 0.0]]]])
def test_a_line_without_a_position_is_refused(lines):
    with pytest.raises(InputError, match="the line to measure from"):
        LineIndex(lines)


@pytest.mark.parametrize("made", [LineIndex, PlainIndex])
def test_the_other_side_of_the_earth_is_far(made):
    lon, lat = ZIGZAG[:, 0] + 180.0, -ZIGZAG[:, 1]
    near = made([ZIGZAG]).nearest(lon, lat)
    assert (near.distance_m > 19_000_000).all()
