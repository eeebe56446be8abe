"""Where results go: one GeoParquet file, a folder of parts, or CSV; made of the parts of a run."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..common.errors import InputError, UsageError
from ..common.files import written_whole
from ..readers.formula_guard import csv_cell, guard
from .columns import OutputColumns
from .work import ROW_GROUP, PartDone, write_parquet

Kind = Literal["parquet", "folder", "csv"]

_CSV_ENDINGS: Final = {".csv": None, ".csv.gz": "gzip", ".csv.zst": "zstd"}
_PARQUET_ENDINGS: Final = (".parquet", ".geoparquet", ".pq")
_RISKY: Final = "^'*[=+\\-@\t\r\n＝＋－＠]"


@dataclass(frozen=True)
class Target:
    """Where a run writes.

    Parameters
    ----------
    kind : {"parquet", "folder", "csv"}
    path : Path
    """

    kind: Kind
    path: Path

    @property
    def work(self) -> Path:
        """The folder of parts while the run goes on."""
        if self.kind == "folder":
            return self.path / "_csbm"
        return self.path.with_name(f".{self.path.name}.csbm")

    @property
    def rejects(self) -> Path:
        """The file of rows that have no position."""
        if self.kind == "folder":
            return self.path / "_rejects.parquet"
        stem = self.path.name.split(".")[0]
        return self.path.with_name(f"{stem}.rejects{self.path.name[len(stem) :]}")

    @property
    def metadata(self) -> Path:
        """The sidecar."""
        if self.kind == "folder":
            return self.path / "_metadata.json"
        return self.path.with_name(f"{self.path.name}.metadata.json")


def target_of(text: str) -> Target:
    """Say what a path asks for: by its ending; a folder ends in a slash or has no ending.

    Raises
    ------
    UsageError
        If the ending is none that is written.
    """
    path = Path(text)
    name = path.name.lower()
    if text.endswith(("/", "\\")) or path.is_dir() or not path.suffix:
        return Target("folder", path)
    if name.endswith(_PARQUET_ENDINGS):
        return Target("parquet", path)
    if name.endswith(tuple(_CSV_ENDINGS)):
        return Target("csv", path)
    raise UsageError(
        f"{text}: no format for the ending {path.suffix!r}; there are .parquet, .csv, .csv.gz,"
        " .csv.zst, and a folder (NAME/)"
    )


def check_output(target: Target, inputs: Iterable[str], *, no_clobber: bool, resume: bool) -> None:
    """Refuse a place that cannot or must not be written to, before any work is done.

    Raises
    ------
    UsageError
        If it is an input, or there already with ``no_clobber``.
    InputError
        If a folder holds what is not ours, or the folder above is not there.
    """
    path = target.path
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    written = {target.path.resolve(), target.rejects.resolve(), target.metadata.resolve()}
    for given in inputs:
        own = Path(given).resolve()
        if own in written or (target.kind == "folder" and own.is_relative_to(path.resolve())):
            raise UsageError(f"{path}: {given} is an input; write elsewhere")
    if target.kind != "folder":
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give a file name")
        if no_clobber and path.exists() and not resume:
            raise UsageError(f"{path}: is there already (--no-clobber)")
        return
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; give another name for the folder")
    there = sorted(one.name for one in path.iterdir()) if path.is_dir() else []
    if there and no_clobber and not resume:
        raise UsageError(f"{path}: is there already (--no-clobber)")
    if there and not {"_csbm", "_metadata.json"} & set(there):
        raise InputError(f"{path}: holds {there[0]}, which is not csbm's; give an empty folder")


def assembled(
    target: Target, work: Path, parts: Sequence[PartDone], columns: OutputColumns
) -> list[Path]:
    """Make the output of a run's parts, in the order of the input; return the data files.

    A folder takes the parts as they are; one file is made of their rows.
    """
    kept = [part for part in sorted(parts, key=_place) if part.kept]
    if target.kind == "folder":
        return _folder(target, work, kept, columns)
    tables = _tables([work / part.name for part in kept], columns.schema)
    if target.kind == "parquet":
        write_parquet(target.path, tables)
    else:
        geometry = "" if columns.names[4] else columns.geometry
        write_csv(target.path, tables, geometry, {columns.names[4], columns.names[5]})
    return [target.path]


def check_parts(work: Path, parts: Sequence[PartDone]) -> None:
    """Count the parts' rows again before anything is published.

    Raises
    ------
    InputError
        If a part does not hold the rows that its record says.
    """
    for part in parts:
        for name, count in ((part.name, part.kept), (part.rejects, part.rejected)):
            if not count:
                continue
            try:
                with pq.ParquetFile(work / name) as opened:
                    held = opened.metadata.num_rows
            except (OSError, pa.ArrowInvalid) as error:
                raise InputError(f"{work / name}: is damaged; run again ({error})") from error
            if held != count:
                raise InputError(f"{work / name}: holds {held:,} rows and not {count:,}; run again")


def put_aside(target: Target, work: Path, parts: Sequence[PartDone], schema: pa.Schema) -> int:
    """Write the file of rejected rows, where there are any; return how many."""
    bad = [part for part in sorted(parts, key=_place) if part.rejected]
    target.rejects.unlink(missing_ok=True)  # of an earlier run
    if bad:
        tables = _tables([work / part.rejects for part in bad], schema)
        if target.kind == "csv":
            write_csv(target.rejects, tables, "", set())
        else:
            write_parquet(target.rejects, tables)
    return sum(part.rejected for part in bad)


def write_metadata(target: Target, files: Sequence[Path], told: dict[str, Any]) -> None:
    """Write the sidecar: the data files with their SHA-256, and what the output rests on."""
    named = [{"file": file.name, "sha256": _sha256(file)} for file in files]
    content = {**(named[0] if target.kind != "folder" else {"files": named}), **told}
    with written_whole(target.metadata) as temporary:
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        temporary.write_text(text, encoding="utf-8")


def _place(part: PartDone) -> tuple[int, int]:
    return part.task, part.number


def _folder(
    target: Target, work: Path, parts: Sequence[PartDone], columns: OutputColumns
) -> list[Path]:
    """Move the parts out of the folder of work; an empty result is one part without rows."""
    for old in target.path.glob("part-*.parquet"):
        old.unlink()
    if not parts:
        empty = target.path / PartDone(0, 0).name
        write_parquet(empty, iter([columns.schema.empty_table()]))
        return [empty]
    return [(work / part.name).rename(target.path / part.name) for part in parts]


def _tables(files: Sequence[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """Give the rows of Parquet files in tables of a row group's size, the last of what is left."""
    held: list[pa.Table] = []
    count = 0
    for file in files:
        with pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches(ROW_GROUP, use_threads=False):
                table = pa.Table.from_batches([batch]).cast(schema)
                while count + table.num_rows >= ROW_GROUP:
                    room = ROW_GROUP - count
                    yield pa.concat_tables([*held, table.slice(0, room)])
                    held, count, table = [], 0, table.slice(room)
                held.append(table)
                count += table.num_rows
    yield pa.concat_tables(held) if held else schema.empty_table()


