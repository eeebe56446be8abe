"""Draw the pictures of the documentation: pages that ``csbm map`` wrote, seen in Chromium.

    python scripts/pictures.py            # all of them, into docs/pictures

Needs an installed Chromium and playwright.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent.parent
PICTURES = HERE / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@dataclass(frozen=True)
class Picture:
    """One picture: the words after ``csbm map``, and how the page is looked at."""

    name: str
    words: tuple[str, ...]
    width: int = 1280
    height: int = 800
    dark: bool = False


WANTED = (
    Picture("blr-pol-80km", ("BLR-POL",)),
    Picture("blr-pol-80km-dark", ("BLR-POL", "--third-states"), dark=True),
    Picture("blr-ltu-50km", ("LTU-BLR", "--depth", "50")),
    Picture("kor-prk-40km", ("KOR-PRK", "--depth", "40")),
)


def page_of(picture: Picture, folder: Path) -> Path:
    """Write the page with the command itself."""
    page = folder / f"{picture.name}.html"
    command = [sys.executable, "-c", "from csbm.cli import main; main()", "map", *picture.words]
    subprocess.run([*command, "-o", str(page)], check=True)
    return page


def draw(browser: Browser, picture: Picture, page: Path) -> None:
    """Open a page without a network and write what is seen."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        locale="en-GB",
        color_scheme="dark" if picture.dark else "light",
        offline=True,
    )
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("html.ready")
    tab.wait_for_timeout(800)  # the map's own fading in
    tab.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()


def main() -> None:
    """Draw every picture, or those named on the command line."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium is installed")
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in WANTED if not sys.argv[1:] or one.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        for picture in wanted:
            draw(browser, picture, page_of(picture, Path(folder)))
        browser.close()


if __name__ == "__main__":
    main()
