"""One task: its rows read, screened, and those asked for written as parts.

A part is written whole, and beside it a small record of what was counted; both are the same
whoever does the work and however often.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..common.errors import InputError
from ..common.files import written_whole
from ..geo.measure.ellipsoid import Floats
from ..geo.zones.status import STATUSES
from .blocks import BLOCK_ROWS, Block, Task, blocks
from .columns import OutputColumns
from .csv_files import BadLines
from .kernel import IN, INDETERMINATE, NOT_BOUND, Answer, Screen
from .plan import PART_BYTES, PART_ROWS
from .positions import REASONS
from .source import Source

ROW_GROUP: Final = 131_072
DONE: Final = "done"


@dataclass(frozen=True)
class Job:
    """What is done with a source: the same for all its tasks.

    Parameters
    ----------
    source : Source
    screen : Screen
    folder : str
        Where parts and their records are written.
    statuses : tuple of int
        Which are kept.
    third_states : bool
        Whether points where nobody is bound are kept too if they lie, or may lie, within the depth.
    columns : OutputColumns
    by_space : bool
        Whether a part's rows stand in the order of space instead of that of the input.
    strict : bool
        Whether a row without a position ends the work.
    """

    source: Source
    screen: Screen
    folder: str
    statuses: tuple[int, ...]
    third_states: bool
    columns: OutputColumns
    by_space: bool
    strict: bool = False

    @property
    def every_row(self) -> bool:
        """Whether rows are kept whatever their status."""
        return len(self.statuses) == len(STATUSES)


@dataclass
class PartDone:
    """What was counted in one part.

    Parameters
    ----------
    task, number : int
        Its place: the task, and which of the task's parts.
    rows, kept, rejected : int
        Rows read, written, and put aside.
    counts : dict
        Rows by side and status.
    size : int
        Bytes of its file; 0 where nothing was kept and no file written.
    """

    task: int
    number: int
    rows: int = 0
    kept: int = 0
    rejected: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    size: int = 0

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"part-{self.task:06d}-{self.number:04d}.parquet"

    @property
    def rejects(self) -> str:
        """The name of the file of its rejected rows."""
        return f"rejects-{self.task:06d}-{self.number:04d}.parquet"


Report = Callable[[int], None]


def run_task(
    job: Job, task: Task, done: frozenset[int], report: Report, stopped: Callable[[], bool]
) -> list[PartDone]:
    """Do a task; return the parts it made.

    Parameters
    ----------
    job : Job
    task : Task
    done : frozenset of int
        Numbers of its parts that are done already.
    report : callable
        Is told how many more rows have been read.
    stopped : callable
        Tells whether to leave off; the part at hand is then dropped.

    Raises
    ------
    InputError
        If a file cannot be read, or with ``strict`` a row has no position.
    """
    made: list[PartDone] = []
    bad = BadLines()
    number, part = 0, _Part(job, task, 0)
    for block in blocks(job.source, task, bad, late=not job.screen.far):
        if stopped():
            return made
        if part.full:
            made += part.finish(number in done)
            number += 1
            part = _Part(job, task, number)
        if number in done:
            part.done.rows += block.positions.num_rows
        else:
            part.add(block, bad)
        report(block.positions.num_rows)
    part.add_lines(bad)
    made += part.finish(number in done)
    return made


class _Part:
    """Rows that are written as one file."""

    def __init__(self, job: Job, task: Task, number: int) -> None:
        self.job, self.task = job, task
        self.done = PartDone(task.number, number)
        self.kept: list[pa.Table] = []
        self.rejects: list[pa.Table] = []
        self.path = job.source.files[task.file].path

    @property
    def full(self) -> bool:
        """Whether the rows read, or those kept, make a part."""
        return self.done.rows >= PART_ROWS or self._size() >= PART_BYTES

    def _size(self) -> int:
        return sum(table.nbytes for table in self.kept)

    def add(self, block: Block, bad: BadLines) -> None:
        """Screen a block and keep what is asked for."""
        count = block.positions.num_rows
        self.done.rows += count
        keep, reason = np.zeros(count, np.bool_), np.zeros(count, np.uint8)
        told = [
            self._told(block.positions.slice(start, BLOCK_ROWS), start, keep, reason)
            for start in range(0, count, BLOCK_ROWS)
        ]
        if reason.any():
            self._reject(block, reason, bad)
        if not keep.any():
            return
        rows, start = block.take(keep), 0
        for lon, lat, answer in told:
            part = rows.slice(start, len(lon))
            start += len(lon)
            self.kept.append(self.job.columns.table(part, lon, lat, answer))

    def _told(
        self, positions: pa.Table, start: int, keep: NDArray[np.bool_], reason: NDArray[np.uint8]
    ) -> tuple[Floats, Floats, Answer]:
        """Screen rows; mark those to keep and those without a position; return what is kept."""
        job = self.job
        found = job.source.positions.read(positions)
        good = found.reason == 0
        answer = job.screen.answer(found.lon, found.lat, found.accuracy_m)
        _count(self.done.counts, answer.side, answer.status, good, job.columns.sides)
        kept = good & np.isin(answer.status, job.statuses)
        if job.third_states and {IN, INDETERMINATE} & set(job.statuses):
            kept |= good & (answer.status == NOT_BOUND) & answer.reached
        part = slice(start, start + len(good))
        keep[part], reason[part] = kept, found.reason
        return found.lon[kept], found.lat[kept], answer.of(kept)

    def add_lines(self, bad: BadLines) -> None:
        """Put the lines of a CSV aside that have no rows."""
        if not bad.lines:
            return
        number, wrong, text = bad.lines[0]
        if self.job.strict:
            where = f"row {number}" if number is not None else repr(text[:60])
            raise InputError(f"{self.path}, {where}: {wrong} (--strict)")
        self.done.rows += len(bad.lines)
        self.done.rejected += len(bad.lines)
        self.rejects.append(self.job.columns.rejected_lines(self.path, bad.lines))

    def _reject(self, block: Block, reason: NDArray[np.uint8], lines: BadLines) -> None:
        bad = reason != 0
        where = np.flatnonzero(bad)
        rows = lines.numbers(block.first_row + where + 1)
        if self.job.strict:
            words = REASONS[reason[where[0]]]
            raise InputError(f"{self.path}, row {rows[0]}: {words} (--strict)")
        self.done.rejected += len(where)
        words_of = [REASONS[code] for code in reason[where]]
        self.rejects.append(self.job.columns.rejected(block.take(bad), self.path, rows, words_of))

    def _ordered(self) -> pa.Table:
        """Return the kept rows in their order: the input's, or by space."""
        table = pa.concat_tables(self.kept)
        return self.job.columns.by_space(table) if self.job.by_space else table

    def finish(self, already: bool) -> list[PartDone]:
        """Write the part, its rejects and its record; nothing where it was done already."""
        if already:
            return []
        folder, done = Path(self.job.folder), self.done
        done.kept = sum(table.num_rows for table in self.kept)
        if done.kept:
            done.size = write_parquet(folder / done.name, iter([self._ordered()]))
        if self.rejects:
            write_parquet(folder / done.rejects, iter([pa.concat_tables(self.rejects)]))
        record = folder / f"{DONE}-{done.task:06d}-{done.number:04d}.json"
        with written_whole(record) as temporary:
            temporary.write_text(json.dumps(asdict(done)), encoding="utf-8")
        return [done]


