"""What a person sees and can do on the page, in a real browser, by mouse, keyboard and address."""

import csv
import io
import json
from pathlib import Path

import pytest
from axe import faults, with_axe

from csbm.maps.page import render_page

pytestmark = pytest.mark.browser

SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(page) -> None:
    page.evaluate(SETTLED)


def names(page) -> list[str]:
    return page.locator("#list-body .c-name button").all_text_contents()


def slide(page, which: int, step: int) -> None:
    page.locator(f"#slider-{which}").fill(str(step))
    settle(page)


def figures(page) -> list[str]:
    return page.locator(".card strong").all_text_contents()


@pytest.fixture
def opened(example, quiet):
    return quiet.open(render_page(example()))


def test_the_page_opens_with_zones_border_units_and_list(opened) -> None:
    assert opened.title() == opened.text_content("h1") == "Inspection zone, Belarus – Poland, 80 km"
    assert opened.locator("path.zone-first").count() == 1
    assert opened.locator("path.zone-second").count() == 1
    assert opened.locator("path.border-line").count() == 1
    opened.wait_for_selector("html[data-ground=drawn]")
    assert opened.locator(".sign").count() + opened.locator(".cluster").count() >= 4
    assert names(opened) == [
        *("Border Post", "Brest Brigade", "Łomża Battalion", "Engineer Regiment", "Edge Airfield"),
    ]
    assert opened.text_content("#depth-now") == "80 km"


def test_the_border_and_the_zones_are_within_the_map(opened) -> None:
    frame = opened.locator(".folium-map").bounding_box()
    for selector in ("path.border-line", "path.zone-first", "path.zone-second"):
        box = opened.locator(selector).bounding_box()
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"]
        assert box["height"] > frame["height"] / 2


def test_an_indeterminate_unit_is_seen_on_the_map_and_in_the_list(opened) -> None:
    assert opened.locator(".sign.indeterminate, .cluster.indeterminate").count() == 1
    assert opened.locator("#list-body tr.is-indeterminate .c-name button").all_text_contents() == [
        "Edge Airfield"
    ]
    assert opened.locator("#list-body tr.is-indeterminate [role=img]").get_attribute(
        "aria-label"
    ) == ("indeterminate")


def test_the_slider_moves_zone_counts_list_and_curve_together(opened) -> None:
    before = opened.locator("path.zone-first").get_attribute("d")
    line = opened.locator(".curve .depth.first").get_attribute("x1")
    assert figures(opened) == ["2", "2"]
    slide(opened, 0, 0)
    assert opened.text_content("#depth-now") == "30 km"
    assert figures(opened) == ["1", "1"]
    assert names(opened) == ["Border Post", "Brest Brigade"]
    assert opened.locator("path.zone-first").count() == 1
    assert opened.locator("path.zone-first").get_attribute("d") != before
    assert opened.locator(".curve .depth.first").get_attribute("x1") != line
    slide(opened, 0, 3)
    assert figures(opened) == ["3", "2"]


def test_each_side_can_have_its_own_depth(opened) -> None:
    opened.uncheck("#linked")
    settle(opened)
    slide(opened, 1, 0)
    assert opened.text_content("#depth-now") == "80 / 30 km"
    assert figures(opened) == ["2", "1"]
    assert opened.locator("#slider-1").get_attribute("aria-valuetext") == "30 km"
    opened.check("#linked")
    settle(opened)
    assert opened.text_content("#depth-now") == "80 km"


def test_at_the_opened_depth_the_statuses_are_pythons_own(example, quiet) -> None:
    content = example()
    content.units.loc[content.units["id"] == "pol-near", "status"] = "indeterminate"
    page = quiet.open(render_page(content))
    assert page.locator("#list-body tr").first.get_attribute("class") == "is-indeterminate"
    slide(page, 0, 3)
    assert page.locator("#list-body tr").first.get_attribute("class") == "is-in"


