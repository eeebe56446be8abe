"""Attack csbm with files, names and outputs; write what happened to docs/reliability.md.

    python scripts/redteam.py [--write]

Every attack runs the command as a user would, beside a private file and a server on this machine,
and is held to the same promises: it ends, with one line where it refuses; nothing of the private
file comes out; nobody is asked anything; no file is changed but the one named with -o; nothing that
came from a file reaches a terminal, a page or a spreadsheet as more than text.
"""

import argparse
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from csbm.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reliability.md"
SECRET = "hiddenplace"
MOST_S = 120.0
KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{}</kml>'
MARK = "<Placemark><name>{}</name><Point><coordinates>23.7,52.1</coordinates></Point></Placemark>"
LIST = "name,lat,lon\nAlpha,52.1,23.7\n"


@dataclass
class Attack:
    """One attack: how it is made, the words of the command, what must be so besides."""

    group: str
    what: str
    make: Callable[[Path, int], list[str | Path]]
    """Gets a folder and the port of the server; gives the words of the command."""
    after: Callable[[Path, "Outcome"], str] = lambda _folder, _outcome: ""
    """Gives what is wrong with what was left; nothing where it is well."""
    codes: tuple[int, ...] = (0, 1, 2)


@dataclass
class Outcome:
    """What an attack came to."""

    code: int = 0
    out: str = ""
    err: str = ""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


ATTACKS: list[Attack] = []


def attack(
    group: str,
    what: str,
    make: Callable[[Path, int], list[str | Path]],
    after: Callable[[Path, Outcome], str] | None = None,
    codes: tuple[int, ...] = (0, 1, 2),
) -> None:
    """Add an attack."""
    ATTACKS.append(Attack(group, what, make, after or (lambda _folder, _outcome: ""), codes))


