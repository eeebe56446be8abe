"""Text cells of a CSV that a spreadsheet would run: one prefix, put on and taken off again."""

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