def test_at_every_depth_the_page_agrees_with_python(example, quiet) -> None:
    depths = (30.0, 50.0, 80.0, 100.0)
    page = quiet.open(render_page(example()))
    for name in ("in", "indeterminate", "out"):
        page.check(f"#show-{name}")
    for at, depth in enumerate(depths):
        slide(page, 0, at)
        seen = page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('#list-body tr')].map((row) => "
            "[row.querySelector('button').textContent, row.className.slice(3)]))"
        )
        units = example(depth_km=depth).units
        own = units[units["side"] != ""]
        assert seen == dict(zip(own["name"], own["status"], strict=True))


def test_the_tripoint_reading_can_be_switched(opened) -> None:
    opened.click(".layers summary")
    opened.check("#layer-third")
    settle(opened)
    assert "Northern Radar" in names(opened)
    opened.check("#layer-rule")
    settle(opened)
    assert opened.locator("path.zone-third").count() == 0  # no third part under the other rule here


def test_third_states_are_an_outline_and_listed_only_when_shown(opened) -> None:
    assert opened.locator("path.zone-third").count() == 0
    assert "Northern Radar" not in names(opened)
    opened.click(".layers summary")
    opened.check("#layer-third")
    settle(opened)
    assert opened.locator("path.zone-third").count() == 1
    assert "Northern Radar" in names(opened)
    assert "km²" in opened.text_content("#sides .aside")


def test_where_there_is_no_other_reading_there_is_no_switch(example, quiet) -> None:
    page = quiet.open(render_page(example(both_rules=False)))
    assert page.locator("#layer-rule").count() == 0


def test_a_layer_can_be_put_away(opened) -> None:
    opened.click(".layers summary")
    for name, selector in (
        ("zones", "path.zone"),
        ("border", "path.border-line"),
        ("units", ".sign"),
    ):
        assert opened.locator(selector).count() > 0
        opened.uncheck(f"#layer-{name}")
        settle(opened)
        assert opened.locator(selector).count() == 0


def test_choosing_a_unit_shows_its_line_to_the_border_and_its_source(opened) -> None:
    opened.click("text=Engineer Regiment")
    settle(opened)
    popup = opened.locator(".popup")
    assert popup.locator("h3").text_content() == "Engineer Regiment"
    assert "53.8" in popup.text_content()
    assert opened.locator(".reach-label").text_content() == "53.8 km"
    assert opened.locator("path.reach").count() == 1
    assert popup.locator(".badge").text_content() == "inside"
    link = popup.locator(".source a")
    assert link.get_attribute("href") == "https://example.org/report"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "1 May 2024" in popup.text_content()
    opened.keyboard.press("Escape")
    settle(opened)
    assert opened.locator(".popup").count() == 0
    assert opened.locator("path.reach").count() == 0


def test_by_keyboard_alone_a_unit_is_found_opened_and_left(opened) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("łomża")
    settle(opened)
    assert names(opened) == ["Łomża Battalion"]
    opened.locator("#list-body button").focus()
    opened.keyboard.press("Enter")
    settle(opened)
    assert opened.evaluate("document.activeElement.className") == "popup"
    opened.keyboard.press("Escape")
    settle(opened)
    assert opened.evaluate("document.activeElement.textContent") == "Łomża Battalion"


def test_by_keyboard_alone_a_sign_on_the_map_is_opened_and_left(opened) -> None:
    opened.locator(".sign-icon").first.focus()
    opened.keyboard.press("Enter")
    settle(opened)
    assert opened.evaluate("document.activeElement.className") == "popup"
    opened.keyboard.press("Escape")
    settle(opened)
    assert opened.locator(".popup").count() == 0
    assert "sign-icon" in opened.evaluate("document.activeElement.className")


