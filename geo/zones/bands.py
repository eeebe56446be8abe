"""What a zone is made of: bands of a depth table, and the land they take in."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from shapely.geometry.base import BaseGeometry

from ...common.errors import UsageError
from ..measure.area import area_m2
from ..measure.geodesic import REACH_M

Tripoint = Literal["round", "perpendicular"]
TRIPOINT_RULES: Final[tuple[Tripoint, ...]] = ("round", "perpendicular")
Role = Literal["party", "third_state", "disputed", "sea"]

MAX_DEPTH_KM: Final = REACH_M / 2000

UNCLAIMED: Final = "unclaimed"
"""Names land that no state claims."""
PART_COLUMNS: Final = ("side", "category", "min_km", "depth_km", "area_km2", "role")
"""What is told of a part of a zone, in a table or a file of features."""


@dataclass(frozen=True)
class Band:
    """One row of a depth table: a side's land between two distances from the border."""

    side: str
    depth_km: float
    category: str = "all"
    min_km: float = 0.0
    line: str = ""
    """Which of the zone's reference lines it is measured from; the border itself where empty."""
    segment: str = ""
    """Which part of the border its land belongs to; all of it where empty."""


@dataclass(frozen=True)
class ZonePart:
    """The land of one side, third state or set of claimants in one band."""

    side: str
    category: str
    min_km: float
    depth_km: float
    role: Role
    geometry: BaseGeometry = field(repr=False)
    """Polygons in degrees, edges straight in longitude and latitude."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no land in it."""
        return bool(self.geometry.is_empty)

    @cached_property
    def area_km2(self) -> float:
        """Ellipsoidal area, square kilometres."""
        return area_m2(self.geometry) / 1e6

    def facts(self) -> dict[str, str | float]:
        """Return what is told of it in a table or a file of features, by `PART_COLUMNS`."""
        side = self.side or (UNCLAIMED if self.role == "disputed" else self.role)
        values = (side, self.category, self.min_km, self.depth_km, self.area_km2, self.role)
        return dict(zip(PART_COLUMNS, values, strict=True))


def check_depth_km(depth_km: float) -> None:
    """Refuse a depth that is not positive or farther than is measured.

    Parameters
    ----------
    depth_km : float
        A depth, kilometres.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_depth_km(80)
    """
    if not 0 < depth_km <= MAX_DEPTH_KM:
        raise UsageError(f"depth {depth_km:g} km: give more than 0 and at most {MAX_DEPTH_KM:g} km")


def check_bands(bands: tuple[Band, ...], parties: tuple[str, ...]) -> None:
    """Refuse a depth table that cannot be.

    Raises
    ------
    UsageError
        If a side is no party, a bound is out of order or reach, or two bands of one side have the
        same category.
    """
    seen = set()
    for band in bands:
        if band.side not in parties:
            raise UsageError(f"band of {band.side}: it is no party to this border")
        if not 0 <= band.min_km < band.depth_km <= MAX_DEPTH_KM:
            raise UsageError(
                f"band of {band.side} from {band.min_km:g} to {band.depth_km:g} km: it wants "
                f"an inner bound below the outer one, and at most {MAX_DEPTH_KM:g} km"
            )
        if (band.side, band.category) in seen:
            raise UsageError(f"two bands of {band.side} and category {band.category!r}")
        seen.add((band.side, band.category))
