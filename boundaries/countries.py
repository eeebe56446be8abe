"""States by code or English name, and pairs of them as people write them."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from ..common.errors import UsageError
from ..common.words import folded
from .bundled import catalogue_file, countries_file

__all__ = ["Country", "countries", "country", "find_country", "neighbours", "parse_pair"]

_SEPARATORS = re.compile(r"[-‐‑–—/]")
_LANGUAGES = ("pl", "be", "ru", "uk", "lt", "lv", "de", "et", "fi", "cs", "sk", "hu", "ro", "fr")
"""Whose names of states are known besides the English ones."""
_ALSO = {"Белоруссия": "BLR", "Білорусія": "BLR", "Rosja": "RUS"}
"""Names in use that CLDR does not have."""


@dataclass(frozen=True)
class Country:
    """A state or territory that has a code of its own in ISO 3166-1 (or XKX, Kosovo).

    Parameters
    ----------
    alpha3, alpha2 : str
        Codes, upper case.
    name : str
        English short name.
    aliases : tuple of str
        Other English names in use.
    land_area_km2 : float
        Geodesic area of its undisputed land in the bundled atlas, lakes included.
    """

    alpha3: str
    alpha2: str
    name: str
    aliases: tuple[str, ...]
    land_area_km2: float


@cache
def countries() -> tuple[Country, ...]:
    """List every state and territory of the bundled atlas, by alpha-3 code."""
    return tuple(Country(**{**row, "aliases": tuple(row["aliases"])}) for row in countries_file())


@cache
def _by_code() -> dict[str, Country]:
    return {state.alpha3: state for state in countries()}


@cache
def _by_local_name() -> dict[str, Country]:
    """Map what a state is called in other languages (Unicode CLDR), folded, to the state."""
    from babel import Locale

    written: dict[str, Country] = {}
    for language in _LANGUAGES:
        names = Locale.parse(language).territories
        for state in countries():
            if name := names.get(state.alpha2):
                written.setdefault(folded(str(name)), state)
    return written | {folded(name): country(code) for name, code in _ALSO.items()}


def _named(text: str) -> Country | None:
    """Give the state that a text names, in English or in one of the other languages."""
    plain = folded(text)
    return _by_written().get(plain) or _by_local_name().get(plain)


@cache
def _by_written() -> dict[str, Country]:
    """Map everything a state may be called, folded, to the state; codes win over names."""
    written: dict[str, Country] = {}
    for state in countries():
        for name in (state.name, *state.aliases):
            written.setdefault(folded(name), state)
    for state in countries():
        written[folded(state.alpha2)] = state
    return written | {folded(state.alpha3): state for state in countries()}


def country(alpha3: str) -> Country:
    """Give the state of an ISO 3166-1 alpha-3 code, exactly as written.

    Raises
    ------
    UsageError
        If no state of the bundled atlas has this code.

    Examples
    --------
    >>> country("POL").name
    'Poland'
    """
    try:
        return _by_code()[alpha3]
    except KeyError:
        raise UsageError(_unknown(alpha3)) from None


def find_country(text: str) -> Country:
    """Find a state by code or name, English or of a language around the Baltic, in any case.

    Parameters
    ----------
    text : str
        What somebody wrote.

    Raises
    ------
    UsageError
        If nothing is called so; the message names what comes near.

    Examples
    --------
    >>> find_country("belarus").alpha3, find_country("by").alpha3, find_country("Burma").name
    ('BLR', 'BLR', 'Myanmar')
    >>> find_country("Białoruś").alpha3, find_country("Польшча").alpha3
    ('BLR', 'POL')
    """
    found = _named(text)
    if found is None:
        raise UsageError(_unknown(text))
    return found


def parse_pair(text: str) -> tuple[str, str]:
    """Read two parties written with a hyphen between them.

    Parameters
    ----------
    text : str
        Such as ``BLR-POL``, ``pl-by``, ``Belarus-Poland``, ``Guinea-Bissau-Senegal``.

    Returns
    -------
    tuple of str
        Alpha-3 codes, alphabetical.

    Raises
    ------
    UsageError
        If it is not two known parties, or twice the same.

    Examples
    --------
    >>> parse_pair("pl-by")
    ('BLR', 'POL')
    >>> parse_pair("Guinea-Bissau-Senegal")
    ('GNB', 'SEN')
    """
    cuts = [match.start() for match in _SEPARATORS.finditer(text)]
    splits = [(text[:cut].strip(), text[cut + 1 :].strip()) for cut in cuts]
    splits = [(one, other) for one, other in splits if one and other]
    if not splits:
        shown = text.strip()
        raise UsageError(
            f"border {shown!r}: give two parties with a hyphen, such as BLR-POL{_beside(shown)}"
        )
    known = [pair for pair in splits if all(_named(side) for side in pair)]
    if not known:
        # Of several readings, the one that is half right says best what is wrong.
        one, other = max(splits, key=lambda pair: sum(_named(side) is not None for side in pair))
        wrong = other if _named(one) else one
        raise UsageError(f"border {text.strip()!r}: {_unknown(wrong)}")
    codes = sorted(find_country(side).alpha3 for side in known[0])
    if codes[0] == codes[1]:
        raise UsageError(f"border {text.strip()!r}: {codes[0]} was given twice")
    return codes[0], codes[1]


@cache
def neighbours(party: str) -> tuple[str, ...]:
    """List the states that a party shares a land border with, by code.

    Examples
    --------
    >>> neighbours("POL")
    ('BLR', 'CZE', 'DEU', 'LTU', 'RUS', 'SVK', 'UKR')
    """
    pairs = [row["parties"] for row in catalogue_file()["borders"]]
    return tuple(sorted(b if a == party else a for a, b in pairs if party in (a, b)))


def _beside(text: str) -> str:
    """Name the neighbours of a party that was given alone."""
    state = _named(text)
    codes = neighbours(state.alpha3) if state else ()
    return f"; {state.alpha3} borders {', '.join(codes)}" if state and codes else ""


def _unknown(text: str) -> str:
    """Say that a party is unknown, and what it may have been meant to be."""
    from .disputes import piece_called

    piece = piece_called(text)
    if piece is not None:
        about = " and ".join((*piece.borders, *piece.no_line))
        return (
            f"unknown party {text.strip()!r}: it is no state of the data, but an entry of {about};"
            " it needs a line of your own: --border FILE --parties (csbm lines says which have a"
            " name)"
        )
    plain = folded(text)
    if len(plain) <= 3:
        pool = [code for code in _by_written() if len(code) == len(plain)]
        near = get_close_matches(plain, sorted(pool), n=4, cutoff=0.6)
    else:
        near = get_close_matches(plain, sorted(_by_written()), n=4, cutoff=0.65)
    names = list(dict.fromkeys(_by_written()[name] for name in near))
    hint = (
        f"did you mean {' or '.join(f'{state.name} ({state.alpha3})' for state in names)}?"
        if names
        else "give an ISO 3166-1 code or an English name; a party that is no state needs a line of"
        " your own: --border FILE --parties (csbm lines says which have a name)"
    )
    return f"unknown party {text.strip()!r}; {hint}"
