"""Point files as they lie on disk: one file, a folder, a glob, hive partitions; their columns.

Parquet, CSV (plain, gz, zst), FlatGeobuf and GeoPackage. All files of one source are of one kind
and are read as one table; columns keep their types, those of a CSV are text and stay it.
"""

import glob
import hashlib
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from ..common.errors import InputError
from ..common.guards import check_wrapper_file
from ..common.room import in_room, is_trusted
from .positions import PositionColumns, needed_crs, position_columns

Kind = Literal["parquet", "csv", "vector"]

_TEXTS: Final = (".csv", ".tsv", ".txt")
_PACKED: Final = (".gz", ".zst")
_ENDINGS: Final[dict[str, Kind]] = {
    **dict.fromkeys((".parquet", ".geoparquet", ".pq"), "parquet"),
    **dict.fromkeys(_TEXTS, "csv"),
    **dict.fromkeys((text + packed for text in _TEXTS for packed in _PACKED), "csv"),
    **dict.fromkeys((".fgb", ".gpkg"), "vector"),
}
_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True)
class InputFile:
    """One file of a source.

    Parameters
    ----------
    path : str
    partitions : tuple of pair of str
        Names and values that its folders say (``day=2026-11-22/``).
    size : int
        Bytes.
    rows : int, optional
        Where the file tells without being read.
    """

    path: str
    partitions: tuple[tuple[str, str], ...]
    size: int
    rows: int | None = None


@dataclass(frozen=True)
class Source:
    """Point files that are read as one table.

    Parameters
    ----------
    kind : {"parquet", "csv", "vector"}
    files : tuple of InputFile
        In the order in which they are read.
    schema : pyarrow.Schema
        All columns, those of partitions last.
    positions : PositionColumns
    delimiter : str
        Of a CSV.
    """

    kind: Kind
    files: tuple[InputFile, ...]
    schema: pa.Schema
    positions: PositionColumns
    delimiter: str = ","

    @property
    def rows(self) -> int | None:
        """How many rows there are, where the files tell without being read."""
        counts = [file.rows for file in self.files]
        return None if None in counts else sum(counts)  # type: ignore[arg-type]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 over all files' names and whole contents; read once.

        Raises
        ------
        InputError
            If a file cannot be read any more.
        """
        digest = hashlib.sha256()
        with ThreadPoolExecutor() as readers:
            for file, own in zip(
                self.files, readers.map(_sha256, [file.path for file in self.files]), strict=True
            ):
                digest.update(f"{Path(file.path).name}\0{own}\0".encode())
        return digest.hexdigest()


def _sha256(path: str) -> str:
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def open_source(
    where: str,
    *,
    lat: str | None = None,
    lon: str | None = None,
    crs: str | None = None,
    apart_from: Sequence[Path] = (),
) -> Source:
    """Find the point files and say how they are read.

    Parameters
    ----------
    where : str
        A file, a folder or a glob.
    lat, lon : str, optional
        The columns of the positions, where they are not called as usual.
    crs : str, optional
        The reference system of positions that do not say theirs.
    apart_from : sequence of Path
        Folders and files that are no input, whatever the glob: the output.

    Raises
    ------
    InputError
        If there is no file, they are of several kinds, one cannot be read, or no positions are
        found.
    """
    files = _found(where, [path.absolute() for path in apart_from])
    for file in files:
        if not _is_text(file.path):
            raise InputError(f"{file.path}: its name is no text (UTF-8); give it another one")
    kinds = {_kind_of(file.path) for file in files}
    if len(kinds) > 1:
        raise InputError(
            f"{where}: files of several kinds; screen {' and '.join(sorted(kinds))} apart"
        )
    kind = kinds.pop()
    schema, files, more = _looked(kind, files)
    own = more.pop("crs", None)
    for name, _ in files[0].partitions:
        if name in schema.names:
            raise InputError(f"{where}: {name!r} is a column and a folder's name as well")
        schema = schema.append(pa.field(name, pa.string()))
    if len(set(schema.names)) < len(schema.names):
        twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
        raise InputError(f"{files[0].path}: more than one column is called {twice[0]!r}")
    positions = position_columns(
        schema, lat=lat, lon=lon, crs=crs, geometry=more.pop("geometry", None), where=where
    )
    if own and positions.kind == "wkb" and crs is None:
        positions = replace(positions, crs=needed_crs(own, where))
    return Source(kind, tuple(files), schema, positions, **more)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _looked(
    kind: Kind, files: list[InputFile]
) -> tuple[pa.Schema, list[InputFile], dict[str, Any]]:
    """Look into the files, in a room of their own: the schema, their rows, what else is needed."""
    if is_trusted():
        return _READERS[kind](files)
    paths = [file.path for file in files]
    told = in_room(
        "csbm.screening.source:carried_look", kind, files, shown=paths[0], readable=paths
    )
    length = int.from_bytes(told[:8], "big")
    try:
        schema = pa.ipc.read_schema(pa.py_buffer(told[8 : 8 + length]))
        rest = json.loads(told[8 + length :])
    except (pa.ArrowException, ValueError) as error:
        raise InputError(
            f"{paths[0]}: what came back from the reading room is no schema"
        ) from error
    counted = [replace(file, rows=rows) for file, rows in zip(files, rest["rows"], strict=True)]
    return schema, counted, rest["more"]


def carried_look(kind: Kind, files: list[InputFile]) -> bytes:
    """Look into the files; return the schema as Arrow has it, then rows and the rest as JSON."""
    schema, counted, more = _READERS[kind](files)
    held = bytes(schema.serialize())
    rest = json.dumps({"rows": [file.rows for file in counted], "more": more}).encode()
    return len(held).to_bytes(8, "big") + held + rest


def delimiter_of(path: str) -> str:
    """Return what parts the columns of a CSV's header: the most frequent of ``, ; tab |``."""
    try:
        with pa.input_stream(path, compression=_packed(path)) as stream:
            header = stream.read(1 << 16).split(b"\n")[0].decode("utf-8", "replace")
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: cannot be read ({_short(error)})") from None
    return max(_DELIMITERS, key=header.count)


