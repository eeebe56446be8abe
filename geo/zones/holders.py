"""Who may hold a place: all whose land, or the sea, its circle touches.

A position is a circle of 95 %. Where it touches the land of one only, that one holds the place;
where it touches more, each may. A source that says on whose land a unit stands leaves that one
only, but it settles no claim: a point on disputed land may be any claimant's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from ...boundaries.atlas import UNKNOWN
from ..measure.ellipsoid import Floats
from .bands import UNCLAIMED
from .shores import SEA_COLUMN, Land, Shores, boxes_round, touches
from .sides import DISPUTED, Flags, Texts

if TYPE_CHECKING:
    from ...boundaries.atlas import Atlas, Box
    from ...boundaries.border import Border

__all__ = [
    "ANYWHERE_M",
    "ELSEWHERE",
    "SEA",
    "UNCLAIMED",
    "WIDE_M",
    "Holders",
    "holders_of",
    "lands_near",
]

SEA: Final = "sea"
ELSEWHERE: Final = "elsewhere"
"""Whoever else may hold a place of which nothing is known."""

ANYWHERE_M: Final = 10_000_000.0
"""A position known to a quarter of the Earth's round or worse may be anywhere, metres."""
WIDE_M: Final = 200_000.0
"""Of a position known to this or worse nobody asks whose land its circle touches: whoever's."""


@dataclass(frozen=True)
class Holders:
    """Who may hold each of n places: m rows, in the order of the places.

    Parameters
    ----------
    place : array of int, shape (m,)
    name : array of str, shape (m,)
        ISO alpha-3, `SEA`, `UNCLAIMED` or `ELSEWHERE`.
    party : array of int, shape (m,)
        Which of the parties it is; -1 for those who are never bound.
    across : array of bool, shape (m,)
        Whether every way from the position to this one's land crosses the shared border.
    unknown : array of bool, shape (m,)
        Whether nothing is known of how far away the place is if it is this one's.
    own : array of str, shape (n,)
        Whose land the point lies on, or by its source: as ``name``, or ``AAA/BBB`` where disputed.
    side : array of str, shape (n,)
        That as a side: a party, ``disputed``, or empty.
    by_source : array of bool, shape (n,)
        Whether its source says whose it is.
    narrowed : array of bool, shape (n,)
        Whether without its source it might be another's.
    contradicted : array of bool, shape (n,)
        Whether its source names one whose land the circle does not touch.
    """

    place: NDArray[np.int64]
    name: Texts
    party: NDArray[np.int8]
    across: Flags
    unknown: Flags
    own: Texts
    side: Texts
    by_source: Flags
    narrowed: Flags
    contradicted: Flags

    def __len__(self) -> int:
        """Give the number of places."""
        return len(self.own)

    def names(self) -> list[tuple[str, ...]]:
        """Give the names of all that may hold each place, its own first."""
        found: list[list[str]] = [[] for _ in range(len(self))]
        for place, name in zip(self.place.tolist(), self.name.tolist(), strict=True):
            if name not in found[place]:
                found[place].append(name)
        return [
            tuple(sorted(names, key=lambda name: (name not in own.split("/"), name)))
            for names, own in zip(found, self.own.tolist(), strict=True)
        ]

    @property
    def certain(self) -> Flags:
        """Tell of which places it is certain on whose side they are."""
        return np.asarray(np.bincount(self.place, minlength=len(self)) == 1, np.bool_)


def holders_of(
    border: "Border",
    lon: Floats,
    lat: Floats,
    radius_m: Floats,
    *,
    border_low_m: Floats,
    located_in: Sequence[str] | None = None,
    at_sea: Flags | None = None,
) -> Holders:
    """Return who may hold places.

    Parameters
    ----------
    border : Border
        Of two parties or groups; its atlas says whose land is whose, its ``claimant`` whose claim
        holds.
    lon, lat : array of float, shape (n,)
        Degrees, longitude in [-180, 180].
    radius_m : array of float, shape (n,)
        95 % radius of each position, metres; NaN or infinite where it may be anywhere.
    border_low_m : array of float, shape (n,)
        The least that each one's distance from the border may be, metres; negative where the true
        line may run past it. Of land beyond other lines the border's ``accuracy_m`` is added to
        the radius: other lines of the same atlas are taken to be as well known.
    located_in : sequence of str, optional
        On whose land each stands by its source; empty where it does not say.
    at_sea : array of bool, shape (n,), optional
        Which may be on water; by default none, for units stand on land.

    Returns
    -------
    Holders
    """
    count = len(lon)
    known, narrow = radius_m < ANYWHERE_M, radius_m < WIDE_M
    radius = np.where(narrow, radius_m, 0.0)
    reach = radius + border.accuracy_m
    lands = lands_near(border.atlas, border.parties, boxes_round(lon, lat, reach), border.claimant)
    own, touched = _touched(lands, lon, lat, reach)
    shores = Shores(border.atlas, lands, lon, lat, reach)
    if at_sea is not None and at_sea.any():
        shores.put_to_sea(np.flatnonzero(at_sea), own, touched)
    lost = np.flatnonzero(~touched.any(axis=1))
    if len(lost):  # on no one's land: at sea, or where no state is
        sea = ~shores.on_land(lost)
        touched[lost[sea], SEA_COLUMN] = touched[lost[~sea], UNCLAIMED_COLUMN] = True
    own[own < 0] = np.argmax(touched[own < 0], axis=1)
    met = _Met(border.parties, border.groups, lands, own, touched)
    across = met.across(shores, radius, border_low_m)
    told = [""] * count if located_in is None else [str(code).strip() for code in located_in]
    return met.holders(across, known, narrow, told)


UNCLAIMED_COLUMN: Final = 1


