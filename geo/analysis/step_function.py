"""One side's count as a step function of the depth, and what doubts make of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..measure.ellipsoid import Floats
from ..zones.sides import Flags
from .crossings import Measured


@dataclass(frozen=True)
class StepFunction:
    """One side's count as a step function of the depth: value k from edge k up to edge k + 1."""

    edges_km: Floats
    """Shape (m + 1,): the least depth, each depth at which the count changes, the greatest."""
    values: Floats
    """Shape (m,)."""
    perhaps: "Running"
    """What may be in, by the depths from which each unit may be."""

    @classmethod
    def of(
        cls, found: Measured, mine: Flags, weight: Floats, bounds_km: tuple[float, float]
    ) -> "StepFunction":
        """Count chosen units along the depth.

        Parameters
        ----------
        found : Measured
        mine : array of bool, shape (n,)
            Which units count.
        weight : array of float, shape (n,)
            How much each counts; what counts nothing makes no step.
        bounds_km : tuple of float
            The least and the greatest depth, kilometres.
        """
        low, high = bounds_km
        perhaps, surely = found.comes_in_km(high)
        counts = mine & (weight > 0) & np.isfinite(perhaps)
        sure = counts & np.isfinite(surely)
        likely = Running.of(surely[sure], weight[sure])
        steps = np.unique(likely.depth_km)
        steps = steps[(steps > low) & (steps <= high)]
        edges = np.concatenate([[low], steps, [high]])
        return cls(
            edges_km=edges,
            values=likely.up_to(edges[:-1]),
            perhaps=Running.of(perhaps[counts], weight[counts]),
        )

    def value(self, depth_km: float) -> float:
        """Return the count at a depth."""
        place = int(np.searchsorted(self.edges_km[:-1], depth_km, "right")) - 1
        return float(self.values[max(place, 0)])

    def most(self, to_km: float) -> float:
        """Return what may be in at a depth or a smaller one."""
        return float(self.perhaps.up_to(np.array([to_km]))[0])

    def __iter__(self) -> Iterator[tuple[float, float, float]]:
        for start, stop, value in zip(
            self.edges_km[:-1], self.edges_km[1:], self.values, strict=True
        ):
            yield float(start), float(stop), float(value)


@dataclass(frozen=True)
class Running:
    """Weights added up along the depth."""

    depth_km: Floats
    """Shape (n,), ascending."""
    total: Floats
    """Shape (n + 1,): before the first, and after each."""

    @classmethod
    def of(cls, depth_km: Floats, weight: Floats) -> "Running":
        """Add up weights that stand at depths, kilometres, in any order."""
        order = np.argsort(depth_km, kind="stable")
        return cls(depth_km[order], np.concatenate([[0.0], np.cumsum(weight[order])]))

    def up_to(self, depth_km: Floats) -> Floats:
        """Return the totals up to depths, what stands at the depth itself included."""
        place = np.searchsorted(self.depth_km, depth_km, "right")
        return np.asarray(self.total[place], np.float64)
