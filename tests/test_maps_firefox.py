"""The page in Firefox ESR: the same worker, the same answers, the same areas."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time

import geopandas as gpd
import pytest
from click.testing import CliRunner

import csbm
from csbm.api.map_page import map_page
from csbm.cli import main
from csbm.geo.zones.zone import Band, InspectionZone, line_index

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READY = "return Boolean(document.documentElement.dataset.worker)"
ASKED = """
  const done = arguments[arguments.length - 1];
  const { app } = csbm.start;
  const list = "name,lat,lon,accuracy\\nA,52.0970,23.6891,0\\nB,52.5,24.3,3 km\\n";
  (async () => {
    const area = await app.desk.ask("area", { owners: ["POL"], depth: 83.4, rule: "round" });
    await app.ownList.takeText(list, "list.csv");
    const rows = await app.ownList.rows(0, 9);
    const canvas = document.querySelector(".zone-canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [document.documentElement.dataset.worker, area, rows.map((row) => row.reason),
      data.some((value) => value > 0)];
  })().then(done, (error) => done(String(error)));
"""


class Marionette:
    """As much of Firefox's own remote protocol as a test needs: a number of bytes, then JSON."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.stream = self.socket.makefile("rwb")
        self.count = 0
        self._read()

    def _read(self) -> object:
        size = b""
        while not size.endswith(b":"):
            size += self.stream.read(1)
        return json.loads(self.stream.read(int(size[:-1])))

    def ask(self, name: str, **values: object) -> object:
        self.count += 1
        text = json.dumps([0, self.count, name, values]).encode()
        self.stream.write(f"{len(text)}:".encode() + text)
        self.stream.flush()
        _, _, error, result = self._read()
        assert error is None, error
        return result.get("value") if isinstance(result, dict) else result


@pytest.fixture
def firefox(tmp_path):
    program = shutil.which("firefox-esr")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no firefox-esr is installed")
        pytest.skip("no firefox-esr is installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    words = [program, "--marionette", "--headless", "--no-remote", "--profile", str(profile)]
    quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(words, env={**os.environ, "HOME": str(tmp_path)}, **quietly)
    try:
        until = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                client = Marionette(port)
                break
            assert time.monotonic() < until, "Firefox did not open its port"
            time.sleep(0.3)
        client.ask("WebDriver:NewSession")
        client.ask("WebDriver:SetTimeouts", script=60_000)
        yield client
    finally:
        client.socket.close()
        running.terminate()
        running.wait(30)


def test_firefox_gives_the_programs_answers(firefox, tmp_path) -> None:
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), depth_km=80)
    page = tmp_path / "page.html"
    page.write_text(map_page(zone).html, encoding="utf-8")
    firefox.ask("WebDriver:Navigate", url=page.as_uri() + "#depth=83.4")
    until = time.monotonic() + 60
    while not firefox.ask("WebDriver:ExecuteScript", script=READY, args=[], sandbox=None):
        assert time.monotonic() < until
        time.sleep(0.2)
    kind, area, reasons, painted = firefox.ask(
        "WebDriver:ExecuteAsyncScript", script=ASKED, args=[], sandbox=None
    )
    assert kind == "worker"
    truth = next(
        part.area_km2
        for part in csbm.inspection_zone(zone.border, 83.4).parts
        if part.side == "POL"
    )
    assert abs(area["km2"] - truth) < area["error"] + 1.0
    for words, reason in zip(
        (("52.0970,23.6891", "0"), ("52.5,24.3", "3000")), reasons, strict=True
    ):
        asked = ["where", words[0], "--depth", "83.4", "--accuracy", words[1], "--format", "json"]
        done = CliRunner().invoke(main, asked, catch_exceptions=False)
        assert json.loads(done.stdout)["reason"] == reason
    assert painted


BANDS = """
  const done = arguments[arguments.length - 1];
  const { app } = csbm.start;
  const list = "name,lat,lon,accuracy\\nA,52.0970,23.6891,0\\nB,52.5,24.3,3 km\\n";
  (async () => {
    await app.ownList.takeText(list, "list.csv");
    const rows = await app.ownList.rows(0, 9);
    const canvas = document.querySelector(".zone-canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [rows.map((row) => row.bands.map((one) => one.reason)), data.some((value) => value > 0)];
  })().then(done, (error) => done(String(error)));
"""


def test_firefox_judges_bands_and_draws_them(firefox, tmp_path) -> None:
    border = csbm.Border.between("BLR", "POL")
    bands = (Band("BLR", 60.0, "guns", 12.0), Band("POL", 30.0, "guns"), Band("POL", 80.0, "air"))
    zone = InspectionZone(border, bands, "round", 25.0, line_index(border))
    page = tmp_path / "page.html"
    page.write_text(map_page(zone).html, encoding="utf-8")
    firefox.ask("WebDriver:Navigate", url=page.as_uri())
    until = time.monotonic() + 60
    while not firefox.ask("WebDriver:ExecuteScript", script=READY, args=[], sandbox=None):
        assert time.monotonic() < until
        time.sleep(0.2)
    reasons, painted = firefox.ask(
        "WebDriver:ExecuteAsyncScript", script=BANDS, args=[], sandbox=None
    )
    units = gpd.GeoDataFrame(
        {"id": ["A", "B"], "kind": "", "lat": [52.0970, 52.5], "lon": [23.6891, 24.3],
         "position_accuracy_m": [0.0, 3000.0]},
        geometry=gpd.points_from_xy([23.6891, 24.3], [52.0970, 52.5]),
        crs=4326,
    )  # fmt: skip
    truth = csbm.coverage(zone, units)
    assert [one for row in reasons for one in row] == truth["reason"].tolist()
    assert painted
