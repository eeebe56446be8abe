"""From figures and words to the document: what stands in which order."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..units.levels import CLASSES, COUNT_WORDS
from ..words.language import Words
from ..words.languages import LANGUAGES
from ..words.named import class_word, holder_word, kind_word, level_word, status_word, survey_word
from .bands import band_answer, band_table
from .borderline import borderline_blocks
from .document import (
    Block,
    Cell,
    Contents,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Picture,
    Table,
)
from .method import caveat_blocks, method_blocks
from .pictures import Town, curve_picture, overview

if TYPE_CHECKING:
    from .facts import Facts, SideFacts

__all__ = ["composed"]

_MOST_ENTERING: Final = 60


def composed(facts: "Facts", words: Words, towns: Sequence[Town] = ()) -> Document:
    """Return the document of a zone in one language.

    Parameters
    ----------
    facts : Facts
    words : Words
    towns : sequence of Town, optional
        That maps may label, the largest first.
    """
    say = words.say
    border = facts.zone.border
    title = say(
        "{states}: {depth} from the border", states=_line(facts, words), depth=_depth(facts, words)
    )
    banded = facts.comparison is None
    if banded and facts.zone.regime is not None:
        title = f"{_line(facts, words)}: {facts.zone.regime.name}"
    sources = _Sources()
    listed = _units(facts, words, sources)
    blocks = [
        *_unread(words),
        *(band_answer if banded else _answer)(facts, words),
        Contents(say("Contents")),
        Heading(say("Map")),
        Picture(
            say("The zone and the units inside or indeterminate"),
            say(
                "Map of the zone on both sides of the border, with the units inside and those that"
                " are indeterminate"
            ),
            overview(facts, towns, words),
            width_cm=12.0 if _is_tall(facts) else 16.0,
        ),
        *(band_table if banded else _sides)(facts, words),
        *_depths(facts, words),
        *listed,
        *borderline_blocks(facts, words, towns, sources.number),
        *method_blocks(facts, words),
        *caveat_blocks(facts, words),
    ]
    if notes := sources.told(words):
        blocks += [Heading(say("Sources of the units")), Notes(notes)]
    made = str(facts.provenance.get("made_by", "csbm"))
    day = words.day(str(facts.provenance.get("date", "")))
    return Document(
        title=title,
        subtitle=f"{made} · {day}",
        language=words.language,
        table_word=say("Table"),
        figure_word=say("Figure"),
        foot=f"{border.name} · {made} · {day}",
        blocks=tuple(blocks),
    )


class _Sources:
    """Sources in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], int] = {}

    def number(self, title: str, day: str, url: str) -> tuple[int, ...]:
        """Return a source's number, as notes; none where the unit names no source."""
        if not (title or url):
            return ()
        return (self._numbers.setdefault((title, day, url), len(self._numbers) + 1),)

    def told(self, words: Words) -> tuple[Note, ...]:
        """Return the numbered sources."""
        return tuple(
            Note(number, ", ".join(part for part in (title, words.day(day)) if part), url)
            for (title, day, url), number in self._numbers.items()
        )


def _is_tall(facts: "Facts") -> bool:
    west, south, east, north = facts.zone.border.line.bounds
    return bool((north - south) * 1.2 > east - west)


def _line(facts: "Facts", words: Words) -> str:
    """Return the border's two sides by name."""
    return " – ".join(words.states(group) for group in facts.zone.border.groups)


def _depth(facts: "Facts", words: Words) -> str:
    depth = facts.same_depth
    if depth is not None:
        return words.km(_km(words, depth))
    return ", ".join(
        f"{words.state(one.side)} {words.km(_km(words, one.depth_km))}" for one in facts.sides
    )


def _km(words: Words, km: float) -> str:
    return words.number(km, 0 if km == round(km) else 1)


def _counts(one: "SideFacts", words: Words) -> str:
    if one.uncounted:
        return survey_word(words, one.uncounted)
    return words.say(
        "{inside} inside, {open} indeterminate",
        inside=words.number(one.inside.units),
        open=words.number(one.indeterminate.units),
    )


def _unread(words: Words) -> Iterator[Block]:
    if not LANGUAGES[words.language].read_by_native:
        yield Paragraph(
            words.say("This translation has not yet been read by a native speaker."), small=True
        )


