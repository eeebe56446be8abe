"""Lists that are no units: their cells by column, read by the readers that units are read by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..readers.cells import read_text
from ..readers.findings import Findings
from ..readers.headers import Known
from ..readers.opener import Request, read_raw
from ..readers.raw import Cell


@dataclass(frozen=True)
class CellRows:
    """The rows of a file that have a header of known columns.

    Parameters
    ----------
    rows : tuple of (line, cells)
        Line of the file, the header being line 1, and cells by column.
    source : dict of str to str
        Title, file name, SHA-256.
    findings : Findings
        What is wrong so far; takes what else is found.
    """

    rows: tuple[tuple[int, dict[str, Cell]], ...]
    source: dict[str, str]
    findings: Findings = field(default_factory=Findings)


def read_cells(
    path: str | Path,
    columns: Sequence[str],
    *,
    required: Sequence[str],
    sheet: str | None = None,
) -> CellRows:
    """Read a table of known columns, in any order and case.

    Parameters
    ----------
    path : str or Path
        Any table that units are read from.
    columns : sequence of str
        Names in lower case, with ``_`` between words.
    required : sequence of str
        Those whose absence is a fault.
    sheet : str, optional
        Sheet of a spreadsheet; the first where absent.

    Raises
    ------
    InputError
        If the file cannot be opened at all.
    """
    findings = Findings()
    known = Known(frozenset(columns), form="lower")
    table, source = read_raw(Path(path), findings, Request(sheet=sheet, known=known))
    if table is None:
        return CellRows((), source, findings)
    headers = [_plain(read_text(name)) for name in table.headers]
    places: dict[str, int] = {name: headers.index(name) for name in columns if name in headers}
    for name in required:
        if table.rows and name not in places:
            findings.fault(1, name, "there is no such column", f"there may be {', '.join(columns)}")
    rows = tuple(
        (row, {name: table.columns[place][number] for name, place in places.items()})
        for number, row in enumerate(table.rows)
    )
    return CellRows(rows, source, findings)


def _plain(header: str) -> str:
    return header.strip().lower().replace(" ", "_")
