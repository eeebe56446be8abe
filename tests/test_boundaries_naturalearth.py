"""Natural Earth as a second source: its own line and land, and how far it is from the first."""

import numpy as np
import pytest
import shapely

import csbm
from csbm.boundaries.atlas import bundled_atlas
from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.naturalearth import natural_earth_atlas, natural_earth_facts
from csbm.common.errors import UsageError
from csbm.geo.analysis.sensitivity import apart
from csbm.geo.zones.sides import sides


@pytest.fixture(scope="module")
def border():
    return Border.between("BLR", "POL", source="natural-earth")


# Lengths of Natural Earth 1:10m, measured by others on the same data (shapely and pyproj).
@pytest.mark.parametrize(("pair", "length_km"), [("BLR-POL", 340), ("BLR-UKR", 862)])
def test_a_line_is_as_long_as_natural_earth_draws_it(pair, length_km):
    line = Border.between(*pair.split("-"), source="natural-earth")
    assert line.length_km == pytest.approx(length_km, rel=0.002)


def test_the_source_and_the_accuracy_say_what_it_is(border):
    assert border.source.licence == "public domain"
    assert border.source.release == "Natural Earth 5.1.1"
    assert border.source.viewpoint == "as Natural Earth has it for Germany"
    # 2.7 km at most and 0.8 km on average from OpenStreetMap's.
    assert 1500 < border.accuracy_m < 2700
    assert [end.kind for end in border.ends] == ["tripoint", "tripoint"]


def test_the_stated_distance_is_the_measured_one(border):
    first = Border.between("BLR", "POL")
    one, other = (csbm.inspection_zone(b, 1).index for b in (border, first))
    both = apart(one, other), apart(other, one)
    facts = natural_earth_facts()["borders"]["BLR-POL"]
    assert facts["furthest_m"] == np.ceil(max(each.largest_m for each in both))
    assert facts["accuracy_m"] == np.ceil(max(each.share_95_m for each in both))
    assert 2500 < facts["furthest_m"] < 2800


def test_sides_follow_its_own_line(border):
    """In the kilometre between the two lines the land changes hands."""
    middle = shapely.line_interpolate_point(
        border.line.geoms[0], np.linspace(0.2, 0.8, 25), normalized=True
    )
    lon, lat = shapely.get_x(middle), shapely.get_y(middle)
    for shift, expected in ((0.1, "BLR"), (-0.1, "POL")):
        assert (sides(border.atlas, border.parties, lon + shift, lat) == expected).mean() > 0.9
    first = Border.between("BLR", "POL")
    own, theirs = (sides(b.atlas, b.parties, lon + 0.0005, lat) for b in (border, first))
    assert (own != theirs).any()


def test_sides_third_states_and_sea_tile_the_buffer(border):
    zone = csbm.inspection_zone(border, 80)
    parts = [*zone.parts, *zone.third_state_parts, *zone.disputed_parts]
    total = sum(part.area_km2 for part in parts) + (zone.sea_part.area_km2 if zone.sea_part else 0)
    from csbm.geo.measure.area import area_m2

    assert total == pytest.approx(area_m2(zone.unclipped()) / 1e6, rel=1e-6)
    assert {part.side for part in zone.third_state_parts} == {"LTU", "RUS", "UKR"}


def test_up_to_the_sea_land_is_somebodys():
    """Natural Earth's coast is another: a place between the two coasts keeps its state."""
    border = Border.between("LTU", "POL", source="natural-earth")
    atlas, first = border.atlas, bundled_atlas()
    coast = [(18.0, 54.0, 21.5, 55.0)]
    land = first.land(coast)
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(18, 19.3, 4000), rng.uniform(54.3, 54.85, 4000)
    dry = shapely.intersects_xy(shapely.intersection(land, shapely.box(18, 54, 19.3, 55)), lon, lat)
    pol = atlas.territory("POL", coast)
    assert shapely.intersects_xy(pol, lon[dry], lat[dry]).all()


def test_a_pocket_of_nobodys_is_disputed_and_both_its_lines_are_the_border():
    border = Border.between("ISR", "SYR", source="natural-earth")
    golan = sides(border.atlas, border.parties, np.array([35.75]), np.array([33.0]))
    assert golan.tolist() == ["disputed"]
    assert natural_earth_atlas().disputed([(35.7, 32.9, 35.8, 33.1)])[0].claimants == ("unknown",)
    for lon, lat in [(35.63, 33.0), (35.87, 32.97)]:  # the Jordan, and the line of 1974
        assert shapely.distance(border.line, shapely.Point(lon, lat)) < 0.05


def test_nearly_every_border_has_a_second_line_near_the_first():
    facts = natural_earth_facts()["borders"]
    pairs = {"-".join(entry.parties) for entry in catalogue()}
    assert set(facts) <= pairs
    # What is missing is a bridge, an islet, or a tripoint drawn as a point.
    assert pairs - set(facts) == {
        *("CHN-MAC", "BWA-ZMB", "CAN-GRL", "ALA-FIN", "ALA-SWE", "MYS-SGP"),
    }
    within = [row["accuracy_m"] < 10_000 for row in facts.values()]
    assert np.mean(within) > 0.9


def test_land_areas_are_those_of_the_first_atlas_within_a_few_per_cent():
    for code in ("POL", "BLR", "UKR", "VNM", "THA", "CHE"):
        one, other = natural_earth_atlas().land_area_km2(code), bundled_atlas().land_area_km2(code)
        assert one == pytest.approx(other, rel=0.02), code


def test_what_natural_earth_does_not_have_is_refused():
    with pytest.raises(UsageError, match="natural-earth: has no land border of CAN and GRL"):
        Border.between("CAN", "GRL", source="natural-earth")
    with pytest.raises(UsageError, match="there is natural-earth"):
        Border.between("BLR", "POL", source="elsewhere")


def test_compare_against_it_tells_flips_areas_and_the_largest_distance(border):
    first = Border.between("BLR", "POL")
    units = csbm.bundled_units().assign(position_accuracy_m=5_000.0)
    told = csbm.compare(first, units, depths_km=[20, 80], against=border).sensitivity
    assert told.largest_m == pytest.approx(2698, abs=2)
    assert len([flip for flip in told.flips if flip.depth_km == 20]) > 3
    # Worked out before this package, on the same line by shapely: 34,051 and 21,672 km².
    areas = {change.side: change.area_against_km2 for change in told.areas if change.depth_km == 80}
    assert areas == pytest.approx({"POL": 34_051, "BLR": 21_672}, rel=0.0005)