def _answer(facts: "Facts", words: Words) -> Iterator[Block]:
    say = words.say
    yield Heading(say("Question and answer"))
    yield Paragraph(
        say(
            "Question: which known units stand within {depth} of this border: {states}?",
            depth=_depth(facts, words),
            states=_line(facts, words),
        )
    )
    each = "; ".join(f"{words.state(one.side)}: {_counts(one, words)}" for one in facts.sides)
    yield Paragraph(
        say("Units on the list of {day}: {each}.", day=words.day(facts.as_of), each=each)
    )
    areas = "; ".join(
        f"{words.state(one.side)} {say('{number} km²', number=words.number(one.area_km2))}"
        for one in facts.sides
    )
    ratio = f" ({_ratio(facts, words)})" if facts.ratio is not None else ""
    yield Paragraph(say("Area of the zone: {areas}{ratio}.", areas=areas, ratio=ratio))
    ranges = "; ".join(
        say(
            "{state} {low} to {high}",
            state=words.state(one.side),
            low=words.number(one.ranged.low),
            high=words.number(one.ranged.high),
        )
        for one in facts.sides
        if one.ranged is not None and not one.uncounted
    )
    if ranges:
        yield Paragraph(
            say(
                "Uncertainty: if positions and border are displaced at random within what is known"
                " of them, so many units are inside (90 % of the cases): {ranges}.",
                ranges=ranges,
            )
        )
    elif not any(not one.uncounted for one in facts.sides):
        yield Paragraph(say("Of a state that was not surveyed no count is told; it is not zero."))
    else:
        yield Paragraph(
            say(
                "Uncertainty: whether the indeterminate units are inside cannot be told from"
                " what is known of their positions."
            )
        )


def _ratio(facts: "Facts", words: Words) -> str:
    first, second = facts.zone.border.groups
    assert facts.ratio is not None
    return words.say(
        "ratio of areas {second} : {first} = {ratio}",
        second=words.states(second),
        first=words.states(first),
        ratio=words.number(facts.ratio, 2),
    )


def _sides(facts: "Facts", words: Words) -> Iterator[Block]:
    say = words.say
    yield Heading(say("The sides"))
    rows = [
        (
            Cell(words.state(one.side)),
            Cell(words.number(one.area_km2)),
            Cell(words.number(one.perpendicular_km2)),
            Cell(survey_word(words, one.uncounted) or words.number(one.inside.units)),
            Cell("" if one.uncounted else words.number(one.indeterminate.units)),
        )
        for one in facts.sides
    ]
    yield Table(
        say("Area and units by side"),
        (
            say("Side"),
            say("Area, km²"),
            say("Area, perpendicular reading, km²"),
            say("Inside"),
            say("Indeterminate"),
        ),
        tuple(rows),
        numeric=frozenset({1, 2, 3, 4}),
        widths=(3, 2, 3, 2, 2),
    )
    yield Paragraph(
        say(
            "Where a third state's border meets this one, all land within the depth counts (first"
            " area), or only land whose nearest border point is not that end (second area)."
        )
    )
    if facts.ratio is not None:
        ratio = _ratio(facts, words)
        yield Paragraph(f"{ratio[0].upper()}{ratio[1:]}.")
    if not facts.counted:
        yield Paragraph(say("Of a state that was not surveyed no count is told; it is not zero."))
    counted = [one for one in facts.sides if not one.uncounted]
    count = facts.count
    if count == "units":
        yield Paragraph(
            say(
                "Counted are active formations and units (brigade, regiment, wing), territorial"
                " forces with them; all else stands in the table, each for itself."
            )
        )
    elif count != "all":
        yield Paragraph(say("Counted are: {what}.", what=COUNT_WORDS[count]))
    inside = [name for name in CLASSES if any(name in one.mix for one in counted)]
    if inside and set(inside) != {"unit"}:
        of_them = say("of those counted, inferred")
        yield Table(
            say("What stands inside, each for itself"),
            ("", *(words.state(one.side) for one in counted)),
            (
                *(
                    (
                        Cell(class_word(words, name)),
                        *(Cell(words.number(one.mix.get(name, 0))) for one in counted),
                    )
                    for name in inside
                ),
                (Cell(of_them), *(Cell(words.number(one.inside.inferred)) for one in counted)),
            ),
            numeric=frozenset(range(1, len(counted) + 1)),
            widths=(3, *(2 for _ in counted)),
        )
    for caption, name, word in (
        (say("Units inside by level (indeterminate in brackets)"), "by_echelon", level_word),
        (say("Units inside by kind (indeterminate in brackets)"), "by_kind", kind_word),
    ):
        keys = list(
            dict.fromkeys(
                key
                for one in counted
                for part in (one.inside, one.indeterminate)
                for key in getattr(part, name)
            )
        )
        if keys:
            yield Table(
                caption,
                ("", *(words.state(one.side) for one in counted)),
                tuple(
                    (Cell(word(words, key)), *(_two(one, name, key, words) for one in counted))
                    for key in sorted(keys)
                ),
                numeric=frozenset(range(1, len(counted) + 1)),
                widths=(3, *(2 for _ in counted)),
            )