def test_units_of_one_side_on_one_place_are_a_stack_that_opens_as_a_fan(example, quiet) -> None:
    units = example().units.copy()
    units.loc[units["id"] == "blr-mid", ["lon", "lat"]] = (23.70, 52.2)
    page = quiet.open(render_page(example(units)))
    circle = page.locator(".cluster-icon").first
    assert circle.text_content() == "2"
    assert circle.get_attribute("aria-label") == "2 units, Belarus"
    circle.focus()
    page.keyboard.press("Enter")
    settle(page)
    legs = page.locator("path.fan-leg")
    assert legs.count() == 2
    fan = page.locator(".sign-icon[title='Brest Brigade'], .sign-icon[title='Engineer Regiment']")
    assert fan.count() == 2
    # The fan has the reader's keys: its first sign has the focus, and each is chosen by a key.
    assert page.evaluate("document.activeElement.title") == "Brest Brigade"
    page.locator(".sign-icon[title='Engineer Regiment']").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.text_content(".popup h3") == "Engineer Regiment"


def test_a_stack_of_units_apart_parts_where_one_looks_closely(example, quiet) -> None:
    units = example().units.copy()
    units.loc[units["id"] == "blr-mid", ["lon", "lat"]] = (23.75, 52.22)
    page = quiet.open(render_page(example(units)))
    page.evaluate("csbm.start.app.map.setView([52.21, 23.725], 12, { animate: false })")
    settle(page)
    assert page.locator(".cluster-icon").count() == 0
    titles = page.locator(".sign-icon").evaluate_all("all => all.map((one) => one.title)")
    assert {"Brest Brigade", "Engineer Regiment"} <= set(titles)


def test_a_dot_outside_is_chosen_by_a_click(opened) -> None:
    assert opened.locator("path.dot-ground").get_attribute("d").count("h0") == 2
    edge = opened.locator("path.dot-edge").bounding_box()
    opened.mouse.click(edge["x"] + 2, edge["y"] + edge["height"] - 2)
    settle(opened)
    if opened.locator(".popup").count() == 0:
        opened.mouse.click(edge["x"] + 2, edge["y"] + 2)
        settle(opened)
    assert opened.text_content(".popup h3") == "Training Ground"


def test_the_list_sorts_by_any_column_both_ways(opened) -> None:
    opened.click("#list-head button[data-sort=name]")
    settle(opened)
    first = names(opened)
    assert first == sorted(first)
    opened.click("#list-head button[data-sort=name]")
    settle(opened)
    assert names(opened) == first[::-1]
    assert opened.locator("#list-head [aria-sort=descending]").count() == 1


def test_an_empty_search_result_says_so(opened) -> None:
    opened.fill("#search", "no such thing")
    settle(opened)
    assert opened.text_content("#list-empty") == "Nothing matches the search."
    assert opened.locator("#list-table").is_hidden()


def test_a_page_without_units_says_so_and_still_shows_the_zone(example, quiet) -> None:
    page = quiet.open(render_page(example(example().units.iloc[:0])))
    assert page.text_content("#list-empty").startswith("No units were given")
    assert page.locator("path.zone-first").count() == 1


def test_the_address_keeps_the_state(example, quiet) -> None:
    html = render_page(example())
    page = quiet.open(html)
    slide(page, 0, 1)
    page.select_option("#language", "pl")
    page.fill("#search", "post")
    page.click("#list-body button")
    page.wait_for_timeout(300)  # the address is written a moment after the last change
    kept = page.evaluate("location.hash")
    assert "unit=pol-near" in kept
    again = quiet.open(html, address=kept)
    settle(again)
    assert again.text_content("#depth-now") == "50 km"
    assert again.input_value("#search") == "post"
    assert again.locator(".popup h3").text_content() == "Border Post"
    assert again.text_content("#tab-units") == "Jednostki"


def test_an_address_full_of_nonsense_opens_the_page_as_it_is(example, quiet) -> None:
    page = quiet.open(
        render_page(example()), address="#depth=<b>&unit=__proto__&view=a,b,c&lang=xx&q=%E0%A4%A"
    )
    assert page.text_content("#depth-now") == "80 km"
    assert len(names(page)) == 5


