"""The order of points along a Hilbert curve over the globe, so that neighbours stand together."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..geo.measure.ellipsoid import Floats
from ..geo.measure.kernel import compiled

_BITS: Final = 16


def hilbert(lon: Floats, lat: Floats) -> NDArray[np.uint32]:
    """Return where points lie along a Hilbert curve of 65,536 by 65,536 cells over the globe.

    Parameters
    ----------
    lon, lat : arrays of float, shape (n,)
        Degrees.

    Returns
    -------
    array of uint32, shape (n,)

    Examples
    --------
    >>> [int(key) for key in hilbert(np.array([-180.0, 180.0]), np.array([-90.0, -90.0]))]
    [0, 4294967295]
    """
    side = (1 << _BITS) - 1
    x = (((lon + 180.0) % 360.0) * ((side + 1) / 360.0)).astype(np.uint32)
    x[lon == 180.0] = side
    y = np.minimum((lat + 90.0) * ((side + 1) / 180.0), side).astype(np.uint32)
    out = np.empty(len(lon), np.uint32)
    _along(np.minimum(x, np.uint32(side)), y, out)
    return out


@compiled
def _along(x: NDArray[np.uint32], y: NDArray[np.uint32], out: NDArray[np.uint32]) -> None:
    """Fill ``out`` with the distance along the curve (the usual turn of quadrants, bit by bit)."""
    for i in range(len(x)):
        px, py, key = np.int64(x[i]), np.int64(y[i]), np.int64(0)
        step = np.int64(1) << (_BITS - 1)
        while step > 0:
            right, upper = np.int64((px & step) > 0), np.int64((py & step) > 0)
            key += step * step * ((3 * right) ^ upper)
            if upper == 0:
                if right == 1:
                    px, py = (step - 1) - (px & (step - 1)), (step - 1) - (py & (step - 1))
                else:
                    px, py = px & (step - 1), py & (step - 1)
                px, py = py, px
            else:
                px, py = px & (step - 1), py & (step - 1)
            step >>= 1
        out[i] = key
