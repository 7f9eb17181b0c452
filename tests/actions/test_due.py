"""`batch --due`: days, months and words become days once, both ends included; anything else names what is allowed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.actions.due import due_days
from valuereport.errors import RequestError
from valuereport.model.due import DueDays

TODAY = date(2026, 11, 30)
DAYS = st.dates(date(1900, 1, 1), date(9990, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027-01-01..2027-01-31", date(2027, 1, 1), date(2027, 1, 31)),
        (" 2027-01-15 .. 2027-01-15 ", date(2027, 1, 15), date(2027, 1, 15)),
        ("2027-01-15", date(2027, 1, 15), date(2027, 1, 15)),
        ("2027-01", date(2027, 1, 1), date(2027, 1, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12..2027-02", date(2026, 12, 1), date(2027, 2, 28)),
        ("this-month", date(2026, 11, 1), date(2026, 11, 30)),
        ("Next-Month", date(2026, 12, 1), date(2026, 12, 31)),
        ("this-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("next-quarter", date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_what_is_said_becomes_days(text: str, first: date, last: date) -> None:
    assert due_days(text, TODAY) == DueDays(first, last)


@given(DAYS, DAYS)
def test_days_are_read_as_they_are_written(one: date, other: date) -> None:
    days = DueDays(min(one, other), max(one, other))
    assert due_days(str(days), TODAY) == days
    if one != other:
        with pytest.raises(RequestError, match="is not after"):
            due_days(f"{days.last}..{days.first}", TODAY)


@given(DAYS)
def test_words_follow_one_another_without_a_hole(today: date) -> None:
    for unit, at_most in (("month", 31), ("quarter", 92)):
        this, following = (due_days(f"{which}-{unit}", today) for which in ("this", "next"))
        assert this.first <= today <= this.last
        assert following.first == this.last + timedelta(days=1)
        assert this.first.day == 1
        assert (following.last + timedelta(days=1)).day == 1
        assert (this.last - this.first).days < at_most


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nxt-month", "did you mean next-month?"),
        ("2027-02-30", "days such as 2027-01-01..2027-01-31"),
        ("2027-13", "a month such as 2027-01"),
        ("01.01.2027..31.01.2027", "this-month, next-month, this-quarter, next-quarter"),
        ("2027-01-01..", "a day"),
        ("20270101", "a day"),
        ("", "a day"),
    ],
)
def test_anything_else_says_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(RequestError) as error:
        due_days(text, TODAY)
    assert said in str(error.value)
    assert repr(text) in str(error.value)
