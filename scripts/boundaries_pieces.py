"""Bundle the outlines of pieces that the source's time zones tell apart and its countries do not.

Run from the repository root::

    python scripts/boundaries_pieces.py --cache .cache/boundaries

It writes ``pieces.parquet``, which views of a border use (see `csbm.boundaries.views`).
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".typing"))

import boundaries_sources as sources
from boundaries_topology import on_grid
from build_boundaries import DATA, GRID_BITS, LICENCE, TOLERANCE_DEG

#: Key of a piece, and its time zone.
ZONES = {"crimea": "Europe/Simferopol"}


def add_pieces(cache: Path, out: Path) -> None:
    """Write the outlines."""
    zones = sources.read_zones(cache)
    names = np.array(zones.names)
    keys, shapes = [], []
    for key, zone in ZONES.items():
        whole = shapely.unary_union(zones.polygons[names == zone])
        simple = shapely.simplify(whole, TOLERANCE_DEG)
        (on,) = on_grid(np.array([simple], dtype=object), GRID_BITS)
        keys.append(key)
        shapes.append(shapely.normalize(shapely.make_valid(on)))
    table = pa.table(
        {"key": pa.array(keys), "geometry": pa.array(shapely.to_wkb(shapes, byte_order=1))}
    ).replace_schema_metadata({"licence": LICENCE})
    pq.write_table(table, out / "pieces.parquet", compression="zstd", compression_level=19)


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--out", type=Path, default=DATA)
    chosen = parser.parse_args()
    add_pieces(chosen.cache, chosen.out)


if __name__ == "__main__":
    main()
