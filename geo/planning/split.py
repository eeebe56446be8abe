"""A region cut into as few pieces as can be found, each of which fits a polygon of few corners.

Pieces are cut off the region's ends, one after another, by straight lines of many directions: as
much as one area of the size allowed can hold. Several beginnings are followed at a time, and those
go on that leave least to be covered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.errors import InputError
from ..measure.around import polygons_of
from ..measure.ellipsoid import Floats
from .outline import fewer_corners, outline, ring_of, solid

DIRECTIONS: Final = 24
_CLOSE_LOOK: Final = 6
_ROUGH: Final = 0.93
"""What drawing an outline tight makes of its area, about: for a first look only."""
_CRUMB: Final = 0.06
"""Parts that a cut would leave behind, smaller than this share of an area, go with the piece."""
_COMPACT_KM: Final = 2.0
_WIDE: Final = 4
_FEW: Final = 4
_DETAIL: Final = 25.0
_COARSE: Final = 60.0


@dataclass(frozen=True)
class Piece:
    """A piece of a region and the corners of the polygon around it, in a flat chart."""

    shape: shapely.Polygon = field(repr=False)
    corners: Floats = field(repr=False)
    size: float


@dataclass(frozen=True)
class _State:
    """Pieces that were cut off, and what is left."""

    pieces: tuple[Piece, ...]
    left: BaseGeometry

    def rank(self, compact_km: float) -> float:
        """Return what is left to cover, and how long the outlines are: the less, the better."""
        around = sum(float(shapely.Polygon(piece.corners).length) for piece in self.pieces)
        return round(float(self.left.area) + compact_km * around, 3)


def coarse(region: BaseGeometry, size: float, margin: float) -> BaseGeometry:
    """Return a region of few corners that holds another and a margin around it.

    Parameters
    ----------
    region : shapely geometry
        Polygons in a flat chart, kilometres.
    size : float
        The size of the areas that are to cover it, square kilometres.
    margin : float
        Kilometres.
    """
    step = size**0.5 / _DETAIL
    wide = shapely.simplify(shapely.buffer(region, 2 * margin, quad_segs=2), margin)
    parts = [part for part in shapely.get_parts(wide) if part.geom_type == "Polygon"]
    if len(parts) > 1:
        closed = shapely.buffer(shapely.buffer(wide, step / 2, quad_segs=2), -step / 2, quad_segs=2)
        parts = shapely.get_parts(shapely.union(wide, closed)).tolist()
    found = []
    for part in parts:
        whole = shapely.Polygon(
            fewer_corners(ring_of(part), max(16, int(part.exterior.length / step)))
        )
        for hole in part.interiors:
            inner = shapely.simplify(shapely.buffer(shapely.Polygon(hole), -step / 4), step / 4)
            if inner.area > size / 50:
                whole = shapely.difference(whole, inner)
        found.append(whole)
    return polygons_of(shapely.union_all(found))


def best_split(
    region: BaseGeometry, size: float, corners: int, *, margin: float, least: int, most: int
) -> tuple[Piece, ...]:
    """Return the best of several ways to split a region: fewest pieces, then least area in all.

    Parameters
    ----------
    region, size, corners, margin, most
        As for `split`.
    least : int
        How many pieces there must be at least; where they are many, one way has to do.

    Raises
    ------
    InputError
        If there would be more than ``most``.
    """
    wide = _WIDE if least <= 2 * _FEW else 2 if least <= 8 * _FEW else 1
    found = split(region, size, corners, margin=margin, most=most, wide=wide)
    if least > _FEW:
        return found
    ways = [found]
    if len(found) > least:
        ways += _tried(region, size, corners, margin=margin, most=len(found) - 1, compact_km=0.0)
        found = ways[-1]
    # Areas of like size have less outline in all, and so less that lies outside.
    even = 1.03 * _total(found) / len(found)
    if even < size:
        ways += _tried(region, even, corners, margin=margin, most=len(found))
    return min(ways, key=lambda pieces: (len(pieces), _total(pieces)))


def _tried(
    region: BaseGeometry,
    size: float,
    corners: int,
    *,
    margin: float,
    most: int,
    compact_km: float = _COMPACT_KM,
) -> list[tuple[Piece, ...]]:
    """Return another way to split a region, if there is one."""
    try:
        return [split(region, size, corners, margin=margin, most=most, compact_km=compact_km)]
    except InputError:
        return []


def _total(pieces: tuple[Piece, ...]) -> float:
    return sum(piece.size for piece in pieces)


def split(
    region: BaseGeometry,
    size: float,
    corners: int,
    *,
    margin: float,
    most: int,
    wide: int = _WIDE,
    compact_km: float = _COMPACT_KM,
) -> tuple[Piece, ...]:
    """Return pieces that cover a region, as few as were found.

    Parameters
    ----------
    region : shapely geometry
        From `coarse`.
    size : float
        What the polygon around a piece may measure at most, square kilometres.
    corners : int
        How many corners it may have.
    margin : float
        How far pieces reach into each other, kilometres.
    most : int
        How many pieces there may be.
    wide : int
        How many beginnings are followed at a time.
    compact_km : float
        How much land, km², a piece may leave for each kilometre by which its outline is shorter.

    Raises
    ------
    InputError
        If there would be more than ``most``.
    """
    states = [_State((), region)]
    for _ in range(most):
        done = [end for state in states if (end := _finished(state, size, corners)) is not None]
        if done:
            return min(done, key=lambda pieces: sum(piece.size for piece in pieces))
        later = [
            child
            for state in states
            for child in _children(state, size, corners, margin, compact_km)
        ]
        later.sort(key=lambda state: state.rank(compact_km))
        states = _apart(later, wide)
        if not states:
            break
    raise InputError(
        f"more than {most} areas of {size:g} km² and {corners} corners would be needed; "
        "allow larger areas or a smaller depth"
    )


def _apart(states: list[_State], wide: int) -> list[_State]:
    """Return the first of some states, leaving out those that differ by next to nothing."""
    kept: list[_State] = []
    for state in states:
        if len(kept) == wide:
            break
        if all(
            shapely.symmetric_difference(state.left, other.left).area > 0.01 * other.pieces[-1].size
            for other in kept
        ):
            kept.append(state)
    return kept


def _finished(state: _State, size: float, corners: int) -> tuple[Piece, ...] | None:
    if state.left.area < 1e-6:
        return state.pieces
    if state.left.area > size:
        return None
    last = _fitted(state.left, corners, size, fine=True)
    return (*state.pieces, last) if last is not None and last.size <= size else None


def _fitted(shape: BaseGeometry, corners: int, size: float, *, fine: bool = False) -> Piece | None:
    """Return a piece with the polygon around it."""
    whole = solid(shape, size)
    if whole is None:
        return None
    ring = outline(whole, corners, finest=0.02 if fine else size**0.5 / _COARSE)
    polygon = shapely.Polygon(ring)
    return Piece(whole, ring, polygon.area) if polygon.is_valid and polygon.area > 0 else None


def _rough(shape: BaseGeometry, corners: int, size: float) -> float:
    """Return about what the polygon around a shape would measure."""
    whole = solid(shape, size)
    if whole is None:
        return float("inf")
    return _ROUGH * float(shapely.Polygon(fewer_corners(ring_of(whole), corners)).area)


def _children(
    state: _State, size: float, corners: int, margin: float, compact_km: float
) -> list[_State]:
    """Return what may come after a state: one more piece cut off."""
    found = []
    for number in range(DIRECTIONS):
        angle = 2 * np.pi * number / DIRECTIONS
        cut = _Cut(state.left, np.array([np.cos(angle), np.sin(angle)]), size)

        def fits(at: float, cut: _Cut = cut) -> bool:
            return _rough(cut.rough(at), corners, size) <= size

        share = _largest(0.0, 1.0, 9, fits)
        piece = cut.rough(share)
        found.append((piece.area - compact_km * piece.length, -number, cut, share))
    found.sort(key=lambda one: one[:2], reverse=True)
    children = []
    for _, _, cut, share in found[:_CLOSE_LOOK]:
        child = _cut_off(state, cut, share, size=size, corners=corners, margin=margin)
        if child is not None:
            children.append(child)
    return children


def _cut_off(
    state: _State, cut: "_Cut", share: float, *, size: float, corners: int, margin: float
) -> _State | None:
    """Return a state after the largest piece about one place was cut off."""

    def fits(at: float) -> bool:
        piece = _fitted(cut.piece(at)[0], corners, size)
        return piece is not None and piece.size <= size

    low = 0.9 * share
    while not fits(low):
        low *= 0.85
        if low < 1e-3:
            return None
    high = min(low * 1.25, 1.0)
    share = _largest(low, high, 6, fits)
    shape, left = cut.piece(share, margin)
    piece = _fitted(shape, corners, size, fine=True)
    if piece is None or piece.size > size:
        shape, left = cut.piece(low * 0.99, margin)
        piece = _fitted(shape, corners, size, fine=True)
    if piece is None or piece.size > size:
        return None
    inner = shapely.buffer(shapely.Polygon(piece.corners), -margin, join_style="mitre")
    less = polygons_of(shapely.difference(left, inner))
    if _least(less) >= min(_least(left), _CRUMB * size):
        left = less
    return _State((*state.pieces, piece), left)


def _least(shape: BaseGeometry) -> float:
    return float(shapely.area(shapely.get_parts(shape)).min(initial=np.inf))


def _largest(low: float, high: float, turns: int, fits: Callable[[float], bool]) -> float:
    """Return the largest share found at which a piece fits."""
    for _ in range(turns):
        middle = (low + high) / 2
        if fits(middle):
            low = middle
        else:
            high = middle
    return low


class _Cut:
    """A region cut across one direction, at any share of its extent."""

    def __init__(self, region: BaseGeometry, along: Floats, size: float) -> None:
        self.region = region
        self.crumb, self.near = _CRUMB * size, size**0.5 / 10
        self.along = along
        points = shapely.get_coordinates(region)
        far = points @ along
        self.top, self.low = float(far.max()), float(far.min())
        self.tip = shapely.Point(points[int(far.argmax())])
        self.across = np.array([-along[1], along[0]])
        side = points @ self.across
        self.sides = float(side.min()) - 1, float(side.max()) + 1

    def piece(self, share: float, margin: float = 0.0) -> tuple[BaseGeometry, BaseGeometry]:
        """Return the piece at the tip, a margin larger, and what is left without the margin."""
        line = self.top - share * (self.top - self.low)
        beyond = self._at_tip(line)
        left = polygons_of(shapely.difference(self.region, beyond))
        parts = shapely.get_parts(left)
        crumbs = (shapely.area(parts) < self.crumb) & (shapely.distance(parts, beyond) < self.near)
        piece = self._at_tip(line - margin) if margin else beyond
        if crumbs.any():
            left = shapely.MultiPolygon(parts[~crumbs].tolist())
            piece = polygons_of(shapely.union_all([piece, *parts[crumbs]]))
        return piece, left

    def rough(self, share: float) -> BaseGeometry:
        """Return the piece at the tip alone."""
        return self._at_tip(self.top - share * (self.top - self.low))

    def _at_tip(self, line: float) -> BaseGeometry:
        ends = [
            far * self.along + side * self.across
            for far, side in (
                (line, self.sides[0]), (line, self.sides[1]),
                (self.top + 1, self.sides[1]), (self.top + 1, self.sides[0]),
            )
        ]  # fmt: skip
        inside = polygons_of(shapely.intersection(self.region, shapely.Polygon(ends)))
        parts = shapely.get_parts(inside)
        if len(parts) < 2:
            return inside
        return parts[int(shapely.distance(parts, self.tip).argmin())]
