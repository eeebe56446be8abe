"""At which depth each unit comes in: all units in one list, ordered by distance from the border."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...boundaries.border import Border
from ..measure.ellipsoid import Floats
from ..measure.geodesic import LineIndex
from ..zones.bands import MAX_DEPTH_KM
from ..zones.coverage import coverage
from ..zones.sides import DISPUTED, Flags, Texts
from ..zones.zone import Tripoint, inspection_zone, line_index

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_ANY_DEPTH_KM: Final = 80.0
"""Distances and sides are the same at any depth."""


@dataclass(frozen=True)
class Measured:
    """Units measured once, from which their statuses at any depth follow; arrays of shape (n,)."""

    border: Border
    tripoint: Tripoint
    index: LineIndex
    units: "GeoDataFrame"
    """The units' own rows, in their order."""
    lon: Floats
    """Degrees; of a unit with an extent, its place nearest to the border."""
    lat: Floats
    side: Texts
    """Party, ``disputed``, or empty elsewhere."""
    distance_km: Floats
    doubt_km: Floats
    """How far distance and depth may differ and the status still be unknown."""
    rule: Texts
    """What the tripoint rule says at any depth: in, out, or indeterminate."""

    def status(self, depth_km: float) -> Texts:
        """Return the statuses at a depth, both sides alike, as `coverage` gives them."""
        gap_m = depth_km * 1000 - self.distance_km * 1000
        status = np.where(gap_m >= 0, "in", "out").astype(object)
        status[np.abs(gap_m) <= self.doubt_km * 1000] = "indeterminate"
        reached = status != "out"
        status[reached & (self.rule == "indeterminate")] = "indeterminate"
        status[reached & (self.rule == "out")] = "out"
        return status

    def on(self, side: str) -> Flags:
        """Tell which units stand on a side."""
        return np.asarray(self.side == side, np.bool_)

    @property
    def side_certain(self) -> Flags:
        """Tell of which units the side is sure: the border is farther than the doubt."""
        return np.asarray(self.distance_km > self.doubt_km, np.bool_)


def measured(
    border: Border,
    units: "GeoDataFrame",
    *,
    tripoint: Tripoint = "round",
    index: LineIndex | None = None,
) -> Measured:
    """Measure units against a border, once for all depths.

    Parameters
    ----------
    border : Border
    units : GeoDataFrame
        As for :func:`csbm.coverage`.
    tripoint : {"round", "perpendicular"}
        The rule at the true ends of the border.
    index : LineIndex, optional
        The border's line index, where one is at hand.

    Returns
    -------
    Measured

    Examples
    --------
    >>> import csbm
    >>> found = measured(csbm.Border.between("BLR", "POL"), csbm.bundled_units())
    >>> int((found.status(80)[found.on("POL")] == "in").sum()) > 20
    True
    """
    index = index if index is not None else line_index(border)
    covered = coverage(inspection_zone(border, _ANY_DEPTH_KM, index=index), units)
    distance = covered["distance_km"].to_numpy(np.float64)
    # A position of unknown accuracy may be anywhere, as in `coverage`.
    accuracy_m = np.nan_to_num(covered["position_accuracy_m"].to_numpy(np.float64), nan=np.inf)
    doubt_m = accuracy_m + border.accuracy_m
    rule = np.full(len(covered), "in", dtype=object)
    if tripoint == "perpendicular" and len(covered):
        # At a depth that every unit lies within, the status is what the rule alone says.
        known = np.where(np.isfinite(doubt_m), doubt_m, 0.0)
        beyond = float((distance + known / 1000).max()) + 1
        zone = inspection_zone(border, min(beyond, MAX_DEPTH_KM), tripoint=tripoint, index=index)
        rule = coverage(zone, units)["status"].to_numpy(object).copy()
    return Measured(
        border=border,
        tripoint=tripoint,
        index=index,
        units=units.reset_index(drop=True),
        lon=_places(covered, "lon"),
        lat=_places(covered, "lat"),
        side=covered["side"].to_numpy(object),
        distance_km=distance,
        doubt_km=doubt_m / 1000,
        rule=rule,
    )


def _places(covered: "GeoDataFrame", column: str) -> Floats:
    """Return where units are measured from: their position, or their nearest place if they say."""
    own: Floats = covered[column].to_numpy(np.float64)
    if f"place_{column}" not in covered:
        return own
    nearest = covered[f"place_{column}"].to_numpy(np.float64)
    return np.asarray(np.where(np.isfinite(nearest), nearest, own), np.float64)


@dataclass(frozen=True)
class Crossing:
    """One unit and the depth at which it comes in."""

    distance_km: float
    enters_from_km: float
    """At a smaller depth it is out for sure; 0 where the border itself may run past it."""
    enters_to_km: float
    """At a larger depth it is in for sure; between the two it is indeterminate."""
    side: str
    number_on_side: int
    """1 for the nearest of its side, counted on."""
    id: str
    name: str
    country: str
    kind: str
    branch: str
    echelon: str
    settlement: str
    position_accuracy_m: float
    side_certain: bool
    tripoint_certain: bool
    """False where it cannot be told whether its nearest border point is a tripoint
    (perpendicular rule only)."""

    def row(self) -> dict[str, Any]:
        """Return it as one row of a table."""
        return asdict(self)


def crossings(found: Measured, *, max_depth_km: float | None = None) -> tuple[Crossing, ...]:
    """Return when each unit comes in, nearest first.

    Parameters
    ----------
    found : Measured
        From `measured`.
    max_depth_km : float, optional
        Leave out units that are out for sure at this depth, kilometres.

    Returns
    -------
    tuple of Crossing
        Every unit on either party's land or on disputed land; under the perpendicular rule
        without those whose nearest border point is a tripoint, which come in at no depth.

    Examples
    --------
    >>> import csbm
    >>> found = measured(csbm.Border.between("BLR", "POL"), csbm.bundled_units())
    >>> first = crossings(found)[0]
    >>> first.enters_from_km <= first.distance_km <= first.enters_to_km
    True
    """
    listed = np.isin(found.side.astype(str), [*found.border.parties, DISPUTED])
    listed &= found.rule != "out"
    if max_depth_km is not None:
        listed &= found.distance_km - found.doubt_km <= max_depth_km
    return tuple(_in_order(found, np.flatnonzero(listed)))


def _in_order(found: Measured, rows: "np.ndarray[Any, np.dtype[np.int64]]") -> Iterator[Crossing]:
    ids = found.units["id"].astype(str).to_numpy(object)
    order = sorted(rows.tolist(), key=lambda row: (found.distance_km[row], ids[row]))
    seen: dict[str, int] = {}
    texts = {
        name: found.units[name].fillna("").astype(str).to_numpy(object)
        for name in ("name", "country", "kind", "branch", "echelon", "settlement")
    }
    accuracy = found.units["position_accuracy_m"].to_numpy(np.float64)
    certain = found.side_certain
    for row in order:
        side = str(found.side[row])
        seen[side] = seen.get(side, 0) + 1
        distance, doubt = float(found.distance_km[row]), float(found.doubt_km[row])
        yield Crossing(
            distance_km=distance,
            enters_from_km=max(0.0, distance - doubt),
            enters_to_km=distance + doubt,
            side=side,
            number_on_side=seen[side],
            id=str(ids[row]),
            position_accuracy_m=float(accuracy[row]),
            side_certain=bool(certain[row]),
            tripoint_certain=bool(found.rule[row] == "in"),
            **{name: str(values[row]) for name, values in texts.items()},
        )
