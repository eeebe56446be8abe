"""What the benchmarks measure on: borders, synthetic lines, points; and how they take time."""

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from csbm import Border
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.zones.zone import line_index

Floats = NDArray[np.float64]

BORDERS = (
    "BLR-POL",
    "KAZ-RUS",
    "CAN-USA",
    "NOR-RUS",
    "FIN-RUS",
    "ARG-CHL",
    "IND-PAK",
    "CHN-IND",
    "KOR-PRK",
    "BOL-BRA",
    "EGY-SDN",
    "LSO-ZAF",
    "ITA-VAT",
    "ESP-MAR",
)


def _zigzag(lon: Floats, lat: Floats, swing_deg: float) -> Floats:
    """Return a line through these points that swings north and south of them."""
    return np.stack([lon, lat + swing_deg * np.resize([1.0, -0.4, 0.2, -1.0, 0.6], len(lon))], -1)


def _wrapped(line: Floats) -> Floats:
    return np.stack([(line[:, 0] + 180.0) % 360.0 - 180.0, line[:, 1]], axis=-1)


def synthetic() -> dict[str, list[Floats]]:
    """Return lines where projections fail: across the antimeridian, and about the poles."""
    over_pole = [
        GEOD.fwd(30.0, 89.5, 160.0 + turn, 40e3 * n)[:2]
        for n, turn in enumerate([0, 2, -3, 4, -2, 3])
    ]
    around = np.linspace(-170.0, 120.0, 60)
    return {
        "antimeridian, 65° N": [
            _wrapped(_zigzag(np.linspace(176, 184, 41), np.full(41, 65.0), 0.2))
        ],
        "antimeridian, equator": [_wrapped(_zigzag(np.linspace(175, 186, 50), np.zeros(50), 0.5))],
        "antimeridian, along it": [
            _wrapped(np.stack([180 + 0.05 * np.sin(np.arange(60)), np.linspace(-19, -12, 60)], -1))
        ],
        "round the north pole, 60 to 90 km off": [_zigzag(around, np.full(60, 89.33), 0.12)],
        "past the south pole, 20 km off": [
            np.array(
                [[-60.0, -88.5], [-75.0, -89.4], [-140.0, -89.82], [160.0, -89.6], [130.0, -88]]
            )
        ],
        "over the north pole": [np.array(over_pole)],
    }


def line_of(name: str) -> LineIndex:
    """Return a border's line (``AAA-BBB``) or a synthetic one, ready to be measured from."""
    made = synthetic()
    if name in made:
        return LineIndex(made[name])
    return line_index(Border.between(*name.split("-")))


def around(index: LineIndex, count: int, *, reach_m: float = 160e3, seed: int = 1) -> Floats:
    """Return points all over a line's surroundings, shape (count, 2), degrees."""
    rng = np.random.default_rng(seed)
    vertices = np.vstack(index.lines)
    pick = rng.integers(0, len(vertices), count)
    lon, lat, _ = GEOD.fwd(
        vertices[pick, 0],
        vertices[pick, 1],
        rng.uniform(0, 360, count),
        reach_m * np.sqrt(rng.uniform(0, 1, count)),
    )
    return np.stack([lon, lat], axis=-1)


def cpu_s(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Return the median CPU time of a piece of work in this process, seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)
