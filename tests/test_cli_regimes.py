"""Regimes on the command line: the list, one of them, and zones of their depth tables."""

import hashlib
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from csbm.geo.measure.densify import densified
from csbm.geo.measure.geodesic import LineIndex
from csbm.regimes.catalogue import find_regime, regimes

from command import csbm


def test_the_list_marks_what_is_verified():
    told = csbm("regimes", "--format", "json")
    rows = {row["id"]: row for row in json.loads(told.out)}
    assert len(rows) == 57
    assert rows["blr-pol-2004"]["existence"] == "verified"
    assert rows["blr-pol-2004"]["depth"] == "not verified"
    assert rows["minsk2-2015"]["depth_km"] == "50 to 140 by category both sides together"


def listed(*options):
    told = csbm("regimes", *options, "--format", "json")
    assert told.code == 0, told.err
    return {row["id"] for row in json.loads(told.out)}


def test_the_list_is_narrowed_by_depth_state_and_kind():
    assert listed("--depth", "80") == {"blr-pol-2025", "hun-rou-1996"}
    assert listed("--around", "Poland") == {"blr-pol-2004", "blr-pol-2025", "pol-ukr-2004"}
    assert listed("--kind", "Security Council resolution") == {"irq-kwt-1991"}
    # A total width of 50 is 25 on each side.
    assert "minsk2-2015" in listed("--depth", "25")
    assert "minsk2-2015" not in listed("--depth", "50")
    assert "the kinds are" in csbm("regimes", "--kind", "pact").err
    assert "no regime answers" in csbm("regimes", "--depth", "81").err


def test_regimes_are_set_beside_each_other():
    told = csbm("regimes", "compare", "irq-kwt-1991", "kos-1999", "--format", "json")
    rows = {row["what"]: row for row in json.loads(told.out)}
    assert rows["IRQ, all"] == {"what": "IRQ, all", "irq-kwt-1991": "0-10 km", "kos-1999": ""}
    assert rows["SRB, air"]["kos-1999"] == "0-25 km"
    assert csbm("regimes", "compare", "kos-1999").code == 2
    assert "named twice" in csbm("regimes", "compare", "kos-1999", "kos-1999").err


def test_one_regime_is_shown_in_full():
    out = csbm("regimes", "show", "tur-syr-2019").out
    for words in (
        "Qamishli: 5 km around",
        "joint patrol",
        "http://www.xinhuanet.com/",
        "verified; as writ",
    ):
        assert words in out
    held = json.loads(csbm("regimes", "show", "tur-syr-2019", "--format", "json").out)
    assert held["bands"][1]["max_km"] == 10.0


OWN = """
id = "my-zone"
name = "A zone of my own"
kind = "proposal"
parties = ["IRQ", "KWT"]
[line]
text = "the border"
borders = ["IRQ-KWT"]
[verified]
existence = true
depth = true
[[bands]]
side = "IRQ"
max_km = 7
[[sources]]
title = "my own idea"
"""


