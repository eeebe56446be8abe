"""What still reaches the border from outside a depth: published ranges and subtraction, no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..zones.coverage import coverage
from ..zones.zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ...units.systems import System


DEPTHS_KM: Final = (30.0, 50.0, 80.0, 100.0, 200.0, 300.0)
"""From outside which depths ranges are told where none are named; ``csbm reach`` has them too."""


@dataclass(frozen=True)
class Holder:
    """A unit that holds a system, and what it reaches from where it is known to be.

    Parameters
    ----------
    id, name, side : str
    distance_km : float
        From the border.
    beyond_km : float
        How far beyond the border the range goes from there; negative where it falls short.
    doubt_km : float
        How well the position and the border are known, together.
    """

    id: str
    name: str
    side: str
    distance_km: float
    beyond_km: float
    doubt_km: float

    @property
    def reaches(self) -> bool | None:
        """Whether the border is within range; ``None`` where the doubt decides."""
        return None if abs(self.beyond_km) <= self.doubt_km else self.beyond_km > 0


@dataclass(frozen=True)
class Reach:
    """One system against depths.

    Parameters
    ----------
    system : System
    beyond_km : tuple of float
        For each depth: how far beyond the border it reaches from the very edge of the zone;
        negative where it falls short of the border.
    held_back_at_km : float
        The least depth from whose edge it does not reach across the border: its range.
    holders : tuple of Holder
        The units that a source names as holding it.
    """

    system: "System"
    beyond_km: tuple[float, ...]
    held_back_at_km: float
    holders: tuple[Holder, ...]


def reaches(
    zone: InspectionZone,
    systems: "Iterable[System]",
    depths_km: Sequence[float],
    units: "GeoDataFrame",
) -> tuple[Reach, ...]:
    """Return what each system reaches from outside each depth.

    From the edge of a zone of depth d a range r goes r - d beyond the border, along the shortest
    way; a system at the edge is the nearest that a regime of that depth allows.

    Parameters
    ----------
    zone : InspectionZone
        Any of the border; only its line and sides are used.
    systems : iterable of System
    depths_km : sequence of float
    units : GeoDataFrame
        Where holders are looked up by id.
    """
    wanted = list(systems)
    held = {name for one in wanted for name in one.held_by}
    rows = coverage(zone, units[units["id"].isin(held)])
    rows = rows.drop_duplicates("id").set_index("id")
    found = []
    for one in wanted:
        holders = []
        for name in one.held_by:
            if name not in rows.index:
                continue
            row = rows.loc[name]
            doubt_m = float(row["position_accuracy_m"]) + zone.border.accuracy_m
            holders.append(
                Holder(
                    name,
                    str(row["name"]),
                    str(row["side"]),
                    float(row["distance_km"]),
                    one.max_range_km - float(row["distance_km"]),
                    doubt_m / 1000,
                )
            )
        found.append(
            Reach(
                one,
                tuple(one.max_range_km - depth for depth in depths_km),
                one.max_range_km,
                tuple(holders),
            )
        )
    return tuple(found)
