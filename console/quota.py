"""``csbm quota``: how many evaluation visits each state's units come to, counted in the open."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..common.errors import UsageError
from .options import PLAIN_FORMATS, output_options, unit_options
from .outputs import check_outputs
from .requests import resolve_units
from .shell import OnceCommand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..units.sources import UnitSources

ESTIMATE: Final = (
    "an estimate from a list of what is publicly known; the quota itself follows from the return "
    "that a state makes; --declared STATE=N takes it"
)


@click.command("quota", cls=OnceCommand)
@unit_options
@click.option(
    "--declared",
    multiple=True,
    metavar="STATE=N",
    help="The quota a state declared; it goes before the estimate.",
)
@click.option(
    "--used", multiple=True, metavar="STATE=N", help="Visits it has accepted this year already."
)
@click.option("--counting", is_flag=True, help="Every record: whether it counts, and why.")
@output_options(*PLAIN_FORMATS)
def quota_command(
    sources: "UnitSources",
    declared: tuple[str, ...],
    used: tuple[str, ...],
    counting: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Estimate how many evaluation visits each state must accept.

    Only brigades and regiments of combat forces count; depots, bases, ranges, headquarters,
    support and border guards do not.
    """
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..regimes.quota import quota_basis

    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAIN_FORMATS)
    told, spent = _by_state(declared, "--declared"), _by_state(used, "--used")
    units = resolve_units(sources)
    states = {
        str(state): own.to_dict("records") for state, own in units.groupby("country", sort=True)
    }
    for state in (*told, *spent):
        if state not in states:
            raise UsageError(f"{state}: the units asked for are of {', '.join(states)}")
    if counting:
        rows = [row for own in states.values() for row in _records(own)]
    else:
        rows = [
            _row(state, own, told.get(state), spent.get(state, 0)) for state, own in states.items()
        ]
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=provenance(
            units_sources=units.attrs.get("sources", ()),
            extra={"quota": quota_basis(), "counted": ESTIMATE},
        ),
        table=delivery.fitted_table(rows),
    )


def _by_state(given: "Sequence[str]", option: str) -> dict[str, int]:
    """Return the numbers that were given by state."""
    found = {}
    for text in given:
        match = re.fullmatch(r"([A-Za-z]{3})=(\d{1,4})", text.strip())
        if not match:
            raise UsageError(f"{option} {text}: write a state and a number, such as BLR=2")
        found[match[1].upper()] = int(match[2])
    return found


def _records(own: "Sequence[Mapping[Any, Any]]") -> list[dict[str, Any]]:
    from ..regimes.quota import counted

    rows = []
    for record in own:
        verdict = counted(record)
        rows.append(
            {
                "state": record["country"],
                "name": record["name"],
                "counts": verdict.counts,
                "why": verdict.why,
            }
        )
    return rows


def _row(
    state: str, own: "Sequence[Mapping[Any, Any]]", declared: int | None, used: int
) -> dict[str, Any]:
    """Return a state's row: what was counted, the estimate, what is left of the year."""
    from ..regimes.quota import count, from_one_state, quota

    numbers = count(own)
    low = quota(numbers["counts"])
    high = quota(numbers["counts"] + numbers["may count"])
    visits = declared if declared is not None else low.visits
    return {
        "state": state or "not said",
        "records": len(own),
        "count": numbers["counts"],
        "may_count": numbers["may count"],
        "do_not_count": numbers["does not count"],
        "visits": low.visits,
        "visits_at_most": high.visits,
        "declared": declared,
        "used": used,
        "left": max(visits - used, 0),
        "from_one_state": from_one_state(visits),
        "rests_on": "declared" if declared is not None else "estimate",
    }
