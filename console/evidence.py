"""csbm borders BORDER --evidence: how well each stretch of a border is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..common.errors import UsageError
from .options import PLAIN_FORMATS, SHAPE_FORMATS

if TYPE_CHECKING:
    from ..boundaries.border import Border


_DECIMALS: Final = {"from_km": 1, "to_km": 1, "radius_m": 0}


def show_evidence(border: "Border", output: Path | None, fmt: str | None) -> None:
    """Write what is known of each stretch, as a table, rows or features.

    Raises
    ------
    UsageError
        If the border is none of the bundled lines, of which alone there is evidence.
    """
    from ..exports import delivery
    from ..exports.evidence import evidence_features, evidence_foot, evidence_rows
    from ..exports.provenance import provenance
    from ..exports.tables import format_table

    evidence = border.evidence
    if evidence is None:
        raise UsageError(
            f"--evidence: {border.source.title} is one figure all along; only the bundled lines"
            " have evidence by stretch"
        )
    chosen = delivery.choose_format(output, fmt, (*PLAIN_FORMATS, *SHAPE_FORMATS[1:]))
    rows = evidence_rows(evidence)
    carried = provenance(border=border, extra=evidence_foot(evidence))
    if chosen in PLAIN_FORMATS:
        delivery.write_rows(
            rows,
            output,
            chosen,
            provenance=carried,
            table=format_table(rows, decimals=_DECIMALS, max_width=200),
        )
        return
    delivery.write_features(
        evidence_features(evidence, rows),
        output,
        chosen,
        layer=f"csbm-evidence-{border.file_name}",
        provenance=carried,
        full_precision=True,
    )
