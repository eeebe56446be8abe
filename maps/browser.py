"""The page as a picture or on paper, through a Chromium that is installed; and opened to be read.

No browser comes with csbm. One is run without a shell, a network or a profile of its own, on a page
that is one file; what it draws depends on its version and on the fonts of the machine only.
"""

import os
import re
import shutil
import subprocess
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from ..common.clock import run_date
from ..common.errors import CsbmError, UsageError
from ..common.files import written_whole

VARIABLE: Final = "CSBM_BROWSER"
"""The environment variable that names a browser: a path, or a name that is on the PATH."""

NAMES: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
PLACES: Final = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where macOS and Windows keep a browser that is on no PATH."""

SIZE_PX: Final = (1600, 1000)
"""Width and height of a picture, in pixels: the map beside its panel."""
PATIENCE_S: Final = 120
SETTLED_MS: Final = 8000
"""Time that passes for the page, at once for us, before it is drawn."""

STATE: Final = "#theme=light&picture"
"""A picture is light and has no buttons; it speaks the page's own language, else English."""

FLAGS: Final = (
    *("--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"),
    *("--force-color-profile=srgb", "--no-first-run", "--no-default-browser-check"),
    *("--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-quic", "--mute-audio", "--lang=en-GB"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)

_SIGNATURES: Final = {"png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
_DATES: Final = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[+-]\d\d'\d\d'\)")


def find_browser() -> str:
    """Return the path of an installed Chromium or one of its kin.

    Raises
    ------
    UsageError
        If there is none, or the one that ``CSBM_BROWSER`` names is not there.
    """
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise UsageError(f"{VARIABLE} is {named}, but there is no such program")
        return found
    for name in (*NAMES, *PLACES):
        found = shutil.which(name)
        if found is not None:
            return found
    raise UsageError(
        "a picture of the page needs Chromium, Chrome or Edge, and none was found: install one "
        "(Debian: apt install chromium; macOS: brew install --cask chromium) or name it in "
        f"{VARIABLE}"
    )


def draw_page(html: str, target: Path, kind: Literal["png", "pdf"]) -> None:
    """Draw a page as a picture of 1600 by 1000 pixels, or print it to one A4 landscape sheet.

    Parameters
    ----------
    html : str
        The page, from ``render_page``.
    target : Path
        The file to write; an older one is replaced.
    kind : {"png", "pdf"}

    Raises
    ------
    UsageError
        If no browser is installed.
    CsbmError
        If the browser fails, or takes more than two minutes.
    """
    browser = find_browser()
    # Beside the target, not in /tmp: a browser that came as a snap sees another /tmp.
    with written_whole(target) as made, _folder(target.parent) as folder:
        page, drawn = Path(folder) / "page.html", Path(folder) / f"drawn.{kind}"
        page.write_text(html, encoding="utf-8", newline="")
        width, height = SIZE_PX
        wanted = {
            "png": [f"--screenshot={drawn}", f"--window-size={width},{height}"],
            "pdf": [f"--print-to-pdf={drawn}", "--no-pdf-header-footer"],
        }[kind]
        _run(
            [
                *(browser, *FLAGS, *_as_root(), f"--user-data-dir={Path(folder) / 'profile'}"),
                *(*wanted, f"--virtual-time-budget={SETTLED_MS}", page.as_uri() + STATE),
            ]
        )
        data = drawn.read_bytes() if drawn.exists() else b""
        if not data.startswith(_SIGNATURES[kind]):
            raise CsbmError(f"{target}: {browser} drew nothing; see what it says when run by hand")
        made.write_bytes(_dated(data) if kind == "pdf" else data)


def open_page(path: Path) -> bool:
    """Open a page in the reader's own browser; whether one could be started."""
    return webbrowser.open(path.resolve().as_uri())


def _folder(beside: Path) -> "tempfile.TemporaryDirectory[str]":
    # A browser's last process may still write to its profile when the first has ended.
    return tempfile.TemporaryDirectory(
        dir=beside.resolve(), prefix="csbm-picture-", ignore_cleanup_errors=True
    )


def _as_root() -> Sequence[str]:
    """Return what Chromium asks of root, who may run it only without its sandbox."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ("--no-sandbox",) if is_root else ()


def _run(command: Sequence[str]) -> None:
    try:
        # No shell, no text of a file: a program, its flags, our own paths.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, check=False, timeout=PATIENCE_S, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise CsbmError(f"{command[0]} took more than {PATIENCE_S} s to draw the page") from None
    except OSError as error:
        raise CsbmError(f"{command[0]} cannot be run ({error.strerror})") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        last = f": {said[-1][:200]}" if said else ""
        raise CsbmError(f"{command[0]} failed with exit code {done.returncode}{last}")


def _dated(pdf: bytes) -> bytes:
    """Give a PDF the date of the run, so that the same page makes the same bytes."""
    stamp = run_date().strftime("%Y%m%d000000").encode() + b"+00'00')"
    return _DATES.sub(lambda found: found[1] + stamp, pdf)
