"""The same question with a second border line: how far apart the lines are, and what changes."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from ...boundaries.border import Border
from ..measure.ellipsoid import GEOD, Floats
from ..measure.geodesic import LineIndex
from .balance import DepthBalance
from .crossings import Measured

_SPACING_M: Final = 200.0
_EXACT_M: Final = 0.1
_STRETCHES: Final = 300_000
"""So many stretches are looked at at once; lines side by side would need ever more."""


@dataclass(frozen=True)
class Apart:
    """How far one line is from another, going along the one."""

    largest_m: float
    largest_error_m: float
    """How much larger it may be at most: 0.1 m, or more where the lines run side by side."""
    mean_m: float
    """Along the length, from a point every 200 m or nearer."""
    share_95_m: float
    """95 % of the length is no farther."""
    lon: float
    """Where the largest is, on the one line; degrees."""
    lat: float
    nearest_lon: float
    """Its nearest point on the other."""
    nearest_lat: float


@dataclass(frozen=True)
class Flip:
    """A unit whose status or side is another one with the other line."""

    depth_km: float
    id: str
    name: str
    country: str
    kind: str
    position_accuracy_m: float
    side: str
    side_against: str
    distance_km: float
    distance_against_km: float
    status: str
    status_against: str


@dataclass(frozen=True)
class AreaChange:
    """One side's area with both lines."""

    depth_km: float
    side: str
    area_km2: float
    area_error_km2: float
    area_against_km2: float
    area_against_error_km2: float

    @property
    def change_km2(self) -> float:
        """How much more the other line makes it."""
        return self.area_against_km2 - self.area_km2


@dataclass(frozen=True)
class Sensitivity:
    """What changes with another border line."""

    against: Border
    note: str
    """How the other line was read, where that is not plain."""
    there: Apart
    """Along the first line, to the other."""
    back: Apart
    """Along the other line, to the first."""
    flips: tuple[Flip, ...]
    """By depth, then distance."""
    areas: tuple[AreaChange, ...]

    @property
    def largest_m(self) -> float:
        """The largest distance between the lines, both ways (Hausdorff distance), metres."""
        return max(self.there.largest_m, self.back.largest_m)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        source = self.against.source
        return {
            "against": {
                **asdict(source),
                "length_km": self.against.length_km,
                "accuracy_m": self.against.accuracy_m,
                "accuracy_reason": self.against.accuracy_reason,
                "note": self.note,
            },
            "largest_distance_m": self.largest_m,
            "from_first_to_against": asdict(self.there),
            "from_against_to_first": asdict(self.back),
            "flips": [asdict(flip) for flip in self.flips],
            "areas": [asdict(one) | {"change_km2": one.change_km2} for one in self.areas],
        }


def sensitivity(
    found: Measured,
    other: Measured,
    depths: Sequence[DepthBalance],
    others: Sequence[DepthBalance],
    *,
    note: str = "",
) -> Sensitivity:
    """Set the answers with one line against those with another.

    Parameters
    ----------
    found, other : Measured
        The same units, measured from each line.
    depths, others : sequence of DepthBalance
        The balance with each line, of the same depths.
    note : str
        How the other line was read.

    Returns
    -------
    Sensitivity
    """
    return Sensitivity(
        against=other.border,
        note=note,
        there=apart(found.index, other.index),
        back=apart(other.index, found.index),
        flips=tuple(_flips(found, other, [depth.depth_km for depth in depths])),
        areas=tuple(_changes(depths, others)),
    )


