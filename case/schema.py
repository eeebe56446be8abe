"""What a case file holds: lines, rules, lists, the day and outputs, as they were written."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import model_validator as checked

from ..common.errors import InputError
from ..common.words import listing
from ..readers.toml_files import read_toml, told_faults
from ..units.sources import UnitSources
from .request import BorderRequest, ZoneRequest

__all__ = ["STEMS", "CaseFile", "ComparisonRows", "Line", "Units", "read_case_file"]

STEMS: Final = ("map", "units", "compare", "zone", "borders", "exercises", "brief")
"""What an output can be called: the command that makes it. Its ending says the format."""

_PLAIN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_PLAIN)
]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
OutputName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z0-9]+)*\.[a-z0-9]+$")]
Metres = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Kilometres = Annotated[float, Field(gt=0, le=2500, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Line(_Strict):
    """One line and the zone along it; the fields are the options of ``csbm map``."""

    name: Key
    border: Text | None = None
    without: tuple[Text, ...] = Field(default=(), alias="except")
    border_file: Text | None = None
    parties: Text | None = None
    border_layer: Text | None = None
    snap_m: Metres | None = None
    border_accuracy_m: Metres | None = None
    disputed: Text | None = None
    view: Text | None = None
    depth: Text | Kilometres | dict[str, Kilometres] | None = None
    total_width: bool = False
    regime: Text | None = None
    split_at: Text | None = None
    tripoint: Literal["round", "perpendicular"] | None = None
    third_states: bool = False
    tolerance_m: Metres = 1.0

    @property
    def depth_text(self) -> str | None:
        """The depth as an option has it: ``80`` or ``BLR=80,others=50``."""
        if isinstance(self.depth, dict):
            return ",".join(f"{party}={km:g}" for party, km in self.depth.items())
        return f"{self.depth:g}" if isinstance(self.depth, float) else self.depth

    def request(self, folder: Path) -> ZoneRequest:
        """Return what is asked; a file's name is taken from the folder of the case."""
        border = BorderRequest(
            text=self.border,
            file=_from(folder, self.border_file),
            parties=self.parties,
            layer=self.border_layer,
            snap_m=self.snap_m,
            accuracy_m=self.border_accuracy_m,
            claimant=self.disputed,
            view=self.view,
            without=",".join(self.without) or None,
        )
        regime = self.regime
        return ZoneRequest(
            border=border,
            depth=self.depth_text,
            total_width=self.total_width,
            regime=_from(folder, regime) if (regime or "").endswith(".toml") else regime,
            split_at=self.split_at,
            tripoint=self.tripoint,
            third_states=self.third_states,
            tolerance_m=self.tolerance_m,
        )


class Units(_Strict):
    """Which units: lists of one's own, or the bundled one; the fields are the options' names."""

    lists: tuple[Text, ...] = ()
    columns: Text | None = None
    crs: Text | None = None
    sheet: Text | None = None
    countries: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()
    branches: tuple[Text, ...] = ()
    where: tuple[Text, ...] = ()
    stale_years: Annotated[int, Field(ge=0, le=1000)] | None = None
    merge: bool = False
    surveyed: tuple[Text, ...] = ()

    def sources(self, folder: Path, day: str | None) -> UnitSources:
        """Return what is asked; a list's name is taken from the folder of the case."""
        return UnitSources(
            files=tuple(str(_from(folder, one)) for one in self.lists),
            columns=self.columns,
            crs=self.crs,
            sheet=self.sheet,
            as_of=day,
            countries=self.countries,
            kinds=self.kinds,
            branches=self.branches,
            conditions=self.where,
            stale_years=self.stale_years,
            merge=self.merge,
            surveyed=",".join(self.surveyed) or None,
        )


class ComparisonRows(_Strict):
    """What the comparison of depths tells; the fields are the options of ``csbm compare``."""

    depths: Annotated[tuple[Kilometres, ...], Field(min_length=1, max_length=200)] = (
        *(30.0, 50.0, 80.0),
        *(100.0, 150.0, 200.0),
    )
    crossings: bool = False
    balance: bool = False
    step_km: Kilometres | None = None
    parity: tuple[Text, ...] = ()
    against: Text | None = None
    draws: Annotated[int, Field(ge=1, le=100_000)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None


class Brief(_Strict):
    """How the document is written; the field is the option of ``csbm brief``."""

    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(, ?[a-z]{2})?$")] = "en"


class CaseFile(_Strict):
    """A whole case."""

    title: Text
    day: date | Text | None = None
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)]
    units: Units = Field(default_factory=Units)
    compare: ComparisonRows = Field(default_factory=ComparisonRows)
    brief: Brief = Field(default_factory=Brief)
    outputs: Annotated[tuple[OutputName, ...], Field(min_length=1, max_length=100)]

    @property
    def day_text(self) -> str | None:
        """The day that units are asked of; None is the list's own."""
        return self.day.isoformat() if isinstance(self.day, date) else self.day

    @checked(mode="after")
    def _told_once(self) -> Self:
        for what, names in (
            ("line", [line.name for line in self.lines]),
            ("output", list(self.outputs)),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what} {listing(twice)} stands twice")
        for name in self.outputs:
            if name.split(".")[0] not in STEMS:
                raise ValueError(f"output {name}: its name is one of {', '.join(STEMS)}")
        return self

    def renamed(self, names: Mapping[str, str]) -> "CaseFile":
        """Return the case with its files called otherwise; a name that is not there stays."""

        def new(name: str | None) -> str | None:
            return None if name is None else names.get(name, name)

        units = self.units.model_copy(
            update={"lists": tuple(names.get(one, one) for one in self.units.lists)}
        )
        lines = tuple(
            line.model_copy(
                update={"border_file": new(line.border_file), "regime": new(line.regime)}
            )
            for line in self.lines
        )
        compare = self.compare.model_copy(update={"against": new(self.compare.against)})
        return self.model_copy(update={"units": units, "lines": lines, "compare": compare})

    def inputs(self, folder: Path) -> dict[str, Path]:
        """Return the files that the case reads, by their names in it."""
        named: list[str | None] = [*self.units.lists, self.compare.against]
        for line in self.lines:
            named += [line.border_file, line.regime if _is_toml(line.regime) else None]
        named = [name for name in named if name and name != "natural-earth"]
        return {str(name): folder / str(name) for name in dict.fromkeys(named)}


def _is_toml(text: str | None) -> bool:
    return (text or "").endswith(".toml")


def _from(folder: Path, name: str | None) -> str | None:
    """Return a file's path; a name that stands for the second source stays one."""
    return name if name in {None, "natural-earth"} else str(folder / str(name))


def read_case_file(path: Path) -> CaseFile:
    """Read a case file.

    Raises
    ------
    InputError
        If it cannot be read, or does not hold what a case has; every fault is named.
    """
    held: dict[str, Any] = read_toml(path)
    try:
        return CaseFile.model_validate(held)
    except ValidationError as error:
        raise InputError(f"{path}: is no case: {told_faults(error)}") from error
