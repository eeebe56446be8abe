"""Column names: the form in which they are compared, and the two that are ours."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

FILE_COLUMN = "_file"
ROW_COLUMN = "_row"
ORIGIN_COLUMNS = (FILE_COLUMN, ROW_COLUMN)
"""Where a row came from: file name and line. They stand after all other columns of a frame."""


def plain(header: str) -> str:
    """Return a header in the form in which spellings are compared: small, no marks, no blanks.

    Examples
    --------
    >>> plain(" Szerokość (N) ")
    'szerokoscn'
    """
    folded = header.casefold().replace("ł", "l").replace("ё", "е")
    # й and ў are letters of their own: only marks on Latin letters are taken away.
    latin = "".join(
        unicodedata.normalize("NFD", letter)[0]
        if unicodedata.name(letter, "")[:5] == "LATIN"
        else letter
        for letter in unicodedata.normalize("NFC", folded)
    )
    return re.sub(r"[\W_]+", "", latin)


@dataclass(frozen=True)
class Known:
    """Headers that the asker knows: units have others than systems. Plain data, to be sent along.

    Parameters
    ----------
    names : frozenset of str
        In the form of ``form``.
    form : {"plain", "lower"}
        Compared as `plain` gives them, or in small letters with ``_`` between words.
    longest : int
        A header of more characters is none.
    """

    names: frozenset[str] = frozenset()
    form: Literal["plain", "lower"] = "plain"
    longest: int = 100

    def __call__(self, header: str) -> bool:
        """Tell whether a header is known.

        Examples
        --------
        >>> Known(frozenset({"latitude"}))("Latitude"), Known()("Latitude")
        (True, False)
        """
        if not self.names or len(header) > self.longest:
            return False
        if self.form == "lower":
            return header.strip().lower().replace(" ", "_") in self.names
        return plain(header) in self.names


nothing_known: Final = Known()
"""No header at all."""
