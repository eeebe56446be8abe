"""Screen generated points from Parquet to Parquet; how cost grows, and what others take.

python benchmarks/screen.py [--plot docs/pictures/screen.png] [--million 100] [--only rate,peers]

Prints Markdown. Every run is the command in a process of its own; times are CPU time of all its
threads, start-up included, and memory is the most it held. GeoPandas comes with the package;
DuckDB (PyPI `duckdb-extension-spatial`) and PostGIS (Debian's `postgresql-15-postgis-3`) are used
where they are installed.
"""

import argparse
import importlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from postgis import Postgis, postgis

from csbm import Border, inspection_zone
from csbm.geo.ellipsoid import GEOD
from csbm.geo.geodesic import LineIndex
from csbm.geo.sieve import Sieve
from csbm.screening.kernel import Screen
from csbm.screening.output import target_of
from csbm.screening.run import Wanted
from csbm.screening.run import screened as run
from csbm.screening.source import open_source

from workload import Floats, around, cpu_s, line_of

PAIR, DEPTH_KM = "BLR-POL", 80.0
EDGE_SHARE, EDGE_M = 0.01, 5_000.0
"""How many of the points lie this near to the zone's edge; the others lie all over the world."""
CHUNK = 1 << 20
BORDERS = ("KOR-PRK", "BLR-POL", "BLR-UKR", "FIN-RUS", "CHN-IND", "CAN-USA", "KAZ-RUS")
PEER_POINTS = 1_000_000
_COMMAND = "from csbm.cli import main; main(prog_name='csbm')"


@dataclass(frozen=True)
class Ran:
    """One run of the command."""

    rows: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    written: int


def points(count: int, index: LineIndex, seed: int = 1) -> Iterator[pa.Table]:
    """Give points all over the world, the share that is asked for near the edge of the zone."""
    rng = np.random.default_rng(seed)
    vertices = np.vstack(index.lines)
    for start in range(0, count, CHUNK):
        rows = min(CHUNK, count - start)
        lon = rng.uniform(-180.0, 180.0, rows)
        lat = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, rows)))
        near = np.flatnonzero(rng.random(rows) < EDGE_SHARE)
        lon[near], lat[near] = _at_edge(index, vertices, len(near), rng)
        yield pa.table(
            {
                "id": np.arange(start, start + rows),
                "time": pa.array(
                    rng.integers(1_700_000_000, 1_760_000_000, rows), pa.timestamp("s")
                ),
                "lat": lat,
                "lon": lon,
                "speed": rng.gamma(2.0, 5.0, rows).astype(np.float32),
                "kind": pa.array(["ship", "aircraft", "radio", "fire"]).take(
                    pa.array(rng.integers(0, 4, rows))
                ),
            }
        )


