"""One side's units as steps along the depth, for drawing."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..geo.analysis.comparison import Comparison

    Floats = NDArray[np.float64]


class Steps:
    """One side's units as steps: in, and perhaps in; sorted kilometres."""

    def __init__(self, surely: "Floats", perhaps: "Floats") -> None:
        self._rows = tuple(np.sort(depths) for depths in (surely, perhaps))

    @classmethod
    def of(cls, comparison: "Comparison", number: int) -> "Steps":
        """Take one side's crossings, the first group's or the second's."""
        group = comparison.border.groups[number]
        mine = [one for one in comparison.crossings or () if one.side in group]
        return cls(
            np.array([one.enters_to_km for one in mine], np.float64),
            np.array([one.enters_from_km for one in mine], np.float64),
        )

    def edges(self, greatest_km: float) -> "Floats":
        """Return 0, every depth at which something changes, and the greatest."""
        every = np.concatenate([*self._rows, [0.0, greatest_km]])
        return np.unique(every[every <= greatest_km])

    def at(self, depth_km: "Floats") -> "tuple[Floats, Floats]":
        """Return the counts at depths: in, and in or perhaps in."""
        surely, perhaps = (
            np.searchsorted(row, depth_km, "right").astype(np.float64) for row in self._rows
        )
        return surely, perhaps

    def along(self, greatest_km: float) -> "tuple[Floats, Floats, Floats]":
        """Return the depths of `edges` and the counts of `at` there."""
        depth = self.edges(greatest_km)
        return depth, *self.at(depth)
