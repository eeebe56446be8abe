"""Polygons of two parties make their border: the edges they share, and nothing that nearly fits."""

import re
import shutil
import subprocess

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from sweeps import sweep

import csbm
from csbm.boundaries.atlas import bundled_atlas
from csbm.boundaries.border import Border
from csbm.common.errors import InputError, UsageError

GEOD = Geod(ellps="WGS84")
WORLD = [(-180.0, -90.0, 180.0, 90.0)]


def saved(path, shapes, crs=4326, **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path)
    return path


@pytest.fixture(scope="module")
def territories():
    atlas = bundled_atlas()
    return {code: atlas.territory(code, WORLD) for code in ("BLR", "POL")}


@pytest.fixture(scope="module")
def territories_file(territories, tmp_path_factory):
    path = tmp_path_factory.mktemp("polygons") / "territories.gpkg"
    return saved(path, territories.values(), ISO_A3_EH=list(territories))


def same_line(one, other):
    return one.line.normalize().equals_exact(other.line.normalize(), 0)


def test_the_bundled_territories_give_the_bundled_border_back(territories_file):
    border, own = Border.between("BLR", "POL"), Border.from_file(territories_file)
    assert same_line(own, border)
    assert own.ends == border.ends
    assert own.length_km == pytest.approx(border.length_km, abs=1e-3)
    for mine, theirs in zip(
        csbm.inspection_zone(own, 80).parts, csbm.inspection_zone(border, 80).parts, strict=True
    ):
        assert mine.side == theirs.side
        assert mine.area_km2 == pytest.approx(theirs.area_km2, rel=1e-9)


def test_distances_and_third_states_are_those_of_the_bundled_border(territories_file):
    units = csbm.bundled_units()
    zones = [
        csbm.inspection_zone(border, 80)
        for border in (Border.between("BLR", "POL"), Border.from_file(territories_file))
    ]
    one, two = (csbm.coverage(zone, units) for zone in zones)
    assert (one["distance_km"] == two["distance_km"]).all()
    assert (one["side"] == two["side"]).all()
    third = [{p.side: p.area_km2 for p in zone.third_state_parts} for zone in zones]
    assert third[1] == pytest.approx(third[0], rel=1e-6)
    land = [zone.atlas.land_area_km2("POL") for zone in zones]
    assert land[1] == pytest.approx(land[0], rel=1e-5)


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="needs GDAL's ogr2ogr")
@pytest.mark.parametrize("ending", sweep(["fgb", "shp", "geojson", "kml", "gml"], "shp", "kml"))
def test_a_file_by_gdal_in_any_format_gives_the_same_border(territories_file, tmp_path, ending):
    path = tmp_path / f"made.{ending}"
    options = ["-lco", "COORDINATE_PRECISION=15"] if ending == "geojson" else []
    if ending == "kml":
        options += ["-f", "LIBKML"]
    subprocess.run(["ogr2ogr", *options, path, territories_file], check=True, capture_output=True)
    own, border = Border.from_file(path), Border.between("BLR", "POL")
    # Text has 15 digits, which is a tenth of a micrometre.
    assert shapely.hausdorff_distance(own.line, border.line) < 1e-12
    assert [end.kind for end in own.ends] == [end.kind for end in border.ends]


def test_a_zipped_shapefile_and_geoparquet_are_read(territories, territories_file, tmp_path):
    frame = gpd.read_file(territories_file)
    frame.to_parquet(tmp_path / "made.parquet")
    (tmp_path / "shp").mkdir()
    frame.to_file(tmp_path / "shp" / "made.shp")
    archive = shutil.make_archive(str(tmp_path / "made"), "zip", tmp_path / "shp")
    for path in (tmp_path / "made.parquet", archive):
        assert same_line(Border.from_file(path), Border.between("BLR", "POL"))


