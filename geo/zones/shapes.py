"""Units that have an extent: training areas, barracks on several plots.

Each is measured from its part nearest to the border (reach.py); how much of it lies inside is told
by the drawn zone, and whether all of it does by its farthest part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...boundaries.atlas import Atlas
from ..measure.area import area_m2
from ..measure.around import polygons_of
from ..measure.ellipsoid import GEOD, Floats
from ..measure.extent import farthest_m, nearest_place
from .sides import DISPUTED, claimed
from .zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

_SLIVER_M2: Final = 1.0

EXTENT_COLUMNS: Final = ("zone_share", "side_share", "whole", "place_lat", "place_lon")
"""Columns of a coverage that has units with an extent: how much of each lies in the zone and in
its own side's band (0 … 1), whether all of it does beyond doubt, and its nearest place."""


@dataclass(frozen=True)
class Extent:
    """One unit with an extent, set against a zone; of a mixed collection only its areas."""

    shape: BaseGeometry
    lon: float
    """Its place nearest to the border, degrees; of several sides, that of the one farthest in."""
    lat: float
    distance_m: float
    side: str
    astride: bool
    """Whether it lies on the land of more than one side."""
    far_low_m: float
    """Its farthest part is at least so far from the border, metres."""
    far_high_m: float
    shares: dict[tuple[str, str], float]
    """How much of it lies in each part of the zone: side and category to 0 … 1."""
    slack: float
    """How much of it lies within the tolerance of drawn edges, 0 … 1."""
    places: tuple[tuple[float, float], ...] = ()
    """More of its places, degrees: it is in where any of its places certainly is."""


def extents(zone: InspectionZone, geometry: "GeoSeries", doubt_m: Floats) -> dict[int, Extent]:
    """Return the units that are no points, by their number.

    Parameters
    ----------
    zone : InspectionZone
    geometry : GeoSeries
        Of the units, EPSG:4326.
    doubt_m : array of float, shape (n,)
        Of each unit's distance, metres.
    """
    shapes = np.asarray(geometry.array, dtype=object)
    kinds = shapely.get_type_id(shapes)
    rows = np.flatnonzero((kinds > 0) & ~shapely.is_empty(shapes))
    if not len(rows):
        return {}
    lands = _lands(zone.border.atlas, zone.border.parties, shapely.bounds(shapes[rows]))
    return {int(row): _extent(zone, shapes[row], lands, float(doubt_m[row])) for row in rows}


def _lands(
    atlas: Atlas, parties: tuple[str, ...], bounds: Floats
) -> list[tuple[str, BaseGeometry]]:
    """Return whose land is whose around boxes, disputed land first."""
    boxes = [(float(b[0]), float(b[1]), float(b[2]), float(b[3])) for b in bounds]
    lands = [(DISPUTED, land) for land in claimed(atlas, parties, boxes)]
    lands += [(party, atlas.territory(party, boxes)) for party in parties]
    for _side, land in lands:
        shapely.prepare(land)
    return lands


def _extent(
    zone: InspectionZone,
    shape: BaseGeometry,
    lands: Iterable[tuple[str, BaseGeometry]],
    doubt_m: float,
) -> Extent:
    shape = parts_of(shape)
    pieces = sides_of(shape, lands)
    depths = zone.depths_km
    found = []
    for side, piece in pieces.items():
        lon, lat, distance = nearest_place(zone.index, zone.border.line, piece)
        margin = depths.get(side, zone.depth_km) * 1000 - distance
        rank = 2 if side in depths else int(side == DISPUTED)
        found.append((round(margin, 3), rank, size(piece), side, lon, lat, distance))
    *_rest, side, lon, lat, distance = max(found)
    edges = [1000 * km for band in zone.bands for km in (band.min_km, band.depth_km) if km]
    low, high = farthest_m(
        zone.index, shape, [edge + sign * doubt_m for edge in edges for sign in (-1, 0, 1)]
    )
    whole = size(shape)
    reach = max(edges) + doubt_m
    parts = zone.parts if distance <= reach else ()
    shares = {(part.side, part.category): _share(shape, part.geometry, whole) for part in parts}
    if side == DISPUTED and distance <= reach:
        disputed = sum(_share(shape, part.geometry, whole) for part in zone.disputed_parts)
        shares[DISPUTED, "all"] = disputed
    edge_m2 = abs(GEOD.geometry_length(shapely.boundary(shape))) * 2 * zone.tolerance_m
    slack = (edge_m2 + _SLIVER_M2) / whole if shapely.get_dimensions(shape) == 2 else 0.0
    places = [(lon, lat) for *_rest, lon, lat, _distance in found]
    places += _middles(zone, [shape, *pieces.values()])
    return Extent(
        shape=shape,
        lon=lon,
        lat=lat,
        distance_m=distance,
        side=side,
        astride=len(pieces) > 1,
        far_low_m=low,
        far_high_m=max(low, high),
        shares=shares,
        slack=slack,
        places=tuple(place for place in dict.fromkeys(places) if place != (lon, lat)),
    )


