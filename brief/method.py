"""Method, rules, sources, accuracies, hashes, and the caveats."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..readers.opener import NO_LICENCE
from ..words.language import Words
from .bands import regime_rows
from .document import Block, Cell, Heading, Paragraph, Table

if TYPE_CHECKING:
    from ..boundaries.disputes import Piece
    from .facts import Facts

__all__ = ["caveat_blocks", "method_blocks"]


def method_blocks(facts: "Facts", words: Words) -> Iterator[Block]:
    """Give the rules as sentences, and a table of what everything rests on."""
    say = words.say
    perpendicular = facts.zone.tripoint == "perpendicular"
    yield Heading(say("Method and sources"))
    for sentence in (
        say(
            "Distance is the geodesic distance on the WGS84 ellipsoid to the nearest point of"
            " the border."
        ),
        say(
            "A distance equal to the depth is inside; the status comes from the distance, never"
            " from what is drawn."
        ),
        say(
            "Inside: wherever in its circle (95 %) the unit is, it lies within the depth on"
            " bound land. Outside: it cannot lie there. Indeterminate: all else."
        ),
        say(
            "The zone lies on the land of the parties; lakes and rivers count as land. Third"
            " states are not bound and not counted."
        ),
        say(
            "Ends of the border: only land whose nearest border point is not a true end counts"
            " (perpendicular reading)."
        )
        if perpendicular
        else say("Ends of the border: any land within the depth counts (round reading)."),
    ):
        yield Paragraph(sentence, bullet=True)
    yield Table(say("What the figures rest on"), (), tuple(_rests_on(facts, words)), widths=(2, 5))
    yield Paragraph(say("To make it anew: {command}", command=facts.command))
    yield Paragraph(
        say(
            "A sealed case holds inputs and results with their hashes; whoever has it computes it"
            " anew with csbm verify."
        )
    )


def _rests_on(facts: "Facts", words: Words) -> Iterator[tuple[Cell, Cell]]:
    yield from regime_rows(facts, words)
    say, border = words.say, facts.zone.border
    source = border.source
    yield Cell(say("Border")), Cell(f"{border.name}, {words.km(words.number(border.length_km, 1))}")
    yield (
        Cell(say("Its source")),
        Cell(f"{source.title}, {source.release}, {source.licence}; {source.attribution}"),
    )
    yield (
        Cell(
            say("Its releases agree to (95 %)")
            if border.evidence is not None and not border.at_least_m
            else say("Radius (95 %)")
        ),
        Cell(say("{number} m", number=words.number(border.accuracy_m))),
    )
    for piece in border.disputes:
        yield Cell(say("Disputed land")), Cell(_disputed(piece, border.name, words))
    error = max(one.area_error_km2 for one in facts.sides)
    yield (
        Cell(say("Areas are drawn to")),
        Cell("± " + say("{number} km²", number=words.number(error, 1))),
    )
    yield (
        Cell(say("The border moves areas by at most")),
        Cell(
            "± "
            + say("{number} km²", number=words.number(max(s.line.at_most_km2 for s in facts.sides)))
        ),
    )
    for one in facts.sources:
        yield (
            Cell(say("List of units")),
            Cell(
                ", ".join(
                    part
                    for part in (one.get("title", ""), _licence(one.get("licence", ""), words))
                    if part
                )
            ),
        )
        if one.get("sha256"):
            yield Cell(say("SHA-256 of the list")), Cell(str(one["sha256"]))
    if facts.second_source:
        yield Cell(say("Second line")), Cell(facts.second_source)
    jitter = facts.comparison.jitter if facts.comparison is not None else None
    if jitter is not None:
        yield (
            Cell(say("Random displacement")),
            Cell(
                say(
                    "{draws} draws, seed {seed}",
                    draws=words.number(jitter.draws),
                    seed=str(jitter.seed),
                )
            ),
        )
    if line := facts.provenance.get("licence_line"):
        yield Cell("©"), Cell(str(line))
    yield Cell(say("Made by")), Cell(str(facts.provenance.get("made_by", "csbm")))
    yield Cell(say("Date")), Cell(words.day(str(facts.provenance.get("date", ""))))


def _licence(text: str, words: Words) -> str:
    """Return a licence; in words where the file states none."""
    return words.say("licence not stated") if text == NO_LICENCE else text


def caveat_blocks(facts: "Facts", words: Words) -> Iterator[Block]:
    """Give the caveats as sentences."""
    say = words.say
    yield Heading(say("Caveats"))
    for sentence in (
        say(
            "The lists hold only what public sources name; a unit that is not on them may be there."
        ),
        say("A count is of known units, not of all units."),
        say(
            "Positions are circles around a named place; a source that is wrong altogether is"
            " not covered."
        ),
        say("Names of units, places and sources stand as the lists have them."),
        say("Lines on this map are no statement on any legal claim."),
    ):
        yield Paragraph(sentence, bullet=True)
    if facts.left_out:
        yield Paragraph(
            say(
                "Rows of the list left out for their faults: {number}.",
                number=words.number(facts.left_out),
            ),
            bullet=True,
        )
    unsurveyed = tuple(dict.fromkeys(one.side for one in facts.sides if one.uncounted))
    if unsurveyed:
        yield Paragraph(
            say("Not surveyed, so without a count: {states}.", states=words.states(unsurveyed)),
            bullet=True,
        )


def _disputed(piece: "Piece", border: str, words: Words) -> str:
    """Say of a piece who holds and claims it: as the table words it, or in codes made words."""
    if words.language == "en":
        return piece.words
    told = [piece.name]
    if piece.holder.de_facto:
        told.append(words.say("held by {state}", state=words.state(piece.holder.de_facto)))
    if piece.holder.claims:
        told.append(words.say("claimed by {states}", states=words.states(piece.holder.claims)))
    if piece.un_document:
        told.append(f"{piece.un_document}, {piece.un_date}")
    told.append(
        words.say(
            "all of it, with sources: {command}", command=f"csbm borders {border} --provenance"
        )
    )
    return "; ".join(told)
