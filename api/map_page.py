"""``csbm.map_page``: what ``csbm map`` makes, as an object for Python and notebooks."""

from typing import TYPE_CHECKING

from ..maps.map_page import MapPage

if TYPE_CHECKING:
    from datetime import date

    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..maps.tiles import Tiles
    from ..maps.vector_tiles import VectorTiles


def map_page(
    zone: "InspectionZone",
    units: "GeoDataFrame | None" = None,
    *,
    third_states: bool = False,
    title: str | None = None,
    exercises: "GeoDataFrame | None" = None,
    tiles: "Tiles | VectorTiles | None" = None,
    height_px: int = 640,
    as_of: "date | str | None" = None,
    language: str = "",
) -> MapPage:
    """Return the page of a zone; in a notebook it shows itself.

    Parameters
    ----------
    zone : InspectionZone
        A plain zone opens with a depth slider, any other band by band.
    units : GeoDataFrame, optional
        As for :func:`csbm.coverage`; the bundled list if left out.
    third_states : bool
        Whether third states are shown as the page opens.
    title : str, optional
        The page's heading, shown as written.
    exercises : GeoDataFrame, optional
        Points with the columns ``csbm.maps.content.EXERCISE_COLUMNS``.
    tiles : Tiles or VectorTiles, optional
        A server of map tiles, without which the page asks nobody for anything; or a map extract of
        one's own (`csbm.maps.vector_tiles.VectorTiles`), which the page then carries.
    height_px : int
        Of the frame in a notebook, pixels.
    as_of : datetime.date or str, optional
        The day that the page opens with; as for :func:`csbm.coverage`.
    language : str, optional
        What the page speaks as it opens; the reader's own if left out.

    Returns
    -------
    MapPage
        With ``html``, ``save(path)`` (.html, .png, .pdf) and ``open(path)``.

    Examples
    --------
    >>> import csbm
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5)
    >>> csbm.map_page(zone)
    MapPage(height_px=640)
    """
    from dataclasses import replace

    from ..exports import delivery
    from ..maps.assembly import zone_page_content
    from ..maps.page import render_page
    from ..units.bundled import bundled_units
    from ..units.filters import own_day

    shown = bundled_units() if units is None else units.copy()
    shown.attrs["as_of"] = own_day(shown, as_of).text
    content = zone_page_content(
        zone,
        shown,
        third_states=third_states,
        title=title or "",
        provenance=delivery.zone_provenance(zone, shown, third_states=third_states),
        exercises=exercises,
    )
    return MapPage(
        render_page(replace(content, tiles=tiles, language=language)), height_px=height_px
    )
