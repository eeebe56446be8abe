"""Read a unit list from any file an analyst keeps one in."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from ..common.errors import InputError
from ..common.guards import MAX_BYTES
from ..readers.findings import Finding, Findings, as_plain, refusal
from ..readers.opener import STDIN, Request, kind_of, read_raw
from ..readers.raw import RawTable
from ..readers.wkt import lift_wkt
from .columns import is_known
from .doubts import likely_duplicates, suspect_swaps
from .normalise import normalise
from .rejects import Reject, skipped


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
    rejects : tuple of Reject
        Rows that were left out for their faults, where that was asked for.
    """

    source: dict[str, str]
    facts: dict[str, str]
    columns: dict[str, str]
    row_count: int
    faults: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    units: gpd.GeoDataFrame | None
    rejects: tuple[Reject, ...] = ()
    some_readable: bool = False
    """Whether some rows have no fault, and none is the whole file's."""


def inspect_units(
    path: str | Path,
    *,
    crs: str | None = None,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
    country_code: Callable[[str], str | None] | None = None,
    skip_faults: bool = False,
) -> Understanding:
    """Return what is understood of a unit file, every fault and every doubt; change nothing.

    Parameters
    ----------
    path : str or Path
        The file; its ending says the format. ``-`` is standard input; its content says it.
    crs : str, optional
        Reference system of its coordinates (``EPSG:2180``), for a file that does not say.
    column_map : mapping of str to str, optional
        Column of the schema to the file's own header.
    sheet : str, optional
        Sheet of a spreadsheet, layer of a GeoPackage or KML; the first one where absent.
    country_code : callable, optional
        From a country as written to its alpha-3 code, ``None`` where it is not known; what it
        changes is told. Without it countries stay as written.
    skip_faults : bool, optional
        Leave out the rows that have a fault, and read the rest.

    Raises
    ------
    InputError
        If the file cannot be opened at all: not there, a folder, of a format that is not read.
    UsageError
        If ``crs`` or ``column_map`` name something that does not exist.
    """
    if str(path) == STDIN:
        return _inspect_stdin(
            crs=crs,
            column_map=column_map,
            sheet=sheet,
            country_code=country_code,
            skip_faults=skip_faults,
        )
    file = Path(path)
    findings = Findings()
    table, source = read_raw(file, findings, Request(crs=crs, sheet=sheet, known=is_known))
    if table is None:
        return Understanding(source, {}, {}, 0, tuple(findings.faults), (), None)
    lift_wkt(table, findings)
    made: list[tuple[gpd.GeoDataFrame | None, dict[str, str]]] = [(None, {})]

    def read(table: RawTable, findings: Findings) -> bool:
        made[0] = normalise(
            table,
            findings,
            file=Path(source["file"]),
            column_map=column_map,
            country_code=country_code,
        )
        return bool(findings.faults)

    count = len(table.rows)
    rejects: tuple[Reject, ...] = ()
    if skip_faults:
        table, findings, rejects = skipped(table, findings, read)
    elif table.rows or not findings.faults:
        read(table, findings)
    units, columns = made[0] if not findings.faults else (None, made[0][1])
    source |= {
        key: table.facts.pop(key) for key in ("licence", "attribution") if key in table.facts
    }
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
        row_count=count,
        faults=tuple(findings.faults),
        doubts=tuple(doubts),
        units=units,
        rejects=rejects,
        some_readable=findings.some_readable(table.rows),
    )


def _inspect_stdin(**options: Any) -> Understanding:  # noqa: ANN401  # as for inspect_units
    """Read standard input into a file of our own, named by what its content is."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"standard input: is larger than {MAX_BYTES >> 20} MiB; split it")
    with tempfile.TemporaryDirectory(prefix="csbm-") as folder:
        file = Path(folder) / f"stdin{kind_of(data)}"
        file.write_bytes(data)
        try:
            return inspect_units(file, **options)
        except InputError as error:
            raise InputError(str(error).replace(str(file), "standard input")) from error


def read_units(
    path: str | Path,
    *,
    crs: str | None = None,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
    country_code: Callable[[str], str | None] | None = None,
    skip_faults: bool = False,
) -> gpd.GeoDataFrame:
    r"""Return the units in a file, checked against the schema.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, XLSX, ODS, GeoJSON (also by lines), GeoPackage, FlatGeobuf, Shapefile (also
        zipped), KML, KMZ, GPX, GeoParquet, an answer of Overpass, a scenario of ORBAT Mapper, by
        its ending; ``-`` for standard input.
    crs : str, optional
        Reference system of its coordinates (``EPSG:2180``), for a file that does not say.
    column_map : mapping of str to str, optional
        Column of the schema to the file's own header, such as ``{"name": "Designation"}``.
    sheet : str, optional
        Sheet of a spreadsheet, layer of a GeoPackage or KML; the first one where absent.
    country_code : callable, optional
        As for `inspect_units`.
    skip_faults : bool, optional
        Leave out the rows that have a fault; ``attrs["doubts"]`` names each.

    Returns
    -------
    geopandas.GeoDataFrame
        Points, or the shapes that a file has (lat and lon are then a point of each), EPSG:4326,
        in the order of the file; the columns of the schema, then the file's
        own others, then ``_file`` and ``_row`` (line of the file, the header being line 1).
        ``attrs["source"]`` is a dict (title, file, sha256, licence, attribution),
        ``attrs["doubts"]`` a list of dicts (rows, column, problem, remedy).

    Raises
    ------
    InputError
        If the file cannot be opened or has any fault; the text lists every one.
    UsageError
        If ``crs`` or ``column_map`` name something that does not exist.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "units.csv")
    ...     written = file.write_text("name,country,lat,lon\n12 Bde,POL,52.09,23.69\n")
    ...     read_units(file)[["name", "country", "position_accuracy_m"]].values.tolist()
    [['12 Bde', 'POL', 558.5]]
    """
    return understood_units(
        path,
        crs=crs,
        column_map=column_map,
        sheet=sheet,
        country_code=country_code,
        skip_faults=skip_faults,
    )[0]


def understood_units(
    path: str | Path,
    **asked: Any,  # noqa: ANN401  # as for read_units
) -> tuple[gpd.GeoDataFrame, tuple[Reject, ...]]:
    """Return what `read_units` does, and the rows that were left out."""
    found = inspect_units(path, **asked)
    if found.faults or found.units is None:
        raise refusal(
            "standard input" if str(path) == STDIN else path,
            list(found.faults),
            some_readable=found.some_readable,
        )
    return found.units, found.rejects
