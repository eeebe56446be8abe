"""Points in well-known binary, many at once: read to coordinates, and made from them."""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..geo.measure.ellipsoid import Floats
from ..geo.measure.kernel import compiled
from .sides import Codes

_RECORD: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_NO_POSITION: Final = 1
_NO_POINT: Final = 5
_UNREADABLE: Final = 6


def wkb_points(column: pa.ChunkedArray, reason: Codes) -> tuple[Floats, Floats]:
    """Return x and y of points in WKB (ISO or EWKB, any byte order, with or without Z and M).

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Binary, large binary or a view of either.
    reason : array of uint8, shape (n,)
        Gets 1 for an empty point, 5 for a geometry that is no point, 6 for one that cannot be
        read; other entries stay.

    Returns
    -------
    x, y : arrays of float, shape (n,)
        NaN where there is no point.
    """
    x, y = np.full(len(column), np.nan), np.full(len(column), np.nan)
    start = 0
    for chunk in column.chunks:
        array = chunk.storage if isinstance(chunk, pa.ExtensionArray) else chunk
        if not pa.types.is_binary(array.type):
            array = array.cast(pa.binary())
        part = slice(start, start + len(array))
        start += len(array)
        _, ends, data = array.buffers()
        if data is None or not len(array):
            continue
        offsets = np.frombuffer(ends, np.int32)[array.offset : array.offset + len(array) + 1]
        _points(np.frombuffer(data, np.uint8), offsets, x[part], y[part], reason[part])
    return x, y


def point_wkb(x: Floats, y: Floats) -> pa.Array:
    """Return points as a binary array of WKB.

    Examples
    --------
    >>> point_wkb(np.array([1.0]), np.array([2.0]))[0].as_py().hex()
    '0101000000000000000000f03f0000000000000040'
    """
    records = np.empty(len(x), _RECORD)
    records["order"], records["kind"], records["x"], records["y"] = 1, 1, x, y
    offsets = np.arange(len(x) + 1, dtype=np.int32) * _RECORD.itemsize
    return pa.Array.from_buffers(
        pa.binary(), len(x), [None, pa.py_buffer(offsets), pa.py_buffer(records)]
    )


@compiled
def _number(data: NDArray[np.uint8], at: int, size: int, little: bool) -> np.uint64:
    """Return an unsigned number of so many bytes."""
    value = np.uint64(0)
    for step in range(size):
        byte = data[at + step] if little else data[at + size - 1 - step]
        value |= np.uint64(byte) << np.uint64(8 * step)
    return value


@compiled
def _points(
    data: NDArray[np.uint8], offsets: NDArray[np.int32], x: Floats, y: Floats, reason: Codes
) -> None:
    bits = np.empty(2, np.uint64)
    pair = bits.view(np.float64)
    for i in range(len(x)):
        at, size = offsets[i], offsets[i + 1] - offsets[i]
        if size < 5 or data[at] > 1:
            reason[i] = _UNREADABLE
            continue
        little = data[at] == 1
        kind = _number(data, at + 1, 4, little)
        start = at + 5
        if kind & np.uint64(0x20000000):  # EWKB carries a reference system number
            start += 4
        if (kind & np.uint64(0x0FFFFFFF)) % np.uint64(1000) != 1:
            reason[i] = _NO_POINT
            continue
        if start + 16 > at + size:
            reason[i] = _UNREADABLE
            continue
        bits[0], bits[1] = _number(data, start, 8, little), _number(data, start + 8, 8, little)
        x[i], y[i] = pair[0], pair[1]
        if np.isnan(x[i]) and np.isnan(y[i]):
            reason[i] = _NO_POSITION
