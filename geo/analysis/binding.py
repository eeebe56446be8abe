"""Units against several zones at once: for each unit, which of their regimes bind it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from ..zones.coverage import coverage
from ..zones.status import STATUSES
from ..zones.zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

UNIT_COLUMNS: Final = (
    *("id", "name", "name_local", "country", "kind", "branch", "echelon", "settlement"),
    *("located_in", "lat", "lon", "position_accuracy_m"),
)
SOURCE_COLUMNS: Final = ("source_title", "source_url", "source_date")


def binding(
    zones: Mapping[str, InspectionZone],
    units: "GeoDataFrame",
    *,
    as_of: date | str | None = None,
) -> "GeoDataFrame":
    """Say for each unit which of several regimes or proposals bind it.

    Parameters
    ----------
    zones : mapping of str to InspectionZone
        By the id of the regime.
    units : GeoDataFrame
        As `coverage` takes them.
    as_of : datetime.date or str, optional
        As `coverage` takes it.

    Returns
    -------
    GeoDataFrame
        One row per unit. ``bound_by`` names the regimes of which a band holds it surely, with the
        band's category where it has one; ``perhaps_bound_by`` those of which one may hold it. A
        column per regime has the status that counts of its bands, by the rule of docs/status.md;
        ``status`` is that of all regimes.

    Examples
    --------
    >>> import csbm
    >>> border = csbm.Border.between("BLR", "POL")
    >>> zones = {"near": csbm.inspection_zone(border, 10), "far": csbm.inspection_zone(border, 80)}
    >>> found = binding(zones, csbm.bundled_units())
    >>> found.loc[found["id"] == "blr-6-mech-bde", ["bound_by", "near", "far"]].to_numpy().tolist()
    [['far', 'indeterminate', 'in']]
    """
    import numpy as np

    if not zones:
        raise ValueError("no zone was given")
    covered = {name: coverage(zone, units, as_of=as_of) for name, zone in zones.items()}
    rows = next(iter(covered.values())).drop_duplicates("id").set_index("id", drop=False)
    kept = [name for name in (*UNIT_COLUMNS, *SOURCE_COLUMNS) if name in rows]
    found = rows[[*kept, "geometry"]].copy()
    surely: dict[str, list[str]] = {one: [] for one in found["id"]}
    perhaps: dict[str, list[str]] = {one: [] for one in found["id"]}
    codes = {}
    for name, frame in covered.items():
        code = frame["status"].map(STATUSES.index)
        codes[name] = code.groupby(frame["id"]).max().reindex(found.index)
        found[name] = [STATUSES[one] for one in codes[name]]
        told = frame[["id", "category", "status"]].itertuples(index=False)
        for unit, category, status in told:
            named = name if category == "all" else f"{name} ({category})"
            if status == "in":
                surely[unit].append(named)
            elif status == "indeterminate":
                perhaps[unit].append(named)
    found["bound_by"] = ["; ".join(surely[one]) for one in found["id"]]
    found["perhaps_bound_by"] = ["; ".join(perhaps[one]) for one in found["id"]]
    counted = np.max([one.to_numpy() for one in codes.values()], axis=0)
    found["status"] = [STATUSES[int(one)] for one in counted]
    own = ["bound_by", "perhaps_bound_by", "status", *zones]
    sources = [name for name in kept if name in SOURCE_COLUMNS]
    first = [name for name in kept if name not in SOURCE_COLUMNS]
    return found[[*first, *own, *sources, "geometry"]].reset_index(drop=True)
