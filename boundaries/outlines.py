"""Where a piece of the table lies: its outline, as far as the bundled data have one."""

from functools import cache
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from .bundled import DATA, GeometryFile, damaged
from .shapes import polygons

if TYPE_CHECKING:
    from .atlas import Atlas, Boxes
    from .disputes import Piece

__all__ = ["outline_of"]

_WORLD: "Boxes" = [(-180.0, -90.0, 180.0, 90.0)]
#: Parts of a state that an outline of another source cuts off are counted to it up to this size.
_SLIVER_DEG2 = 0.005


def outline_of(piece: "Piece", atlas: "Atlas") -> BaseGeometry | None:
    """Give a piece's outline, its sea included; None where the data have none.

    Parameters
    ----------
    piece : Piece
    atlas : Atlas
        The first source's: outlines of others are fitted to its lines.

    Returns
    -------
    MultiPolygon or None
        Lon/lat in degrees, edges straight.
    """
    kind, _, rest = piece.shape.partition(" ")
    if kind == "drawn":
        key, *place = rest.split()
        return _drawn(key, place)
    if kind == "state":
        return polygons(atlas.territory(rest, _WORLD))
    if kind == "second":
        lon, lat = map(float, rest.split())
        return _fitted(_second(lon, lat), piece, atlas)
    return _fitted(_file(rest), piece, atlas) if kind == "file" else None


def _drawn(key: str, place: list[str]) -> BaseGeometry:
    """Give land that the first source gives to several."""
    file = GeometryFile("disputed")
    rows = [row for row, own in enumerate(file.keys) if own == key]
    shapes = file.geometries(rows).tolist()
    if place:
        point = shapely.Point(float(place[0]), float(place[1]))
        shapes = [min(shapes, key=lambda shape: shapely.distance(shape, point))]
    return polygons(shapely.union_all(shapes))


def _second(lon: float, lat: float) -> BaseGeometry:
    """Give land that the second source gives to nobody."""
    from .naturalearth import natural_earth_atlas

    point = shapely.Point(lon, lat)
    found = natural_earth_atlas().disputed([(lon, lat, lon, lat)])
    return min((area.geometry for area in found), key=lambda shape: shapely.distance(shape, point))


@cache
def _file(key: str) -> BaseGeometry:
    """Give an outline of ``pieces.parquet``."""
    import pyarrow.parquet as pq

    path = DATA / "pieces.parquet"
    try:
        rows = pq.read_table(path).to_pylist()
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    (blob,) = (row["geometry"] for row in rows if row["key"] == key)
    return shapely.from_wkb(blob)


def _fitted(outline: BaseGeometry, piece: "Piece", atlas: "Atlas") -> BaseGeometry:
    """Fit an outline to the territory of the state that the first source draws it with.

    What of the state it cuts off in small parts, between its edge and the state's own, is its too.
    """
    box = shapely.bounds(outline).tolist()
    around = (box[0] - 0.5, box[1] - 0.5, box[2] + 0.5, box[3] + 0.5)
    parties = dict.fromkeys(code for name in piece.borders for code in name.split("-"))
    lands = {code: atlas.territory(code, [around]) for code in parties}
    home = max(lands, key=lambda code: shapely.intersection(lands[code], outline).area)
    near = shapely.clip_by_rect(lands[home], *around)
    inside = shapely.intersection(near, outline)
    rest = shapely.get_parts(polygons(shapely.difference(near, outline))).tolist()
    edge = shapely.boundary(shapely.box(*around))
    slivers = [
        part
        for part in rest
        if part.area < _SLIVER_DEG2
        and not shapely.intersects(part, edge)
        and shapely.intersects(part, inside)
    ]
    return polygons(shapely.union_all([inside, *slivers]))
