"""Lists of weapon systems and aircraft with their published ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..readers.cells import read_number
from ..readers.findings import Findings
from ..readers.raw import Cell
from .sourced_lists import SourcedList

COLUMNS: Final = (
    *("id", "system", "variant", "operator_context", "held_by", "category", "max_range_km"),
    *("range_basis", "source_title", "source_url", "source_date", "notes"),
)
"""What a list of systems may hold; ``system`` and ``max_range_km`` are required."""

SOURCE: Final = {"title": "csbm bundled list of published ranges", "licence": "CC BY 4.0"}


@dataclass(frozen=True)
class System:
    """One weapon or aircraft, as its source has it; text that is not known is empty.

    Parameters
    ----------
    max_range_km : float
        Published range, kilometres.
    range_basis : str
        What is meant by it: a maximum, a combat radius (which is no weapon range), …
    held_by : tuple of str
        Ids of units that a source names as holding it.
    """

    id: str
    system: str
    max_range_km: float
    variant: str = ""
    operator_context: str = ""
    held_by: tuple[str, ...] = ()
    category: str = ""
    range_basis: str = ""
    source_title: str = ""
    source_url: str = ""
    source_date: str = ""
    notes: str = ""

    @property
    def name(self) -> str:
        """The system with its variant."""
        return f"{self.system}, {self.variant}" if self.variant else self.system

    @property
    def is_combat_radius(self) -> bool:
        """Whether the figure is an aircraft's radius, not a weapon's range."""
        return "radius" in self.range_basis.lower()

    @property
    def is_verified(self) -> bool:
        """Whether a source is named for the range."""
        return bool(self.source_url)


class Systems(SourcedList[System]):
    """A list of systems, what is said of the file, and what is doubtful in it."""


def bundled_systems() -> Systems:
    """Return the published ranges that csbm knows of itself, each with its source.

    Examples
    --------
    >>> [one.max_range_km for one in bundled_systems().rows if one.id == "iskander-m"]
    [500.0]
    """
    return Systems.bundled("systems.csv", read_systems, SOURCE)


def read_systems(path: str | Path, *, sheet: str | None = None) -> Systems:
    """Return the systems in a file: any table that units are read from.

    Parameters
    ----------
    path : str or Path
        Columns as in `COLUMNS`, in any order and case; ``held_by`` holds ids with ``;`` between.
    sheet : str, optional
        Sheet of a spreadsheet; the first where absent.

    Raises
    ------
    InputError
        If the file cannot be opened or has any fault; the text lists every one.
    """
    required = ("system", "max_range_km")
    return Systems.read(path, COLUMNS, _system, required=required, sheet=sheet)


def _system(
    cells: Mapping[str, Cell], text: dict[str, str], row: int, findings: Findings
) -> System:
    if not text.get("system"):
        findings.fault(row, "system", "is empty", "name it")
    range_km = 0.0
    try:
        range_km, _ = read_number(cells.get("max_range_km"))
    except ValueError as error:
        findings.fault(row, "max_range_km", str(error), "write kilometres")
    else:
        if not 0 < range_km <= 20_000:
            findings.fault(row, "max_range_km", f"{range_km:g} km is no range", "write kilometres")
    if not text.get("source_url"):
        findings.doubt(row, "source_url", "names no source; the range counts as unverified")
    held = tuple(one.strip() for one in text.get("held_by", "").split(";") if one.strip())
    rest = {
        name: text.get(name, "")
        for name in COLUMNS
        if name not in {"id", "system", "max_range_km", "held_by"}
    }
    return System(
        id=text.get("id") or f"row-{row}",
        system=text.get("system", ""),
        max_range_km=range_km,
        held_by=held,
        **rest,
    )
