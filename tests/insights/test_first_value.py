"""How long newcomers wait for their first meaningful engagement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.insights.histories import histories_of
from valuereport.insights.first_value import first_value
from valuereport.insights.renewals import renewals
from valuereport.model.insight import FirstValue, Withheld
from valuereport.settings.insights import InsightRules

AS_AT = date(2027, 1, 1)


def found(*newcomers: dict[str, Any], smallest: int = 10, **wanted: Any) -> FirstValue | Withheld:
    """Return the answer for members: joined, and as they have it paid, used (days after joining), activity, terms."""
    members, terms, used = [], [], []
    for nth, one in enumerate(newcomers):
        name, joined = f"{nth:04}", date.fromisoformat(one["joined"])
        members.append({"member_id": name, "joined": one.get("known", one["joined"]), "paid": one.get("paid")})
        for year in range(one.get("terms", 1)):
            starts, next_one = (joined.replace(year=joined.year + one) for one in (year, year + 1))
            terms.append((name, f"{starts}", f"{next_one - timedelta(days=1)}", {"grade": one.get("grade", "Member")}))
        activity = one.get("activity", "cpd-webinar")
        used += [(name, activity, f"{joined + timedelta(days=day)}") for day in one.get("used", ())]
    histories = histories_of(members, terms, used, as_at=AS_AT)
    return first_value(histories, renewals(histories, InsightRules()), smallest=smallest, **wanted)


def of(*newcomers: dict[str, Any], **wanted: Any) -> FirstValue:
    told = found(*newcomers, **wanted)
    assert isinstance(told, FirstValue)
    return told


def waited(days: int) -> str:
    """Return the day of joining of somebody of whom so many days are known, the first one not counted."""
    return (AS_AT - timedelta(days=days + 1)).isoformat()


TEN = [
    *({"joined": "2026-08-01", "used": [day]} for day in (3, 5, 9, 14)),
    {"joined": waited(14)},
    *({"joined": "2026-08-01", "used": [day, day + 1]} for day in (20, 30)),
    {"joined": waited(45)},
    {"joined": "2026-08-01", "used": [90]},
    {"joined": waited(120)},
]


LONG_A_MEMBER = {"joined": "2024-03-01", "known": "2015-03-01", "used": [0], "terms": 3}
"""No newcomer; with this use the record of engagements begins."""


def test_the_first_value_of_ten() -> None:
    told = of(*TEN)
    assert (told.median.value, told.median.n, told.waiting) == (20, 10, 3)
    assert told.by_day_14.value == pytest.approx(0.4)
    assert told.by_day_30.value == pytest.approx(0.64)
    assert (told.by_day_14.verdict, told.by_day_30.verdict) == ("too_few", "no_target")
    assert told.by_day_14.low == pytest.approx(0.1728, abs=1e-4)


def test_a_median_that_is_not_reached_is_an_answer() -> None:
    told = of(*TEN[:3], *({"joined": "2026-08-01"} for _ in range(8)))
    assert (told.median.value, told.median.verdict, told.waiting) == (None, "not_reached", 8)


def test_of_newcomers_of_yesterday_nothing_is_due() -> None:
    told = of(*({"joined": waited(3), "used": [1]} for _ in range(5)), *({"joined": waited(9)} for _ in range(10)))
    assert (told.by_day_14.value, told.by_day_14.verdict) == (None, "not_due")
    assert told.curve == tuple((day, pytest.approx(1 if day < 1 else 2 / 3)) for day in range(10))
    assert of(*({"joined": waited(9), "used": [1]} for _ in range(10))).by_day_14.value == 1


def test_who_leaves_waits_on() -> None:
    told = of(LONG_A_MEMBER, *TEN, *({"joined": "2024-08-01"} for _ in range(10)))
    assert (told.waiting, told.median.value) == (13, None)


def test_the_wait_begins_with_the_first_payment() -> None:
    late = [{"joined": "2026-03-01", "paid": "2026-03-11", "used": [16]} for _ in range(10)]
    assert of(*late).median.value == 6
    before = [{"joined": "2026-03-01", "paid": "2026-02-27", "used": [16]} for _ in range(10)]
    assert of(LONG_A_MEMBER, *before).median.value == 18
    another = [{"joined": "2026-03-01", "paid": "2027-03-04", "used": [16]} for _ in range(10)]
    assert of(*another).median.value == 16
    already = [{"joined": "2026-03-01", "paid": "2026-04-01", "used": [5, 40]} for _ in range(10)]
    assert of(*already).median.value == 0


def test_only_those_count_whose_first_days_the_data_show() -> None:
    told = of(
        *TEN,
        *({"joined": "2024-08-01", "known": "2019-08-01", "used": [700]} for _ in range(10)),  # joined before the data
        *({"joined": "2021-08-01", "known": "2021-08-01"} for _ in range(10)),  # before engagements are recorded
        *({"joined": "2026-08-01", "grade": "Honorary"} for _ in range(10)),
    )
    assert told.median.n == 10


def test_with_which_activity_they_begin() -> None:
    used = {"joined": "2026-08-01", "used": [3]}
    told = of(*[used] * 12, *[{**used, "activity": "template-download"}] * 11, {"joined": "2026-08-01"})
    assert [(one.activity, one.figure.n) for one in told.activities] == [("cpd-webinar", 23), ("template-download", 23)]
    few = of(*[used] * 12, *[{**used, "activity": "template-download"}] * 3)
    assert [(one.activity, one.figure.value) for one in few.activities] == [("other", 1)]
    chosen = of(*[used] * 12, *[{**used, "activity": "template-download"}] * 3, meaningful=("template-download",))
    assert chosen.waiting == 12


def test_the_renewal_of_those_who_had_a_first_value_early_and_of_the_others() -> None:
    def newcomers(count: int, terms: int, *used: int) -> list[dict[str, Any]]:
        return [{"joined": "2024-05-01", "terms": terms, "used": list(used)}] * count

    told = of(
        *(*newcomers(56, 3, 30), *newcomers(14, 1, 2), *newcomers(48, 2, 31), *newcomers(32, 1)),
        *[{"joined": "2026-05-01", "terms": 1, "used": [1]}] * 20,  # not due yet
        renewal_target=">= 0.85",
    )
    assert (told.renewal_with.value, told.renewal_with.n) == (0.8, 70)
    assert (told.renewal_without.value, told.renewal_without.n) == (0.6, 80)
    low, high = told.difference.low or 0, told.difference.high or 0
    assert (told.difference.value, round(low, 4), round(high, 4)) == (pytest.approx(0.2), 0.0524, 0.3339)
    assert told.renewal_without.verdict == "missed"


def test_what_cannot_be_had_says_why() -> None:
    assert found() == Withheld("no_memberships")
    assert found(*[{"joined": "2026-05-01"}] * 10) == Withheld("no_engagements")
    assert found(*[{"joined": "2026-05-01", "used": [1]}] * 9) == Withheld("too_few", 10, 9)
    nobody = of(*[{"joined": "2026-05-01", "used": [1]}] * 10)
    assert (nobody.renewal_with.value, nobody.difference.verdict) == (None, "too_few")
