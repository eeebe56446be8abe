"""A depth table on the page: each band drawn, listed and switched by itself; status per band."""

import csv
import io
import json
import re
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from axe import faults, with_axe
from toy_border import EAST, WEST, at_distances, toy_border

from csbm.common.errors import UsageError
from csbm.geo.zones.coverage import coverage
from csbm.geo.zones.zone import Band, InspectionZone, inspection_zone, line_index
from csbm.maps.assembly import is_plain, zone_page_content
from csbm.maps.page import render_page

DATA = re.compile(r'<script type="application/json" id="csbm-data">(.*?)</script>', re.DOTALL)
NO_WASM = "WebAssembly.instantiate = () => Promise.reject(new Error('refused'));"
"""Then the bands are shown as the program drew them."""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TABLE = (
    Band(WEST, 20.0, "guns", 12.0),
    Band(WEST, 5.0, "infantry"),
    Band(EAST, 10.0, "infantry"),
)


def zone(*bands: Band, tripoint: str = "round") -> InspectionZone:
    border = toy_border()
    return InspectionZone(
        border=border,
        bands=bands,
        tripoint=tripoint,
        tolerance_m=25.0,
        index=line_index(border),
    )


def units() -> gpd.GeoDataFrame:
    return at_distances([3.0, 8.0, 15.0, 30.0], [6.0, 30.0], accuracy_m=100.0)


def content_of(asked: InspectionZone, listed=None, **more):
    return zone_page_content(
        asked,
        units() if listed is None else listed,
        third_states=False,
        title="A table",
        provenance={"csbm": "0"},
        **more,
    )


def data_of(html: str) -> dict:
    return json.loads(DATA.search(html).group(1))


def settle(page) -> None:
    page.evaluate(SETTLED)


@pytest.fixture(scope="module")
def table_page() -> str:
    return render_page(content_of(zone(*TABLE)))


def test_only_one_whole_band_a_side_is_a_plain_zone() -> None:
    assert is_plain(inspection_zone(toy_border(), {WEST: 30.0, EAST: 50.0}))
    assert not is_plain(zone(Band(WEST, 5.0)))
    assert not is_plain(zone(Band(WEST, 5.0), Band(EAST, 5.0, "guns")))
    assert not is_plain(zone(Band(WEST, 5.0, min_km=1.0), Band(EAST, 5.0)))


def test_a_plain_zone_keeps_its_slider() -> None:
    data = data_of(render_page(content_of(inspection_zone(toy_border(), 30.0, tolerance_m=25.0))))
    assert data["bands"] is None
    assert len(data["steps"]) == 20


def test_every_band_is_drawn_with_its_area_and_has_a_place_for_its_number(table_page) -> None:
    data = data_of(table_page)
    parts = [part for part in data["steps"][0]["parts"] if part["role"] == "party"]
    made = zone(*TABLE)
    assert [(one["side"], one["category"], one["min_km"], one["depth_km"]) for one in parts] == [
        (band.side, band.category, band.min_km, band.depth_km) for band in TABLE
    ]
    assert [one["area_km2"] for one in parts] == [round(one.area_km2, 3) for one in made.parts]
    for marks, band in zip(data["bands"]["marks"], TABLE, strict=True):
        near = made.index.nearest(*map(list, zip(*marks, strict=True)))
        assert near.distance_m == pytest.approx([band.depth_km * 1000] * len(marks), rel=0.03)


def test_statuses_in_each_category_are_pythons_own_under_both_rules(table_page) -> None:
    told = data_of(table_page)["units"]
    letters = {"i": "in", "o": "out", "?": "indeterminate", "n": "not_bound"}
    assert told["categories"] == ["guns", "infantry"]
    assert told["count"] == 6
    for name, rule in (("by_category", "round"), ("other_by_category", "perpendicular")):
        covered = coverage(zone(*TABLE, tripoint=rule), units())
        for category, text in zip(told["categories"], told[name], strict=True):
            own = covered.loc[covered["category"] == category, "status"]
            assert [letters[letter] for letter in text] == list(own)


def test_a_zone_of_one_side_alone_has_a_page() -> None:
    data = data_of(render_page(content_of(zone(Band(WEST, 25.0, "air")))))
    assert data["bands"]["count"] == 1
    assert "".join(data["units"]["by_category"]) == "iiionn"


def test_exercises_without_their_columns_are_refused() -> None:
    bare = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(20, 50)], crs=4326)
    with pytest.raises(UsageError, match="exercises lack the columns start, end"):
        content_of(zone(*TABLE), exercises=bare)


