"""What the page looks like, measured: the printed sheet, colours, names, heading; no request."""

import io
import re

import numpy as np
import pytest
from axe import faults, with_axe
from pypdf import PdfReader
from sweeps import sweep

import csbm
from csbm.api.map_page import map_page

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
SCREEN = {"width": 1440, "height": 900}
READY = "html[data-engine=ready][data-ground=drawn]"
IN_SHEET = """() => {
  const { map, view } = csbm.start.app;
  const [west, south, east, north] = view.zoneBox();
  const size = map.getSize();
  return [[south, west], [north, east]].every((corner) => {
    const { x, y } = map.latLngToContainerPoint(corner);
    return x >= 0 && y >= 0 && x <= size.x && y <= size.y;
  });
}"""
BOXES = """() => [...document.querySelectorAll(".leaflet-labels-pane span")].map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [left, top, right, bottom];
})"""
COLOURS = """() => {
  const style = getComputedStyle(document.documentElement);
  const over = (fill, ground) => {
    const pen = document.createElement("canvas").getContext("2d");
    for (const colour of [ground, fill]) {
      pen.fillStyle = style.getPropertyValue(colour).trim();
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const water = over("--water", "--water");
  return ["--first-fill", "--second-fill"].flatMap((fill) =>
    ["--land", "--wood", "--built"].map((ground) => [over(fill, ground), water]));
}"""


@pytest.fixture(scope="module")
def pages():
    made: dict[str, str] = {}

    def of(pair: str) -> str:
        if pair not in made:
            border = csbm.Border.between(*pair.split("-"))
            made[pair] = map_page(csbm.inspection_zone(border, depth_km=80)).html
        return made[pair]

    return of


def opened(quiet, html: str, address: str = "", **given: object):
    page = quiet.open(html, address=address, viewport=SCREEN, **given)
    page.wait_for_selector(READY, state="attached")
    return page


def brightness(colour) -> float:
    """WCAG 2.2's relative luminance."""
    part = np.asarray(colour, dtype="float64") / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("pair", sweep(["KAZ-RUS", "BLR-POL"], "BLR-POL"))
@pytest.mark.parametrize("depth", ["80", "150"])
def test_the_printed_sheet_holds_the_whole_zone_on_its_ground(quiet, pages, pair, depth) -> None:
    page = opened(quiet, pages(pair), f"#depth={depth}")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(IN_SHEET)
    assert page.locator("svg.ground-paper path").count() >= 5
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("svg.ground-paper").count() == 0
    assert page.evaluate("csbm.start.app.map.options.maxBounds !== null")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    text = pdf.pages[0].extract_text()
    assert f"Inspection zone, {depth} km" in text
    rest = "\n".join(sheet.extract_text() for sheet in pdf.pages[1:])
    # All of the sources, hashes too: what stands cut short on the first sheet.
    assert re.search(r"[0-9a-f]{64}", re.sub(r"\s", "", rest))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_zone_never_looks_like_water(quiet, pages, theme) -> None:
    page = opened(quiet, pages("BLR-POL"), f"#theme={theme}")
    for zone, water in page.evaluate(COLOURS):
        assert contrast(zone, water) >= 1.3


@pytest.mark.parametrize("zoom", sweep([6.5, 8, 10, 12], 8, 12))
def test_no_two_names_lie_on_each_other_and_there_are_some(quiet, pages, zoom) -> None:
    page = opened(quiet, pages("BLR-POL"))
    page.evaluate(f"csbm.start.app.map.setView([52.1, 23.7], {zoom}, {{ animate: false }})")
    page.wait_for_timeout(300)
    boxes = np.array(page.evaluate(BOXES))
    assert len(boxes) >= 3
    left, top, right, bottom = boxes.T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    # Half a pixel is the browser's rounding of a box.
    on_each_other = (across > 0.5) & (down > 0.5) & ~np.eye(len(boxes), dtype=bool)
    assert not on_each_other.any()


UNDER = """() => {
  const box = (node) => node.getBoundingClientRect();
  const signs = [...document.querySelectorAll(".sign-icon img, .cluster-icon img")].map(box);
  return [...document.querySelectorAll(".leaflet-labels-pane span")].filter((name) => {
    const one = box(name);
    return signs.some((sign) => one.left < sign.right - 2 && one.right > sign.left + 2
      && one.top < sign.bottom - 2 && one.bottom > sign.top + 2);
  }).map((name) => name.textContent);
}"""


