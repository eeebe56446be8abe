"""KML, read as a stream of placemarks: GDAL's driver for it is not in every build of pyogrio."""

import collections
import io
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..common.guards import check_xml
from .cells import read_number
from .findings import Findings
from .fineness import half_step_m
from .raw import MAX_COLUMNS, MAX_ROWS, Cell, RawTable

_MULTI = collections.defaultdict(
    lambda: GeometryCollection,
    Point=MultiPoint,
    LineString=MultiLineString,
    Polygon=MultiPolygon,
)
_DEEPEST_TAG = 200
_DEEPEST = 50
"""Geometries in one another."""
_SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}


def read_kml(path: Path, data: bytes, findings: Findings) -> RawTable:
    """Return the placemarks of a KML file as a table, numbered from 1.

    Columns are its name, description, extended data and, where placemarks lie in several folders,
    the folder. Network links are not followed.

    Raises
    ------
    InputError
        If it is no KML, declares a document type, or has too many placemarks.
    """
    said = path
    check_xml(data, str(said))
    table = RawTable([], [], [], [], [], facts={"format": "KML", "crs": "WGS 84"})
    records: list[dict[str, Cell]] = []
    try:
        for folder, mark in _placemarks(said, data):
            number = len(records) + 1
            records.append({**_texts(mark), "folder": folder})
            shape, step = _geometry(mark, number, findings)
            assert table.geometry is not None
            assert table.half_step_m is not None
            table.geometry.append(shape)
            table.half_step_m.append(step)
            if number > MAX_ROWS:
                raise InputError(f"{said}: has more than {MAX_ROWS:,} placemarks; split it")
    except (ET.ParseError, LookupError, ValueError) as error:
        raise InputError(f"{said}: is no readable KML ({error}); export it again") from error
    if len({record["folder"] for record in records}) < 2:
        for record in records:
            del record["folder"]
    if not records:
        findings.fault(None, "", "holds no feature", "give one point per unit")
    table.headers = list(dict.fromkeys(name for record in records for name in record))
    if len(table.headers) > MAX_COLUMNS:
        raise InputError(f"{said}: has {len(table.headers):,} columns; keep {MAX_COLUMNS:,}")
    table.columns = [[record.get(name) for record in records] for name in table.headers]
    table.rows = list(range(1, len(records) + 1))
    return table


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _placemarks(path: Path, data: bytes) -> Iterator[tuple[str, ET.Element]]:
    """Yield every placemark with the name of its folder; each is forgotten after."""
    open_tags: list[ET.Element] = []
    folders: list[str] = []
    # Document types, and with them entities, were refused by guards.check_xml.
    for event, element in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314
        tag = _tag(element)
        if event == "start":
            if not open_tags and tag != "kml":
                raise InputError(f"{path}: is no KML; check the file")
            open_tags.append(element)
            if len(open_tags) > _DEEPEST_TAG:
                raise InputError(f"{path}: is nested too deeply; export it again")
            if tag == "Folder":
                folders.append("")
            continue
        open_tags.pop()
        if tag == "Folder":
            folders.pop()
        elif tag == "name" and folders and open_tags and _tag(open_tags[-1]) == "Folder":
            folders[-1] = (element.text or "").strip()
        elif tag == "Placemark":
            yield "/".join(name for name in folders if name), element
        if tag in {"Placemark", "Folder", "Style", "StyleMap"}:
            element.clear()


def _texts(mark: ET.Element) -> dict[str, Cell]:
    texts: dict[str, Cell] = {}
    for child in mark:
        tag, text = _tag(child), (child.text or "").strip()
        if tag in {"name", "description"} and text:
            texts[tag] = text
        elif tag == "ExtendedData":
            for item in child.iter():
                if _tag(item) == "Data":
                    value = next((one.text for one in item if _tag(one) == "value"), None)
                    texts.setdefault(item.get("name") or "data", value)
                elif _tag(item) == "SimpleData":
                    texts.setdefault(item.get("name") or "data", item.text)
    return texts


def _geometry(
    mark: ET.Element, number: int, findings: Findings
) -> tuple[BaseGeometry | None, float]:
    element = next((child for child in mark if _tag(child) in _SHAPES), None)
    if element is None:
        return None, math.nan
    try:
        shape = _shape(element)
    except (ValueError, ShapelyError):
        findings.fault(number, "geometry", "cannot be understood", "give the unit a point")
        return None, math.nan
    if not isinstance(shape, Point) or not (math.isfinite(shape.x) and math.isfinite(shape.y)):
        return shape, math.nan
    decimals = max(read_number(shape.x)[1], read_number(shape.y)[1])
    return shape, half_step_m(decimals, decimals, shape.y)


def _shape(element: ET.Element, depth: int = 0) -> BaseGeometry:
    tag = _tag(element)
    if depth > _DEEPEST:
        raise ValueError("is nested too deeply")
    if tag == "MultiGeometry":
        parts = [_shape(child, depth + 1) for child in element if _tag(child) in _SHAPES]
        if len(parts) == 1:
            return parts[0]
        kinds = {part.geom_type for part in parts}
        return _MULTI[kinds.pop()](parts) if len(kinds) == 1 else GeometryCollection(parts)
    if tag == "Polygon":
        rings: dict[str, list[list[tuple[float, float]]]] = {
            "outerBoundaryIs": [],
            "innerBoundaryIs": [],
        }
        for side in element:
            if _tag(side) in rings:
                rings[_tag(side)] += [_points(ring) for ring in side if _tag(ring) == "LinearRing"]
        outer, *_others = rings["outerBoundaryIs"] or [[]]
        return Polygon(outer, rings["innerBoundaryIs"])
    points = _points(element)
    if tag == "Point":
        if len(points) != 1:
            raise ValueError("a point has one position")
        return Point(points[0])
    return LineString(points)


def _points(element: ET.Element) -> list[tuple[float, float]]:
    text = next((one.text for one in element if _tag(one) == "coordinates"), None) or ""
    points = []
    for item in text.split():
        lon, lat, *_height = item.split(",")
        points.append((float(lon), float(lat)))
    return points
