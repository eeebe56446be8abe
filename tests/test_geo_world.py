"""Every land border on Earth has a zone whose parts tile it."""

import pytest

import csbm
from csbm.boundaries.catalogue import catalogue
from csbm.geo.measure.area import area_m2


@pytest.mark.slow
@pytest.mark.parametrize("parties", [entry.parties for entry in catalogue()], ids="-".join)
def test_the_parts_of_a_zone_tile_it(parties):
    zone = csbm.inspection_zone(csbm.Border.between(*parties), 80)
    unclipped = zone.unclipped()
    assert unclipped.is_valid
    parts = [*zone.parts, *zone.third_state_parts, *zone.disputed_parts]
    if zone.sea_part:
        parts.append(zone.sea_part)
    total = sum(part.area_km2 for part in parts)
    assert total == pytest.approx(area_m2(unclipped) / 1e6, rel=1e-6)
