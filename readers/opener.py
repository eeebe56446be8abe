"""One opener for every file of a list: by its ending, once its content was looked at."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..common.errors import InputError
from ..common.guards import read_bytes
from .findings import Findings
from .headers import Known, nothing_known
from .raw import RawTable
from .text import read_delimited


@dataclass(frozen=True)
class Request:
    """What the caller asked for beside the file."""

    crs: str | None = None
    sheet: str | None = None
    known: Known = nothing_known
    """Tells a header that the asker knows: where a table begins, and what parts its cells."""


# Each format's libraries load with its first file: most runs read one format only.
Reader = Callable[[Path, bytes, Request, Findings], RawTable]


def _csv(_path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    return read_delimited(data, findings, known=request.known)


def _json(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    from .json_files import read_json

    return read_json(path, data, findings, crs=request.crs)


def _vector(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    from .vectors import read_vector

    return read_vector(path, data, findings, crs=request.crs, layer=request.sheet)


def _kml(path: Path, data: bytes, _request: Request, findings: Findings) -> RawTable:
    from .kml import read_kml

    return read_kml(path, data, findings)


def _sheet(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    from .sheets import read_sheet

    return read_sheet(path, data, findings, sheet=request.sheet, known=request.known)


def _archive(path: Path, _data: bytes, request: Request, findings: Findings) -> RawTable:
    from .archives import read_archive

    return read_archive(path, findings, crs=request.crs, layer=request.sheet)


def _parquet(path: Path, _data: bytes, request: Request, findings: Findings) -> RawTable:
    from .parquet import read_parquet

    return read_parquet(path, findings, crs=request.crs)


def _pbf(path: Path, _data: bytes, _request: Request, findings: Findings) -> RawTable:
    from .osm_pbf import read_pbf

    return read_pbf(path, findings)


def _gpx(path: Path, data: bytes, _request: Request, findings: Findings) -> RawTable:
    from .gpx import read_gpx

    return read_gpx(path, data, findings)


READERS: dict[str, Reader] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _csv),
    **dict.fromkeys((".geojson", ".json", ".ndjson", ".geojsonl", ".geojsons", ".jsonl"), _json),
    **dict.fromkeys((".gpkg", ".shp", ".fgb"), _vector),
    **dict.fromkeys((".xlsx", ".ods"), _sheet),
    **dict.fromkeys((".kmz", ".zip"), _archive),
    **dict.fromkeys((".parquet", ".geoparquet"), _parquet),
    ".gpx": _gpx,
    ".kml": _kml,
    ".pbf": _pbf,
}
STDIN = "-"


def read_raw(
    file: Path, findings: Findings, request: Request
) -> tuple[RawTable | None, dict[str, str]]:
    """Return a file's cells as they were written, and what is said of the file.

    Parameters
    ----------
    file : Path
    findings : Findings
        Takes what is wrong with it.
    request : Request

    Returns
    -------
    RawTable or None
        ``None`` where the file is empty, which is a fault.
    dict of str to str
        Title, file name, SHA-256.

    Raises
    ------
    InputError
        If the file cannot be opened at all: not there, a folder, of a format that is not read.
    """
    reader = READERS.get(file.suffix.lower())
    data = read_bytes(file)  # a folder, or a name that is not there, is said first
    if reader is None:
        raise InputError(
            f"{file}: {file.suffix or 'no ending'!r} is no format that is read; there are"
            f" {' '.join(sorted(READERS))}"
        )
    source = describe_source(file, data)
    if not data.strip():
        findings.fault(None, "", "the file is empty", "give a header line and one line per unit")
        return None, source
    return reader(file, data, request, findings), source


def kind_of(data: bytes) -> str:
    """Return the ending that a file of such content should have; ``.csv`` where nothing shows.

    Examples
    --------
    >>> kind_of(b'{"type": "FeatureCollection"}'), kind_of(b"name,lat,lon")
    ('.geojson', '.csv')
    """
    for start, ending in _STARTS.items():
        if data.startswith(start):
            return ending
    if data.startswith(b"PK"):
        for part, ending in _PARTS.items():
            if part in data:
                return ending
        return ".zip"
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    if head.startswith((b"{", b"[")):
        return ".geojson"
    if head.startswith(b"<"):
        return ".gpx" if b"<gpx" in head else ".kml"
    return ".csv"


_STARTS = {b"SQLite format 3\0": ".gpkg", b"PAR1": ".parquet", b"fgb\x03": ".fgb"}
_PARTS = {
    b"xl/workbook.xml": ".xlsx",
    b"opendocument.spreadsheet": ".ods",
    b".kml": ".kmz",
    b".shp": ".zip",
}


def describe_source(file: Path, data: bytes, *, title: str = "") -> dict[str, str]:
    """Return what every frame carries about its file: title, name, SHA-256, licence, attribution.

    Only the file's name is kept, never the folders of the machine it lay on.
    """
    return {
        "title": title or file.name,
        "file": file.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "not stated in the file",
        "attribution": "",
    }
