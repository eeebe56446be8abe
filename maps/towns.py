"""Towns by name, from the bundled places of 15,000 people and more."""

from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from ..common.words import folded
from .basemap import all_towns

__all__ = ["TOWN_M", "Town", "towns_called"]

TOWN_M = 5_000.0
"""What the middle of a town stands for where nothing else is said, metres."""


class Town(NamedTuple):
    """A place with its middle."""

    name: str
    lat: float
    lon: float
    population: int

    @property
    def told(self) -> str:
        """The town in words."""
        return f"{self.name} at {self.lat:.3f},{self.lon:.3f} ({self.population:,} people)"


def towns_called(text: str) -> tuple[Town, ...]:
    """Return the towns of a name, whatever its accents and case, the largest first.

    Where none has that name, those that are called so in another language.

    Examples
    --------
    >>> [town.told for town in towns_called("bialystok")]
    ['Białystok at 53.133,23.164 (300,000 people)']
    >>> [town.name for town in towns_called("Гродно")]
    ['Hrodna']
    """
    return _by_name().get(folded(text), ()) or _by_other_name(folded(text))


def _by_other_name(plain: str) -> tuple[Town, ...]:
    import pyarrow.parquet as pq

    file = files(__package__ or "csbm.maps").joinpath("assets", "town_names.parquet")
    with as_file(file) as path:
        table = pq.read_table(path, filters=[("name", "=", plain)])
    towns = all_towns()
    return tuple(
        Town(str(name), float(lat), float(lon), int(people))
        for name, lon, lat, people in towns.iloc[sorted(table["town"].to_pylist())].itertuples(
            index=False
        )
    )


@cache
def _by_name() -> dict[str, tuple[Town, ...]]:
    found: dict[str, list[Town]] = {}
    for name, lon, lat, people in all_towns().itertuples(index=False):
        town = Town(str(name), float(lat), float(lon), int(people))
        found.setdefault(folded(town.name), []).append(town)
    return {
        name: tuple(sorted(towns, key=lambda one: -one.population)) for name, towns in found.items()
    }
