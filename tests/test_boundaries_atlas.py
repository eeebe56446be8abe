"""Territories, disputed land and the sea tile the ground: nothing twice, nothing left out."""

import subprocess
import sys

import numpy as np
import pytest
import shapely

from csbm.boundaries.atlas import bundled_atlas
from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue

ATLAS = bundled_atlas()
BOXES = {
    "Belarus and Poland": (20.5, 50.5, 26.5, 55.0),
    "Kaliningrad": (19.0, 53.8, 23.5, 56.0),
    "Sudan and South Sudan": (24.0, 8.0, 30.0, 13.0),
    "Korea": (124.0, 37.0, 129.0, 39.5),
    "Bab-el-Mandeb": (42.0, 11.0, 44.5, 14.0),
    "the 49th parallel": (-100.0, 48.0, -96.0, 50.0),
    "Vatican": (12.3, 41.8, 12.6, 42.0),
    "Halaib": (32.0, 21.0, 37.0, 24.0),
    "Chukotka": (176.0, 62.0, 180.0, 70.0),
}


@pytest.fixture(params=BOXES.values(), ids=BOXES.keys())
def box(request):
    return request.param


def pieces(box):
    states = ATLAS.third_states((), [box])
    return [*states.values(), *(area.geometry for area in ATLAS.disputed([box]))]


def test_no_land_is_counted_twice(box):
    view = shapely.box(*box)
    shares = shapely.intersection(pieces(box), view)
    assert shapely.area(shares).sum() == pytest.approx(shapely.unary_union(shares).area, rel=1e-12)


def test_all_land_is_somebodys_or_disputed(box):
    view = shapely.box(*box)
    land = shapely.intersection(ATLAS.land([box]), view)
    left = shapely.difference(land, shapely.unary_union(pieces(box)))
    assert left.area <= 1e-9 * land.area


def test_neighbours_share_their_edges_vertex_for_vertex(box):
    parts = shapely.get_parts(shapely.get_parts(np.array(pieces(box))))
    assert shapely.coverage_is_valid(parts)


def test_polygons_are_valid_and_lie_between_the_antimeridians(box):
    for shape in [*pieces(box), ATLAS.land([box])]:
        assert shape.is_valid
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


def test_third_states_are_all_but_the_parties():
    near = ATLAS.third_states(("BLR", "POL"), [BOXES["Belarus and Poland"]])
    assert list(near) == ["LTU", "RUS", "UKR"]


def test_a_party_far_from_the_box_has_no_territory_there():
    assert ATLAS.territory("BRA", [BOXES["Korea"]]).is_empty


def test_several_boxes_are_read_at_once():
    one, other = BOXES["Korea"], BOXES["Vatican"]
    near = ATLAS.third_states((), [one, other])
    assert {"KOR", "PRK", "ITA", "VAT"} <= set(near)
    assert ATLAS.land([one, other]).contains(shapely.MultiPoint([(127, 37.5), (12.45, 41.9)]))


@pytest.mark.parametrize(
    ("name", "lon", "lat", "expected"),
    [
        ("Warsaw", 21.01, 52.23, True),
        ("Lake Ladoga", 31.5, 60.8, True),
        ("Lake Victoria", 33.0, -1.0, True),
        ("Lake Titicaca", -69.4, -15.8, True),
        ("Lake Michigan", -87.0, 43.5, True),
        ("the Caspian", 50.5, 42.0, False),
        ("the Baltic", 19.0, 56.0, False),
        ("the Sea of Azov", 36.5, 46.0, False),
        ("the Golan", 35.75, 33.0, True),
        ("the Patagonian ice field", -73.3, -49.4, True),
        ("the White Nile", 28.4, 9.8, True),
        ("Hainan", 109.8, 19.2, True),
    ],
)
def test_lakes_and_rivers_are_land_and_the_caspian_is_sea(name, lon, lat, expected):
    box = (lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)
    assert ATLAS.land([box]).intersects(shapely.Point(lon, lat)) == expected


@pytest.mark.parametrize(
    ("name", "lon", "lat", "claimants"),
    [
        ("Sukhumi", 41.02, 43.00, ("GEO", "RUS")),
        ("Kafia Kingi", 24.1, 9.26, ("SDN", "SSD")),
        ("Kalapani", 80.77, 30.32, ("IND", "NPL")),
        ("the southern ice field", -73.25, -49.5, ("ARG", "CHL")),
    ],
)
def test_land_that_two_states_claim_is_disputed_and_neither_ones(name, lon, lat, claimants):
    point = shapely.Point(lon, lat)
    box = (lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)
    found = [area for area in ATLAS.disputed([box]) if area.geometry.contains(point)]
    assert [area.claimants for area in found] == [claimants]
    for code in claimants:
        assert not ATLAS.territory(code, [box]).contains(point)


def edges_of(shapes):
    rings = shapely.get_rings(shapely.get_parts(np.array(shapes)))
    runs = [shapely.get_coordinates(ring) for ring in rings]
    edges = np.vstack([np.stack([xy[:-1], xy[1:]], axis=1) for xy in runs])
    return shapely.STRtree(shapely.linestrings(edges))


def test_a_border_runs_along_the_edge_of_both_parties():
    for pair in [("BLR", "POL"), ("KOR", "PRK"), ("ITA", "VAT"), ("CHE", "LIE")]:
        border = Border.between(*pair)
        vertices = shapely.points(shapely.get_coordinates(border.line))
        for party in pair:
            rim = edges_of([ATLAS.territory(party, [border.line.bounds])])
            _, far = rim.query_nearest(vertices, return_distance=True, all_matches=False)
            assert far.max() < 1e-9, (pair, party)


@pytest.mark.slow
def test_every_border_runs_along_its_parties_or_disputed_land():
    for entry in catalogue():
        border = Border.between(*entry.parties)
        vertices = shapely.points(shapely.get_coordinates(border.line))
        box = border.line.bounds
        contested = [area.geometry for area in ATLAS.disputed([box])]
        for party in entry.parties:
            rim = edges_of([ATLAS.territory(party, [box]), *contested])
            _, far = rim.query_nearest(vertices, return_distance=True, all_matches=False)
            assert far.max() < 1e-9, (entry.parties, party)


def test_importing_the_package_loads_no_heavy_library():
    heavy = "{'geopandas', 'pandas', 'pyarrow', 'shapely'}"
    code = (
        "import sys, csbm.boundaries.border, csbm.boundaries.catalogue, csbm.boundaries.atlas;"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_reading_a_border_and_its_atlas_loads_no_pandas():
    code = (
        "import sys; from csbm.boundaries.border import Border;"
        "border = Border.between('BLR', 'POL'); border.atlas.land([border.line.bounds]);"
        "print(sorted({'geopandas', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
