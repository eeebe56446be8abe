"""How several things are named in one phrase."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["folded", "listing", "printable", "printable_lines", "unaccented"]

_MOVING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of signs that are not written but do something."""
_LETTERS: Final = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
"""Letters that no normal form takes apart."""


def folded(text: str) -> str:
    """Fold what does not tell names apart: case, accents, dots, hyphens, "the", "&", "St".

    Examples
    --------
    >>> folded("Łomża"), folded("The Bahamas"), folded("Côte d'Ivoire")
    ('lomza', 'bahamas', 'cote divoire')
    """
    plain = unaccented(text)
    plain = re.sub(r"['’.]", "", plain).replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", plain).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


def unaccented(text: str) -> str:
    """Fold case and accents: in search Chelm finds Chełm, and the other way round.

    Examples
    --------
    >>> unaccented("Chełm"), unaccented("Švenčionys"), unaccented("Лёсна")
    ('chelm', 'svencionys', 'лесна')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def printable(text: str) -> str:
    r"""Return a text without what could move a terminal's cursor.

    Examples
    --------
    >>> printable("a\x1b[2Jb")
    'a?[2Jb'
    """
    return "".join("?" if unicodedata.category(sign) in _MOVING else sign for sign in text)


def printable_lines(text: str) -> str:
    r"""Return the same of a text in lines, of which line ends and tabs are part.

    Examples
    --------
    >>> printable_lines("a\x1b[2J\nb")
    'a?[2J\nb'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign if sign in "\n\t" else printable(sign) for sign in text)


def listing(names: Iterable[str], *, word: str = "and") -> str:
    """Return names as a phrase.

    Examples
    --------
    >>> listing(["Poland"]), listing(["BLR", "POL"], word="or"), listing("abc")
    ('Poland', 'BLR or POL', 'a, b and c')
    """
    *most, last = list(names) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
