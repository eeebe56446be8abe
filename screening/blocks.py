"""The rows of a task, block by block: first the positions, the other columns only where wanted.

A block is small enough to be held many times over; row groups and files of any size are streamed.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..common.errors import InputError
from .csv_files import BadLines, open_csv
from .source import InputFile, Source

BLOCK_ROWS: Final = 131_072
LATE_ROWS: Final = 1 << 21
LATE_BYTES: Final = 128 << 20
"""Largest row group, in rows and uncompressed bytes, of which the positions are read first."""
_SHORT_BYTES: Final = 3
"""Bytes a value below which a column of text is stored as a dictionary with few entries."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """A piece of work that stands alone: some row groups of a Parquet file, or one whole file.

    Parameters
    ----------
    number : int
        Place in the order of all tasks.
    file : int
        Which file of the source.
    groups : tuple of int
        Row groups; empty for files that have none.
    first_row : int
        The file's rows before these.
    rows : int
        How many these are; 0 where the file does not tell.
    """

    number: int
    file: int
    groups: tuple[int, ...] = ()
    first_row: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Block:
    """Some consecutive rows of a file.

    Parameters
    ----------
    first_row : int
        The file's rows before these.
    positions : pyarrow.Table
        The columns that the positions are read from.
    take : callable
        Gives the whole rows of a mask, as the source's schema has them.
    """

    first_row: int
    positions: pa.Table
    take: Callable[[Mask], pa.Table]


def blocks(source: Source, task: Task, bad: BadLines, *, late: bool) -> Iterator[Block]:
    """Give a task's rows, block by block.

    Parameters
    ----------
    source : Source
    task : Task
    bad : BadLines
        Gets the lines of a CSV that are no rows.
    late : bool
        Whether few rows are likely to be taken, so that positions are best read first.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    file = source.files[task.file]
    try:
        if source.kind == "parquet":
            yield from _parquet(source, file, task, late=late)
        elif source.kind == "csv":
            yield from _tables(source, file, _csv_batches(source, file, bad))
        else:
            yield from _tables(source, file, _vector_batches(file))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{file.path}: cannot be read ({words})") from error


def _csv_batches(source: Source, file: InputFile, bad: BadLines) -> Iterator[pa.RecordBatch]:
    names = [name for name in source.schema.names if name not in dict(file.partitions)]
    with open_csv(file.path, source.delimiter, names, bad) as reader:
        yield from reader


def _vector_batches(file: InputFile) -> Iterator[pa.RecordBatch]:
    import pyogrio

    from ..readers.gdal import DRIVERS, only_driver

    with ExitStack() as stack:
        with only_driver(DRIVERS[Path(file.path).suffix.lower()]):
            _meta, reader = stack.enter_context(
                pyogrio.open_arrow(file.path, use_pyarrow=True, batch_size=BLOCK_ROWS // 2)
            )
        yield from reader


def _tables(source: Source, file: InputFile, batches: Iterator[pa.RecordBatch]) -> Iterator[Block]:
    """Give blocks of batches that hold every column."""
    first_row = 0
    for batch in batches:
        table = pa.Table.from_batches([batch])
        yield _whole(source, file, first_row, table)
        first_row += table.num_rows


def _whole(source: Source, file: InputFile, first_row: int, table: pa.Table) -> Block:
    def take(mask: Mask) -> pa.Table:
        return _conformed(source, file, table.filter(pa.array(mask)))

    positions = _conformed(source, file, table, source.positions.columns)
    return Block(first_row, positions, take)


def _parquet(source: Source, file: InputFile, task: Task, *, late: bool) -> Iterator[Block]:
    wanted = source.positions.columns
    with pq.ParquetFile(file.path) as opened:
        first_row = task.first_row
        there = [name for name in wanted if name in opened.schema_arrow.names]
        for group in task.groups:
            told = opened.metadata.row_group(group)
            rows = told.num_rows
            if late and there and rows <= LATE_ROWS and told.total_byte_size <= LATE_BYTES:
                positions = opened.read_row_group(group, columns=there, use_threads=False)
                yield Block(
                    first_row,
                    _conformed(source, file, positions, wanted),
                    _late(source, file, opened, group, positions),
                )
                first_row += rows
                continue
            for batch in opened.iter_batches(BLOCK_ROWS, row_groups=[group], use_threads=False):
                yield _whole(source, file, first_row, pa.Table.from_batches([batch]))
                first_row += batch.num_rows


def _late(
    source: Source, file: InputFile, opened: pq.ParquetFile, group: int, positions: pa.Table
) -> Callable[[Mask], pa.Table]:
    """Give the function that reads the other columns of a row group, the rows of a mask."""
    rest = [name for name in opened.schema_arrow.names if name not in positions.column_names]

    def take(mask: Mask) -> pa.Table:
        held = positions.filter(pa.array(mask))
        if not rest:
            return _conformed(source, file, held)
        parts, start = [], 0
        again = pq.ParquetFile(
            file.path, metadata=opened.metadata, read_dictionary=_repeating(opened, group, rest)
        )
        with again:
            batches = again.iter_batches(
                BLOCK_ROWS, row_groups=[group], columns=rest, use_threads=False
            )
            for batch in batches:
                part = mask[start : start + batch.num_rows]
                start += batch.num_rows
                if part.any():
                    parts.append(batch.filter(pa.array(part)))
        others = pa.Table.from_batches(parts) if parts else None
        for name in rest:
            column = others.column(name) if others is not None else pa.nulls(0)
            held = held.append_column(name, column)
        return _conformed(source, file, held)

    return take


def _repeating(opened: pq.ParquetFile, group: int, names: list[str]) -> list[str]:
    """Return the columns of text that are stored as a short dictionary: kept so until filtered."""
    told = opened.metadata.row_group(group)
    found = []
    for number in range(told.num_columns):
        chunk = told.column(number)
        name = chunk.path_in_schema
        if name in names and pa.types.is_string(opened.schema_arrow.field(name).type):
            small = chunk.total_uncompressed_size < _SHORT_BYTES * max(chunk.num_values, 1)
            found += [name] if small else []
    return found


def _conformed(
    source: Source, file: InputFile, table: pa.Table, names: list[str] | None = None
) -> pa.Table:
    """Return a table with the source's columns and types, those of its folders added."""
    told = dict(file.partitions)
    fields = [source.schema.field(name) for name in names or source.schema.names]
    columns = []
    for one in fields:
        if one.name in told:
            column = pa.repeat(pa.scalar(told[one.name], pa.string()), table.num_rows)
        elif one.name not in table.column_names:
            column = pa.nulls(table.num_rows, one.type)
        else:
            column = table.column(one.name)
            if isinstance(column.type, pa.BaseExtensionType) and column.type != one.type:
                chunks = [chunk.storage for chunk in column.chunks]
                column = pa.chunked_array(chunks, column.type.storage_type)
            if column.type != one.type:
                column = column.cast(one.type)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, source.schema.metadata))
