"""Single cells: numbers with their fineness, texts, counts."""

import json
import math
import re
from datetime import datetime

from .raw import Cell, blank

_MOST = 10**15
"""No count and no coordinate is as large; whole numbers beyond are not exact as floats either."""
_LONGEST = 100
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,](\d*))?|[.,](\d+))(?:[eE]([+-]?\d+))?")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+")
_METRES = re.compile(r"[~±≈]?\s*(.*?)\s*(km|км|m|м)?\.?", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2007]+")
_NOTHING = {"", "-", "–", "—", "?", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "b.d."}


def tidy(text: str) -> str:
    """Return a text without outer white space, odd blanks and signs made plain."""
    if text.isascii() and " " not in text and "\t" not in text:
        return text.strip()
    return _BLANKS.sub(" ", text.replace("\u2212", "-")).strip()


def read_number(cell: Cell) -> tuple[float, int]:
    """Return a number and how many decimals it is written with.

    Parameters
    ----------
    cell : str, int or float
        A decimal comma is read as one.

    Raises
    ------
    ValueError
        If it is no finite number; the message says what it is.

    Examples
    --------
    >>> read_number("52,0970")
    (52.097, 4)
    """
    if isinstance(cell, bool) or cell is None:
        raise ValueError("is not a number")
    if isinstance(cell, int) and abs(cell) >= _MOST:
        raise ValueError("is a number of too many digits")
    text = repr(float(cell)) if isinstance(cell, (int, float)) else tidy(str(cell))
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:40]!r} is not a number")
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]!r} is not a finite number")
    written = match[1] or match[2] or ""
    decimals = len(written) if written != "0" or isinstance(cell, str) else 0
    return value, decimals - int(match[3] or 0)


def read_metres(cell: Cell) -> float | None:
    """Return a length in metres, ``None`` for a blank; ``"3 km"`` and ``"500 m"`` are understood.

    Raises
    ------
    ValueError
        If it is no length.

    Examples
    --------
    >>> read_metres("3 km")
    3000.0
    """
    if blank(cell) or (isinstance(cell, str) and tidy(cell).casefold() in _NOTHING):
        return None
    if isinstance(cell, float) and math.isnan(cell):
        return None
    if not isinstance(cell, str):
        return read_number(cell)[0]
    match = _METRES.fullmatch(tidy(cell))
    number, unit = (match[1], match[2]) if match else (cell, None)
    if not unit and _GROUPED.fullmatch(number) and "." not in number:
        return float(re.sub(r"\D", "", number))
    value = read_number(number)[0]
    return value * 1000 if (unit or "m").casefold() in {"km", "км"} else value


def read_count(cell: Cell) -> int | None:
    """Return a whole number of people or pieces, ``None`` for a blank; ``"4,500"`` is 4500.

    Raises
    ------
    ValueError
        If it is no whole number.
    """
    if blank(cell) or (isinstance(cell, str) and tidy(cell).casefold() in _NOTHING):
        return None
    if isinstance(cell, float) and math.isnan(cell):
        return None
    grouped = isinstance(cell, str) and len(cell) < _LONGEST and _GROUPED.fullmatch(tidy(cell))
    value = float(re.sub(r"\D", "", str(cell))) if grouped else read_number(cell)[0]
    if abs(value) >= _MOST:
        raise ValueError(f"{tidy(str(cell))[:20]!r}… is more than there can be")
    if value != int(value):
        raise ValueError(f"{tidy(str(cell))[:40]!r} is not a whole number")
    return int(value)


def read_text(cell: Cell) -> str:
    """Return a cell as text: numbers without a trailing ``.0``, dates as ISO 8601, lists as JSON.

    Examples
    --------
    >>> from datetime import date
    >>> read_text(12.0), read_text(date(2024, 5, 1)), read_text(None)
    ('12', '2024-05-01', '')
    """
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    text = str(cell)
    if isinstance(cell, bool):
        text = text.lower()
    elif isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        text = cell.date().isoformat() if midnight else text
    elif isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**63:
        text = str(int(cell))
    elif isinstance(cell, (dict, list)):
        text = json.dumps(cell, ensure_ascii=False)
    return text
