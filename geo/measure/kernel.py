"""The compiled inner loop of the measure: one point to the nearest point of a line.

Everything here is arithmetic on plain arrays, compiled by numba and cached on disk; geodesic.py
says what it means and offers the same answers from numpy and PROJ.

The geodesic formulas are the series of C. F. F. Karney, "Algorithms for geodesics", J. Geodesy
87, 43-55 (2013), equations (17), (18), (24) and (25), solved for the longitude on the auxiliary
sphere by fixed-point iteration, which converges for every pair of points that is not nearly
antipodal: far beyond the ranges this project measures.
"""

import math
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np

from .ellipsoid import A_M, B_M, E2, F, Floats
from .geodesic import CONE, LEAF, MEAN_R_M, SPREAD

_Function = TypeVar("_Function", bound=Callable[..., Any])
_N: Final = F / (2 - F)
_EP2: Final = E2 / (1 - E2)
_AXES: Final = B_M / A_M
_STACK: Final = 64
_CANDIDATES: Final = 512


def compiled(function: _Function) -> _Function:
    """Compile with numba: no Python objects, the global lock released, the code kept on disk."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def inverse(
    sb1: float, cb1: float, sb2: float, cb2: float, lam: float
) -> tuple[float, float, float, float, float]:
    """Solve the inverse problem between two points given by their reduced latitudes.

    Parameters
    ----------
    sb1, cb1, sb2, cb2 : float
        Sine and cosine of the reduced latitudes.
    lam : float
        Longitude difference, second less first, radians.

    Returns
    -------
    tuple of float
        Distance in metres; sine and cosine of the azimuth at the first and at the second point,
        each from the first towards the second.
    """
    # The start of a short line (Karney's equation 48): exact to second order in its length.
    mean = (sb1 + sb2) * (sb1 + sb2)
    mean /= mean + (cb1 + cb2) * (cb1 + cb2)
    omega = lam / math.sqrt(1 - E2 * (1 - mean))
    if abs(omega) > math.pi:
        omega = lam
    sa1 = ca1 = sa2 = ca2 = sigma = length = 0.0
    for _ in range(30):
        so, co = math.sin(omega), math.cos(omega)
        sa1, ca1 = cb2 * so, cb1 * sb2 - sb1 * cb2 * co
        sa2, ca2 = cb1 * so, cb1 * sb2 * co - sb1 * cb2
        ss = math.sqrt(sa1 * sa1 + ca1 * ca1)
        if ss < 1e-15:
            antipodal = sb1 * sb2 + cb1 * cb2 * co < 0
            return math.pi * B_M if antipodal else 0.0, 0.0, 1.0, 0.0, 1.0
        sigma = math.atan2(ss, sb1 * sb2 + cb1 * cb2 * co)
        sa1, ca1, sa2, ca2 = sa1 / ss, ca1 / ss, sa2 / ss, ca2 / ss
        s0 = sa1 * cb1
        c02 = max(1 - s0 * s0, 1e-30)
        k2 = _EP2 * c02
        root = math.sqrt(1 + k2)
        e = k2 / ((root + 1) * (root + 1))
        # sin 2k(sigma2) - sin 2k(sigma1) = 2 cos k(sigma1 + sigma2) sin k(sigma12): the product
        # keeps its digits where the points are close and the difference would not.
        x1, x2 = ca1 * cb1, ca2 * cb2
        both = math.sqrt((sb1 * sb1 + x1 * x1) * (sb2 * sb2 + x2 * x2))
        cm = (x1 * x2 - sb1 * sb2) / max(both, 1e-300)
        cs = sb1 * sb2 + cb1 * cb2 * co
        d1 = 2 * cm * ss
        d2 = 4 * (2 * cm * cm - 1) * ss * cs
        d3 = 2 * cm * (4 * cm * cm - 3) * ss * (4 * cs * cs - 1)
        a3 = 1 - e * (
            0.5
            - _N / 2
            + e * (0.25 + _N / 8 - 3 * _N * _N / 8 + e * (1 / 16 + 3 * _N / 16 + e * 3 / 64))
        )
        c31 = e * (0.25 - _N / 4 + e * (0.125 - _N * _N / 8 + e * (3 / 64 + 3 * _N / 64)))
        c32 = e * e * (1 / 16 - 3 * _N / 32 + _N * _N / 32 + e * (3 / 64 - _N / 32))
        c33 = e * e * e * (5 / 192 - 3 * _N / 64)
        new = lam + F * s0 * a3 * (sigma + c31 * d1 + c32 * d2 + c33 * d3)
        moved = new - omega
        omega = new
        if abs(moved) < 1e-11:
            a1 = (1 + e * e / 4 * (1 + e * e / 16)) / (1 - e)
            c11 = e * (-0.5 + 3 / 16 * e * e)
            c12 = e * e * (-1 / 16 + e * e / 32)
            c13 = -e * e * e / 48
            # The last step of the longitude, carried into the length to first order.
            length = B_M * a1 * (sigma + c11 * d1 + c12 * d2 + c13 * d3) + A_M * s0 * moved
            break
    else:
        # Nearly antipodal, far beyond what is measured: near enough to be told as far.
        length = B_M * sigma
    return length, sa1, ca1, sa2, ca2


@compiled
def _reduced(x: float, y: float, z: float) -> tuple[float, float]:
    """Return sine and cosine of the reduced latitude of a point on (or near) the ellipsoid."""
    w = z / _AXES
    rho = math.sqrt(x * x + y * y)
    norm = math.sqrt(rho * rho + w * w)
    return w / norm, rho / norm


@compiled
def _foot(pieces: Floats, j: int, t: float) -> tuple[float, float, float]:
    """Return the point at the share ``t`` of piece ``j``, brought onto the ellipsoid.

    The chord bows out by the sagitta along the mid normal; on pieces of 2 km and less this is
    within micrometres of the geodesic.
    """
    rise = t * (1 - t) * pieces[j, 9]
    x = pieces[j, 0] + t * (pieces[j, 3] - pieces[j, 0]) + rise * pieces[j, 6]
    y = pieces[j, 1] + t * (pieces[j, 4] - pieces[j, 1]) + rise * pieces[j, 7]
    z = pieces[j, 2] + t * (pieces[j, 5] - pieces[j, 2]) + rise * pieces[j, 8]
    scale = A_M / math.sqrt(x * x + y * y + (z / _AXES) * (z / _AXES))
    return x * scale, y * scale, z * scale


@compiled
def _to_piece(
    pieces: Floats, j: int, t: float, px: float, py: float, sb: float, cb: float
) -> tuple[float, float, float, float, float, float, float]:
    """Return distance, share, azimuth (sine, cosine) at the point, and the foot on one piece.

    Newton's iteration on the distance along the piece: its slope is the cosine of the angle
    between piece and geodesic, its curvature that of a sphere, which is near enough to converge.
    """
    span = pieces[j, 10]
    best = (0.0, t, 0.0, 1.0, 0.0, 0.0, 0.0)
    for _ in range(12):
        qx, qy, qz = _foot(pieces, j, t)
        sq, cq = _reduced(qx, qy, qz)
        lam = math.atan2(px * qy - py * qx, px * qx + py * qy)
        s, sa, ca, sz, cz = inverse(sb, cb, sq, cq, lam)
        best = (s, t, sa, ca, qx, qy, qz)
        if span < 1e-9 or s == 0.0:
            break
        # The piece's own direction at the foot, east and north.
        bow = (1 - 2 * t) * pieces[j, 9]
        dx = pieces[j, 3] - pieces[j, 0] + bow * pieces[j, 6]
        dy = pieces[j, 4] - pieces[j, 1] + bow * pieces[j, 7]
        dz = pieces[j, 5] - pieces[j, 2] + bow * pieces[j, 8]
        rho = max(math.sqrt(qx * qx + qy * qy), 1e-9)
        cl, sl = qx / rho, qy / rho
        slat = sq * math.sqrt(1 / (sq * sq + cq * cq * _AXES * _AXES))
        clat = cq * _AXES * math.sqrt(1 / (sq * sq + cq * cq * _AXES * _AXES))
        east = -sl * dx + cl * dy
        north = -slat * (cl * dx + sl * dy) + clat * dz
        slope = (sz * east + cz * north) / math.sqrt(east * east + north * north)
        step = (
            -slope
            / max(1 - slope * slope, 0.01)
            * MEAN_R_M
            * math.tan(min(s / MEAN_R_M, 1.5))
            / span
        )
        new = min(max(t + step, 0.0), 1.0)
        if abs(new - t) * span < 1e-5:
            break
        t = new
    return best


@compiled
def _box_distance2(boxes: Floats, node: int, px: float, py: float, pz: float) -> float:
    """Return the squared straight distance from a point to a node's box."""
    dx: float = max(boxes[node, 0] - px, 0.0, px - boxes[node, 3])
    dy: float = max(boxes[node, 1] - py, 0.0, py - boxes[node, 4])
    dz: float = max(boxes[node, 2] - pz, 0.0, pz - boxes[node, 5])
    return dx * dx + dy * dy + dz * dz


