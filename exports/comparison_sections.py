"""What was asked of a comparison besides the depths, each as a section of text."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..units.levels import COUNTS
from ..units.schema import STATES
from ..words.counts import count_word
from ..words.language import spoken
from ..words.named import kind_word, survey_word
from .comparison_doubts import jitter_section, sensitivity_section
from .delivery import fitted_table, spoken_rows

if TYPE_CHECKING:
    from ..geo.analysis.comparison import Comparison
    from ..geo.analysis.parity import Parity

_SHOWN_PAIRS: Final = 40
_APART: Final = ("subunit", "site", "border_guard", "with_parent")


def sections(comparison: "Comparison") -> Iterator[str]:
    """Give a section of text for each thing that was asked for besides the depths.

    Parameters
    ----------
    comparison : Comparison
    """
    if comparison.count != "all" or any(
        set(side.mix) - {"unit"} for depth in comparison.depths for side in depth.sides
    ):
        yield _mix(comparison)
    if comparison.pieces:
        yield _pieces(comparison)
    if comparison.crossings is not None:
        yield _crossings(comparison)
    if comparison.curve is not None:
        yield _curve(comparison)
    for one in comparison.parity:
        yield _parity(one)
    if comparison.not_balanced:
        why = "; ".join(f"{side}: {word}" for side, word in comparison.uncounted.items())
        yield f"Parity of {', '.join(comparison.not_balanced)}: none can be said ({why})."
    if comparison.sensitivity is not None:
        yield sensitivity_section(comparison.sensitivity)
    if comparison.jitter is not None:
        yield jitter_section(comparison.jitter)


def _mix(comparison: "Comparison") -> str:
    """Return what stands inside, each kind for itself; what is counted is one column of it."""
    words = spoken()
    say = words.say
    rows: list[dict[str, Any]] = []
    for depth in comparison.depths:
        for number, side in enumerate(depth.sides):
            sure = {name: both[0] for name, both in side.mix.items()}
            row: dict[str, Any] = {
                "shown_km": None if number else depth.depth_km,
                "side": side.side,
                "units": sum(sure.get(name, 0) for name in COUNTS["units"]),
                "regular": sum(sure.get(name, 0) for name in COUNTS["regular"]),
                **{name: sure.get(name, 0) for name in _APART},
                "not_active": sum(sure.get(name, 0) for name in STATES[1:]),
                "inferred": side.inside.inferred,
            }
            if side.uncounted:
                row |= dict.fromkeys(list(row)[3:])
                row["units"] = survey_word(words, side.uncounted)
            rows.append(row)
    headers = {
        "shown_km": say("Depth, km"),
        "side": say("Side"),
        "units": say("formations and units"),
        "regular": say("without territorial"),
        "subunit": say("subunits away"),
        "site": say("sites"),
        "border_guard": say("border guard"),
        "with_parent": say("subunits with parent"),
        "not_active": say("not active"),
        "inferred": say("counted, inferred"),
    }
    table = fitted_table(
        spoken_rows(rows), columns=list(headers), headers=headers, decimals={"shown_km": 0}
    )
    what = count_word(words, comparison.count)
    lines = (
        say("Counted above: {what} (--count takes others).", what=what),
        say(
            "Units are brigades, regiments, wings; subunits away stand elsewhere than their parent."
        ),
    )
    title = say("What stands inside, each for itself")
    return f"{title}\n\n{table}\n\n" + "\n".join(lines)


def _pieces(comparison: "Comparison") -> str:
    words = spoken()
    say = words.say
    rows = [asdict(one) for one in comparison.pieces]
    for row, before in zip(rows, [None, *rows], strict=False):
        same = before is not None and before["depth_km"] == row["depth_km"]
        if row["units_in"] is None:
            row["units_in"] = survey_word(words, comparison.uncounted.get(str(row["side"]), ""))
        row["shown_km"] = None if same else row["depth_km"]
    headers = {
        "shown_km": say("Depth, km"),
        "side": say("Side"),
        "border": say("Border"),
        "area_km2": say("Area, km²"),
        "shared_km2": say("Overlap, km²"),
        "units_in": say("Inside"),
        "units_indeterminate": say("Open"),
    }
    table = fitted_table(
        spoken_rows(rows), columns=list(headers), headers=headers, decimals={"shown_km": 0}
    )
    told = say(
        "Area: the side's land within the depth of this border alone. Overlap: how much more these"
        " areas of a side are together than its part of the zone. Units: those that this border is"
        " nearest to; each counts once."
    )
    return f"{say('What each border brings')}\n\n{table}\n\n{told}"


def _crossings(comparison: "Comparison") -> str:
    words = spoken()
    say = words.say
    rows: list[dict[str, Any]] = []
    for one in comparison.crossings or ():
        row = one.row()
        doubt_km = one.enters_to_km - one.distance_km
        row["inside_from"] = (
            say("never certain")
            if np.isinf(one.enters_to_km)
            else words.within(one.enters_to_km, doubt_km)
        )
        row["outside_below"] = words.within(one.enters_from_km, doubt_km)
        row["distance"] = words.within(one.distance_km, doubt_km)
        row["number_on_side"] = one.number_on_side or ""
        doubts = (
            "" if one.side_certain else say("Side"),
            "" if one.tripoint_certain else say("end of the border"),
        )
        row["unsure"] = ", ".join(filter(None, doubts))
        row["kind"] = kind_word(words, row["kind"]) if words.language != "en" else row["kind"]
        rows.append(row)
    headers = {
        "inside_from": say("Inside from, km"),
        "outside_below": say("Outside below, km"),
        "distance": say("Distance, km"),
        "side": say("Side"),
        "number_on_side": say("No."),
        "name": say("Unit"),
        "kind": say("Kind"),
        "id": "id",
        "unsure": say("uncertain"),
    }
    table = fitted_table(
        spoken_rows(rows),
        columns=list(headers),
        headers=headers,
        right=("inside_from", "outside_below", "distance"),
        spare=("id", "kind", "unsure", "number_on_side", "distance"),
    )
    title = say("When each unit comes in ({number})", number=str(len(rows)))
    told = say(
        "Inside from the first depth on, outside below the second, indeterminate between them."
        " No.: how many of its side are inside at that depth."
    )
    return f"{title}\n\n{table}\n\n{told}"


def _curve(comparison: "Comparison") -> str:
    curve = comparison.curve
    assert curve is not None
    say = spoken().say
    rows: list[dict[str, Any]] = []
    columns = ["depth_km"]
    headers = {"depth_km": say("Depth, km")}
    for place, depth in enumerate(curve.depths_km.tolist()):
        row: dict[str, Any] = {"depth_km": depth}
        for number, side in enumerate(curve.parties):
            row[f"{side}_km2"] = float(curve.area_km2[place, number])
            row[f"{side}_error"] = float(curve.area_error_km2[place, number])
            row[f"{side}_in"] = int(curve.units_in[place, number])
            row[f"{side}_indet"] = int(curve.units_indeterminate[place, number])
        rows.append(row)
    decimals = {}
    for side in curve.parties:
        columns += [f"{side}_km2", f"{side}_error", f"{side}_in", f"{side}_indet"]
        headers |= {
            f"{side}_km2": f"{side} km²",
            f"{side}_error": "±",
            f"{side}_in": f"{side} {say('inside')}",
            f"{side}_indet": say("Open"),
        }
        decimals[f"{side}_error"] = 0
    table = fitted_table(rows, columns=columns, headers=headers, decimals=decimals)
    title = say("From 0 to {depth} km", depth=f"{curve.depths_km[-1]:g}")
    told = say(
        "±: 95 % interval of the area; these areas are sampled, those of the depths above drawn."
    )
    return f"{title}\n\n{table}\n\n{told}"


def _parity(one: "Parity") -> str:
    first, second = one.parties
    counts = one.quantity != "area"
    low, high = one.bounds_km
    best = set(one.best)
    pairs = [pair for pair in one.pairs if counts or not pair.first_from_km % 10]
    rows = [
        {
            "first_depth": _span(pair.first_from_km, pair.first_to_km),
            "second_depth": _span(pair.second_from_km, pair.second_to_km)
            + (f" ± {pair.second_error_km:.2f}" if pair.second_error_km else ""),
            "first": f"{pair.first:,.0f}",
            "second": f"{pair.second:,.0f}",
            "difference": f"{round(pair.difference) + 0:+,}",
            "range": f"{pair.difference_low:+,.0f} to {pair.difference_high:+,.0f}",
            "best": "best" if pair in best else "",
        }
        for pair in pairs
    ]
    table = fitted_table(
        rows[:_SHOWN_PAIRS],
        headers={
            "first_depth": f"{first} km",
            "second_depth": f"{second} km",
            "first": f"{first} {one.unit}",
            "second": f"{second} {one.unit}",
            "difference": f"{second} − {first}",
            "range": "range",
            "best": "",
        },
    )
    lines = [f"Parity of {one.quantity}, {low:g} to {high:g} km", "", table, ""]
    if len(pairs) < len(one.pairs) or len(rows) > _SHOWN_PAIRS:
        lines.append(f"All {len(one.pairs)} rows are in JSON and CSV.")
    for words, pair in (("deepest", one.deepest), ("of most equal depths", one.most_equal)):
        if pair is not None:
            lines.append(
                f"The best pair {words}: {first} {_span(pair.first_from_km, pair.first_to_km)} km,"
                f" {second} {_span(pair.second_from_km, pair.second_to_km)} km."
            )
    for words, depths in (
        ("smallest difference", one.same_depth),
        ("ratio nearest to 1", one.same_depth_ratio),
    ):
        each = "; ".join(
            f"{_span(same.from_km, same.to_km)} km ({same.first:,.0f} and {same.second:,.0f},"
            f" difference {same.difference_low:+,.0f} to {same.difference_high:+,.0f})"
            for same in depths
        )
        lines.append(f"One depth for both, {words}: {each or 'none, for there is nothing'}.")
    if any(one.undeclared):
        lines.append(
            f"Not declared by {one.undeclared[0]} units of {first} and {one.undeclared[1]} of"
            f" {second} up to {high:g} km; they count nothing here."
        )
    return "\n".join(lines)


def _span(start: float, stop: float) -> str:
    return f"{start:.2f}" if start == stop else f"{start:.2f}–{stop:.2f}"
