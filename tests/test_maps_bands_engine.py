"""A page of bands or of a regime measures too: any place, any list, as the command line answers."""

import json
import re
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner
from sweeps import sweep

import csbm
from csbm.api.map_page import map_page
from csbm.cli import main
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.zones.bands import Band
from csbm.geo.zones.exclusions import disc, polygon
from csbm.geo.zones.regime_zone import regime_zone
from csbm.geo.zones.zone import InspectionZone, line_index

pytestmark = pytest.mark.browser
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
READY = "html[data-engine=ready]"
STATUSES = ["not_bound", "out", "indeterminate", "in"]
SPLIT = "38.3,127.4"
REGIME = ("KOR-PRK", "kor-cma-2018")


def table_zone(rule: str = "round") -> InspectionZone:
    """A depth table with inner bounds, and land left out of some of its bands."""
    border = csbm.Border.between("BLR", "POL")
    corners = np.array([[23.0, 52.6], [23.9, 52.4], [24.4, 52.9], [23.6, 53.2]])
    return InspectionZone(
        border=border,
        bands=(
            Band("BLR", 60.0, "guns", 12.0),
            Band("BLR", 30.0, "drones"),
            Band("POL", 45.5, "guns"),
            Band("POL", 100.0, "air", 60.0),
        ),
        tripoint=rule,
        tolerance_m=25.0,
        index=line_index(border),
        exclusions=(
            disc("Brest and around", 23.7, 52.1, 15_000.0, tolerance_m=10.0),
            polygon("the Forest", corners, categories=("guns",)),
        ),
    )


def regime(pair: str, name: str, split=None, depth_km=None, rule=None) -> InspectionZone:
    border = csbm.Border.between(*pair.split("-"))
    found = csbm.find_regime(name)
    border = border.standing_in(found.line.stand_in_m, found.line.stand_in_why)
    at = tuple(map(float, split.split(","))) if split else None
    return regime_zone(found, border, split_at=at, depth_km=depth_km, tripoint=rule).zone


ZONES = {
    "table": table_zone,
    "regime": lambda rule: regime(*REGIME, SPLIT, rule=rule),
}


@pytest.fixture(scope="module")
def pages():
    return cache(lambda name: map_page(ZONES[name]("round")).html)


@pytest.fixture(scope="module")
def table_html(pages) -> str:
    return pages("table")


def opened(quiet, html: str, address: str = ""):
    page = quiet.open(html, address=address)
    page.wait_for_selector(READY, state="attached")
    return page


