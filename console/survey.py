"""``csbm survey`` and ``csbm events``: what the bundled lists hold, and what nobody looked at."""

from collections.abc import Iterator
from pathlib import Path

import click

from ..units.survey import bundled_survey
from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand

_SHOWN = (
    *("state", "survey", "as_of", "records", "inferred", "undated", "stale", "two_sources"),
    "recall",
)


def _words(rows: "list[dict[str, object]]") -> "Iterator[str]":
    """Give what is said of each state, and of all of them."""
    for row in rows:
        told = [f"{row['state']}: {row['extent'] or 'nothing'}."]
        told += [f"Missing: {row['missing']}."] if row["missing"] else []
        told += [f"Known, not found: {row['not_found']}."] if row["not_found"] else []
        told += [f"Recall against: {row['known_source']}."] if row["recall"] else []
        yield " ".join(told)
    yield f"Method: {bundled_survey().method}."
    yield "A row without a second source has one: columns source_2_title, source_2_url."


@click.command("survey", cls=OnceCommand)
@click.argument("text", metavar="[BORDER]", required=False)
@output_options(*PLAIN_FORMATS)
def survey_command(
    text: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """Say what the bundled list was surveyed for.

    With BORDER only its parties; a state that is not named was not surveyed.
    """
    from ..boundaries.groups import parse_groups
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..units.bundled import bundled_units
    from ..units.filters import on_day, own_day, source_state
    from ..units.survey import NOT_SURVEYED

    check_outputs(output, no_clobber=no_clobber)
    survey, units = bundled_survey(), on_day(bundled_units())
    survey_day = own_day(units).last
    known = {one.state: one for one in survey.states}
    rows: list[dict[str, object]] = []
    named = [state for group in parse_groups(text) for state in group] if text else list(known)
    for state in named:
        own = units[units["located_in"] == state]
        one = known.get(state)
        rows.append(
            {
                "state": state,
                "survey": one.word if one else NOT_SURVEYED,
                "as_of": survey.as_of if one else "",
                "records": len(own),
                "inferred": int((own["evidence"] == "inferred").sum()),
                "undated": int((source_state(own, survey_day) == "undated").sum()),
                "stale": int((source_state(own, survey_day) == "stale").sum()),
                "two_sources": int((own["source_2_url"] != "").sum()),
                "recall": f"{one.found} of {len(one.known)}" if one and one.known else "",
                "extent": one.depth if one else "",
                "missing": one.missing if one else "",
                "not_found": "; ".join(one.not_found) if one else "",
                "known_source": one.known_source if one else "",
            }
        )
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(
            units_sources=units.attrs["sources"], extra={"survey_method": survey.method}
        ),
        table="\n\n".join([delivery.fitted_table(rows, columns=_SHOWN), *_words(rows)]),
    )


_EVENT = ("date_from", "date_to", "kind", "host", "place", "by", "what", "evidence", "source_title")


@click.command("events", cls=OnceCommand, short_help="List inspections and visits, with sources.")
@click.argument("text", metavar="[BORDER]", required=False)
@click.option("--unit", "unit_id", metavar="ID", help="Only events at this unit of the list.")
@output_options(*PLAIN_FORMATS)
def events_command(
    text: str | None, unit_id: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """List inspections, visits and observations of military forces.

    With BORDER only those on its parties' land or by them. The list holds what was found in text:
    that an event is not in it says nothing of whether it was.
    """
    from ..boundaries.groups import parse_groups
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..units.events import bundled_events

    check_outputs(output, no_clobber=no_clobber)
    named = {state for group in parse_groups(text) for state in group} if text else set()
    rows: list[dict[str, object]] = [
        dict(one.row())
        for one in bundled_events()
        if (not named or named & {one.host, *one.by.replace(" ", ";").split(";")})
        and unit_id in (None, one.unit)
    ]
    table = delivery.fitted_table(rows, columns=_EVENT) if rows else "no event in the list"
    for row in rows:
        told = [f"{row['date_from'] or 'undated'} {row['kind']}, {row['host']}: {row['what']}"]
        told += [str(row[name]) for name in ("notes", "source_url") if row[name]]
        table += "\n\n" + "\n  ".join(told)
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(extra={"events": "csbm bundled list of events, CC BY 4.0"}),
        table=f"{table}\n\nOf an event that is not listed nothing is known.",
    )
