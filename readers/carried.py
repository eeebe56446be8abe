"""A table on its way out of a room: Arrow IPC, which is data and nothing else."""

import base64
import json
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import pyarrow as pa
import shapely

from ..common.errors import InputError
from .findings import Findings
from .raw import Cell, RawTable

__all__ = ["packed", "unpacked"]

_INT64: Final = 1 << 63
_ABOUT: Final = b"csbm"
_TAGGED: Final = {b"csbm": b"tagged"}
"""Marks a column of cells of several kinds: each is JSON, a pair of its kind and its text."""


def packed(table: RawTable | None, source: dict[str, str], findings: Findings) -> bytes:
    """Return a table and what is said of it as an Arrow IPC stream."""
    about: dict[str, Any] = {"source": source, "findings": findings.plain(), "table": False}
    fields: list[pa.Field] = []
    arrays: list[pa.Array] = []
    if table is not None:
        about |= {
            "table": True,
            "headers": table.headers,
            "facts": table.facts,
            "header_row": table.header_row,
            "geometry": table.geometry is not None,
            "fineness": table.half_step_m is not None,
        }
        fields.append(pa.field("rows", pa.int64()))
        arrays.append(pa.array(table.rows, pa.int64()))
        if table.geometry is not None:
            held = shapely.to_wkb(table.geometry, output_dimension=3, include_srid=False)
            fields.append(pa.field("geometry", pa.large_binary()))
            arrays.append(pa.array(list(held), pa.large_binary()))
        if table.half_step_m is not None:
            fields.append(pa.field("fineness", pa.float64()))
            arrays.append(pa.array(table.half_step_m, pa.float64(), from_pandas=False))
        for number, column in enumerate(table.columns):
            field, array = _column(f"c{number}", column)
            fields.append(field)
            arrays.append(array)
    schema = pa.schema(fields, {_ABOUT: json.dumps(about).encode("ascii")})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        if fields:
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return bytes(sink.getvalue())


def unpacked(data: bytes, findings: Findings) -> tuple[RawTable | None, dict[str, str]]:
    """Return what `packed` was given; findings are added to those there are.

    Raises
    ------
    InputError
        If it is nothing that `packed` made.
    """
    try:
        with pa.ipc.open_stream(data) as reader:
            content = reader.read_all()
        content.validate(full=True)
        about = json.loads(content.schema.metadata[_ABOUT])
        findings.add_plain(about["findings"])
        source = {str(key): str(value) for key, value in about["source"].items()}
        if not about["table"]:
            return None, source
        own = [
            name for name in content.column_names if name not in {"rows", "geometry", "fineness"}
        ]
        columns = [_cells(content.schema.field(name), content.column(name)) for name in own]
        geometry = half_step_m = None
        if about["geometry"]:
            geometry = list(shapely.from_wkb(content.column("geometry").to_pylist()))
        if about["fineness"]:
            half_step_m = content.column("fineness").to_pylist()
        rows = content.column("rows").to_pylist()
        table = RawTable(
            about["headers"], columns, rows, geometry, half_step_m, about["facts"],
            None if about["header_row"] is None else int(about["header_row"]),
        )  # fmt: skip
    except (
        pa.ArrowException,
        KeyError,
        TypeError,
        ValueError,
        shapely.errors.ShapelyError,
    ) as error:
        raise InputError("what came back from the reading room is no table; not read") from error
    return table, source


def _column(name: str, cells: Sequence[Cell]) -> tuple[pa.Field, pa.Array]:
    """Return cells as the plainest column of Arrow that keeps every one of them as it is."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    plain = _PLAIN.get(next(iter(kinds), str)) if len(kinds) < 2 else None
    if plain is not None and all(cell is None or plain[1](cell) for cell in cells):
        return pa.field(name, plain[0]), pa.array(cells, plain[0], from_pandas=False)
    tagged = [None if cell is None else json.dumps(_tag(cell)) for cell in cells]
    return pa.field(name, pa.large_string(), metadata=_TAGGED), pa.array(tagged, pa.large_string())


def _encodes(text: Any) -> bool:  # noqa: ANN401  # the cell of a column whose kind was looked at
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


_PLAIN: Final[dict[type, tuple[pa.DataType, Callable[[Any], bool]]]] = {
    str: (pa.large_string(), _encodes),
    bool: (pa.bool_(), lambda _cell: True),
    int: (pa.int64(), lambda cell: -_INT64 <= cell < _INT64),
    float: (pa.float64(), lambda _cell: True),
    date: (pa.date32(), lambda _cell: True),
}


def _tag(cell: Any) -> tuple[str, Any]:  # noqa: ANN401  # a cell may be anything
    """Return a cell's kind and what JSON can hold of it."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return "f", repr(float(cell))
    if type(cell) in _AS_TEXT:
        kind, told = _AS_TEXT[type(cell)]
        return kind, told(cell)
    if isinstance(cell, str | bool | int | float):
        return "v", cell
    try:
        return "v", json.loads(json.dumps(cell, default=str))
    except (ValueError, TypeError, RecursionError):
        return "v", str(cell)[:1000]


_AS_TEXT: Final[dict[type, tuple[str, Callable[[Any], Any]]]] = {
    datetime: ("dt", datetime.isoformat),
    date: ("d", date.isoformat),
    time: ("t", time.isoformat),
    timedelta: ("td", lambda cell: [cell.days, cell.seconds, cell.microseconds]),
    bytes: ("b", lambda cell: base64.b64encode(cell).decode("ascii")),
}
_UNTAG: Final[dict[str, Callable[[Any], Cell]]] = {
    "v": lambda value: value,
    "f": float,
    "dt": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "td": lambda value: timedelta(*value),
    "b": base64.b64decode,
}


def _cells(field: pa.Field, column: pa.ChunkedArray) -> list[Cell]:
    cells: list[Any] = column.to_pylist()
    if (field.metadata or {}).get(b"csbm") != b"tagged":
        return cells
    found: list[Cell] = []
    for text in cells:
        if text is None:
            found.append(None)
            continue
        kind, value = json.loads(text)
        found.append(_UNTAG[kind](value))
    return found
