"""At which depth each unit comes in: all units in one list, ordered by distance from the border."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...boundaries.border import Border
from ..measure.ellipsoid import Floats
from ..measure.geodesic import LineIndex
from ..zones.bands import MAX_DEPTH_KM
from ..zones.places import Places, places_of
from ..zones.sides import DISPUTED, Flags, Texts
from ..zones.status import STATUSES, UNKNOWN
from ..zones.tripoints import MAX_PERPENDICULAR_KM
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
    places: Places
    """Who may hold each, how far away it may be, and what counts."""
    lon: Floats
    """Degrees; of a unit with an extent, its place nearest to the border."""
    lat: Floats
    side: Texts
    """Party, ``disputed``, or empty elsewhere."""
    distance_km: Floats
    sure: bool = False
    """Whether what is indeterminate counts as out."""

    def status(self, depth_km: float) -> Texts:
        """Return the statuses at a depth, both sides alike, as `coverage` gives them."""
        code = self.places.judged(self.places.to_depth(depth_km)).status
        status = np.array(STATUSES, dtype=object)[code]
        if self.sure:
            status[status == "indeterminate"] = "out"
        return status

    def reading(self, tripoint: Tripoint) -> "Measured":
        """Return the same units under a tripoint rule."""
        if tripoint == self.tripoint:
            return self
        zone = replace(self.places.zone, tripoint=tripoint)
        return replace(self, tripoint=tripoint, places=replace(self.places, zone=zone))

    @cached_property
    def _thresholds(self) -> dict[float, tuple[Floats, Floats]]:
        return {}

    def comes_in_km(self, depth_km: float) -> tuple[Floats, Floats]:
        """Return between which depths each unit comes in, as far as a depth.

        Parameters
        ----------
        depth_km : float
            The largest depth that is thought of, kilometres.

        Returns
        -------
        perhaps_km, surely_km : array of float, shape (n,)
            At a smaller depth than the first a unit is out, from the second on it is in, between
            them it is indeterminate; infinite where it never is.
        """
        if depth_km not in self._thresholds:
            perhaps, surely = self.places.thresholds_km(depth_km)
            self._thresholds[depth_km] = (surely if self.sure else perhaps), surely
        return self._thresholds[depth_km]

    @property
    def greatest_km(self) -> float:
        """A depth within which every unit of known accuracy lies, at most the largest there is."""
        farthest = self.distance_km + np.where(np.isfinite(self.doubt_km), self.doubt_km, 0.0)
        most = MAX_DEPTH_KM if self.tripoint == "round" else MAX_PERPENDICULAR_KM
        return float(min(farthest.max(initial=0.0) + 1.0, most))

    def on(self, side: str) -> Flags:
        """Tell which units stand on a side."""
        return np.asarray(self.side == side, np.bool_)

    @property
    def side_names(self) -> tuple[str, str]:
        """The two that are set against each other: parties, or groups with commas."""
        first, second = (",".join(group) for group in self.border.groups)
        return first, second

    def of_group(self, number: int) -> Flags:
        """Tell which units stand on the land of the first or the second group."""
        return np.asarray(np.isin(self.side.astype(str), self.border.groups[number]), np.bool_)

    @property
    def side_certain(self) -> Flags:
        """Tell of which units the side is sure: only one state may hold them."""
        return self.places.side_certain

    @property
    def doubt_km(self) -> Floats:
        """How well position and border together are known, 95 %, kilometres."""
        radius = self.places.accuracy_m[: self.places.count]
        return np.asarray((radius + self.border.accuracy_m) / 1000, np.float64)


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
    zone = inspection_zone(border, _ANY_DEPTH_KM, tripoint=tripoint, index=index)
    places = places_of(zone, units)
    own = slice(places.count)
    return Measured(
        border=border,
        tripoint=tripoint,
        index=index,
        units=units.reset_index(drop=True),
        places=places,
        lon=places.lon[own],
        lat=places.lat[own],
        side=places.holders.side[own],
        distance_km=places.distance_m / 1000,
    )


@dataclass(frozen=True)
class Crossing:
    """One unit and the depth at which it comes in."""

    distance_km: float
    enters_from_km: float
    """At a smaller depth it is out; 0 where it may lie on the border itself."""
    enters_to_km: float
    """From this depth on it is in, and counted; between the two it is indeterminate. Infinite where
    it never is certain, because it may stand where nobody is bound."""
    side: str
    holder: str
    """Whose land it stands on: a state, ``AAA/BBB`` where both claim it."""
    number_on_side: int
    """How many of its side are in at that depth, itself included; 0 where it never is certain."""
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
        """Return it as one row of a table; a depth that never comes is None."""
        never = {} if np.isfinite(self.enters_to_km) else {"enters_to_km": None}
        return asdict(self) | never


def crossings(found: Measured, *, max_depth_km: float | None = None) -> tuple[Crossing, ...]:
    """Return when each unit comes in, the first first.

    Parameters
    ----------
    found : Measured
        From `measured`.
    max_depth_km : float, optional
        Leave out units that are out for sure at this depth, kilometres.

    Returns
    -------
    tuple of Crossing
        Every unit on either party's land or on disputed land, by the depth from which it is in,
        then by distance; without those that come in at no depth, as under the perpendicular rule
        where the nearest border point is a tripoint.

    Examples
    --------
    >>> import csbm
    >>> found = measured(csbm.Border.between("BLR", "POL"), csbm.bundled_units())
    >>> first = crossings(found)[0]
    >>> first.enters_from_km <= first.distance_km <= first.enters_to_km
    True
    """
    depth = max_depth_km if max_depth_km is not None else found.greatest_km
    perhaps, _surely = found.comes_in_km(depth)
    listed = np.isin(found.side.astype(str), [*found.border.parties, DISPUTED])
    listed &= np.isfinite(perhaps) & (perhaps <= depth)
    return tuple(_in_order(found, np.flatnonzero(listed), depth))


def _in_order(
    found: Measured, rows: "np.ndarray[Any, np.dtype[np.int64]]", depth_km: float
) -> Iterator[Crossing]:
    ids = found.units["id"].astype(str).to_numpy(object)
    perhaps, surely = found.comes_in_km(depth_km)
    order = sorted(rows.tolist(), key=lambda row: (surely[row], found.distance_km[row], ids[row]))
    seen: dict[str, int] = {}
    texts = {
        name: found.units[name].fillna("").astype(str).to_numpy(object)
        for name in ("name", "country", "kind", "branch", "echelon", "settlement")
    }
    accuracy = found.units["position_accuracy_m"].to_numpy(np.float64)
    certain = found.side_certain
    own = found.places.holders.own
    ends = found.places.judged(found.places.to_depth(depth_km)).end
    for row in order:
        side = str(found.side[row])
        is_in = bool(np.isfinite(surely[row]))
        seen[side] = seen.get(side, 0) + is_in
        yield Crossing(
            distance_km=float(found.distance_km[row]),
            enters_from_km=float(perhaps[row]),
            enters_to_km=float(surely[row]),
            side=side,
            holder=str(own[row]),
            number_on_side=seen[side] if is_in else 0,
            id=str(ids[row]),
            position_accuracy_m=float(accuracy[row]),
            side_certain=bool(certain[row]),
            tripoint_certain=bool(ends[row] != UNKNOWN),
            **{name: str(values[row]) for name, values in texts.items()},
        )
