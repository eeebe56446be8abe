"""One count for one question: every output that tells how many are in tells the same."""

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import csbm
from csbm.boundaries.countries import country
from csbm.boundaries.groups import parse_groups
from csbm.geo.analysis.crossings import crossings, measured
from csbm.geo.analysis.step_function import StepFunction
from csbm.units.filters import on_day
from csbm.units.levels import COUNTS
from csbm.units.levels import counted as mask

from command import csbm as command

DEPTH_KM = 80.0
HERE = [("BLR-LTU", "perpendicular")]
EVERYWHERE = [
    (pair, rule)
    for pair in (
        *("BLR-POL", "BLR-LTU", "BLR-LVA", "BLR-UKR", "LTU-POL", "POL-UKR"),
        *("BLR-LTU,POL", "BLR-LTU,LVA,POL,UKR"),
    )
    for rule in ("round", "perpendicular")
    if (pair, rule) not in HERE
]
DATA = re.compile(r'<script type="application/json" id="csbm-data">(.*?)</script>', re.DOTALL)


def counted(rows):
    """Count in and indeterminate by side, of rows with ``side``, ``status`` and ``counts_as``."""
    found = {}
    for row in rows:
        if row["counts_as"] not in COUNTS["units"]:
            continue
        if row["side"] and row["status"] in {"in", "indeterminate"}:
            own = found.setdefault(row["side"], [0, 0])
            own[row["status"] == "indeterminate"] += 1
    return {side: tuple(both) for side, both in sorted(found.items())}


def told_by(pair, rule, folder):
    """Return, by the name of each output, the counts by side."""
    words = (pair, "--tripoint", rule, "--depth", "80")
    rows = list(csv.DictReader(io.StringIO(command("units", *words, "--format", "csv").out)))
    yield "csbm units", counted(rows)
    line = command("units", *words).out
    yield "the last line of csbm units", summed(line, pair)

    border = csbm.Border.between(*parse_groups(pair))
    zone = csbm.inspection_zone(border, DEPTH_KM, tripoint=rule)
    covered = csbm.coverage(zone, csbm.bundled_units())
    yield "csbm.coverage", counted(covered.to_dict("records"))

    asked = (pair, "--tripoint", rule, "--depths", "50,80", "--crossings", "--parity", "units")
    plain = json.loads(command("compare", *asked, "--format", "json").out)
    at_80 = next(depth for depth in plain["depths"] if depth["depth_km"] == DEPTH_KM)
    yield (
        "compare, JSON",
        {
            side: (own["units_in"], own["units_indeterminate"])
            for side, own in at_80["sides"].items()
        },
    )
    entered = {side: [0, 0] for side in border.parties}
    for one in plain["crossings"]:
        if one["side"] in entered and one["enters_from_km"] <= DEPTH_KM:
            to = one["enters_to_km"]
            entered[one["side"]][to is None or to > DEPTH_KM] += 1
    yield "compare --crossings", {side: tuple(both) for side, both in entered.items()}
    table = list(csv.DictReader(io.StringIO(command("compare", *asked[:5], "--format", "csv").out)))
    yield (
        "compare, CSV",
        {
            row["side"]: tuple(
                int(row[name]) if row[name] else None
                for name in ("units_in", "units_indeterminate")
            )
            for row in table
            if float(row["depth_km"]) == DEPTH_KM
        },
    )
    found = measured(border, ours(), tripoint=rule)
    numbers = {side: [0] for side in border.parties}
    for one in crossings(found):
        if one.side in numbers and one.enters_to_km <= DEPTH_KM:
            numbers[one.side].append(one.number_on_side)
    yield "number_on_side", {side: max(own) for side, own in numbers.items()}
    ones = np.ones(len(found.units))
    steps = {
        side: StepFunction.of(found, found.on(side), ones, (0.0, 2 * DEPTH_KM)).value(DEPTH_KM)
        for side in border.parties
    }
    yield "parity", steps
    page = folder / "page.html"
    ran = command("map", *words, "-o", page)
    yield "what csbm map says", summed(ran.out, pair)
    data = json.loads(DATA.search(page.read_text("utf-8"))[1])
    yield "the page's own data", by_page(data)
    html = csbm.map_page(zone).html
    yield "csbm.map_page", by_page(json.loads(DATA.search(html)[1]))


