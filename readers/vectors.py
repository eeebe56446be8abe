"""GeoPackage, FlatGeobuf, Shapefile, GML and TopoJSON by GDAL: bytes in, one driver."""

import io
import math
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely import from_wkb, get_coordinates
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError, UsageError
from .cells import read_number
from .findings import Findings
from .fineness import fineness_m
from .gdal import DRIVERS, only_driver
from .given import SIDECAR, Given
from .raw import MAX_COLUMNS, MAX_ROWS, Cell, RawTable
from .reference import Transform, transform_to_wgs84

_TABLES_OF_QGIS = {"layer_styles", "qgis_projects"}
_FORMATS = {
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".fgb": "FlatGeobuf",
    ".gml": "GML",
    ".topojson": "TopoJSON",
}


def read_vector(
    given: Given,
    findings: Findings,
    *,
    crs: str | None = None,
    layer: str | None = None,
    sole: bool = False,
) -> RawTable:
    """Return the features of a GeoPackage, FlatGeobuf, Shapefile, GML or TopoJSON.

    GDAL is given the bytes and one driver: no name of a file, and no way to another one. Records
    are numbered from 1.

    Raises
    ------
    InputError
        If GDAL cannot read it, there is no such layer, several where ``sole`` asks for one, or it
        names no reference system and none was given.
    """
    said, kind = given.path, given.kind
    held = _zipped(given) if kind == ".shp" else given.data
    try:
        with _warnings_told(findings), only_driver(DRIVERS[kind]):
            layers = [
                str(name)
                for name, shapes in pyogrio.list_layers(held)
                if name not in _TABLES_OF_QGIS and not (sole and shapes is None)
            ]
            chosen = _choose(said, layers, layer, findings, sole=sole)
            layers_read, crs_found = [], None
            for name in chosen:
                meta, _fids, geometry, fields = pyogrio.raw.read(
                    held, layer=name, max_features=MAX_ROWS + 1
                )
                named = dict(zip((str(field) for field in meta["fields"]), fields, strict=True))
                layers_read.append((name, geometry, named))
                crs_found = crs_found or meta["crs"]
    except (
        *(DataSourceError, DataLayerError, FeatureError, GeometryError, ValueError),
        *(OverflowError, RuntimeError, IndexError, OSError, NameError),
    ) as error:
        raise InputError(f"{said}: cannot be read ({_one_line(error)})") from error
    transform = transform_to_wgs84(crs) if crs else file_transform(said, crs_found)
    facts = {"format": _FORMATS[kind], "layer": ", ".join(chosen), "crs": transform.name}
    table = RawTable([], [], [], [], [], facts=facts)
    for name, geometry, named in layers_read:
        if len(chosen) > 1:
            count = len(geometry) if geometry is not None else 0
            named["folder"] = np.array([name] * count, dtype=object)
        shapes = from_wkb(geometry, on_invalid="ignore") if geometry is not None else None
        append_layer(table, shapes, named, transform)
    table.rows = list(range(1, len(table.geometry or []) + 1))
    if len(table.rows) > MAX_ROWS:
        raise InputError(f"{said}: has more than {MAX_ROWS:,} features; split it")
    if len(table.headers) > MAX_COLUMNS:
        raise InputError(f"{said}: has {len(table.headers):,} columns; keep {MAX_COLUMNS:,}")
    if not table.rows:
        findings.fault(None, "", "holds no feature", "give one point per unit")
    return table


def _zipped(given: Given) -> bytes:
    """Return a Shapefile and what belongs to it in one piece, under names of our own."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for ending, data in {".shp": given.data, **given.beside}.items():
            if ending != SIDECAR:
                archive.writestr(f"opened{ending}", data)
    return held.getvalue()


@contextmanager
def _warnings_told(findings: Findings) -> Iterator[None]:
    """Turn what GDAL warns of, such as a column it leaves out, into doubts."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for words in dict.fromkeys(_one_line(one.message) for one in caught):
        if "file extension" in words:  # bytes have none; given.py held them against the name's
            continue
        findings.doubt(None, "", f"GDAL says: {words}")


def _choose(
    path: Path, layers: list[str], wanted: str | None, findings: Findings, *, sole: bool
) -> list[str]:
    if not layers:
        what = "is a table without geometry; give shapes" if sole else "holds no layer"
        raise InputError(f"{path}: {what}; check the file")
    if wanted is not None:
        if wanted not in layers:
            raise InputError(f"{path}: has no layer {wanted!r}; there are {', '.join(layers)}")
        return [wanted]
    if len(layers) > 1:
        if sole:
            raise InputError(f"{path}: has the layers {', '.join(layers)}; say which one is meant")
        others = ", ".join(repr(name) for name in layers[1:])
        findings.doubt(None, "", f"only the layer {layers[0]!r} is read, not {others}")
    return layers[:1]


def file_transform(path: Path, found: str | None) -> Transform:
    """Return the transformation from the reference system that a file names.

    Raises
    ------
    InputError
        If it names none, or one that is not understood.
    """
    if not found:
        raise InputError(
            f"{path}: names no reference system; give it with --crs (EPSG:4326 for plain degrees),"
            " or save it with one, as a border must be"
        )
    try:
        return transform_to_wgs84(CRS.from_user_input(found))
    except (UsageError, ValueError, CRSError) as error:
        raise InputError(f"{path}: its reference system is not understood; give --crs") from error


def append_layer(
    table: RawTable,
    geometry: Sequence[BaseGeometry | None] | None,
    named: Mapping[str, Sequence[Any]],
    transform: Transform,
) -> None:
    """Add a layer's features to the table, new columns at its end."""
    assert table.geometry is not None
    assert table.half_step_m is not None
    count = len(geometry) if geometry is not None else len(next(iter(named.values()), ()))
    before = len(table.geometry)
    for shape in geometry if geometry is not None else [None] * count:
        step = _fineness(shape, transform)
        table.geometry.append(None if shape is None or shape.is_empty else transform(shape))
        table.half_step_m.append(step)
    for name, values in named.items():
        if name not in table.headers:
            table.headers.append(name)
            table.columns.append([None] * before)
        column = table.columns[table.headers.index(name)]
        column.extend(_cell(value) for value in values)
    for column in table.columns:
        column.extend([None] * (before + count - len(column)))


def _fineness(shape: BaseGeometry | None, transform: Transform) -> float:
    """Return half a step of the last decimal of a shape as the file has it, metres."""
    if shape is None or shape.is_empty:
        return math.nan
    if transform.identity:
        return fineness_m(shape)
    corners = get_coordinates(shape)[:100].ravel()
    if not np.isfinite(corners).all():
        return math.nan
    decimals = max(read_number(float(one))[1] for one in corners)
    return float(0.5 * 10.0**-decimals * transform.unit_m)


def _cell(value: Any) -> Cell:  # noqa: ANN401
    if value is None:
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[us]").item()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value


def _one_line(error: Exception | Warning | str) -> str:
    return " ".join(str(error).split())[:300]
