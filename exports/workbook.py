"""XLSX: a formatted sheet that runs nothing, and sheets of its method and where it comes from."""

import errno
import gc
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..common.clock import run_date
from ..common.errors import InputError
from .archives import zip_bytes
from .column_words import COLUMN_WORDS
from .provenance import provenance_lines
from .values import Row, plain_value, rows_of

MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds; a longer text would be cut without a word."""
MOST_ROWS = 1_048_575

_FORMATS = {
    "_km": "0.0",
    "_km2": "#,##0",
    "_deg": "0.0",
    "_m": "#,##0",
    "lat": "0.00000",
    "lon": "0.00000",
    "zone_share": "0%",
    "share_of_land": "0.0%",
    "ratio": "0.00",
}
"""How numbers are shown, by how the name of their column ends; no digit is lost."""
_LINKED = re.compile(r"https?://[^\s<>\"]{1,2000}")
MOST_LINKS = 60_000
"""Excel refuses a sheet of more than 65,530 links."""
_HELD = {"depth_km", "min_km"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDEST = 48


def xlsx_bytes(
    table: Iterable[Row] | pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    provenance: Mapping[str, object] | None = None,
    title: str = "units",
) -> bytes:
    """Return a table as an XLSX file: header frozen, filters on, kilometres shown with one decimal.

    Parameters
    ----------
    table : iterable of mapping, or DataFrame
        Geometry and the columns ``_file`` and ``_row`` are left out.
    columns : sequence of str, optional
        Which columns, in this order; all where absent.
    provenance : mapping, optional
        From `provenance.provenance`; goes into a sheet of its own, and its rules, with what each
        column holds, into the sheet ``method``.
    title : str, optional
        The sheet's name.

    Returns
    -------
    bytes
        The same for the same input on the same date. Every text is a string, never a formula;
        numbers keep all their digits and only show fewer.

    Raises
    ------
    InputError
        If there are more rows than a sheet holds, or a text longer than a cell holds.
    """
    found, rows = rows_of(table)
    names = list(columns) if columns is not None else found
    if len(rows) > MOST_ROWS:
        raise InputError(f"{len(rows):,} rows are more than a sheet holds; write CSV")
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "units"
    for place, name in enumerate(names, start=1):
        cell = _put(sheet, 1, place, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A5F")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    for down, row in enumerate(rows, start=2):
        for across, name in enumerate(names, start=1):
            _put(sheet, down, across, row.get(name), name)
    _link(sheet, names)
    for across, name in enumerate(names, start=1):
        longest = max((len(str(plain_value(row.get(name)))) for row in rows[:200]), default=0)
        width = min(_WIDEST, max(len(name), longest, 6) + 2)
        sheet.column_dimensions[get_column_letter(across)].width = width
    sheet.freeze_panes = "A2"
    if names:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
    if provenance is not None:
        _method_sheet(book, names, provenance)
        _provenance_sheet(book, provenance)
    return _same_bytes(book)


def _put(sheet: Worksheet, down: int, across: int, value: Any, column: str = "") -> Cell:  # noqa: ANN401
    cell = sheet.cell(down, across)
    assert isinstance(cell, Cell)
    plain = plain_value(value, column)
    if plain is None or plain == "":
        return cell
    if isinstance(plain, (bool, int, float)):
        cell.value = plain
        ends = [shown for end, shown in _FORMATS.items() if column.endswith(end)]
        if ends and column not in _HELD and not isinstance(plain, bool):
            cell.number_format = ends[0]
        return cell
    text = _NOT_XML.sub("\ufffd", plain if isinstance(plain, str) else str(plain))
    text = _ESCAPE.sub("_x005F_", text.replace("\r", "_x000D_") if "\r" in text else text)
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"row {down}, {column}: a text of {len(text):,} characters; a cell of XLSX holds"
            f" {MOST_CHARACTERS:,}: write CSV, or shorten it"
        )
    cell.value = text
    cell.data_type = "s"  # a text that begins with = would be a formula
    cell.quotePrefix = bool(re.match(r"[=+\-@]", text))
    return cell


def _link(sheet: Worksheet, names: Sequence[str]) -> None:
    """Make links of the addresses of the web in columns that hold such."""
    columns = [at for at, name in enumerate(names, start=1) if name.endswith("url")]
    for down in range(2, min(sheet.max_row, MOST_LINKS // max(len(columns), 1)) + 1):
        for across in columns:
            cell = sheet.cell(down, across)
            if isinstance(cell.value, str) and _LINKED.fullmatch(cell.value):
                cell.hyperlink = cell.value
                cell.font = Font(color="0563C1", underline="single")


def _method_sheet(book: Workbook, names: Sequence[str], provenance: Mapping[str, object]) -> None:
    """Add the rules, and what each column holds where it is known."""
    sheet = book.create_sheet("method")
    lines: list[tuple[str, str]] = []
    rules = provenance.get("rules")
    if isinstance(rules, list):
        lines += [("rules", "")] + [("", str(rule)) for rule in rules]
    told = [(name, COLUMN_WORDS[name]) for name in names if name in COLUMN_WORDS]
    if told:
        lines += [("column", "what it holds"), *told]
    for down, (head, text) in enumerate(lines, start=1):
        first = _put(sheet, down, 1, head)
        second = _put(sheet, down, 2, text)
        second.alignment = Alignment(vertical="top", wrap_text=True)
        if head in {"rules", "column"}:
            first.font = second.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    sheet.freeze_panes = "A1"


def _provenance_sheet(book: Workbook, provenance: Mapping[str, object]) -> None:
    sheet = book.create_sheet("provenance")
    for down, line in enumerate(provenance_lines(provenance), start=1):
        _put(sheet, down, 1, line)
    sheet.column_dimensions["A"].width = 120


def _save(book: Workbook, buffer: io.BytesIO) -> None:
    """Save a workbook; its sheets pass through files, and a disk may be full."""
    try:
        book.save(buffer)
    except OSError:
        raise
    except Exception as error:
        if type(error).__module__ != "lxml.etree":
            raise
        before, sys.unraisablehook = sys.unraisablehook, lambda _told: None
        words = str(error)
        try:  # lxml complains once more as its writer is thrown away
            error.__traceback__ = None
            del error
            gc.collect()
        finally:
            sys.unraisablehook = before
        raise OSError(errno.EIO, f"a temporary file cannot be written: {words}") from None


def _same_bytes(book: Workbook) -> bytes:
    """Return the file without the moment that the library writes into it."""
    buffer = io.BytesIO()
    _save(book, buffer)
    day = f"{run_date().isoformat()}T00:00:00Z".encode()
    members: dict[str, bytes] = {}
    with zipfile.ZipFile(buffer) as archive:
        for name in sorted(archive.namelist(), key=lambda name: (name[0] != "[", name)):
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", day, content)
            members[name] = content
    return zip_bytes(members)
