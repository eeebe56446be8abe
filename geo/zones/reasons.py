"""Why a status is what it is, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...boundaries.atlas import UNKNOWN as UNKNOWN_CLAIMANTS
from ...words.language import ENGLISH, Words
from ...words.named import grade_word
from ..measure.ellipsoid import Floats
from .bands import Band
from .holders import ELSEWHERE, SEA, UNCLAIMED
from .status import NO, STATUSES, UNKNOWN
from .tripoints import at_end
from .zone import tripoints

if TYPE_CHECKING:
    from ...boundaries.atlas import Atlas
    from .places import Answers, Places

_DECIDED: Final = frozenset({NO, UNKNOWN})
_NOT_STATES: Final = frozenset({SEA, UNCLAIMED, ELSEWHERE})


def reasons(
    places: "Places",
    told: "Answers",
    bands: Sequence[Band],
    *,
    distance_m: Floats,
    line: NDArray[np.int64],
    words: Words = ENGLISH,
) -> list[str]:
    """Say in words why each unit's status is what it is.

    Parameters
    ----------
    places : Places
    told : Answers
        What the rule says of them.
    bands : sequence of Band
        What each row shows; of depth 0 where the side has none.
    distance_m : array of float, shape (n,)
    line : array of int, shape (n,)
        From which of the zone's lines each is measured.
    words : Words, optional
        Of the language to say it in.
    """
    named = _Named(places.zone.border.atlas, words)
    at_the_end = _at_the_end(places, line)
    found = []
    for row, band in enumerate(bands):
        status = STATUSES[int(told.status[row])]
        doubts = list(_of_holders(places, named, row, status))
        if status != "out" or distance_m[row] <= band.depth_km * 1000:
            doubts += _of_rules(told, row, words)
        if at_the_end[row] and told.end[row] not in _DECIDED:
            doubts.append(words.say("its nearest border point is the very end of the border"))
        interval = places.lines[int(line[row])].interval
        # To the micrometre, so that no last bit of a distance decides how a radius is written.
        border_m = round(
            max(
                float(interval.high_m[row] - distance_m[row]),
                float(distance_m[row] - interval.low_m[row]),
            ),
            6,
        )
        doubts += _of_line(places, row, int(line[row]), status, words)
        found.append(
            reason(
                band,
                float(distance_m[row]) / 1000,
                float(places.accuracy_m[row]),
                border_m,
                doubts=tuple(doubts),
                bound=status != "not_bound",
                words=words,
            )
        )
    return found


def _of_holders(places: "Places", named: "_Named", row: int, status: str) -> list[str]:
    """Say whose land it is, where that is no party's or not certain."""
    holders, found, say = places.holders, [], named.words.say
    own, possible = str(holders.own[row]), places.possible[row]
    if holders.contradicted[row]:
        told = [name for name in possible if name not in own.split("/")]
        found.append(
            say(
                "its source says {states}, and the position does not: check it",
                states=named.listed(told),
            )
        )
    elif own == UNKNOWN_CLAIMANTS:
        found.append(say("on land of which the source does not say whose it is"))
        return found
    elif "/" in own:
        found.append(
            say("on land that {states} claim", states=named.listed(own.split("/"), both=True))
        )
    elif status == "not_bound":
        place = named.place(own)
        found.append(
            say("{place}, which is not bound", place=place)
            if own not in _NOT_STATES
            else say("{place}, where no party is bound", place=place)
        )
    others = [name for name in possible if name not in own.split("/")]
    if others and not holders.contradicted[row]:
        found.append(say("may stand {places}", places=named.places(others)))
    if holders.narrowed[row] and status != "not_bound" and "/" not in own:
        found.append(say("{place} by its source", place=named.place(own)))
    return found


class _Named(NamedTuple):
    """States and what is none, by name in a language."""

    atlas: "Atlas"
    words: Words

    def state(self, code: str) -> str:
        """Return a state's name: in English as its source has it."""
        told = self.words.state(code)
        return self.atlas.name(code) if self.words == ENGLISH or told == code else told

    def no_state(self, name: str) -> str:
        """Return where a place is that is on no state's land."""
        say = self.words.say
        if name == SEA:
            return say("at sea")
        return say("on land that no state claims") if name == UNCLAIMED else say("elsewhere")

    def place(self, name: str) -> str:
        """Return where a place is."""
        if name in _NOT_STATES:
            return self.no_state(name)
        return self.words.say("in {state}", state=self.state(name))

    def places(self, names: Sequence[str]) -> str:
        """Return where a place may be."""
        say = self.words.say
        states = [name for name in names if name not in _NOT_STATES]
        told = [say("in {state}", state=self.listed(states))] if states else []
        told += [self.no_state(name) for name in names if name in _NOT_STATES]
        first, *rest = told
        for one in rest:
            first = say("{first} or {last}", first=first, last=one)
        return first

    def listed(self, names: Sequence[str], *, both: bool = False) -> str:
        """Return names in a row: this or that, or all of them."""
        told = [self.no_state(one) if one in _NOT_STATES else self.state(one) for one in names]
        if len(told) == 1:
            return told[0]
        say = self.words.say
        first, last = ", ".join(told[:-1]), told[-1]
        if both:
            return say("{first} and {last}", first=first, last=last)
        return say("{first} or {last}", first=first, last=last)


