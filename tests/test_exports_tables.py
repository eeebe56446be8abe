"""Tables: what a spreadsheet would run is guarded, numbers are exact, a terminal stays whole."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from writing import write_frame

from csbm.common.errors import InputError, UsageError
from csbm.exports.formats import FORMATS, Content, write
from csbm.exports.tables import csv_text, format_table, json_rows, json_text
from csbm.exports.values import number_text, plain_value
from csbm.readers.formula_guard import guard, unguard
from csbm.units.bundled import bundled_units
from csbm.units.readers import read_units

HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x", "＝1+1",
           '"; DROP', "{{ 7*7 }}", "a,b;c\nd", " x ", "'s Heerenberg", "", "\x1b[2J"]  # fmt: skip
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(st.text())
@example("'=x")
@example("''''=")
def test_the_guard_is_taken_off_again_and_leaves_nothing_that_runs(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text
    assert guarded[:1] not in set("=+-@\t\r\n＝＋－＠") or not guarded


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_texts_come_back_from_a_csv_as_they_were(texts: list[str]) -> None:
    written = csv_text([{"number": 1, "text": text} for text in texts])
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [unguard(row["text"]) for row in rows] == texts


@settings(deadline=None)
@given(FINITE)
def test_numbers_are_never_touched_and_come_back_exactly(number: float) -> None:
    text = csv_text([{"n": number}]).splitlines()[1]
    assert float(text) == number
    assert "e" not in text
    assert not text.endswith(".0")


def test_distances_have_six_decimals_and_depths_none_too_many() -> None:
    row = {
        "distance_km": 80.0,
        "margin_km": -1e-9,
        "depth_km": 80.0,
        "nearest_lat": 52.1234567891234,
        "lat": 53.6758,
        "position_accuracy_m": 3000.0,
        "side_certain": True,
        "nothing": None,
    }
    assert csv_text([row]).splitlines()[1] == (
        "80.000000,0.000000,80,52.123456789,53.6758,3000,true,"
    )


def test_hostile_texts_come_back_through_the_reader(tmp_path: Path) -> None:
    rows = [{"name": text.strip() or "x", "lat": 52.5, "lon": 23.5, "n": n, "settlement": text}
            for n, text in enumerate(HOSTILE)]  # fmt: skip
    path = tmp_path / "a.csv"
    write_frame(rows, path, layer="t")
    units = read_units(path)
    assert units["settlement"].tolist() == [text.strip() for text in HOSTILE]
    assert units["name"].tolist() == [row["name"] for row in rows]


def test_the_bundled_list_comes_back_equal_from_csv_and_json(tmp_path: Path) -> None:
    units = bundled_units()
    path = tmp_path / "units.csv"
    write_frame(units, path, layer="t")
    again = read_units(path)
    pd.testing.assert_frame_equal(again.drop(columns="_file"), units.drop(columns="_file"))
    content = json.loads(json_rows(units))
    assert content[0]["name_local"] == units["name_local"][0]
    assert content[0]["personnel"] is None
    assert "_row" not in content[0]


def test_json_has_no_nan_and_keeps_every_letter() -> None:
    content = {
        "a": float("nan"),
        "b": np.float64(1.5),
        "c": [pd.NA, np.int64(3)],
        "d": "Łomża\ud800",
    }
    assert json.loads(json_text(content)) == {
        "a": None, "b": 1.5, "c": [None, 3], "d": "Łomża\ufffd"
    }  # fmt: skip


def test_a_table_without_rows_is_a_header() -> None:
    assert csv_text([], columns=["id", "name"]) == "id,name\n"
    assert json.loads(json_rows([])) == []
    assert format_table([], columns=["id", "name"]) == "id  name"


def test_a_terminal_table_is_aligned_for_every_script_and_moves_no_cursor() -> None:
    rows = [
        {"name": "Łomża", "distance_km": 9.5},
        {"name": "Баранавічы", "distance_km": 81.25},
        {"name": "白俄罗斯", "distance_km": None},
        {"name": "e\u0301vil\x1b[2J\nx", "distance_km": 1234.0},
        {"name": "x" * 60, "distance_km": 0.0},
    ]
    lines = format_table(rows, max_width=20).splitlines()
    assert "\x1b" not in "".join(lines)
    assert lines[0].endswith("distance_km")
    assert lines[2] == "Баранавічы                 81.250"
    assert lines[3].rstrip() == "白俄罗斯"
    assert lines[4] == "e\u0301vil?[2J x              1,234.000"
    assert lines[5].startswith("x" * 19 + "…")


def test_an_unknown_format_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'\.ods' is no format that is written"):
        write_frame([], tmp_path / "a.ods", layer="t")
    with pytest.raises(InputError, match="cannot be written"):
        write_frame([{"a": 1}], tmp_path / "no" / "a.csv", layer="t")
    stream = io.StringIO()
    write(Content([{"a": "=1"}], "t"), stream, FORMATS["csv"])
    assert stream.getvalue() == "a\n'=1\n"


def test_values_are_plain_and_never_minus_zero() -> None:
    assert str(plain_value(-0.0)) == "0.0"
    assert plain_value(pd.NaT) is None
    assert plain_value(float("inf")) is None
    assert number_text(1e-7) == "0.0000001"
    assert number_text(1e22) == "10000000000000000000000"
