"""Whole commands: CPU seconds, peak memory, and how both grow. Prints a table for docs/measure.md.

python benchmarks/commands.py [NAME…]      # all, or those whose name begins so
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

CODE = "from csbm.cli import main; main(prog_name='csbm')"
Words = list[str]


def units(path: Path, count: int) -> Path:
    """Write a list of so many units around Belarus–Poland."""
    rng = np.random.default_rng(count)
    lat, lon = rng.uniform(50, 56, count), rng.uniform(20, 28, count)
    rows = [
        f"u{n},Unit {n},BLR,unit,{a:.5f},{b:.5f},{500 + n % 5000}"
        for n, (a, b) in enumerate(zip(lat.tolist(), lon.tolist(), strict=True))
    ]
    head = "id,name,country,kind,lat,lon,position_accuracy_m"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def areas(path: Path, count: int) -> Path:
    """Write so many training areas of 60 corners as GeoJSON."""
    import json

    rng = np.random.default_rng(count)
    turn = np.linspace(0, 2 * np.pi, 61)
    features = []
    for n in range(count):
        lon, lat = rng.uniform(21, 27), rng.uniform(51, 55)
        ring = np.stack([lon + 0.05 * np.cos(turn), lat + 0.03 * np.sin(turn)], -1)
        ring[-1] = ring[0]
        features.append(
            {
                "type": "Feature",
                "properties": {"id": f"a{n}", "name": f"Area {n}", "kind": "training_area"},
                "geometry": {"type": "Polygon", "coordinates": [ring.round(6).tolist()]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def line(path: Path, count: int) -> Path:
    """Write a border of one's own with so many vertices."""
    import json

    rng = np.random.default_rng(count)
    lat = np.linspace(51.5, 54.0, count)
    lon = 23.6 + 0.1 * np.sin(lat * 40) + rng.normal(0, 2e-5, count)
    geometry = {"type": "LineString", "coordinates": np.stack([lon, lat], -1).round(7).tolist()}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}))
    return path


def points(path: Path, count: int, spread_deg: float) -> Path:
    """Write so many points around Brest as Parquet."""
    import pandas as pd

    rng = np.random.default_rng(count)
    frame = pd.DataFrame({"id": np.arange(count)})
    frame["lat"] = rng.uniform(52.8 - spread_deg, 52.8 + spread_deg, count)
    frame["lon"] = rng.uniform(23.6 - spread_deg, 23.6 + spread_deg, count)
    frame.to_parquet(path)
    return path


def tasks(folder: Path) -> Iterator[tuple[str, Callable[[], Words]]]:
    """Give every command by name."""
    out = str(folder / "out")
    yield "where", lambda: ["where", "52.1,23.7"]
    yield "units, bundled", lambda: ["units"]
    for n in (100, 1_000, 10_000, 100_000):
        yield (
            f"units, {n:,} rows",
            lambda n=n: [
                *("units", "--units", str(units(folder / "u.csv", n)), "--status", "all"),
                *("-o", f"{out}.csv"),
            ],
        )
    for n in (10, 100, 500):
        yield (
            f"units, {n:,} areas",
            lambda n=n: [
                *("units", "--units", str(areas(folder / "a.geojson", n)), "-o", f"{out}.csv"),
            ],
        )
    for n in (1_000, 10_000, 100_000):
        yield (
            f"zone, own line of {n:,} vertices",
            lambda n=n: [
                *("zone", "--border", str(line(folder / "l.geojson", n)), "--parties", "BLR,POL"),
                *("-o", f"{out}.geojson"),
            ],
        )
    for pair in ("BLR-POL", "KAZ-RUS", "CAN-USA"):
        yield f"map {pair}", lambda pair=pair: ["map", pair, "-o", f"{out}.html"]
    yield (
        "zone KAZ-RUS, 2,000 km",
        lambda: [*("zone", "KAZ-RUS", "--depth", "2000", "-o", f"{out}.geojson")],
    )
    yield "compare, 10 depths", lambda: [
        "compare", "--depths", ",".join(str(10 * n) for n in range(1, 11)), "--format", "json"
    ]  # fmt: skip
    yield (
        "compare --step 1, to 200 km",
        lambda: [*("compare", "--depths", "200", "--step", "1", "--format", "json")],
    )
    yield (
        "screen, 1 row",
        lambda: [*("screen", str(points(folder / "p.parquet", 1, 1.0)), "-o", f"{out}.parquet")],
    )
    for status in ("in", "all"):
        yield (
            f"screen --status {status}, 4,000,000 rows near the border",
            lambda status=status: [
                *("screen", str(points(folder / "p.parquet", 4_000_000, 0.7)), "--workers", "1"),
                *("--status", status, "-o", f"{out}.parquet"),
            ],
        )
    yield (
        "screen --tripoint perpendicular, 100,000 rows near the border",
        lambda: [
            *("screen", str(points(folder / "p.parquet", 100_000, 0.7)), "--workers", "1"),
            *("--tripoint", "perpendicular", "-o", f"{out}.parquet"),
        ],
    )


def main(wanted: list[str]) -> None:
    """Run each command once in a process of its own."""
    print("| command | CPU s | peak MB |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for told, words in tasks(Path(name)):
            if wanted and not any(told.startswith(one) for one in wanted):
                continue
            line_ = [sys.executable, "-c", CODE, *words()]
            process = subprocess.Popen(
                line_, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            _pid, code, used = os.wait4(process.pid, 0)
            assert process.stderr is not None
            said = process.stderr.read()
            cpu = used.ru_utime + used.ru_stime
            peak = used.ru_maxrss * (1 if resource.getpagesize() == 0 else 1024) / 1e6
            note = "" if code == 0 else f" (failed: {said.strip()[-100:]})"
            print(f"| {told}{note} | {cpu:.2f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
