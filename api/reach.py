"""``csbm.reach``: which systems still reach the border from outside a depth."""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

from ..geo.analysis.ranges import DEPTHS_KM, Reach, reaches
from ..geo.zones.zone import inspection_zone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..boundaries.border import Border
    from ..units.systems import Systems


def reach(
    border: "Border",
    units: "GeoDataFrame | None" = None,
    *,
    depths_km: Sequence[float] = DEPTHS_KM,
    systems: "Systems | str | PathLike[str] | None" = None,
) -> tuple[Reach, ...]:
    """Return what each system reaches from outside each depth, as ``csbm reach`` does.

    Parameters
    ----------
    border : Border
    units : GeoDataFrame, optional
        Where holders of the systems are looked up; the bundled list if left out.
    depths_km : sequence of float
        From outside which depths, kilometres.
    systems : Systems, str or path, optional
        A list of one's own; the bundled one if left out.

    Returns
    -------
    tuple of Reach
        In the order of the list.

    Raises
    ------
    InputError
        If a file of systems has faults.

    Examples
    --------
    >>> import csbm
    >>> found = csbm.reach(csbm.Border.between("BLR", "POL"), depths_km=[80])
    >>> len(found[0].beyond_km)
    1
    """
    from ..units.bundled import bundled_units
    from ..units.systems import Systems, bundled_systems, read_systems

    if systems is None:
        held = bundled_systems()
    else:
        held = systems if isinstance(systems, Systems) else read_systems(str(systems))
    listed = bundled_units() if units is None else units
    return reaches(inspection_zone(border, 80), held.rows, depths_km, listed)
