"""Whatever the histories hold, the analyses answer, and tell nothing of a small group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insights.histories import histories_of
from valuereport.insights.cohorts import cohorts
from valuereport.insights.first_value import first_value
from valuereport.insights.influence import influence
from valuereport.insights.renewals import renewals
from valuereport.model.histories import Histories
from valuereport.model.insight import Cohorts, FirstValue, Influences
from valuereport.settings.insights import InsightRules

SMALLEST = 5
FIRST = date(2021, 1, 1)


def drawn(seed: int, members: int, *, known: float, joins: float, ends: float) -> Histories:
    """Return members of whom a part joined before the data, with some days missing, wrong or in the future."""
    rng = np.random.default_rng(seed)
    people, terms, used = [], [], []
    for nth in range(members):
        name, begins = f"{nth:03}", FIRST + timedelta(days=int(rng.integers(0, 1900) * (rng.random() < joins)))
        joined = begins - timedelta(days=int(rng.integers(0, 5000) * (rng.random() < 0.5)))
        paid = begins + timedelta(days=int(rng.integers(-30, 60)))
        people.append({"member_id": name, "joined": f"{joined}" if rng.random() < known else None, "paid": f"{paid}"})
        for _ in range(6):
            last = begins + timedelta(days=int(rng.choice([364, 364, 364, 364, 364, 29, 729, -5])))
            terms.append(
                (name, f"{begins}", f"{last}", {"grade": str(rng.choice(["A", "B", "Honorary"], p=[0.6, 0.3, 0.1]))})
            )
            begins = last + timedelta(days=int(rng.choice([1, 1, 1, 30, 100, 400, -20])))
            if begins > date(2027, 1, 1) or rng.random() < ends:
                break
        for _ in range(rng.poisson(3)):
            on = date(2022, 1, 1) + timedelta(days=int(rng.integers(0, 1826)))
            used.append((name, str(rng.choice(["cpd-webinar", "template-download"])), f"{on}"))
    return histories_of(people, terms, used)


def numbers(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Yield each number with the name of its field."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from numbers(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one, name)
    elif value is not None and not isinstance(value, str):
        yield name, value


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    members=st.sampled_from([200, 60, 8, 0]),
    by=st.sampled_from(["year", "quarter", "month"]),
    shares=st.tuples(*[st.sampled_from([0.5, 0.1, 0.9, 0.0, 1.0])] * 3),
)
def test_any_history_has_an_answer(seed: int, members: int, by: Any, shares: tuple[float, float, float]) -> None:
    histories = drawn(seed, members, known=shares[0], joins=shares[1], ends=shares[2])
    rules = InsightRules(smallest=SMALLEST, cohorts=by)
    found = renewals(histories, rules)
    by_cohort = cohorts(found, rules, ">= 0.85")
    first = first_value(histories, found, smallest=SMALLEST)
    goes_with = influence(histories, found, rules)
    for told in (by_cohort, first, goes_with):
        plain = json.loads(json.dumps(asdict(told), allow_nan=False))
        assert all(value == 0 or value >= SMALLEST for name, value in numbers(plain) if name == "n")
    if isinstance(by_cohort, Cohorts):
        spells = int((found.terms["number"] == 1).sum())
        shown = sum(one.members for one in by_cohort.cohorts)
        assert spells - by_cohort.earlier - shown in (0, by_cohort.folded)
        for points in (by_cohort.survival, *(one.survival for one in by_cohort.cohorts)):
            shares = [one.figure.value or 0 for one in points]
            assert shares == sorted(shares, reverse=True)
            assert [one.number for one in points] == list(range(1, len(points) + 1))
    if isinstance(first, FirstValue):
        assert [share for _, share in first.curve] == sorted((share for _, share in first.curve), reverse=True)
    if isinstance(goes_with, Influences):
        for one in (*goes_with.first_days, *goes_with.year):
            excludes = not (one.difference.low or 0) <= 0 <= (one.difference.high or 0)
            assert excludes == (one.p < 0.05)
            assert one.p <= one.p_adjusted <= 1
