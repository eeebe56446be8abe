"""The rule of status: from who may hold a place, and how far away it may be, to in or out.

It knows nothing of maps. Who may hold the place, the interval of distance that belongs to each
holder, and what bounds a band has are worked out before it; see docs/status.md. The rule stands
once, over arrays, in the compiled core (core/rule.c: `within_codes`, `decided`, `thresholds`); all
else here asks it, and so does the page (maps/page_src/rule.js).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ..measure.core import CHUNK, Out, call

Status = Literal["in", "out", "indeterminate", "not_bound"]
Within = Literal["yes", "no", "unknown"]
Reading = Literal["counts", "does_not_count", "unknown"]

STATUSES: Final[tuple[Status, ...]] = ("not_bound", "out", "indeterminate", "in")
"""By number. Of several (a unit's places, the bands of a regime) the greatest counts."""

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2
"""Answers, and readings, as numbers; they stand in the order of `WITHIN` and `READINGS`."""
WITHIN: Final[tuple[Within, ...]] = ("no", "unknown", "yes")
READINGS: Final[tuple[Reading, ...]] = ("does_not_count", "unknown", "counts")

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True)
class Interval:
    """What a distance may be.

    Parameters
    ----------
    low_m, high_m : float
        Metres; NaN where it is not known at all.
    """

    low_m: float
    high_m: float


@dataclass(frozen=True)
class Bounds:
    """From where to where a band reaches; both ends belong to it.

    Parameters
    ----------
    min_m, depth_m : float
        Metres from the border.
    """

    min_m: float
    depth_m: float


@dataclass(frozen=True)
class Holder:
    """One state, or the sea, that may hold a place.

    Parameters
    ----------
    name : str
        ISO 3166-1 alpha-3, ``AAA/BBB`` where claimed by both, or ``sea``.
    distance : Interval
        How far from the border the place is if it is this one's.
    bands : tuple of Bounds
        What binds this holder; none for a third state and the sea.
    reading : {"counts", "does_not_count", "unknown"}
        Whether a place of this holder counts at all by the tripoint rule, segments and exclusions.
    """

    name: str
    distance: Interval
    bands: tuple[Bounds, ...] = ()
    reading: Reading = "counts"


def thresholds(
    place: NDArray[np.int64],
    low_m: Floats,
    high_m: Floats,
    *,
    bindable: NDArray[np.bool_],
    reading: Codes,
    count: int,
) -> tuple[Floats, Floats]:
    """Return between which depths each place comes in, where every party is bound from 0 to it.

    Parameters
    ----------
    place, low_m, high_m, reading
        As for `answers` and `decided`.
    bindable : array of bool, shape (m,)
        Which holders are parties.
    count : int
        How many places there are.

    Returns
    -------
    perhaps_m, surely_m : array of float, shape (count,)
        At a smaller depth than the first a place is out, from the second on it is in, between them
        indeterminate; infinite where it never is.
    """
    _check(low_m, high_m, np.float64)
    _check(place, np.int64)
    _check(reading, np.int8)
    _check(bindable, np.bool_)
    perhaps, surely = np.empty((2, count))
    call(
        "thresholds_many", place, low_m, high_m, bindable, reading, len(place), count,
        Out(perhaps), Out(surely),
    )  # fmt: skip
    return perhaps, surely


def within(distance: Interval, bands: Sequence[Bounds]) -> Within:
    """Say whether a distance lies in any of some bands, by distance alone.

    Parameters
    ----------
    distance : Interval
    bands : sequence of Bounds

    Returns
    -------
    {"yes", "no", "unknown"}
        Bands that meet count as one; a distance equal to a bound is within.

    Examples
    --------
    >>> within(Interval(79_000, 80_000), [Bounds(0, 80_000)])
    'yes'
    >>> within(Interval(79_000, 80_001), [Bounds(0, 80_000)])
    'unknown'
    >>> within(Interval(0, 180), [Bounds(10_000, 150_000)])
    'no'
    """
    return WITHIN[int(_of_one(distance, bands)[0])]


def _of_one(distance: Interval, bands: Sequence[Bounds]) -> Codes:
    edges = [[[band.min_m, band.depth_m] for band in bands]]
    table = np.array(edges, np.float64).reshape(1, -1, 2)
    low, high = (np.array([m], np.float64) for m in (distance.low_m, distance.high_m))
    return within_codes(low, high, table)


