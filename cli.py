"""The command line: parse, call, print. Nothing is worked out here."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .common.errors import CsbmError, UsageError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from .boundaries.border import Border
    from .geo.zone import InspectionZone

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_BORDER = "BLR-POL"
DEFAULT_DEPTH = "80"
TABLE_COLUMNS = (
    *("side", "distance_km", "margin_km", "position_accuracy_m", "status"),
    *("name", "country", "kind", "settlement"),
)


class Csbm(click.Group):
    """The group of all commands: every error of ours becomes one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run a command; 2 for a wrong question, 1 for bad input or failed work."""
        try:
            return super().invoke(ctx)
        except CsbmError as error:
            click.echo(f"csbm: {error}", err=True)
            ctx.exit(2 if isinstance(error, UsageError) else 1)
        except BrokenPipeError:
            # The reader went away (a pager, `head`); that is no fault, but nothing more is heard.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
            ctx.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("CSBM_DEBUG"):
                raise
            words = " ".join(str(error).split())[:300]
            click.echo(
                f"csbm: a fault of csbm itself ({type(error).__name__}: {words}); "
                "set CSBM_DEBUG=1 to see where, and please report it",
                err=True,
            )
            ctx.exit(1)


@click.group(cls=Csbm, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="csbm")
def main() -> None:
    """Exact inspection zones along a shared border: the map, the units inside, depths compared."""


# -- options that several commands share ---------------------------------------------------------
def border_argument(command: Command) -> Command:
    """BORDER: two parties in any order and case."""
    return click.argument("border", default=DEFAULT_BORDER)(command)


def rule_options(command: Command) -> Command:
    """Add the rules of a zone: depth, tripoint, third states, tolerance."""
    for option in (
        click.option(
            "--tolerance",
            "tolerance_m",
            type=float,
            default=1.0,
            show_default=True,
            metavar="METRES",
            help="How far the drawn edge may lie from the true depth.",
        ),
        click.option("--third-states", is_flag=True, help="Show third states too (not bound)."),
        click.option(
            "--tripoint",
            type=click.Choice(["round", "perpendicular"]),
            default="round",
            show_default=True,
            help="Whether land that is nearest to an end of the border counts.",
        ),
    ):
        command = option(command)
    return command


def depth_option(command: Command) -> Command:
    """--depth KM, or one for each party."""
    return click.option(
        "--depth",
        default=DEFAULT_DEPTH,
        show_default=True,
        metavar="KM",
        help="Kilometres from the border; BLR=80,POL=50 gives each party its own.",
    )(command)


def unit_options(command: Command) -> Command:
    """Where the units come from, and which of them."""
    for option in (
        click.option("--as-of", metavar="DATE", help="Units valid that day (default: today)."),
        click.option("--crs", help="Reference system of a units file that does not say."),
        click.option(
            "--units",
            "unit_files",
            multiple=True,
            metavar="FILE",
            help="A list of units; may be given again. Without it, the bundled list.",
        ),
    ):
        command = option(command)
    return command


def output_options(*formats: str) -> Callable[[Command], Command]:
    """-o FILE, --format and --no-clobber."""

    def add(command: Command) -> Command:
        if formats:
            command = click.option(
                "--format",
                "fmt",
                type=click.Choice(formats),
                help="By default from the ending of -o, else a table.",
            )(command)
        command = click.option(
            "--no-clobber", is_flag=True, help="Refuse to replace a file that is there."
        )(command)
        return click.option(
            "-o", "--output", type=click.Path(path_type=Path), help="Write to this file."
        )(command)

    return add


# -- commands ------------------------------------------------------------------------------------
@main.command("map")
@border_argument
@depth_option
@rule_options
@unit_options
@output_options()
@click.option("--title", help="The page's heading.")
def map_command(
    border: str,
    depth: str,
    tripoint: Any,  # noqa: ANN401  # a Literal that click has checked
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    output: Path | None,
    no_clobber: bool,
    title: str | None,
) -> None:
    """Write the zone, the units and their list as one HTML page that needs no network."""
    from .common.files import written_whole
    from .maps.assembly import page_content, slider_depths
    from .maps.page import render_page

    zone = _zone(border, depth, tripoint, tolerance_m)
    output = output or Path(f"csbm-{_name(zone)}.html")
    _may_write(output, unit_files, no_clobber=no_clobber)
    units = _units(unit_files, crs, as_of)
    with _progress(slider_depths(zone.depths_km), "zones") as depths:
        content = page_content(
            zone.border,
            units,
            depths_km=zone.depths_km,
            tripoint=tripoint,
            tolerance_m=tolerance_m,
            third_states=third_states,
            title=title or _title(zone),
            provenance=_provenance(zone, units, third_states=third_states),
            progress=depths,
        )
    with written_whole(output) as temporary:
        temporary.write_text(render_page(content), encoding="utf-8", newline="\n")
    click.echo(f"{output}: {_title(zone)}, {_counted(content.units)}")


@main.command("units")
@border_argument
@depth_option
@rule_options
@unit_options
@click.option("--side", help="Only units on this party's land.")
@click.option(
    "--status",
    type=click.Choice(["in", "out", "indeterminate", "all"]),
    help="By default in and indeterminate; all is every unit on either party's land.",
)
@click.option("--near", "near_km", type=click.FloatRange(min=0), help="Add those up to KM outside.")
@output_options("table", "csv", "json", "geojson", "gpkg", "kml")
def units_command(
    border: str,
    depth: str,
    tripoint: Any,  # noqa: ANN401
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    side: str | None,
    status: str | None,
    near_km: float | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """List the units inside, with side, distance, nearest border point and status."""
    from .geo.coverage import coverage, listed

    zone = _zone(border, depth, tripoint, tolerance_m)
    _may_write(output, unit_files, no_clobber=no_clobber)
    units = _units(unit_files, crs, as_of)
    rows = listed(
        coverage(zone, units),
        parties=zone.border.parties,
        side=_party(side, zone.border) if side else None,
        status=status,
        near_km=near_km,
        third_states=third_states,
    )
    provenance = _provenance(zone, units, third_states=third_states)
    _write_rows(rows, output, fmt, provenance=provenance, zone=zone)


@main.command("compare")
@border_argument
@click.option(
    "--depths",
    default="30,50,80,100,150,200",
    show_default=True,
    metavar="KM,KM,…",
    help="The depths to compare.",
)
@rule_options
@unit_options
@output_options("table", "csv", "json")
def compare_command(
    border: str,
    depths: str,
    tripoint: Any,  # noqa: ANN401
    third_states: bool,
    tolerance_m: float,
    unit_files: Sequence[str],
    crs: str | None,
    as_of: str | None,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Compare depths: area, share of land, units, what enters, third states, the balance."""
    from .exports.comparison import comparison_text
    from .exports.sidecar import write_sidecar
    from .exports.tables import write_text
    from .geo.comparison import compare

    found = _border(border)
    _may_write(output, unit_files, no_clobber=no_clobber)
    units = _units(unit_files, crs, as_of)
    kilometres = [_kilometres(text) for text in depths.split(",") if text.strip()]
    comparison = compare(
        found, units, depths_km=kilometres, tripoint=tripoint, tolerance_m=tolerance_m
    )
    fmt = _format(output, fmt, ("table", "csv", "json"))
    from .geo.zone import Band

    bands = [Band(side, depth.depth_km) for depth in comparison.depths for side in found.parties]
    provenance = _provenance_of(
        found, bands, tripoint, tolerance_m, units, third_states=third_states
    )
    text = comparison_text(comparison, fmt, provenance, third_states=third_states)
    write_text(text, output or sys.stdout)
    if output:
        write_sidecar(output, provenance)


