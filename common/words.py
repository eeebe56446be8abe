"""How several things are named in one phrase."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["folded", "listing"]

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
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"['’.]", "", plain).replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", plain).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


def listing(names: Iterable[str], *, word: str = "and") -> str:
    """Return names as a phrase.

    Examples
    --------
    >>> listing(["Poland"]), listing(["BLR", "POL"], word="or"), listing("abc")
    ('Poland', 'BLR or POL', 'a, b and c')
    """
    *most, last = list(names) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
