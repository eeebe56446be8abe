"""A dossier for each borderline unit: where it may be, what decides, what would settle it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..words.language import Words
from ..words.named import grade_word, holder_word, status_word
from .document import Block, Cell, Heading, Paragraph, Picture, Table
from .pictures import Town, close_map

if TYPE_CHECKING:
    from .facts import Borderline, Facts

__all__ = ["borderline_blocks"]

Numbered = Callable[[str, str, str], tuple[int, ...]]


def borderline_blocks(
    facts: "Facts", words: Words, towns: Sequence[Town], number: Numbered
) -> Iterator[Block]:
    """Give the dossiers.

    Parameters
    ----------
    facts : Facts
    words : Words
    towns : sequence of Town
    number : callable
        From a source's title, date and address to its note.
    """
    say = words.say
    yield Heading(say("Borderline units"))
    if not facts.borderline:
        yield Paragraph(say("No unit is indeterminate."))
        return
    yield Paragraph(
        say(
            "A unit is indeterminate where its circle (95 %) reaches across the edge of the"
            " zone, or"
            " where it cannot be told whose land it stands on."
        )
    )
    for one in facts.borderline:
        row = one.row
        name = words.short_unit(str(row["name"]), facts.local_names.get(str(row["id"]), ""))
        yield Heading(name, level=2)
        yield Picture(
            say("{name}: its circle and the edge of the zone", name=name),
            say(
                "Close map: the position, a circle that holds the true place with 95 %, the border"
                " and the edge of the zone"
            ),
            close_map(facts, one, towns, words),
            width_cm=9.5,
        )
        yield Table("", (), tuple(_facts(facts, one, words, number)), widths=(2, 5))
        yield Paragraph(_settled(facts, one, words))
        yield Paragraph(_objection(one, words))


def _facts(
    facts: "Facts", one: "Borderline", words: Words, number: Numbered
) -> Iterator[tuple[Cell, Cell]]:
    say, row = words.say, one.row
    accuracy_km = float(row["position_accuracy_m"]) / 1000
    border_km = _border_m(facts, one) / 1000
    source = number(*(str(row[f"source_{part}"] or "") for part in ("title", "date", "url")))
    yield (
        Cell(say("Distance")),
        Cell(words.kilometres(float(row["distance_km"]), accuracy_km + border_km), source),
    )
    if facts.comparison is None:
        yield Cell(say("Band")), Cell(str(row["category"]))
    yield Cell(say("Depth on this side")), Cell(words.km(words.number(float(row["depth_km"]))))
    yield (
        Cell(say("Position")),
        Cell(f"{words.number(float(row['lat']), 3)}, {words.number(float(row['lon']), 3)}"),
    )
    yield (
        Cell(say("Nearest point of the border")),
        Cell(
            f"{words.number(float(row['nearest_lat']), 4)},"
            f" {words.number(float(row['nearest_lon']), 4)}"
        ),
    )
    if one.run is not None:
        name = f"{one.run.border} " if one.run.border else ""
        yield (
            Cell(say("How well the border is known there")),
            Cell(
                say(
                    "{border}km {low} to {high}: within {radius} m; {grade}",
                    border=name,
                    low=words.number(one.run.from_km, 1),
                    high=words.number(one.run.to_km, 1),
                    radius=words.number(one.run.bound_m),
                    grade=grade_word(words, one.run.grade),
                )
            ),
        )
    holders = tuple(str(row["possible_holders"] or "").split(";"))
    yield (
        Cell(say("May stand on the land of")),
        Cell(", ".join(holder_word(words, holder.strip()) for holder in holders if holder)),
    )
    if one.second_km is not None:
        yield (
            Cell(say("By the second line")),
            Cell(
                f"{words.km(words.number(one.second_km, 1))}:"
                f" {status_word(words, one.second_status)}"
            ),
        )
    if one.chance is not None:
        yield (
            Cell(say("Chance that it is inside")),
            Cell(
                f"{words.number(one.chance.chance_in * 100)} ±"
                f" {words.number(max(one.chance.chance_error * 100, 1))} %"
            ),
        )
    if one.crossing is not None and one.crossing.enters_to_km < float("inf"):
        yield (
            Cell(say("At other depths")),
            Cell(
                say(
                    "inside from {inside} km, outside below {outside} km",
                    inside=words.number(one.crossing.enters_to_km, 1),
                    outside=words.number(one.crossing.enters_from_km, 1),
                )
            ),
        )


def _border_m(facts: "Facts", one: "Borderline") -> float:
    """Return how well the border is known where it decides, metres."""
    return facts.zone.border.accuracy_m if one.run is None else one.run.bound_m


def _settled(facts: "Facts", one: "Borderline", words: Words) -> str:
    """Say what would settle it."""
    needed_m = abs(float(one.row["margin_km"])) * 1000 - _border_m(facts, one)
    if one.row["side_certain"] and needed_m > 0:
        return words.say(
            "What would settle it: this position, if it were known to {radius} km or better"
            " (today {now} km).",
            radius=words.number(needed_m / 1000, 1),
            now=words.number(float(one.row["position_accuracy_m"]) / 1000),
        )
    return words.say("What would settle it: the unit's exact place, from a source that names it.")


def _objection(one: "Borderline", words: Words) -> str:
    """Say how to answer who holds that the unit is certainly inside, or outside."""
    if float(one.row["margin_km"]) >= 0:
        return words.say(
            "How to answer an objection: the place that is given lies inside, but its uncertainty"
            " does not allow to say so of the unit; it is counted neither as inside nor as outside."
        )
    return words.say(
        "How to answer an objection: the place that is given lies outside, but its uncertainty"
        " does not allow to say so of the unit; it is counted neither as inside nor as outside."
    )
