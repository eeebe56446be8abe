"""Lists of other kinds dropped into a page: ODS and KMZ, areas, and files that mean harm."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

import csbm
from csbm.geo.zones.status import STATUSES
from tests.test_maps_engine import as_the_program_judges, judged, map_page, opened

pytestmark = pytest.mark.browser
ODS = Path(__file__).parent / "lists" / "libreoffice.ods"
DROP = """([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name));
  const what = { dataTransfer: data, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", what));
}"""
READ = "(name) => csbm.start.app.ownList.list?.name === name"


@pytest.fixture(scope="module")
def html() -> str:
    return map_page(csbm.inspection_zone(csbm.Border.between("BLR", "POL"), depth_km=80)).html


def dropped(page, data: bytes, name: str) -> None:
    import base64

    page.evaluate("csbm.start.app.ownList.show(null)")
    page.evaluate(DROP, [base64.b64encode(data).decode(), name])
    page.wait_for_function(READ, arg=name, timeout=60_000)
    page.wait_for_selector("#own-remove:not([hidden])")


def as_the_program(page, path, tmp_path) -> list:
    assert page.is_hidden("#own-faults"), page.text_content("#own-faults")
    found = judged(page)
    truth = as_the_program_judges(path, tmp_path, "--depth", "83.4").set_index("id")
    assert len(found) == len(truth) > 0
    for name, title, lat, lon, accuracy, side, distance, status, reason, _beyond in found:
        row = truth.loc[str(name)]
        assert title == row["name"].removeprefix("'")  # a table guards what looks like a formula
        told = (lat, lon, accuracy, distance)
        asked = [row[one] for one in ("lat", "lon", "position_accuracy_m", "distance_km")]
        assert told == pytest.approx(asked, abs=1.1e-6)
        assert (side, STATUSES[status], reason) == (row["side"], row["status"], row["reason"])
    return found


def test_an_ods_of_libreoffice_is_judged_as_csbm_units_judges_it(quiet, html, tmp_path) -> None:
    page = opened(quiet, html, "#depth=83.4")
    dropped(page, ODS.read_bytes(), ODS.name)
    found = as_the_program(page, ODS, tmp_path)
    assert [row[0] for row in found] == ["a", "b", "c", "d", "e", "g"]  # f is of another day
    assert found[1][1].startswith("two  blanks")


def test_a_kmz_of_gdal_is_judged_as_csbm_units_judges_it(quiet, html, tmp_path) -> None:
    if shutil.which("ogr2ogr") is None:
        pytest.skip("no ogr2ogr here")
    rng = np.random.default_rng(2)
    features = [
        {
            "type": "Feature",
            "properties": {"Name": f"Unit {row}", "id": f"k{row}", "accuracy": 500 * (row % 3)},
            "geometry": {"type": "Point", "coordinates": [round(x, 4), round(y, 4)]},
        }
        for row, (x, y) in enumerate(rng.uniform((22, 51), (26, 54), (60, 2)).tolist())
    ]  # fmt: skip
    plain = tmp_path / "list.geojson"
    plain.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    path = tmp_path / "list.kmz"
    subprocess.run(["ogr2ogr", "-f", "LIBKML", str(path), str(plain)], check=True)
    page = opened(quiet, html, "#depth=83.4")
    dropped(page, path.read_bytes(), path.name)
    as_the_program(page, path, tmp_path)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
DEEP = b"<kml>" + b"<Folder>" * 100_000 + b"</Folder>" * 100_000 + b"</kml>"
WIDE = (
    b'<x><table:table><table:table-row table:number-rows-repeated="1048576">'
    b'<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    b"</table:table></x>"
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.ods", zipped(content_xml=b" " * (420 << 20))),
        ("entity.ods", zipped(content_xml=ENTITY)),
        pytest.param("wide.ods", zipped(content_xml=WIDE), marks=pytest.mark.slow),
        pytest.param("broken.ods", zipped(content_xml=b"<a><b></a>"), marks=pytest.mark.slow),
        pytest.param("deep.ods", zipped(content_xml=b"<a>" * 5000), marks=pytest.mark.slow),
        ("entity.kmz", zipped(doc_kml=ENTITY)),
        pytest.param("deep.kmz", zipped(doc_kml=DEEP), marks=pytest.mark.slow),
        ("two.kmz", zipped(a_kml=b"<kml/>", b_kml=ENTITY)),
        pytest.param("none.zip", zipped(a_txt=b"x"), marks=pytest.mark.slow),
        pytest.param("cut.ods", ODS.read_bytes()[:3000], marks=pytest.mark.slow),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(quiet, html, name, data) -> None:
    page = opened(quiet, html)
    dropped(page, data, name)
    assert page.locator("#own-faults li").count() == 1
    assert len(page.text_content("#own-faults li")) < 160
    assert page.locator("#own-body tr").count() == 0
