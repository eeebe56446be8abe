"""``csbm plan``: specified areas that together cover a side's zone, or its units."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case.request import ZoneRequest, party_code
from ..common.errors import UsageError
from .options import PLAIN_FORMATS, SHAPE_FORMATS, output_options, unit_options, zone_options
from .outputs import check_outputs
from .requests import note, resolve_units, resolve_zone
from .shell import OnceCommand

if TYPE_CHECKING:
    from ..units.sources import UnitSources


PLAN_FORMATS = (*PLAIN_FORMATS, *SHAPE_FORMATS[1:])


@click.command("plan", cls=OnceCommand)
@zone_options
@unit_options
@click.option("--side", help="Only this party; without it each in turn.")
@click.option(
    "--area-km2",
    type=float,
    default=18_000.0,
    show_default=True,
    metavar="KM2",
    help="How large an area may be; 16000 to 20000 in practice.",
)
@click.option(
    "--corners",
    type=int,
    default=8,
    show_default=True,
    metavar="N",
    help="How many corners an area may have, 4 or more.",
)
@click.option(
    "--cover",
    type=click.Choice(["zone", "units"]),
    default="zone",
    show_default=True,
    help="All land in the zone, or the units in it.",
)
@output_options(*PLAN_FORMATS)
def plan_command(
    request: ZoneRequest,
    sources: "UnitSources",
    side: str | None,
    area_km2: float,
    corners: int,
    cover: str,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Plan specified areas that cover a side: as few as are found.

    Their corners are told in DMS, decimal degrees and MGRS; beside their number stands how few
    there must be at least.
    """
    from ..api.plan import planned
    from ..exports import delivery
    from ..exports.plan import plan_facts, plan_features, plan_provenance, plan_rows, plan_text
    from ..exports.tables import json_text
    from ..geo.planning.plan import check_area_size

    if request.third_states:
        raise UsageError("third states are not bound and are not planned for; drop --third-states")
    check_area_size(area_km2, corners)
    zone = resolve_zone(request)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAN_FORMATS)
    sides = (party_code(side, zone.border),) if side else zone.border.parties
    units = resolve_units(sources)
    plans, notes = planned(zone, units, sides, area_km2=area_km2, corners=corners, cover=cover)
    note(notes)
    carried = plan_provenance(
        delivery.zone_provenance(zone, units), cover=cover, area_km2=area_km2, corners=corners
    )
    if fmt == "json":
        facts = plan_facts(plans, area_km2=area_km2, corners=corners)
        delivery.write_answer(json_text(facts), output, carried)
    elif fmt in PLAIN_FORMATS:
        text = plan_text(plans) if fmt == "table" else ""
        delivery.write_rows(plan_rows(plans), output, fmt, provenance=carried, table=text)
    else:
        delivery.write_features(
            plan_features(plans),
            output,
            fmt,
            layer=f"csbm-plan-{delivery.zone_name(zone)}",
            provenance=carried,
            sides=zone.border.parties,
        )
