"""``csbm survey``: what the bundled list was surveyed for, and how old its sources are."""

from pathlib import Path

import click

from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand


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
    from ..units.filters import on_day
    from ..units.survey import NOT_SURVEYED, bundled_survey

    check_outputs(output, no_clobber=no_clobber)
    survey, units = bundled_survey(), on_day(bundled_units())
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
                "undated": int((own["source_date"] == "").sum()),
                "extent": one.depth if one else "",
                "missing": one.missing if one else "",
            }
        )
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(
            units_sources=units.attrs["sources"], extra={"survey_method": survey.method}
        ),
        table=f"{delivery.fitted_table(rows)}\n\nMethod: {survey.method}.",
    )
