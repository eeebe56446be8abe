"""Every kind of point file in, every kind out: the same rows, and each exactly once."""

import gzip
import io
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from sweeps import sweep
from toy_border import units_at

import csbm
from csbm.geo.zones.coverage import coverage

from command import csbm as run
from command import refused

COUNT = 3_000


@pytest.fixture(scope="module")
def points():
    """Points around Belarus–Poland, with what such files carry besides."""
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(20.5, 27.5, COUNT), rng.uniform(50, 55.5, COUNT)
    return pd.DataFrame(
        {
            "id": [f"{n:05}" for n in range(COUNT)],
            "note": np.where(np.arange(COUNT) % 7 == 0, 'a, "b"\nc', "=1+1"),
            "lat": lat,
            "lon": lon,
            "value": rng.normal(0, 1, COUNT),
        }
    )


@pytest.fixture(scope="module")
def truth(points):
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)
    covered = coverage(zone, units_at(points["lon"], points["lat"], accuracy_m=0.0))
    return covered.set_axis(points["id"].to_list())


def written(points, kind, folder):
    """Write points as one kind of file; return what is to be screened."""
    frame = gpd.GeoDataFrame(
        points.drop(columns=["lat", "lon"]),
        geometry=gpd.points_from_xy(points["lon"], points["lat"]),
        crs=4326,
    )
    path = folder / f"points.{kind}"
    if kind == "plain.parquet":
        points.to_parquet(path, row_group_size=700)
    elif kind == "geo.parquet":
        frame.to_parquet(path, write_covering_bbox=True, schema_version="1.1.0")
    elif kind == "arrow.parquet":
        frame.to_parquet(path, geometry_encoding="geoarrow", schema_version="1.1.0")
    elif kind == "utm.parquet":
        frame.to_crs(32634).to_parquet(path)
    elif kind == "csv.zst":
        with pa.output_stream(str(path), compression="zstd") as stream:
            stream.write(points.to_csv(index=False).encode())
    elif kind in {"csv", "csv.gz"}:
        points.to_csv(path, index=False)
    elif kind == "tsv":
        points.to_csv(path, index=False, sep="\t")
    else:
        frame.to_file(path, engine="pyogrio")
    return path


KINDS = (
    *("plain.parquet", "geo.parquet", "arrow.parquet", "utm.parquet"),
    *("csv", "csv.gz", "csv.zst", "tsv", "fgb", "gpkg"),
)


def assert_as_the_truth(table, truth, status=("in",)):
    wanted = truth[truth["status"].isin(status) & (truth["side"] != "")]
    assert sorted(table["id"]) == sorted(wanted.index)
    own = wanted.loc[table["id"]]
    assert list(table["side"]) == list(own["side"])
    assert list(table["status"]) == list(own["status"])
    # UTM's own inverse moves a point by less than a micrometre or two
    assert np.abs(table["distance_km"].to_numpy(float) - own["distance_km"]).max() <= 1e-8


@pytest.mark.parametrize("kind", sweep(KINDS, "geo.parquet", "csv.gz", "gpkg"))
def test_every_kind_of_file_gives_the_rows_of_the_truth(points, truth, kind, tmp_path):
    path, out = written(points, kind, tmp_path), tmp_path / "out.parquet"
    assert run("screen", path, "-o", out).code == 0
    found = pd.read_parquet(out)
    assert_as_the_truth(found, truth)
    given = points.set_index("id").loc[found["id"]]
    assert list(found["note"]) == list(given["note"])
    assert np.array_equal(found["value"].astype(float), given["value"])


def test_what_is_written_is_geoparquet_that_others_read(points, truth, tmp_path):
    path, out = written(points, "plain.parquet", tmp_path), tmp_path / "out.parquet"
    assert run("screen", path, "-o", out).code == 0
    found = gpd.read_parquet(out)
    assert found.crs.equals(4326, ignore_axis_order=True)
    assert np.array_equal(found.geometry.x, found["lon"])
    assert np.array_equal(found.geometry.y, found["lat"])
    few = gpd.read_parquet(out, bbox=(23, 52, 24, 53))
    assert 0 < len(few) < len(found)
    carried = json.loads(pq.read_schema(out).metadata[b"csbm"])
    beside = json.loads((tmp_path / "out.parquet.metadata.json").read_text("utf-8"))
    for told in (carried, beside):
        assert told["border"]["parties"] == ["BLR", "POL"]
        assert told["input"]["first"] == path.name
        assert "no statement on any legal claim" in told["disclaimer"]
    assert beside["rows"]["written"] == len(found)
    assert beside["rows"]["read"] == COUNT


