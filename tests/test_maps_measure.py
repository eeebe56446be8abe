"""The measuring tool, outlines of areas, and online tiles, in a real browser."""

import re
from dataclasses import replace

import pytest
import shapely
from pyproj import Geod

from csbm.maps.page import render_page
from csbm.maps.tiles import Tiles

pytestmark = pytest.mark.browser
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
GEOD = Geod(ellps="WGS84")


def settle(page) -> None:
    page.evaluate(SETTLED)


def kilometres(page) -> float:
    return float(page.text_content("#measure-said strong").replace(",", "").removesuffix(" km"))


def cross(page) -> tuple[float, float]:
    """Read the middle of the map, which the coordinates' field shows."""
    lat, lon = page.text_content("#coordinates").split(", ")
    return float(lat), float(lon)


def test_by_keyboard_two_points_are_set_and_their_distance_is_the_ellipsoids(
    example, quiet
) -> None:
    page = quiet.open(render_page(example()))
    page.focus("#measure")
    page.keyboard.press("Enter")
    assert page.get_attribute("#measure", "aria-pressed") == "true"
    assert page.evaluate("document.activeElement.className").startswith("folium-map")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    start = cross(page)
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(400)
    end = cross(page)
    page.keyboard.press("Enter")
    settle(page)
    metres = GEOD.inv(start[1], start[0], end[1], end[0])[2]
    assert metres > 10_000
    assert kilometres(page) == pytest.approx(metres / 1000, abs=0.003)  # five decimals of a degree
    assert page.locator("path.measured").count() == 1
    page.keyboard.press("Backspace")
    settle(page)
    assert page.locator("path.measured").count() == 0
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator("#measure-panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "measure"


def test_by_mouse_legs_add_up_and_a_sign_is_a_point_like_any_other(example, quiet) -> None:
    page = quiet.open(render_page(example()))
    page.click("#measure")
    page.locator(".sign-icon").first.click()
    page.mouse.click(500, 300)
    page.mouse.click(600, 500)
    settle(page)
    assert page.locator(".popup").count() == 0
    assert page.locator("path.measured:not(.live)").count() == 2
    whole = kilometres(page)
    leg = re.search(r"last leg ([\d.]+) km, [\d.]+°", page.text_content("#measure-said"))
    page.click("#measure-undo")
    settle(page)
    assert kilometres(page) == pytest.approx(whole - float(leg[1]), abs=0.002)
    page.click("#measure-clear")
    assert page.locator("#measure-said strong").count() == 0
    page.click("#measure-close")
    assert page.locator("#measure-panel").is_hidden()


def test_units_that_are_areas_or_lines_are_drawn_and_can_be_chosen(example, quiet) -> None:
    content = example()
    shapes = list(content.units.geometry)
    hole = shapely.Polygon(
        [(23.8, 52.4), (24.2, 52.4), (24.2, 52.7), (23.8, 52.7)],
        [[(23.9, 52.5), (24.0, 52.5), (24.0, 52.6), (23.9, 52.6)]],
    )
    shapes[0] = shapely.GeometryCollection([shapely.MultiPolygon([hole]), shapely.Point(23, 52)])
    shapes[4] = shapely.LineString([(23.3, 53.0), (23.5, 53.2)])
    page = quiet.open(render_page(replace(content, units=content.units.set_geometry(shapes))))
    assert page.locator("path.unit-area").count() == 1
    assert page.locator("path.unit-line").count() == 1
    page.locator("path.unit-area").dispatch_event("click")
    settle(page)
    assert page.text_content(".popup h3") == "Brest Brigade"
    page.keyboard.press("Escape")
    page.click(".layers summary")
    page.uncheck("#layer-units")
    settle(page)
    assert page.locator("path.unit-area, path.unit-line").count() == 0


def test_tiles_come_from_the_server_that_was_named_and_from_no_other(
    example, browser, tmp_path
) -> None:
    tiles = Tiles("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "Tiles <b>by</b> Example")
    html = render_page(example(tiles=tiles))
    assert "img-src data: blob: https://*.tiles.example.org;" in html
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    tile = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    asked: list[str] = []
    context.route(
        re.compile("^https://"),
        lambda route: (
            asked.append(route.request.url),
            route.fulfill(body=tile, content_type="image/svg+xml"),
        ),
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    assert all(
        re.match(r"https://[abc]\.tiles\.example\.org/\d+/\d+/\d+\.png$", one) for one in asked
    )
    assert "Tiles <b>by</b> Example" in page.text_content("#foot")
    page.evaluate("() => { new Image().src = 'https://elsewhere.example.org/x.png'; }")
    page.click(".layers summary")
    page.uncheck("#layer-tiles")
    settle(page)
    assert page.locator("img.leaflet-tile").count() == 0
    assert not any("elsewhere" in one for one in asked)
    context.close()