def test_a_regime_from_a_file_says_so_with_its_hash_wherever_it_is_told(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    shown = csbm("regimes", "show", file).out
    assert f"mine.toml, SHA-256 {sha}" in shown
    assert shown.count("not verified") >= 2
    held = json.loads(csbm("regimes", "show", file, "--format", "json").out)
    assert (held["sha256"], held["verified"]["depth"]) == (sha, False)
    for command in (("zone", "--regime", file), ("compare", "--regimes", file)):
        told = csbm(*command, "--provenance").out
        assert f"from a file, mine.toml, SHA-256 {sha[:16]}: not verified" in told


def test_an_unverified_depth_says_why_where_it_is_used():
    asked = ("zone", "--regime", "bgr-tur-1991", "--depth", "20")
    assert "bgr-tur-1991 (depth not verified)" in csbm(*asked).out
    told = csbm(*asked, "--provenance").out
    assert "depth not verified (No source was read that states a depth" in told


def test_units_are_listed_per_band():
    out = csbm("units", "--regime", "ind-pak-1991-ex", "--status", "all").out
    assert "India: not surveyed; Pakistan: not surveyed" in out
    told = json.loads(csbm("units", "--regime", "blr-pol-2025", "--format", "json").out)
    plain = json.loads(csbm("units", "--format", "json").out)
    assert [row["distance_km"] for row in told] == [row["distance_km"] for row in plain]
    assert {row["category"] for row in told} == {"inspection"}


def test_a_zone_of_a_regime_carries_what_it_is():
    told = csbm("zone", "--regime", "kor-cma-2018", "--provenance")
    assert "Regime kor-cma-2018: Inter-Korean Comprehensive Military Agreement" in told.out
    assert "existence verified, depth verified" in told.out
    assert "stands in for the demarcation line" in told.err
    assert "--split-at LAT,LON" in told.err


def test_regimes_are_compared():
    told = csbm("compare", "--regimes", "blr-pol-2025,irq-kwt-1991,blr-pol-2004", "--format", "csv")
    lines = told.out.splitlines()
    assert lines[0].startswith("regime,border,side,category,min_km,depth_km,tripoint,area_km2")
    assert [line.split(",")[0] for line in lines[1:]] == [
        *("blr-pol-2025", "blr-pol-2025", "irq-kwt-1991", "irq-kwt-1991", "blr-pol-2004"),
    ]
    assert "nothing is counted" in told.err


def test_a_total_width_is_half_of_it_on_each_side():
    whole = csbm("zone", "IRQ-KWT", "--depth", "30", "--total-width", "--format", "csv")
    assert whole.code == 2  # zones have no CSV
    half = csbm("zone", "IRQ-KWT", "--depth", "15").out
    assert csbm("zone", "IRQ-KWT", "--depth", "30", "--total-width").out == half


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("zone", "--regime", "kor-cma"), "did you mean kor-cma-2018"),
        (("zone", "--regime", "minsk2-2015"), "--border FILE takes a line for each side"),
        (("zone", "--regime", "blr-ltu"), "speaks of units, not of a depth"),
        (("zone", "--regime", "bgr-tur-1991"), "state one with --depth KM"),
        (("zone", "--regime", "irq-kwt-1991", "--depth", "5"), "leave --depth out"),
        (("zone", "BLR-POL", "--regime", "irq-kwt-1991"), "speaks of IRQ-KWT, not of BLR-POL"),
        (("zone", "--split-at", "1,2"), "add --regime"),
        (("zone", "--regime", "none.toml"), "is not there"),
        (("zone", "--depth", "BLR=1,POL=2", "--total-width"), "one number for both sides"),
        (("compare", "--regimes", ","), "names none"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(command, told):
    run = csbm(*command)
    assert told in run.err
    assert run.code in {1, 2}
    assert run.err.count("\n") == 1


def test_a_position_is_told_band_by_band():
    split = ("--regime", "kor-cma-2018", "--split-at", "38.3,127.2")
    told = json.loads(csbm("where", "38.2,127.9", *split, "--format", "json").out)
    status = {band["category"]: band["status"] for band in told["bands"]}
    assert status["balloon"] == "in"
    assert status["fixed-wing aircraft, west of marker 0646"] == "out"
    assert len(status) == 7
    reason = {band["category"]: band["reason"] for band in told["bands"]}
    assert "another part of" in reason["fixed-wing aircraft, west of marker 0646"]
    assert "unmanned aircraft, east" in csbm("where", "38.2,127.9", *split).out


def test_regimes_are_there_in_python():
    import csbm as package

    regime = package.find_regime("irq-kwt-1991")
    zone = package.regime_zone(regime, package.Border.between("IRQ", "KWT")).zone
    assert [part.depth_km for part in zone.parts] == [10.0, 5.0]


def mapped(tmp_path, name, pair):
    page = tmp_path / "map.html"
    split = ("--split-at", "38.3,127.2") if name == "kor-cma-2018" else ()
    told = csbm("map", pair, "--regime", name, *split, "--tolerance", "25", "-o", page)
    assert told.code == 0, told.err
    assert page.stat().st_size > 100_000
    return page.read_text("utf-8")


def test_a_regime_is_mapped(tmp_path):
    page = mapped(tmp_path, "irq-kwt-1991", "IRQ-KWT")
    assert "UNIKOM demilitarized zone" in page
    assert "UN Security Council Resolution 687" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pair"),
    [
        (one.id, pair)
        for one in regimes()
        if one.drawable and one.line.drawn_from == "border"
        for pair in one.line.borders
    ],
)
def test_every_verified_regime_with_a_border_is_mapped(tmp_path, name, pair):
    mapped(tmp_path, name, pair)


