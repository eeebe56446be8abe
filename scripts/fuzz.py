"""Give the readers damaged files of every format; write the figures to docs/reliability.md.

    python scripts/fuzz.py [--each N] [--room N] [--write]

Hypothesis draws the damage from the seeds of every format, the same in every run. The readers run
in this process, with nothing around them that would hide a fault: whatever they raise but an error
of ours ends the run. A part goes through the reading room, as it does for a user.
"""

import argparse
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from redteam import PAGE, written

from csbm.common.errors import CsbmError
from csbm.common.room import in_room
from csbm.exports.formats import Content, format_of, write
from csbm.readers.findings import Findings
from csbm.readers.given import BESIDE, Given, check_content
from csbm.readers.opener import READERS, Request
from csbm.readers.toml_files import read_toml_here
from csbm.units.bundled import bundled_units
from csbm.units.columns import is_known

LIGHT = (
    "csv",
    "tsv",
    "txt",
    "json",
    "geojson",
    "ndjson",
    "overpass",
    "orbat",
    "kml",
    "gpx",
    "toml",
)
HEAVY = ("gpkg", "fgb", "shp", "gml", "topojson", "xlsx", "ods", "kmz", "zip", "parquet")
ENDINGS = {"overpass": "json", "orbat": "json"}
SHARE = 10
"""A heavy format gets one damaged file where a light one gets so many."""
PIECES = (
    *(b"\0", b'"', b"\n", b",", b"<", b"&", b"NaN", b"-", b"9" * 20, b"\xff\xfe", b"{", b"]"),
    *(b"null", b"1e999", b"\x80", b"\xd8\x00", b"<!DOCTYPE a>", b"[" * 50, b"=", b"'", b"\t"),
)