def write(path: Path, data: str | bytes) -> Path:
    """Write a file, whatever it holds."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return path


def zipped(members: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def reading(path: Path, number: int) -> list[str | Path]:
    """Return the words of one of the commands that read a file, each in turn."""
    ways: list[list[str | Path]] = [
        ["check", path],
        ["zone", "BLR-POL", "--border", path, "-o", path.parent / "out.geojson"],
        ["units", "BLR-POL", "--units", path, "-o", path.parent / "out.csv"],
        ["exercises", "BLR-POL", "--file", path, "-o", path.parent / "out.csv"],
    ]
    return ways[number % len(ways)]


# -- files that point to other files or to addresses -----------------------------------------------
def wrappers(source: str) -> dict[str, str]:
    """Return lists of other files as GDAL knows them."""
    layer = (
        f"<OGRVRTLayer name='private'><SrcDataSource>{source}</SrcDataSource>"
        "<GeometryType>wkbPoint</GeometryType>"
        "<GeometryField encoding='PointFromColumns' x='lon' y='lat'/></OGRVRTLayer>"
    )
    return {
        "VRT": f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>",
        "VRT union": f"<OGRVRTDataSource><OGRVRTUnionLayer name='a'>{layer}</OGRVRTUnionLayer>"
        "</OGRVRTDataSource>",
        "raster VRT": f"<VRTDataset rasterXSize='1' rasterYSize='1'><VRTRasterBand band='1'>"
        f"<SimpleSource><SourceFilename>{source}</SourceFilename></SimpleSource></VRTRasterBand>"
        "</VRTDataset>",
        "WFS": f"<OGRWFSDataSource><URL>{source}</URL></OGRWFSDataSource>",
        "CSW": f"<OGRCSWDataSource><URL>{source}</URL></OGRCSWDataSource>",
        "WMS": f"<GDAL_WMS><Service name='WMS'><ServerUrl>{source}</ServerUrl></Service></GDAL_WMS>",
        "GDALG": json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {source}"}
        ),
    }


def disguised(path: Path, text: str) -> Path:
    """Write a wrapper under another name, behind what that name promises."""
    note = f"<!--{'x' * 200}-->"
    ending = path.suffix
    if ending in {".kml", ".gml", ".gpx"}:
        return write(path, f"<?xml version='1.0'?>{note}{text}")
    if ending in {".geojson", ".topojson"}:
        return write(path, f'{{"type": "{"x" * 100}", "b": "{note}{text}"}}')
    heads = {
        ".fgb": b"fgb\x03fgb\x01",
        ".gpkg": b"SQLite format 3\0",
        ".shp": b"\x00\x00\x27\x0a",
        ".parquet": b"PAR1",
    }
    if ending in heads:
        return write(path, heads[ending] + note.encode() + text.encode())
    if ending in {".zip", ".kmz"}:
        return write(path, zipped({"a.kml": f"<?xml version='1.0'?>{note}{text}"}))
    return write(path, text)


def add_wrappers() -> None:
    endings = (".kml", ".geojson", ".fgb", ".gpkg", ".shp", ".gml", ".zip", ".kmz", ".csv")
    for number, kind in enumerate(wrappers("")):
        for place, ending in enumerate(endings):

            def make(
                folder: Path,
                port: int,
                kind: str = kind,
                ending: str = ending,
                at: int = number + place,
            ) -> list[str | Path]:
                remote = f"/vsicurl/http://127.0.0.1:{port}/a.csv"
                source = remote if at % 2 else str(folder / "private.csv")
                path = disguised(folder / f"a{ending}", wrappers(source)[kind])
                return reading(path, at % 3)

            attack(
                "points elsewhere",
                f"{kind} as {ending}",
                make,
                codes=(0, 1, 2) if ending == ".csv" else (1, 2),
            )


# -- XML, GML and archives that ask for more --------------------------------------------------------
def entity(inner: str, declared: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE k [{declared}]>{inner}'


def add_xml() -> None:
    group = "asks for more"
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    declared = {
        "a billion laughs": f'<!ENTITY l0 "lol">{laughs}',
        "an outside entity (file)": '<!ENTITY l9 SYSTEM "file://PRIVATE">',
        "an outside entity (address)": '<!ENTITY l9 SYSTEM "http://127.0.0.1:PORT/e">',
        "a parameter entity": '<!ENTITY % p SYSTEM "http://127.0.0.1:PORT/p"> %p; <!ENTITY l9 "x">',
    }
    bodies = {
        ".kml": '<kml xmlns="http://www.opengis.net/kml/2.2">' + MARK.format("&l9;") + "</kml>",
        ".gpx": '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="52" lon="23"><name>&l9;</name></wpt></gpx>',
        ".gml": '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><a>&l9;</a>'
        "</gml:FeatureCollection>",
    }
    for what, text in declared.items():
        for number, (ending, body) in enumerate(bodies.items()):

            def make(
                folder: Path,
                port: int,
                text: str = text,
                body: str = body,
                ending: str = ending,
                number: int = number,
            ) -> list[str | Path]:
                filled = text.replace("PORT", str(port)).replace(
                    "PRIVATE", str(folder / "private.csv")
                )
                return reading(write(folder / f"a{ending}", entity(body, filled)), number % 2)

            attack(group, f"{what} in {ending}", make, codes=(1, 2))
    for encoding in ("utf-16", "utf-16-be", "utf-32", "utf-7"):

        def hidden(folder: Path, port: int, encoding: str = encoding) -> list[str | Path]:
            text = entity(bodies[".kml"], f'<!ENTITY l9 SYSTEM "http://127.0.0.1:{port}/e">')
            text = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
            return ["check", write(folder / "a.kml", text.encode(encoding))]

        attack(group, f"an entity hidden by {encoding}", hidden, codes=(1, 2))
    links = {
        "a network link in KML": KML.format(
            "<NetworkLink><Link><href>http://127.0.0.1:PORT/n.kml</href></Link></NetworkLink>"
            + MARK.format("A")
        ),
        "an icon and a style from an address in KML": KML.format(
            "<Style><IconStyle><Icon><href>http://127.0.0.1:PORT/i.png</href></Icon></IconStyle></Style>"
            + MARK.format("A")
        ),
        "an XInclude in KML": KML.format(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="PRIVATE" parse="text"/>'
            + MARK.format("A")
        ),
        "a style sheet in KML": '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:PORT/s"?>'
        + KML.format(MARK.format("A"))[21:],
    }
    for what, text in links.items():

        def linked(folder: Path, port: int, text: str = text) -> list[str | Path]:
            filled = text.replace("PORT", str(port)).replace("PRIVATE", str(folder / "private.csv"))
            return ["check", write(folder / "a.kml", filled)]

        attack(group, what, linked)
    gml = (
        '<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://ogr.maptools.org/ http://127.0.0.1:PORT/s.xsd">'
        '<gml:featureMember><ogr:a fid="1"><ogr:geometryProperty LINK><gml:LineString '
        'srsName="EPSG:4326"><gml:coordinates>23,52 24,53</gml:coordinates></gml:LineString>'
        "</ogr:geometryProperty></ogr:a></gml:featureMember></ogr:FeatureCollection>"
    )
    for what, link in (
        ("GML with a schema at an address", ""),
        ("GML with geometry at an address", 'xlink:href="http://127.0.0.1:PORT/g"'),
        ("GML with geometry in another file", 'xlink:href="PRIVATE"'),
    ):

        def made(folder: Path, port: int, link: str = link) -> list[str | Path]:
            text = gml.replace("LINK", link).replace("PORT", str(port))
            text = text.replace("PRIVATE", str(folder / "private.csv"))
            return reading(write(folder / "a.gml", text), 1)

        attack(group, what, made, after=nothing_beside("a.gfs", "a.xsd"))
    for what, crs in (
        ("a reference system at an address", {"type": "link", "properties": {"href": "http://127.0.0.1:PORT/c"}}),
        ("a reference system named by an address", {"type": "name", "properties": {"name": "http://127.0.0.1:PORT/c"}}),
        ("a reference system with a grid at an address",
         {"type": "name", "properties": {"name": "+proj=longlat +nadgrids=http://127.0.0.1:PORT/g +type=crs"}}),
        ("a reference system in a file", {"type": "name", "properties": {"name": "+init=PRIVATE:1"}}),
    ):  # fmt: skip

        def referred(folder: Path, port: int, crs: dict[str, object] = crs) -> list[str | Path]:
            text = geojson(line()).replace('"features"', f'"crs": {json.dumps(crs)}, "features"')
            text = text.replace("PORT", str(port)).replace("PRIVATE", str(folder / "private.csv"))
            return reading(write(folder / "a.geojson", text), 1)

        attack(group, what, referred)
    for crs in (
        "http://127.0.0.1:PORT/c",
        "+init=/etc/passwd:x",
        "file:///etc/passwd",
        "EPSG:" + "9" * 4000,
    ):

        def asked(folder: Path, port: int, crs: str = crs) -> list[str | Path]:
            return ["check", write(folder / "a.csv", LIST), "--crs", crs.replace("PORT", str(port))]

        attack(group, f"--crs {crs[:24]}", asked)


def geojson(*geometries: object, **properties: object) -> str:
    features = [
        {"type": "Feature", "properties": properties, "geometry": one} for one in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def line() -> dict[str, object]:
    return {"type": "LineString", "coordinates": [[23.5, 52.0], [24.0, 53.0]]}


def nothing_beside(*names: str) -> Callable[[Path, Outcome], str]:
    def look(folder: Path, _outcome: Outcome) -> str:
        left = [name for name in names if (folder / name).exists()]
        return f"left {', '.join(left)}" if left else ""

    return look


def database(path: Path, *statements: str) -> Path:
    held = sqlite3.connect(path)
    for statement in statements:
        held.execute(statement)
    held.commit()
    held.close()
    return path


def add_archives() -> None:
    group = "archives and databases"
    sheet = "[Content_Types].xml"
    cases: dict[str, Callable[[], bytes]] = {
        "a name that leads up (../)": lambda: zipped({"../out.kml": KML.format("")}),
        "a name from the root (/)": lambda: zipped({"/tmp/out.kml": KML.format("")}),  # an attack
        "a name with a drive (C:)": lambda: zipped({"C:\\out.kml": KML.format("")}),
        "a name with backslashes": lambda: zipped({"..\\out.kml": KML.format("")}),
        "a bomb of zeros": lambda: zipped({"a.kml": bytes(300 << 20)}),
        "3,000 members": lambda: zipped({f"{n}.txt": "" for n in range(3000)}),
        "an archive in an archive": lambda: zipped({"a.zip": zipped({"a.kml": KML.format(MARK)})}),
        "a torn archive": lambda: zipped({"a.kml": KML.format(MARK)})[:-30],
        "a wrong check sum": lambda: zipped({"a.kml": "x" * 99}, zipfile.ZIP_STORED).replace(
            b"x" * 9, b"y" * 9, 1
        ),
        "nothing in it": lambda: zipped({}),
        "two files of one name": lambda: _twice(),
        "overlapping members": lambda: _overlapping(),
        "an encrypted member": lambda: _encrypted(),
        "no more than PK": lambda: b"PK",
        "a Shapefile without its index": lambda: zipped({"a.shp": b"\x00\x00\x27\x0a" + bytes(96)}),
        "a spreadsheet": lambda: zipped({sheet: "<Types/>"}),
    }
    for number, (what, make_data) in enumerate(cases.items()):
        for ending in (".zip", ".kmz", ".xlsx")[: 2 if number % 2 else 1]:

            def make(
                folder: Path,
                _port: int,
                make_data: Callable[[], bytes] = make_data,
                ending: str = ending,
            ) -> list[str | Path]:
                return ["check", write(folder / f"a{ending}", make_data())]

            attack(group, f"{what} ({ending})", make, codes=(1, 2))
    base = (
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT, description TEXT,"
        " last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INT)",
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INT, organization TEXT,"
        " organization_coordsys_id INT, definition TEXT, description TEXT)",
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,"
        " srs_id INT, z INT, m INT)",
        "PRAGMA application_id = 1196444487",
        "INSERT INTO gpkg_contents VALUES ('a','features','a','','2026-01-01T00:00:00Z',0,0,1,1,4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('a','geom','POINT',4326,0,0)",
    )
    for what, more in {
        "a view that loads an extension": "CREATE VIEW a AS SELECT 1 fid, load_extension('/x') geom",
        "a view that reads a file": "CREATE VIEW a AS SELECT 1 fid, readfile('/etc/passwd') geom",
        "a view that fetches": "CREATE VIEW a AS SELECT 1 fid,"
        " gdal_get_pixel_value('/vsicurl/http://127.0.0.1:PORT/a.tif',1,'pixel',0,0) geom",
        "a view that never ends": "CREATE VIEW a AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1"
        " FROM c) SELECT x fid, NULL geom FROM c",
        "a table of another table": "CREATE VIEW a AS SELECT * FROM sqlite_master",
    }.items():

        def gpkg(folder: Path, port: int, more: str = more) -> list[str | Path]:
            return ["check", database(folder / "a.gpkg", *base, more.replace("PORT", str(port)))]

        attack(group, f"GeoPackage: {what}", gpkg)


def _twice() -> bytes:
    import warnings

    held = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("a.kml", KML.format(""))
            archive.writestr("a.kml", "<OGRVRTDataSource/>")
    return held.getvalue()


def _overlapping() -> bytes:
    data = zipped(
        {"a.kml": KML.format(MARK.format("A")), "b.kml": KML.format("")}, zipfile.ZIP_STORED
    )
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 42] + bytes(4) + data[at + 46 :]


def _encrypted() -> bytes:
    data = bytearray(zipped({"a.kml": KML.format("")}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


# -- bombs -------------------------------------------------------------------------------------------
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEET += "{}<sheetData>{}</sheetData></worksheet>"


def workbook(sheet: str, part: str = "xl/worksheets/sub/s.xml") -> bytes:
    """Return a workbook whose one sheet lies where no writer puts it."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main_kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    head = '<?xml version="1.0"?>'
    relation = f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/'
    return zipped(
        {
            "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
            f' PartName="/xl/workbook.xml" ContentType="{main_kind}"/></Types>',
            "_rels/.rels": f'{relation}officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{relation}worksheet" Target="{part[3:]}"/></Relationships>',
            part: sheet,
        }
    )


