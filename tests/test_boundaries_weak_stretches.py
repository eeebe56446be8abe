"""Units near weak stretches: the answer names the stretch that it hangs on."""

import numpy as np
import pytest

from csbm.boundaries.border import Border
from csbm.geo.zones.coverage import coverage
from csbm.geo.zones.zone import inspection_zone, line_index
from csbm.units.points import point_unit

#: Border, km along it where the line is badly known, and how far from the line a unit stands.
WEAK = [
    *(("KOR-PRK", km, 3.0) for km in (175, 185, 192, 203, 212)),
    *(("BLR-UKR", km, 3.0) for km in (487, 586, 679, 1028)),
    *(("IND-PAK", km, 3.0) for km in (0.9, 2250, 3000)),
    *(("IRQ-KWT", km, 3.0) for km in (180, 200)),
    *(("RUS-UKR", km, 3.0) for km in (300, 900, 1500)),
    *(("BLR-POL", km, 3.0) for km in (269.8, 309.4, 323.9)),
]


def unit_beside(border, km, depth_km):
    """A place just over the depth from the line, beside the worst known stretch near a km."""
    evidence = border.evidence
    index = line_index(border)
    near = np.abs((evidence.from_km + evidence.to_km) / 2 - km) < 15
    near &= evidence.grade != "E"
    run = int(np.flatnonzero(near)[np.argmax(evidence.bound_m[near])])
    at = evidence.coordinates(run)
    foot = at[len(at) // 2]
    rng = np.random.default_rng(5)
    turn = rng.uniform(0, 2 * np.pi, 4000)
    away = depth_km * 1000 + rng.uniform(0, 400, 4000)
    lon = foot[0] + away * np.sin(turn) / (111_320 * np.cos(np.radians(foot[1])))
    lat = foot[1] + away * np.cos(turn) / 110_574
    over = index.nearest(lon, lat).distance_m - depth_km * 1000
    (row,) = np.flatnonzero((over > 5) & (over < 45))[:1]
    return float(lat[row]), float(lon[row])


@pytest.mark.parametrize(("name", "km", "depth_km"), WEAK)
def test_the_status_names_the_stretch(name, km, depth_km):
    border = Border.between(*name.split("-"))
    lat, lon = unit_beside(border, km, depth_km)
    zone = inspection_zone(border, depth_km, tolerance_m=100)
    row = coverage(zone, point_unit(f"{lat:.6f},{lon:.6f}", 5)).iloc[0]
    assert row["status"] == "indeterminate"
    assert "hangs on km " in row["reason"], row["reason"]
    assert "where " in row["reason"].split("hangs on km ")[1]
