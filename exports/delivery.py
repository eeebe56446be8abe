"""How a result is handed over: on the screen, or in a file with its sidecar beside it."""

import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import InputError, UsageError
from ..common.files import is_streamed
from ..common.words import printable_lines
from ..words.language import spoken
from ..words.named import ROLES
from .formats import FORMATS, TABLE, Content, takes_a_stream, write
from .provenance import WHOLE, own_lines, provenance_line, provenance_lines
from .sidecar import sidecar_path, write_sidecar
from .tables import EXCEL, format_table, write_text
from .vectors import Feature, features_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from .values import Row


def check_target(path: Path | None, inputs: Sequence[str], *, no_clobber: bool) -> None:
    """Refuse a file that cannot or must not be written, before any work is done.

    Parameters
    ----------
    path : Path or None
        Where the result is to go; ``None`` is the screen.
    inputs : sequence of str
        The files that are read, which are never written over, not by a sidecar either.
    no_clobber : bool
        Whether a file that is there already stays.

    Raises
    ------
    UsageError
        If the file is one of the inputs, or there already with ``no_clobber``.
    InputError
        If it is a folder, or its folder is not there.
    """
    if path is None:
        return
    if "\0" in str(path):
        raise UsageError("the output's name has a zero byte; no file can be called so")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give a file name")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    for target in (path, sidecar_path(path)):
        for given in inputs:
            with suppress(OSError):
                if target.exists() and target.samefile(given):
                    raise UsageError(f"{target}: is one of the inputs; write to another file")
    if no_clobber and path.exists():
        raise UsageError(f"{path}: is there already (--no-clobber)")


def choose_format(path: Path | None, fmt: str | None, formats: Sequence[str]) -> str:
    """Return the format: by the ending of the file, or as asked, else a table.

    Raises
    ------
    UsageError
        If neither says it, both do and differ, or the format needs a file of its ending.

    Examples
    --------
    >>> choose_format(Path("zone.kml"), None, ("table", "geojson", "kml"))
    'kml'
    """
    if EXCEL.get() is not None and (path.suffix.lower() if path else f".{fmt}") != ".csv":
        raise UsageError("--excel is for CSV: add -o FILE.csv or --format csv")
    if path is None:
        if fmt is None:
            return "table"
        return _of_a_stream(fmt, formats)
    ending = path.suffix.lower().removeprefix(".")
    known_by = {one: fmt.name for fmt in FORMATS.values() for one in fmt.endings}
    by_ending = known_by.get(f".{ending}", TABLE if ending == "txt" else ending)
    if by_ending == "json" and "json" not in formats and "geojson" in formats:
        by_ending = "geojson"
    known = ", ".join(f".{name}" for name in formats if name != "table")
    if fmt is None:
        if by_ending not in formats:
            has = f"no format for the ending {path.suffix!r}" if ending else "has no ending"
            raise UsageError(f"{path}: {has}; there are {known}")
        return by_ending
    if by_ending != fmt and (by_ending in formats or not takes_a_stream(fmt)):
        raise UsageError(f"{path}: its ending and --format {fmt} differ; leave one out")
    return fmt


def _of_a_stream(fmt: str, formats: Sequence[str]) -> str:
    """Return the format that goes to the screen."""
    if fmt not in formats:
        if fmt == "json" and "geojson" in formats:
            return "geojson"
        raise UsageError(f"--format {fmt} is none of this; there are {', '.join(formats)}")
    if not takes_a_stream(fmt):
        raise UsageError(f"--format {fmt} needs a file: add -o FILE.{fmt}")
    return fmt


def write_answer(
    text: str, path: Path | None, provenance: Mapping[str, object] | None = None
) -> None:
    """Write a finished text to the screen, or to a file and its provenance to the sidecar."""
    data = text.startswith(("{", "["))  # JSON is as it is; a table is for eyes
    write_text(text if path or data else printable_lines(text), path or sys.stdout)
    if path and provenance and not is_streamed(path):
        write_sidecar(path, provenance)


