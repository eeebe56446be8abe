"""docs/regimes.md: the figures it traces are those of the files."""

import re
from pathlib import Path

from csbm.regimes.catalogue import find_regime, regimes

PAGE = Path(__file__).resolve().parent.parent / "docs" / "regimes.md"
WORDS = {"1": ("one", "1000 meters"), "2": ("two",), "5": ("five",), "10": ("ten",)}
WORDS |= {"75": ("seventy five",)}


def traced():
    """Return the rows of the table of figures: id, figure, where it stands."""
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("| regime | figure |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in table]


def test_twenty_figures_are_traced_each_to_a_quotation_that_was_read_twice():
    rows = traced()
    assert len(rows) == 20
    for name, figure, where in rows:
        assert where, name
        if name == "Vienna Document":
            continue
        regime = find_regime(name)
        assert regime.verified.depth, name
        assert regime.read_twice, name
        quoted = " ".join(one.text.lower() for one in regime.quotation)
        bands = {f"{band.max_km:g}" for band in regime.bands}
        bands |= {f"{one.radius_km:g}" for one in regime.exclusions if one.radius_km}
        kilometres = re.findall(r"\d+", figure)
        for number in kilometres if "days" not in figure else []:
            assert number in bands, (name, number)
        if "days" not in figure:
            first = kilometres[0]
            assert first in quoted or any(word in quoted for word in WORDS.get(first, ())), name


def test_the_page_counts_what_the_files_hold():
    text = PAGE.read_text(encoding="utf-8")
    verified = sum(one.verified.depth for one in regimes())
    assert f"{verified} of the {len(regimes())} have a verified depth" in text
    for name in re.findall(r"`([a-z]{3}-[a-z0-9-]+)`", text):
        assert find_regime(name).id == name