def test_another_reference_system_moves_nothing_by_more_than_a_millimetre(territories, tmp_path):
    near = [shapely.clip_by_rect(land, 22.5, 51, 24.5, 54.5) for land in territories.values()]
    frame = gpd.GeoDataFrame({"party": ["BLR", "POL"]}, geometry=near, crs=4326)
    path = tmp_path / "utm.gpkg"
    frame.to_crs(32634).to_file(path)
    own, border = Border.from_file(path), Border.between("BLR", "POL")
    assert own.length_km == pytest.approx(border.length_km, abs=1e-3)
    index = csbm.inspection_zone(border, 80).index
    xy = shapely.get_coordinates(own.line)
    assert index.nearest(xy[:, 0], xy[:, 1]).distance_m.max() < 1e-3


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("iso_a3_eh", ["BLR", "POL"]),
        ("ADM0_A3", ["BLR", "POL"]),
        ("ISO_A2_EH", ["BY", "PL"]),
        ("GID_0", ["BLR", "POL"]),
        ("shapeGroup", ["BLR", "POL"]),
        ("CNTR_ID", ["BY", "PL"]),
        ("ISO3_CODE", ["BLR", "POL"]),
        ("iso3cd", ["BLR", "POL"]),
        ("ISO3166-1:alpha3", ["BLR", "POL"]),
        ("Name", ["Belarus", "Poland"]),
    ],
)
def test_the_usual_columns_tell_whose_land_it_is(tmp_path, column, codes):
    left, right = shapely.box(24, 52, 25, 53), shapely.box(23, 52, 24, 53)
    path = saved(tmp_path / "a.geojson", [left, right], **{column: codes})
    assert Border.from_file(path).parties == ("BLR", "POL")


def test_eurostats_greece_and_natural_earths_missing_codes_are_understood(tmp_path):
    shapes = [shapely.box(22, 41, 23, 42), shapely.box(23, 41, 24, 42)]
    path = saved(tmp_path / "a.gpkg", shapes, CNTR_ID=["EL", "BG"])
    assert Border.from_file(path).parties == ("BGR", "GRC")
    path = saved(
        tmp_path / "b.gpkg",
        shapes,
        ISO_A3_EH=["-99", "SRB"],
        ADM0_A3=["KOS", "SRB"],
        NAME=["Kosovo", "Serbia"],
    )
    assert Border.from_file(path).parties == ("SRB", "XKX")


def test_of_many_countries_the_two_asked_for_are_taken(tmp_path):
    atlas = bundled_atlas()
    codes = ["BLR", "LTU", "LVA", "POL"]
    shapes = [atlas.territory(code, [(20, 50, 28, 58)]) for code in codes]
    path = saved(tmp_path / "some.gpkg", shapes, GID_0=codes)
    own = Border.from_file(path, ["Lithuania", "by"])
    assert own.parties == ("BLR", "LTU")
    assert same_line(own, Border.between("BLR", "LTU"))
    with pytest.raises(InputError, match=r"holds 4 parties \(BLR, LTU, LVA, POL\)"):
        Border.from_file(path)
    with pytest.raises(UsageError, match="no land of UKR"):
        Border.from_file(path, ["UKR", "BLR"])


def test_a_party_may_be_no_state(tmp_path):
    shapes = [shapely.box(40, 42.5, 41.5, 43.4), shapely.box(41.5, 42.5, 43, 43.4)]
    path = saved(tmp_path / "a.geojson", shapes, party=["Abkhazia", "Georgia"])
    border = Border.from_file(path)
    assert border.parties == ("Abkhazia", "GEO")
    assert [border.atlas.name(party) for party in border.parties] == ["Abkhazia", "Georgia"]
    zone = csbm.inspection_zone(border, 10)
    assert all(part.area_km2 > 100 for part in zone.parts)


# -- gaps and overlaps ---------------------------------------------------------------------------
GAP_DEG = 0.001


def hole_between(east_shift=0.0):
    """Two squares that share their edge but for a rectangle as wide as the shift."""
    west = shapely.Polygon([(23, 52), (24, 52), (24, 53), (23, 53)])
    edge = 24 + east_shift
    east = shapely.Polygon(
        [(24, 52), (25, 52), (25, 53), (24, 53), (24, 52.7), (edge, 52.7), (edge, 52.3), (24, 52.3)]
    )
    return [west, east]