def write_rows(
    rows: "Iterable[Row] | GeoDataFrame",
    path: Path | None,
    fmt: str,
    *,
    provenance: Mapping[str, object],
    columns: Sequence[str] | None = None,
    table: str = "",
    sides: Sequence[str] = (),
) -> None:
    """Write rows as a table, as data, or as features.

    Parameters
    ----------
    rows : iterable of mapping, or GeoDataFrame
    path : Path or None
        ``None`` is the screen.
    fmt : str
        From `choose_format`.
    provenance : mapping
        From `provenance.provenance`.
    columns : sequence of str, optional
        Columns of CSV, JSON, XLSX, Markdown and GeoParquet.
    table : str, optional
        The finished table, for the format ``table``.
    sides : sequence of str, optional
        The two parties, for colours.
    """
    if fmt == TABLE:
        write_answer(with_foot(table, provenance, path), path)
        return
    chosen = FORMATS[fmt]
    content = Content(
        rows,
        layer="csbm-units" if hasattr(rows, "geometry") else "csbm",
        columns=None if chosen.holds == "shapes" else columns,
        provenance=provenance,
        sides=sides,
    )
    write(content, path or sys.stdout, chosen)


def write_units(units: "GeoDataFrame", path: Path | None, fmt: str) -> None:
    """Write a list of units in the schema's own form: every column, then those of the file."""
    from .provenance import provenance

    carried = provenance(units_sources=units.attrs.get("sources", ()))
    write_rows(units, path, fmt, provenance=carried)


def unit_columns(rows: "GeoDataFrame", *, marked: bool) -> list[str]:
    """Return what a table of a coverage is written with: its own columns, then others'.

    The other columns of the schema follow where any row says something in them (evidence, notes,
    parent, strengths); those that a file has besides, and those that only units with an area have,
    come last.

    Parameters
    ----------
    rows : GeoDataFrame
        From `coverage`.
    marked : bool
        Whether the state of the sources is written too.
    """
    from ..geo.zones.coverage import COLUMNS
    from ..readers.headers import ORIGIN_COLUMNS
    from ..units.gather import STATE_COLUMN
    from ..units.schema import COLUMNS as SCHEMA

    known = {*COLUMNS, *SCHEMA, *ORIGIN_COLUMNS, STATE_COLUMN, "geometry"}
    own = [str(name) for name in rows.columns if name not in known]
    told = [name for name in SCHEMA if name not in COLUMNS and _says_something(rows, name)]
    return [*COLUMNS, *told, *own, *([STATE_COLUMN] if marked else [])]


def _says_something(rows: "GeoDataFrame", name: str) -> bool:
    return name in rows and bool((rows[name].notna() & (rows[name].astype(str) != "")).any())


def write_features(
    features: "Iterable[Feature] | GeoDataFrame",
    path: Path | None,
    fmt: str,
    *,
    layer: str,
    provenance: Mapping[str, object],
    sides: Sequence[str] = (),
    full_precision: bool = False,
) -> None:
    """Write features as a table of their properties or as a vector file.

    Parameters
    ----------
    features : iterable of (geometry, properties), or GeoDataFrame
    path, fmt, provenance, sides
        As for `write_rows`.
    layer : str
        The layer's name.
    full_precision : bool, optional
        Write every coordinate in full, so that it reads back bit for bit.
    """
    if fmt == TABLE:
        rows = [properties for _, properties in features_of(features)]
        small = any(0 < float(row.get("area_km2", 0)) < 100 for row in rows)
        table = fitted_table(
            spoken_rows(rows),
            headers=spoken_heads(),
            decimals={"area_km2": 3} if small else None,
        )
        write_answer(with_foot(table, provenance, path), path)
        return
    content = Content(
        features, layer, provenance=provenance, sides=sides, full_precision=full_precision
    )
    write(content, path or sys.stdout, FORMATS[fmt])


def with_foot(table: str, provenance: Mapping[str, object], path: Path | None = None) -> str:
    """Return a table with what it rests on below it: all in a file, a line on the screen."""
    whole = path is not None or WHOLE.get()
    short = [*own_lines(provenance), provenance_line(provenance)]
    foot = provenance_lines(provenance) if whole else short
    return "\n".join([table, "", *foot, ""])


