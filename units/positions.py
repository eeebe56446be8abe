"""From cells and geometries to latitude, longitude and how finely they are written."""

import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from ..readers.angles import Angle, Axis, canonical, read_angle
from ..readers.cells import read_number
from ..readers.coordinates import read_position
from ..readers.findings import Findings
from ..readers.fineness import fineness_m, step_m
from ..readers.raw import Cell, RawTable, blank
from .columns import POSITION

_HALF_STEP_NOT_KNOWN = math.nan


@dataclass
class Positions:
    """One position per row; NaN where a fault was noted.

    ``half_step_m`` is half a step of the last written digit, the larger of the two axes.
    ``shapes`` holds what is no point, by the number of its row.
    """

    lat: list[float] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    half_step_m: list[float] = field(default_factory=list)
    shapes: dict[int, BaseGeometry] = field(default_factory=dict)

    def add(self, lat: float, lon: float, half_step_m: float) -> None:
        """Append one position."""
        self.lat.append(lat)
        self.lon.append(lon)
        self.half_step_m.append(half_step_m)

    def add_none(self) -> None:
        """Append a row that has no readable position."""
        self.add(math.nan, math.nan, math.nan)


def find_positions(table: RawTable, chosen: dict[str, str], findings: Findings) -> Positions:
    """Return the position of every row, from the file's geometry or from its columns.

    Parameters
    ----------
    table : RawTable
        The file.
    chosen : dict of str to str
        Schema column to header, as `columns.recognise` gives it.
    findings : Findings
        Takes what is missing, unreadable, out of range or likely swapped.
    """
    positions = Positions()
    cells = {name: table.columns[table.headers.index(header)] for name, header in chosen.items()}
    has_pair = "lat" in cells and "lon" in cells
    in_one = POSITION in cells and not has_pair and table.geometry is None
    if table.geometry is None and not has_pair and not in_one:
        missing = [name for name in ("lat", "lon") if name not in cells]
        shown = ", ".join(repr(name) for name in table.headers[:40])
        findings.fault(
            table.header_row, "",
            f"there is no column for {' and '.join(missing)}; the file has {shown}",
            "rename one, or say which it is with --columns lat=…,lon=… or position=…",
        )  # fmt: skip
        return positions
    styles: dict[str, None] = {}
    for place, row in enumerate(table.rows):
        if in_one:
            styles[_add_written(cells[POSITION][place], row, positions, findings)] = None
            continue
        shape = table.geometry[place] if table.geometry is not None else None
        if shape is not None and not shape.is_empty:
            step = table.half_step_m[place] if table.half_step_m else _HALF_STEP_NOT_KNOWN
            written = (cells["lat"][place], cells["lon"][place]) if has_pair else None
            _add_shape(shape, step, row, positions, findings, written=written)
        elif has_pair:
            _add_pair(cells["lat"][place], cells["lon"][place], row, positions, findings)
        else:
            findings.fault(row, "geometry", "there is none", "give the unit a point")
            positions.add_none()
    if table.geometry is not None and has_pair:
        _compare(table, cells, positions, findings)
    if in_one:
        table.facts["positions"] = ", ".join(style for style in styles if style)
    return positions


def _add_pair(
    lat_cell: Cell, lon_cell: Cell, row: int, positions: Positions, findings: Findings
) -> None:
    angles = []
    pairs: tuple[tuple[Axis, Cell], ...] = (("lat", lat_cell), ("lon", lon_cell))
    for axis, cell in pairs:
        if blank(cell):
            findings.fault(row, axis, "is empty", "give a position, or take the row out")
            continue
        try:
            angles.append(_angle(cell, axis))
        except ValueError as error:
            findings.fault(row, axis, str(error), "write degrees, such as 52.0970 or 52°05.82'N")
    if len(angles) < 2 or not in_range(angles[0].degrees, angles[1].degrees, row, findings):
        positions.add_none()
        return
    lat, lon = angles
    steps = [lat.half_step_degrees, lon.half_step_degrees]
    if not isinstance(lat_cell, str) and not isinstance(lon_cell, str):
        # A number cell has lost its trailing zeros; the other axis shows how fine the pair was.
        steps = [min(steps)] * 2
    positions.add(lat.degrees, lon.degrees, step_m(steps[0], steps[1], lat.degrees))


def _angle(cell: Cell, axis: Axis) -> Angle:
    """Return one axis from a cell: a plain number, else any way of writing an angle."""
    try:
        value, decimals = read_number(cell)
    except ValueError:
        if not isinstance(cell, str):
            raise
        try:
            return read_angle(canonical(cell), axis)
        except ValueError as error:
            plain_words = cell.strip().casefold() in {"nan", "inf", "-inf", "infinity"}
            raise ValueError(
                f"{cell.strip()[:40]!r} is not a number" if plain_words else str(error)
            ) from error
    return Angle(value, 0.5 * 10.0**-decimals, axis)


