"""Draw the gallery of docs/gallery.md with the commands that it shows: ``make gallery``.

    python scripts/gallery.py                 # all of them, into docs/gallery
    python scripts/gallery.py --into FOLDER   # elsewhere
    python scripts/gallery.py --check         # into nowhere: only say whether some can be drawn
    python scripts/gallery.py --check --all   # whether all can be

Each picture is the program's own run: ``csbm map --png``, or a comparison's page drawn the same
way. Needs an installed Chromium. The picture of docs/regimes.md is drawn with them.
"""

import argparse
import shlex
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "gallery"


@dataclass(frozen=True)
class Shown:
    """One picture: its name, what it shows, and the command that makes it."""

    name: str
    title: str
    command: str
    text: str
    checked: bool = False
    """Whether each run of CI draws it; the others are drawn by `make full`."""


SHOWN = (
    Shown(
        "blr-pol-80km",
        "Belarus–Poland, 80 km",
        "csbm map BLR-POL --depth 80",
        "The default: both sides to 80 km, the bundled units, what is indeterminate marked.",
        checked=True,
    ),
    Shown(
        "kor-cma-2018",
        "Korea, the bands of 2018",
        "csbm map --regime kor-cma-2018 --split-at 38.3,127.5",
        "A depth table: each band has its own line, hatch and number, its area and its switch. The"
        " place where the line is split is an example; the agreement names marker 0646.",
        checked=True,
    ),
    Shown(
        "fin-rus-50km",
        "Finland–Russia, 50 km",
        "csbm map FIN-RUS --depth 50",
        "A border of 1,300 km; the bundled list has few units here.",
    ),
    Shown(
        "blr-pol-per-side",
        "A depth for each side",
        "csbm map BLR-POL --depth BLR=120,POL=50 --third-states",
        "Belarus to 120 km, Poland to 50 km, and what of third states lies within.",
    ),
    Shown(
        "compare",
        "Depths compared",
        "csbm compare BLR-POL -o compare.html",
        "The page of a comparison opens at its depths: units, areas, ratio, balance, crossings.",
        checked=True,
    ),
    Shown(
        "blr-lva-60km",
        "In another language",
        "csbm map BLR-LVA --depth 60 --lang lv",
        "Belarus–Latvia in Latvian: heading, legend, kinds, and the places by their Latvian names"
        " where they are known.",
    ),
    Shown(
        "blr-neighbours",
        "One state and four neighbours",
        "csbm map BLR-POL,LTU,LVA,UKR --depth 80",
        "Groups of states: each group has one colour, each state its figures and its own depth.",
    ),
    Shown(
        "exercises",
        "Exercises",
        "csbm map BLR-POL --exercises",
        "Exercises are flags with dates, in a layer and a list of their own.",
    ),
    Shown(
        "and-esp-30km",
        "Andorra–Spain, 30 km",
        "csbm map AND-ESP --depth 30",
        "A border of 64 km in the Pyrenees: relief and woods. Nobody surveyed units here, and the"
        " page says so in place of a zero.",
        checked=True,
    ),
    Shown(
        "chn-ind-100km",
        "China–India, 100 km",
        "csbm map CHN-IND --depth 100",
        "Land that both claim is drawn apart, and counted for neither.",
    ),
    Shown(
        "kaz-rus-80km",
        "Kazakhstan–Russia, 80 km",
        "csbm map KAZ-RUS --depth 80",
        "A border of 7,700 km: the ground is as fine as its room in the page allows.",
    ),
    Shown(
        "can-usa-80km",
        "Canada–United States, 80 km",
        "csbm map CAN-USA --depth 80",
        "Two borders of one pair, on the mainland and beside Alaska.",
    ),
)


def drawn(shown: Shown, into: Path, folder: Path) -> Path:
    """Run one command and return the picture."""
    target = into / f"{shown.name}.png"
    words = shlex.split(shown.command)[1:]
    if words[0] == "map":
        run([*words, "--png", str(target)], folder)
        return smaller(target)
    run(words, folder)
    from csbm.maps.browser import draw_page

    draw_page((folder / words[-1]).read_text(encoding="utf-8"), target, "png")
    return smaller(target)


def smaller(picture: Path) -> Path:
    """Keep 256 of a picture's colours: a third of its size, in a repository that keeps them all."""
    from PIL import Image

    Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        picture, optimize=True
    )
    return picture


def run(words: list[str], folder: Path) -> None:
    """Run csbm in a folder of its own."""
    command = [sys.executable, "-c", "from csbm.cli import main; main()", *words]
    subprocess.run(command, cwd=folder, check=True)


def page() -> str:
    """Return the gallery's text."""
    parts = [
        "# Gallery\n",
        "Each picture is what the command above it draws; `make gallery` draws them all again.\n",
        "They are kept in 256 colours.\n",
    ]
    for shown in SHOWN:
        png = "" if shown.command.startswith("csbm compare") else f" --png {shown.name}.png"
        parts.append(
            f"## {shown.title}\n\n{shown.text}\n\n```sh\n{shown.command}{png}\n```\n\n"
            f"![{shown.title}](gallery/{shown.name}.png)\n"
        )
    return "\n".join(parts)


def main() -> None:
    """Draw all, and write the page beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=GALLERY)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--all", action="store_true", help="with --check: every picture")
    asked = parser.parse_args()
    text = ROOT / "docs" / "gallery.md"
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        into = folder if asked.check else asked.into
        into.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(2) as pool:
            wanted = [one for one in SHOWN if one.checked or asked.all or not asked.check]
            for path in pool.map(lambda shown: drawn(shown, into, folder), wanted):
                size = path.stat().st_size / 1000
                print(f"{path.name}  {size:.0f} kB  {time.monotonic() - start:.0f} s")
        from regime_pictures import TARGET, draw

        draw(into / TARGET.name if asked.check else TARGET)
    if asked.check and text.read_text(encoding="utf-8") != page():
        raise SystemExit("docs/gallery.md is not current: run scripts/gallery.py")
    if not asked.check:
        text.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
