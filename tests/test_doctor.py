"""What csbm doctor finds, and that it finds what is broken."""

import json
import subprocess
import sys

from csbm.boundaries import bundled
from csbm.geo.measure import geodesic

from command import csbm as run


def test_a_whole_installation_is_told_as_such():
    ran = run("doctor", "--format", "json")
    assert ran.code == 0
    told = json.loads(ran.out)
    states = {one["what"]: one["state"] for one in told["findings"]}
    for what in ("the measure", "the border data", "the unit list", "the regimes", "the map page"):
        assert states[what] == "ok"
    assert {"csbm", "Python", "GEOS", "PROJ", "wasmtime"} <= set(told["versions"])
    assert "a distance of" in run("doctor").out


def test_a_measure_that_is_off_is_broken(monkeypatch):
    true = geodesic.call

    def off(name, *values):
        result = true(name, *values)
        if name == "nearest_many":
            values[-1].array[:, 0] += 0.01
        return result

    monkeypatch.setattr(geodesic, "call", off)
    ran = run("doctor")
    assert ran.code == 1
    assert "a distance is 0.01 m off" in ran.out
    assert ran.err == "csbm: broken: the measure; install csbm again\n"


def test_data_that_are_damaged_are_broken(monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "DATA", tmp_path)
    bundled.catalogue_file.cache_clear()
    from csbm.boundaries import catalogue

    catalogue._entries.cache_clear()
    try:
        ran = run("doctor")
        assert ran.code == 1
        assert "the border data" in ran.err
    finally:
        monkeypatch.undo()
        bundled.catalogue_file.cache_clear()
        catalogue._entries.cache_clear()


def test_the_package_is_the_command():
    ran = subprocess.run(
        [sys.executable, "-m", "csbm", "--version"], capture_output=True, text=True, check=True
    )
    assert "csbm" in ran.stdout
