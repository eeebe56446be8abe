"""From what was typed to a border, a zone, a list of units: the steps that commands share."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..common.errors import UsageError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..boundaries.border import Border
    from ..geo.zone import InspectionZone, Tripoint
    from ..units.asked import UnitSources


@dataclass(frozen=True)
class ZoneAsked:
    """Which zone is asked for, as it was typed."""

    border: str
    depth: str
    tripoint: "Tripoint"
    third_states: bool
    tolerance_m: float


def asked_border(text: str) -> "Border":
    """Return the border of two parties as they were typed."""
    from ..boundaries.border import Border
    from ..boundaries.countries import parse_pair

    return Border.between(*parse_pair(text))


def asked_zone(asked: ZoneAsked) -> "InspectionZone":
    """Return the zone that was asked for."""
    from ..geo.zone import inspection_zone

    found = asked_border(asked.border)
    return inspection_zone(
        found,
        asked_depths(asked.depth, found),
        tripoint=asked.tripoint,
        tolerance_m=asked.tolerance_m,
    )


def asked_depths(text: str, border: "Border") -> float | dict[str, float]:
    """Read --depth: kilometres, or PARTY=KM for each party."""
    if "=" not in text:
        return kilometres(text)
    depths: dict[str, float] = {}
    for part in text.split(","):
        party, _, value = part.partition("=")
        code = asked_party(party, border)
        if code in depths:
            raise UsageError(f"--depth {text}: {code} has two depths")
        depths[code] = kilometres(value)
    return depths


def kilometres(text: str) -> float:
    """Read a depth in kilometres."""
    number = text.strip().lower().removesuffix("km").strip()
    try:
        value = float(number)
    except ValueError:
        raise UsageError(
            f"depth {text.strip()!r} is no number of kilometres; write 80 or 80.5, "
            "or BLR=80,POL=50 for each party its own"
        ) from None
    if not 0 < value < float("inf"):
        raise UsageError(f"depth {number} km: give a number above 0")
    return value


def asked_party(text: str, border: "Border") -> str:
    """Return the code of one of the parties to a border."""
    from ..boundaries.countries import find_country

    code = find_country(text.strip()).alpha3
    if code not in border.parties:
        raise UsageError(
            f"{code} is no party to this border; the parties are {' and '.join(border.parties)}"
        )
    return code


def country_code(text: str) -> str | None:
    """Return a state's alpha-3 code, or nothing where no state is called so."""
    from ..boundaries.countries import find_country

    try:
        return find_country(text).alpha3
    except UsageError:
        return None


def asked_units(sources: "UnitSources", *, any_day: bool = False) -> "GeoDataFrame":
    """Return the units asked for; what is to be said of them goes to stderr."""
    from ..units.gather import gathered_units

    gathered = gathered_units(sources, country_code=country_code, any_day=any_day)
    note(gathered.notes)
    return gathered.units


def note(lines: Iterable[str]) -> None:
    """Say on stderr what is not the result."""
    for line in lines:
        click.echo(f"note: {line}", err=True)


def progress(depths: Iterable[float], label: str) -> Any:  # noqa: ANN401  # click has no public type
    """Show a bar on stderr, at a terminal only."""
    return click.progressbar(depths, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
