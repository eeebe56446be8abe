"""Trace a count to the rows and source pages that make it; write those of the documentation.

    python scripts/trace_counts.py BLR-POL 80 BLR border_guard    one count
    python scripts/trace_counts.py --write          ten drawn at random, in docs/units.md
    python scripts/trace_counts.py --write --keep   the same ten, counted anew

A count is a headline of ``csbm compare BORDER --depths DEPTH --count COUNT``: the records of a
side whose status is ``in``. Those that may be in or out stand below it: they are not in it.
The ten are drawn by `SEED` from all counts of at least `LEAST` of borders with both or one side
surveyed; tests/test_units_traced.py holds the text against the code.
"""

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import csbm
from csbm.common.errors import CsbmError
from csbm.units.filters import on_day
from csbm.units.levels import counted
from csbm.units.survey import bundled_survey, uncounted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "units.md"
HEADING = "### Ten counts traced\n"
SEED = 20261130
TEN = 10
LEAST = 2
DEPTHS = (30, 50, 80, 100, 150, 200)
COUNTS = ("units", "regular", "formation", "unit", "subunit", "site", "border_guard")
TOLERANCE_M = 50.0
"""Of the drawn polygon; a status rests on distances, not on it."""


@dataclass(frozen=True)
class Headline:
    """What a count is of."""

    border: str
    depth_km: int
    side: str
    count: str

    @property
    def command(self) -> str:
        """The command that says the number."""
        return f"csbm compare {self.border} --depths {self.depth_km} --count {self.count}"


@cache
def units() -> "GeoDataFrame":
    """Return the bundled list as it is on its own day."""
    return on_day(csbm.bundled_units())


@cache
def covered(border: str, depth_km: int) -> "GeoDataFrame":
    """Return the list against a zone."""
    between = csbm.Border.between(*border.split("-"))
    zone = csbm.inspection_zone(between, float(depth_km), tolerance_m=TOLERANCE_M)
    return csbm.coverage(zone, units())


def rows(headline: Headline, status: str = "in") -> list[dict[str, Any]]:
    """Return the records that make a count, the nearest to the border first."""
    found = covered(headline.border, headline.depth_km)
    own = found[(found["side"] == headline.side) & (found["status"] == status)]
    own = own[counted(own, headline.count)].sort_values(["distance_km", "id"])
    return [dict(row) for row in own.to_dict("records")]


def lines(headline: Headline) -> Iterator[str]:
    """Give a count as it stands in the documentation."""
    inside, doubtful = rows(headline), rows(headline, "indeterminate")
    yield f"- `{headline.command}`, {headline.side}: **{len(inside)}**"
    for row in inside:
        yield f"  - {_row(row)}"
    for row in doubtful:
        yield f"  - not in the number, {row['status']}: {_row(row)}"


def _row(row: dict[str, Any]) -> str:
    accuracy_km = row["position_accuracy_m"] / 1000
    where = f"{row['settlement']} {row['lat']:.4f}, {row['lon']:.4f} ± {accuracy_km:.1f} km"
    pages = [row[name] for name in ("source_url", "source_2_url") if row[name]]
    told = f"`{row['id']}`: {where.strip()}; {row['distance_km']:.1f} km; {row['evidence']}"
    return told + "".join(f"; <{page}>" for page in pages)


def candidates() -> Iterator[Headline]:
    """Give every count that may be drawn."""
    told = bundled_survey()
    for pair in combinations(sorted(one.state for one in told.states), 2):
        border = "-".join(pair)
        try:
            csbm.Border.between(*pair)
        except CsbmError:
            continue  # they share no border
        sides = [state for state in pair if not uncounted({"survey": told.words}, state, 1)]
        for depth_km in DEPTHS if sides else ():
            for side in sides:
                for count in COUNTS:
                    headline = Headline(border, depth_km, side, count)
                    if len(rows(headline)) >= LEAST:
                        yield headline


def drawn() -> list[Headline]:
    """Return ten counts, at random by `SEED`."""
    return random.Random(SEED).sample(list(candidates()), TEN)  # no secret


def documented(text: str) -> list[Headline]:
    """Return the counts that a text traces."""
    found = re.findall(
        r"^- `csbm compare (\S+) --depths (\d+) --count (\w+)`, (\w+): \*\*", text, re.MULTILINE
    )
    return [Headline(border, int(depth), side, count) for border, depth, count, side in found]


def section(headlines: list[Headline]) -> str:
    """Return what stands below the heading."""
    told = [
        f"Drawn at random (seed {SEED}) and written by `python scripts/trace_counts.py --write`;",
        "`python scripts/trace_counts.py BORDER DEPTH SIDE COUNT` traces any other. Each row: its",
        "id, the position used and its radius, the distance to the border, whether its source says",
        "the place outright, the pages. `tests/test_units_traced.py` counts them again.",
        "",
        *(line for headline in headlines for line in lines(headline)),
    ]
    return "\n".join(told) + "\n"


def split(text: str) -> tuple[str, str, str]:
    """Return what stands before the section, the section, and what follows it."""
    before, rest = text.split(HEADING)
    at = rest.index("\n## ")
    return before + HEADING + "\n", rest[:at].strip("\n") + "\n", rest[at:]


def main() -> None:
    """Print, or write."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("headline", nargs="*", help="BORDER DEPTH SIDE COUNT")
    parser.add_argument("--write", action="store_true", help="ten drawn anew, in docs/units.md")
    parser.add_argument("--keep", action="store_true", help="with --write: those that stand there")
    asked = parser.parse_args()
    if asked.write:
        before, own, after = split(DOCUMENT.read_text("utf-8"))
        told = section(documented(own) if asked.keep else drawn())
        DOCUMENT.write_text(before + told + after, encoding="utf-8")
        print(told)
        return
    border, depth, side, count = asked.headline
    print("\n".join(lines(Headline(border, int(depth), side, count))))


if __name__ == "__main__":
    main()
