"""The pictures of the document: the map, a close map of a borderline unit, the curve."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

from ..words.language import Words
from ..words.named import STATUS_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from ..geo.zones.zone import InspectionZone
    from .facts import Borderline, Facts

__all__ = ["Town", "close_map", "curve_picture", "overview"]

_GEOD: Final = Geod(ellps="WGS84")
_COLOURS: Final = ("#1c5a9c", "#c2571a")
_INK: Final = "#222222"
_MARKERS: Final = ("o", "s")
_LAND: Final = "#f4f1ea"
_SEA: Final = "#dde8ef"
_LABELS: Final = 18
_CLOSE_LABELS: Final = 8
_WIDTH_IN: Final = 7.0
_SETTINGS: Final[dict[str, Any]] = {
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 8.0,
    "savefig.dpi": 170,
    "axes.linewidth": 0.6,
}


class Town(NamedTuple):
    """A town to label."""

    name: str
    lon: float
    lat: float
    population: int


@contextmanager
def _drawn() -> Iterator[None]:
    """Draw with our settings alone."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]  # its keys are names, not texts
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _png(figure: "Figure") -> bytes:
    held = io.BytesIO()
    figure.savefig(held, format="png", metadata={"Software": None})
    return held.getvalue()


Box = tuple[float, float, float, float]


class _View(NamedTuple):
    """What a map shows: west, south, east, north, degrees; it may run past 180."""

    box: Box
    wraps: bool

    def moved(self, geometry: "BaseGeometry") -> "BaseGeometry":
        """Return a geometry where the view runs past 180 degrees."""
        if not self.wraps:
            return geometry

        def turned(points: np.ndarray) -> np.ndarray:
            return np.column_stack(
                [np.where(points[:, 0] < 0, points[:, 0] + 360, points[:, 0]), points[:, 1]]
            )

        return shapely.transform(geometry, turned)

    def lon(self, lon: float) -> float:
        """Return a longitude in the view."""
        return lon + 360 if self.wraps and lon < 0 else lon

    @property
    def boxes(self) -> list[Box]:
        """The view as boxes in [-180, 180]."""
        west, south, east, north = self.box
        if not self.wraps or east <= 180:
            return [(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))]
        return [(west, south, 180.0, north), (-180.0, south, east - 360, north)]

    def shrink(self) -> float:
        """Return how much shorter a degree of longitude is."""
        return float(np.cos(np.radians((self.box[1] + self.box[3]) / 2)))


def overview(facts: "Facts", towns: Sequence[Town], words: Words) -> bytes:
    """Draw the zone, the border and the units inside or indeterminate.

    Parameters
    ----------
    facts : Facts
    towns : sequence of Town
        Towns that may be labelled, the largest first.
    words : Words

    Returns
    -------
    bytes
        A PNG.
    """
    view = _view_of(facts)
    with _drawn():
        figure, axes = _figure(view, tallest_in=7.4)
        _ground(axes, facts.zone, view)
        _zones(axes, facts.zone, view)
        for number in range(2):
            _units(axes, facts, view, number=number, words=words)
        _towns(axes, towns, view, _LABELS)
        _scale(axes, view, words)
        if len(facts.rows):
            axes.legend(loc="best", fontsize=7, framealpha=0.9)
        return _png(figure)


def close_map(facts: "Facts", one: "Borderline", towns: Sequence[Town], words: Words) -> bytes:
    """Draw a borderline unit with the circle that holds it with 95 %, and the edge of its zone."""
    row = one.row
    lon, lat = float(row["lon"]), float(row["lat"])
    radius_km = float(row["position_accuracy_m"]) / 1000
    radius_km = radius_km if np.isfinite(radius_km) else 50.0
    reach_km = max(2.0 * radius_km, 8.0) + abs(float(row["margin_km"])) * 0.2
    wraps = facts.zone.border.line.bounds[2] - facts.zone.border.line.bounds[0] > 180
    up = reach_km / 111.2
    across = up * 1.75 / float(np.cos(np.radians(lat)))
    turned = lon + 360 if wraps and lon < 0 else lon
    view = _View((turned - across, lat - up, turned + across, lat + up), wraps)
    with _drawn():
        figure, axes = _figure(view, tallest_in=2.9, width_in=4.6)
        _ground(axes, facts.zone, view)
        _zones(axes, facts.zone, view)
        azimuth = np.linspace(0, 360, 181)
        ring = _GEOD.fwd(
            np.full(181, lon), np.full(181, lat), azimuth, np.full(181, radius_km * 1000)
        )
        axes.plot([view.lon(x) for x in ring[0]], ring[1], color=_INK, linewidth=1.2)
        axes.plot([turned], [lat], "+", color=_INK, markersize=9, markeredgewidth=1.4)
        near = [view.lon(float(row["nearest_lon"])), float(row["nearest_lat"])]
        axes.plot([turned, near[0]], [lat, near[1]], ":", color=_INK, linewidth=0.9)
        axes.set_xlim(view.box[0], view.box[2])
        axes.set_ylim(view.box[1], view.box[3])
        _towns(axes, towns, view, _CLOSE_LABELS)
        _scale(axes, view, words)
        return _png(figure)


