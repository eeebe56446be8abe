"""``csbm brief``: the document that is laid on the table."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ..case.request import ZoneRequest, kilometres
from ..common.errors import UsageError
from .options import output_options, unit_options, zone_options
from .outputs import check_outputs
from .requests import note, resolve_units, resolve_zone
from .shell import OnceCommand, tell

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..brief.pictures import Town
    from ..geo.zones.zone import InspectionZone
    from ..units.sources import UnitSources

FORMATS = ("docx", "pdf", "html", "md")
_WHERE = frozenset({"output", "no_clobber", "fmt"})
"""What says where the document goes; it changes nothing of it."""


class _Wanted(NamedTuple):
    """A zone with its units, and the depths that it is compared with."""

    zone: "InspectionZone"
    units: "GeoDataFrame"
    depths_km: tuple[float, ...]


@click.command("brief", cls=OnceCommand, short_help="Write the document: answer, map, tables.")
@zone_options
@unit_options
@click.option("--line", "line_name", metavar="NAME", help="Which line of a case.")
@click.option(
    "--depths", metavar="KM,KM,…", help="The other depths that are told (30,50,80,100,150,200)."
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="CODE[,CODE]",
    help="en, pl, be, ru, uk, lt or lv; two of them stand side by side.",
)
@output_options(*FORMATS)
def brief_command(
    request: ZoneRequest,
    sources: "UnitSources",
    line_name: str | None,
    depths: str | None,
    lang: str,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Write a document of a zone: the answer, the map, units with their sources, the method.

    BORDER may also be a case file: csbm brief case.toml --line rim -o brief.docx.
    """
    from ..brief.compose import composed
    from ..brief.document import side_by_side
    from ..brief.facts import gathered_facts
    from ..brief.writers import write_document
    from ..exports import delivery
    from ..geo.zones.naming import zone_title
    from ..words.language import Words, languages_of

    languages = languages_of(lang)
    if output is None:
        raise UsageError("say where the document goes: -o brief.docx (or .pdf, .html, .md)")
    check_outputs(output, no_clobber=no_clobber)
    fmt = delivery.choose_format(output, fmt, FORMATS)
    wanted = _wanted(request, sources, line_name, _depths(depths))
    facts = gathered_facts(
        wanted.zone,
        wanted.units,
        provenance=delivery.zone_provenance(wanted.zone, wanted.units),
        command=_typed(),
        depths_km=wanted.depths_km,
    )
    towns = _towns()
    made = [composed(facts, Words(language), towns) for language in languages]
    write_document(made[0] if len(made) == 1 else side_by_side(*made), output, fmt)
    tell(f"{output}: {zone_title(wanted.zone)}")


def _depths(text: str | None) -> tuple[float, ...]:
    return tuple(kilometres(part) for part in (text or "").split(",") if part.strip())


def _wanted(
    request: ZoneRequest,
    sources: "UnitSources",
    line_name: str | None,
    depths_km: tuple[float, ...],
) -> _Wanted:
    """Return what is asked for: a border with its options, or a line of a case."""
    from ..geo.analysis.comparison import DEPTHS_KM
    from ..units.sources import UnitSources

    text = request.border.text
    if text is None or not text.endswith(".toml"):
        if line_name is not None:
            raise UsageError("--line names a line of a case: csbm brief case.toml --line NAME")
        zone = resolve_zone(request)
        units = resolve_units(sources, parties=zone.border.parties)
        return _Wanted(zone, units, depths_km or DEPTHS_KM)
    from ..case.case import Case

    alone = ZoneRequest(border=type(request.border)(text=text))
    if request != alone or sources != UnitSources() or depths_km:
        raise UsageError(
            f"{text}: a case says itself what is asked; only --line, --lang and -o go with it"
        )
    case = Case.read(text)
    line = case.line(line_name) if line_name is not None else case.lines[0]
    if line_name is None and len(case.lines) > 1:
        raise UsageError(
            f"{text}: has several lines; add --line, one of"
            f" {', '.join(one.name for one in case.lines)}"
        )
    note((*line.notes, *case.gathered.notes))
    return _Wanted(line.zone, case.units, case.file.compare.depths)


def _typed() -> str:
    """Return the command that makes the document anew, as it was typed."""
    context = click.get_current_context()
    words: list[str] = ["csbm", "brief"]
    options: list[str] = []
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        source = context.get_parameter_source(parameter.name or "")
        if source is None or source.name != "COMMANDLINE":
            continue
        if parameter.param_type_name == "argument":
            words.append(_without_folder(str(value)))
        elif parameter.name not in _WHERE:
            if value is True:
                options.append(parameter.opts[-1])
                continue
            values = value if isinstance(value, tuple) else (value,)
            for one in values:
                options += [parameter.opts[-1], _without_folder(str(one))]
    return shlex.join([*words, *options, "-o", "FILE"])


def _without_folder(text: str) -> str:
    """Return a file's name alone: the document is the same from whatever folder it is made."""
    try:
        return Path(text).name if Path(text).is_file() else text
    except (OSError, ValueError):  # too long, or with a zero byte: no name of a file
        return text


def _towns() -> "list[Town]":
    """Return the towns that maps may label, the largest first."""
    from ..brief.pictures import Town
    from ..maps.basemap import all_towns

    towns = all_towns().sort_values(["population", "name"], ascending=[False, True])
    return [
        Town(str(name), float(lon), float(lat), int(people))
        for name, lon, lat, people in towns.itertuples(index=False)
    ]
