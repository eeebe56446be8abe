"""Say what the newest release moved and what speaks for it; judge places others have elsewhere.

Run from the repository root, after ``boundaries_evidence.py`` with the same cache::

    python scripts/boundaries_changes.py --cache .cache/boundaries --evidence FOLDER

It writes ``changes.csv`` (stretches that lie over 60 m from release 2025b) and ``places.csv`` (the
rows of FOLDER's ``findings.csv``, each confirmed or flagged). Both hold figures only.
"""

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".typing"))

import boundaries_evidence as evidences
import boundaries_judge as judging

from csbm.boundaries.bundled import bundled_line
from csbm.boundaries.evidence import (
    STRETCH_M,
    LineEvidence,
    along_vertices,
    line_evidence,
    places_along,
)

#: A stretch this far from the older release has moved, metres.
MOVED_M = 60.0
#: A line within this part of the move sides with the newer release, one between these parts of it
#: from the newer with the older; any other sides with neither.
WITH, AGAINST = 1 / 3, (0.7, 1.3)
OLDER = 2025


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--evidence", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=evidences.DATA)
    chosen = parser.parse_args()
    measured = evidences.measure(chosen.cache, chosen.evidence)
    changes = [row for pair in evidences.pairs_of(measured) for row in changes_of(pair, measured)]
    _write(chosen.out / "changes.csv", changes)
    with (chosen.evidence / "findings.csv").open(encoding="utf-8") as file:
        places = [place_of(row) for row in csv.DictReader(file)]
    _write(chosen.out / "places.csv", places)
    for rows in (changes, places):
        names = [str(row["verdict"]) for row in rows]
        print(len(rows), {name: names.count(name) for name in sorted(set(names))})


def changes_of(pair: tuple[str, str], measured: evidences.Measured) -> list[dict[str, object]]:
    """Give the runs of stretches of a border that the newest release moved."""
    facts = evidences.facts_of(pair, measured["-".join(pair)])
    moved = facts.moves[OLDER]
    there = (moved > MOVED_M) & (moved < judging.NO_LINE_M)
    letters = [one for one in facts.letters if one.is_fine]
    runs = evidences.line_index(pair)
    counts = np.maximum(1, np.ceil(runs.lengths_m / STRETCH_M - 1e-9)).astype(int)
    starts = np.concatenate([[0], np.cumsum(counts)])
    km = np.concatenate([[0.0], np.cumsum(runs.lengths_m)]) / 1000
    rows: list[dict[str, object]] = []
    for first, stop in _runs(there, set(starts.tolist())):
        part = int(np.searchsorted(starts, first, side="right")) - 1
        worst = first + int(np.argmax(moved[first:stop]))
        verdict, source = _sides(letters, moved, slice(first, stop))
        line = runs.lines[part]
        along = np.array([(worst - starts[part] + 0.5) * STRETCH_M])
        vertices = along_vertices(line)
        at = places_along(line, vertices, np.minimum(along, vertices[-1]))[0]
        begin = km[part] + (first - starts[part]) * STRETCH_M / 1000
        end = min(km[part] + (stop - starts[part]) * STRETCH_M / 1000, km[part + 1])
        rows.append(
            {
                "border": "-".join(pair),
                "from_km": f"{begin:.1f}",
                "to_km": f"{end:.1f}",
                "lat": f"{at[1]:.4f}",
                "lon": f"{at[0]:.4f}",
                "moved_m": int(np.ceil(moved[worst])),
                "verdict": verdict,
                "source": source,
            }
        )
    return rows


def _runs(
    there: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", starts: set[int]
) -> list[tuple[int, int]]:
    """Give first and stop of runs of true, cut where a part of the line begins."""
    found: list[tuple[int, int]] = []
    for number in np.flatnonzero(there).tolist():
        if found and found[-1][1] == number and number not in starts:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def _sides(letters: list[judging.Other], moved: judging.Floats, where: slice) -> tuple[str, str]:
    """Say whether lines of other makers side with the newer release, and which."""
    said: dict[str, list[str]] = {"confirmed": [], "against": []}
    for one in letters:
        share = float(np.median(one.distance_m[where] / moved[where]))
        if share <= WITH:
            said["confirmed"].append(one.source)
        elif AGAINST[0] <= share <= AGAINST[1]:
            said["against"].append(one.source)
    new, old = said["confirmed"], said["against"]
    if new and old:
        return "lines differ", ""
    if not new and not old:
        return "nothing speaks", ""
    verdict, names = ("confirmed", new) if new else ("against", old)
    rank = ["pl-gugik", "us", "gazetteer"]
    return verdict, min(names, key=rank.index)


def place_of(row: dict[str, str]) -> dict[str, object]:
    """Judge one of the places where all fine lines lie elsewhere."""
    pair = (row["border"][:3], row["border"][4:])
    evidence = line_evidence(pair)
    assert evidence is not None
    number = _run_near(evidence, pair, float(row["lat"]), float(row["lon"]))
    run = evidence.run(number)
    least = float(row["least_m"])
    confirmed = run.grade in {"A", "C"} and run.bound_m < least
    return {
        "border": row["border"],
        "from_km": row["km_from"],
        "to_km": row["km_to"],
        "lat": row["lat"],
        "lon": row["lon"],
        "least_m": int(np.ceil(least)),
        "class": run.grade,
        "radius_m": int(run.bound_m),
        "verdict": "confirmed" if confirmed else "flagged" if run.bound_m >= least else "open",
    }


def _run_near(evidence: LineEvidence, pair: tuple[str, str], lat: float, lon: float) -> int:
    """Give the worst known run within a kilometre of a place."""
    index = evidences.LineIndex([shapely.get_coordinates(p) for p in bundled_line(pair).geoms])
    near = index.nearest(np.array([lon]), np.array([lat]))
    along = near.along_m[0] + np.array([-500.0, -250.0, 0.0, 250.0, 500.0])
    along = np.clip(along, 0.0, index.lengths_m[near.line[0]] - 1e-6)
    runs = evidence.at(np.repeat(near.line, len(along)), along)
    return int(runs[np.argmax(evidence.bound_m[runs])])


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
