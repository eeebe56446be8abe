"""One self-contained HTML page: opens offline by double click, runs only its own script."""

import base64
import hashlib
import html
import re

from ..words.languages import LANGUAGES
from .content import PageContent
from .document import as_json, document
from .engine import packed_module
from .figure import asset, map_figure
from .messages import message_data
from .tiles import Tiles

POLICY = (
    "default-src 'none'; script-src {scripts}{compiled}; worker-src {workers}; "
    "style-src 'unsafe-inline'; img-src data: blob:{tiles}; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)

MAP_MARK = "<!-- map -->"
LANGUAGES_MARK = "<!-- languages -->"


def render_page(content: PageContent) -> str:
    """Return the page that shows a zone, its units and their sources.

    Parameters
    ----------
    content : PageContent
        What to show. Its texts reach the page as data only: no template and no markup holds them.

    Returns
    -------
    str
        HTML with everything in it; the same content gives the same text.

    Raises
    ------
    CsbmError
        If folium asks for an asset that the package does not carry.
    """
    data = [
        data_element("csbm-data", document(content)),
        data_element("csbm-messages", message_data()),
        *([data_element("csbm-core", packed_module())] if content.engine else []),
    ]
    # An extract of one's own is in the page: nobody is asked for it.
    asked = content.tiles if isinstance(content.tiles, Tiles) else None
    return page_of(content.title, data, measures=bool(content.engine), tiles=asked)


def page_of(title: str, data: list[str], *, measures: bool, tiles: Tiles | None = None) -> str:
    """Return a page around its elements of data.

    Parameters
    ----------
    title : str
    data : list of str
        From `data_element`.
    measures : bool
        Whether it measures itself: then it may run the compiled measure, and a worker.
    tiles : Tiles, optional
        A server of map tiles that it may ask.
    """
    figure = map_figure()
    styles = [*figure.head.styles, *_styles(figure.head.texts), asset("page.css")]
    scripts = [
        *_scripts(figure.head.texts),
        *figure.head.scripts,
        asset("page.js"),
        "\n".join(figure.code.texts),
    ]
    policy = POLICY.format(
        scripts=" ".join(f"'sha256-{_digest(one)}'" for one in scripts),
        # The compiled measure is a module that imports nothing: it can reach nothing of the page.
        compiled=" 'wasm-unsafe-eval'" if measures else "",
        # The page makes its worker of its own script's text.
        workers="blob:" if measures else "'none'",
        tiles=f" {tiles.policy}" if tiles else "",
    )
    skeleton = asset("skeleton.html").replace(LANGUAGES_MARK, _languages())
    before, _, after = skeleton.partition(MAP_MARK)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # A tile server may want to know which site shows its tiles; nobody else is asked.
            f'<meta name="referrer" content="{"origin" if tiles else "no-referrer"}">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_as_title(title)}</title>",
            *(f"<style>\n{style}</style>" for style in styles),
            "</head>",
            "<body>",
            before + "\n".join(text.strip() for text in figure.body.texts) + after,
            *data,
            *(f"<script>{script}</script>" for script in scripts),
            "</body>",
            "</html>",
            "",
        )
    )


def _languages() -> str:
    """Return the choice of languages, each by its own name."""
    return "".join(
        f'<option value="{code}" lang="{code}">{html.escape(name[:1].upper() + name[1:])}</option>'
        for code, (name, _read) in LANGUAGES.items()
    )


def _as_title(text: str) -> str:
    """Return a title element's text; what is no character becomes a question mark."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return html.escape(whole)


def data_element(name: str, value: object) -> str:
    """Return an element that holds data as JSON, which the page's script reads."""
    return f'<script type="application/json" id="{name}">{as_json(value)}</script>'


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _styles(texts: list[str]) -> list[str]:
    """Return the style sheets that folium put into its header."""
    return [one for text in texts for one in re.findall(r"<style>(.*?)</style>", text, re.DOTALL)]


def _scripts(texts: list[str]) -> list[str]:
    """Return the scripts that folium put into its header.

    Its viewport line, which forbids zooming to those who need it, is left behind.
    """
    return [
        script
        for text in texts
        for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    ]
