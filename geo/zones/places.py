"""Units set against a zone before any depth: whose, how far away, and whether they count.

From this the rule (status.py) gives the status at any depth; nothing else does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..measure.ellipsoid import Floats
from ..measure.geodesic import Nearest
from .bands import Band
from .holders import ANYWHERE_M, Holders, holders_of
from .line_uncertainty import LineInterval, line_interval
from .shapes import Extent, extents
from .sides import Flags
from .status import (
    NO,
    STATUSES,
    UNKNOWN,
    YES,
    Codes,
    answers,
    decided,
    thresholds,
    within_codes,
)
from .tripoints import MAX_PERPENDICULAR_KM, at_end, edge_m, end_cell_reach_km
from .zone import InspectionZone, tripoints

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["Answers", "Places", "Reach", "places_at", "places_of"]

_IN: Final = STATUSES.index("in")
PlainRow = list[tuple[int, float | None, float | None]]
PlainRows = list[PlainRow]


class Reach(NamedTuple):
    """What binds one party in one category: the line it is measured from, and from where to where.

    ``line`` is a number of the zone's ``by_line``.
    """

    line: int
    min_m: float
    depth_m: float


class Answers(NamedTuple):
    """What the rule says of n units: arrays of shape (n,)."""

    status: Codes
    """Numbers of `status.STATUSES`."""
    end: Codes
    """Whether its nearest border point is no true end, as a reading: `YES` where it counts."""
    segment: Codes
    """Whether the part of the border that is nearest is the zone's."""
    excluded: tuple[tuple[str, ...], ...]
    """Names of exclusions that it lies in, or may."""
    excluded_surely: Flags


@dataclass(frozen=True)
class _FromLine:
    """Places measured from one line of a zone: arrays of shape (n,)."""

    zone: InspectionZone
    near: Nearest
    interval: LineInterval
    is_border: bool
    """Whether this is the line at which the parties' territories meet."""


class _Told(NamedTuple):
    """What the rule is asked: of m possible holders, and of p places what counts there."""

    low_m: Floats
    high_m: Floats
    bands: Floats
    reading: Codes
    end: Codes
    segment: Codes
    excluded: list[tuple[str, ...]]
    excluded_surely: Flags


