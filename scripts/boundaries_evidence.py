"""Say how well each stretch of 500 m of every border is known, and bundle what is found.

Run from the repository root, after ``build_boundaries.py``::

    python scripts/boundaries_evidence.py --cache .cache/boundaries --evidence FOLDER

FOLDER holds ``lines.parquet``, lines of other makers; without it only releases of OpenStreetMap
speak. docs/borders.md tells the rules. The same packages and folder give the same bytes.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".typing"))

import boundaries_judge as judging
import boundaries_measure as measuring
import boundaries_names as names
import boundaries_releases as releases
import boundaries_sources as sources

from csbm.boundaries.atlas import bundled_atlas
from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue, entry_of
from csbm.boundaries.evidence import STRETCH_M, along_vertices
from csbm.geo.measure.densify import densified
from csbm.geo.measure.geodesic import LineIndex

DATA = Path(__file__).resolve().parent.parent / "boundaries" / "data"
LICENCE = (
    "ODbL-1.0. Figures worked out by csbm from lines of several makers, which are not in this file;"
    " the bundled line is derived from OpenStreetMap (© OpenStreetMap contributors). See NOTICE.md."
)
#: Borders drawn by Natural Earth; see boundaries_accuracy.py.
SMALL_SCALE = {("SRB", "XKX")}
#: Borders that a test judges again with a source left out.
EIGHT = (
    *(("BLR", "POL"), ("POL", "UKR"), ("FIN", "RUS"), ("BLR", "UKR")),
    *(("KOR", "PRK"), ("IRQ", "KWT"), ("IND", "PAK"), ("IRQ", "SAU")),
)
#: Nearer than this a stretch runs along an area's edge, metres: both are on one grid.
BESIDE_M = 1.0
#: So many stretches are smoothed over, an odd number.
SMOOTH = 21
#: Causes of which the distance is told.
MEASURED = {"register", "register-off", "confirmed", "moved", "off", "local"}

Measured = dict[str, dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]]
"""By border, then by source: the largest distance of each stretch, metres."""


def line_index(pair: tuple[str, str]) -> LineIndex:
    """Give the bundled line of two parties, ready to be measured from."""
    line = Border.between(*pair).line
    return LineIndex([shapely.get_coordinates(part) for part in line.geoms])


def measure(cache: Path, evidence: Path | None) -> Measured:
    """Measure every border against every source; kept in the cache, for it takes a while."""
    kept = cache / "evidence_measured.npz"
    found: Measured = {}
    if kept.exists():
        with np.load(kept) as packed:
            for name in packed.files:
                pair, source = name.split(" ", 1)
                found.setdefault(pair, {})[source] = packed[name]
        return found
    pairs = [entry.parties for entry in catalogue()]
    samples = {pair: measuring.Samples.of(line_index(pair)) for pair in pairs}
    busy = np.logical_or.reduce([measuring.cells_around(one) for one in samples.values()])
    alpha3 = names.alpha3_codes(sources.fetch(sources.NAMES, cache))
    states = releases.zone_states(cache, alpha3)
    years = {f"osm {year}": name for name, year in releases.FLAT_RELEASES.items()}
    for source in (f"osm {releases.GEO_MAPS_YEAR}", *years):
        clock = time.monotonic()
        rings = (
            releases.flat_release(years[source], cache, states)
            if source in years
            else releases.geo_maps(cache)
        )
        drawing = measuring.Drawing.of(rings, busy)
        for pair in pairs:
            distance = measuring.to_drawing(samples[pair], pair, drawing)
            _put(found, pair, source, samples[pair].worst(distance))
        print(f"{time.monotonic() - clock:7.1f} s  {source}", flush=True)
    for number, line in enumerate(releases.fine_lines(evidence) if evidence else []):
        for pair in pairs:
            if line.country in pair:
                distance = measuring.to_fine(samples[pair], line)
                if np.median(distance) < measuring.FAR_M:
                    source = f"{line.lineage}|{line.detail}|{line.country}|{number}"
                    _put(found, pair, source, samples[pair].worst(distance))
    np.savez_compressed(
        kept,
        **{f"{pair} {name}": row for pair, rows in found.items() for name, row in rows.items()},
    )
    return found


def _put(
    found: Measured,
    pair: tuple[str, str],
    source: str,
    worst: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> None:
    found.setdefault("-".join(pair), {})[source] = np.round(worst, 1).astype(np.float32)


def facts_of(
    pair: tuple[str, str], rows: "dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]"
) -> judging.Facts:
    """Put together what is known of one border."""
    index = line_index(pair)
    others = []
    for source, worst in rows.items():
        if not source.startswith("osm "):
            lineage, detail, country, _ = source.split("|")
            others.append(judging.Other(lineage, detail, country, worst.astype(np.float64)))
    samples = measuring.Samples.of(index)
    coarse = entry_of(pair)
    return judging.Facts(
        moves={
            int(name[4:]): row.astype(float) for name, row in rows.items() if name[:4] == "osm "
        },
        others=others,
        disputed=_disputed(pair, samples),
        density=_density(index),
        coarse_m=coarse.accuracy_m if coarse and pair in SMALL_SCALE else 0.0,
    )


def _disputed(
    pair: tuple[str, str], samples: measuring.Samples
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Tell which stretches run along land that the source gives to both parties or to neither."""
    west, south = samples.lon.min() - 0.01, samples.lat.min() - 0.01
    east, north = samples.lon.max() + 0.01, samples.lat.max() + 0.01
    rings = [
        shapely.get_coordinates(ring)
        for area in bundled_atlas().disputed([(west, south, east, north)])
        if not area.claimants or set(pair) & set(area.claimants)
        for part in shapely.get_parts(area.geometry)
        for ring in (part.exterior, *part.interiors)
    ]
    found = np.zeros(samples.stretches, dtype=bool)
    if rings:
        near = measuring.against(samples, LineIndex([densified(ring) for ring in rings]))
        found[np.unique(samples.stretch[near < BESIDE_M])] = True
    return found


