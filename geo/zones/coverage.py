"""Units against a zone: side, distance, nearest border point and status of each.

The status comes from the distance, never from a polygon, and says so when it cannot be known.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...common.errors import InputError
from ..measure.ellipsoid import GEOD, Floats
from ..measure.geodesic import Nearest
from .reasons import reason
from .shapes import Extent, extents, with_extents
from .sides import Flags, Texts, sides
from .zone import Band, InspectionZone, tripoints

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
    "lat",
    "lon",
    "position_accuracy_m",
    "side",
    "distance_km",
    "nearest_lat",
    "nearest_lon",
    "azimuth_deg",
    "category",
    "depth_km",
    "margin_km",
    "status",
    "side_certain",
    "reason",
    "source_title",
    "source_url",
    "source_date",
)
"""The columns of a coverage, in this order; more columns of the units follow them."""

WORKED_OUT: Final = (
    *("side", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "category", "depth_km"),
    *("margin_km", "status", "side_certain", "reason"),
)
"""Those of them that are worked out here; a unit's own column of such a name becomes ``own_…``."""

_DOUBT_REACH_M: Final = 1_000_000.0


def coverage(zone: InspectionZone, units: "GeoDataFrame") -> "GeoDataFrame":
    """Set units against a zone.

    Parameters
    ----------
    zone : InspectionZone
    units : GeoDataFrame
        EPSG:4326, with the columns of units/schema.py; ``position_accuracy_m`` is a 95 % radius in
        metres. Areas, lines and several points are measured from their part nearest to the border
        (shapes.py), and then the columns ``shapes.EXTENT_COLUMNS`` come last.

    Returns
    -------
    GeoDataFrame
        One row per unit and band, in the order of the units: the columns of `COLUMNS`, then what
        else the units carry. ``status`` is ``in``, ``out`` or ``indeterminate``; ``side`` is a
        party, ``disputed``, or empty on other states' land and at sea. ``margin_km`` is how far
        inside the band the unit lies, negative outside. Distances are exact to micrometres of
        the position and line they start from. Units outside both parties' land carry the larger
        depth, as third states do.

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
    found = [_Set.against(single, units) for single in zone.by_line]
    categories = tuple(dict.fromkeys(band.category for band in zone.bands))
    table = _chosen(
        pd.concat(
            [
                _rows(one, category, number).assign(_line=line)
                for line, one in enumerate(found)
                for number, category in enumerate(categories)
                if one.has(category)
            ]
        )
    )
    rows = table["_unit"].to_numpy()
    result = _own_kept(units).iloc[rows].reset_index(drop=True)
    for column in table.columns:
        if not column.startswith("_"):
            result[column] = table[column].to_numpy()
    for column in COLUMNS:
        if column not in result:
            result[column] = ""
    rest = [c for c in result.columns if c not in COLUMNS and c != "geometry"]
    ordered = _frame(result[[*COLUMNS, *rest, "geometry"]])
    ordered.attrs = dict(units.attrs)
    if any(one.wide for one in found):
        lines = table["_line"].to_numpy()
        extended = [found[line].wide.get(unit) for line, unit in zip(lines, rows, strict=True)]
        with_extents(zone, ordered, extended)
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


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per unit and category: the one measured from its side's line, else nearest."""
    table = table.sort_values(["_unit", "_band", "_strange", "distance_km", "_line"], kind="stable")
    return table[~table.duplicated(["_unit", "_band"])]


