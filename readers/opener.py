"""One checked opener for every file of others: by its ending, once its content was looked at.

The file is read once, as bytes; what is in it is understood in a room of its own (`common.room`)
and comes back as Arrow. Borders, units, exercises, systems and points all come in by here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..common.errors import CsbmError, InputError
from ..common.room import in_room, is_trusted
from .findings import Findings
from .given import Given, check_content, given_file, parted
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
    shapes: bool = False
    """Whether shapes are asked for: tables are refused then, and so are layers to choose from."""


# Each format's libraries load with its first file: most runs read one format only.
Reader = Callable[[Given, Request, Findings], RawTable]


def _csv(given: Given, request: Request, findings: Findings) -> RawTable:
    return read_delimited(given.data, findings, known=request.known)


def _json(given: Given, request: Request, findings: Findings) -> RawTable:
    from .json_files import TopologyError, read_json

    try:
        return read_json(given.path, given.data, findings, crs=request.crs)
    except TopologyError:
        return _vector(Given(given.path.with_suffix(".topojson"), given.data), request, findings)


def _vector(given: Given, request: Request, findings: Findings) -> RawTable:
    from .vectors import read_vector

    return read_vector(given, findings, crs=request.crs, layer=request.sheet, sole=request.shapes)


def _kml(given: Given, _request: Request, findings: Findings) -> RawTable:
    from .kml import read_kml

    return read_kml(given.path, given.data, findings)


def _sheet(given: Given, request: Request, findings: Findings) -> RawTable:
    from .sheets import read_sheet

    return read_sheet(given.path, given.data, findings, sheet=request.sheet, known=request.known)


def _archive(given: Given, request: Request, findings: Findings) -> RawTable:
    from .archives import read_archive

    def read(inner: Given, found: Findings) -> RawTable:
        check_content(inner)
        return READERS[inner.kind](inner, request, found)

    return read_archive(given, findings, read=read, sole=request.shapes)


def _parquet(given: Given, request: Request, findings: Findings) -> RawTable:
    from .parquet import read_parquet

    return read_parquet(given.path, given.data, findings, crs=request.crs)


def _pbf(given: Given, _request: Request, findings: Findings) -> RawTable:
    from .osm_pbf import read_pbf

    return read_pbf(given.path, given.data, findings)


def _gpx(given: Given, _request: Request, findings: Findings) -> RawTable:
    from .gpx import read_gpx

    return read_gpx(given.path, given.data, findings)


READERS: dict[str, Reader] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _csv),
    **dict.fromkeys((".geojson", ".json", ".ndjson", ".geojsonl", ".geojsons", ".jsonl"), _json),
    **dict.fromkeys((".gpkg", ".shp", ".fgb", ".gml", ".topojson"), _vector),
    **dict.fromkeys((".xlsx", ".ods"), _sheet),
    **dict.fromkeys((".kmz", ".zip", ".shz"), _archive),
    **dict.fromkeys((".parquet", ".geoparquet"), _parquet),
    ".gpx": _gpx,
    ".kml": _kml,
    ".pbf": _pbf,
}
TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".ods", ".gpx"})
"""Endings of files that hold no lines and no areas."""
MOST_POINTS: Final = 100_000
"""Points that the area of one unit may have."""
STDIN = "-"
NO_LICENCE = "not stated in the file"


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
    given = given_file(file)  # a folder, or a name that is not there, is said first
    endings = sorted(set(READERS) - (TABLES if request.shapes else set()))
    if given.kind not in endings:
        what = "shapes are read from" if request.shapes else "there are"
        raise InputError(
            f"{file}: {file.suffix or 'no ending'!r} is no format that is read; {what}"
            f" {' '.join(endings)}"
        )
    if is_trusted(file):
        return read_given(given, findings, request)
    from .carried import unpacked

    return unpacked(
        in_room("csbm.readers.opener:carried_table", given, request, shown=str(file)), findings
    )


def carried_table(given: Given, request: Request) -> bytes:
    """Read a file as `read_given` does; return all of it as Arrow IPC, out of a room."""
    from .carried import packed

    findings = Findings()
    table, source = read_given(given, findings, request)
    return packed(table, source, findings)


def read_given(
    given: Given, findings: Findings, request: Request
) -> tuple[RawTable | None, dict[str, str]]:
    """Do the work of `read_raw`, in this process itself.

    Raises
    ------
    InputError
        If the content is not what the ending says or cannot be read.
    """
    source = describe_source(given.path, given.data)
    if not given.data.strip():
        findings.fault(None, "", "the file is empty", "give a header line and one line per unit")
        return None, source
    check_content(given)
    if words := parted(given):
        findings.doubt(None, "", words, "write it again, or remove the sidecar")
    try:
        table = READERS[given.kind](given, request, findings)
        if request.shapes:
            from .placed import place_shapes

            place_shapes(given.path, table)
        else:
            _check_points(table, findings)
        return table, source
    except (CsbmError, MemoryError):
        raise
    except RecursionError as error:
        raise InputError(f"{given.path}: is nested too deeply; export it again") from error
    except Exception as error:
        # What a library makes of a damaged file is the file's fault; the fuzzing of the readers
        # (tests/test_readers_fuzz.py) tells us of each one that is not foreseen.
        words = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise InputError(f"{given.path}: is damaged, it cannot be read ({words})") from error


def _check_points(table: RawTable, findings: Findings) -> None:
    """Refuse areas of so many points that what is worked out of them would take hours."""
    if table.geometry is None:
        return
    import shapely

    counts = shapely.get_num_coordinates(table.geometry)
    for place, (number, count) in enumerate(zip(table.rows, counts.tolist(), strict=False)):
        if count > MOST_POINTS:
            table.geometry[place] = None
            findings.fault(
                number, "geometry", f"has {count:,} points", f"simplify it to {MOST_POINTS:,}"
            )


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
    name = file.name.encode("utf-8", "replace").decode("utf-8")  # a name may be no text
    return {
        "title": title or name,
        "file": name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": NO_LICENCE,
        "attribution": "",
    }
