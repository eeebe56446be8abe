"""Where ``csbm map`` puts its page: a file, a picture, a sheet of paper, the reader's browser."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from ..common.errors import UsageError
from ..words.languages import LANGUAGES
from .outputs import check_outputs
from .shell import tell

if TYPE_CHECKING:
    from ..maps.tiles import Tiles
    from ..maps.vector_tiles import VectorTiles

Command = TypeVar("Command", bound=Callable[..., Any])
Kind = Literal["png", "pdf"]


@dataclass(frozen=True)
class PagePlaces:
    """Where a page goes, and what it may fetch."""

    output: Path | None
    png: Path | None
    pdf: Path | None
    opened: bool
    tiles: str | None
    tiles_attribution: str | None
    language: str | None

    @property
    def pictures(self) -> list[tuple[Kind, Path]]:
        """What is drawn through a browser."""
        asked: tuple[tuple[Kind, Path | None], ...] = (("png", self.png), ("pdf", self.pdf))
        return [(kind, path) for kind, path in asked if path is not None]

    def tile_server(self) -> "Tiles | VectorTiles | None":
        """Return the server or the archive of map tiles, where one was asked for."""
        from ..maps.tiles import Tiles
        from ..maps.vector_tiles import VectorTiles

        if self.tiles is None and self.tiles_attribution:
            raise UsageError("--tiles-attribution names whose tiles they are; add --tiles URL")
        if self.tiles and "://" not in self.tiles and self.tiles.lower().endswith(".pmtiles"):
            return VectorTiles(Path(self.tiles), self.tiles_attribution or "")
        return Tiles(self.tiles, self.tiles_attribution or "") if self.tiles else None

    def page(self, name: str) -> Path | None:
        """Return the page's own file; none where only pictures were asked for."""
        if self.output is None and self.pictures and not self.opened:
            return None
        return self.output or Path(name)


def place_options(command: Command) -> Command:
    """Add --png, --pdf, --open and --tiles; the command gets them, with -o, as `places`."""

    @wraps(command)
    def collected(**given: Any) -> Any:  # noqa: ANN401  # click's own
        own = {one.name: given.pop(one.name) for one in fields(PagePlaces)}
        kind = own["output"].suffix.lower().removeprefix(".") if own["output"] else ""
        if kind in {"pdf", "png"} and own[kind] is None:  # as if --pdf or --png had named it
            own |= {kind: own["output"], "output": None}
        return command(places=PagePlaces(**own), **given)

    file = click.Path(path_type=Path)
    for option in (
        click.option(
            "--lang",
            "language",
            type=click.Choice(list(LANGUAGES)),
            help="What the page speaks as it opens, in pictures too; else the reader's language.",
        ),
        click.option(
            "--tiles-attribution",
            metavar="TEXT",
            help="Whose tiles they are; --tiles URL needs it, and a file that does not say it.",
        ),
        click.option(
            "--tiles",
            metavar="URL|FILE",
            help="Show online map tiles, such as https://tiles.example.org/{z}/{x}/{y}.png; the"
            " page then asks that server, and no other. Or put the zone's part of a map extract of"
            " your own, FILE.pmtiles, into the page.",
        ),
        click.option("--open", "opened", is_flag=True, help="Open the page in the browser."),
        click.option(
            "--pdf", type=file, metavar="FILE", help="Print it to one sheet of A4 (Chromium)."
        ),
        click.option(
            "--png", type=file, metavar="FILE", help="Draw it, 1600 x 1000 pixels (Chromium)."
        ),
    ):
        collected = option(collected)
    return collected  # type: ignore[return-value]  # click needs it so


def check_places(places: PagePlaces, page: Path | None, *, no_clobber: bool) -> None:
    """Refuse what cannot be written, or drawn for want of a browser, before any work is done."""
    from ..maps.browser import find_browser

    targets = [*([page] if page else []), *(path for _, path in places.pictures)]
    check_outputs(*targets, no_clobber=no_clobber)
    if page and page.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(
            f"{page}: a map is one HTML page (.html), or drawn as .pdf or .png; end its name so"
        )
    for kind, path in places.pictures:
        if path.suffix.lower() != f".{kind}":
            raise UsageError(f"{path}: --{kind} makes a {kind.upper()}; end its name in .{kind}")
    if len({path.resolve() for path in targets}) < len(targets):
        raise UsageError("one file cannot hold two results; give each its own name")
    if places.pictures:
        find_browser()


def write_page(html: str, page: Path | None, places: PagePlaces) -> list[Path]:
    """Write a page to where it is asked for, and return the files."""
    from ..exports import delivery
    from ..maps.browser import draw_page, open_page

    written = []
    if page:
        delivery.write_answer(html, page)
        written.append(page)
    for kind, path in places.pictures:
        draw_page(html, path, kind)
        written.append(path)
    if page and places.opened and not open_page(page):
        tell(f"note: no browser could be started; open {page} yourself", err=True)
    return written
