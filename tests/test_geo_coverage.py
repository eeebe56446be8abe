"""A unit's side, distance and status follow from where it stands and how well that is known."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csbm
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.zones.coverage import COLUMNS
from csbm.geo.zones.listing import listed, summary_line


@pytest.fixture(scope="module")
def border():
    return csbm.Border.between("BLR", "POL")


@pytest.fixture(scope="module")
def zone(border):
    return csbm.inspection_zone(border, 80)


def units_at(*places, accuracy_m=100.0):
    lon, lat = zip(*places, strict=True)
    return gpd.GeoDataFrame(
        {
            "id": [f"u{n}" for n in range(len(places))],
            "name": [f"unit {n}" for n in range(len(places))],
            "lat": lat,
            "lon": lon,
            "position_accuracy_m": accuracy_m,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def place_at(zone, distance_m, azimuth_deg=90.0, lat=52.7):
    """A place in Belarus at exactly this distance from the border, east of its middle."""
    line = np.vstack(zone.index.lines)
    start = line[np.abs(line[:, 1] - lat).argmin()]
    low, high = 0.0, 400_000.0
    for _ in range(80):
        middle = (low + high) / 2
        lon, lat, _ = GEOD.fwd(*start, azimuth_deg, middle)
        short = zone.index.nearest([lon], [lat]).distance_m[0] < distance_m
        low, high = (middle, high) if short else (low, middle)
    return float(lon), float(lat)


def test_the_columns_come_in_the_order_of_the_contract(zone):
    covered = csbm.coverage(zone, units_at((23.7, 52.1)))
    assert tuple(covered.columns[: len(COLUMNS)]) == COLUMNS


@pytest.mark.parametrize(
    ("distance_m", "status"),
    [(70_000.0, "in"), (79_990.0, "indeterminate"), (80_010.0, "indeterminate"), (90_000.0, "out")],
)
def test_near_the_edge_the_status_is_indeterminate(zone, distance_m, status):
    found = csbm.coverage(zone, units_at(place_at(zone, distance_m))).iloc[0]
    assert found["status"] == status
    assert found["side"] == "BLR"
    assert found["distance_km"] * 1000 == pytest.approx(distance_m, abs=1e-3)


def test_a_unit_on_the_line_is_in_but_its_side_is_not_certain(zone):
    lon, lat = zone.index.lines[0][500]
    found = csbm.coverage(zone, units_at((float(lon), float(lat)))).iloc[0]
    assert found["status"] == "in"
    assert not found["side_certain"]
    assert found["side"] in {"BLR", "POL"}


def test_doubt_is_the_sum_of_position_and_border(zone, border):
    doubt = border.accuracy_m + 100.0
    inside = csbm.coverage(zone, units_at(place_at(zone, 80_000 - doubt - 1))).iloc[0]
    near = csbm.coverage(zone, units_at(place_at(zone, 80_000 - doubt + 1))).iloc[0]
    assert (inside["status"], near["status"]) == ("in", "indeterminate")


def test_where_the_side_is_doubtful_and_depths_differ_the_status_is_indeterminate(border):
    lon, lat = 23.6573, 52.1  # Brest, at the river
    units = units_at((lon, lat), accuracy_m=30_000.0)
    unequal = csbm.inspection_zone(border, {"BLR": 200, "POL": 5})
    equal = csbm.inspection_zone(border, 200)
    assert csbm.coverage(equal, units).iloc[0]["status"] == "in"
    found = csbm.coverage(unequal, units).iloc[0]
    assert found["status"] == "indeterminate"
    assert "may stand in Poland" in found["reason"]
    assert found["possible_holders"] == "BLR;POL"


def test_a_unit_is_on_the_side_where_it_stands_whoever_it_belongs_to(zone):
    units = units_at((23.3, 52.6), (24.1, 52.6))
    units["country"] = ["BLR", "POL"]
    assert list(csbm.coverage(zone, units)["side"]) == ["POL", "BLR"]


def test_third_state_land_has_no_side_and_is_listed_only_when_asked(zone, border):
    covered = csbm.coverage(zone, units_at((24.2, 54.4), (24.1, 52.6)))
    assert list(covered["side"]) == ["", "BLR"]
    assert list(covered["holder"]) == ["LTU", "BLR"]
    assert list(covered["status"]) == ["not_bound", "in"]
    assert list(covered["within"]) == ["yes", "yes"]
    assert len(listed(covered, parties=border.parties)) == 1
    beside = listed(covered, parties=border.parties, third_states=True)
    assert list(beside["status"]) == ["in", "not_bound"]
    assert len(listed(covered, parties=border.parties, status="not_bound")) == 1


def test_land_that_both_claim_has_the_side_disputed():
    border = csbm.Border.between("GEO", "RUS")
    zone = csbm.inspection_zone(border, 80)
    claimed = max(zone.disputed_parts, key=lambda part: part.area_km2).geometry
    point = claimed.representative_point()
    assert csbm.coverage(zone, units_at((point.x, point.y))).iloc[0]["side"] == "disputed"


def test_under_the_perpendicular_rule_what_is_nearest_to_a_tripoint_is_out(border):
    end = max((e for e in border.ends), key=lambda e: e.lat)
    lon, lat, _ = GEOD.fwd(end.lon, end.lat, 300.0, 40_000.0)
    units = units_at((lon, lat))
    round_, square = (
        csbm.coverage(csbm.inspection_zone(border, 80, tripoint=rule), units).iloc[0]
        for rule in ("round", "perpendicular")
    )
    assert (round_["status"], square["status"]) == ("in", "out")
    assert "nearest border point is a tripoint" in square["reason"]


def test_the_reason_says_how_far_and_how_sure_in_words(zone):
    place = place_at(zone, 81_700.0)
    found = csbm.coverage(zone, units_at(place, accuracy_m=3000.0)).iloc[0]
    assert found["reason"].startswith("81.7 km, 1.7 km outside 80 km, position ± 3 km, border ± ")


def test_the_margin_is_the_depth_less_the_distance(zone):
    covered = csbm.coverage(zone, csbm.bundled_units())
    assert covered["margin_km"].to_numpy() == pytest.approx(
        (covered["depth_km"] - covered["distance_km"]).to_numpy(), abs=1e-12
    )


def test_near_adds_what_lies_just_outside(zone, border):
    covered = csbm.coverage(zone, csbm.bundled_units())
    usual = listed(covered, parties=border.parties)
    more = listed(covered, parties=border.parties, near_km=20)
    extra = more[~more["id"].isin(usual["id"])]
    assert len(extra) > 0
    assert ((extra["distance_km"] > 80) & (extra["distance_km"] <= 100)).all()


def test_no_unit_is_no_fault(zone):
    assert len(csbm.coverage(zone, csbm.bundled_units().iloc[:0])) == 0


def test_the_summary_counts_every_unit(zone):
    covered = csbm.coverage(zone, units_at(place_at(zone, 10_000.0), place_at(zone, 90_000.0)))
    assert summary_line(covered) == "BLR: 1 in, 1 out"


@settings(max_examples=30, deadline=None)
@given(st.floats(1, 300), st.floats(0, 60_000), st.floats(20, 28), st.floats(50, 56))
def test_the_status_is_the_one_of_all_that_may_hold_the_place(depth_km, accuracy_m, lon, lat):
    """Against shapely in a flat projection around the place, and the rule in sentences."""
    border = csbm.Border.between("BLR", "POL")
    found = csbm.coverage(
        csbm.inspection_zone(border, depth_km), units_at((lon, lat), accuracy_m=accuracy_m)
    ).iloc[0]
    holders = set(found["possible_holders"].split(";"))
    low, high = flat_bounds(border, lon, lat, accuracy_m)
    parties = holders & {"BLR", "POL"}
    if not parties:
        expected = {"not_bound"}
    elif low > depth_km * 1000 + 100 and found["distance_km"] > accuracy_m / 1000 + 0.1:
        expected = {"out"}
    elif parties == holders and high < depth_km * 1000 - 100:
        expected = {"in"}
    else:
        expected = {"in", "out", "indeterminate"}
    assert found["status"] in expected


def flat_bounds(border, lon, lat, accuracy_m):
    """Return the least and greatest distance by the line's points in an azimuthal projection."""
    import pyproj
    import shapely

    flat = pyproj.Transformer.from_crs(
        4326, f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84", always_xy=True
    )
    line = shapely.transform(border.line, lambda xy: np.stack(flat.transform(*xy.T), -1))
    away = shapely.distance(line, shapely.Point(0, 0))
    return away * 0.999 - accuracy_m, away * 1.001 + accuracy_m


def test_asking_many_places_at_once_changes_no_answer() -> None:
    """A long edge along a parallel once ran as a geodesic as long as the places lay apart."""
    zone = csbm.inspection_zone(csbm.Border.between("EGY", "SDN"), depth_km=80)
    lon = np.linspace(26.0, 33.0, 40)
    units = gpd.GeoDataFrame(
        {
            "id": [str(row) for row in range(40)], "kind": "", "lon": lon,
            "lat": np.where(np.arange(40) % 2, 22.004, 21.996), "position_accuracy_m": 1000.0,
        },
        geometry=gpd.points_from_xy(lon, np.where(np.arange(40) % 2, 22.004, 21.996)),
        crs=4326,
    )  # fmt: skip
    together = csbm.coverage(zone, units)["possible_holders"].tolist()
    alone = [
        csbm.coverage(zone, units.iloc[[row]])["possible_holders"].iloc[0] for row in range(40)
    ]
    assert together == alone
    assert sum(";" in one for one in together) > 20
