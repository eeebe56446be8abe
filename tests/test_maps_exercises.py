"""Exercises on the page: a layer of flags with dates, a list, and the year slider over both."""

import geopandas as gpd
import pandas as pd
import pytest
from axe import faults, with_axe

from csbm.maps.content import EXERCISE_COLUMNS
from csbm.maps.page import render_page

pytestmark = pytest.mark.browser
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PLACES = (
    ("West-2017", "2017-09-14", "2017-09-20", 12700, "up to 40,000", 23.9, 52.5),
    ("West-2017", "2017-09-14", "2017-09-20", 12700, "up to 40,000", 24.3, 53.0),
    ("Dragon-24", "2024-02-25", "2024-03-14", None, "", 23.0, 53.1),
)


def exercises(**changed: str) -> gpd.GeoDataFrame:
    names = ("name", "start", "end", "declared_troops", "other_estimates", "lon", "lat")
    frame = pd.DataFrame(PLACES, columns=names)
    frame["status"] = "notifiable by one estimate"
    frame["distance_km"] = [20.0, 47.0, 40.0]
    frame["side"] = ["BLR", "BLR", "POL"]
    frame["source_title"], frame["source_url"] = "A paper", "https://example.org/west"
    frame["place"] = ["Brest", "Slonim", "Orzysz"]
    frame = frame.astype(dict.fromkeys(changed, object)).assign(**changed)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def settle(page) -> None:
    page.evaluate(SETTLED)


def test_a_page_without_exercises_says_nothing_of_them(example, quiet) -> None:
    page = quiet.open(render_page(example()))
    assert page.locator("#tab-exercises").is_hidden()
    page.click(".layers summary")
    assert page.locator("#layer-exercises").count() == 0


def test_each_place_has_a_flag_and_each_exercise_one_entry_with_its_dates(example, quiet) -> None:
    page = quiet.open(render_page(example(exercises=exercises())))
    assert page.locator(".exercise-icon").count() == 3
    page.click("#tab-exercises")
    settle(page)
    entries = page.locator(".exercise")
    assert entries.locator("h3").all_text_contents() == ["Dragon-24", "West-2017"]
    told = entries.nth(1).text_content()
    assert "14 – 20 September 2017".replace(" ", "") in told.replace("\u2009", "").replace(" ", "")
    assert "12,700" in told
    places = entries.nth(1).locator("button")
    assert places.all_text_contents() == ["Brest, 20.0 km", "Slonim, 47.0 km"]
    places.nth(1).click()
    settle(page)
    assert page.locator(".popup h3").text_content() == "West-2017"
    assert page.locator(".popup .source a").get_attribute("href") == "https://example.org/west"
    assert "20 September 2017" in page.text_content(".popup")


def test_the_year_slider_and_the_layer_switch_cover_exercises(example, quiet) -> None:
    page = quiet.open(render_page(example(exercises=exercises())))
    assert page.get_attribute("#time", "max") == "8"  # any year, then 2017 to 2024
    page.fill("#time", "8")
    settle(page)
    assert page.locator(".exercise-icon").count() == 1
    page.click("#tab-exercises")
    settle(page)
    assert page.locator(".exercise h3").all_text_contents() == ["Dragon-24"]
    page.click("#tab-units")
    page.fill("#time", "3")
    settle(page)
    assert page.locator(".exercise-icon").count() == 0
    page.click("#tab-exercises")
    assert page.text_content("#exercises-empty") == "No exercise in this year."
    page.click("#tab-units")
    page.fill("#time", "0")
    page.click(".layers summary")
    page.uncheck("#layer-exercises")
    settle(page)
    assert page.locator(".exercise-icon").count() == 0


def test_by_keyboard_an_exercise_is_opened_and_left(example, quiet) -> None:
    page = quiet.open(render_page(example(exercises=exercises())))
    page.locator(".exercise-icon").first.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.className") == "popup"
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".popup").count() == 0
    assert "exercise-icon" in page.evaluate("document.activeElement.className")


def test_hostile_exercises_are_shown_as_written(example, quiet) -> None:
    words = "<img src=x onerror=window.pwned=1>{{7*7}}</script>${1}\u202e"
    fields = [name for name in EXERCISE_COLUMNS if name != "distance_km"]
    listed = exercises(**dict.fromkeys([*fields, "place"], words))
    page = quiet.open(render_page(example(exercises=listed)), first="window.pwned = 0;")
    page.click("#tab-exercises")
    page.locator(".exercise button").first.click()
    settle(page)
    assert page.evaluate("window.pwned") == 0
    assert page.locator(".exercise h3").all_text_contents() == [words]
    assert page.text_content(".popup h3") == words
    assert page.text_content(".popup").count(words) >= 7
    assert page.locator(".popup a, .exercise a, .page img[onerror]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_exercises(example, quiet, scheme) -> None:
    html = render_page(example(exercises=exercises()))
    page = quiet.open(html, color_scheme=scheme, bypass_csp=True)
    with_axe(page)
    page.click("#tab-exercises")
    settle(page)
    assert faults(page) == []
    page.locator(".exercise button").first.click()
    settle(page)
    assert faults(page, ".popup") == []
