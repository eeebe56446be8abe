"""Lists of exercises: who declared what, who estimated what, when and where."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final

from ..common.errors import UsageError
from ..readers.cells import read_count, read_metres
from ..readers.coordinates import read_position
from ..readers.dates import read_period
from ..readers.findings import Findings
from ..readers.raw import Cell, blank
from .sourced_lists import SourcedList

COLUMNS: Final = (
    *("id", "name", "name_local", "host_countries", "start", "end"),
    *("declared_troops", "declared_note", "tanks", "acv", "artillery", "airborne"),
    *("estimates", "other_estimates", "systems", "kept_apart", "locations"),
    "position_accuracy_m",
    *("notified_under_vienna_document", "source_title", "source_url", "notes"),
)
"""What a list of exercises may hold; a name is all that is required."""

TOWN_M: Final = 10_000.0
"""Accuracy of a place where none is given: a ground is known by its nearest town, metres."""

SOURCE: Final = {
    "title": "csbm bundled list of exercises",
    "licence": "CC BY 4.0",
    "attribution": "Positions from GeoNames (https://www.geonames.org), CC BY 4.0;"
    " every row names its own source",
}


@dataclass(frozen=True)
class Place:
    """Where an exercise was held.

    Parameters
    ----------
    name : str
    lat, lon : float
        Degrees.
    accuracy_m : float
        95 % radius, metres.
    """

    name: str
    lat: float
    lon: float
    accuracy_m: float


@dataclass(frozen=True)
class Estimate:
    """A number of troops, who gave it, and whether it is a bound.

    Parameters
    ----------
    troops : int
    who : str
    bound : {"", "<", ">", "~"}
        At most, at least, about; empty where it is the number itself.
    """

    troops: int
    who: str
    bound: str = ""

    @property
    def text(self) -> str:
        """The estimate in words.

        >>> Estimate(100_000, "Western officials", "<").text
        'up to 100,000 (Western officials)'
        """
        words = {"<": "up to ", ">": "more than ", "~": "about "}.get(self.bound, "")
        return f"{words}{self.troops:,}" + (f" ({self.who})" if self.who else "")


@dataclass(frozen=True)
class Exercise:
    """One exercise, as its sources have it; text that is not known is empty."""

    id: str
    name: str
    name_local: str = ""
    host_countries: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    declared_troops: int | None = None
    declared_note: str = ""
    tanks: int | None = None
    acv: int | None = None
    artillery: int | None = None
    airborne: int | None = None
    estimates: tuple[Estimate, ...] = ()
    other_estimates: str = ""
    systems: str = ""
    """Which weapons were sent, and who says so."""
    kept_apart: str = ""
    """Figures that are told beside the exercise and are none of it, such as forces of an attack."""
    places: tuple[Place, ...] = ()
    unplaced: str = ""
    """Locations that name no position."""
    notified_under_vienna_document: str = ""
    source_title: str = ""
    source_url: str = ""
    notes: str = ""

    @property
    def declared(self) -> dict[str, int | None]:
        """What was declared, by the names that thresholds have."""
        equipment = {name: getattr(self, name) for name in ("tanks", "acv", "artillery")}
        return {"troops": self.declared_troops, **equipment, "airborne": self.airborne}


class Exercises(SourcedList[Exercise]):
    """A list of exercises, what is said of the file, and what is doubtful in it."""


def bundled_exercises() -> Exercises:
    """Return the exercises that csbm knows of itself, each with its source.

    Examples
    --------
    >>> [one.id for one in bundled_exercises().rows][:2]
    ['zapad-2017', 'zapad-2021']
    """
    return Exercises.bundled("exercises.csv", read_exercises, SOURCE)


def read_exercises(path: str | Path, *, sheet: str | None = None) -> Exercises:
    """Return the exercises in a file: any table that units are read from.

    Parameters
    ----------
    path : str or Path
        Columns as in `COLUMNS`, in any order and case. ``locations`` holds places as
        ``NAME LAT LON``, ``estimates`` numbers of troops as ``NUMBER WHO`` (``<NUMBER`` at most,
        ``>`` more than, ``~`` about), each with ``|`` between them; positions are written in any
        style that units are read in.
    sheet : str, optional
        Sheet of a spreadsheet; the first where absent.

    Raises
    ------
    InputError
        If the file cannot be opened or has any fault; the text lists every one.
    """
    return Exercises.read(
        path, COLUMNS, _exercise, required=("name",), sheet=sheet, settle=_named_apart
    )


def _exercise(
    cells: Mapping[str, Cell], text: dict[str, str], row: int, findings: Findings
) -> Exercise:
    name = text.get("name", "")
    if not name:
        findings.fault(row, "name", "is empty", "name the exercise")
    accuracy = TOWN_M
    try:
        accuracy = read_metres(cells.get("position_accuracy_m")) or TOWN_M
    except ValueError as error:
        findings.fault(row, "position_accuracy_m", str(error), "write metres")
    start = _day(text.get("start", ""), "start", row, findings)
    end = _day(text.get("end", ""), "end", row, findings)
    if start and end and read_period(end).last < read_period(start).first:
        findings.fault(row, "end", f"{end} is before {start}", "mend one of the two")
    places, unplaced = _places(text.get("locations", ""), accuracy, row, findings)
    return Exercise(
        id=text.get("id", ""),
        name=name,
        name_local=text.get("name_local", ""),
        host_countries=tuple(
            one.strip() for one in text.get("host_countries", "").split(";") if one.strip()
        ),
        start=start,
        end=end,
        declared_troops=_count(cells, "declared_troops", row, findings),
        declared_note=text.get("declared_note", ""),
        tanks=_count(cells, "tanks", row, findings),
        acv=_count(cells, "acv", row, findings),
        artillery=_count(cells, "artillery", row, findings),
        airborne=_count(cells, "airborne", row, findings),
        estimates=_estimates(text.get("estimates", ""), row, findings),
        other_estimates=text.get("other_estimates", ""),
        systems=text.get("systems", ""),
        kept_apart=text.get("kept_apart", ""),
        places=places,
        unplaced=unplaced,
        notified_under_vienna_document=text.get("notified_under_vienna_document", ""),
        source_title=text.get("source_title", ""),
        source_url=text.get("source_url", ""),
        notes=text.get("notes", ""),
    )


def _named_apart(rows: list[Exercise], findings: Findings) -> list[Exercise]:
    """Give those without an id one of their name, and a number where the name comes again."""
    for key, times in Counter(one.id for one in rows if one.id).items():
        if times > 1:
            findings.fault(None, "id", f"{key!r} stands {times} times", "give each its own")
    taken = {one.id for one in rows if one.id}
    named = []
    for one in rows:
        key = one.id
        if not key:
            words = "".join(sign if sign.isalnum() else " " for sign in one.name.lower()).split()
            base = "-".join(words)[:60] or "exercise"
            names = (base if number == 1 else f"{base}-{number}" for number in count(1))
            key = next(name for name in names if name not in taken)
            taken.add(key)
        named.append(replace(one, id=key))
    return named


def _count(cells: Mapping[str, Cell], column: str, row: int, findings: Findings) -> int | None:
    cell = cells.get(column)
    if blank(cell):
        return None
    try:
        number = read_count(cell)
    except ValueError as error:
        findings.fault(row, column, str(error), "write a whole number, or leave it empty")
        return None
    if number is not None and number < 0:
        findings.fault(row, column, f"{number} is below 0", "write a whole number")
    return number


def _day(text: str, column: str, row: int, findings: Findings) -> str:
    if not text:
        return ""
    try:
        return read_period(text).text
    except ValueError as error:
        findings.fault(row, column, str(error), "write it as 2025-09-12, 2025-09 or 2025")
        return ""


def _estimates(text: str, row: int, findings: Findings) -> tuple[Estimate, ...]:
    found = []
    for part in filter(None, (one.strip() for one in text.split("|"))):
        number, _, who = part.partition(" ")
        bound = number[0] if number[0] in "<>~" else ""
        try:
            troops = read_count(number.removeprefix(bound))
        except ValueError as error:
            findings.fault(row, "estimates", str(error), "write 12400 WHO | <100000 WHO")
            continue
        if troops is not None:
            found.append(Estimate(troops, who.strip(), bound))
    return tuple(found)


def _places(
    text: str, accuracy_m: float, row: int, findings: Findings
) -> tuple[tuple[Place, ...], str]:
    """Read places; those without a position are told and come back as text."""
    found, unplaced = [], []
    for part in filter(None, (one.strip() for one in text.split("|"))):
        words = part.split()
        for at in range(len(words)):
            try:
                written = read_position(" ".join(words[at:]))
            except ValueError:
                continue
            name = " ".join(words[:at]).rstrip(",;: ")
            accuracy = max(accuracy_m, written.half_step_m)
            found.append(Place(name, written.lat, written.lon, accuracy))
            break
        else:
            unplaced.append(part)
            findings.doubt(row, "locations", f"{part[:60]!r} names no position; not on the map")
    return tuple(found), " | ".join(unplaced)


def during(rows: Iterable[Exercise], days: str) -> tuple[Exercise, ...]:
    """Return the exercises that were held in a year, a month or on a day.

    Raises
    ------
    UsageError
        If the text is no date.
    """
    try:
        wanted = read_period(days)
    except ValueError as error:
        raise UsageError(f"--during {days!r}: {error}") from None
    kept = []
    for one in rows:
        first = read_period(one.start).first if one.start else None
        last = read_period(one.end or one.start).last if (one.end or one.start) else None
        if first and last and first <= wanted.last and last >= wanted.first:
            kept.append(one)
    return tuple(kept)
