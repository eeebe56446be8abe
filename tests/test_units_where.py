"""Conditions on any column."""

import pytest

from csbm.common.errors import UsageError
from csbm.units.bundled import bundled_units
from csbm.units.where import where

UNITS = bundled_units()


def test_conditions_add_up_and_keep_the_source() -> None:
    chosen = where(UNITS, ["settlement=hrodna", "echelon!=brigade", "counts_as=formation"])
    assert chosen["id"].tolist() == ["blr-woc-hq"]
    assert chosen.attrs["source"]["licence"] == "CC BY 4.0"


def test_a_part_of_a_text_is_no_pattern() -> None:
    assert len(where(UNITS, ["notes~Wikipedia"])) == UNITS["notes"].str.contains("ikipedia").sum()
    assert len(where(UNITS, ["notes~.*"])) == 0
    parts = [len(where(UNITS, [one])) for one in ("notes!~wikipedia", "notes~wikipedia")]
    assert sum(parts) == len(UNITS)


def test_an_empty_value_is_what_is_empty_and_nothing_is_no_number() -> None:
    assert len(where(UNITS, ["valid_to="])) == (UNITS["valid_to"] == "").sum()
    assert len(where(UNITS, ["personnel>0"])) == len(where(UNITS, ["personnel<=0"])) == 0
    assert len(where(UNITS, ["lat=52,1089"])) == (UNITS["lat"] == 52.1089).sum() > 0


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("hrodna", "is no condition"),
        ("colour=blue", "there is no column 'colour' in the units; there are id, name"),
        ("_row=3", "there is no column '_row'"),
        ("lat>north", "compares with what is no number"),
    ],
)
def test_what_is_no_condition_is_said(condition: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        where(UNITS, [condition])
