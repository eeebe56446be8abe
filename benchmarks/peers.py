"""Do the same work with other programs, and print their errors and times as Markdown.

python benchmarks/peers.py [--checks ../shared/checks] [--turf FOLDER_WITH_NODE_MODULES]

Not part of the package. GeoPandas comes with it; PostGIS (Debian's postgresql-15-postgis-3), GMT
(Debian's gmt) and turf (npm) are used where they are installed, and their rows say so where not.
All times are CPU time of one core, and all works are done in one run.
"""

import argparse
import importlib
import json
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from postgis import Postgis, postgis

from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.measure.grid import DepthGrid

from workload import Floats, around, cpu_s, line_of

DEPTH_M = 80e3
BORDERS = ("BLR-POL", "CAN-USA")
POINTS = 1_000_000
_NODE = """
const turf = require('@turf/turf');
const asked = JSON.parse(require('fs').readFileSync(0));
const line = {type: 'Feature', properties: {}, geometry: asked.line};
const start = process.cpuUsage();
let found;
if (asked.steps) {
  found = turf.buffer(line, 80, {units: 'kilometers', steps: asked.steps}).geometry;
} else {
  const parts = turf.flatten(line).features;
  found = asked.points.map(p => 1000 * Math.min(...parts.map(
    part => turf.pointToLineDistance(p, part, {units: 'kilometers', method: 'geodesic'}))));
}
const spent = process.cpuUsage(start);
console.log(JSON.stringify({found, seconds: (spent.user + spent.system) / 1e6}));
"""


@dataclass
class Zone:
    """One program's zone of one border; no geometry where it could make none."""

    method: str
    geometry: Any
    seconds: float
    note: str = ""


@dataclass
class Answers:
    """One program's answers for the first so many points."""

    method: str
    seconds: float = 0.0
    inside: np.ndarray | None = None
    distance_m: Floats | None = None
    note: str = ""


def child_s(words: list[str], **more: Any) -> tuple[subprocess.CompletedProcess[Any], float]:
    """Run a program; return it and the CPU time it took, seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, check=True, capture_output=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Turf:
    """turf in node; ``ask`` is None where it is not installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = shutil.which("node") is not None and (folder / "node_modules/@turf").is_dir()

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return what node answers, and its CPU time."""
        done, _ = child_s(
            ["node", "--max-old-space-size=3000", "-e", _NODE],
            input=json.dumps(question).encode(),
            cwd=self.folder,
        )
        return dict(json.loads(done.stdout))

    def version(self) -> str:
        """Return the release."""
        package = self.folder / "node_modules/@turf/turf/package.json"
        return str(json.loads(package.read_text())["version"])


# -- zones ----------------------------------------------------------------------------------------
def zones(name: str, server: Postgis | None, turf: Turf) -> Iterator[Zone]:
    """Give every program's zone of a border, ours first."""
    index = line_of(name)
    line = shapely.MultiLineString([shapely.LineString(part) for part in index.lines])
    geodesic_buffer(index, DEPTH_M, tolerance_m=1.0)
    for tolerance in (0.1, 1.0):
        yield _zone(
            f"csbm, tolerance {tolerance:g} m",
            lambda t=tolerance: geodesic_buffer(LineIndex(index.lines), DEPTH_M, tolerance_m=t),
        )
    series = geopandas.GeoSeries([line], crs=4326)
    for segments, words in ((16, "default"), (64, "64 segments")):
        yield _zone(f"GeoPandas, estimate_utm_crs, {words}", lambda s=segments: _utm(series, s))
    yield _zone(
        "GeoPandas, EPSG:3857",
        lambda: series.to_crs(3857).buffer(DEPTH_M).to_crs(4326).iloc[0],
    )
    for words, options in (("default", ""), ("64 segments", ", 'quad_segs=64'")):
        method = f"PostGIS ST_Buffer(geography), {words}"
        if server is None:
            yield Zone(method, None, 0.0, "not installed")
            continue
        # Three times in one session, for the server's clock counts hundredths.
        sql = f"SELECT ST_AsText(ST_Buffer(g, {DEPTH_M}{options})::geometry) FROM line;"
        _load_line(server, line)
        _, start = server.timed("SELECT PostGIS_Full_Version(), ST_Length(g) FROM line;")
        text, seconds = server.timed(sql * 3)
        found = shapely.from_wkt(text.split("\n")[0])
        yield Zone(method, found, max(seconds - start, 0.01) / 3)
    for steps, words in ((8, "default"), (64, "64 steps")):
        method = f"turf.buffer, {words}"
        if not turf.here:
            yield Zone(method, None, 0.0, "not installed")
            continue
        answer = turf.ask({"line": shapely.geometry.mapping(line), "steps": steps})
        geometry = shapely.geometry.shape(answer["found"]) if answer["found"] else None
        yield Zone(method, geometry, answer["seconds"], "" if geometry else "no answer")


