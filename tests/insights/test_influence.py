"""Which activities go with renewal: planted truths are found, and what only looks like one is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.insights.histories import histories_of
from valuereport.insights.influence import influence
from valuereport.insights.renewals import renewals
from valuereport.model.insight import Influences, Withheld
from valuereport.settings.insights import InsightRules

ACTIVITIES = ("mentoring", "archive", "newsletter", "dinner")


class Organisation:
    """Members, terms and uses as they are added."""

    def __init__(self) -> None:
        self.members: list[dict[str, Any]] = []
        self.terms: list[tuple[Any, ...]] = []
        self.uses: list[tuple[str, str, str]] = []

    def add(self, *, joined: int, first: int, terms: int, uses: tuple[tuple[str, str], ...] = (), **more: Any) -> None:
        """Add a member: the years of joining and of the first term on record, how many terms, activities and days."""
        name = f"{len(self.members):05}"
        self.members.append({"member_id": name, "joined": f"{joined}-01-01"})
        self.terms += [(name, f"{year}-01-01", f"{year}-12-31", more) for year in range(first, first + terms)]
        self.uses += [(name, activity, day) for activity, day in uses]

    def told(self, **rules: Any) -> Influences | Withheld:
        histories = histories_of(self.members, self.terms, self.uses, as_at=date(2026, 12, 1), activities=ACTIVITIES)
        return influence(histories, renewals(histories, InsightRules(**rules)), InsightRules(**rules))


def drawn() -> Organisation:
    """Return 900 members: mentoring raises renewal by 20 points; the archive is used by old members, who renew more."""
    rng, made = np.random.default_rng(5), Organisation()
    for _ in range(900):
        old = bool(rng.random() < 0.5)
        joined = int(rng.integers(2005, 2015)) if old else int(rng.integers(2022, 2025))
        first = max(joined, 2022)
        year, uses = first, []
        habit = bool(rng.random() < 0.3)
        while True:
            exposed = habit if rng.random() < 0.8 else bool(rng.random() < 0.3)
            if exposed:
                uses.append(("mentoring", f"{year}-01-{rng.integers(1, 29):02}"))
            if rng.random() < (0.7 if old else 0.2):
                uses.append(("archive", f"{year}-05-{rng.integers(1, 29):02}"))
            if rng.random() < 0.4:
                uses.append(("newsletter", f"{year}-03-{rng.integers(1, 29):02}"))
            if year == 2026 or rng.random() > (0.75 if old else 0.55) + 0.2 * exposed:
                break
            year += 1
        made.add(joined=joined, first=first, terms=year - first + 1, uses=tuple(uses))
    return made


def test_what_drives_stands_first_and_what_goes_with_tenure_does_not() -> None:
    told = drawn().told()
    assert isinstance(told, Influences)
    first, *others = told.year
    assert first.activity == "mentoring"
    assert 0.1 < (first.difference.low or 0) < 0.2 < (first.difference.high or 0) < 0.3
    assert first.p_adjusted < 0.001
    archive = next(one for one in others if one.activity == "archive")
    assert (archive.exposed.low or 0) > (archive.others.high or 0)  # without regard to tenure it looks so
    assert (archive.difference.low or 0) < 0 < (archive.difference.high or 0)
    assert all(one.p_adjusted > 0.05 for one in others)
    assert told.first_days[0].activity == "mentoring"
    assert (told.first_days[0].difference.low or 0) > 0
    assert told.too_few == ("dinner",)


def groups(made: Organisation, *cells: tuple[int, int, str], activity: str = "mentoring", joined: int = 2023) -> None:
    """Add newcomers: so many, the terms they stay, the day of their use or ""."""
    for count, terms, day in cells:
        for _ in range(count):
            made.add(joined=joined, first=joined, terms=terms, uses=((activity, day),) if day else ())


def test_day_30_counts_and_day_31_does_not() -> None:
    made = Organisation()
    groups(made, (56, 2, "2023-01-31"), (14, 1, "2023-01-01"), (48, 2, "2023-02-01"), (32, 1, ""))
    told = made.told()
    assert isinstance(told, Influences)
    (one,) = told.first_days
    assert (one.exposed.value, one.exposed.n, one.others.value, one.others.n) == (0.8, 70, 0.6, 80)
    assert [one.difference.low, one.difference.high] == pytest.approx([0.0524, 0.3339], abs=0.003)
    assert one.difference.value == pytest.approx(0.2)
    assert one.p == one.p_adjusted < 0.05


def test_the_year_ends_ninety_days_before_the_membership_is_due() -> None:
    made = Organisation()
    made.add(joined=2010, first=2022, terms=1, uses=(("dinner", "2022-01-01"),))  # from here on uses are recorded
    # Due on 2024-01-01: the year is from 2022-10-03 to 2023-10-02.
    groups(made, (15, 2, "2022-10-03"), (15, 2, "2023-10-02"), (15, 1, "2022-10-02"), (15, 1, "2023-10-03"))
    told = made.told()
    assert isinstance(told, Influences)
    (one,) = told.year
    assert (one.exposed.value, one.others.value) == (1, 0)


def test_a_term_counts_where_uses_could_be_recorded() -> None:
    made = Organisation()
    groups(made, (30, 1, ""), joined=2021)  # before any use is recorded
    groups(made, (30, 1, ""), joined=2023)  # the dinner is not there yet
    groups(made, (15, 1, "2023-01-02"), activity="newsletter", joined=2023)
    groups(made, (15, 2, "2024-01-05"), (15, 1, ""), activity="dinner", joined=2024)
    told = made.told()
    assert isinstance(told, Influences)
    assert {one.activity: (one.exposed.n, one.others.n) for one in told.first_days} == {
        "dinner": (15, 15),
        "newsletter": (15, 30),
    }


def test_fewer_than_the_smallest_on_either_side_are_too_few() -> None:
    made = Organisation()
    groups(made, (9, 2, "2023-01-02"), (40, 1, ""))
    told = made.told()
    assert told == Influences((), (), ACTIVITIES)
    groups(made, (1, 2, "2023-01-02"))
    told = made.told()
    assert isinstance(told, Influences)
    assert [one.activity for one in told.first_days] == ["mentoring"]
    assert told.too_few == ACTIVITIES[1:]


def test_what_cannot_be_had_says_why() -> None:
    made = Organisation()
    assert made.told() == Withheld("no_memberships")
    groups(made, (20, 1, ""), joined=2026)
    assert made.told() == Withheld("none_due")
    groups(made, (15, 1, ""), joined=2023)
    assert made.told() == Withheld("no_engagements")
    groups(made, (1, 1, "2023-01-02"), joined=2023)
    assert made.told() == Withheld("too_few", 20, 16)
