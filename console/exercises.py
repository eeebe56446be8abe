"""``csbm exercises``: exercises against thresholds and a zone."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case.request import ZoneRequest
from .options import ROW_FORMATS, output_options, zone_options
from .outputs import check_outputs
from .requests import note, resolve_zone
from .shell import OnceGroup

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..units.exercises import Exercises

BUNDLED = "bundled"


class ListsByDefault(OnceGroup):
    """A group of which `list` is what it does where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before arguments that name no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("exercises", cls=ListsByDefault)
def exercises_command() -> None:
    """List exercises: figures, thresholds, distance to the border.

    Without a command it lists: csbm exercises BLR-POL --depth 80.
    """


@exercises_command.command("list")
@zone_options
@click.option("--exercises", "file", metavar="FILE", help="A list of one's own, not the bundled.")
@click.option("--sheet", metavar="NAME", help="Sheet of a spreadsheet.")
@click.option("--during", metavar="DATE", help="Only those held in that year, month or day.")
@output_options(*ROW_FORMATS)
def list_command(
    request: ZoneRequest,
    file: str | None,
    sheet: str | None,
    during: str | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List exercises against the thresholds and a zone."""
    from ..api.exercises import exercises
    from ..exports import delivery
    from ..exports.exercises import exercise_table
    from ..geo.analysis.exercises import PLACE_COLUMNS
    from ..regimes.thresholds import standing

    zone = resolve_zone(request)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ROW_FORMATS)
    found = asked_exercises(file or BUNDLED, sheet=sheet)
    rows = exercises(zone, found, during=during)
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=delivery.zone_provenance(zone, rows, extra={"thresholds": standing()}),
        columns=PLACE_COLUMNS,
        table=exercise_table(rows) if fmt == "table" else "",
        sides=zone.border.parties,
    )


def asked_exercises(text: str, *, sheet: str | None = None) -> "Exercises":
    """Return the exercises of a file, or the bundled; doubts go to stderr."""
    from ..units.exercises import bundled_exercises, read_exercises

    if text == BUNDLED:
        return bundled_exercises()
    found = read_exercises(text, sheet=sheet)
    note(f"{text}, {doubt}" for doubt in found.doubts)
    return found


def exercise_places(text: str, zone: "InspectionZone") -> "GeoDataFrame":
    """Return the places of a list of exercises, each once, for a map."""
    from ..geo.analysis.exercises import one_row_per_place, placed

    return one_row_per_place(placed(zone, asked_exercises(text).rows))


@exercises_command.command("check")
@click.option("--troops", type=click.IntRange(0), metavar="N", help="People taking part.")
@click.option("--tanks", type=click.IntRange(0), metavar="N", help="Battle tanks.")
@click.option("--acv", type=click.IntRange(0), metavar="N", help="Armoured combat vehicles.")
@click.option("--artillery", type=click.IntRange(0), metavar="N", help="Pieces of 100 mm and more.")
@click.option(
    "--airborne", type=click.IntRange(0), metavar="N", help="Airborne, heliborne, amphibious."
)
@output_options("table", "json")
def check_command(
    output: Path | None, no_clobber: bool, fmt: str | None, **figures: int | None
) -> None:
    """Say whether figures reach the thresholds of the Vienna Document 2011."""
    from ..exports import delivery
    from ..exports.exercises import answer_text, threshold_answer
    from ..exports.provenance import provenance
    from ..exports.tables import json_text
    from ..regimes.thresholds import standing

    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ("table", "json"))
    told = threshold_answer(figures)
    carried = provenance(extra={"thresholds": standing()})
    text = (
        json_text(told) if fmt == "json" else delivery.with_foot(answer_text(told), carried, output)
    )
    delivery.write_answer(text, output, carried)
