"""Measure how far the edge of zones lies from the true depth, on real and on awkward lines.

    python benchmarks/accuracy.py --checks ../shared/checks [--only BLR-POL] [--json out.jsonl]

Every edge of a zone is sampled eight times and every 200 m. All samples are measured with
LineIndex; the worst of them and a random share are measured again by the checks' own truth, which
knows nothing of this package. Probes from both sides look for lobes and holes that are missing.
"""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from csbm.common.errors import CsbmError
from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.geodesic import LineIndex

from workload import BORDERS, line_of, synthetic

DEPTHS_KM = (1.0, 5.0, 80.0, 200.0, 500.0)
TOLERANCES_M = (1.0, 0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=Path, default=Path("../shared/checks"))
    parser.add_argument("--only", action="append", help="a border or synthetic line")
    parser.add_argument("--depth-km", type=float, action="append")
    parser.add_argument("--truths", type=int, default=4000, help="samples measured by the truth")
    parser.add_argument("--probes", type=int, default=2000)
    parser.add_argument("--json", type=Path, help="append each result to this file, one a line")
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.checks.resolve()))
    checks, truth = importlib.import_module("check_zone"), importlib.import_module("truth")
    print(
        "| line | depth km | tolerance m | worst edge m (independent) | edge samples "
        "| worst probe m | wrong probes | LineIndex off by, mm | CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in asked.only or (*BORDERS, *synthetic()):
        index = line_of(name)
        border = truth.Border(list(index.lines))
        for depth_km in asked.depth_km or DEPTHS_KM:
            for tolerance_m in TOLERANCES_M:
                row = measured(
                    index,
                    border,
                    checks,
                    depth_m=depth_km * 1000,
                    tolerance_m=tolerance_m,
                    truths=asked.truths,
                    probes=asked.probes,
                )
                row = {"line": name, "depth_km": depth_km, "tolerance_m": tolerance_m, **row}
                print(as_markdown(row), flush=True)
                if asked.json:
                    with asked.json.open("a") as file:
                        file.write(json.dumps(row) + "\n")


def measured(
    index: LineIndex,
    border: Any,  # the truth's own class
    checks: ModuleType,
    *,
    depth_m: float,
    tolerance_m: float,
    truths: int,
    probes: int,
) -> dict[str, Any]:
    """Build one zone and return what is wrong with it."""
    start = time.process_time()
    try:
        zone = geodesic_buffer(index, depth_m, tolerance_m=tolerance_m)
    except CsbmError as error:
        return {"failed": str(error)}
    build_s = time.process_time() - start
    polygons = list(zone.geoms)
    lon, lat, _ = checks.boundary_samples(polygons, 200.0)
    off = np.abs(index.nearest(lon, lat).distance_m - depth_m)
    rng = np.random.default_rng(1)
    pick = np.unique(
        np.concatenate([np.argsort(off)[-truths // 4 :], rng.integers(0, len(lon), truths)])
    )
    true_off = np.abs(border.distance(lon[pick], lat[pick]) - depth_m)
    worst = pick[int(true_off.argmax())]
    # Few probes by the slow truth, many by LineIndex.
    wrong = [
        _wrong_probes(checks, border, polygons, depth_m, count, distance, tolerance_m)
        for count, distance in (
            (probes, border.distance),
            (50 * probes, lambda x, y: index.nearest(x, y).distance_m),
        )
    ]
    vertices = np.vstack(index.lines)
    return {
        "worst_m": float(true_off.max()),
        "worst_by_index_m": float(off.max()),
        "worst_at": [float(lon[worst]), float(lat[worst])],
        "index_off_mm": float(np.abs(true_off - off[pick]).max() * 1000),
        "samples": len(lon),
        "truths": len(pick),
        "probes": sum(w[0] for w in wrong),
        "probes_wrong": sum(w[1] for w in wrong),
        "probe_worst_m": max(w[2] for w in wrong),
        "vertices_outside": _outside(checks, polygons, vertices),
        "valid": bool(zone.is_valid),
        "edges": int(sum(len(r.coords) - 1 for p in polygons for r in (p.exterior, *p.interiors))),
        "build_s": build_s,
    }


def _wrong_probes(
    checks: ModuleType,
    border: Any,
    polygons: list[Any],
    depth_m: float,
    count: int,
    distance: Any,
    tolerance_m: float,
) -> tuple[int, int, float]:
    x, y = checks.probes(border, depth_m, count, np.random.default_rng(7))
    off = distance(x, y) - depth_m
    wrong = (np.abs(off) > tolerance_m) & (checks.contains(polygons, x, y) != (off <= 0))
    worst = float(np.abs(off[wrong]).max()) if wrong.any() else 0.0
    return len(x), int(wrong.sum()), worst


def _outside(checks: ModuleType, polygons: list[Any], vertices: NDArray[np.float64]) -> int:
    """Count the border's vertices that are in no polygon; on the 180° seam they are on an edge."""
    lost = vertices[~checks.contains(polygons, *vertices.T)]
    mirrored = np.where(np.abs(lost[:, :1]) == 180, lost * [-1, 1], lost)
    touched = np.zeros(len(lost), np.bool_)
    for polygon in polygons:
        touched |= shapely.intersects_xy(polygon, *lost.T)
        touched |= shapely.intersects_xy(polygon, *mirrored.T)
    return int((~touched).sum())


def fails(row: dict[str, Any]) -> bool:
    """Tell whether a result misses what was promised."""
    return (
        "failed" in row
        or max(row["worst_m"], row["worst_by_index_m"]) > row["tolerance_m"]
        or row["probes_wrong"] > 0
        or row["vertices_outside"] > 0
        or not row["valid"]
        or row["index_off_mm"] > 1
    )


def as_markdown(row: dict[str, Any]) -> str:
    head = f"| {row['line']} | {row['depth_km']:g} | {row['tolerance_m']:g} | "
    if "failed" in row:
        return head + row["failed"] + " | | | | | |"
    worst = f"{row['worst_m']:.4f}" + (" **fails**" if fails(row) else "")
    return head + (
        f"{worst} | {row['samples']} | {row['probe_worst_m']:.3f} | "
        f"{row['probes_wrong']} of {row['probes']} | {row['index_off_mm']:.4f} | "
        f"{row['build_s']:.2f} |"
    )


if __name__ == "__main__":
    main()
