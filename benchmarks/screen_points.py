"""What screening is measured on: generated points, and the command in a process of its own."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex

from workload import Floats

PAIR, DEPTH_KM = "BLR-POL", 80.0
EDGE_SHARE, EDGE_M = 0.01, 5_000.0
"""How many of the points lie this near to the zone's edge; the others lie all over the world."""
CHUNK = 1 << 20
# What a process held at most is kept by the kernel over its birth, so it is asked in the end.
_COMMAND = """
import atexit, pathlib, sys
target = pathlib.Path(sys.argv.pop(1))
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: target.write_text(status.read_text()))
from csbm.cli import main
main(prog_name="csbm")
"""


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
        off = index.nearest(x, y).distance_m - DEPTH_KM * 1000
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
    status = out.with_name("status.txt")
    told = [sys.executable, "-c", _COMMAND, status, "screen", path, PAIR, "--depth", DEPTH_KM]
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
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
    cpu_s = used.ru_utime + used.ru_stime
    return Ran(rows["read"], cpu_s, wall, int(peak) / 1024, rows["written"])


def one_row(folder: Path) -> Path:
    path = folder / "one.parquet"
    pq.write_table(pa.table({"lat": [52.2], "lon": [23.5]}), path)
    return path
