"""Small steps with polygons that several atlases take."""

import shapely
from shapely.geometry.base import BaseGeometry

from .bundled import Boxes

__all__ = ["around", "polygons"]


def around(boxes: Boxes) -> BaseGeometry:
    """Return boxes a little wider, as one shape: a box of one point then holds something too."""
    wide = [shapely.box(w - 0.1, s - 0.1, e + 0.1, n + 0.1) for w, s, e, n in boxes]
    return shapely.union_all(wide)


def polygons(shape: BaseGeometry) -> shapely.MultiPolygon:
    """Return the polygons of a shape, without the lines and points that an overlay may make."""
    parts = [
        polygon
        for part in shapely.get_parts(shape).tolist()
        for polygon in shapely.get_parts(part).tolist()
        if polygon.geom_type == "Polygon"
    ]
    return shapely.MultiPolygon(parts)