@dataclass(frozen=True)
class _Set:
    """Units set against a zone of one line, before any depth: arrays of shape (n,)."""

    zone: InspectionZone
    lon: Floats
    lat: Floats
    near: Nearest
    far_m: Floats
    side: Texts
    doubt_m: Floats
    accuracy_m: Floats
    side_certain: Flags
    end: NDArray[np.int8]
    wide: dict[int, Extent]

    @classmethod
    def against(cls, zone: InspectionZone, units: "GeoDataFrame") -> "_Set":
        """Measure units from the zone's one line."""
        lon = (units["lon"].to_numpy(np.float64) + 180.0) % 360.0 - 180.0
        lat = units["lat"].to_numpy(np.float64, copy=True)
        # A position of unknown accuracy may be anywhere.
        accuracy = np.nan_to_num(units["position_accuracy_m"].to_numpy(np.float64), nan=np.inf)
        doubt = accuracy + zone.border.accuracy_m
        wide = extents(zone, units.geometry, doubt)
        for row, extent in wide.items():
            lon[row], lat[row] = extent.lon, extent.lat
        near = zone.index.nearest(lon, lat)
        side = sides(zone.border.atlas, zone.border.parties, lon, lat)
        far, end = near.distance_m.copy(), _end_doubt(zone, near, lon, lat, doubt)
        for row, extent in wide.items():
            near.distance_m[row] = extent.distance_m  # 0 where they meet
            side[row], far[row] = extent.side, extent.far_low_m
            if sum(extent.shares.values()) > extent.slack:
                end[row] = 0  # some part of it counts under the zone's own tripoint rule
        certain = near.distance_m > doubt
        return cls(zone, lon, lat, near, far, side, doubt, accuracy, certain, end, wide)

    def has(self, category: str) -> bool:
        """Tell whether the zone has a band of a category."""
        return any(band.category == category for band in self.zone.bands)


def _end_doubt(
    zone: InspectionZone, near: Nearest, lon: Floats, lat: Floats, doubt_m: Floats
) -> NDArray[np.int8]:
    """Return 1 where the nearest border point is a true end, 0 where not, -1 where it may be.

    It may be where any of the places that the doubt allows for tells otherwise: eight at the
    whole doubt around the unit, eight at half of it.
    """
    count = len(lon)
    if zone.tripoint == "round" or not count:
        return np.zeros(count, np.int8)
    state = _at_end(zone, near).astype(np.int8)
    reach = np.nan_to_num(np.minimum(doubt_m, _DOUBT_REACH_M), nan=_DOUBT_REACH_M)
    for turn in range(16):
        x, y, _ = GEOD.fwd(lon, lat, np.full(count, turn * 22.5), reach * (0.5 + 0.5 * (turn % 2)))
        there = _at_end(zone, zone.index.nearest(np.asarray(x), np.asarray(y)))
        state[there != (state == 1)] = -1
    return state


def _at_end(zone: InspectionZone, near: Nearest) -> Flags:
    """Tell which nearest points are true ends of the border."""
    found = np.zeros(len(near.line), np.bool_)
    for line, at_start in tripoints(zone.border, zone.index):
        along = 0.0 if at_start else float(zone.index.lengths_m[line])
        found |= (near.line == line) & (np.abs(near.along_m - along) < 1e-3)
    return found


def _rows(found: _Set, category: str, number: int) -> pd.DataFrame:
    """Return one row per unit for the bands of one category."""
    parties = found.zone.border.parties
    bands = {band.side: band for band in found.zone.bands if band.category == category}
    widest = max(bands.values(), key=lambda band: band.depth_km)
    # A party without a band of this category has no depth at all.
    none = {party: Band(party, 0.0, category) for party in parties}
    own = [bands.get(side, none.get(side, widest)) for side in found.side]
    distance_km = found.near.distance_m / 1000
    depth_km = np.array([band.depth_km for band in own])
    inner_km = np.array([band.min_km for band in own])
    margin_km = depth_km - distance_km
    bounded = inner_km > 0
    margin_km[bounded] = np.minimum(margin_km, found.far_m / 1000 - inner_km)[bounded]
    status = _status(found, own)
    other = _status(found, [_other(bands, none, band, parties) for band in own])
    swayed = ~found.side_certain & (status != other)
    status[swayed] = "indeterminate"
    tripoint = np.zeros(len(status), np.int8)
    if found.zone.tripoint == "perpendicular":
        tripoint = np.where(status == "out", 0, found.end).astype(np.int8)
        status[tripoint == 1] = "out"
        status[tripoint == -1] = "indeterminate"
    elsewhere = _elsewhere(found, status)
    carved = _carve(found, category, status)
    return pd.DataFrame(
        {
            "_unit": np.arange(len(status)),
            "_band": number,
            "_strange": [side not in bands for side in found.side],
            "side": found.side,
            "distance_km": distance_km,
            "nearest_lat": found.near.lat,
            "nearest_lon": found.near.lon,
            "azimuth_deg": found.near.azimuth_deg,
            "category": category,
            "depth_km": depth_km,
            "margin_km": margin_km,
            "status": status,
            "side_certain": found.side_certain,
            "reason": [
                reason(
                    band, distance, accuracy, found.zone.border.accuracy_m,
                    doubts=(*_SWAYED[bool(sway)], *_AT_END[int(end)], *part, *cut),
                )
                for band, distance, accuracy, sway, end, part, cut in zip(
                    own, distance_km, found.accuracy_m, swayed, tripoint, elsewhere, carved,
                    strict=True,
                )
            ],
        }
    )  # fmt: skip


