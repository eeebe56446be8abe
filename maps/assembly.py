"""A page's content from a border, depths and units: the one place where maps asks geo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..common.errors import UsageError
from ..geo.zones.coverage import covered
from ..geo.zones.naming import zone_title
from ..geo.zones.places import places_of
from ..geo.zones.zone import InspectionZone, Tripoint, ZonePart, inspection_zone, line_index
from ..units.filters import own_day
from ..units.survey import uncounted
from .balance_sheet import balance_sheet
from .band_marks import band_marks
from .basemap import drawn_land, view_box
from .content import DepthStep, PageContent
from .display import METRES_PER_DEGREE, Frame, frame_of, reach_of
from .engine import MOST_KM, Engine
from .outlines import Box, lines_between

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border
    from ..geo.analysis.comparison import Comparison

STEPS_KM: Final = tuple(float(depth) for depth in range(10, 201, 10))
"""Depths that the page's slider offers, besides those it opens with."""
USUAL_KM: Final = 80.0
"""The depth that a comparison opens with, where it is among those compared."""
STEP_TOLERANCE_M: Final = 25.0
"""Of the zones behind the slider, which are drawn at 50 m and decide nothing."""


def zone_page_content(
    zone: InspectionZone,
    units: "GeoDataFrame",
    *,
    third_states: bool,
    title: str,
    provenance: Mapping[str, object],
    exercises: "GeoDataFrame | None" = None,
    progress: Iterable[float] | None = None,
) -> PageContent:
    """Return all that a page shows of a zone: with a slider where it is a plain one.

    Parameters
    ----------
    zone : InspectionZone
        Any: a plain zone (`is_plain`) opens with a depth slider; any other is shown band by band,
        each with its own style, legend line and switch.
    units : GeoDataFrame
        As for :func:`csbm.coverage`.
    third_states : bool
        Whether third states are shown as the page opens.
    title : str
        Shown as written; empty for the page's own heading, which follows what is shown.
    provenance : mapping
        For the foot of the page.
    exercises : GeoDataFrame, optional
        Points, EPSG:4326, with the columns ``content.EXERCISE_COLUMNS``; an own layer and tab.
    progress : iterable of float, optional
        `made_depths` of the zone's depths, wrapped in something that shows progress; not asked
        where there is no slider.

    Raises
    ------
    UsageError
        If the exercises lack a column.
    """
    if is_plain(zone):
        content = page_content(
            zone.border,
            units,
            depths_km=zone.depths_km,
            tripoint=zone.tripoint,
            tolerance_m=zone.tolerance_m,
            third_states=third_states,
            title=title or zone_title(zone),
            provenance=provenance,
            progress=progress,
        )
        return replace(content, exercises=exercises, own_title=bool(title), regime=_regime(zone))
    other, other_units = _other_rule(zone, units)
    shared: tuple[ZonePart, ...] = zone.third_state_parts + zone.disputed_parts
    step = DepthStep(
        depth_km=zone.depth_km,
        parts=zone.parts + shared,
        other_parts=other + shared if other else (),
    )
    atlas = zone.border.atlas
    named = (*zone.border.parties, *(part.side for part in zone.third_state_parts if part.side))
    return PageContent(
        title=title or zone_title(zone),
        own_title=bool(title),
        regime=_regime(zone),
        border=zone.border,
        party_names={code: atlas.name(code) for code in named},
        steps=[step],
        depth_km=dict.fromkeys(zone.border.parties, zone.depth_km),
        units=covered(places_of(zone, units), units),
        as_of=_day(units),
        uncounted=_uncounted(units, zone.border.parties),
        provenance=provenance,
        third_states=third_states,
        tripoint=zone.tripoint,
        outlines=_outlines(zone.border, step, *_lands(zone.border, step)),
        bands=True,
        other_units=other_units,
        band_marks=band_marks(zone),
        left_out=[(one.name, one.geometry) for one in zone.exclusions],
        exercises=exercises,
        not_drawn=_not_drawn(zone),
        notes=_notes(zone),
        engine=Engine.of_bands(zone),
    )


def _regime(zone: InspectionZone) -> dict[str, str]:
    """Return what the heading says of the agreement or proposal whose bands these are."""
    regime = zone.regime
    return {} if regime is None else {"name": regime.name, "status": regime.status}


def _not_drawn(zone: InspectionZone) -> list[str]:
    """Return the categories of a regime's table of which a band is missing, each once."""
    if zone.regime is None:
        return []
    drawn = {(band.side, band.category) for band in zone.bands}
    rows = [row for row in zone.regime.bands if row.side in zone.border.parties]
    return list(
        dict.fromkeys(row.category for row in rows if (row.side, row.category) not in drawn)
    )


