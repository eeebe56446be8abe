"""A case: all that is asked, from one file, as borders, zones, units and comparisons."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import UsageError
from .request import ResolvedZone, resolve_units, resolve_zone
from .schema import CaseFile, Line, read_case_file

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..boundaries.border import Border
    from ..geo.analysis.comparison import Comparison
    from ..geo.zones.zone import InspectionZone
    from ..units.gather import Gathered

__all__ = ["Case", "CaseLine"]


@dataclass(frozen=True)
class CaseLine:
    """One line of a case, with what is worked out along it.

    Parameters
    ----------
    case : Case
    line : Line
        As it was written.
    """

    case: "Case"
    line: Line

    @property
    def name(self) -> str:
        """The line's name in the case."""
        return self.line.name

    @cached_property
    def _resolved(self) -> ResolvedZone:
        return resolve_zone(self.line.request(self.case.folder))

    @property
    def zone(self) -> "InspectionZone":
        """The zone: its border, bands and rules."""
        return self._resolved.zone

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of how it was read."""
        return self._resolved.notes

    @property
    def border(self) -> "Border":
        """The line that is measured from."""
        return self.zone.border

    def coverage(self) -> "GeoDataFrame":
        """Return the units against the zone; see `csbm.coverage`."""
        from ..geo.zones.coverage import coverage

        return coverage(self.zone, self.case.units)

    def comparison(self) -> "Comparison":
        """Return the depths of the case compared; see `csbm.compare`.

        Raises
        ------
        UsageError
            If the line has the depth table of a regime, which has no depth to change.
        """
        from ..geo.analysis.against import second_border
        from ..geo.analysis.comparison import compare

        if self.line.regime is not None:
            raise UsageError(f"line {self.name}: a regime states its depths; none are compared")
        rows = self.case.file.compare
        other, note = (None, "")
        if rows.against is not None:
            named = rows.against
            path = named if named == "natural-earth" else str(self.case.folder / named)
            other, note = second_border(self.border, path)
        return compare(
            self.border,
            self.case.units,
            depths_km=rows.depths,
            tripoint=self.zone.tripoint,
            tolerance_m=self.line.tolerance_m,
            crossings=rows.crossings,
            step_km=rows.step_km,
            parity=rows.parity,
            against=other,
            against_note=note,
            draws=rows.draws,
            seed=rows.seed,
        )


@dataclass(frozen=True)
class Case:
    """A case file and the folder that its names are taken from.

    Parameters
    ----------
    path : Path
        Of the case file.
    file : CaseFile
        What it holds.

    Examples
    --------
    >>> case = Case.example()
    >>> case.line("rim").border.name
    'BLR-LTU,LVA,POL,UKR'
    """

    path: Path
    file: CaseFile

    @classmethod
    def read(cls, path: str | Path) -> "Case":
        """Read a case.

        Parameters
        ----------
        path : str or Path
            A case file (docs/cases.md).

        Returns
        -------
        Case

        Raises
        ------
        InputError
            If the file cannot be read, or is no case.

        Examples
        --------
        >>> Case.read(Case.example().path).lines[0].name
        'rim'
        """
        return cls(Path(path), read_case_file(Path(path)))

    @classmethod
    def example(cls) -> "Case":
        """Return the bundled case: the rim of Belarus, and the line from Norway to Ukraine.

        Examples
        --------
        >>> [line.name for line in Case.example().lines]
        ['rim', 'norway-to-ukraine']
        """
        return cls.read(EXAMPLE)

    @property
    def folder(self) -> Path:
        """The folder that its files are named from."""
        return self.path.parent

    @cached_property
    def lines(self) -> tuple[CaseLine, ...]:
        """The lines, in their order."""
        return tuple(CaseLine(self, line) for line in self.file.lines)

    def line(self, name: str) -> CaseLine:
        """Return a line by its name.

        Parameters
        ----------
        name : str
            As the case file calls it.

        Raises
        ------
        UsageError
            If no line is called so.

        Examples
        --------
        >>> Case.example().line("rim").zone.depth_km
        80.0
        """
        for one in self.lines:
            if one.name == name:
                return one
        names = ", ".join(one.name for one in self.lines)
        raise UsageError(f"{self.path}: has no line {name!r}; there are {names}")

    @cached_property
    def gathered(self) -> "Gathered":
        """The units of the case on its day, with what is to be said of them."""
        return resolve_units(self.file.units.sources(self.folder, self.file.day_text))

    @property
    def units(self) -> "GeoDataFrame":
        """The units of the case on its day."""
        return self.gathered.units


EXAMPLE = Path(__file__).parent / "data" / "belarus.toml"
"""The bundled case."""
