"""Write the bundled files: GeoParquet in small row groups, and JSON that lists what is where."""

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

#: Attribution and licence stand in every file, so that none is ever handed on without them.
LICENCE_KEY = "licence"


def write_geometries(
    path: Path,
    keys: Sequence[str],
    shapes: Sequence[shapely.Geometry],
    *,
    licence: str,
    rows_per_group: int = 0,
) -> dict[str, object]:
    """Write one GeoParquet file, and return its index for the catalogue.

    Rows of one key make one row group; with ``rows_per_group`` they are grouped by number instead.
    """
    boxes = shapely.bounds(np.array(shapes, dtype=object))
    groups = (
        [row // rows_per_group for row in range(len(keys))]
        if rows_per_group
        else [n for n, (_, rows) in enumerate(groupby(keys)) for _ in rows]
    )
    kinds = sorted({shape.geom_type for shape in shapes})
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": kinds,
                "edges": "planar",
                "bbox": [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)],
            }
        },
    }
    table = pa.table(
        {"key": pa.array(keys), "geometry": pa.array(shapely.to_wkb(shapes, byte_order=1))}
    ).replace_schema_metadata({"geo": json.dumps(geo), LICENCE_KEY: licence})
    with pq.ParquetWriter(
        path,
        table.schema,
        compression="zstd",
        compression_level=19,
        use_dictionary=False,
        write_statistics=["key"],
    ) as writer:
        for group in range(groups[-1] + 1):
            first = groups.index(group)
            writer.write_table(table.slice(first, groups.count(group)))
    return {
        "keys": list(keys),
        "groups": groups,
        "boxes": [[float(f"{x:.5f}") for x in _outward(box)] for box in boxes],
    }


def _outward(box: Sequence[float]) -> list[float]:
    """Widen a box by a hair, so that rounding it never loses an edge."""
    west, south, east, north = box
    return [west - 1e-5, south - 1e-5, east + 1e-5, north + 1e-5]


def write_json(path: Path, content: object, *, lines: bool = False) -> None:
    """Write JSON that is the same for the same content; one entry per line reads well in a diff."""
    if lines and isinstance(content, list):
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in content)
        text = f"[\n{rows}\n]\n"
    else:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    path.write_text(text, encoding="utf-8")
