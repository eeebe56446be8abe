"""``csbm regimes``: the agreements and proposals of which csbm knows, and one of them in full."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..case.request import ZoneRequest
from ..common.errors import UsageError
from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .requests import note, resolve_units, resolve_zone
from .shell import OnceGroup

if TYPE_CHECKING:
    from ..units.sources import UnitSources


@click.group("regimes", cls=OnceGroup, invoke_without_command=True)
@click.option("--depth", type=float, metavar="KM", help="Only those that state this depth.")
@click.option("--around", metavar="STATE", help="Only those of a state, by code or English name.")
@click.option("--kind", metavar="KIND", help="Only those of a kind, such as treaty.")
@output_options(*PLAIN_FORMATS)
@click.pass_context
def regimes_command(
    context: click.Context,
    depth: float | None,
    around: str | None,
    kind: str | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List the regimes: depth tables of agreements and proposals.

    What was verified in a source is marked, existence and depth apart.
    """
    if context.invoked_subcommand is not None:
        return
    from ..boundaries.countries import find_country
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.regimes import regime_rows
    from ..regimes.catalogue import regimes, select

    check_outputs(output, no_clobber=no_clobber)
    party = find_country(around).alpha3 if around else None
    found = select(regimes(), depth_km=depth, party=party, kind=kind)
    rows = regime_rows(found)
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(),
        table=delivery.fitted_table(rows),
    )


@regimes_command.command("show")
@click.argument("regime")
@output_options("table", "json")
def show_command(regime: str, output: Path | None, no_clobber: bool, fmt: str | None) -> None:
    """Show one regime: its depth table, its line, its sources.

    REGIME is an id, or a TOML file of one's own.
    """
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.regimes import band_rows, regime_dump, regime_text
    from ..exports.tables import json_text
    from ..regimes.catalogue import find_regime

    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ("table", "json"))
    found = find_regime(regime)
    carried = provenance()
    if fmt == "json":
        delivery.write_answer(json_text(regime_dump(found)), output, carried)
        return
    rows = band_rows(found.bands)
    table = delivery.fitted_table(rows) if rows else ""
    delivery.write_answer(delivery.with_foot(regime_text(found, table), carried, output), output)


@regimes_command.command("compare")
@click.argument("names", nargs=-1, required=True, metavar="REGIME REGIME…")
@output_options(*PLAIN_FORMATS)
def compare_command(
    names: tuple[str, ...], output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """Set regimes beside each other: one column each, what they state row by row.

    csbm compare --regimes does it on the ground, with areas and units.
    """
    from ..exports import delivery
    from ..exports.provenance import provenance, regime_facts
    from ..exports.regimes import side_by_side
    from ..regimes.catalogue import find_regime

    if len(names) < 2:
        raise UsageError("regimes compare wants two regimes or more")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAIN_FORMATS)
    found = [find_regime(name) for name in names]
    if len({one.id for one in found}) < len(found):
        raise UsageError("regimes compare: one regime is named twice")
    rows = side_by_side(found)
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=provenance(extra={"regimes": [regime_facts(one) for one in found]}),
        table=delivery.fitted_table(rows),
    )


@regimes_command.command("schema")
@output_options()
def schema_command(output: Path | None, no_clobber: bool) -> None:
    """Write the JSON Schema of a regime file, for editors that check TOML."""
    from ..exports import delivery
    from ..regimes.catalogue import regime_json_schema

    check_outputs(output, no_clobber=no_clobber)
    delivery.write_answer(regime_json_schema(), output)


def compare_regimes(
    names: str,
    request: ZoneRequest,
    sources: "UnitSources",
    *,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Set regimes side by side: each band's area, and the units in it.

    Parameters
    ----------
    names : str
        Ids or files, with commas between.
    request : ZoneRequest
        What holds for all of them: border, rules.
    sources : UnitSources
    output, no_clobber, fmt
        Where the answer goes.
    """
    from dataclasses import replace

    from ..exports import delivery
    from ..exports.provenance import provenance, regime_facts
    from ..exports.regimes import empty_sheet, zone_sheet
    from ..geo.zones.coverage import coverage
    from ..regimes.catalogue import find_regime

    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        raise UsageError("--regimes names none; write --regimes blr-pol-2025,hun-rou-1996")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAIN_FORMATS)
    found = [find_regime(name) for name in wanted]
    units = resolve_units(sources)
    rows = []
    for name, regime in zip(wanted, found, strict=True):
        if not regime.drawable and request.depth is None:
            note([f"{regime.id}: no depth that was verified; nothing is counted"])
            rows += empty_sheet(regime)
            continue
        zone = resolve_zone(replace(request, regime=name))
        rows += zone_sheet(zone, coverage(zone, units))
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=provenance(
            units_sources=units.attrs.get("sources", ()),
            extra={"regimes": [regime_facts(regime) for regime in found]},
        ),
        table=delivery.fitted_table(rows),
    )
