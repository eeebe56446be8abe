"""Make conformance/status.json: places, who may hold them, and the status each must get.

    python scripts/conformance_status.py           write the file
    python scripts/conformance_status.py --check   say whether it is current, and change nothing

It imports nothing of csbm and does not reason: it lists every world that the doubts allow (who
holds the place, at which distance, whether the place counts) and looks whether the place is in in
all of them, in some or in none. A band's answer changes only at its bounds, so it is enough to try
both ends of the interval, every bound within it, and one distance between each two of these.
conformance/README.md describes the form.
"""

import argparse
import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "conformance" / "status.json"
SEED = 20250220
RANDOM_CASES = 600
BOUNDS_M = (0.0, 5e3, 1e4, 25e3, 4e4, 5e4, 8e4, 1e5, 15e4, 2e5)
READINGS = ("counts", "counts", "counts", "does_not_count", "unknown")

Case = dict[str, Any]


def holder(
    name: str,
    low_m: float | None,
    high_m: float | None,
    bands: list[list[float]],
    reading: str = "counts",
) -> Case:
    """Return one possible holder of a place."""
    return {"name": name, "low_m": low_m, "high_m": high_m, "bands": bands, "reading": reading}


def distances(one: Case) -> list[float]:
    """Return distances of which one lies in every part that the bands divide the interval into."""
    bounds = [bound for band in one["bands"] for bound in band]
    low, high = one["low_m"], one["high_m"]
    if low is None or high is None:
        low, high = 0.0, max(bounds, default=0.0) + 1.0
    marks = sorted({low, high, *(bound for bound in bounds if low <= bound <= high)})
    return sorted({*marks, *((a + b) / 2 for a, b in pairwise(marks))})


def worlds(one: Case) -> set[bool]:
    """Return whether the place is in, in each world in which this holder holds it."""
    counts = {"counts": [True], "does_not_count": [False], "unknown": [True, False]}
    return {
        counted and any(band[0] <= distance <= band[1] for band in one["bands"])
        for distance in distances(one)
        for counted in counts[one["reading"]]
    }


def status_of(holders: list[Case]) -> str:
    """Return the status that all worlds together give."""
    if all(not one["bands"] for one in holders):
        return "not_bound"
    found = set().union(*map(worlds, holders))
    return {(True,): "in", (False,): "out"}.get(tuple(found), "indeterminate")


PLAIN = [[0.0, 80e3]]
NAMED: dict[str, list[Case]] = {
    "in Lithuania, of the zone BLR-POL": [holder("LTU", 26e3, 26e3, [])],
    "in the territorial sea": [holder("sea", 31e3, 31e3, [])],
    "Brest, 5.87 km, 3 km, far from any third state": [holder("BLR", 2820.0, 8920.0, PLAIN)],
    "1.75 km from Lithuania, known to 3 km": [
        holder("POL", 20e3, 26.1e3, PLAIN),
        holder("LTU", 20e3, 26.1e3, []),
    ],
    "the same, its source says Poland": [holder("POL", 20e3, 26.1e3, PLAIN)],
    "5.87 km inside Belarus, known to 6 km, one band POL 10-150": [
        holder("BLR", 0.0, 11920.0, []),
        holder("POL", 0.0, 180.0, [[10e3, 150e3]]),
    ],
    "400 km deep beside a third state": [
        holder("POL", 397e3, 403e3, PLAIN),
        holder("LTU", 397e3, 403e3, []),
    ],
    "accuracy unknown": [holder("POL", None, None, PLAIN), holder("BLR", None, None, PLAIN)],
    "exactly at the depth": [holder("POL", 80e3, 80e3, PLAIN)],
    "a hair beyond the depth": [holder("POL", 80000.000001, 80000.000001, PLAIN)],
    "up to the depth exactly": [holder("POL", 79e3, 80e3, PLAIN)],
    "exactly at an inner bound": [holder("POL", 10e3, 10e3, [[10e3, 150e3]])],
    "from the depth on": [holder("POL", 80e3, 81e3, PLAIN)],
    "whether its nearest point is a tripoint is not known": [
        holder("POL", 70e3, 76e3, PLAIN, "unknown")
    ],
    "its nearest point is a tripoint": [holder("POL", 70e3, 76e3, PLAIN, "does_not_count")],
    "out by distance, tripoint not known": [holder("POL", 90e3, 96e3, PLAIN, "unknown")],
    "claimed by both parties": [
        holder("BLR", 1e3, 2e3, PLAIN),
        holder("POL", 1e3, 2e3, PLAIN),
    ],
    "claimed by a party and a third state": [
        holder("POL", 1e3, 2e3, PLAIN),
        holder("LTU", 1e3, 2e3, []),
    ],
    "bands that meet are one": [holder("POL", 45e3, 55e3, [[0.0, 50e3], [50e3, 80e3]])],
    "between two bands, perhaps": [holder("POL", 45e3, 55e3, [[0.0, 50e3], [52e3, 80e3]])],
    "within both ends, a gap between": [holder("POL", 40e3, 60e3, [[0.0, 45e3], [55e3, 80e3]])],
    "two third states and the sea": [
        holder("LTU", 0.0, 1e3, []),
        holder("UKR", 0.0, 1e3, []),
        holder("sea", 0.0, 1e3, []),
    ],
}


def random_holder(chance: random.Random, name: str) -> Case:
    """Return a holder with bands or none; ends of its interval often lie on a bound itself."""
    bands = []
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        least, most = sorted(chance.sample(BOUNDS_M, 2))
        bands.append([least, most])
    middle = chance.choice((chance.uniform(0, 22e4), chance.choice(BOUNDS_M)))
    radius = chance.choice((0.0, 50.0, 3050.0, chance.uniform(0, 4e4)))
    low, high = round(max(0.0, middle - radius), 3), round(middle + radius, 3)
    ends: list[float | None] = [None, None] if chance.random() < 0.04 else [low, high]
    return holder(name, ends[0], ends[1], bands, chance.choice(READINGS))


def cases() -> list[Case]:
    """Return every case with its status."""
    chance = random.Random(SEED)
    found = dict(NAMED)
    for number in range(RANDOM_CASES):
        names = chance.sample(("BLR", "POL", "LTU", "UKR", "sea"), chance.choice((1, 1, 2, 2, 3)))
        found[f"random {number}"] = [random_holder(chance, name) for name in names]
    return [
        {"name": name, "holders": holders, "status": status_of(holders)}
        for name, holders in found.items()
    ]


def text() -> str:
    """Return the file: one case a line."""
    lines = ",\n".join(json.dumps(case) for case in cases())
    return f'{{"version": 1, "cases": [\n{lines}\n]}}\n'


def main() -> None:
    """Write the file, or say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        TARGET.write_text(text(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text():
        raise SystemExit("conformance/status.json is not current: run this without --check")


if __name__ == "__main__":
    main()
