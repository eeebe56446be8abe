"""``csbm.exercises``: exercises against the thresholds and a zone."""

from os import PathLike
from typing import TYPE_CHECKING

from ..geo.analysis.exercises import placed
from ..units.exercises import Exercises, bundled_exercises, read_exercises
from ..units.exercises import during as held_during

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone


def exercises(
    zone: "InspectionZone",
    listed: "Exercises | str | PathLike[str] | None" = None,
    *,
    during: str | None = None,
) -> "GeoDataFrame":
    """Return exercises and where they were held against a zone, as ``csbm exercises list`` does.

    Parameters
    ----------
    zone : InspectionZone
    listed : Exercises, str or path, optional
        A list of one's own; the bundled one if left out.
    during : str, optional
        Only those held then: ``2021``, ``2021-09``, ``2021-09-01/2021-09-30``.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place and band, EPSG:4326, and one per exercise without a place;
        ``attrs["sources"]`` says of which list.

    Raises
    ------
    InputError
        If a file of exercises has faults.
    UsageError
        If ``during`` is no day, month or year.

    Examples
    --------
    >>> import csbm
    >>> zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80, tolerance_m=50)
    >>> "zapad-2025" in set(csbm.exercises(zone, during="2025")["id"])
    True
    """
    if listed is None:
        found = bundled_exercises()
    else:
        found = listed if isinstance(listed, Exercises) else read_exercises(str(listed))
    rows = placed(zone, held_during(found.rows, during) if during else found.rows)
    rows.attrs["sources"] = [found.source]
    return rows
