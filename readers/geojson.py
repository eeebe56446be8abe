"""GeoJSON, read here and not by a driver: features keep their number, nothing else is opened."""

import math
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from .cells import read_number
from .findings import Findings
from .fineness import half_step_m
from .raw import MAX_COLUMNS, MAX_ROWS, RawTable
from .reference import Transform

GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip


def named_crs(path: Path, content: dict[str, Any]) -> str | None:
    """Return the reference system that a GeoJSON of 2008 names, if it does."""
    member = content.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise InputError(f"{path}: its 'crs' names no reference system; give it with --crs")
    return name


def table_from_features(
    features: list[Any],
    findings: Findings,
    *,
    transform: Transform,
    facts: dict[str, str],
    rows: list[int] | None = None,
) -> RawTable:
    """Return features (of GeoJSON or a like form) as a table of properties and geometries.

    ``rows`` are their numbers where these are not 1, 2, 3, ….
    """
    if not features:
        findings.fault(None, "", "holds no feature", "give one point per unit")
    if len(features) > MAX_ROWS:
        findings.fault(None, "", f"has more than {MAX_ROWS:,} features", "split it")
        return RawTable([], [], [], facts=facts)
    records: list[dict[str, Any]] = []
    shapes: list[BaseGeometry | None] = []
    steps: list[float] = []
    headers: dict[str, None] = {}
    numbers = rows if rows is not None else list(range(1, len(features) + 1))
    for number, member in zip(numbers, features, strict=True):
        feature = member if isinstance(member, dict) else {}
        if not isinstance(member, dict):
            findings.fault(number, "", "is no feature", "export the file as GeoJSON again")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            findings.fault(number, "properties", "are no object", "export the file again")
            properties = {}
        if "id" in feature and "id" not in properties and feature["id"] is not None:
            properties = {"id": feature["id"], **properties}
        headers.update(dict.fromkeys(properties))
        records.append(properties)
        geometry, step = _geometry(feature.get("geometry"), number, findings, transform)
        shapes.append(geometry)
        steps.append(step)
    if len(headers) > MAX_COLUMNS:
        findings.fault(None, "", f"has {len(headers):,} properties", f"keep {MAX_COLUMNS:,}")
        return RawTable([], [], [], facts=facts)
    names = list(headers)
    columns = [[record.get(name) for record in records] for name in names]
    return RawTable(names, columns, numbers, shapes, steps, facts=facts)


def _geometry(
    member: Any,  # noqa: ANN401
    number: int,
    findings: Findings,
    transform: Transform,
) -> tuple[BaseGeometry | None, float]:
    if member is None:
        return None, math.nan
    try:
        if member["type"] == "Point":
            x, y = member["coordinates"][:2]
            (lon, x_decimals), (lat, y_decimals) = read_number(x), read_number(y)
            decimals = max(x_decimals, y_decimals)
            if transform.identity:
                return Point(lon, lat), half_step_m(decimals, decimals, min(abs(lat), 90.0))
            return transform(Point(lon, lat)), 0.5 * 10.0**-decimals * transform.unit_m
        if member["type"] not in GEOMETRIES:
            raise ValueError(f"is a {str(member['type'])[:40]!r}")
        read = shape(member)
        return (None if read.is_empty else transform(read)), math.nan
    except (
        *(KeyError, TypeError, ValueError, AttributeError, IndexError, ShapelyError),
        *(RecursionError, OverflowError),
    ) as error:
        words = str(error) if isinstance(error, ValueError) else "cannot be understood"
        findings.fault(number, "geometry", words, "give the unit a point")
        return None, math.nan
