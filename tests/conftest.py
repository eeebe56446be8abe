"""What tests of the page share: a small real zone, a browser, and a page that must keep quiet."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from csbm.geo.measure.geodesic import LineIndex
from csbm.maps.content import DepthStep, PageContent

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--parts", action="store_true", help="say how long each file of tests took")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how long each file of tests took, the longest first, where that is wanted."""
    if not config.getoption("--parts"):
        return
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.location[0]] += report.duration
    terminalreporter.section("seconds by file of tests")
    for file, taken in seconds.most_common():
        if taken >= 1:
            terminalreporter.write_line(f"{taken:8.1f}  {file}")


@dataclass(frozen=True)
class Part:
    side: str
    role: str
    depth_km: float
    geometry: shapely.Geometry
    area_km2: float
    category: str = "all"
    min_km: float = 0.0


@dataclass(frozen=True)
class End:
    lon: float
    lat: float
    kind: str


@dataclass(frozen=True)
class Source:
    title: str = "OpenStreetMap"
    release: str = "2026.3"
    licence: str = "ODbL-1.0"
    attribution: str = "© OpenStreetMap contributors"
    viewpoint: str = "as drawn by OpenStreetMap"
    url: str = "https://www.openstreetmap.org/copyright"


@dataclass(frozen=True)
class Border:
    line: shapely.MultiLineString
    ends: tuple[End, ...]
    parties: tuple[str, str] = ("BLR", "POL")
    length_km: float = 223.0
    accuracy_m: float = 250.0
    source: Source = Source()
    claimant: str | None = None
    name: str = "BLR-POL"
    title: str = "Belarus–Poland"
    groups: tuple[tuple[str, ...], ...] = (("BLR",), ("POL",))
    pieces: tuple[()] = ()


# A straight segment along the Bug: the meridian of 23.6° E from Brest to Kuźnica. Its zones are
# bounded by meridians and parallels, drawn by eye; every distance is measured from the line itself.
LINE = shapely.MultiLineString([[(23.6, 52.0), (23.6, 52.7), (23.6, 53.4), (23.6, 54.0)]])
KM_PER_DEGREE_EAST = 66.5


def part(side: str, role: str, depth_km: float) -> Part:
    width = depth_km / KM_PER_DEGREE_EAST
    boxes = {
        "BLR": (23.6, 52.0, 23.6 + width, 54.0),
        "POL": (23.6 - width, 52.0, 23.6, 54.0),
        "LTU": (23.6 - width / 2, 54.0, 23.6 + width / 2, 54.0 + depth_km / 111.3),
    }
    return Part(
        side, role, depth_km, shapely.segmentize(shapely.box(*boxes[side]), 0.02), 223.0 * depth_km
    )


def steps(depths: tuple[float, ...], *, both_rules: bool) -> list[DepthStep]:
    made = []
    for depth in depths:
        parties = (part("BLR", "party", depth), part("POL", "party", depth))
        third = part("LTU", "third_state", depth)
        made.append(DepthStep(depth, (*parties, third), parties if both_rules else ()))
    return made


def coverage_of(units: pd.DataFrame, depth_km: float) -> gpd.GeoDataFrame:
    """Measure units against the line, as geo/coverage does."""
    index = LineIndex([np.asarray(line.coords) for line in LINE.geoms])
    nearest = index.nearest(units["lon"].to_numpy(float), units["lat"].to_numpy(float))
    made = units.assign(
        distance_km=nearest.distance_m / 1000,
        nearest_lat=nearest.lat,
        nearest_lon=nearest.lon,
        azimuth_deg=nearest.azimuth_deg,
        category="all",
        depth_km=depth_km,
    )
    made["margin_km"] = depth_km - made["distance_km"]
    doubt = made["position_accuracy_m"] + 250.0
    certain = (made["margin_km"] * 1000).abs() > doubt
    made["status"] = np.where(
        certain, np.where(made["margin_km"] >= 0, "in", "out"), "indeterminate"
    )
    made["side_certain"] = (made["distance_km"] * 1000 > doubt) | (made["side"] == "")
    made["holder"] = made["country"]
    made["possible_holders"] = made["country"].where(made["side_certain"], "BLR;POL")
    made["within"] = made["status"].map({"in": "yes", "out": "no", "indeterminate": "unknown"})
    made.loc[made["side"] == "", "status"] = "not_bound"
    made["reason"] = [f"{km:.1f} km from the border" for km in made["distance_km"]]
    return gpd.GeoDataFrame(made, geometry=gpd.points_from_xy(made["lon"], made["lat"]), crs=4326)


