"""Others beside `csbm screen`: which points lie within 80 km, with their wrong answers counted."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from postgis import Postgis

from csbm import Border, inspection_zone
from csbm.geo.measure.grid import DepthGrid
from csbm.screening.output import target_of
from csbm.screening.run import Wanted
from csbm.screening.run import screened as run
from csbm.screening.source import open_source

from screen_points import DEPTH_KM, PAIR, one_row, points
from workload import around, cpu_s, line_of

PEER_POINTS = 1_000_000


@dataclass
class Peer:
    """What another program took, and which points it called inside."""

    name: str
    seconds: float = 0.0
    inside: np.ndarray | None = None
    note: str = ""


def peers(folder: Path, server: Postgis | None) -> list[tuple[str, str, float, int]]:
    """Set others beside us, on points of the world and on points around the border."""
    index = line_of(PAIR)
    line = shapely.MultiLineString([shapely.LineString(part) for part in index.lines])
    near = around(index, PEER_POINTS)
    sets = {
        "all over the world, 1 % near the edge": pa.concat_tables(points(2 * PEER_POINTS, index)),
        "all within 160 km of the border": pa.table(
            {"id": np.arange(PEER_POINTS), "lat": near[:, 1], "lon": near[:, 0]}
        ),
    }
    found = []
    print(
        f"**Others**, one or two million points, {PAIR}, {DEPTH_KM:g} km, CPU time of one core:\n"
    )
    print("| points | program | points/s and core | wrong | against csbm |")
    print("|---|---|---|---|---|")
    for words, table in sets.items():
        path = folder / "peers.parquet"
        pq.write_table(table, path)
        lon, lat = (table.column(one).to_numpy() for one in ("lon", "lat"))
        exact = DepthGrid(index, DEPTH_KM * 1000).within(lon, lat)
        ours = 0.0
        for peer in _each(folder, path, line, server):
            if peer.inside is None:
                print(f"| {words} | {peer.name} | {peer.note} | | |", flush=True)
                continue
            wrong = int((peer.inside != exact).sum())
            ours = ours or peer.seconds
            rate = len(exact) / peer.seconds
            found.append((words, peer.name, rate, wrong))
            print(
                f"| {words} | {peer.name} | {rate:,.0f} | {wrong:,} |"
                f" {peer.seconds / ours:.1f} times |",
                flush=True,
            )
    print()
    return found


def _each(
    folder: Path, path: Path, line: shapely.MultiLineString, server: Postgis | None
) -> Iterator[Peer]:
    yield _ours(folder, path)
    yield _duckdb(folder, path, line)
    yield _geopandas(folder, path, line)
    yield _postgis(path, line, server)


def _ours(folder: Path, path: Path) -> Peer:
    """Side, exact distance and status besides; start-up taken off, as the others' is."""
    out = folder / "out.parquet"

    def work(where: Path, status: str = "in") -> None:
        source, target = open_source(str(where)), target_of(str(out))
        wanted = Wanted(status=status, third_states=True)
        run(source, zone, target, wanted, provenance={"date": ""}, workers=1)

    zone = inspection_zone(Border.between(*PAIR.split("-")), DEPTH_KM)
    one = one_row(folder)
    work(one)
    seconds = cpu_s(lambda: work(path), rounds=3) - cpu_s(lambda: work(one), rounds=3)
    inside = np.zeros(pq.read_metadata(path).num_rows, np.bool_)
    for status in ("in", "indeterminate"):  # who is nearer to the edge than the border is known
        work(path, status)
        table = pq.read_table(out, columns=["id", "distance_km"])
        held = table.filter(pa.compute.less_equal(table["distance_km"], DEPTH_KM))
        inside[held["id"].to_numpy()] = True
    return Peer("csbm: side, distance and status", seconds, inside)


