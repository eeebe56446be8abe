"""GeoParquet, and plain Parquet with columns for the position."""

import json
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from shapely import from_wkb
from shapely.errors import ShapelyError

from ..common.errors import InputError
from ..common.guards import MAX_BYTES
from .findings import Findings
from .raw import MAX_COLUMNS, MAX_ROWS, RawTable
from .reference import transform_to_wgs84
from .vectors import append_layer, file_transform

_PIECE_ROWS: Final = 1024


def read_parquet(
    path: Path, data: bytes, findings: Findings, *, crs: str | None = None
) -> RawTable:
    """Return the rows of a GeoParquet or Parquet file as a table, numbered from 1.

    Raises
    ------
    InputError
        If it is no Parquet, is too large, or its geometry cannot be read.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        meta = file.metadata
        size = sum(meta.row_group(at).total_byte_size for at in range(meta.num_row_groups))
        if meta.num_rows > MAX_ROWS or meta.num_columns > MAX_COLUMNS or size > MAX_BYTES:
            raise InputError(
                f"{path}: has {meta.num_rows:,} rows and {size >> 20:,} MiB; a unit list has at"
                f" most {MAX_ROWS:,} rows and {MAX_BYTES >> 20} MiB"
            )
        content = _read(path, file)
        described = json.loads((content.schema.metadata or {}).get(b"geo", b"{}"))
        _check_names(path, content.column_names)
        plain = {name: _plain(content[name]).to_pylist() for name in content.column_names}
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: is no readable Parquet ({reason})") from error
    geometry_name = described.get("primary_column") if isinstance(described, dict) else None
    count = content.num_rows
    if not count:
        findings.fault(None, "", "has no rows", "give one row per unit")
    if not isinstance(geometry_name, str) or geometry_name not in plain:
        columns = list(plain.values())
        rows = list(range(1, count + 1))
        return RawTable(list(plain), columns, rows, facts={"format": "Parquet"})
    columns_told = described.get("columns")
    column = columns_told.get(geometry_name) if isinstance(columns_told, dict) else None
    column = column if isinstance(column, dict) else {}
    if str(column.get("encoding", "WKB")).upper() != "WKB":
        raise InputError(f"{path}: its geometry is not WKB; write it again as WKB")
    named = column.get("crs", "OGC:CRS84")
    transform = (
        transform_to_wgs84(crs) if crs else file_transform(path, json.dumps(named))
        if isinstance(named, dict) else file_transform(path, named)
    )  # fmt: skip
    try:
        shapes = from_wkb(plain.pop(geometry_name))
    except (ShapelyError, TypeError) as error:
        raise InputError(f"{path}: its geometry cannot be read; write it again") from error
    table = RawTable([], [], list(range(1, count + 1)), [], [])
    table.facts = {"format": "GeoParquet", "crs": transform.name}
    bounds = {"bbox"} & set(plain)
    append_layer(
        table,
        shapes,
        {name: cells for name, cells in plain.items() if name not in bounds},
        transform,
    )
    return table


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times to the microsecond, as Python has them."""
    kind = column.type
    if getattr(kind, "unit", "") != "ns":
        return column
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    return column.cast(pa.time64("us") if pa.types.is_time(kind) else pa.duration("us"), safe=False)


def _read(path: Path, file: pq.ParquetFile) -> pa.Table:
    """Read a file piece by piece: what its footer says of its size need not be true."""
    batches, size, rows = [], 0, 0
    for batch in file.iter_batches(_PIECE_ROWS, use_threads=False):
        batches.append(batch)
        size += batch.nbytes
        rows += batch.num_rows
        if size > MAX_BYTES or rows > MAX_ROWS:
            raise InputError(
                f"{path}: unpacks to more than {MAX_ROWS:,} rows or {MAX_BYTES >> 20} MiB; split it"
            )
    return pa.Table.from_batches(batches, file.schema_arrow)


def _check_names(path: Path, names: list[str]) -> None:
    """Refuse columns of one name: which of them is meant cannot be known."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path}: more than one column is called {twice[0]!r}; rename all but one")
