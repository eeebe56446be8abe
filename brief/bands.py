"""A zone of several bands: the answer, the bands and the units of each, in place of one depth."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..words.language import Words
from ..words.named import holder_word, survey_word
from .document import Block, Cell, Heading, Paragraph, Table

if TYPE_CHECKING:
    from .facts import Facts, SideFacts

__all__ = ["band_answer", "band_table", "band_words", "regime_rows"]


def band_words(one: "SideFacts", words: Words) -> str:
    """Return a band's category and its distances."""
    low, high = (words.number(km, 0 if km == round(km) else 1) for km in (one.min_km, one.depth_km))
    span = words.say("{low} to {high} km", low=low, high=high) if one.min_km else words.km(high)
    return span if one.category == "all" else f"{one.category}, {span}"


def band_answer(facts: "Facts", words: Words) -> Iterator[Block]:
    """Give the question and the answer: per side and band what is inside."""
    say = words.say
    regime = facts.zone.regime
    yield Heading(say("Question and answer"))
    yield Paragraph(
        say(
            "Question: which known units stand in the bands of this agreement or proposal: {name}?",
            name=regime.name if regime is not None else facts.zone.border.name,
        )
    )
    yield Paragraph(
        say("Units on the list of {day}, by side and band:", day=words.day(facts.as_of))
    )
    for one in facts.sides:
        counts = (
            survey_word(words, one.uncounted)
            if one.uncounted
            else say(
                "{inside} inside, {open} indeterminate",
                inside=words.number(one.inside.units),
                open=words.number(one.indeterminate.units),
            )
        )
        yield Paragraph(
            f"{holder_word(words, one.side)}, {band_words(one, words)}: {counts}", bullet=True
        )
    if regime is not None:
        yield Paragraph(
            say("A source that states the depth was read.")
            if regime.known["depth"]
            else say("No source that states the depth was read; the figures rest on a table only.")
        )
    yield Paragraph(
        say("Each band counts by itself: a unit may be inside one and outside another.")
    )


def band_table(facts: "Facts", words: Words) -> Iterator[Block]:
    """Give area and counts of every band."""
    say = words.say
    yield Heading(say("The bands"))
    yield Table(
        say("Area and units by side and band"),
        (say("Side"), say("Band"), say("Area, km²"), say("Inside"), say("Indeterminate")),
        tuple(
            (
                Cell(holder_word(words, one.side)),
                Cell(band_words(one, words)),
                Cell(words.number(one.area_km2)),
                Cell(survey_word(words, one.uncounted) or words.number(one.inside.units)),
                Cell("" if one.uncounted else words.number(one.indeterminate.units)),
            )
            for one in facts.sides
        ),
        numeric=frozenset({2, 3, 4}),
        widths=(3, 4, 2, 3, 3),
    )
    if facts.zone.exclusions:
        named = ", ".join(one.name for one in facts.zone.exclusions)
        yield Paragraph(say("Left out of the zone: {names}.", names=named))
    if not facts.counted:
        yield Paragraph(say("Of a state that was not surveyed no count is told; it is not zero."))


def regime_rows(facts: "Facts", words: Words) -> Iterator[tuple[Cell, Cell]]:
    """Give what the depth table rests on."""
    regime = facts.zone.regime
    if regime is None:
        return
    say = words.say
    yield Cell(say("Agreement or proposal")), Cell(f"{regime.name} ({regime.id})")
    if regime.sha256:
        yield Cell(say("SHA-256 of its file")), Cell(regime.sha256)
    for source in regime.sources:
        told = ", ".join(part for part in (source.title, source.url) if part)
        yield Cell(say("Its source")), Cell(told)
