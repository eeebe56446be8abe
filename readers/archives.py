"""Archives that hold one vector file: KMZ, and a Shapefile in a zip."""

import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..common.guards import check_zip
from .findings import Findings
from .kml import read_kml
from .raw import Cell, RawTable
from .vectors import read_vector

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_archive(path: Path, findings: Findings, *, crs: str | None, layer: str | None) -> RawTable:
    """Return the features of the KML in a KMZ, or of the Shapefile in a zip.

    The parts are unpacked under names of our own into a folder of our own; no name in the archive
    is ever a path on this machine.

    Raises
    ------
    InputError
        If the archive is not one that is opened (see `guards.check_zip`), or holds no such file.
    """
    names = check_zip(path, xml=True)
    kmz = path.suffix.lower() == ".kmz"
    wanted = ".kml" if kmz else ".shp"
    mains = [name for name in names if name.lower().endswith(wanted)]
    if not mains:
        raise InputError(f"{path}: holds no {wanted} file; check the archive")
    if not kmz and len(mains) > 1:
        others = ", ".join(repr(name) for name in mains[1:])
        findings.doubt(None, "", f"only {mains[0]!r} is read, not {others}")
    tables = []
    with zipfile.ZipFile(path) as archive:
        # A KMZ is one document, often a doc.kml that only points to the others.
        for main in mains if kmz else mains[:1]:
            with tempfile.TemporaryDirectory(prefix="csbm-") as folder:
                target = Path(folder) / f"opened{wanted}"
                for name in [main] if kmz else _parts(names, main):
                    ending = PurePosixPath(name).suffix.lower()
                    target.with_suffix(ending).write_bytes(archive.read(name))
                found = Findings()
                data = target.read_bytes()
                table = (
                    read_kml(target, data, found, shown=path)
                    if kmz
                    else read_vector(target, data, found, crs=crs, layer=layer, shown=path)
                )
                for doubt in found.doubts:
                    findings.doubt(None, doubt.column, doubt.problem, doubt.remedy)
                tables.append(table)
    if not any(table.rows for table in tables):
        findings.fault(None, "", "holds no feature", "give one point per unit")
    whole = _joined(tables)
    whole.facts["format"] = "KMZ" if kmz else "zipped Shapefile"
    whole.facts["file in it"] = ", ".join(mains if kmz else mains[:1])
    return whole


def _parts(names: list[str], main: str) -> list[str]:
    """Return the files that belong to a Shapefile: its name, in any case, with their endings."""
    stem = str(PurePosixPath(main).with_suffix("")).casefold()
    return [
        name
        for name in names
        if PurePosixPath(name).suffix.lower() in _SHAPEFILE_PARTS
        and str(PurePosixPath(name).with_suffix("")).casefold() == stem
    ]


def _joined(tables: list[RawTable]) -> RawTable:
    """Return several tables with geometry as one, columns by name."""
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
