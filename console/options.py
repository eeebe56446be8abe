"""The arguments and options that several commands share, each said once."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ..case.request import ZoneRequest
from ..exports.formats import offered
from ..exports.provenance import WHOLE
from ..exports.tables import EXCEL
from ..units.levels import COUNTS
from ..units.sources import UnitSources
from ..words.language import SPOKEN
from ..words.languages import LANGUAGES
from .border_options import border_options

Command = TypeVar("Command", bound=Callable[..., Any])

ROW_FORMATS = offered("rows", "places", "shapes")
"""What rows that have places are written as: units, exercises."""
PLAIN_FORMATS = offered("rows")
"""What rows without a place are written as."""
SHAPE_FORMATS = offered("shapes")
"""What a zone is written as."""


def rule_options(command: Command) -> Command:
    """Add the rules of a zone: depth, tripoint, third states, tolerance."""
    for option in (
        click.option(
            "--tolerance",
            "tolerance_m",
            type=float,
            default=1.0,
            show_default=True,
            metavar="METRES",
            help="How far the drawn edge may lie from the true depth.",
        ),
        click.option("--third-states", is_flag=True, help="Show third states too (not bound)."),
        click.option(
            "--tripoint",
            type=click.Choice(["round", "perpendicular"]),
            help="Whether land that is nearest to an end of the border counts: round (it does,"
            " unless a regime says otherwise) or perpendicular.",
        ),
    ):
        command = option(command)
    return command


def zone_options(command: Command) -> Command:
    """Add BORDER, --depth and the rules; the command gets them as `request`."""

    @wraps(command)
    def collected(**given: Any) -> Any:  # noqa: ANN401  # click's own
        own = {one.name: given.pop(one.name) for one in fields(ZoneRequest)}
        return command(request=ZoneRequest(**own), **given)

    return border_options(depth_option(rule_options(collected)))  # type: ignore[return-value]  # click needs it so


def depth_option(command: Command) -> Command:
    """Add --depth KM, or one for each party, or a regime's depth table."""
    for option in (
        click.option(
            "--split-at",
            metavar="LAT,LON",
            help="Where a regime's line is parted: the bands of its parts are drawn then.",
        ),
        click.option(
            "--regime",
            metavar="ID|FILE",
            help="The depth table of an agreement or proposal (csbm regimes), or a TOML file.",
        ),
        click.option(
            "--total-width",
            is_flag=True,
            help="Read --depth as both sides' width together: half of it is each side's.",
        ),
        click.option(
            "--depth",
            metavar="KM",
            help="Kilometres from the border (80); BLR=80,POL=50 gives each party its own.",
        ),
    ):
        command = option(command)
    return command


def unit_options(command: Command) -> Command:
    """Add the options that say where the units come from; the command gets them as `sources`."""

    @wraps(command)
    def collected(**given: Any) -> Any:  # noqa: ANN401  # click's own
        own = {one.name: given.pop(one.name) for one in fields(UnitSources)}
        return command(sources=UnitSources(**own), **given)

    for option in (
        click.option(
            "--surveyed",
            metavar="A,B",
            help="States that your list covers: a side without a unit then counts 0.",
        ),
        skip_option,
        click.option(
            "--count",
            type=click.Choice(list(COUNTS)),
            help="What is counted: by default formations and units (brigade, regiment, wing) where"
            " a list has levels, else all; all is every active record, unlike things together.",
        ),
        click.option("--merge", is_flag=True, help="Take likely duplicates as one; each is told."),
        click.option(
            "--stale",
            "stale_years",
            type=click.IntRange(0, 1000),
            metavar="YEARS",
            help="Mark sources older than this (5), in files too.",
        ),
        click.option(
            "--where",
            "conditions",
            multiple=True,
            metavar="CONDITION",
            help="Only units that meet it: column=value, column!=value, column~part, column>10.",
        ),
        click.option("--branch", "branches", multiple=True, help="Only this branch."),
        click.option("--kind", "kinds", multiple=True, help="Only this kind."),
        click.option("--country", "countries", multiple=True, help="Only units of this state."),
        click.option("--as-of", metavar="DATE", help="Units valid that day (default: today)."),
        sheet_option,
        crs_option,
        columns_option,
        click.option(
            "--units",
            "files",
            multiple=True,
            metavar="FILE",
            help="A list of units, - for standard input; may be given again. Without it, the"
            " bundled list.",
        ),
    ):
        collected = option(collected)
    return collected  # type: ignore[return-value]  # click needs it so


sure_option = click.option(
    "--sure", is_flag=True, help="Only units of which status and side are certain."
)
skip_option = click.option(
    "--skip-faults",
    is_flag=True,
    help="Leave out rows that have a fault; they are written to NAME-rejects.csv with reasons.",
)
crs_option = click.option(
    "--crs", metavar="EPSG", help="Reference system of a units file that does not say."
)
sheet_option = click.option(
    "--sheet", metavar="NAME", help="Sheet of a spreadsheet, or layer of a GeoPackage."
)
columns_option = click.option(
    "--map",
    "--columns",
    "columns",
    metavar="NAME=HEADER,…",
    help="Which header of a units file is which column, as in name=Designation,lat=Y.",
)


def _set_while_running(held: ContextVar[Any], value: object) -> None:
    """Set for this command what its tables ask; the next command finds it as it was."""
    token = held.set(value)
    click.get_current_context().call_on_close(lambda: held.reset(token))


def _provenance(_context: click.Context, _option: click.Parameter, given: bool) -> None:
    if given:
        _set_while_running(WHOLE, value=True)


def _language(_context: click.Context, _option: click.Parameter, code: str | None) -> None:
    if code:
        _set_while_running(SPOKEN, value=code)


def _excel(_context: click.Context, _option: click.Parameter, given: bool) -> None:
    from ..exports.separators import separators_of

    if given:
        _set_while_running(EXCEL, value=separators_of(SPOKEN.get()))


def output_options(*formats: str, spoken: bool = False) -> Callable[[Command], Command]:
    """-o FILE, --format and --no-clobber; for tables --provenance, --excel and maybe --lang.

    Parameters
    ----------
    *formats : str
    spoken : bool, optional
        Whether the table is there in several languages.
    """

    def add(command: Command) -> Command:
        if "csv" in formats:
            command = click.option(
                "--excel",
                is_flag=True,
                expose_value=False,
                callback=_excel,
                help="Write the CSV for Excel: separators of --lang or this system, UTF-8 mark.",
            )(command)
        if "table" in formats:
            command = click.option(
                "--provenance",
                is_flag=True,
                expose_value=False,
                callback=_provenance,
                help="Print all sources and rules below the table.",
            )(command)
        if spoken:
            command = click.option(
                "--lang",
                type=click.Choice(list(LANGUAGES)),
                is_eager=True,
                expose_value=False,
                callback=_language,
                help="The language of the table.",
            )(command)
        if formats:
            command = click.option(
                "--format",
                "fmt",
                type=click.Choice(formats),
                help="By default from the ending of -o, else a table.",
            )(command)
        command = click.option(
            "--no-clobber", is_flag=True, help="Refuse to replace a file that is there."
        )(command)
        return click.option(
            "-o", "--output", type=click.Path(path_type=Path), help="Write to this file."
        )(command)

    return add
