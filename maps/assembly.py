"""A page's content from a border, depths and units: the one place where maps asks geo."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ..geo.coverage import coverage
from ..geo.zone import InspectionZone, Tripoint, ZonePart, inspection_zone, line_index
from .basemap import view_box
from .content import DepthStep, PageContent
from .display import METRES_PER_DEGREE, frame_of
from .outlines import lines_between

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border

STEPS_KM: Final = tuple(float(depth) for depth in range(10, 201, 10))
"""Depths that the page's slider offers, besides those it opens with."""
STEP_TOLERANCE_M: Final = 25.0
"""Of the zones behind the slider, which are drawn at 50 m and decide nothing."""


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
        The depths of the slider, wrapped in something that shows progress.

    Raises
    ------
    UsageError
        If a depth or the rule cannot be (see :func:`csbm.inspection_zone`).
    """
    index = line_index(border)
    opened = inspection_zone(
        border, dict(depths_km), tripoint=tripoint, tolerance_m=tolerance_m, index=index
    )
    covered = coverage(opened, units)
    names = {code: border.atlas.name(code) for code in border.parties}
    steps = []
    for depth in progress if progress is not None else slider_depths(depths_km):
        fine = depth in depths_km.values()
        zone = inspection_zone(
            border,
            depth,
            tripoint="round",
            tolerance_m=tolerance_m if fine else max(tolerance_m, STEP_TOLERANCE_M),
            index=index,
        )
        steps.append(_step(zone, tripoint))
        names |= {p.side: border.atlas.name(p.side) for p in zone.third_state_parts if p.side}
    return PageContent(
        title=title,
        border=border,
        party_names=names,
        steps=steps,
        depth_km=dict(depths_km),
        # All of them: third states can be switched on the page, which hides them as it opens.
        units=covered,
        provenance=provenance,
        third_states=third_states,
        tripoint=tripoint,
        outlines=_outlines(border, steps),
    )


def _outlines(border: "Border", steps: Sequence[DepthStep]) -> list[tuple[bool, "BaseGeometry"]]:
    """Return the lines between the states around, from the source that the border is from."""
    deepest = max(steps, key=lambda step: step.depth_km)
    frame = frame_of([border.line, *(part.geometry for part in deepest.parts)])
    box = view_box(frame)
    lands = dict(border.atlas.third_states(border.parties, [box]))
    lands |= {party: border.atlas.territory(party, [box]) for party in border.parties}
    lands |= {"/".join(area.claimants): area.geometry for area in border.atlas.disputed([box])}
    return lines_between(
        lands,
        land=border.atlas.land([box]),
        parties=border.parties,
        box=box,
        tolerance_degrees=2 * frame.tolerance_m / METRES_PER_DEGREE,
    )


def slider_depths(depths_km: Mapping[str, float]) -> Sequence[float]:
    """Return the depths of the slider for a page that opens with these, ascending.

    Examples
    --------
    >>> slider_depths({"BLR": 80.0, "POL": 45.0})[3:6]
    [40.0, 45.0, 50.0]
    """
    largest = max(*depths_km.values(), STEPS_KM[-1])
    scale = largest / STEPS_KM[-1]
    return sorted({round(step * scale, 3) for step in STEPS_KM} | set(depths_km.values()))


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
