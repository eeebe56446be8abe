"""The one page of every land border, made of `app.py`'s pieces and the page that all maps have."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..boundaries.border import Border
from ..boundaries.catalogue import CatalogueEntry, catalogue
from ..boundaries.countries import countries
from ..common.errors import UsageError
from ..geo.zones.zone import inspection_zone
from ..units.survey import uncounted
from .app import BLOCK, AppContent, LandTiles, app_document, border_data, packed_json
from .assembly import zone_page_content
from .basemap import world
from .engine import packed_module
from .messages import message_data
from .page import data_element, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geopandas import GeoDataFrame

__all__ = ["app_page", "chosen_entries"]

Work = TypeVar("Work")

_SMALL = ("AND", "ESP")
"""A small border, of whose page the app takes what no border changes."""


class Progress(Protocol):
    """Shows what is worked through."""

    def __call__(self, work: Sequence[Work]) -> Iterable[Work]: ...


def chosen_entries(pairs: Sequence[str]) -> list[CatalogueEntry]:
    """Return the borders that are named, in the order of their codes; all where none is.

    Raises
    ------
    UsageError
        If one is no border of two bundled states.
    """
    if not pairs:
        return list(catalogue())
    wanted = {Border.between(*parsed).parties for parsed in map(_two, pairs)}
    return [entry for entry in catalogue() if entry.parties in wanted]


def _two(pair: str) -> tuple[str, str]:
    first, _, second = pair.partition("-")
    if not first or not second:
        raise UsageError(f"{pair}: give a border as two states, such as BLR-POL")
    return first, second


def app_page(
    entries: Sequence[CatalogueEntry],
    units: "GeoDataFrame",
    *,
    title: str,
    provenance: "Mapping[str, object]",
    language: str = "",
    progress: Progress | None = None,
) -> str:
    """Return the HTML of one page that answers for every border given.

    Parameters
    ----------
    entries : sequence of CatalogueEntry
        From `chosen_entries`.
    units : GeoDataFrame
        Points; judged in the page against whichever border is chosen.
    title : str
        Shown until a border is.
    provenance : mapping
        For the foot of the page.
    language : str, optional
    progress : callable, optional
        Wraps what is worked through, borders first and then tiles.

    Raises
    ------
    UsageError
        If no border is given, or a unit is no point.
    """
    if not entries:
        raise UsageError("an app needs at least one border")
    if (units.geom_type != "Point").any():
        raise UsageError("an app carries units that are points; give areas and lines to csbm map")
    made: dict[str, str] = {}
    named: set[str] = set()
    for entry in progress(entries) if progress else entries:
        border = Border.between(*entry.parties)
        told = border_data(border)
        line = str(told.pop("line"))
        made["-".join(entry.parties)] = f"{packed_json(told)} {line}"
        names = told["tiles"]
        assert isinstance(names, list)
        named.update(names)
    land = LandTiles(Border.between(*_SMALL).atlas)
    tiles: dict[str, str] = {}
    blocks = sorted(named, key=_by_block)
    for name in progress(blocks) if progress else blocks:
        x, y = (int(part) for part in name.split("."))
        tiles[name] = packed_json(land.data((x, y)))
    zone = inspection_zone(Border.between(*_SMALL), 5.0)
    template = zone_page_content(
        zone, units, third_states=False, title=title, provenance=provenance
    )
    there = units["located_in"].where(units["located_in"] != "", units["country"])
    records = there.value_counts()
    content = AppContent(
        template=template,
        title=title,
        entries=entries,
        borders=made,
        tiles=dict(sorted(tiles.items())),
        provenance=dict(provenance),
        uncounted={
            one.alpha3: word
            for one in countries()
            if (word := uncounted(units.attrs, one.alpha3, int(records.get(one.alpha3, 0))))
        },
    )
    data = [
        data_element("csbm-app", app_document(content) | {"language": language}),
        data_element("csbm-messages", message_data()),
        data_element("csbm-core", packed_module()),
        data_element("csbm-world", packed_json(world())),
        *(data_element(f"csbm-border-{name}", text) for name, text in made.items()),
        *(data_element(f"csbm-tile-{name}", text) for name, text in content.tiles.items()),
    ]
    return page_of(title, data, measures=True)


def _by_block(name: str) -> tuple[int, int, int, int]:
    x, y = (int(part) for part in name.split("."))
    return x // BLOCK, y // BLOCK, x, y
