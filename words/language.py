"""What is said by language: messages, numbers, dates, names of states.

The messages stand in ``messages/LANGUAGE.po``, by their English text; English needs no file.
Numbers, dates and the names of states are those of the Unicode CLDR, through Babel.
"""

import io
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Final

from ..boundaries.countries import country
from ..common.errors import UsageError
from .languages import LANGUAGES, plural_categories, script_of

__all__ = ["LANGUAGES", "SPOKEN", "Words", "decimals_of", "languages_of", "spoken"]

_MOST: Final = 2


def languages_of(text: str) -> tuple[str, ...]:
    """Read --lang: one language, or two side by side.

    Raises
    ------
    UsageError
        If there is none of that code, or there are more than two.

    Examples
    --------
    >>> languages_of("pl,ru")
    ('pl', 'ru')
    """
    codes = tuple(part.strip().lower() for part in text.split(","))
    for code in codes:
        if code not in LANGUAGES:
            raise UsageError(
                f"--lang {text}: there is no {code!r}; there are {', '.join(LANGUAGES)}"
            )
    if len(codes) > _MOST or len(set(codes)) < len(codes):
        raise UsageError(f"--lang {text}: give one language, or two that differ, such as pl,ru")
    return codes


@cache
def _translations(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    text = files(__package__ or "csbm.words").joinpath("messages", f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True)
class Words:
    r"""The words of one language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Examples
    --------
    >>> words = Words("pl")
    >>> words.state("BLR"), words.number(21909.4), words.kilometres(5.871, 3.05)
    ('Białoruś', '21\xa0909', '5,9 ± 3 km')
    """

    language: str

    @property
    def _locale(self) -> str:
        return "en_GB" if self.language == "en" else self.language

    def say(self, message: str, **values: str) -> str:
        """Return a message with its values."""
        return self.translated(message).format(**values)

    def translated(self, message: str, context: str = "") -> str:
        """Return a message as it stands in the catalogue.

        Parameters
        ----------
        message : str
            In English.
        context : str, optional
            Where the same English is translated apart from its other places.
        """
        held = _translations(self.language)
        return held.pgettext(context, message) if context else held.gettext(message)

    def say_count(self, one: str, many: str, count: int, **values: str) -> str:
        """Return a message that depends on a number, with its values.

        Parameters
        ----------
        one, many : str
            In English, for 1 and for other numbers.
        count : int
        **values : str

        Examples
        --------
        >>> [Words("pl").say_count("{number} unit", "{number} units", n, number=str(n))
        ...  for n in (1, 2, 5)]
        ['1 jednostka', '2 jednostki', '5 jednostek']
        """
        return _translations(self.language).ngettext(one, many, count).format(**values)

    def forms(self, one: str, many: str) -> dict[str, str]:
        """Return a message that depends on a number by the CLDR's plural category.

        Examples
        --------
        >>> Words("en").forms("{number} unit", "{number} units")
        {'one': '{number} unit', 'other': '{number} units'}
        """
        held = _translations(self.language)
        return {
            category: held.ngettext(one, many, sample)
            for category, sample in plural_categories(self.language).items()
        }

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with so many decimals."""
        if self.language == "en":
            return f"{round(value, decimals) + 0.0:,.{decimals}f}"  # no negative zero
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(round(value, decimals), format=pattern, locale=self.language))

    def km(self, number: str) -> str:
        """Write a number of kilometres."""
        return self.say("{number} km", number=number)

    def within(self, value: float, doubt: float) -> str:
        """Write a number with as many digits as its uncertainty allows."""
        return self.number(value, decimals_of(doubt))

    def kilometres(self, value_km: float, doubt_km: float) -> str:
        """Write a distance with its uncertainty: 5.9 ± 3 km."""
        if doubt_km == float("inf"):
            return self.say(
                "{distance} km, position of unknown accuracy", distance=self.number(value_km)
            )
        return self.say(
            "{distance} ± {doubt} km",
            distance=self.within(value_km, doubt_km),
            doubt=self.doubt(doubt_km),
        )

    def doubt(self, doubt: float) -> str:
        """Write an uncertainty: whole from 1 on, below that as many decimals as it allows."""
        return self.number(doubt, 0 if doubt >= 1 else decimals_of(doubt))

    def day(self, text: str) -> str:
        """Write a day, a month or a year that stands as ISO text; other text stays."""
        from babel.dates import format_date, format_skeleton

        try:
            if len(text) == len("2026-01-31"):
                return str(format_date(date.fromisoformat(text), "long", locale=self._locale))
            if len(text) == len("2026-01"):
                first = date.fromisoformat(f"{text}-01")
                return str(format_skeleton("yMMMM", first, locale=self._locale))
        except ValueError:
            return text
        return text

    def state(self, code: str) -> str:
        """Return the name of a state in this language, its English one where there is none."""
        from babel import Locale

        try:
            found = country(code)
        except UsageError:
            return code
        if self.language == "en":
            return found.name
        return str(Locale.parse(self.language).territories.get(found.alpha2, found.name))

    def unit(self, name: str, local: str) -> str:
        """Return a unit's name: both in English, else the local one where its letters are ours.

        Examples
        --------
        >>> [Words(one).unit("46th Arsenal", "46-й арсенал") for one in ("pl", "ru")]
        ['46th Arsenal', '46-й арсенал']
        """
        if not local or local == name:
            return name
        if self.language == "en":
            return f"{name} ({local})"
        cyrillic = any("\u0400" <= sign <= "\u04ff" for sign in local)
        return local if cyrillic == (script_of(self.language) == "Cyrl") else name

    def short_unit(self, name: str, local: str) -> str:
        """Return a unit's name alone."""
        return name if self.language == "en" else self.unit(name, local)

    def states(self, codes: tuple[str, ...]) -> str:
        """Return the names of several states."""
        return ", ".join(self.state(code) for code in codes)


def decimals_of(doubt: float) -> int:
    """Return how many decimals a figure may have that is known so well.

    Examples
    --------
    >>> [decimals_of(doubt) for doubt in (20.05, 3.05, 0.3, 0.05)]
    [0, 1, 1, 2]
    """
    if doubt >= 10:
        return 0
    return 1 if doubt >= 0.1 else 2


SPOKEN: Final[ContextVar[str]] = ContextVar("csbm_language", default="en")
"""The language of tables: what --lang of the command line sets."""


def spoken() -> Words:
    """Return the words of the language that tables speak now.

    Examples
    --------
    >>> spoken().language
    'en'
    """
    return Words(SPOKEN.get())
