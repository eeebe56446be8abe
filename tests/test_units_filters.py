"""Which units are asked for, and how old their sources are."""

from datetime import date
from pathlib import Path

import pytest

from csbm.common.errors import UsageError
from csbm.units.bundled import bundled_units
from csbm.units.filters import select_units, source_state, valid_on
from csbm.units.readers import read_units

UNITS = bundled_units()


def test_a_year_in_valid_to_lasts_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "name,lat,lon,valid_from,valid_to\na,52,23,2019,2020\nb,52,23,2020-07,\n", encoding="utf-8"
    )
    units = read_units(path)
    assert valid_on(units, date(2020, 12, 31)).tolist() == [True, True]
    assert valid_on(units, date(2021, 1, 1)).tolist() == [False, True]
    assert valid_on(units, date(2020, 6, 30)).tolist() == [True, False]
    assert valid_on(units, date(2018, 12, 31)).tolist() == [False, False]


def test_filters_add_up_and_keep_order_and_source() -> None:
    chosen = select_units(UNITS, countries=["blr"], kinds=["AIRFIELD"], as_of=date(2026, 1, 1))
    assert set(chosen["country"]) == {"BLR"}
    assert set(chosen["kind"]) == {"airfield"}
    assert "blr-ross-airfield" not in set(chosen["id"])
    assert "blr-116-assault-base" in set(chosen["id"])
    assert chosen["_row"].is_monotonic_increasing
    assert chosen.attrs["source"] == UNITS.attrs["source"]
    assert chosen.index.tolist() == list(range(len(chosen)))


def test_what_occurs_nowhere_is_said_with_what_does() -> None:
    with pytest.raises(UsageError, match="no unit has the country 'FRA'; there are BLR, CAN, DEU"):
        select_units(UNITS, countries=["FRA"])
    with pytest.raises(UsageError, match="no unit has the kind 'harbour'"):
        select_units(UNITS, kinds=["unit", "harbour"])


def test_a_source_is_stale_the_day_after_its_age_is_reached(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "a,52,23,2020-06-15\nb,52,23,2020\nc,52,23,undated copy\n"
    path.write_text(f"name,lat,lon,source_date\n{rows}", encoding="utf-8")
    units = read_units(path)
    assert source_state(units, date(2025, 6, 15)).tolist() == ["current", "current", "undated"]
    assert source_state(units, date(2025, 6, 16)).tolist() == ["stale", "current", "undated"]
    assert source_state(units, date(2026, 1, 1)).tolist() == ["stale", "stale", "undated"]
    assert source_state(units, date(2026, 1, 1), stale_years=10).tolist()[0] == "current"
    with pytest.raises(UsageError, match="-1 years is no age"):
        source_state(units, date(2026, 1, 1), stale_years=-1)
