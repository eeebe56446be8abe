"""Lines that are awkward to measure from, and points around them."""

import numpy as np

from csbm.geo.measure.ellipsoid import GEOD

PARALLEL_49 = np.stack([np.arange(-123.0, -95.0, 0.05), np.full(560, 49.0)], axis=-1)
ZIGZAG = np.array(
    [[23.6, 50.8], [23.5, 51.6], [23.6, 52.1], [23.2, 52.3], [23.9, 53.1], [23.5, 53.9]]
)
RING = np.array([[28.0, -29.0], [29.0, -29.2], [29.2, -30.2], [28.1, -30.4], [28.0, -29.0]])
SEAM = np.array([[179.2, 65.0], [179.9, 65.4], [-179.4, 65.3], [-178.8, 66.0]])
POLAR = np.array([[0.0, 89.2], [90.0, 89.4], [179.0, 89.3]])
LINES = {"parallel": PARALLEL_49, "zigzag": ZIGZAG, "ring": RING, "seam": SEAM, "polar": POLAR}


def points_around(line, count, reach_m, seed=1):
    rng = np.random.default_rng(seed)
    start = line[rng.integers(0, len(line), count)]
    lon, lat, _ = GEOD.fwd(
        start[:, 0], start[:, 1], rng.uniform(0, 360, count), reach_m * rng.uniform(0, 1, count)
    )
    return np.asarray(lon), np.asarray(lat)
