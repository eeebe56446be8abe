"""``csbm diff``: what changed between two cases, folders of results, sealed files or lists."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from .options import output_options
from .outputs import check_outputs
from .shell import OnceCommand

if TYPE_CHECKING:
    from ..case.difference import LineDifference
    from ..case.snapshot import LineState

_FORMATS: Final = ("table", "json", "csv", "html")
_COLUMNS: Final = (
    *("what", "side", "status_before", "status_after", "distance_before_km"),
    *("distance_after_km", "moved_km", "why", "name"),
)
_HEADERS: Final = {
    "status_before": "before",
    "status_after": "after",
    "distance_before_km": "km before",
    "distance_after_km": "km after",
    "moved_km": "moved km",
}


@click.command(
    "diff", cls=OnceCommand, short_help="Say what changed between two cases or lists, and why."
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@output_options(*_FORMATS)
def diff_command(
    old: Path, new: Path, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """Say what changed: units, their statuses, areas, counts, and why.

    OLD and NEW are case files, folders of results (csbm run), sealed files, or two lists of units,
    which are set against the zone of BLR-POL at 80 km.
    """
    from ..case.difference import difference
    from ..exports import delivery
    from ..exports.tables import json_text

    check_outputs(output, no_clobber=no_clobber)
    chosen = delivery.choose_format(output, fmt, _FORMATS)
    before, after = _states(old), _states(new)
    found = difference(before, after)
    if chosen == "json":
        delivery.write_answer(json_text([one.as_json() for one in found]), output)
    elif chosen == "csv":
        rows = [{"line": one.line, **change.row()} for one in found for change in one.changes]
        delivery.write_rows(rows, output, "csv", provenance={})
    elif chosen == "html":
        from ..maps.difference_page import difference_page

        delivery.write_answer(
            difference_page(found, before, after, names=(str(old), str(new))), output
        )
    else:
        texts = [f"{old} → {new}", *map(_text, found)]
        delivery.write_answer("\n\n".join([*texts, ""]), output)


def _states(path: Path) -> "dict[str, LineState]":
    from ..case.snapshot import read_states

    if path.is_dir() or path.suffix in {".toml", ".csbm"}:
        return read_states(path)
    from ..case.case import Case
    from ..case.schema import CaseFile, Line, Units
    from ..case.snapshot import states_of

    file = CaseFile(
        title=path.name,
        lines=(Line(name="blr-pol", border="BLR-POL"),),
        units=Units(lists=(path.name,)),
        outputs=("units.csv",),
    )
    return states_of(Case(path, file))


def _text(one: "LineDifference") -> str:
    from ..exports.delivery import fitted_table

    parts = [f"{one.line}: {_summary(one)}"]
    if one.facts:
        parts.append("\n".join(f"  {what}: {a} → {b}" for what, a, b in one.facts))
    moved = [row for row in one.areas if row[1] != row[2]]
    if moved:
        parts.append(
            "\n".join(f"  area of {band}: {_km2(a)} → {_km2(b)} km²" for band, a, b in moved)
        )
    counts = [row for row in one.counts if row[1] != row[2]]
    if counts:
        parts.append("\n".join(f"  {side}: {a} → {b}" for side, a, b in counts))
    if one.changes:
        rows: list[dict[str, Any]] = [change.row() for change in one.changes]
        parts.append(fitted_table(rows, columns=_shown(rows), headers=_HEADERS))
    return "\n".join(parts)


def _summary(one: "LineDifference") -> str:
    if one.same:
        return "nothing changed"
    counts = dict.fromkeys(("came", "went", "status", "moved", "changed"), 0)
    for change in one.changes:
        counts[change.what] += 1
    words = {
        "came": "came",
        "went": "went",
        "status": "changed status",
        "moved": "moved",
        "changed": "changed in distance or accuracy",
    }
    told = [f"{n} {words[what]}" for what, n in counts.items() if n]
    return ", ".join(told) or "no unit changed"


def _shown(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [name for name in _COLUMNS if any(row[name] not in {None, ""} for row in rows)]


def _km2(area: float | None) -> str:
    return "–" if area is None else f"{area:,.1f}"
