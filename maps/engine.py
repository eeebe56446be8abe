"""What the page measures with: the line as it is, how well it is known, whose land is around.

The core (geo/measure) is embedded beside it, so that a page answers any depth and any place as the
program does. The line and its cuts are float64, bit for bit; land is kept to a centimetre, which
moves no distance from the border.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from ..boundaries.countries import countries
from ..geo.measure.around import around, polygons_of
from ..geo.measure.core import module_bytes
from ..geo.measure.ellipsoid import Floats
from ..geo.measure.geodesic import SPREAD, LineIndex, cut
from ..geo.zones.holders import lands_near
from ..geo.zones.tripoints import outline_of_end_cells
from ..geo.zones.zone import line_index, tripoints
from ..readers.angles import written_angles
from ..units.columns import known_headers
from .engine_bands import ExactLines, band_lines, cut_parts
from .polyline import Pool, as_integers

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border
    from ..geo.zones.zone import InspectionZone

__all__ = [
    "DECIMALS",
    "LAND_KM",
    "LAND_TOLERANCE_M",
    "MOST_KM",
    "STAR_KM",
    "Engine",
    "cut_line",
    "engine_data",
    "packed",
    "packed_module",
    "ring_number",
    "ring_numbers",
]

MOST_KM: Final = 200.0
"""The greatest depth that a page offers."""
LAND_KM: Final = 260.0
"""How far from the border a page knows whose land is whose."""
LAND_TOLERANCE_M: Final = 2000.0
STAR_KM: Final = 400.0
"""How far what is nearest to an end of the border is drawn: beyond any depth and its doubt."""
DECIMALS: Final = 7


@dataclass(frozen=True)
class Engine:
    """All that a page measures with.

    Parameters
    ----------
    border : Border
    index : LineIndex
        Of its line.
    tolerance_m : float
        How exactly what is nearest to an end of the border is drawn, metres.
    zone : InspectionZone, optional
        Where the page shows a depth table: places are judged band by band.
    """

    border: "Border"
    index: LineIndex
    tolerance_m: float
    zone: "InspectionZone | None" = None

    @classmethod
    def of_bands(cls, zone: "InspectionZone") -> "Engine | None":
        """Return a depth table's, or None as `of` does, or where it goes deeper than `MOST_KM`."""
        if zone.depth_km > MOST_KM:
            return None
        made = cls.of(zone.border, zone.tolerance_m)
        return replace(made, zone=zone) if made is not None else None

    @classmethod
    def of(cls, border: "Border", tolerance_m: float = 1.0) -> "Engine | None":
        """Return a border's, or None where a part of its line has no radius of its own."""
        index = line_index(border)
        evidence = border.evidence
        if evidence is not None and not (
            len(evidence.lines) == len(index.lines)
            and all(map(np.array_equal, evidence.lines, index.lines))
        ):
            return None
        return cls(border, index, tolerance_m)


def engine_data(engine: Engine) -> dict[str, object]:
    """Return what the page's script reads: two texts, each deflated and in base64.

    ``line`` holds float64, all longitudes and then all latitudes, little-endian: the border, and
    of a depth table (engine_bands.py) what else is measured from; ``rest`` is JSON.
    """
    border = engine.border
    parts, runs = cut_line(engine)
    ends = tripoints(border, engine.index)
    pool = Pool()
    boundary = outline_of_end_cells(engine.index, ends, STAR_KM, engine.tolerance_m) if ends else []
    rest: dict[str, object] = {
        "parts": [len(part) for part in parts],
        "runs": runs,
        "spread": SPREAD,
        "accuracy_m": float(border.accuracy_m),
        "ends": [[line, int(at_start)] for line, at_start in ends],
        "stars": [ring_number(one, pool) for one in boundary],
        "lands": _lands(engine, pool),
        "land_km": LAND_KM - 2 * LAND_TOLERANCE_M / 1000,
        "decimals": DECIMALS,
        "names": {one.alpha3: one.name for one in countries()},
        "reading": {"headers": known_headers(), **written_angles()},
        "lines": pool.lines,
    }
    exact = ExactLines()
    if engine.zone is not None:
        table, outlines = band_lines(engine.zone, exact, STAR_KM)
        table["stars"] = [[ring_number(one, pool) for one in some] for some in outlines]
        table["lines"] = [[len(part) for part in line] for line in exact.made]
        rest["bands"] = table
    whole = [*parts, *(part for line in exact.made for part in line)]
    coordinates = np.vstack(whole).T.astype("<f8")
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return {
        "most_km": MOST_KM,
        "line": packed(coordinates.tobytes()),
        "rest": packed(text.encode("utf-8")),
    }


