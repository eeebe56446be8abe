"""The page of a comparison: compared depths in the slider, balance, crossings; as Python says."""

import json
import re

import pytest
from toy_border import at_distances, toy_border

from csbm.geo.analysis.comparison import compare
from csbm.maps.assembly import comparison_page_content
from csbm.maps.page import render_page

from command import csbm, refused

DATA = re.compile(r'<script type="application/json" id="csbm-data">(.*?)</script>', re.DOTALL)
DEPTHS = [20.0, 40.0, 60.0]
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def toy_comparison():
    border = toy_border(accuracy_m=50.0)
    units = at_distances([5, 15, 30, 70], [8, 39.98], accuracy_m=100.0, personnel=[100] * 6)
    return compare(border, units, depths_km=DEPTHS, crossings=True, tolerance_m=5.0), units


@pytest.fixture(scope="module")
def made():
    comparison, units = toy_comparison()
    content = comparison_page_content(
        comparison,
        units,
        third_states=False,
        title="Compared",
        provenance={"csbm": "0"},
        text="as <printed>",
    )
    return comparison, render_page(content)


def test_the_sliders_depths_and_areas_are_those_compared(made) -> None:
    comparison, html = made
    data = json.loads(DATA.search(html).group(1))
    assert [step["depth_km"] for step in data["steps"]] == DEPTHS
    assert data["tab"] == "depths"
    assert data["depth_km"] == {"AAA": 40.0, "BBB": 40.0}
    for step, depth in zip(data["steps"], comparison.depths, strict=True):
        drawn = [part["area_km2"] for part in step["parts"] if part["role"] == "party"]
        assert drawn == pytest.approx([side.area_km2 for side in depth.sides], abs=0.01)


def test_what_is_compared_goes_into_an_html_file_and_nothing_to_the_screen(tmp_path) -> None:
    assert "add -o FILE.html" in refused("compare", "LUX-DEU", "--format", "html")
    path = tmp_path / "page.html"
    ran = csbm("compare", "LUX-DEU", "--depths", "5,10", "--parity", "area", "-o", path)
    assert (ran.code, ran.out) == (0, "")
    data = json.loads(DATA.search(path.read_text(encoding="utf-8")).group(1))
    assert [one["depth_km"] for one in data["balance"]] == [5.0, 10.0]
    assert "parity" in data["text"].lower()


@pytest.mark.browser
def test_it_opens_at_the_comparison_with_balance_ratio_and_crossings(made, quiet) -> None:
    comparison, html = made
    page = quiet.open(html)
    assert page.locator("#panel-depths").is_visible()
    rows = page.locator("#depths table").nth(0).locator("tbody tr")
    assert rows.count() == 3
    assert rows.nth(1).get_attribute("aria-current") == "true"
    sheet = page.locator(".sheet tbody tr").all_text_contents()
    side = comparison.depths[1].sides
    assert sheet[0] == f"Units inside{side[0].inside.units}{side[1].inside.units}−21 : 0.33"
    assert any(line.startswith("Personnel declared300100−200") for line in sheet)
    listed = page.locator(".crossings tbody tr:not(.group) button").all_text_contents()
    parties = [one for one in comparison.crossings if one.enters_from_km <= 60]
    assert listed == [one.name for one in parties]
    assert page.locator(".crossings .group").all_text_contents() == [
        "Up to 20 km",
        "Up to 40 km",
        "Up to 60 km",
    ]
    bands = page.locator(".crossings .band-cell").all_text_contents()
    told = [[float(part) for part in band.split("–")] for band in bands]
    own = [[one.enters_from_km, one.enters_to_km] for one in parties]
    assert told == [pytest.approx(one, abs=0.0501) for one in own]
    page.click(".printed summary")
    assert page.text_content(".printed pre") == "as <printed>"
    rows.nth(0).locator("button").click()
    page.evaluate(SETTLED)
    assert page.text_content("#depth-now") == "20 km"
    assert "Balance at 20 km" in page.text_content(".sheet caption")
