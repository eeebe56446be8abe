"""How a source is cut into tasks, and which row groups need not be read at all.

The plan depends on the files alone, never on how many workers there are: so do the parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow.parquet as pq

from .blocks import Task
from .kernel import Screen
from .positions import geo_metadata
from .source import InputFile, Source

PART_ROWS: Final = 1 << 19
"""Rows that make a task, unless a row group has more."""
PART_BYTES: Final = 32 << 20
"""The same in uncompressed bytes."""
_SLACK_DEG: Final = 1e-4
"""Boxes are often written in float32: a ten-thousandth of a degree is above their rounding."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plan:
    """The tasks of a source.

    Parameters
    ----------
    tasks : tuple of Task
    skipped : tuple of int
        Rows, and row groups, that lie beyond all depths as their bounds tell and are not read.
    """

    tasks: tuple[Task, ...]
    skipped: tuple[int, int] = (0, 0)

    @property
    def rows(self) -> int:
        """How many rows the tasks read; 0 where the files do not tell."""
        return sum(task.rows for task in self.tasks)


def plan(source: Source, screen: Screen, *, prune: bool) -> Plan:
    """Cut a source into tasks.

    Parameters
    ----------
    source : Source
    screen : Screen
        Whose zone says which row groups cannot hold a point of interest.
    prune : bool
        Whether such row groups are left out: their rows are out, and out is not asked for.
    """
    tasks: list[Task] = []
    rows = groups = 0
    for number, file in enumerate(source.files):
        if source.kind != "parquet":
            tasks.append(Task(len(tasks), number, rows=file.rows or 0))
            continue
        with pq.ParquetFile(file.path) as opened:
            for start, members in _grouped(opened.metadata):
                bounds = _bounds(source, file, opened) if prune else None
                kept = []
                for member in members:
                    box = bounds(member) if bounds else None
                    if box is not None and not may_hold(screen, box):
                        rows += opened.metadata.row_group(member).num_rows
                        groups += 1
                    else:
                        kept.append(member)
                tasks += _runs(opened.metadata, Task(len(tasks), number, (), start), members, kept)
    return Plan(tuple(tasks), (rows, groups))


def may_hold(screen: Screen, bounds: Bounds) -> bool:
    """Tell whether a box may hold a point within the largest depth and the margin.

    Parameters
    ----------
    screen : Screen
    bounds : tuple of float
        West, south, east and north, degrees; west is not above east.
    """
    west, south, east, north = bounds
    for grid in screen.grids:
        first, low, per_lon, per_lat = grid.grid()
        rows, columns = grid.cells.shape
        bottom = max(int((south - low) * per_lat) - 1, 0)
        top = min(int((north - low) * per_lat) + 2, rows)
        if bottom >= top or (north - low) * per_lat < 0:
            continue
        if east - west >= 359:
            return True
        left = (west - first) % 360.0 * per_lon
        right = left + (east - west) * per_lon
        turn = 360.0 * per_lon
        for start, end in ((left, right), (left - turn, right - turn)):
            begin, stop = max(int(start) - 1, 0), min(int(end) + 2, columns)
            if end >= 0 and begin < stop and grid.cells[bottom:top, begin:stop].any():
                return True
    return False


def _grouped(metadata: pq.FileMetaData) -> Iterator[tuple[int, list[int]]]:
    """Give runs of row groups that make a task together, and the rows before each run."""
    members: list[int] = []
    start = before = rows = size = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        full = rows + group.num_rows > PART_ROWS or size + group.total_byte_size > PART_BYTES
        if members and full:
            yield start, members
            members, start, rows, size = [], before, 0, 0
        members.append(number)
        before += group.num_rows
        rows += group.num_rows
        size += group.total_byte_size
    if members:
        yield start, members


def _runs(
    metadata: pq.FileMetaData, first_task: Task, members: list[int], kept: list[int]
) -> list[Task]:
    """Return tasks of consecutive row groups, so that rows can be counted through them."""
    number, file, start = first_task.number, first_task.file, first_task.first_row
    found: list[Task] = []
    run: list[int] = []
    first = before = start
    for member in [*members, -1]:
        if member in kept:
            if not run:
                first = before
            run.append(member)
        elif run:
            rows = sum(metadata.row_group(one).num_rows for one in run)
            found.append(Task(number + len(found), file, tuple(run), first, rows))
            run = []
        if member >= 0:
            before += metadata.row_group(member).num_rows
    return found


def _bounds(source: Source, file: InputFile, opened: pq.ParquetFile) -> Any:  # noqa: ANN401
    """Return a function that gives a row group's bounds, where its statistics tell them."""
    del file
    columns = _bound_columns(source)
    schema = opened.metadata.schema
    place = {schema.column(i).path: i for i in range(len(schema))}
    if source.positions.crs is not None or columns is None or not set(columns) <= set(place):
        return None

    def bounds(group: int) -> Bounds | None:
        chunks = [opened.metadata.row_group(group).column(place[name]) for name in columns]
        told = [chunk.statistics for chunk in chunks]
        if any(one is None or not one.has_min_max or one.null_count != 0 for one in told):
            return None
        box = (told[0].min, told[1].min, told[2].max, told[3].max)
        if not all(isinstance(edge, (int, float)) for edge in box) or not box[0] <= box[2]:
            return None
        west, south, east, north = (float(edge) for edge in box)
        if west < -180 or east > 360 or south < -90 or north > 90:
            return None  # rows there have a reason to be rejected, so they are read
        return west - _SLACK_DEG, south - _SLACK_DEG, east + _SLACK_DEG, north + _SLACK_DEG

    return bounds


def _bound_columns(source: Source) -> tuple[str, str, str, str] | None:
    """Return the columns whose extremes bound a row group: west, south, east, north."""
    names = source.positions.names
    if source.positions.kind == "lonlat":
        return names[0], names[1], names[0], names[1]
    if source.positions.kind == "bbox":
        return _box_of(names[0])
    if source.positions.kind == "points":
        return f"{names[0]}.x", f"{names[0]}.y", f"{names[0]}.x", f"{names[0]}.y"
    column = geo_metadata(source.schema).get("columns", {}).get(names[0], {})
    cover = (column.get("covering") or {}).get("bbox")
    if cover:
        paths = [".".join(cover.get(name, ())) for name in ("xmin", "ymin", "xmax", "ymax")]
        return (paths[0], paths[1], paths[2], paths[3]) if all(paths) else None
    return _box_of("bbox") if "bbox" in source.schema.names else None


def _box_of(name: str) -> tuple[str, str, str, str]:
    return f"{name}.xmin", f"{name}.ymin", f"{name}.xmax", f"{name}.ymax"
