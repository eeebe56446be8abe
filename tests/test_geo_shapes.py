"""Units with an extent: training areas at the depth, inside it, and across the border."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import csbm
from csbm.geo.measure.area import area_m2
from csbm.geo.measure.extent import FAR_WITHIN_M, farthest_m, nearest_place
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.zones.coverage import COLUMNS
from csbm.geo.zones.shapes import EXTENT_COLUMNS, sides_of, size

EDGE = shapely.box(24.60, 52.26, 24.90, 52.36)
INSIDE = shapely.box(23.9, 52.3, 24.0, 52.4)
ACROSS = shapely.box(23.5, 53.6, 24.1, 53.8)


@pytest.fixture(scope="module")
def zone():
    return csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)


def units(*shapes, accuracy_m=50.0):
    points = [shapely.point_on_surface(shape) for shape in shapes]
    return gpd.GeoDataFrame(
        {
            "id": [f"u{number}" for number in range(len(shapes))],
            "name": "training area",
            "lat": [point.y for point in points],
            "lon": [point.x for point in points],
            "position_accuracy_m": accuracy_m,
        },
        geometry=list(shapes),
        crs=4326,
    )


def covered(zone, *shapes, **options):
    return csbm.coverage(zone, units(*shapes, **options))


def sampled_m(zone, shape, step_degrees=1e-4):
    points = shapely.get_coordinates(shapely.segmentize(shape, step_degrees))
    return zone.index.nearest(points[:, 0], points[:, 1]).distance_m


def test_a_square_across_the_edge_of_80_km_is_in_but_not_whole(zone):
    row = covered(zone, EDGE).iloc[0]
    assert (row["side"], row["status"], row["whole"]) == ("BLR", "in", False)
    # 59.16 km to 80.5 km: golden, from distances sampled every 10 m along its edge.
    least = sampled_m(zone, EDGE).min() / 1000
    assert row["distance_km"] == pytest.approx(least, abs=1e-6)
    part = next(part.geometry for part in zone.parts if part.side == "BLR")
    share = area_m2(shapely.intersection(EDGE, part)) / area_m2(EDGE)
    assert 0.5 < share < 1
    assert row["zone_share"] == row["side_share"] == pytest.approx(share, abs=1e-9)
    assert f"{share:.0%} of it inside" in row["reason"]


def test_the_share_agrees_with_points_spread_over_the_square(zone):
    """A zone's polygon says the share, exact distances of 40,000 points say the same."""
    lon, lat = (axis.ravel() for axis in np.meshgrid(
        np.linspace(24.60, 24.90, 401)[:-1] + 0.15 / 400, np.linspace(52.26, 52.36, 101)[:-1] + 5e-4
    ))  # fmt: skip
    inside = zone.index.nearest(lon, lat).distance_m <= 80_000
    weight = np.cos(np.radians(lat))
    share = covered(zone, EDGE).iloc[0]["zone_share"]
    assert share == pytest.approx((inside * weight).sum() / weight.sum(), abs=1e-3)


def test_a_square_wholly_inside_is_whole(zone):
    row = covered(zone, INSIDE).iloc[0]
    assert (row["side"], row["status"], row["whole"], row["side_certain"]) == (
        *("BLR", "in"), True, True,
    )  # fmt: skip
    assert row["zone_share"] == row["side_share"] == 1
    assert row["distance_km"] == pytest.approx(sampled_m(zone, INSIDE).min() / 1000, abs=1e-6)
    assert "all of it inside" in row["reason"]
    assert zone.index.nearest([row["place_lon"]], [row["place_lat"]]).distance_m[0] / 1000 == (
        pytest.approx(row["distance_km"], abs=1e-9)
    )