def apart(one: LineIndex, other: LineIndex) -> Apart:
    """Return how far a line is from another, going along the first.

    The distance to the other line changes by at most as much as one moves along the first, so a
    stretch whose middle is nearer than the largest found by more than half its length can hold
    nothing larger. The rest is halved until it can be only 0.1 m larger, or there is too much of
    it, as where two lines run side by side.

    Parameters
    ----------
    one, other : LineIndex

    Returns
    -------
    Apart

    Examples
    --------
    >>> equator = LineIndex([[(0.0, 0.0), (1.0, 0.0)]])
    >>> raised = LineIndex([[(0.0, 0.0), (0.5, 0.1), (1.0, 0.0)]])
    >>> round(apart(raised, equator).largest_m)  # a tenth of a degree of latitude
    11057
    """
    start, azimuth, length = _stretches(one)
    lon, lat = _at(start, azimuth, length / 2)
    distance = other.nearest(lon, lat).distance_m
    order = np.argsort(distance, kind="stable")
    share = np.cumsum(length[order])
    place = int(np.searchsorted(share, 0.95 * share[-1]))
    mean, share_95 = float(np.average(distance, weights=length)), float(distance[order[place]])
    best = int(np.argmax(distance))
    largest, where = float(distance[best]), (float(lon[best]), float(lat[best]))
    while True:
        keep = distance + length / 2 > largest + _EXACT_M
        if not 0 < keep.sum() <= _STRETCHES:
            break
        start, azimuth, length = _halved(start[keep], azimuth[keep], length[keep])
        lon, lat = _at(start, azimuth, length / 2)
        distance = other.nearest(lon, lat).distance_m
        best = int(np.argmax(distance))
        if distance[best] > largest:
            largest, where = float(distance[best]), (float(lon[best]), float(lat[best]))
    error = max(_EXACT_M, float((distance + length / 2).max()) - largest)
    foot = other.nearest([where[0]], [where[1]])
    return Apart(largest, error, mean, share_95, *where, float(foot.lon[0]), float(foot.lat[0]))


def _stretches(index: LineIndex) -> tuple[Floats, Floats, Floats]:
    """Cut a line into geodesics of at most 200 m: their starts, azimuths and lengths."""
    starts, azimuths, lengths = [], [], []
    for line in index.lines:
        if len(line) < 2:
            starts.append(line[:1])
            azimuths.append(np.zeros(1))
            lengths.append(np.full(1, 1e-6))
            continue
        azimuth, _, length = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        count = np.maximum(1, np.ceil(length / _SPACING_M)).astype(np.int64)
        edge = np.repeat(np.arange(len(count)), count)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        step = (length / count)[edge]
        lon, lat, back = GEOD.fwd(
            line[edge, 0], line[edge, 1], azimuth[edge], step * number, return_back_azimuth=False
        )
        starts.append(np.column_stack([lon, lat]))
        azimuths.append(np.where(number == 0, azimuth[edge], back))
        lengths.append(np.maximum(step, 1e-6))
    return np.vstack(starts), np.concatenate(azimuths), np.concatenate(lengths)


def _at(start: Floats, azimuth: Floats, distance_m: Floats) -> tuple[Floats, Floats]:
    lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], azimuth, distance_m)
    return np.asarray(lon), np.asarray(lat)


def _halved(start: Floats, azimuth: Floats, length: Floats) -> tuple[Floats, Floats, Floats]:
    lon, lat, onward = GEOD.fwd(
        start[:, 0], start[:, 1], azimuth, length / 2, return_back_azimuth=False
    )
    middle = np.column_stack([lon, lat])
    return (
        np.vstack([start, middle]),
        np.concatenate([azimuth, onward]),
        np.concatenate([length, length]) / 2,
    )


def _flips(found: Measured, other: Measured, depths_km: Sequence[float]) -> Iterator[Flip]:
    texts = {
        name: found.units[name].fillna("").astype(str).to_numpy(object)
        for name in ("id", "name", "country", "kind")
    }
    accuracy = found.units["position_accuracy_m"].to_numpy(np.float64)
    counted = np.isin(found.side.astype(str), found.border.parties)
    counted |= np.isin(other.side.astype(str), found.border.parties)
    order = np.argsort(found.distance_km, kind="stable")
    for depth in depths_km:
        status, against = found.status(depth), other.status(depth)
        moved = (found.side != other.side) & ((status != "out") | (against != "out"))
        flipped = counted & ((status != against) | moved)
        for row in order[flipped[order]].tolist():
            yield Flip(
                depth_km=depth,
                position_accuracy_m=float(accuracy[row]),
                side=str(found.side[row]),
                side_against=str(other.side[row]),
                distance_km=float(found.distance_km[row]),
                distance_against_km=float(other.distance_km[row]),
                status=str(status[row]),
                status_against=str(against[row]),
                **{name: str(values[row]) for name, values in texts.items()},
            )


def _changes(
    depths: Sequence[DepthBalance], others: Sequence[DepthBalance]
) -> Iterator[AreaChange]:
    for depth, against in zip(depths, others, strict=True):
        for one, two in zip(depth.sides, against.sides, strict=True):
            yield AreaChange(
                depth_km=depth.depth_km,
                side=one.side,
                area_km2=one.area_km2,
                area_error_km2=one.area_error_km2,
                area_against_km2=two.area_km2,
                area_against_error_km2=two.area_error_km2,
            )
