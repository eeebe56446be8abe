"""A line of the reader's own, a unit moved by hand: the page answers as the command line does."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import csbm
from csbm.cli import main
from csbm.geo.zones.status import STATUSES

pytestmark = pytest.mark.browser
READY = "html[data-engine=ready]"
LINE = [[23.2, 50.9], [23.9, 52.3], [24.8, 52.35], [24.4, 53.6], [23.4, 54.05]]
ANSWERS = """(places) => {
  const { engine, state } = csbm.start.app;
  return engine.places(places).map((place) => {
    const told = engine.judged(place, state.depths, state.rule);
    return [place.distance_m, told.status, told.reason, place.side];
  });
}"""


def made(path, *words: str) -> str:
    done = CliRunner().invoke(main, ["map", *words, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> str:
    return made(tmp_path_factory.mktemp("sandbox") / "page.html", "BLR-POL", "--sandbox")


def opened(quiet, html: str, address: str = ""):
    page = quiet.open(html, address=address)
    page.wait_for_selector(READY, state="attached")
    return page


def pasted(page, text: str) -> None:
    page.evaluate(
        """(text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const what = { clipboardData, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new ClipboardEvent("paste", what));
        }""",
        text,
    )


def drawn(page) -> None:
    page.wait_for_function("() => window.csbm?.start?.app?.data.drawn && csbm.start.app.engine")


def as_the_program(page, file, tmp_path, depth: str) -> None:
    """Bundled units and a list of the reader's own, judged from the line in a file."""
    words = ["--border", str(file), "--border-accuracy", "0", "--depth", depth]
    words += ["--status", "all", "--third-states", "-o", str(tmp_path / "told.csv")]
    rng = np.random.default_rng(4)
    count = 2000
    rows = {
        "id": [f"u{row}" for row in range(count)],
        "name": "Unit",
        "lat": np.round(rng.uniform(50.5, 54.5, count), 5),
        "lon": np.round(rng.uniform(21.5, 26.5, count), 5),
        "accuracy": rng.choice([0, 100, 5000], count),
    }
    listed = tmp_path / "list.csv"
    pd.DataFrame(rows).to_csv(listed, index=False)
    page.evaluate(
        "([text]) => csbm.start.app.ownList.takeText(text, 'list.csv')", [listed.read_text()]
    )
    page.wait_for_function("() => csbm.start.app.ownList.list?.name === 'list.csv'")
    own = page.evaluate(
        """async () => (await csbm.start.app.ownList.rows(0, 1e6)).map((place) =>
          [place.id, place.distance_m, place.status, place.side, place.reason, place.beyond])"""
    )
    bundled = page.evaluate(
        """() => {
          const { units, status } = csbm.start.app;
          return units.text.id.map((id, at) => [id, units.distance_m[at], status[at],
            units.text.side[at], null, false]);
        }"""
    )
    for more, told, within_m in ((["--units", str(listed)], own, 1.1e-3), ([], bundled, 0.51)):
        done = CliRunner().invoke(main, ["units", "BLR-POL", *words, *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        truth = pd.read_csv(tmp_path / "told.csv", keep_default_na=False, dtype={"id": str})
        truth = truth.set_index("id")
        # The page has the units of other days too, and shows them as it stood then.
        known = [row for row in told if row[0] in truth.index]
        assert len(known) > 100
        for name, distance, status, side, reason, beyond in known:
            row = truth.loc[name]
            assert abs(distance - row["distance_km"] * 1000) < within_m
            if beyond:
                continue
            assert (STATUSES[status], side) == (row["status"], row["side"]), name
            assert reason in (None, row["reason"])


def test_a_line_of_ones_own_is_followed_as_the_program_follows_it(quiet, html, tmp_path) -> None:
    page = opened(quiet, html, "#depth=62.5,40")
    feature = {"type": "LineString", "coordinates": LINE}
    pasted(page, json.dumps({"type": "Feature", "properties": {}, "geometry": feature}))
    drawn(page)
    assert page.evaluate("csbm.start.app.state.depths") == {"BLR": 62.5, "POL": 40}
    assert "line=50.9,23.2;52.3,23.9" in page.url
    assert "A line of your own" in page.text_content("#line-told")
    assert "± 0 m" in page.text_content("#line-told")
    assert page.text_content("#title").endswith("a line of your own: Belarus–Poland")
    with page.expect_download() as saved:
        page.click("#line-save")
    file = tmp_path / "csbm-line.geojson"
    saved.value.save_as(file)
    assert json.loads(file.read_text())["geometry"]["coordinates"] == LINE
    border = csbm.Border.from_file(file, ["BLR", "POL"], accuracy_m=0)
    zone = csbm.inspection_zone(border, {"BLR": 62.5, "POL": 40})
    rng = np.random.default_rng(9)
    lon, lat = rng.uniform(21, 27, 3000), rng.uniform(50, 55, 3000)
    places = [
        {"lon": x, "lat": y, "accuracy_m": 100, "atSea": True}
        for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    told = [row[0] for row in page.evaluate(ANSWERS, places)]
    assert np.abs(np.array(told) - zone.index.nearest(lon, lat).distance_m).max() < 1e-5
    as_the_program(page, file, tmp_path, "BLR=62.5,POL=40")
    # What takes in a copy is the line too; the copy opens with it.
    with page.expect_download() as copied:
        page.click("#own-copy")
    again = opened(quiet, copied.value.path().read_text(encoding="utf-8"))
    drawn(again)
    assert again.evaluate("csbm.start.app.data.border.length_km") == pytest.approx(border.length_km)
    again.click("#line-back")
    again.wait_for_function("() => window.csbm?.start?.app?.engine && !csbm.start.app.data.drawn")


def test_a_line_is_drawn_by_mouse_and_by_keyboard(quiet, html) -> None:
    page = opened(quiet, html)
    page.click("#draw")
    page.mouse.click(300, 250)
    page.mouse.click(420, 380)
    page.mouse.click(500, 300)
    page.click("#draw-undo")
    assert page.evaluate("csbm.start.app.sandbox.points.length") == 2
    assert page.locator(".popup").count() == 0
    page.mouse.dblclick(380, 560)
    drawn(page)
    points = page.evaluate("csbm.start.app.data.drawn.points")
    assert len(points) == 3
    page.click("#draw")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(400)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.csbm?.start?.app?.data.drawn?.points.length === 2")
    drawn(page)


def test_what_is_no_line_is_refused_in_one_line(quiet, html) -> None:
    page = opened(quiet, html)
    for line, words in (
        ([[23, 52], [23, 52]], "two places"),
        ([[23, 95], [24, 52]], "latitude"),
        ([[179, 52], [-179, 52]], "180 degrees"),
        ([[23, 52 + i * 1e-4] for i in range(1001)], "1001 places"),
    ):
        pasted(page, json.dumps({"type": "LineString", "coordinates": line}))
        assert words in page.text_content("#line-fault")
    pasted(page, json.dumps([[2.0, 48.0], [3.0, 49.0]]))
    page.wait_for_selector("#line-fault:has-text('too far')")
    assert page.evaluate("csbm.start.app.data.drawn") is None
    pasted(page, "52.1, 23.9\n53°10'N 24°20'E\n")
    drawn(page)
    assert page.evaluate("csbm.start.app.data.drawn.points") == [
        [52.1, 23.9], [pytest.approx(53 + 1 / 6), pytest.approx(24 + 1 / 3)],
    ]  # fmt: skip


def test_a_sandbox_needs_two_parties_and_one_band(tmp_path) -> None:
    for words in (["BLR-POL,LTU"], ["--regime", "kor-cma-2018"], ["BLR-POL", "--depth", "250"]):
        asked = ["map", *words, "--sandbox", "-o", str(tmp_path / "a.html")]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 2
        assert "--sandbox needs two parties" in done.output


# -- what if it stood here ---------------------------------------------------------------------
def test_a_unit_moved_by_hand_is_judged_as_csbm_where_and_changes_nothing(quiet, html) -> None:
    page = opened(quiet, html, "#depth=83.4")
    page.wait_for_selector(".card:last-child .area:has-text('±')")
    page.click("#list-body tr:nth-child(3) button")
    before = page.evaluate(
        "() => [Array.from(csbm.start.app.status).join(''), document.querySelector('#sides')"
        ".textContent, document.querySelector('#list-body').textContent, location.hash]"
    )
    page.click(".popup .what-if")
    page.wait_for_selector(".supposition .reason")
    page.wait_for_timeout(300)
    box = page.locator(".supposed").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 90, box["y"] + 120, steps=6)
    page.mouse.up()
    for key in ("ArrowLeft", "ArrowDown", "Shift+ArrowUp", ""):
        if key:
            page.locator(".supposed").press(key)
        lat, lon, accuracy = page.evaluate(
            "() => { const { place } = csbm.start.app.whatIf;"
            " return [place.lat, place.lon, place.accuracy_m]; }"
        )
        words = ["where", f"{lat},{lon}", "--depth", "83.4", "--accuracy", str(accuracy)]
        done = CliRunner().invoke(main, [*words, "--format", "json"])
        truth = json.loads(done.stdout)
        assert page.text_content(".supposition .reason") == truth["reason"]
        assert page.locator(f".supposition .badge.{truth['status']}").count() == 1
    assert "supposition" in page.text_content(".supposition")
    after = page.evaluate(
        "() => [Array.from(csbm.start.app.status).join(''), document.querySelector('#sides')"
        ".textContent, document.querySelector('#list-body').textContent, location.hash]"
    )
    assert after[:3] == before[:3]
    page.locator(".supposed").press("Escape")
    assert page.locator(".supposed, .supposition").count() == 0
    assert page.locator(".popup .what-if").count() == 1