def ods(content: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content})


def parquet(path: Path, rows: int, length: int) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    indices = pa.array([0] * rows, pa.int32())
    names = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * length]))
    table = pa.table({"name": names, "lat": [52.0] * rows, "lon": [23.0] * rows})
    pq.write_table(table, path, compression="zstd")
    return path


def add_bombs() -> None:
    group = "bombs"
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    n, big = 100_000, 10**6
    table = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    files: dict[str, tuple[str, Callable[[], str | bytes]]] = {
        "XLSX: a far cell in an odd part": (".xlsx", lambda: workbook(SHEET.format("", far))),
        "XLSX: a far cell, blanks about its reference": (
            ".xlsx", lambda: workbook(SHEET.format("", far.replace("r=", "r = ")))),
        "XLSX: far cells without references": (
            ".xlsx", lambda: workbook(SHEET.format("", "<row><c><v>1</v></c></row>" + "<row/>" * 1_040_000
                                                   + "<row>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>"))),
        "XLSX: a dimension that is not so": (
            ".xlsx", lambda: workbook(SHEET.format('<dimension ref="A1:XFD1048576"/>', "<row><c/></row>"))),
        "XLSX: a reference by an entity": (".xlsx", lambda: workbook(SHEET.format("", far.replace("XFD", "&#88;FD")))),
        "XLSX: a row number of 20 digits": (".xlsx", lambda: workbook(SHEET.format("", far.replace("1048576", "9" * 20)))),
        "ODS: a row repeated a billion times": (".ods", lambda: ods(
            f'<a {table}><table:table table:name="A"><table:table-row table:number-rows-repeated="{10**9}">'
            "<table:table-cell><p>x</p></table:table-cell></table:table-row></table:table></a>")),
        "ODS: a repeat of 4,000 digits": (".ods", lambda: ods(
            f'<a {table}><table:table table:name="A"><table:table-row table:number-rows-repeated="{"9" * 4000}">'
            "</table:table-row></table:table></a>")),
        "ODS: 100,000 elements deep": (".ods", lambda: ods("<a>" * n + "</a>" * n)),
        "KML: 100,000 folders deep": (".kml", lambda: KML.format("<Folder>" * n + "</Folder>" * n)),
        "KML: 1,000 geometries deep": (".kml", lambda: KML.format(
            "<Placemark>" + "<MultiGeometry>" * 1000 + "</MultiGeometry>" * 1000 + "</Placemark>")),
        "GPX: 100,000 elements deep": (".gpx", lambda: "<gpx>" + "<a>" * n + "</a>" * n + "</gpx>"),
        "GML: 100,000 elements deep": (".gml", lambda: "<gml>" + "<a>" * n + "</a>" * n + "</gml>"),
        "JSON: 100,000 lists deep": (".json", lambda: "[" * n + "]" * n),
        "JSON: a number of 4,000 digits": (".json", lambda: '[{"name":"A","lat":52,"lon":23,"personnel":' + "9" * 4000 + "}]"),
        "JSON: a latitude of 5,000 digits": (".json", lambda: '[{"name":"A","lat":' + "9" * 5000 + ',"lon":23}]'),
        "JSON: a key twice": (".json", lambda: '[{"name":"A","lat":52,"lon":23,"lat":10}]'),
        "GeoJSON: a key twice": (".geojson", lambda: geojson(line()).replace('"properties"', '"type": "x", "properties"')),
        "JSON: a million columns": (".json", lambda: json.dumps([{f"c{at}": 1 for at in range(big)}])),
        "JSON: half a pair of signs": (".json", lambda: '[{"name":"\\ud800","lat":52,"lon":23}]'),
        "CSV: a million columns": (".csv", lambda: ",".join(f"c{at}" for at in range(big)) + "\n" + "1," * big),
        "CSV: one cell of 50 MB": (".csv", lambda: "name,lat,lon\n" + "x" * (50 << 20) + ",52,23\n"),
        "CSV: a quote that never ends": (".csv", lambda: 'name,lat,lon\n"' + "x,\n" * big),
        "CSV: a count of 4,000 digits": (".csv", lambda: "name,lat,lon,personnel\nA,52,23," + "9" * 4000 + "\n"),
        "CSV: zero bytes": (".csv", lambda: bytes(1 << 20)),
        "CSV: a million rows": (".csv", lambda: LIST + "A,52,23\n" * big),
        "GeoJSON: a ring of a million points": (".geojson", lambda: geojson(
            {"type": "Polygon", "coordinates": [[[23 + at % 7 / 9, 52 + at % 5 / 9] for at in range(big)]]})),
        "GeoJSON: NaN and Infinity": (".geojson", lambda: geojson({"type": "Point", "coordinates": [float("nan"), float("inf")]})),
        "Shapefile: a record of 2 GB": (".shp", lambda: b"\x00\x00\x27\x0a" + bytes(20) + b"\x7f\xff\xff\xff" + bytes(72)
                                        + b"\0\0\0\1\x7f\xff\xff\xff" + bytes(20)),
        "FlatGeobuf: a header of 4 GB": (".fgb", lambda: b"fgb\x03fgb\x01" + b"\xff" * 4 + bytes(100)),
        "Parquet: a footer of 2 GB": (".parquet", lambda: b"PAR1" + bytes(50) + b"\xff\xff\xff\x7fPAR1"),
        "GeoPackage: pages that lead round": (".gpkg", lambda: b"SQLite format 3\0" + b"\x10\0\1\1\0\x40\x20\x20" + bytes(4072)),
    }  # fmt: skip
    for number, (what, (ending, content)) in enumerate(files.items()):

        def make(
            folder: Path, _port: int, ending: str = ending, content: Callable[[], str | bytes] = content,
            number: int = number,
        ) -> list[str | Path]:  # fmt: skip
            path = write(folder / f"a{ending}", content())
            shapes = ending in {".kml", ".gml", ".geojson", ".shp", ".fgb", ".gpkg", ".parquet"}
            return reading(path, number % 2 if shapes else 0)

        attack(group, what, make)
    attack(
        group,
        "Parquet: 3 kB that unpack to 1.6 GB",
        lambda folder, _port: ["check", parquet(folder / "a.parquet", 200_000, 8000)],
        codes=(1,),
    )
    attack(group, "Parquet: 3 kB that unpack to 1.6 GB, as a border",
           lambda folder, _port: reading(parquet(folder / "a.parquet", 200_000, 8000), 1), codes=(1,))  # fmt: skip
    tomls: dict[str, Callable[[], str]] = {
        "TOML: 100,000 lists deep": lambda: "a=" + "[" * n + "]" * n,
        "TOML: a key of 50,000 parts": lambda: ".".join("a" * 50_000) + "=1",
        "TOML: quoted key of 50,000 parts": lambda: ".".join(['"a"'] * 50_000) + "=1",
        "TOML: 8 MB": lambda: 'a="' + "x" * (8 << 20) + '"',
        "TOML: a number of 5,000 digits": lambda: "a=" + "9" * 5000,
        "TOML: a header of 50,000 parts": lambda: "[" + ".".join("a" * 50_000) + "]",
    }
    for what, text in tomls.items():
        for words in (("zone", "BLR-POL", "--regime"), ("run",)):

            def toml(
                folder: Path,
                _port: int,
                text: Callable[[], str] = text,
                words: tuple[str, ...] = words,
            ) -> list[str | Path]:
                return [*words, write(folder / "a.toml", text())]

            attack(group, f"{what} ({words[0]})", toml, codes=(1, 2))