@dataclass(frozen=True)
class Places:
    """Units set against a zone, before any depth.

    Parameters
    ----------
    zone : InspectionZone
    count : int
        How many units there are: n.
    unit : array of int, shape (p,)
        Whose place each is. The first n places are the units' own; a unit with an extent has more.
    lon, lat : array of float, shape (p,)
        Degrees; of a unit with an extent first its place nearest to the border.
    accuracy_m : array of float, shape (p,)
        95 % radius of the position, metres; infinite where it may be anywhere.
    holders : Holders
        Of the p places.
    lines : tuple of _FromLine
        Measured from each line of the zone.
    wide : dict of int to Extent
        The units with an extent.
    """

    zone: InspectionZone
    count: int
    unit: NDArray[np.int64]
    lon: Floats
    lat: Floats
    accuracy_m: Floats
    holders: Holders
    lines: tuple[_FromLine, ...]
    wide: dict[int, Extent]

    @property
    def distance_m(self) -> Floats:
        """How far each unit lies from the nearest of the zone's lines, metres."""
        away = np.stack([line.near.distance_m for line in self.lines])
        return np.asarray(away.min(axis=0)[: self.count], np.float64)

    def reaches(self, bands: tuple[Band, ...], category: str) -> dict[int, Reach]:
        """Return what binds each party, by its number, in one category of bands of the zone."""
        parties = self.zone.border.parties
        found = {}
        for number, single in enumerate(self.zone.by_line):
            own = {(band.side, band.category) for band in single.bands}
            for band in bands:
                if band.category == category and (band.side, category) in own:
                    found[parties.index(band.side)] = Reach(
                        number, band.min_km * 1000, band.depth_km * 1000
                    )
        return found

    def judged(self, reaches: Mapping[int, Reach], category: str = "all") -> Answers:
        """Return the statuses of the units where each party is bound as told.

        Parameters
        ----------
        reaches : mapping of int to Reach
            By number of the party; a party that is not there is not bound.
        category : str
            Of the bands, for exclusions that are of some categories only.
        """
        told = self._told(reaches, category)
        code = decided(
            self.holders.place,
            answers(told.low_m, told.high_m, told.bands, told.reading),
            told.bands,
            len(self.lon),
        )
        if self.wide:
            code = self._of_areas(code, told)
        some = slice(self.count)
        return Answers(
            code[some],
            told.end[some],
            told.segment[some],
            tuple(told.excluded[some]),
            told.excluded_surely[some],
        )

    def thresholds_km(self, depth_km: float) -> tuple[Floats, Floats]:
        """Return between which depths each unit comes in: arrays of shape (n,), kilometres.

        Parameters
        ----------
        depth_km : float
            The largest depth that is thought of; beyond it what counts is not told.

        Returns
        -------
        perhaps_km, surely_km : array of float, shape (n,)
            See `status.thresholds`.
        """
        told = self._told(self.to_depth(depth_km), "all")
        bindable = self.holders.party >= 0
        perhaps, surely = thresholds(
            self.holders.place,
            told.low_m,
            told.high_m,
            bindable=bindable,
            reading=told.reading,
            count=len(self.lon),
        )
        least, most = np.full((2, self.count), np.inf)
        np.minimum.at(least, self.unit, perhaps)
        np.minimum.at(most, self.unit, surely)
        return least / 1000, most / 1000

    def to_depth(self, depth_km: float) -> dict[int, Reach]:
        """Return what binds the parties where both are bound from 0 to a depth."""
        lines = {
            self.zone.border.parties.index(band.side): number
            for number, single in enumerate(self.zone.by_line)
            for band in single.bands
        }
        return {party: Reach(line, 0.0, depth_km * 1000) for party, line in lines.items()}

    def _told(self, reaches: Mapping[int, Reach], category: str) -> "_Told":
        """Return what the rule is asked of each possible holder."""
        holders, at = self.holders, self.holders.place
        bands = np.full((len(at), 1, 2), np.nan)
        low, high = np.full((2, len(at)), np.nan)
        reading = np.full(len(at), YES, np.int8)
        end, segment = np.full((2, len(self.lon)), YES, np.int8)
        cut: list[tuple[str, ...]] = [()] * len(self.lon)
        cut_surely = np.zeros(len(self.lon), np.bool_)
        for party, reach in reaches.items():
            rows = np.flatnonzero(holders.party == party)
            if not len(rows):
                continue
            places = at[rows]
            bands[rows, 0] = reach.min_m, reach.depth_m
            low[rows], high[rows] = self._intervals(rows, reach.line)
            here = low[rows] <= reach.depth_m  # farther away nothing is asked of what counts
            here |= np.isnan(low[rows])
            some = np.unique(places[here])
            ends = self._ends(reach, some)
            own = self._segments(reach, some)
            side = self.zone.border.parties[party]
            left, names, surely = self._exclusions(side, category, some)
            for place, word in names.items():
                cut[place] = word
            cut_surely |= surely
            end, segment = np.minimum(end, ends), np.minimum(segment, own)
            reading[rows] = np.minimum(np.minimum(ends, own), left)[places]
        return _Told(low, high, bands, reading, end, segment, cut, cut_surely)

    def plain_rows(self, depth_km: float) -> tuple[list[PlainRows], list[int]]:
        """Return what another program needs to apply the rule at any depths up to one.

        Parameters
        ----------
        depth_km : float
            The largest depth that is thought of, kilometres.

        Returns
        -------
        holders : list of list of list of (party, low_m, high_m)
            For each unit, for each of its places, who may hold it: a party's number, -1 for who is
            not bound, and what the distance may be, metres; None where nothing is known.
        ends : list of int
            For each unit, how it counts under the perpendicular reading: as `status.READINGS`.
        """
        reaches = self.to_depth(depth_km)
        told = self._told(reaches, "all")
        holders: list[PlainRows] = [[] for _ in range(self.count)]
        rows: list[PlainRow] = [[] for _ in range(len(self.lon))]
        for place, party, low, high in zip(
            self.holders.place.tolist(),
            self.holders.party.tolist(),
            told.low_m.tolist(),
            told.high_m.tolist(),
            strict=True,
        ):
            known = low <= high
            rows[place].append((party, low if known else None, high if known else None))
        for place, unit in enumerate(self.unit.tolist()):
            holders[unit].append(rows[place])
        ends = np.full(len(self.lon), YES, np.int8)
        for reach in reaches.values():
            near = self.lines[reach.line].interval.low_m - self.accuracy_m <= reach.depth_m
            ends = np.minimum(ends, self._end_codes(reach, np.flatnonzero(near)))
        return holders, ends[: self.count].tolist()

    def _intervals(self, rows: NDArray[np.int64], line: int) -> tuple[Floats, Floats]:
        """Return what the distances of possible holders' rows from a line may be, metres."""
        holders, from_line = self.holders, self.lines[line]
        place = holders.place[rows]
        radius = self.accuracy_m[place]
        low, high = from_line.interval.low_m[place], from_line.interval.high_m[place]
        least, most = np.maximum(low - radius, 0.0), high + radius
        if from_line.is_border:  # what goes beyond the border goes no farther than the rest
            across = holders.across[rows]
            least = np.where(across, 0.0, least)
            most = np.where(across, np.maximum(radius - low, 0.0), most)
        lost = holders.unknown[rows]
        return np.where(lost, np.nan, least), np.where(lost, np.nan, most)

    def _ends(self, reach: Reach, some: NDArray[np.int64]) -> Codes:
        """Return whether places count by the zone's tripoint rule."""
        if self.zone.tripoint == "round":
            return np.full(len(self.lon), YES, np.int8)
        return self._end_codes(reach, some)

    def _end_codes(self, reach: Reach, some: NDArray[np.int64]) -> Codes:
        """Return whether places count under the perpendicular reading."""
        found = np.full(len(self.lon), YES, np.int8)
        from_line = self.lines[reach.line]
        zone = from_line.zone
        ends = tripoints(zone.border, zone.index)
        if not ends or not len(some):
            return found
        found[some] = np.where(at_end(zone.index, ends, from_line.near)[some], NO, YES)
        doubt = self.accuracy_m[some] + zone.border.accuracy_m
        deep = reach.depth_m / 1000 + float(np.where(np.isfinite(doubt), doubt, 0).max()) / 1000
        away = edge_m(
            zone.index, ends, self.lon[some], self.lat[some],
            reach_km=end_cell_reach_km(min(deep, MAX_PERPENDICULAR_KM)),
            tolerance_m=zone.tolerance_m,
        )  # fmt: skip
        found[some[away <= doubt]] = UNKNOWN
        return found

    def _segments(self, reach: Reach, some: NDArray[np.int64]) -> Codes:
        """Return whether places belong to the part of the border that the zone is of."""
        found = np.full(len(self.lon), YES, np.int8)
        zone = self.lines[reach.line].zone
        if zone.segment is None or not len(some):
            return found
        lead = zone.segment.lead_m(self.lon[some], self.lat[some])
        doubt = self.accuracy_m[some] + zone.border.accuracy_m
        found[some] = np.where(np.abs(lead) <= doubt, UNKNOWN, np.where(lead < 0, NO, YES))
        return found

    def _exclusions(
        self, side: str, category: str, some: NDArray[np.int64]
    ) -> tuple[Codes, dict[int, tuple[str, ...]], Flags]:
        """Return whether places count by the exclusions, which ones these are, and how surely."""
        found = np.full(len(self.lon), YES, np.int8)
        names: dict[int, tuple[str, ...]] = {}
        surely = np.zeros(len(self.lon), np.bool_)
        for exclusion in self.zone.exclusions:
            if not len(some) or not exclusion.applies_to(side, category):
                continue
            inside_m = exclusion.depth_m(self.lon[some], self.lat[some])
            doubt = self.accuracy_m[some]
            code = np.where(np.abs(inside_m) <= doubt, UNKNOWN, np.where(inside_m >= 0, NO, YES))
            code[(inside_m == 0) & (doubt == 0)] = NO  # its edge belongs to it
            found[some] = np.minimum(found[some], code)
            for place, told in zip(some.tolist(), code.tolist(), strict=True):
                if told != YES:
                    names[place] = (*names.get(place, ()), exclusion.name)
                    surely[place] |= told == NO
        return found, names, surely

    def _of_areas(self, code: Codes, told: "_Told") -> Codes:
        """Return the statuses with those of units that have an extent.

        One is in where any of its places certainly is; it is out where none can be, its farthest
        one included.
        """
        low, high, bands, reading = told.low_m, told.high_m, told.bands, told.reading
        unit = self.unit[self.holders.place]
        area = np.isin(unit, np.fromiter(self.wide, np.int64))
        far = np.array([self.wide[u].far_high_m for u in unit[area].tolist()])
        radius = self.accuracy_m[self.holders.place[area]] + self.zone.border.accuracy_m
        most = np.where(np.isnan(low[area]), np.nan, np.maximum(far + radius, high[area]))
        answer = np.minimum(within_codes(low[area], most, bands[area]), UNKNOWN)
        answer = np.minimum(answer, self._area_readings(unit, area, reading))
        some = decided(unit[area], answer.astype(np.int8), bands[area], self.count)
        certain = np.where(code == _IN, code, 0).astype(np.int8)
        np.maximum.at(some, self.unit, certain)
        result = code.copy()
        wide = list(self.wide)
        result[wide] = some[wide]
        return result

    def _area_readings(self, unit: NDArray[np.int64], area: Flags, reading: Codes) -> Codes:
        """Return the readings of areas' rows: `NO` only where none of its places may count."""
        most = np.zeros(self.count, np.int8)
        np.maximum.at(most, unit[area], reading[area])
        if self.zone.segments:  # a part of the border has land that no place stands for
            for number, extent in self.wide.items():
                if sum(extent.shares.values()) > extent.slack:
                    most[number] = YES
        return np.asarray(most[unit[area]], np.int8)

    @cached_property
    def possible(self) -> list[tuple[str, ...]]:
        """Who may hold each unit: all that may hold any of its places."""
        found: list[dict[str, None]] = [{} for _ in range(self.count)]
        for unit, names in zip(self.unit.tolist(), self.holders.names(), strict=True):
            found[unit] |= dict.fromkeys(names)
        return [tuple(names) for names in found]

    @property
    def side_certain(self) -> Flags:
        """Tell of which units it is certain on whose land they stand."""
        return np.asarray(self.holders.certain[: self.count], np.bool_)


