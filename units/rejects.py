"""Rows of a file that are no unit: totals, and those that have a fault and may be left out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ..common.words import folded
from ..readers.cells import read_text
from ..readers.findings import Findings
from ..readers.raw import Cell, RawTable, blank
from .columns import POSITION

__all__ = ["Reject", "skipped", "without_totals"]

_WORDS: Final = (
    *("total", "totals", "grand total", "subtotal", "sum", "in total"),
    *("razem", "ogółem", "łącznie", "suma", "podsumowanie"),
    *("итого", "всего", "сумма", "разам", "усяго", "сума", "разом", "усього", "всього", "підсумок"),
    *("iš viso", "viso", "kopā", "pavisam", "summa", "gesamt", "insgesamt", "summe"),
)
TOTALS: Final = frozenset(map(folded, _WORDS))
"""How a row of totals begins, in the languages whose headings are known."""


@dataclass(frozen=True)
class Reject:
    """A row that was left out.

    Parameters
    ----------
    row : int
        As the file counts it.
    reasons : tuple of str
    cells : dict of str to str
        What stands in it, by header.
    """

    row: int
    reasons: tuple[str, ...]
    cells: dict[str, str]


def without_totals(table: RawTable, chosen: Mapping[str, str], findings: Findings) -> RawTable:
    """Return a table without its rows of totals, which are told.

    A row of totals begins with such a word, alone or before a colon or figures, and has no whole
    position.
    """
    if table.geometry is not None:
        return table
    places = [
        table.columns[table.headers.index(chosen[name])]
        for name in ("lat", "lon", POSITION)
        if name in chosen
    ]
    told: dict[str, list[int]] = {}
    for at, row in enumerate(table.rows):
        if places and not any(blank(column[at]) for column in places):
            continue
        first = next((cell for column in table.columns if not blank(cell := column[at])), None)
        word = _total(first)
        if word:
            told.setdefault(word, []).append(row)
    for word, rows in told.items():
        findings.doubt(rows, "", f"is a row of totals ({word!r}), no unit; not read")
    return table.without({row for rows in told.values() for row in rows}) if told else table


def _total(cell: Cell) -> str:
    """Return the word by which a cell begins a row of totals; empty where it does not."""
    if not isinstance(cell, str):
        return ""
    word = re.sub(r"[\s:=.,\d]+$", "", re.split(r"[:(]", cell)[0])
    return word.strip() if folded(word) in TOTALS else ""


def skipped(
    table: RawTable, findings: Findings, read: Callable[[RawTable, Findings], bool]
) -> tuple[RawTable, Findings, tuple[Reject, ...]]:
    """Read a table again and again, each time without the rows that had a fault.

    Parameters
    ----------
    table : RawTable
    findings : Findings
        Of the reader, faults of single rows among them.
    read : callable
        Reads a table, adds what it finds, and tells whether anything was there to read.

    Returns
    -------
    RawTable, Findings, tuple of Reject
        What is left, what is said of it (with faults only where they are the whole file's), and
        the rows left out.
    """
    rejects: list[Reject] = []
    kept = findings
    while True:
        found = kept.copy()
        if not found.faults and not read(table, found):
            return table, found, tuple(rejects)
        by_row, whole = found.faults_by_row(table.rows)
        if whole or not by_row:
            break
        at = {row: place for place, row in enumerate(table.rows)}
        for row, reasons in sorted(by_row.items()):
            cells = {
                header: read_text(column[at[row]])
                for header, column in zip(table.headers, table.columns, strict=True)
            }
            rejects.append(Reject(row, tuple(reasons), cells))
        table = table.without(set(by_row))
        kept = kept.without_faults()
        for row, reasons in by_row.items():
            kept.doubt(row, "", f"left out: {'; '.join(reasons)}")
        if not table.rows:
            found = kept.copy()
            found.fault(None, "", "every row has a fault; nothing is left to read")
            break
    return table, found, tuple(sorted(rejects, key=lambda one: one.row))
