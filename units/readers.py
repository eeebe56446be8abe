"""Read a unit list from any file an analyst keeps one in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from ..common.errors import InputError
from .doubts import likely_duplicates, suspect_swaps
from .findings import Finding, Findings, as_plain, refusal
from .geojson import read_geojson
from .guards import read_bytes
from .normalise import describe_source, normalise
from .raw import RawTable
from .sheets import read_sheet
from .text import read_delimited
from .vectors import read_vector


@dataclass(frozen=True)
class Understanding:
    """What was understood of a unit file: for ``csbm check`` and for `read_units`.

    Parameters
    ----------
    source : dict of str to str
        Title, file name, SHA-256, licence, attribution.
    facts : dict of str to str
        Format, encoding, delimiter, sheet or layer, reference system.
    columns : dict of str to str
        Column of the schema to the header that was read as it.
    row_count : int
        Records in the file.
    faults, doubts : tuple of Finding
        Every one of them; with a fault there are no units.
    units : geopandas.GeoDataFrame or None
        The units, EPSG:4326.
    """

    source: dict[str, str]
    facts: dict[str, str]
    columns: dict[str, str]
    row_count: int
    faults: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    units: gpd.GeoDataFrame | None


@dataclass(frozen=True)
class Request:
    """What the caller asked for beside the file."""

    crs: str | None = None
    sheet: str | None = None


Reader = Callable[[Path, bytes, Request, Findings], RawTable]


def _read_csv(_path: Path, data: bytes, _request: Request, findings: Findings) -> RawTable:
    return read_delimited(data, findings)


def _read_geojson(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    return read_geojson(path, data, findings, crs=request.crs)


def _read_vector(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    return read_vector(path, data, findings, crs=request.crs, layer=request.sheet)


def _read_sheet(path: Path, data: bytes, request: Request, findings: Findings) -> RawTable:
    return read_sheet(path, data, findings, sheet=request.sheet)


READERS: dict[str, Reader] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".geojson": _read_geojson,
    ".json": _read_geojson,
    ".gpkg": _read_vector,
    ".shp": _read_vector,
    ".kml": _read_vector,
    ".xlsx": _read_sheet,
}


def inspect_units(
    path: str | Path,
    *,
    crs: str | None = None,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Understanding:
    """Return what is understood of a unit file, every fault and every doubt; change nothing.

    Parameters
    ----------
    path : str or Path
        The file; its ending says the format.
    crs : str, optional
        Reference system of its coordinates (``EPSG:2180``), for a file that does not say.
    column_map : mapping of str to str, optional
        Column of the schema to the file's own header.
    sheet : str, optional
        Sheet of a spreadsheet, layer of a GeoPackage or KML; the first one where absent.

    Raises
    ------
    InputError
        If the file cannot be opened at all: not there, a folder, of a format that is not read.
    UsageError
        If ``crs`` or ``column_map`` name something that does not exist.
    """
    file = Path(path)
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        data = read_bytes(file)  # a folder, or a name that is not there, is said first
        raise InputError(
            f"{file}: {file.suffix or 'no ending'!r} is no format that is read; there are"
            f" {' '.join(sorted(READERS))}"
        )
    data = read_bytes(file)
    findings = Findings()
    source = describe_source(file, data)
    if not data.strip():
        findings.fault(None, "", "the file is empty", "give a header line and one line per unit")
        return Understanding(source, {}, {}, 0, tuple(findings.faults), (), None)
    table = reader(file, data, Request(crs=crs, sheet=sheet), findings)
    units: gpd.GeoDataFrame | None = None
    columns: dict[str, str] = {}
    if table.rows or not findings.faults:
        units, columns = normalise(table, findings, file=file, column_map=column_map)
    doubts = findings.doubts
    if units is not None:
        doubts += suspect_swaps(units) + likely_duplicates(units)
        units.attrs = {
            "source": source,
            "sources": [source],
            "doubts": as_plain(doubts),
        }
    return Understanding(
        source=source,
        facts=table.facts,
        columns=columns,
        row_count=len(table.rows),
        faults=tuple(findings.faults),
        doubts=tuple(doubts),
        units=units,
    )


def read_units(
    path: str | Path,
    *,
    crs: str | None = None,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the units in a file, checked against the schema.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, XLSX, GeoJSON, GeoPackage, Shapefile or KML, by its ending.
    crs : str, optional
        Reference system of its coordinates (``EPSG:2180``), for a file that does not say.
    column_map : mapping of str to str, optional
        Column of the schema to the file's own header, such as ``{"name": "Designation"}``.
    sheet : str, optional
        Sheet of a spreadsheet, layer of a GeoPackage or KML; the first one where absent.

    Returns
    -------
    geopandas.GeoDataFrame
        Points, EPSG:4326, in the order of the file; the columns of the schema, then the file's
        own others, then ``_file`` and ``_row`` (line of the file, the header being line 1).
        ``attrs["source"]`` is a dict (title, file, sha256, licence, attribution),
        ``attrs["doubts"]`` a list of dicts (rows, column, problem, remedy).

    Raises
    ------
    InputError
        If the file cannot be opened or has any fault; the text lists every one.
    UsageError
        If ``crs`` or ``column_map`` name something that does not exist.
    """
    understanding = inspect_units(path, crs=crs, column_map=column_map, sheet=sheet)
    if understanding.faults or understanding.units is None:
        raise refusal(path, list(understanding.faults))
    return understanding.units
