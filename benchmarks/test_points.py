"""A million points around BLR-POL: in or out, and exact distances, beside others. CPU time."""

import time
import tracemalloc

import numpy as np
import pytest
import shapely
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.spatial import cKDTree

from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.ellipsoid import GEOD, normals, surface
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.measure.grid import DepthGrid

from workload import Floats, around, line_of

COUNT = 1_000_000
Points = tuple[Floats, Floats]
in_out = pytest.mark.benchmark(
    group="in or out, 1,000,000 points, BLR-POL, 80 km", timer=time.process_time
)
distances = pytest.mark.benchmark(
    group="distance, 1,000,000 points, BLR-POL", timer=time.process_time
)


@pytest.fixture(scope="module")
def index() -> LineIndex:
    return line_of("BLR-POL")


@pytest.fixture(scope="module")
def points(index: LineIndex) -> Points:
    lon, lat = around(index, COUNT).T
    return lon.copy(), lat.copy()


@pytest.fixture(scope="module")
def exact_m(index: LineIndex, points: tuple[Floats, Floats]) -> Floats:
    return index.nearest(*points).distance_m


@in_out
def test_sieve_once_built(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    sieve = DepthGrid(index, 80e3)
    found = benchmark.pedantic(sieve.within, args=points, rounds=5, warmup_rounds=1)
    assert np.array_equal(found, exact_m <= 80e3)


@in_out
def test_sieve_and_building_it(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    found = benchmark.pedantic(
        lambda: DepthGrid(index, 80e3).within(*points), rounds=3, warmup_rounds=1
    )
    assert np.array_equal(found, exact_m <= 80e3)


@in_out
def test_contains_xy_and_distance_near_the_edge(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    """The zone at 1 m less and 1 m more than the depth leaves few points to be measured."""
    inner, outer = (geodesic_buffer(index, 80e3 + d, tolerance_m=1.0) for d in (-1.0, 1.0))
    for zone in (inner, outer):
        shapely.prepare(zone)

    def inside() -> np.ndarray:
        found = shapely.contains_xy(inner, *points)
        rest = np.flatnonzero(~found)
        doubt = rest[shapely.contains_xy(outer, points[0][rest], points[1][rest])]
        near = index.nearest(points[0][doubt], points[1][doubt])
        found[doubt] = near.distance_m <= 80e3
        return found

    found = benchmark.pedantic(inside, rounds=3, warmup_rounds=1)
    assert np.array_equal(found, exact_m <= 80e3)


@in_out
def test_contains_xy_alone_wrong_within_the_tolerance(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    zone = geodesic_buffer(index, 80e3, tolerance_m=1.0)
    shapely.prepare(zone)
    found = benchmark.pedantic(shapely.contains_xy, args=(zone, *points), rounds=3, warmup_rounds=1)
    benchmark.extra_info["wrong"] = int((found != (exact_m <= 80e3)).sum())


@distances
def test_nearest_compiled(benchmark: BenchmarkFixture, index: LineIndex, points: Points) -> None:
    benchmark.pedantic(index.nearest, args=points, rounds=5, warmup_rounds=1)


@distances
def test_floor_one_geod_inv_a_point(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    """PROJ's exact distance to a point that is already known: no search at all."""
    near = index.nearest(*points)
    found = benchmark.pedantic(
        GEOD.inv, args=(*points, near.lon, near.lat), rounds=5, warmup_rounds=1
    )
    assert np.abs(found[2] - exact_m).max() < 1e-3


@distances
def test_ckdtree_of_the_vertices_wrong(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points, exact_m: Floats
) -> None:
    """The nearest vertex, straight through the Earth: a search and no measure."""
    vertices = np.vstack(index.lines)
    tree = cKDTree(surface(normals(*vertices.T)))

    def nearest() -> Floats:
        return tree.query(surface(normals(*points)))[0]

    found = benchmark.pedantic(nearest, rounds=3, warmup_rounds=1)
    benchmark.extra_info["worst_m"] = float(np.abs(found - exact_m).max())


@pytest.mark.benchmark(group="memory", timer=time.process_time)
def test_memory_beside_the_answers(
    benchmark: BenchmarkFixture, index: LineIndex, points: Points
) -> None:
    """What the measure needs over and above its answers, by number of points."""

    def peaks() -> dict[int, int]:
        found = {}
        for count in (10_000, 100_000, 1_000_000):
            part = points[0][:count], points[1][:count]
            tracemalloc.start()
            near = index.nearest(*part)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            found[count] = (peak - sum(column.nbytes for column in near)) // count
        return found

    index.nearest(points[0][:10], points[1][:10])
    found = benchmark.pedantic(peaks, rounds=1)
    benchmark.extra_info["bytes_a_point"] = found