def test_no_name_is_hidden_by_a_sign_and_a_stack_stays_together(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"))
    page.wait_for_timeout(400)  # names are placed a moment after the signs
    assert page.evaluate(UNDER) == []
    tall = page.locator(".cluster-icon .cluster").evaluate_all(
        "all => all.map((one) => [...one.querySelectorAll('img')].map((img) => img.offsetTop))"
    )
    assert tall
    assert all(max(tops) - min(tops) < 30 for tops in tall)


def test_the_heading_says_the_depth_that_is_shown_in_the_language_that_is_chosen(
    quiet, pages
) -> None:
    page = opened(quiet, pages("BLR-POL"))
    assert page.text_content("h1") == page.title() == "Inspection zone, 80 km: Belarus–Poland"
    page.fill("#depth-0", "150")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("150 km")
    page.select_option("#language", "pl")
    expect(page.locator("h1")).to_contain_text("Białoruś–Polska")
    assert "150 km" in page.text_content("h1")


def test_filters_hold_for_list_counts_and_map_and_are_in_the_address(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"))
    before = page.evaluate("csbm.start.app.list.rows.length")
    page.click("#facets summary")
    page.locator(".facet .choice", has_text="Poland").locator("input").check()
    page.wait_for_selector("#filtered:not([hidden])")
    assert page.evaluate("csbm.start.app.list.rows.length") < before
    assert set(
        page.evaluate("csbm.start.app.list.rows.map((i) => csbm.start.app.units.text.side[i])")
    ) == {"POL"}
    expect(page).to_have_url(re.compile("[#&]f=side"))
    page.click("#filter-clear")
    expect(page.locator("#filtered")).to_be_hidden()
    assert page.evaluate("csbm.start.app.list.rows.length") == before


def test_depths_compared_are_outlines_on_the_map(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"), "#nested=50,80,120&tab=depths")
    assert page.locator("path.nested").count() == 3
    assert page.locator(".nested-name").all_text_contents() == ["50 km", "80 km", "120 km"]


def test_notes_stay_in_a_copy_of_the_page(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"))
    page.click(".taking summary")
    page.fill("#notes", "</script><b>Hrodna</b> & more")
    with page.expect_download() as saved:
        page.click("#save-copy")
    html = saved.value.path().read_text(encoding="utf-8")
    copy = opened(quiet, html)
    assert copy.input_value("#notes") == "</script><b>Hrodna</b> & more"


def test_a_picture_of_the_map_can_be_taken_along(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"))
    page.click(".taking summary")
    with page.expect_download() as saved:
        page.click("#save-png")
    picture = saved.value.path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") > 900
    # A map with its ground, signs and names; an empty sheet of that size is some 10 kB.
    assert len(picture) > 100_000


def test_each_sides_depth_is_told_in_a_sentence_that_needs_no_cases(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"), "#depth=83.4,45&lang=pl")
    assert page.text_content("h1") == "Strefa inspekcji: Białoruś 83,4 km, Polska 45 km"
    said = page.text_content("#subtitle")
    assert said.startswith("Głębokość: Białoruś 83,4 km, Polska 45 km, od wspólnej granicy")


def test_a_filter_by_status_holds_for_list_counts_and_curve_at_any_depth(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"), "#f=status:indeterminate")
    status = "csbm.start.app.list.rows.map((i) => csbm.start.app.units.facets.status[i])"
    assert set(page.evaluate(status)) == {"indeterminate"}
    assert set(page.locator(".sides .figure strong").all_text_contents()) == {"0"}
    perhaps = "csbm.start.app.curve.sides.reduce((sum, side) => sum + side.perhaps.length, 0)"
    before = page.evaluate(perhaps)
    page.fill("#depth-0", "120")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("120 km")
    assert set(page.evaluate(status)) == {"indeterminate"}
    assert page.evaluate(perhaps) != before
    page.evaluate("csbm.start.app.store.set({ facets: { status: ['out'] } })")
    page.wait_for_function("csbm.start.app.list.rows.length > 0")
    # Though the list's own boxes leave what is outside away.
    assert set(page.evaluate(status)) == {"out"}


def test_a_name_of_a_place_never_lies_on_a_depths_own_name(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"), "#nested=30,50,80,120,150&lang=en")
    page.wait_for_timeout(400)
    for zoom in (7, 8, 9):
        page.evaluate(f"csbm.start.app.map.setView([52.6, 23.2], {zoom}, {{ animate: false }})")
        page.wait_for_timeout(300)
        names = page.evaluate(BOXES)
        own = page.evaluate(BOXES.replace(".leaflet-labels-pane span", ".nested-name"))
        assert own
        assert not [one for one in own for name in names if on_each_other(one, name)]


def on_each_other(one, other) -> bool:
    """Whether two boxes share more than a browser's rounding."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 0.5


def test_a_card_is_short_and_unfolds_to_all_that_is_known(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"))
    page.evaluate("csbm.start.app.choose(csbm.start.app.units.nearestFirst[0])")
    card = page.locator(".popup")
    expect(card.locator(".card-more")).to_be_attached()
    assert card.locator(".card-more").get_attribute("open") is None
    assert card.bounding_box()["height"] < 400
    card.locator(".card-more summary").click()
    expect(card.locator(".card-more .facts dt").first).to_be_visible()


def test_where_nobody_was_surveyed_there_is_a_word_and_no_empty_chart(quiet, pages) -> None:
    page = opened(quiet, pages("AND-ESP"))
    assert page.text_content("#curve") == "Not surveyed"
    assert page.locator("#curve svg").count() == 0


AT = """([lat, lon]) => {
  const { zones: { canvas }, map } = csbm.start.app;
  const at = map.latLngToLayerPoint([lat, lon]).subtract(canvas.corner).multiplyBy(canvas.ratio);
  const pen = document.createElement("canvas").getContext("2d");
  pen.drawImage(canvas.canvas, -Math.round(at.x), -Math.round(at.y));
  return pen.getImageData(0, 0, 1, 1).data[3];
}"""


def test_two_depths_stand_side_by_side_and_the_divider_moves_by_keys(quiet, pages) -> None:
    page = opened(quiet, pages("BLR-POL"), "#beside=30&lang=en")
    divider = page.locator("#swipe")
    expect(divider).to_be_visible()
    expect(divider).to_have_attribute("aria-valuetext", "left 80 km, right 30 km")
    # 60 km from the border: in the zone only where 80 km is shown.
    poland, belarus = [53.2, 22.6], [53.2, 24.65]
    assert page.evaluate(AT, poland) > 0
    assert page.evaluate(AT, belarus) == 0
    divider.focus()
    page.keyboard.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "98")
    assert page.evaluate(AT, belarus) > 0
    page.keyboard.press("Home")
    assert page.evaluate(AT, poland) == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(divider).to_be_hidden()
    assert page.evaluate(AT, poland) > 0


SIX = ["BLR-POL", "AND-ESP", "EST-RUS", "CHN-IND", "CAN-USA", "KOR-PRK"]


@pytest.mark.slow
@pytest.mark.parametrize("pair", SIX)
def test_six_borders_keep_what_a_page_promises(quiet, pages, pair) -> None:
    """No request and no error is the fixture's own promise."""
    page = opened(quiet, pages(pair), "#lang=en", bypass_csp=True)
    with_axe(page)
    page.wait_for_timeout(500)
    heading = page.text_content("h1")
    assert heading.startswith("Inspection zone, 80 km: ")
    assert page.evaluate("csbm.start.app.state.depths[csbm.start.app.units.parties[0]]") == 80
    for zoom in (0, 1, 3):
        page.evaluate(
            f"(() => {{ const {{ map }} = csbm.start.app;"
            f" map.setZoom(map.getZoom() + {zoom}, {{ animate: false }}); }})()"
        )
        page.wait_for_timeout(300)
        boxes = page.evaluate(BOXES)
        pairs = [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :]]
        assert not [one for one in pairs if on_each_other(*one)]
    for zone, water in page.evaluate(COLOURS):
        assert contrast(zone, water) >= 1.3
    assert faults(page) == []
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(IN_SHEET)
    assert len(pages(pair)) < (2_500_000 if pair == "BLR-POL" else 4_000_000)
