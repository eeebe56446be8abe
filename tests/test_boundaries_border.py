"""The line of a pair is the right line, with its ends and its accuracy."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from csbm.boundaries.border import Border
from csbm.common.errors import UsageError

GEOD = Geod(ellps="WGS84")


# Press and statistics: what is commonly given; the line's own length differs where the source
# follows a river's bends more closely than the count that the press repeats.
@pytest.mark.parametrize(
    ("pair", "published_km", "source", "within"),
    [
        ("BLR-POL", 418, "Poland's Border Guard: 418.24 km", 0.01),
        ("BLR-UKR", 1084, "Ukraine's State Border Guard: 1,084.2 km", 0.04),
        ("BLR-LTU", 679, "Lithuania's State Border Guard: 678.8 km", 0.02),
        ("BLR-LVA", 173, "Latvia's State Border Guard: 172.9 km", 0.02),
        ("KOR-PRK", 240, "the Military Demarcation Line: about 240 km", 0.03),
        ("KAZ-RUS", 7599, "demarcation agreement of 2005: 7,598.6 km", 0.03),
        ("ITA-VAT", 3.4, "CIA World Factbook: 3.4 km", 0.05),
        ("LSO-ZAF", 1106, "CIA World Factbook: 1,106 km", 0.06),
        ("EGY-SDN", 1276, "CIA World Factbook: 1,276 km", 0.02),
        ("LBY-TCD", 1050, "CIA World Factbook: 1,050 km", 0.02),
        ("CAN-GRL", 1.28, "Hans Island, agreement of 2022: 1,280 m; mask ends 150 m", 0.15),
        ("FIN-RUS", 1272, "National Land Survey of Finland: 1,272 km on land", 0.03),
    ],
)
def test_a_border_is_as_long_as_published(pair, published_km, source, within):
    assert Border.between(*pair.split("-")).length_km == pytest.approx(published_km, rel=within)


def test_parties_may_be_written_in_any_way_and_order():
    one = Border.between("Poland", "by")
    other = Border.between("BLR", "pol")
    assert one.parties == other.parties == ("BLR", "POL")
    assert one.line.equals_exact(other.line, 0)


def test_belarus_and_poland_meet_lithuania_in_the_north_and_ukraine_in_the_south():
    south, north = sorted(Border.between("BLR", "POL").ends, key=lambda end: end.lat)
    assert {south.kind, north.kind} == {"tripoint"}
    # The tripoint markers: near Marycha 53.957 N 23.515 E, and on the Bug 51.507 N 23.618 E.
    assert GEOD.inv(north.lon, north.lat, 23.515, 53.957)[2] < 1500
    assert GEOD.inv(south.lon, south.lat, 23.618, 51.507)[2] < 1500


@pytest.mark.parametrize("pair", ["LSO-ZAF", "ITA-VAT", "ITA-SMR"])
def test_a_ring_has_no_ends(pair):
    assert Border.between(*pair.split("-")).ends == ()


@pytest.mark.parametrize(
    ("pair", "kinds"),
    [
        ("KOR-PRK", ["coast", "coast"]),
        ("LTU-POL", ["tripoint", "tripoint"]),
        ("CHE-LIE", ["tripoint", "tripoint"]),
        ("GTM-SLV", ["coast", "tripoint"]),
        ("AFG-CHN", ["tripoint", "tripoint"]),
    ],
)
def test_an_end_says_what_ends_the_line(pair, kinds):
    assert sorted(end.kind for end in Border.between(*pair.split("-")).ends) == kinds


@pytest.mark.parametrize(
    ("pair", "kinds"),
    [
        # Both lines round Abkhazia reach the Black Sea; both round Kalapani reach China.
        ("GEO-RUS", ["coast", "coast", "tripoint"]),
        ("IND-NPL", ["tripoint", "tripoint", "tripoint"]),
    ],
)
def test_a_border_with_disputed_stretches_is_one_network_without_a_gap(pair, kinds):
    border = Border.between(*pair.split("-"))
    noded = shapely.unary_union(border.line)
    buffered = shapely.buffer(noded, 1e-9)
    assert shapely.get_num_geometries(buffered) == 1
    assert sorted(end.kind for end in border.ends) == kinds


def test_georgia_and_russia_have_both_lines_round_abkhazia():
    line = Border.between("GEO", "RUS").line
    for name, lon, lat, within_deg in [
        ("the Psou, west of Abkhazia", 40.01, 43.39, 0.01),
        ("the Inguri, east of it", 41.70, 42.60, 0.1),
        ("the Roki pass", 44.10, 42.60, 0.02),
    ]:
        assert shapely.distance(line, shapely.Point(lon, lat)) < within_deg, name


def test_egypt_and_sudan_keep_to_the_22nd_parallel():
    line = Border.between("EGY", "SDN").line
    xy = shapely.get_coordinates(line)
    straight = xy[(xy[:, 0] > 25.5) & (xy[:, 0] < 31.0)]
    assert len(straight) > 100
    assert np.abs(straight[:, 1] - 22.0).max() * 111_000 < 250
    # Between vertices too: an edge's geodesic rises above its ends by centimetres at most.
    _, _, edge_m = GEOD.inv(straight[:-1, 0], straight[:-1, 1], straight[1:, 0], straight[1:, 1])
    assert (edge_m**2 * np.tan(np.radians(22)) / (8 * 6.37e6) < 0.06).all()


def test_angola_and_zambia_keep_to_the_13th_parallel_and_the_22nd_meridian():
    line = Border.between("AGO", "ZMB").line
    along_parallel = shapely.LineString([(22.1, -13.0), (23.9, -13.0)])
    along_meridian = shapely.LineString([(22.0, -13.1), (22.0, -16.1)])
    for straight in (along_parallel, along_meridian):
        points = shapely.line_interpolate_point(straight, np.linspace(0, straight.length, 200))
        assert shapely.distance(points, line).max() * 111_000 < 700
    xy = shapely.get_coordinates(line)
    on_it = xy[(np.abs(xy[:, 1] + 13.0) < 0.007) & (xy[:, 0] > 22.1) & (xy[:, 0] < 23.9)]
    assert len(on_it) > 50


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("BLR", "BLR", r"Belarus \(BLR\) was given twice"),
        ("BLR", "DEU", r"share no border on land; BLR borders LTU, LVA, POL, RUS, UKR"),
        ("AUS", "JAM", r"AUS borders no state; JAM borders no state"),
        ("BLR", "XYZ", r"unknown party 'XYZ'"),
        ("Polan", "BLR", r"unknown party 'Polan'; did you mean Poland \(POL\)"),
    ],
)
def test_a_pair_without_a_border_is_refused_with_what_there_is(one, other, message):
    with pytest.raises(UsageError, match=message) as caught:
        Border.between(one, other)
    assert "\n" not in str(caught.value)


def test_the_source_says_who_drew_the_line_and_under_which_licence():
    source = Border.between("BLR", "POL").source
    assert source.licence == "ODbL-1.0"
    assert "OpenStreetMap contributors" in source.attribution
    assert "2026c" in source.release
    assert source.viewpoint == "as OpenStreetMap's time zones have it"
