"""The command line: parse, call, print. Nothing is worked out here."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .common.errors import UsageError
from .common.shell import OneLineGroup, plain_output

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from .boundaries.border import Border
    from .geo.zone import InspectionZone, Tripoint

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_BORDER = "BLR-POL"
DEFAULT_DEPTH = "80"
ROW_FORMATS = (
    *("table", "csv", "json", "xlsx", "md", "parquet"),
    *("geojson", "gpkg", "kml", "kmz"),
)
SHAPE_FORMATS = ("table", "geojson", "gpkg", "kml", "kmz")
TABLE_COLUMNS = {
    "side": "side",
    "distance_km": "distance km",
    "margin_km": "margin km",
    "position_accuracy_m": "± m",
    "status": "status",
    "name": "name",
    "country": "country",
    "kind": "kind",
    "settlement": "settlement",
}


@click.group(cls=OneLineGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="csbm")
def main() -> None:
    """Exact inspection zones along a shared border: the map, the units inside, depths compared.

    BORDER is two parties in any order, by code or English name: BLR-POL, pl-by, Belarus-Poland.
    Without it, BLR-POL. Every command has its own --help.
    """
    plain_output()


# -- options that several commands share ---------------------------------------------------------
def border_argument(command: Command) -> Command:
    """BORDER: two parties in any order and case."""
    return click.argument("border", default=DEFAULT_BORDER)(command)


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
            default="round",
            show_default=True,
            help="Whether land that is nearest to an end of the border counts.",
        ),
    ):
        command = option(command)
    return command


def depth_option(command: Command) -> Command:
    """Add --depth KM, or one for each party."""
    return click.option(
        "--depth",
        default=DEFAULT_DEPTH,
        show_default=True,
        metavar="KM",
        help="Kilometres from the border; BLR=80,POL=50 gives each party its own.",
    )(command)


def unit_options(command: Command) -> Command:
    """Where the units come from, and which of them."""
    for option in (
        click.option("--as-of", metavar="DATE", help="Units valid that day (default: today)."),
        click.option("--crs", help="Reference system of a units file that does not say."),
        click.option(
            "--units",
            "unit_files",
            multiple=True,
            metavar="FILE",
            help="A list of units; may be given again. Without it, the bundled list.",
        ),
    ):
        command = option(command)
    return command


def output_options(*formats: str) -> Callable[[Command], Command]:
    """-o FILE, --format and --no-clobber."""

    def add(command: Command) -> Command:
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


# -- commands ------------------------------------------------------------------------------------
@main.command("map")
@border_argument
@depth_option
@rule_options
@unit_options
@output_options()
@click.option("--title", help="The page's heading.")
def map_command(
    border: str,
    depth: str,
    tripoint: "Tripoint",
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    output: Path | None,
    no_clobber: bool,
    title: str | None,
) -> None:
    """Write one HTML page: the zone, the units and their list.

    The page needs no network: it opens with a double click on any machine.
    """
    from .exports import delivery
    from .geo.coverage import summary_line
    from .maps.assembly import page_content, slider_depths
    from .maps.page import render_page

    zone = _zone(border, depth, tripoint, tolerance_m)
    output = output or Path(f"csbm-{delivery.zone_name(zone)}.html")
    delivery.check_target(output, unit_files, no_clobber=no_clobber)
    if output.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"{output}: a map is one HTML page; give a name that ends in .html")
    units = _units(unit_files, crs, as_of)
    with _progress(slider_depths(zone.depths_km), "zones") as depths:
        content = page_content(
            zone.border,
            units,
            depths_km=zone.depths_km,
            tripoint=tripoint,
            tolerance_m=tolerance_m,
            third_states=third_states,
            title=title or delivery.zone_title(zone),
            provenance=delivery.zone_provenance(zone, units, third_states=third_states),
            progress=depths,
        )
    delivery.hand_over_text(render_page(content), output)
    click.echo(f"{output}: {delivery.zone_title(zone)}; {summary_line(content.units)}")


@main.command("units")
@border_argument
@depth_option
@rule_options
@unit_options
@click.option("--side", help="Only units on this party's land.")
@click.option(
    "--status",
    type=click.Choice(["in", "out", "indeterminate", "all"]),
    help="By default in and indeterminate; all is every unit on either party's land.",
)
@click.option("--near", "near_km", type=click.FloatRange(min=0), help="Add those up to KM outside.")
@output_options(*ROW_FORMATS)
def units_command(
    border: str,
    depth: str,
    tripoint: "Tripoint",
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    side: str | None,
    status: str | None,
    near_km: float | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List the units inside: side, distance, status, source."""
    from .exports import delivery
    from .geo.coverage import COLUMNS, coverage, listed, summary_line

    zone = _zone(border, depth, tripoint, tolerance_m)
    delivery.check_target(output, unit_files, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ROW_FORMATS)
    units = _units(unit_files, crs, as_of)
    rows = listed(
        coverage(zone, units),
        parties=zone.border.parties,
        side=_party(side, zone.border) if side else None,
        status=status,
        near_km=near_km,
        third_states=third_states,
    )
    table = ""
    if fmt == "table":
        table = delivery.fitted_table(rows, columns=list(TABLE_COLUMNS), headers=TABLE_COLUMNS)
        table += f"\n\n{summary_line(rows)}"
    delivery.hand_over_rows(
        rows,
        output,
        fmt,
        provenance=delivery.zone_provenance(zone, units, third_states=third_states),
        columns=COLUMNS,
        table=table,
        sides=zone.border.parties,
    )


