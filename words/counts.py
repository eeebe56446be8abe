"""What is counted, and what stands inside, in words: each kind for itself (units/levels.py)."""

from collections.abc import Callable, Mapping
from typing import Final

from ..units.levels import COUNT_WORDS, COUNTS
from .language import Words

__all__ = ["count_word", "mix_words"]

_EACH: Final[dict[str, Callable[[Words, int, str], str]]] = {
    "subunit": lambda words, count, number: words.say_count(
        "{number} subunit away from its parent",
        "{number} subunits away from their parent",
        count,
        number=number,
    ),
    "site": lambda words, count, number: words.say_count(
        "{number} site", "{number} sites", count, number=number
    ),
    "border_guard": lambda words, count, number: words.say_count(
        "{number} of the border guard", "{number} of the border guard", count, number=number
    ),
    "with_parent": lambda words, count, number: words.say_count(
        "{number} subunit where its parent stands",
        "{number} subunits where their parent stands",
        count,
        number=number,
    ),
}
_APART: Final[dict[str, Callable[[Words, str], str]]] = {
    "forming": lambda words, number: words.say("{number} forming", number=number),
    "planned": lambda words, number: words.say("{number} planned", number=number),
    "closed": lambda words, number: words.say("{number} closed", number=number),
}
"""What is not counted in any count."""


def count_word(words: Words, count: str) -> str:
    """Return what a count is of.

    Examples
    --------
    >>> count_word(Words("en"), "site")
    'sites'
    """
    return words.say(COUNT_WORDS[count])


def mix_words(words: Words, counts: Mapping[str, int]) -> str:
    """Return a mix in words, first the two totals, then the rest, each for itself.

    Parameters
    ----------
    words : Words
    counts : mapping of str to int
        From `units.levels.mix`.

    Examples
    --------
    >>> mix_words(Words("en"), {"unit": 8, "territorial": 2, "site": 5, "planned": 1})
    '10 formations and units (8 without territorial forces), 5 sites; not counted: 1 planned'
    """
    regular = sum(counts.get(one, 0) for one in COUNTS["regular"])
    whole = sum(counts.get(one, 0) for one in COUNTS["units"])
    told = words.say_count(
        "{number} formation or unit",
        "{number} formations and units",
        whole,
        number=words.number(whole),
    )
    if whole > regular:
        told = words.say(
            "{units} ({number} without territorial forces)",
            units=told,
            number=words.number(regular),
        )
    each = [told]
    each += [
        said(words, counts[one], words.number(counts[one]))
        for one, said in _EACH.items()
        if counts.get(one)
    ]
    apart = [
        said(words, words.number(counts[one])) for one, said in _APART.items() if counts.get(one)
    ]
    inside = ", ".join(each)
    if not apart:
        return inside
    return words.say("{inside}; not counted: {each}", inside=inside, each=", ".join(apart))