@pytest.mark.browser
def test_bands_have_their_own_lines_and_no_slider(table_page, quiet) -> None:
    page = quiet.open(table_page, first=NO_WASM)
    drawn = page.locator("path.band-zone")
    styles = drawn.evaluate_all(
        "nodes => nodes.map((n) => [n.getAttribute('stroke-dasharray'),"
        " n.getAttribute('stroke-width'), n.getAttribute('fill')].join())"
    )
    assert len(styles) == 3
    assert len(set(styles)) == 3
    assert page.locator("#depth-choice").is_hidden()
    assert page.locator("#tab-depths").is_hidden()
    rows = page.locator("#bands tbody tr:not(.side)").all_text_contents()
    assert [("guns" in row, "12–20 km" in row) for row in rows] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    legend = page.locator("#legend-list li.band-line").all_text_contents()
    assert len(legend) == 3
    assert "guns Arcadia, 12–20 km" in legend[0]
    assert legend[0].endswith("km²")
    assert page.locator(".band-mark").count() == 6


@pytest.mark.browser
def test_a_band_is_switched_off_with_its_polygon_its_units_and_its_address(
    table_page, quiet
) -> None:
    page = quiet.open(table_page, first=NO_WASM)
    figures = page.locator(".card strong")
    assert figures.all_text_contents() == ["2", "1"]
    page.uncheck("#shows-band-0")
    settle(page)
    assert figures.all_text_contents() == ["1", "1"]
    assert page.locator("path.band-zone").count() == 2
    assert page.locator("#legend-list li.band-line").count() == 2
    page.wait_for_timeout(300)
    again = quiet.open(table_page, address=page.evaluate("location.hash"), first=NO_WASM)
    settle(again)
    assert again.locator("path.band-zone").count() == 2
    assert not again.is_checked("#shows-band-0")


@pytest.mark.browser
def test_list_popup_and_file_tell_the_status_in_each_band(table_page, quiet) -> None:
    page = quiet.open(table_page)
    page.check("#show-out")
    settle(page)
    marks = page.locator("#list-body .band-marks")
    assert marks.nth(0).get_attribute("aria-label") == "guns: outside; infantry: inside"
    page.click("#list-body button")
    settle(page)
    told = page.locator(".by-band li").evaluate_all(
        "nodes => nodes.map((node) => [...node.querySelectorAll(':scope > :not(.reason)')]"
        ".map((one) => one.textContent).join(''))"
    )
    assert told == ["outsideguns, 12–20 km", "insideinfantry, 0–5 km"]
    with page.expect_download() as caught:
        page.click("#save-csv")
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    covered = coverage(zone(*TABLE), units())
    own = {(row.id, row.category): row.status for row in covered.itertuples()}
    assert {(row["id"], row["category"]): row["status"] for row in rows} == {
        key: status
        for key, status in own.items()
        if (key[0] not in {"u4", "u5"} or key[1] == "infantry")  # the east has no guns' band
    }


@pytest.mark.browser
def test_the_other_tripoint_rule_is_drawn_where_the_page_measures(table_page, quiet) -> None:
    page = quiet.open(table_page)
    page.wait_for_selector("html[data-engine=ready]", state="attached")
    before = page.evaluate("csbm.start.app.zones.canvas.canvas.toDataURL()")
    page.click(".layers summary")
    page.check("#layer-rule")
    settle(page)
    assert page.evaluate("csbm.start.app.zones.canvas.canvas.toDataURL()") != before
    assert page.locator("path.band-zone").count() == 0
    refused = quiet.open(table_page, first=NO_WASM, address="#rule=perpendicular")
    refused.wait_for_selector("html[data-engine=refused]", state="attached")
    settle(refused)
    assert refused.locator("path.band-zone").count() == 3
    assert refused.locator("#layer-rule").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_bands(table_page, quiet, scheme) -> None:
    page = quiet.open(table_page, color_scheme=scheme, bypass_csp=True)
    with_axe(page)
    page.uncheck("#shows-band-1")
    settle(page)
    assert faults(page) == []
    page.click("#list-body button")
    settle(page)
    assert faults(page, ".popup") == []


@pytest.mark.browser
def test_on_paper_the_table_of_bands_is_no_wider_than_its_place(table_page, quiet) -> None:
    page = quiet.open(table_page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    settle(page)
    table, place = (
        page.evaluate(f"document.querySelector('{one}').getBoundingClientRect().width")
        for one in ("#bands table", "#band-choice")
    )
    assert 0 < table <= place + 0.5
