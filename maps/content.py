"""What the page shows, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..common.errors import UsageError
from ..geo.zones.coverage import COLUMNS as COVERAGE_COLUMNS
from .tiles import Tiles
from .vector_tiles import VectorTiles

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border
    from ..geo.zones.bands import ZonePart
    from .engine import Engine

Tripoint = Literal["round", "perpendicular"]
Tab = Literal["units", "kinds", "depths", "exercises", "own", "method"]

EXERCISE_COLUMNS = (
    *("name", "start", "end", "declared_troops", "other_estimates", "status"),
    *("distance_km", "side", "source_title", "source_url"),
)
"""What the page shows of an exercise, besides its point; ``place``, its name, may be there too."""


@dataclass(frozen=True)
class DepthStep:
    """One depth that the slider offers.

    Parameters
    ----------
    depth_km : float
        The depth, the same on both sides, in kilometres.
    parts : sequence of ZonePart
        The zone's polygons at this depth under the rule the page opens with: lon/lat, degrees.
    other_parts : sequence of ZonePart
        The same under the other tripoint rule; empty where the page is not to offer the switch.
    """

    depth_km: float
    parts: Sequence["ZonePart"]
    other_parts: Sequence["ZonePart"] = ()


PlainRows = Sequence[Sequence[tuple[int, float | None, float | None]]]
"""One unit's places, and for each of them who may hold it and its distances, metres."""


@dataclass(frozen=True)
class PageContent:
    """All that one page shows.

    Parameters
    ----------
    title : str
        The page's heading, shown as written.
    border : Border
        The shared border.
    party_names : mapping of str to str
        English names by ISO 3166-1 alpha-3 code, for both parties and any third state shown.
    steps : sequence of DepthStep
        Depths of the slider, ascending; every depth the page opens with is among them.
    depth_km : mapping of str to float
        The depth of each party as the page opens, in kilometres.
    units : GeoDataFrame
        A coverage (``geo.zones.coverage``) at the depths as opened: every status, one row per
        unit. Distances and statuses are shown as they are; the page measures nothing.
    provenance : mapping of str to object
        What every output carries; shown at the foot.
    third_states : bool
        Whether third states are shown as the page opens.
    tripoint : {"round", "perpendicular"}
        The rule the page opens with.
    outlines : sequence of (bool, geometry)
        Lines between states around, lon/lat, from the border's own source, and whether they bound
        claimed land (``outlines.lines_between``). Where there are none, the base map's are drawn,
        which are up to three kilometres off.
    tab : {"units", "kinds", "depths", "exercises", "own", "method"}
        What the panel opens with.
    bands : bool
        Whether the one step's parts of the parties are the bands of a depth table, each with a
        style and a switch of its own; there is no slider then. ``units`` has a row per unit and
        category.
    other_units : GeoDataFrame, optional
        With bands: the coverage under the other tripoint rule.
    band_marks : sequence of (lon, lat) sequences
        With bands: where on each one's outer edge its number stands.
    left_out : sequence of (str, geometry)
        With bands: land that does not count, by name, lon/lat.
    not_drawn : sequence of str
        With bands: categories of the regime's table that are not among them.
    notes : sequence of str
        With bands: what the regime's file says of the line and of what is left out.
    tiles : Tiles or VectorTiles, optional
        A server of map tiles to show in place of the bundled ground, without which the page asks
        nobody for anything; or a map extract of one's own, which the page then carries.
    balance : sequence of mapping
        Of a comparison: each depth's balance sheet (``balance_sheet.balance_sheet``).
    text : str
        Of a comparison: all of it as it is printed, shown as written.
    as_of : str
        The day that the page opens with, or a month or year; units that are not valid then are
        shown when another year is chosen. Empty for any.
    uncounted : mapping of str to str
        By party: what stands in place of a count, where nobody surveyed it.
    holders : sequence of PlainRows
        For each unit, for each of its places, who may hold it (a party's number; -1 for who is not
        bound), and what its distance from the border may be, metres:
        ``places.Places.plain_rows``. Where there is none it is made of the units' side, distance
        and accuracy.
    ends : sequence of int
        For each unit, whether it counts under the perpendicular reading: 0 no, 1 perhaps, 2 yes.
    exercises : GeoDataFrame, optional
        Points with the columns ``EXERCISE_COLUMNS``, drawn as a layer of their own.
    engine : Engine, optional
        What the page measures with, so that it answers any depth and any place; without it the page
        shows the depths that it was made for.
    language : str
        What the page speaks as it opens; empty for the reader's own. One can be chosen on the page.
    own_title : bool
        Whether somebody chose the title: then the page is headed by it as written. Else the page
        makes its own heading, which follows what is shown.
    regime : mapping of str to str
        ``name`` and ``status`` of the agreement or proposal whose bands these are; empty for none.

    Raises
    ------
    UsageError
        If there is no step, or none for a depth the page is to open with.
    """

    title: str
    border: "Border"
    party_names: Mapping[str, str]
    steps: Sequence[DepthStep]
    depth_km: Mapping[str, float]
    units: "GeoDataFrame"
    provenance: Mapping[str, object]
    third_states: bool = False
    tripoint: Tripoint = "round"
    outlines: Sequence[tuple[bool, "BaseGeometry"]] = ()
    tab: Tab = "units"
    bands: bool = False
    other_units: "GeoDataFrame | None" = None
    band_marks: Sequence[Sequence[tuple[float, float]]] = ()
    left_out: Sequence[tuple[str, "BaseGeometry"]] = ()
    not_drawn: Sequence[str] = ()
    notes: Sequence[str] = ()
    exercises: "GeoDataFrame | None" = None
    tiles: Tiles | VectorTiles | None = None
    balance: Sequence[Mapping[str, object]] = ()
    text: str = ""
    as_of: str = ""
    uncounted: Mapping[str, str] = field(default_factory=dict)
    holders: Sequence[PlainRows] = ()
    ends: Sequence[int] = ()
    engine: "Engine | None" = None
    language: str = ""
    own_title: bool = True
    regime: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        offered = {step.depth_km for step in self.steps}
        if not offered:
            raise UsageError("a page needs at least one depth; give --depth or --depths")
        for party in self.border.parties:
            wanted = self.depth_km.get(party)
            if wanted is None:
                raise UsageError(f"the page has no depth for {party}; give one per party")
            if wanted not in offered:
                raise UsageError(
                    f"the page opens at {wanted:g} km for {party}, but no such depth was computed; "
                    f"there are {', '.join(f'{depth:g}' for depth in sorted(offered))} km"
                )
        missing = [name for name in COVERAGE_COLUMNS if name not in self.units.columns]
        if missing:
            raise UsageError(f"the page's units lack the columns {', '.join(missing)}")
        if self.exercises is not None:
            missing = [one for one in EXERCISE_COLUMNS if one not in self.exercises.columns]
            if missing:
                raise UsageError(f"the page's exercises lack the columns {', '.join(missing)}")
