"""A comparison of depths as a table, CSV or JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..common.errors import UsageError
from ..units.levels import COUNT_WORDS
from ..words.language import Words, spoken
from ..words.named import survey_word
from .comparison_sections import sections
from .delivery import fitted_table, spoken_rows, with_foot, write_answer, write_rows
from .formats import TABLE, offered
from .provenance import provenance, radius_words
from .tables import csv_text, json_text

if TYPE_CHECKING:
    from ..geo.analysis.balance import DepthBalance, Tally
    from ..geo.analysis.comparison import Comparison
    from .values import Row

_SPARE: Final = (
    *("perpendicular_range", "third_state_km2", "perpendicular_units_in", "share_percent"),
    *("perpendicular_area_km2", "entering"),
)
"""Columns that a narrow terminal does without, the least needed first."""
_TALLIES: Final = (("kind", "by_kind"), ("branch", "by_branch"), ("echelon", "by_echelon"))
ONE_TABLE: Final = {
    "crossings": "--crossings",
    "step_km": "--step",
    "parity": "--parity",
    "against": "--against",
    "draws": "--jitter",
}
"""What a CSV can hold instead of the depths; one of them, for a CSV is one table."""


def one_table_formats() -> set[str]:
    """Return the formats that hold one table: all of rows but JSON, which holds everything."""
    return set(offered("rows")) - {TABLE, "json"}


def wanted_tables(fmt: str, **options: object) -> list[str]:
    """Return which tables are asked for, and refuse several in one CSV before any work is done.

    Parameters
    ----------
    fmt : str
        The format.
    **options
        As for `csbm.compare`; other names are passed over.

    Raises
    ------
    UsageError
        If the format holds one table and there are several.

    Examples
    --------
    >>> wanted_tables("csv", crossings=True, step_km=None, seed=1)
    ['--crossings']
    """
    named = [option for name, option in ONE_TABLE.items() if options.get(name)]
    if fmt in one_table_formats() and len(named) > 1:
        raise UsageError(
            f"a {fmt.upper()} holds one table: ask for one of {', '.join(named)}, or for JSON"
        )
    return named


def comparison_provenance(
    comparison: "Comparison",
    units_sources: Sequence[Mapping[str, str]],
    *,
    third_states: bool = False,
) -> dict[str, object]:
    """Return what every output of a comparison carries about itself.

    Parameters
    ----------
    comparison : Comparison
    units_sources : sequence of mapping
        ``frame.attrs["sources"]`` of the units.
    third_states : bool, optional
        Whether third states are shown.
    """
    from ..geo.zones.zone import Band

    extra: dict[str, object] = {"counted": COUNT_WORDS[comparison.count]}
    if comparison.sensitivity is not None:
        other = comparison.sensitivity.against
        extra["second_line"] = (
            f"{other.source.title}, {other.source.release}, {other.source.licence},"
            f" {other.length_km:.1f} km,"
            f" {radius_words(other.accuracy_reason)} {other.accuracy_m:g} m"
            f" ({other.accuracy_reason})"
        )
    if comparison.jitter is not None:
        one = comparison.jitter
        extra["random_displacement"] = f"{one.draws:,} draws, seed {one.seed}"
    parties = comparison.border.parties
    return provenance(
        border=comparison.border,
        bands=[Band(side, one.depth_km) for one in comparison.depths for side in parties],
        tripoint=comparison.tripoint,
        tolerance_m=comparison.tolerance_m,
        third_states=third_states,
        units_sources=units_sources,
        extra=extra,
    )


def write_comparison(
    comparison: "Comparison",
    path: Path | None,
    fmt: str,
    carried: Mapping[str, object],
    *,
    third_states: bool = False,
    balance_sheet: bool = False,
) -> None:
    """Write a comparison to the screen or a file: text, data or a picture.

    Parameters
    ----------
    comparison : Comparison
    path : Path or None
        ``None`` is the screen.
    fmt : str
        A format of rows, or svg, png, pdf.
    carried : mapping
        From `comparison_provenance`; in a table and a picture, else in the sidecar.
    third_states, balance_sheet : bool, optional
        As for `comparison_text`.
    """
    if fmt in {"svg", "png", "pdf"}:
        from .picture import write_picture

        assert path is not None
        write_picture(comparison, path, fmt, carried)
        return
    if fmt in one_table_formats():
        write_rows(_one_table(comparison), path, fmt, provenance=carried)
        return
    text = comparison_text(
        comparison,
        fmt,
        carried,
        third_states=third_states,
        balance_sheet=balance_sheet,
        path=path,
    )
    write_answer(text, path, None if fmt == "table" else carried)


def comparison_text(
    comparison: "Comparison",
    fmt: str,
    carried: Mapping[str, object],
    *,
    third_states: bool = False,
    balance_sheet: bool = False,
    path: Path | None = None,
) -> str:
    """Return a comparison in one of three forms.

    Parameters
    ----------
    comparison : Comparison
    fmt : {"table", "csv", "json"}
        CSV and JSON hold data only; the table carries its provenance below it. CSV has the
        depths, or in their stead what else was asked for (see `wanted_tables`).
    carried : mapping
        From `comparison_provenance`.
    third_states : bool, optional
        Whether the table names each third state's part.
    balance_sheet : bool, optional
        Whether the table has the whole balance sheet of each depth.
    path : Path, optional
        The file that the table goes to; on the screen one line of provenance stands below it.
    """
    if fmt == "json":
        return json_text(comparison.as_json())
    if fmt == "csv":
        return csv_text(_one_table(comparison))
    parts = [_depth_table(comparison, third_states=third_states)]
    if balance_sheet:
        parts += [_sheet(comparison, depth) for depth in comparison.depths]
    parts += list(sections(comparison))
    return with_foot("\n\n".join(parts), carried, path)


def _one_table(comparison: "Comparison") -> "list[Row]":
    if comparison.crossings is not None:
        return [one.row() for one in comparison.crossings]
    if comparison.curve is not None:
        return list(comparison.curve.rows())
    if comparison.parity:
        return [row for one in comparison.parity for row in one.rows()]
    if comparison.sensitivity is not None:
        return [asdict(flip) for flip in comparison.sensitivity.flips]
    if comparison.jitter is not None:
        return [asdict(chance) for chance in comparison.jitter.chances]
    return list(comparison.rows())


def _depth_rows(comparison: "Comparison") -> list[dict[str, Any]]:
    """Return the rows of the table of depths: what a depth has once stands in its first row."""
    rows = list(comparison.rows(totals=True))
    for row in rows:
        row["share_percent"] = row["share_of_land"] * 100
        low, high = row["perpendicular_low_km2"], row["perpendicular_high_km2"]
        row["perpendicular_range"] = f"({low:,.0f}–{high:,.0f})"
        row["entering"] = len(row["enters"].split(";")) if row["enters"] else 0
        if row["units_not_counted"]:
            why = survey_word(spoken(), row["units_not_counted"])
            row["units_in"], row["entering"] = why, None
        if row["side"] != rows[0]["side"]:
            row["depth_km"] = row["third_state_km2"] = row["disputed_km2"] = None
        if row["side"] != comparison.groups[1]:
            row["area_ratio"] = None
    return rows


def _heads(words: Words) -> dict[str, str]:
    say = words.say
    return {
        "depth_km": say("Depth, km"),
        "side": say("Side"),
        "area_km2": say("Area, km²"),
        "share_percent": say("% of land"),
        "perpendicular_area_km2": say("Perp. area, km²"),
        "perpendicular_range": say("(last 1–5 km straight)"),
        "units_in": say("Inside"),
        "units_indeterminate": say("Open"),
        "perpendicular_units_in": say("Perp. inside"),
        "entering": say("New"),
        "third_state_km2": say("Third states, km²"),
        "disputed_km2": say("Disputed, km²"),
        "area_ratio": say("Ratio"),
    }


def _codes(group: str) -> tuple[str, ...]:
    return tuple(group.split(","))


def _depth_table(comparison: "Comparison", *, third_states: bool) -> str:
    first, second = comparison.groups
    rows = _depth_rows(comparison)
    words = spoken()
    headers = _heads(words)
    columns = list(headers)
    if not any(row["disputed_km2"] for row in rows):
        columns.remove("disputed_km2")
    decimals = {"depth_km": 0, "share_percent": 1, "area_ratio": 2}
    if any(depth.depth_km % 1 for depth in comparison.depths):
        decimals["depth_km"] = 3
    text = fitted_table(
        spoken_rows(rows), columns=columns, headers=headers, decimals=decimals, spare=_SPARE
    )
    error = max(side.area_error_km2 for depth in comparison.depths for side in depth.sides)
    both = {"second": words.states(_codes(second)), "first": words.states(_codes(first))}
    notes = [
        words.say(
            "Ratio: area of {second} over that of {first}. New: not at the depth before.", **both
        ),
        words.say("Perp.: only land whose nearest border point is no true end counts."),
        words.say(
            "The drawn edge moves areas by at most {number} km².", number=words.number(error, 1)
        ),
        _line_note(comparison),
    ]
    if comparison.sure:
        notes.append(words.say("Only units that are inside beyond doubt are counted."))
    if third_states:
        for depth in comparison.depths:
            nobody = words.say("no state")
            each = ", ".join(
                f"{words.state(state) if state else nobody} {words.number(km2)}"
                for state, km2 in depth.third_state_km2.items()
            )
            reach = words.say(
                "{depth} km reaches into third states (km²): {each}.",
                depth=f"{depth.depth_km:g}",
                each=each or words.say("none"),
            )
            notes.append(reach)
    return "\n".join([text, "", *notes])


def _line_note(comparison: "Comparison") -> str:
    """Say how far the areas may be off because the border is not known better."""
    words = spoken()
    sides = [side for depth in comparison.depths for side in depth.totals]
    most = max(sides, key=lambda side: side.line.at_most_km2).line
    return words.say(
        "What is not known of the border moves them by at most {most} km², and by {each} km²"
        " if each 500 m of it is off for itself.",
        most=words.number(most.at_most_km2),
        each=words.number(most.independent_km2),
    )


def _sheet(comparison: "Comparison", depth: "DepthBalance") -> str:
    """Return the balance sheet of one depth: both sides line by line."""
    first, second = comparison.groups
    one, two = depth.totals
    low, high = depth.units_difference_range
    rows: list[Row] = [
        _line(
            "area km²",
            one.area_km2,
            two.area_km2,
            f"drawn to {depth.area_difference_error_km2:.1f}; the line"
            f" {depth.area_difference_line.independent_km2:,.0f} to"
            f" {depth.area_difference_line.at_most_km2:,.0f}",
        ),
        _line("perpendicular km²", one.perpendicular_area_km2, two.perpendicular_area_km2, ""),
        _line("% of land", one.share_of_land * 100, two.share_of_land * 100, ""),
        _line(
            "units",
            one.count,
            two.count,
            f"{low:+d} to {high:+d}"
            if depth.counted
            else "; ".join(f"{s.side}: {s.uncounted}" for s in depth.sides if s.uncounted),
        ),
        *(
            _line(f"units, {rule}", one.by_reading[rule][0], two.by_reading[rule][0], "")
            for rule in (one.by_reading if depth.counted else ())
        ),
    ]
    for heading, name in _TALLIES if depth.counted else ():
        rows += _lines(heading, name, (one.inside, two.inside), (one, two))
    for name in one.inside.declared if depth.counted else ():
        declares = [f"{side.inside.declaring[name]} of {side.inside.units}" for side in (one, two)]
        sums = [
            side.inside.declared[name] if side.inside.declaring[name] else None
            for side in (one, two)
        ]
        rows.append(
            _line(f"{name}, declared", sums[0], sums[1], f"declared by {' and '.join(declares)}")
        )
    trained = one.training, two.training
    if any(land.areas or land.points for land in trained):
        points = [str(land.points) for land in trained]
        sure = f"± {sum(land.error_km2 for land in trained):.1f}"
        if any(land.points for land in trained):
            sure += f"; {' and '.join(points)} known as points only"
        rows.append(_line("training areas km²", trained[0].area_km2, trained[1].area_km2, sure))
    table = fitted_table(
        rows,
        columns=["what", "first", "second", "ratio", "difference", "certainty"],
        headers={
            "what": f"up to {depth.depth_km:g} km",
            "first": first,
            "second": second,
            "ratio": f"{second} / {first}",
            "difference": f"{second} − {first}",
            "certainty": "uncertainty",
        },
        decimals={"ratio": 2},
    )
    return (
        f"{table}\n\n"
        "Units: those in; uncertainty: what indeterminate units may make of the difference.\n"
        "Areas: how far the drawn edge may move the difference, then what is not known of the"
        " border may: each 500 m of it off for itself, to all of it off the same way."
    )


def _lines(
    heading: str, name: str, inside: tuple["Tally", "Tally"], sides: Sequence[Any]
) -> "list[Row]":
    found: list[dict[str, int]] = [getattr(tally, name) for tally in inside]
    unsure: list[dict[str, int]] = [getattr(side.indeterminate, name) for side in sides]
    keys = sorted({key for counts in [*found, *unsure] for key in counts})
    rows = []
    for key in keys:
        one, two = (counts.get(key, 0) for counts in found)
        low = two - one - unsure[0].get(key, 0)
        high = two - one + unsure[1].get(key, 0)
        rows.append(_line(f"{heading}: {key}", one, two, f"{low:+d} to {high:+d}"))
    return rows


def _line(what: str, one: float | None, two: float | None, certainty: str) -> "Row":
    difference = two - one if one is not None and two is not None else None

    def shown(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{value:,.1f}" if isinstance(value, float) and value < 100 else f"{value:,.0f}"

    return {
        "what": what,
        "first": shown(one).rjust(8),
        "second": shown(two).rjust(8),
        "ratio": two / one if one and two is not None else None,
        "difference": shown(difference).rjust(8),
        "certainty": certainty,
    }