def _notes(zone: InspectionZone) -> list[str]:
    """Return what a regime's file says of its line, and of the land that it leaves out."""
    if zone.regime is None:
        return []
    left_out = [f"{one.name}: {one.note}" for one in zone.regime.exclusions if one.note]
    return [note for note in (zone.regime.line.note, *left_out) if note]


def is_plain(zone: InspectionZone) -> bool:
    """Tell whether a zone is one band a side, all from 0 km: what a depth slider can show."""
    whole = all(band.category == "all" and band.min_km == 0 for band in zone.bands)
    sides = sorted(band.side for band in zone.bands) == sorted(zone.border.parties)
    return whole and sides and not (zone.lines or zone.segments or zone.exclusions)


def _other_rule(
    zone: InspectionZone, units: "GeoDataFrame"
) -> "tuple[tuple[ZonePart, ...], GeoDataFrame | None]":
    """Return the parties' parts and the coverage under the other tripoint rule, where it is one."""
    rule: Tripoint = "perpendicular" if zone.tripoint == "round" else "round"
    try:
        other = replace(zone, tripoint=rule)
        return other.parts, covered(places_of(other, units), units)
    except UsageError:
        # The perpendicular reading has a greatest depth; the page then offers no switch.
        return (), None


def _day(units: "GeoDataFrame") -> str:
    """Return the day that a page of a list opens with; empty where the list has no dates."""
    return own_day(units).text if {"valid_from", "valid_to"} <= set(units.columns) else ""


def _uncounted(units: "GeoDataFrame", parties: tuple[str, ...]) -> dict[str, str]:
    """Return what stands in place of a party's count, where nobody surveyed it."""
    if "located_in" in units and "country" in units:
        there = units["located_in"].where(units["located_in"] != "", units["country"])
    else:
        there = units.get("country", units["id"])
    return {party: uncounted(units.attrs, party, int((there == party).sum())) for party in parties}


