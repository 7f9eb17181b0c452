# ruff: noqa: DTZ001 - dates are local wall time throughout
"""A date is read as its source declares it, or it is a problem; it is never another day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.loaders.cells import as_cells
from valuereport.loaders.century import Century, century_of
from valuereport.loaders.date_order import half_converted, other_order
from valuereport.loaders.dates import Order, parse_dates, parse_times
from valuereport.settings import Period, Source

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
        ("04/03/2026 10:00 BST", "dmy", "not a time of day: BST is no UTC offset"),
        ("04/03/2026 10:00 Europe/London", "dmy", "not a time of day: Europe/London is no UTC offset"),
        ("04/03/2026 10:00+15:00", "dmy", "no such UTC offset"),
        ("04/03/2026 10:00+01:60", "dmy", "no such UTC offset"),
        ("04/03/2026 10:00+1", "dmy", "is no UTC offset"),
        ("04/03/2026 10:00 h", "dmy", "not a time of day"),
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


def test_two_digit_years_are_of_the_last_century_up_to_a_day() -> None:
    century = Century(date(2036, 12, 31))
    assert parse("11/29/24 22:28", "mdy", century) == datetime(2024, 11, 29, 22, 28)
    assert parse("24-11-29", "ymd", century) == datetime(2024, 11, 29)
    assert parse("01/09/87", "dmy", century) == datetime(1987, 9, 1)
    assert parse("29/02/00", "dmy", century) == datetime(2000, 2, 29)
    assert parse("31/12/36", "dmy", century) == datetime(2036, 12, 31)
    assert parse("1 Jan 37", "dmy", century) == datetime(1937, 1, 1)
    assert parse("13/13/36", "dmy", century) == "no such month: 13"


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_a_two_digit_year_is_never_after_the_latest_day(day: date, latest: date) -> None:
    found = parse(f"{day:%d/%m/%y}", "dmy", Century(latest))
    if isinstance(found, datetime):
        assert f"{found:%d/%m/%y}" == f"{day:%d/%m/%y}"
        assert latest.replace(day=1, year=latest.year - 100) <= found.date() <= latest
    else:  # 29 February does not exist in 1900
        assert found == "no such day"


PERIOD = Period(start=date(2026, 1, 1), end=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("joined", "01/09/87", datetime(1987, 9, 1)),
        ("joined", "31/12/26", datetime(2026, 12, 31)),
        ("joined", "01/01/27", "may be 1927, or 2027, which is after the period"),
        ("joined", "31/12/28", "may be 1928, or 2028, which is after the period"),
        ("joined", "01/01/29", datetime(1929, 1, 1)),
        ("renewal", "01/01/27", datetime(2027, 1, 1)),
        ("renewal", "31/12/36", datetime(2036, 12, 31)),
        ("renewal", "31/12/87", datetime(1987, 12, 31)),
        ("joined", "01/09/2087", datetime(2087, 9, 1)),
    ],
)
def test_nobody_joined_in_the_future(column: str, text: str, expected: object) -> None:
    columns = {"member_id": "Id", "name": "Name"}
    source = Source.model_validate(
        {"name": "a", "table": "members", "format": "csv", "file": "a.csv", "two_digit_years": True, "columns": columns}
    )
    found = parse(text, "dmy", century_of(source, column, PERIOD))
    assert str(expected) in str(found) if isinstance(expected, str) else found == expected
    assert century_of(source.model_copy(update={"two_digit_years": False}), column, PERIOD) is None


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


def offset(value: object) -> float:
    """Return how many seconds ahead of UTC one cell says it is."""
    _, offsets, faults = parse_times(as_cells(["", value]), "dmy", None)
    assert faults == {}
    assert np.isnan(offsets[0])
    return float(offsets[1])


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        *(("Z", 0), (" z", 0), (" UTC", 0), (" GMT", 0), ("+00:00", 0), ("-00:00", 0)),
        *(("+01:00", 1), ("+0100", 1), ("+01", 1), (" +01:00", 1), ("-05:30", -5.5), ("\u221205:30", -5.5)),
        *((" UTC+1", 1), (" GMT+01:00", 1), (" GMT-0330", -3.5), ("+14:00", 14), ("-12:00", -12)),
    ],
)
@pytest.mark.parametrize("clock", ["10:00", "10:00:30", "10:00:30.125", "9:05", "10:00 AM"])
def test_utc_offsets_in_every_notation(zone: str, hours: float, clock: str) -> None:
    assert offset(f"2026-03-04 {clock}{zone}") == hours * 3600
    assert np.isnan(offset(f"2026-03-04 {clock}"))
    assert parse(f"2026-03-04 {clock}{zone}") == parse(f"2026-03-04 {clock}")


def test_offsets_of_values_that_are_dates_already() -> None:
    assert offset(datetime(2026, 7, 4, 9, tzinfo=ZoneInfo("Europe/London"))) == 3600
    assert offset(datetime(2026, 1, 4, 9, tzinfo=ZoneInfo("Europe/London"))) == 0
    assert np.isnan(offset(datetime(2026, 7, 4, 9)))
    assert np.isnan(offset(date(2026, 7, 4)))


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)),
            st.one_of(st.none(), st.integers(-14 * 60, 14 * 60)),
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_moments_with_offsets_are_the_instants_that_python_reads(
    found: list[tuple[datetime, int | None]], native: bool
) -> None:
    moments = [
        moment.replace(tzinfo=None if minutes is None else timezone(timedelta(minutes=minutes)))
        for moment, minutes in found
    ]
    cells: list[object] = [*moments] if native else [moment.isoformat() for moment in moments]
    written, offsets, faults = parse_times(as_cells(cells), "ymd", None)
    assert faults == {}
    for moment, one, seconds in zip(moments, written, offsets, strict=True):
        assert one.astype("datetime64[us]").item() == moment.replace(microsecond=0, tzinfo=None)
        ahead = moment.utcoffset()
        assert np.isnan(seconds) if ahead is None else seconds == ahead.total_seconds()


def swapped(*days: tuple[int, int]) -> list[str]:
    return [f"{month:02d}/{day:02d}/2026" for month, day in days]


def test_a_column_in_another_order_says_so_with_counts() -> None:
    cells = as_cells([*swapped((3, 4), (3, 31), (5, 5), (12, 13), (1, 30)), "TBD", "2026-02-01", ""])
    found = other_order(cells, "dmy", None, parse_dates(cells, "dmy", None)[1])
    assert found is not None
    assert (found.orders, found.cells, found.unreadable, found.still_unreadable) == (("mdy",), 7, 4, 1)
    assert found.positions == {1, 3, 4}
    assert "4 of 7 cells are no dates in the declared order dmy, and 6 are dates in the order mdy" in found.reason


def test_two_other_orders_may_be_meant() -> None:
    cells = as_cells(["03/04/2026", "05/06/2026", "2026-01-01"])
    found = other_order(cells, "ymd", None, parse_dates(cells, "ymd", None)[1])
    assert found is not None
    assert (
        "2 of 3 cells are no dates in the declared order ymd, and 3 are dates in the order dmy or mdy" in found.reason
    )


@pytest.mark.parametrize(
    "cells",
    [
        swapped((3, 4), (5, 5)),  # readable in both
        [*swapped((3, 31)), "31/03/2026"],  # one against one
        [*swapped((3, 31)), "31/03/2026", "30/04/2026"],  # one slip
        ["TBD", "31/02/2026"],  # no date in any order
    ],
)
def test_what_does_not_speak_for_another_order_is_said_cell_by_cell(cells: list[str]) -> None:
    column = as_cells(cells)
    assert other_order(column, "dmy", None, parse_dates(column, "dmy", None)[1]) is None


def test_the_order_of_years_of_two_digits_can_be_wrong_as_well() -> None:
    century = Century(date(2036, 12, 31))
    column = as_cells(["96-01-31", "87-04-30", "26-02-28"])
    found = other_order(column, "dmy", century, parse_dates(column, "dmy", century)[1])
    assert found is not None
    assert (found.orders, found.still_unreadable) == (("ymd",), 0)


def test_a_workbook_that_took_days_for_months_is_in_doubt() -> None:
    dates: list[object] = [datetime(2026, month, 4) for month in range(1, 7)]
    texts: list[object] = [f"{day}/03/2026" for day in range(20, 26)]

    def doubt(cells: list[object]) -> str:
        return half_converted(as_cells(cells), parse_dates(as_cells(cells), "dmy", None)[0])

    assert "the 6 cells that are dates have days up to 12, and the 6 that are text have days above" in doubt(
        ["", *dates, *texts, "TBD"]
    )
    assert doubt(dates[:3] + texts) == doubt(dates) == doubt(texts) == ""
    assert doubt([*dates, *texts, datetime(2026, 1, 13)]) == doubt([*dates, *texts, "12/01/2026"]) == ""