def write_csv(target: Path, tables: Iterator[pa.Table], geometry: str, left_out: set[str]) -> None:
    """Write tables as CSV: positions as text, nested values as JSON, no formula for a spreadsheet.

    Parameters
    ----------
    target : Path
        Packed by its ending, ``.gz`` or ``.zst``.
    tables : iterator of pyarrow.Table
    geometry : str
        The input's column of geometry, which is written as WKT.
    left_out : set of str
        Columns that only say again where a row is.
    """
    packed = {".gz": "gzip", ".zst": "zstd"}.get(target.suffix.lower())
    with (
        written_whole(target) as temporary,
        pa.output_stream(str(temporary), compression=packed) as stream,
    ):
        header = True
        for table in tables:
            plain = _plain(table, geometry, left_out)
            if header:  # pyarrow would put every name in quotes
                stream.write((",".join(map(csv_cell, plain.column_names)) + "\n").encode())
                header = False
            # pyarrow's "needed" puts every text in quotes, its "none" refuses marks and breaks
            style = "needed" if _has_marks(plain) else "none"
            options = pacsv.WriteOptions(include_header=False, quoting_style=style)
            pacsv.write_csv(plain, stream, options)


def _plain(table: pa.Table, geometry: str, left_out: set[str]) -> pa.Table:
    """Return a table of numbers and guarded text."""
    columns = {}
    for name in table.column_names:
        if name in left_out:
            continue
        column = table.column(name)
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = pa.chunked_array([c.storage for c in column.chunks], kind.storage_type)
            kind = kind.storage_type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            column = _wkt(column) if name == geometry else _hex(column)
        elif pa.types.is_nested(kind):
            column = pa.array([json.dumps(one, default=str) for one in column.to_pylist()])
        elif pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = _guarded(column)
        columns[name] = column
    return pa.table(columns)


def _has_marks(table: pa.Table) -> bool:
    """Tell whether any text must stand in quotes, or a line would be empty without them."""
    return table.num_columns == 1 or any(
        pc.any(pc.match_substring_regex(column, '[",\r\n]|^\\s|\\s$')).as_py()
        for column in table.columns
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    )


def _wkt(column: pa.ChunkedArray) -> pa.Array:
    import shapely

    shapes = shapely.from_wkb(column.to_pylist())
    return pa.array(shapely.to_wkt(shapes, rounding_precision=-1).tolist(), pa.string())


def _hex(column: pa.ChunkedArray) -> pa.Array:
    return pa.array([one and one.hex() for one in column.to_pylist()], pa.string())


def _guarded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Guard text that a spreadsheet would run, but no number."""
    risky = pc.match_substring_regex(column, _RISKY)
    if not pc.any(risky).as_py():
        return column
    words = [guard(text) if text and not _is_number(text) else text for text in column.to_pylist()]
    return pa.array(words, column.type)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
