"""Dates: a day, a month, a year, and what each lasts to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csbm.readers.dates import find_period, read_period

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@settings(deadline=None)
@given(DAYS)
def test_a_day_is_read_back_from_every_way_of_writing_it(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}.{day.month}.{day.year:04}", f"{day} 12:30:00"):
        assert read_period(text).first == read_period(text).last == day
        assert read_period(text).text == day.isoformat()


@settings(deadline=None)
@given(DAYS)
def test_a_month_and_a_year_last_to_their_end(day: date) -> None:
    month, year = read_period(day.isoformat()[:7]), read_period(day.isoformat()[:4])
    assert year.first <= month.first <= day <= month.last <= year.last
    for period, text in ((month, day.isoformat()[:7]), (year, day.isoformat()[:4])):
        assert period.text == text
        if period.last < date.max:
            assert (period.last + timedelta(days=1)).day == 1


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    try:
        period = read_period(text)
    except ValueError as error:
        said = str(error)
    else:
        said = "write" if period.first <= period.last else ""
    assert "write" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [("05/06/2019", "can be two dates"), ("2019-02-30", "is no date"), ("soon", "is no date")],
)
def test_what_is_no_single_date_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_period(text)


def test_a_slashed_date_with_one_reading_is_read() -> None:
    assert read_period("25/05/2019").text == read_period("05/25/2019").text == "2019-05-25"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019 (undated copy)", "2019"),
        ("stored copy 2018-12-11", "2018-12-11"),
        ("2022-09-14 (last stored commit)", "2022-09-14"),
        ("stored copy, undated (2024-10 or later)", "2024-10"),
        ("stored copy, undated (16 December)", None),
        ("stored copy, undated", None),
        ("", None),
    ],
)
def test_the_first_date_within_a_text_is_found(text: str, found: str | None) -> None:
    period = find_period(text)
    assert (period.text if period else None) == found
