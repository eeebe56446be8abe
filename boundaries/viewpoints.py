"""Whose view a bundled line shows, border by border, and what pairs without a line lead to.

Only what the source itself does is told here: which of its time zones hold the land beside a line.
That is no statement on any claim.
"""

from typing import Final

__all__ = ["missing_hint", "viewpoint_of"]

GENERAL: Final = "as OpenStreetMap's time zones have it"
_WEST_BANK: Final = (
    "nearly the whole West Bank stands in the zones of both Israel and Palestine, and both edges"
    " are drawn"
)
_WESTERN_SAHARA: Final = "Western Sahara is drawn apart, under its own code ESH"
_KOSOVO: Final = "Kosovo is drawn apart, under the code XKX"
#: What the source does with land beside a border, by the codes of its parties.
NOTES: Final[dict[str, str]] = {
    "RUS-UKR": "Crimea is drawn with Ukraine",
    "GEO-RUS": (
        "Abkhazia stands in the zones of both Georgia and Russia, and both edges are drawn, which"
        " is the source's doing and no claim; South Ossetia is drawn with Georgia"
    ),
    "ISR-SYR": "the Golan is drawn with Israel",
    "ISR-PSE": _WEST_BANK,
    "ISR-JOR": _WEST_BANK,
    "JOR-PSE": _WEST_BANK,
    "EGY-SDN": "Hala'ib and Bir Tawil are drawn with Egypt",
    "DZA-ESH": _WESTERN_SAHARA,
    "ESH-MAR": _WESTERN_SAHARA,
    "ESH-MRT": _WESTERN_SAHARA,
    "ALB-XKX": _KOSOVO,
    "MKD-XKX": _KOSOVO,
    "MNE-XKX": _KOSOVO,
    "SRB-XKX": f"{_KOSOVO}, by Natural Earth's line",
    "BRA-GUF": "French Guiana is drawn apart from France, under its own code GUF",
    "GUF-SUR": "French Guiana is drawn apart from France, under its own code GUF",
}
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
    """
    words = [GENERAL]
    if note := NOTES.get("-".join(parties)):
        words.append(note)
    if disputed_km >= 0.05:
        words.append(
            f"{disputed_km:.1f} of {length_km:.1f} km run beside land that the source gives to"
            " several states or to none, and count with both edges"
        )
    return "; ".join(words)


def missing_hint(parties: tuple[str, str]) -> str:
    """Say what two parties (alphabetical) without a bundled border lead to; "" where nothing."""
    return _MISSING.get("-".join(parties), "")
