"""GeoPackage, FlatGeobuf and Shapefile by GDAL, once their content is what the name says."""

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio.raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely import from_wkb, get_coordinates
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError, UsageError
from ..common.guards import check_wrapper
from .cells import read_number
from .findings import Findings
from .fineness import fineness_m
from .raw import MAX_ROWS, Cell, RawTable
from .reference import Transform, transform_to_wgs84

_TABLES_OF_QGIS = {"layer_styles", "qgis_projects"}


def read_vector(
    path: Path,
    data: bytes,
    findings: Findings,
    *,
    crs: str | None = None,
    layer: str | None = None,
    shown: Path | None = None,
) -> RawTable:
    """Return the features of a GeoPackage, FlatGeobuf or Shapefile; records are numbered from 1.

    Raises
    ------
    InputError
        If the content is not what the ending says, GDAL cannot read it, there is no such layer,
        or it names no reference system and none was given.
    """
    kind = path.suffix.lower()
    said = shown or path
    _check_content(said, kind, data)
    check_wrapper(data, str(said))
    try:
        with _warnings_told(findings):
            layers = [
                str(name)
                for name, _type in pyogrio.list_layers(path)
                if name not in _TABLES_OF_QGIS
            ]
            chosen = _choose(said, layers, layer, findings)
            layers_read, crs_found = [], None
            for name in chosen:
                meta, _fids, geometry, fields = pyogrio.raw.read(
                    path, layer=name, max_features=MAX_ROWS + 1
                )
                named = dict(zip((str(field) for field in meta["fields"]), fields, strict=True))
                layers_read.append((name, geometry, named))
                crs_found = crs_found or meta["crs"]
    except (DataSourceError, DataLayerError, FeatureError, GeometryError, ValueError) as error:
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
    if not table.rows:
        findings.fault(None, "", "holds no feature", "give one point per unit")
    return table


_FORMATS = {".gpkg": "GeoPackage", ".shp": "Shapefile", ".fgb": "FlatGeobuf"}


@contextmanager
def _warnings_told(findings: Findings) -> Iterator[None]:
    """Turn what GDAL warns of, such as a column it leaves out, into doubts."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for words in dict.fromkeys(_one_line(one.message) for one in caught):
        findings.doubt(None, "", f"GDAL says: {words}")


def _check_content(path: Path, kind: str, data: bytes) -> None:
    """Refuse a file that is not what its ending says: GDAL would open it as whatever it is."""
    if kind == ".gpkg" and not data.startswith(b"SQLite format 3\0"):
        raise InputError(f"{path}: is no GeoPackage; check the file")
    if kind == ".shp" and not data.startswith(b"\x00\x00\x27\x0a"):
        raise InputError(f"{path}: is no Shapefile; check the file")
    if kind == ".fgb" and not data.startswith(b"fgb"):
        raise InputError(f"{path}: is no FlatGeobuf; check the file")


def _choose(path: Path, layers: list[str], wanted: str | None, findings: Findings) -> list[str]:
    if not layers:
        raise InputError(f"{path}: holds no layer; check the file")
    if wanted is not None:
        if wanted not in layers:
            raise InputError(f"{path}: has no layer {wanted!r}; there are {', '.join(layers)}")
        return [wanted]
    if len(layers) > 1:
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
            f"{path}: names no reference system; give it with --crs (EPSG:4326 for plain degrees)"
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
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else pd.Timestamp(value).to_pydatetime()
    if isinstance(value, np.generic):
        return value.item()
    return value


def _one_line(error: Exception | Warning | str) -> str:
    return " ".join(str(error).split())[:300]