# -- texts that would be more than text ----------------------------------------------------------------
HOSTILE = {
    "a formula": '=HYPERLINK("http://127.0.0.1:1/x")',
    "a command of a spreadsheet (DDE)": "=cmd|' /C calc'!A0",
    "a plus": "+1+1",
    "a script": "<script>alert(1)</script>",
    "the end of a script": "</script><img src=x onerror=alert(1)>",
    "an image that runs": '<svg onload="alert(1)">',
    "a template": "{{ 7*7 }}{% raw %}",
    "a shell": "${7*7}`id`$(id)",
    "a terminal's code": "\x1b[31mred\x1b]0;title\x07",
    "a sign that turns the line": "\u202eevil",
    "the end of CDATA": "]]>&amp;'\"--",
    "a link of Markdown": "[x](javascript:alert(1))|<b>",
}


def add_texts() -> None:
    group = "texts as more than text"

    def after(folder: Path, outcome: Outcome) -> str:
        made = next(folder.glob("out.*"), None)
        if {"\x1b", "\x07", "\u202e"} & set(outcome.out + outcome.err):
            return "a code reached the terminal"
        if made is None:
            return ""
        data = made.read_bytes()
        if made.suffix in {".xlsx", ".kmz"}:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(name) for name in archive.namelist())
            if b"<f>" in data:
                return "a formula in the workbook"
        text = data.decode("utf-8", "replace")
        if made.suffix in {".html", ".kml", ".md"} and (
            re.search(r"(?<!\\)<(script>alert|img src=x|svg onload)", text)
        ):
            return "markup came through"
        if made.suffix == ".csv" and re.search(r'(^|[,"\n])[=+@](HYP|cmd|1\+1)', text):
            return "a formula came through"
        return ""

    for number, (what, text) in enumerate(HOSTILE.items()):
        for place, ending in enumerate((".html", ".csv", ".xlsx", ".kml", ".md", "")):
            if ending == ".html" and number % 3:
                continue  # a page takes seconds

            def make(
                folder: Path, _port: int, text: str = text, ending: str = ending, place: int = place
            ) -> list[str | Path]:
                rows = [
                    {"name": text, "lat": 52.1, "lon": 23.75, "notes": text, "source_title": text}
                ]
                path = write(folder / "a.json", json.dumps(rows))
                command = "map" if ending == ".html" else "units"
                more = (
                    ["-o", folder / f"out{ending}"]
                    if ending
                    else ["--sources"]
                    if place % 2
                    else []
                )
                return [command, "BLR-POL", "--units", path, *more]

            attack(group, f"{what} in {ending or 'a table'}", make, after=after, codes=(0,))
    for what, words in {
        "--title": ("map", "AND-ESP", "--depth", "5", "--title", "</title><script>alert(1)</script>", "-o"),
        "--tiles": ("map", "AND-ESP", "--depth", "5", "--tiles", "javascript:alert(1)//{z}/{x}/{y}",
                    "--tiles-attribution", "x", "-o"),
    }.items():  # fmt: skip
        attack(group, f"a script in {what}",
               lambda folder, _port, words=words: [*words, folder / "out.html"], after=after)  # fmt: skip


