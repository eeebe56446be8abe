"""A border by a view: pieces given to one holder each, and the line, sides and areas that follow.

``de-facto`` gives a piece to the one that administers it, ``claim:XXX`` to a claimant,
``un-map:NUMBER`` to the one that a map or document of the United Nations counts it to. Who that
is, the table of `disputes` says; where the land lies, `outlines`. A piece without a
bundled outline, or without one such holder, stays as it is drawn, and the border says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from ..common.errors import UsageError
from ..geo.measure.area import area_m2
from ..geo.measure.densify import densified_lines
from .atlas import Atlas, Boxes, DisputedArea
from .countries import find_country
from .ends import classified_ends, on_land
from .outlines import outline_of
from .shapes import polygons
from .viewevidence import evidence_of_view

if TYPE_CHECKING:
    from .border import Border
    from .disputes import Piece

__all__ = ["MIDDLE", "Moved", "ViewedAtlas", "middle_of", "viewed"]

DE_FACTO: Final = "de-facto"
MIDDLE: Final = "middle"
#: Edges of a line and of an area that are nearer than this lie on one another, degrees.
_SAME_DEG: Final = 2e-6
_CRUMB_KM: Final = 0.03
"""Shorter parts of a line of its own are what cutting left over."""
_GEOD: Final = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Moved:
    """Land that a view gives to one holder."""

    name: str
    holder: str
    outline: BaseGeometry


class ViewedAtlas:
    """An atlas in which some land has another holder.

    Parameters
    ----------
    base : Atlas
    moved : sequence of Moved
    """

    def __init__(self, base: Atlas, moved: Sequence[Moved]) -> None:
        self._base, self._moved = base, tuple(moved)
        self._whole = shapely.union_all([one.outline for one in moved])
        self._kept: dict[tuple[str, tuple[tuple[float, ...], ...]], BaseGeometry] = {}
        shapely.prepare(self._whole)

    def _touching(self, boxes: Boxes) -> list[Moved]:
        shapes = [shapely.box(*box) for box in boxes]
        return [
            one for one in self._moved if any(shapely.intersects(one.outline, s) for s in shapes)
        ]

    def _changed(self, code: str, land: BaseGeometry, boxes: Boxes) -> BaseGeometry:
        """Take what is moved from a state's land, and add what comes to it."""
        gained = [one.outline for one in self._touching(boxes) if one.holder == code]
        lost = [one.outline for one in self._moved if one.holder != code]
        lost = [one for one in lost if shapely.intersects(land, one)]
        if not gained and not lost:
            return land
        key = (code, tuple(tuple(box) for box in boxes))
        if key not in self._kept:
            left = shapely.difference(land, shapely.union_all(lost)) if lost else land
            self._kept[key] = polygons(shapely.union_all([left, *gained]))
        return self._kept[key]

    def territory(self, party: str, boxes: Boxes) -> BaseGeometry:
        """Give the undisputed territory of a party, its territorial sea included."""
        return self._changed(party, self._base.territory(party, boxes), boxes)

    def third_states(self, parties: Iterable[str], boxes: Boxes) -> dict[str, BaseGeometry]:
        """Give the undisputed territory of every other state near the boxes, by code."""
        own = set(parties)
        found = self._base.third_states(own, boxes)
        for one in self._touching(boxes):
            if one.holder not in own:
                found.setdefault(one.holder, shapely.MultiPolygon())
        changed = {code: self._changed(code, land, boxes) for code, land in found.items()}
        return {code: changed[code] for code in sorted(changed) if not changed[code].is_empty}

    def disputed(self, boxes: Boxes) -> list[DisputedArea]:
        """Give the areas near the boxes that several states claim, or none."""
        found = []
        for area in self._base.disputed(boxes):
            left = area.geometry
            if shapely.intersects(left, self._whole):
                left = polygons(shapely.difference(left, self._whole))
            if not left.is_empty and area_m2(left) > 1.0:
                found.append(DisputedArea(area.claimants, left))
        return found

    def land(self, boxes: Boxes) -> BaseGeometry:
        """Give the land near the boxes."""
        return self._base.land(boxes)

    def land_pieces(self, boxes: Boxes) -> BaseGeometry:
        """Give the same land in pieces that may share edges."""
        return self._base.land_pieces(boxes)

    def land_area_km2(self, party: str) -> float:
        """Give the geodesic area of a party's whole undisputed land, in square kilometres."""
        total = self._base.land_area_km2(party)
        for one in self._moved:
            box = _box(one.outline, 0.01)
            land = shapely.intersection(self._base.land([box]), one.outline)
            if one.holder == party:
                total += area_m2(land) / 1e6
            own = shapely.intersection(self._base.territory(party, [box]), land)
            total -= area_m2(polygons(own)) / 1e6
        return total

    def name(self, party: str) -> str:
        """Give the English short name of a state."""
        return self._base.name(party)


