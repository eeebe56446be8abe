"""The page's size and speed, in a real browser.

    python benchmarks/page.py [--units 400,5000,50000] [--steps 60]

Units are spread at random (seeded) around Belarus-Poland; the page has its usual depths and both
tripoint readings. A step is a move of the slider until the next frame has been drawn. CPU is the
time of the page's own thread as Chromium counts it, so that a busy machine is told apart from a
slow page; the clock is told beside it. Needs an installed Chromium and playwright.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
KINDS = ("unit", "base", "airfield", "depot", "training_area", "headquarters")
BRANCHES = ("land", "air_defence", "engineer", "signals", "logistics")
ECHELONS = ("company", "battalion", "regiment", "brigade")
STEP = """
async (value) => {
  const slider = document.getElementById("slider-0");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const start = performance.now();
  slider.value = String(value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await frame();
  await frame();
  return performance.now() - start;
}
"""
DRAWN = (
    "() => new Promise((d) => requestAnimationFrame(() => setTimeout(() => d(performance.now()))))"
)


def random_units(count: int) -> gpd.GeoDataFrame:
    """Return units around the border, every column filled, seeded."""
    rng = np.random.default_rng(20251122)
    lon, lat = rng.uniform(20.5, 27.5, count), rng.uniform(50.8, 55.0, count)
    numbers = range(count)
    frame = pd.DataFrame(
        {
            "id": [f"unit-{number:05d}" for number in numbers],
            "name": [f"{number}th Rifle Battalion, Some Garrison" for number in numbers],
            "name_local": [f"{number}-й стрелковый батальон" for number in numbers],
            "country": np.where(lon > 23.6, "BLR", "POL"),
            "kind": rng.choice(KINDS, count),
            "branch": rng.choice(BRANCHES, count),
            "echelon": rng.choice(ECHELONS, count),
            "settlement": rng.choice(["Brest", "Hrodna", "Lublin", "Ełk"], count),
            "lat": lat.round(5),
            "lon": lon.round(5),
            "position_accuracy_m": 500.0,
            "source_title": "A source",
            "source_url": "https://example.org/report",
            "source_date": "2024-05-01",
        }
    )
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def page_of(units: gpd.GeoDataFrame | None) -> tuple[str, float]:
    """Return a page and the CPU seconds that making it took; without units, the default page."""
    import csbm

    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)
    start = time.process_time()
    page = csbm.map_page(zone, units)
    return page.html, time.process_time() - start


def thread_ms(session: Any) -> float:  # playwright gives no public type
    """Return the CPU time of the page's thread so far, milliseconds."""
    found = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in found if one["name"] == "TaskDuration") * 1000


def measured(browser: Any, html: str, steps: int) -> list[str]:  # as above
    """Open a page and move its slider; return the cells of a row."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path.as_uri())
        page.wait_for_selector("html.ready")
        opened, opened_cpu = page.evaluate(DRAWN), thread_ms(session)
        page.wait_for_timeout(1500)
        last = int(page.get_attribute("#slider-0", "max") or 0)
        clock, cpu = [], []
        for step in range(steps):
            before = thread_ms(session)
            clock.append(page.evaluate(STEP, step * 7 % (last + 1)))
            cpu.append(thread_ms(session) - before)
        page.close()
    told = [len(html.encode()) / 1e6, opened / 1000, opened_cpu / 1000]
    tail = [statistics.quantiles(times, n=20)[18] for times in (cpu, clock)]
    return [
        *(f"{value:.2f}" for value in told),
        f"{statistics.median(cpu):.0f}",
        f"{tail[0]:.0f}",
        f"{statistics.median(clock):.0f}",
        f"{tail[1]:.0f}",
    ]


def main() -> None:
    """Print a row per page."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", default="400,5000,50000")
    parser.add_argument("--steps", type=int, default=60)
    asked = parser.parse_args()
    heads = ["units", "made, CPU s", "MB", "opened s", "opened, CPU s"]
    heads += ["step CPU ms p50", "p95", "step ms p50", "p95"]
    print("| " + " | ".join(heads) + " |\n|" + "---:|" * len(heads))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for count in (None, *(int(text) for text in asked.units.split(","))):
            html, made = page_of(None if count is None else random_units(count))
            name = "the bundled list" if count is None else f"{count:,}"
            row = [name, f"{made:.1f}", *measured(browser, html, asked.steps)]
            print("| " + " | ".join(row) + " |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
