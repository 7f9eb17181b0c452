"""Cases: what was known on the day of the lead, and nothing that came later."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insights.histories import histories_of
from valuereport.insights.foresight.cases import FEATURES, Cases, cases
from valuereport.insights.renewals import renewals
from valuereport.insights.uses import uses
from valuereport.model.histories import Histories
from valuereport.settings.insights import InsightRules

TERMS = (
    ("A", "2022-01-01", "2022-12-31", {"payment": "Direct Debit", "fee": 100.0}),
    ("A", "2023-01-01", "2023-12-31", {"payment": "Direct Debit", "fee": 100.0}),
    ("A", "2024-01-01", "2024-12-31", {"payment": "invoice", "fee": 200.0}),
    ("B", "2023-01-01", "2023-12-31", {"payment": "invoice", "fee": 100.0}),
)
USES = (
    *(("A", "cpd-webinar", f"2022-{month:02}-10") for month in range(1, 13)),
    ("A", "cpd-webinar", "2023-02-01"),
    ("A", "template-download", "2023-09-01"),
    ("A", "template-download", "2023-10-03"),  # the day of the lead: not known before it
    ("A", "cpd-webinar", "2023-12-20"),
    ("B", "cpd-webinar", "2021-06-01"),
)


def seen(histories: Histories, lead: int = 90) -> Cases:
    found = renewals(histories, InsightRules())
    return cases(found, uses(histories.engagements), lead, ("direct debit",))


def told(found: Cases, member: int, due: str) -> dict[str, float]:
    (at,) = np.flatnonzero((found.member == member) & (found.due == np.datetime64(due)))
    return dict(zip(FEATURES, found.features[at].tolist(), strict=True))


def test_a_case_by_hand() -> None:
    found = seen(histories_of([{"member_id": "A"}, {"member_id": "B"}], TERMS, USES, as_at=date(2025, 6, 1)))
    case = told(found, 0, "2024-01-01")  # seen on 2023-10-03
    assert case["first_renewal"] == 0
    assert case["years"] == pytest.approx(np.log1p(640 / 365))
    assert case["automatic"] == 1
    assert case["fee"] == 0  # as the year before
    assert told(found, 0, "2025-01-01")["fee"] == pytest.approx(np.log(2))
    assert case["uses"] == pytest.approx(np.log1p(5))  # from 2022-10-03 on: three of 2022, two of 2023
    assert case["activities"] == 2
    assert case["months_since_use"] == pytest.approx(32 / 30.4375)
    assert case["change"] == pytest.approx(np.log1p(5) - np.log1p(9))
    assert told(found, 0, "2025-01-01")["automatic"] == 0
    assert told(found, 1, "2024-01-01")["months_since_use"] == 24
    assert told(found, 1, "2024-01-01")["first_renewal"] == 1
    lapsed = {(one, str(day)): gone for one, day, gone in zip(found.member, found.due, found.lapsed, strict=True)}
    assert lapsed[0, "2024-01-01"] == 0
    assert lapsed[1, "2024-01-01"] == 1


def test_what_could_not_be_seen_is_no_case() -> None:
    found = seen(histories_of([{"member_id": "A"}, {"member_id": "B"}], TERMS, USES[:-1], as_at=date(2025, 6, 1)))
    assert np.datetime64("2023-01-01") not in found.due  # engagements are recorded for less than a year before
    assert len(seen(histories_of([{"member_id": "A"}], [("A", "2024-01-01", "2024-02-15")], USES[:9]))) == 0


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 1900)), min_size=1, max_size=60),
    st.integers(0, 900),
    st.sampled_from((30, 90, 180)),
)
def test_moving_the_day_of_the_export_changes_no_case(found: list[tuple[str, int]], later: int, lead: int) -> None:
    """Whatever is exported later: a case that was there is there again, with the same features."""
    first, day = date(2021, 1, 1), date(2024, 3, 1)
    engagements = [("A", "cpd-webinar", "2021-01-01")] * 3
    engagements += [(one, "cpd-webinar", (first + timedelta(days=at)).isoformat()) for one, at in found]
    members = [{"member_id": "A"}, {"member_id": "B"}, {"member_id": "C"}]
    more = [("C", "2023-11-01", "2024-10-31", {"fee": 900.0}), ("C", "2024-11-01", "2025-10-31", {"fee": 20.0})]

    def at(moment: date) -> Cases:
        known = [one for one in engagements if one[2] < moment.isoformat()]
        terms = [one for one in (*TERMS, *more) if one[1] < moment.isoformat()]
        return seen(histories_of(members, terms, known, as_at=moment), lead)

    early, late = at(day), at(day + timedelta(days=later))
    rows = {(one, str(due)): at for at, (one, due) in enumerate(zip(late.member, late.due, strict=True))}
    for place, (one, due, moment) in enumerate(zip(early.member, early.due, early.seen, strict=True)):
        if moment <= np.datetime64(day):  # later ones are seen when their day has come
            assert early.features[place].tolist() == late.features[rows[one, str(due)]].tolist()
            if not np.isnan(early.lapsed[place]):
                assert early.lapsed[place] == late.lapsed[rows[one, str(due)]]
