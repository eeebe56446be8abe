"""``csbm events``: inspections, visits and observations, each with its source."""

from pathlib import Path

import click

from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand

_SHOWN = ("date_from", "date_to", "kind", "host", "place", "by", "what", "evidence", "source_title")


@click.command("events", cls=OnceCommand, short_help="List inspections and visits, with sources.")
@click.argument("text", metavar="[BORDER]", required=False)
@click.option("--unit", "unit_id", metavar="ID", help="Only events at this unit of the list.")
@output_options(*PLAIN_FORMATS)
def events_command(
    text: str | None, unit_id: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """List inspections, visits and observations of military forces.

    With BORDER only those on its parties' land or by them. The list holds what was found in text:
    that an event is not in it says nothing of whether it was.
    """
    from ..boundaries.groups import parse_groups
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..units.events import bundled_events

    check_outputs(output, no_clobber=no_clobber)
    named = {state for group in parse_groups(text) for state in group} if text else set()
    rows: list[dict[str, object]] = [
        dict(one.row())
        for one in bundled_events()
        if (not named or named & {one.host, *one.by.replace(" ", ";").split(";")})
        and unit_id in (None, one.unit)
    ]
    table = delivery.fitted_table(rows, columns=_SHOWN) if rows else "no event in the list"
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(extra={"events": "csbm bundled list of events, CC BY 4.0"}),
        table=f"{table}\n\nOf an event that is not listed nothing is known.",
    )