def viewed(border: "Border", view: str) -> "Border":
    """Return a border by a view.

    Parameters
    ----------
    border : Border
        A bundled border of two parties.
    view : str
        ``de-facto``, ``claim:XXX`` or ``un-map:NUMBER``.

    Returns
    -------
    Border
        Its viewpoint says what is drawn otherwise, and what is not and why.

    Raises
    ------
    UsageError
        If there is no such view, or it is asked of a line that is not a bundled border of two.
    """
    kind, _, value = view.partition(":")
    if kind == "claim" and value:
        value = find_country(value).alpha3
    elif kind == "un-map" and value:
        _check_document(border, value)
    elif view != DE_FACTO:
        raise UsageError(f"view {view!r}: write de-facto, claim:XXX or un-map:NUMBER")
    if border.source.url != _first_url() or border.pieces:
        raise UsageError(f"--view {view}: views are of a bundled border of two parties")
    told, moved = [], []
    for piece in border.disputes:
        holder, why = _holder(piece, kind, value)
        outline = outline_of(piece, border.atlas) if holder else None
        if holder and outline is not None:
            moved.append(Moved(piece.name, holder, outline))
        else:
            reason = why or "no outline of it is bundled"
            told.append(f"as drawn: {piece.name} ({reason})")
    if not moved:
        nothing = "; ".join(told) or "the table has no piece of this border"
        words = f"view {view}: nothing is drawn otherwise"
        return replace(_said(border, f"{words}; {nothing}"), view=words)
    return _made(border, moved, f"view {view}", told)


def middle_of(border: "Border") -> "Border":
    """Return a border with land that both its parties claim or share parted along its middle.

    The middle is that of the two edges: each place goes to the party whose edge is nearer.

    Raises
    ------
    UsageError
        If both parties claim no land along it, or it is no bundled border of two.
    """
    from .midline import parted

    if border.source.url != _first_url() or border.pieces:
        raise UsageError("--disputed middle: this is of a bundled border of two parties")
    one, other = border.parties
    areas = [
        area.geometry
        for area in border.atlas.disputed([_box(part, 0.01) for part in border.line.geoms])
        if set(area.claimants) == {one, other}
    ]
    if not areas:
        raise UsageError(f"--disputed middle: {one} and {other} both claim no land along it")
    moved = []
    for area in areas:
        boxes = [_box(area, 0.1)]
        sides = [border.atlas.territory(party, boxes) for party in (one, other)]
        halves = parted(area, sides[0], sides[1])
        pairs = zip((one, other), halves, strict=True)
        moved += [Moved("", party, half) for party, half in pairs if not half.is_empty]
    return _made(
        border, moved, "land that both claim or share, parted along its middle", [], middle=True
    )


def _check_document(border: "Border", value: str) -> None:
    """Refuse a map or document of the United Nations that the table does not name."""
    known = [one.un_document for one in border.disputes if one.un_document]
    if value not in known:
        there = f"this border has {', '.join(dict.fromkeys(known))}" if known else "none found"
        raise UsageError(f"--view un-map:{value}: not in the table; {there}")


def _holder(piece: "Piece", kind: str, value: str) -> tuple[str, str]:
    """Return whom a view gives a piece to, or why to nobody."""
    if kind == DE_FACTO:
        return piece.holder.de_facto, "" if piece.holder.de_facto else "no one state administers it"
    if kind == "claim":
        claimed = value in piece.holder.claims
        return (value, "") if claimed else ("", f"{value} claims none of it")
    if piece.un_document != value:
        return "", f"{value} is not about it"
    return piece.holder.un, "" if piece.holder.un else "it counts it to no one state"


def _first_url() -> str:
    from .bundled import bundled_source

    return bundled_source().url


def _said(border: "Border", words: str) -> "Border":
    return replace(
        border, source=replace(border.source, viewpoint=f"{border.source.viewpoint}; {words}")
    )


