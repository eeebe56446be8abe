"""From positions to side, distance and status, on plain arrays, equal to `geo.zones.coverage`.

Points whose cell of the sieve lies beyond all depths and doubts are out at a glance; all others
are measured exactly. What the compiled rules below do not know (the perpendicular reading,
carve-outs, several reference lines) is asked of `geo.zones.coverage` itself, for near points.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..common.errors import UsageError
from ..geo.measure.ellipsoid import Floats
from ..geo.measure.geodesic import LineIndex
from ..geo.measure.grid import Sieve
from ..geo.measure.kernel import compiled
from .sides import CLAIMED, FIRST, NOBODY, SECOND, Codes, SideIndex, side_index

if TYPE_CHECKING:
    from ..geo.zones.zone import InspectionZone

OUT: Final = 0
INDETERMINATE: Final = 1
IN: Final = 2
STATUSES: Final = ("out", "indeterminate", "in")
NEAR_M: Final = 10_000.0
"""How far beyond the largest depth a point still counts as near the zone, metres."""
WIDE_M: Final = 1_000_000.0
"""Doubts beyond the margin and up to this, metres, have a sieve of their own."""
MAX_CATEGORIES: Final = 32
_BLOCK: Final = 1 << 16


class Answer(NamedTuple):
    """What is told of n points: arrays of shape (n,)."""

    side: Codes
    """`sides.FIRST`, `SECOND`, `CLAIMED` (disputed) or `NOBODY`."""
    distance_km: Floats
    """Exact distance; NaN where it was not asked for."""
    status: Codes
    """`OUT`, `INDETERMINATE` or `IN`: the best of the categories."""
    categories: NDArray[np.uint32]
    """One bit for each category of the zone that gives this status; 0 where it is out."""

    def of(self, mask: NDArray[np.bool_]) -> "Answer":
        """Return what is told of the points of a mask."""
        return Answer(
            self.side[mask], self.distance_km[mask], self.status[mask], self.categories[mask]
        )


@dataclass(frozen=True)
class Screen:
    """A zone made ready for very many points.

    Parameters
    ----------
    zone : InspectionZone
    accuracy_m : float
        How well a position is known that does not say, 95 % radius, metres.
    far : bool
        Whether the side of far points, and the distance of points up to `NEAR_M` outside, are
        wanted too; without it they are only known to be out.
    every_distance : bool
        Whether the distance of far points is wanted too.
    """

    zone: "InspectionZone"
    accuracy_m: float = 0.0
    far: bool = True
    every_distance: bool = False

    def __post_init__(self) -> None:
        if len(self.categories) > MAX_CATEGORIES:
            raise UsageError(
                f"{len(self.categories)} categories of bands; at most {MAX_CATEGORIES} can be"
                " screened at once"
            )

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories of the zone's bands, in their order."""
        return tuple(dict.fromkeys(band.category for band in self.zone.bands))

    @cached_property
    def margin_m(self) -> float:
        """How far beyond the largest depth points are measured whose doubt is not larger."""
        doubt = self.accuracy_m + self.zone.border.accuracy_m
        return max(doubt, NEAR_M if self.far else 0.0) + 1.0

    @cached_property
    def indexes(self) -> tuple[LineIndex, ...]:
        """The lines that bands are measured from."""
        return tuple(one.index for one in self.zone.by_line)

    @cached_property
    def sieves(self) -> tuple[Sieve, ...]:
        """For each line, which cells lie within its largest depth and the margin."""
        reach = self.zone.depth_km * 1000 + self.margin_m
        return tuple(Sieve(index, reach) for index in self.indexes)

    @cached_property
    def wide_sieves(self) -> tuple[Sieve, ...]:
        """The same for points whose position is known to `WIDE_M` only."""
        reach = self.zone.depth_km * 1000 + WIDE_M + 1.0
        return tuple(Sieve(index, reach) for index in self.indexes)

    @cached_property
    def sides(self) -> SideIndex:
        """Whose land is whose."""
        return side_index(self.zone.border.atlas, self.zone.border.parties)

    @cached_property
    def plain(self) -> bool:
        """Whether the compiled rules know all of the zone's."""
        return (
            self.zone.tripoint == "round"
            and not self.zone.carve_outs
            and self.zone.by_line[0] is self.zone
        )

    @cached_property
    def depths(self) -> Floats:
        """Depth and inner bound, metres, by category, of whose land and of whose own or other."""
        table = np.zeros((len(self.categories), 4, 2, 2))
        parties = self.zone.border.parties
        for number, category in enumerate(self.categories):
            bands = {band.side: band for band in self.zone.bands if band.category == category}
            widest = max(bands.values(), key=lambda band: band.depth_km)
            bound = {name: (b.depth_km * 1000, b.min_km * 1000) for name, b in bands.items()}
            wide = (widest.depth_km * 1000, widest.min_km * 1000)
            # A party without a band of this category has no depth at all.
            first, second = (bound.get(party, (0.0, 0.0)) for party in parties)
            # Elsewhere the widest band counts, and the other is that of its other party.
            elsewhere = second if widest.side == parties[0] else first
            table[number, FIRST] = first, second
            table[number, SECOND] = second, first
            table[number, NOBODY] = table[number, CLAIMED] = wide, elsewhere
        return table

    def ready(self) -> "Screen":
        """Make everything that is made when first needed, so that threads may share it."""
        self.answer(np.zeros(1), np.zeros(1))
        assert self.sieves
        assert self.sides.starts.size
        return self

    def answer(self, lon: Floats, lat: Floats, accuracy_m: Floats | None = None) -> Answer:
        """Tell side, distance and status of points.

        Parameters
        ----------
        lon, lat : arrays of float64, shape (n,)
            Degrees, WGS84; every one a position on Earth.
        accuracy_m : array of float, shape (n,), optional
            How well each is known, metres; NaN is not at all. By default the screen's own.

        Returns
        -------
        Answer
        """
        count = len(lon)
        turned, near = _near(lon, lat, self.sieves)
        border_m = self.zone.border.accuracy_m
        doubt = np.full(count, self.accuracy_m) if accuracy_m is None else accuracy_m.copy()
        doubt += border_m
        anywhere = np.zeros(count, np.bool_)
        if accuracy_m is not None:
            doubt[np.isnan(doubt)] = np.inf
            self._widen(near, turned, lat, doubt)
            if self.plain:  # then no distance can tell more
                anywhere = np.isinf(doubt) & ~near
            near |= np.isinf(doubt) & ~anywhere
        if self.every_distance:
            near[:] = True
        rows = np.flatnonzero(near)
        side = np.full(count, NOBODY, np.uint8)
        if self.far:
            side = self.sides.of(turned, lat)
        elif anywhere.any():
            side[anywhere] = self.sides.of(turned[anywhere], lat[anywhere])
        found = Answer(
            side,
            np.full(count, np.nan),
            np.where(anywhere, np.uint8(INDETERMINATE), np.uint8(OUT)),
            np.where(anywhere, np.uint32((1 << len(self.categories)) - 1), np.uint32(0)),
        )
        for start in range(0, len(rows), _BLOCK):
            part = rows[start : start + _BLOCK]
            if not self.far:
                side[part] = self.sides.of(turned[part], lat[part])
            judge = self._judged if self.plain else self._covered
            distance, status, categories = judge(turned[part], lat[part], side[part], doubt[part])
            if not self.every_distance:
                reach = self.zone.depth_km * 1000 + np.maximum(doubt[part], NEAR_M)
                distance[distance > reach] = np.nan
            found.distance_km[part] = distance / 1000
            found.status[part] = status
            found.categories[part] = categories
        return found

    def _widen(self, near: NDArray[np.bool_], lon: Floats, lat: Floats, doubt_m: Floats) -> None:
        """Mark points as near that are so only because of a doubt beyond the margin."""
        wide = np.flatnonzero((doubt_m > self.margin_m - 1.0) & np.isfinite(doubt_m) & ~near)
        if len(wide):
            _, within = _near(lon[wide], lat[wide], self.wide_sieves)
            near[wide] = within | (doubt_m[wide] > WIDE_M)

    def _judged(
        self, lon: Floats, lat: Floats, side: Codes, doubt_m: Floats
    ) -> tuple[Floats, Codes, NDArray[np.uint32]]:
        """Return distance in metres, status and categories by the compiled rules."""
        distance = self.zone.index.nearest(lon, lat, bulk=True).distance_m
        status = np.empty(len(lon), np.uint8)
        categories = np.empty(len(lon), np.uint32)
        _judge(distance, doubt_m, side, self.depths, status, categories)
        return distance.copy(), status, categories

    def _covered(
        self, lon: Floats, lat: Floats, side: Codes, doubt_m: Floats
    ) -> tuple[Floats, Codes, NDArray[np.uint32]]:
        """Return the same from `geo.zones.coverage.coverage`, which knows every rule."""
        import geopandas
        import pandas as pd
        from shapely import points

        from ..geo.zones.coverage import coverage

        assert len(side) == len(lon)
        frame = pd.DataFrame({"id": np.arange(len(lon)), "lat": lat, "lon": lon})
        frame["position_accuracy_m"] = doubt_m - self.zone.border.accuracy_m
        units = geopandas.GeoDataFrame(frame, geometry=points(lon, lat), crs=4326)
        table = coverage(self.zone, units)
        row = table["id"].to_numpy(np.int64)
        code = table["status"].map({name: n for n, name in enumerate(STATUSES)}).to_numpy(np.uint8)
        distance = np.full(len(lon), np.inf)
        np.minimum.at(distance, row, table["distance_km"].to_numpy(np.float64) * 1000)
        status = np.zeros(len(lon), np.uint8)
        np.maximum.at(status, row, code)
        number = table["category"].map({name: n for n, name in enumerate(self.categories)})
        bits = np.left_shift(np.uint32(1), number.to_numpy(np.uint32))
        bits[(code != status[row]) | (code == OUT)] = 0
        categories = np.zeros(len(lon), np.uint32)
        np.bitwise_or.at(categories, row, bits)
        return distance, status, categories