def test_a_geometry_in_another_system_stays_as_it_is(points, tmp_path):
    path, out = written(points, "utm.parquet", tmp_path), tmp_path / "out.parquet"
    assert run("screen", path, "-o", out).code == 0
    found, given = gpd.read_parquet(out), gpd.read_parquet(path).set_index("id")
    assert found.crs == 32634
    boxes = pq.read_table(out)["bbox"].combine_chunks().field("xmin").to_numpy()
    assert (found.geometry.values == given.geometry.loc[found["id"]].values).all()
    assert np.array_equal(found.bounds["minx"], boxes)


def test_all_keeps_every_row_once_and_in_its_order(points, truth, tmp_path):
    path, out = written(points, "plain.parquet", tmp_path), tmp_path / "out.parquet"
    assert run("screen", path, "--status", "all", "--distance", "all", "-o", out).code == 0
    found = pd.read_parquet(out)
    assert list(found["id"]) == list(points["id"])
    assert list(found["status"]) == list(truth["status"])
    assert list(found["side"]) == list(truth["side"])
    assert np.abs(found["distance_km"] - truth["distance_km"].to_numpy()).max() <= 1e-9


def test_the_statuses_part_the_rows(points, tmp_path):
    path = written(points, "csv", tmp_path)
    seen = []
    for status in ("in", "indeterminate", "out", "not_bound"):
        out = tmp_path / f"{status}.parquet"
        words = ("screen", path, "--accuracy", 3000, "--status", status)
        assert run(*words, "-o", out).code == 0
        found = pd.read_parquet(out)
        assert set(found["status"]) == {status}
        seen += list(found["id"])
    assert sorted(seen) == list(points["id"])


def test_third_states_adds_what_lies_within_and_leaves_it_unbound(points, truth, tmp_path):
    path, out = written(points, "csv", tmp_path), tmp_path / "out.parquet"
    assert run("screen", path, "--third-states", "-o", out).code == 0
    found = pd.read_parquet(out)
    within = (truth["status"] == "not_bound") & (truth["within"] != "no")
    assert within.any()
    assert set(found["id"]) == set(truth.index[within | (truth["status"] == "in")])
    assert set(found["status"]) == {"in", "not_bound"}


def test_a_folder_holds_parts_in_the_order_of_space(points, tmp_path):
    path = written(points, "geo.parquet", tmp_path)
    one, many = tmp_path / "one.parquet", tmp_path / "many"
    assert run("screen", path, "-o", one).code == 0
    assert run("screen", path, "-o", f"{many}/").code == 0
    assert sorted(file.name for file in many.iterdir()) == [
        "_metadata.json",
        "part-000000-0000.parquet",
    ]
    by_space, as_given = gpd.read_parquet(many), gpd.read_parquet(one)
    assert sorted(by_space["id"]) == sorted(as_given["id"])

    def walked_km(frame):
        return np.hypot(np.diff(frame.geometry.x), np.diff(frame.geometry.y)).sum()

    assert walked_km(by_space) < walked_km(as_given) / 5
    cover = pq.read_schema(many / "part-000000-0000.parquet").metadata[b"geo"]
    assert "covering" in json.loads(cover)["columns"]["geometry"]


def test_hive_folders_become_columns(points, truth, tmp_path):
    for day, rows in (("2026-01-01", points[:1000]), ("2026-01-02", points[1000:])):
        folder = tmp_path / "in" / f"day={day}"
        folder.mkdir(parents=True)
        rows.to_parquet(folder / "a.parquet")
    (tmp_path / "in" / "_notes.csv").write_text("no,points\n")
    for where in (tmp_path / "in", tmp_path / "in" / "**" / "*.parquet"):
        out = tmp_path / "out.parquet"
        assert run("screen", where, "-o", out).code == 0
        found = pd.read_parquet(out)
        assert_as_the_truth(found, truth)
        assert list(found["day"]) == [
            "2026-01-01" if int(one) < 1000 else "2026-01-02" for one in found["id"]
        ]


