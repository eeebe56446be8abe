"""Markdown tables: a text stays a text, whatever it holds."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from .provenance import provenance_lines
from .values import Row, number_text, plain_value, rows_of

_MARKS = re.compile(r"([\\`*_{}\[\]<>|#!~&$])")


def escaped(text: str) -> str:
    r"""Return a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(escaped("a|b <i> [x](y)"))
    a\|b \<i\> \[x\](y)
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def markdown_text(
    table: Iterable[Row] | pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    provenance: Mapping[str, object] | None = None,
) -> str:
    """Return a table as Markdown, with its provenance below where it is given.

    Parameters
    ----------
    table : iterable of mapping, or DataFrame
        Geometry and the columns ``_file`` and ``_row`` are left out. Line ends within a text
        become blanks, which is all that the format loses.
    columns : sequence of str, optional
        Which columns, in this order; all where absent.
    provenance : mapping, optional
        From `provenance.provenance`.
    """
    found, rows = rows_of(table)
    names = list(columns) if columns is not None else found
    lines = [
        f"| {' | '.join(escaped(name) for name in names)} |",
        f"|{'|'.join('---' for _name in names)}|",
    ]
    for row in rows:
        cells = [_cell(row.get(name), name) for name in names]
        lines.append(f"| {' | '.join(cells)} |")
    if provenance is not None:
        lines += ["", *(f"- {escaped(line.strip())}" for line in provenance_lines(provenance))]
    return "\n".join([*lines, ""])


def _cell(value: object, column: str) -> str:
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    return number_text(plain, column) if isinstance(plain, (int, float)) else escaped(str(plain))
