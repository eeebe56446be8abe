"""Areas and counts of both sides at many depths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...common.errors import UsageError
from ..measure.ellipsoid import Floats
from .crossings import Measured
from .curve import area_curve

MAX_STEPS: Final = 10_000


@dataclass(frozen=True)
class DepthCurve:
    """All sides at many depths; the columns are the parties' sides, k of them, in their order."""

    parties: tuple[str, ...]
    depths_km: Floats
    """Shape (n,), ascending, from 0."""
    area_km2: Floats
    """Shape (n, k)."""
    area_error_km2: Floats
    """Shape (n, k): half the width of the 95 % interval."""
    units_in: NDArray[np.int64]
    """Shape (n, k)."""
    units_indeterminate: NDArray[np.int64]
    """Shape (n, k)."""
    groups: tuple[tuple[str, ...], ...] = ()
    """By default one party each."""

    def __post_init__(self) -> None:
        if not self.groups:
            object.__setattr__(self, "groups", tuple((party,) for party in self.parties))

    @property
    def names(self) -> tuple[str, ...]:
        """The groups as they are called: codes with commas."""
        return tuple(",".join(group) for group in self.groups)

    def by_group(self, values: Floats) -> Floats:
        """Return columns of the parties added up by group: shape (n, 2)."""
        columns = [[self.parties.index(party) for party in group] for group in self.groups]
        return np.stack([values[:, own].sum(axis=1) for own in columns], axis=1)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give one row per depth and side, for tables."""
        for place, depth in enumerate(self.depths_km):
            for number, side in enumerate(self.parties):
                yield {
                    "depth_km": float(depth),
                    "side": side,
                    "area_km2": float(self.area_km2[place, number]),
                    "area_error_km2": float(self.area_error_km2[place, number]),
                    "units_in": int(self.units_in[place, number]),
                    "units_indeterminate": int(self.units_indeterminate[place, number]),
                }


def steps(step_km: float, greatest_km: float) -> list[float]:
    """Return the depths of a curve: 0, then every step, and the greatest at the end.

    Raises
    ------
    UsageError
        If the step is not positive, larger than the greatest depth, or makes too many depths.

    Examples
    --------
    >>> steps(30, 80)
    [0.0, 30.0, 60.0, 80.0]
    """
    if not 0 < step_km <= greatest_km:
        raise UsageError(
            f"step {step_km:g} km: give more than 0 and at most the largest depth, {greatest_km:g}"
        )
    count = int(greatest_km / step_km + 1e-9)
    if count > MAX_STEPS:
        raise UsageError(
            f"step {step_km:g} km makes {count:,} depths; give a step of at least "
            f"{greatest_km / MAX_STEPS:g} km"
        )
    depths = [round(float(step_km) * number, 9) for number in range(count + 1)]
    return depths if depths[-1] >= greatest_km - 1e-9 else [*depths, float(greatest_km)]


def depth_curve(found: Measured, depths_km: Sequence[float]) -> DepthCurve:
    """Return areas and counts of both sides at many depths, from one pass of distances.

    Parameters
    ----------
    found : Measured
        The units, measured.
    depths_km : sequence of float
        Ascending, 0 or more, at least one above 0.

    Returns
    -------
    DepthCurve
    """
    depths = np.asarray(depths_km, np.float64)
    some = depths > 0
    areas = area_curve(
        found.border, depths[some].tolist(), tripoint=found.tripoint, index=found.index
    )
    parties = found.border.parties
    area, error = np.zeros((2, len(depths), len(parties)))
    area[some], error[some] = areas.area_km2, areas.error_km2
    counts = np.zeros((2, len(depths), len(parties)), np.int64)
    mine = [found.on(party) for party in parties]
    for place, depth in enumerate(depths):
        status = found.status(float(depth))
        for number in range(len(parties)):
            counts[0, place, number] = (mine[number] & (status == "in")).sum()
            counts[1, place, number] = (mine[number] & (status == "indeterminate")).sum()
    return DepthCurve(
        parties, depths, area, error, counts[0], counts[1], groups=found.border.groups
    )