def _density(index: LineIndex) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Count the line's vertices per stretch, smoothed over ten kilometres."""
    found = []
    for line in index.lines:
        along = along_vertices(line)
        count = max(1, int(np.ceil(along[-1] / STRETCH_M - 1e-9)))
        edges = np.append(np.arange(count) * STRETCH_M, max(along[-1], count * STRETCH_M) + 1.0)
        found.append(np.histogram(along, bins=edges)[0])
    whole = np.concatenate(found).astype(np.float64)
    wide = np.pad(whole, SMOOTH // 2, mode="reflect" if len(whole) > SMOOTH else "edge")
    return np.convolve(wide, np.full(SMOOTH, 1 / SMOOTH), mode="valid")


def part_starts(index: LineIndex) -> set[int]:
    """Give the numbers of the stretches that begin a part of the line."""
    counts = [max(1, int(np.ceil(m / STRETCH_M - 1e-9))) for m in index.lengths_m.tolist()]
    return set(np.concatenate([[0], np.cumsum(counts)]).tolist())


def runs_of(pair: tuple[str, str], verdicts: judging.Verdicts) -> list[dict[str, object]]:
    """Join neighbouring stretches of one verdict."""
    starts = part_starts(line_index(pair))
    rows: list[dict[str, object]] = []
    before: tuple[object, ...] = ()
    for number in range(len(verdicts.grade)):
        cause = str(verdicts.cause[number])
        year = int(verdicts.year[number]) if cause in {"moved", "confirmed"} else 0
        measured = verdicts.measured_m[number] if cause in MEASURED else 0.0
        source = "" if cause == "disputed" else str(verdicts.source[number])
        key = (str(verdicts.grade[number]), float(verdicts.radius_m[number]), cause, source, year)
        if key == before and number not in starts:
            rows[-1]["measured_m"] = max(int(str(rows[-1]["measured_m"])), int(np.ceil(measured)))
            continue
        before = key
        rows.append(
            {
                "border": "-".join(pair),
                "first": number,
                "grade": key[0],
                "radius_m": int(key[1]),
                "cause": cause,
                "source": source,
                "measured_m": int(np.ceil(measured)),
                "year": year,
            }
        )
    return rows


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """Write the runs of all borders."""
    text = pa.dictionary(pa.int16(), pa.string())
    schema = pa.schema(
        [
            ("border", text), ("first", pa.int32()), ("grade", text), ("radius_m", pa.int32()),
            ("cause", text), ("source", text), ("measured_m", pa.int32()), ("year", pa.int16()),
        ],
        metadata={"licence": LICENCE, "stretch_m": str(STRETCH_M)},
    )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, path, compression="zstd", compression_level=19, store_schema=False)


def main() -> None:
    """Measure, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--evidence", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    chosen = parser.parse_args()
    measured = measure(chosen.cache, chosen.evidence)
    every = {pair: facts_of(pair, measured["-".join(pair)]) for pair in pairs_of(measured)}
    comparable_m = judging.comparable(list(every.values()))
    print("p95 of comparable stretches:", comparable_m.round().tolist())
    write_eight(Path(__file__).resolve().parent.parent / "tests/support/eight_borders.npz", every)
    rows = []
    for pair, facts in every.items():
        rows += runs_of(pair, judging.judge(facts, comparable_m))
    write(chosen.out / "evidence.parquet", rows)
    print(f"{len(rows)} runs, {(chosen.out / 'evidence.parquet').stat().st_size / 1e3:.0f} kB")


def write_eight(path: Path, every: dict[tuple[str, str], judging.Facts]) -> None:
    """Write what the test that leaves a source out needs of eight borders: figures, no line."""
    kept = {
        "comparable": judging.comparable([f for p, f in every.items() if p not in EIGHT]).round()
    }
    for pair in EIGHT:
        facts, name = every[pair], "-".join(pair)
        kept[f"{name} disputed"] = facts.disputed
        kept[f"{name} density"] = np.round(facts.density, 2).astype(np.float32)
        for year in judging.YEARS:
            move = np.minimum(np.ceil(facts.moves[year]), 65_535)
            kept[f"{name} {year}"] = move.astype(np.uint16)
    np.savez_compressed(path, **kept)


def pairs_of(measured: Measured) -> list[tuple[str, str]]:
    """Give the borders that were measured, as pairs."""
    return [(name[:3], name[4:]) for name in measured]


if __name__ == "__main__":
    main()
