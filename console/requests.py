"""A request resolved, with its notes on stderr."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ..case import request as requests
from ..common.words import printable

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..units.sources import UnitSources


def resolve_zone(request: requests.ZoneRequest) -> "InspectionZone":
    """Return the zone of a request; what is to be said of it goes to stderr."""
    resolved = requests.resolve_zone(request)
    note(resolved.notes)
    return resolved.zone


def resolve_units(
    sources: "UnitSources", *, any_day: bool = False, parties: tuple[str, ...] = ()
) -> "GeoDataFrame":
    """Return the units of a request; what is to be said of them goes to stderr."""
    gathered = requests.resolve_units(sources, any_day=any_day, parties=parties)
    note(gathered.notes)
    return gathered.units


def note(lines: Iterable[str]) -> None:
    """Say on stderr what is not the result."""
    for line in lines:
        click.echo(f"note: {printable(line)}", err=True)
