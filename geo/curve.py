"""Area and units for any number of depths from one pass of distances.

A zone's polygon costs the same for every depth; a curve of two hundred wants another way. Points
are spread over the land within the greatest depth, one at a random place in each of very many
cells of equal area, and measured exactly; the share of a side's points within a depth is its
area's. Several independent spreads tell how far that may be off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from ..boundaries.border import Border
from ..common.errors import UsageError
from .area import area_m2
from .around import around
from .bands import MAX_DEPTH_KM
from .coverage import sides
from .ellipsoid import Floats, authalic
from .geodesic import LineIndex
from .sieve import Sieve
from .zone import line_index

if TYPE_CHECKING:
    from ..boundaries.atlas import Atlas

SPREADS: Final = 8
POINTS: Final = 400_000
_T95: Final = 2.365
"""Student's t for 95 % and 7 degrees of freedom, as eight spreads leave."""
_OUTLINE_TOLERANCE_M: Final = 500.0


@dataclass(frozen=True)
class AreaCurve:
    """Areas of both sides at many depths."""

    parties: tuple[str, str]
    depths_km: Floats
    """Shape (n,), ascending."""
    area_km2: Floats
    """Shape (n, 2): the parties' sides, alphabetical."""
    error_km2: Floats
    """Shape (n, 2): half the width of the 95 % interval."""


def area_curve(
    border: Border,
    depths_km: Sequence[float],
    *,
    points: int = POINTS,
    seed: int = 20250220,
    index: LineIndex | None = None,
) -> AreaCurve:
    """Return the areas of both sides of zones of many depths, round at the tripoints.

    Parameters
    ----------
    border : Border
    depths_km : sequence of float
        Kilometres, at least one.
    points : int
        How many points to spread; the error falls with the power 3/4 of their number.
    seed : int
        The same seed gives the same curve.
    index : LineIndex, optional
        The border's line index, where one is at hand.

    Returns
    -------
    AreaCurve

    Raises
    ------
    UsageError
        If there is no depth, or one is not positive or beyond 2,500 km.

    Examples
    --------
    >>> from csbm import Border
    >>> curve = area_curve(Border.between("BLR", "POL"), [40, 80], points=20_000)
    >>> bool(abs(curve.area_km2[1, 0] - 21_909) < 500)
    True
    """
    depths = np.unique(np.asarray(depths_km, np.float64))
    if not len(depths) or not (depths[0] > 0 and depths[-1] <= MAX_DEPTH_KM):
        raise UsageError(f"depths: give some, each more than 0 and at most {MAX_DEPTH_KM:g} km")
    index = index if index is not None else line_index(border)
    greatest = float(depths[-1])
    boxes = around(index, greatest, min(_OUTLINE_TOLERANCE_M, greatest * 500)).boxes
    sieve = Sieve(index, greatest * 1000)
    rng = np.random.default_rng(seed)
    found = np.zeros((SPREADS, len(depths), 2))
    total = sum(area_m2(shapely.box(*box)) for box in boxes)
    for spread in range(SPREADS):
        for box in boxes:
            share = area_m2(shapely.box(*box)) / total
            lon, lat, cell_km2 = _spread(box, int(points / SPREADS * share) + 1, rng)
            inside = sieve.within(lon, lat)
            lon, lat = lon[inside], lat[inside]
            where = _sides_on_land(border.atlas, border.parties, lon, lat)
            distance = index.nearest(lon, lat, bulk=True).distance_m / 1000
            for number, party in enumerate(border.parties):
                mine = np.sort(distance[where == party])
                found[spread, :, number] += np.searchsorted(mine, depths, "right") * cell_km2
    error = _T95 * found.std(axis=0, ddof=1) / np.sqrt(SPREADS)
    return AreaCurve(border.parties, depths, found.mean(axis=0), error)


def _sides_on_land(
    atlas: "Atlas", parties: tuple[str, str], lon: Floats, lat: Floats
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return whose land points stand on; nobody's at sea."""
    where = sides(atlas, parties, lon, lat)
    if len(lon):
        box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
        land = shapely.clip_by_rect(atlas.land([box]), *box)
        shapely.prepare(land)
        where[~shapely.intersects_xy(land, lon, lat)] = ""
    return where


def _spread(
    box: tuple[float, float, float, float], count: int, rng: np.random.Generator
) -> tuple[Floats, Floats, float]:
    """Return one random point in each of about ``count`` cells of equal area, and their area."""
    west, south, east, north = box
    low, high = (float(authalic(np.array([edge]))[0]) for edge in (south, north))
    height = north - south
    width = (east - west) * np.cos(np.radians((south + north) / 2))
    rows = max(1, round(np.sqrt(count * height / max(width, 1e-9))))
    columns = max(1, round(count / rows))
    row, column = (grid.ravel() for grid in np.mgrid[0:rows, 0:columns])
    lon = west + (column + rng.random(len(column))) / columns * (east - west)
    sine = low + (row + rng.random(len(row))) / rows * (high - low)
    return lon, _latitude(sine), area_m2(shapely.box(*box)) / 1e6 / (rows * columns)


def _latitude(value: Floats) -> Floats:
    """Invert `ellipsoid.authalic` by interpolation, to a millimetre's latitude and better."""
    lat = np.linspace(-90.0, 90.0, 200_001)
    return np.interp(value, authalic(lat), lat)
