"""Tables: CSV and JSON for files, aligned text for the terminal."""

import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

import pandas as pd

from ..common.files import written_whole
from ..readers.formula_guard import csv_cell
from ..words.language import spoken
from .values import Row, columns_of, number_text, plain_value, rows_of

_TERMINAL_DECIMALS = {"_km": 3, "_km2": 0, "_deg": 1, "lat": 5, "lon": 5, "ratio": 3, "share": 4}
_HELD = {"depth_km", "min_km"}
_LEAST_WIDTH: Final = 12
"""To which a text is cut at most."""


class Separators(NamedTuple):
    """What parts the cells of a CSV, and the whole from the decimals of its numbers."""

    cell: str = ","
    decimal: str = "."


EXCEL: Final[ContextVar[Separators | None]] = ContextVar("csbm_excel", default=None)
"""What --excel sets: a CSV then has the mark of UTF-8 and these separators."""


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
    excel = EXCEL.get()
    parted = excel or Separators()
    names, values = columns_of(table, columns)
    lines = [parted.cell.join(csv_cell(str(plain_value(name)), parted.cell) for name in names)]
    cells = [_csv_cells(column, name, parted) for name, column in zip(names, values, strict=True)]
    lines += map(parted.cell.join, zip(*cells, strict=True))
    if len(names) == 1:  # an empty line would be no row
        lines = [line or '""' for line in lines]
    return ("\ufeff" if excel else "") + "".join(f"{line}\n" for line in lines)


def _csv_cells(values: Sequence[Any], column: str, parted: Separators) -> list[str]:
    """Return a column's cells; a text or number that comes again is not worked out again."""
    known: dict[tuple[type, Any], str] = {}
    cells = []
    for value in values:
        if not isinstance(value, str | float | int):
            cells.append(_csv_cell(value, column, parted))
            continue
        key = (type(value), value)
        cell = known.get(key)
        if cell is None:
            cell = known[key] = _csv_cell(value, column, parted)
        cells.append(cell)
    return cells


def _csv_cell(
    value: Any,  # noqa: ANN401  # whatever a table holds
    column: str,
    parted: Separators,
) -> str:
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (int, float)):
        return number_text(plain, column).replace(".", parted.decimal)
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return csv_cell(text, parted.cell)


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
    max_width: int = 100,
    right: Collection[str] = (),
    room: int | None = None,
    spare: Sequence[str] = (),
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
    right : collection of str, optional
        Columns of texts that are set to the right too: figures with their uncertainty.
    room : int, optional
        How wide the table may be. Columns of ``spare`` are left out, then texts are cut, until it
        fits; what was left out is named below the table.
    spare : sequence of str, optional
        Columns that can be left out, the least needed first.

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
        name in right
        or (
            any(_is_number(row.get(name)) for row in rows)
            and all(_is_number(row.get(name)) or plain_value(row.get(name)) is None for row in rows)
        )
        for name in names
    ]
    widths = [
        max((_width(line[place]) for line in [heads, *body]), default=0)
        for place in range(len(names))
    ]
    kept, widths = _fitted(names, numeric, widths, room, spare)
    lines = []
    for line in [heads, *body]:
        cells = []
        for place in kept:
            text = _cut(line[place], widths[place])
            pad = " " * (widths[place] - _width(text))
            cells.append(pad + text if numeric[place] else text + pad)
        lines.append("  ".join(cells).rstrip())
    if left_out := [heads[place] for place in range(len(names)) if place not in kept]:
        told = spoken().say("Not shown for want of room: {columns}.", columns=", ".join(left_out))
        lines += ["", told]
    return "\n".join(lines)


def _fitted(
    names: Sequence[str],
    fixed: Sequence[bool],
    widths: Sequence[int],
    room: int | None,
    spare: Sequence[str],
) -> tuple[list[int], list[int]]:
    """Return which columns are kept, and the width of every one, so that a table fits."""
    kept, wide = list(range(len(names))), list(widths)

    def too_wide() -> int:
        return sum(wide[place] for place in kept) + 2 * (len(kept) - 1) - (room or 0)

    for name in spare:
        if room is not None and too_wide() > 0 and name in names:
            kept.remove(names.index(name))
    while room is not None and too_wide() > 0:
        texts = [place for place in kept if not fixed[place] and wide[place] > _LEAST_WIDTH]
        if not texts:
            break
        widest = max(texts, key=lambda place: wide[place])
        wide[widest] -= 1
    return kept, wide


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
        words = spoken()
        places = decimals.get(column)
        if places is None and column not in _HELD:
            places = next(
                (one for end, one in _TERMINAL_DECIMALS.items() if column.endswith(end)), None
            )
        if words.language != "en" and places is not None:
            return words.number(plain, places)
        return number_text(plain) if places is None else f"{plain:,.{places}f}"
    return _shown(str(plain), max_width)


def _shown(text: str, max_width: int) -> str:
    """Return a text safe for a terminal, cut to a width."""
    safe = "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else "?"
        for letter in " ".join(text.split())
    )
    return _cut(safe, max_width)


def _cut(text: str, width: int) -> str:
    """Return a text cut to so many cells."""
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


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