def spoken_heads() -> dict[str, str]:
    """Return the heads of a zone's and a border's table, in the language that tables speak."""
    words = spoken()
    if words.language == "en":
        return {}
    return {
        "side": words.say("Side"),
        "category": words.say("band"),
        "min_km": words.say("from km"),
        "depth_km": words.say("Depth, km"),
        "area_km2": words.say("Area, km²"),
        "role": words.say("role"),
        "parties": words.say("Border"),
        "length_km": words.say("Length, km"),
        "one_edge_km": words.say("with one edge, km"),
        "source": words.say("Its source"),
        "release": words.say("release"),
        "accuracy_m": words.say("Repeats to, m"),
        "known_m": words.say("Known to, m"),
        "area_drawn_error_km2": words.say("± drawn, km²"),
        "area_line_at_most_km2": words.say("± line at most, km²"),
        "area_line_independent_km2": words.say("± line, km²"),
    }


def side_words(side: str) -> str:
    """Return a side by the names of its states; of a group all of them, of disputed land each.

    Examples
    --------
    >>> side_words("BLR"), side_words("LTU,POL"), side_words("GEO/RUS")
    ('Belarus', 'Lithuania, Poland', 'Georgia / Russia')
    """
    words = spoken()
    groups = (words.states(tuple(part.split(","))) for part in side.split("/"))
    return words.say("disputed") if side == "disputed" else " / ".join(groups)


def spoken_rows(rows: "Iterable[Row]") -> "list[Row]":
    """Return rows for people: states and roles in words."""
    words = spoken()
    told: list[Row] = []
    for row in rows:
        said = dict(row)
        if "side" in said:
            said["side"] = side_words(str(said["side"]))
        if said.get("role") in ROLES:
            said["role"] = words.say(ROLES[said["role"]])
        told.append(said)
    return told


def fitted_table(
    rows: "Iterable[Row] | GeoDataFrame",
    *,
    columns: Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    right: Collection[str] = (),
    spare: Sequence[str] = (),
) -> str:
    """Return a table that fits the terminal, where there is one; parameters as `format_table`."""
    return format_table(
        rows if hasattr(rows, "columns") else list(rows),
        columns=columns,
        headers=headers,
        decimals={"position_accuracy_m": 0, **(decimals or {})},
        right=right,
        room=shutil.get_terminal_size().columns if sys.stdout.isatty() else None,
        spare=spare,
    )


def zone_name(zone: "InspectionZone") -> str:
    """Return the name of a zone for files: BLR-POL-80km, BLR80km-POL50km, or a regime's id."""
    if zone.regime is not None:
        several = len(zone.regime.line.borders) > 1
        return "-".join([zone.regime.id, *([zone.border.file_name] if several else ())])
    depths = zone.depths_km
    if len(set(depths.values())) == 1:
        return f"{zone.border.file_name}-{zone.depth_km:g}km"
    return "-".join(f"{party}{depth:g}km" for party, depth in depths.items())


def zone_provenance(
    zone: "InspectionZone",
    units: "GeoDataFrame | None" = None,
    *,
    third_states: bool = False,
    extra: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return what every output of a zone carries about itself, and what is ``extra`` to it."""
    from .provenance import provenance, regime_facts

    carried: dict[str, object] = dict(extra or {})
    if zone.regime is not None:
        carried["regime"] = regime_facts(zone.regime)
    if zone.segments:
        carried["parts_of_the_line"] = (
            "bands of a part of the border take in the land whose nearest border point is on it"
        )
    if units is not None and (count := units.attrs.get("left_out")):
        carried["rows_left_out"] = f"{count} of the lists, for their faults"
    if zone.exclusions:
        carried["left_out"] = [exclusion.name for exclusion in zone.exclusions]
    return provenance(
        border=zone.border,
        bands=zone.bands,
        tripoint=zone.tripoint,
        tolerance_m=zone.tolerance_m,
        third_states=third_states,
        own_lines=bool(zone.lines),
        units_sources=units.attrs.get("sources", ()) if units is not None else (),
        extra=carried,
    )
