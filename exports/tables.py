"""Tables: CSV and JSON for files, aligned text for the terminal."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from ..common.files import written_whole
from ..readers.formula_guard import csv_cell
from .values import Row, columns_of, number_text, plain_value, rows_of

_TERMINAL_DECIMALS = {"_km": 3, "_km2": 0, "_deg": 1, "lat": 5, "lon": 5, "ratio": 3, "share": 4}
_HELD = {"depth_km", "min_km"}


def csv_text(table: Iterable[Row] | pd.DataFrame, *, columns: Sequence[str] | None = None) -> str:
    """Return a table as CSV: UTF-8 without a mark, commas, lines that end in a line feed.

    Numbers are written in full (see `values.number_text`) and never touched; a text cell that a
    spreadsheet would run is guarded by an apostrophe, which `read_units` takes off again.

    Examples
    --------
    >>> print(csv_text([{"name": "=1+1", "distance_km": -1.5}]), end="")
    name,distance_km
    '=1+1,-1.500000
    """
    names, values = columns_of(table, columns)
    lines = [",".join(csv_cell(str(plain_value(name))) for name in names)]
    cells = [_csv_cells(column, name) for name, column in zip(names, values, strict=True)]
    lines += map(",".join, zip(*cells, strict=True))
    if len(names) == 1:  # an empty line would be no row
        lines = [line or '""' for line in lines]
    return "".join(f"{line}\n" for line in lines)


def _csv_cells(values: Sequence[Any], column: str) -> list[str]:
    """Return a column's cells; a text or number that comes again is not worked out again."""
    known: dict[tuple[type, Any], str] = {}
    cells = []
    for value in values:
        if not isinstance(value, str | float | int):
            cells.append(_csv_cell(value, column))
            continue
        key = (type(value), value)
        cell = known.get(key)
        if cell is None:
            cell = known[key] = _csv_cell(value, column)
        cells.append(cell)
    return cells


def _csv_cell(value: Any, column: str) -> str:  # noqa: ANN401
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (int, float)):
        return number_text(plain, column)
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return csv_cell(text)


def json_text(content: object) -> str:
    """Return plain content as JSON: UTF-8, two blanks of indent, no NaN, a line feed at the end."""
    return json.dumps(plain_value(content), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def json_rows(table: Iterable[Row] | pd.DataFrame, *, columns: Sequence[str] | None = None) -> str:
    """Return a table as a JSON array of objects, one row to a line.

    Examples
    --------
    >>> print(json_rows([{"name": "a", "distance_km": 1.5}]), end="")
    [
    {"name": "a", "distance_km": 1.5}
    ]
    """
    found, rows = rows_of(table)
    names = list(columns) if columns is not None else found
    lines = [
        json.dumps(
            {name: plain_value(row.get(name), name) for name in names},
            ensure_ascii=False,
            allow_nan=False,
        )
        for row in rows
    ]
    return "[\n" + ",\n".join(lines) + ("\n" if lines else "") + "]\n"


def write_text(text: str, target: str | Path | TextIO) -> None:
    """Write a text to a stream, or to a file whole, as UTF-8 and with the line ends it has.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if isinstance(target, (str, Path)):
        with written_whole(Path(target)) as temporary:
            temporary.write_bytes(text.encode("utf-8"))
    else:
        target.write(text)


def format_table(
    table: Iterable[Row] | pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    max_width: int = 48,
) -> str:
    """Return a table as aligned text for a terminal, without colour.

    Numbers stand to the right, texts to the left; wide letters count as two, marks as none;
    control characters (which could move a terminal's cursor) are shown as ``?``.

    Parameters
    ----------
    table : iterable of mapping, or DataFrame
        The rows.
    columns : sequence of str, optional
        Which columns, in this order; all where absent.
    headers : mapping of str to str, optional
        Other words for a column's head.
    decimals : mapping of str to int, optional
        Decimals of a column where they differ from the usual (km 3, km2 0, degrees 5 or 1).
    max_width : int, optional
        Texts are cut to this many cells.

    Examples
    --------
    >>> print(format_table([{"name": "Łomża", "distance_km": 9.5}, {"name": "a", "n": 10}]))
    name   distance_km   n
    Łomża        9.500
    a                   10
    """
    found, rows = rows_of(table)
    names = list(columns) if columns is not None else found
    heads = [_shown((headers or {}).get(name, name), max_width) for name in names]
    body = [
        [cell_text(row.get(name), name, decimals or {}, max_width) for name in names]
        for row in rows
    ]
    numeric = [
        any(_is_number(row.get(name)) for row in rows)
        and all(_is_number(row.get(name)) or plain_value(row.get(name)) is None for row in rows)
        for name in names
    ]
    widths = [
        max((_width(line[place]) for line in [heads, *body]), default=0)
        for place in range(len(names))
    ]
    lines = []
    for line in [heads, *body]:
        cells = []
        for text, width, right in zip(line, widths, numeric, strict=True):
            pad = " " * (width - _width(text))
            cells.append(pad + text if right else text + pad)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _is_number(value: object) -> bool:
    plain = plain_value(value)
    return isinstance(plain, (int, float)) and not isinstance(plain, bool)


def cell_text(
    value: object, column: str, decimals: Mapping[str, int] | None = None, max_width: int = 48
) -> str:
    """Return one value as a terminal table shows it; parameters as for `format_table`."""
    decimals = decimals or {}
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, int):
        return str(plain)
    if isinstance(plain, float):
        places = decimals.get(column)
        if places is None and column not in _HELD:
            places = next(
                (one for end, one in _TERMINAL_DECIMALS.items() if column.endswith(end)), None
            )
        return number_text(plain) if places is None else f"{plain:,.{places}f}"
    return _shown(str(plain), max_width)


def _shown(text: str, max_width: int) -> str:
    """Return a text safe for a terminal, cut to a width."""
    safe = "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else "?"
        for letter in " ".join(text.split())
    )
    if _width(safe) <= max_width:
        return safe
    while _width(safe) > max_width - 1:
        safe = safe[:-1]
    return f"{safe}…"


def _width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )
