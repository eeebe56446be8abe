"""Whose a feature of somebody's file is, by the columns such files usually have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..common.errors import InputError, UsageError
from .countries import find_country

__all__ = ["Party", "as_party", "lines_parties", "party_of"]

#: Columns of codes, the more telling first; lower case, without punctuation.
_CODES: Final = (
    *("iso_a3_eh", "adm0_a3", "iso_a3", "gid_0", "shapegroup", "shapeiso", "iso3_code", "iso3cd"),
    *("iso3166-1:alpha3", "iso3166_1_alpha3", "iso3", "iso_a2_eh", "iso_a2", "cntr_id"),
    *("cntr_code", "iso3166-1:alpha2", "iso3166-1"),
)
#: Columns of whatever a party is called, the more telling first.
_SURE: Final = ("party", "side")
_NAMES: Final = (*_SURE, "country", "admin", "name_en", "name_long", "name", "shapename")
_PAIRS: Final = (("left", "right"), ("left_party", "right_party"), ("party_left", "party_right"))
_BOTH: Final = (("cc1", "cc2"), ("country1", "country2"), ("party1", "party2"))
#: Eurostat's own codes.
_EUROSTAT: Final = {"EL": "GRC", "UK": "GBR"}
_NOTHING: Final = {"", "-99", "-999", "NA_", "--"}


@dataclass(frozen=True)
class Party:
    """A party as a file names it: a state's alpha-3 code, or what is written."""

    id: str
    is_state: bool


def as_party(text: str) -> Party:
    """Return who is meant: a state by its code, or whatever is written where it is no state.

    Raises
    ------
    InputError
        If nothing is written, or a sign that stands for something else in csbm.

    Examples
    --------
    >>> as_party("poland"), as_party("Abkhazia")
    (Party(id='POL', is_state=True), Party(id='Abkhazia', is_state=False))
    """
    written = " ".join(text.split())
    try:
        return Party(_EUROSTAT.get(written.upper()) or find_country(written).alpha3, is_state=True)
    except UsageError:
        pass
    if not written or len(written) > 60 or set(written) & set("/,=;\\") or written == "disputed":
        raise InputError(
            f"party {written[:60]!r}: a party's name has 1 to 60 signs, none of them / , = ; \\"
        )
    return Party(written, is_state=False)


def party_of(fields: Mapping[str, str], *, by_name: bool = True) -> Party | None:
    """Return whose a feature is, by its columns, or None where none of them says.

    Parameters
    ----------
    fields : mapping of str to str
        The feature's columns.
    by_name : bool, optional
        Whether a mere name counts, which may be that of a stretch of a line as well.
    """
    own = {name.casefold(): text for name, text in fields.items() if text not in _NOTHING}
    for name in _CODES:
        if name in own:
            found = _state(own[name])
            if found is not None:
                return found
    for name in (*(_NAMES if by_name else _SURE), *_CODES):
        if name in own:
            return as_party(own[name])
    return None


def lines_parties(fields: Mapping[str, str]) -> tuple[Party, Party, bool] | None:
    """Return the two parties that a line's columns name, and whether as left and right of it."""
    own = {name.casefold(): text for name, text in fields.items() if text not in _NOTHING}
    for pairs, told in ((_PAIRS, True), (_BOTH, False)):
        for one, other in pairs:
            if one in own and other in own:
                return as_party(own[one]), as_party(own[other]), told
    # As `csbm borders` writes it.
    one, hyphen, other = own.get("parties", "").partition("-")
    return (as_party(one), as_party(other), False) if hyphen and one and other else None


def _state(text: str) -> Party | None:
    """Return the state that a code or name is of, or None."""
    found = as_party(text) if text.replace("/", "") == text and len(text) <= 60 else None
    return found if found is not None and found.is_state else None