@main.command("zone")
@border_argument
@depth_option
@rule_options
@click.option("--unclipped", is_flag=True, help="The plain geodesic buffer, as one feature.")
@output_options("table", "geojson", "gpkg", "kml")
def zone_command(
    border: str,
    depth: str,
    tripoint: Any,  # noqa: ANN401
    third_states: bool,
    tolerance_m: float,
    unclipped: bool,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Write the zone's polygons, one feature per side and band."""
    from .exports.zones import unclipped_feature, zone_features

    zone = _zone(border, depth, tripoint, tolerance_m)
    _may_write(output, (), no_clobber=no_clobber)
    features = (
        [unclipped_feature(zone)]
        if unclipped
        else list(zone_features(zone, third_states=third_states))
    )
    provenance = _provenance(zone, None, third_states=third_states)
    _write_features(
        features, output, fmt, layer=f"csbm-{_name(zone)}", provenance=provenance, zone=zone
    )


@main.command("borders")
@click.argument("border", required=False)
@output_options("table", "csv", "json", "geojson", "gpkg", "kml")
def borders_command(
    border: str | None, output: Path | None, no_clobber: bool, fmt: str | None
) -> None:
    """List every land border there is, or show one and write its line."""
    from .exports.zones import border_feature

    _may_write(output, (), no_clobber=no_clobber)
    if border is not None:
        found = _border(border)
        provenance = _provenance_of(found, (), None, None, None)
        feature = border_feature(found)
        layer = f"csbm-border-{'-'.join(found.parties)}"
        _write_features(
            [feature], output, fmt, layer=layer, provenance=provenance, full_precision=True
        )
        return
    from .boundaries.catalogue import catalogue

    rows = [
        {
            "border": "-".join(entry.parties),
            "names": " – ".join(entry.names),
            "length_km": entry.length_km,
            "accuracy_m": entry.accuracy_m,
        }
        for entry in catalogue()
    ]
    _write_rows(rows, output, fmt, provenance={}, formats=("table", "csv", "json"))


@main.command("where", context_settings={"ignore_unknown_options": True})
@click.argument("position")
@border_argument
@depth_option
@click.option(
    "--accuracy",
    "accuracy_m",
    type=click.FloatRange(min=0),
    metavar="METRES",
    help="How well the position is known; by default half a step of its last digit.",
)
@rule_options
@output_options("table", "json")
def where_command(
    position: str,
    border: str,
    depth: str,
    accuracy_m: float | None,
    tripoint: Any,  # noqa: ANN401
    third_states: bool,  # noqa: ARG001  # a point is told as it is, wherever it lies
    tolerance_m: float,
    output: Path | None,
    no_clobber: bool,
    fmt: str | None,
) -> None:
    """Tell one position's side, distance, nearest border point and status (LAT,LON first)."""
    from .geo.coverage import coverage
    from .units.points import point_unit

    zone = _zone(border, depth, tripoint, tolerance_m)
    _may_write(output, (), no_clobber=no_clobber)
    covered = coverage(zone, point_unit(position, accuracy_m))
    fmt = _format(output, fmt, ("table", "json"))
    from .exports.tables import cell_text, format_table, json_text, write_text

    row = covered.iloc[0]
    facts = {
        name: row[name]
        for name in (
            *("lat", "lon", "position_accuracy_m", "side", "side_certain", "distance_km"),
            *("nearest_lat", "nearest_lon", "azimuth_deg", "depth_km", "margin_km", "status"),
            "reason",
        )
    }
    if fmt == "json":
        text = json_text(facts)
    else:
        lines = [{"fact": name, "value": cell_text(value, name)} for name, value in facts.items()]
        table = format_table(lines, headers={"fact": "", "value": ""}, max_width=120)
        text = table.strip("\n") + "\n\n" + _foot(_provenance(zone, None, third_states=False))
    write_text(text, output or sys.stdout)


# -- small steps the commands share --------------------------------------------------------------
def _border(text: str) -> "Border":
    from .boundaries.border import Border
    from .boundaries.countries import parse_pair

    return Border.between(*parse_pair(text))


def _zone(border: str, depth: str, tripoint: Any, tolerance_m: float) -> "InspectionZone":  # noqa: ANN401
    from .geo.zone import inspection_zone

    found = _border(border)
    return inspection_zone(found, _depths(depth, found), tripoint=tripoint, tolerance_m=tolerance_m)


def _depths(text: str, border: "Border") -> float | dict[str, float]:
    """Read --depth: kilometres, or PARTY=KM for each party."""
    if "=" not in text:
        return _kilometres(text)
    depths: dict[str, float] = {}
    for part in text.split(","):
        party, _, value = part.partition("=")
        code = _party(party, border)
        if code in depths:
            raise UsageError(f"--depth {text}: {code} has two depths")
        depths[code] = _kilometres(value)
    return depths


def _kilometres(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(
            f"depth {text.strip()!r} is no number of kilometres; write 80, or BLR=80,POL=50"
        ) from None
    if not 0 < value < float("inf"):
        raise UsageError(f"depth {text.strip()} km: give more than 0")
    return value


def _party(text: str, border: "Border") -> str:
    from .boundaries.countries import find_country

    code = find_country(text.strip()).alpha3
    if code not in border.parties:
        raise UsageError(
            f"{code} is no party to this border; the parties are {' and '.join(border.parties)}"
        )
    return code


def _units(files: Sequence[str], crs: str | None, as_of: str | None) -> "GeoDataFrame":
    from .common.clock import run_date
    from .units.bundled import bundled_units
    from .units.combine import combine_units
    from .units.filters import select_units
    from .units.readers import read_units

    units = combine_units([read_units(f, crs=crs) for f in files]) if files else bundled_units()
    for doubt in units.attrs.get("doubts", ()) if files else ():
        click.echo("note: " + ", ".join(str(word) for word in doubt.values() if word), err=True)
    try:
        day = date.fromisoformat(as_of) if as_of else run_date()
    except ValueError:
        raise UsageError(f"--as-of {as_of!r} is no date; write it as 2026-11-22") from None
    return select_units(units, as_of=day)


def _may_write(output: Path | None, inputs: Sequence[str], *, no_clobber: bool) -> None:
    """Refuse to write over an input, or over anything with --no-clobber."""
    if output is None:
        return
    for given in inputs:
        with suppress(OSError):
            if output.exists() and output.samefile(given):
                raise UsageError(f"{output}: is one of the inputs; write to another file")
    if no_clobber and output.exists():
        raise UsageError(f"{output}: is there already (--no-clobber)")


def _format(output: Path | None, fmt: str | None, formats: Sequence[str]) -> str:
    """Return the format: as asked, else by the ending of the output, else a table."""
    if fmt:
        return fmt
    if output is None:
        return "table"
    ending = output.suffix.lower().removeprefix(".")
    found = {"txt": "table"}.get(ending, ending)
    if found not in formats:
        raise UsageError(
            f"{output}: no format for the ending {output.suffix or 'missing'!r}; there are "
            + ", ".join(f".{name}" for name in formats if name != "table")
        )
    return found


def _write_rows(
    rows: Any,  # noqa: ANN401  # a frame or a list of mappings
    output: Path | None,
    fmt: str | None,
    *,
    provenance: dict[str, object],
    zone: "InspectionZone | None" = None,
    formats: Sequence[str] = ("table", "csv", "json", "geojson", "gpkg", "kml"),
) -> None:
    """Write a table, or the same as features, with its provenance beside or below it."""
    from .exports.sidecar import write_sidecar
    from .exports.tables import format_table, write_table, write_text

    fmt = _format(output, fmt, formats)
    if fmt in {"geojson", "gpkg", "kml"}:
        _write_features(rows, output, fmt, layer="csbm-units", provenance=provenance, zone=zone)
        return
    if fmt == "table":
        from .geo.coverage import summary_line

        columns = TABLE_COLUMNS if zone else None
        text = format_table(rows, columns=columns) + "\n"
        if zone:
            text += "\n" + summary_line(rows) + "\n\n" + _foot(provenance)
        write_text(text, output or sys.stdout)
    else:
        from .geo.coverage import COLUMNS

        write_table(rows, output or sys.stdout, fmt, columns=COLUMNS if zone else None)
    if output and provenance:
        write_sidecar(output, provenance)


def _write_features(
    features: Any,  # noqa: ANN401
    output: Path | None,
    fmt: str | None,
    *,
    layer: str,
    provenance: dict[str, object],
    zone: "InspectionZone | None" = None,
    full_precision: bool = False,
) -> None:
    from .exports.tables import format_table, write_text
    from .exports.vectors import features_of, geojson_text, write_features

    fmt = _format(output, fmt, ("table", "geojson", "gpkg", "kml"))
    pairs = features_of(features)
    if fmt == "table":
        text = format_table([properties for _, properties in pairs])
        write_text(text + "\n\n" + _foot(provenance), output or sys.stdout)
    elif output:
        sides = zone.border.parties if zone else ()
        write_features(
            pairs,
            output,
            layer=layer,
            provenance=provenance,
            full_precision=full_precision,
            sides=sides,
        )
    elif fmt == "geojson":
        write_text(
            geojson_text(pairs, **({"decimals": None} if full_precision else {})), sys.stdout
        )
    else:
        raise UsageError(f"--format {fmt} needs a file: add -o FILE.{fmt}")


def _provenance(
    zone: "InspectionZone", units: "GeoDataFrame | None", *, third_states: bool
) -> dict[str, object]:
    return _provenance_of(
        zone.border, zone.bands, zone.tripoint, zone.tolerance_m, units, third_states=third_states
    )


def _provenance_of(
    border: "Border",
    bands: Sequence[Any],
    tripoint: str | None,
    tolerance_m: float | None,
    units: "GeoDataFrame | None",
    *,
    third_states: bool = False,
) -> dict[str, object]:
    from .exports.provenance import provenance

    return provenance(
        border=border,
        bands=bands,
        tripoint=tripoint,
        tolerance_m=tolerance_m,
        third_states=third_states,
        units_sources=units.attrs.get("sources", ()) if units is not None else (),
    )


def _foot(provenance: dict[str, object]) -> str:
    from .exports.provenance import provenance_lines

    return "\n".join(provenance_lines(provenance)) + "\n"


def _name(zone: "InspectionZone") -> str:
    """Return the name of a zone for files: BLR-POL-80km, or BLR80km-POL50km."""
    depths = zone.depths_km
    if len(set(depths.values())) == 1:
        return f"{'-'.join(depths)}-{zone.depth_km:g}km"
    return "-".join(f"{party}{depth:g}km" for party, depth in depths.items())


def _title(zone: "InspectionZone") -> str:
    names = [zone.atlas.name(party) for party in zone.border.parties]
    depths = zone.depths_km
    if len(set(depths.values())) == 1:
        return f"{names[0]}–{names[1]}: {zone.depth_km:g} km from the shared border"
    each = ", ".join(
        f"{name} {depth:g} km" for name, depth in zip(names, depths.values(), strict=True)
    )
    return f"{names[0]}–{names[1]}: {each} from the shared border"


def _counted(covered: "GeoDataFrame") -> str:
    from .geo.coverage import summary_line

    return summary_line(covered)


def _progress(depths: Iterable[float], label: str) -> Any:  # noqa: ANN401  # click has no public type
    return click.progressbar(depths, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
