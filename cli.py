"""The command line: parse, call, print. Nothing is worked out here."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .case.request import BorderRequest, ZoneRequest, kilometres, party_code, resolve_border
from .console.app import app_command
from .console.binding import list_by_regimes
from .console.border_options import border_options
from .console.borders import borders_command
from .console.brief import brief_command
from .console.check import check_command
from .console.compare_options import COMPARE_FORMATS, alone_with, compare_options
from .console.completion import completion_command
from .console.diff import diff_command
from .console.doctor import doctor_command
from .console.exercises import BUNDLED, exercise_places, exercises_command
from .console.inspect import inspect_command
from .console.lines import lines_command
from .console.man import man_command
from .console.map_options import PagePlaces, check_places, place_options, write_page
from .console.options import (
    ROW_FORMATS,
    SHAPE_FORMATS,
    output_options,
    rule_options,
    sure_option,
    unit_options,
    zone_options,
)
from .console.outputs import check_outputs
from .console.place import place_of, whole_position
from .console.plan import plan_command
from .console.progress import progress
from .console.quota import quota_command
from .console.reach import reach_command
from .console.regimes import compare_regimes, regimes_command
from .console.requests import note, resolve_units, resolve_zone
from .console.run import case_group, run_command
from .console.screen import screen_command
from .console.seal import seal_command, verify_command
from .console.shell import OneLineGroup, plain_output, tell
from .console.survey import events_command, survey_command
from .console.vd import vd_command
from .units.sources import UnitSources

if TYPE_CHECKING:
    from .geo.zones.zone import Tripoint


@click.group(cls=OneLineGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="csbm")
def main() -> None:
    """Exact inspection zones along a shared border: the map, the units inside, depths compared.

    BORDER is two parties in any order, by code or English name: BLR-POL, pl-by, Belarus-Poland;
    or two groups: BLR-POL,LTU or BLR-all. Without it, BLR-POL. Every command has its own --help.
    """
    plain_output()


# -- commands ------------------------------------------------------------------------------------
@main.command("map")
@zone_options
@unit_options
@sure_option
@output_options()
@place_options
@click.option("--title", help="The page's heading.")
@click.option(
    "--sandbox", is_flag=True, help="Let the reader draw a line of his own; all follows it."
)
@click.option(
    "--exercises",
    is_flag=False,
    flag_value=BUNDLED,
    metavar="[FILE]",
    help="Add exercises as a layer with their dates: the bundled, or a list of one's own.",
)
def map_command(
    request: ZoneRequest,
    sources: UnitSources,
    sure: bool,
    places: PagePlaces,
    no_clobber: bool,
    title: str | None,
    sandbox: bool,
    exercises: str | None,
) -> None:
    """Write one HTML page: the zone, the units and their list.

    The page needs no network: it opens with a double click on any machine.
    """
    from .exports import delivery
    from .geo.zones.listing import certain_units, headline, listed
    from .geo.zones.naming import zone_title
    from .geo.zones.plausibility import plausibility_notes
    from .maps.assembly import made_depths, zone_page_content
    from .maps.page import render_page
    from .units.filters import on_day

    zone = resolve_zone(request)
    page = places.page(f"csbm-{delivery.zone_name(zone)}.html")
    check_places(places, page, no_clobber=no_clobber)
    tiles = places.tile_server()
    units = resolve_units(sources, any_day=True, parties=zone.border.parties)
    if sure:
        units = certain_units(zone, units)
    held = exercise_places(exercises, zone) if exercises else None
    with progress(made_depths(zone.border, zone.depths_km), "zones") as depths:
        content = zone_page_content(
            zone,
            units,
            third_states=request.third_states,
            title=title or "",
            provenance=delivery.zone_provenance(zone, units, third_states=request.third_states),
            exercises=held,
            progress=depths,
        )
    written = write_page(
        render_page(replace(content, tiles=tiles, language=places.language or "", sandbox=sandbox)),
        page,
        places,
    )
    shown = on_day(content.units, content.as_of or None)
    note(plausibility_notes(zone, shown))
    counted = listed(
        shown, parties=zone.border.parties, status="all", third_states=request.third_states
    )
    names = ", ".join(map(str, written))
    tell(f"{names}: {zone_title(zone)}; {headline(counted, zone.border.parties)}")


@main.command("units")
@zone_options
@unit_options
@click.option("--side", help="Only units on this party's land.")
@click.option(
    "--regimes", metavar="ID,ID", help="Say for each unit which of several regimes bind it."
)
@click.option(
    "--status",
    type=click.Choice(["in", "out", "indeterminate", "not_bound", "all"]),
    help="By default in and indeterminate; all is every unit on either party's land.",
)
@click.option("--near", "near_km", type=click.FloatRange(min=0), help="Add those up to KM outside.")
@sure_option
@click.option("--sources", "cited", is_flag=True, help="Print the sources of all units instead.")
@output_options(*ROW_FORMATS, spoken=True)
def units_command(
    request: ZoneRequest,
    sources: UnitSources,
    side: str | None,
    regimes: str | None,
    status: str | None,
    near_km: float | None,
    sure: bool,
    cited: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List the units inside: side, distance, status, source."""
    from .exports import delivery
    from .exports.unit_table import unit_table
    from .geo.zones.coverage import coverage
    from .geo.zones.listing import certain, listed
    from .geo.zones.plausibility import plausibility_notes
    from .units.doubts import bibliography

    if cited:
        check_outputs(output, no_clobber=no_clobber)
        lines = bibliography(resolve_units(sources, any_day=True))
        delivery.write_answer("\n".join([*lines, ""]), output)
        return
    if regimes is not None:
        alone = not (side or near_km or sure or (status or "all") != "all")
        list_by_regimes(regimes, request, sources, status, alone, output, no_clobber, fmt)
        return
    zone = resolve_zone(request)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ROW_FORMATS)
    party = party_code(side, zone.border) if side else None
    units = resolve_units(sources, parties=zone.border.parties)
    covered = coverage(zone, units)
    note(plausibility_notes(zone, covered))
    rows = listed(
        certain(covered) if sure else covered,
        parties=zone.border.parties,
        side=party,
        status=status,
        near_km=near_km,
        third_states=request.third_states,
    )
    table = unit_table(zone, rows, stale_years=sources.stale_years) if fmt == "table" else ""
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=delivery.zone_provenance(zone, units, third_states=request.third_states),
        columns=delivery.unit_columns(rows, marked=sources.stale_years is not None),
        table=table,
        sides=zone.border.parties,
    )