def _of_rules(told: "Answers", row: int, words: Words) -> list[str]:
    """Say what does not count, or may not."""
    found, say = [], words.say
    end, segment = int(told.end[row]), int(told.segment[row])
    if end == NO:
        found.append(say("its nearest border point is a tripoint"))
    elif end == UNKNOWN:
        found.append(say("whether its nearest border point is a tripoint is not certain"))
    if segment == NO:
        found.append(say("its nearest border point is on another part of the border"))
    elif segment == UNKNOWN:
        found.append(say("which part of the border is nearest is not certain"))
    found += [
        say("in {name}, which is left out", name=name)
        if told.excluded_surely[row]
        else say("perhaps in {name}, which is left out", name=name)
        for name in told.excluded[row]
    ]
    return found


def _at_the_end(places: "Places", line: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of which units the nearest border point is a true end of the border."""
    found = np.zeros(places.count, np.bool_)
    for number, one in enumerate(places.lines):
        at = at_end(one.zone.index, tripoints(one.zone.border, one.zone.index), one.near)
        found |= at[: places.count] & (line == number)
    return found


def _of_line(places: "Places", row: int, line: int, status: str, words: Words) -> list[str]:
    """Name the part of the border on which an uncertain answer hangs, and how well it is known."""
    one = places.lines[line]
    evidence = one.zone.border.evidence if one.is_border else None
    if status != "indeterminate" or evidence is None:
        return []
    run = evidence.run(int(one.interval.low_run[row]))
    if run.bound_m <= one.zone.border.accuracy_m:
        return []
    if words == ENGLISH:
        return [run.words]
    return [
        words.say(
            "hangs on km {start}–{end} of the border: {grade}",
            start=words.number(run.from_km, 1),
            end=words.number(run.to_km, 1),
            grade=grade_word(words, run.grade),
        )
    ]


def reason(
    band: Band,
    distance_km: float,
    accuracy_m: float,
    border_m: float,
    *,
    doubts: tuple[str, ...] = (),
    bound: bool = True,
    words: Words = ENGLISH,
) -> str:
    """Say in words why a status is what it is.

    Parameters
    ----------
    band : Band
        The one that is shown; of depth 0 where the side has none.
    distance_km : float
    accuracy_m, border_m : float
        95 % radii of the position and, as far as it counts here, of the border, metres.
    doubts : tuple of str
        What else sways it.
    bound : bool
        Whether anybody is bound there at all; else no depth is spoken of.
    words : Words, optional
        Of the language to say it in.

    Examples
    --------
    >>> reason(Band("POL", 80.0), 81.7, 3000.0, 50.0)
    '81.7 km, 1.7 km outside 80 km, position ± 3 km, border ± 0.05 km'
    """
    say = words.say
    told = [
        _where(band, distance_km, words) if bound else km(distance_km, words),
        *doubts,
        say("position of unknown accuracy")
        if not np.isfinite(accuracy_m)
        else say("position ± {distance}", distance=km(accuracy_m / 1000, words)),
        say("border ± {distance}", distance=km(border_m / 1000, words)),
    ]
    return ", ".join(told)


def _where(band: Band, distance_km: float, words: Words) -> str:
    """Say how far away it is, and how far on which side of the edge that is nearest."""
    say, distance = words.say, km(distance_km, words)
    if not band.depth_km:
        return say("{distance}, no depth on this side", distance=distance)
    edge, edge_name = band.depth_km, words.km(f"{band.depth_km:g}")
    inside = distance_km <= edge
    if band.min_km > 0 and abs(distance_km - band.min_km) < abs(distance_km - edge):
        edge = band.min_km
        edge_name = say("the inner {depth}", depth=words.km(f"{edge:g}"))
        inside = distance_km >= edge
    margin = km(abs(distance_km - edge), words)
    if inside:
        return say(
            "{distance}, {margin} inside {edge}", distance=distance, margin=margin, edge=edge_name
        )
    return say(
        "{distance}, {margin} outside {edge}", distance=distance, margin=margin, edge=edge_name
    )


def km(kilometres: float, words: Words = ENGLISH) -> str:
    """Write kilometres as people say them: 81.7 km, 3 km, 0.25 km."""
    digits = 1 if kilometres >= 1 else 3
    text = f"{round(kilometres, digits):g}"
    if words == ENGLISH:
        return f"{text} km"
    return words.km(words.number(kilometres, len(text.partition(".")[2])))
