"""Whose land very many points stand on, equal to `geo.zones.sides.sides` for every point.

A ray to the east crosses the outline of a territory an odd number of times where the point is
inside. The edges lie in strips of latitude, each strip's edges in the order of their eastern ends,
so a ray meets few of them. An orientation too close to call in float64, and a point on a vertex or
an edge, is left to `geo.zones.sides.sides` itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from ..common.errors import UsageError
from ..geo.measure.core import CHUNK, Out, Staying, call
from ..geo.measure.ellipsoid import Floats
from ..geo.zones.sides import DISPUTED, claimed, sides

if TYPE_CHECKING:
    from ..boundaries.atlas import Atlas

NOBODY: Final = 0
MAX_PARTIES: Final = 30
ONE_AT_A_TIME: Final = Lock()
"""A prepared geometry makes itself ready when it is first asked, which two threads at once may not
do: whoever asks one that threads share holds this."""
_DOUBT: Final = 255
_WORLD: Final = [(-180.0, -90.0, 180.0, 90.0)]
_ROUNDING: Final = 1e-15
"""Above Shewchuk's bound (3 + 16 eps) eps on the relative error of a 2 by 2 orientation."""

Codes = NDArray[np.uint8]


def side_codes(parties: Sequence[str]) -> dict[str, int]:
    """Return the numbers of sides: nobody's, then the parties' in their order, then disputed.

    Raises
    ------
    UsageError
        If there are more than `MAX_PARTIES`.

    Examples
    --------
    >>> side_codes(("BLR", "POL"))
    {'': 0, 'BLR': 1, 'POL': 2, 'disputed': 3}
    """
    if len(parties) > MAX_PARTIES:
        raise UsageError(f"{len(parties)} parties; points are screened for at most {MAX_PARTIES}")
    return {name: number for number, name in enumerate(("", *parties, DISPUTED))}


@dataclass(frozen=True)
class SideIndex:
    """The outlines of the parties and of all disputed land, by strips of latitude.

    Parameters
    ----------
    atlas : Atlas
    parties : tuple of str
        Alpha-3 codes.
    south, scale : float
        Latitude of the first strip, degrees, and strips in a degree.
    starts : array of int32, shape (strips + 1,)
        Where each strip's edges begin.
    edges : array of float, shape (m, 4)
        Longitude and latitude of both ends, degrees, strip by strip.
    bits : array of uint32, shape (m,)
        1 for disputed land, then 2, 4, 8 … for the parties in their order.
    """

    atlas: "Atlas"
    parties: tuple[str, ...]
    south: float
    scale: float
    starts: Staying
    edges: Staying
    bits: Staying

    def of(self, lon: Floats, lat: Floats) -> Codes:
        """Return whose land points stand on, as `side_codes`.

        Parameters
        ----------
        lon, lat : arrays of float, shape (n,)
            Degrees, longitude in [-180, 180].

        Returns
        -------
        array of uint8, shape (n,)
        """
        found = np.empty(len(lon), np.uint8)
        strips = len(self.starts.array) - 1
        for start in range(0, len(lon), CHUNK):
            part = slice(start, start + CHUNK)
            call(
                "sides_of", lon[part], lat[part], len(found[part]), self.south, self.scale,
                self.starts, strips, self.edges, self.bits, len(self.parties), _ROUNDING,
                Out(found[part]),
            )  # fmt: skip
        doubtful = np.flatnonzero(found == _DOUBT)
        if len(doubtful):
            with ONE_AT_A_TIME:
                names = sides(self.atlas, self.parties, lon[doubtful], lat[doubtful])
            codes = side_codes(self.parties)
            found[doubtful] = [codes[name] for name in names]
        return found


def side_index(atlas: "Atlas", parties: tuple[str, ...]) -> SideIndex:
    """Make the outlines of the parties' whole territories ready to be asked.

    Parameters
    ----------
    atlas : Atlas
    parties : tuple of str
        Alpha-3 codes.
    """
    side_codes(parties)
    shapes = [(2 << at, atlas.territory(party, _WORLD)) for at, party in enumerate(parties)]
    shapes += [(1, land) for land in claimed(atlas, parties, _WORLD)]
    parts = [_edges(shape) for _, shape in shapes]
    edges = np.vstack(parts)
    bits = np.repeat(np.array([bit for bit, _ in shapes], np.uint32), [len(part) for part in parts])
    low = np.minimum(edges[:, 1], edges[:, 3])
    high = np.maximum(edges[:, 1], edges[:, 3])
    strips = int(min(max(len(edges) // 2, 1), 1 << 16))
    south = float(low.min()) if len(edges) else 0.0
    scale = strips / (float(high.max() - south) * (1 + 1e-12) + 1e-12) if len(edges) else 1.0
    first = ((low - south) * scale).astype(np.int64)
    last = ((high - south) * scale).astype(np.int64)
    counts = last - first + 1
    edge = np.repeat(np.arange(len(edges)), counts)
    strip = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    order = np.lexsort((-np.maximum(edges[edge, 0], edges[edge, 2]), strip))
    starts = np.concatenate([[0], np.cumsum(np.bincount(strip, minlength=strips))])
    return SideIndex(
        atlas=atlas,
        parties=parties,
        south=south,
        scale=scale,
        starts=Staying(starts.astype(np.int32)),
        edges=Staying(edges[edge[order]]),
        bits=Staying(bits[edge[order]]),
    )


def _edges(shape: shapely.Geometry) -> Floats:
    """Return all edges of a geometry's rings, both ends in a row."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    places, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.hstack([places[:-1][same], places[1:][same]])
