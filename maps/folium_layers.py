"""Layers for anyone's own folium map: the zone, the border, the units, a legend.

Folium puts a text into a script between backticks and Leaflet puts a layer's name into the page as
markup, neither escaped. Every text here is therefore spelt so that it is only ever text.
"""

import html
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import folium
import shapely

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone, ZonePart

SIDE_COLOURS: Final = ("#1c5a9c", "#c2571a")
OTHER_COLOURS: Final = {"disputed": "#6b4c9a", "third_state": "#6b7280"}
STATUS_COLOURS: Final = {
    "in": "#8a1c1c",
    "indeterminate": "#b98900",
    "out": "#6b7280",
    "not_bound": "#9aa3ad",
}
BORDER_COLOUR: Final = "#1b1f24"
_AS_ENTITIES: Final = str.maketrans({mark: f"&#{ord(mark)};" for mark in "`$\\{}%"})


@dataclass(frozen=True)
class FoliumLayers:
    """A zone as layers of folium: add them to a map, or take them one by one.

    Parameters
    ----------
    groups : tuple of folium.FeatureGroup
        One per side, then disputed land and third states, the border, the units by status.
    legend : folium.Element
        What the colours mean, and what the lines are no statement on.
    bounds : list of two lists of float
        South-west and north-east corner, latitude and longitude in degrees.

    Examples
    --------
    >>> import csbm, folium
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> layers = csbm.folium_layers(zone)
    >>> [group.layer_name for group in layers.groups]
    ['Andorra, 5 km', 'Spain, 5 km', 'Border Andorra–Spain']
    """

    groups: tuple[folium.FeatureGroup, ...]
    legend: folium.Element
    bounds: list[list[float]]

    def add_to(self, folium_map: folium.Map, *, control: bool = True, fit: bool = True) -> None:
        """Add the layers and the legend to a map.

        Parameters
        ----------
        folium_map : folium.Map
        control : bool
            Whether a layer control is added, if the map has none.
        fit : bool
            Whether the map is moved to the zone.

        Examples
        --------
        >>> import csbm, folium
        >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> layers = csbm.folium_layers(zone)
        >>> own_map = folium.Map(tiles=None)
        >>> layers.add_to(own_map)
        >>> len(own_map._children) > len(layers.groups)
        True
        """
        for group in self.groups:
            group.add_to(folium_map)
        root: Any = folium_map.get_root()
        root.html.add_child(self.legend)
        children = folium_map._children.values()  # noqa: SLF001  # branca has no public way
        if control and not any(isinstance(one, folium.LayerControl) for one in children):
            folium.LayerControl(collapsed=False).add_to(folium_map)
        if fit:
            folium_map.fit_bounds(self.bounds)


def folium_layers(
    zone: "InspectionZone",
    covered: "GeoDataFrame | None" = None,
    *,
    third_states: bool = False,
) -> FoliumLayers:
    """Return a zone, its border and units as layers for a folium map of one's own.

    Parameters
    ----------
    zone : InspectionZone
    covered : GeoDataFrame, optional
        From :func:`csbm.coverage`: its statuses give the colours. Without it no unit is drawn.
    third_states : bool
        Whether what the zone would reach in third states is a layer too.

    Returns
    -------
    FoliumLayers

    Examples
    --------
    >>> import csbm, folium
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> layers = csbm.folium_layers(zone, csbm.coverage(zone, csbm.bundled_units()))
    >>> layers.add_to(folium.Map(tiles=None))
    >>> [group.layer_name for group in layers.groups][:3]
    ['Andorra, 5 km', 'Spain, 5 km', 'Border Andorra–Spain']
    """
    groups = [*_parts(zone, third_states=third_states), _border(zone)]
    if covered is not None:
        groups += _units(covered)
    west, south, east, north = (float(one) for one in zone.within(zone.depth_km).bounds)
    return FoliumLayers(
        tuple(groups), folium.Element(_legend(zone, covered)), [[south, west], [north, east]]
    )


def only_text(words: object) -> str:
    """Return words spelt so that markup, a script's text and a template all show them as they are.

    Examples
    --------
    >>> only_text("<b>`${x}`")
    '&lt;b&gt;&#96;&#36;&#123;x&#125;&#96;'
    """
    whole = str(words).encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return html.escape(whole).translate(_AS_ENTITIES)