def _zone(method: str, work: Callable[[], Any]) -> Zone:
    return Zone(method, work(), cpu_s(work, rounds=3))


def _utm(series: geopandas.GeoSeries, segments: int) -> Any:
    plane = series.to_crs(series.estimate_utm_crs())
    return plane.buffer(DEPTH_M, quad_segs=segments).to_crs(4326).iloc[0]


def _load_line(server: Postgis, line: shapely.MultiLineString) -> None:
    server.ask(
        "DROP TABLE IF EXISTS line; CREATE TABLE line (g geography);"
        f"INSERT INTO line VALUES ('SRID=4326;{shapely.to_wkt(line, rounding_precision=-1)}');"
    )


def edge_error_m(zone: Any, index: LineIndex, checks: Any, border: Any) -> tuple[float, bool]:
    """Return how far a zone's edge is from the depth at worst, metres, and whether it is valid."""
    polygons = [p for p in getattr(zone, "geoms", [zone]) if p.geom_type == "Polygon"]
    if checks is None:
        parts = [shapely.get_coordinates(shapely.segmentize(p.boundary, 0.002)) for p in polygons]
        lon, lat = np.concatenate(parts).T
    else:
        lon, lat, _ = checks.boundary_samples(polygons)
    good = np.isfinite(lon) & np.isfinite(lat)
    lon, lat = lon[good], lat[good]
    off = np.abs(index.nearest(lon, lat).distance_m - DEPTH_M)
    if border is not None:
        rng = np.random.default_rng(1)
        pick = np.concatenate([np.argsort(off)[-100:], rng.integers(0, len(off), 400)])
        off = np.abs(border.distance(lon[pick], lat[pick]) - DEPTH_M)
    return float(off.max()), bool(shapely.is_valid(zone)) and bool(good.all())


# -- points ---------------------------------------------------------------------------------------
def answers(
    index: LineIndex, points: Floats, server: Postgis | None, turf: Turf
) -> Iterator[Answers]:
    """Give every program's answers for points around BLR-POL, ours first."""
    lon, lat = points.T.copy()
    line = shapely.MultiLineString([shapely.LineString(part) for part in index.lines])
    sieve = DepthGrid(index, DEPTH_M)
    yield _inside("csbm, DepthGrid.within", lambda: sieve.within(lon, lat))
    yield _inside(
        "csbm, DepthGrid built and asked", lambda: DepthGrid(index, DEPTH_M).within(lon, lat)
    )
    series = geopandas.GeoSeries([line], crs=4326)
    for segments, words in ((16, "default"), (64, "64 segments")):
        zone = _utm(series, segments)
        shapely.prepare(zone)
        yield _inside(
            f"shapely.contains_xy on the UTM zone, {words}",
            lambda zone=zone: shapely.contains_xy(zone, lon, lat),
        )

    def nearest() -> Floats:
        return index.nearest(lon, lat).distance_m

    seconds = cpu_s(nearest, rounds=3)
    yield Answers("csbm, LineIndex.nearest", seconds, distance_m=nearest())
    plane = series.to_crs(series.estimate_utm_crs())
    few = 1_000

    def planar() -> Floats:
        flat = geopandas.GeoSeries.from_xy(lon[:few], lat[:few], crs=4326).to_crs(plane.crs)
        return np.asarray(flat.distance(plane.iloc[0]))

    yield Answers("GeoPandas distance in UTM", cpu_s(planar, rounds=3), distance_m=planar())
    yield from _postgis_answers(server, points, line)
    yield from _gmt_answers(points, line)
    if not turf.here:
        yield Answers("turf.pointToLineDistance", note="not installed")
        return
    question = {"line": shapely.geometry.mapping(line), "points": points[:200].tolist()}
    answer = turf.ask(question)
    yield Answers(
        "turf.pointToLineDistance", answer["seconds"], distance_m=np.array(answer["found"])
    )