def write_parquet(target: Path, tables: Iterator[pa.Table]) -> int:
    """Write tables of one schema as one Parquet file; return its size in bytes."""
    first = next(tables)
    texts = [field.name for field in first.schema if _repeats(field.type)]
    with written_whole(target) as temporary:
        with pq.ParquetWriter(
            temporary, first.schema, compression="zstd", compression_level=1, use_dictionary=texts
        ) as writer:
            writer.write_table(first, row_group_size=ROW_GROUP)
            for table in tables:
                writer.write_table(table, row_group_size=ROW_GROUP)
        return temporary.stat().st_size


def _repeats(kind: pa.DataType) -> bool:
    """Tell whether values of a type are often the same, so that a dictionary pays."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _count(
    counts: dict[str, dict[str, int]],
    side: NDArray[np.uint8],
    status: NDArray[np.uint8],
    good: NDArray[np.bool_],
    names: tuple[str, ...],
) -> None:
    """Add the rows of each side and status."""
    found = np.bincount(side[good].astype(np.int64) * 4 + status[good], minlength=16)
    for code in np.flatnonzero(found):
        own = counts.setdefault(names[code // 4], {})
        word = STATUSES[code % 4]
        own[word] = own.get(word, 0) + int(found[code])


def read_record(path: Path) -> PartDone:
    """Read the record of a part."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return PartDone(**told)
