"""``csbm units --regimes``: for each unit, which regimes bind it."""

import json

import pytest

from command import csbm

OWN = """
id = "my-zone"
name = "A zone of my own"
kind = "proposal"
parties = ["BLR", "POL"]

[line]
text = "the border"
borders = ["BLR-POL"]

[verified]
existence = true
depth = true

[[bands]]
side = "BLR"
category = "artillery"
max_km = 30

[[bands]]
side = "BLR"
category = "exercises"
max_km = 100

[[sources]]
title = "my own idea"
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def test_each_unit_says_which_regimes_bind_it_as_each_regime_alone_does(own):
    asked = ("--regimes", f"blr-pol-2025,{own}", "--status", "all", "--format", "json")
    rows = {row["id"]: row for row in json.loads(csbm("units", *asked).out)}
    bound = {"blr-pol-2025": {}, "my-zone": {}}
    for name, regime in (("blr-pol-2025", "blr-pol-2025"), ("my-zone", own)):
        alone = csbm("units", "--regime", regime, "--status", "all", "--format", "json")
        for row in json.loads(alone.out):
            bound[name].setdefault(row["id"], []).append((row["category"], row["status"]))
    assert len(rows) > 100
    assert set(rows) > set(bound["blr-pol-2025"])
    for name, found in bound.items():
        for unit, bands in found.items():
            told = rows[unit]["bound_by"].split("; ")
            for category, status in bands:
                assert (f"{name} ({category})" in told) == (status == "in"), unit
            assert (rows[unit][name] == "in") == any(status == "in" for _, status in bands)
    polish = [row for row in rows.values() if row["country"] == "POL"]
    assert {row["my-zone"] for row in polish} >= {"not_bound"}
    assert not any("my-zone" in row["bound_by"] for row in polish)


def test_several_bands_of_one_regime_are_named_and_a_file_says_so_with_its_hash(own):
    out = csbm("units", "--regimes", f"blr-pol-2025,{own}").out
    (line,) = [one for one in out.splitlines() if one.startswith("927th Centre for UAV")]
    assert "my-zone (exercises)" in line
    assert "my-zone (depth not verified)" in out
    whole = csbm("units", "--regimes", f"blr-pol-2025,{own}", "--provenance").out
    assert "from a file, own.toml, SHA-256" in whole
    assert "Regime blr-pol-2025" in whole


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--regimes", "blr-pol-2025"), "two or more"),
        (("--regimes", "blr-pol-2025,blr-pol-2025"), "one id"),
        (("--regimes", "blr-pol-2025,hun-rou-1996", "--depth", "80"), "drop --regime and --depth"),
        (("--regimes", "blr-pol-2025,hun-rou-1996", "--side", "POL"), "not with --side"),
        (("--regimes", "blr-pol-2025,blr-pol-2004"), "no depth that was verified"),
    ],
)
def test_what_cannot_be_set_beside_each_other_is_refused_in_one_line(words, told):
    run = csbm("units", *words)
    assert run.code == 2
    assert told in run.err
    assert run.err.count("\n") == 1


def test_regimes_of_different_borders_each_have_their_own(tmp_path):
    file = tmp_path / "bound.csv"
    run = csbm("units", "--regimes", "blr-pol-2025,hun-rou-1996", "-o", file)
    assert run.code == 0, run.err
    head, *rows = file.read_text("utf-8").splitlines()
    assert "blr-pol-2025,hun-rou-1996" in head
    assert rows
