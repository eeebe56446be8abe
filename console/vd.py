"""``csbm vd``: what the paragraphs of the Vienna Document ask, and where that was read."""

from pathlib import Path

import click

from ..common.errors import UsageError
from .options import PLAIN_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand


@click.command("vd", cls=OnceCommand)
@click.argument("number", required=False)
@click.option("--search", "word", metavar="WORD", help="Only those whose words hold it.")
@output_options(*PLAIN_FORMATS)
def vd_command(
    number: str | None, word: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """Tell what the Vienna Document asks of zones and visits.

    NUMBER is a paragraph, such as 107. In our own words; each row says in which edition it was
    read, and what nobody read is marked unverified.
    """
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.vienna_document import EDITIONS, paragraph_rows, paragraph_text
    from ..regimes.vienna_document import by_number, paragraphs, search

    if number and word:
        raise UsageError("give a paragraph or --search WORD, not both")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, PLAIN_FORMATS)
    found = by_number(number) if number else search(word) if word else paragraphs()
    if not found:
        raise UsageError(f"--search {word}: no paragraph that was read has it; csbm vd lists all")
    rows = paragraph_rows(found)
    short = ["paragraph", "edition", "topic", "rests_on", "asks"]
    told = [{name: row[name] for name in short} for row in rows]
    delivery.write_rows(
        rows,
        output,
        fmt,
        provenance=provenance(extra={"editions": EDITIONS}),
        table=paragraph_text(found) if number else delivery.fitted_table(told),
    )
