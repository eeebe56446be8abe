"""GeoParquet, the same bytes for the same input."""

import io
from collections.abc import Sequence

import geopandas as gpd

from .geometry import tidy_geometry
from .values import plain_value, rows_of


def parquet_bytes(
    frame: gpd.GeoDataFrame, *, columns: Sequence[str] | None = None, licence: str = ""
) -> bytes:
    """Return a frame as GeoParquet 1.1 with zstd, the same bytes for the same input.

    ``licence`` stands in the file's own metadata, under that name.
    """
    found, _rows = rows_of(frame)
    names = list(columns) if columns is not None else found
    plain = gpd.GeoDataFrame(
        {name: frame[name] for name in names},
        geometry=[None if one is None else tidy_geometry(one, None) for one in frame.geometry],
        crs="EPSG:4326",
    ).reset_index(drop=True)
    for name in names:
        if plain[name].dtype == object:
            plain[name] = [plain_value(value, name) for value in plain[name]]
    plain.attrs = {}  # what stands in attrs would be written into the file
    buffer = io.BytesIO()
    plain.to_parquet(buffer, index=False, compression="zstd", schema_version="1.1.0")
    if not licence:
        return buffer.getvalue()
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(buffer.getvalue()))
    told = {**(table.schema.metadata or {}), b"licence": licence.encode("utf-8")}
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(told), sink, compression="zstd")
    return sink.getvalue()
