"""Every land border there is in the bundled data."""

from dataclasses import dataclass
from functools import cache

from .bundled import catalogue_file
from .countries import country

__all__ = ["CatalogueEntry", "catalogue", "entry_of"]


@dataclass(frozen=True)
class CatalogueEntry:
    """One land border, without its line.

    Parameters
    ----------
    parties : tuple of str
        ISO alpha-3 codes, alphabetical.
    names : tuple of str
        Their English short names, in the same order.
    length_km : float
        Geodesic length of the part on land.
    accuracy_m : float
        95 % radius of the line's position.
    accuracy_reason : str
        How that figure came about.
    disputed_km : float
        How much of the length runs beside disputed or unclaimed land.
    ends : tuple of (lon, lat, kind)
        The line's ends.
    """

    parties: tuple[str, str]
    names: tuple[str, str]
    length_km: float
    accuracy_m: float
    accuracy_reason: str
    disputed_km: float
    ends: tuple[tuple[float, float, str], ...]


@cache
def _entries() -> dict[tuple[str, str], CatalogueEntry]:
    found = {}
    for row in catalogue_file()["borders"]:
        a, b = row["parties"]
        found[a, b] = CatalogueEntry(
            parties=(a, b),
            names=(country(a).name, country(b).name),
            length_km=row["length_km"],
            accuracy_m=row["accuracy_m"],
            accuracy_reason=row["accuracy_reason"],
            disputed_km=row["disputed_km"],
            ends=tuple((lon, lat, kind) for lon, lat, kind in row["ends"]),
        )
    return found


def catalogue() -> tuple[CatalogueEntry, ...]:
    """List every land border, in the order of the parties' codes.

    Examples
    --------
    >>> [entry.parties for entry in catalogue() if "PRT" in entry.parties]
    [('ESP', 'PRT')]
    """
    return tuple(_entries().values())


def entry_of(parties: tuple[str, str]) -> CatalogueEntry | None:
    """Find the border of two parties (alpha-3, alphabetical), or None where there is none."""
    return _entries().get(parties)
