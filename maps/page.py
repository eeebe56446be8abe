"""One self-contained HTML page: opens offline by double click, runs only its own script."""

import base64
import hashlib
import html
import json
import re
from importlib.resources import files

from .content import PageContent
from .document import as_json, document
from .engine import packed_module
from .figure import asset, map_figure
from .languages import LANGUAGES

POLICY = (
    "default-src 'none'; script-src {scripts}{compiled}; worker-src {workers}; "
    "style-src 'unsafe-inline'; img-src data: blob:{tiles}; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)

MAP_MARK = "<!-- map -->"


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
        compiled=" 'wasm-unsafe-eval'" if content.engine else "",
        # The page makes its worker of its own script's text.
        workers="blob:" if content.engine else "'none'",
        tiles=f" {content.tiles.policy}" if content.tiles else "",
    )
    before, _, after = asset("skeleton.html").partition(MAP_MARK)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # A tile server may want to know which site shows its tiles; nobody else is asked.
            f'<meta name="referrer" content="{"origin" if content.tiles else "no-referrer"}">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_as_title(content.title)}</title>",
            *(f"<style>\n{style}</style>" for style in styles),
            "</head>",
            "<body>",
            before + "\n".join(text.strip() for text in figure.body.texts) + after,
            _data("csbm-data", document(content)),
            _data("csbm-messages", messages()),
            *([_data("csbm-core", packed_module())] if content.engine else []),
            *(f"<script>{script}</script>" for script in scripts),
            "</body>",
            "</html>",
            "",
        )
    )


def messages() -> dict[str, dict[str, object]]:
    """Return the page's words: by language, then by key."""
    folder = files(__package__) / "assets" / "messages"
    return {
        language: json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }


def _as_title(text: str) -> str:
    """Return a title element's text; what is no character becomes a question mark."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return html.escape(whole)


def _data(name: str, value: object) -> str:
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
