"""Build the zone of every land border on Earth, on two cores, and say what it cost.

python benchmarks/world.py [--depth-km 80] [--tolerance-m 1] [--processes 2]
"""

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterable
from typing import Any

from workload import line_of


def built(job: tuple[str, float, float]) -> dict[str, Any]:
    """Build one zone; return its CPU time, its worst sampled error and its size."""
    import numpy as np
    import shapely

    from csbm.common.errors import CsbmError
    from csbm.geo.measure.buffer import geodesic_buffer

    name, depth_m, tolerance_m = job
    start = time.process_time()
    index = line_of(name)
    read = time.process_time()
    try:
        zone = geodesic_buffer(index, depth_m, tolerance_m=tolerance_m)
    except CsbmError as error:
        return {"name": name, "failed": str(error)}
    end = time.process_time()
    points = shapely.get_coordinates(shapely.segmentize(zone, 0.005))
    seam = (np.abs(points[:, 0]) == 180) | (np.abs(points[:, 1]) == 90)
    off = np.abs(index.nearest(*points[~seam].T).distance_m - depth_m)
    return {
        "name": name,
        "read_s": read - start,
        "zone_s": end - read,
        "worst_m": float(off.max()),
        "valid": bool(zone.is_valid),
        "vertices": int(shapely.get_num_coordinates(zone)),
        "length_km": index.length_m / 1000,
        "samples": int((~seam).sum()),
    }


def shown(work: Iterable[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Collect results, with a progress bar on standard error at a terminal."""
    found = []
    for row in work:
        found.append(row)
        if sys.stderr.isatty():
            filled = 40 * len(found) // count
            bar = "#" * filled + "." * (40 - filled)
            sys.stderr.write(f"\r[{bar}] {len(found)} of {count} {row['name']} ")
            sys.stderr.flush()
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    return found


def main() -> None:
    from csbm.boundaries.catalogue import catalogue

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depth-km", type=float, default=80.0)
    parser.add_argument("--tolerance-m", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    # The longest first, so that no process is left alone with a long one.
    entries = sorted(catalogue(), key=lambda entry: -entry.length_km)
    jobs = [("-".join(e.parties), asked.depth_km * 1000, asked.tolerance_m) for e in entries]
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        rows = shown(pool.imap_unordered(built, jobs), len(jobs))
    wall_s = time.perf_counter() - start
    good = sorted((row for row in rows if "failed" not in row), key=lambda row: row["worst_m"])
    print(f"borders                {len(rows)}, {sum(r['length_km'] for r in good):,.0f} km")
    print(f"CPU, zones             {sum(r['zone_s'] for r in good):.1f} s")
    print(f"CPU, lines and trees   {sum(r['read_s'] for r in good):.1f} s")
    print(
        f"wall                   {wall_s:.1f} s with {asked.processes} processes, checks included"
    )
    print(f"samples of the edge    {sum(r['samples'] for r in good):,}")
    print(f"worst error            {good[-1]['worst_m']:.3f} m ({good[-1]['name']})")
    print(f"median worst error     {statistics.median(r['worst_m'] for r in good):.3f} m")
    print(f"invalid                {[r['name'] for r in good if not r['valid']]}")
    print(f"failed                 {[(r['name'], r['failed']) for r in rows if 'failed' in r]}")
    slow = max(good, key=lambda row: row["zone_s"])
    print(f"slowest                {slow['name']} {slow['zone_s']:.2f} s")


if __name__ == "__main__":
    main()
