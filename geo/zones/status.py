"""The rule of status: from who may hold a place, and how far away it may be, to in or out.

It knows nothing of maps. Who may hold the place, the interval of distance that belongs to each
holder, and what bounds a band has are worked out before it; see docs/status.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["in", "out", "indeterminate", "not_bound"]
Within = Literal["yes", "no", "unknown"]
Reading = Literal["counts", "does_not_count", "unknown"]

STATUSES: Final[tuple[Status, ...]] = ("in", "out", "indeterminate", "not_bound")


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
    if not bands:
        return "no"
    low, high = distance.low_m, distance.high_m
    if not low <= high:  # NaN: it may be anywhere
        return "unknown"
    joined = _joined(bands)
    if any(band.min_m <= low and high <= band.depth_m for band in joined):
        return "yes"
    if any(band.min_m <= high and low <= band.depth_m for band in joined):
        return "unknown"
    return "no"


def _joined(bands: Sequence[Bounds]) -> list[Bounds]:
    """Return bands in order, those that meet or overlap made one."""
    joined: list[Bounds] = []
    for band in sorted(bands, key=lambda one: (one.min_m, one.depth_m)):
        if joined and band.min_m <= joined[-1].depth_m:
            joined[-1] = Bounds(joined[-1].min_m, max(joined[-1].depth_m, band.depth_m))
        else:
            joined.append(band)
    return joined


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
    by_distance = within(holder.distance, holder.bands)
    if by_distance == "no" or holder.reading == "does_not_count":
        return "no"
    return by_distance if holder.reading == "counts" else "unknown"


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
    if not any(holder.bands for holder in holders):
        return "not_bound"
    answers = [holder_within(holder) for holder in holders]
    if all(answer == "no" for answer in answers):
        return "out"
    # A holder that is not bound has answered no.
    if all(answer == "yes" for answer in answers):
        return "in"
    return "indeterminate"