@compiled
def _chord2(pieces: Floats, j: int, px: float, py: float, pz: float) -> tuple[float, float]:
    """Return the squared straight distance to a piece's chord, and the share it falls on.

    The share is not held to the chord: below 0 or above 1 the nearest point is an end.
    """
    ax, ay, az = px - pieces[j, 0], py - pieces[j, 1], pz - pieces[j, 2]
    ux, uy, uz = (
        pieces[j, 3] - pieces[j, 0],
        pieces[j, 4] - pieces[j, 1],
        pieces[j, 5] - pieces[j, 2],
    )
    den = ux * ux + uy * uy + uz * uz
    free = (ax * ux + ay * uy + az * uz) / den if den > 0 else 0.0
    t = min(max(free, 0.0), 1.0)
    dx, dy, dz = ax - t * ux, ay - t * uy, az - t * uz
    return dx * dx + dy * dy + dz * dz, free


@compiled
def _cut2(least2: float, sag: float) -> float:
    """Return the squared chord up to which a piece may still be nearer than the shortest known."""
    least = math.sqrt(least2)
    cut = least + 2 * sag + 1e-6 + least2 * least * SPREAD
    return float(cut * cut)


@compiled
def _candidates(
    pieces: Floats,
    boxes: Floats,
    first_leaf: int,
    sag: float,
    point: tuple[float, float, float],
    seed: int,
    work: Any,
) -> tuple[int, float]:
    """Gather every piece that may be the nearest; return how many, and the squared cut.

    ``work`` holds the stack (nodes, squared distances) and the finds (pieces, squared chords,
    shares). A count below zero says that there were too many to hold.
    """
    nodes, gaps, found, chords, shares = work
    px, py, pz = point
    least, _ = _chord2(pieces, seed, px, py, pz)
    cut = _cut2(least, sag)
    nodes[0], gaps[0], top, count = 0, 0.0, 1, 0
    while top > 0:
        top -= 1
        if gaps[top] > cut:
            continue
        node = nodes[top]
        if node < first_leaf:
            near, far = 2 * node + 1, 2 * node + 2
            to_near = _box_distance2(boxes, near, px, py, pz)
            to_far = _box_distance2(boxes, far, px, py, pz)
            if to_near > to_far:
                near, far, to_near, to_far = far, near, to_far, to_near
            if to_far <= cut:
                nodes[top], gaps[top] = far, to_far
                top += 1
            if to_near <= cut:
                nodes[top], gaps[top] = near, to_near
                top += 1
            continue
        start = (node - first_leaf) * LEAF
        for j in range(start, min(start + LEAF, len(pieces))):
            chord, share = _chord2(pieces, j, px, py, pz)
            if chord > cut:
                continue
            if chord < least:
                least = chord
                cut = _cut2(least, sag)
            if count == _CANDIDATES:
                kept = 0
                for i in range(count):
                    if chords[i] <= cut:
                        found[kept], chords[kept], shares[kept] = found[i], chords[i], shares[i]
                        kept += 1
                count = kept
            if count == _CANDIDATES:
                return -1, cut
            found[count], chords[count], shares[count] = j, chord, share
            count += 1
    return count, cut


