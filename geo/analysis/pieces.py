"""What each border of two brings to the zone of two groups, and how far these zones overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..zones.sides import Flags
from ..zones.zone import inspection_zone
from .balance import DepthBalance, SideBalance
from .crossings import Measured

__all__ = ["PieceShare", "pieces"]


@dataclass(frozen=True)
class PieceShare:
    """One side of one border of two at one depth."""

    depth_km: float
    border: str
    side: str
    area_km2: float
    """Of the side's land within the depth of this border alone."""
    shared_km2: float
    """Of all such areas of the side together, how much more they are than the side's part of the
    whole zone: what several borders reach. The same in every row of a side and depth."""
    units_in: int | None
    units_indeterminate: int | None
    """Of those to which this border is the nearest: they add up to the side's counts. None where
    nobody surveyed the side."""


def pieces(
    found: Measured, depths: Sequence[DepthBalance], *, tolerance_m: float
) -> tuple[PieceShare, ...]:
    """Return what each border of two brings, by depth, side and border.

    Parameters
    ----------
    found : Measured
        From a border of groups.
    depths : sequence of DepthBalance
        Of the whole zones.
    tolerance_m : float
        Of the zones' edges, metres.

    Returns
    -------
    tuple of PieceShare
        None of them where the border is one of two parties.
    """
    near = found.places.lines[0].near.line[: found.places.count]
    nearest = np.array(found.border.part_names, dtype=object)[near]
    made: list[PieceShare] = []
    for depth in depths:
        status = found.status(depth.depth_km)
        areas: dict[tuple[str, str], float] = {}
        for piece in found.border.pieces:
            zone = inspection_zone(
                piece, depth.depth_km, tripoint=found.tripoint, tolerance_m=tolerance_m
            )
            # A third state of two may be a party of the groups, and is bound along every border.
            for part in zone.parts + zone.third_state_parts:
                areas[part.side, piece.name] = part.area_km2
        for side in depth.sides:
            own = {name: area for (party, name), area in areas.items() if party == side.side}
            shared = max(sum(own.values()) - side.area_km2, 0.0)
            for name, area in own.items():
                mine = found.on(side.side) & (nearest == name)
                made.append(
                    PieceShare(
                        depth_km=depth.depth_km,
                        border=name,
                        side=side.side,
                        area_km2=area,
                        shared_km2=shared if len(own) > 1 else 0.0,
                        units_in=_count(side, mine & (status == "in")),
                        units_indeterminate=_count(side, mine & (status == "indeterminate")),
                    )
                )
    return tuple(made)


def _count(side: SideBalance, chosen: Flags) -> int | None:
    return None if side.uncounted else int(chosen.sum())