def places_of(
    zone: InspectionZone,
    units: "GeoDataFrame",
    *,
    at_sea: Flags | None = None,
) -> Places:
    """Set units against a zone, before any depth.

    Parameters
    ----------
    zone : InspectionZone
    units : GeoDataFrame
        As for `coverage.coverage`; a column ``located_in`` says on whose land each stands.
    at_sea : array of bool, shape (n,), optional
        Which may be on water. By default those without a ``kind``: a unit of a kind stands on land.
    """
    count = len(units)
    lon = (units["lon"].to_numpy(np.float64) + 180.0) % 360.0 - 180.0
    lat = units["lat"].to_numpy(np.float64, copy=True)
    # A position of unknown accuracy may be anywhere.
    accuracy = units["position_accuracy_m"].to_numpy(np.float64, copy=True)
    accuracy[~(accuracy < ANYWHERE_M)] = np.inf
    wide = extents(zone, units.geometry, accuracy + zone.border.accuracy_m)
    for row, extent in wide.items():
        lon[row], lat[row] = extent.lon, extent.lat
    extra = [(row, *place) for row, extent in wide.items() for place in extent.places]
    unit = np.array([*range(count), *(row for row, *_ in extra)], np.int64)
    return _placed(
        zone,
        np.append(lon, [x for _, x, _ in extra]),
        np.append(lat, [y for _, _, y in extra]),
        accuracy[unit],
        unit=unit,
        wide=wide,
        located_in=_texts(units, "located_in")[unit].tolist(),
        at_sea=((_texts(units, "kind") == "") if at_sea is None else at_sea)[unit],
    )


