"""The ground as few bytes: whole steps of a degree, differences, seven bits to a byte, deflated.

What is packed is a line of JSON that says which layers follow and how long each of their streams
is, and then the streams. A layer has ``n``, the vertices of each line or ring, ``xy``, their steps
as differences from the vertex before, whichever line that belongs to, and, where it is made of
areas, ``rings``, the rings of each. `maps/page_src/ground_pack.js` reads it.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS = 4
"""Of a degree: some ten metres."""

Integers = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Flat:
    """Lines or rings, all vertices in one array.

    Parameters
    ----------
    steps : array of int, shape (vertices, 2)
        Longitude and latitude in whole steps, by default of ``10**-DECIMALS`` degrees.
    counts : array of int, shape (lines,)
        How many vertices each line has.
    rings : array of int, shape (areas,), optional
        How many of the lines make each area; none where they are no areas.
    """

    steps: Integers
    counts: Integers
    rings: Integers | None = None


def flat_lines(shapes: Shapes, decimals: int = DECIMALS) -> Flat:
    """Return lines as whole steps, without what is repeated and what is no line any more.

    Parameters
    ----------
    shapes : array of LineString
        In degrees.
    decimals : int
        Of the degree that a step is.

    Examples
    --------
    >>> places = [[1, 2], [1, 2], [1.5, 2], [3, 3], [3, 3]]
    >>> made = flat_lines(shapely.linestrings(places, indices=[0, 0, 0, 1, 1]))
    >>> made.steps.tolist(), made.counts.tolist()
    ([[10000, 20000], [15000, 20000]], [2])
    """
    coordinates, line = shapely.get_coordinates(shapes, return_index=True)
    steps = np.rint(coordinates * 10**decimals).astype(np.int64)
    fresh = np.ones(len(steps), dtype=bool)
    fresh[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (line[1:] != line[:-1])
    steps, line = steps[fresh], line[fresh]
    counts = np.bincount(line, minlength=len(shapes))
    steps = steps[counts[line] >= 2]
    counts = counts[counts >= 2]
    order = near_each_other(steps[_firsts(counts)], decimals)
    return Flat(_taken(steps, counts, order), counts[order])


def flat_areas(shapes: Shapes, decimals: int = DECIMALS) -> Flat:
    """Return polygons as whole steps; a ring of fewer than three corners is left out.

    Parameters
    ----------
    shapes : array of Polygon
        In degrees.
    decimals : int
        Of the degree that a step is.
    """
    rings, owner = shapely.get_rings(shapes, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint(coordinates * 10**decimals).astype(np.int64)
    fresh = np.ones(len(steps), dtype=bool)
    fresh[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    steps, ring = steps[fresh], ring[fresh]
    counts = np.bincount(ring, minlength=len(rings))
    first = np.ones(len(rings), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    kept = counts >= 4
    # Without its hull, a hole is nothing.
    kept &= kept[np.flatnonzero(first)][np.cumsum(first) - 1] if len(rings) else kept
    steps, owner = steps[kept[ring]], owner[kept]
    many = np.bincount(owner, minlength=len(shapes))
    return Flat(steps, counts[kept], many[many > 0])


def packed_ground(layers: Mapping[str, Flat]) -> str:
    """Return layers, deflated and in base64.

    Parameters
    ----------
    layers : mapping of str to Flat
        By name; a layer without a line is left out.
    """
    streams: list[bytes] = []
    told: dict[str, dict[str, int]] = {}
    for name, layer in layers.items():
        if not len(layer.counts):
            continue
        parts = {"n": layer.counts, "xy": _differences(layer.steps)}
        if layer.rings is not None:
            parts["rings"] = layer.rings
        made = {key: varints(values) for key, values in parts.items()}
        told[name] = {key: len(stream) for key, stream in made.items()}
        streams += made.values()
    head = json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"
    return base64.b64encode(zlib.compress(head + b"".join(streams), 9)).decode("ascii")


def packed_cells(cells: NDArray[np.uint8]) -> str:
    """Return a raster's cells row by row, a byte each, deflated and in base64."""
    return base64.b64encode(zlib.compress(cells.tobytes(), 9)).decode("ascii")


def _differences(steps: Integers) -> Integers:
    """Return each step's difference from the one before, as numbers that are not negative."""
    moved = np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()
    folded: Integers = (moved << 1) ^ (moved >> 63)
    return folded


def varints(values: Integers) -> bytes:
    """Return whole numbers from 0 on, seven bits to a byte, lowest first; 128 where more follow.

    >>> varints(np.array([1, 127, 128, 300])).hex()
    '017f8001ac02'
    """
    numbers = np.asarray(values).astype(np.uint64)
    length = np.ones(len(numbers), dtype=np.int64)
    for more in range(1, 10):
        beyond = numbers >> np.uint64(7 * more) > 0
        if not beyond.any():
            break
        length += beyond
    at = np.cumsum(length) - length
    made = np.zeros(int(length.sum()), dtype=np.uint8)
    for digit in range(int(length.max(initial=0))):
        has = length > digit
        bits = (numbers[has] >> np.uint64(7 * digit)) & np.uint64(127)
        made[at[has] + digit] = bits.astype(np.uint8) | ((length[has] > digit + 1) << 7)
    return made.tobytes()


def _firsts(counts: Integers) -> Integers:
    """Return where each line begins."""
    begun: Integers = np.cumsum(counts) - counts
    return begun


def near_each_other(starts: Integers, decimals: int = DECIMALS) -> Integers:
    """Return an order in which what follows is near: along a curve that fills the plane.

    Parameters
    ----------
    starts : array of int, shape (lines, 2)
        A place of each, in steps of ``10**-decimals`` degrees.
    """
    half = (starts + [180 * 10**decimals, 90 * 10**decimals]).astype(np.uint64)
    mixed = np.zeros(len(starts), dtype=np.uint64)
    for bit in range(26):
        for axis in (0, 1):
            one = (half[:, axis] >> np.uint64(bit)) & np.uint64(1)
            mixed |= one << np.uint64(2 * bit + axis)
    return np.argsort(mixed, kind="stable")


def _taken(steps: Integers, counts: Integers, order: Integers) -> Integers:
    """Return the vertices of lines in another order."""
    if not len(counts):
        return steps
    lengths = counts[order]
    start = np.repeat(_firsts(counts)[order] - _firsts(lengths), lengths)
    return steps[start + np.arange(len(start))]
