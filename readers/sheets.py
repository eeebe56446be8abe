"""Spreadsheets: XLSX (by calamine) and ODS, one sheet, after the archive was looked through."""

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

_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,4})(\d{1,9})["']""")


def read_sheet(
    path: Path,
    _data: bytes,
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
    names = check_zip(path, xml=True)
    if path.suffix.lower() == ".ods":
        sheets, chosen, cells = read_ods(path, sheet)
    else:
        _check_extent(path, names)
        sheets, chosen, cells = _read_xlsx(path, sheet)
    facts = {"format": "spreadsheet", "sheet": chosen}
    others = [name for name in sheets if name != chosen]
    if others:
        listed = ", ".join(repr(name) for name in others)
        findings.doubt(None, "", f"only the sheet {chosen!r} is read, not {listed}")
    return table_from_records(list(enumerate(cells, start=1)), findings, facts=facts, known=known)


def _read_xlsx(path: Path, sheet: str | None) -> tuple[list[str], str, list[list[Cell]]]:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = workbook.sheet_names
        chosen = sheet if sheet is not None else _first_filled(workbook, sheets)
        if chosen not in sheets:
            raise InputError(f"{path}: has no sheet {chosen!r}; there are {', '.join(sheets)}")
        found = workbook.get_sheet_by_name(chosen)
        cells: list[list[Cell]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    except CalamineError as error:
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


def _check_extent(path: Path, names: list[str]) -> None:
    """Refuse a sheet whose cells lie so far apart that the grid between them fills the memory."""
    with zipfile.ZipFile(path) as archive:
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                corners = _xlsx_cells(archive.read(name))
            else:
                continue
            for across, down in corners:
                if across > MAX_COLUMNS or down > MAX_ROWS:
                    raise InputError(
                        f"{path}: {name} holds a cell in row {down:,}, column {across:,}; a unit"
                        f" list has at most {MAX_ROWS:,} rows and {MAX_COLUMNS:,} columns: delete"
                        " what lies outside"
                    )


def _xlsx_cells(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield column and row of the cells that say where they are."""
    for column, row in set(_REFERENCE.findall(data)):
        across = 0
        for letter in column:
            across = across * 26 + letter - 64
        yield across, int(row)
