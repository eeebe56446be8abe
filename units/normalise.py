"""From a file's own words to the schema: the frame that everything else works on."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from ..readers.cells import read_count, read_metres, read_text
from ..readers.dates import read_period
from ..readers.findings import Findings
from ..readers.fineness import LEAST_M
from ..readers.headers import FILE_COLUMN, ROW_COLUMN
from ..readers.raw import MAX_CELL_CHARACTERS, Cell, RawTable, blank
from .columns import POSITION, recognise
from .positions import Positions, find_positions
from .rejects import without_totals
from .schema import (
    COLUMNS,
    COUNT_COLUMNS,
    DATE_COLUMNS,
    EVIDENCE,
    KINDS,
    LEVELS,
    NUMBER_COLUMNS,
    STATES,
    TEXT_COLUMNS,
    Unit,
    in_words,
)

_UNITS = TypeAdapter(list[Unit])


def normalise(
    table: RawTable,
    findings: Findings,
    *,
    file: Path,
    column_map: Mapping[str, str] | None = None,
    country_code: Callable[[str], str | None] | None = None,
) -> tuple[gpd.GeoDataFrame | None, dict[str, str]]:
    """Return the units of a file in the schema's form, and which header was read as what.

    The frame is ``None`` where a fault was found; all faults are in ``findings``.
    """
    chosen = recognise(table.headers, findings, column_map=column_map, header_row=table.header_row)
    table = without_totals(table, chosen, findings)
    if not table.rows:
        return None, chosen
    if "name" not in chosen:
        shown = ", ".join(repr(name) for name in table.headers[:40])
        findings.fault(
            table.header_row, "", f"there is no column for name; the file has {shown}",
            "rename one, or say which it is with --columns name=…",
        )  # fmt: skip
    positions = find_positions(table, chosen, findings)
    values = _schema_values(table, chosen, positions, findings, file=file)
    stand_ins: dict[str, list[Cell]] = {}  # so that what is missing hides no other fault
    if "name" not in chosen:
        stand_ins["name"] = ["?"] * len(table.rows)
    if len(positions.lat) != len(table.rows):
        stand_ins["lat"] = stand_ins["lon"] = [math.nan] * len(table.rows)
    values = _validated(values | stand_ins, table.rows, findings)
    if findings.faults:
        return None, chosen
    _doubt_values(values, table.rows, findings)
    values["country"] = _countries(values["country"], table.rows, findings, country_code)
    data: dict[str, object] = {
        name: pd.Series(values[name], dtype="Int64") if name in COUNT_COLUMNS else values[name]
        for name in COLUMNS
    }
    data |= _other_columns(table, chosen, findings)
    data[FILE_COLUMN] = file.name
    data[ROW_COLUMN] = table.rows
    geometry = np.array(gpd.points_from_xy(values["lon"], values["lat"]), dtype=object)
    for place, shape in positions.shapes.items():
        geometry[place] = shape
    frame = gpd.GeoDataFrame(data, geometry=geometry, crs="EPSG:4326")
    return frame, chosen


def _schema_values(
    table: RawTable,
    chosen: dict[str, str],
    positions: Positions,
    findings: Findings,
    *,
    file: Path,
) -> dict[str, list[Cell]]:
    count = len(table.rows)
    values: dict[str, list[Cell]] = {}
    for name in TEXT_COLUMNS:
        values[name] = [""] * count
    for name, header in chosen.items():
        cells = table.columns[table.headers.index(header)]
        if name in TEXT_COLUMNS:
            values[name] = _texts(name, cells, table.rows, findings)
    for name in COUNT_COLUMNS:
        values[name] = _numbers(name, table, chosen, findings)
    values["lat"], values["lon"] = list(positions.lat), list(positions.lon)
    values["position_accuracy_m"] = _accuracies(table, chosen, positions, findings)
    values["kind"] = [str(kind).casefold().replace(" ", "_") or "unit" for kind in values["kind"]]
    _levels(values, table.rows, findings)
    if "kind" not in chosen:
        findings.doubt(None, "kind", "is not in the file; every record is taken as a unit")
    values["id"] = [
        given or f"{file.stem}-{row}" for given, row in zip(values["id"], table.rows, strict=True)
    ]
    return values


def _levels(values: dict[str, list[Cell]], rows: list[int], findings: Findings) -> None:
    """Read levels in any case; another word in that column is the size, as many lists call it."""
    for name in ("level", "unit_state"):
        values[name] = [str(one).casefold() for one in values[name]]
    sizes = []
    for place, row in enumerate(rows):
        if (one := values["level"][place]) and one not in LEVELS:
            values["level"][place] = ""
            values["echelon"][place] = values["echelon"][place] or one
            sizes.append(row)
    if sizes:
        findings.doubt(sizes, "level", f"is none of {', '.join(LEVELS)}; it is read as the echelon")


def _texts(name: str, cells: list[Cell], rows: list[int], findings: Findings) -> list[Cell]:
    texts: list[Cell] = []
    for row, cell in zip(rows, cells, strict=True):
        text = read_text(cell)
        if not text.isascii():
            clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if clean != text:
                findings.doubt(row, name, "held half a character; it is shown as \ufffd")
                text = clean
        if isinstance(cell, float) and abs(cell) >= 2**53:
            findings.doubt(
                row, name, "is a number of more digits than a spreadsheet keeps",
                "format the column as text and write it again",
            )  # fmt: skip
        if len(text) > MAX_CELL_CHARACTERS:
            findings.fault(
                row, name, f"a text of {len(text):,} characters",
                f"shorten it to {MAX_CELL_CHARACTERS:,}",
            )  # fmt: skip
        texts.append(text)
    return texts


def _numbers(name: str, table: RawTable, chosen: dict[str, str], findings: Findings) -> list[Cell]:
    if name not in chosen:
        return [None] * len(table.rows)
    numbers: list[Cell] = []
    for row, cell in zip(table.rows, table.columns[table.headers.index(chosen[name])], strict=True):
        try:
            numbers.append(read_count(cell))
        except ValueError as error:
            findings.fault(row, name, str(error), "write a whole number, or leave it empty")
            numbers.append(None)
    return numbers


def _accuracies(
    table: RawTable, chosen: dict[str, str], positions: Positions, findings: Findings
) -> list[Cell]:
    """Return the given radii; where none is given, half a step of the written position."""
    count = len(table.rows)
    cells: list[Cell] = [None] * count
    if "position_accuracy_m" in chosen:
        cells = table.columns[table.headers.index(chosen["position_accuracy_m"])]
    radii: list[Cell] = []
    assumed: list[tuple[int, float]] = []
    for place, row in enumerate(table.rows):
        try:
            radius = read_metres(cells[place])
        except ValueError as error:
            findings.fault(row, "position_accuracy_m", str(error), "write metres, such as 3000")
            radius = 0.0
        if radius is None:
            radius = positions.half_step_m[place] if positions.half_step_m else math.nan
            if math.isnan(radius):
                radius = 0.0  # the row has a fault of its own
            else:
                radius = max(radius, LEAST_M)
                assumed.append((row, radius))
        radii.append(radius)
    if assumed:
        low, high = (f"{pick(radius for _row, radius in assumed):,.3g}" for pick in (min, max))
        span = f"{low} m" if low == high else f"{low} m to {high} m"
        findings.doubt(
            (row for row, _radius in assumed), "position_accuracy_m",
            f"is not given; taken from how finely the position is written, at least {LEAST_M:g} m"
            f" ({span}), as if the unit were no larger than that",
            "give the 95 % radius in metres where you know it",
        )  # fmt: skip
    return radii


def _validated(
    values: dict[str, list[Cell]], rows: list[int], findings: Findings
) -> dict[str, list[Cell]]:
    """Check every value against the schema, and ids against each other."""
    records = [
        dict(zip(COLUMNS, record, strict=True))
        for record in zip(*(values[name] for name in COLUMNS), strict=True)
    ]
    try:
        units = _UNITS.validate_python(records)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            place, column = int(one["loc"][0]), str(one["loc"][1])
            if column in {"lat", "lon"} and math.isnan(float(one["input"])):
                continue  # noted where the cell was read
            words = in_words(column, one["type"], one["input"], one["msg"])
            findings.fault(rows[place], column, words)
        units = []
    first_row: dict[str, int] = {}
    for row, key in zip(rows, values["id"], strict=True):
        if (before := first_row.setdefault(str(key), row)) != row:
            findings.fault(row, "id", f"{key!r} is the id of row {before} too", "give each its own")
    for row, *ends in zip(rows, values["valid_from"], values["valid_to"], strict=True):
        begin, end = (str(text) for text in ends)
        if begin and end and _is_before(end, begin):
            findings.fault(row, "valid_to", f"{end} is before valid_from {begin}", "exchange them")
    if not units:
        return values
    return values | {name: [getattr(unit, name) for unit in units] for name in DATE_COLUMNS}


def _is_before(end: str, begin: str) -> bool:
    try:
        return read_period(end).last < read_period(begin).first
    except ValueError:  # a fault of its own
        return False


def _doubt_values(values: dict[str, list[Cell]], rows: list[int], findings: Findings) -> None:
    for place, row in enumerate(rows):
        kind, evidence = str(values["kind"][place]), str(values["evidence"][place])
        if kind not in KINDS:
            findings.doubt(row, "kind", f"{kind[:40]!r} is none of {', '.join(KINDS)}; it is kept")
        if evidence and evidence not in EVIDENCE:
            findings.doubt(row, "evidence", f"is neither {' nor '.join(EVIDENCE)}; it is kept")
        if (state := values["unit_state"][place]) and state not in STATES:
            findings.doubt(
                row, "unit_state", f"is none of {', '.join(STATES)}; it counts as active"
            )
        url = str(values["source_url"][place])
        if url and not url.lower().startswith(("http://", "https://")):
            findings.doubt(row, "source_url", "is no http(s) address; it stays text, never a link")
        if not url and not values["source_title"][place]:
            findings.doubt(row, "", "names no source")
        if values["lat"][place] == 0 and values["lon"][place] == 0:
            findings.doubt(row, "", "lies at 0, 0, where positions that were lost end up")
        if values["position_accuracy_m"][place] == 0:
            findings.doubt(row, "position_accuracy_m", "is 0, as if the position were exact")


def _countries(
    written: list[Cell],
    rows: list[int],
    findings: Findings,
    country_code: Callable[[str], str | None] | None,
) -> list[Cell]:
    """Return countries as alpha-3 codes where they are known; what is read or kept is told."""
    codes: dict[str, str | None] = {"": ""}
    for row, cell in zip(rows, written, strict=True):
        text = str(cell)
        if text not in codes:
            shaped = len(text) == 3 and text.isascii() and text.isupper()
            codes[text] = country_code(text) if country_code else text if shaped else None
        if codes[text] is None:
            findings.doubt(
                row, "country", f"{text[:40]!r} is no ISO 3166-1 alpha-3 code; it is kept"
            )
        elif codes[text] != text:
            findings.doubt(row, "country", f"{text[:40]!r} is read as {codes[text]}")
    return [codes[str(cell)] or cell for cell in written]


def _other_columns(
    table: RawTable, chosen: dict[str, str], findings: Findings
) -> dict[str, list[Cell]]:
    """Return the columns that the schema does not know, in their order."""
    kept: dict[str, list[Cell]] = {}
    for header, cells in zip(table.headers, table.columns, strict=True):
        if header in chosen.values():
            continue
        name = header
        while name in COLUMNS or name in kept or name in {"geometry", POSITION}:
            name = f"{name} (file)"
        if name != header:
            findings.doubt(1, header, f"is kept as {name!r}")
        given = [cell for cell in cells if not blank(cell)]
        plain = all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in given)
        if given and plain:
            kept[name] = [cell if not blank(cell) else math.nan for cell in cells]
        else:
            kept[name] = _texts(name, cells, table.rows, findings)
    if kept:
        table.facts["columns kept as they are"] = ", ".join(kept)
    return kept


__all__ = ["NUMBER_COLUMNS", "normalise"]