def _view_of(facts: "Facts") -> _View:
    zone = facts.zone
    geometries = [zone.border.line, *(part.geometry for part in zone.parts)]
    if len(facts.rows):
        geometries.append(shapely.multipoints(facts.rows[["lon", "lat"]].to_numpy(float)))
    bounds = shapely.total_bounds(geometries)
    wraps = bool(bounds[2] - bounds[0] > 180)
    view = _View((0.0, 0.0, 0.0, 0.0), wraps)
    west, south, east, north = map(float, shapely.total_bounds([view.moved(g) for g in geometries]))
    pad = 0.04 * max(east - west, north - south) + 0.02
    return _View((west - pad, south - pad, east + pad, north + pad), wraps)


def _figure(
    view: _View, *, tallest_in: float, width_in: float = _WIDTH_IN
) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure

    west, south, east, north = view.box
    tall = (north - south) / ((east - west) * view.shrink())
    width, height = width_in, width_in * tall
    if height > tallest_in:
        width, height = tallest_in / tall, tallest_in
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0.005, 0.005, 0.99, 0.99))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / view.shrink())
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(_SEA)
    return figure, axes


def _clipped(geometry: "BaseGeometry", view: _View) -> "BaseGeometry":
    west, south, east, north = view.box
    fine = (north - south) / 1500
    moved = shapely.make_valid(shapely.simplify(view.moved(geometry), fine))
    return shapely.clip_by_rect(moved, west, south, east, north)


def _fill(axes: "Axes", geometry: "BaseGeometry", **style: Any) -> None:  # noqa: ANN401  # matplotlib's own
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        rings = [polygon.exterior, *polygon.interiors]
        path = Path.make_compound_path(
            *(Path(np.asarray(r.coords)[:, :2], closed=True) for r in rings)
        )
        axes.add_patch(PathPatch(path, **style))


def _lines(axes: "Axes", geometry: "BaseGeometry", **style: Any) -> None:  # noqa: ANN401  # matplotlib's own
    for part in shapely.get_parts(geometry):
        if part.geom_type == "LineString" and not part.is_empty:
            axes.plot(*np.asarray(part.coords).T[:2], **style)


def _ground(axes: "Axes", zone: "InspectionZone", view: _View) -> None:
    atlas = zone.atlas
    _fill(axes, _clipped(atlas.land(view.boxes), view), facecolor=_LAND, linewidth=0, zorder=1)
    states = [atlas.territory(party, view.boxes) for party in zone.border.parties]
    states += list(atlas.third_states(zone.border.parties, view.boxes).values())
    for one in states:
        _lines(
            axes,
            shapely.boundary(_clipped(one, view)),
            color="#a8a29a",
            linewidth=0.5,
            zorder=2,
        )


def _zones(axes: "Axes", zone: "InspectionZone", view: _View) -> None:
    for part in zone.parts:
        colour = _COLOURS[_group(zone, part.side)]
        shape = _clipped(part.geometry, view)
        _fill(axes, shape, facecolor=colour, alpha=0.18, linewidth=0, zorder=3)
        _lines(axes, shapely.boundary(shape), color=colour, linewidth=0.6, zorder=3)
    _lines(axes, _clipped(zone.border.line, view), color=_INK, linewidth=1.5, zorder=4)


def _group(zone: "InspectionZone", side: str) -> int:
    return next((n for n, group in enumerate(zone.border.groups) if side in group), 0)


