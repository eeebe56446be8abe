"""The page's engine in a real browser: any place and any depth, as the command line answers."""

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner
from sweeps import sweep

import csbm
from csbm.api.map_page import map_page
from csbm.cli import main
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.zones.status import STATUSES

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


@pytest.mark.slow
@pytest.mark.parametrize("pair", ["CAN-USA", "EST-RUS", "FIN-RUS", "GEO-RUS", "IND-PAK", "EGY-SDN"])
def test_places_on_other_borders_are_answered_as_in_python(quiet, pair) -> None:
    zone = csbm.inspection_zone(csbm.Border.between(*pair.split("-")), depth_km=80)
    html = map_page(zone).html
    for rule in ("round", "perpendicular"):
        as_in_python(opened(quiet, html), zone, rule)


@pytest.mark.parametrize("rule", ["round", "perpendicular"])
def test_places_anywhere_are_answered_as_in_python(quiet, html, zone, rule) -> None:
    as_in_python(opened(quiet, html), zone, rule)


def as_in_python(page, zone, rule) -> None:
    lon, lat = points(zone, 5000, 150_000.0)
    accuracy = np.random.default_rng(1).choice([0.0, 100.0, 3000.0, 20_000.0], len(lon))
    depths = dict(zip(zone.border.parties, (83.4, 45.0), strict=True))
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
    page = opened(quiet, html, "#depth=83.4")
    for spot in ((420, 300), (780, 600), (300, 700)):
        page.mouse.click(*spot)
        text = page.text_content(".popup.asked .reason")
        facts = dict(
            zip(
                page.locator(".popup.asked dt").all_text_contents(),
                page.locator(".popup.asked dd").all_text_contents(),
                strict=True,
            )
        )
        truth = answered(facts["Position"].replace(" ", ""), "--depth", "83.4")
        assert text == truth["reason"]
        assert page.locator(f".popup.asked .badge.{truth['status']}").count() == 1
        distance = float(re.sub(r"[^\d.]", "", facts["Distance to the border"]))
        assert distance == pytest.approx(truth["distance_km"], abs=5.1e-4)
        assert page.locator("path.foot").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".popup").count() == 0
        assert page.locator("path.foot").count() == 0


def test_a_place_is_judged_anew_as_if_its_accuracy_were_another(quiet, html) -> None:
    page = opened(quiet, html, "#depth=83.4")
    page.mouse.click(420, 300)
    where = page.evaluate("[csbm.start.app.asked.place.lat, csbm.start.app.asked.place.lon]")
    for radius in ("0", "30000", "2500.5"):
        page.fill(".popup.asked .as-if input", radius)
        page.keyboard.press("Enter")
        position = ",".join(map(str, where))
        truth = answered(position, "--depth", "83.4", "--accuracy", radius)
        page.wait_for_selector(f".popup.asked .badge.{truth['status']}")
        assert page.text_content(".popup.asked .reason") == truth["reason"]


def test_the_coordinates_of_a_place_can_be_copied(quiet, html) -> None:
    page = opened(quiet, html)
    page.mouse.click(760, 250)
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
    assert rules["worker-src"] == "blob:"
    assert rules["connect-src"] == rules["default-src"] == "'none'"


# -- any depth -------------------------------------------------------------------------------------
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
DEPTHS = "() => Object.values(csbm.start.app.state.depths)"


def test_the_address_the_slider_and_the_field_take_any_depth(quiet, html) -> None:
    page = opened(quiet, html, "#depth=83.4")
    assert page.evaluate(DEPTHS) == [83.4, 83.4]
    assert page.text_content("#depth-now") == "83.4 km"
    page.locator("#slider-0").fill("12.3")
    assert page.evaluate(DEPTHS) == [12.3, 12.3]
    page.locator("#depth-0").fill("80.123")
    page.keyboard.press("Enter")
    assert page.evaluate(DEPTHS) == [80.123, 80.123]
    page.evaluate(SETTLED)
    assert page.text_content("#depth-now") == "80.123 km"
    page.wait_for_timeout(300)
    assert page.evaluate("location.hash") == "#depth=80.123"
    page.uncheck("#linked")
    page.locator("#depth-1").fill("45.5")
    page.keyboard.press("Tab")
    assert page.evaluate(DEPTHS) == [80.123, 45.5]


AREA = "(asked) => csbm.start.app.desk.ask('area', asked)"


