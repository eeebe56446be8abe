"""``csbm app``: one page with every land border, for those who may install nothing."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from ..words.languages import LANGUAGES
from .completion import borders_that_begin
from .options import output_options
from .outputs import check_outputs
from .progress import progress
from .shell import OnceCommand

Work = TypeVar("Work")


@click.command("app", cls=OnceCommand, short_help="Write one page with every land border.")
@click.argument("pairs", metavar="[BORDER]...", nargs=-1, shell_complete=borders_that_begin)
@click.option(
    "--lang",
    "language",
    type=click.Choice(list(LANGUAGES)),
    help="What the page speaks as it opens; else the reader's language.",
)
@output_options()
def app_command(
    pairs: Sequence[str], language: str | None, output: Path | None, no_clobber: bool
) -> None:
    """Write one HTML page that answers for every land border, without a network.

    Choose two states, a depth, a tripoint rule; click; drop a list of your own. With BORDERs, such
    as BLR-POL LTU-BLR, the page holds those alone.
    """
    from ..common.errors import UsageError
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..maps.app_page import app_page, chosen_entries
    from ..units.bundled import bundled_units

    page = output or Path("csbm.html")
    if page.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"{page}: an app is one HTML page; give a name that ends in .html")
    check_outputs(page, no_clobber=no_clobber)
    entries = chosen_entries(pairs)
    units = bundled_units()
    html = app_page(
        entries,
        units,
        title="Inspection zones along land borders",
        provenance=provenance(units_sources=units.attrs["sources"]),
        language=language or "",
        progress=_bar,
    )
    delivery.write_answer(html, page)
    size = len(html.encode("utf-8")) / 1e6
    click.echo(f"{page}: {len(entries)} borders, {size:.1f} MB; it opens without a network")


def _bar(work: Sequence[Work]) -> Iterable[Work]:
    with progress(work, "app") as shown:
        yield from shown
