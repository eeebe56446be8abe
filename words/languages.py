"""The languages that csbm speaks: one row each, and its messages in ``messages/CODE.po``.

All else that a language needs comes from the Unicode CLDR, through Babel: letters, plural forms,
numbers, dates, names of states, the tag that a document carries.
"""

from functools import cache
from typing import Final, NamedTuple

__all__ = ["LANGUAGES", "Language", "plural_categories", "plural_forms", "script_of", "tag_of"]


class Language(NamedTuple):
    """A language."""

    own_name: str
    read_by_native: bool = False
    """Whether a native speaker has read its messages; where none has, every output says so."""


LANGUAGES: Final[dict[str, Language]] = {
    "en": Language("English", read_by_native=True),
    "pl": Language("polski"),
    "be": Language("беларуская"),
    "ru": Language("русский"),
    "uk": Language("українська"),
    "lt": Language("lietuvių"),
    "lv": Language("latviešu"),
}
"""By ISO 639-1 code, in the order in which they are offered."""
_REGIONS: Final = {"en": "GB"}
"""Where a language is written as in another region than most of its readers live in."""
_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
_SAMPLES: Final = range(1000)
"""Whole numbers that hold every plural category which a whole number has."""


@cache
def script_of(language: str) -> str:
    """Return the ISO 15924 code of the letters that a language is written in.

    Examples
    --------
    >>> script_of("be"), script_of("pl")
    ('Cyrl', 'Latn')
    """
    return _likely(language)[1]


@cache
def tag_of(language: str) -> str:
    """Return a language with its region, as documents name it (BCP 47).

    Examples
    --------
    >>> tag_of("uk"), tag_of("en")
    ('uk-UA', 'en-GB')
    """
    return f"{language}-{_REGIONS.get(language) or _likely(language)[2]}"


def _likely(language: str) -> list[str]:
    from babel.core import get_global

    return str(get_global("likely_subtags")[language]).split("_")


@cache
def plural_categories(language: str) -> dict[str, int]:
    """Return the plural categories that whole numbers have, and a number of each.

    Examples
    --------
    >>> plural_categories("pl"), plural_categories("lv")
    ({'one': 1, 'few': 2, 'many': 0}, {'zero': 0, 'one': 1, 'other': 2})
    """
    from babel import Locale

    rule = Locale.parse(language).plural_form
    found: dict[str, int] = {}
    for number in _SAMPLES:
        found.setdefault(rule(number), number)
    return {name: found[name] for name in _CATEGORIES if name in found}


def plural_forms(language: str) -> str:
    """Return the line Plural-Forms of a catalogue: its forms are `plural_categories`, in order.

    Examples
    --------
    >>> plural_forms("en")
    'nplurals=2; plural=((((n == 1)) && ((0 == 0))) ? 0 : 1);'
    """
    from babel import Locale
    from babel.plural import PluralRule, to_gettext

    rules = Locale.parse(language).plural_form.rules
    *named, _last = plural_categories(language)
    return str(to_gettext(PluralRule({name: rules[name] for name in named})))
