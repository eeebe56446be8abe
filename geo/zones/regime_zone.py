"""A regime's depth table laid along a line: the zone it means, and what of it cannot be drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ...boundaries.border import Border
from ...common.errors import UsageError
from ...common.words import listing
from ..measure.ellipsoid import GEOD, Floats
from .bands import Band, Tripoint
from .exclusions import Exclusion, disc, polygon
from .segments import Segment, parted
from .zone import InspectionZone, line_index

if TYPE_CHECKING:
    from ...regimes.schema import Band as Row
    from ...regimes.schema import Exclusion as ExclusionRow
    from ...regimes.schema import Regime

_FAR_KM: Final = 5.0
"""How far from the border a point that splits it may lie, kilometres."""
_BESIDE_M: Final = 1.0


@dataclass(frozen=True)
class RegimeZone:
    """A regime as a zone, and what the reader should know of it."""

    zone: InspectionZone
    notes: tuple[str, ...]


def regime_zone(
    regime: "Regime",
    border: Border,
    *,
    depth_km: float | None = None,
    split_at: tuple[float, float] | None = None,
    tripoint: Tripoint | None = None,
    tolerance_m: float = 1.0,
) -> RegimeZone:
    """Return the zone that a regime means along a border.

    Parameters
    ----------
    regime : Regime
    border : Border
        One of its borders, or the user's own line for it; its parties hold the regime's sides.
    depth_km : float, optional
        The depth of each side, where the regime's own was not verified or not found, kilometres.
    split_at : (lat, lon), optional
        Where its segments part, degrees; the nearest point of the border is taken.
    tripoint : {"round", "perpendicular"}, optional
        By default the regime's own reading.
    tolerance_m : float
        Of the drawn edge, metres.

    Returns
    -------
    RegimeZone

    Raises
    ------
    UsageError
        If no band can be drawn, a depth is stated for a regime that states its own, or the border
        has none of its sides.

    Examples
    --------
    >>> import csbm
    >>> regime = csbm.find_regime("blr-pol-2025")
    >>> made = regime_zone(regime, csbm.Border.between("BLR", "POL"), tolerance_m=50)
    >>> sorted({band.depth_km for band in made.zone.bands})
    [80.0]
    """
    rows = [row for row in _rows(regime, border, depth_km) if row.side in border.parties]
    if not rows:
        raise UsageError(
            f"{regime.id}: its depth table speaks of {_listed(b.side for b in regime.bands)}; "
            f"the border's parties are {listing(border.parties)}"
        )
    drawn = [row for row in rows if row.max_km is not None and (split_at or not row.segment)]
    notes = list(_notes(regime, rows, split_at))
    if not drawn:
        raise UsageError(f"{regime.id}: nothing of it can be drawn; {'; '.join(notes)}")
    segments = {}
    if split_at and any(row.segment for row in drawn):
        segments = _segments_of(border, split_at, {row.segment for row in drawn if row.segment})
    share = 2 if regime.reading == "total width" else 1
    tolerance_m = min(tolerance_m, *(500 * _extent_km(row) / share for row in drawn))
    zone = InspectionZone(
        border=border,
        bands=tuple(
            Band(
                row.side,
                float(row.max_km or 0) / share,
                row.category,
                row.min_km / share,
                row.side if row.side in border.side_lines else "",
                row.segment or "",
            )
            for row in drawn
        ),
        tripoint=tripoint or regime.tripoint,
        tolerance_m=tolerance_m,
        index=line_index(border),
        lines=border.side_lines,
        segments=segments,
        exclusions=tuple(_exclusion(one, tolerance_m) for one in regime.exclusions),
        regime=regime,
    )
    return RegimeZone(zone, tuple(notes))


def _extent_km(row: "Row") -> float:
    """Return the least length of a band that its drawn edges must be finer than."""
    return min(row.max_km or np.inf, row.min_km or np.inf, (row.max_km or np.inf) - row.min_km)


def _rows(regime: "Regime", border: Border, depth_km: float | None) -> list["Row"]:
    """Return the depth table with the user's depth where the regime's own cannot be drawn."""
    from ...regimes.schema import Band as Row

    stated = f"{regime.id}: {regime.depth_text or 'no depth'}"
    if regime.drawable:
        if depth_km is not None:
            raise UsageError(f"{stated}: it states its depths; leave --depth out")
        return list(regime.bands)
    if depth_km is None:
        raise UsageError(
            f"{stated}: no depth that was verified, so nothing is drawn; state one with --depth KM"
        )
    if regime.bands:
        return [row.model_copy(update={"max_km": depth_km, "min_km": 0.0}) for row in regime.bands]
    return [Row(side=party, max_km=depth_km) for party in border.parties]


def _notes(
    regime: "Regime", rows: list["Row"], split_at: tuple[float, float] | None
) -> Iterator[str]:
    """Say what is not drawn, and what stands in for what."""
    if regime.line.note:
        yield regime.line.note
    if not regime.drawable:
        yield f"the depth is the user's; the sources say: {regime.depth_text or 'nothing'}"
    missing = [f"{row.side} {row.category}" for row in rows if row.max_km is None]
    if missing:
        yield f"not drawn, for no depth was found: {', '.join(missing)}"
    parted = dict.fromkeys(row.category for row in rows if row.segment)
    if parted and not split_at:
        yield (
            f"not drawn: {'; '.join(parted)} (they hold for a part of the line; "
            "--split-at LAT,LON says where it is parted)"
        )
    elif parted:
        yield (
            "bands of a part of the line take in the land whose nearest point of the line is on "
            "that part"
        )
    for exclusion in regime.exclusions:
        yield f"left out: {exclusion.name}. {exclusion.note}".strip()


def _segments_of(
    border: Border, split_at: tuple[float, float], wanted: set[str]
) -> dict[str, Segment]:
    """Return the parts of the border to each side of a point, by compass."""
    lat, lon = split_at
    index = line_index(border)
    near = index.nearest([lon], [lat])
    if near.distance_m[0] > _FAR_KM * 1000:
        raise UsageError(
            f"--split-at {lat:g},{lon:g}: lies {near.distance_m[0] / 1000:.1f} km from the border; "
            f"give a point within {_FAR_KM:g} km of it"
        )
    pieces: list[Floats] = []
    for number, line in enumerate(index.lines):
        cut = number == near.line[0]
        pieces += _cut(line, float(near.along_m[0])) if cut else [line]
    foot = float(near.lon[0]), float(near.lat[0])
    found: dict[str, Segment] = {}
    known: dict[tuple[bool, ...], Segment] = {}
    for heading in sorted(wanted):
        mine = tuple(_lies(piece, foot, heading) for piece in pieces)
        if all(mine) or not any(mine):
            raise UsageError(
                f"--split-at {lat:g},{lon:g}: the border has no part {heading} of it, or no other"
            )
        if mine not in known:
            known[mine], known[tuple(not flag for flag in mine)] = parted(pieces, mine)
        found[heading] = known[mine]
    return found


def _cut(line: Floats, along_m: float) -> list[Floats]:
    """Cut a line at a distance along it; its edges are geodesics.

    Never at a vertex, where a whole wedge of land may be as near to one part as to the other, but
    up to a metre beside it.
    """
    _, _, length = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    ends = np.concatenate([[0.0], np.cumsum(length)])
    edge = int(np.clip(np.searchsorted(ends, along_m, side="right") - 1, 0, len(line) - 2))
    room = min(_BESIDE_M, float(length[edge]) / 3)
    along = float(np.clip(along_m - ends[edge], room, length[edge] - room))
    (lon0, lat0), (lon1, lat1) = line[edge], line[edge + 1]
    azimuth, _, _ = GEOD.inv(lon0, lat0, lon1, lat1)
    lon, lat, _ = GEOD.fwd(lon0, lat0, azimuth, along)
    foot = [[lon, lat]]
    return [np.vstack([line[: edge + 1], foot]), np.vstack([foot, line[edge + 1 :]])]


def _lies(piece: Floats, foot: tuple[float, float], heading: str) -> bool:
    """Tell whether a piece lies to one side of a point, by the middle of its vertices."""
    east = ((piece[:, 0] - foot[0] + 180.0) % 360.0 - 180.0).mean()
    north = (piece[:, 1] - foot[1]).mean()
    along = {"east": east, "west": -east, "north": north, "south": -north}[heading]
    return bool(along > 0)


def _exclusion(exclusion: "ExclusionRow", tolerance_m: float) -> Exclusion:
    sides, categories = exclusion.sides, exclusion.categories
    if exclusion.polygon:
        corners = np.array([(lon, lat) for lat, lon in exclusion.polygon])
        return polygon(exclusion.name, corners, sides=sides, categories=categories)
    assert exclusion.lon is not None
    assert exclusion.lat is not None
    assert exclusion.radius_km is not None
    return disc(
        exclusion.name,
        exclusion.lon,
        exclusion.lat,
        exclusion.radius_km * 1000,
        tolerance_m=tolerance_m,
        sides=sides,
        categories=categories,
    )


def _listed(sides: Iterator[str]) -> str:
    return " and ".join(dict.fromkeys(sides)) or "nobody"
