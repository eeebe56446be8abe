"""The grid that says of most points that no line is near: it never says so of one that is."""

import numpy as np
import pytest
import shapely

import csbm
from csbm.geo.measure.geodesic import LineIndex
from csbm.screening.near import NearLines


@pytest.mark.parametrize("name", ["POL", "NOR", "RUS", "FJI"])
def test_who_is_near_is_never_told_to_be_far(name):
    atlas = csbm.Border.between("BLR", "POL").atlas
    lines = shapely.boundary(atlas.territory(name, [(-180.0, -90.0, 180.0, 90.0)]))
    places = shapely.get_coordinates(lines)
    rng = np.random.default_rng(1)
    some = places[rng.choice(len(places), 4_000)]
    lon = np.clip(some[:, 0] + rng.normal(0, 0.05, len(some)), -179.8, 179.8)
    lat = np.clip(some[:, 1] + rng.normal(0, 0.03, len(some)), -89.9, 89.9)
    lon = np.append(lon, rng.uniform(-179.8, 179.8, 2_000))
    lat = np.append(lat, rng.uniform(-85, 85, 2_000))
    high = rng.choice([0.0, 1e-4, 0.01, 0.04, 0.2], len(lon))
    wide = high / np.cos(np.radians(np.minimum(np.abs(lat) + high, 89.99)))
    told = NearLines(lines).maybe(lon, lat, high, wide)
    index = LineIndex([shapely.get_coordinates(part) for part in shapely.get_parts(lines)])
    near = index.nearest(lon, lat).distance_m <= 110_500 * high - 50
    assert not (near & ~told).any()
    assert near.any()
    assert (~told).sum() > 500


def test_without_lines_nobody_is_near():
    none = NearLines(shapely.MultiLineString())
    few = np.array([0.0, 180.0])
    assert not none.maybe(few, few / 2, few * 0, few * 0).any()
