"""``csbm units --regimes A,B``: for each unit, which of several regimes bind it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..case.request import ZoneRequest
from ..common.errors import UsageError
from .options import ROW_FORMATS
from .outputs import check_outputs
from .requests import resolve_units, resolve_zone

if TYPE_CHECKING:
    from ..units.sources import UnitSources


def list_by_regimes(
    text: str,
    request: ZoneRequest,
    sources: "UnitSources",
    status: str | None,
    alone: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List units with the regimes that bind them.

    Parameters
    ----------
    text : str
        Ids of regimes or files of one's own, commas between them.
    request : ZoneRequest
        Its border is taken for every regime that has it; each has its own depths.
    sources : UnitSources
    status : str or None
        ``all`` lists units that none binds too.
    alone : bool
        Whether no option was typed that does not go with several regimes.
    output : Path or None
    no_clobber : bool
    fmt : str or None
    """
    from ..exports import delivery
    from ..exports.provenance import provenance, regime_facts
    from ..geo.analysis.binding import binding

    names = [one.strip() for one in text.split(",")]
    if len(names) < 2 or not all(names):
        raise UsageError("--regimes names two or more, such as --regimes blr-pol-2025,mine.toml")
    if not alone:
        raise UsageError("--regimes goes with --status all, not with --side, --near or --sure")
    if request.regime is not None or request.depth is not None:
        raise UsageError("--regimes has the depths of each regime; drop --regime and --depth")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, ROW_FORMATS)
    drawn = [resolve_zone(replace(request, regime=name)) for name in names]
    zones = {zone.regime.id: zone for zone in drawn if zone.regime is not None}
    if len(zones) < len(names):
        raise UsageError("--regimes: two of them have one id")
    units = resolve_units(sources)
    found = binding(zones, units)
    rows = found if status == "all" else found[found["status"].isin(("in", "indeterminate"))]
    lines = [
        {
            "unit": row["name"],
            "country": row["country"],
            **{name: row[name] for name in zones},
            "bound by": row["bound_by"],
            "perhaps": row["perhaps_bound_by"],
        }
        for row in rows.to_dict("records")
    ]
    facts = [regime_facts(zone.regime) for zone in drawn if zone.regime is not None]
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=provenance(
            units_sources=units.attrs.get("sources", ()),
            extra={
                "regimes": facts,
                "measured_from": "; ".join(
                    f"{name}: {zone.border.name}, {zone.border.source.title}"
                    for name, zone in zones.items()
                ),
            },
        ),
        columns=[name for name in rows.columns if name != "geometry"],
        table=delivery.fitted_table(lines) if fmt == "table" else "",
    )
