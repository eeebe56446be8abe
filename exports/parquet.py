"""GeoParquet, the same bytes for the same input."""

import io
from collections.abc import Sequence

import geopandas as gpd

from .geometry import tidy_geometry
from .values import plain_value, rows_of


def parquet_bytes(frame: gpd.GeoDataFrame, *, columns: Sequence[str] | None = None) -> bytes:
    """Return a frame as GeoParquet 1.1 with zstd, the same bytes for the same input."""
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
    return buffer.getvalue()
