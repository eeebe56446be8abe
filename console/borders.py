"""``csbm borders``: every land border, or one; how well it is known; what a release changed."""

from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from ..case.request import BorderRequest, resolve_border
from .border_options import border_options
from .options import PLAIN_FORMATS, SHAPE_FORMATS, output_options
from .outputs import check_outputs
from .shell import OnceCommand

_ACCURACY: Final = {
    "accuracy_m": "how well two releases of the source agree, not how well a line is known: csbm"
    " borders PAIR --evidence says that"
}


@click.command("borders", cls=OnceCommand, short_help="List every land border, or show one.")
@click.option("--evidence", is_flag=True, help="How well each stretch of BORDER is known, and why.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --evidence: write the line coloured by how well it is known, SVG or PNG.",
)
@click.option(
    "--changes",
    is_flag=True,
    help="Where the newest release moved the lines, and what lines of other makers say of it.",
)
@click.option(
    "--places",
    is_flag=True,
    help="Places where all finer lines of other makers lie elsewhere, and what was made of each.",
)
@border_options
@output_options(*dict.fromkeys((*PLAIN_FORMATS, *SHAPE_FORMATS)), spoken=True)
def borders_command(
    border: BorderRequest,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
    evidence: bool,
    picture: Path | None,
    changes: bool,
    places: bool,
) -> None:
    """List every land border, or show one and write its line."""
    from ..boundaries.bundled import bundled_source
    from ..boundaries.catalogue import catalogue
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.zones import border_feature, catalogue_rows
    from .evidence import show_evidence, show_table

    check_outputs(output, no_clobber=no_clobber)
    if changes or places:
        show_table("changes" if changes else "places", border, output, fmt)
        return
    if evidence or picture is not None:
        show_evidence(resolve_border(border), output, fmt, picture)
        return
    if border != BorderRequest():
        found = resolve_border(border)
        delivery.write_features(
            [border_feature(found)],
            output,
            delivery.choose_format(output, fmt, SHAPE_FORMATS),
            layer=f"csbm-border-{found.file_name}",
            provenance=provenance(border=found),
            full_precision=True,
        )
        return
    rows = catalogue_rows(catalogue())
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(extra=asdict(bundled_source()) | _ACCURACY),
        table=delivery.fitted_table(rows),
    )