def test_a_square_across_the_border_is_at_0_km_and_on_both_sides(zone):
    row = covered(zone, ACROSS).iloc[0]
    assert row["distance_km"] == 0
    assert (row["status"], row["side_certain"], row["whole"]) == ("in", False, True)
    assert row["zone_share"] == pytest.approx(1, abs=1e-6)
    assert 0.5 < row["side_share"] < 1, "the larger part gives the side"
    assert row["reason"].endswith("on both sides of a border")
    assert shapely.distance(ACROSS, shapely.Point(row["place_lon"], row["place_lat"])) < 1e-9


def test_a_square_beyond_the_edge_is_out_and_has_no_share(zone):
    row = covered(zone, shapely.box(30, 53, 30.2, 53.1)).iloc[0]
    assert (row["status"], row["whole"], row["zone_share"]) == ("out", False, 0)


def test_doubt_makes_the_nearest_part_indeterminate_and_whole_false(zone):
    least_km = covered(zone, EDGE).iloc[0]["distance_km"]
    narrow = csbm.inspection_zone(zone.border, least_km - 1, index=zone.index)
    assert covered(narrow, EDGE).iloc[0]["status"] == "out"
    assert covered(narrow, EDGE, accuracy_m=2000).iloc[0]["status"] == "indeterminate"
    assert not covered(zone, INSIDE, accuracy_m=60_000).iloc[0]["whole"]


def test_of_several_points_the_nearest_counts_and_the_share_is_how_many(zone):
    points = shapely.MultiPoint([(24.0, 52.3), (30, 53), (24.1, 52.3), (31, 53)])
    row = covered(zone, points).iloc[0]
    near = zone.index.nearest([24.0], [52.3])
    assert row["distance_km"] == near.distance_m[0] / 1000
    assert (row["azimuth_deg"], row["place_lon"]) == (near.azimuth_deg[0], 24.0)
    assert (row["status"], row["zone_share"], row["whole"]) == ("in", 0.5, False)


def test_parts_on_two_sides_are_in_where_either_is():
    """70 km into Belarus of 80 is in, though 60 km into Poland of 50 is nearer and out."""
    border = csbm.Border.between("BLR", "POL")
    zone = csbm.inspection_zone(border, {"BLR": 80, "POL": 50})
    points = shapely.MultiPoint([(24.62, 52.3), (22.3, 52.3)])
    row = covered(zone, points).iloc[0]
    apart = covered(zone, *points.geoms)
    assert apart["status"].tolist() == ["in", "out"]
    assert (row["side"], row["status"]) == ("BLR", "in")


def test_plain_points_have_no_columns_for_extents_and_the_same_answers(zone):
    plain = csbm.coverage(zone, csbm.bundled_units())
    assert not set(EXTENT_COLUMNS) & set(plain.columns)
    some = csbm.bundled_units().head(3)
    mixed = gpd.GeoDataFrame(
        __import__("pandas").concat([some, units(INSIDE)], ignore_index=True), crs=4326
    )
    mixed["position_accuracy_m"] = mixed["position_accuracy_m"].astype(float)
    mixed.attrs = dict(some.attrs)
    both = csbm.coverage(zone, mixed)
    assert tuple(both.columns[: len(COLUMNS)]) == COLUMNS
    assert both["reason"].tolist()[:3] == plain["reason"].tolist()[:3]
    assert both["zone_share"].isna().tolist() == [True, True, True, False]


@settings(max_examples=40, deadline=None)
@given(
    west=st.floats(20, 28), south=st.floats(50, 56), wide=st.floats(0.001, 0.5),
    high=st.floats(0.001, 0.5), turn=st.floats(0, 90),
)  # fmt: skip
def test_nothing_on_the_edge_is_nearer_or_farther(zone, west, south, wide, high, turn):
    shape = shapely.affinity.rotate(shapely.box(west, south, west + wide, south + high), turn)
    distances = sampled_m(zone, shape, max(wide, high) / 300)
    _lon, _lat, least = nearest_place(zone.index, zone.border.line, shape)
    low, upper = farthest_m(zone.index, shape, [float(distances.max())])
    step_m = max(wide, high) / 300 * 111_700
    assert distances.min() - step_m <= least <= distances.min() + 1e-3
    assert distances.max() <= upper + 1e-3
    assert low <= upper


