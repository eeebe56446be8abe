"""One table of units or zones to one file, the format by its ending."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd

from ..common.errors import UsageError
from ..common.files import written_whole
from .geometry import shapes_as_text, tidy_geometry
from .markdown import markdown_text
from .sidecar import write_sidecar
from .tables import csv_text, json_rows
from .values import plain_value, rows_of
from .vectors import FORMATS, write_features
from .workbook import xlsx_bytes

TABLES = {
    ".csv": "CSV",
    ".json": "JSON",
    ".xlsx": "XLSX",
    ".md": "Markdown",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
}
ENDINGS = tuple(dict.fromkeys([*TABLES, *FORMATS]))


def write_frame(
    frame: gpd.GeoDataFrame,
    path: str | Path,
    *,
    layer: str,
    provenance: Mapping[str, object] | None = None,
    columns: Sequence[str] | None = None,
    sides: Sequence[str] = (),
) -> list[Path]:
    """Write a frame as CSV, JSON, XLSX, Markdown, GeoParquet, GeoJSON, GeoPackage, KML or KMZ.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Longitude and latitude on WGS84.
    path : str or Path
        Its ending says the format (`ENDINGS`); ``.json`` is a list of objects.
    layer : str
        The name of the layer, sheet or document.
    provenance : mapping, optional
        From `provenance.provenance`; in XLSX and Markdown at their end, else in the sidecar.
    columns : sequence of str, optional
        Which columns, in this order; all but csbm's own where absent.
    sides : sequence of str, optional
        The two parties, alphabetical (colours of KML).

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    UsageError
        If the ending is none of those.
    InputError
        If the file cannot be written, or a text is too long for its format.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"{target.name}: {ending or 'no ending'!r} is no format that is written; there are"
            f" {', '.join(ENDINGS)}"
        )
    if ending not in TABLES:
        found, rows = rows_of(frame)
        names = list(columns) if columns is not None else found
        pairs = [
            (shape, {name: row.get(name) for name in names})
            for shape, row in zip(frame.geometry, rows, strict=True)
        ]
        return write_features(
            pairs, target, layer=layer, provenance=provenance, sides=sides, full_precision=True
        )
    if columns is None and ending not in {".parquet", ".geoparquet"}:
        frame = shapes_as_text(frame)
    content = _table_bytes(frame, ending, columns, provenance, layer)
    with written_whole(target) as temporary:
        temporary.write_bytes(content)
    if provenance is None or ending in {".xlsx", ".md"}:
        return [target]
    return [target, write_sidecar(target, provenance)]


def _table_bytes(
    frame: gpd.GeoDataFrame,
    ending: str,
    columns: Sequence[str] | None,
    provenance: Mapping[str, object] | None,
    layer: str,
) -> bytes:
    if ending == ".csv":
        return csv_text(frame, columns=columns).encode()
    if ending == ".json":
        return json_rows(frame, columns=columns).encode()
    if ending == ".md":
        return markdown_text(frame, columns=columns, provenance=provenance).encode()
    if ending == ".xlsx":
        return xlsx_bytes(frame, columns=columns, provenance=provenance, title=layer)
    return parquet_bytes(frame, columns=columns)


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