def _inside(method: str, work: Callable[[], Any]) -> Answers:
    return Answers(method, cpu_s(work, rounds=3), inside=work())


def _postgis_answers(
    server: Postgis | None, points: Floats, line: shapely.MultiLineString
) -> Iterator[Answers]:
    names = "PostGIS ST_DWithin(geography)", "PostGIS ST_Distance(geography)"
    if server is None:
        yield from (Answers(name, note="not installed") for name in names)
        return
    _load_line(server, line)
    rows = "\n".join(f"{n}\t{x!r}\t{y!r}" for n, (x, y) in enumerate(points.tolist()))
    server.ask(
        "CREATE TABLE raw (n int, x float8, y float8); COPY raw FROM STDIN;\n" + rows + "\n\\.\n"
        "CREATE TABLE p AS SELECT n, ST_MakePoint(x, y)::geography AS g FROM raw; ANALYZE p;"
    )
    one = "SET max_parallel_workers_per_gather = 0; "
    for name, what, few in zip(
        names,
        (
            f"CASE WHEN ST_DWithin(p.g, line.g, {DEPTH_M}) THEN 1 ELSE 0 END",
            "ST_Distance(p.g, line.g)",
        ),
        (200_000, 20_000),
        strict=True,
    ):
        ask = one + f"SELECT {{}} FROM p, line WHERE n < {few}"
        _, start = server.timed((ask + ";").format("sum(n)"))
        _, seconds = server.timed((ask + ";").format(f"sum({what})"))
        found = np.array(server.ask((ask + " ORDER BY n;").format(what)).split(), float)
        distance = found if "Distance" in name else None
        inside = None if "Distance" in name else found == 1
        yield Answers(name, max(seconds - start, 0.01), inside=inside, distance_m=distance)


def _gmt_answers(points: Floats, line: shapely.MultiLineString) -> Iterator[Answers]:
    names = "GMT select -L+d80k", "GMT mapproject -L+ue"
    if shutil.which("gmt") is None:
        yield from (Answers(name, note="not installed") for name in names)
        return
    few = points[:2_000]
    numbered = np.column_stack([few, np.arange(len(few))])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [shapely.get_coordinates(part) for part in line.geoms]
        text = "\n".join(
            ">\n" + "\n".join(f"{x!r} {y!r}" for x, y in part.tolist()) for part in parts
        )
        (folder / "line.txt").write_text(text)
        select = ["gmt", "select", "-bi3d", "-bo3d", "-fg", "-Lline.txt+d80k"]
        done, seconds = child_s(select, input=numbered.tobytes(), cwd=folder)
        inside = np.zeros(len(few), np.bool_)
        inside[np.frombuffer(done.stdout).reshape(-1, 3)[:, 2].astype(int)] = True
        yield Answers(names[0], seconds, inside=inside)
        project = ["gmt", "mapproject", "-bi2d", "-bo", "-fg", "-Lline.txt+ue"]
        done, seconds = child_s(project, input=few.tobytes(), cwd=folder)
        distance = np.frombuffer(done.stdout).reshape(len(few), -1)[:, 2]
        yield Answers(names[1], seconds, distance_m=distance)


# -- what is printed ------------------------------------------------------------------------------
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=Path, default=Path("../shared/checks"))
    parser.add_argument("--turf", type=Path, help="a folder where turf is installed by npm")
    asked = parser.parse_args()
    # Stopped from outside, it still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    checks = truth = None
    if (asked.checks / "check_zone.py").exists():
        sys.path.insert(0, str(asked.checks.resolve()))
        checks, truth = importlib.import_module("check_zone"), importlib.import_module("truth")
    with tempfile.TemporaryDirectory() as name, postgis() as server:
        folder = asked.turf or Path(name)
        if asked.turf is None and shutil.which("npm"):
            words = ["npm", "install", "--silent", "--no-audit", "@turf/turf@7"]
            subprocess.run(words, check=False, cwd=folder, stdout=subprocess.DEVNULL)
        turf = Turf(folder)
        print(versions(server, turf), flush=True)
        print_zones(server, turf, checks, truth)
        print_points(server, turf, truth)


