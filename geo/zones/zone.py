"""Inspection zones: a border, depths and rules made into polygons per side."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

import shapely
from shapely.geometry.base import BaseGeometry

from ...boundaries.atlas import Atlas
from ...boundaries.border import Border
from ...common.errors import UsageError
from ...common.words import listing
from ..measure.area import area_m2
from ..measure.around import Around, around, clipped, polygons_of
from ..measure.ellipsoid import GEOD
from ..measure.geodesic import LineIndex
from .bands import PART_COLUMNS, Band, Role, Tripoint, ZonePart, check_bands, check_depth_km
from .exclusions import Exclusion
from .segments import Segment
from .tripoints import end_cell_reach_km, end_cells, straightened

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ...regimes.schema import Regime

__all__ = ["Band", "InspectionZone", "Tripoint", "ZonePart", "inspection_zone", "line_index"]

_SLIVER_M2: Final = 1.0


@dataclass(frozen=True)
class InspectionZone:
    """A zone: its border, bands and rules, and the polygons they make.

    Parameters
    ----------
    border : Border
    bands : tuple of Band
        The depth table; each side's categories once.
    tripoint : {"round", "perpendicular"}
    tolerance_m : float
        Greatest distance of a drawn edge from the true depth, metres.
    index : LineIndex
        Of the border's line (`line_index`).
    lines : mapping of str to MultiLineString
        Reference lines that bands name, besides the border: a side's own.
    segments : mapping of str to Segment
        Parts of the border that bands name.
    segment : Segment, optional
        The part of the border that all bands' land belongs to.
    exclusions : tuple of Exclusion
        Land that does not count.
    regime : Regime, optional
        The agreement or proposal that the table is of.

    Raises
    ------
    UsageError
        If the depth table cannot be, or a band names a line that is not there.

    Examples
    --------
    >>> from csbm import Border, inspection_zone
    >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> zone
    <InspectionZone AND-ESP: AND 5 km, ESP 5 km; round>
    """

    border: Border
    bands: tuple[Band, ...]
    tripoint: Tripoint
    tolerance_m: float
    index: LineIndex = field(repr=False, compare=False)
    lines: Mapping[str, shapely.MultiLineString] = field(
        default_factory=dict, repr=False, hash=False
    )
    segments: Mapping[str, Segment] = field(default_factory=dict, repr=False, hash=False)
    segment: Segment | None = field(default=None, repr=False)
    exclusions: tuple[Exclusion, ...] = ()
    regime: "Regime | None" = field(default=None, repr=False)
    _lands: "dict[Around, BaseGeometry]" = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        check_bands(self.bands, self.border.parties)
        for band in self.bands:
            if band.line and band.line not in self.lines:
                raise UsageError(f"band of {band.side}: the zone has no line {band.line!r}")
            if band.segment and band.segment not in self.segments:
                raise UsageError(f"band of {band.side}: the border has no part {band.segment!r}")

    def __repr__(self) -> str:
        bands = ", ".join(
            f"{band.side} {f'{band.min_km:g}–' if band.min_km else ''}{band.depth_km:g} km"
            + ("" if band.category == "all" else f" {band.category}")
            for band in self.bands
        )
        return f"<InspectionZone {self.border.name}: {bands}; {self.tripoint}>"

    def _repr_html_(self) -> str:
        """Return the parts as a table, for a notebook to show."""
        rows = self.to_frame().drop(columns="geometry")
        return f"<p>{escape(repr(self)[1:-1])}</p>{rows.to_html(index=False)}"

    def to_frame(self, *, third_states: bool = False) -> "GeoDataFrame":
        """Return the parts of the zone, one row each.

        Parameters
        ----------
        third_states : bool
            Whether what the zone would reach in third states is among them.

        Returns
        -------
        geopandas.GeoDataFrame
            Columns side, category, min_km, depth_km, area_km2, role, and the polygons, EPSG:4326.

        Examples
        --------
        >>> import csbm
        >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.to_frame()[["side", "depth_km", "role"]].values.tolist()
        [['AND', 5.0, 'party'], ['ESP', 5.0, 'party']]
        """
        import geopandas as gpd

        third = self.third_state_parts if third_states else ()
        every = (*self.parts, *self.disputed_parts, *third)
        parts = [part for part in every if not part.is_empty]
        rows = [part.facts() for part in parts]
        shapes = [part.geometry for part in parts]
        return gpd.GeoDataFrame(rows, columns=PART_COLUMNS, geometry=shapes, crs="EPSG:4326")

    @cached_property
    def by_line(self) -> "tuple[InspectionZone, ...]":
        """The zone taken apart by what its bands are measured from: itself where that is one line.

        Each has one line only, as its border and index.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> len(zone.by_line)
        1
        """
        names = dict.fromkeys((band.line, band.segment) for band in self.bands)
        if list(names) == [("", "")]:
            return (self,)
        return tuple(self._measured_from(*name) for name in names)

    def _measured_from(self, line: str, segment: str) -> "InspectionZone":
        measured = self.lines[line] if line else self.border.line
        return replace(
            self,
            border=replace(self.border, line=measured),
            bands=tuple(
                replace(band, line="", segment="")
                for band in self.bands
                if (band.line, band.segment) == (line, segment)
            ),
            index=index_of(measured),
            lines={},
            segments={},
            segment=self.segments[segment] if segment else None,
        )

    @cached_property
    def parts(self) -> tuple[ZonePart, ...]:
        """The parties' parts, in the order of the bands.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> [(part.side, round(part.area_km2)) for part in zone.parts]
        [('AND', 233), ('ESP', 306)]
        """
        return self._parts(self.tripoint)

    @cached_property
    def perpendicular_parts(self) -> tuple[ZonePart, ...]:
        """The parties' parts under the perpendicular reading, whatever the zone's own rule.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> all(
        ...     one.area_km2 <= other.area_km2
        ...     for one, other in zip(zone.perpendicular_parts, zone.parts, strict=True)
        ... )
        True
        """
        return self._parts("perpendicular")

    @cached_property
    def third_state_parts(self) -> tuple[ZonePart, ...]:
        """What the zone would reach in third states, at the larger of the parties' depths.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> [part.side for part in zone.third_state_parts]
        ['FRA']
        """
        around = self._around(self.depth_km)
        found = [
            self._part(code, "third_state", land)
            for code, land in sorted(
                self.atlas.third_states(self.border.parties, around.tiles).items()
            )
        ]
        return tuple(part for part in found if part is not None)

    @cached_property
    def disputed_parts(self) -> tuple[ZonePart, ...]:
        """Land within the larger of the depths that more than one state claims.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.disputed_parts
        ()
        """
        around = self._around(self.depth_km)
        found = [
            self._part("/".join(area.claimants), "disputed", area.geometry)
            for area in self.atlas.disputed(around.tiles)
        ]
        return tuple(part for part in found if part is not None)

    @cached_property
    def sea_part(self) -> ZonePart | None:
        """What of the plain buffer is no land.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.sea_part is None
        True
        """
        around = self._around(self.depth_km)
        sea = shapely.difference(around.geometry, self._land(around))
        return self._made("", "sea", self._ruled(polygons_of(sea), self.depth_km, self.tripoint))

    def perpendicular_area_km2(self, number: int, *, tail_km: float) -> float:
        """Return a party part's area under the perpendicular reading, the line's tails straight.

        Compared with the reading of the line as it is, this shows how much the answer hangs on
        the direction of the line's last kilometres.

        Parameters
        ----------
        number : int
            Which band's part.
        tail_km : float
            How much of the line before each tripoint is drawn straight, kilometres.

        Returns
        -------
        float
            Square kilometres.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.perpendicular_area_km2(0, tail_km=1) <= zone.parts[0].area_km2
        True
        """
        if self.by_line[0] is not self:
            band = self.bands[number]
            for single in self.by_line:
                for place, one in enumerate(single.bands):
                    if (one.side, one.category) == (band.side, band.category):
                        return single.perpendicular_area_km2(place, tail_km=tail_km)
        ends = tripoints(self.border, self.index)
        index = straightened(self.index, ends, tail_km * 1000)
        band = self.bands[number]
        cut_off = end_cells(index, ends, end_cell_reach_km(band.depth_km), self.tolerance_m)
        cut = shapely.difference(self._round[number], cut_off)
        return area_m2(polygons_of(cut)) / 1e6

    def area_error_km2(self, part: ZonePart) -> float:
        """Return how far a part's area may be off at most because its edge is drawn to a tolerance.

        The tolerance times the geodesic length of the part's outline: an upper bound, for the
        border itself is drawn exactly.

        Parameters
        ----------
        part : ZonePart
            One of the zone's.

        Returns
        -------
        float
            Square kilometres.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.area_error_km2(zone.parts[0]) < 0.05 * zone.parts[0].area_km2
        True
        """
        length = abs(GEOD.geometry_length(shapely.boundary(part.geometry)))
        return length * self.tolerance_m / 1e6

    @property
    def atlas(self) -> Atlas:
        """Whose land is whose around the border."""
        return self.border.atlas

    @property
    def depth_km(self) -> float:
        """The larger of the parties' depths, kilometres."""
        return max(band.depth_km for band in self.bands)

    @property
    def depths_km(self) -> dict[str, float]:
        """The largest depth of each side, kilometres."""
        return {
            party: max((b.depth_km for b in self.bands if b.side == party), default=0.0)
            for party in self.border.parties
        }

    def unclipped(self) -> BaseGeometry:
        """Return the plain geodesic buffer of the border.

        Raises
        ------
        UsageError
            If the depths of the sides differ, so that there is no one buffer.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.unclipped().geom_type
        'MultiPolygon'
        """
        depths = set(self.depths_km.values())
        if len(depths) > 1:
            raise UsageError(
                "an unclipped zone has one depth, but the sides' depths differ: "
                + ", ".join(f"{side} {depth:g} km" for side, depth in self.depths_km.items())
            )
        return self._around(self.depth_km).geometry

    def within(self, depth_km: float) -> BaseGeometry:
        """Return all that lies within a depth of the border, whoever's it is.

        Parameters
        ----------
        depth_km : float
            Kilometres.

        Returns
        -------
        shapely geometry
            Longitude and latitude, degrees.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.within(2).area < zone.within(4).area
        True
        """
        return self._around(depth_km).geometry

    def at_ends(self) -> BaseGeometry:
        """Return all that is nearest to a true end of the border, beyond the zone's depth.

        Examples
        --------
        >>> from csbm import Border, inspection_zone
        >>> zone = inspection_zone(Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> zone.at_ends().is_empty
        False
        """
        ends = tripoints(self.border, self.index)
        return end_cells(self.index, ends, end_cell_reach_km(self.depth_km), self.tolerance_m)

    # -- how the polygons are made --------------------------------------------------------------
    def _parts(self, rule: Tripoint) -> tuple[ZonePart, ...]:
        """Return the parties' parts under a tripoint rule, in the order of the bands."""
        if len(self.by_line) == 1:
            (single,) = self.by_line
            return tuple(
                single._party_part(number, rule)  # noqa: SLF001  # of the same class
                for number in range(len(self.bands))
            )
        made = {
            (part.side, part.category): part
            for single in self.by_line
            for part in single._parts(rule)  # noqa: SLF001  # of the same class
        }
        return tuple(made[band.side, band.category] for band in self.bands)

    def _around(self, depth_km: float) -> "Around":
        return around(self.index, depth_km, self.tolerance_m)

    def _land(self, around: "Around") -> BaseGeometry:
        if around not in self._lands:
            self._lands[around] = clipped(self.atlas.land(around.tiles), around)
        return self._lands[around]

    @cached_property
    def _round(self) -> tuple[BaseGeometry, ...]:
        """The parties' land in each band, the ends of the border round."""
        found = []
        for band in self.bands:
            around = self._around(band.depth_km)
            territory = clipped(self.atlas.territory(band.side, around.tiles), around)
            land = shapely.intersection(territory, self._land(around))
            geometry = shapely.intersection(around.geometry, land)
            if band.min_km > 0:
                geometry = shapely.difference(geometry, self._around(band.min_km).geometry)
            if self.segment is not None:
                geometry = self.segment.land(
                    polygons_of(geometry), band.depth_km * 1000, tolerance_m=self.tolerance_m
                )
            found.append(self._carved(polygons_of(geometry), band))
        return tuple(found)

    def _carved(self, geometry: BaseGeometry, band: Band) -> BaseGeometry:
        """Return what the exclusions leave of a band."""
        for exclusion in self.exclusions:
            if exclusion.applies_to(band.side, band.category):
                geometry = polygons_of(shapely.difference(geometry, exclusion.geometry))
        return geometry

    def _ruled(self, geometry: BaseGeometry, depth_km: float, rule: Tripoint) -> BaseGeometry:
        """Return what of a geometry the tripoint rule leaves."""
        if rule == "round":
            return geometry
        ends = tripoints(self.border, self.index)
        cut_off = end_cells(self.index, ends, end_cell_reach_km(depth_km), self.tolerance_m)
        return polygons_of(shapely.difference(geometry, cut_off))

    def _party_part(self, number: int, rule: Tripoint) -> ZonePart:
        band, geometry = self.bands[number], self._round[number]
        return ZonePart(
            band.side,
            band.category,
            band.min_km,
            band.depth_km,
            "party",
            self._ruled(geometry, band.depth_km, rule),
        )

    def _part(self, side: str, role: Role, territory: BaseGeometry) -> ZonePart | None:
        around = self._around(self.depth_km)
        land = shapely.intersection(clipped(territory, around), self._land(around))
        reach = shapely.intersection(around.geometry, land)
        return self._made(side, role, self._ruled(reach, self.depth_km, self.tripoint))

    def _made(self, side: str, role: Role, geometry: BaseGeometry) -> ZonePart | None:
        part = ZonePart(side, "all", 0.0, self.depth_km, role, polygons_of(geometry))
        return part if part.area_km2 * 1e6 > _SLIVER_M2 else None