def lands_near(
    atlas: "Atlas", parties: tuple[str, ...], boxes: "list[Box]", claimant: str | None
) -> list[Land]:
    """Return the sea, unclaimed land, and all that is somebody's near boxes, disputed land first.

    The first two have no geometry: what belongs to nobody else is theirs.
    """
    nothing = shapely.MultiPolygon()
    found = [Land(SEA, (SEA,), nothing), Land(UNCLAIMED, (UNCLAIMED,), nothing)]
    for area in atlas.disputed(boxes):
        claimants = tuple(area.claimants)
        names = (*parties, ELSEWHERE) if UNKNOWN in claimants else claimants
        if claimant is not None and claimant in names:
            names = (claimant,)
        found.append(Land("/".join(claimants) or UNCLAIMED, names or (UNCLAIMED,), area.geometry))
    found += [Land(party, (party,), atlas.territory(party, boxes)) for party in parties]
    found += [
        Land(code, (code,), geometry)
        for code, geometry in sorted(atlas.third_states(parties, boxes).items())
    ]
    for land in found:
        shapely.prepare(land.geometry)
    return found


def _touched(
    lands: Sequence[Land], lon: Floats, lat: Floats, reach_m: Floats
) -> tuple[NDArray[np.int64], Flags]:
    """Return on which land each point lies, -1 on none, and which lands its circle touches."""
    own = np.full(len(lon), -1, np.int64)
    touched = np.zeros((len(lon), len(lands)), np.bool_)
    for number, land in enumerate(lands):
        if land.geometry.is_empty:
            continue
        free = own < 0
        own[free & shapely.intersects_xy(land.geometry, lon, lat)] = number
        touched[:, number] = touches(land.geometry, lon, lat, reach_m)
    on_some = own >= 0
    touched[on_some, own[on_some]] = True
    return own, touched


@dataclass(frozen=True)
class _Met:
    """On which land each place lies, and which its circle touches."""

    parties: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    lands: Sequence[Land]
    own: NDArray[np.int64]
    """Shape (n,): numbers of lands."""
    touched: Flags
    """Shape (n, lands)."""

    def across(self, shores: Shores, radius_m: Floats, border_low_m: Floats) -> Flags:
        """Tell from which places every way to the other party's land crosses the shared border.

        So it is where the circle holds land of two parties, one of each group, and nothing else.
        Such a place can be the other's only as far as the radius goes beyond the border; where it
        does not, ``touched`` is taken back.
        """
        touched, own = self.touched, self.own
        group = np.full(len(self.lands), -1, np.int64)
        for number, land in enumerate(self.lands):
            for place, members in enumerate(self.groups):
                if land.own in members:
                    group[number] = place
        of_first, of_second = (touched[:, group == place].sum(axis=1) == 1 for place in (0, 1))
        two = touched.sum(axis=1) == 2
        rows = np.flatnonzero(of_first & of_second & two & (group[own] >= 0))
        found = np.zeros(len(own), np.bool_)
        found[rows] = ~shores.wet(rows)
        short = np.flatnonzero(found & (border_low_m > radius_m))
        kept = np.zeros((len(short), len(self.lands)), np.bool_)
        kept[np.arange(len(short)), own[short]] = True
        touched[short] = kept
        return found

    def holders(
        self, across: Flags, known: Flags, narrow: Flags, located_in: Sequence[str]
    ) -> Holders:
        """Put together who may hold each place, by its circle and by its source."""
        place: list[int] = []
        name: list[str] = []
        unknown: list[bool] = []
        label = np.array([land.own for land in self.lands], dtype=object)[self.own]
        by_source, narrowed, contradicted = np.zeros((3, len(self.own)), np.bool_)
        for row in range(len(self.own)):
            one_holds = len(self.lands[self.own[row]].names) == 1
            names = list(dict.fromkeys(self._names(row)))
            told = located_in[row].split("/") if located_in[row] else []
            lost: list[str] = []
            if not narrow[row]:
                names = told or [*self.parties, ELSEWHERE]
                lost = [] if known[row] else names
            elif told and one_holds:
                lost = [code for code in told if code not in names]
                contradicted[row] = bool(lost)
                narrowed[row] = not lost and names != told
                names = names + lost if lost else told
            if told and one_holds and not contradicted[row]:
                by_source[row] = True
                label[row] = located_in[row]
            place += [row] * len(names)
            name += names
            unknown += [one in lost for one in names]
        at = np.array(place, np.int64)
        party = self._party(name)
        point = self._party([land.own for land in self.lands])[self.own]
        return Holders(
            place=at,
            name=np.array(name, dtype=object),
            party=party,
            across=across[at] & narrow[at] & (party >= 0) & (party != point[at]),
            unknown=np.array(unknown, np.bool_),
            own=label,
            side=self._sides(label),
            by_source=by_source,
            narrowed=narrowed,
            contradicted=contradicted,
        )

    def _names(self, row: int) -> Iterator[str]:
        for number in np.flatnonzero(self.touched[row]).tolist():
            yield from self.lands[number].names

    def _party(self, names: Sequence[str]) -> NDArray[np.int8]:
        """Return which of the parties each name is; -1 where none."""
        index = {party: number for number, party in enumerate(self.parties)}
        return np.array([index.get(name, -1) for name in names], np.int8)

    def _sides(self, label: Texts) -> Texts:
        """Return a party, ``disputed`` where a party is one of several claimants, or nothing."""
        found = np.array([*self.parties, ""], dtype=object)[self._party(label.tolist())]
        for row, text in enumerate(label.tolist()):
            claimants = set(text.split("/"))
            if UNKNOWN in claimants or (len(claimants) > 1 and claimants & set(self.parties)):
                found[row] = DISPUTED
        return found
