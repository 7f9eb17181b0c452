"""Cohorts, survival and years: who counts where, and what is not told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.insights.histories import histories_of
from valuereport.insights.cohorts import cohorts
from valuereport.insights.renewals import renewals
from valuereport.model.insight import Cohorts, Withheld
from valuereport.settings.insights import InsightRules

Joining = tuple[int, int, int, str]
"""So many members, the year of their first term, how many terms, and the day of joining that is on record, or ""."""


def found(*joinings: Joining, target: str = "", as_at: date = date(2027, 1, 1), **rules: Any) -> Cohorts | Withheld:
    members, terms = [], []
    for place, (count, year, years, joined) in enumerate(joinings):
        for nth in range(count):
            name = f"{place}-{nth}"
            members.append({"member_id": name, "joined": joined or None})
            terms += [(name, f"{one}-03-01", f"{one + 1}-02-28") for one in range(year, year + years)]
    settings = InsightRules(**rules)
    return cohorts(renewals(histories_of(members, terms, as_at=as_at), settings), settings, target)


def of(*joinings: Joining, **rules: Any) -> Cohorts:
    told = found(*joinings, **rules)
    assert isinstance(told, Cohorts)
    return told


LOYAL: tuple[Joining, ...] = ((30, 2022, 5, "2022-03-01"), (10, 2022, 1, "2022-03-01"), (20, 2022, 2, "2022-03-01"))


def test_of_each_renewal_who_was_due_and_who_renewed() -> None:
    told = of(*LOYAL, target=">= 0.80")
    (only,) = told.cohorts
    assert (only.label, only.members, told.folded, told.earlier) == ("2022", 60, 0, 0)
    assert [(one.number, one.renewed, one.figure.n, one.not_due) for one in only.renewals] == [
        (1, 50, 60, 0),
        (2, 30, 50, 0),
        (3, 30, 30, 0),
        (4, 30, 30, 0),
        (5, 0, 0, 30),
    ]
    assert [one.figure.verdict for one in only.renewals] == ["too_few", "missed", "met", "met", "not_due"]
    assert [(one.number, one.at_risk, one.figure.value) for one in only.survival] == [
        (1, 60, pytest.approx(5 / 6)),
        (2, 50, pytest.approx(0.5)),
        (3, 30, pytest.approx(0.5)),
        (4, 30, pytest.approx(0.5)),
    ]
    assert {one.interval for one in only.survival} == {"log-log"}
    assert of((20, 2022, 5, "2022-03-01")).survival[0].interval == "wilson"


def test_who_joined_before_the_data_begin_comes_late_and_is_in_no_cohort() -> None:
    told = of(*LOYAL, (40, 2022, 5, "2020-03-01"), (40, 2022, 1, "2020-03-01"))
    assert [one.members for one in told.cohorts] == [60]
    assert told.earlier == 80
    # Due for the third time: 30 from the start, and 80 late ones, of whom 40 leave then.
    assert [(one.number, one.at_risk) for one in told.survival] == [
        (1, 60),
        (2, 50),
        (3, 110),
        (4, 70),
        (5, 40),
        (6, 40),
    ]
    assert told.survival[2].figure.value == pytest.approx(0.5 * 70 / 110)


def test_where_joining_is_known_of_those_alone_who_stayed_late_ones_do_not_count() -> None:
    told = of(*LOYAL, (40, 2021, 6, "2020-03-01"), (40, 2021, 1, ""))
    assert [one.at_risk for one in told.survival] == [60, 50, 30, 30]
    assert told.earlier == 80
    by_chance = of(*LOYAL, (40, 2021, 6, "2020-03-01"), (4, 2021, 6, ""))
    assert [one.at_risk for one in by_chance.survival[:3]] == [60, 90, 70]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [("year", ["2023", "other"]), ("quarter", ["2023-Q1", "other"]), ("month", ["2023-03", "other"])],
)
def test_small_cohorts_are_told_together(kind: str, labels: list[str]) -> None:
    told = of((12, 2022, 1, "2022-03-01"), (15, 2023, 2, "2023-03-01"), (6, 2024, 1, "2024-03-01"), cohorts=kind)
    assert [one.label for one in told.cohorts] == labels  # six alone would be too few: the next smallest joins them
    assert [one.members for one in told.cohorts] == [15, 18]
    assert told.folded == 18


def test_of_fewer_than_the_smallest_nothing_is_told() -> None:
    told = of((9, 2022, 2, "2022-03-01"))
    assert (told.cohorts, told.survival, told.years, told.folded) == ((), (), (), 9)
    told = of((9, 2022, 2, "2022-03-01"), (11, 2022, 1, "2022-03-01"))
    first, second = told.cohorts[0].renewals
    assert (first.number, first.figure.n) == (1, 20)
    assert (second.figure.value, second.figure.n, second.figure.verdict) == (None, None, "too_few")
    assert (second.renewed, second.not_due) == (None, None)
    assert len(told.survival) == 1


def test_the_mix_changed_and_not_the_rate() -> None:
    # Of those due for the first time and later 70 and 90 % renew in 2025, 72 and 91 % in 2026.
    members, terms = [], []
    for year, tenure, renewed, due in (
        (2025, 1, 140, 200),
        (2025, 9, 720, 800),
        (2026, 1, 360, 500),
        (2026, 9, 455, 500),
    ):
        for nth in range(due):
            name = f"{year}-{tenure}-{nth}"
            members.append({"member_id": name, "joined": f"{year - tenure}-03-01"})
            terms.append((name, f"{year - 1}-03-01", f"{year}-02-28"))
            if nth < renewed:  # in a grade that is not due in the year after
                terms.append((name, f"{year}-03-01", f"{year + 1}-02-28", {"grade": "Honorary"}))
    told = cohorts(renewals(histories_of(members, terms), InsightRules()), InsightRules(), ">= 0.85")
    assert isinstance(told, Cohorts)
    (year,) = told.years
    assert (year.year, year.message) == ("2026", "mix")
    assert [round(one, 10) for one in (year.mix, year.rates)] == [-0.0585, 0.0135]
    figures = (year.previous, year.rate, year.first_year, year.later)
    assert [one.value for one in figures] == [0.86, 0.815, 0.72, 0.91]
    assert [one.verdict for one in figures] == ["close", "missed", "missed", "met"]


def test_a_small_first_year_is_not_told_by_subtraction() -> None:
    told = of((30, 2020, 6, "2020-03-01"), (4, 2025, 1, "2025-03-01"))
    last = told.years[-1]
    assert (last.rate.n, last.first_year.value, last.later.value) == (34, None, None)


def test_what_cannot_be_had_says_why() -> None:
    assert found() == Withheld("no_memberships")
    assert found((20, 2026, 1, "2026-03-01")) == Withheld("none_due")
