"""Every land border is listed, and can be read."""

import numpy as np
import pytest
import shapely

from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue, entry_of
from csbm.boundaries.countries import neighbours


@pytest.fixture(scope="module")
def borders():
    return {entry.parties: Border.between(*entry.parties) for entry in catalogue()}


def test_pairs_are_alphabetical_and_stand_once():
    pairs = [entry.parties for entry in catalogue()]
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)


# United Nations members' neighbours on land, as atlases give them.
@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("BLR", {"LTU", "LVA", "POL", "RUS", "UKR"}),
        ("POL", {"BLR", "CZE", "DEU", "LTU", "RUS", "SVK", "UKR"}),
        ("CHE", {"AUT", "DEU", "FRA", "ITA", "LIE"}),
        ("PRT", {"ESP"}),
        ("LSO", {"ZAF"}),
        ("NOR", {"FIN", "RUS", "SWE"}),
        ("XKX", {"ALB", "MKD", "MNE", "SRB"}),
        ("USA", {"CAN", "CUB", "MEX"}),  # Guantánamo Bay has a time zone of its own,
        ("SAU", {"ARE", "IRQ", "JOR", "KWT", "OMN", "QAT", "YEM"}),
        ("AUS", set()),
        ("GRL", {"CAN"}),  # Hans Island
        ("ALA", {"FIN", "SWE"}),  # Märket with Sweden; an islet with Finland
        ("JAM", set()),
    ],
)
def test_neighbours_are_those_of_the_atlases(party, expected):
    assert set(neighbours(party)) == expected


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("RUS", "USA"), "the Bering Strait"),
        (("DNK", "SWE"), "the Sound"),
        (("IND", "LKA"), "the Palk Strait"),
        (("IRN", "SAU"), "the Gulf"),
        (("KAZ", "TKM"), None),
    ],
)
def test_pairs_that_touch_only_at_sea_share_no_land_border(pair, why):
    assert (entry_of(pair) is None) == (why is not None)


def test_no_line_has_a_repeated_vertex(borders):
    for parties, border in borders.items():
        for part in shapely.get_parts(border.line):
            xy = shapely.get_coordinates(part)
            assert (xy[1:] != xy[:-1]).any(axis=1).all(), parties


def test_no_edge_stands_twice(borders):
    for parties, border in borders.items():
        runs = [shapely.get_coordinates(part) @ [1, 1j] for part in shapely.get_parts(border.line)]
        # Twice the middle of an edge is the same from both directions, and no other edge's.
        middles = np.concatenate([xy[:-1] + xy[1:] for xy in runs])
        assert len(np.unique(middles)) == len(middles), parties


def test_lines_are_joined_wherever_just_two_parts_meet(borders):
    for parties, border in borders.items():
        runs = [shapely.get_coordinates(part) @ [1, 1j] for part in shapely.get_parts(border.line)]
        tips = np.array([tip for xy in runs if xy[0] != xy[-1] for tip in xy[[0, -1]]])
        points, count = np.unique(tips, return_counts=True)
        joints = points[count == 2]
        elsewhere = np.concatenate([xy[1:-1] if xy[0] != xy[-1] else xy for xy in runs])
        assert np.isin(joints, elsewhere).all(), parties


def test_ends_are_the_ends_of_the_line_bit_for_bit(borders):
    for parties, border in borders.items():
        runs = [shapely.get_coordinates(part) @ [1, 1j] for part in shapely.get_parts(border.line)]
        tips = np.unique([tip for xy in runs for tip in xy[[0, -1]]])
        # At a true end just one edge arrives; inner vertices have two.
        all_ends = np.concatenate([side for xy in runs for side in (xy[:-1], xy[1:])])
        all_ends = all_ends[np.isin(all_ends, tips)]
        points, count = np.unique(all_ends, return_counts=True)
        assert {complex(end.lon, end.lat) for end in border.ends} == set(points[count == 1]), (
            parties
        )


def test_every_border_states_a_radius_and_its_reason(borders):
    for parties, border in borders.items():
        assert border.accuracy_m >= 50, parties
        assert border.accuracy_reason, parties
        assert "\n" not in border.accuracy_reason


def test_the_length_is_that_of_the_line(borders):
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    for parties, border in borders.items():
        assert geod.geometry_length(border.line) / 1000 == pytest.approx(
            border.length_km, abs=0.001
        ), parties


def test_lines_stay_between_the_antimeridians(borders):
    for parties, border in borders.items():
        west, south, east, north = border.line.bounds
        assert -180 <= west <= east <= 180, parties
        assert -60 <= south <= north <= 84, parties


def test_the_north_of_vietnam_is_vietnams_though_it_keeps_bangkoks_time():
    assert set(neighbours("VNM")) == {"CHN", "KHM", "LAO"}
    assert set(neighbours("THA")) == {"KHM", "LAO", "MMR", "MYS"}
    # CIA World Factbook.
    for pair, published_km in {
        ("CHN", "VNM"): 1297,
        ("LAO", "VNM"): 2161,
        ("LAO", "THA"): 1845,
    }.items():
        assert entry_of(pair).length_km == pytest.approx(published_km, rel=0.08)