@pytest.mark.parametrize(
    ("locale", "depth", "tab"),
    [
        ("pl-PL", "80 km", "Jednostki"),
        ("be-BY", "80 км", "Часці"),
        ("ru-RU", "80 км", "Части"),
        ("uk-UA", "80 км", "Частини"),
        ("de-DE", "80 km", "Units"),
    ],
)
def test_the_browser_chooses_the_language(example, quiet, locale, depth, tab) -> None:
    page = quiet.open(render_page(example()), locale=locale)
    assert page.text_content("#depth-now") == depth
    assert page.text_content("#tab-units") == tab
    empty = page.evaluate(
        "() => [...document.querySelectorAll('[data-say]')].filter((n) => !n.textContent).length"
    )
    assert empty == 0


@pytest.mark.parametrize("form", ["csv", "geojson", "kml"])
def test_the_list_is_saved_as_it_stands(opened, form) -> None:
    slide(opened, 0, 1)
    with opened.expect_download() as caught:
        opened.click(f"#save-{form}")
    assert caught.value.suggested_filename == f"csbm-BLR-POL-50km.{form}"
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["name"] for row in rows] == names(opened)
        assert float(rows[0]["margin_km"]) == pytest.approx(50 - float(rows[0]["distance_km"]))
    elif form == "geojson":
        found = [one["properties"]["name"] for one in json.loads(text)["features"]]
        assert found == names(opened)
    else:
        assert text.count("<Placemark>") == len(names(opened))


def test_depths_are_compared_and_one_can_be_chosen(opened) -> None:
    opened.click("#tab-depths")
    settle(opened)
    rows = opened.locator("#depths table").first.locator("tbody tr")
    assert rows.count() == 4
    assert "1 : 1.00" in rows.nth(2).text_content()
    rows.nth(0).locator("button").click()
    settle(opened)
    assert opened.text_content("#depth-now") == "30 km"


def test_tabs_are_walked_with_arrow_keys(opened) -> None:
    opened.locator("#tab-units").focus()
    opened.keyboard.press("ArrowLeft")
    settle(opened)
    assert opened.locator("#tab-method").get_attribute("aria-selected") == "true"
    assert opened.locator("#panel-method").is_visible()
    assert "2026.3" in opened.text_content("#method")
    assert "abab" in opened.text_content("#method")


def test_it_prints_to_one_landscape_sheet_with_map_list_and_provenance(opened) -> None:
    pdf = opened.pdf(prefer_css_page_size=True, print_background=True)
    # One sheet with the map, then every unit, the depths compared, method and sources in full.
    assert 2 <= pdf.count(b"/Type /Page\n") <= 6
    box = [float(part) for part in pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()]
    assert box[2] == pytest.approx(842, abs=2)
    assert box[3] == pytest.approx(595, abs=2)
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for selector in (".folium-map", "#list-body tr", "#legend-list", "#print-foot", "#foot"):
        assert opened.locator(selector).first.is_visible(), selector
    for selector in (".tools", "#search", ".tabs", ".actions"):
        assert opened.locator(selector).first.is_hidden(), selector
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.locator("#search").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1440, 2560])
def test_nothing_sticks_out_at_any_width(example, quiet, width) -> None:
    page = quiet.open(render_page(example()), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".folium-map").bounding_box()["width"] > 0.5 * min(width, 800)


@pytest.mark.parametrize("width", [1400, 1920])
def test_the_list_is_open_beside_the_map_where_there_is_room(example, quiet, width) -> None:
    page = quiet.open(render_page(example()), viewport={"width": width, "height": 900})
    row = page.locator("#list-body tr").first.bounding_box()
    frame = page.locator(".folium-map").bounding_box()
    assert row["x"] >= frame["x"] + frame["width"]
    assert row["y"] + row["height"] < 900


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(example, quiet, scheme) -> None:
    page = quiet.open(render_page(example()), color_scheme=scheme, bypass_csp=True)
    with_axe(page)
    page.click(".layers summary")
    page.check("#layer-third")
    settle(page)
    for tab in ("units", "kinds", "depths", "method"):
        page.click(f"#tab-{tab}")
        settle(page)
        assert faults(page) == []
    page.click("#tab-units")
    page.click("#list-body button")
    settle(page)
    assert faults(page, ".popup") == []
    page.click("#measure")
    settle(page)
    assert faults(page, "main") == []