# -- where is read and written -----------------------------------------------------------------------
def add_places() -> None:
    group = "what is overwritten"
    inputs = {
        "units": lambda path: ["units", "BLR-POL", "--units", path, "-o", path],
        "compare": lambda path: ["compare", "BLR-POL", "--units", path, "-o", path],
        "plan": lambda path: ["plan", "BLR-POL", "--units", path, "-o", path],
        "check --fix": lambda path: ["check", path, "--fix", "-o", path],
        "screen": lambda path: ["screen", path, "BLR-POL", "-o", path],
        "exercises": lambda path: ["exercises", "BLR-POL", "--file", path, "-o", path],
    }
    for what, words in inputs.items():
        attack(group, f"{what} -o its own list",
               lambda folder, _port, words=words: words(write(folder / "keep.csv", LIST)), codes=(1, 2))  # fmt: skip
    borders = {
        "zone": ("zone", "BLR-POL", "--border"),
        "exercises": ("exercises", "BLR-POL", "--border"),
        "compare --regimes": ("compare", "BLR-POL", "--regimes", "vd-2011", "--border"),
        "borders": ("borders", "BLR-POL", "--border"),
    }
    for what, words in borders.items():

        def over(folder: Path, _port: int, words: tuple[str, ...] = words) -> list[str | Path]:
            path = write(folder / "keep.geojson", geojson(line(), CC1="BY", CC2="PL"))
            return [*words, path, "-o", path]

        attack(group, f"{what} -o its own border", over, codes=(1, 2))

    def linked(folder: Path, how: str) -> list[str | Path]:
        path = write(folder / "keep.csv", LIST)
        other = folder / "other.csv"
        other.symlink_to(path) if how == "symlink" else os.link(path, other)
        return ["units", "BLR-POL", "--units", path, "-o", other]

    attack(
        group,
        "-o a link to the input",
        lambda folder, _port: linked(folder, "symlink"),
        codes=(1, 2),
    )
    attack(
        group,
        "-o a second name of the input",
        lambda folder, _port: linked(folder, "hard"),
        codes=(1, 2),
    )
    attack(group, "--no-clobber on a file", lambda folder, _port: [
        "borders", "AND-ESP", "--no-clobber", "-o", write(folder / "keep.geojson", "old")], codes=(1, 2))  # fmt: skip
    attack(
        group,
        "-o a folder",
        lambda folder, _port: ["borders", "AND-ESP", "-o", _made(folder / "d.geojson")],
        codes=(1, 2),
    )
    attack(group, "-o in a folder that is not there", lambda folder, _port: [
        "borders", "AND-ESP", "-o", folder / "no" / "a.geojson"], codes=(1, 2))  # fmt: skip
    attack(group, "-o a name of 300 signs", lambda folder, _port: [
        "borders", "AND-ESP", "-o", folder / f"{'x' * 300}.geojson"], codes=(1, 2))  # fmt: skip
    attack(group, "-o a name with a zero byte", lambda folder, _port: [
        "borders", "AND-ESP", "-o", f"{folder}/a\0.geojson"], codes=(1, 2))  # fmt: skip
    attack(group, "-o a link that leads round", _round, codes=(1, 2))
    attack(
        group,
        "-o /dev/full",
        lambda _folder, _port: ["borders", "AND-ESP", "-o", "/dev/full", "--format", "geojson"],
        codes=(1, 2),
    )
    attack(group, "-o /dev/null", lambda _folder, _port: ["borders", "AND-ESP", "-o", "/dev/null", "--format", "geojson"],
           after=lambda _folder, _outcome: "" if Path("/dev/null").is_char_device() else "a device was replaced")  # fmt: skip

    def private_mode(folder: Path, _port: int) -> list[str | Path]:
        path = write(folder / "out.geojson", "old")
        path.chmod(0o600)
        return ["borders", "AND-ESP", "-o", path]

    attack(group, "-o a file of mode 600", private_mode,
           after=lambda folder, _o: "" if (folder / "out.geojson").stat().st_mode & 0o777 == 0o600 else "its mode changed")  # fmt: skip

    group = "what is read"
    places: dict[str, Callable[[Path], str | Path]] = {
        "a folder": lambda folder: folder,
        "a file that is gone": lambda folder: folder / "gone.csv",
        "a device without end": lambda folder: _link(folder / "zero.csv", "/dev/zero"),
        "the memory of the process": lambda folder: _link(folder / "mem.csv", "/proc/self/mem"),
        "a pipe that nobody writes to": lambda folder: _pipe(folder / "pipe.csv"),
        "a link that leads round": lambda folder: _link(
            folder / "round.csv", str(folder / "round.csv")
        ),
        "a name of 5,000 signs": lambda folder: folder / ("x" * 5000 + ".csv"),
        "a name with a zero byte": lambda folder: f"{folder}/a\0.csv",
        "a file of 1 TB of nothing": lambda folder: _sparse(folder / "big.csv", 1 << 40),
        "an empty file": lambda folder: write(folder / "empty.csv", ""),
        "no ending": lambda folder: write(folder / "list", LIST),
        "the ending of a program": lambda folder: write(folder / "a.exe", "MZ"),
    }
    for number, (what, place) in enumerate(places.items()):
        for words in (("check",), ("zone", "BLR-POL", "--border"))[: 1 + number % 2]:
            attack(group, f"{what} ({words[0]})",
                   lambda folder, _port, place=place, words=words: [*words, place(folder)], codes=(1, 2))  # fmt: skip
    for regime in ("../../../etc/passwd", "/etc/passwd", "vd-2011\0", "x" * 5000):
        attack(
            group,
            f"--regime {regime[:20]!r}",
            lambda _folder, _port, regime=regime: ["zone", "--regime", regime],
            codes=(1, 2),
        )
    for depth in ("1e999", "nan", "-1", "9" * 4000, "80;rm -rf /", "BLR=80,BLR=90"):
        attack(
            group,
            f"--depth {depth[:14]}",
            lambda _folder, _port, depth=depth: ["zone", "BLR-POL", "--depth", depth],
            codes=(1, 2),
        )
    for position in ("9" * 4000, "52.1,23.7\x1b[2J", "91,0", "nan,nan", "52.1;23.7`id`"):
        attack(
            group,
            f"where {position[:14]!r}",
            lambda _folder, _port, position=position: ["where", position],
            codes=(1, 2),
        )

    def sealed(folder: Path, members: dict[str, str | bytes]) -> list[str | Path]:
        return ["verify", write(folder / "a.csbm.zip", zipped(members))]

    group = "cases of others"
    for what, members in {
        "a name that leads up": {"../evil.txt": "x", "case.toml": ""},
        "no case in it": {"a.txt": "x"},
        "a manifest that is no JSON": {"manifest.json": "{", "case.toml": ""},
        "a manifest 100,000 deep": {"manifest.json": "[" * 100_000, "case.toml": ""},
        "a bomb": {"manifest.json": bytes(300 << 20)},
    }.items():
        attack(
            group,
            f"a sealed case: {what}",
            lambda folder, _port, members=members: sealed(folder, members),
            codes=(1, 2),
        )
    for what, text in {
        "an output outside its folder": '[[lines]]\nname = "../../out"\nborder = "AND-ESP"\n',
        "a list outside that is private": 'units = ["/etc/passwd"]\n[[lines]]\nname = "a"\nborder = "AND-ESP"\n',
        "an unknown field": 'shell = "rm -rf /"\n',
        "a name that is a command": '[[lines]]\nname = "$(id)"\nborder = "AND-ESP"\n',
    }.items():
        attack(group, f"a case file: {what}",
               lambda folder, _port, text=text: ["run", write(folder / "a.toml", text), "-o", folder / "results"], codes=(1, 2))  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _round(folder: Path, _port: int) -> list[str | Path]:
    return ["borders", "AND-ESP", "-o", _link(folder / "a.geojson", str(folder / "a.geojson"))]