def _at_edge(
    index: LineIndex, vertices: Floats, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return points whose distance from the line is the depth, give or take `EDGE_M`."""
    lon, lat = np.empty(0), np.empty(0)
    while len(lon) < count:
        pick = rng.integers(0, len(vertices), 3 * count + 10)
        away = DEPTH_KM * 1000 + rng.uniform(-EDGE_M, EDGE_M, len(pick))
        x, y, _ = GEOD.fwd(*vertices[pick].T, rng.uniform(0, 360, len(pick)), away)
        off = index.nearest(x, y, compiled=True).distance_m - DEPTH_KM * 1000
        near = np.abs(off) <= EDGE_M
        lon, lat = np.append(lon, np.asarray(x)[near]), np.append(lat, np.asarray(y)[near])
    return lon[:count], lat[:count]


def generated(folder: Path, count: int, index: LineIndex) -> Path:
    """Write points to a Parquet file of row groups of a million rows."""
    path = folder / f"{count}.parquet"
    tables = points(count, index)
    first = next(tables)
    with pq.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)
    return path


def screened(path: Path, out: Path, *words: object) -> Ran:
    """Run the command on a file."""
    told = [sys.executable, "-c", _COMMAND, "screen", path, PAIR, "--depth", DEPTH_KM]
    start = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [str(word) for word in (*told, *words, "-o", out)],
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, code, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    assert code == 0, f"csbm ended with {code}"
    rows = json.loads(Path(f"{out}.metadata.json").read_text("utf-8"))["rows"]
    return Ran(
        rows["read"], used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, rows["written"]
    )


# -- how cost grows -------------------------------------------------------------------------------
def by_points(folder: Path, index: LineIndex, millions: list[int]) -> list[Ran]:
    """Screen more and more points with one worker; print a table."""
    print(
        f"**Points**, {PAIR}, {DEPTH_KM:g} km, {EDGE_SHARE:.0%} within {EDGE_M / 1000:g} km of the"
        " edge, six columns, Parquet to Parquet, one worker:\n"
    )
    print("| points | CPU s | wall s | points/s and core | the same past start-up | peak MB |")
    print("|---|---|---|---|---|---|")
    found = [screened(_one_row(folder), folder / "out.parquet", "--workers", 1)]
    for million in millions:
        path = generated(folder, million * 1_000_000, index)
        ran = screened(path, folder / "out.parquet", "--workers", 1)
        found.append(ran)
        path.unlink()
        beyond = ran.rows / max(ran.cpu_s - found[0].cpu_s, 0.01)
        print(
            f"| {ran.rows:,} | {ran.cpu_s:.2f} | {ran.wall_s:.2f} | {ran.rows / ran.cpu_s:,.0f} |"
            f" {beyond:,.0f} | {ran.peak_mb:,.0f} |",
            flush=True,
        )
    print(f"\nStart-up (a file of one row): {found[0].cpu_s:.2f} s CPU.\n", flush=True)
    return found


def _one_row(folder: Path) -> Path:
    path = folder / "one.parquet"
    pq.write_table(pa.table({"lat": [52.2], "lon": [23.5]}), path)
    return path


def by_workers(folder: Path, path: Path) -> list[Ran]:
    """Screen with one and two workers, what is in and every row; print a table."""
    print("**Workers**, the same points, threads of one process:\n")
    print("| rows written | workers | wall s | CPU s | peak MB |")
    print("|---|---|---|---|---|")
    found = []
    for words, told in ((("--status", "in"), "in"), (("--status", "all"), "all")):
        for workers in (1, 2):
            ran = screened(path, folder / "out.parquet", *words, "--workers", workers)
            found.append(ran)
            print(
                f"| {told}: {ran.written:,} | {workers} | {ran.wall_s:.2f} | {ran.cpu_s:.2f} |"
                f" {ran.peak_mb:,.0f} |",
                flush=True,
            )
    print()
    return found


def by_vertices(count: int = 2_000_000) -> list[tuple[str, int, float]]:
    """Screen points around several borders in this process; print a table."""
    print(
        f"**Border vertices**, {count:,} points in memory, {EDGE_SHARE:.0%} near the edge of each"
        " border's own zone:\n"
    )
    print("| border | vertices | km | kernel ns/point | ready in s |")
    print("|---|---|---|---|---|")
    found = []
    for name in BORDERS:
        index = line_of(name)
        table = pa.concat_tables(points(count, index))
        lon, lat = (table.column(one).to_numpy() for one in ("lon", "lat"))
        zone = inspection_zone(Border.between(*name.split("-")), DEPTH_KM)
        start = time.process_time()
        screen = Screen(zone, far=False).ready()
        ready = time.process_time() - start
        seconds = cpu_s(lambda s=screen, x=lon, y=lat: s.answer(x, y), rounds=3)
        vertices = sum(len(line) for line in index.lines)
        found.append((name, vertices, seconds / count * 1e9))
        print(
            f"| {name} | {vertices:,} | {index.length_m / 1000:,.0f} | {found[-1][2]:.0f} |"
            f" {ready:.2f} |",
            flush=True,
        )
    print()
    return found


# -- others ---------------------------------------------------------------------------------------
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
        exact = Sieve(index, DEPTH_KM * 1000).within(lon, lat)
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
    one = _one_row(folder)
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


# -- what is drawn --------------------------------------------------------------------------------
def drawn(
    path: Path,
    runs: list[Ran],
    vertices: list[tuple[str, int, float]],
    workers: list[Ran],
    others: list[tuple[str, str, float, int]],
) -> None:
    """Draw the four tables."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 8, "svg.hashsalt": "csbm", "axes.spines.top": False})
    figure, panels = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    one, two, three, four = panels.ravel()
    one.plot([run.rows / 1e6 for run in runs], [run.cpu_s for run in runs], "o-", color="#0072b2")
    one.set(xlabel="million points", ylabel="CPU seconds, start-up included", xlim=0, ylim=0)
    one.set_title("Points, one worker, Parquet to Parquet")
    two.semilogx([v for _, v, _ in vertices], [ns for *_, ns in vertices], "o", color="#d55e00")
    for name, count, ns in vertices:
        two.annotate(name, (count, ns), (0, 5), textcoords="offset points", ha="center")
    two.set(xlabel="vertices of the border", ylabel="kernel, ns a point", ylim=0)
    two.set_title("Border")
    labels = ["in, 1", "in, 2", "all, 1", "all, 2"]
    three.bar(labels, [run.wall_s for run in workers], color=["#0072b2", "#0072b2", "#999", "#999"])
    three.set(xlabel="rows written, workers", ylabel="seconds by the clock")
    three.set_title(f"Workers, {workers[0].rows / 1e6:g} million points")
    rates: dict[str, float] = {}
    for _, name, rate, _ in others:
        rates.setdefault(name.split(":")[0], rate / 1e6)
    four.barh(list(rates)[::-1], list(rates.values())[::-1], color="#009e73")
    four.set(xlabel="million points a second and core")
    four.set_title("Others, a million points of the world")
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--million", type=int, default=0, help="screen so many as well, and say")
    parser.add_argument("--only", default="points,workers,vertices,peers")
    parser.add_argument("--folder", type=Path, help="where to write the generated points")
    asked = parser.parse_args()
    # Stopped from outside, it still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    only = asked.only.split(",")
    index = line_of(PAIR)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name, postgis() as server:
        folder = Path(name)
        millions = [1, 5, 10, 20] + ([asked.million] if asked.million else [])
        runs = by_points(folder, index, millions) if "points" in only else []
        vertices = by_vertices() if "vertices" in only else []
        workers: list[Ran] = []
        if "workers" in only:
            path = generated(folder, 10_000_000, index)
            workers = by_workers(folder, path)
            path.unlink()
        others = peers(folder, server) if "peers" in only else []
    if asked.plot:
        drawn(asked.plot, runs, vertices, workers, others)
    print(f"This process held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB.")


if __name__ == "__main__":
    main()