def _add_written(cell: Cell, row: int, positions: Positions, findings: Findings) -> str:
    """Add the position that one cell holds; return how it was written."""
    if blank(cell):
        findings.fault(row, POSITION, "is empty", "give a position, or take the row out")
        positions.add_none()
        return ""
    try:
        written = read_position(str(cell))
    except ValueError as error:
        findings.fault(row, POSITION, str(error), "write it such as 52.0970, 23.6891")
        positions.add_none()
        return ""
    if in_range(written.lat, written.lon, row, findings):
        positions.add(written.lat, written.lon, written.half_step_m)
    else:
        positions.add_none()
    return written.style


def in_range(lat: float, lon: float, row: int, findings: Findings) -> bool:
    """Tell whether a position lies on Earth; note a fault, with the likely swap, where not."""
    if abs(lat) <= 90 and abs(lon) <= 180:
        return True
    if 90 < abs(lat) <= 180 and abs(lon) <= 90:
        findings.fault(
            row, "lat", f"{lat:g} is no latitude, but would be a longitude (lon is {lon:g})",
            "latitude and longitude look swapped: exchange them",
        )  # fmt: skip
        return False
    if abs(lat) > 90:
        findings.fault(row, "lat", f"{lat:g} is no latitude", "it must lie from -90 to 90 degrees")
    if abs(lon) > 180:
        findings.fault(
            row, "lon", f"{lon:g} is no longitude",
            "it must lie from -180 to 180 degrees (170 west is -170)",
        )  # fmt: skip
    return False


def _add_shape(
    shape: BaseGeometry,
    step: float,
    row: int,
    positions: Positions,
    findings: Findings,
    *,
    written: tuple[Cell, Cell] | None = None,
) -> None:
    """Add a point, or an area, line or several points with an inner point of it."""
    coordinates = shapely.get_coordinates(shape)
    if not np.isfinite(coordinates).all():
        findings.fault(row, "geometry", "holds a coordinate that is not finite", "mend the point")
        positions.add_none()
        return
    worst = (np.abs(coordinates) / np.array([180.0, 90.0])).max(axis=1).argmax()
    lon, lat = (float(number) for number in coordinates[worst])
    if not in_range(lat, lon, row, findings):
        positions.add_none()
        return
    if shape.geom_type == "Point":
        positions.add(lat, lon, step)
        return
    shape = shapely.force_2d(shape)
    bounds = shapely.bounds(shapely.get_parts(shape))
    if (bounds[:, 2] - bounds[:, 0] > 180).any():
        findings.fault(
            row, "geometry", "is wider than half the Earth; it seems to cross the antimeridian",
            "cut it there into two parts",
        )  # fmt: skip
        positions.add_none()
        return
    if len({shapely.get_dimensions(one) for one in shapely.get_parts(shape)}) > 1:
        findings.doubt(
            row, "geometry", "mixes areas, lines and points: its areas count, or else its lines"
        )
    if not shape.is_valid:
        findings.doubt(
            row, "geometry", f"is mended ({shapely.is_valid_reason(shape).split('[')[0]})",
            "draw it again where the outline matters",
        )  # fmt: skip
        shape = shapely.make_valid(shape)
    findings.doubt(
        row, "geometry",
        f"is a {shape.geom_type}: measured from its nearest part; lat and lon are a point of it",
    )  # fmt: skip
    inner = _inner_point(shape, written)
    step = fineness_m(shape) if math.isnan(step) else step
    positions.shapes[len(positions.lat)] = shape
    positions.add(inner.y, inner.x, step)


def _inner_point(shape: BaseGeometry, written: tuple[Cell, Cell] | None) -> Point:
    """Return a point of a shape: the one that its columns name, where it lies in it."""
    if written is not None:
        try:
            lat, lon = (read_number(cell)[0] for cell in written)
        except ValueError:
            pass
        else:
            if shapely.distance(shape, Point(lon, lat)) < 1e-9:
                return Point(lon, lat)
    return shapely.point_on_surface(shape)


def _compare(
    table: RawTable, cells: dict[str, list[Cell]], positions: Positions, findings: Findings
) -> None:
    """Doubt rows whose lat and lon columns say something else than their geometry."""
    for place, row in enumerate(table.rows):
        try:
            lat, lat_decimals = read_number(cells["lat"][place])
            lon, lon_decimals = read_number(cells["lon"][place])
        except ValueError:
            continue
        slack = 10.0 ** -min(lat_decimals, lon_decimals, 7) + 1e-7
        if place in positions.shapes:
            elsewhere = shapely.distance(positions.shapes[place], Point(lon, lat)) > slack
        else:
            elsewhere = (
                max(abs(lat - positions.lat[place]), abs(lon - positions.lon[place])) > slack
            )
        if elsewhere:
            findings.doubt(
                row, "geometry", "is elsewhere than the columns lat and lon say; it is taken"
            )
