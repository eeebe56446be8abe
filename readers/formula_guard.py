"""Text cells of a CSV: what a spreadsheet would run is guarded, what must be is in quotes."""

import re

_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What begins a formula in some spreadsheet, maybe with prefixes of ours already before it."""


def guard(text: str) -> str:
    """Return a text so that no spreadsheet runs it: an apostrophe goes before ``=``, ``+``, ….

    Examples
    --------
    >>> guard("=1+1"), guard("12 Bde"), guard("'=x")
    ("'=1+1", '12 Bde', "''=x")
    """
    return f"'{text}" if _RUNS.match(text) else text


def unguard(text: str) -> str:
    """Return what was given to `guard`.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("'s Heerenberg")
    ('=1+1', "'s Heerenberg")
    """
    return text[1:] if text[:1] == "'" and _RUNS.match(text) else text


def csv_cell(text: str, separator: str = ",") -> str:
    """Return a text as a cell of a CSV: guarded, and in quotes where it has to be.

    Parameters
    ----------
    text : str
    separator : str, optional
        What parts the cells.

    Examples
    --------
    >>> csv_cell("=1+1"), csv_cell('a "b", c'), csv_cell("12 Bde")
    ("'=1+1", '"a ""b"", c"', '12 Bde')
    """
    text = guard(text)
    if any(mark in text for mark in f'{separator}"\r\n') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
