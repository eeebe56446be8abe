"""``csbm lines``: lines that have a name and are no bundled border, and how one is given."""

from pathlib import Path

import click

from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand


@click.command("lines", cls=OnceCommand, short_help="List named lines, and where to get each.")
@output_options(*PLAIN_FORMATS)
def lines_command(output: Path | None, no_clobber: bool, fmt: str | None) -> None:
    """List ceasefire lines and other named lines, which no bundled border is.

    Each with the regimes that speak of it, the bundled border that stands in for it, and where it
    is published; none is bundled. Take a file of one with --border FILE.
    """
    from ..boundaries.namedlines import named_lines
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.tables import format_table

    check_outputs(output, no_clobber=no_clobber)
    rows = [
        {
            "name": one.name,
            "parties": ", ".join(one.parties),
            "regimes": ", ".join(one.regimes),
            "bundled": "no",
            "stand_in": one.stand_in,
            "published": one.published,
            "how": one.how,
        }
        for one in named_lines()
    ]
    table = "\n".join(
        (
            format_table(
                [{key: row[key] for key in ("name", "regimes", "stand_in", "how")} for row in rows],
                max_width=72,
            ),
            "",
            *(f"{row['name']}: not bundled; {row['published']}" for row in rows),
            "A stand-in is a bundled border near the line; it is not the line.",
            "Where a line is published was written by hand; no source was read again for it.",
        )
    )
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(extra={"where_published": "by hand, no source read again"}),
        table=table,
    )
