"""A year under another date is the same year: a corrected renewal date brings no second statement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deliver.ledger.given import states, wanted
from valuereport.deliver.ledger import Ledger
from valuereport.deliver.ledger.same_year import is_same_year
from valuereport.model.delivery import Delivery
from valuereport.settings.period import year_before

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FIRST, CORRECTED, NEXT = (year_before(day).text for day in (date(2027, 2, 1), date(2027, 2, 15), date(2028, 2, 1)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FIRST, CORRECTED, True),
        (FIRST, NEXT, False),
        (FIRST, FIRST, False),  # the very same period has rules of its own
        ("2026-01-01/2027-01-01", "2026-04-01/2027-04-01", True),
        ("2026-01-01/2027-01-01", "2026-05-01/2027-05-01", False),
        ("2026-01-01/2026-04-01", "2026-04-01/2026-07-01", False),  # quarters
        ("2026-01-01/2027-01-01", "2026-01-01/2026-07-01", False),  # a year and its half
        ("2026", "2026-01-01/2027-01-01", False),
    ],
)
def test_three_quarters_of_the_days_are_the_same_year(one: str, other: str, same: bool) -> None:
    assert is_same_year(one, other) == is_same_year(other, one) == same


@given(DAYS, st.integers(1, 500))
def test_a_year_that_follows_is_another(renewal: date, later: int) -> None:
    found = is_same_year(year_before(renewal).text, year_before(renewal + timedelta(days=later)).text)
    assert found == (later <= 91) or later in (91, 92)  # a leap day more or less


def planned(ledger: Ledger, period: str, run: str, reissue: str = "") -> Delivery:
    return ledger.plan(period, "email", [wanted("M1", run=run)], reissue)[0]


def test_what_was_sent_is_not_sent_under_another_date(ledger: Ledger) -> None:
    sent = planned(ledger, FIRST, "january")
    assert ledger.claim(sent.id)
    ledger.record(sent.id, "sent")
    again = planned(ledger, CORRECTED, "february")
    assert (again.state, again.reason.partition(", was ")[0]) == (
        "skipped",
        "the statement of this year, then dated 2026-02-01 to 2027-02-01",
    )
    assert planned(ledger, NEXT, "next").state == "planned"
    assert planned(ledger, CORRECTED, "february", "another figure").state == "planned"


def test_what_waits_under_another_date_is_superseded(ledger: Ledger) -> None:
    waits = planned(ledger, FIRST, "january")
    now = planned(ledger, CORRECTED, "february")
    assert now.state == "planned"
    assert ledger.claim(waits.id) is None
    assert states(ledger, waits) == ["planned", "skipped"]
    found = ledger.find(waits.id)
    assert found
    assert found.reason == "the year is dated 2026-02-15 to 2027-02-15 now, and is written about in this one's place"