def _link(path: Path, target: str) -> Path:
    path.symlink_to(target)
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


# -- running them --------------------------------------------------------------------------------------
@dataclass
class Server:
    """A server on this machine that notes whoever asks."""

    seen: list[str] = field(default_factory=list)
    port: int = 0


def served(server: Server) -> http.server.HTTPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.seen.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_POST = do_GET  # noqa: N815  # the library's names

        def log_message(self, *_args: object) -> None:
            pass

    made = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    server.port = made.server_address[1]
    return made


def state_of(folder: Path) -> dict[str, str]:
    """Return the hash of every ordinary file in a folder, of small ones only."""
    found = {}
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 64 << 20:
                found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def tried(one: Attack, server: Server) -> Outcome:
    """Run one attack and hold it to the promises."""
    folder = Path(tempfile.mkdtemp(prefix="redteam-"))
    try:
        write(folder / "private.csv", f"name,lat,lon\n{SECRET},53.5,23.9\n")
        words = [str(word) for word in one.make(folder, server.port)]
        before = state_of(folder)
        server.seen.clear()
        began = time.monotonic()
        ran = CliRunner().invoke(main, words, prog_name="csbm")
        outcome = Outcome(ran.exit_code, ran.stdout, ran.stderr, time.monotonic() - began)
        outcome.wrong = list(_wrongs(one, outcome, ran.exception, server, folder, before, words))
        return outcome
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wrongs(
    one: Attack, outcome: Outcome, error: BaseException | None, server: Server, folder: Path,
    before: dict[str, str], words: list[str],
) -> Iterator[str]:  # fmt: skip
    if error is not None and not isinstance(error, SystemExit):
        yield f"an exception came through: {type(error).__name__}"
    said = [text for text in outcome.err.splitlines() if text and not text.startswith("note: ")]
    if outcome.code not in one.codes:
        yield f"exit code {outcome.code}"
    if outcome.code and not (said and said[0].startswith("csbm: ")):
        yield "not one line that says why"
    if "fault of csbm itself" in outcome.err or "Traceback" in outcome.err:
        yield "called a fault of csbm itself"
    if {"\x1b", "\x07", "\x9b"} & set(outcome.err):
        yield "a code reached the terminal"
    if outcome.seconds > MOST_S:
        yield f"took {outcome.seconds:.0f} s"
    if server.seen:
        yield f"asked {server.seen[0]}"
    after = state_of(folder)
    made = set(after) - set(before)
    target = words[words.index("-o") + 1] if "-o" in words else ""
    named = Path(target).name if target else "\0"
    stray = [name for name in made if named not in name]
    if stray:
        yield f"left {stray[0]}"
    lost = [name for name, own in before.items() if after.get(name) != own]
    if [name for name in lost if outcome.code or not target or Path(name).name != named]:
        yield f"changed {lost[0]}"
    texts = outcome.out + outcome.err
    texts += "".join((folder / name).read_text("utf-8", "replace") for name in made)
    if SECRET in texts:
        yield "the private file came out"
    wrong = one.after(folder, outcome)
    if wrong:
        yield wrong