@main.command("compare")
@border_argument
@click.option(
    "--depths",
    default="30,50,80,100,150,200",
    show_default=True,
    metavar="KM,KM,…",
    help="The depths to compare.",
)
@rule_options
@unit_options
@output_options("table", "csv", "json")
def compare_command(
    border: str,
    depths: str,
    tripoint: "Tripoint",
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Compare depths: areas, units, what enters, the balance."""
    from .exports import delivery
    from .exports.comparison import comparison_text
    from .exports.provenance import provenance
    from .geo.comparison import compare
    from .geo.zone import Band

    found = _border(border)
    delivery.check_target(output, unit_files, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ("table", "csv", "json"))
    kilometres = [_kilometres(text) for text in depths.split(",") if text.strip()]
    units = _units(unit_files, crs, as_of)
    comparison = compare(
        found, units, depths_km=kilometres, tripoint=tripoint, tolerance_m=tolerance_m
    )
    carried = provenance(
        border=found,
        bands=[Band(side, one.depth_km) for one in comparison.depths for side in found.parties],
        tripoint=tripoint,
        tolerance_m=tolerance_m,
        third_states=third_states,
        units_sources=units.attrs.get("sources", ()),
    )
    text = comparison_text(comparison, fmt, carried, third_states=third_states)
    delivery.hand_over_text(text, output, None if fmt == "table" else carried)


@main.command("zone")
@border_argument
@depth_option
@rule_options
@click.option("--unclipped", is_flag=True, help="The plain geodesic buffer, as one feature.")
@output_options(*SHAPE_FORMATS)
def zone_command(
    border: str,
    depth: str,
    tripoint: "Tripoint",
    third_states: bool,
    tolerance_m: float,
    unclipped: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Write the zone's polygons, one feature per side and band."""
    from .exports import delivery
    from .exports.zones import unclipped_feature, zone_features

    zone = _zone(border, depth, tripoint, tolerance_m)
    delivery.check_target(output, (), no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, SHAPE_FORMATS)
    delivery.hand_over_features(
        [unclipped_feature(zone)] if unclipped else zone_features(zone, third_states=third_states),
        output,
        fmt,
        layer=f"csbm-{delivery.zone_name(zone)}",
        provenance=delivery.zone_provenance(zone, third_states=third_states),
        sides=zone.border.parties,
    )


@main.command("borders")
@click.argument("border", required=False)
@output_options(*dict.fromkeys(("table", "csv", "json", *SHAPE_FORMATS)))
def borders_command(
    border: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """List every land border, or show one and write its line."""
    from dataclasses import asdict

    from .boundaries.bundled import bundled_source
    from .boundaries.catalogue import catalogue
    from .exports import delivery
    from .exports.provenance import provenance
    from .exports.zones import border_feature, catalogue_rows

    delivery.check_target(output, (), no_clobber=no_clobber)
    if border is not None:
        found = _border(border)
        delivery.hand_over_features(
            [border_feature(found)],
            output,
            delivery.choose_format(output, fmt, SHAPE_FORMATS),
            layer=f"csbm-border-{'-'.join(found.parties)}",
            provenance=provenance(border=found),
            full_precision=True,
        )
        return
    rows = catalogue_rows(catalogue())
    delivery.hand_over_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, ("table", "csv", "json")),
        provenance=provenance(extra=asdict(bundled_source())),
        table=delivery.fitted_table(rows),
    )