def test_files_with_other_columns_and_narrower_types_are_one_table(points, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    points[:100].assign(value=1).to_parquet(folder / "a.parquet")
    points[100:].drop(columns="note").to_parquet(folder / "b.parquet")
    out = tmp_path / "out.parquet"
    assert run("screen", folder, "--status", "all", "-o", out).code == 0
    found = pd.read_parquet(out)
    assert list(found["id"]) == list(points["id"])
    assert found["note"].isna().sum() == COUNT - 100
    assert (found["value"][:100] == 1.0).all()


@pytest.mark.parametrize("ending", sweep(["csv", "csv.gz", "csv.zst"], "csv.zst"))
def test_csv_out_holds_what_came_in_and_no_formula(points, truth, ending, tmp_path):
    path, out = written(points, "csv", tmp_path), tmp_path / f"out.{ending}"
    assert run("screen", path, "-o", out).code == 0
    with pa.input_stream(str(out), compression="detect") as stream:
        text = stream.read().decode()
    found = pd.read_csv(io.StringIO(text), dtype={"id": str})
    assert_as_the_truth(found, truth)
    given = points.set_index("id").loc[found["id"]]
    assert list(found["note"]) == ["'=1+1" if note == "=1+1" else note for note in given["note"]]
    numbers = set(pd.read_csv(path, dtype=str)["value"])
    assert (
        set(pd.read_csv(io.StringIO(text), dtype=str)["value"]) <= numbers
    )  # not a digit has changed
    assert text.splitlines()[0] == "id,note,lat,lon,value,side,distance_km,status"


def test_decimal_commas_and_other_languages_headers_are_understood(tmp_path):
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("nazwa;Szerokość;Długość\nx;52,25;23,5\ny;52.3;23.6\n", encoding="utf-8")
    assert run("screen", path, "-o", out).code == 0
    text = out.read_text("utf-8")
    assert text.startswith("nazwa,Szerokość,Długość,side,distance_km,status\n")
    found = pd.read_csv(out, dtype=str)
    assert list(found["nazwa"]) == ["x", "y"]
    assert list(found["Szerokość"]) == ["52,25", "52.3"]  # as they were written


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_without_rows_gives_one_without_rows(kind, tmp_path):
    path, out = tmp_path / f"in.{kind}", tmp_path / "out.csv"
    path.write_text("lat,lon\n")
    if kind == "parquet":
        pq.write_table(
            pa.table({name: pa.array([], pa.float64()) for name in ("lat", "lon")}), path
        )
    assert run("screen", path, "-o", out).out == f"{out}: 0 of 0 rows written; 0 out\n"
    assert out.read_text() == "lat,lon,side,distance_km,status\n"


def test_names_that_are_taken_are_told(points, tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    points.assign(status="moored", side="port").to_parquet(path)
    ran = run("screen", path, "-o", out)
    assert "csbm_side, csbm_status" in ran.err
    found = pd.read_parquet(out)
    assert set(found["status"]) == {"moored"}
    assert set(found["csbm_status"]) == {"in"}


def test_several_categories_give_a_band(points, tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(126, 129, 4_000), rng.uniform(37.5, 39, 4_000)
    pd.DataFrame({"lat": lat, "lon": lon}).to_parquet(path)
    assert run("screen", path, "--regime", "kor-cma-2018", "-o", out).code == 0
    bands = set(pd.read_parquet(out)["band"])
    assert all(bands)
    assert any(";" in band for band in bands)


# -- rows without a position ----------------------------------------------------------------------
def bad_points():
    return pa.table(
        {
            "id": pa.array(range(8)),
            "lat": pa.array([52.0, None, float("nan"), 91.0, 52.0, float("inf"), 52.0, -90.0]),
            "lon": pa.array([23.5, 23.5, 23.5, 23.5, 400.0, 1.0, None, 0.0]),
        }
    )


def test_bad_rows_are_put_aside_with_their_reason_and_never_lost(tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(bad_points(), path)
    ran = run("screen", path, "--status", "all", "-o", out)
    assert ran.code == 0
    assert "6 rows without a position" in ran.err
    assert list(pd.read_parquet(out)["id"]) == [0, 7]
    aside = pd.read_parquet(tmp_path / "out.rejects.parquet")
    assert list(aside["id"]) == [1, 2, 3, 4, 5, 6]
    assert list(aside["row"]) == [2, 3, 4, 5, 6, 7]
    assert set(aside["file"]) == {"in.parquet"}
    assert list(aside["reason"]) == [
        "no position",
        "the position is not a number",
        "the latitude is not between -90 and 90",
        "the longitude is not between -180 and 360",
        "the position is not a number",
        "no position",
    ]


def test_strict_ends_at_the_first_bad_row(tmp_path):
    path = tmp_path / "in.parquet"
    pq.write_table(bad_points(), path)
    ran = run("screen", path, "--strict", "-o", tmp_path / "out.parquet")
    assert ran.code == 1
    assert "in.parquet, row 2: no position (--strict)" in ran.err
    assert not (tmp_path / "out.parquet").exists()


def test_geometries_that_are_no_points_are_put_aside(tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    shapes = [
        shapely.Point(23.5, 52.2),
        shapely.LineString([(23, 52), (24, 52)]),
        shapely.Point(),
        None,
        shapely.Point(23.5, 52.2, 100.0),
    ]
    gpd.GeoDataFrame({"n": range(5)}, geometry=shapes, crs=4326).to_parquet(path)
    assert run("screen", path, "-o", out).code == 0
    assert list(pd.read_parquet(out)["n"]) == [0, 4]
    aside = pd.read_parquet(tmp_path / "out.rejects.parquet")
    assert list(aside["reason"]) == ["the geometry is not a point", "no position", "no position"]


def test_lines_of_a_csv_that_are_torn_are_put_aside(tmp_path):
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("name,lat,lon\na,52.2,23.5\nb,52.2\nc,52.2,23.5,more\nd,x,23.5\ne,,\n")
    assert run("screen", path, "-o", out).code == 0
    assert pd.read_csv(out)["name"].tolist() == ["a"]
    aside = pd.read_csv(tmp_path / "out.rejects.csv")
    told = dict(zip(aside["row"], aside["reason"], strict=True))
    assert told == {
        2: "2 columns where there are 3",
        3: "4 columns where there are 3",
        4: "the position is not a number",
        5: "no position",
    }
    assert set(aside["line"].dropna()) == {"b,52.2", "c,52.2,23.5,more"}


def test_a_run_without_bad_rows_leaves_no_rejects_of_an_earlier_one(points, tmp_path):
    out = tmp_path / "out.parquet"
    pq.write_table(bad_points(), tmp_path / "bad.parquet")
    assert run("screen", tmp_path / "bad.parquet", "-o", out).code == 0
    assert (tmp_path / "out.rejects.parquet").exists()
    assert run("screen", written(points, "csv", tmp_path), "-o", out).code == 0
    assert not (tmp_path / "out.rejects.parquet").exists()


# -- what is not read at all ----------------------------------------------------------------------
def test_row_groups_that_lie_far_off_are_not_read(points, truth, tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    ordered = points.sort_values(["lon"], kind="stable")
    ordered.to_parquet(path, row_group_size=100)
    ran = run("screen", path, "-o", out)
    assert "row groups lie far off and were not read" in ran.err
    assert_as_the_truth(pd.read_parquet(out), truth)
    told = json.loads((tmp_path / "out.parquet.metadata.json").read_text("utf-8"))["rows"]
    assert told["read"] == COUNT
    assert sum(sum(own.values()) for own in told["by"].values()) == COUNT
    again = tmp_path / "again.parquet"
    assert run("screen", out, "--depth", "10", "-o", again).code == 0  # our own output comes in
    assert set(pd.read_parquet(again)["csbm_status"]) == {"in"}


def test_a_row_group_with_a_missing_position_is_read(tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"lat": [-50.0, None], "lon": [100.0, 100.0]}), path)
    assert "1 rows without a position" in run("screen", path, "-o", out).err


# -- what is refused ------------------------------------------------------------------------------
def test_questions_that_cannot_be_asked(points, tmp_path):
    path, out = written(points, "plain.parquet", tmp_path), tmp_path / "out.parquet"
    assert "both --lat and --lon" in refused("screen", path, "--lat", "lat", "-o", out)
    assert "no format for the ending" in refused("screen", path, "-o", tmp_path / "out.shp")
    assert "is an input" in refused("screen", path, "-o", path)
    assert "is an input" in refused("screen", path, "-o", f"{tmp_path}/")
    out.write_text("there")
    assert "--no-clobber" in refused("screen", path, "--no-clobber", "-o", out)
    assert "--workers is for" in refused(
        "screen", path, "--workers", 2, "--scheduler", "tcp://127.0.0.1:1", "-o", out
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.parquet", b"PAR1 not", "cannot be read as Parquet"),
        ("a.csv", b"name,x,y\nq,1,2\n", "no columns of latitude and longitude"),
        ("a.csv", b"", "cannot be read"),
        ("a.csv", b"name,lat,lon\n\xff\xfe,52,23\n", "cannot be read"),
        ("a.csv", b"lat,lat,lon\n1,2,3\n", "more than one column is called 'lat'"),
        ("a.csv", b"lat,latitude,lon,long\n1,2,3,4\n", ""),
        ("a.csv.gz", gzip.compress(b"lat,lon\n52,23\n", mtime=0)[:-12], "cannot be read"),
        ("a.docx", b"", "not a file of points"),
        ("a.fgb", b"nothing", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(name, content, words, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    ran = run("screen", path, "-o", tmp_path / "out.parquet")
    if words:
        assert ran.code == 1
        assert words in ran.err
        assert ran.err.count("\n") == 1
        assert name in ran.err
    else:
        assert ran.code == 0


def test_a_reference_system_that_is_not_known_is_asked_for(points, tmp_path):
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]))
    frame.to_parquet(path)
    ran = run("screen", path, "-o", out)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "--crs EPSG:CODE" in ran.err
    assert run("screen", path, "--crs", "EPSG:4326", "-o", out).code == 0


def test_a_folder_that_is_not_ours_is_not_written_to(points, tmp_path):
    path, out = written(points, "plain.parquet", tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "letters.txt").write_text("mine")
    ran = run("screen", path, "-o", out)
    assert ran.code == 1
    assert "holds letters.txt" in ran.err
