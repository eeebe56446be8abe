"""Features of a vector file: what the opener read, as shapes on WGS84 with texts."""

import hashlib
import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from .findings import Findings, refusal
from .given import given_file, parted
from .opener import Request, read_raw

_REMEDY: Final = "give the border as a line or two polygons"


@dataclass(frozen=True)
class Feature:
    """One feature of a file: its number (from 1), its columns as text, and its shape.

    The shape is flat, in degrees on WGS84 with longitudes in [-180, 180].
    """

    number: int
    fields: dict[str, str]
    shape: BaseGeometry


def read_features(path: Path, *, layer: str | None = None) -> list[Feature]:
    """Read the features of a vector file.

    Parameters
    ----------
    path : Path
        GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, KML, KMZ, GML or
        GeoParquet.
    layer : str, optional
        Which layer, where there are several.

    Returns
    -------
    list of Feature
        Those that have a shape.

    Raises
    ------
    InputError
        If the file is none of these, cannot be read, names no reference system, or holds
        coordinates that are no places on Earth.
    """
    findings = Findings()
    table, _source = read_raw(path, findings, Request(sheet=layer, shapes=True))
    if findings.faults or table is None:
        raise refusal(path, [replace(fault, remedy=_REMEDY) for fault in findings.faults[:1]])
    found = []
    for place, (number, shape) in enumerate(zip(table.rows, table.geometry or [], strict=False)):
        if shape is None or shape.is_empty:
            continue
        cells = zip(table.headers, (column[place] for column in table.columns), strict=True)
        fields = {name: text for name, cell in cells if (text := _text(cell))}
        found.append(Feature(number, fields, shape))
    if not found:
        raise InputError(f"{path}: holds no shape; {_REMEDY}")
    return found


def doubts_of(path: Path) -> list[str]:
    """Return what is to be said of a border's file besides: whether its sidecar is of another."""
    words = parted(given_file(path))
    return [f"{path.name} {words}"] if words else []


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _text(value: object) -> str:
    """Return a cell as text; what is not there is empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    text = str(value).strip()
    return "" if text in {"nan", "None", "NaT", "<NA>"} else re.sub(r"\s+", " ", text)