def inspection_zone(
    border: Border,
    depth_km: float | Mapping[str, float] = 80.0,
    *,
    tripoint: Tripoint = "round",
    tolerance_m: float = 1.0,
    index: LineIndex | None = None,
) -> InspectionZone:
    """Return the zone up to a depth on both sides of a border.

    Parameters
    ----------
    border : Border
        The shared border.
    depth_km : float, or mapping of party to float
        Kilometres from the border, for both parties or for each by its alpha-3 code.
    tripoint : {"round", "perpendicular"}
        Whether any point within the depth counts, or only those whose nearest border point is not
        a true end (a tripoint) of the border.
    tolerance_m : float
        Greatest distance of the zone's edge from the true depth, metres.
    index : LineIndex, optional
        The border's line index, where one is at hand (`line_index`).

    Returns
    -------
    InspectionZone

    Raises
    ------
    UsageError
        If a depth is not positive, is beyond 2,500 km, or is given for a state that is no party.

    Examples
    --------
    >>> from csbm import Border, inspection_zone
    >>> zone = inspection_zone(Border.between("BLR", "POL"), depth_km={"BLR": 80, "POL": 50})
    >>> [(part.side, part.depth_km) for part in zone.parts]
    [('BLR', 80.0), ('POL', 50.0)]
    """
    if isinstance(depth_km, Mapping):
        unknown = sorted(set(depth_km) - set(border.parties))
        missing = sorted(set(border.parties) - set(depth_km))
        if unknown or missing:
            raise UsageError(
                f"depths were given for {', '.join(sorted(depth_km)) or 'nobody'}; the parties are "
                f"{listing(border.parties)}: give one depth for each"
            )
        depths = {party: float(depth_km[party]) for party in border.parties}
    else:
        depths = dict.fromkeys(border.parties, float(depth_km))
    for depth in depths.values():
        check_depth_km(depth)
    if not 1e-3 <= tolerance_m <= min(depths.values()) * 500:
        raise UsageError(
            f"tolerance {tolerance_m:g} m: give at least 0.001 m and at most half the depth"
        )
    if tripoint not in {"round", "perpendicular"}:
        raise UsageError(f"tripoint rule {tripoint!r}: choose round or perpendicular")
    return InspectionZone(
        border=border,
        bands=tuple(
            Band(side, depth, line=side if side in border.side_lines else "")
            for side, depth in depths.items()
        ),
        tripoint=tripoint,
        tolerance_m=tolerance_m,
        index=index if index is not None else line_index(border),
        lines=border.side_lines,
    )


def line_index(border: Border) -> LineIndex:
    """Return the border's line, ready to be measured from."""
    return index_of(border.line)


@lru_cache(maxsize=16)
def index_of(line: shapely.MultiLineString) -> LineIndex:
    """Return a line ready to be measured from; kept, so that zones of one line share it."""
    return LineIndex([shapely.get_coordinates(part) for part in line.geoms])


def tripoints(border: Border, index: LineIndex) -> tuple[tuple[int, bool], ...]:
    """Return the border's true ends: which line each ends, and whether at its start.

    Parameters
    ----------
    border : Border
    index : LineIndex
        Of the same border.
    """
    true = {(end.lon, end.lat) for end in border.ends if end.kind == "tripoint"}
    found = []
    for number, line in enumerate(index.lines):
        for at_start in (True, False):
            lon, lat = line[0 if at_start else -1]
            if (float(lon), float(lat)) in true:
                found.append((number, at_start))
    return tuple(found)
