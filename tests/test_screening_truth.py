"""A screened sample against an independent truth kept outside this project."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from command import csbm

CHECKS = Path(__file__).parents[2] / "shared" / "checks"
pytestmark = pytest.mark.skipif(
    not (CHECKS / "check_units.py").is_file(), reason="the independent checks are not beside us"
)


def test_every_distance_and_side_of_the_edge_is_right(tmp_path):
    border, points, out = (tmp_path / name for name in ("line.geojson", "in.parquet", "out.csv"))
    assert csbm("borders", "BLR-POL", "-o", border).code == 0
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"lat": rng.uniform(50, 55.5, 3_000), "lon": rng.uniform(20, 27.5, 3_000)})
    frame.to_parquet(points)
    words = ("--status", "all", "--distance", "all")
    assert csbm("screen", points, *words, "-o", out).code == 0
    found = pd.read_csv(out)
    assert len(found) == 3_000
    found[found["status"] != "indeterminate"].to_csv(out, index=False)
    checked = subprocess.run(
        [
            *(sys.executable, str(CHECKS / "check_units.py"), "--border", str(border)),
            *("--units-csv", str(out), "--inside-col", "status", "--max-error-m", "0.001"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=CHECKS,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert float(re.search(r"max \|error\|\s+([\d.]+) m", checked.stdout)[1]) <= 0.001
    assert re.search(r"wrong side\s+0 of [12]\d\d\d judged", checked.stdout)