@compiled
def nearest_many(
    pieces: Floats, boxes: Floats, first_leaf: int, sag: float, points: Floats, out: Floats
) -> None:
    """Fill ``out`` with distance, foot, azimuth, piece and share for each point.

    Parameters
    ----------
    pieces : array, shape (m, 12)
        Both ends (metres, Earth-centred), the mid normal, four times the sagitta and the length
        (metres), and 1 for the last piece of a line, else 0.
    boxes : array, shape (k, 6)
        Boxes of the implicit binary tree, root first.
    first_leaf : int
        Number of the first leaf in ``boxes``.
    sag : float
        Greatest sagitta of a piece, metres.
    points : array, shape (n, 2)
        Longitude and latitude, degrees.
    out : array, shape (n, 6)
        Distance in metres; longitude and latitude of the foot and azimuth at the point, degrees;
        the piece; the share of it.
    """
    found = np.empty(_CANDIDATES, np.int64)
    chords = np.empty(_CANDIDATES)
    shares = np.empty(_CANDIDATES)
    work = (np.empty(_STACK, np.int64), np.empty(_STACK), found, chords, shares)
    seed = 0
    for i in range(len(points)):
        lon, lat = math.radians(points[i, 0]), math.radians(points[i, 1])
        slat, clat = math.sin(lat), math.cos(lat)
        prime = A_M / math.sqrt(1 - E2 * slat * slat)
        px, py = prime * clat * math.cos(lon), prime * clat * math.sin(lon)
        pz = prime * (1 - E2) * slat
        sb, cb = _reduced(px, py, pz)
        count, cut = _candidates(pieces, boxes, first_leaf, sag, (px, py, pz), seed, work)
        everything = count < 0
        if everything:
            count = len(pieces)
        best = (np.inf, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
        winner, last_end = -1, -2
        for c in range(count):
            if everything:
                j = c
                chord, share = _chord2(pieces, j, px, py, pz)
            else:
                j, chord, share = found[c], chords[c], shares[c]
            if chord > cut:
                continue
            # A vertex that the piece before has just answered for need not be asked again.
            doubt = 0.01 + 1e-16 * chord * math.sqrt(chord)
            if last_end == j - 1 and share * pieces[j, 10] < -doubt:
                continue
            start = min(max(share, 0.0), 1.0)
            trial = _to_piece(pieces, j, start, px, py, sb, cb)
            last_end = j if trial[1] == 1.0 and pieces[j, 11] == 0.0 else -2
            if trial[0] < best[0]:
                best, winner = trial, j
        seed = winner
        _, share, sa, ca, qx, qy, qz = best
        out[i, 0] = best[0]
        out[i, 1] = math.degrees(math.atan2(qy, qx))
        out[i, 2] = math.degrees(math.atan2(qz, math.sqrt(qx * qx + qy * qy) * (1 - E2)))
        out[i, 3] = math.degrees(math.atan2(sa, ca))
        out[i, 4] = winner
        out[i, 5] = share


@compiled
def _turns_away(
    pieces: Floats, j: int, point: tuple[float, float, float], inward: Floats, reach: float
) -> bool:
    """Tell whether the part of piece ``j`` within ``reach`` lies outside the cone about inward."""
    ax = pieces[j, 0] - point[0]
    ay = pieces[j, 1] - point[1]
    az = pieces[j, 2] - point[2]
    ux = pieces[j, 3] - pieces[j, 0]
    uy = pieces[j, 4] - pieces[j, 1]
    uz = pieces[j, 5] - pieces[j, 2]
    den = ux * ux + uy * uy + uz * uz
    mid = -(ax * ux + ay * uy + az * uz)
    far = ax * ax + ay * ay + az * az - reach * reach
    low, high = 0.0, 0.0
    if den > 0:
        root = mid * mid - den * far
        if root < 0:
            return False
        root = math.sqrt(root)
        low, high = max((mid - root) / den, 0.0), min((mid + root) / den, 1.0)
        if low > high:
            return False
    elif far > 0:
        return False
    for t in (low, high):
        dx, dy, dz = ax + t * ux, ay + t * uy, az + t * uz
        ahead = dx * inward[0] + dy * inward[1] + dz * inward[2]
        if ahead <= 0 or ahead * ahead < CONE * (dx * dx + dy * dy + dz * dz):
            return True
    return False


@compiled
def one_sided_many(
    pieces: Floats,
    boxes: Floats,
    first_leaf: int,
    points: Floats,
    inward: Floats,
    reach: Floats,
    out: Any,
) -> None:
    """Tell for each point whether all of the line within reach lies in one cone about inward.

    Parameters
    ----------
    pieces, boxes, first_leaf
        As in :func:`nearest_many`.
    points, inward : arrays, shape (n, 3)
        Earth-centred positions in metres; unit vectors.
    reach : array, shape (n,)
        Metres, straight through the Earth.
    out : array of bool, shape (n,)
        Filled with the answers.
    """
    nodes = np.empty(_STACK, np.int64)
    for i in range(len(points)):
        px, py, pz = points[i, 0], points[i, 1], points[i, 2]
        limit = reach[i] * reach[i]
        nodes[0], top, held = 0, 1, True
        while top > 0 and held:
            top -= 1
            node = nodes[top]
            if _box_distance2(boxes, node, px, py, pz) > limit:
                continue
            if node < first_leaf:
                nodes[top], nodes[top + 1] = 2 * node + 1, 2 * node + 2
                top += 2
                continue
            start = (node - first_leaf) * LEAF
            for j in range(start, min(start + LEAF, len(pieces))):
                if _turns_away(pieces, j, (px, py, pz), inward[i], reach[i]):
                    held = False
                    break
        out[i] = held
