"""Features of a zone: each has a name and an area."""

import pytest

import csbm
from csbm.boundaries.border import Border
from csbm.exports.zones import zone_features


@pytest.mark.parametrize("pair", ["HRV-SRB", "DEU-LUX", "KGZ-UZB", "BIH-HRV", "EGY-SDN"])
def test_no_feature_is_without_area_or_name(pair):
    zone = csbm.inspection_zone(Border.between(*pair.split("-")), 2)
    for geometry, facts in zone_features(zone, third_states=True):
        assert facts["side"]
        assert facts["area_km2"] > 0
        assert not geometry.is_empty


def test_land_that_no_state_claims_is_named_so():
    zone = csbm.inspection_zone(Border.between("HRV", "SRB"), 2)
    sides = {facts["side"] for _, facts in zone_features(zone) if facts["role"] == "disputed"}
    assert sides == {"HRV/SRB", "unclaimed"}
