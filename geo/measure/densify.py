"""From edges straight in longitude and latitude to geodesic edges, on the same ground."""

from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString

#: The two readings of an edge agree this closely after densifying.
AGREEMENT_M = 0.05
# A sphere no larger than the ellipsoid's smallest radius of curvature overstates every bend.
_RADIUS_M = 6_335_000.0
# What the sphere leaves out (under 1 %) is taken off the agreement asked for.
_MARGIN = 0.9
_NEAR_POLE = np.radians(89.9)


def pieces_needed(
    start: NDArray[np.float64], stop: NDArray[np.float64], agreement_m: float = AGREEMENT_M
) -> NDArray[np.int64]:
    """Say into how many equal pieces each edge must be cut.

    A line straight in longitude and latitude at azimuth ``a`` and latitude ``f`` bends away from
    its geodesic with curvature ``sin(a) (1 + cos(a)**2) tan(f) / R`` (from Clairaut's relation);
    a piece of length ``s`` then bulges by ``curvature * s**2 / 8``.

    Parameters
    ----------
    start, stop : array, shape (n, 2)
        Lon, lat of both ends in degrees; no edge crosses the antimeridian.
    agreement_m : float
        Largest distance between the two readings, in metres.

    Returns
    -------
    array of int, shape (n,)
        At least 1.

    Examples
    --------
    >>> import numpy as np
    >>> parallel = np.array([[25.0, 22.0]]), np.array([[31.0, 22.0]])
    >>> int(pieces_needed(*parallel)[0]) > 200
    True
    >>> int(pieces_needed(np.array([[25.0, 20.0]]), np.array([[25.0, 22.0]]))[0])
    1
    """
    lat = np.radians(np.stack([start[:, 1], stop[:, 1]]))
    dx = np.radians(np.abs(stop[:, 0] - start[:, 0]))
    dy = np.abs(lat[1] - lat[0])
    straddles = lat[0] * lat[1] < 0
    nearest = np.where(straddles, 0.0, np.abs(lat).min(axis=0))
    # At a pole the bend knows no bound; there an edge is cut as one that ends a little before it.
    furthest = np.minimum(np.abs(lat).max(axis=0), _NEAR_POLE)
    east_m = _RADIUS_M * 1.011 * dx * np.cos(nearest)
    length_m = np.hypot(east_m, _RADIUS_M * 1.011 * dy)
    sine = np.divide(east_m, length_m, out=np.zeros_like(length_m), where=length_m > 0)
    # sin(a) (1 + cos(a)^2) is at most 4/3 sqrt(2/3) = 1.089, and at most 2 sin(a).
    bend = np.minimum(1.089, 2 * sine) * np.tan(furthest) / _RADIUS_M
    bulge_m = bend * length_m**2 / 8
    pieces: NDArray[np.int64] = np.ceil(np.sqrt(bulge_m / (agreement_m * _MARGIN))).astype(np.int64)
    return np.maximum(pieces, 1)


def densified(xy: NDArray[np.float64], agreement_m: float = AGREEMENT_M) -> NDArray[np.float64]:
    """Add vertices on the edges of a line until straight and geodesic reading agree.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Lon, lat in degrees.
    agreement_m : float
        Largest distance between the two readings, in metres.

    Returns
    -------
    array, shape (m, 2)
        The vertices given, bit for bit, and those added. The same points come out in the other
        order for the line in the other direction.
    """
    start, stop = xy[:-1], xy[1:]
    pieces = pieces_needed(start, stop, agreement_m)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    # Counted from the lexicographically smaller end, so that direction does not change a bit.
    backward = (start[:, 0] > stop[:, 0]) | (
        (start[:, 0] == stop[:, 0]) & (start[:, 1] > stop[:, 1])
    )
    low = np.where(backward[:, None], stop, start)
    high = np.where(backward[:, None], start, stop)
    share = np.where(backward[edge], pieces[edge] - step, step) / pieces[edge]
    points = low[edge] + (high[edge] - low[edge]) * share[:, None]
    points[step == 0] = start
    return np.vstack([points, xy[-1:]])


def densified_lines(lines: MultiLineString, agreement_m: float = AGREEMENT_M) -> MultiLineString:
    """Densify every part of a border line (see `densified`)."""
    parts = [
        densified(shapely.get_coordinates(part), agreement_m) for part in shapely.get_parts(lines)
    ]
    return cast(
        "MultiLineString", shapely.multilinestrings([shapely.linestrings(p) for p in parts])
    )