def ours():
    """Return what is counted of the bundled list on its day."""
    units = on_day(csbm.bundled_units())
    chosen = units[mask(units)].reset_index(drop=True)
    chosen.attrs = dict(units.attrs)
    return chosen


def summed(text, pair):
    """Read the counts from a line such as ``Belarus: 16 inside, 4 indeterminate; Poland: …``."""
    found = {}
    for side in re.split("[-,]", pair):
        name = f"(?:{side}|{country(side).name})"
        own = re.findall(rf"(?:^|; ){name}: ([^;\n]*)", text, re.MULTILINE)
        words = own[-1] if own else ""
        each = {
            name: int(n) for n, name in re.findall(r"(\d+) (in|indeterminate)(?:side)?\b", words)
        }
        if each:
            found[side] = (each.get("in", 0), each.get("indeterminate", 0))
    return found


def by_page(data):
    """Count by the statuses of the page's units that are valid on the day it opens with."""
    text = data["units"]["text"]
    names = ("side", "status", "valid_from", "valid_to", "counts_as")
    columns = {name: unpacked(text[name]) for name in names}
    day, rows = data["as_of"], []
    for side, status, start, end, kind in zip(*columns.values(), strict=True):
        if (not start or start[: len(day)] <= day) and (
            not end or end + "-12-31"[len(end) - 4 :] >= day
        ):
            rows.append({"side": side, "status": status, "counts_as": kind})
    return counted(rows)


def unpacked(column):
    return column if isinstance(column, list) else [column["words"][at] for at in column["at"]]


@pytest.mark.parametrize(
    ("pair", "rule"), [*HERE, *(pytest.param(*one, marks=pytest.mark.slow) for one in EVERYWHERE)]
)
def test_every_output_counts_the_same(pair, rule, tmp_path):
    (first, truth), *others = list(told_by(pair, rule, tmp_path))
    assert first == "csbm units"
    assert truth
    for name, told in others:
        for side, own in told.items():
            expected = truth.get(side, (0, 0))
            if own == (None, None):  # nobody surveyed it
                assert side == "UKR"
                continue
            if isinstance(own, tuple):
                assert own == expected, name
            else:
                assert own == expected[0], name


COUNTING = """
import { readFileSync } from "node:fs";
import { balance, statuses, unitsOf } from "MODEL";
const data = JSON.parse(readFileSync(0, "utf8"));
const units = unitsOf(data);
const state = { third: false, time: "", rule: "RULE" };
const told = [];
for (let km = 1; km <= 200; km += 1) {
  const depths = Object.fromEntries(units.parties.map((code) => [code, km]));
  const sums = balance(units, statuses(units, depths, "RULE"), state);
  const both = (own) => [own?.in ?? 0, own?.indeterminate ?? 0];
  told.push(units.parties.map((code) => both(sums.get(code))));
}
process.stdout.write(JSON.stringify(told));
"""


@pytest.mark.parametrize(
    ("pair", "rule"),
    [*HERE, *(pytest.param(*one, marks=pytest.mark.slow) for one in EVERYWHERE)],
)
def test_the_page_counts_the_same_at_every_kilometre(pair, rule):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    border = csbm.Border.between(*parse_groups(pair))
    zone = csbm.inspection_zone(border, DEPTH_KM)
    data = DATA.search(csbm.map_page(zone).html)[1]
    model = (Path(__file__).parents[1] / "maps" / "page_src" / "model.js").as_uri()
    script = COUNTING.replace("MODEL", model).replace("RULE", rule)
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script], input=data, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    found = measured(border, ours(), tripoint=rule)
    for km, told in enumerate(json.loads(ran.stdout), start=1):
        status = found.status(float(km))
        own = [
            [int((found.on(side) & (status == name)).sum()) for name in ("in", "indeterminate")]
            for side in border.parties
        ]
        assert told == own, f"{km} km"


def test_a_leap_of_the_calendar_changes_no_count(monkeypatch):
    before = command("units", "--format", "csv").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert command("units", "--format", "csv").out == before


def test_the_counts_of_both_sides_are_those_of_the_rule():
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), DEPTH_KM)
    covered = csbm.coverage(zone, csbm.bundled_units())
    inside = covered[covered["status"] == "in"]
    assert set(inside["holder"]) == {"BLR", "POL"}
    assert (
        inside["possible_holders"].str.split(";").map(lambda names: set(names) <= {"BLR", "POL"})
    ).all()
    assert np.all(inside["within"] == "yes")
