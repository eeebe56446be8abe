"""The rule of status gives what every world that the doubts allow gives."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm.geo.zones.status import (
    NO,
    STATUSES,
    UNKNOWN,
    YES,
    Bounds,
    Holder,
    Interval,
    answers,
    decided,
    holder_within,
    status,
    thresholds,
    within,
    within_codes,
)

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


# -- over arrays ------------------------------------------------------------------------------
def test_an_interval_that_only_touches_a_band_may_lie_in_it():
    band = [Bounds(10_000, 80_000)]
    assert within(Interval(80_000, 90_000), band) == "unknown"
    assert within(Interval(80_000.001, 90_000), band) == "no"
    assert within(Interval(1_000, 10_000), band) == "unknown"
    assert within(Interval(1_000, 9_999.999), band) == "no"
    assert within(Interval(10_000, 80_000), band) == "yes"
    assert within(Interval(9_999.999, 80_000), band) == "unknown"
    assert within(Interval(10_000, 80_000.001), band) == "unknown"


def test_bands_that_overlap_or_are_out_of_order_are_one():
    bands = [Bounds(20, 40), Bounds(0, 10), Bounds(10, 20), Bounds(5, 30)]
    assert within(Interval(0, 40), bands) == "yes"
    assert within(Interval(0, 40.5), bands) == "unknown"
    assert within(Interval(2, 8), [Bounds(0, 10), Bounds(1, 4)]) == "yes"
    assert within(Interval(41, 50), bands) == "no"


def test_bands_apart_from_each_other_stay_apart():
    bands = [Bounds(0, 10), Bounds(20, 30), Bounds(25, 40), Bounds(40, 45)]
    assert within(Interval(22, 44), bands) == "yes"
    assert within(Interval(2, 8), bands) == "yes"
    assert within(Interval(8, 22), bands) == "unknown"
    assert within(Interval(11, 19), bands) == "no"
    assert within(Interval(46, 50), bands) == "no"
    assert within(Interval(26, 29), [Bounds(0, 10), Bounds(20, 30), Bounds(22, 25)]) == "yes"


def test_places_are_decided_each_by_its_own_holders():
    none = [[math.nan, math.nan]]
    bands = np.array([[[0, 80.0]], none, [[0, 80.0]], none, [[0, 80.0]], [[0, 50.0]]])
    low = np.array([1.0, 1.0, 100.0, 0.0, 10.0, 10.0])
    high = np.array([9.0, 9.0, 120.0, 9.0, 20.0, 20.0])
    place = np.array([0, 0, 1, 2, 3, 3])
    answer = answers(low, high, bands, np.full(6, YES, np.int8))
    assert answer.tolist() == [YES, NO, NO, NO, YES, YES]
    told = [STATUSES[code] for code in decided(place, answer, bands, 4)]
    assert told == ["indeterminate", "out", "not_bound", "in"]
    assert within_codes(low, np.array([math.nan] * 6), bands).tolist() == [1, 0, 1, 0, 1, 1]


PARTIES = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([0.0, 5.0, 10.0, 30.0]),
        st.sampled_from([0.0, 5.0, 20.0]),
        st.sampled_from([NO, UNKNOWN, YES]),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@given(st.lists(PARTIES, min_size=1, max_size=3))
def test_the_thresholds_are_where_the_rule_changes_its_answer(places):
    place = np.repeat(np.arange(len(places)), [len(one) for one in places])
    rows = [row for one in places for row in one]
    bindable = np.array([row[0] for row in rows])
    low = np.array([math.nan if row[4] else row[1] for row in rows])
    high = np.array([math.nan if row[4] else row[1] + row[2] for row in rows])
    reading = np.array([row[3] for row in rows], np.int8)
    perhaps, surely = thresholds(
        place, low, high, bindable=bindable, reading=reading, count=len(places)
    )

    assert (perhaps >= 0).all()

    def at(depth):
        bands = np.full((len(rows), 1, 2), np.nan)
        bands[bindable, 0] = 0.0, depth
        answer = answers(low, high, bands, reading)
        return [STATUSES[code] for code in decided(place, answer, bands, len(places))]

    for depth in (0.0, 4.9, 5.0, 9.9, 10.0, 15.0, 24.9, 25.0, 30.0, 34.9, 35.0, 50.0, 99.0):
        for number, told in enumerate(at(depth)):
            assert (told == "in") == (depth >= surely[number])
            assert (told in {"in", "indeterminate"}) == (depth >= perhaps[number])