def _units(axes: "Axes", facts: "Facts", view: _View, *, number: int, words: Words) -> None:
    group = facts.zone.border.groups[number]
    rows = facts.rows[facts.rows["side"].isin(group)]
    for status, face in (("in", _COLOURS[number]), ("indeterminate", "white")):
        some = rows[rows["status"] == status]
        if len(some):
            axes.plot(
                [view.lon(float(lon)) for lon in some["lon"]],
                some["lat"],
                linestyle="none",
                marker=_MARKERS[number],
                markersize=4.5,
                markerfacecolor=face,
                markeredgecolor=_COLOURS[number] if status != "in" else "white",
                markeredgewidth=0.5 if status == "in" else 1.1,
                label=f"{words.states(group)}: {words.say(STATUS_WORDS[status])} ({len(some)})",
                zorder=6,
            )


def _towns(axes: "Axes", towns: Sequence[Town], view: _View, most: int) -> None:
    """Label the largest towns, those apart from one another."""
    west, south, east, north = view.box
    placed: list[tuple[float, float]] = []
    for town in towns:
        x, y = view.lon(town.lon), town.lat
        if not (west < x < east - 0.13 * (east - west) and south < y < north):
            continue
        if any(
            abs(x - a) < 0.17 * (east - west) and abs(y - b) < 0.035 * (north - south)
            for a, b in placed
        ):
            continue
        placed.append((x, y))
        axes.plot([x], [y], ".", color="#555555", markersize=3, zorder=5)
        axes.annotate(
            town.name,
            (x, y),
            xytext=(3, 2),
            textcoords="offset points",
            fontsize=6.5,
            color="#444444",
            zorder=5,
            clip_on=True,
        )
        if len(placed) == most:
            break


def _scale(axes: "Axes", view: _View, words: Words) -> None:
    """Draw a scale of a round length."""
    west, south, east, north = view.box
    wide_km = (east - west) * view.shrink() * 111.2
    length_km = max(
        one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500) if one <= wide_km / 4 or one == 1
    )
    run = length_km / (view.shrink() * 111.2)
    x, y = east - 0.04 * (east - west) - run, south + 0.035 * (north - south)
    axes.plot([x, x + run], [y, y], color=_INK, linewidth=2, solid_capstyle="butt", zorder=7)
    axes.text(
        x + run / 2,
        y + 0.01 * (north - south),
        words.km(words.number(length_km)),
        ha="center",
        va="bottom",
        fontsize=7,
        zorder=7,
    )


def curve_picture(facts: "Facts", words: Words) -> bytes:
    """Draw units in and area against the depth, both groups."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    assert facts.comparison is not None
    curve = facts.comparison.curve
    assert curve is not None
    with _drawn():
        figure = Figure(figsize=(_WIDTH_IN, 2.7), layout="constrained")
        panels = figure.subplots(1, 2)
        for axes, title, values, scale in (
            (panels[0], words.say("Units inside"), curve.by_group(curve.units_in.astype(float)), 1),
            (panels[1], words.say("Area, 1,000 km²"), curve.by_group(curve.area_km2), 1000),
        ):
            counts = scale == 1
            for number, group in enumerate(facts.zone.border.groups):
                uncounted = any(one.uncounted for one in facts.sides if one.side in group)
                if counts and uncounted:
                    continue
                axes.plot(
                    curve.depths_km,
                    values[:, number] / scale,
                    color=_COLOURS[number],
                    linestyle=("solid", "dashed")[number],
                    drawstyle="steps-post" if counts else "default",
                    label=words.states(group),
                )
            for depth in {one.depth_km for one in facts.sides}:
                axes.axvline(depth, color="#999999", linewidth=0.8, linestyle=":")
            axes.set_title(title, fontsize=8.5, loc="left")
            axes.set_xlabel(words.say("Depth, km"), fontsize=7.5)
            axes.set_xlim(0, float(curve.depths_km[-1]))
            axes.set_ylim(0, None)
            if counts:
                axes.yaxis.set_major_locator(MaxNLocator(integer=True))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value)))
            axes.spines[["top", "right"]].set_visible(False)
            if axes.get_legend_handles_labels()[0]:
                axes.legend(fontsize=6.5, frameon=False)
        return _png(figure)