def _made(
    border: "Border",
    moved: list[Moved],
    words: str,
    told: list[str],
    *,
    middle: bool = False,
) -> "Border":
    """Put the border together, and say what differs."""
    atlas = ViewedAtlas(border.atlas, moved)
    line = _line(border, atlas, moved)
    if line.is_empty:
        raise UsageError(f"{words}: {' and '.join(border.parties)} share no border on land by it")
    one, other = border.parties
    evidence, radius_m = evidence_of_view(border, line, middle=middle)
    length_km = _length_km(line)
    land_km2 = dict.fromkeys(dict.fromkeys((one.name, one.holder) for one in moved), 0.0)
    for piece in moved:
        box = _box(piece.outline, 0.01)
        dry = polygons(shapely.intersection(border.atlas.land([box]), piece.outline))
        land_km2[piece.name, piece.holder] += area_m2(dry) / 1e6
    given = [
        f"{name or 'of it'} to {holder} ({km2:,.1f} km² of land)"
        for (name, holder), km2 in land_km2.items()
    ]
    says = [
        f"{words}: {', '.join(given)}",
        f"the line has {length_km:,.1f} km by it, {border.length_km:,.1f} km as drawn",
        *told,
    ]
    return replace(
        _said(border, "; ".join(says)),
        line=line,
        ends=classified_ends(line, atlas, (one, other)),
        accuracy_m=max(radius_m, border.accuracy_m),
        accuracy_reason=f"95 % of the line of this view; {border.accuracy_reason}",
        length_km=length_km,
        atlas=atlas,
        view=f"{words}: {length_km:,.1f} km, as drawn {border.length_km:,.1f} km",
        own_evidence=evidence,
    )


def _line(border: "Border", atlas: ViewedAtlas, moved: list[Moved]) -> shapely.MultiLineString:
    """Return the line: what of it lies on no moved land's edge, and the edges that are new."""
    rims = shapely.union_all([shapely.boundary(one.outline) for one in moved])
    edges = [_edges(border.line, rims, inside=False)]
    for party, other in (border.parties, border.parties[::-1]):
        own = [one.outline for one in moved if one.holder == party]
        if not own:
            continue
        mine = shapely.union_all(own)
        boxes = [_box(mine, 0.05)]
        theirs = [atlas.territory(other, boxes)]
        theirs += [a.geometry for a in atlas.disputed(boxes) if other in a.claimants]
        clipped = [shapely.clip_by_rect(shape, *boxes[0]) for shape in theirs]
        facing = shapely.union_all([shapely.boundary(shape) for shape in clipped])
        edges.append(_edges(shapely.boundary(mine), facing, inside=True))
    every = np.unique(np.vstack([_sorted_ends(some) for some in edges]), axis=0)
    if not len(every):
        return shapely.MultiLineString()
    joined = shapely.line_merge(shapely.MultiLineString(list(every.reshape(-1, 2, 2))))
    parts = _parts(shapely.normalize(joined)).tolist()
    kept = [part for part in parts if _length_km(shapely.MultiLineString([part])) >= _CRUMB_KM]
    parts = kept or parts
    whole = shapely.MultiLineString(parts)
    land = border.atlas.land([_box(part, 0.05) for part in parts])
    return densified_lines(on_land(whole, land))


def _edges(lines: BaseGeometry, beside: BaseGeometry, *, inside: bool) -> NDArray[np.float64]:
    """Return the edges of lines, shape (n, 4), that lie on others, or those that do not."""
    xy, part = shapely.get_coordinates(_parts(lines), return_index=True)
    same = part[:-1] == part[1:]
    one, other = xy[:-1][same], xy[1:][same]
    rim, ring = shapely.get_coordinates(_parts(beside), return_index=True)
    along = ring[:-1] == ring[1:]
    short = shapely.linestrings(np.stack([rim[:-1][along], rim[1:][along]], axis=1))
    middles = shapely.points((one + other) / 2)
    on = np.zeros(len(one), dtype=bool)
    if len(short):
        tree = shapely.STRtree(short)
        on[tree.query(middles, predicate="dwithin", distance=_SAME_DEG)[0]] = True
    found: NDArray[np.float64] = np.hstack([one, other])[on == inside]
    return found


def _parts(lines: BaseGeometry) -> NDArray[np.object_]:
    """Return the single lines of lines, however they are nested."""
    found: NDArray[np.object_] = shapely.get_parts(shapely.get_parts(lines))
    return found


def _sorted_ends(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return edges with their smaller end first, so that one that is there twice is seen."""
    swap = (edges[:, 0] > edges[:, 2]) | (
        (edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3])
    )
    return np.where(swap[:, None], edges[:, [2, 3, 0, 1]], edges)


def _length_km(line: shapely.MultiLineString) -> float:
    return sum(float(_GEOD.line_length(*shapely.get_coordinates(p).T)) for p in line.geoms) / 1000


def _box(shape: BaseGeometry, wider: float) -> tuple[float, float, float, float]:
    west, south, east, north = shape.bounds
    return max(west - wider, -180.0), south - wider, min(east + wider, 180.0), north + wider