def packed_module() -> str:
    """Return the compiled core, deflated and in base64."""
    return packed(module_bytes())


def packed(data: bytes) -> str:
    """Return bytes, deflated and in base64."""
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def cut_line(engine: Engine) -> tuple[list[Floats], list[list[object]]]:
    """Return the vertices of the line's parts, cut as the measure cuts them, and its runs.

    A run is its part, its first and last vertex there, its radius and, where it is less well known
    than the border, the words that say why.
    """
    border, evidence = engine.border, engine.border.evidence
    parts: list[list[Floats]] = [[] for _ in engine.index.lines]
    runs: list[list[object]] = []
    if evidence is None:
        whole = cut_parts(engine.index.lines)
        runs += [
            [n, 0, len(part) - 1, float(border.accuracy_m), ""] for n, part in enumerate(whole)
        ]
        return whole, runs
    for number, run in enumerate(evidence):
        own = parts[part := int(evidence.part[number])]
        vertices = cut(evidence.coordinates(number))[0]
        first = sum(map(len, own)) - 1 if own else 0
        own.append(vertices[1:] if own else vertices)
        words = run.words if run.bound_m > border.accuracy_m else ""
        runs.append([part, first, first + len(vertices) - 1, run.bound_m, words])
    return [np.vstack(own) for own in parts], runs


def _lands(engine: Engine, pool: Pool) -> list[dict[str, object]]:
    """Return all land around, in the order in which a place is asked for it, and land as such.

    ``rings`` is territory, ``dry`` its land where it has a sea. The last is land, whoever's.
    """
    near = around(engine.index, LAND_KM, LAND_TOLERANCE_M)
    border = engine.border
    boxes = list(near.boxes)
    whole = border.atlas.land(boxes)
    shapely.prepare(whole)
    land = _within(whole, near.geometry)
    found: list[dict[str, object]] = []
    for one in lands_near(border.atlas, border.parties, boxes, border.claimant):
        own = _within(one.geometry, near.geometry)
        if own.is_empty:
            continue
        inland = shapely.covers(whole, own)
        dry = own if inland else polygons_of(shapely.intersection(own, land))
        record: dict[str, object] = {"own": one.own, "names": list(one.names)}
        record["rings"] = ring_numbers(own, pool)
        record["dry"] = None if inland else ring_numbers(dry, pool)
        found.append(record)
    for record in found:
        record["called"] = [
            border.atlas.name(code) if len(code) == 3 and code.isupper() else ""
            for code in map(str, _codes(record["names"]))
        ]
    found.append({"own": "", "names": [], "rings": ring_numbers(land, pool), "dry": None})
    return found


def _codes(names: object) -> Sequence[object]:
    return names if isinstance(names, list) else []


def _within(geometry: "BaseGeometry", near: "BaseGeometry") -> "BaseGeometry":
    if geometry.is_empty:
        return geometry
    return polygons_of(shapely.intersection(shapely.make_valid(geometry), near))


def ring_numbers(geometry: "BaseGeometry", pool: Pool) -> list[int]:
    """Add the rings of polygons to a pool, hulls clockwise, holes the other way; their numbers."""
    rings = shapely.get_rings(shapely.get_parts(shapely.normalize(geometry)))
    numbers = (ring_number(shapely.get_coordinates(ring), pool) for ring in rings)
    return [number for number in numbers if number >= 0]


def ring_number(coordinates: Floats, pool: Pool) -> int:
    """Add a line to a pool and return its number; -1 where nothing of it is left."""
    vertices = as_integers(coordinates, DECIMALS)
    return pool.add(vertices) if len(vertices) > 1 else -1