def _packed(path: str) -> str | None:
    return {".gz": "gzip", ".zst": "zstd"}.get(Path(path).suffix.lower())


def _found(where: str, apart_from: list[Path]) -> list[InputFile]:
    """Return the files of a path, folder or glob, sorted by name."""
    root = Path(where)
    if root.is_file():
        _kind_of(where)
        return [InputFile(where, (), root.stat().st_size)]
    if root.is_dir():
        names = [str(path) for path in root.rglob("*") if path.is_file()]
        base = root
    else:
        names = [name for name in glob.glob(where, recursive=True) if Path(name).is_file()]  # noqa: PTH207  # patterns with a root
        base = Path(re.split(r"[*?\[]", where)[0] + "x").parent
    found = []
    for name in sorted(names):
        path = Path(name)
        inner = path.relative_to(base).parts if path.is_relative_to(base) else path.parts
        hidden = any(part.startswith(("_", ".")) for part in inner if part not in {".", ".."})
        ours = any(path.absolute().is_relative_to(one) for one in apart_from)
        if hidden or ours or _ending(name) is None:
            continue
        pairs = tuple(
            (key, value)
            for key, mark, value in (part.partition("=") for part in path.parts[:-1])
            if mark and key
        )
        found.append(InputFile(name, pairs, path.stat().st_size))
    if not found:
        there = "holds no" if root.is_dir() else "no such file, and as a glob it finds no"
        raise InputError(f"{where}: {there} file that ends in {', '.join(_ENDINGS)}")
    keys = [tuple(key for key, _ in file.partitions) for file in found]
    for file, own in zip(found, keys, strict=True):
        if own != keys[0]:
            raise InputError(
                f"{file.path}: its folders name {', '.join(own) or 'nothing'}, those of"
                f" {found[0].path} {', '.join(keys[0]) or 'nothing'}"
            )
    return found


def _ending(path: str) -> str | None:
    name = Path(path).name.lower()
    fitting = [ending for ending in _ENDINGS if name.endswith(ending)]
    return max(fitting, key=len, default=None)


def _kind_of(path: str) -> Kind:
    ending = _ending(path)
    if ending is None:
        raise InputError(
            f"{path}: not a file of points that is read; there are {', '.join(_ENDINGS)}"
        )
    return _ENDINGS[ending]


def _parquet(files: list[InputFile]) -> tuple[pa.Schema, list[InputFile], dict[str, Any]]:
    schemas, counted = [], []
    for file in files:
        try:
            footer = pq.ParquetFile(file.path)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(f"{file.path}: cannot be read as Parquet ({_short(error)})") from None
        with footer:
            schemas.append(footer.schema_arrow)
            counted.append(replace(file, rows=footer.metadata.num_rows))
    try:
        plain = [schema.remove_metadata() for schema in schemas]
        schema = pa.unify_schemas(plain, promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"{files[0].path} and the files beside it do not fit together ({_short(error)})"
        ) from None
    kept = {k: v for k, v in (schemas[0].metadata or {}).items() if k == b"geo"}
    fields = [
        field.with_metadata(schemas[0].field(field.name).metadata)
        if field.name in schemas[0].names
        else field
        for field in schema
    ]
    return pa.schema(fields, kept), counted, {}


def _csv(files: list[InputFile]) -> tuple[pa.Schema, list[InputFile], dict[str, Any]]:
    from .csv_files import csv_names

    delimiter = delimiter_of(files[0].path)
    first = csv_names(files[0].path, delimiter)
    for file in files[1:]:
        names = csv_names(file.path, delimiter)
        if names != first:
            raise InputError(
                f"{file.path}: its columns are {', '.join(names)}, those of {files[0].path}"
                f" {', '.join(first)}"
            )
    return pa.schema([(name, pa.string()) for name in first]), files, {"delimiter": delimiter}


def _vector(files: list[InputFile]) -> tuple[pa.Schema, list[InputFile], dict[str, Any]]:
    import pyogrio
    from pyogrio.errors import DataSourceError

    from ..readers.gdal import DRIVERS, only_driver

    schemas, counted, systems = [], [], []
    for file in files:
        check_wrapper_file(Path(file.path), file.path)
        try:
            with only_driver(DRIVERS[Path(file.path).suffix.lower()]):
                with pyogrio.open_arrow(file.path, use_pyarrow=True) as (meta, reader):
                    schemas.append(reader.schema)
                    geometry, crs = meta["geometry_name"] or "wkb_geometry", meta["crs"]
                rows = pyogrio.read_info(file.path, force_feature_count=True)["features"]
        except (DataSourceError, OSError, ValueError) as error:
            raise InputError(f"{file.path}: cannot be read ({_short(error)})") from None
        counted.append(replace(file, rows=int(rows)))
        systems.append((geometry, crs))
    for file, schema, system in zip(files, schemas, systems, strict=True):
        if schema.names != schemas[0].names or system != systems[0]:
            raise InputError(
                f"{file.path}: its columns or reference system are not those of {files[0].path}"
            )
    geometry, crs = systems[0]
    fields = [pa.field(field.name, _storage(field.type)) for field in schemas[0].remove_metadata()]
    return pa.schema(fields), counted, {"geometry": geometry, "crs": crs}


_READERS: Final = {"parquet": _parquet, "csv": _csv, "vector": _vector}


def _storage(kind: pa.DataType) -> pa.DataType:
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
