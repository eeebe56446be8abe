"""The rule of status gives what every world that the doubts allow gives."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm.geo.zones.status import Bounds, Holder, Interval, holder_within, status, within

ROOT = Path(__file__).resolve().parent.parent
CASES = json.loads((ROOT / "conformance" / "status.json").read_text(encoding="utf-8"))["cases"]


def holders_of(case):
    return [
        Holder(
            one["name"],
            Interval(*(math.nan if one[end] is None else one[end] for end in ("low_m", "high_m"))),
            tuple(Bounds(*band) for band in one["bands"]),
            one["reading"],
        )
        for one in case["holders"]
    ]


def test_every_conformance_case_gets_its_status():
    wrong = [case["name"] for case in CASES if status(holders_of(case)) != case["status"]]
    assert not wrong
    assert len(CASES) >= 500


def test_the_cases_know_every_status_many_times():
    for name in ("in", "out", "indeterminate", "not_bound"):
        assert sum(case["status"] == name for case in CASES) >= 30


def test_the_cases_are_what_the_independent_script_makes():
    script = ROOT / "scripts" / "conformance_status.py"
    made = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_a_place_needs_a_holder():
    with pytest.raises(ValueError, match="at least one possible holder"):
        status([])


metres = st.floats(0, 300_000)
intervals = st.tuples(metres, metres).map(lambda ends: Interval(min(ends), max(ends)))
bounds = st.tuples(metres, metres).map(lambda ends: Bounds(min(ends), max(ends)))
holders = st.builds(
    Holder,
    st.just("AAA"),
    intervals,
    st.lists(bounds, max_size=3).map(tuple),
    st.sampled_from(["counts", "does_not_count", "unknown"]),
)


@given(st.lists(holders, min_size=1, max_size=4))
def test_the_order_of_holders_and_bands_does_not_matter(some):
    turned = [
        Holder(one.name, one.distance, one.bands[::-1], one.reading) for one in reversed(some)
    ]
    assert status(some) == status(turned)


@given(st.lists(holders, min_size=1, max_size=3), holders)
def test_one_more_possible_holder_never_settles_a_doubt(some, more):
    if status(some) == "indeterminate":
        assert status([*some, more]) == "indeterminate"


@given(intervals, st.lists(bounds, min_size=1, max_size=3), st.floats(0, 10_000))
def test_a_wider_interval_never_settles_a_doubt(distance, bands, more_m):
    wider = Interval(max(0.0, distance.low_m - more_m), distance.high_m + more_m)
    if within(wider, bands) != "unknown":
        assert within(distance, bands) == within(wider, bands)


@given(holders)
def test_what_does_not_count_is_not_in(one):
    assert holder_within(Holder(one.name, one.distance, one.bands, "does_not_count")) == "no"
