"""A line, or a line for each party, and whose land is whose then."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from toy_border import units_at

import csbm
from csbm.boundaries.border import Border
from csbm.common.errors import InputError, UsageError
from csbm.geo.zones.sides import sides

CONTACT = [(39.0, 48.9), (38.5, 48.6), (38.2, 48.2), (37.7, 47.9), (37.8, 47.1)]  # north to south


def saved(path, shapes, **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326).to_file(path)
    return path


def whose(border, *places):
    lon, lat = np.array(places, float).T
    return sides(border.atlas, border.parties, lon, lat).tolist()


@pytest.mark.parametrize(
    "columns", [{"CC1": ["PL"], "CC2": ["BY"]}, {"left": ["Belarus"], "right": ["Poland"]}]
)
def test_the_bundled_line_read_back_measures_as_the_bundled_border(tmp_path, columns):
    border = Border.between("BLR", "POL")
    own = Border.from_file(saved(tmp_path / "line.gpkg", [border.line], **columns))
    assert own.parties == border.parties
    assert own.line.normalize().equals_exact(border.line.normalize(), 0)
    assert own.ends == border.ends
    units = csbm.bundled_units()
    one, two = (csbm.coverage(csbm.inspection_zone(b, 80), units) for b in (border, own))
    assert (one["distance_km"] == two["distance_km"]).all()
    assert (one["side"] == two["side"]).all()
    # How well it is known is another matter: 250 m, not 50.
    assert own.accuracy_m == 250


def test_a_line_without_columns_takes_the_parties_asked_for(tmp_path):
    border = Border.between("BLR", "POL")
    path = saved(tmp_path / "line.geojson", [border.line])
    assert Border.from_file(path, ["pl", "Belarus"]).parties == ("BLR", "POL")
    with pytest.raises(InputError, match="does not say whose border"):
        Border.from_file(path)


def test_of_many_lines_the_pair_asked_for_is_taken(tmp_path):
    pairs = [("BLR", "POL"), ("BLR", "LTU")]
    path = saved(
        tmp_path / "lines.gpkg",
        [Border.between(*pair).line for pair in pairs],
        CC1=["BY", "LT"],
        CC2=["PL", "BY"],
    )
    own = Border.from_file(path, ["BLR", "LTU"])
    assert own.length_km == pytest.approx(Border.between("BLR", "LTU").length_km, abs=1e-3)
    with pytest.raises(InputError, match="BLR-LTU, BLR-POL"):
        Border.from_file(path)
    with pytest.raises(UsageError, match="no border BLR-UKR"):
        Border.from_file(path, ["BLR", "UKR"])


def test_the_first_party_given_is_left_of_the_line(tmp_path):
    path = saved(tmp_path / "line.geojson", [shapely.LineString(CONTACT)])
    border = Border.from_file(path, ["formations", "Ukraine"])
    assert border.parties == ("UKR", "formations")
    east, west = (39.3, 48.5), (37.0, 48.5)
    assert whose(border, east, west) == ["formations", "UKR"]
    turned = Border.from_file(path, ["Ukraine", "formations"])
    assert whose(turned, east, west) == ["UKR", "formations"]
    assert "formations on the left" in border.source.viewpoint
    back = saved(tmp_path / "back.geojson", [shapely.LineString(CONTACT[::-1])])
    assert whose(Border.from_file(back, ["formations", "Ukraine"]), east, west) == [
        "UKR",
        "formations",
    ]


def test_columns_left_and_right_say_it_too(tmp_path):
    path = saved(
        tmp_path / "l.gpkg", [shapely.LineString(CONTACT)], left=["formations"], right=["UKR"]
    )
    assert whose(Border.from_file(path), (39.3, 48.5)) == ["formations"]


def test_beyond_its_ends_a_line_goes_on_straight_and_other_states_stay_third(tmp_path):
    meridian = shapely.LineString([(30.0, 50.0), (30.0, 51.0)])  # in Ukraine, south of Belarus
    path = saved(tmp_path / "l.gpkg", [meridian], left=["West"], right=["East"])
    border = Border.from_file(path)
    for lat in (48.5, 49.9, 50.5, 51.1):
        assert whose(border, (29.9, lat), (30.1, lat)) == ["West", "East"], lat
    assert whose(border, (30.1, 52.5), (30.1, 60.0)) == ["", ""]
    zone = csbm.inspection_zone(border, 100)
    assert [part.side for part in zone.third_state_parts] == ["BLR"]
    west, east = zone.parts[1], zone.parts[0]
    assert west.side == "West"
    assert west.area_km2 == pytest.approx(east.area_km2, rel=0.2)


def test_a_line_in_pieces_is_one_line(tmp_path):
    pieces = [shapely.LineString(CONTACT[:2]), shapely.LineString([(38.45, 48.57), *CONTACT[2:]])]
    path = saved(tmp_path / "l.gpkg", pieces[::-1], left=["formations"] * 2, right=["UKR"] * 2)
    border = Border.from_file(path)
    assert whose(border, (38.6, 48.55), (38.3, 48.65)) == ["formations", "UKR"]


def test_a_ring_parts_its_inside_from_its_outside(tmp_path):
    ring = shapely.LineString(shapely.Point(30, 50).buffer(0.5).exterior.coords)  # clockwise
    path = saved(tmp_path / "l.gpkg", [ring], left=["Outer"], right=["Inner"])
    border = Border.from_file(path)
    assert border.ends == ()
    assert whose(border, (30, 50), (31, 50)) == ["Inner", "Outer"]


def test_a_line_across_180_degrees_has_two_sides_and_two_ends(tmp_path):
    line = shapely.LineString([(178, 65), (179.9, 66), (-179, 67), (-178, 68)])
    path = saved(tmp_path / "l.geojson", [line], left=["West"], right=["East"])
    border = Border.from_file(path)
    assert len(border.ends) == 2
    assert whose(border, (176, 66.5), (-176, 66.5), (179, 67), (-179, 66)) == [
        *("West", "East"),
        *("West", "East"),
    ]


def test_two_lines_leave_the_land_between_to_nobody(tmp_path):
    line = shapely.LineString(CONTACT)
    other = shapely.transform(line, lambda xy: xy - [0.2, 0])
    path = saved(tmp_path / "l.gpkg", [line, other], party=["formations", "Ukraine"])
    border = Border.from_file(path)
    assert border.parties == ("UKR", "formations")
    assert set(border.side_lines) == {"UKR", "formations"}
    assert shapely.hausdorff_distance(border.side_lines["formations"], line) < 1e-9
    assert whose(border, (39.3, 48.5), (38.3, 48.5), (37.0, 48.5)) == ["formations", "", "UKR"]
    covered = csbm.coverage(csbm.inspection_zone(border, 15), units_at([38.3], [48.5]))
    assert covered["side"].tolist() == [""]


def test_two_lines_that_cross_are_refused(tmp_path):
    one = shapely.LineString([(37, 48), (39, 49)])
    other = shapely.LineString([(37, 49), (39, 48)])
    path = saved(tmp_path / "l.gpkg", [one, other], party=["A", "B"])
    with pytest.raises(InputError, match="the two lines cross"):
        Border.from_file(path)


def test_two_stretches_with_names_of_their_own_are_one_border(tmp_path):
    border = Border.between("BLR", "POL")
    xy = shapely.get_coordinates(border.line)
    halves = [shapely.LineString(xy[:500]), shapely.LineString(xy[499:])]
    path = saved(tmp_path / "l.gpkg", halves, name=["north", "south"])
    own = Border.from_file(path, ["BLR", "POL"])
    assert own.side_lines == {}
    assert own.length_km == pytest.approx(border.length_km, abs=1e-3)


def test_a_line_at_sea_or_without_a_length_is_refused(tmp_path):
    path = saved(
        tmp_path / "l.gpkg", [shapely.LineString([(-40, 30), (-39, 31)])], left=["A"], right=["B"]
    )
    with pytest.raises(InputError, match="through no state's land"):
        Border.from_file(path)
    path = saved(
        tmp_path / "n.gpkg", [shapely.LineString([(30, 50), (30, 50)])], left=["A"], right=["B"]
    )
    with pytest.raises(InputError, match="no line with a length"):
        Border.from_file(path)


@pytest.mark.parametrize(
    ("parties", "words"),
    [
        (["BLR"], "give two"),
        (["BLR", "by"], "given twice"),
        (["A/B", "C"], "none of them"),
        (["", "C"], "1 to 60 signs"),
    ],
)
def test_parties_that_are_not_two_are_refused(tmp_path, parties, words):
    path = saved(tmp_path / "l.gpkg", [shapely.LineString(CONTACT)])
    with pytest.raises(UsageError, match=words):
        Border.from_file(path, parties)


@pytest.mark.parametrize("figure", [-1.0, float("nan"), 1e9])
def test_an_accuracy_is_a_length(tmp_path, figure):
    path = saved(tmp_path / "l.gpkg", [shapely.LineString(CONTACT)])
    with pytest.raises(UsageError, match="give 0 to 100,000 metres"):
        Border.from_file(path, ["A", "B"], accuracy_m=figure)
