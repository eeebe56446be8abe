"""Screen generated points from Parquet to Parquet; how cost grows, and what others take.

python benchmarks/screen.py [--plot docs/pictures/screen.png] [--million 100] [--only points,peers]

Prints Markdown. Every run is the command in a process of its own; times are CPU time of all its
threads, start-up included, and memory is the most it held. GeoPandas comes with the package;
DuckDB (PyPI `duckdb-extension-spatial`) and PostGIS (Debian's `postgresql-15-postgis-3`) are used
where they are installed.
"""

import argparse
import pickle
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from postgis import postgis

from csbm import Border, inspection_zone
from csbm.geo.measure.geodesic import LineIndex
from csbm.screening.kernel import Screen
from csbm.screening.plan import may_hold, plan
from csbm.screening.source import open_source
from csbm.screening.space import hilbert

from screen_peers import peers
from screen_points import (
    DEPTH_KM,
    EDGE_M,
    EDGE_SHARE,
    PAIR,
    Ran,
    generated,
    one_row,
    points,
    screened,
)
from workload import cpu_s, line_of

BORDERS = ("KOR-PRK", "BLR-POL", "BLR-UKR", "FIN-RUS", "CHN-IND", "CAN-USA", "KAZ-RUS")


# -- how cost grows -------------------------------------------------------------------------------
def by_points(folder: Path, index: LineIndex, millions: list[int]) -> list[Ran]:
    """Screen more and more points with one worker; print a table."""
    print(
        f"**Points**, {PAIR}, {DEPTH_KM:g} km, {EDGE_SHARE:.0%} within {EDGE_M / 1000:g} km of the"
        " edge, six columns, Parquet to Parquet, one worker:\n"
    )
    print("| points | CPU s | wall s | points/s and core | the same past start-up | peak MB |")
    print("|---|---|---|---|---|---|")
    found = [screened(one_row(folder), folder / "out.parquet", "--workers", 1)]
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


def by_space(folder: Path, index: LineIndex, count: int = 5_000_000) -> None:
    """Screen the same points as they come and along a Hilbert curve; print what is not read."""
    path = generated(folder, count, index)
    table = pq.read_table(path)
    key = hilbert(table["lon"].to_numpy(), table["lat"].to_numpy())
    ordered = folder / "ordered.parquet"
    pq.write_table(table.take(pa.array(np.argsort(key))), ordered, row_group_size=131_072)
    del table
    print("**Order**, the same points in row groups of 131,072, one worker:\n")
    print("| order | file MB | row groups read | CPU s | CPU s past start-up |")
    print("|---|---|---|---|---|")
    start = screened(one_row(folder), folder / "out.parquet", "--workers", 1).cpu_s
    for words, one in (("as they come", path), ("along a Hilbert curve", ordered)):
        ran = screened(one, folder / "out.parquet", "--workers", 1)
        source = open_source(str(one))
        screen = Screen(inspection_zone(Border.between(*PAIR.split("-")), DEPTH_KM), far=False)
        read = sum(len(task.groups) for task in plan(source, screen, prune=True).tasks)
        groups = pq.read_metadata(one).num_row_groups
        print(
            f"| {words} | {one.stat().st_size / 1e6:,.0f} | {read:,} of {groups:,} |"
            f" {ran.cpu_s:.2f} | {ran.cpu_s - start:.2f} |",
            flush=True,
        )
        one.unlink()
    print()


def by_tiles() -> None:
    """Count the quadkey tiles that the zone meets; print what share of the globe they are."""
    zone = inspection_zone(Border.between(*PAIR.split("-")), DEPTH_KM)
    screen = Screen(zone, far=False)
    print(f"**Quadkey tiles** that may hold a point of the zone of {PAIR}, {DEPTH_KM:g} km:\n")
    print("| level | tiles | of | share of the globe's surface |")
    print("|---|---|---|---|")
    for level in (4, 6, 8, 10):
        edges = np.degrees(np.arctan(np.sinh(np.linspace(np.pi, -np.pi, (1 << level) + 1))))
        width = 360.0 / (1 << level)
        count, share = 0, 0.0
        for south, north in zip(edges[1:].tolist(), edges[:-1].tolist(), strict=True):
            band = np.sin(np.radians(north)) - np.sin(np.radians(south))
            for column in range(1 << level):
                west = column * width - 180.0
                if may_hold(screen, (west, south, west + width, north)):
                    count, share = count + 1, share + width / 360.0 * band / 2.0
        print(f"| {level} | {count:,} | {4**level:,} | {share:.4%} |", flush=True)
    print()


def by_tasks(count: int = 2_000) -> None:
    """Send tasks that do nothing through a real scheduler; print what one costs."""
    from distributed import Client, LocalCluster

    zone = inspection_zone(Border.between(*PAIR.split("-")), DEPTH_KM)
    size = len(pickle.dumps(zone))
    local = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 60}
    with LocalCluster(**local) as cluster, Client(cluster) as client:
        client.gather(client.map(_nothing, range(10), pure=False))
        start = time.perf_counter()
        client.gather(client.map(_nothing, range(count), pure=False))
        wall = time.perf_counter() - start
    print(
        f"**Dask**: {count:,} tasks that do nothing took {wall:.2f} s by the clock on two worker"
        f" processes, {wall / count * 1000:.2f} ms a task; the zone of {PAIR} that a worker gets"
        f" once is {size / 1e6:.2f} MB.\n",
        flush=True,
    )


def _nothing(number: int) -> int:
    return number


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
    two.set(
        xlabel="vertices of the border",
        ylabel="kernel, ns a point",
        xlim=(500, 50_000),
        ylim=(0, 80),
    )
    two.set_title("Border")
    labels = ["in, 1", "in, 2", "all, 1", "all, 2"]
    three.bar(labels, [run.cpu_s for run in workers], color=["#0072b2", "#0072b2", "#999", "#999"])
    three.set(xlabel="rows written, workers", ylabel="CPU seconds, start-up included")
    three.set_title(f"Workers, {workers[0].rows / 1e6:g} million points")
    rates: dict[str, float] = {}
    for _, name, rate, _ in others:
        rates.setdefault(name.split(":")[0], rate / 1e6)
    four.barh(list(rates)[::-1], list(rates.values())[::-1], color="#009e73")
    four.set(xlabel="million points a second and core")
    four.set_title("Others, points all over the world")
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--million", type=int, default=0, help="screen so many as well, and say")
    parser.add_argument("--only", default="points,workers,vertices,space,tiles,tasks,peers")
    parser.add_argument("--folder", type=Path, help="where to write the generated points")
    asked = parser.parse_args()
    # Stopped from outside, it still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    only = asked.only.split(",")
    index = line_of(PAIR)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name, postgis() as server:
        folder = Path(name)
        millions = [1, 5, 20] + ([asked.million] if asked.million else [])
        runs = by_points(folder, index, millions) if "points" in only else []
        vertices = by_vertices() if "vertices" in only else []
        workers: list[Ran] = []
        if "workers" in only:
            path = generated(folder, 5_000_000, index)
            workers = by_workers(folder, path)
            path.unlink()
        if "space" in only:
            by_space(folder, index)
        if "tiles" in only:
            by_tiles()
        if "tasks" in only:
            by_tasks()
        others = peers(folder, server) if "peers" in only else []
    if asked.plot:
        drawn(asked.plot, runs, vertices, workers, others)
    print(f"This process held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB.")


if __name__ == "__main__":
    main()
