"""folium's map without its hazards: raw slots, bundled assets, names in place of random ids.

branca parses what a macro has rendered again as a template, links assets from the network and names
things by random numbers. Here a template holds ids only and its result is taken as it stands; a
link is replaced by a bundled file of the same name, or is an error; every element has its name.
"""

from importlib.resources import files

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

from ..common.errors import CsbmError

BUNDLED = {
    "leaflet": "leaflet.js",
    "leaflet_css": "leaflet.css",
}
"""The bundled file for each asset that folium links, by folium's own stable name."""

UNUSED = frozenset(
    {
        *("jquery", "bootstrap", "awesome_markers", "bootstrap_css", "glyphicons_css"),
        *("awesome_markers_font_css", "awesome_markers_css", "awesome_rotate_css"),
    }
)
"""Assets folium links for markers and popups that this page does not use."""

PANES = {
    "ground": 210,
    "tiles": 220,
    "states": 230,
    "zones": 320,
    "lines": 360,
    "labels": 380,
    "areas": 410,
    "outside": 420,
    "selection": 590,
}
"""Stacking order of the map, low to high; units stand at Leaflet's own 600."""

MAX_ZOOM = 14
"""folium keeps its own `max_zoom` for tiles; without tiles it has to stand on the map."""


def asset(name: str) -> str:
    """Return the text of one bundled asset."""
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


class RawSlot(Element):
    """A slot of a figure that keeps what is added to it as text and never parses it again."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.texts: list[str] = []

    def add_child(
        self,
        child: Element,
        name: str | None = None,
        index: int | None = None,  # noqa: ARG002  branca's own signature
    ) -> Element:
        """Take a link's bundled asset by the link's name, or any other element's text as it is.

        Raises
        ------
        CsbmError
            If folium links an asset that is not bundled.
        """
        if isinstance(child, JavascriptLink | CssLink):
            self._take_asset(child, name or "")
        else:
            self.texts.append(child._template_str or "")  # noqa: SLF001  branca keeps it nowhere else
        return self

    def _take_asset(self, link: JavascriptLink | CssLink, name: str) -> None:
        if name in UNUSED:
            return
        if name not in BUNDLED:
            raise CsbmError(
                f"folium links {link.url} under the name {name!r}, which is not bundled; "
                "add it to maps/assets and to BUNDLED in maps/figure.py"
            )
        (self.scripts if isinstance(link, JavascriptLink) else self.styles).append(
            asset(BUNDLED[name])
        )


class RawFigure(Figure):
    """A figure with raw slots; it gives its pieces and leaves the page to ``page.py``."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.body, self.code = RawSlot(), RawSlot(), RawSlot()
        self.header, self.html, self.script = self.head, self.body, self.code
        for slot in (self.head, self.body, self.code):
            slot._parent = self  # noqa: SLF001  as branca's own Figure does


def named(element: Element, name: str) -> Element:
    """Name an element, in place of the random number that branca gave it."""
    element._id = name  # noqa: SLF001  there is no other way to name it
    return element


def map_figure() -> RawFigure:
    """Return the figure that holds folium's map: its view and panes, no data.

    The script calls ``csbm.start`` with the map; all data come from the page's own
    JSON element.
    """
    figure = RawFigure()
    view = folium.Map(
        location=[0, 0],
        zoom_start=3,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        maxZoom=MAX_ZOOM,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
        max_bounds_viscosity=1.0,
        fade_animation=False,
    )
    figure.add_child(named(view, "csbm"), name="map")
    for name, height in PANES.items():
        pane = folium.map.CustomPane(
            name, z_index=height, pointer_events=name in {"outside", "areas"}
        )
        named(pane, name).add_to(view)
    figure.render()
    figure.code.add_child(Element(f"csbm.start({view.get_name()});"))
    return figure
