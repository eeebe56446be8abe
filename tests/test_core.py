"""The compiled core: exact, the same bits in Python, in node and in a browser, safe in threads."""

import base64
import hashlib
import json
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csbm
from csbm.geo.measure import core
from csbm.geo.measure.core import Out, Staying, call, module_bytes
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import SPREAD, LineIndex
from csbm.geo.measure.grid import DepthGrid
from csbm.geo.zones.status import YES, answers, decided
from csbm.geo.zones.zone import line_index

from awkward import LINES, points_around
from plain_measure import PlainIndex


def inverse(points):
    out = np.empty((len(points), 2))
    call("inverse_many", points, len(points), Out(out))
    return out.T


@pytest.mark.parametrize("far_m", [1e-6, 1e-3, 1.0, 1e3, 1e5, 1e6, 5e6, 1e7, 1.5e7, 1.9e7])
def test_a_distance_holds_to_proj_from_a_micrometre_to_19_000_km(far_m):
    rng = np.random.default_rng(int(far_m * 1e6) % 2**32)
    lon, azimuth = rng.uniform(-180, 180, 5_000), rng.uniform(0, 360, 5_000)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 5_000)))
    there = GEOD.fwd(lon, lat, azimuth, np.full(5_000, far_m), return_back_azimuth=False)[:2]
    truth = GEOD.inv(lon, lat, *there)
    distance, towards = inverse(np.column_stack([lon, lat, *there]))
    assert np.abs(distance - truth[2]).max() < 1e-6
    aside = np.abs((towards - truth[0] + 180) % 360 - 180) * np.pi / 180 * np.minimum(far_m, 6.4e6)
    assert aside.max() < 1e-3


@settings(max_examples=300, deadline=None)
@given(*[st.floats(-180, 180), st.floats(-90, 90)] * 2)
def test_any_two_places_that_are_not_nearly_opposite(lon0, lat0, lon1, lat1):
    truth = GEOD.inv(lon0, lat0, lon1, lat1)[2]
    if truth < 19_700_000:
        assert abs(inverse(np.array([[lon0, lat0, lon1, lat1]]))[0, 0] - truth) < 1e-6


@pytest.mark.parametrize("name", LINES)
def test_one_sidedness_is_that_of_numpy(name):
    lon, lat = points_around(LINES[name], 500, 300_000.0)
    index, plain = LineIndex([LINES[name]]), PlainIndex([LINES[name]])
    near = index.nearest(lon, lat)
    margin = np.full(len(lon), 500.0)
    one, other = (which.one_sided(lon, lat, near.lon, near.lat, margin) for which in (index, plain))
    assert (one == other).mean() > 0.999  # a rounding apart at the cone's edge


def test_the_module_imports_nothing():
    import wasmtime

    module = wasmtime.Module(wasmtime.Engine(), module_bytes())
    assert module.imports == []


# -- the same bits everywhere ---------------------------------------------------------------------
def spread(count):
    """Points around Brest that any language makes alike: a linear congruential generator."""
    state, found = 1, np.empty((count, 2))
    for row in range(count):
        for column, (low, wide) in enumerate([(19.0, 9.0), (49.0, 8.0)]):
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
            found[row, column] = low + wide * state / 2_147_483_648
    return found


DEPTH_M, DOUBT_M = 80_000.0, 500.0


@pytest.fixture(scope="module")
def task():
    """A border as the core takes it, points, and the hash of distances, feet and statuses."""
    index = line_index(csbm.Border.between("BLR", "POL"))
    pieces, count, boxes, leaf = index._tree
    points = spread(100_000)
    out = np.empty((len(points), 6))
    numbers = (index._sag, SPREAD)
    call("nearest_many", pieces, count, boxes, leaf, *numbers, points, len(points), Out(out))
    bands = np.tile([0.0, DEPTH_M], (len(points), 1, 1))
    told = answers(
        out[:, 0] - DOUBT_M, out[:, 0] + DOUBT_M, bands, np.full(len(points), YES, np.int8)
    )
    status = decided(np.arange(len(points)), told, bands, len(points))
    told = {
        "wasm": base64.b64encode(module_bytes()).decode(),
        "pieces": base64.b64encode(pieces.array.tobytes()).decode(),
        "boxes": base64.b64encode(boxes.array.tobytes()).decode(),
        "numbers": [count, leaf, *numbers, len(points), DEPTH_M, DOUBT_M],
    }
    return told, hashlib.sha256(out.tobytes() + status.tobytes()).hexdigest()


