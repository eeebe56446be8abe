"""Waypoints of a GPX file, by gpxpy."""

from pathlib import Path

import gpxpy
import gpxpy.gpx

from ..common.errors import InputError
from ..common.guards import check_xml
from .findings import Findings
from .raw import MAX_ROWS, Cell, RawTable
from .text import decode

_FIELDS = {
    "name": "name",
    "notes": "description",
    "comment": "comment",
    "kind": "type",
    "symbol name": "symbol",
    "source_url": "link",
    "source_title": "source",
}


def read_gpx(path: Path, data: bytes, findings: Findings) -> RawTable:
    """Return the waypoints of a GPX file as a table, numbered from 1, not its tracks and routes.

    Raises
    ------
    InputError
        If it is no GPX.
    """
    check_xml(data, str(path))
    text, _encoding = decode(data, findings)
    try:
        gpx = gpxpy.parse(text)
    except (gpxpy.gpx.GPXException, ValueError, RecursionError, LookupError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: is no readable GPX ({reason}); export it again") from error
    points = gpx.waypoints
    if len(points) > MAX_ROWS:
        raise InputError(f"{path}: has more than {MAX_ROWS:,} waypoints; split it")
    if gpx.tracks or gpx.routes:
        findings.doubt(None, "", "has tracks or routes too; only its waypoints are read")
    if not points:
        findings.fault(None, "", "holds no waypoint", "give one waypoint per unit")
    columns: dict[str, list[Cell]] = {
        name: [getattr(point, field) for point in points] for name, field in _FIELDS.items()
    }
    kept = {name: cells for name, cells in columns.items() if any(cells)}
    lat: list[Cell] = [point.latitude for point in points]
    lon: list[Cell] = [point.longitude for point in points]
    headers = [*kept, "lat", "lon"]
    return RawTable(
        headers, [*kept.values(), lat, lon], list(range(1, len(points) + 1)),
        facts={"format": "GPX waypoints"},
    )  # fmt: skip
