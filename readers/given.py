"""A file as it was given: its bytes, read once, and whether they are what its ending says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..common.errors import InputError
from ..common.files import sidecar_path
from ..common.guards import check_wrapper, check_xml, read_bytes

__all__ = ["BESIDE", "SIDECAR", "Given", "check_content", "given_file", "parted"]

BESIDE: Final = (".shx", ".dbf", ".prj", ".cpg")
"""Files that belong to a Shapefile."""
SIDECAR: Final = ".metadata.json"
"""What csbm itself writes beside a file of data."""
_MOST_TOLD: Final = 4 << 20
_JSON: Final = frozenset(
    {".geojson", ".json", ".topojson", ".geojsonl", ".geojsons", ".ndjson", ".jsonl"}
)
_XML: Final = frozenset({".kml", ".gml", ".gpx"})
_STARTS: Final[dict[str, bytes]] = {
    ".gpkg": b"SQLite format 3\0",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
    **dict.fromkeys((".xlsx", ".ods", ".zip", ".kmz", ".shz"), b"PK"),
}
_TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
_NO_TEXTS: Final = (b"SQLite format 3\0", b"PAR1", b"fgb\x03", b"PK\x03\x04", b"\x00\x00\x27\x0a")


@dataclass(frozen=True)
class Given:
    """One file.

    Parameters
    ----------
    path : Path
        What to call it; its ending says how it is read. Nothing is opened by this name again.
    data : bytes
    beside : mapping of str to bytes
        The files that belong to it (of a Shapefile; the sidecar of csbm), by their endings.
    """

    path: Path
    data: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its ending, in small letters."""
        return self.path.suffix.lower()


def given_file(path: Path) -> Given:
    """Read a file's bytes, and those of the files that belong to it.

    Raises
    ------
    InputError
        If it is a folder, is not there, may not be read, or is larger than 256 MiB.
    """
    data = read_bytes(path)
    beside = {}
    told = sidecar_path(path)
    if told.is_file() and told.stat().st_size <= _MOST_TOLD:
        beside[SIDECAR] = read_bytes(told)
    if path.suffix.lower() != ".shp":
        return Given(path, data, beside)
    for ending in BESIDE:
        for name in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            if name.is_file():
                beside[ending] = read_bytes(name)
                break
    return Given(path, data, beside)


def parted(given: Given) -> str:
    """Say whether a file and the sidecar beside it are no pair; empty where they are, or may be.

    A write that was cut off between the two, and a change by hand, leave a sidecar that tells the
    SHA-256 of another file.
    """
    try:
        told = json.loads(given.beside.get(SIDECAR, b"{}"))
        own = told.get("sha256") if isinstance(told, dict) else None
    except (ValueError, RecursionError):
        own = ""
    if own is None or own == hashlib.sha256(given.data).hexdigest():
        return ""
    return (
        f"and {sidecar_path(given.path).name} beside it are no pair (the SHA-256 differs): a write"
        " was cut off, or the file was changed; what is told there is not of this file"
    )


def check_content(given: Given) -> None:
    """Refuse a file that is not what its ending says, points to others, or declares entities.

    Raises
    ------
    InputError
        With what it is not.
    """
    kind, data = given.kind, given.data
    check_wrapper(data, str(given.path))
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:4]
    if kind in _JSON:
        fits = wide or start.startswith((b"{", b"["))
    elif kind in _XML:
        fits = wide or start.startswith(b"<")
    elif kind in _TEXTS:
        fits = not data.startswith(_NO_TEXTS)
    else:
        fits = data.startswith(_STARTS.get(kind, b""))
    if not fits:
        raise InputError(
            f"{given.path}: is not what its ending ({kind}) says; check the file, save it again"
        )
    if kind in _XML:
        check_xml(data, str(given.path))
