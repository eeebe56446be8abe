"""How likely each doubtful unit is in: positions and border displaced at random, many times.

Accuracies are 95 % radii of a two-dimensional normal. Each draw displaces every unit by an error
of its own and the whole border by one error that all units share; a displaced border is the same
as units displaced the other way. Distances of the drawn positions are exact. A unit whose source
says on whose land it stands is drawn there only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ...common.errors import UsageError
from ..measure.ellipsoid import GEOD, Floats
from ..zones.sides import sides
from ..zones.tripoints import at_end
from ..zones.zone import tripoints
from .crossings import Measured

SEED: Final = 20250220
RADIUS_95: Final = float(np.sqrt(-2 * np.log(0.05)))
"""The 95 % radius of a two-dimensional normal, in standard deviations of one coordinate: 2.4477."""
MAX_DRAWS: Final = 100_000
_POINTS_AT_ONCE: Final = 400_000
_FAR: Final = 5.0
"""Units farther outside the greatest depth than so many 95 % radii are never in (below 1e-30)."""
_T95: Final = 1.96


@dataclass(frozen=True)
class Chance:
    """How likely one doubtful unit is in at one depth."""

    depth_km: float
    id: str
    name: str
    side: str
    distance_km: float
    status: str
    chance_in: float
    """Share of the draws in which it is in, on whichever party's land."""
    chance_error: float
    """Half the width of the 95 % interval of that share, because the draws are not endless."""
    chance_first: float
    """Share of the draws in which it is in on the first party's land."""
    chance_second: float


@dataclass(frozen=True)
class CountRange:
    """How many units of a side are in at one depth."""

    depth_km: float
    side: str
    low: int
    """Fewer are in in at most 5 % of the draws."""
    median: int
    high: int
    """More are in in at most 5 % of the draws."""
    mean: float


@dataclass(frozen=True)
class Jitter:
    """What many random displacements say."""

    draws: int
    seed: int
    groups: tuple[str, str]
    """The two sides of the line: parties, or groups with commas."""
    chances: tuple[Chance, ...]
    """By depth, then distance; units whose every draw is the same and that are not indeterminate
    are left out, and so are those of unknown accuracy: nobody can say how likely they are in."""
    counts: tuple[CountRange, ...]
    """Of the units of known accuracy."""
    not_drawn: int = 0
    """Units of unknown accuracy: they are in no count, and could be anywhere."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "first": self.groups[0],
            "second": self.groups[1],
            "not_drawn": self.not_drawn,
            "counts": [asdict(one) for one in self.counts],
            "chances": [asdict(one) for one in self.chances],
        }


def check_draws(draws: int, seed: int) -> None:
    """Refuse a number of draws, or a seed, that cannot be.

    Raises
    ------
    UsageError
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise UsageError(f"{draws:,} draws: give a number from 1 to {MAX_DRAWS:,}")
    if seed < 0:
        raise UsageError(f"seed {seed}: give a whole number from 0 up")


