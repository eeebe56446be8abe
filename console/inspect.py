"""``csbm inspect``: a draft of a request for a specified area or for an evaluation visit."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..common.errors import InputError, UsageError
from .options import output_options, unit_options
from .outputs import check_outputs
from .requests import resolve_units
from .shell import OnceGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..exports.inspection import Draft
    from ..units.sources import UnitSources


@click.group("inspect", cls=OnceGroup)
def inspect_command() -> None:
    """Draft a request for a specified area or a visit.

    As text, or as DOCX with -o draft.docx.
    A draft is no notification: what the paragraph asks for and csbm cannot know is left open.
    """


@inspect_command.command("area")
@click.argument("plan", metavar="PLAN")
@click.option("--area", "name", metavar="NAME", help="Which of its areas, such as 'BLR 1'.")
@click.option("--by", "asks", default="", metavar="STATE", help="The state that asks.")
@output_options()
def area_command(
    plan: str, name: str | None, asks: str, output: Path | None, no_clobber: bool
) -> None:
    """Draft a request to inspect an area of a plan.

    PLAN is what csbm plan --format json wrote.
    """
    from ..exports.inspection import area_draft
    from ..exports.provenance import provenance

    check_outputs(output, no_clobber=no_clobber)
    held, digest = _plan(Path(plan))
    if name is None and len(held) > 1:
        raise UsageError(f"--area says which: {', '.join(held)}")
    wanted = name or next(iter(held))
    if wanted not in held:
        raise UsageError(f"--area {wanted}: the plan has {', '.join(held)}")
    draft = area_draft(
        held[wanted], asks=_state(asks), plan=f"{Path(plan).name}, SHA-256 {digest[:16]}"
    )
    _write_draft(draft, provenance(), output)


@inspect_command.command("visit")
@click.argument("unit", metavar="UNIT")
@unit_options
@click.option("--by", "asks", default="", metavar="STATE", help="The state that asks.")
@output_options()
def visit_command(
    unit: str, sources: "UnitSources", asks: str, output: Path | None, no_clobber: bool
) -> None:
    """Draft a request for an evaluation visit to a unit.

    UNIT is the id of a record; csbm units lists them.
    """
    from ..exports.inspection import visit_draft
    from ..exports.provenance import provenance
    from ..regimes.quota import counted

    check_outputs(output, no_clobber=no_clobber)
    units = resolve_units(sources)
    found = units[units["id"] == unit]
    if found.empty:
        raise UsageError(f"no unit has the id {unit!r}; csbm units lists them")
    record = found.iloc[0].to_dict()
    record |= {"lat": found.geometry.iloc[0].y, "lon": found.geometry.iloc[0].x}
    verdict = counted(record)
    draft = visit_draft(record, asks=_state(asks), doubt=f"{verdict.counts}: {verdict.why}")
    carried = provenance(units_sources=units.attrs.get("sources", ()))
    _write_draft(draft, carried, output)


def _write_draft(draft: "Draft", carried: "Mapping[str, object]", output: Path | None) -> None:
    """Write a draft as DOCX where the file ends so, else as text."""
    from ..exports import delivery
    from ..exports.inspection import draft_text

    if output and output.suffix.lower() == ".docx":
        from ..exports.inspection_docx import write_draft

        write_draft(draft, output, foot=delivery.with_foot("", carried, output).strip())
    else:
        delivery.write_answer(delivery.with_foot(draft_text(draft), carried, output), output)


def _state(asks: str) -> str:
    from ..boundaries.countries import find_country

    return find_country(asks).name if asks else ""


def _plan(path: Path) -> tuple[dict[str, Any], str]:
    """Return the areas of a plan by name, and the hash of its file."""
    try:
        raw = path.read_bytes()
        held = json.loads(raw)
        areas = {area["name"]: area for side in held["sides"] for area in side["areas"]}
        for area in areas.values():
            float(area["area_km2"]), [one["dms"] for one in area["corners"]], area["side"]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: is no plan; csbm plan --format json -o {path.name} writes one"
        ) from error
    if not areas:
        raise InputError(f"{path}: holds no area")
    return areas, hashlib.sha256(raw).hexdigest()