def versions(server: Postgis | None, turf: Turf) -> str:
    found = [
        f"{datetime.now(UTC):%d %B %Y}: Python {sys.version.split()[0]}",
        f"GeoPandas {geopandas.__version__}",
        f"shapely {shapely.__version__} (GEOS {shapely.geos_version_string})",
        "PROJ " + importlib.import_module("pyproj").proj_version_str,
    ]
    if server is not None:
        postgres = server.ask("SHOW server_version;").split()[0]
        found.append(f"PostGIS {server.ask('SELECT PostGIS_Lib_Version();').strip()}")
        found.append(f"PostgreSQL {postgres}")
    if shutil.which("gmt"):
        found.append("GMT " + child_s(["gmt", "--version"])[0].stdout.decode().strip())
    if turf.here:
        node = child_s(["node", "--version"])[0].stdout.decode().strip()
        found.append(f"turf {turf.version()} (node {node})")
    return ", ".join(found) + "\n"


def print_zones(server: Postgis | None, turf: Turf, checks: Any, truth: Any) -> None:
    cells: dict[str, list[str]] = {}
    for name in BORDERS:
        index = line_of(name)
        border = truth.Border(list(index.lines)) if truth else None
        ours = 0.0
        for zone in zones(name, server, turf):
            ours = ours or zone.seconds
            cell = zone.note
            if zone.geometry is not None:
                error, valid = edge_error_m(zone.geometry, index, checks, border)
                shown = f"{error:,.3f}" if error < 10 else f"{error:,.0f}"
                cell = f"{shown} m, {zone.seconds:.2f} s ({zone.seconds / ours:.2f})"
                cell += "" if valid else ", invalid"
            cells.setdefault(zone.method, []).append(cell)
            print(f"{name} {zone.method}: {cell}", file=sys.stderr, flush=True)
    print("| zone of 80 km | " + " | ".join(BORDERS) + " |")
    print("|---" * (1 + len(BORDERS)) + "|")
    for method, row in cells.items():
        print(f"| {method} | " + " | ".join(row) + " |")
    print(flush=True)


def print_points(server: Postgis | None, turf: Turf, truth: Any) -> None:
    index = line_of("BLR-POL")
    points = around(index, POINTS)
    exact = index.nearest(*points.T).distance_m
    if truth:
        border = truth.Border(list(index.lines))
        off = np.abs(border.distance(*points[:2000].T) - exact[:2000]).max()
        print(
            f"LineIndex against the independent truth, 2,000 points: {off * 1000:.6f} mm; "
            "it is what all others are held to here.\n"
        )
    print("| points around BLR-POL | points | points/s and core | wrong side | worst distance |")
    print("|---|---|---|---|---|")
    for answer in answers(index, points, server, turf):
        if answer.note:
            print(f"| {answer.method} | {answer.note} | | | |", flush=True)
            continue
        distance, inside = answer.distance_m, answer.inside
        if inside is None:
            assert distance is not None, f"{answer.method} gave no answer"
            inside = distance <= DEPTH_M
        count = len(inside)
        true = exact[:count]
        wrong = int((inside != (true <= DEPTH_M)).sum())
        worst = "–" if distance is None else _length(float(np.abs(distance - true).max()))
        if answer.method.startswith("csbm"):
            worst = "see above" if distance is not None else "–"
        rate = count / answer.seconds
        print(
            f"| {answer.method} | {count:,} | {rate:,.0f} | {wrong} of {count:,} | {worst} |",
            flush=True,
        )


def _length(metres: float) -> str:
    return f"{metres:,.1f} m" if metres >= 0.1 else f"{metres * 1000:.4f} mm"


if __name__ == "__main__":
    main()
