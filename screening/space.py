"""The order of points along a Hilbert curve over the globe, so that neighbours stand together."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..geo.measure.core import CHUNK, Out, call
from ..geo.measure.ellipsoid import Floats

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
    x = np.minimum(x, np.uint32(side))
    for start in range(0, len(out), CHUNK):
        part = slice(start, start + CHUNK)
        call("hilbert_many", x[part], y[part], len(out[part]), Out(out[part]))
    return out
