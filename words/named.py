"""Words of the data in the language of the document: statuses, kinds, levels, what was surveyed."""

from typing import Final

from ..boundaries.evidence import CLASSES
from .language import Words

__all__ = [
    "AGES", "COUNTED", "GRADES", "HOLDERS", "KINDS", "LEVELS", "ROLES", "STATUS_WORDS", "SURVEYED",
    "class_word", "grade_word", "holder_word", "kind_word", "level_word", "status_word",
    "survey_word",
]  # fmt: skip

KINDS: Final = {
    "unit": "Unit",
    "headquarters": "Headquarters",
    "base": "Base",
    "airfield": "Airfield",
    "training_area": "Training area",
    "depot": "Depot",
    "radar": "Radar",
    "missile_defence": "Missile defence",
    "other": "Other",
}
STATUS_WORDS: Final = {
    "in": "inside",
    "indeterminate": "indeterminate",
    "out": "outside",
    "not_bound": "not bound",
}
AGES: Final = {"current": "current", "stale": "old", "undated": "undated"}
"""How old a source is."""
ROLES: Final = {
    "party": "party",
    "third_state": "third state",
    "disputed": "disputed",
    "sea": "the sea",
    "unclipped": "not cut to land",
}
LEVELS: Final = {
    "unknown": "level not stated",
    "company": "Company",
    "battalion": "Battalion",
    "regiment": "Regiment",
    "brigade": "Brigade",
    "division": "Division",
    "corps": "Corps",
    "command": "Command",
}
COUNTED: Final = {
    "formation": "Formations",
    "unit": "Units (brigade, regiment, wing)",
    "territorial": "Territorial forces",
    "subunit": "Subunits away from their parent",
    "site": "Sites",
    "border_guard": "Border guard",
    "with_parent": "Subunits with their parent",
    "forming": "Not counted: forming",
    "planned": "Not counted: planned",
    "closed": "Not counted: closed",
}
"""What records count as (units/levels.py)."""
HOLDERS: Final = {
    "disputed": "disputed",
    "sea": "the sea",
    "unclaimed": "land that no state claims",
    "": "elsewhere",
}
SURVEYED: Final = ("not surveyed", "not surveyed (war)", "no record")
GRADES: Final = CLASSES
"""What is known of a stretch of border, by grade."""


def status_word(words: Words, status: str) -> str:
    """Return a status in words."""
    return words.say(STATUS_WORDS[status])


def holder_word(words: Words, holder: str) -> str:
    """Return on whose land a place is: states by name, or what else it is."""
    if holder in HOLDERS:
        return words.say(HOLDERS[holder])
    return " / ".join(words.state(code) for code in holder.split("/"))


def kind_word(words: Words, kind: str) -> str:
    """Return a kind of unit; one that a list made up stays as it is."""
    return words.say(KINDS[kind]) if kind in KINDS else kind


def class_word(words: Words, name: str) -> str:
    """Return what a record counts as."""
    return words.say(COUNTED[name])


def level_word(words: Words, level: str) -> str:
    """Return a level; one that a list made up stays as it is."""
    return words.say(LEVELS[level]) if level in LEVELS else level


def survey_word(words: Words, told: str) -> str:
    """Return what stands in place of a count."""
    return words.say(told) if told in SURVEYED else told


def grade_word(words: Words, grade: str) -> str:
    """Return how well a part of the border is known."""
    return words.say(GRADES[grade])