UNITS = (
    (
        "blr-near",
        "Brest Brigade",
        "Брестская бригада",
        "BLR",
        "unit",
        "land",
        "brigade",
        23.70,
        52.2,
        500,
    ),
    ("blr-mid", "Engineer Regiment", "", "BLR", "unit", "engineer", "regiment", 24.40, 52.9, 500),
    ("blr-edge", "Edge Airfield", "Аэрадром", "BLR", "airfield", "air", "", 24.80, 53.2, 3000),
    ("blr-far", "Far Depot", "", "BLR", "depot", "logistics", "", 25.90, 53.0, 500),
    (
        "pol-near",
        "Border Post",
        "Placówka",
        "POL",
        "unit",
        "border_guard",
        "company",
        23.50,
        53.0,
        200,
    ),
    (
        "pol-mid",
        "Łomża Battalion",
        "Batalion w Łomży",
        "POL",
        "unit",
        "territorial_defence",
        "battalion",
        22.90,
        53.2,
        500,
    ),
    ("pol-far", "Training Ground", "", "POL", "training_area", "land", "", 21.80, 53.1, 1000),
    ("ltu-tip", "Northern Radar", "", "LTU", "radar", "air_defence", "", 23.60, 54.3, 500),
)


def some_units() -> pd.DataFrame:
    names = ("id", "name", "name_local", "country", "kind", "branch", "echelon", "lon", "lat")
    frame = pd.DataFrame(UNITS, columns=[*names, "position_accuracy_m"])
    frame["settlement"] = ["Brest", "", "", "", "Kuźnica", "Łomża", "", ""]
    frame["located_in"] = ""
    frame["side"] = frame["country"].where(frame["country"].isin(["BLR", "POL"]), "")
    frame["source_title"] = "A newspaper"
    frame["source_url"] = "https://example.org/report"
    frame["source_date"] = "2024-05-01"
    return frame


@pytest.fixture
def example() -> Callable[..., PageContent]:
    """Make a small page's content; what is named replaces what would be there."""

    def make(
        units: pd.DataFrame | None = None,
        *,
        depth_km: float = 80.0,
        depths: tuple[float, ...] = (30.0, 50.0, 80.0, 100.0),
        both_rules: bool = True,
        **changed: object,
    ) -> PageContent:
        frame = some_units() if units is None else units
        ends = (End(23.6, 52.0, "tripoint"), End(23.6, 54.0, "tripoint"))
        content = PageContent(
            title="Inspection zone, Belarus – Poland, 80 km",
            border=Border(LINE, ends),
            party_names={"BLR": "Belarus", "POL": "Poland", "LTU": "Lithuania"},
            steps=steps(depths, both_rules=both_rules),
            depth_km={"BLR": depth_km, "POL": depth_km},
            units=coverage_of(frame, depth_km),
            provenance={"csbm": "0.1.0", "date": "2026-11-22", "units": {"sha256": "ab" * 32}},
        )
        return replace(content, **changed)

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real browser. Where there is none these tests are skipped, but never in CI."""
    found = next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        reason = "no Chromium (or no playwright) is installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(BROWSER_FLAGS))
        yield running
        running.close()


class Quiet:
    """Pages whose requests and messages are kept; a page may ask for itself and say nothing."""

    def __init__(self, browser: object, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.contexts: list[object] = []
        self.requests: list[str] = []
        self.said: list[str] = []

    def open(
        self,
        html: str,
        *,
        name: str = "page.html",
        address: str = "",
        first: str = "",
        **options: object,
    ) -> object:
        """Open a page; ``first`` is a script that the browser runs before any of the page's."""
        path = self.folder / name
        path.write_text(html, encoding="utf-8", newline="")
        size = {"width": 1440, "height": 900}
        context = self.browser.new_context(**{"viewport": size, "locale": "en-GB", **options})
        context.set_default_timeout(8000)
        self.contexts.append(context)
        page = context.new_page()
        if first:
            page.add_init_script(first)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.goto(path.as_uri() + address)
        page.wait_for_selector("html.ready")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        # A page's worker is made of the page's own text: its address names nothing but that.
        own = (self.folder.as_uri(), "blob:null/")
        elsewhere = [url for url in self.requests if not url.startswith(own)]
        assert elsewhere == []
        assert self.said == []


@pytest.fixture
def quiet(browser: object, tmp_path: Path) -> Iterator[Quiet]:
    """Open pages; when the test is over, none may have asked for anything or complained."""
    pages = Quiet(browser, tmp_path)
    yield pages
    pages.close()
