"""csbm borders: which border is meant, all of them, and the very line that is measured from."""

import json

import pytest

from csbm.boundaries.border import Border

from command import csbm, refused


@pytest.mark.parametrize(
    "written",
    ["BLR-POL", "POL-BLR", "pl-by", "By-pL", "Belarus-Poland", "poland – belarus", "BLR/PL"],
)
def test_a_border_is_found_in_any_order_case_and_spelling(written):
    ran = csbm("borders", written)
    assert ran.code == 0
    assert "BLR-POL    419.6" in ran.out


def test_names_with_hyphens_and_blanks_are_read():
    assert "GNB-SEN" in csbm("borders", "Guinea-Bissau-Senegal").out
    assert "KOR-PRK" in csbm("borders", "North Korea-South Korea").out


def test_an_unknown_party_names_near_matches():
    assert "did you mean Belarus (BLR)" in refused("borders", "Belrus-Poland")


def test_a_pair_that_shares_no_border_names_the_neighbours_there_are():
    words = refused("borders", "BLR-DEU")
    assert "share no border on land" in words
    assert "BLR borders LTU, LVA, POL, RUS, UKR" in words


def test_parties_that_touch_only_at_sea_share_no_border():
    assert "no border on land" in refused("borders", "FRA-GBR")


@pytest.mark.parametrize("written", ["", "BLR", "BLR POL", "-", "BLR-", "-POL"])
def test_one_party_or_none_is_refused_with_an_example(written):
    assert "BLR-POL" in refused("borders", "--", written)


def test_a_party_has_no_border_with_itself():
    assert "twice" in refused("borders", "BLR-BY")


def test_hostile_names_are_only_quoted():
    assert "X{{7*7}}" in refused("borders", "X{{7*7}}-POL")


def test_the_list_has_every_border_once_in_order_with_its_source():
    ran = csbm("borders", "--format", "csv")
    lines = ran.out.splitlines()
    assert lines[0] == "border,names,length_km,accuracy_m"
    codes = [line.split(",")[0] for line in lines[1:]]
    assert codes == sorted(set(codes))
    assert len(codes) > 300
    assert {"BLR-POL", "BLR-LTU", "KOR-PRK", "ITA-VAT", "KAZ-RUS"} <= set(codes)
    assert "Open" in csbm("borders", "--provenance").out.split("ZMB-ZWE")[1]


def test_the_line_comes_back_bit_for_bit(tmp_path):
    target = tmp_path / "line.geojson"
    assert csbm("borders", "BLR-POL", "-o", target).code == 0
    (feature,) = json.loads(target.read_text("utf-8"))["features"]
    border = Border.between("BLR", "POL")
    written = [tuple(map(tuple, line)) for line in feature["geometry"]["coordinates"]]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert written == [tuple(map(tuple, line.coords)) for line in border.line.geoms]
    told = feature["properties"]
    assert told["parties"] == "BLR-POL"
    assert told["length_km"] == pytest.approx(border.length_km, abs=1e-6)
    assert told["accuracy_m"] == border.accuracy_m
    assert told["source"] == border.source.title
    assert told["release"] == border.source.release
    sidecar = json.loads((tmp_path / "line.geojson.metadata.json").read_text("utf-8"))
    assert sidecar["border"]["licence"] == "ODbL-1.0"
    assert "no statement on any legal claim" in sidecar["disclaimer"]


@pytest.mark.parametrize("ending", ["gpkg", "kml", "kmz"])
def test_the_line_goes_into_other_vector_files(tmp_path, ending):
    target = tmp_path / f"line.{ending}"
    assert csbm("borders", "LTU-BLR", "-o", target).code == 0
    assert target.stat().st_size > 1000


def test_the_list_has_no_shape_to_write(tmp_path):
    assert ".csv" in refused("borders", "-o", tmp_path / "all.kml")


def test_a_party_alone_is_told_its_neighbours():
    assert "DEU borders AUT, BEL, CHE, CZE" in refused("borders", "Germany")
