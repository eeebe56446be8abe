"""From what was typed to a border, a zone, a list of units: the steps that commands share."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from ..common.errors import UsageError
from ..common.words import listing
from .border_asked import BorderAsked, asked_border

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..boundaries.border import Border
    from ..geo.zones.zone import InspectionZone, Tripoint
    from ..regimes.schema import Regime
    from ..units.asked import UnitSources


DEFAULT_DEPTH = "80"
OTHERS = "others"
"""Stands in --depth for all parties that it does not name."""


@dataclass(frozen=True)
class ZoneAsked:
    """Which zone is asked for, as it was typed."""

    border: BorderAsked = field(default_factory=BorderAsked)
    depth: str | None = None
    total_width: bool = False
    regime: str | None = None
    split_at: str | None = None
    tripoint: "Tripoint | None" = None
    third_states: bool = False
    tolerance_m: float = 1.0


def asked_zone(asked: ZoneAsked) -> "InspectionZone":
    """Return the zone that was asked for; what is to be said of it goes to stderr."""
    from ..geo.zones.zone import inspection_zone

    if asked.regime is not None:
        return _regime_zone(asked)
    if asked.split_at is not None:
        raise UsageError("--split-at parts the line of a regime; add --regime")
    found = asked_border(asked.border)
    return inspection_zone(
        found,
        asked_depths(
            DEFAULT_DEPTH if asked.depth is None else asked.depth,
            found,
            total_width=asked.total_width,
        ),
        tripoint=asked.tripoint or "round",
        tolerance_m=asked.tolerance_m,
    )


def _regime_zone(asked: ZoneAsked) -> "InspectionZone":
    from ..geo.zones.regime_zone import regime_zone
    from ..regimes.catalogue import find_regime

    assert asked.regime is not None
    regime = find_regime(asked.regime)
    if asked.total_width:
        raise UsageError(f"{regime.id}: a regime says itself how it is read; drop --total-width")
    depth_km = None
    if asked.depth is not None:
        if "=" in asked.depth:
            raise UsageError(f"{regime.id}: give one depth, such as --depth 50")
        depth_km = kilometres(asked.depth)
    made = regime_zone(
        regime,
        regime_border(regime, asked.border),
        depth_km=depth_km,
        split_at=_place(asked.split_at) if asked.split_at else None,
        tripoint=asked.tripoint,
        tolerance_m=asked.tolerance_m,
    )
    note(f"{regime.id}: {line}" for line in made.notes)
    return made.zone


def regime_border(regime: "Regime", typed: BorderAsked) -> "Border":
    """Return the border of a regime: the one that was typed, else its first."""
    from ..boundaries.countries import parse_pair

    if typed.file is not None:
        return asked_border(typed)
    borders = regime.line.borders
    if regime.line.drawn_from != "border" or not borders:
        if typed.text is None:
            raise UsageError(_no_border(regime))
        return asked_border(typed)
    if typed.text is None:
        if len(borders) > 1:
            note([f"{regime.id}: drawn along {borders[0]}; it has {', '.join(borders[1:])} too"])
        return asked_border(replace(typed, text=borders[0]))
    pair = "-".join(parse_pair(typed.text))
    if pair not in {"-".join(sorted(one.split("-"))) for one in borders}:
        raise UsageError(f"{regime.id}: speaks of {', '.join(borders)}, not of {pair}")
    return asked_border(typed)


def _no_border(regime: "Regime") -> str:
    if regime.basis != "depth":
        return (
            f"{regime.id}: speaks of {regime.basis}, not of a depth from a line; "
            "nothing of it can be drawn"
        )
    lines = "a line for each side" if regime.line.drawn_from == "each" else "its line"
    return (
        f"{regime.id}: its line is no border ({regime.line.text}); "
        f"--border FILE takes {lines} as a vector file"
    )


def _place(text: str) -> tuple[float, float]:
    """Read a position as latitude and longitude, in any style that units are read in."""
    from ..units.points import point_unit

    unit = point_unit(text, None)
    return float(unit["lat"].iloc[0]), float(unit["lon"].iloc[0])


def asked_depths(
    text: str, border: "Border", *, total_width: bool = False
) -> float | dict[str, float]:
    """Read --depth: kilometres, or PARTY=KM for each party; ``others`` are those not named."""
    if "=" not in text:
        return kilometres(text) / (2 if total_width else 1)
    if total_width:
        raise UsageError(f"--depth {text}: a total width is one number for both sides")
    depths: dict[str, float] = {}
    for part in text.split(","):
        party, _, value = part.partition("=")
        code = OTHERS if party.strip().casefold() == OTHERS else asked_party(party, border)
        if code in depths:
            raise UsageError(f"--depth {text}: {code} has two depths")
        depths[code] = kilometres(value)
    if OTHERS in depths:
        rest = depths.pop(OTHERS)
        depths = {party: depths.get(party, rest) for party in border.parties}
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

    own = {party.casefold(): party for party in border.parties}
    code = own.get(text.strip().casefold()) or find_country(text.strip()).alpha3
    if code not in border.parties:
        raise UsageError(
            f"{code} is no party to this border; the parties are {listing(border.parties)}"
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
