"""From positions to side, distance and status, on plain arrays, equal to `geo.zones.coverage`.

Points whose cell of the grid lies beyond all depths and uncertainties are out at a glance; all
others are measured exactly. Where one state alone may hold a place the rule of status is asked
here, over whole blocks. Whatever lies near an edge of a party's land, and near points of zones with
more rules (the perpendicular reading, exclusions, several lines), is asked of
`geo.zones.coverage` itself.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..common.errors import UsageError
from ..geo.measure.core import CHUNK, Out, call
from ..geo.measure.ellipsoid import Floats
from ..geo.measure.geodesic import LineIndex
from ..geo.measure.grid import DepthGrid
from ..geo.zones.line_uncertainty import line_interval
from ..geo.zones.places import places_at
from ..geo.zones.status import STATUSES, YES, answers, decided
from .ground import Ground, ground_of
from .sides import (
    NOBODY,
    ONE_AT_A_TIME,
    Codes,
    SideIndex,
    side_codes,
    side_index,
)

if TYPE_CHECKING:
    from ..geo.zones.zone import InspectionZone

NOT_BOUND, OUT, INDETERMINATE, IN = range(len(STATUSES))
NEAR_M: Final = 10_000.0
"""How far beyond the largest depth a point still counts as near the zone, metres."""
WIDE_M: Final = 1_000_000.0
"""Doubts beyond the margin and up to this, metres, have a grid of their own."""
MAX_CATEGORIES: Final = 32
_BLOCK: Final = 1 << 16


class Answer(NamedTuple):
    """What is told of n points: arrays of shape (n,)."""

    side: Codes
    """As `sides.side_codes`."""
    distance_km: Floats
    """Exact distance; NaN where it was not asked for."""
    status: Codes
    """`NOT_BOUND`, `OUT`, `INDETERMINATE` or `IN`: the best of the categories."""
    categories: NDArray[np.uint32]
    """One bit for each category of the zone that gives this status; 0 where it is not in."""
    reached: NDArray[np.bool_]
    """Whether the point lies, or may lie, within the largest depth, whoever's land it is."""

    def of(self, mask: NDArray[np.bool_]) -> "Answer":
        """Return what is told of the points of a mask."""
        return Answer(
            self.side[mask],
            self.distance_km[mask],
            self.status[mask],
            self.categories[mask],
            self.reached[mask],
        )

    def put(self, rows: NDArray[np.int64], told: "Answer") -> None:
        """Write what is told of some points in its place."""
        self.side[rows] = told.side
        self.distance_km[rows] = told.distance_km
        self.status[rows] = told.status
        self.categories[rows] = told.categories
        self.reached[rows] = told.reached


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
        doubt = self.accuracy_m + self.line_m
        return max(doubt, NEAR_M if self.far else 0.0) + 1.0

    @cached_property
    def indexes(self) -> tuple[LineIndex, ...]:
        """The lines that bands are measured from."""
        return tuple(one.index for one in self.zone.by_line)

    @cached_property
    def grids(self) -> tuple[DepthGrid, ...]:
        """For each line, which cells lie within its largest depth and the margin."""
        reach = self.zone.depth_km * 1000 + self.margin_m
        return tuple(DepthGrid(index, reach) for index in self.indexes)

    @cached_property
    def wide_grids(self) -> tuple[DepthGrid, ...]:
        """The same for points whose position is known to `WIDE_M` only."""
        reach = self.zone.depth_km * 1000 + WIDE_M + 1.0
        return tuple(DepthGrid(index, reach) for index in self.indexes)

    @cached_property
    def sides(self) -> SideIndex:
        """Whose land is whose."""
        return side_index(self.zone.border.atlas, self.zone.border.parties)

    @cached_property
    def ground(self) -> Ground:
        """Where somebody else's land, or the sea, is near."""
        return ground_of(self.zone)

    @cached_property
    def plain(self) -> bool:
        """Whether the zone has one line and no rule but its depths."""
        return (
            self.zone.tripoint == "round"
            and not self.zone.exclusions
            and self.zone.by_line[0] is self.zone
        )

    @cached_property
    def bands(self) -> Floats:
        """What binds whose land in each category: from and to, metres; NaN where nothing does."""
        codes = side_codes(self.zone.border.parties)
        table = np.full((len(self.categories), len(codes), 1, 2), np.nan)
        for band in self.zone.bands:
            number = self.categories.index(band.category)
            table[number, codes[band.side], 0] = band.min_km * 1000, band.depth_km * 1000
        return table

    @cached_property
    def line_m(self) -> float:
        """The largest radius that any part of the border has, metres."""
        evidence = self.zone.border.evidence
        most = 0.0 if evidence is None else float(evidence.bound_m.max())
        return max(most, self.zone.border.accuracy_m)

    def ready(self) -> "Screen":
        """Make everything that is made when first needed, so that threads may share it."""
        self.answer(np.zeros(1), np.zeros(1))
        assert self.grids
        assert self.ground
        assert self.sides.starts
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
        turned, near = _near(lon, lat, self.grids)
        radius = np.full(count, self.accuracy_m) if accuracy_m is None else accuracy_m.copy()
        radius[np.isnan(radius)] = np.inf
        doubt = radius + self.line_m
        if accuracy_m is not None:
            self._widen(near, turned, lat, doubt)
            near |= np.isinf(doubt)
        side = np.full(count, NOBODY, np.uint8)
        sided = np.ones(count, np.bool_) if self.far or self.every_distance else near
        side[sided] = self.sides.of(turned[sided], lat[sided])
        anywhere = np.isinf(radius)
        open_ = np.zeros(count, np.bool_)
        open_[sided] = self.ground.open(turned[sided], lat[sided], side[sided], radius[sided])
        by_point = sided & (~open_ | anywhere)
        side[by_point] = self.ground.dry(turned[by_point], lat[by_point], side[by_point])
        found = Answer(
            side,
            np.full(count, np.nan),
            self._far_status(side),
            np.zeros(count, np.uint32),
            np.zeros(count, np.bool_),
        )
        settled = near & ~open_ & self.plain
        if self.plain:  # no distance can tell more
            self._anywhere(found, turned, lat, np.flatnonzero(anywhere))
            open_ &= ~anywhere
            near &= ~anywhere
        for judge, chosen in ((self._judged, settled), (self._covered, (near | open_) & ~settled)):
            rows = np.flatnonzero(chosen)
            for start in range(0, len(rows), _BLOCK):
                part = rows[start : start + _BLOCK]
                told = judge(turned[part], lat[part], side[part], radius[part])
                reach = self.zone.depth_km * 1000 + np.maximum(doubt[part], NEAR_M)
                far = told.distance_km * 1000 > reach
                if not self.every_distance:
                    told.distance_km[far] = np.nan
                found.put(part, told)
        if self.every_distance:
            rows = np.flatnonzero(~(near | open_ | anywhere))
            away = [index.nearest(turned[rows], lat[rows]) for index in self.indexes]
            found.distance_km[rows] = np.min([one.distance_m for one in away], axis=0) / 1000
        return found

    def _anywhere(self, found: Answer, lon: Floats, lat: Floats, rows: NDArray[np.int64]) -> None:
        """Say of points of which nothing is known that they may be in; measure them."""
        found.status[rows] = INDETERMINATE
        found.categories[rows] = np.uint32((1 << len(self.categories)) - 1)
        found.reached[rows] = True
        near = self.zone.index.nearest(lon[rows], lat[rows])
        found.distance_km[rows] = near.distance_m / 1000

    def _far_status(self, side: Codes) -> Codes:
        """Return the statuses of points beyond every depth: whose land it is alone decides."""
        bound = np.logical_not(np.isnan(self.bands[:, :, 0, 0]).all(axis=0))
        return np.where(bound[side], np.uint8(OUT), np.uint8(NOT_BOUND))

    def _widen(self, near: NDArray[np.bool_], lon: Floats, lat: Floats, doubt_m: Floats) -> None:
        """Mark points as near that are so only because of a doubt beyond the margin."""
        wide = np.flatnonzero((doubt_m > self.margin_m - 1.0) & np.isfinite(doubt_m) & ~near)
        if len(wide):
            _, within = _near(lon[wide], lat[wide], self.wide_grids)
            near[wide] = within | (doubt_m[wide] > WIDE_M)

    def _judged(self, lon: Floats, lat: Floats, side: Codes, radius_m: Floats) -> Answer:
        """Return what the rule says of points that one alone may hold."""
        distance = self.zone.index.nearest(lon, lat).distance_m
        low, high = distance - self.line_m, distance + self.line_m
        unsure = self._hangs_on_line(side, low - radius_m, high + radius_m)
        rows = np.flatnonzero(unsure)
        if len(rows):
            bounds = line_interval(self.zone.border, self.zone.index, lon[rows], lat[rows])
            low[rows], high[rows] = bounds.low_m, bounds.high_m
        low, high = np.maximum(low - radius_m, 0.0), high + radius_m
        place, counts = np.arange(len(lon)), np.full(len(lon), YES, np.int8)
        status = np.zeros(len(lon), np.uint8)
        categories = np.zeros(len(lon), np.uint32)
        for number, table in enumerate(self.bands):
            own = table[side]
            answer = answers(low, high, own, counts)
            _keep_best(status, categories, decided(place, answer, own, len(lon)), number)
        reached = low <= self.zone.depth_km * 1000
        return Answer(side, distance / 1000, status, categories, reached)

    def _hangs_on_line(self, side: Codes, low_m: Floats, high_m: Floats) -> NDArray[np.bool_]:
        """Tell which points a bound of a band may lie on either side of."""
        found = np.zeros(len(side), np.bool_)
        for table in self.bands:
            for bound in np.moveaxis(table[side][:, 0], -1, 0):
                found |= (low_m <= bound) & (bound <= high_m)
        reach = self.zone.depth_km * 1000
        return found | ((low_m <= reach) & (reach <= high_m))

    def _covered(self, lon: Floats, lat: Floats, side: Codes, radius_m: Floats) -> Answer:
        """Return the same as `geo.zones.coverage.coverage` does, which knows every rule."""
        with ONE_AT_A_TIME:
            places = places_at(self.zone, lon, lat, radius_m)
            status = np.zeros(len(lon), np.uint8)
            categories = np.zeros(len(lon), np.uint32)
            for number, category in enumerate(self.categories):
                told = places.judged(places.reaches(self.zone.bands, category), category)
                _keep_best(status, categories, told.status, number)
            names = side_codes(self.zone.border.parties)
            sides = np.array([names[name] for name in places.holders.side], np.uint8)
            low = np.min([line.interval.low_m for line in places.lines], axis=0) - radius_m
            reached = low <= self.zone.depth_km * 1000
        assert len(side) == len(lon)
        return Answer(sides, places.distance_m / 1000, status, categories, reached)


def _keep_best(
    status: Codes, categories: NDArray[np.uint32], code: NDArray[np.int8], number: int
) -> None:
    """Take one category's statuses in: the best is kept, with all categories that give it."""
    better = code > status
    categories[better] = 0
    status[better] = code[better]
    held = (code == status) & (code >= INDETERMINATE)
    categories[held] |= np.uint32(1) << np.uint32(number)


def _near(
    lon: Floats, lat: Floats, grids: tuple[DepthGrid, ...]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return longitudes as `zones.coverage` turns them, and which points may be within a grid."""
    turned, near = np.zeros(len(lon)), np.zeros(len(lon), np.uint8)
    for number, grid in enumerate(grids):
        rows, columns = grid.cells.shape
        for start in range(0, len(lon), CHUNK):
            part = slice(start, start + CHUNK)
            call(
                "near_cells", lon[part], lat[part], len(near[part]), grid.staying, rows, columns,
                *grid.grid(), Out(turned[part], reads=True), Out(near[part], reads=True),
                int(number == 0),
            )  # fmt: skip
    return turned, near.view(np.bool_)
