"""Spreadsheets: XLSX (by calamine) and ODS, one sheet, after the archive was looked through."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ..common.errors import InputError
from ..common.guards import check_zip
from .findings import Findings
from .headers import Known, nothing_known
from .ods import read_ods
from .raw import MAX_COLUMNS, MAX_ROWS, Cell, RawTable, table_from_records

_REFERENCE = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']\s*([A-Za-z]{1,9})(\d{1,20})\s*["']"""
)
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']\s*(\d{1,20})\s*["']""")


def read_sheet(
    path: Path,
    data: bytes,
    findings: Findings,
    *,
    sheet: str | None = None,
    known: Known = nothing_known,
) -> RawTable:
    """Return a sheet of a spreadsheet as a table; rows are those the spreadsheet shows.

    Raises
    ------
    InputError
        If it is no readable spreadsheet, has no such sheet, or a sheet that is too large.
    """
    names = check_zip(path, data, xml=True)
    if path.suffix.lower() == ".ods":
        sheets, chosen, cells = read_ods(path, data, sheet)
    else:
        _check_extent(path, data, names)
        sheets, chosen, cells = _read_xlsx(path, data, sheet)
    facts = {"format": "spreadsheet", "sheet": chosen}
    others = [name for name in sheets if name != chosen]
    if others:
        listed = ", ".join(repr(name) for name in others)
        findings.doubt(None, "", f"only the sheet {chosen!r} is read, not {listed}")
    return table_from_records(list(enumerate(cells, start=1)), findings, facts=facts, known=known)


def _read_xlsx(
    path: Path, data: bytes, sheet: str | None
) -> tuple[list[str], str, list[list[Cell]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = workbook.sheet_names
        chosen = sheet if sheet is not None else _first_filled(workbook, sheets)
        if chosen not in sheets:
            raise InputError(f"{path}: has no sheet {chosen!r}; there are {', '.join(sheets)}")
        found = workbook.get_sheet_by_name(chosen)
        cells: list[list[Cell]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: is no readable spreadsheet ({error}); save it again") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"{path}: is a broken spreadsheet; save it again") from error
    if len(cells) > MAX_ROWS:
        raise InputError(f"{path}: sheet {chosen!r} has more than {MAX_ROWS:,} rows; split it")
    return sheets, chosen, cells


def _first_filled(workbook: CalamineWorkbook, sheets: list[str]) -> str:
    """Return the first sheet that holds anything, else the first."""
    for name in sheets:
        if workbook.get_sheet_by_name(name).total_height:
            return name
    return sheets[0] if sheets else ""


def _check_extent(path: Path, data: bytes, names: list[str]) -> None:
    """Refuse a sheet whose cells lie so far apart that the grid between them fills the memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in names:
            # Which part is a sheet is said by the workbook, not by its name: all are looked at.
            if name.lower().endswith((".rels", ".bin")) or "sharedstrings" in name.lower():
                continue
            for across, down in _xlsx_cells(archive.read(name)):
                if across > MAX_COLUMNS or down > MAX_ROWS:
                    raise InputError(
                        f"{path}: {name} holds a cell in row {down:,}, column {across:,}; a unit"
                        f" list has at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns: delete"
                        " what lies outside"
                    )


def _xlsx_cells(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield column and row of the cells that say where they are."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data.decode("utf-16", "replace").encode()
    for column, row in set(_REFERENCE.findall(data)):
        across = 0
        for letter in column.upper():
            across = across * 26 + letter - 64
        yield across, int(row)
    for row in set(_ROW.findall(data)):
        yield 1, int(row)
