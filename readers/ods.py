"""ODS, read as a stream: the libraries stumble over blanks between cells or hold all in memory."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from ..common.errors import InputError
from .raw import MAX_COLUMNS, MAX_ROWS, Cell

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DEEPEST = 200
_Held = TypeVar("_Held")
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def read_ods(
    path: Path, data: bytes, wanted: str | None
) -> tuple[list[str], str, list[list[Cell]]]:
    """Return the names of the sheets, the one that was read, and its rows of cells.

    Parameters
    ----------
    path : Path
        What to call it.
    data : bytes
        A file that `guards.check_zip` has looked through: it declares no entities.
    wanted : str or None
        The sheet; the first that holds anything where none is named.

    Raises
    ------
    InputError
        If it is no ODS, has no such sheet, or one whose cells reach too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
        names: list[str] = []
        chosen, rows = "", list[list[Cell]]()
        for name, cells in _sheets(path, content):
            names.append(name)
            if name == wanted or (wanted is None and not any(rows)):
                chosen, rows = name, cells
    except (KeyError, ET.ParseError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: is no readable spreadsheet ({error}); save it again") from error
    if wanted is not None and wanted not in names:
        raise InputError(f"{path}: has no sheet {wanted!r}; there are {', '.join(names)}")
    return names, chosen, rows


def _sheets(path: Path, content: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    depth = 0
    name, rows, cells = "", list[list[Cell]](), list[Cell]()
    # Document types, and with them entities, were refused by guards.check_zip.
    for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314
        if event == "start":
            depth += 1
            if depth > _DEEPEST:
                raise InputError(f"{path}: is nested too deeply; save it again")
            if element.tag == f"{_TABLE}table":
                name, rows = element.get(f"{_TABLE}name", ""), []
            elif element.tag == f"{_TABLE}table-row":
                cells = []
            continue
        depth -= 1
        if element.tag in _CELLS:
            _add(
                path,
                name,
                cells,
                _value(element),
                times=_repeats(element, "columns"),
                most=MAX_COLUMNS,
            )
            element.clear()
        elif element.tag == f"{_TABLE}table-row":
            while cells and cells[-1] is None:
                cells.pop()
            _add(path, name, rows, cells, times=_repeats(element, "rows"), most=MAX_ROWS)
            element.clear()
        elif element.tag == f"{_TABLE}table":
            yield name, [row or [] for row in rows]
            element.clear()


def _add(path: Path, name: str, held: list[_Held], what: _Held, *, times: int, most: int) -> None:
    """Append something so many times; empty runs wait for something after them.

    A sheet ends in a million empty rows as a matter of course: what is empty is added only up to
    the limit, and what is not is refused beyond it.
    """
    if len(held) + times > most:
        if what:
            raise InputError(
                f"{path}: sheet {name!r} reaches beyond {MAX_ROWS:,} rows or {MAX_COLUMNS:,}"
                " columns, more than a unit list has; delete what lies outside"
            )
        times = max(0, most - len(held))
    held.extend([what] * times)


def _repeats(element: ET.Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _value(cell: ET.Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in {"float", "percentage", "currency"}:
        return float(cell.get(f"{_OFFICE}value", "nan"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        text = cell.get(f"{_OFFICE}date-value", "")
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    paragraphs = ["".join(_words(one)) for one in cell.findall(f"{_TEXT}p")]
    return "\n".join(paragraphs) or None


def _words(element: ET.Element) -> Iterator[str]:
    """Yield the text of a paragraph; blanks in a row, tabs and line ends are elements there."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 1000)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif not child.tag.endswith("}annotation"):
            yield from _words(child)
        yield child.tail or ""