@pytest.mark.parametrize("shift", [GAP_DEG, -GAP_DEG])
def test_a_gap_or_an_overlap_is_refused_with_its_metres(tmp_path, shift):
    path = saved(tmp_path / "a.gpkg", hole_between(shift), party=["POL", "BLR"])
    with pytest.raises(InputError, match="up to") as caught:
        Border.from_file(path)
    told = float(re.search(r"up to ([\d,.]+) m", str(caught.value))[1].replace(",", ""))
    # A rectangle along a meridian: no point of its edges is farther from the other edge than its
    # width, which is the greatest in the south.
    assert told == pytest.approx(GEOD.inv(24, 52.3, 24 + GAP_DEG, 52.3)[2], abs=0.1)
    assert "\n" not in str(caught.value)


def test_a_snap_closes_the_gap_and_says_how_far_it_moved_things(tmp_path):
    path = saved(tmp_path / "a.gpkg", hole_between(GAP_DEG), party=["POL", "BLR"])
    with pytest.raises(InputError, match="more than the 50 m allowed"):
        Border.from_file(path, snap_m=50)
    border = Border.from_file(path, snap_m=100)
    assert border.length_km > GEOD.inv(24, 52, 24, 53)[2] / 1000
    assert border.accuracy_m == 250
    assert "up to 68.2 m apart" in border.accuracy_reason
    assert Border.from_file(path, snap_m=100, accuracy_m=5).accuracy_m == pytest.approx(
        68.2, abs=0.1
    )
    # No strip of nobody's land is left: both sides' land meets.
    lands = [border.atlas.territory(party, WORLD) for party in border.parties]
    assert shapely.intersection(*lands).area == 0
    whole = shapely.union_all([land.buffer(1e-7) for land in lands])
    assert not [ring for part in shapely.get_parts(whole) for ring in part.interiors]


def test_the_real_border_moved_by_a_thousandth_of_a_degree_is_refused(territories, tmp_path):
    moved = shapely.transform(territories["POL"], lambda xy: xy - [GAP_DEG, 0])
    shapes = [shapely.clip_by_rect(x, 22.5, 51, 24.5, 54.5) for x in (territories["BLR"], moved)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["BLR", "POL"])
    with pytest.raises(InputError, match=r"up to \d\d\.\d m apart"):
        Border.from_file(path)
    border = Border.from_file(path, snap_m=80)
    assert border.length_km == pytest.approx(419.676, abs=0.5)


def test_polygons_well_apart_are_a_line_for_each_and_the_land_between_is_nobodys(tmp_path):
    shapes = [shapely.box(23, 52, 24, 53), shapely.box(24.1, 51.5, 25, 53.5)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["West", "East"])
    border = Border.from_file(path)
    assert sorted(border.side_lines) == ["East", "West"]
    west, east = (shapely.get_coordinates(border.side_lines[name]) for name in ("West", "East"))
    assert np.abs(west[:, 0] - 24).max() < 1e-9
    assert np.abs(east[:, 0] - 24.1).max() < 1e-6
    assert (west[:, 1].min(), west[:, 1].max()) == pytest.approx((52, 53))
    # Of the longer edge only what faces the shorter.
    assert (east[:, 1].min(), east[:, 1].max()) == pytest.approx((52, 53), abs=0.02)
    units = csbm.coverage(csbm.inspection_zone(border, 10), _points([23.95, 24.05, 24.15], 52.5))
    assert units["side"].tolist() == ["West", "", "East"]


def test_neighbours_apart_everywhere_by_a_little_are_a_gap_too(tmp_path):
    shapes = [shapely.box(23, 52, 24, 53), shapely.box(24.02, 52, 25, 53)]  # 1.4 km
    path = saved(tmp_path / "a.gpkg", shapes, party=["POL", "BLR"])
    with pytest.raises(InputError, match=r"up to 1,37\d\.\d m apart"):
        Border.from_file(path)
    path = saved(tmp_path / "b.gpkg", shapes, party=["West", "East"])
    assert len(Border.from_file(path).side_lines) == 2


