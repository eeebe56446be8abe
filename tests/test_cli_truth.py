"""Files that the command wrote, against an independent truth kept outside this project."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from csbm.units.bundled import bundled_units

from command import csbm

CHECKS = Path(__file__).parents[2] / "shared" / "checks"
pytestmark = pytest.mark.skipif(
    not (CHECKS / "check_zone.py").is_file(), reason="the independent checks are not beside us"
)


@pytest.fixture(scope="module")
def border(tmp_path_factory):
    path = tmp_path_factory.mktemp("truth") / "border.geojson"
    assert csbm("borders", "BLR-POL", "-o", path).code == 0
    return path


def checked(name, *words):
    ran = subprocess.run(
        [sys.executable, str(CHECKS / name), *map(str, words)],
        check=False, capture_output=True, text=True, timeout=300, cwd=CHECKS,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_zone_s_edge_is_within_a_metre_of_the_depth_everywhere(border, tmp_path):
    zone = tmp_path / "zone.geojson"
    assert csbm("zone", "--unclipped", "--depth", "80", "-o", zone).code == 0
    said = checked(
        "check_zone.py",
        "--border",
        border,
        "--zone",
        zone,
        "--depth-km",
        "80",
        "--max-error-m",
        "1",
    )
    assert float(re.search(r"max \|error\|\s+([\d.]+) m", said)[1]) <= 1.0
    assert re.search(r"probes wrong\s+0 of", said)


def test_every_unit_s_distance_is_right_to_a_millimetre(border, tmp_path):
    told = {}
    for day in ("2005-01-01", "2020-01-01", "2023-06-01", "2026-11-22"):
        units = tmp_path / f"{day}.csv"
        ran = csbm("units", "--status", "all", "--third-states", "--as-of", day, "-o", units)
        assert ran.code == 0
        header, *rows = units.read_text("utf-8").splitlines()
        told |= {row.split(",")[0]: row for row in rows}
    assert len(told) == len(bundled_units())  # each, on a day that it is valid
    units.write_text("\n".join([header, *told.values(), ""]), encoding="utf-8")
    said = checked(
        "check_units.py", "--border", border, "--units-csv", units, "--max-error-m", "0.001"
    )
    assert float(re.search(r"max \|error\|\s+([\d.]+) m", said)[1]) <= 0.001


def test_what_is_in_by_the_truth_is_in(border, tmp_path):
    units = tmp_path / "units.csv"
    assert csbm("units", "--status", "in", "-o", units).code == 0
    said = checked(
        "check_units.py", "--border", border, "--units-csv", units, "--inside-col", "status",
        "--max-error-m", "0.001",
    )  # fmt: skip
    assert re.search(r"wrong side\s+0 of", said)