def as_compared(page, zone, depth_km: float, rule: str, tolerance_m: float = 1.0) -> None:
    """The page's areas are the program's, within both their errors."""
    drawn = csbm.inspection_zone(zone.border, depth_km, tripoint=rule, tolerance_m=tolerance_m)
    edge_km = 2 * zone.border.length_km + 2 * np.pi * depth_km * (1 + len(zone.border.ends))
    for party in zone.border.parties:
        told = page.evaluate(AREA, {"owners": [party], "depth": depth_km, "rule": rule})
        truth = sum(part.area_km2 for part in drawn.parts if part.side == party)
        assert abs(told["km2"] - truth) <= told["error"] + edge_km * tolerance_m / 1000
        assert told["error"] < 1e-4 * truth + 0.1


@pytest.mark.parametrize("rule", sweep(["round", "perpendicular"], "perpendicular"))
def test_areas_at_any_depth_are_the_programs_within_their_stated_error(
    quiet, html, zone, rule
) -> None:
    page = opened(quiet, html)
    for depth in (0.5, 12.5, 83.4, 200.0):
        as_compared(page, zone, depth, rule)
    as_compared(page, zone, 45.0, rule, tolerance_m=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("pair", ["KAZ-RUS", "FIN-RUS", "EGY-SDN", "AND-ESP"])
def test_areas_of_other_borders_are_the_programs(quiet, pair) -> None:
    zone = csbm.inspection_zone(csbm.Border.between(*pair.split("-")), depth_km=80)
    page = opened(quiet, map_page(zone).html)
    for rule in ("round", "perpendicular"):
        as_compared(page, zone, 83.4, rule)


def test_an_area_is_exact_where_python_made_it_and_has_its_error_elsewhere(quiet, html) -> None:
    page = opened(quiet, html)
    assert page.locator(".card .area").all_text_contents() == ["21,909 km²", "34,252 km²"]
    page.locator("#depth-0").fill("83.4")
    page.keyboard.press("Enter")
    page.wait_for_selector(".card:last-child .area:has-text('≈')")
    shown = page.locator(".card .area").all_text_contents()
    assert shown == ["≈ 22,734 ± 1 km²", "≈ 35,951 ± 1 km²"]
    page.click("#tab-depths")
    page.wait_for_selector("#depths tbody tr:last-child td:nth-child(3):has-text('±')")


def test_a_depth_that_cannot_be_shown_is_told_and_not_passed_over(quiet, html) -> None:
    page = opened(quiet, html, "#depth=830")
    assert page.evaluate(DEPTHS) == [80, 80]
    assert "830 km cannot be shown" in page.text_content("#depth-notice")
    page.locator("#depth-0").fill("83.4")
    page.keyboard.press("Enter")
    page.wait_for_selector("#depth-notice", state="hidden")


def test_without_the_engine_the_nearest_depth_stands_in_and_is_named(quiet, html) -> None:
    page = quiet.open(html, address="#depth=83.4", first=NO_WASM)
    page.wait_for_selector("html[data-engine=refused]", state="attached")
    page.evaluate(SETTLED)
    assert page.evaluate(DEPTHS) == [80, 80]
    assert "83.4 km cannot be shown" in page.text_content("#depth-notice")
    assert page.locator("path.zone-first").count() == 1
    assert page.locator("#depth-0").count() == 0


@pytest.mark.parametrize("rule", sweep(["round", "perpendicular"], "perpendicular"))
def test_every_bundled_unit_has_the_programs_status_at_two_hundred_depths(
    quiet, html, zone, rule
) -> None:
    from csbm.geo.zones.places import places_of
    from csbm.units.filters import own_day

    page = opened(quiet, html)
    depths = [[round(0.997 * step, 3), round(200 - 0.99 * step, 3)] for step in range(1, 201)]
    told = page.evaluate(
        """([depths, rule]) => depths.map(([blr, pol]) => {
          csbm.start.app.store.set({ depths: { BLR: blr, POL: pol }, rule });
          csbm.start.app.judge();
          return Array.from(csbm.start.app.status).join("");
        })""",
        [depths, rule],
    )
    units = csbm.bundled_units()
    assert own_day(units) is not None
    places = places_of(csbm.inspection_zone(zone.border, 80, tripoint=rule), units)
    for (blr, pol), found in zip(depths, told, strict=True):
        bands = csbm.inspection_zone(zone.border, {"BLR": blr, "POL": pol}, tripoint=rule).bands
        truth = places.judged(places.reaches(bands, "all")).status
        assert found == "".join(map(str, truth.tolist())), (blr, pol)


@pytest.mark.parametrize(
    ("depth_km", "zoom"), sweep([(83.4, 7), (12.345, 9), (0.5, 12)], (12.345, 9))
)
def test_the_drawn_edge_lies_within_half_a_pixel_of_the_depth(
    quiet, html, zone, depth_km, zoom
) -> None:
    lon, lat = (float(axis[len(axis) // 2]) for axis in zone.index.places())
    page = opened(quiet, html, f"#depth={depth_km}&view={lat},{lon},{zoom}")
    page.evaluate(SETTLED)
    drawn = page.evaluate(
        """(depth) => {
          const { canvas } = csbm.start.app.zones;
          const { fill, lines } = canvas.field.zone(depth * 1000);
          const pen = document.createElement("canvas").getContext("2d");
          const seen = [], all = lines.flat();
          let state = 1;
          const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
          for (let at = 0; at < 20000; at += 1) {
            const near = at % 2 && all.length ? all[Math.floor(next() * all.length)] : null;
            const spread = near ? 3 : 1;
            const x = near ? near[0] + spread * (2 * next() - 1) : next() * canvas.size.width;
            const y = near ? near[1] + spread * (2 * next() - 1) : next() * canvas.size.height;
            if (x < 0 || y < 0 || x > canvas.size.width || y > canvas.size.height) continue;
            seen.push([canvas.lonAt(x), canvas.latAt(y), Number(pen.isPointInPath(fill, x, y)),
              40075016.7 / canvas.world * canvas.squeeze(y)]);
          }
          return { seen, edge: all.map(([x, y]) => [canvas.lonAt(x), canvas.latAt(y), 0,
            40075016.7 / canvas.world * canvas.squeeze(y)]) };
        }""",
        depth_km,
    )
    lon, lat, inside, pixel_m = np.array(drawn["seen"]).T
    gap = zone.index.nearest(lon, lat).distance_m - depth_km * 1000
    sure = np.abs(gap) > 0.5 * pixel_m
    assert 0.1 < inside.mean() < 0.9
    assert ((gap < 0) == (inside == 1))[sure].all()
    lon, lat, _, pixel_m = np.array(drawn["edge"]).T
    off = np.abs(zone.index.nearest(lon, lat).distance_m - depth_km * 1000) / pixel_m
    assert off.max() < 0.5


@pytest.mark.parametrize("rule", sweep(["round", "perpendicular"], "perpendicular"))
def test_what_is_painted_is_the_programs_polygons(quiet, html, zone, rule) -> None:
    import shapely

    page = opened(quiet, html, f"#depth=83.4,45&rule={rule}")
    page.evaluate(SETTLED)
    painted = page.evaluate(
        """() => {
          const { canvas } = csbm.start.app.zones;
          const { width, height } = canvas.canvas;
          const image = canvas.canvas.getContext("2d").getImageData(0, 0, width, height).data;
          const found = [];
          for (let y = 1; y < height; y += 3) for (let x = 1; x < width; x += 3)
            found.push([canvas.lonAt((x + 0.5) / canvas.ratio),
              canvas.latAt((y + 0.5) / canvas.ratio),
              image[4 * (y * width + x) + 3]]);
          return [found, 360 / canvas.world];
        }"""
    )
    lon, lat, alpha = np.array(painted[0]).T
    drawn = csbm.inspection_zone(zone.border, {"BLR": 83.4, "POL": 45.0}, tripoint=rule)
    shape = shapely.union_all([part.geometry for part in drawn.parts])
    deep = shapely.buffer(shape, -2 * painted[1])  # two pixels inside, two and the stroke outside
    wide = shapely.buffer(shape, 4 * painted[1])
    for one in (deep, wide):
        shapely.prepare(one)
    inside, outside = shapely.contains_xy(deep, lon, lat), ~shapely.contains_xy(wide, lon, lat)
    assert inside.sum() > 5000
    # The border itself divides the union; its own line is drawn over it.
    assert (alpha[inside] > 0).mean() > 0.999
    assert (alpha[outside] == 0).all()


# -- a list of one's own ---------------------------------------------------------------------------
LIST = """nazwa;szerokość;długość;dokładność;located_in;id
Brest, point;52.0970;23.6891;;;a
"Quoted; ""name"" x";52,5;23,9;3 km;;b
On the edge;52°41'30"N;25 05.5 E;500 m;;c
Łomża;53.178;22.059;1,000;POL;d
=cmd|' /C calc'!A1;53.9;23.5;~20 km;;e
Far away;40.0;23.0;100;;f
At sea;54.9;19.1;100;sea;g
<img src=x onerror=alert(1)>;51.60;23.56;;BLR;h
"""
DROP = """([text, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const what = { dataTransfer: data, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", what));
}"""


READ = "(name) => csbm.start.app.ownList.list?.name === name"


def dropped(page, text: str, name: str) -> None:
    page.evaluate("csbm.start.app.ownList.show(null)")
    page.evaluate(DROP, [text, name])
    page.wait_for_function(READ, arg=name, timeout=60_000)
    page.wait_for_selector("#own-remove:not([hidden])")


def judged(page) -> list[list[object]]:
    return page.evaluate(
        """async () => (await csbm.start.app.ownList.rows(0, 1e6)).map((place) =>
          [place.id, place.name, place.lat, place.lon, place.accuracy_m, place.side,
            place.distance_m / 1000, place.status, place.reason, place.beyond])"""
    )


def as_the_program_judges(path, tmp_path, *words: str):
    import pandas as pd

    told = tmp_path / "told.csv"
    done = CliRunner().invoke(
        main,
        [
            "units",
            "--units",
            str(path),
            "--status",
            "all",
            "--third-states",
            *words,
            "-o",
            str(told),
        ],
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    return pd.read_csv(told, keep_default_na=False, dtype={"id": str})


@pytest.mark.parametrize("ending", sweep(["csv", "geojson"], "geojson"))
def test_a_dropped_list_is_judged_as_csbm_units_judges_it(
    quiet, html, zone, tmp_path, ending
) -> None:
    path = tmp_path / f"list.{ending}"
    text = LIST
    if ending == "geojson":
        lon, lat = points(zone, 3000, 120_000.0)
        radius = np.random.default_rng(3).choice([0, 250, 3000, 20_000], len(lon)).tolist()
        features = [
            {
                "type": "Feature", "id": f"u{row}",
                "properties": {"name": f"Unit {row}", "accuracy": r or None},
                "geometry": {"type": "Point", "coordinates": [x, y]},
            }
            for row, (x, y, r) in enumerate(zip(lon.tolist(), lat.tolist(), radius, strict=True))
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    page = opened(quiet, html, "#depth=83.4")
    dropped(page, text, path.name)
    assert page.is_hidden("#own-faults")
    found = judged(page)
    truth = as_the_program_judges(path, tmp_path, "--depth", "83.4")
    truth = truth.set_index("id").loc[[str(row[0]) for row in found]]
    assert len(found) == len(truth) == (8 if ending == "csv" else 3000)
    near = [not row[9] for row in found]
    for column, at in (("lat", 2), ("lon", 3), ("position_accuracy_m", 4)):
        assert [row[at] for row in found] == pytest.approx(truth[column].tolist(), abs=1e-9)
    assert [row[6] for row in found] == pytest.approx(truth["distance_km"].tolist(), abs=1.1e-6)
    told = [(STATUSES[row[7]], row[5], row[8]) for row in found]
    asked = list(zip(truth["status"], truth["side"], truth["reason"], strict=True))
    assert [one for one, here in zip(told, near, strict=True) if here] == [
        one for one, here in zip(asked, near, strict=True) if here
    ]
    assert sum(near) >= len(found) - 2  # of two it is told that they are too far away


def test_a_dropped_list_follows_the_depth_and_is_saved_with_its_answers(
    quiet, html, tmp_path
) -> None:
    page = opened(quiet, html)
    dropped(page, LIST, "list.csv")
    page.wait_for_selector("#own-body tr:nth-child(8)")
    assert page.get_attribute("#tab-own", "aria-selected") == "true"
    assert page.locator("#own-body tr").count() == 8
    assert page.locator("path.own-place").count() == 8
    before = page.text_content("#own-count")
    page.locator("#depth-0").fill("0.5")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(before) => document.querySelector('#own-count').textContent !== before", arg=before
    )
    page.click("#own-body tr:nth-child(2) button")
    assert page.text_content(".popup h3") == 'Quoted; "name" x'
    with page.expect_download() as saved:
        page.click("#own-save")
    text = saved.value.path().read_text(encoding="utf-8")
    assert "'=cmd|" in text
    page.click("#own-remove")
    page.wait_for_selector("path.own-place", state="detached")


POLYGON = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},'
    '"geometry":{"type":"Polygon","coordinates":[]}}]}'
)
FAULTY = """name,lat,lon,accuracy,id
Good,52.1,23.7,100,a
,52.1,23.7,100,b
Letters,abc,23.7,100,c
Swapped,123.7,52.1,100,d
Nowhere,,23.7,100,e
Vague,52.1,23.7,very,f
Twice,52.1,23.7,100,a
Negative,52.1,23.7,-5,h
Minutes,52 75 N,23.7,100,i
"""


def test_faults_are_told_by_row_in_the_programs_words_and_nothing_is_judged(
    quiet, html, tmp_path
) -> None:
    page = opened(quiet, html)
    dropped(page, FAULTY, "faulty.csv")
    told = sorted(page.locator("#own-faults li").all_text_contents())
    path = tmp_path / "faulty.csv"
    path.write_text(FAULTY, encoding="utf-8")
    from csbm.units.readers import inspect_units

    truth = inspect_units(path)
    assert told == sorted(map(str, truth.faults))
    assert page.locator("#own-body tr").count() == 0
    for text, words in (
        ("name,lat,lon\n", "has a header but no rows"),
        ("", "the file is empty"),
        ('name,lat,lon\n"x,1,2\n', "never closed"),
        ("a,b\n1,2\n", "no column for name"),
        ("{", "cannot be read as GeoJSON"),
        (POLYGON, "row 1, geometry"),
    ):
        dropped(page, text, "list.csv")
        assert words in page.text_content("#own-faults")


WORKER = "html[data-worker=worker]"
NO_WORKER = "globalThis.Worker = class { constructor() { throw new Error('refused'); } };"


def test_a_hundred_thousand_rows_are_judged_while_the_page_goes_on(quiet, html, zone) -> None:
    page = opened(quiet, html)
    page.wait_for_selector(WORKER, state="attached")
    lon, lat = points(zone, 100_000, 150_000.0)
    rows = "\n".join(f"U{row},{y},{x},500" for row, (x, y) in enumerate(zip(lon, lat, strict=True)))
    longest, count = page.evaluate(
        """async (text) => {
          let [last, longest, going] = [performance.now(), 0, true];
          const tick = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            if (going) requestAnimationFrame(tick);
          };
          requestAnimationFrame(tick);
          const begun = performance.now();
          await csbm.start.app.ownList.takeText(text, "many.csv");
          going = false;
          return [longest / (performance.now() - begun), csbm.start.app.ownList.list.count];
        }""",
        "name,lat,lon,accuracy\n" + rows,
    )
    assert count == 100_000
    assert longest < 0.5  # of the whole time, however long that is here
    assert "many.csv" in page.text_content("#own-count")


def test_where_no_worker_is_allowed_the_page_itself_answers_the_same(quiet, html) -> None:
    told = []
    for first in ("", NO_WORKER):
        page = quiet.open(html, first=first)
        page.wait_for_selector(
            "html[data-worker=page]" if first else WORKER, state="attached", timeout=20_000
        )
        dropped(page, LIST, "list.csv")
        area = page.evaluate(AREA, {"owners": ["BLR"], "depth": 83.4, "rule": "round"})
        told.append((judged(page), area))
    assert told[0] == told[1]


POSITIONS = (
    "52.0970, 23.6891", "52°05'49.2\"N 23°41'20.8\"E", "52-05N 023-41E", "5205N 02341E",
    "+52.0970+023.6891/", "+5205.82+02341.35/", "34UFC8418373270", "34U FC 841 732", "34UFC",
    "34N 684183 5773270", "UTM 34 north 684183.5 5773270.25", "POINT (23.6891 52.0970)",
    "geo:52.0970,23.6891", "52,0970; 23,6891", "N52.1 E23.7", "52 05 49 23 41 20",
    "с.ш. 52° 05′ в.д. 23° 41′", "szer. 52,1 dł. 23,7", "31VEH00", "32VKM", "60HXE1234512345",
    "17KPQ1234", "33XVG74594359", "12A", "long 23.7, lat 52.1", "52.1N 23.7", "32XMH11",
)  # fmt: skip


@pytest.mark.parametrize("ending", sweep(["csv", "xlsx"], "xlsx"))
def test_positions_are_read_in_every_style_that_the_program_reads(
    quiet, html, tmp_path, ending
) -> None:
    import pandas as pd

    from csbm.units.readers import inspect_units

    rng = np.random.default_rng(2)
    from mgrs import MGRS

    made = [
        MGRS().toMGRS(lat, lon, MGRSPrecision=int(digits))
        for lat, lon, digits in zip(
            rng.uniform(-79.5, 83.5, 300), rng.uniform(-180, 180, 300), rng.integers(0, 6, 300),
            strict=True,
        )
    ]  # fmt: skip
    page = opened(quiet, html)
    for one in [*POSITIONS, *made]:
        path = tmp_path / f"one.{ending}"
        frame = pd.DataFrame({"name": ["x"], "position": [one]})
        if ending == "csv":
            frame.to_csv(path, index=False)
        elif one in made:
            continue
        else:
            frame.to_excel(path, index=False)
        truth = inspect_units(path)
        given = path.read_bytes()
        told = page.evaluate(
            """async ([bytes, name]) => {
              const file = new File([new Uint8Array(bytes)], name);
              await csbm.start.app.ownList.takeFile(file);
              const { ownList } = csbm.start.app;
              return [ownList.list.faults.map((one) => one.problem), await ownList.rows(0, 9)];
            }""",
            [list(given), path.name],
        )
        assert told[0] == [one.problem for one in truth.faults], one
        if truth.units is None or not len(truth.units):
            continue
        (place,) = told[1]
        row = truth.units.iloc[0]
        gap_m = GEOD.inv(place["lon"], place["lat"], row["lon"], row["lat"])[2]
        # Releases of the library differ in which point of a square of one metre they give.
        assert gap_m < (0.8 if one.strip()[2:3].isalpha() else 1e-3), one
        assert place["accuracy_m"] == pytest.approx(row["position_accuracy_m"], rel=1e-12), one


def test_spreadsheets_and_kml_are_judged_as_the_program_judges_them(quiet, html, tmp_path) -> None:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("Bases")
    sheet.append(["Bases along the border, 2026"])
    sheet.append(["id", "name", "lat", "lon", "accuracy", "valid_from", "valid_to", "located_in"])
    sheet.append([1, "Łomża & <b>", 53.178, 22.059, 1000, dt.date(2020, 1, 1), None, "POL"])
    sheet.append(["b", "=1+1", "52°41'30\"N", "25 05.5 E", "~3 km", None, None, None])
    sheet.append(["c", "Gone", 52.5, 23.5, None, None, dt.datetime(2021, 5, 1), None])
    sheet["B4"].data_type = "s"
    sheet.append([None, "Coarse", 52.5, 23, None, None, None, None])
    path = tmp_path / "bases.xlsx"
    book.save(path)
    kml = tmp_path / "bases.kml"
    kml.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
        "<Document><Placemark><name>A &amp; B</name><ExtendedData>"
        '<Data name="id"><value>k1</value></Data><Data name="accuracy"><value>500</value></Data>'
        "</ExtendedData><Point><coordinates>23.70,52.10,0</coordinates></Point></Placemark>"
        '<Placemark><name>C</name><ExtendedData><SchemaData><SimpleData name="id">k2</SimpleData>'
        "</SchemaData></ExtendedData><MultiGeometry><Point><coordinates>23.5,52.25"
        "</coordinates></Point></MultiGeometry></Placemark></Document></kml>",
        encoding="utf-8",
    )
    page = opened(quiet, html, "#depth=83.4")
    for file, count in ((path, 3), (kml, 2)):
        page.set_input_files("#own-file", file)
        page.wait_for_function(READ, arg=file.name)
        assert page.is_hidden("#own-faults"), page.text_content("#own-faults")
        found = judged(page)
        truth = as_the_program_judges(file, tmp_path, "--depth", "83.4").set_index("id")
        assert len(found) == len(truth) == count
        for row in found:
            asked = truth.loc[row[0]]
            assert (row[1], STATUSES[row[7]], row[8]) == (
                asked["name"].removeprefix("'"), asked["status"], asked["reason"],
            )  # fmt: skip
            assert row[4] == asked["position_accuracy_m"]


def test_a_copy_of_the_page_has_the_list_in_it(quiet, html, tmp_path) -> None:
    page = opened(quiet, html)
    hostile = LIST + '"</script><script>alert(1)</script>";52.1;23.7;;;\u2028z\n'
    dropped(page, hostile, "list.csv")
    before = judged(page)
    with page.expect_download() as saved:
        page.click("#own-copy")
    copy = saved.value.path().read_text(encoding="utf-8")
    assert copy.count("<script") == html.count("<script") + 1
    again = opened(quiet, copy)
    again.wait_for_function(READ, arg="list.csv")
    assert judged(again) == before
    again.wait_for_selector("#own-body tr:nth-child(9)")
    with again.expect_download() as twice:
        again.click("#own-copy")
    assert twice.value.path().read_text(encoding="utf-8") == copy
