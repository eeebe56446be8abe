"""Points in well-known binary, many at once: read to coordinates, and made from them."""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..geo.measure.core import CHUNK, Out, call
from ..geo.measure.ellipsoid import Floats
from .sides import Codes

_RECORD: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


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


def _points(
    data: NDArray[np.uint8], offsets: NDArray[np.int32], x: Floats, y: Floats, reason: Codes
) -> None:
    """Fill coordinates and reasons, some points at once, with only their own bytes."""
    for start in range(0, len(x), CHUNK):
        part = slice(start, min(start + CHUNK, len(x)))
        own = offsets[part.start : part.stop + 1]
        base = int(own[0])
        call(
            "wkb_many", data[base : int(own[-1])], own, base, part.stop - part.start,
            Out(x[part], reads=True), Out(y[part], reads=True), Out(reason[part], reads=True),
        )  # fmt: skip


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