def happened(outcome: Outcome) -> str:
    """Say in one cell what happened."""
    if outcome.wrong:
        return f"**WRONG: {'; '.join(outcome.wrong)}**"
    if outcome.code == 0:
        return "read, as text and nothing else"
    said = [text for text in outcome.err.splitlines() if text.startswith("csbm: ")]
    words = re.sub(r"/\S*redteam-\w+/?", "", said[-1].removeprefix("csbm: ")) if said else ""
    words = re.sub(r"x{20,}|9{20,}", "…", words)
    return f"refused: {words[:110].rstrip()}{'…' if len(words) > 110 else ''}"


def table(rows: list[tuple[Attack, Outcome]]) -> str:
    """Return the table of docs/reliability.md."""
    lines = ["| # | kind | input tried | what happened | bytes lost |", "|---|---|---|---|---|"]
    for number, (one, outcome) in enumerate(rows, start=1):
        cells = [str(number), one.group, one.what, happened(outcome),
                 "none" if not any("changed" in wrong for wrong in outcome.wrong) else "**some**"]  # fmt: skip
        plain = [
            re.sub(r"[\x00-\x1f\x7f-\x9f\u202e]", "?", cell)
            .replace("|", "\\|")
            .replace("<", "&lt;")
            for cell in cells
        ]
        lines.append(f"| {' | '.join(plain)} |")
    return "\n".join(lines)


