"""Units against a zone: holder, distance, nearest border point and status of each.

The status is the rule's (status.py), of distances and of who may hold the place, never a polygon's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...boundaries.border import Border
from ...common.errors import InputError
from ...units.filters import on_day
from ...units.levels import COUNTS_AS, counts_as
from ...words.language import ENGLISH, Words
from ..measure.ellipsoid import Floats
from .bands import Band
from .places import Places, Reach, places_of
from .reasons import reasons
from .shapes import with_extents
from .sides import Flags
from .status import STATUSES, WITHIN, within_codes
from .zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COLUMNS: Final = (
    "id",
    "name",
    "name_local",
    "country",
    "kind",
    "branch",
    "echelon",
    "settlement",
    "located_in",
    "lat",
    "lon",
    "position_accuracy_m",
    "side",
    "holder",
    "possible_holders",
    "distance_km",
    "nearest_lat",
    "nearest_lon",
    "azimuth_deg",
    "category",
    "depth_km",
    "margin_km",
    "within",
    "status",
    "side_certain",
    "reason",
    "source_title",
    "source_url",
    "source_date",
)
"""The columns of a coverage, in this order; more columns of the units follow them."""

WORKED_OUT: Final = (
    *("side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon"),
    *("azimuth_deg", "category", "depth_km", "margin_km", "within", "status", "side_certain"),
    "reason",
)
"""Those of them that are worked out here; a unit's own column of such a name becomes ``own_…``."""


NEAREST_BORDER: Final = "nearest_border"
"""Column of a coverage of two groups: which border of two is nearest, ``BLR-LTU``."""


def coverage(
    zone: InspectionZone,
    units: "GeoDataFrame",
    *,
    as_of: date | str | None = None,
    at_sea: Flags | None = None,
) -> "GeoDataFrame":
    """Set units against a zone.

    Parameters
    ----------
    zone : InspectionZone
    units : GeoDataFrame
        EPSG:4326, with the columns of units/schema.py; ``position_accuracy_m`` is a 95 % radius in
        metres. Areas, lines and several points are measured from their part nearest to the border
        (shapes.py), and then the columns ``shapes.EXTENT_COLUMNS`` come last. A column
        ``located_in`` says on whose land a unit stands by its source.
    as_of : datetime.date or str, optional
        Only units valid on this day, ``2018-05-03``, or at any time of this month or year. By
        default the list's own day (``attrs["as_of"]``), else today; a list without dates is taken
        whole.
    at_sea : array of bool, shape (n,), optional
        Which may be on water. By default those without a ``kind``: a unit of a kind stands on land.

    Returns
    -------
    GeoDataFrame
        One row per unit and band, in the order of the units: the columns of `COLUMNS`, then what
        else the units carry. ``status`` is ``in``, ``out``, ``indeterminate`` or ``not_bound`` by
        the rule of docs/status.md; ``within`` is ``yes``, ``no`` or ``unknown`` by distance alone.
        ``side`` is a party, ``disputed``, or empty on other states' land and at sea; ``holder``
        says whose land it is, ``possible_holders`` whose it may be, ``;`` between them; of a
        border of groups, `NEAREST_BORDER` says which border of two is nearest; ``counts_as`` is
        what the unit is counted as (units/levels.py).
        ``margin_km`` is how far inside the band the unit lies, negative outside.
        Distances are exact to micrometres of the position and line they start from. Units
        outside both parties' land carry the larger depth, as third states do.

    Examples
    --------
    >>> import csbm
    >>> zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), depth_km=80)
    >>> found = csbm.coverage(zone, csbm.bundled_units())
    >>> found.loc[found["settlement"] == "Brest", "status"].iloc[0]
    'in'
    """
    missing = [c for c in ("lat", "lon", "position_accuracy_m") if c not in units]
    if missing:
        raise InputError(f"the units have no column {' and no column '.join(missing)}")
    valid = on_day(units, as_of)
    return covered(places_of(zone, valid, at_sea=at_sea), valid)


def covered(places: Places, units: "GeoDataFrame", words: Words = ENGLISH) -> "GeoDataFrame":
    """Return the table of units that are set against a zone: what `coverage` returns.

    Parameters
    ----------
    places : Places
        From `places.places_of`.
    units : GeoDataFrame
        That it was made of.
    words : Words, optional
        Of the language in which reasons are said.
    """
    zone = places.zone
    categories = tuple(dict.fromkeys(band.category for band in zone.bands))
    each = (_Rows(places, name, number, words) for number, name in enumerate(categories))
    table = pd.concat([rows.table() for rows in each]).sort_values(
        ["_unit", "_band"], kind="stable"
    )
    rows = table["_unit"].to_numpy()
    told = units.assign(**{COUNTS_AS: counts_as(units)})
    result = _own_kept(told).iloc[rows].reset_index(drop=True)
    for column in table.columns:
        if not column.startswith("_"):
            result[column] = table[column].to_numpy()
    for column in COLUMNS:
        if column not in result:
            result[column] = ""
    rest = [c for c in result.columns if c not in {*COLUMNS, COUNTS_AS, "geometry"}]
    ordered = _frame(result[[*COLUMNS, COUNTS_AS, *rest, "geometry"]])
    ordered.attrs = dict(units.attrs)
    if places.wide:
        with_extents(zone, ordered, [places.wide.get(unit) for unit in rows.tolist()])
    return ordered


