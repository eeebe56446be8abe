"""``csbm reach``: which systems still reach the border from outside a depth."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case.request import BorderRequest, kilometres, resolve_border
from .border_options import border_options
from .options import PLAIN_FORMATS, output_options, unit_options
from .outputs import check_outputs
from .requests import note, resolve_units
from .shell import OnceCommand

if TYPE_CHECKING:
    from ..units.sources import UnitSources


@click.command("reach", cls=OnceCommand)
@border_options
@click.option(
    "--depths",
    default="30,50,80,100,200,300",
    show_default=True,
    metavar="KM,KM,…",
    help="From outside which depths.",
)
@click.option("--systems", metavar="FILE", help="A list of one's own, not the bundled.")
@unit_options
@output_options(*PLAIN_FORMATS)
def reach_command(
    border: BorderRequest,
    depths: str,
    systems: str | None,
    sources: "UnitSources",
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Tell what reaches the border from outside a depth.

    Published ranges and subtraction: facts and arithmetic only.
    """
    from ..api.reach import reach
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.reach import WORDS, reach_lines, reach_rows
    from ..units.systems import bundled_systems, read_systems

    found = resolve_border(border)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAIN_FORMATS)
    depths_km = sorted({kilometres(text) for text in depths.split(",") if text.strip()})
    held = read_systems(systems) if systems else bundled_systems()
    if systems:
        note(f"{systems}, {doubt}" for doubt in held.doubts)
    units = resolve_units(sources)
    rows = reach(found, units, depths_km=depths_km, systems=held)
    delivery.write_rows(
        reach_rows(rows, depths_km),
        output,
        fmt,
        provenance=provenance(
            border=found,
            units_sources=[*units.attrs.get("sources", ()), held.source],
            extra={"reach": WORDS},
        ),
        table=delivery.fitted_table(reach_lines(rows, depths_km)),
    )
