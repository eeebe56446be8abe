"""Zones made ready for the eye: simplified together, rounded, shared stretches written once.

Nothing here enters a number. Areas, distances and statuses come from the full geometry.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..geo.measure.geodesic import LineIndex
from .content import DepthStep
from .polyline import DECIMALS, Pool, Vertex, as_integers

if TYPE_CHECKING:
    from ..geo.zones.bands import ZonePart

METRES_PER_DEGREE = 111_320.0
TOLERANCE_M = 40.0
"""Simplification of a zone a few hundred kilometres across."""

VIEW_STEPS = 20_000
"""A wider zone is simplified to its extent over this many steps: finer could not be seen."""


@dataclass(frozen=True)
class Frame:
    """Where the page looks, and how coarse a drawing may be there."""

    west: float
    south: float
    east: float
    north: float
    tolerance_m: float

    @property
    def squeeze(self) -> float:
        """Return how much shorter a degree of longitude is than one of latitude."""
        return max(0.05, math.cos(math.radians((self.south + self.north) / 2)))


def frame_of(geometries: Sequence[BaseGeometry]) -> Frame:
    """Return the frame around geometries in lon/lat degrees."""
    west, south, east, north = shapely.total_bounds(np.array(geometries, dtype=object))
    span_m = max(north - south, (east - west) * math.cos(math.radians((south + north) / 2)))
    tolerance_m = max(TOLERANCE_M, span_m * METRES_PER_DEGREE / VIEW_STEPS)
    return Frame(west, south, east, north, tolerance_m)


def reach_of(line: BaseGeometry, depth_km: float) -> BaseGeometry:
    """Return a box in lon/lat degrees around all that lies within a depth of a line, about.

    Examples
    --------
    >>> reach_of(shapely.LineString([(20, 0), (21, 0)]), 111.32).bounds
    (19.0, -1.0, 22.0, 1.0)
    """
    west, south, east, north = shapely.bounds(line)
    high = depth_km * 1000 / METRES_PER_DEGREE
    wide = high / max(0.05, math.cos(math.radians(max(abs(south), abs(north)))))
    return shapely.box(
        max(-180.0, west - wide), max(-90.0, south - high),
        min(180.0, east + wide), min(90.0, north + high),
    )  # fmt: skip


def simplified(parts: Sequence["ZonePart"], frame: Frame) -> list[BaseGeometry]:
    """Return the polygons of one step, simplified so that neighbours still share their edges.

    Degrees of longitude are squeezed while simplifying, so that the tolerance is the same
    distance both ways.
    """
    if not parts:
        return []
    shapes = np.array([part.geometry for part in parts], dtype=object)
    scale = np.array([frame.squeeze, 1.0])
    flat = shapely.transform(shapes, lambda xy: xy * scale)
    simple = shapely.coverage_simplify(flat, frame.tolerance_m / METRES_PER_DEGREE)
    return list(shapely.transform(simple, lambda xy: xy / scale))


def simplified_alone(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Return one shape simplified, with no neighbour to share an edge with."""
    return shapely.simplify(shape, frame.tolerance_m / METRES_PER_DEGREE)


def pooled_polygons(
    geometry: BaseGeometry, pool: Pool, rings_made: list[tuple[int, list[Vertex]]] | None = None
) -> list[list[int]]:
    """Add a geometry's polygons to the pool: one list of ring numbers per polygon, hull first.

    Where ``rings_made`` is given, each ring's number and vertices are added to it.
    """
    polygons: list[list[int]] = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        rings: list[int] = []
        for index, ring in enumerate((polygon.exterior, *polygon.interiors)):
            vertices = as_integers(np.asarray(ring.coords))
            if len(vertices) >= 4:
                rings.append(pool.add(vertices))
                if rings_made is not None:
                    rings_made.append((rings[-1], vertices))
            elif index == 0:
                break
        if rings:
            polygons.append(rings)
    return polygons


def pooled_lines(geometry: BaseGeometry, pool: Pool) -> list[int]:
    """Add a geometry's lines to the pool and return their numbers."""
    lines = shapely.get_parts(shapely.line_merge(geometry))
    coordinates = (as_integers(np.asarray(line.coords)) for line in lines)
    return [pool.add(vertices) for vertices in coordinates if len(vertices) >= 2]