def _two(one: "SideFacts", name: str, key: str, words: Words) -> Cell:
    inside = getattr(one.inside, name).get(key, 0)
    open_ = getattr(one.indeterminate, name).get(key, 0)
    return Cell(words.number(inside) + (f" ({words.number(open_)})" if open_ else ""))


def _depths(facts: "Facts", words: Words) -> Iterator[Block]:
    say = words.say
    if facts.comparison is None:
        return
    yield Heading(say("Other depths"))
    rows = []
    for depth in facts.comparison.depths:
        for number, one in enumerate(depth.sides):
            rows.append(
                (
                    Cell(_km(words, depth.depth_km) if not number else ""),
                    Cell(words.state(one.side)),
                    Cell(words.number(one.area_km2)),
                    Cell(words.number(one.share_of_land * 100, 1)),
                    Cell(
                        survey_word(words, one.uncounted)
                        if one.uncounted
                        else words.number(one.inside.units)
                    ),
                    Cell("" if one.uncounted else words.number(one.indeterminate.units)),
                    Cell(
                        words.number(depth.area_ratio, 2)
                        if len(depth.sides) == 2 and number
                        else ""
                    ),
                )
            )
    yield Table(
        say("Areas and units at other depths"),
        (
            say("Depth, km"),
            say("Side"),
            say("Area, km²"),
            say("% of the state's land"),
            say("Inside"),
            say("Indeterminate"),
            say("Ratio of areas"),
        ),
        tuple(rows),
        numeric=frozenset({0, 2, 3, 4, 5, 6}),
        widths=(2, 3, 2, 2, 2, 3, 2),
    )
    yield Picture(
        say("Units inside and area by depth"),
        say(
            "Two curves for each side: units inside and area, from the border to the greatest depth"
        ),
        curve_picture(facts, words),
    )
    some = facts.entering[:_MOST_ENTERING]
    if some:
        yield Table(
            say(
                "What comes in between {low} and {high} km",
                low=_km(words, facts.entering_from_km),
                high=_km(words, facts.entering_to_km),
            ),
            (say("Unit"), say("Side"), say("Inside from, km"), say("Outside below, km")),
            tuple(
                (
                    Cell(words.short_unit(one.name, facts.local_names.get(one.id, ""))),
                    Cell(holder_word(words, one.side)),
                    Cell(
                        words.number(one.enters_to_km, 1)
                        if one.enters_to_km < float("inf")
                        else say("never certain")
                    ),
                    Cell(words.number(one.enters_from_km, 1)),
                )
                for one in some
            ),
            numeric=frozenset({2, 3}),
            widths=(6, 2, 2, 2),
        )


def _units(facts: "Facts", words: Words, sources: _Sources) -> list[Block]:
    say = words.say
    rows: list[tuple[Cell, ...]] = []
    banded = facts.comparison is None
    for row in facts.rows.to_dict("records"):
        name = words.unit(str(row["name"]), facts.local_names.get(str(row["id"]), ""))
        doubt_km = (float(row["position_accuracy_m"]) + facts.zone.border.accuracy_m) / 1000
        rows.append(
            (
                Cell(
                    name,
                    sources.number(
                        *(str(row[f"source_{part}"] or "") for part in ("title", "date", "url"))
                    ),
                ),
                Cell(str(row["settlement"] or "")),
                Cell(holder_word(words, str(row["side"]))),
                *((Cell(str(row["category"])),) if banded else ()),
                Cell(words.kilometres(float(row["distance_km"]), doubt_km)),
                Cell(status_word(words, str(row["status"]))),
            )
        )
    found: list[Block] = [Heading(say("Every unit inside or indeterminate"))]
    if not rows:
        return [*found, Paragraph(say("No unit of the list is inside or indeterminate."))]
    table = Table(
        say("Units, nearest to the border first (distance with its 95 % uncertainty)"),
        (
            *(say("Unit"), say("Place"), say("Side"), *((say("Band"),) if banded else ())),
            *(say("Distance"), say("Status")),
        ),
        tuple(rows),
        numeric=frozenset({4 if banded else 3}),
        widths=(7, 3, 2, 3, 3, 3) if banded else (7, 3, 2, 3, 3),
    )
    return [*found, table]