RUN = """
async function run(task) {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes(task.wasm), {});
  const { memory, nearest_many: nearest, within_many: within, decided_many: decided,
    __heap_base: base } = instance.exports;
  const [count, leaf, sag, wide, n, depth, doubt] = task.numbers;
  const pieces = bytes(task.pieces), boxes = bytes(task.boxes);
  let at = base.value;
  const up = (size) => Math.ceil(size / 16) * 16;
  const room = (size) => { at = up(at) + size; return at - size; };
  const [a, b, c, d] = [room(pieces.length), room(boxes.length), room(16 * n), room(48 * n)];
  const [low, high, bands, places] = [room(8 * n), room(8 * n), room(16 * n), room(8 * n)];
  const [answer, status, work] = [room(n), room(n), room(n)];
  memory.grow(Math.ceil((at - memory.buffer.byteLength) / 65536));
  const floats = (place, size) => new Float64Array(memory.buffer, place, size);
  new Uint8Array(memory.buffer).set(pieces, a);
  new Uint8Array(memory.buffer).set(boxes, b);
  const points = floats(c, 2 * n);
  let state = 1;
  for (let i = 0; i < 2 * n; i += 1) {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
    const [from, span] = i % 2 ? [49, 8] : [19, 9];
    points[i] = from + span * state / 2147483648;
  }
  nearest(a, count, b, leaf, sag, wide, c, n, d);
  const found = floats(d, 6 * n);
  const index = new BigInt64Array(memory.buffer, places, n);
  for (let i = 0; i < n; i += 1) {
    floats(low, n)[i] = found[6 * i] - doubt;
    floats(high, n)[i] = found[6 * i] + doubt;
    floats(bands, 2 * n).set([0, depth], 2 * i);
    index[i] = BigInt(i);
  }
  within(low, high, bands, 1, n, answer);
  decided(places, answer, bands, 1, n, n, status, work);
  const out = new Uint8Array(49 * n);
  out.set(new Uint8Array(memory.buffer, d, 48 * n));
  out.set(new Uint8Array(memory.buffer, status, n), 48 * n);
  return out;
}
"""
TEXT = """
  let text = "";
  for (let from = 0; from < out.length; from += 32768)
    text += String.fromCharCode(...out.subarray(from, from + 32768));
  text = btoa(text);
"""


def test_node_gives_the_same_bits(task):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    told, digest = task
    script = (
        RUN
        + """
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
const out = await run(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(createHash("sha256").update(out).digest("hex"));
"""
    )
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script], input=json.dumps(told), check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout == digest


@pytest.mark.browser
def test_chromium_gives_the_same_bits(task, browser):
    told, digest = task
    page = browser.new_page()
    out = page.evaluate(
        f"async (task) => {{ {RUN} const out = await run(task); {TEXT} return text; }}", told
    )
    page.close()
    assert hashlib.sha256(base64.b64decode(out)).hexdigest() == digest


@pytest.mark.slow
def test_firefox_gives_the_same_bits(task, tmp_path):
    """A page that runs the core and sends what it found back to the test."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("Firefox is not installed")
    told, digest = task
    page = f"""<script type="module">{RUN}
      const out = await run({json.dumps(told)}); {TEXT}
      await fetch("/", {{ method: "POST", body: text }});</script>"""
    sent = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def do_POST(self):
            sent.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        run = subprocess.Popen(
            [firefox, "--headless", "--no-remote", "--profile", tmp_path,
             f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            out = sent.get(timeout=240)
        finally:
            run.terminate()
            run.wait()
            server.shutdown()
    assert hashlib.sha256(base64.b64decode(out)).hexdigest() == digest


def test_threads_give_the_same_bits():
    index = line_index(csbm.Border.between("BLR", "LTU"))
    points = spread(20_000)
    alone = index.nearest(*points.T).distance_m.tobytes()
    with ThreadPoolExecutor(6) as pool:
        several = list(pool.map(lambda _: index.nearest(*points.T).distance_m.tobytes(), range(12)))
    assert set(several) == {alone}


# -- memory ---------------------------------------------------------------------------------------
def test_arrays_that_stay_are_copied_once_and_forgotten_when_there_are_too_many(monkeypatch):
    made = core._Core()
    monkeypatch.setattr(core, "_MOST_STAYING", 1 << 20)
    out = np.empty(2)
    kept = [Staying(np.full(30_000, float(number))) for number in range(9)]  # 240 kB each
    for one in kept:
        made.call("inverse_many", (one, 1, Out(out)))
    assert made._top - made._start <= 1 << 20
    # Two that do not fit together with what is there: both are there for their call.
    made.call("inverse_many", (kept[0], 1, Out(out)))
    monkeypatch.setattr(core, "_MOST_STAYING", 600_000)
    made.call(
        "one_sided_many", (kept[7], 0, kept[8], 0, 0.5, kept[0], kept[1], kept[2], 0, Out(out))
    )
    monkeypatch.setattr(core, "_MOST_STAYING", 1 << 20)
    for number, one in enumerate(kept):  # whichever are still there, none is mixed up
        made.call("inverse_many", (one, 1, Out(out)))
        at = made._staying[one]
        held = made._bytes[at : at + 8].view(np.float64)[0]
        assert held == number
    made.close()


@pytest.mark.parametrize(("pair", "most"), [("BLR-POL", 2.6), ("CAN-USA", 4.8)])
def test_a_search_solves_few_inverse_problems_a_point(pair, most):
    """The work of a search, which no load changes: how often a distance is really worked out."""
    index = line_index(csbm.Border.between(*pair.split("-")))
    west, south, east, north = csbm.Border.between(*pair.split("-")).line.bounds
    points = (spread(20_000) - [19, 49]) / [9, 8] * [east - west, north - south] + [west, south]
    before = call("solved_so_far")
    index.nearest(*points.T)
    assert (call("solved_so_far") - before) / len(points) < most


def test_few_cells_of_a_grid_are_left_to_be_measured():
    sieve = DepthGrid(line_index(csbm.Border.between("BLR", "POL")), 80_000.0)
    assert (sieve.cells == 2).sum() < 0.004 * sieve.cells.size


def test_what_is_written_must_lie_in_one_piece():
    with pytest.raises(AssertionError):
        call("inverse_many", np.zeros(4), 1, Out(np.empty((2, 2))[:, 0]))


def test_a_large_call_makes_room():
    points = np.zeros((300_000, 4))
    points[:, 2] = 1.0
    assert np.ptp(inverse(points)[0]) == 0.0
