"""Units against a zone: side, distance, nearest border point and status of each.

The status comes from the distance, never from a polygon, and says so when it cannot be known.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..boundaries.atlas import Atlas
from ..common.errors import InputError
from .ellipsoid import GEOD, Floats
from .geodesic import Nearest
from .shapes import extents, with_extents
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

DISPUTED: Final = "disputed"
"""The side of a unit on land that more than one state claims."""

_DOUBT_REACH_M: Final = 1_000_000.0

Texts = NDArray[np.object_]
Flags = NDArray[np.bool_]


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
        inside the depth the unit lies, negative outside. Distances are exact to micrometres of
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
    from geopandas import GeoDataFrame

    missing = [c for c in ("lat", "lon", "position_accuracy_m") if c not in units]
    if missing:
        raise InputError(f"the units have no column {' and no column '.join(missing)}")
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
    measured = _Measured(
        near=near,
        far_m=far,
        side=side,
        doubt_m=doubt,
        accuracy_m=accuracy,
        side_certain=near.distance_m > doubt,
        end=end,
    )
    frames = [
        _rows(zone, measured, category, index)
        for index, category in enumerate(dict.fromkeys(b.category for b in zone.bands))
    ]
    table = pd.concat(frames).sort_values(["_unit", "_band"], kind="stable")
    result = units.iloc[table["_unit"].to_numpy()].reset_index(drop=True)
    for column in table.columns:
        if not column.startswith("_"):
            result[column] = table[column].to_numpy()
    for column in COLUMNS:
        if column not in result:
            result[column] = ""
    rest = [c for c in result.columns if c not in COLUMNS and c != "geometry"]
    ordered = GeoDataFrame(result[[*COLUMNS, *rest, "geometry"]], geometry="geometry", crs=4326)
    ordered.attrs = dict(units.attrs)
    if wide:
        with_extents(zone, ordered, table["_unit"].to_numpy(), wide)
    return ordered


def sides(atlas: Atlas, parties: tuple[str, str], lon: Floats, lat: Floats) -> Texts:
    """Return whose land points stand on: a party, ``disputed``, or nothing.

    Parameters
    ----------
    atlas : Atlas
    parties : tuple of str
        Alpha-3 codes.
    lon, lat : arrays of float, shape (n,)
        Degrees, longitude in [-180, 180].

    Returns
    -------
    array of str, shape (n,)
    """
    found = np.full(len(lon), "", dtype=object)
    if not len(lon):
        return found
    boxes = _boxes(lon, lat)
    for area in atlas.disputed(boxes):
        found[_inside(area.geometry, lon, lat)] = DISPUTED
    for party in parties:
        free = found == ""
        if free.any():
            within = np.zeros(len(lon), np.bool_)
            within[free] = _inside(atlas.territory(party, boxes), lon[free], lat[free])
            found[within] = party
    return found


def _inside(geometry: shapely.Geometry, lon: Floats, lat: Floats) -> Flags:
    """Tell which points lie in a geometry or on its edge."""
    shapely.prepare(geometry)
    return np.asarray(shapely.intersects_xy(geometry, lon, lat), np.bool_)


def _boxes(lon: Floats, lat: Floats) -> list[tuple[float, float, float, float]]:
    """Return boxes around points, one each side of longitude 0 where they lie far apart."""
    groups = [lon < 0, lon >= 0] if np.ptp(lon) > 180 else [np.ones(len(lon), np.bool_)]
    return [
        (
            float(lon[group].min()),
            float(lat[group].min()),
            float(lon[group].max()),
            float(lat[group].max()),
        )
        for group in groups
    ]


@dataclass(frozen=True)
class _Measured:
    """What is known of each unit before any depth: arrays of shape (n,)."""

    near: Nearest
    far_m: Floats
    side: Texts
    doubt_m: Floats
    accuracy_m: Floats
    side_certain: Flags
    end: NDArray[np.int8]


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


def _rows(zone: InspectionZone, measured: _Measured, category: str, number: int) -> pd.DataFrame:
    """Return one row per unit for the bands of one category."""
    bands = {band.side: band for band in zone.bands if band.category == category}
    widest = max(bands.values(), key=lambda band: band.depth_km)
    # A party without a band of this category has no depth at all.
    none = {party: Band(party, 0.0, category) for party in zone.border.parties}
    own = [bands.get(side, none.get(side, widest)) for side in measured.side]
    distance_km = measured.near.distance_m / 1000
    depth_km = np.array([band.depth_km for band in own])
    status = _status(measured, own)
    other = _status(measured, [_other(bands, band, zone.border.parties) for band in own])
    swayed = ~measured.side_certain & (status != other)
    status[swayed] = "indeterminate"
    tripoint = np.zeros(len(status), np.int8)
    if zone.tripoint == "perpendicular":
        tripoint = np.where(status == "out", 0, measured.end).astype(np.int8)
        status[tripoint == 1] = "out"
        status[tripoint == -1] = "indeterminate"
    return pd.DataFrame(
        {
            "_unit": np.arange(len(status)),
            "_band": number,
            "side": measured.side,
            "distance_km": distance_km,
            "nearest_lat": measured.near.lat,
            "nearest_lon": measured.near.lon,
            "azimuth_deg": measured.near.azimuth_deg,
            "category": category,
            "depth_km": depth_km,
            "margin_km": depth_km - distance_km,
            "status": status,
            "side_certain": measured.side_certain,
            "reason": [
                _reason(
                    band,
                    distance,
                    accuracy,
                    zone.border.accuracy_m,
                    swayed=bool(sway),
                    tripoint=int(end),
                )
                for band, distance, accuracy, sway, end in zip(
                    own, distance_km, measured.accuracy_m, swayed, tripoint, strict=True
                )
            ],
        }
    )


def _other(bands: dict[str, Band], band: Band, parties: tuple[str, str]) -> Band:
    """Return the band of the other party, where it has one."""
    if band.side not in parties:
        return band
    return bands.get(parties[1 - parties.index(band.side)], band)


def _status(measured: _Measured, own: list[Band]) -> Texts:
    """Return the status by distance alone; a distance equal to the depth is in."""
    distance, far, doubt = measured.near.distance_m, measured.far_m, measured.doubt_m
    depth = np.array([band.depth_km * 1000 for band in own])
    inner = np.array([band.min_km * 1000 for band in own])
    status = np.full(len(distance), "out", dtype=object)
    status[(distance <= depth) & (far >= inner)] = "in"
    near = np.abs(distance - depth) <= doubt
    near |= (inner > 0) & (np.abs(far - inner) <= doubt)
    status[near] = "indeterminate"
    return status


def _reason(
    band: Band,
    distance_km: float,
    accuracy_m: float,
    border_m: float,
    *,
    swayed: bool,
    tripoint: int,
) -> str:
    """Say in words why a status is what it is."""
    edge, edge_name = band.depth_km, f"{band.depth_km:g} km"
    inside = distance_km <= edge
    if band.min_km > 0 and abs(distance_km - band.min_km) < abs(distance_km - edge):
        edge, edge_name = band.min_km, f"the inner {band.min_km:g} km"
        inside = distance_km >= edge
    gap = abs(distance_km - edge)
    where = f"{_km(gap)} {'inside' if inside else 'outside'} {edge_name}"
    words = [
        f"{_km(distance_km)}, {where}",
        f"position known to {_km(accuracy_m / 1000)}",
        f"border to {_km(border_m / 1000)}",
    ]
    if swayed:
        words.append("the border is too near to tell the side, and the sides' depths differ")
    if tripoint == 1:
        words.append("its nearest border point is a tripoint")
    if tripoint == -1:
        words.append("whether its nearest border point is a tripoint cannot be told")
    return ", ".join(words)


def _km(kilometres: float) -> str:
    """Write kilometres as people say them: 81.7 km, 3 km, 0.25 km."""
    digits = 1 if kilometres >= 1 else 3
    return f"{round(kilometres, digits):g} km"


def listed(
    covered: "GeoDataFrame",
    *,
    parties: tuple[str, str],
    side: str | None = None,
    status: str | None = None,
    near_km: float | None = None,
    third_states: bool = False,
) -> "GeoDataFrame":
    """Return the rows of a coverage that a list shows, nearest first.

    Parameters
    ----------
    covered : GeoDataFrame
        From `coverage`.
    parties : tuple of str
        Alpha-3 codes.
    side : str, optional
        Only this party's side.
    status : {"in", "out", "indeterminate", "all"}, optional
        By default what is in and what is indeterminate.
    near_km : float, optional
        Adds units up to this many kilometres outside.
    third_states : bool, optional
        Whether units on neither party's land are listed too.
    """
    shown = covered["side"].isin([*parties, DISPUTED])
    if third_states:
        shown[:] = True
    if side is not None:
        shown &= covered["side"] == side
    if status is None:
        wanted = covered["status"].isin(["in", "indeterminate"])
    elif status == "all":
        wanted = shown.copy()
    else:
        wanted = covered["status"] == status
    if near_km is not None:
        outside = -covered["margin_km"]
        wanted |= (outside > 0) & (outside <= near_km)
    rows = covered[shown & wanted].sort_values(["distance_km", "id"], kind="stable")
    rows = rows.reset_index(drop=True)
    rows.attrs = dict(covered.attrs)
    return rows


def certain(covered: "GeoDataFrame") -> "GeoDataFrame":
    """Return the rows of a coverage of which both status and side are certain."""
    sure = covered[(covered["status"] != "indeterminate") & covered["side_certain"]]
    return sure.reset_index(drop=True)


def certain_units(zone: InspectionZone, units: "GeoDataFrame") -> "GeoDataFrame":
    """Return the units of which status and side are certain in every band of a zone."""
    covered = coverage(zone, units)
    doubted = covered[(covered["status"] == "indeterminate") | ~covered["side_certain"]]
    sure = units[~units["id"].isin(doubted["id"])].reset_index(drop=True)
    sure.attrs = dict(units.attrs)
    return sure


def summary_line(covered: "GeoDataFrame") -> str:
    """Return the counts of a coverage in one line: in, indeterminate and out, by side."""
    words = []
    for side, rows in covered.groupby("side", sort=True):
        counts = rows["status"].value_counts()
        each = [f"{counts[s]} {s}" for s in ("in", "indeterminate", "out") if s in counts]
        words.append(f"{side or 'elsewhere'}: {', '.join(each)}")
    return "; ".join(words) or "no unit"
