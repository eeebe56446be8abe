"""Under which licence what is written stands, in one line: who is to be named, what passes on."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

__all__ = ["licence_line"]

_SHARE_ALIKE: Final = "share-alike: a database made from it keeps this licence"
_NAMED: Final = "whoever passes it on names the source"
_MEANS: Final = (
    (re.compile(r"ODbL|Open Database", re.IGNORECASE), _SHARE_ALIKE),
    (re.compile(r"CC[ -]BY[ -](NC[ -])?SA", re.IGNORECASE), "share-alike, and " + _NAMED),
    (re.compile(r"CC[ -]BY", re.IGNORECASE), _NAMED),
    (re.compile(r"public domain|CC0", re.IGNORECASE), "no conditions"),
    (re.compile(r"not stated", re.IGNORECASE), "ask its maker before you pass it on"),
)


def licence_line(carried: Mapping[str, Any]) -> str:
    """Return the sources of an output, their licences, and what these ask, in one line.

    Parameters
    ----------
    carried : mapping
        From `provenance.provenance`: its ``border`` and ``units``.

    Returns
    -------
    str
        Empty where nothing in it is anybody's.

    Examples
    --------
    >>> licence_line({"units": [{"title": "a list", "licence": "CC BY 4.0"}]})
    'Licence: a list, CC BY 4.0 (whoever passes it on names the source)'
    """
    told: list[str] = []
    border = carried.get("border")
    if isinstance(border, Mapping):
        release = f" {border['release']}" if border.get("release") else ""
        told.append(_one(f"border from {border.get('source', '')}{release}", border))
    units = carried.get("units")
    if isinstance(units, Iterable) and not isinstance(units, str):
        told += [_one(str(source.get("title", "units")), source) for source in units]
    told = list(dict.fromkeys(told))
    return f"Licence: {'; '.join(told)}" if told else ""


def _one(what: str, source: Mapping[str, Any]) -> str:
    licence = str(source.get("licence") or "not stated")
    named = str(source.get("attribution") or "")
    asks = next((words for pattern, words in _MEANS if pattern.search(licence)), "")
    words = ", ".join(part for part in (what, named, licence) if part)
    return " ".join(f"{words} ({asks})".split()) if asks else " ".join(words.split())
