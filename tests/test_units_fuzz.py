"""Broken files: every reader answers with units or with one of our errors, never with another."""

import math
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from writing import write_features, write_frame

from csbm.common.errors import CsbmError
from csbm.readers.opener import READERS
from csbm.units.bundled import bundled_units
from csbm.units.readers import inspect_units

WRITTEN = ("csv", "json", "geojson", "gpkg", "kml", "kmz", "xlsx", "parquet")
GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="52.5" lon="23.5"><name>a</name></wpt></gpx>'
)
OTHERS = {
    "gpx": GPX.encode(),
    "ndjson": b'{"type":"Feature","properties":{"name":"x"},"geometry":'
    b'{"type":"Point","coordinates":[23.5,52.5]}}\n' * 3,
    "txt": "name;lat;lon;personnel\nŁomża;52-05N;023-41E;4 500\n".encode("cp1250"),
}  # fmt: skip


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("samples")
    few = bundled_units().head(3)
    for ending in WRITTEN:
        write_frame(few, folder / f"a.{ending}", layer="units")
    frame = gpd.GeoDataFrame({"name": few["name"]}, geometry=few.geometry, crs="EPSG:4326")
    frame.to_file(folder / "a.fgb")
    frame.to_file(folder / "a.shp")
    return {
        path.suffix[1:]: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in READERS
    } | OTHERS


def answer(path: Path) -> None:
    """Read a file; anything but units or an error of ours fails the test."""
    try:
        understanding = inspect_units(path)
    except CsbmError:
        return
    if understanding.units is None:
        assert understanding.faults
        return
    assert understanding.units["lat"].between(-90, 90).all()
    assert understanding.units["lon"].between(-180, 180).all()
    assert all(math.isfinite(one) for one in understanding.units["position_accuracy_m"])
    assert (understanding.units["name"] != "").all()


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "insert", "double"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8)
        | st.sampled_from([b"\0", b'"', b"\n", b",", b"<", b"&", b"NaN", b"-", b"999999999999",
                           b"\xff\xfe", b"{", b"]", b"null", b"1e999"]),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def changed(data: bytes, changes: list[tuple[str, float, bytes]]) -> bytes:
    for how, where, piece in changes:
        at = int(where * len(data))
        if how == "set":
            data = data[:at] + piece + data[at + len(piece) :]
        elif how == "cut":
            data = data[:at] + data[at + 1 + len(piece) * 7 :]
        elif how == "insert":
            data = data[:at] + piece + data[at:]
        else:
            data = data[:at] + data[max(0, at - 40) :]
    return data


def fuzz(samples: dict[str, bytes], folder: Path, ending: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CHANGES)
    def one(changes: list[tuple[str, float, bytes]]) -> None:
        path = folder / f"fuzzed.{ending}"
        path.write_bytes(changed(samples[ending], changes))
        answer(path)

    one()


ENDINGS = sorted({*WRITTEN, *OTHERS, "fgb", "shp"})


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_changed_file_is_read_or_refused(
    samples: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    fuzz(samples, tmp_path, ending, 20)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
def test_many_changed_files_are_read_or_refused(
    samples: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    fuzz(samples, tmp_path, ending, 1500)


FOUND = [("parquet", [("set", 0.001953125, b"\x80")])]  # half a letter in a text column


@pytest.mark.parametrize(("ending", "changes"), FOUND)
def test_what_the_fuzzing_found_is_refused_now(
    samples: dict[str, bytes], tmp_path: Path, ending: str, changes: list[tuple[str, float, bytes]]
) -> None:
    path = tmp_path / f"found.{ending}"
    path.write_bytes(changed(samples[ending], changes))
    answer(path)


def test_what_gdal_warns_of_is_a_doubt(samples: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "found.gpkg"
    path.write_bytes(samples["gpkg"].replace(b'"notes" TEXT', b'"notes" \xffEXT'))
    doubts = [doubt.problem for doubt in inspect_units(path).doubts]
    assert any("GDAL says" in doubt and "not supported" in doubt for doubt in doubts)


@pytest.mark.parametrize("ending", ENDINGS)
def test_any_content_under_any_ending_is_read_or_refused(
    samples: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    for other, data in samples.items():
        path = tmp_path / f"{other}.{ending}"
        path.write_bytes(data)
        answer(path)


def test_features_with_odd_properties_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    write_features([(None, {"name": None}), (None, {"lat": "x"})], path, layer="u")
    answer(path)
