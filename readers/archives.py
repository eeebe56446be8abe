"""Archives that hold vector files: KMZ, a Shapefile or another one in a zip."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..common.guards import check_zip
from .findings import Findings
from .given import BESIDE, Given
from .raw import Cell, RawTable

_MAINS: Final = (".shp", ".gpkg", ".geojson", ".fgb", ".kml")


def read_archive(
    given: Given,
    findings: Findings,
    *,
    read: Callable[[Given, Findings], RawTable],
    sole: bool = False,
) -> RawTable:
    """Return the features of the KML in a KMZ, or of the vector file in a zip.

    Nothing is unpacked onto the disk; no name in the archive is ever a path on this machine.

    Parameters
    ----------
    given : Given
    findings : Findings
    read : callable
        Reads what is in it as the opener reads a file of that ending.
    sole : bool, optional
        Whether several files in a zip are refused, not told.

    Raises
    ------
    InputError
        If the archive is not one that is opened (see `guards.check_zip`), or holds no such file.
    """
    path = given.path
    names = check_zip(path, given.data, xml=True)
    kmz = given.kind == ".kmz"
    mains = [name for name in names if _is_main(name, (".kml",) if kmz else _MAINS)]
    if not mains:
        wanted = ".kml file" if kmz else f"file that ends in {', '.join(_MAINS)}"
        raise InputError(f"{path}: holds no {wanted}; check the archive")
    if not kmz:
        mains = _one(path, mains, findings, sole=sole)
    with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
        tables = []
        # A KMZ is one document, often a doc.kml that only points to the others.
        for main in mains:
            found = Findings()
            ending = PurePosixPath(main).suffix.lower()
            inner = Given(
                Path(f"{path}{ending}"), archive.read(main), _beside(archive, names, main)
            )
            try:
                tables.append(read(inner, found))
            except InputError as error:
                raise InputError(str(error).replace(str(inner.path), str(path))) from error
            for doubt in found.doubts:
                findings.doubt(None, doubt.column, doubt.problem, doubt.remedy)
            for fault in found.faults if not kmz else ():
                findings.fault(None, fault.column, fault.problem, fault.remedy)
    if not any(table.rows for table in tables) and not findings.faults:
        findings.fault(None, "", "holds no feature", "give one point per unit")
    whole = _joined(tables)
    inside = tables[0].facts.get("format", "file")
    whole.facts["format"] = "KMZ" if kmz else f"zipped {inside}"
    whole.facts["file in it"] = ", ".join(mains)
    return whole


def _is_main(name: str, endings: tuple[str, ...]) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith(".") or "__MACOSX" in name
    return path.suffix.lower() in endings and not hidden


def _one(path: Path, mains: list[str], findings: Findings, *, sole: bool) -> list[str]:
    """Return the one file that is read."""
    if len(mains) > 1 and sole:
        raise InputError(
            f"{path}: should hold one Shapefile, KML or GeoPackage, not {len(mains)} of them"
        )
    if len(mains) > 1:
        others = ", ".join(repr(name) for name in mains[1:])
        findings.doubt(None, "", f"only {mains[0]!r} is read, not {others}")
    return mains[:1]


def _beside(archive: zipfile.ZipFile, names: list[str], main: str) -> dict[str, bytes]:
    """Return the files that belong to a Shapefile: its name, in any case, with their endings."""
    if not main.lower().endswith(".shp"):
        return {}
    stem = str(PurePosixPath(main).with_suffix("")).casefold()
    return {
        PurePosixPath(name).suffix.lower(): archive.read(name)
        for name in names
        if PurePosixPath(name).suffix.lower() in BESIDE
        and str(PurePosixPath(name).with_suffix("")).casefold() == stem
    }


def _joined(tables: list[RawTable]) -> RawTable:
    """Return several tables with geometry as one, columns by name."""
    if len(tables) == 1:
        return tables[0]
    headers = list(dict.fromkeys(name for table in tables for name in table.headers))
    columns: list[list[Cell]] = [[] for _ in headers]
    geometry, steps = list[BaseGeometry | None](), list[float]()
    for table in tables:
        own = dict(zip(table.headers, table.columns, strict=True))
        for name, column in zip(headers, columns, strict=True):
            column.extend(own.get(name, [None] * len(table.rows)))
        geometry += table.geometry or []
        steps += table.half_step_m or []
    rows = list(range(1, len(geometry) + 1))
    return RawTable(headers, columns, rows, geometry, steps, facts=dict(tables[0].facts))
