"""csbm borders BORDER --evidence: how well each stretch of a border is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from ..case.request import BorderRequest, resolve_border
from ..common.errors import UsageError
from .options import PLAIN_FORMATS, SHAPE_FORMATS

if TYPE_CHECKING:
    from ..boundaries.border import Border


_DECIMALS: Final = {
    "from_km": 1,
    "to_km": 1,
    "lat": 4,
    "lon": 4,
    "radius_m": 0,
    "moved_m": 0,
    "least_m": 0,
}


def show_table(
    name: Literal["changes", "places"],
    border: BorderRequest,
    output: Path | None,
    fmt: str | None,
) -> None:
    """Write the rows of a table of changes or of places, of one border or of all."""
    from ..boundaries.changes import VERDICTS, rows_of
    from ..exports import delivery
    from ..exports.provenance import provenance
    from ..exports.tables import format_table

    found = None if border == BorderRequest() else resolve_border(border)
    names = None if found is None else tuple(dict.fromkeys(found.part_names))
    rows = rows_of(name, names)
    verdicts = [str(row["verdict"]) for row in rows]
    counts = {
        f"{verdict} ({verdicts.count(verdict)})": VERDICTS[verdict]
        for verdict in VERDICTS
        if verdict in verdicts
    }
    delivery.write_rows(
        rows,
        output,
        delivery.choose_format(output, fmt, PLAIN_FORMATS),
        provenance=provenance(border=found, extra=counts),
        table=format_table(rows, decimals=_DECIMALS, max_width=200),
    )


def show_evidence(
    border: "Border", output: Path | None, fmt: str | None, picture: Path | None = None
) -> None:
    """Write what is known of each stretch, as a table, rows or features; and as a picture.

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
    if picture is not None:
        from ..exports.evidence_picture import write_evidence_picture

        write_evidence_picture(border, evidence, picture)
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
