"""How sure the bundled lines are: two releases of OpenStreetMap, measured against each other."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from boundaries_lines import GEOD, BorderLine, LandIndex
from boundaries_topology import Shared
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree

STEP_M = 100.0
#: Two releases have most of their points in common, so that their agreement flatters both. No
#: radius is stated below this, a little more than simplifying moves any line.
LEAST_M = 50.0
UNMEASURED_M = 250.0
_TO_CARTESIAN = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


@dataclass(frozen=True)
class Accuracy:
    """The 95 % radius of a line, how it was found, and the largest difference met."""

    radius_m: float
    reason: str
    furthest_m: float | None


def sampled(edges: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cut edges into pieces of at most `STEP_M`; give their two ends in metres, (n, 2, 3).

    Also returns the middle of each piece in degrees, (n, 2).
    """
    _, _, length_m = GEOD.inv(edges[:, 0], edges[:, 1], edges[:, 2], edges[:, 3])
    pieces = np.maximum(1, np.ceil(length_m / STEP_M)).astype(int)
    edge = np.repeat(np.arange(len(edges)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start, run = edges[edge, :2], edges[edge, 2:] - edges[edge, :2]
    low = start + run * (step / pieces[edge])[:, None]
    high = start + run * ((step + 1) / pieces[edge])[:, None]
    cartesian = [
        np.stack(_TO_CARTESIAN.transform(p[:, 0], p[:, 1], np.zeros(len(p))), axis=1)
        for p in (low, high)
    ]
    return np.stack(cartesian, axis=1), (low + high) / 2


def distances_m(
    from_pieces: NDArray[np.float64], to_pieces: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance from the middle of each piece to the nearest of the other line's pieces."""
    middle = from_pieces.mean(axis=1)
    tree = cKDTree(to_pieces.mean(axis=1))
    _, near = tree.query(middle, k=min(4, len(to_pieces)))
    near = near.reshape(len(middle), -1)
    a, b = to_pieces[near, 0], to_pieces[near, 1]
    run = b - a
    square = np.maximum((run**2).sum(axis=2), 1e-12)
    share = np.clip((((middle[:, None] - a) * run).sum(axis=2)) / square, 0, 1)
    off = a + share[:, :, None] * run - middle[:, None]
    return np.sqrt((off**2).sum(axis=2)).min(axis=1)


def _weighted_share(
    values: NDArray[np.float64], weights: NDArray[np.float64], share: float
) -> float:
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, share * running[-1])])


def edges_of_line(line: shapely.MultiLineString) -> NDArray[np.float64]:
    """Give the edges of a line as an array (n, 4)."""
    coordinates = [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
    return np.vstack([np.hstack([xy[:-1], xy[1:]]) for xy in coordinates])


def compare(
    line: NDArray[np.float64],
    uncut: NDArray[np.float64],
    other: NDArray[np.float64],
    index: LandIndex,
) -> tuple[float, float]:
    """Give the 95 % and the largest distance between a land border and another drawing of it.

    Both ways: along our line to the other, and along the other, where it is on land, to ours. Our
    line is taken uncut as a target, so that a coast does not count as an error of the border.
    """
    ours, _ = sampled(line)
    whole, _ = sampled(uncut)
    theirs, middles = sampled(other)
    dry = np.zeros(len(theirs), dtype=bool)
    dry[np.unique(index.tile_tree.query(shapely.points(middles), predicate="intersects")[0])] = True
    there = distances_m(ours, theirs)
    back = distances_m(theirs[dry], whole)
    both = np.concatenate([there, back])
    lengths = np.concatenate([ours, theirs[dry]])
    weights = np.linalg.norm(lengths[:, 1] - lengths[:, 0], axis=1)
    return _weighted_share(both, weights, 0.95), float(both.max())


def measure(
    borders: dict[tuple[str, str], BorderLine],
    older: Shared,
    index: LandIndex,
    natural_earth_pairs: dict[tuple[str, str], float],
) -> dict[tuple[str, str], Accuracy]:
    """State the accuracy of every border."""
    result = {}
    for pair, border in borders.items():
        if pair in natural_earth_pairs:
            radius = math.ceil(natural_earth_pairs[pair] / 10) * 10.0
            reason = (
                "drawn by Natural Earth 1:10m, whose other lines around this party are within"
                f" {radius:.0f} m of OpenStreetMap's along 95 % of their length"
            )
            result[pair] = Accuracy(radius, reason, None)
        elif pair not in older:
            reason = "the older release has no such border to compare with"
            result[pair] = Accuracy(UNMEASURED_M, reason, None)
        else:
            share, most = compare(edges_of_line(border.line), border.uncut, older[pair][0], index)
            result[pair] = _stated(share, most)
    return result


def outline_m(outline: shapely.Geometry, borders: dict[tuple[str, str], BorderLine]) -> float:
    """Give the 95 % distance of Natural Earth's Kosovo from the lines OpenStreetMap has around it.

    From our lines to theirs only, for theirs has a side that ours has not.
    """
    own = [pair for pair in borders if "XKX" in pair and "SRB" not in pair]
    ours, _ = sampled(np.vstack([edges_of_line(borders[pair].line) for pair in own]))
    theirs, _ = sampled(edges_of_line(shapely.multilinestrings([outline.exterior])))
    weights = np.linalg.norm(ours[:, 1] - ours[:, 0], axis=1)
    return _weighted_share(distances_m(ours, theirs), weights, 0.95)


def _stated(share_m: float, most_m: float) -> Accuracy:
    found = (
        f"releases 2025b and 2026c of the source differ by {share_m:.0f} m or less along 95 % of"
        f" the line and by {most_m:.0f} m at most"
    )
    if share_m < LEAST_M:
        return Accuracy(LEAST_M, f"{found}; {LEAST_M:.0f} m is the least we state", round(most_m))
    return Accuracy(float(math.ceil(share_m)), found, round(most_m))


def furthest_both_ways_m(
    line: NDArray[np.float64], full: NDArray[np.float64], tiles: shapely.STRtree
) -> tuple[float, float]:
    """Give the largest distance from a land border to its full source, and from that to it.

    The source runs on at sea; only its pieces that lie on land are held against the border, and of
    those only what is not nearest to an end that the coast made.
    """
    ours, _ = sampled(line)
    theirs, middles = sampled(full)
    there = float(distances_m(ours, theirs).max())
    dry = np.zeros(len(theirs), dtype=bool)
    dry[np.unique(tiles.query(shapely.points(middles), predicate="intersects")[0])] = True
    back = distances_m(theirs, ours)
    ends, count = np.unique(np.vstack([line[:, :2], line[:, 2:]]), axis=0, return_counts=True)
    loose = ends[count == 1]
    if len(loose):
        at = np.stack(_TO_CARTESIAN.transform(loose[:, 0], loose[:, 1], np.zeros(len(loose))), 1)
        from_end, _ = cKDTree(at).query(theirs.mean(axis=1))
        dry &= back < from_end - 1.0
    return there, float(back[dry].max(initial=0.0))
