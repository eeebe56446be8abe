"""Geometry written into a cell as WKT, as QGIS, ogr2ogr and csbm itself do in tables."""

import math
import re

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from .findings import Findings
from .fineness import fineness_m
from .headers import plain
from .raw import RawTable, blank

HEADERS = ("wkt", "geometry", "geom", "the_geom", "wkt_geom", "geometry_wkt")
_PLAIN = {plain(name) for name in HEADERS}
_START = re.compile(
    r"\s*(SRID=4326;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE
)


def lift_wkt(table: RawTable, findings: Findings) -> None:
    """Take a column of WKT out of a table of cells as its geometry, where there is one.

    Parameters
    ----------
    table : RawTable
        Changed in place. A column counts by its header, if every cell begins as WKT does.
    findings : Findings
        Takes what cannot be understood.
    """
    if table.geometry is not None:
        return
    for place, header in enumerate(table.headers):
        cells = [cell for cell in table.columns[place] if not blank(cell)]
        if plain(header) in _PLAIN and cells and all(_START.match(str(cell)) for cell in cells):
            break
    else:
        return
    shapes: list[BaseGeometry | None] = []
    for row, cell in zip(table.rows, table.columns[place], strict=True):
        shape = None
        if not blank(cell):
            try:
                shape = shapely.from_wkt(re.sub(r"^\s*SRID=4326;", "", str(cell)))
            except ShapelyError:
                findings.fault(row, header, "cannot be understood", "write POLYGON ((lon lat, …))")
                shape = None
        shapes.append(None if shape is None or shape.is_empty else shape)
    table.geometry = shapes
    table.half_step_m = [math.nan if shape is None else fineness_m(shape) for shape in shapes]
    table.facts["shapes"] = f"WKT in the column {header}"
    del table.headers[place], table.columns[place]