def _parts(zone: "InspectionZone", *, third_states: bool) -> Iterator[folium.FeatureGroup]:
    """Give one layer a side, then disputed land, then third states."""
    seen: dict[str, folium.FeatureGroup] = {}
    third = zone.third_state_parts if third_states else ()
    for part in (*zone.parts, *zone.disputed_parts, *third):
        if part.geometry.is_empty:
            continue
        name = _name(zone, part)
        if name not in seen:
            seen[name] = folium.FeatureGroup(name=only_text(name))
        folium.GeoJson(
            {
                "type": "Feature",
                "properties": {},
                "geometry": shapely.geometry.mapping(shapely.set_precision(part.geometry, 1e-7)),
            },
            style_function=_style(_colour(zone, part)),
            tooltip=only_text(f"{name}, {part.area_km2:,.0f} km²"),
        ).add_to(seen[name])
    yield from seen.values()


def _name(zone: "InspectionZone", part: "ZonePart") -> str:
    if part.role == "disputed":
        return f"Disputed: {part.side or 'unclaimed'}"
    low = f"{part.min_km:g}–" if part.min_km else ""
    kind = "" if part.category == "all" else f", {part.category}"
    third = " (not bound)" if part.role == "third_state" else ""
    return f"{zone.atlas.name(part.side)}, {low}{part.depth_km:g} km{kind}{third}"


def _colour(zone: "InspectionZone", part: "ZonePart") -> str:
    if part.role in OTHER_COLOURS:
        return OTHER_COLOURS[part.role]
    return SIDE_COLOURS[0 if part.side in zone.border.groups[0] else 1]


def _style(colour: str) -> Any:  # noqa: ANN401  # folium is untyped
    return lambda _feature: {"color": colour, "weight": 1, "fillColor": colour, "fillOpacity": 0.2}


def _border(zone: "InspectionZone") -> folium.FeatureGroup:
    border = zone.border
    group = folium.FeatureGroup(name=only_text(f"Border {border.title}"))
    words = f"Border {border.title}: {border.source.title}, {border.source.release}"
    for line in shapely.get_parts(border.line):
        folium.PolyLine(  # type: ignore[no-untyped-call]  # folium is typed in part
            [(lat, lon) for lon, lat in shapely.get_coordinates(line).tolist()],
            color=BORDER_COLOUR,
            weight=2.5,
            tooltip=only_text(words),
        ).add_to(group)
    return group


def _units(covered: "GeoDataFrame") -> Iterator[folium.FeatureGroup]:
    """Give one layer a status, a unit once in it."""
    for status, colour in STATUS_COLOURS.items():
        rows = covered[covered["status"] == status].drop_duplicates(["id", "lat", "lon"])
        if not len(rows):
            continue
        group = folium.FeatureGroup(
            name=only_text(f"Units: {status.replace('_', ' ')} ({len(rows)})"),
            show=status in {"in", "indeterminate"},
        )
        for row in rows.to_dict("records"):
            folium.CircleMarker(
                [float(row["lat"]), float(row["lon"])],
                radius=5,
                color=colour,
                weight=1.5,
                fill=True,
                fill_opacity=0.8,
                tooltip=only_text(row["name"]),
                popup=folium.Popup(_card(row), max_width=320),
            ).add_to(group)
        yield group


def _card(row: dict[str, Any]) -> str:
    lines = [f"<b>{only_text(row['name'])}</b>"]
    distance = f"{row['distance_km']:.3f} km from the border"
    radius = row.get("position_accuracy_m")
    if isinstance(radius, float) and math.isfinite(radius):
        distance += f", position ± {radius:,.0f} m"
    lines += [only_text(distance), only_text(f"{row['status']}: {row['reason']}")]
    lines += [
        only_text(row[name])
        for name in ("settlement", "source_title", "source_date")
        if isinstance(row.get(name), str) and row[name]
    ]
    return "<br>".join(lines)


def _legend(zone: "InspectionZone", covered: "GeoDataFrame | None") -> str:
    marks = [
        (SIDE_COLOURS[number], ", ".join(zone.atlas.name(party) for party in group))
        for number, group in enumerate(zone.border.groups)
    ]
    marks.append((BORDER_COLOUR, "border"))
    if covered is not None:
        marks += [(colour, name.replace("_", " ")) for name, colour in STATUS_COLOURS.items()]
    rows = "".join(
        f'<div><span style="color:{colour}">&#9632;</span> {only_text(words)}</div>'
        for colour, words in marks
    )
    return (
        '<div class="csbm-legend" style="position:fixed;bottom:18px;left:10px;z-index:9999;'
        "background:#fff;color:#1b1f24;padding:6px 10px;border:1px solid #9aa3ad;"
        f'font:12px/1.4 sans-serif;max-width:260px">{rows}'
        "<div>Lines on this map are no statement on any legal claim.</div></div>"
    )
