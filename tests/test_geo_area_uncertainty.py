"""How far areas may be off for what is not known of the border."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from csbm.boundaries.border import Border
from csbm.geo.zones.area_uncertainty import area_doubt
from csbm.geo.zones.zone import inspection_zone, line_index


def shifted(border, east_deg, north_deg):
    line = shapely.transform(border.line, lambda xy: xy + np.array([east_deg, north_deg]))
    return replace(border, line=line, own_evidence=border.evidence)


def test_no_displacement_within_the_radii_moves_an_area_by_more():
    """The whole line 50 m to one side, the least radius there is: within the bound, both ways."""
    border = Border.between("BLR", "POL")
    zone = inspection_zone(border, 20, tolerance_m=5)
    for east, north in ((0.0007, 0.0), (-0.0007, 0.0), (0.0, 0.00044), (0.0, -0.00044)):
        moved = replace(
            zone,
            border=shifted(border, east, north),
            index=line_index(shifted(border, east, north)),
        )
        for part, other in zip(zone.parts, moved.parts, strict=True):
            doubt = area_doubt(zone, part)
            drawn = 2 * zone.area_error_km2(part)
            assert abs(other.area_km2 - part.area_km2) <= doubt.at_most_km2 + drawn


def test_the_bound_is_length_times_radius_and_independent_stretches_cancel():
    border = Border.between("BLR", "POL", source="natural-earth")  # one radius all along
    zone = inspection_zone(border, 30, tolerance_m=20)
    part = zone.parts[0]
    doubt = area_doubt(zone, part)
    near_km = border.length_km
    least = near_km * border.accuracy_m / 1000
    assert least < doubt.at_most_km2 < 4 * least
    stretches = near_km * 2
    assert doubt.independent_km2 < doubt.at_most_km2 / np.sqrt(stretches) * 4


def test_sides_together():
    zone = inspection_zone(Border.between("KOR", "PRK"), 10, tolerance_m=20)
    one, other = (area_doubt(zone, part) for part in zone.parts)
    both = one + other
    assert both.at_most_km2 == pytest.approx(one.at_most_km2 + other.at_most_km2)
    assert both.independent_km2 == pytest.approx(
        np.hypot(one.independent_km2, other.independent_km2)
    )
    assert both.at_most_km2 > 10 * sum(zone.area_error_km2(part) for part in zone.parts)