@dataclass
class Count:
    """What became of the damaged files of one format."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    fault: str = ""


def seeds() -> dict[str, Given]:
    """Return a small whole file of every format."""
    few = bundled_units().head(3)
    found: dict[str, Given] = {}
    with tempfile.TemporaryDirectory(prefix="csbm-") as name:
        folder = Path(name)
        for ending in ("csv", "json", "geojson", "gpkg", "kml", "kmz", "xlsx", "parquet"):
            path = folder / f"a.{ending}"
            write(Content(few, layer="units"), path, format_of(path))
        frame = gpd.GeoDataFrame({"name": few["name"]}, geometry=few.geometry, crs="EPSG:4326")
        for ending, driver in (("fgb", "FlatGeobuf"), ("shp", "ESRI Shapefile"), ("gml", "GML")):
            frame.to_file(folder / f"a.{ending}", driver=driver)
        beside = {
            end: (folder / f"a{end}").read_bytes()
            for end in BESIDE
            if (folder / f"a{end}").is_file()
        }
        for path in folder.iterdir():
            kind = path.suffix[1:]
            if path.suffix in READERS:
                found[kind] = Given(path, path.read_bytes(), beside if kind == "shp" else {})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for ending, data in {".shp": found["shp"].data, **beside}.items():
            archive.writestr(f"a{ending}", data)
    texts: dict[str, str | bytes] = {
        "zip": held.getvalue(),
        "ods": _ods(),
        "tsv": "name\tlat\tlon\nŁomża\t53,17\t22,06\n",
        "txt": "name;lat;lon;personnel\nŁomża;52-05N;023-41E;4 500\n".encode("cp1250"),
        "ndjson": '{"type":"Feature","properties":{"name":"x"},"geometry":'
        '{"type":"Point","coordinates":[23.5,52.5]}}\n' * 3,
        "gpx": '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/'
        'GPX/1/1"><wpt lat="52.5" lon="23.5"><name>a</name></wpt></gpx>',
        "overpass": json.dumps({"elements": [
            {"type": "node", "id": 1, "lat": 52.1, "lon": 23.7, "tags": {"military": "base", "name": "A"}},
            {"type": "way", "id": 2, "bounds": {"minlat": 52, "minlon": 23, "maxlat": 53, "maxlon": 24}}]}),
        "orbat": json.dumps({"type": "ORBAT-mapper", "id": "a", "name": "A", "sides": [
            {"id": "s", "name": "S", "groups": [{"id": "g", "name": "G", "subUnits": [
                {"id": "u", "name": "U", "sidc": "10031000001211000000", "location": [23.7, 52.1],
                 "subUnits": []}]}]}]}),
        "topojson": json.dumps({"type": "Topology", "arcs": [[[23, 52], [1, 1]]], "objects": {
            "a": {"type": "GeometryCollection", "geometries": [{"type": "LineString", "arcs": [0]}]}}}),
        "toml": 'title = "a"\ndate = 2026-11-22\n[[lines]]\nname = "rim"\nborder = "BLR-POL"\ndepth = "80"\n',
    }  # fmt: skip
    for kind, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        found[kind] = Given(Path(f"a.{ENDINGS.get(kind, kind)}"), data)
    return found


def _ods() -> bytes:
    from csbm.readers.ods import _OFFICE, _TABLE, _TEXT  # the names of the form

    spaces = {"table": _TABLE, "office": _OFFICE, "text": _TEXT}
    names = " ".join(f'xmlns:{short}="{long[1:-1]}"' for short, long in spaces.items())
    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        ) + "</table:table-row>"
        for row in (("name", "lat", "lon"), ("A", "52.1", "23.7"))
    )  # fmt: skip
    content = f'<a {names}><table:table table:name="S">{rows}</table:table></a>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return held.getvalue()


def damaged(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with one to four changes: set, cut, put in, doubled."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(data) + 1)
        how = draw.randrange(5)
        if how == 0:
            piece = draw.choice(PIECES)
            data = data[:at] + piece + data[at + len(piece) :]
        elif how == 1:
            data = data[:at] + data[at + draw.randint(1, 60) :]
        elif how == 2:
            data = data[:at] + draw.choice(PIECES) + data[at:]
        elif how == 3:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        else:
            data = data[:at] + data[max(0, at - draw.randint(1, 200)) :]
    return data


def _inside(whole: Given, draw: random.Random) -> bytes:
    """Return an archive of which one member is damaged: else most end at its check sums."""
    if not whole.data.startswith(b"PK") or draw.random() < 0.3:
        return damaged(whole.data, draw)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole.data)) as old, zipfile.ZipFile(held, "w") as new:
        names = old.namelist()
        chosen = draw.choice(names)
        for name in names:
            data = old.read(name)
            new.writestr(name, damaged(data, draw) if name == chosen else data)
    return held.getvalue()


def read(kind: str, path: Path, data: bytes, beside: Any) -> None:  # noqa: ANN401  # bytes by name, or none  # a mapping
    """Read a file as the opener does, and nothing around it."""
    if kind == "toml":
        read_toml_here(path, data)
        return
    one = Given(path, data, beside)
    if not data.strip():
        return
    check_content(one)
    READERS[one.kind](one, Request(known=is_known), Findings())


def through(kind: str, path: Path, data: bytes, beside: Any) -> None:  # noqa: ANN401
    """Read it in the room."""
    if kind == "toml":
        in_room("csbm.readers.toml_files:carried_toml", path, data, shown=str(path))
        return
    one = Given(path, data, beside)
    in_room("csbm.readers.opener:carried_table", one, Request(known=is_known), shown=str(path))


def fuzzed(kind: str, whole: Given, count: int, how: Any) -> Count:  # noqa: ANN401  # `read`, `through`
    """Read so many damaged files of one format; return what became of them."""
    told = Count()

    @seed(20261130)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.integers(0, 2**64 - 1))
    def one(number: int) -> None:
        data = _inside(whole, random.Random(number))
        began = time.perf_counter()
        told.tried += 1
        try:
            how(kind, whole.path, data, whole.beside)
        except (CsbmError, RecursionError):  # the opener says the latter in words
            told.refused += 1
        except BaseException:
            print(f"{kind}: seed {number}", file=sys.stderr)
            raise
        else:
            told.read += 1
        told.slowest_s = max(told.slowest_s, time.perf_counter() - began)

    try:
        one()
    except Exception as error:
        told.fault = f"{kind}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return told


def one_format(kind: str, whole: Given, each: int, room: int) -> tuple[Count, Count]:
    """Read damaged files of one format, in this process and through the room."""
    count = each if kind in LIGHT else max(1, each // SHARE)
    return fuzzed(kind, whole, count, read), fuzzed(kind, whole, room, through)


def command() -> int:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--each", type=int, default=18_500, help="damaged files of a light format")
    parser.add_argument("--room", type=int, default=110, help="of each format, through the room")
    parser.add_argument(
        "--write", action="store_true", help="write the figures to docs/reliability.md"
    )
    parser.add_argument("--jobs", type=int, default=2, help="formats at once, a process for each")
    asked = parser.parse_args()
    held = seeds()
    lines = ["| format | in its process | read | refused | slowest | through the room |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    total = rooms = 0
    faults: list[str] = []
    kinds = (*HEAVY, *LIGHT)
    with ProcessPoolExecutor(asked.jobs) as pool:
        answers = pool.map(one_format, kinds, [held[kind] for kind in kinds],
                           [asked.each] * len(kinds), [asked.room] * len(kinds))  # fmt: skip
        for kind, (told, roomed) in zip(kinds, answers, strict=True):
            faults += [one.fault for one in (told, roomed) if one.fault]
            total, rooms = total + told.tried, rooms + roomed.tried
            lines.append(f"| {kind} | {told.tried:,} | {told.read:,} | {told.refused:,} |"
                         f" {told.slowest_s * 1000:.0f} ms | {roomed.tried:,} |")  # fmt: skip
            print(lines[-1], file=sys.stderr, flush=True)
    said = (f"{total:,} damaged files were read by the readers themselves, each format in one process, and {rooms:,} through the room. All were"
            " read or refused; nothing else was raised, and no process ended.")  # fmt: skip
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    print(said)
    if asked.write:
        written(PAGE, "fuzzing", f"{said}\n\n" + "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(command())