def jitter(found: Measured, depths_km: Sequence[float], *, draws: int, seed: int = SEED) -> Jitter:
    """Displace units and border at random and count what is in, many times.

    Parameters
    ----------
    found : Measured
        The units, measured. The tripoint rule is the same in every draw.
    depths_km : sequence of float
        Kilometres.
    draws : int
        How many times; the error of a chance falls with the root of their number.
    seed : int
        The same seed gives the same draws. Each unit's own come from the seed, its id and its
        position, so that other units in the list do not change them.

    Returns
    -------
    Jitter

    Raises
    ------
    UsageError
        If there are fewer than 1 or more than 100,000 draws, or the seed is negative.

    Examples
    --------
    >>> import csbm
    >>> from csbm.geo.analysis.crossings import measured
    >>> found = measured(csbm.Border.between("BLR", "POL"), csbm.bundled_units())
    >>> some = jitter(found, [80], draws=200)
    >>> [count.side for count in some.counts]
    ['BLR', 'POL']
    """
    check_draws(draws, seed)
    depths = np.asarray(depths_km, np.float64)
    status = np.stack([found.status(float(depth)) for depth in depths])
    sides = range(len(found.border.parties))
    counts = np.zeros((draws, len(depths), len(sides)), np.int64)
    inside = np.zeros((len(depths), len(found.units), len(sides)))
    shared = _border_error(found, draws, seed)
    known = np.isfinite(found.doubt_km)
    rows = np.flatnonzero(known & (found.distance_km <= depths.max() + _FAR * found.doubt_km))
    size = max(1, _POINTS_AT_ONCE // draws)
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        drawn = _drawn(found, some, draws, seed, shared)
        for number in sides:
            within = drawn.distance_km[:, :, None] <= depths
            within &= (drawn.side == number)[:, :, None]
            counts[:, :, number] += within.sum(axis=0)
            inside[:, some, number] = within.mean(axis=1).T
    return Jitter(
        draws=draws,
        seed=seed,
        groups=found.side_names,
        chances=tuple(_chances(found, depths, status, inside, draws)),
        counts=tuple(_ranges(*_with_groups(found, counts), depths)),
        not_drawn=int((~known).sum()),
    )


@dataclass(frozen=True)
class _Drawn:
    """Drawn positions: arrays of shape (units, draws)."""

    distance_km: Floats
    """Infinite where the tripoint rule leaves the position out."""
    side: NDArray[np.int64]
    """Of the parties, -1 elsewhere."""


def _border_error(found: Measured, draws: int, seed: int) -> Floats:
    """Return the border's displacement east and north in each draw, metres, shape (draws, 2)."""
    sigma = found.border.accuracy_m / RADIUS_95
    return np.random.default_rng([seed, 0]).normal(size=(draws, 2)) * sigma


def _drawn(
    found: Measured, rows: NDArray[np.int64], draws: int, seed: int, shared: Floats
) -> _Drawn:
    lon, lat = found.lon[rows], found.lat[rows]
    sigma = found.units["position_accuracy_m"].to_numpy(np.float64)[rows] / RADIUS_95
    ids = found.units["id"].astype(str).to_numpy(object)[rows]
    offset = np.empty((len(rows), draws, 2))
    for place, name in enumerate(ids):
        key = crc32(f"{name}|{float(lon[place])!r}|{float(lat[place])!r}".encode())
        offset[place] = np.random.default_rng([seed, 1, key]).normal(size=(draws, 2))
    offset *= sigma[:, None, None]
    offset -= shared  # a border moved east is a unit moved west
    azimuth = np.degrees(np.arctan2(offset[:, :, 0], offset[:, :, 1])).ravel()
    away = np.hypot(offset[:, :, 0], offset[:, :, 1]).ravel()
    there, up, _ = GEOD.fwd(np.repeat(lon, draws), np.repeat(lat, draws), azimuth, away)
    there, up = np.asarray(there), np.asarray(up)
    near = found.index.nearest(there, up)
    distance = near.distance_m / 1000
    if found.tripoint == "perpendicular":
        ends = tripoints(found.border, found.index)
        distance = np.where(at_end(found.index, ends, near), np.inf, distance)
    where = sides(found.border.atlas, found.border.parties, there, up)
    number = np.full(len(where), -1)
    for place, party in enumerate(found.border.parties):
        number[where == party] = place
    shape = (len(rows), draws)
    drawn = _Drawn(distance.reshape(shape), number.reshape(shape))
    _only_where_told(found, rows, drawn)
    return drawn


def _only_where_told(found: Measured, rows: NDArray[np.int64], drawn: _Drawn) -> None:
    """Give units whose source tells whose land they stand on no draw on other land.

    Each such draw is replaced by one that is on the land told, in their order.
    """
    holders, parties = found.places.holders, found.border.parties
    for place, row in enumerate(rows.tolist()):
        if not holders.by_source[row]:
            continue
        own = str(holders.own[row])
        told = parties.index(own) if own in parties else -1
        right = np.flatnonzero(drawn.side[place] == told)
        wrong = np.flatnonzero(drawn.side[place] != told)
        drawn.side[place, wrong] = told
        if len(right):
            drawn.distance_km[place, wrong] = drawn.distance_km[place, np.resize(right, len(wrong))]
        elif told < 0:
            drawn.distance_km[place, wrong] = np.inf


def _chances(
    found: Measured,
    depths: Floats,
    status: NDArray[np.object_],
    inside: Floats,
    draws: int,
) -> Iterator[Chance]:
    order = np.argsort(found.distance_km, kind="stable")
    order = order[np.isfinite(found.doubt_km[order])]
    own = found.border.parties
    for place, depth in enumerate(depths.tolist()):
        for row in order.tolist():
            first, second = (
                float(inside[place, row, [own.index(party) for party in group]].sum())
                for group in found.border.groups
            )
            chance = first + second
            told = str(status[place, row])
            if str(found.side[row]) not in own and not chance:
                continue
            if told != "indeterminate" and (chance in {0.0, 1.0}) and not (first and second):
                continue
            yield Chance(
                depth_km=depth,
                id=str(found.units["id"].iloc[row]),
                name=str(found.units["name"].iloc[row]),
                side=str(found.side[row]),
                distance_km=float(found.distance_km[row]),
                status=told if str(found.side[row]) in own else "",
                chance_in=chance,
                chance_error=share_error(chance, draws),
                chance_first=first,
                chance_second=second,
            )


def share_error(share: float, draws: int) -> float:
    """Return half the width of the 95 % interval of a share (Agresti and Coull 1998).

    Examples
    --------
    >>> round(share_error(0.5, 1000), 3), share_error(0.0, 1000) > 0
    (0.031, True)
    """
    count = draws + _T95**2
    middle = (share * draws + _T95**2 / 2) / count
    return float(_T95 * np.sqrt(middle * (1 - middle) / count))


def _with_groups(found: Measured, counts: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the counts of the parties, and after them of the groups of several."""
    parties = found.border.parties
    names, columns = list(parties), [counts]
    for group in found.border.groups:
        if len(group) > 1:
            own = [parties.index(party) for party in group]
            names.append(",".join(group))
            columns.append(counts[:, :, own].sum(axis=2, keepdims=True))
    return names, np.concatenate(columns, axis=2)


def _ranges(
    names: Sequence[str], counts: NDArray[np.int64], depths: Floats
) -> Iterator[CountRange]:
    for place, depth in enumerate(depths.tolist()):
        for number, side in enumerate(names):
            low, median, high = np.quantile(
                counts[:, place, number], [0.05, 0.5, 0.95], method="inverted_cdf"
            )
            yield CountRange(
                depth_km=depth,
                side=side,
                low=int(low),
                median=int(median),
                high=int(high),
                mean=float(counts[:, place, number].mean()),
            )
