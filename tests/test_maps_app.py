"""``csbm app`` in a real browser: every border it holds is answered as the command line answers."""

import json
import re

import geopandas as gpd
import numpy as np
import pytest
from click.testing import CliRunner
from sweeps import sweep

import csbm
from csbm.boundaries.catalogue import catalogue
from csbm.cli import main
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.zones.status import STATUSES

READY = "html[data-engine=ready]"
PAIRS = ("BLR-POL", "EST-LVA")
ENGINE = """(asked) => {
  const { engine } = csbm.start.app;
  return engine.places(asked.places).map((place) => {
    const told = engine.judged(place, asked.depths, asked.rule);
    return [place.distance_m, told.status, told.reason, place.side, place.own,
      place.possible.join(";")];
  });
}"""


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> str:
    return made(tmp_path_factory.mktemp("app") / "csbm.html", *PAIRS)


def made(path, *pairs: str) -> str:
    done = CliRunner().invoke(main, ["app", *pairs, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert f"{len(pairs)} borders" in done.output
    return path.read_text(encoding="utf-8")


def opened(quiet, html: str, address: str = ""):
    page = quiet.open(html, address=address)
    page.wait_for_selector(READY, state="attached")
    return page


def as_in_python(page, pair: str, rule: str, count: int) -> None:
    border = csbm.Border.between(*(half.split(",") for half in pair.split("-")))
    depths = {party: 45.0 + 38.4 * (at == 0) for at, party in enumerate(border.parties)}
    zone = csbm.inspection_zone(border, depths, tripoint=rule)
    rng = np.random.default_rng(7)
    lon, lat = zone.index.places()
    some = rng.integers(0, len(lon), count)
    reach = rng.uniform(0, 1, count) ** 2 * 200_000
    lon, lat, _ = GEOD.fwd(lon[some], lat[some], rng.uniform(0, 360, count), reach)
    lon, lat = np.round(lon, 5), np.round(lat, 5)
    accuracy = rng.choice([0.0, 100.0, 3000.0, 20_000.0], count)
    rows = zip(lon.tolist(), lat.tolist(), accuracy.tolist(), strict=True)
    places = [{"lon": x, "lat": y, "accuracy_m": r, "atSea": True} for x, y, r in rows]
    told = list(
        zip(*page.evaluate(ENGINE, {"places": places, "depths": depths, "rule": rule}), strict=True)
    )
    units = gpd.GeoDataFrame(
        {
            "id": [str(row) for row in range(count)], "kind": "", "lat": lat, "lon": lon,
            "position_accuracy_m": accuracy,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )  # fmt: skip
    truth = csbm.coverage(zone, units)
    assert np.abs(np.array(told[0]) - truth["distance_km"] * 1000).max() < 1e-5
    assert [STATUSES[code] for code in told[1]] == truth["status"].tolist()
    assert list(told[2]) == truth["reason"].tolist()
    assert list(told[3]) == truth["side"].tolist()
    assert list(told[4]) == truth["holder"].tolist()
    assert list(told[5]) == truth["possible_holders"].tolist()


@pytest.mark.browser
@pytest.mark.parametrize("pair", sweep(PAIRS, PAIRS[0]))
def test_places_are_answered_as_csbm_where_answers(quiet, html, pair) -> None:
    page = opened(quiet, html, f"#border={pair}")
    for rule in ("round", "perpendicular"):
        as_in_python(page, pair, rule, 3000)
        as_in_python(page, pair, rule, 300)  # so few are told apart by the edges around them


@pytest.mark.browser
@pytest.mark.parametrize("pair", sweep(PAIRS, PAIRS[-1]))
def test_the_bundled_units_are_judged_as_csbm_units_judges_them(
    quiet, html, pair, tmp_path
) -> None:
    page = opened(quiet, html, f"#border={pair}&depth=83.4")
    told = page.evaluate(
        """() => {
          const { units, status } = csbm.start.app;
          const rows = units.text.id.map((id, at) => [id, [units.distance_m[at], status[at],
            units.text.side[at], units.text.possible_holders[at]]]);
          return Object.fromEntries(rows);
        }"""
    )
    path = tmp_path / "told.json"
    words = ["units", pair, "--depth", "83.4", "--status", "all", "--third-states"]
    done = CliRunner().invoke(main, [*words, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    truth = json.loads(path.read_text(encoding="utf-8"))
    reach = [row["distance_km"] + row["position_accuracy_m"] / 1000 for row in truth]
    near = [row for row, km in zip(truth, reach, strict=True) if km < 225]  # the land known
    assert len(near) > 5
    for row in near:
        distance, status, side, holders = told[row["id"]]
        assert abs(distance - row["distance_km"] * 1000) <= 0.5 + 1e-6
        asked = (row["status"], row["side"], row["possible_holders"])
        assert (STATUSES[status], side, holders) == asked, row["id"]


@pytest.mark.browser
def test_another_border_is_chosen_and_the_readers_list_stays(quiet, html) -> None:
    page = opened(quiet, html)
    assert "Belarus" in page.text_content("#title")
    page.locator("#depth-0").fill("83.4")
    page.keyboard.press("Enter")
    page.evaluate("csbm.start.app.ownList.takeText('name,lat,lon\\nRiga,56.95,24.11\\n', 'a.csv')")
    page.wait_for_selector("#own-body tr")
    options = page.locator("#border-first option").all_text_contents()
    assert options == ["Belarus", "Estonia", "Latvia", "Poland"]
    page.wait_for_timeout(300)
    page.select_option("#border-first", "LVA")
    page.wait_for_selector("#title:has-text('Estonia')")
    page.wait_for_selector("#own-body tr")
    assert "border=EST-LVA" in page.url
    assert page.text_content("#depth-now") == "83.4 km"
    assert "Estonia" in page.text_content("#title")
    done = CliRunner().invoke(
        main, ["where", "56.95,24.11", "EST-LVA", "--depth", "83.4", "--format", "json"]
    )
    (row,) = page.evaluate("csbm.start.app.ownList.rows(0, 9)")
    assert row["reason"] == json.loads(done.stdout)["reason"]
    assert page.evaluate("window.name") == ""
    page.wait_for_selector(".card:last-child .area:has-text('±')")
    truth = csbm.inspection_zone(csbm.Border.between("EST", "LVA"), 83.4).parts
    shown = page.locator(".card .area").all_text_contents()
    areas = [float(re.sub(r"[^\d]", "", one.partition("±")[0])) for one in shown]
    assert areas == pytest.approx([part.area_km2 for part in truth], abs=2.0)


GROUPS = ("BLR-LTU,LVA,POL,UKR", "BLR,RUS-EST,LTU,LVA,POL")


@pytest.mark.slow
@pytest.mark.browser
def test_two_groups_of_states_are_answered_as_the_program_answers(quiet, tmp_path) -> None:
    pairs = ("BLR-LTU", "BLR-LVA", "BLR-POL", "BLR-UKR", "EST-RUS", "LTU-RUS", "LVA-RUS", "POL-RUS")
    html = made(tmp_path / "rim.html", *pairs)
    for groups in GROUPS:
        page = opened(quiet, html, f"#border={groups}&rule=perpendicular")
        assert page.evaluate("csbm.start.app.state.rule") == "round"
        assert "round reading only" in page.text_content("#subtitle")
        border = csbm.Border.between(*(half.split(",") for half in groups.split("-")))
        assert page.evaluate("csbm.start.app.data.border.length_km") == border.length_km
        assert page.evaluate("csbm.start.app.engine.told.accuracy_m") == border.accuracy_m
        as_in_python(page, groups, "round", 3000)
    page = opened(quiet, html, "#border=POL-BLR")
    page.select_option("#border-first", "BLR")
    page.select_option("#border-second", label="all its neighbours")
    page.wait_for_function("() => window.csbm?.start?.app?.borderName === 'BLR-LTU,LVA,POL,UKR'")
    page.wait_for_selector(READY, state="attached")
    page.wait_for_selector("#title:has-text('Ukraine')")
    assert page.locator("#border-second option:checked").text_content() == "all its neighbours"


MOST_BYTES = 30_000_000


@pytest.mark.browser
@pytest.mark.slow
def test_the_app_of_all_borders_is_small_enough_and_opens_alone(quiet, tmp_path) -> None:
    path = tmp_path / "csbm.html"
    done = CliRunner().invoke(main, ["app", "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert path.stat().st_size <= MOST_BYTES
    html = path.read_text(encoding="utf-8")
    for pair in ("FIN-RUS", "CAN-USA", "RUS,BLR-FIN,NOR,EST,LVA,LTU,POL,UKR"):
        page = opened(quiet, html, f"#border={pair}")  # quiet: no request but the file itself
        page.mouse.click(480, 400)
        page.wait_for_selector(".popup.asked .badge, .popup.asked .verdict", timeout=60_000)


@pytest.mark.browser
@pytest.mark.slow
def test_other_borders_of_one_page_are_answered_as_well(quiet, tmp_path) -> None:
    pairs = ("CAN-USA", "KAZ-RUS", "FIN-RUS", "GEO-RUS", "EGY-SDN", "IND-PAK", "CHN-IND", "ESP-MAR")
    html = made(tmp_path / "some.html", *pairs)
    for pair in pairs:
        page = opened(quiet, html, f"#border={pair}")
        for rule in ("round", "perpendicular"):
            as_in_python(page, pair, rule, 2000)
            as_in_python(page, pair, rule, 200)


def test_a_border_that_is_none_is_refused_in_one_line(tmp_path) -> None:
    for word in ("BLR", "BLR-ESP", "XXX-YYY"):
        done = CliRunner().invoke(main, ["app", word, "-o", str(tmp_path / "a.html")])
        assert done.exit_code == 2
        assert len(done.output.strip().splitlines()) == 1
    done = CliRunner().invoke(main, ["app", "BLR-POL", "-o", str(tmp_path / "a.csv")])
    assert done.exit_code == 2
    assert "ends in .html" in done.output


def test_no_border_runs_along_the_lines_on_which_land_is_cut() -> None:
    from csbm.maps.app import tile_box

    west, south, *_ = tile_box((3, 3))
    for entry in catalogue():
        border = csbm.Border.between(*entry.parties)
        for line in border.line.geoms:
            for axis, first in ((0, west), (1, south)):
                values = np.asarray(line.coords)[:, axis]
                gap = (values - first + 2) % 4 - 2
                assert not ((np.abs(gap[1:]) < 1e-6) & (np.abs(gap[:-1]) < 1e-6)).any()
