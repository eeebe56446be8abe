"""The bundled border of two states, by the first source or the second."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ..common.errors import UsageError
from .atlas import bundled_atlas
from .border_line import BorderLine
from .bundled import BorderEnd, BorderSource, EndKind, bundled_line, bundled_source
from .catalogue import entry_of
from .countries import Country, find_country, neighbours
from .viewpoints import missing_hint, second_viewpoint_of, viewpoint_of

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry

__all__ = ["bundled_border"]


def bundled_border(
    party_a: str, party_b: str, *, source: Literal["natural-earth"] | None = None
) -> BorderLine:
    """Read the bundled land border of two states; parameters and errors as of `Border.between`.

    Examples
    --------
    >>> bundled_border("Poland", "by").parties
    ('BLR', 'POL')
    """
    one, other = sorted((find_country(party_a), find_country(party_b)), key=_code)
    parties = (one.alpha3, other.alpha3)
    entry = entry_of(parties)
    if entry is None:
        raise UsageError(_no_border(one, other))
    if source is not None:
        return _second(parties, source)
    return BorderLine(
        parties=parties,
        line=bundled_line(parties),
        ends=tuple(BorderEnd(lon, lat, _kind(kind)) for lon, lat, kind in entry.ends),
        source=_source_of(entry),
        accuracy_m=entry.accuracy_m,
        accuracy_reason=entry.accuracy_reason,
        length_km=entry.length_km,
        atlas=bundled_atlas(),
    )


def _second(parties: tuple[str, str], source: str) -> BorderLine:
    """Return a border by the second source."""
    from .ends import classified_ends
    from .naturalearth import (
        natural_earth_atlas,
        natural_earth_facts,
        natural_earth_line,
    )

    if source != "natural-earth":
        raise UsageError(f"border source {source!r}: there is natural-earth, besides the default")
    facts = natural_earth_facts()["borders"].get("-".join(parties))
    if facts is None:
        raise UsageError(f"natural-earth: has no land border of {' and '.join(parties)}")
    line = natural_earth_line(parties)
    atlas = natural_earth_atlas()
    return BorderLine(
        parties=parties,
        line=line,
        ends=classified_ends(line, atlas, parties),
        source=_second_source(parties),
        accuracy_m=facts["accuracy_m"],
        accuracy_reason=facts["accuracy_reason"],
        length_km=facts["length_km"],
        atlas=atlas,
    )


def _second_source(parties: tuple[str, str]) -> BorderSource:
    """Return the second source, with the view that this border shows."""
    from .naturalearth import natural_earth_source

    source = natural_earth_source()
    return replace(source, viewpoint=second_viewpoint_of(parties, source.viewpoint))


def _source_of(entry: "CatalogueEntry") -> BorderSource:
    """Return the bundled source, with the view that this border shows."""
    view = viewpoint_of(entry.parties, entry.length_km, entry.disputed_km)
    return replace(bundled_source(), viewpoint=view)


def _code(state: Country) -> str:
    return state.alpha3


def _kind(text: str) -> EndKind:
    if text == "tripoint":
        return "tripoint"
    return "coast" if text == "coast" else "cut"


def _no_border(one: Country, other: Country) -> str:
    if one == other:
        return f"{one.name} ({one.alpha3}) was given twice; a border has two parties"
    known = []
    for state in (one, other):
        near = ", ".join(neighbours(state.alpha3)) or "no state"
        known.append(f"{state.alpha3} borders {near}")
    pair = f"{one.name} ({one.alpha3}) and {other.name} ({other.alpha3})"
    hint = missing_hint((min(one.alpha3, other.alpha3), max(one.alpha3, other.alpha3)))
    return "; ".join([f"{pair} share no border on land", *([hint] if hint else []), *known])