def drawn_border(line: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Return the border line as drawn: a quarter of the zones' tolerance."""
    return shapely.simplify(line, frame.tolerance_m / 4 / METRES_PER_DEGREE)


def drawn_step(
    parts: Sequence["ZonePart"],
    frame: Frame,
    pool: Pool,
    *,
    bands: bool = False,
    drawn: bool = True,
    index: LineIndex | None = None,
) -> list[dict[str, object]]:
    """Return one step's polygons with their facts, geometry in the pool.

    Bands lie over each other: then only those of one category share their edges. What is not drawn
    has no polygons. With the line's index, ``edge`` names the stretches of rings that are at the
    depth: ``[ring, first, last]``; the rest of a ring is a coast, a border or an end.
    """
    shapes: list[BaseGeometry] = [shapely.MultiPolygon()] * len(parts)
    if drawn:
        shapes = simplified(parts, frame) if not bands else _by_category(parts, frame)
    made = []
    for part, shape in zip(parts, shapes, strict=True):
        rings: list[tuple[int, list[Vertex]]] = []
        record: dict[str, object] = {
            "side": part.side,
            "role": part.role,
            "category": part.category,
            "min_km": float(part.min_km),
            "depth_km": float(part.depth_km),
            "area_km2": round(float(part.area_km2), 3),
            "box": _box(part.geometry),
            "polygons": pooled_polygons(shape, pool, rings),
        }
        if index is not None and drawn:
            record["edge"] = _edges(rings, (part.min_km, part.depth_km), index, frame)
        made.append(record)
    return made


def _box(geometry: BaseGeometry) -> list[float]:
    """Return west, south, east and north; empty where there is nothing."""
    return [] if geometry.is_empty else [round(float(edge), 4) for edge in geometry.bounds]


def _edges(
    rings: Sequence[tuple[int, list[Vertex]]],
    depths_km: tuple[float, float],
    index: LineIndex,
    frame: Frame,
) -> list[list[int]]:
    """Return the stretches of rings that lie at one of the depths, as ``[ring, first, last]``."""
    if not rings:
        return []
    near_m = 2.5 * frame.tolerance_m
    corners = [np.array(vertices, dtype="float64") / 10**DECIMALS for _, vertices in rings]
    # One question for all rings: a borderland of lakes and islets has thousands.
    places = np.concatenate([*corners, *((ring[1:] + ring[:-1]) / 2 for ring in corners)])
    distances = index.nearest(places[:, 0], places[:, 1]).distance_m
    counts = [len(ring) for ring in corners] + [len(ring) - 1 for ring in corners]
    pieces = np.split(distances, np.cumsum(counts)[:-1])
    found: list[list[int]] = []
    for (number, _), ends, between in zip(
        rings, pieces[: len(rings)], pieces[len(rings) :], strict=True
    ):
        at_depth = np.zeros(len(between), dtype=bool)
        for depth_km in depths_km:
            if depth_km > 0:
                close = np.abs(ends - depth_km * 1000) < near_m
                at_depth |= close[1:] & close[:-1] & (np.abs(between - depth_km * 1000) < near_m)
        bounds = np.flatnonzero(
            np.diff(np.concatenate([[False], at_depth, [False]]).astype("int8"))
        )
        found += [[number, int(a), int(b)] for a, b in bounds.reshape(-1, 2)]
    return found


def _by_category(parts: Sequence["ZonePart"], frame: Frame) -> list[BaseGeometry]:
    groups: dict[tuple[str, str], list[int]] = {}
    for number, part in enumerate(parts):
        groups.setdefault((part.role, part.category), []).append(number)
    shapes: dict[int, BaseGeometry] = {}
    for numbers in groups.values():
        own = simplified([parts[number] for number in numbers], frame)
        shapes.update(zip(numbers, own, strict=True))
    return [shapes[number] for number in range(len(parts))]


def drawn_steps(
    steps: Sequence[DepthStep],
    frame: Frame,
    pool: Pool,
    *,
    bands: bool = False,
    only: Collection[float] | None = None,
    index: LineIndex | None = None,
) -> list[dict[str, object]]:
    """Return every step; the deepest is added first, for the others to share its edges.

    Where ``only`` names depths, the others have their areas and no polygons: the page draws any
    depth itself.
    """
    drawn: dict[int, dict[str, object]] = {}
    for number in sorted(range(len(steps)), key=lambda at: -steps[at].depth_km):
        step = steps[number]
        shown = only is None or step.depth_km in only
        facts = partial(drawn_step, frame=frame, pool=pool, bands=bands, drawn=shown, index=index)
        drawn[number] = {
            "depth_km": float(step.depth_km),
            "drawn": shown,
            "parts": facts(step.parts),
            # A page that measures draws bands under the other rule itself.
            "other_parts": facts(step.other_parts, drawn=shown and not (bands and only)),
        }
    return [drawn[number] for number in range(len(steps))]
