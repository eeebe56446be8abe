"""``csbm screen``: point files of any size against a zone."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case.request import ZoneRequest
from .options import zone_options
from .outputs import typed_files
from .progress import rows_progress
from .requests import note, resolve_zone
from .shell import OnceCommand, tell

if TYPE_CHECKING:
    from typing import Unpack

    from ..api.screen import ScreenOptions


@click.command("screen", cls=OnceCommand)
@click.argument("file")
@zone_options
@click.option(
    "--status",
    type=click.Choice(["in", "indeterminate", "out", "not_bound", "all"]),
    default="in",
    show_default=True,
    help="Which rows are written.",
)
@click.option(
    "--distance",
    type=click.Choice(["near", "all"]),
    default="near",
    show_default=True,
    help="Whether far rows get a distance too: one is told up to 10 km outside in any case.",
)
@click.option("--lat", metavar="COLUMN", help="The column of latitudes.")
@click.option("--lon", metavar="COLUMN", help="The column of longitudes.")
@click.option("--crs", metavar="EPSG", help="Reference system of positions that do not say.")
@click.option(
    "--accuracy",
    "accuracy_m",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="METRES",
    help="How well positions are known, where no column position_accuracy_m says so.",
)
@click.option("--strict", is_flag=True, help="End at the first row without a position.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run left off.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Threads, or processes of --scheduler local; by default one for each core.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Work on a Dask cluster, as in tcp://10.0.0.1:8786; local starts one here.",
)
@click.option("--no-clobber", is_flag=True, help="Refuse to replace what is there.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="PATH",
    help="inside.parquet, inside.csv (.gz, .zst), or a folder inside/ of parts.",
)
def screen_command(
    file: str, request: ZoneRequest, output: str, **options: "Unpack[ScreenOptions]"
) -> None:
    """Screen a point file of any size against a zone.

    FILE is Parquet, GeoParquet, CSV (.gz, .zst), FlatGeobuf or GeoPackage: one file, a folder, or
    a glob in quotes.
    """
    from ..api.screen import screen

    done = screen(
        file,
        resolve_zone(request),
        output,
        third_states=request.third_states,
        **options,
        inputs=typed_files(click.get_current_context()),
        progress=rows_progress,
    )
    note(done.notes)
    tell(f"{Path(output)}: {done.summary}")
