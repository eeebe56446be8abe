"""How long a zone takes, beside GeoPandas' planar buffer of the same line. CPU time."""

import time

import geopandas
import numpy as np
import pytest
import shapely
from pytest_benchmark.fixture import BenchmarkFixture

from csbm import Border, inspection_zone
from csbm.geo.analysis.curve import AreaCurve, area_curve
from csbm.geo.measure.area import area_m2
from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.zones import zone as zones

from workload import line_of


@pytest.fixture(scope="module")
def border() -> Border:
    return Border.between("BLR", "POL")


def fresh(name: str) -> tuple[tuple[LineIndex], dict[str, float]]:
    """Return a line whose tree is yet to be built, so that building counts."""
    return (line_of(name),), {}


@pytest.mark.benchmark(group="zone of BLR-POL, 80 km", timer=time.process_time)
def test_zone_at_0_1_m(benchmark: BenchmarkFixture) -> None:
    zone = benchmark.pedantic(
        lambda index: geodesic_buffer(index, 80e3, tolerance_m=0.1),
        setup=lambda: fresh("BLR-POL"),
        rounds=7,
        warmup_rounds=1,
    )
    assert zone.is_valid


@pytest.mark.benchmark(group="zone of BLR-POL, 80 km", timer=time.process_time)
def test_zone_at_1_m(benchmark: BenchmarkFixture) -> None:
    zone = benchmark.pedantic(
        lambda index: geodesic_buffer(index, 80e3, tolerance_m=1.0),
        setup=lambda: fresh("BLR-POL"),
        rounds=7,
        warmup_rounds=1,
    )
    assert zone.is_valid


@pytest.mark.benchmark(group="zone of BLR-POL, 80 km", timer=time.process_time)
def test_geopandas_in_its_own_utm_zone_with_64_segments(
    benchmark: BenchmarkFixture, border: Border
) -> None:
    def planar() -> geopandas.GeoSeries:
        line = geopandas.GeoSeries([border.line], crs=4326)
        return line.to_crs(line.estimate_utm_crs()).buffer(80e3, quad_segs=64).to_crs(4326)

    assert benchmark.pedantic(planar, rounds=7, warmup_rounds=1).is_valid.all()


@pytest.mark.benchmark(group="zone of KAZ-RUS, 80 km", timer=time.process_time)
def test_kaz_rus_at_1_m(benchmark: BenchmarkFixture) -> None:
    zone = benchmark.pedantic(
        lambda index: geodesic_buffer(index, 80e3, tolerance_m=1.0),
        setup=lambda: fresh("KAZ-RUS"),
        rounds=5,
        warmup_rounds=1,
    )
    assert zone.is_valid


@pytest.mark.benchmark(group="zone of KAZ-RUS, 80 km", timer=time.process_time)
def test_kaz_rus_geopandas_utm(benchmark: BenchmarkFixture) -> None:
    line = geopandas.GeoSeries([Border.between("KAZ", "RUS").line], crs=4326)

    def planar() -> geopandas.GeoSeries:
        return line.to_crs(line.estimate_utm_crs()).buffer(80e3, quad_segs=64).to_crs(4326)

    assert len(benchmark.pedantic(planar, rounds=5, warmup_rounds=1)) == 1


depths = pytest.mark.benchmark(group="areas of both sides of BLR-POL", timer=time.process_time)


@depths
def test_10_zones_one_by_one(benchmark: BenchmarkFixture, border: Border) -> None:
    def singly() -> list[float]:
        forget()
        return [
            part.area_km2
            for depth in np.linspace(20, 200, 10)
            for part in inspection_zone(border, float(depth)).parts
        ]

    assert len(benchmark.pedantic(singly, rounds=3, warmup_rounds=1)) == 20


@depths
def test_200_depths_at_once(benchmark: BenchmarkFixture, border: Border) -> None:
    def at_once() -> AreaCurve:
        forget()
        return area_curve(border, np.linspace(1, 200, 200))

    curve = benchmark.pedantic(at_once, rounds=3, warmup_rounds=1)
    benchmark.extra_info["worst_error_share"] = float((curve.error_km2 / curve.area_km2).max())


def forget() -> None:
    """Empty what the zones keep between calls."""
    for kept in vars(zones).values():
        clear = getattr(kept, "cache_clear", None)
        if clear is not None:
            clear()


@pytest.mark.benchmark(group="area of a side of BLR-POL at 80 km", timer=time.process_time)
def test_area(benchmark: BenchmarkFixture, border: Border) -> None:
    part = inspection_zone(border, 80.0).parts[0].geometry
    assert benchmark(area_m2, part) > 0
    benchmark.extra_info["vertices"] = int(shapely.get_num_coordinates(part))