def places_at(zone: InspectionZone, lon: Floats, lat: Floats, accuracy_m: Floats) -> Places:
    """Set bare points against a zone, which may be on water.

    Parameters
    ----------
    zone : InspectionZone
    lon, lat : array of float, shape (n,)
        Degrees, longitude in [-180, 180].
    accuracy_m : array of float, shape (n,)
        95 % radius of each, metres; infinite where it may be anywhere.
    """
    unit = np.arange(len(lon), dtype=np.int64)
    wet = np.ones(len(lon), np.bool_)
    return _placed(zone, lon, lat, accuracy_m, unit=unit, wide={}, at_sea=wet)


def _placed(
    zone: InspectionZone,
    lon: Floats,
    lat: Floats,
    accuracy_m: Floats,
    *,
    unit: NDArray[np.int64],
    wide: dict[int, Extent],
    at_sea: Flags,
    located_in: list[str] | None = None,
) -> Places:
    lines = tuple(_from_line(zone, single, lon, lat, wide) for single in zone.by_line)
    whole = _from_line(zone, zone, lon, lat, wide) if len(lines) > 1 else lines[0]
    holders = holders_of(
        zone.border,
        lon,
        lat,
        accuracy_m,
        border_low_m=whole.interval.low_m,
        located_in=located_in,
        at_sea=at_sea,
    )
    count = int(unit.max()) + 1 if len(unit) else 0
    return Places(zone, count, unit, lon, lat, accuracy_m, holders, lines, wide)


def _texts(units: "GeoDataFrame", column: str) -> NDArray[np.object_]:
    """Return a column as texts; all empty where it is missing."""
    if column not in units:
        return np.full(len(units), "", dtype=object)
    return np.asarray(units[column].fillna("").astype(str).to_numpy(object), dtype=object)


def _from_line(
    whole: InspectionZone,
    zone: InspectionZone,
    lon: Floats,
    lat: Floats,
    wide: dict[int, Extent],
) -> _FromLine:
    near = zone.index.nearest(lon, lat)
    is_border = zone.border.line is whole.border.line
    interval = line_interval(zone.border, zone.index, lon, lat, known_along=is_border)
    for row, extent in wide.items():
        near.distance_m[row] = extent.distance_m  # 0 where they meet
    return _FromLine(zone, near, interval, is_border)