def _near(lon: Floats, lat: Floats, sieves: tuple[Sieve, ...]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return longitudes as `zones.coverage` turns them, and which points may be within a sieve."""
    turned, near = np.empty(len(lon)), np.zeros(len(lon), np.bool_)
    for number, sieve in enumerate(sieves):
        _near_cells(lon, lat, sieve.cells, sieve.grid(), turned, near, number == 0)
    return turned, near


@compiled
def _near_cells(
    lon: Floats,
    lat: Floats,
    cells: Codes,
    grid: tuple[float, float, float, float],
    turned: Floats,
    near: NDArray[np.bool_],
    first: bool,
) -> None:
    """Mark points in cells that are not out; fill ``turned`` as `geo.zones.coverage` turns them."""
    west, south, per_lon, per_lat = grid
    rows, columns = cells.shape
    for i in range(len(lon)):
        if first:
            turn = (lon[i] + 180.0) % 360.0
            turned[i] = turn - 180.0
        x = lon[i] - west
        x = (x - 360.0 * np.floor(x / 360.0)) * per_lon
        y = (lat[i] - south) * per_lat
        if x < columns and 0.0 <= y < rows and cells[int(y), int(x)] != 0:
            near[i] = True


@compiled
def _judge(
    distance: Floats,
    doubt: Floats,
    side: Codes,
    depths: Floats,
    status: Codes,
    categories: NDArray[np.uint32],
) -> None:
    """Fill status and categories: the rule of `geo.zones.coverage`, with the other side's depth."""
    for i in range(len(distance)):
        best, held = 0, np.uint32(0)
        for number in range(len(depths)):
            own, other = depths[number, side[i], 0], depths[number, side[i], 1]
            code = _status(distance[i], doubt[i], own[0], own[1])
            if distance[i] <= doubt[i] and code != _status(
                distance[i], doubt[i], other[0], other[1]
            ):
                code = INDETERMINATE
            if code > best:
                best, held = code, np.uint32(0)
            if code == best and code > 0:
                held |= np.uint32(1) << np.uint32(number)
        status[i] = best
        categories[i] = held


@compiled
def _status(distance: float, doubt: float, depth: float, inner: float) -> int:
    """Return the status by distance alone; a distance equal to the depth is in.

    A side of depth 0 has no band at all, and takes nothing in.
    """
    if depth == 0:
        return OUT
    if abs(distance - depth) <= doubt or (inner > 0 and abs(distance - inner) <= doubt):
        return INDETERMINATE
    return IN if inner <= distance <= depth else OUT
