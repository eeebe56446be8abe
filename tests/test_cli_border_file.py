"""Every command takes a border of one's own by --border FILE."""

import csv
import io
import json

import geopandas as gpd
import pytest
import shapely

import csbm as package

from command import csbm, refused


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """A line through Ukraine, drawn from north to south."""
    path = tmp_path_factory.mktemp("border") / "contact.geojson"
    shape = shapely.LineString([(39.0, 48.9), (38.5, 48.6), (38.2, 48.2), (37.7, 47.9)])
    gpd.GeoDataFrame(geometry=[shape], crs=4326).to_file(path)
    return path


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The bundled line of Belarus and Poland."""
    path = tmp_path_factory.mktemp("border") / "own.gpkg"
    shapes = [package.Border.between("BLR", "POL").line]
    gpd.GeoDataFrame({"CC1": ["BY"], "CC2": ["PL"]}, geometry=shapes, crs=4326).to_file(path)
    return path


def sides(line):
    return ("--border", line, "--parties", "formations,Ukraine")


def test_zone_measures_from_the_file_s_line(line):
    ran = csbm("zone", *sides(line), "--depth", "formations=10,ukr=20", "--format", "geojson")
    assert ran.code == 0, ran.err
    found = [one["properties"] for one in json.loads(ran.out)["features"]]
    assert [(one["side"], one["depth_km"]) for one in found] == [("UKR", 20), ("formations", 10)]
    assert found[0]["area_km2"] > 1.8 * found[1]["area_km2"]


def test_where_tells_the_side_of_a_party_that_is_no_state(line):
    ran = csbm("where", "48.5,39.0", *sides(line), "--accuracy", 10, "--format", "json")
    facts = json.loads(ran.out)
    assert (facts["side"], facts["status"]) == ("formations", "in")


def test_units_and_areas_are_those_of_the_bundled_line(own):
    def told(*words):
        ran = csbm(*words)
        assert ran.code == 0, ran.err
        return ran.out

    words = ("units", "--format", "csv", "--status", "all")
    ours, theirs = (
        [(row["id"], row["side"], row["distance_km"]) for row in csv.DictReader(io.StringIO(text))]
        for text in (told(*words, "--border", own), told(*words))
    )
    assert ours == theirs
    assert len(ours) > 100
    words = ("compare", "--depths", "80", "--format", "json")
    one, two = (json.loads(told(*more)) for more in ((*words, "--border", own), words))
    for mine, other in zip(
        one["depths"][0]["sides"].values(), two["depths"][0]["sides"].values(), strict=True
    ):
        assert mine["area_km2"] == pytest.approx(other["area_km2"], rel=1e-9)


def test_borders_shows_the_line_and_writes_it(own, tmp_path):
    shown = csbm("borders", "--border", own)
    assert "file own.gpkg" in shown.out
    target = tmp_path / "out.geojson"
    assert csbm("borders", "--border", own, "-o", target).code == 0
    back = package.Border.from_file(target, ["BLR", "POL"])
    assert back.length_km == pytest.approx(419.676, abs=1e-3)


def test_a_map_of_it_is_written(line, tmp_path):
    target = tmp_path / "map.html"
    ran = csbm("map", *sides(line), "--depth", 15, "-o", target)
    assert ran.code == 0, ran.err
    assert "Ukraine–formations" in ran.out
    assert "contact.geojson" in target.read_text(encoding="utf-8")


def test_parties_may_be_given_as_the_border(own):
    assert csbm("borders", "pl-by", "--border", own).code == 0
    assert "say the same" in refused("borders", "pl-by", "--border", own, "--parties", "BLR,POL")


def test_what_belongs_to_a_file_needs_one(line):
    assert "belong to --border" in refused("zone", "--snap", 10)
    assert "give two" in refused("zone", "--border", line, "--parties", "A")
    assert "give 0 to" in refused("zone", *sides(line), "--border-accuracy", -1)


def test_a_file_of_a_border_is_never_written_over(line):
    before = line.read_bytes()
    for words in (["zone", *sides(line), "-o", line], ["borders", *sides(line), "-o", line]):
        ran = csbm(*words)
        assert ran.code != 0
        assert ran.err.count("\n") == 1
        assert line.read_bytes() == before


def test_a_file_that_is_no_border_is_one_line(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text("nothing")
    ran = csbm("zone", "--border", path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)


def test_against_takes_polygons(own, tmp_path):
    from csbm.boundaries.atlas import bundled_atlas

    path = tmp_path / "lands.gpkg"
    box = [(20.0, 50.0, 26.0, 55.0)]
    lands = [bundled_atlas().territory(code, box) for code in ("BLR", "POL")]
    gpd.GeoDataFrame({"GID_0": ["BLR", "POL"]}, geometry=lands, crs=4326).to_file(path)
    ran = csbm("compare", "--depths", "80", "--against", path)
    assert ran.code == 0, ran.err
    assert "Units that flip (0 of units and depths)" in ran.out


def test_natural_earth_is_the_second_source_by_name(tmp_path):
    shown = csbm("borders", "--border", "natural-earth", "--provenance")
    assert "340.087" in shown.out
    assert "public domain" in shown.out
    units = package.bundled_units().assign(position_accuracy_m=5_000.0)
    package.write(units, tmp_path / "units.csv")
    asked = ("--depths", "20,80", "--against", "natural-earth", "--format", "json")
    ran = csbm("compare", *asked, "--units", tmp_path / "units.csv")
    told = json.loads(ran.out)["sensitivity"]
    assert told["against"]["licence"] == "public domain"
    assert 2600 < told["largest_distance_m"] < 2800
    assert any(flip["depth_km"] == 20 for flip in told["flips"])


def test_a_line_that_csbm_wrote_says_itself_whose_it_is(tmp_path):
    file = tmp_path / "line.geojson"
    csbm("borders", "BLR-POL", "-o", file)
    back = csbm("zone", "--border", file, "--depth", "30", "--format", "geojson")
    first = csbm("zone", "BLR-POL", "--depth", "30", "--format", "geojson")
    areas = [
        [one["properties"]["area_km2"] for one in json.loads(ran.out)["features"]]
        for ran in (back, first)
    ]
    assert areas[0] == pytest.approx(areas[1], abs=1e-3)