def test_the_nearest_place_may_lie_within_an_edge():
    """A spike of the border points at the middle of a long edge, whose corners are far."""
    index = LineIndex([np.array([[22.0, 52.0], [23.0, 52.5], [24.0, 52.0]])])
    line = shapely.LineString(index.lines[0])
    shape = shapely.box(22.2, 52.6, 23.8, 53.0)
    lon, _lat, distance = nearest_place(index, line, shape)
    sampled = shapely.get_coordinates(shapely.segmentize(shape, 1e-5))
    least = index.nearest(sampled[:, 0], sampled[:, 1]).distance_m.min()
    assert lon == pytest.approx(23.0, abs=1e-3)
    assert distance == pytest.approx(least, abs=1e-3)
    assert distance <= least + 1e-6


def test_the_farthest_place_may_lie_inside():
    """Between the arms of a border the middle of a square is farther than its corners."""
    ring = np.array([[22.0, 52.0], [24.0, 52.0], [24.0, 53.2], [22.0, 53.2], [22.0, 52.0]])
    index = LineIndex([ring])
    shape = shapely.box(22.5, 52.3, 23.5, 52.9)
    corners = index.nearest([22.5, 23.5], [52.3, 52.9]).distance_m.max()
    middle = float(index.nearest([23.0], [52.6]).distance_m[0])
    low, high = farthest_m(index, shape, range(60_000, 70_000))
    assert corners < middle <= high
    assert high - low <= FAR_WITHIN_M


def test_pieces_by_side_add_up():
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    shape = shapely.box(0.5, 0.2, 2.5, 0.4)
    pieces = sides_of(shape, [("AAA", west), ("BBB", east)])
    assert list(pieces) == ["AAA", "BBB", ""]
    assert sum(map(size, pieces.values())) == pytest.approx(size(shape), rel=1e-12)
    assert list(sides_of(shapely.box(0.1, 0.1, 0.2, 0.2), [("AAA", west)])) == ["AAA"]


ODD = [
    "POLYGON ((23.9 52.3, 23.9 52.3, 23.9 52.3, 23.9 52.3))",
    "POLYGON ((23.9 52.3, 24 52.4, 23.9 52.3, 23.9 52.3))",
    "POLYGON ((23 52, 25 54, 25 52, 23 54, 23 52))",
    "POLYGON Z ((23.9 52.3 1, 24 52.4 2, 23.9 52.4 3, 23.9 52.3 1))",
    "LINESTRING (23.9 52.3, 23.9 52.3)",
    "MULTIPOINT (23.9 52.3, 23.9 52.3)",
    "MULTIPOLYGON (((23.9 52.3, 24 52.3, 24 52.4, 23.9 52.3)), EMPTY)",
    "GEOMETRYCOLLECTION (POINT (23.9 52.3), POLYGON ((23.9 52.3, 24 52.3, 24 52.4, 23.9 52.3)))",
    "GEOMETRYCOLLECTION (GEOMETRYCOLLECTION (POINT (23.9 52.3)), LINESTRING (23 52, 24 53))",
    "MULTIPOLYGON (((179 60, 180 60, 180 61, 179 60)), ((-180 60, -179 60, -180 61, -180 60)))",
    pytest.param(
        "POLYGON ((-170 -80, -10 -80, -10 80, -170 80, -170 -80))", marks=pytest.mark.slow
    ),
    "POLYGON ((20 89, 100 89, 100 90, 20 90, 20 89))",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_shapes_are_read_and_have_an_answer(zone, tmp_path, text):
    path = tmp_path / "odd.csv"
    path.write_text(f'name,wkt\nx,"{text}"\n')
    row = csbm.coverage(zone, csbm.read_units(path)).iloc[0]
    assert np.isfinite(row["distance_km"])
    assert row["status"] in {"in", "out", "indeterminate", "not_bound"}
    share = row.get("zone_share", 0)
    assert 0 <= share <= 1 or np.isnan(share)
