"""A million distances against an independent truth that shares no code with ours."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

import csbm
from csbm.geo.zones.zone import line_index

from awkward import points_around

CHECKS = Path(__file__).parents[2] / "shared" / "checks"


@pytest.mark.slow
@pytest.mark.skipif(not CHECKS.is_dir(), reason="the independent checks are not beside the project")
def test_a_million_distances_are_within_a_millimetre(tmp_path):
    border = csbm.Border.between("BLR", "POL")
    index = line_index(border)
    lon, lat = points_around(np.vstack(index.lines), 1_000_000, 400_000.0)
    near = index.nearest(lon, lat)
    table = np.stack([lat, lon, near.distance_m / 1000], axis=-1)
    units = tmp_path / "units.csv"
    np.savetxt(units, table, "%.15g", ",", header="lat,lon,distance_km", comments="")
    line = tmp_path / "line.geojson"
    line.write_text(shapely.to_geojson(border.line), encoding="utf-8")
    checked = subprocess.run(
        [
            *(sys.executable, CHECKS / "check_units.py", "--border", line),
            *("--units-csv", units, "--max-error-m", "0.001"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
