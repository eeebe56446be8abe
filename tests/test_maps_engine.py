"""The page's engine in a real browser: any place and any depth, as the command line answers."""

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

import csbm
from csbm.cli import main
from csbm.console.map_page import map_page
from csbm.geo.measure.ellipsoid import GEOD

pytestmark = pytest.mark.browser
READY = "html[data-engine=ready]"
NO_WASM = "WebAssembly.instantiate = () => Promise.reject(new Error('refused'));"


@pytest.fixture(scope="module")
def zone():
    return csbm.inspection_zone(csbm.Border.between("BLR", "POL"), depth_km=80)


@pytest.fixture(scope="module")
def html(zone) -> str:
    return map_page(zone).html


def answered(*words: str) -> dict:
    done = CliRunner().invoke(main, ["where", *words, "--format", "json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def opened(quiet, html: str, address: str = ""):
    page = quiet.open(html, address=address)
    page.wait_for_selector(READY, state="attached")
    return page


def points(zone, count: int, far_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Places all around the border, most of them near it, to five decimals."""
    rng = np.random.default_rng(15)
    lon, lat = zone.index.places()
    some = rng.integers(0, len(lon), count)
    reach = rng.uniform(0, 1, count) ** 2 * far_m
    lon, lat, _ = GEOD.fwd(lon[some], lat[some], rng.uniform(0, 360, count), reach)
    return np.round(lon, 5), np.round(lat, 5)


ENGINE = """(asked) => {
  const { engine } = csbm.start.app;
  return engine.places(asked.places).map((place) => {
    const told = engine.judged(place, asked.depths, asked.rule);
    return [place.distance_m, place.nearest_lon, place.nearest_lat, told.status, told.reason,
      place.side, place.own, place.possible.join(";")];
  });
}"""
STATUSES = ["out", "in", "indeterminate", "not_bound"]


@pytest.mark.parametrize("rule", ["round", "perpendicular"])
def test_places_anywhere_are_answered_as_in_python(quiet, html, zone, rule) -> None:
    page = opened(quiet, html)
    lon, lat = points(zone, 5000, 150_000.0)
    accuracy = np.random.default_rng(1).choice([0.0, 100.0, 3000.0, 20_000.0], len(lon))
    depths = {"BLR": 83.4, "POL": 45.0}
    asked = {
        "places": [
            {"lon": x, "lat": y, "accuracy_m": r, "atSea": True}
            for x, y, r in zip(lon.tolist(), lat.tolist(), accuracy.tolist(), strict=True)
        ],
        "depths": depths,
        "rule": rule,
    }
    told = list(zip(*page.evaluate(ENGINE, asked), strict=True))
    units = csbm_units(lon, lat, accuracy)
    truth = csbm.coverage(csbm.inspection_zone(zone.border, depths, tripoint=rule), units)
    assert np.abs(np.array(told[0]) - truth["distance_km"] * 1000).max() < 1e-5
    feet = (np.array(told[1]), np.array(told[2]))
    assert GEOD.inv(*feet, truth["nearest_lon"], truth["nearest_lat"])[2].max() < 1e-4
    assert [STATUSES[code] for code in told[3]] == truth["status"].tolist()
    assert list(told[4]) == truth["reason"].tolist()
    assert list(told[5]) == truth["side"].tolist()
    assert list(told[6]) == truth["holder"].tolist()
    assert list(told[7]) == truth["possible_holders"].tolist()


def csbm_units(lon, lat, accuracy):
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {
            "id": [str(row) for row in range(len(lon))], "kind": "", "lat": lat, "lon": lon,
            "position_accuracy_m": accuracy,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )  # fmt: skip


def test_a_click_is_answered_as_csbm_where_answers_the_copied_coordinates(quiet, html) -> None:
    page = opened(quiet, html)
    for spot in ((420, 300), (700, 520), (300, 700)):
        page.mouse.click(*spot)
        text = page.text_content(".popup.asked .reason")
        facts = dict(
            zip(
                page.locator(".popup.asked dt").all_text_contents(),
                page.locator(".popup.asked dd").all_text_contents(),
                strict=True,
            )
        )
        truth = answered(facts["Position"].replace(" ", ""), "--depth", "80")
        assert text == truth["reason"]
        assert page.locator(f".popup.asked .badge.{truth['status']}").count() == 1
        distance = float(re.sub(r"[^\d.]", "", facts["Distance to the border"]))
        assert distance == pytest.approx(truth["distance_km"], abs=5.1e-4)
        assert page.locator("path.foot").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".popup").count() == 0
        assert page.locator("path.foot").count() == 0


def test_the_coordinates_of_a_place_can_be_copied(quiet, html) -> None:
    page = opened(quiet, html)
    page.mouse.click(500, 400)
    said = page.locator(".popup.asked dd").all_text_contents()
    page.click(".popup.asked .copy")
    page.wait_for_selector(".popup.asked input.copied, .popup.asked .copy:text('Copied')")
    if page.locator("input.copied").count():  # where a browser lets no page write to the clipboard
        assert page.input_value("input.copied") in said


def test_where_a_browser_refuses_the_module_the_page_says_so(quiet, html) -> None:
    page = quiet.open(html, first=NO_WASM)
    page.wait_for_selector("html[data-engine=refused]", state="attached")
    assert "refuses WebAssembly" in page.text_content("#depth-notice")
    assert page.locator("path.zone-first").count() == 1
    page.mouse.click(500, 400)
    assert page.locator(".popup.asked").count() == 0


def test_the_page_lets_the_module_run_and_nothing_else_that_is_new(html) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"].split()[-1] == "'wasm-unsafe-eval'"
    assert all(one.startswith("'sha256-") for one in rules["script-src"].split()[:-1])
    assert rules["connect-src"] == rules["default-src"] == "'none'"