def _middles(zone: InspectionZone, pieces: Sequence[BaseGeometry]) -> list[tuple[float, float]]:
    """Return a place well inside each piece, and inside what of it the zone's rules leave.

    They hang on no outer depth, so that a unit's places are the same at any.
    """
    cut_off = [exclusion.geometry for exclusion in zone.exclusions]
    cut_off += [zone.within(band.min_km) for band in zone.bands if band.min_km > 0]
    if zone.tripoint == "perpendicular":
        cut_off.append(zone.at_ends())
    places = []
    for piece in pieces:
        left = [piece, *(shapely.difference(piece, land) for land in cut_off)]
        for shape in left if cut_off else left[:1]:
            if shapely.get_dimensions(shape) == 2 and not shape.is_empty:
                largest = max(shapely.get_parts(polygons_of(shape)), key=shapely.area)
                middle = shapely.get_point(shapely.maximum_inscribed_circle(largest), 0)
                places.append((float(middle.x), float(middle.y)))
    return places


def sides_of(
    shape: BaseGeometry, lands: Iterable[tuple[str, BaseGeometry]]
) -> dict[str, BaseGeometry]:
    """Return a shape cut by whose land it lies on; ``""`` is what lies elsewhere.

    Parameters
    ----------
    shape : shapely geometry
        Longitude and latitude in degrees.
    lands : iterable of (side, geometry)
        They do not overlap.
    """
    pieces: dict[str, BaseGeometry] = {}
    west, south, east, north = shapely.bounds(shape)
    box = (west - 0.01, south - 0.01, east + 0.01, north + 0.01)
    rest = shape
    for side, land in lands:
        if shapely.contains_properly(land, shape):
            return {side: shape}
        if not shapely.intersects(land, rest):
            continue
        near = shapely.clip_by_rect(land, *box)
        cut = _like(shapely.intersection(rest, near), shape)
        if not _is_sliver(cut):
            pieces[side] = shapely.union(pieces[side], cut) if side in pieces else cut
            rest = _like(shapely.difference(rest, near), shape)
    if not pieces or not _is_sliver(rest):
        pieces[""] = rest
    return pieces


def size(shape: BaseGeometry) -> float:
    """Return square metres of an area, metres of a line, the number of points."""
    dimension = shapely.get_dimensions(shape)
    if dimension == 2:
        return area_m2(shape)
    if dimension == 1:
        return abs(float(GEOD.geometry_length(shape)))
    return float(shapely.get_num_coordinates(shape))


def parts_of(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape, or of a mixed collection its areas; without areas its lines."""
    return _like(shape, shape) if shape.geom_type == "GeometryCollection" else shape


def _share(shape: BaseGeometry, part: BaseGeometry, whole: float) -> float:
    if not whole:
        return 0.0
    shapely.prepare(part)
    if shapely.contains(part, shape):
        return 1.0
    return min(1.0, size(_like(shapely.intersection(shape, part), shape)) / whole)


def _like(cut: BaseGeometry, shape: BaseGeometry) -> BaseGeometry:
    """Return the parts of a cut that have as many dimensions as what was cut."""
    dimension = shapely.get_dimensions(shape)
    parts = [
        single
        for part in shapely.get_parts(cut)
        for single in shapely.get_parts(part)
        if shapely.get_dimensions(single) == dimension and not single.is_empty
    ]
    if len(parts) == 1:
        return parts[0]
    return shapely.union_all(parts) if parts else shapely.GeometryCollection()


def _is_sliver(cut: BaseGeometry) -> bool:
    return cut.is_empty or (shapely.get_dimensions(cut) > 0 and size(cut) <= _SLIVER_M2)


def with_extents(
    zone: InspectionZone,
    rows: "GeoDataFrame",
    wide: Sequence[Extent | None],
) -> None:
    """Add to the rows of a coverage what only units with an extent have.

    Parameters
    ----------
    zone : InspectionZone
    rows : GeoDataFrame
        The finished rows; the columns ``zone_share``, ``side_share``, ``whole``, ``place_lat`` and
        ``place_lon`` are added, and the reason says how much of the unit is inside.
    wide : sequence of Extent or None
        From `extents`, for each row.
    """
    bands = {(band.side, band.category): band for band in zone.bands}
    added: dict[str, list[object]] = {name: [] for name in EXTENT_COLUMNS}
    reasons = []
    for extent, row in zip(wide, rows.itertuples(), strict=True):
        reason = str(row.reason)
        if extent is None:
            values: tuple[object, ...] = (np.nan, np.nan, row.status == "in", row.lat, row.lon)
        else:
            shares = extent.shares
            total = sum(shares.get((side, str(row.category)), 0.0) for side in zone.border.parties)
            if extent.side == DISPUTED:
                total += shares.get((DISPUTED, "all"), 0.0)
            doubt_m = float(row.position_accuracy_m) + zone.border.accuracy_m
            band = bands.get((extent.side, str(row.category)))
            inner_km = band.min_km if band else 0.0
            whole = (
                row.status == "in"
                and total >= 1 - extent.slack
                and extent.far_high_m + doubt_m <= float(row.depth_km) * 1000
                and (not inner_km or float(row.distance_km) * 1000 - doubt_m >= inner_km * 1000)
            )
            own = shares.get((extent.side, str(row.category)), 0.0)
            values = (min(total, 1.0), own, whole, extent.lat, extent.lon)
            reason += f", {'all' if whole else f'{total:.0%}'} of it inside"
            if extent.astride:
                reason += ", on both sides of a border"
        reasons.append(reason)
        for name, value in zip(EXTENT_COLUMNS, values, strict=True):
            added[name].append(value)
    for name, column in added.items():
        rows[name] = column
    rows["reason"] = reasons
