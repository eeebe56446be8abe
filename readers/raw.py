"""A file as it was written: headers, cells and line numbers, before anything is understood."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from .findings import Findings
from .headers import ORIGIN_COLUMNS, Known, nothing_known

MAX_ROWS = 250_000
MAX_COLUMNS = 1_000
MAX_CELL_CHARACTERS = 100_000
_TITLE_ROWS = 20

Cell = object  # str, int, float, bool, date, datetime, None


@dataclass
class RawTable:
    """Cells by column, in the file's own words.

    Parameters
    ----------
    headers : list of str
        Column names, each once.
    columns : list of list
        One list of cells per header, all as long as ``rows``.
    rows : list of int
        Line (text files), row (spreadsheets) or record number (other files) of each record.
    geometry : list of shapely geometry or None, optional
        Where the file has geometries of its own, in degrees on WGS84.
    half_step_m : list of float, optional
        How finely each geometry is written, in metres; NaN where not known.
    facts : dict of str to str
        What was understood: format, encoding, delimiter, sheet or layer, reference system.
    header_row : int, optional
        Where the header stands, counted as ``rows``; ``None`` in files that have no such line.
    """

    headers: list[str]
    columns: list[list[Cell]]
    rows: list[int]
    geometry: list[BaseGeometry | None] | None = None
    half_step_m: list[float] | None = None
    facts: dict[str, str] = field(default_factory=dict)
    header_row: int | None = None

    def without(self, rows: Collection[int]) -> "RawTable":
        """Return the table without some records."""
        kept = [place for place, row in enumerate(self.rows) if row not in rows]
        return RawTable(
            self.headers,
            [[column[place] for place in kept] for column in self.columns],
            [self.rows[place] for place in kept],
            geometry=None if self.geometry is None else [self.geometry[place] for place in kept],
            half_step_m=None
            if self.half_step_m is None
            else [self.half_step_m[place] for place in kept],
            facts=self.facts,
            header_row=self.header_row,
        )


def table_from_records(
    records: Sequence[tuple[int, Sequence[Cell]]],
    findings: Findings,
    *,
    facts: dict[str, str],
    known: Known = nothing_known,
) -> RawTable:
    """Return a table from records of cells, the first that is not blank being the header.

    Titles above the header are passed over where the header shows by its known columns.

    Faults: no record, a header without rows, a header twice, more cells than headers, too many
    rows or columns, a cell too long.
    """
    filled = [(row, cells) for row, cells in records if any(not blank(cell) for cell in cells)]
    if not filled:
        findings.fault(None, "", "the file is empty", "give a header line and one line per unit")
        return RawTable([], [], [], facts=facts)
    width = max(len(cells) for _row, cells in filled)
    if width > MAX_COLUMNS:
        findings.fault(
            None, "", f"has {width:,} columns", f"a unit list may have {MAX_COLUMNS:,}; drop some"
        )
        return RawTable([], [], [], facts=facts)
    filled = _from_header(filled, findings, known)
    header_row, header_cells = filled[0]
    names = [str(cell).strip() if not blank(cell) else "" for cell in header_cells]
    _check_widths(filled, len(names), findings)
    columns = _columns(filled[1:], len(names))
    names, columns = _name_columns(names, columns, header_row, findings)
    if len(filled) == 1:
        findings.fault(None, "", "has a header but no rows", "give one line per unit")
    rows = [row for row, _cells in filled[1:]]
    return RawTable(names, columns, rows, facts=facts, header_row=header_row)


def _from_header(
    filled: list[tuple[int, Sequence[Cell]]], findings: Findings, is_known: Known
) -> list[tuple[int, Sequence[Cell]]]:
    """Return the records from the header on: titles above it are left out, which is told.

    The header is the first record, unless that shows at most one known column and one of the next
    twenty shows three.
    """
    known = [sum(is_known(str(cell)) for cell in cells) for _row, cells in filled[:_TITLE_ROWS]]
    if known[0] > 1:
        return filled
    at = next((place for place, count in enumerate(known) if count >= 3), 0)
    if at:
        rows = [row for row, _cells in filled[:at]]
        findings.doubt(rows, "", f"stand above the header in row {filled[at][0]}; not read")
    return filled[at:]


def blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing: absent, or only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _check_widths(
    filled: Sequence[tuple[int, Sequence[Cell]]], width: int, findings: Findings
) -> None:
    for row, cells in filled[1:]:
        if len(cells) > width and any(not blank(cell) for cell in cells[width:]):
            findings.fault(
                row, "", f"has {len(cells)} cells where the header has {width}",
                "put a text that holds the delimiter into double quotes",
            )  # fmt: skip
        elif len(cells) < width:
            findings.doubt(row, "", "has fewer cells than the header; the rest is taken as empty")
        for place, cell in enumerate(cells[:width]):
            if isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS:
                findings.fault(
                    row, f"column {place + 1}", f"a cell of {len(cell):,} characters",
                    f"shorten it to {MAX_CELL_CHARACTERS:,}",
                )  # fmt: skip


def _columns(filled: Sequence[tuple[int, Sequence[Cell]]], width: int) -> list[list[Cell]]:
    if all(len(cells) == width for _row, cells in filled):
        return [
            list(column) for column in zip(*(cells for _row, cells in filled), strict=True)
        ] or [[] for _ in range(width)]
    return [
        [cells[place] if place < len(cells) else None for _row, cells in filled]
        for place in range(width)
    ]


def _name_columns(
    names: list[str], columns: list[list[Cell]], header_row: int, findings: Findings
) -> tuple[list[str], list[list[Cell]]]:
    """Drop columns without name and content, name those without name, refuse names given twice."""
    kept_names, kept_columns = [], []
    for place, (name, column) in enumerate(zip(names, columns, strict=True), start=1):
        if not name and all(blank(cell) for cell in column):
            continue
        shown = name or f"column {place}"
        if not name:
            findings.doubt(header_row, shown, "has no header; it is kept under this name")
        if shown in ORIGIN_COLUMNS:
            findings.doubt(
                header_row, shown, "is a name that csbm uses itself; the column is left out"
            )
            continue
        kept_names.append(shown)
        kept_columns.append(column)
    for name, times in Counter(kept_names).items():
        if times > 1:
            places = [str(at) for at, one in enumerate(names, start=1) if one == name]
            findings.fault(
                header_row, name, f"is the header of columns {' and '.join(places)}",
                "rename all but one",
            )  # fmt: skip
    return kept_names, kept_columns