def _frame(rows: pd.DataFrame) -> "GeoDataFrame":
    from geopandas import GeoDataFrame

    return GeoDataFrame(rows, geometry="geometry", crs=4326)


def _own_kept(units: "GeoDataFrame") -> "GeoDataFrame":
    """Return units whose own columns of a coverage's names are called ``own_…`` and so kept.

    Not those of a coverage that was read back: they are worked out anew.
    """
    taken = [name for name in WORKED_OUT if name in units]
    if len(taken) == len(WORKED_OUT):
        return units
    return units.rename(columns={name: f"own_{name}" for name in taken})


@dataclass(frozen=True)
class _Rows:
    """The rows of a coverage in one category, in the order of the units: arrays of shape (n,)."""

    places: Places
    category: str
    number: int
    words: Words

    @cached_property
    def reaches(self) -> dict[int, Reach]:
        return self.places.reaches(self.places.zone.bands, self.category)

    @cached_property
    def line(self) -> NDArray[np.int64]:
        """From which line each is measured: its side's, else the nearest that has such a band."""
        nearest = np.stack([line.near.distance_m for line in self.places.lines])
        has = sorted({reach.line for reach in self.reaches.values()})
        count = self.places.count
        found = np.array(has)[np.argmin(nearest[has, :count], axis=0)]
        for party, reach in self.reaches.items():
            own = self.places.holders.side[:count] == self.places.zone.border.parties[party]
            found[own] = reach.line
        return np.asarray(found, np.int64)

    def of(self, columns: Sequence[Floats]) -> Floats:
        """Return, of columns by line, what each row takes from its own."""
        table = np.stack([column[: self.places.count] for column in columns])
        return np.asarray(table[self.line, np.arange(self.places.count)])

    @cached_property
    def bands(self) -> list[Band]:
        """The band that each row shows: its side's, of depth 0 where none; else the widest."""
        zone = self.places.zone
        own = {band.side: band for band in zone.bands if band.category == self.category}
        none = {party: Band(party, 0.0, self.category) for party in zone.border.parties}
        by_line = [
            [band for band in line.zone.bands if band.category == self.category]
            for line in self.places.lines
        ]
        widest = [max(bands, key=_depth) if bands else None for bands in by_line]
        found = []
        for side, line in zip(self.places.holders.side.tolist(), self.line.tolist(), strict=False):
            band = own.get(side, none.get(side)) or widest[line]
            assert band is not None, "a row is measured from a line that has such a band"
            found.append(band)
        return found

    def table(self) -> pd.DataFrame:
        """Return the rows with their columns."""
        places, count = self.places, self.places.count
        lines = [line.near for line in places.lines]
        distance_m = self.of([near.distance_m for near in lines])
        low_m = self.of([line.interval.low_m for line in places.lines])
        high_m = self.of([line.interval.high_m for line in places.lines])
        far_m = distance_m.copy()
        for row, extent in places.wide.items():
            far_m[row] = extent.far_low_m
        depth_km = np.array([band.depth_km for band in self.bands], np.float64)
        inner_km = np.array([band.min_km for band in self.bands], np.float64)
        margin_km = depth_km - distance_m / 1000
        bounded = inner_km > 0
        margin_km[bounded] = np.minimum(margin_km, far_m / 1000 - inner_km)[bounded]
        told = places.judged(self.reaches, self.category)
        radius = places.accuracy_m[:count]
        bands = np.stack([inner_km * 1000, depth_km * 1000], axis=-1)[:, None, :]
        bands[depth_km == 0] = np.nan
        within = within_codes(
            np.maximum(low_m - radius, 0.0), np.maximum(high_m, far_m) + radius, bands
        )
        holders = places.holders
        border = places.zone.border
        parts = [near.line.astype(np.float64) for near in lines]
        nearest = self.of(parts) if border.pieces else None
        told_border = {} if nearest is None else {NEAREST_BORDER: _names(border, nearest)}
        why = reasons(
            places, told, self.bands, distance_m=distance_m, line=self.line, words=self.words
        )
        return pd.DataFrame(
            {
                "_unit": np.arange(count),
                "_band": self.number,
                "side": holders.side[:count],
                "holder": holders.own[:count],
                "possible_holders": [";".join(names) for names in places.possible],
                "distance_km": distance_m / 1000,
                "nearest_lat": self.of([near.lat for near in lines]),
                "nearest_lon": self.of([near.lon for near in lines]),
                "azimuth_deg": self.of([near.azimuth_deg for near in lines]),
                "category": self.category,
                "depth_km": depth_km,
                "margin_km": margin_km,
                "within": np.array(WITHIN, dtype=object)[within],
                "status": np.array(STATUSES, dtype=object)[told.status],
                "side_certain": places.side_certain,
                "reason": why,
                **told_border,
            }
        )


def _names(border: Border, part: NDArray[Any]) -> NDArray[np.object_]:
    """Return which border of two each part of a line is of."""
    return np.array(border.part_names, dtype=object)[part.astype(np.int64)]


def _depth(band: Band) -> float:
    return band.depth_km
