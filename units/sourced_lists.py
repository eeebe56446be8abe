"""Lists of what is no unit (exercises, weapon systems): rows of a file, each with its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Generic, Self, TypeVar

from ..readers.cells import read_text
from ..readers.findings import Finding, Findings, refusal
from ..readers.raw import Cell
from .lists import read_cells

Row = TypeVar("Row")
Parse = Callable[[Mapping[str, Cell], dict[str, str], int, Findings], Row]
"""Given the cells of a row, their texts, its number and where faults go, the row."""


@dataclass(frozen=True)
class SourcedList(Generic[Row]):
    """The rows of a list, what is said of the file, and what is doubtful in it."""

    rows: tuple[Row, ...]
    source: dict[str, str] = field(default_factory=dict)
    doubts: tuple[Finding, ...] = ()

    @classmethod
    def read(
        cls,
        path: str | Path,
        columns: tuple[str, ...],
        parse: Parse[Row],
        *,
        required: tuple[str, ...],
        sheet: str | None = None,
        settle: Callable[[list[Row], Findings], list[Row]] = lambda rows, _findings: rows,
    ) -> Self:
        """Read the rows of a file: any table that units are read from.

        Parameters
        ----------
        path : str or Path
        columns : tuple of str
            What the list may hold, in any order and case.
        parse : callable
            Makes one row, see `Parse`.
        required : tuple of str
            Columns that must be there.
        sheet : str, optional
            Sheet of a spreadsheet; the first where absent.
        settle : callable, optional
            Looks at all rows together.

        Raises
        ------
        InputError
            If the file cannot be opened or has any fault; the text lists every one.
        """
        table = read_cells(path, columns, required=required, sheet=sheet)
        findings = table.findings
        rows = []
        for number, cells in table.rows:
            text = {name: read_text(cell) for name, cell in cells.items()}
            rows.append(parse(cells, text, number, findings))
        rows = settle(rows, findings)
        if findings.faults:
            raise refusal(path, findings.faults)
        return cls(tuple(rows), table.source, tuple(findings.doubts))

    @classmethod
    def bundled(
        cls, name: str, read: Callable[[Path], "SourcedList[Row]"], source: Mapping[str, str]
    ) -> Self:
        """Read a list that csbm brings, and say what is said of all of it."""
        package = __package__ or "csbm.units"
        with as_file(files(package).joinpath("data", name)) as path:
            found = read(path)
        return cls(found.rows, found.source | dict(source), found.doubts)
