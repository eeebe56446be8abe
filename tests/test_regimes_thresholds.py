"""Thresholds and quota of the Vienna Document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm.regimes.quota import count, counted, quota, quota_basis
from csbm.regimes.thresholds import FIGURES, answer, in_words, thresholds, verdict

NUMBERS = st.fixed_dictionaries({name: st.none() | st.integers(0, 20_000) for name in FIGURES})


def test_the_numbers_are_those_of_the_document():
    table = {step: {t.figure: t.number for t in thresholds(step)} for step in STEPS}
    assert table["notification"] == {
        "troops": 9_000, "tanks": 250, "acv": 500, "artillery": 250, "airborne": 3_000,
    }  # fmt: skip
    assert table["observation"] == {
        "troops": 13_000, "tanks": 300, "acv": 500, "artillery": 250, "airborne": 3_500,
    }  # fmt: skip


STEPS = ("notification", "observation")


def test_each_says_what_it_rests_on():
    for step in STEPS:
        for one in thresholds(step):
            assert (one.basis == "read") == bool(one.source_url), one
            assert one.basis in {"read", "unverified"}
            assert "VD 2011, paragraph not seen" in one.cites
            assert ("unverified" in one.cites) == (one.basis == "unverified")
    assert {one.figure for one in thresholds("observation") if one.basis == "read"} == {"troops"}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"troops": 9_000}, "notifiable"),
        ({"troops": 8_999}, "unknown"),
        ({"troops": 8_999, "tanks": 0, "acv": 0, "artillery": 0, "airborne": 0}, "neither"),
        ({"troops": 13_000}, "observable"),
        ({"tanks": 250}, "notifiable"),
        ({"acv": 500}, "observable"),
        ({}, "unknown"),
    ],
)
def test_a_figure_that_equals_a_threshold_reaches_it(figures, expected):
    assert verdict(figures) == expected


@given(NUMBERS)
def test_what_is_observable_is_notifiable_and_more_figures_never_take_back(figures):
    observation, notification = (answer(step, figures) for step in ("observation", "notification"))
    if observation.reached:
        assert notification.reached
    more = {name: figures[name] or 0 for name in FIGURES}
    for step, before in (("observation", observation), ("notification", notification)):
        after = answer(step, more).reached
        assert after is not None
        assert before.reached in {None, after}
    assert in_words(figures)


@pytest.mark.parametrize(
    ("units", "visits", "from_one"),
    [(0, 0, 0), (1, 1, 1), (60, 1, 1), (61, 2, 1), (600, 10, 2), (900, 15, 3), (5_000, 15, 3)],
)
def test_the_quota_is_one_per_sixty_or_part(units, visits, from_one):
    found = quota(units)
    assert (found.visits, found.from_one_state) == (visits, from_one)
    with pytest.raises(ValueError, match="-1"):
        quota(-1)


def test_the_quota_says_which_edition_it_is_from():
    assert "an edition before that of 1999" in quota_basis()
    assert "paragraph 107" in quota_basis()


@pytest.mark.parametrize(
    ("kind", "branch", "echelon", "expected"),
    [
        ("unit", "land", "brigade", "counts"),
        ("unit", "special_operations", "regiment", "counts"),
        ("unit", "air_defence", "regiment", "may count"),
        ("unit", "land", "", "may count"),
        ("unit", "land", "battalion", "does not count"),
        ("unit", "land", "division", "does not count"),
        ("unit", "border_guard", "brigade", "does not count"),
        ("unit", "signals", "regiment", "does not count"),
        ("depot", "land", "", "does not count"),
        ("training_area", "", "", "does not count"),
    ],
)
def test_only_units_of_combat_forces_count(kind, branch, echelon, expected):
    record = {"kind": kind, "branch": branch, "echelon": echelon}
    assert counted(record).counts == expected
    assert counted(record).why
    assert count([record])[expected] == 1


def test_a_verdict_that_rests_on_an_unverified_threshold_says_so():
    assert in_words({"tanks": 260}).startswith(
        "tanks 260 at least 250 (notification, threshold unverified)"
    )
    assert "acv 3 below 500 (unverified)" in in_words({"acv": 3})
    assert "unverified" not in in_words({"troops": 13_000})
