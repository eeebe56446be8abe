"""A request resolved, with its notes on stderr."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case import request as requests
from ..common.words import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..units.rejects import Reject
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
    if gathered.rejects:
        note(write_rejects(gathered.rejects))
    return gathered.units


def write_rejects(rejects: "Sequence[tuple[str, Reject]]") -> list[str]:
    """Write the rows left out of each file into ``NAME-rejects.csv`` here, and say so.

    Parameters
    ----------
    rejects : sequence of (str, Reject)
        File and row.

    Returns
    -------
    list of str
        A line for each file written.

    Raises
    ------
    UsageError
        If that file is itself one that is read, or is there already with ``--no-clobber``.
    """
    from ..exports.tables import csv_text, write_text
    from ..readers.opener import STDIN
    from .outputs import check_outputs

    named: dict[Path, list[dict[str, object]]] = {}
    for file, one in rejects:
        stem = "stdin" if file == STDIN else Path(file).stem
        row = {"reasons": "; ".join(one.reasons), "file": Path(file).name, "row": one.row}
        taken = {
            f"{name}_of_file" if name in row else name: text for name, text in one.cells.items()
        }
        named.setdefault(Path(f"{stem}-rejects.csv"), []).append({**row, **taken})
    kept = bool(click.get_current_context().params.get("no_clobber"))
    check_outputs(*named, no_clobber=kept)
    told = []
    for target, rows in named.items():
        write_text(csv_text(rows), target)
        some = f"{len(rows):,} row{'s' if len(rows) > 1 else ''}"
        told.append(f"{some} left out for their faults; see {target}")
    return told


def note(lines: Iterable[str]) -> None:
    """Say on stderr what is not the result."""
    for line in lines:
        click.echo(f"note: {printable(line)}", err=True)