def places(zone: InspectionZone, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places all around the border, most of them near it, and how well each is known."""
    rng = np.random.default_rng(31)
    lon, lat = zone.index.places()
    some = rng.integers(0, len(lon), count)
    reach = rng.uniform(0, 1, count) ** 2 * 1.3e3 * zone.depth_km
    lon, lat, _ = GEOD.fwd(lon[some], lat[some], rng.uniform(0, 360, count), reach)
    accuracy = rng.choice(
        [0.0, 100.0, 3000.0, 20_000.0, np.inf], count, p=[0.2, 0.4, 0.2, 0.19, 0.01]
    )
    return np.round(lon, 5), np.round(lat, 5), accuracy


def units_at(lon, lat, accuracy):
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {
            "id": [str(row) for row in range(len(lon))], "kind": "", "lat": lat, "lon": lon,
            "position_accuracy_m": accuracy,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )  # fmt: skip


ENGINE = """(asked) => {
  const { engine } = csbm.start.app;
  const places = asked.places.map(([lon, lat, radius]) =>
    ({ lon, lat, accuracy_m: radius ?? Infinity, atSea: true }));
  return engine.places(places).map((place) => {
    const told = engine.answer(place, { rule: asked.rule, off: [] });
    return { side: place.side, own: place.own, possible: place.possible.join(";"),
      bands: told.bands.map((one) => [one.category, one.status, one.shown, one.reason,
        one.distance_m, one.nearest_lon, one.nearest_lat]) };
  });
}"""


def as_in_python(page, zone: InspectionZone, count: int = 2500) -> None:
    lon, lat, accuracy = places(zone, count)
    asked = [
        [x, y, r if np.isfinite(r) else None]
        for x, y, r in zip(lon.tolist(), lat.tolist(), accuracy.tolist(), strict=True)
    ]
    told = page.evaluate(ENGINE, {"places": asked, "rule": zone.tripoint})
    truth = csbm.coverage(zone, units_at(lon, lat, accuracy))
    each = len({band.category for band in zone.bands})
    assert len(truth) == each * count
    once = truth.iloc[::each]
    assert [one["side"] for one in told] == once["side"].tolist()
    assert [one["own"] for one in told] == once["holder"].tolist()
    assert [one["possible"] for one in told] == once["possible_holders"].tolist()
    category, status, depth, reason, distance, x, y = zip(
        *(band for one in told for band in one["bands"]), strict=True
    )
    assert list(category) == truth["category"].tolist()
    assert [STATUSES[code] for code in status] == truth["status"].tolist()
    assert list(depth) == truth["depth_km"].tolist()
    assert list(reason) == truth["reason"].tolist()
    assert np.abs(np.array(distance) - truth["distance_km"] * 1000).max() < 1e-5
    assert GEOD.inv(x, y, truth["nearest_lon"], truth["nearest_lat"])[2].max() < 1e-4
    assert set(status) == {0, 1, 2, 3}


@pytest.mark.parametrize("rule", ["round", "perpendicular"])
@pytest.mark.parametrize("name", ZONES)
def test_places_anywhere_are_answered_band_by_band_as_in_python(quiet, pages, name, rule) -> None:
    as_in_python(opened(quiet, pages(name)), ZONES[name](rule))


def asked_of_the_program(command: str, *words: str) -> str:
    done = CliRunner().invoke(main, [command, *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def regime_html(tmp_path_factory) -> str:
    """The page as a user makes it."""
    path = tmp_path_factory.mktemp("regime") / "page.html"
    asked_of_the_program("map", "--regime", REGIME[1], "--split-at", SPLIT, "-o", str(path))
    return path.read_text(encoding="utf-8")


def test_a_click_and_enter_tell_every_band_as_csbm_where_tells_it(quiet, regime_html) -> None:
    page = opened(quiet, regime_html)
    for spot in ((420, 400), (560, 330), None):
        if spot:
            page.mouse.click(*spot)
        else:
            page.focus("#" + page.evaluate("csbm.start.app.map.getContainer().id"))
            page.keyboard.press("Enter")
        facts = dict(
            zip(
                page.locator(".popup.asked dt").all_text_contents(),
                page.locator(".popup.asked dd").all_text_contents(),
                strict=True,
            )
        )
        position = facts["Position"].replace(" ", "")
        told = asked_of_the_program(
            "where", position, "--regime", REGIME[1], "--split-at", SPLIT, "--format", "json"
        )
        truth = json.loads(told)
        bands = truth["bands"]
        rows = page.locator(".popup.asked .by-band li")
        assert rows.count() == 7
        assert rows.locator(".reason").all_text_contents() == [one["reason"] for one in bands]
        for at, one in enumerate(bands):
            assert rows.nth(at).locator(f".badge.{one['status']}").count() == 1
        distance = float(re.sub(r"[^\d.]", "", facts["Distance to the border"]))
        assert distance == pytest.approx(bands[0]["distance_km"], abs=5.1e-4)
        assert page.locator("path.foot").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".popup").count() == 0


DROP = """([text, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const what = { dataTransfer: data, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", what));
}"""
READ = "(name) => csbm.start.app.ownList.list?.name === name"


def listed(count: int) -> str:
    lon, lat, accuracy = places(regime(*REGIME, SPLIT), count)
    # A coordinate in full: what a list says of a place that is coarsely written is another matter.
    rows = [
        f"u{row},Unit {row},{y:.5f},{x:.5f},{r if np.isfinite(r) else 50}"
        for row, (x, y, r) in enumerate(zip(lon, lat, accuracy, strict=True))
    ]
    return "\n".join(["id,name,lat,lon,accuracy", *rows, ""])


def test_a_dropped_list_is_judged_band_by_band_as_csbm_units_judges_it(
    quiet, regime_html, tmp_path
) -> None:
    import pandas as pd

    path, told = tmp_path / "list.csv", tmp_path / "told.csv"
    path.write_text(listed(1500), encoding="utf-8")
    asked_of_the_program(
        "units", "--units", str(path), "--regime", REGIME[1], "--split-at", SPLIT,
        "--status", "all", "--third-states", "-o", str(told),
    )  # fmt: skip
    truth = pd.read_csv(told, keep_default_na=False, dtype={"id": str})
    page = opened(quiet, regime_html)
    page.evaluate(DROP, [path.read_text(encoding="utf-8"), path.name])
    page.wait_for_function(READ, arg=path.name, timeout=60_000)
    page.wait_for_selector("#own-body tr:nth-child(200)")
    assert page.is_hidden("#own-faults")
    with page.expect_download() as saved:
        page.click("#own-save")
    found = pd.read_csv(saved.value.path(), keep_default_na=False, dtype={"id": str})
    assert len(found) == len(truth) == 7 * 1500
    key = ["id", "category"]
    pairs = found.merge(truth, on=key, suffixes=("", "_asked"), validate="one_to_one")
    assert len(pairs) == len(found)
    for column in ("status", "side", "holder", "possible_holders", "reason", "depth_km"):
        assert pairs[column].tolist() == pairs[f"{column}_asked"].tolist(), column
    assert np.abs(pairs["distance_km"] - pairs["distance_km_asked"]).max() < 1.1e-6
    assert page.locator("#own-body tr").first.locator(".band-marks").count() == 1


def test_bands_switched_off_count_no_more_for_a_place_or_a_list(quiet, table_html) -> None:
    page = opened(quiet, table_html)
    page.evaluate(DROP, ["name,lat,lon,accuracy\nNear Hrodna,53.6,23.9,100\n", "one.csv"])
    page.wait_for_selector("#own-body .badge.in")
    page.click("#own-body button")
    page.wait_for_selector(".popup.asked .verdict .badge.in")
    page.uncheck("#shows-band-1")
    page.wait_for_selector(".popup.asked .verdict .badge.in")
    page.uncheck("#shows-band-0")
    page.wait_for_selector(".popup.asked .verdict .badge.out")
    page.wait_for_selector("#own-body .badge.out")
    assert page.locator(".popup.asked .by-band li").count() == 3


def test_a_unit_tells_each_band_in_the_command_lines_own_words(quiet, table_html) -> None:
    page = opened(quiet, table_html)
    covered = csbm.coverage(table_zone(), csbm.bundled_units())
    near = covered[(covered["side"] == "BLR") & (covered["distance_km"] < 150)]
    asked = near.drop_duplicates("id")["id"].head(12)
    assert len(asked) == 12
    for unit in asked:
        page.evaluate("(id) => csbm.start.app.choose(csbm.start.app.byKey.get(id))", unit)
        page.evaluate(SETTLED)
        told = page.locator(".popup .by-band .reason").all_text_contents()
        own = covered[(covered["id"] == unit) & covered["category"].isin(["guns", "drones"])]
        assert told == own["reason"].tolist()


def test_a_copy_of_a_page_of_bands_has_the_list_in_it(quiet, table_html) -> None:
    page = opened(quiet, table_html)
    page.evaluate(DROP, ["name,lat,lon,accuracy\nA,53.6,23.9,100\nB,52.1,23.6,3000\n", "two.csv"])
    page.wait_for_selector("#own-body tr:nth-child(2)")
    with page.expect_download() as saved:
        page.click("#own-copy")
    again = opened(quiet, saved.value.path().read_text(encoding="utf-8"))
    again.wait_for_selector("#own-body tr:nth-child(2)")
    rows = "csbm.start.app.ownList.rows(0, 9).then((rows) => rows.map((one) => one.bands))"
    assert again.evaluate(rows) == page.evaluate(rows)


def test_without_webassembly_the_bands_stay_and_the_page_says_what_it_does_not(
    quiet, table_html
) -> None:
    page = quiet.open(
        table_html,
        first="WebAssembly.instantiate = () => Promise.reject(new Error('refused'));",
    )
    page.wait_for_selector("html[data-engine=refused]", state="attached")
    assert "refuses WebAssembly" in page.text_content("#band-notice")
    assert page.is_visible("#band-notice")
    assert page.locator("path.band-zone").count() == 4
    page.mouse.click(500, 400)
    assert page.locator(".popup.asked").count() == 0
    assert page.is_hidden("#tab-own")


PAINTED = """() => {
  const { canvas } = csbm.start.app.zones;
  const { width, height } = canvas.canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(canvas.canvas, 0, 0);
  const image = copy.getImageData(0, 0, width, height).data;
  const found = [];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1)
    if (image[4 * (y * width + x) + 3] > 8) found.push(y * width + x);
  return [width, height, canvas.ratio, canvas.left, canvas.top, canvas.world, found];
}"""


def blocks(page):
    """Blocks of 15 pixels, as no hatch leaves one empty: their middles, and if it is inked."""
    width, height, ratio, left, top, world, at = page.evaluate(PAINTED)
    ink = np.zeros(width * height, bool)
    ink[at] = True
    side = 15
    rows, columns = height // side, width // side
    ink = ink.reshape(height, width)[: rows * side, : columns * side]
    found = ink.reshape(rows, side, columns, side).any(axis=(1, 3))
    y, x = np.mgrid[0:rows, 0:columns] * side + side / 2
    lon = (left + x / ratio) / world * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (top + y / ratio) / world))))
    return lon.ravel(), lat.ravel(), found.ravel(), 360 / world


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("table", "perpendicular"),
        pytest.param("regime", "round", marks=pytest.mark.slow),
        pytest.param("table", "round", marks=pytest.mark.slow),
        pytest.param("regime", "perpendicular", marks=pytest.mark.slow),
    ],
)
def test_each_band_is_painted_where_the_program_draws_it(quiet, pages, name, rule) -> None:
    import shapely

    html = pages(name)
    zone = ZONES[name](rule)
    page = opened(quiet, html, f"#rule={rule}")
    for number, part in enumerate(zone.parts):
        off = [f"band-{other}" for other in range(len(zone.bands)) if other != number]
        page.evaluate("(off) => csbm.start.app.store.set({ off })", off)
        page.evaluate(SETTLED)
        lon, lat, inked, pixel = blocks(page)
        # A block is 15 pixels wide; from its middle to a corner are 11, and a stroke has two more.
        deep = shapely.buffer(part.geometry, -13 * pixel)
        wide = shapely.buffer(part.geometry, 18 * pixel)
        shapely.prepare([deep, wide])
        inside, outside = shapely.contains_xy(deep, lon, lat), ~shapely.contains_xy(wide, lon, lat)
        assert inked[inside].all(), part
        assert not inked[outside].any(), part
        assert inked.sum() > 20, part


@pytest.mark.parametrize("km", sweep([12.0, 60.0], 12.0))
def test_the_edge_of_a_band_lies_within_half_a_pixel_of_its_depth(quiet, table_html, km) -> None:
    zone = table_zone()
    page = opened(quiet, table_html, "#view=53.2,23.9,9")
    page.evaluate(SETTLED)
    drawn = page.evaluate(
        """([km, beyond]) => {
          const { canvas } = csbm.start.app.zones;
          const { fill, lines } = canvas.zoneOf("border", null, km * 1000, beyond);
          const pen = document.createElement("canvas").getContext("2d");
          const all = lines.flat(), seen = [];
          for (const [x, y] of all) for (const [dx, dy] of [[1, 1], [-1, 1], [1, -1], [-1, -1]]) {
            const [px, py] = [x + dx, y + dy];
            const { width, height } = canvas.size;
            if (px < 1 || py < 1 || px > width - 1 || py > height - 1) continue;
            seen.push([canvas.lonAt(px), canvas.latAt(py), Number(pen.isPointInPath(fill, px, py)),
              40075016.7 / canvas.world * canvas.squeeze(py)]);
          }
          return seen;
        }""",
        [km, km == 12.0],
    )
    lon, lat, inside, pixel_m = np.array(drawn).T
    gap = zone.index.nearest(lon, lat).distance_m - km * 1000
    sure = np.abs(gap) > 0.5 * pixel_m
    assert sure.sum() > 500
    assert (((gap > 0) if km == 12.0 else (gap < 0)) == (inside == 1))[sure].all()


def test_the_page_says_what_it_cannot_know_of_a_regime(quiet, table_html, tmp_path) -> None:
    path = tmp_path / "page.html"
    asked_of_the_program("map", "--regime", REGIME[1], "-o", str(path))
    page = opened(quiet, path.read_text(encoding="utf-8"))
    said = page.text_content("#band-limits")
    assert "neither drawn nor judged here: fixed-wing aircraft, east of marker 0646" in said
    assert "stands in for the demarcation line" in said
    assert "does not know to which category" in opened(quiet, table_html).text_content(
        "#band-limits"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pair", "name", "depth_km"),
    [
        ("IND-PAK", "ind-pak-1991-ex", None), ("HUN-UKR", "hun-ukr-1998", 60.0),
        ("ISR-SYR", "isr-syr-1974", None),
        ("GRC-TUR", "lausanne-thrace-1923", None), ("SYR-TUR", "tur-syr-2019", None),
    ],
)  # fmt: skip
def test_places_of_other_regimes_are_answered_as_in_python(quiet, pair, name, depth_km) -> None:
    html = map_page(regime(pair, name, depth_km=depth_km)).html
    for rule in ("round", "perpendicular"):
        as_in_python(opened(quiet, html), regime(pair, name, depth_km=depth_km, rule=rule))


TWO_LINES = """{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"party":"BLR"},"geometry":{"type":"LineString","coordinates":
[[23.9,51.7],[23.8,52.3],[24.1,52.8],[24.0,53.6]]}},
{"type":"Feature","properties":{"party":"POL"},"geometry":{"type":"LineString","coordinates":
[[23.3,51.7],[23.1,52.3],[23.5,52.8],[23.2,53.6]]}}]}"""


@pytest.mark.slow
def test_bands_measured_from_a_line_of_each_side_are_answered_as_in_python(quiet, tmp_path) -> None:
    path = tmp_path / "lines.geojson"
    path.write_text(TWO_LINES, encoding="utf-8")
    border = csbm.Border.from_file(path)
    assert set(border.side_lines) == {"BLR", "POL"}

    def zone(rule: str) -> InspectionZone:
        return InspectionZone(
            border=border,
            bands=(
                Band("BLR", 30.0, "guns", 5.0, line="BLR"),
                Band("POL", 45.0, "guns", line="POL"),
                Band("POL", 80.0, "air", 20.0, line="POL"),
            ),
            tripoint=rule,
            tolerance_m=25.0,
            index=line_index(border),
            lines=border.side_lines,
        )

    page = opened(quiet, map_page(zone("round")).html)
    for rule in ("round", "perpendicular"):
        as_in_python(page, zone(rule))
