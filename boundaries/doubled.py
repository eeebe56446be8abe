"""How much of a border runs twice: along both edges of land that both its parties claim.

Such a stretch counts with both edges wherever distances are measured; a length of the border as
people state it counts it once.
"""

from functools import lru_cache
from typing import Final

from pyproj import Geod

__all__ = ["doubled_km"]

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
    import shapely

    from .atlas import bundled_atlas
    from .bundled import bundled_line
    from .catalogue import entry_of

    entry = entry_of(parties)
    if entry is None or entry.disputed_km < 0.05:
        return 0.0
    line = bundled_line(parties)
    boxes = [_box(part.bounds) for part in line.geoms]
    beside = [
        shapely.boundary(area.geometry)
        for area in bundled_atlas().disputed(boxes)
        if set(area.claimants) <= set(parties)
    ]
    rims = shapely.union_all(beside)
    shapely.prepare(rims)
    xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    within = part[:-1] == part[1:]
    one, other = xy[:-1][within], xy[1:][within]
    # Edges of the line are cut finer than those of the areas, on the same straight lines.
    contested = shapely.dwithin(shapely.points((one + other) / 2), rims, _SAME_DEGREES)
    length_m = _GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]
    return min(float(length_m[contested].sum()) / 1000, entry.disputed_km)


def _box(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return west, south, east, north