def run() -> list[tuple[Attack, Outcome]]:
    """Make all attacks; return what each came to."""
    if not ATTACKS:
        for add in (add_wrappers, add_xml, add_archives, add_bombs, add_texts, add_places):
            add()
    server = Server()
    made = served(server)
    try:
        rows = []
        for one in ATTACKS:
            rows.append((one, tried(one, server)))
            seconds = f"{rows[-1][1].seconds:5.1f} s"
            print(f"{len(rows)} {seconds} {one.group}: {one.what} {rows[-1][1].wrong or ''}",
                  file=sys.stderr, flush=True)  # fmt: skip
        return rows
    finally:
        made.shutdown()
        made.server_close()


def written(page: Path, name: str, text: str) -> None:
    """Put a text between the marks of its name in a page."""
    old = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: made by a run -->", f"<!-- end of {name} -->"
    head, _, rest = old.partition(begin)
    _, _, tail = rest.partition(end)
    page.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")


def command() -> int:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--write", action="store_true", help="write the table to docs/reliability.md"
    )
    asked = parser.parse_args()
    rows = run()
    wrong = [(one, outcome) for one, outcome in rows if outcome.wrong]
    for one, outcome in wrong:
        print(f"{one.group}: {one.what}: {'; '.join(outcome.wrong)}\n   {outcome.err[-300:]!r}")
    slowest = max(rows, key=lambda row: row[1].seconds)
    told = (
        f"{len(rows)} attacks: {sum(bool(row[1].code) for row in rows)} refused,"
        f" {sum(not row[1].code for row in rows)} read as text and nothing else, {len(wrong)} went"
        f" wrong. The slowest, {slowest[0].what}, took {slowest[1].seconds:.0f} s. Bytes lost: none."
    )
    print(told)
    if asked.write:
        written(PAGE, "red team", f"{told}\n\n{table(rows)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(command())
