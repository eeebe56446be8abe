"""The buffer of a line as zones are cut from it, and small tools for cutting."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .buffer import geodesic_buffer
from .geodesic import LineIndex

Box = tuple[float, float, float, float]
_TILE_DEG: Final = 5.0


@dataclass(frozen=True, eq=False)
class Around:
    """A buffer, and boxes around it none of which crosses the antimeridian."""

    geometry: shapely.MultiPolygon
    boxes: tuple[Box, ...]

    @cached_property
    def tiles(self) -> tuple[Box, ...]:
        """Smaller boxes that cover the buffer: along a long line they leave out most of its box."""
        found = []
        shapely.prepare(self.geometry)
        for west, south, east, north in self.boxes:
            columns, rows = (
                max(1, int(-(-size // _TILE_DEG))) for size in (east - west, north - south)
            )
            x, y = np.linspace(west, east, columns + 1), np.linspace(south, north, rows + 1)
            for i, j in np.ndindex(columns, rows):
                tile = (float(x[i]), float(y[j]), float(x[i + 1]), float(y[j + 1]))
                if columns * rows == 1 or shapely.intersects(self.geometry, shapely.box(*tile)):
                    found.append(tile)
        return tuple(found)


@lru_cache(maxsize=64)
def around(index: LineIndex, depth_km: float, tolerance_m: float) -> Around:
    """Return the buffer of a line and boxes around it; kept, for many ask for the same."""
    geometry = geodesic_buffer(index, depth_km * 1000, tolerance_m=tolerance_m)
    every = np.array([polygon.bounds for polygon in geometry.geoms])
    west = every[:, 0] < 0
    crosses = every[:, 0].min() <= -180 and every[:, 2].max() >= 180
    groups = [every[west], every[~west]] if crosses and not west.all() else [every]
    boxes = tuple(
        (
            float(group[:, 0].min()),
            float(group[:, 1].min()),
            float(group[:, 2].max()),
            float(group[:, 3].max()),
        )
        for group in groups
    )
    return Around(geometry, boxes)


def clipped(geometry: BaseGeometry, around: Around) -> BaseGeometry:
    """Return what of a geometry lies in the boxes, so that overlays stay small."""
    pieces = [shapely.clip_by_rect(geometry, *_wider(box)) for box in around.boxes]
    return polygons_of(shapely.union_all(pieces) if len(pieces) > 1 else pieces[0])


def _wider(box: Box) -> Box:
    return box[0] - 0.01, box[1] - 0.01, box[2] + 0.01, box[3] + 0.01


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry, leaving out the lines and points an overlay may make."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    parts = [
        polygon
        for part in shapely.get_parts(geometry)
        for polygon in shapely.get_parts(part)
        if polygon.geom_type == "Polygon"
    ]
    return shapely.MultiPolygon(parts)