def comparison_page_content(
    comparison: "Comparison",
    units: "GeoDataFrame",
    *,
    third_states: bool,
    title: str,
    provenance: Mapping[str, object],
    text: str = "",
    progress: Iterable[float] | None = None,
) -> PageContent:
    """Return the page of a comparison: it opens at the depths, which are those of the slider.

    Parameters
    ----------
    comparison : Comparison
        From :func:`csbm.compare`.
    units : GeoDataFrame
        That it was made of.
    third_states : bool
        Whether third states are shown as the page opens.
    title : str
    provenance : mapping
    text : str, optional
        The comparison as it is printed, with all that was asked for; folded under the tables.
    progress : iterable of float, optional
        `compared_depths`, wrapped in something that shows progress.
    """
    depths = compared_depths(comparison)
    opens = USUAL_KM if USUAL_KM in depths else depths[len(depths) // 2]
    content = page_content(
        comparison.border,
        units,
        depths_km=dict.fromkeys(comparison.border.parties, opens),
        tripoint=comparison.tripoint,
        tolerance_m=comparison.tolerance_m,
        # The areas shown are those that the comparison's own table gives.
        step_tolerance_m=comparison.tolerance_m,
        third_states=third_states,
        title=title,
        provenance=provenance,
        progress=progress if progress is not None else depths,
        offered=False,
    )
    sheets = [balance_sheet(one) for one in comparison.depths]
    return replace(content, tab="depths", balance=sheets, text=text)


def compared_depths(comparison: "Comparison") -> list[float]:
    """Return the depths of a comparison's slider, ascending."""
    return sorted({one.depth_km for one in comparison.depths})


def page_content(
    border: "Border",
    units: "GeoDataFrame",
    *,
    depths_km: Mapping[str, float],
    tripoint: Tripoint,
    tolerance_m: float,
    third_states: bool,
    title: str,
    provenance: Mapping[str, object],
    progress: Iterable[float] | None = None,
    step_tolerance_m: float = STEP_TOLERANCE_M,
    offered: bool = True,
) -> PageContent:
    """Return all that a page shows.

    Parameters
    ----------
    border : Border
    units : GeoDataFrame
        As for :func:`csbm.coverage`.
    depths_km : mapping of str to float
        Depth of each party as the page opens, kilometres.
    tripoint : {"round", "perpendicular"}
        The rule the page opens with; it can be switched on the page.
    tolerance_m : float
        Of the zones the page opens with, metres.
    third_states : bool
        Whether third states are shown as the page opens.
    title : str
    provenance : mapping
        For the foot of the page.
    progress : iterable of float, optional
        The depths of which zones are made, wrapped in something that shows progress; by default
        `made_depths`.
    step_tolerance_m : float
        Of the other zones behind the slider, metres.
    offered : bool
        Whether the page offers the depths of `slider_depths`, besides those that are made.

    Raises
    ------
    UsageError
        If a depth or the rule cannot be (see :func:`csbm.inspection_zone`).
    """
    index = line_index(border)
    opened = inspection_zone(
        border, dict(depths_km), tripoint=tripoint, tolerance_m=tolerance_m, index=index
    )
    places = places_of(opened, units)
    names = {code: border.atlas.name(code) for code in border.parties}
    steps = []
    for depth in progress if progress is not None else made_depths(border, depths_km):
        fine = depth in depths_km.values()
        zone = inspection_zone(
            border,
            depth,
            tripoint="round",
            tolerance_m=tolerance_m if fine else max(tolerance_m, step_tolerance_m),
            index=index,
        )
        steps.append(_step(zone, tripoint))
        names |= {p.side: border.atlas.name(p.side) for p in zone.third_state_parts if p.side}
    if offered:
        # Of these the page itself tells areas, and draws the zones.
        known = {step.depth_km for step in steps}
        steps += [DepthStep(one, ()) for one in slider_depths(depths_km) if one not in known]
        steps.sort(key=lambda step: step.depth_km)
    holders, ends = places.plain_rows(max(MOST_KM, steps[-1].depth_km))
    box, lands = _lands(border, steps[-1])
    # Land that several states claim, or none, has no name of its own.
    names |= {code: border.atlas.name(code) for code in lands if _is_state(code)}
    return PageContent(
        title=title,
        border=border,
        party_names=names,
        steps=steps,
        depth_km=dict(depths_km),
        # All of them: third states can be switched on the page, which hides them as it opens.
        units=covered(places, units),
        as_of=_day(units),
        uncounted=_uncounted(units, border.parties),
        provenance=provenance,
        third_states=third_states,
        tripoint=tripoint,
        outlines=_outlines(border, steps[-1], box, lands),
        holders=holders,
        ends=ends,
        engine=_engine(border, depths_km, tolerance_m),
    )


def _is_state(code: str) -> bool:
    return len(code) == 3 and code.isupper()


def _frame(border: "Border", deepest: DepthStep) -> Frame:
    """Return the frame of the deepest zone, or of all that may lie in it where none was made."""
    shapes = [part.geometry for part in deepest.parts]
    return frame_of([border.line, *(shapes or [reach_of(border.line, deepest.depth_km)])])


def _lands(border: "Border", deepest: DepthStep) -> "tuple[Box, dict[str, BaseGeometry]]":
    """Return the box that a page shows, and whose land lies in it, by code."""
    box = view_box(_frame(border, deepest))
    lands = dict(border.atlas.third_states(border.parties, [box]))
    lands |= {party: border.atlas.territory(party, [box]) for party in border.parties}
    lands |= {"/".join(area.claimants): area.geometry for area in border.atlas.disputed([box])}
    return box, lands


def _outlines(
    border: "Border", deepest: DepthStep, box: Box, lands: "Mapping[str, BaseGeometry]"
) -> list[tuple[bool, "BaseGeometry"]]:
    """Return the lines between the states around, from the source that the border is from."""
    frame = _frame(border, deepest)
    return lines_between(
        lands,
        # The land that the page draws, not the border's own: lines end where the drawn land does.
        land=drawn_land(box),
        groups=border.groups,
        box=box,
        tolerance_degrees=2 * frame.tolerance_m / METRES_PER_DEGREE,
    )


def made_depths(border: "Border", depths_km: Mapping[str, float]) -> Sequence[float]:
    """Return the depths of which a page needs zones made, of `slider_depths`.

    Those that it opens with, where it measures itself; else all.
    """
    offered = slider_depths(depths_km)
    if _engine(border, depths_km) is None:
        return offered
    return [depth for depth in offered if depth in depths_km.values()]


def _engine(
    border: "Border", depths_km: Mapping[str, float], tolerance_m: float = 1.0
) -> Engine | None:
    """Return what a page measures with; none where it opens deeper than it knows the land."""
    return Engine.of(border, tolerance_m) if max(depths_km.values()) <= MOST_KM else None


def slider_depths(depths_km: Mapping[str, float]) -> Sequence[float]:
    """Return the depths of the slider for a page that opens with these, ascending.

    Examples
    --------
    >>> slider_depths({"BLR": 80.0, "POL": 45.0})[3:6]
    [40.0, 45.0, 50.0]
    """
    asked = {depth for depth in depths_km.values() if depth > 0}
    scale = max(*asked, STEPS_KM[-1]) / STEPS_KM[-1]
    return sorted({round(step * scale, 3) for step in STEPS_KM} | asked)


def _step(zone: InspectionZone, tripoint: Tripoint) -> DepthStep:
    shared: tuple[ZonePart, ...] = zone.third_state_parts + zone.disputed_parts
    around = zone.parts + shared
    square = zone.perpendicular_parts + shared
    opens_round = tripoint == "round"
    return DepthStep(
        depth_km=zone.depth_km,
        parts=around if opens_round else square,
        other_parts=square if opens_round else around,
    )
