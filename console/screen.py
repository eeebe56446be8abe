"""``csbm screen``: point files of any size against a zone."""

from pathlib import Path

import click

from ..case.request import ZoneRequest
from .options import zone_options
from .outputs import typed_files
from .progress import rows_progress
from .requests import note, resolve_zone
from .shell import OnceCommand, tell


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
    file: str,
    request: ZoneRequest,
    status: str,
    distance: str,
    lat: str | None,
    lon: str | None,
    crs: str | None,
    accuracy_m: float,
    strict: bool,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    no_clobber: bool,
    output: str,
) -> None:
    """Screen a point file of any size against a zone.

    FILE is Parquet, GeoParquet, CSV (.gz, .zst), FlatGeobuf or GeoPackage: one file, a folder, or
    a glob in quotes.
    """
    from ..exports.delivery import zone_provenance
    from ..screening.output import check_output, target_of
    from ..screening.run import Wanted, screened
    from ..screening.source import open_source

    target = target_of(output)
    source = open_source(
        file, lat=lat, lon=lon, crs=crs, apart_from=(target.path, target.rejects, target.work)
    )
    inputs = [*(one.path for one in source.files), *typed_files(click.get_current_context())]
    check_output(target, inputs, no_clobber=no_clobber, resume=resume)
    zone = resolve_zone(request)
    wanted = Wanted(
        status=status,
        every_distance=distance == "all",
        third_states=request.third_states,
        accuracy_m=accuracy_m,
        strict=strict,
    )
    done = screened(
        source,
        zone,
        target,
        wanted,
        provenance=zone_provenance(zone, third_states=request.third_states),
        resume=resume,
        workers=workers,
        scheduler=scheduler,
        progress=rows_progress,
    )
    note(done.notes)
    tell(f"{Path(output)}: {done.summary}")
