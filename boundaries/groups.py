"""Two groups of states and the line between them: every border of one of each.

Borders within a group do not count, and a place where two of the borders meet is no end of the
line. Each border keeps its own source and its own evidence along its line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Literal

import shapely

from ..common.errors import UsageError
from ..common.words import listing
from .border_line import BorderLine
from .bundled import BorderEnd, BorderSource
from .bundled_border import bundled_border
from .catalogue import entry_of
from .countries import find_country, neighbours, parse_pair

__all__ = ["ALL", "border_of_groups", "groups_between", "parse_groups"]

ALL: Final = "all"
"""Stands for every state that borders the other group."""
_SEPARATORS: Final = re.compile(r"[-‐‑–—/]")
Groups = tuple[tuple[str, ...], tuple[str, ...]]


def parse_groups(text: str, *, without: Iterable[str] = ()) -> Groups:
    """Read two parties, or two groups of states, written with a hyphen between them.

    Parameters
    ----------
    text : str
        Such as ``BLR-POL``, ``BLR-POL,LTU,LVA,UKR``, ``RUS,BLR-FIN,NOR``, ``BLR-all``.
    without : iterable of str
        States that ``all`` is not to take in.

    Returns
    -------
    tuple of two tuples of str
        Alpha-3 codes, alphabetical within a group; the groups in the order of their first codes.

    Raises
    ------
    UsageError
        If it is not two groups of known states, if a state stands twice, or if one is to be left
        out that ``all`` does not name.

    Examples
    --------
    >>> parse_groups("pl,lt-by")
    (('BLR',), ('LTU', 'POL'))
    >>> parse_groups("BLR-all", without=["RUS"])
    (('BLR',), ('LTU', 'LVA', 'POL', 'UKR'))
    """
    left_out = {find_country(one).alpha3 for one in without}
    if "," not in text and not _names_all(text):
        if left_out:
            raise UsageError(f"border {text.strip()!r}: --except leaves states out of {ALL}")
        one, other = parse_pair(text)
        return (one,), (other,)
    first, second = _halves(text)
    if ALL in (first, second):
        given = second if first == ALL else first
        if given == ALL:
            raise UsageError(f"border {text.strip()!r}: name the states on one side at least")
        codes = _codes(text, given)
        around = sorted({near for code in codes for near in neighbours(code)} - set(codes))
        if strange := sorted(left_out - set(around)):
            raise UsageError(
                f"border {text.strip()!r}: {listing(strange)} to be left out;"
                f" {ALL} is {listing(around)}"
            )
        others = tuple(code for code in around if code not in left_out)
        if not others:
            raise UsageError(f"border {text.strip()!r}: no state is left on the other side")
    else:
        codes, others = _codes(text, first), _codes(text, second)
        if left_out:
            raise UsageError(f"border {text.strip()!r}: --except leaves states out of {ALL}")
    if twice := sorted(set(codes) & set(others)):
        raise UsageError(f"border {text.strip()!r}: {listing(twice)} stands on both sides")
    return (codes, others) if codes < others else (others, codes)


def groups_between(pairs: Iterable[str]) -> Groups | None:
    """Return the two groups whose borders are those named, or None where there are no such.

    Parameters
    ----------
    pairs : iterable of str
        Borders of two, as ``CHN-RUS``.

    Examples
    --------
    >>> groups_between(["GRC-TUR", "BGR-TUR"])
    (('BGR', 'GRC'), ('TUR',))
    >>> groups_between(["BLR-POL", "LTU-RUS"]) is None
    True
    """
    borders = {frozenset(parse_pair(pair)) for pair in pairs}
    states = sorted(set().union(*borders))
    first = {states[0]}
    second = {code for code in states if frozenset((states[0], code)) in borders}
    first |= {code for code in states for other in second if frozenset((code, other)) in borders}
    if first & second or first | second != set(states):
        return None
    found = {
        frozenset((one, other))
        for one in first
        for other in second
        if entry_of((min(one, other), max(one, other))) is not None
    }
    one, other = sorted((tuple(sorted(first)), tuple(sorted(second))))
    return (one, other) if found == borders else None


def _names_all(text: str) -> bool:
    parts = [part.strip().casefold() for part in _SEPARATORS.split(text)]
    return ALL in (parts[0], parts[-1])


def _halves(text: str) -> tuple[str, str]:
    """Cut a text in two at the hyphen that leaves known states on both sides."""
    cuts = [match.start() for match in _SEPARATORS.finditer(text)]
    halves = [(text[:cut].strip(), text[cut + 1 :].strip()) for cut in cuts]
    halves = [(_all(one), _all(other)) for one, other in halves if one and other]
    if not halves:
        raise UsageError(
            f"border {text.strip()!r}: give two groups of states with a hyphen between them,"
            " such as BLR-POL,LTU"
        )
    for pair in halves:
        if all(half == ALL or _known(half) for half in pair):
            return pair
    return halves[0]


def _all(half: str) -> str:
    return ALL if half.casefold() == ALL else half


def _known(half: str) -> bool:
    try:
        return bool(_codes(half, half))
    except UsageError:
        return False


def _codes(text: str, half: str) -> tuple[str, ...]:
    """Read the states of one group."""
    try:
        codes = [find_country(one.strip()).alpha3 for one in half.split(",")]
    except UsageError as error:
        raise UsageError(f"border {text.strip()!r}: {error}") from None
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise UsageError(f"border {text.strip()!r}: {listing(twice)} was given twice")
    return tuple(sorted(codes))


def border_of_groups(
    group_a: Sequence[str],
    group_b: Sequence[str],
    *,
    source: Literal["natural-earth"] | None = None,
) -> BorderLine:
    """Return the line between two groups of states.

    Parameters
    ----------
    group_a, group_b : sequence of str
        States, in any order and case: codes or English names.
    source : {"natural-earth"}, optional
        As for `Border.between`.

    Returns
    -------
    Border
        With the borders of two as its ``pieces``; of one state a side, the border of the two.

    Raises
    ------
    UsageError
        If a state is unknown, stands twice, or borders no state of the other group.

    Examples
    --------
    >>> rim = border_of_groups(["BLR"], ["LTU", "LVA", "POL", "UKR"])
    >>> len(rim.pieces), [end.kind for end in rim.ends]
    (4, ['tripoint', 'tripoint'])
    """
    text = f"{','.join(group_a)}-{','.join(group_b)}"
    codes, others = _codes(text, ",".join(group_a)), _codes(text, ",".join(group_b))
    if twice := sorted(set(codes) & set(others)):
        raise UsageError(f"border {text!r}: {listing(twice)} stands on both sides")
    first, second = sorted((codes, others))
    pairs = sorted(
        (min(one, other), max(one, other))
        for one in first
        for other in second
        if entry_of((min(one, other), max(one, other))) is not None
    )
    for group, facing in ((first, second), (second, first)):
        for code in group:
            if not any(code in pair for pair in pairs):
                them = listing(facing, word="or")
                raise UsageError(
                    f"border {text!r}: {code} shares no border on land with {them};"
                    f" it borders {', '.join(neighbours(code)) or 'no state'}"
                )
    pieces = tuple(bundled_border(*pair, source=source) for pair in pairs)
    return pieces[0] if len(pieces) == 1 else _joined(pieces, (first, second))


def _joined(pieces: tuple[BorderLine, ...], groups: Groups) -> BorderLine:
    """Return one border of several, whose lines follow one another as they are."""
    parts = [part for piece in pieces for part in piece.line.geoms]
    reasons = dict.fromkeys(f"{piece.name}: {piece.accuracy_reason}" for piece in pieces)
    return BorderLine(
        parties=groups[0] + groups[1],
        line=shapely.MultiLineString(parts),
        ends=_free_ends(pieces),
        source=_source(pieces),
        accuracy_m=max(piece.accuracy_m for piece in pieces),
        accuracy_reason="; ".join(reasons),
        length_km=sum(piece.length_km for piece in pieces),
        atlas=pieces[0].atlas,
        groups=groups,
        pieces=pieces,
    )


def _free_ends(pieces: Sequence[BorderLine]) -> tuple[BorderEnd, ...]:
    """Return the ends of several borders at which no other of them goes on."""
    ends = [end for piece in pieces for end in piece.ends]
    met = Counter((end.lon, end.lat) for end in ends)
    return tuple(end for end in ends if met[end.lon, end.lat] == 1)


def _source(pieces: Sequence[BorderLine]) -> BorderSource:
    """Return the one source of several borders, with what each shows of disputed land."""
    views = [piece.source.viewpoint for piece in pieces]
    general = views[0].split("; ")[0]
    told = [general]
    for piece, view in zip(pieces, views, strict=True):
        told += [f"{piece.name}: {word}" for word in view.split("; ") if word != general]
    return replace(pieces[0].source, viewpoint="; ".join(told))
