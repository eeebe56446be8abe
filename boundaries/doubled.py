"""How much of a border runs twice: along both edges of land that both its parties claim.

Such a stretch counts with both edges wherever distances are measured; a length of the border as
people state it counts it once.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyproj import Geod

if TYPE_CHECKING:
    from shapely.geometry import MultiLineString

    from .atlas import Atlas

__all__ = ["doubled_along_km", "doubled_km"]

_GEOD: Final = Geod(ellps="WGS84")
_SAME_DEGREES: Final = 2e-6


@lru_cache(maxsize=512)
def doubled_km(parties: tuple[str, str]) -> float:
    """Measure what of a bundled line runs beside land that both parties claim, or neither.

    Land that one of them disputes with a third state has one edge towards the other: it does not
    double the line.

    Parameters
    ----------
    parties : tuple of str
        ISO alpha-3 codes, alphabetical.

    Returns
    -------
    float
        Kilometres, both edges counted; half of it is what a length with one edge lacks.

    Examples
    --------
    >>> doubled_km(("BLR", "POL"))
    0.0
    """
    from .atlas import bundled_atlas
    from .bundled import bundled_line
    from .catalogue import entry_of

    entry = entry_of(parties)
    if entry is None or entry.disputed_km < 0.05:
        return 0.0
    found = doubled_along_km(bundled_line(parties), bundled_atlas(), parties)
    return min(found, entry.disputed_km)


def doubled_along_km(line: "MultiLineString", atlas: "Atlas", parties: tuple[str, ...]) -> float:
    """Measure the same of any line, by an atlas.

    Parameters
    ----------
    line : MultiLineString
        Lon/lat in degrees.
    atlas : Atlas
    parties : tuple of str

    Returns
    -------
    float
        Kilometres.
    """
    import shapely

    boxes = [_box(part.bounds) for part in line.geoms]
    beside = [
        shapely.boundary(area.geometry)
        for area in atlas.disputed(boxes)
        if set(area.claimants) <= set(parties)
    ]
    if not beside:
        return 0.0
    rims = shapely.union_all(beside)
    shapely.prepare(rims)
    xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    within = part[:-1] == part[1:]
    one, other = xy[:-1][within], xy[1:][within]
    # Edges of the line are cut finer than those of the areas, on the same straight lines.
    contested = shapely.dwithin(shapely.points((one + other) / 2), rims, _SAME_DEGREES)
    length_m = _GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]
    return float(length_m[contested].sum()) / 1000


def _box(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west, south, east, north
