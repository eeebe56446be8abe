"""A page as an object: it shows itself in a notebook, saves itself, opens itself, draws itself."""

import html
from dataclasses import dataclass, field
from pathlib import Path

from ..common.errors import UsageError
from ..common.files import written_whole
from .browser import draw_page, open_page

SANDBOX = "allow-scripts allow-downloads allow-modals allow-popups"
"""What the page may do inside a notebook: run, save its list, print, open a source; no more."""


@dataclass(frozen=True)
class MapPage:
    """The page of a zone.

    Parameters
    ----------
    html : str
        The whole page, from ``render_page``.
    height_px : int
        Of its frame in a notebook, pixels.

    Examples
    --------
    >>> import csbm
    >>> csbm.map_page(csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50))
    MapPage(height_px=640)
    """

    html: str = field(repr=False)
    height_px: int = 640

    def _repr_html_(self) -> str:
        """Return a frame that holds the page, for a notebook to show."""
        page = html.escape(self.html, quote=True)
        return (
            f'<iframe srcdoc="{page}" sandbox="{SANDBOX}" title="csbm" width="100%" '
            f'height="{int(self.height_px)}" style="border: 1px solid #d8dce1; border-radius: 6px">'
            "</iframe>"
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file: .html, or drawn through an installed Chromium .png or .pdf.

        Parameters
        ----------
        path : str or Path
            An older file is replaced.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError
            If the ending is none of these, or no browser is installed.

        Examples
        --------
        >>> import csbm, pathlib, tempfile
        >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     csbm.map_page(zone).save(pathlib.Path(folder, "zone.html")).name
        'zone.html'
        """
        target = Path(path)
        ending = target.suffix.lower().removeprefix(".")
        if ending in {"html", "htm"}:
            with written_whole(target) as made:
                made.write_text(self.html, encoding="utf-8", newline="\n")
        elif ending == "png":
            draw_page(self.html, target, "png")
        elif ending == "pdf":
            draw_page(self.html, target, "pdf")
        else:
            raise UsageError(f"{target}: a page is saved as .html, .png or .pdf")
        return target

    def open(self, path: str | Path) -> bool:
        """Save the page as HTML and open it in the reader's own browser.

        Parameters
        ----------
        path : str or Path
            Ends in .html.

        Returns
        -------
        bool
            Whether a browser could be started.

        Examples
        --------
        >>> csbm.map_page(zone).open("zone.html")  # doctest: +SKIP
        True
        """
        return open_page(self.save(path))