@main.command("where", context_settings={"ignore_unknown_options": True})
@click.argument("position")
@border_argument
@depth_option
@click.option(
    "--accuracy",
    "accuracy_m",
    type=click.FloatRange(min=0),
    metavar="METRES",
    help="How well the position is known; by default half a step of its last digit.",
)
@rule_options
@output_options("table", "json")
def where_command(
    position: str,
    border: str,
    depth: str,
    accuracy_m: float | None,
    tripoint: "Tripoint",
    third_states: bool,  # noqa: ARG001  # a point is told as it is, wherever it lies
    tolerance_m: float,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Tell one position's side, distance and status.

    POSITION is latitude, then longitude, as one word or in quotes: 52.09,23.69,
    "52 05 24 N 23 41 24 E", or MGRS.
    """
    from .exports import delivery
    from .exports.zones import position_facts
    from .geo.coverage import coverage
    from .units.points import point_unit

    if re.fullmatch(r"[-+]?\d+([.,]\d+)?°?[NSEW]?", border):
        raise UsageError(f"write the position as one word: csbm where {position},{border}")
    zone = _zone(border, depth, tripoint, tolerance_m)
    delivery.check_target(output, (), no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ("table", "json"))
    facts = position_facts(coverage(zone, point_unit(position, accuracy_m)).iloc[0])
    delivery.hand_over_facts(facts, output, fmt, provenance=delivery.zone_provenance(zone))
    _hint_if_swapped(zone, facts["lat"], facts["lon"], facts["distance_km"])


# -- small steps the commands share --------------------------------------------------------------
def _border(text: str) -> "Border":
    from .boundaries.border import Border
    from .boundaries.countries import parse_pair

    return Border.between(*parse_pair(text))


def _zone(border: str, depth: str, tripoint: "Tripoint", tolerance_m: float) -> "InspectionZone":
    from .geo.zone import inspection_zone

    found = _border(border)
    return inspection_zone(found, _depths(depth, found), tripoint=tripoint, tolerance_m=tolerance_m)


def _depths(text: str, border: "Border") -> float | dict[str, float]:
    """Read --depth: kilometres, or PARTY=KM for each party."""
    if "=" not in text:
        return _kilometres(text)
    depths: dict[str, float] = {}
    for part in text.split(","):
        party, _, value = part.partition("=")
        code = _party(party, border)
        if code in depths:
            raise UsageError(f"--depth {text}: {code} has two depths")
        depths[code] = _kilometres(value)
    return depths


def _kilometres(text: str) -> float:
    number = text.strip().lower().removesuffix("km").strip()
    try:
        value = float(number)
    except ValueError:
        raise UsageError(
            f"depth {text.strip()!r} is no number of kilometres; write 80 or 80.5, "
            "or BLR=80,POL=50 for each party its own"
        ) from None
    if not 0 < value < float("inf"):
        raise UsageError(f"depth {number} km: give a number above 0")
    return value


def _party(text: str, border: "Border") -> str:
    from .boundaries.countries import find_country

    code = find_country(text.strip()).alpha3
    if code not in border.parties:
        raise UsageError(
            f"{code} is no party to this border; the parties are {' and '.join(border.parties)}"
        )
    return code


def _units(files: Sequence[str], crs: str | None, as_of: str | None) -> "GeoDataFrame":
    from .common.clock import run_date
    from .units.bundled import bundled_units
    from .units.combine import combine_units
    from .units.filters import select_units
    from .units.readers import read_units

    try:
        day = date.fromisoformat(as_of) if as_of else run_date()
    except ValueError:
        raise UsageError(f"--as-of {as_of!r} is no date; write it as 2026-11-22") from None
    units = combine_units([read_units(f, crs=crs) for f in files]) if files else bundled_units()
    for doubt in units.attrs.get("doubts", ()) if files else ():
        click.echo("note: " + ", ".join(str(word) for word in doubt.values() if word), err=True)
    return select_units(units, as_of=day)


def _hint_if_swapped(zone: "InspectionZone", lat: float, lon: float, distance_km: float) -> None:
    """Say so where a position far away would be near with its two numbers changed over."""
    if abs(lon) > 90 or distance_km < 500:
        return
    changed_km = float(zone.index.nearest([lat], [lon]).distance_m[0]) / 1000
    if changed_km < distance_km / 10:
        click.echo(
            f"note: latitude comes first; {lon:g},{lat:g} would be {changed_km:.1f} km from the"
            " border",
            err=True,
        )


def _progress(depths: Iterable[float], label: str) -> Any:  # noqa: ANN401  # click has no public type
    return click.progressbar(depths, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
