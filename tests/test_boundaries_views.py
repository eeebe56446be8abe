"""A border by a view: the line, the sides and the areas follow; what has no outline is told."""

import pytest
import shapely

from csbm.boundaries.border import Border
from csbm.boundaries.views import middle_of, viewed
from csbm.common.errors import UsageError
from csbm.geo.measure.area import area_m2
from csbm.geo.zones.zone import inspection_zone

from command import csbm


def land_km2(border, party, box):
    land = border.atlas.land([box])
    inside = shapely.intersection(border.atlas.territory(party, [box]), land)
    return area_m2(shapely.intersection(inside, shapely.box(*box))) / 1e6


def test_a_condominium_is_one_line_with_one_edge_or_its_middle():
    drawn = Border.between("DEU", "LUX")
    one = viewed(drawn, "claim:LUX")
    other = viewed(drawn, "claim:DEU")
    middle = middle_of(drawn)
    assert drawn.length_km == pytest.approx(264.9, abs=0.1)
    for border in (one, other, middle):
        # 127.979 km of rivers and 6.216 km of land: 134.2 km.
        assert border.length_km == pytest.approx(134.2, rel=0.02)
        assert border.one_edge_km == pytest.approx(border.length_km)
        assert [end.kind for end in border.ends] == ["tripoint", "tripoint"]
        assert border.evidence.to_km[-1] == pytest.approx(border.length_km, abs=0.01)
        assert "264.9 km as drawn" in border.source.viewpoint
    # The middle lies between the edges: nowhere farther from both than they from one another.
    points = shapely.points(shapely.get_coordinates(middle.line)[::200])
    apart = shapely.distance(points, one.line) + shapely.distance(points, other.line)
    assert (apart < 0.004).all()
    halves = [abs(shapely.distance(p, one.line) - shapely.distance(p, other.line)) for p in points]
    assert sorted(halves)[int(len(halves) * 0.9)] < 4e-4


def test_a_view_moves_land_and_nothing_is_lost():
    drawn = Border.between("GEO", "RUS")
    border = viewed(drawn, "claim:GEO")
    box = (39.5, 41.9, 42.6, 43.9)
    (area,) = [a for a in drawn.atlas.disputed([box]) if a.claimants == ("GEO", "RUS")]
    dry = area_m2(shapely.intersection(area.geometry, drawn.atlas.land([box]))) / 1e6
    assert land_km2(border, "GEO", box) == pytest.approx(
        land_km2(drawn, "GEO", box) + dry, abs=0.01
    )
    assert land_km2(border, "RUS", box) == pytest.approx(land_km2(drawn, "RUS", box), abs=0.01)
    assert not [a for a in border.atlas.disputed([box]) if "GEO" in a.claimants]
    assert border.length_km < drawn.length_km - 100
    assert "Abkhazia to GEO (8,7" in border.source.viewpoint
    assert "as drawn: South Ossetia" in border.source.viewpoint
    zone = inspection_zone(border, 10, tolerance_m=50)
    assert not zone.disputed_parts
    assert sum(part.area_km2 for part in zone.parts) > 14_000


def test_crimea_follows_the_view():
    drawn = Border.between("RUS", "UKR")
    border = viewed(drawn, "de-facto")
    where = shapely.Point(34.1, 45.0)
    boxes = [(33.0, 44.0, 36.0, 46.5)]
    assert drawn.atlas.territory("UKR", boxes).contains(where)
    assert border.atlas.territory("RUS", boxes).contains(where)
    assert not border.atlas.territory("UKR", boxes).contains(where)
    assert border.length_km > drawn.length_km + 50
    assert "to RUS (26,0" in border.source.viewpoint
    assert "Donetsk" in border.source.viewpoint.split("as drawn: ")[1]
    assert viewed(drawn, "un-map:A/RES/68/262").length_km == pytest.approx(drawn.length_km, abs=0.1)


def test_what_a_view_has_no_outline_for_is_told():
    drawn = Border.between("EGY", "SDN")
    border = viewed(drawn, "claim:SDN")
    assert border.line == drawn.line
    assert border.view == "view claim:SDN: nothing is drawn otherwise"
    assert border.one_edge_km == drawn.one_edge_km
    shown = csbm("borders", "EGY-SDN", "--view", "claim:SDN").out
    assert "view claim:SDN: nothing is drawn otherwise" in shown
    assert "Disputed land: Hala'ib Triangle, Bir Tawil" in shown
    assert "Hala'ib Triangle (no outline of it is bundled)" in border.source.viewpoint
    assert (
        "nothing is drawn otherwise"
        in viewed(Border.between("BLR", "POL"), "de-facto").source.viewpoint
    )


@pytest.mark.parametrize(
    ("pair", "view", "words"),
    [
        ("BLR-POL", "un-map:4170", "none found"),
        ("RUS-UKR", "un-map:4170", "this border has A/RES/68/262"),
        ("RUS-UKR", "mine", "write de-facto"),
        ("RUS-UKR", "claim:Nowhere", "Nowhere"),
    ],
)
def test_a_view_that_there_is_not(pair, view, words):
    with pytest.raises(UsageError, match=words):
        viewed(Border.between(*pair.split("-")), view)


def test_a_middle_is_of_shared_land():
    with pytest.raises(UsageError, match="both claim no land"):
        middle_of(Border.between("BLR", "POL"))


def test_a_line_that_stands_in_is_known_no_better_than_the_other():
    border = Border.between("CHN", "IND").standing_in(16_200.0, "no line is agreed")
    assert border.accuracy_m == 16_200
    assert (border.evidence.bound_m >= 16_200).all()
    assert "stands in for another" in border.evidence.run(0).reason
    assert Border.between("CHN", "IND").evidence.bound_m.min() < 1_000
