"""Column names: the form in which they are compared, and the two that are ours."""

import re
import unicodedata
from collections.abc import Callable

FILE_COLUMN = "_file"
ROW_COLUMN = "_row"
ORIGIN_COLUMNS = (FILE_COLUMN, ROW_COLUMN)
"""Where a row came from: file name and line. They stand after all other columns of a frame."""

Known = Callable[[str], bool]
"""Tells whether a header is one that the asker knows: units have others than systems."""


def nothing_known(_header: str) -> bool:
    """Know no header at all."""
    return False


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
