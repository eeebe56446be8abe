"""Whose view a bundled line shows, border by border, and what pairs without a line lead to.

What the sources do with a piece of land stands in the table of `disputes`; it is no statement on
any claim.
"""

from typing import Final

from .disputes import pieces_of

__all__ = ["GENERAL", "missing_hint", "second_viewpoint_of", "viewpoint_of"]

GENERAL: Final = "as OpenStreetMap's time zones have it"
_FRENCH_GUIANA: Final = "French Guiana is drawn apart from France, under its own code GUF"
#: What the source does that no piece of the table is about.
_NOTES: Final[dict[str, str]] = {"BRA-GUF": _FRENCH_GUIANA, "GUF-SUR": _FRENCH_GUIANA}
_OWN_LINE: Final = (
    "the bundled data have no line there; give one of your own with --border FILE"
    " (csbm lines says which have a name)"
)
_MISSING: Final[dict[str, str]] = {
    "BRA-FRA": "French Guiana has a code of its own: BRA-GUF",
    "FRA-SUR": "French Guiana has a code of its own: GUF-SUR",
    "CYP-TUR": _OWN_LINE,
    "CYP-GBR": _OWN_LINE,
}


def viewpoint_of(parties: tuple[str, str], length_km: float, disputed_km: float) -> str:
    """Say whose view the bundled line of two parties shows.

    Parameters
    ----------
    parties : tuple of str
        ISO alpha-3 codes, alphabetical.
    length_km, disputed_km : float
        Of the whole line, and of what of it runs beside disputed land.

    Examples
    --------
    >>> viewpoint_of(("BLR", "POL"), 419.7, 0.0)
    "as OpenStreetMap's time zones have it"
    >>> viewpoint_of(("EGY", "SDN"), 1279.3, 0.0).split("; ")[1]
    "Hala'ib Triangle: drawn with Egypt"
    """
    name = "-".join(parties)
    words = [GENERAL, *(f"{piece.name}: {piece.drawn}" for piece in pieces_of([name]))]
    if note := _NOTES.get(name):
        words.append(note)
    if disputed_km >= 0.05:
        words.append(
            f"{disputed_km:.1f} of {length_km:.1f} km run beside land that the source gives to"
            " several states or to none, and count with both edges"
        )
    return "; ".join(words)


def second_viewpoint_of(parties: tuple[str, str], general: str) -> str:
    """Say whose view the second source's line of two parties shows.

    Parameters
    ----------
    parties : tuple of str
        ISO alpha-3 codes, alphabetical.
    general : str
        What the source says of all its lines; what it says of single pieces after a colon is told
        of the borders that they are about only.

    Examples
    --------
    >>> second_viewpoint_of(("ISR", "SYR"), "as it has it for Germany: Crimea with Ukraine")
    'as it has it for Germany; Golan Heights: drawn with nobody'
    """
    told = [f"{one.name}: {one.second}" for one in pieces_of(["-".join(parties)]) if one.second]
    return "; ".join([general.split(": ", maxsplit=1)[0], *told])


def missing_hint(parties: tuple[str, str]) -> str:
    """Say what two parties (alphabetical) without a bundled border lead to; "" where nothing."""
    name = "-".join(parties)
    about = [piece.words for piece in pieces_of([name])]
    return "; ".join([hint, *about]) if (hint := _MISSING.get(name)) else ""
