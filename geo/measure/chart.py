"""A flat chart of one side of the Earth, in which a line and its zone have no seam.

The stereographic picture of the sphere of normals: closed formulas both ways, no pole and no
antimeridian inside, and a scale that is known everywhere. It only orders and encloses things; no
distance is ever read from it.
"""

from dataclasses import dataclass

import numpy as np

from ...common.errors import InputError
from .ellipsoid import R_MAX_M, Floats, normals


@dataclass(frozen=True)
class Chart:
    """A stereographic chart; ``axes`` has rows east, north and up at its centre."""

    axes: Floats

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> "Chart":
        """Return the chart centred on the mean of points given in degrees, arrays of shape (n,).

        Raises
        ------
        InputError
            If the points lie so far apart that no chart holds them with room to spare.
        """
        points = normals(lon, lat)
        up = points.mean(axis=0)
        up = points[0] if np.linalg.norm(up) < 1e-6 else up / np.linalg.norm(up)
        if (points @ up).min() < np.cos(np.radians(120)):
            raise InputError(
                "the line reaches more than 120 degrees from its middle; measure it in parts"
            )
        side = np.cross([0.0, 0.0, 1.0] if abs(up[2]) < 0.9 else [1.0, 0.0, 0.0], up)
        east = side / np.linalg.norm(side)
        return cls(np.stack([east, np.cross(up, east), up]))

    def flat(self, normal: Floats) -> Floats:
        """Return chart coordinates, shape (n, 2), of unit normals, shape (n, 3)."""
        turned = normal @ self.axes.T
        return np.asarray(2 * turned[:, :2] / (1 + turned[:, 2:]))

    def normal(self, flat: Floats) -> Floats:
        """Return the unit normals, shape (n, 3), of chart coordinates, shape (n, 2)."""
        square = np.einsum("ij,ij->i", flat, flat)[:, None]
        turned = np.hstack([4 * flat, 4 - square]) / (4 + square)
        return np.asarray(turned @ self.axes)

    @staticmethod
    def reach_m(flat: Floats, half: Floats) -> Floats:
        """Return a bound on the distance from the centres of squares to their corners, metres.

        An arc of the sphere of normals is at most its angle times the greatest radius of
        curvature long on the ellipsoid.

        Parameters
        ----------
        flat : array of float, shape (n, 2)
            Centres in chart coordinates.
        half : array of float, shape (n,)
            Half the sides in chart coordinates.
        """
        diagonal = half * np.sqrt(2)
        inner = np.maximum(np.hypot(flat[:, 0], flat[:, 1]) - diagonal, 0.0)
        return np.asarray(R_MAX_M * diagonal * 4 / (4 + inner**2))
