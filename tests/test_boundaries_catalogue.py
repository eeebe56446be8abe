"""Every land border is listed, and can be read."""

import numpy as np
import pytest
import shapely
from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue, entry_of, neighbours


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
        ("USA", {"CAN", "MEX"}),
        ("SAU", {"ARE", "IRQ", "JOR", "KWT", "OMN", "QAT", "YEM"}),
        ("AUS", set()),
        ("CUB", set()),
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


def test_no_line_has_a_repeated_vertex_or_a_part_too_many(borders):
    for parties, border in borders.items():
        parts = shapely.get_parts(border.line)
        for part in parts:
            xy = shapely.get_coordinates(part)
            assert len(xy) >= 2, parties
            assert (xy[1:] != xy[:-1]).any(axis=1).all(), parties
        assert len(parts) == len(shapely.get_parts(shapely.line_merge(border.line))), parties


def test_ends_are_the_ends_of_the_line_bit_for_bit(borders):
    for parties, border in borders.items():
        runs = [shapely.get_coordinates(part) for part in shapely.get_parts(border.line)]
        both = [side for xy in runs for side in (xy[:-1], xy[1:])]
        points, count = np.unique(np.vstack(both), axis=0, return_counts=True)
        loose = {tuple(point) for point in points[count == 1].tolist()}
        assert {(end.lon, end.lat) for end in border.ends} == loose, parties


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