@main.command("compare")
@border_options
@click.option(
    "--depths",
    default="30,50,80,100,150,200",
    show_default=True,
    metavar="KM,KM,…",
    help="The depths to compare.",
)
@rule_options
@unit_options
@compare_options
@sure_option
@output_options(*COMPARE_FORMATS, spoken=True)
def compare_command(
    border: BorderRequest,
    depths: str,
    tripoint: "Tripoint | None",
    third_states: bool,
    tolerance_m: float,
    sources: UnitSources,
    balance: bool,
    against: str | None,
    regimes: str | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
    **options: Any,  # noqa: ANN401  # click passes these on to compare by name
) -> None:
    """Compare depths: areas, units, what enters, the balance."""
    from .console.compare_page import write_comparison_page
    from .exports import delivery
    from .exports.comparison import comparison_provenance, wanted_tables, write_comparison
    from .exports.picture import for_picture
    from .geo.analysis.against import second_border
    from .geo.analysis.comparison import check_options, compare

    if regimes is not None:
        rules = ZoneRequest(
            border=border, tripoint=tripoint, third_states=third_states, tolerance_m=tolerance_m
        )
        alone_with("--regimes", balance=balance, against=against, **options)
        compare_regimes(regimes, rules, sources, output=output, no_clobber=no_clobber, fmt=fmt)
        return
    found = resolve_border(border)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, COMPARE_FORMATS)
    wanted_tables(fmt, against=against, **options)
    depths_km = [kilometres(text) for text in depths.split(",") if text.strip()]
    check_options(depths_km, against=against, **options)
    other, note = second_border(found, against) if against else (None, "")
    units = resolve_units(sources, any_day=True, parties=found.parties)
    comparison = compare(
        found,
        units,
        depths_km=depths_km,
        tripoint=tripoint or "round",
        tolerance_m=tolerance_m,
        against=other,
        against_note=note,
        **for_picture(fmt, depths_km, options),
    )
    carried = comparison_provenance(
        comparison, units.attrs.get("sources", ()), third_states=third_states
    )
    if fmt == "html":
        assert output is not None
        write_comparison_page(
            comparison, units, output, carried, third_states=third_states, balance_sheet=balance
        )
        return
    write_comparison(
        comparison, output, fmt, carried, third_states=third_states, balance_sheet=balance
    )


@main.command("zone")
@zone_options
@click.option("--unclipped", is_flag=True, help="The plain geodesic buffer, as one feature.")
@output_options(*SHAPE_FORMATS, spoken=True)
def zone_command(
    request: ZoneRequest,
    unclipped: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Write the zone's polygons, one feature per side and band."""
    from .exports import delivery
    from .exports.zones import unclipped_feature, zone_features

    zone = resolve_zone(request)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, SHAPE_FORMATS)
    delivery.write_features(
        [unclipped_feature(zone)]
        if unclipped
        else zone_features(zone, third_states=request.third_states),
        output,
        fmt,
        layer=f"csbm-{delivery.zone_name(zone)}",
        provenance=delivery.zone_provenance(zone, third_states=request.third_states),
        sides=zone.border.parties,
    )


@main.command("where", context_settings={"ignore_unknown_options": True})
@click.argument("position")
@click.option(
    "--accuracy",
    "accuracy_m",
    type=click.FloatRange(min=0),
    metavar="METRES",
    help="How well the position is known; by default half a step of its last digit.",
)
@zone_options
@output_options("table", "json", spoken=True)
def where_command(
    position: str,
    request: ZoneRequest,
    accuracy_m: float | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Tell one position's side, distance and status.

    POSITION is latitude, then longitude, as one word or in quotes: 52.09,23.69,
    "52 05 24 N 23 41 24 E", or MGRS; or a town: Brest.
    """
    from .exports import delivery
    from .exports.unit_table import write_place
    from .geo.zones.coverage import coverage
    from .geo.zones.plausibility import plausibility_notes

    whole_position(position, request.border.text)
    zone = resolve_zone(request)
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ("table", "json"))
    covered = coverage(zone, place_of(position, accuracy_m, zone))
    note(plausibility_notes(zone, covered))
    write_place(zone, covered, output, fmt)


for more in (
    *(check_command, screen_command, regimes_command, exercises_command, quota_command),
    *(reach_command, plan_command, survey_command, events_command, vd_command, brief_command),
    *(case_group, run_command, diff_command, seal_command, verify_command, doctor_command),
    *(
        borders_command,
        inspect_command,
        lines_command,
        completion_command,
        app_command,
        man_command,
    ),
):
    main.add_command(more)