def _duckdb(folder: Path, path: Path, line: shapely.MultiLineString) -> Peer:
    name = "DuckDB spatial: ST_Within of the UTM buffer"
    try:
        duckdb = importlib.import_module("duckdb")
        package = importlib.import_module("duckdb_extension_spatial")
    except ImportError:
        return Peer(name, note="not installed")
    extension = next(Path(package.__file__).parent.rglob("spatial.duckdb_extension"))
    with duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": 1}) as base:
        base.execute(f"LOAD '{extension}'")
        base.execute(
            "CREATE TABLE zone AS SELECT ST_Transform(ST_Buffer(ST_Transform("
            f"ST_GeomFromText('{shapely.to_wkt(line, rounding_precision=-1)}'), 'EPSG:4326',"
            f" 'EPSG:32634', true), {DEPTH_KM * 1000}, 64), 'EPSG:32634', 'EPSG:4326', true) AS g"
        )
        out = folder / "duckdb.parquet"
        sql = (
            f"COPY (SELECT p.* FROM '{path}' p, zone WHERE ST_Within(ST_Point(p.lon, p.lat),"
            f" zone.g)) TO '{out}'"
        )
        seconds = cpu_s(lambda: base.execute(sql), rounds=3)
    return Peer(name, seconds, _held(out, path))


def _geopandas(folder: Path, path: Path, line: shapely.MultiLineString) -> Peer:
    geopandas = importlib.import_module("geopandas")
    pandas = importlib.import_module("pandas")
    series = geopandas.GeoSeries([line], crs=4326)
    plane = series.to_crs(series.estimate_utm_crs()).buffer(DEPTH_KM * 1000, quad_segs=64)
    zone = geopandas.GeoDataFrame(geometry=plane.to_crs(4326))
    out = folder / "geopandas.parquet"

    def joined() -> None:
        frame = pandas.read_parquet(path)
        shapes = geopandas.points_from_xy(frame["lon"], frame["lat"])
        frame = geopandas.GeoDataFrame(frame, geometry=shapes, crs=4326)
        frame.sjoin(zone).to_parquet(out)

    return Peer("GeoPandas: sjoin with the UTM buffer", cpu_s(joined, rounds=3), _held(out, path))


def _held(out: Path, path: Path) -> np.ndarray:
    inside = np.zeros(pq.read_metadata(path).num_rows, np.bool_)
    inside[pq.read_table(out, columns=["id"])["id"].to_numpy()] = True
    return inside


def _postgis(path: Path, line: shapely.MultiLineString, server: Postgis | None) -> Peer:
    """Ask PostGIS; its table is loaded and indexed before: no reading or writing counts."""
    name = "PostGIS: ST_DWithin(geography), table indexed before"
    if server is None:
        return Peer(name, note="not installed")
    table = pq.read_table(path, columns=["id", "lon", "lat"])
    rows = "\n".join(
        f"{one}\tSRID=4326;POINT({x!r} {y!r})"
        for one, x, y in zip(*(table[c].to_pylist() for c in ("id", "lon", "lat")), strict=True)
    )
    server.ask(
        "DROP TABLE IF EXISTS line, point; CREATE TABLE line (g geography);"
        f"INSERT INTO line VALUES ('SRID=4326;{shapely.to_wkt(line, rounding_precision=-1)}');"
        "CREATE TABLE point (id bigint, g geography);\nCOPY point FROM STDIN;\n"
        f"{rows}\n\\.\nCREATE INDEX ON point USING gist (g); ANALYZE;"
    )
    settings = "SET max_parallel_workers_per_gather = 0;"
    _, start = server.timed(f"{settings} SELECT PostGIS_Full_Version(), ST_Length(g) FROM line;")
    sql = f"SELECT p.id FROM point p, line WHERE ST_DWithin(p.g, line.g, {DEPTH_KM * 1000});"
    text, seconds = server.timed(f"{settings} {sql}")
    inside = np.zeros(table.num_rows, np.bool_)
    inside[np.array(text.split(), np.int64)] = True
    return Peer(name, max(seconds - start, 0.01), inside)
