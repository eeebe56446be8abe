"""The list of units inside, as a table for people."""

from typing import TYPE_CHECKING, Final

from .delivery import fitted_table

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone

COLUMNS: Final = {
    "side": "side",
    "distance_km": "distance km",
    "category": "band",
    "depth_km": "to km",
    "margin_km": "margin km",
    "position_accuracy_m": "± m",
    "status": "status",
    "zone_share": "share inside",
    "whole": "whole",
    "name": "name",
    "country": "country",
    "kind": "kind",
    "counts_as": "counts as",
    "settlement": "settlement",
    "nearest_border": "border",
    "source_state": "source",
}
BANDED: Final = {"category", "depth_km"}
"""Those that only a zone of several bands a side needs."""


def unit_table(
    zone: "InspectionZone", rows: "GeoDataFrame", *, stale_years: int | None = None
) -> str:
    """Return the units of a list as a table, with their counts and the age of their sources.

    Parameters
    ----------
    zone : InspectionZone
    rows : GeoDataFrame
        From `geo.zones.listing.listed`.
    stale_years : int, optional
        Age from which a source is told as stale, years.
    """
    from ..geo.zones.listing import headline
    from ..units.gather import source_line

    banded = len({band.category for band in zone.bands}) > 1
    shown = [name for name in COLUMNS if name in rows and (banded or name not in BANDED)]
    table = fitted_table(_with_doubts(rows), columns=shown, headers=COLUMNS)
    once = rows.drop_duplicates(["id", "lat", "lon"])
    ages = source_line(once["source_state"].tolist(), stale_years=stale_years)
    return f"{table}\n\n{headline(rows, zone.border.parties)}\n{ages}".rstrip()


def _with_doubts(rows: "GeoDataFrame") -> "GeoDataFrame":
    """Return rows that say where a side is not certain, and whose land it is where no party's."""
    side = rows["side"].where(rows["side"] != "", "(" + rows["holder"] + ")")
    return rows.assign(side=side.where(rows["side_certain"], side + " ?"))
