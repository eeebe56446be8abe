"""Dates as people write them: a day, a month or a year, the last two lasting to their end."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]\d.*)?)?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WITHIN = re.compile(
    r"(?<!\d)((?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d{2})(?!\d)"
)


@dataclass(frozen=True)
class Period:
    """The days a date stands for: one day, a whole month or a whole year."""

    first: date
    last: date

    @property
    def text(self) -> str:
        """The period as ISO 8601 writes it: ``2019``, ``2019-05`` or ``2019-05-03``.

        >>> read_period("05.2019").text
        '2019-05'
        """
        if self.first == self.last:
            return self.first.isoformat()
        if self.first.month == self.last.month:
            return self.first.isoformat()[:7]
        return self.first.isoformat()[:4]


def _period(year: str, month: str | None, day: str | None) -> Period:
    number = int(year)
    if month is None:
        return Period(date(number, 1, 1), date(number, 12, 31))
    if day is None:
        first = date(number, int(month), 1)
        return Period(first, first.replace(day=monthrange(number, int(month))[1]))
    one = date(number, int(month), int(day))
    return Period(one, one)


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period:
    """Return the days that a written date stands for.

    Parameters
    ----------
    text : str
        ``2019``, ``2019-05``, ``2019-05-03`` (also with ``/`` or ``.``, or a time of day after
        it), ``03.05.2019``, ``05.2019``, or ``25/05/2019`` where only one reading is possible.

    Returns
    -------
    Period
        A year or a month lasts to its end.

    Raises
    ------
    ValueError
        If the text is no date, or could be two; the message says what to write.

    Examples
    --------
    >>> read_period("2024-02").last
    datetime.date(2024, 2, 29)
    """
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return _period(*match.groups())
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = match.groups()
            return _period(year, month, day)
        if match := _SLASHED.fullmatch(text):
            low, high, year = match.groups()
            if int(low) <= 12 and int(high) <= 12 and low != high:
                raise ValueError(f"{text!r} can be two dates; write {year}-MM-DD")
            day, month = (low, high) if int(high) <= 12 else (high, low)
            return _period(year, month, day)
    except ValueError as error:
        if "can be two" in str(error):
            raise
    raise ValueError(f"{text[:40]!r} is no date; write 2024, 2024-05 or 2024-05-31")


def find_period(text: str) -> Period | None:
    """Return the first date within a text such as ``"stored copy 2018-12-11"``, if there is one.

    Examples
    --------
    >>> find_period("2015-12 to 2016-01 (undated copy)").text
    '2015-12'
    >>> find_period("stored copy, undated") is None
    True
    """
    for match in _WITHIN.finditer(text):
        try:
            return read_period(match.group(1))
        except ValueError:
            continue
    try:
        return read_period(text)
    except ValueError:
        return None
