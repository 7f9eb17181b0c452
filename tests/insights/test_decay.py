"""How fresh details are, and the queue: what is likely wrong and matters first."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insights.histories import histories_of
from valuereport.insights.decay import COLUMNS, decay, fresh_after, measured_half_life
from valuereport.insights.renewals import renewals
from valuereport.model.histories import FIELDS
from valuereport.model.insight import Decay, MemberList, Withheld
from valuereport.settings.insights import HalfLives, InsightRules

RULES = InsightRules()


def found(people: list[dict[str, Any]], *terms: Any, **more: Any) -> tuple[Decay, MemberList]:
    histories = histories_of([{"name": one["member_id"], **one} for one in people], terms)
    result = decay(histories, renewals(histories, RULES), RULES, more.get("measured", {}), more.get("bounced", ()))
    assert not isinstance(result, Withheld)
    return result


def test_what_the_field_quotes() -> None:
    """2.1 % a month is 22.48 % a year, and half after 32.7 months."""
    hazard = -np.log(1 - 0.021)
    half_life = np.log(2) / hazard
    assert half_life == pytest.approx(32.7, abs=0.05)
    assert 1 - fresh_after(12, half_life) == pytest.approx(0.2248, abs=5e-5)
    assert 1 - fresh_after(1, half_life) == pytest.approx(0.021)
    assert HalfLives().email == round(half_life)


def test_a_half_life_is_measured_from_bounces_where_there_are_enough() -> None:
    """1,000 addresses of a year each, of which 120 came back in the middle of theirs: ln 2 x 11,310 / 120 months."""
    seen = np.full(1000, "2025-01-01", dtype="datetime64[D]")
    back = np.arange(1000) < 120
    until = seen + np.where(back, 182, 365).astype("timedelta64[D]")
    months = (120 * 182 + 880 * 365) / 30.4375
    assert measured_half_life(seen, until, back) == pytest.approx(np.log(2) * months / 120)
    assert measured_half_life(seen, until, np.arange(1000) < 19) is None
    assert measured_half_life(seen, until, np.arange(1000) < 20) is not None
    assert measured_half_life(seen, seen, back) is None  # no time has gone by


def test_a_measured_hazard_is_the_one_that_made_the_bounces() -> None:
    lives = np.random.default_rng(2026).exponential(scale=40 / np.log(2) * 30.4375, size=20_000)
    back = lives < 730
    seen = np.full(len(lives), "2024-01-01", dtype="datetime64[D]")
    until = seen + np.where(back, lives, 730).astype("timedelta64[D]")
    assert measured_half_life(seen, until, back) == pytest.approx(40, rel=0.04)


def test_freshness_by_field() -> None:
    decayed, _ = found(
        [
            {"member_id": "A", "email": "a@x.example", "email_checked": "2026-12-31"},
            {"member_id": "B", "email": "b@x.example", "email_checked": "2024-04-01"},  # 33.02 months
            {"member_id": "C", "email": "c@x.example"},  # as old as the half-life
            {"member_id": "D", "email": "d@x.example", "joined": "2026-12-31"},  # no older than the membership
            {"member_id": "E", "email": "e@x.example", "email_checked": "2028-01-01"},  # a day that is still to come
            {"member_id": "F", "email_checked": "2024-04-01"},
            {"member_id": "G", "email": "g@x.example", "current": False},
        ]
    )
    email = decayed.fields[0]
    assert (email.field, email.known, email.dated, email.half_life, email.basis) == ("email", 5, 2, 33, "assumed")
    assert email.stale == pytest.approx(0 + 0.5 + 0.5 + 0 + 0.5, abs=0.001)
    assert email.fresh == pytest.approx(1 - 1.5 / 5, abs=0.001)
    undated, queue = found(
        [{"member_id": "A", "phone": "1", "email": "a@x.example"}, {"member_id": "B", "email_checked": "2026-01-01"}],
        bounced=["A"],
    )
    assert [(one.known, one.fresh, one.stale) for one in undated.fields[:2]] == [(1, None, 1.0), (1, None, 0.0)]
    assert [row[2] for row in queue.rows] == ["email"]  # no phone has a day: nothing is said of any
    phone = decayed.fields[1]
    assert (phone.known, phone.fresh, phone.stale) == (0, None, 0)
    assert [one.field for one in decayed.fields] == [*FIELDS]


def test_the_queue_goes_by_what_is_likely_wrong_and_matters() -> None:
    old = {"email": "e@x.example", "email_checked": "2020-01-01", "phone": "1", "phone_checked": "2026-12-01"}
    decayed, queue = found(
        [
            {"member_id": "plain", "central": 100, **old},
            {"member_id": "valued", "central": 200, **old},
            {"member_id": "due", "central": 100, "renewal": "2027-04-30", **old},
            {"member_id": "later", "central": 100, "renewal": "2027-05-01", **old},
            {"member_id": "alone", "central": 150, **old, "phone": ""},
            {"member_id": "back", "central": 1, **old, "email_checked": "2026-12-31"},
            {"member_id": "title", "central": 100, "job_title": "Dean", "job_title_checked": "2020-01-01"},
            {"member_id": "fresh", "central": 900, **old, "email_checked": "2026-12-31"},
        ],
        ("later", "2026-01-01", "2026-12-31"),  # its term says more than the column: it is in its grace
        bounced=["back"],
    )
    assert queue.columns == COLUMNS
    p, title = 0.83, 0.86  # 84 months: 1 - 2 ^ (-84 / 33), and by 30
    assert queue.rows == (
        ("back", "back", "email", "e@x.example", date(2026, 12, 31), 1.0, "came back for good"),
        ("alone", "alone", "email", "e@x.example", date(2020, 1, 1), p, "older than its half-life; the only channel"),
        ("due", "due", "email", "e@x.example", date(2020, 1, 1), p, "older than its half-life; membership due"),
        ("later", "later", "email", "e@x.example", date(2020, 1, 1), p, "older than its half-life; membership due"),
        ("valued", "valued", "email", "e@x.example", date(2020, 1, 1), p, "older than its half-life"),
        ("plain", "plain", "email", "e@x.example", date(2020, 1, 1), p, "older than its half-life"),
        ("title", "title", "job_title", "Dean", date(2020, 1, 1), title, "older than its half-life"),
    )
    assert (decayed.queue, decayed.first, decayed.first_undated) == (7, 7, 0)
    assert decayed.expected_errors == pytest.approx(1 + 5 * p + title, abs=0.03)


def test_where_an_address_came_back_another_channel_is_the_only_one() -> None:
    phone = {"phone": "1", "phone_checked": "2020-01-01"}
    _, queue = found([{"member_id": "A", "email": "a@x.example", **phone}], bounced=["A"])
    assert [(row[2], row[6]) for row in queue.rows] == [
        ("email", "came back for good"),
        ("phone", "older than its half-life; the only channel"),
    ]


def test_only_the_first_fifty_are_counted_on() -> None:
    people = [{"member_id": f"M{n}", "email": "x", "email_checked": "2000-01-01", "central": n} for n in range(60)]
    decayed, queue = found(people)
    assert (decayed.queue, decayed.first, len(queue.rows)) == (60, 50, 60)
    assert decayed.expected_errors == pytest.approx(50, abs=0.1)


def test_without_a_day_and_without_a_bounce_nothing_can_be_said() -> None:
    histories = histories_of([{"member_id": "A", "email": "a@x.example"}])
    terms = renewals(histories, RULES)
    assert decay(histories, terms, RULES, {}) == Withheld("no_dates")
    assert not isinstance(decay(histories, terms, RULES, {}, ["A"]), Withheld)


def test_a_measured_half_life_goes_before_the_setting() -> None:
    person = {"member_id": "A", "email": "a@x.example", "email_checked": "2026-01-01"}
    decayed, queue = found([person], measured={"email": 6.0})
    assert (decayed.fields[0].half_life, decayed.fields[0].basis) == (6.0, "measured")
    assert queue.rows[0][5] == 0.75  # a year is two half-lives


@given(st.floats(0.1, 1000), st.floats(0, 1000), st.floats(0, 1000))
def test_freshness_falls_with_age(half_life: float, age: float, more: float) -> None:
    assert 0 <= fresh_after(age + more, half_life) <= fresh_after(age, half_life) <= 1
    assert fresh_after(half_life, half_life) == 0.5
