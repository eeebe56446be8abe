"""What the commands share of asking: a zone, units, notes on stderr, a bar of progress."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ..case.request import ZoneRequest, resolve_units, resolve_zone
from ..common.words import printable

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..units.asked import UnitSources


def asked_zone(request: ZoneRequest) -> "InspectionZone":
    """Return the zone that was asked for; what is to be said of it goes to stderr."""
    resolved = resolve_zone(request)
    note(resolved.notes)
    return resolved.zone


def asked_units(sources: "UnitSources", *, any_day: bool = False) -> "GeoDataFrame":
    """Return the units asked for; what is to be said of them goes to stderr."""
    gathered = resolve_units(sources, any_day=any_day)
    note(gathered.notes)
    return gathered.units


def note(lines: Iterable[str]) -> None:
    """Say on stderr what is not the result."""
    for line in lines:
        click.echo(f"note: {printable(line)}", err=True)


def progress(depths: Iterable[float], label: str) -> Any:  # noqa: ANN401  # click has no public type
    """Show a bar on stderr, at a terminal only."""
    return click.progressbar(depths, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
