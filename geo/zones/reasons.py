"""Why a status is what it is, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ...boundaries.atlas import UNKNOWN as UNKNOWN_CLAIMANTS
from ..measure.ellipsoid import Floats
from .bands import Band
from .holders import ELSEWHERE, SEA, UNCLAIMED
from .status import NO, STATUSES, UNKNOWN
from .tripoints import at_end
from .zone import tripoints

if TYPE_CHECKING:
    from ...boundaries.atlas import Atlas
    from .places import Answers, Places

_AT_END: Final = {
    NO: "its nearest border point is a tripoint",
    UNKNOWN: "whether its nearest border point is a tripoint is not certain",
}
_ELSEWHERE: Final = {
    NO: "its nearest border point is on another part of the border",
    UNKNOWN: "which part of the border is nearest is not certain",
}
_NOT_STATES: Final = {
    SEA: "at sea",
    UNCLAIMED: "on land that no state claims",
    ELSEWHERE: "elsewhere",
}


def reasons(
    places: "Places",
    told: "Answers",
    bands: Sequence[Band],
    *,
    distance_m: Floats,
    line: NDArray[np.int64],
) -> list[str]:
    """Say in words why each unit's status is what it is.

    Parameters
    ----------
    places : Places
    told : Answers
        What the rule says of them.
    bands : sequence of Band
        What each row shows; of depth 0 where the side has none.
    distance_m : array of float, shape (n,)
    line : array of int, shape (n,)
        From which of the zone's lines each is measured.
    """
    atlas = places.zone.border.atlas
    at_the_end = _at_the_end(places, line)
    words = []
    for row, band in enumerate(bands):
        status = STATUSES[int(told.status[row])]
        doubts = list(_of_holders(places, atlas, row, status))
        if status != "out" or distance_m[row] <= band.depth_km * 1000:
            doubts += _of_rules(told, row)
        if at_the_end[row] and told.end[row] not in _AT_END:
            doubts.append("its nearest border point is the very end of the border")
        interval = places.lines[int(line[row])].interval
        # To the micrometre, so that no last bit of a distance decides how a radius is written.
        border_m = round(
            max(
                float(interval.high_m[row] - distance_m[row]),
                float(distance_m[row] - interval.low_m[row]),
            ),
            6,
        )
        doubts += _of_line(places, row, int(line[row]), status)
        words.append(
            reason(
                band,
                float(distance_m[row]) / 1000,
                float(places.accuracy_m[row]),
                border_m,
                doubts=tuple(doubts),
                bound=status != "not_bound",
            )
        )
    return words


def _of_holders(places: "Places", atlas: "Atlas", row: int, status: str) -> list[str]:
    """Say whose land it is, where that is no party's or not certain."""
    holders, found = places.holders, []
    own, possible = str(holders.own[row]), places.possible[row]
    if holders.contradicted[row]:
        told = [name for name in possible if name not in own.split("/")]
        found.append(f"its source says {_listed(atlas, told)}, and the position does not: check it")
    elif own == UNKNOWN_CLAIMANTS:
        found.append("on land of which the source does not say whose it is")
        return found
    elif "/" in own:
        found.append(f"on land that {_listed(atlas, own.split('/'), 'and')} claim")
    elif status == "not_bound":
        found.append(
            f"{_place(atlas, own)}, which is not bound"
            if own not in _NOT_STATES
            else f"{_place(atlas, own)}, where no party is bound"
        )
    others = [name for name in possible if name not in own.split("/")]
    if others and not holders.contradicted[row]:
        found.append(f"may stand {_listed_places(atlas, others)}")
    if holders.narrowed[row] and status != "not_bound" and "/" not in own:
        found.append(f"{_place(atlas, own)} by its source")
    return found


def _place(atlas: "Atlas", name: str) -> str:
    return _NOT_STATES.get(name) or f"in {atlas.name(name)}"


def _listed_places(atlas: "Atlas", names: Sequence[str]) -> str:
    states = [name for name in names if name not in _NOT_STATES]
    rest = [_NOT_STATES[name] for name in names if name in _NOT_STATES]
    words = ([f"in {_listed(atlas, states)}"] if states else []) + rest
    return " or ".join(words)


def _listed(atlas: "Atlas", names: Sequence[str], last: str = "or") -> str:
    told = [_NOT_STATES.get(name) or atlas.name(name) for name in names]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {last} {told[-1]}"


def _of_rules(told: "Answers", row: int) -> list[str]:
    """Say what does not count, or may not."""
    found = []
    if (end := int(told.end[row])) in _AT_END:
        found.append(_AT_END[end])
    if (segment := int(told.segment[row])) in _ELSEWHERE:
        found.append(_ELSEWHERE[segment])
    where = "in" if told.excluded_surely[row] else "perhaps in"
    found += [f"{where} {name}, which is left out" for name in told.excluded[row]]
    return found


def _at_the_end(places: "Places", line: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of which units the nearest border point is a true end of the border."""
    found = np.zeros(places.count, np.bool_)
    for number, one in enumerate(places.lines):
        at = at_end(one.zone.index, tripoints(one.zone.border, one.zone.index), one.near)
        found |= at[: places.count] & (line == number)
    return found


def _of_line(places: "Places", row: int, line: int, status: str) -> list[str]:
    """Name the part of the border on which an uncertain answer hangs, and how well it is known."""
    one = places.lines[line]
    evidence = one.zone.border.evidence if one.is_border else None
    if status != "indeterminate" or evidence is None:
        return []
    run = evidence.run(int(one.interval.low_run[row]))
    return [run.words] if run.bound_m > one.zone.border.accuracy_m else []


def reason(
    band: Band,
    distance_km: float,
    accuracy_m: float,
    border_m: float,
    *,
    doubts: tuple[str, ...] = (),
    bound: bool = True,
) -> str:
    """Say in words why a status is what it is.

    Parameters
    ----------
    band : Band
        The one that is shown; of depth 0 where the side has none.
    distance_km : float
    accuracy_m, border_m : float
        95 % radii of the position and, as far as it counts here, of the border, metres.
    doubts : tuple of str
        What else sways it.
    bound : bool
        Whether anybody is bound there at all; else no depth is spoken of.

    Examples
    --------
    >>> reason(Band("POL", 80.0), 81.7, 3000.0, 50.0)
    '81.7 km, 1.7 km outside 80 km, position ± 3 km, border ± 0.05 km'
    """
    words = [
        km(distance_km) if not bound else f"{km(distance_km)}, {_where(band, distance_km)}",
        *doubts,
        "position of unknown accuracy" if not np.isfinite(accuracy_m)
        else f"position ± {km(accuracy_m / 1000)}",
        f"border ± {km(border_m / 1000)}",
    ]  # fmt: skip
    return ", ".join(words)


def _where(band: Band, distance_km: float) -> str:
    if not band.depth_km:
        return "no depth on this side"
    edge, edge_name = band.depth_km, f"{band.depth_km:g} km"
    inside = distance_km <= edge
    if band.min_km > 0 and abs(distance_km - band.min_km) < abs(distance_km - edge):
        edge, edge_name = band.min_km, f"the inner {band.min_km:g} km"
        inside = distance_km >= edge
    return f"{km(abs(distance_km - edge))} {'inside' if inside else 'outside'} {edge_name}"


def km(kilometres: float) -> str:
    """Write kilometres as people say them: 81.7 km, 3 km, 0.25 km."""
    digits = 1 if kilometres >= 1 else 3
    return f"{round(kilometres, digits):g} km"