_SWAYED: Final[dict[bool, tuple[str, ...]]] = {
    False: (),
    True: ("the border is too near to tell the side, and the sides' depths differ",),
}
_AT_END: Final[dict[int, tuple[str, ...]]] = {
    0: (),
    1: ("its nearest border point is a tripoint",),
    -1: ("whether its nearest border point is a tripoint cannot be told",),
}


def _elsewhere(found: _Set, status: Texts) -> list[tuple[str, ...]]:
    """Put out what belongs to another part of the border, and say so; in doubt at the divide."""
    words: list[tuple[str, ...]] = [()] * len(status)
    stretch = found.zone.stretch
    rows = np.flatnonzero(status != "out")
    if stretch is None or not len(rows):
        return words
    lead = stretch.lead_m(found.lon[rows], found.lat[rows])
    for row, lead_m in zip(rows.tolist(), lead.tolist(), strict=True):
        wide = found.wide.get(row)
        if wide is not None and sum(wide.shares.values()) > wide.slack:
            continue  # some part of it belongs to this one
        if abs(lead_m) <= found.doubt_m[row]:
            status[row] = "indeterminate"
            words[row] = ("which part of the border is nearest cannot be told",)
        elif lead_m < 0:
            status[row] = "out"
            words[row] = ("its nearest border point is on another part of the border",)
    return words


def _carve(found: _Set, category: str, status: Texts) -> list[tuple[str, ...]]:
    """Take carve-outs out of a status, and say which: out inside one, in doubt at its edge."""
    words: list[tuple[str, ...]] = [()] * len(status)
    for carve_out in found.zone.carve_outs:
        at = [
            row
            for row in np.flatnonzero(status != "out").tolist()
            if carve_out.applies_to(str(found.side[row]), category)
        ]
        if not at:
            continue
        depth = carve_out.depth_m(found.lon[at], found.lat[at])
        for row, inside_m in zip(at, depth.tolist(), strict=True):
            wide = found.wide.get(row)
            if wide is not None and not shapely.covers(carve_out.geometry, wide.shape):
                continue  # some part of it lies elsewhere
            if abs(inside_m) <= found.accuracy_m[row] and wide is None:
                status[row] = "indeterminate"
                words[row] += (f"perhaps in {carve_out.name}, which is left out",)
            elif inside_m >= 0:
                status[row] = "out"
                words[row] += (f"in {carve_out.name}, which is left out",)
    return words


def _other(
    bands: dict[str, Band], none: dict[str, Band], band: Band, parties: tuple[str, str]
) -> Band:
    """Return the band of the other party; of depth 0 where it has none."""
    if band.side not in parties:
        return band
    other = parties[1 - parties.index(band.side)]
    return bands.get(other, none[other])


def _status(found: _Set, own: list[Band]) -> Texts:
    """Return the status by distance alone; a distance equal to the depth is in."""
    distance, far, doubt = found.near.distance_m, found.far_m, found.doubt_m
    depth = np.array([band.depth_km * 1000 for band in own])
    inner = np.array([band.min_km * 1000 for band in own])
    status = np.full(len(distance), "out", dtype=object)
    status[(distance <= depth) & (far >= inner)] = "in"
    near = np.abs(distance - depth) <= doubt
    near |= (inner > 0) & (np.abs(far - inner) <= doubt)
    status[near] = "indeterminate"
    # Where a side has no band at all, nothing is in, however near.
    status[depth == 0] = "out"
    return status