def within_codes(low_m: Floats, high_m: Floats, bands: Floats) -> Codes:
    """Say of many distances whether each lies in any of its bands, by distance alone.

    Parameters
    ----------
    low_m, high_m : array of float, shape (m,)
        The intervals, metres; NaN where nothing is known.
    bands : array of float, shape (m, k, 2)
        From where to where each band reaches, metres, both ends included; those of one row that
        meet count as one. NaN where there is none.

    Returns
    -------
    array of int8, shape (m,)
        `NO`, `UNKNOWN` or `YES`.
    """
    _check(low_m, high_m, bands, np.float64)
    out = np.empty(len(low_m), np.int8)
    wide = np.broadcast_to(bands, (len(low_m), *bands.shape[1:]))
    for start in range(0, len(out), CHUNK):
        part = slice(start, start + CHUNK)
        call(
            "within_many", low_m[part], high_m[part], wide[part], bands.shape[1], len(out[part]),
            Out(out[part]),
        )  # fmt: skip
    return out


def bound(bands: Floats) -> NDArray[np.bool_]:
    """Tell which rows of bands, shape (m, k, 2), hold any."""
    return np.asarray(~np.isnan(bands[..., 0]).all(axis=1), np.bool_)


def answers(low_m: Floats, high_m: Floats, bands: Floats, reading: Codes) -> Codes:
    """Say of many possible holders whether a place is in, if it is theirs.

    Parameters
    ----------
    low_m, high_m, bands
        As for `within_codes`.
    reading : array of int8, shape (m,)
        Whether the place counts by the tripoint rule, segments and exclusions.

    Returns
    -------
    array of int8, shape (m,)
        The least sure of the two: what does not count is not in, however near.
    """
    return np.minimum(within_codes(low_m, high_m, bands), reading)


def decided(place: NDArray[np.int64], answer: Codes, bands: Floats, count: int) -> Codes:
    """Return the status of each place from the answers of all that may hold it.

    Parameters
    ----------
    place : array of int, shape (m,)
        Whose possible holder each row is, 0 to ``count`` - 1; every place has at least one.
    answer : array of int8, shape (m,)
        From `answers`.
    bands : array of float, shape (m, k, 2)
        As for `within_codes`.
    count : int
        How many places there are.

    Returns
    -------
    array of int8, shape (count,)
        Numbers of `STATUSES`: ``not_bound`` where no possible holder is bound; ``out`` where one
        is and none can be in; ``in`` where all are bound and all are in; else ``indeterminate``.
    """
    _check(place, np.int64)
    _check(answer, np.int8)
    _check(bands, np.float64)
    out = np.empty(count, np.int8)
    call(
        "decided_many", place, answer, bands, bands.shape[1], len(place), count, Out(out),
        np.empty(count, np.uint8),
    )  # fmt: skip
    return out


def _check(*values: Any) -> None:  # noqa: ANN401  # arrays, and last their type
    """Hold arrays to the type that the core reads them as."""
    *arrays, kind = values
    assert all(array.dtype == kind for array in arrays), f"the rule wants {kind.__name__}"


def holder_within(holder: Holder) -> Within:
    """Say whether a place is in, if it is this holder's: by distance and by what counts.

    Parameters
    ----------
    holder : Holder

    Examples
    --------
    >>> near = Interval(70_000, 76_000)
    >>> holder_within(Holder("POL", near, (Bounds(0, 80_000),), "unknown"))
    'unknown'
    """
    return WITHIN[int(_answers_of([holder])[0][0])]


def _answers_of(holders: Sequence[Holder]) -> tuple[Codes, Floats]:
    """Return the answers of one place's possible holders, and their bands."""
    most = max(1, *(len(holder.bands) for holder in holders))
    bands = np.full((len(holders), most, 2), np.nan)
    for row, holder in enumerate(holders):
        for column, band in enumerate(holder.bands):
            bands[row, column] = band.min_m, band.depth_m
    low = np.array([holder.distance.low_m for holder in holders], np.float64)
    high = np.array([holder.distance.high_m for holder in holders], np.float64)
    reading = np.array([READINGS.index(holder.reading) for holder in holders], np.int8)
    return answers(low, high, bands, reading), bands


def status(holders: Sequence[Holder]) -> Status:
    """Return the status of a place.

    Parameters
    ----------
    holders : sequence of Holder
        All that may hold it, each once; at least one.

    Returns
    -------
    {"in", "out", "indeterminate", "not_bound"}
        ``not_bound`` where no possible holder is bound; ``out`` where one is and none can be in;
        ``in`` where all are bound and all are in; else ``indeterminate``.

    Raises
    ------
    ValueError
        If there is no holder.

    Examples
    --------
    >>> bands = (Bounds(0, 80_000),)
    >>> status([Holder("POL", Interval(1_000, 7_000), bands)])
    'in'
    >>> status([Holder("POL", Interval(1_000, 7_000), bands), Holder("LTU", Interval(0, 7_000))])
    'indeterminate'
    >>> status([Holder("LTU", Interval(0, 7_000))])
    'not_bound'
    """
    if not holders:
        raise ValueError("a place has at least one possible holder")
    answer, bands = _answers_of(holders)
    return STATUSES[int(decided(np.zeros(len(holders), np.int64), answer, bands, 1)[0])]
