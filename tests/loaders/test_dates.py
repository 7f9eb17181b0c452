# ruff: noqa: DTZ001 - dates are local wall time throughout
"""A date is read as its source declares it, or it is a problem; it is never another day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.loaders.cells import as_cells
from valuereport.loaders.dates import Century, Order, parse_dates

ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")


def parse(value: object, order: Order = "dmy", century: Century | None = None) -> datetime | str | None:
    """Parse one cell among others: the moment, why it is none, or None where it is empty."""
    moments, faults = parse_dates(as_cells(["", value, ""]), order, century)
    assert np.isnat(moments[0])
    assert np.isnat(moments[2])
    assert set(faults) <= {1}
    if faults:
        assert np.isnat(moments[1])
        return faults[1]
    found = moments[1].astype("datetime64[us]").item()
    assert found is None or isinstance(found, datetime)
    return found


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-03-04", "dmy", datetime(2026, 3, 4)),
        ("2026-3-4 9:05", "mdy", datetime(2026, 3, 4, 9, 5)),
        ("04/03/2026", "dmy", datetime(2026, 3, 4)),
        ("04/03/2026", "mdy", datetime(2026, 4, 3)),
        ("4.3.2026", "dmy", datetime(2026, 3, 4)),
        ("4/30/2026", "mdy", datetime(2026, 4, 30)),
        ("05/12/2026 09:00:00 AM", "mdy", datetime(2026, 5, 12, 9)),
        ("05/12/2026 12:00:00 AM", "mdy", datetime(2026, 5, 12)),
        ("Mar 22, 2026 19:13:27", "dmy", datetime(2026, 3, 22, 19, 13, 27)),
        ("Sep 26, 2026 7:05 PM", "mdy", datetime(2026, 9, 26, 19, 5)),
        ("Sep 26, 2026, 7:05\u202fPM", "mdy", datetime(2026, 9, 26, 19, 5)),
        ("22 March 2026", "dmy", datetime(2026, 3, 22)),
        ("22-Mar-2026 10:00", "dmy", datetime(2026, 3, 22, 10)),
        ("2026-03-04T23:30:15.123456Z", "dmy", datetime(2026, 3, 4, 23, 30, 15)),
        ("2026-03-04T23:30:15+02:00", "dmy", datetime(2026, 3, 4, 23, 30, 15)),
        ("29/02/2024", "dmy", datetime(2024, 2, 29)),
        (" 04/03/2026 ", "dmy", datetime(2026, 3, 4)),
    ],
)
def test_the_shapes_that_exports_use(text: str, order: Order, expected: datetime) -> None:
    assert parse(text, order) == expected


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("31/02/2026", "dmy", "no such day"),
        ("29/02/2025", "dmy", "no such day"),
        ("2026-02-31", "ymd", "no such day"),
        ("03/31/2026", "dmy", "no such month: 31"),
        ("31/03/2026", "mdy", "no such month: 31"),
        ("03/04/2026", "ymd", "not in the order"),
        ("11/29/24 22:28", "mdy", "a year of two digits"),
        ("22-Mar-26", "dmy", "a year of two digits"),
        ("01/01/0026", "dmy", "a year outside"),
        ("01/01/2126", "dmy", "a year outside"),
        ("0000-00-00 00:00:00", "ymd", "a year outside"),
        ("04/03-2026", "dmy", "not a date"),
        ("20260304", "ymd", "not a date"),
        ("04/03/2026 25:00", "dmy", "no such time"),
        ("04/03/2026 10:60:00", "dmy", "no such time"),
        ("04/03/2026 13:00 PM", "dmy", "no such time"),
        ("04/03/2026 10:00 BST", "dmy", "not a time of day"),
        ("22 Mai 2026", "dmy", "no such month: Mai"),
        ("TBD", "dmy", "not a date"),
        ("--", "dmy", "not a date"),
        ("=TODAY()", "dmy", "not a date"),
        ("٠٤/٠٣/٢٠٢٦", "dmy", "not a date"),
    ],
)
def test_whatever_is_no_date_says_why(text: str, order: Order, reason: str) -> None:
    found = parse(text, order)
    assert isinstance(found, str)
    assert reason in found


def test_two_digit_years_are_of_this_century_where_declared() -> None:
    assert parse("11/29/24 22:28", "mdy", two_digit_years=True) == datetime(2024, 11, 29, 22, 28)
    assert parse("24-11-29", "ymd", two_digit_years=True) == datetime(2024, 11, 29)


@pytest.mark.parametrize("empty", ["", " ", "\u00a0", None])
def test_an_empty_cell_is_missing_and_no_problem(empty: object) -> None:
    assert parse(empty) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 3, 4), datetime(2026, 3, 4)),
        (datetime(2026, 3, 4, 9, 30, 5, 999), datetime(2026, 3, 4, 9, 30, 5)),
        (datetime(2026, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=5))), datetime(2026, 3, 4, 23, 30)),
        (46000.5, "a bare number, not a date"),
        (True, "a bare number, not a date"),
        (timedelta(hours=3), "not a date"),
        (date(1066, 10, 14), "a year outside 1900 to 2100"),
    ],
)
def test_values_that_are_dates_already(value: object, expected: object) -> None:
    assert parse(value) == expected


MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31, 23, 59, 59)).map(lambda t: t.replace(microsecond=0))


@given(
    moments=st.lists(MOMENTS, min_size=1, max_size=20),
    order=st.sampled_from(ORDERS),
    mark=st.sampled_from("-/."),
    padded=st.booleans(),
    clock=st.sampled_from(("", "%H:%M", "%H:%M:%S", "%I:%M %p")),
    iso=st.booleans(),
)
def test_any_day_in_a_declared_shape_is_read_back(
    moments: list[datetime], order: Order, mark: str, padded: bool, clock: str, iso: bool
) -> None:
    def render(moment: datetime) -> str:
        day, month = (f"{n:02d}" if padded else str(n) for n in (moment.day, moment.month))
        parts = {"dmy": (day, month, moment.year), "mdy": (month, day, moment.year), "ymd": (moment.year, month, day)}
        shown = parts["ymd"] if iso else parts[order]
        return mark.join(map(str, shown)) + (f" {moment:{clock}}" if clock else "")

    def kept(moment: datetime) -> datetime:
        if not clock:
            return moment.replace(hour=0, minute=0, second=0)
        return moment if "%S" in clock else moment.replace(second=0)

    found, faults = parse_dates(as_cells([render(moment) for moment in moments]), order, None)
    assert faults == {}
    assert found.astype("datetime64[us]").tolist() == [kept(moment) for moment in moments]


@given(moment=MOMENTS, order=st.sampled_from(ORDERS))
def test_english_month_names_need_no_order(moment: datetime, order: Order) -> None:
    month = ENGLISH[moment.month - 1]
    for text in (
        f"{month} {moment.day}, {moment.year} {moment:%H:%M:%S}",
        f"{moment.day} {month} {moment:%Y %H:%M:%S}",
    ):
        assert parse(text, order) == moment


@given(day=st.integers(0, 99), month=st.integers(0, 99), year=st.integers(0, 9999), order=st.sampled_from(ORDERS))
def test_three_numbers_are_that_day_or_a_problem(day: int, month: int, year: int, order: Order) -> None:
    text = {"dmy": f"{day:02d}/{month:02d}/{year:04d}", "mdy": f"{month:02d}/{day:02d}/{year:04d}"}.get(
        order, f"{year:04d}/{month:02d}/{day:02d}"
    )
    found = parse(text, order)
    exists = 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    assert isinstance(found, datetime) == exists
    if isinstance(found, datetime):
        assert (found.day, found.month, found.year) == (day, month, year)


@given(st.lists(st.text(alphabet="0123456789/-.: TPMZ", max_size=19)))
def test_one_cell_is_read_alike_alone_and_among_others(texts: list[str]) -> None:
    together, faults = parse_dates(as_cells(texts), "dmy", None)
    for position, text in enumerate(texts):
        alone, why = parse_dates(as_cells([text]), "dmy", None)
        assert np.array_equal(alone, together[position : position + 1], equal_nan=True)
        assert why.get(0) == faults.get(position)