def test_polygons_a_little_apart_are_a_gap(tmp_path):
    shapes = [shapely.box(23, 52, 24, 53), shapely.box(24 + GAP_DEG, 52, 25, 53)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["West", "East"])
    with pytest.raises(InputError, match=r"up to 68\.7 m apart"):
        Border.from_file(path)


def _points(lon, lat):
    from toy_border import units_at

    return units_at(lon, np.full(len(lon), lat))


# -- what is no border ---------------------------------------------------------------------------
def test_one_polygon_or_one_without_a_name_is_refused(tmp_path):
    path = saved(tmp_path / "a.gpkg", [shapely.box(23, 52, 24, 53)], party=["POL"])
    with pytest.raises(InputError, match="land of POL only"):
        Border.from_file(path)
    shapes = [shapely.box(23, 52, 24, 53), shapely.box(24, 52, 25, 53)]
    path = saved(tmp_path / "b.gpkg", shapes, colour=["red", "blue"])
    with pytest.raises(InputError, match=r"does not say whose land it is \(its columns: colour\)"):
        Border.from_file(path)


def test_neighbours_that_meet_in_a_point_only_have_no_border(tmp_path):
    shapes = [shapely.box(23, 52, 24, 53), shapely.box(24, 53, 25, 54)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["POL", "BLR"])
    with pytest.raises(InputError, match="share no edge"):
        Border.from_file(path)


def test_polygons_at_sea_have_no_border_on_land(tmp_path):
    shapes = [shapely.box(-40, 30, -39, 31), shapely.box(-39, 30, -38, 31)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["A", "B"])
    with pytest.raises(InputError, match="on land"):
        Border.from_file(path)


def test_parts_of_a_party_and_heights_make_no_difference(tmp_path):
    shapes = [
        shapely.box(23, 52, 24, 52.5),
        shapely.box(23, 52.5, 24, 53),
        shapely.MultiPolygon([shapely.box(24, 52, 25, 53), shapely.box(26, 52, 27, 53)]),
    ]
    shapes = [shapely.force_3d(shape, 120.0) for shape in shapes]
    path = saved(tmp_path / "a.gpkg", shapes, party=["POL", "POL", "BLR"])
    border = Border.from_file(path)
    assert border.length_km == pytest.approx(GEOD.inv(24, 52, 24, 53)[2] / 1000, abs=1e-3)


def test_a_border_across_180_degrees_is_one(tmp_path):
    shapes = [shapely.box(176, 66, 184, 66.5), shapely.box(176, 66.5, 184, 67)]
    path = saved(tmp_path / "a.gpkg", shapes, party=["South", "North"])
    border = Border.from_file(path)
    parallel = shapely.get_coordinates(border.line)
    assert np.abs(parallel[:, 0]).max() <= 180
    assert set(np.sign(parallel[:, 0])) == {1, -1}
    assert [round(end.lon) for end in border.ends] in ([176, -176], [-176, 176])


def test_the_source_is_the_file_itself(territories_file):
    source = Border.from_file(territories_file).source
    assert source.title == "file territories.gpkg"
    digest = subprocess.run(["sha256sum", territories_file], capture_output=True, check=True)
    assert source.release == f"SHA-256 {digest.stdout.split()[0].decode()}"
    assert source.licence == "as the file's owner says"


def test_coast_and_tripoints_end_a_border_as_they_end_the_bundled_one(tmp_path):
    atlas = bundled_atlas()
    box = [(10, 50, 20, 56)]
    shapes = [atlas.territory(code, box) for code in ("DEU", "POL")]
    path = saved(tmp_path / "a.gpkg", shapes, party=["DEU", "POL"])
    own, border = Border.from_file(path), Border.between("DEU", "POL")
    assert sorted(end.kind for end in own.ends) == sorted(end.kind for end in border.ends)
    assert own.length_km == pytest.approx(border.length_km, abs=1.0)