LINES = {
    "minsk2-2015": [
        ("UKR", [[38.0, 47.1], [37.7, 47.6], [37.6, 48.1], [38.0, 48.5], [38.9, 48.7]]),
        ("formations", [[38.1, 47.1], [37.8, 47.6], [37.7, 48.0], [38.1, 48.4], [38.9, 48.6]]),
    ],
    "isr-syr-1974": [
        ("ISR", [[35.79, 33.28], [35.82, 33.10], [35.80, 32.90], [35.76, 32.75]]),
        ("SYR", [[35.87, 33.30], [35.90, 33.10], [35.86, 32.90], [35.82, 32.75]]),
    ],
}


@pytest.mark.parametrize("name", LINES)
def test_each_side_is_measured_from_its_own_line(tmp_path, name):
    file = tmp_path / "lines.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"party": party},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for party, line in LINES[name]
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    out = tmp_path / "zone.geojson"
    csbm("zone", "--regime", name, "--border", file, "-o", out)
    found = gpd.read_file(out)
    parties = [party for party, _ in LINES[name]]
    assert set(found["side"]) == set(parties)
    share = 2 if name == "minsk2-2015" else 1
    table = {(b.side, b.category): b.max_km / share for b in find_regime(name).bands}
    # A file's edges are straight in longitude and latitude, an index's are geodesics.
    lines = {party: LineIndex([densified(np.array(line), 0.05)]) for party, line in LINES[name]}
    for row in found.itertuples():
        assert row.depth_km == table[row.side, row.category]
        xy = shapely.get_coordinates(shapely.segmentize(row.geometry, 0.02))
        away = lines[row.side].nearest(xy[:, 0], xy[:, 1]).distance_m / 1000
        # No farther than the depth from its own line, and behind it as the other side sees it.
        assert away.max() < row.depth_km + 0.002
        (other,) = set(parties) - {row.side}
        inner = row.geometry.representative_point()
        own, strange = (
            lines[party].nearest([inner.x], [inner.y]).distance_m[0] for party in (row.side, other)
        )
        assert own < strange
    depths = {(row.side, row.category): row.depth_km for row in found.itertuples()}
    assert depths == table


SOMEWHERE = [[38.0, 47.1], [37.7, 47.6], [37.6, 48.1]]
WHERE = {
    "eri-eth-2000": [[39.0, 14.6], [38.4, 14.5], [37.9, 14.8]],
    "deu-versailles-1919": [[7.6, 47.6], [8.4, 49.0], [6.8, 51.2]],
}


def line_of(folder, regime):
    """Write the lines that a regime without a border of ours wants, made up for the test."""
    if regime.id in LINES:
        lines = [({"party": party}, line) for party, line in LINES[regime.id]]
    else:
        sides = list(dict.fromkeys(band.side for band in regime.bands))
        left, right = [*sides, *(p for p in regime.parties if p not in sides), "beyond"][:2]
        lines = [({"left": left, "right": right}, WHERE.get(regime.id, SOMEWHERE))]
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for properties, line in lines
    ]
    file = folder / "line.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


VERIFIED = [one for one in regimes() if one.verified.depth]
IN_CI = {"irq-kwt-1991", "vnm-geneva-1954"}


@pytest.mark.parametrize(
    "regime",
    [
        pytest.param(one, id=one.id, marks=() if one.id in IN_CI else pytest.mark.slow)
        for one in VERIFIED
    ],
)
def test_every_verified_regime_draws_each_of_its_bands(tmp_path, regime):
    """Along its borders, or along a line from a file where csbm carries none."""
    asked = [(pair,) for pair in regime.line.borders]
    if regime.line.drawn_from != "border":
        asked = [("--border", line_of(tmp_path, regime))]
    split = ("--split-at", "38.3,127.2") if regime.id == "kor-cma-2018" else ()
    drawn = set()
    for number, words in enumerate(asked):
        out = tmp_path / f"{number}.geojson"
        run = csbm("zone", *words, "--regime", regime.id, *split, "--tolerance", "25", "-o", out)
        assert run.code == 0, run.err
        found = gpd.read_file(out)
        assert (found["area_km2"] > 0).all()
        drawn |= set(zip(found["side"], found["category"], strict=True))
    # What is left over lies on land that two states claim.
    bands = {(band.side, band.category) for band in regime.bands}
    assert drawn >= bands
    assert all("/" in side for side, _ in drawn - bands)
