"""The conversion table, churn with and without delight, what members give, what others use of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.insights.flywheel.example import OWN, RULES, SURVEYS, joined, sources_of, wheel_of, years
from valuereport.insights.flywheel.answers import answers_to
from valuereport.insights.flywheel.churn import churn
from valuereport.insights.flywheel.contribution import contribution
from valuereport.insights.flywheel.conversion import conversions
from valuereport.insights.flywheel.reuse import reuse
from valuereport.insights.flywheel.wheel import flywheel
from valuereport.insights.renewals import renewals
from valuereport.model.flywheel import Churn, ContributionIndex, Conversion, Flywheel
from valuereport.model.histories import ITEMS, Histories
from valuereport.model.insight import Figure, Withheld


def uses_of(prefix: str, activity: str, day: str, numbers: range) -> list[tuple[Any, ...]]:
    return [(f"{prefix}{number}", activity, day) for number in numbers]


def table(histories: Histories, delighters: tuple[str, ...] = ("mentoring",)) -> dict[tuple[str, str], Conversion]:
    facts = years(histories)[0].facts
    ratings = answers_to(histories, SURVEYS, "nps")
    found = conversions(facts, OWN, sources_of(histories), ratings, delighters, ("grade",))
    return {(one.by, one.label): one for one in found}


def two_cohorts() -> Histories:
    """2024: of 20 who joined 16 used something, 8 of these were mentored, 4 of these gave. 2025: 10, 2, 1 of 20."""
    members, terms = joined("2024-02-01", 20, "a", grade="Fellow")
    more, of_more = joined("2025-02-01", 20, "b", grade="Member")
    uses = [
        *uses_of("a", "cpd-webinar", "2024-05-01", range(16)),
        *uses_of("a", "mentoring", "2024-06-01", range(8)),
        *uses_of("a", "forum-post", "2024-07-01", range(4)),
        *uses_of("b", "cpd-webinar", "2025-05-01", range(10)),
        *uses_of("b", "mentoring", "2025-06-01", range(2)),
        *uses_of("b", "committee", "2025-07-01", range(1)),
        *uses_of("b", "committee", "2026-09-01", range(20)),  # after the first year
        ("a0", "cpd-webinar", "2024-01-15"),  # uses are recorded from here on
    ]
    answers = [(f"a{n}", "nps", str(10 if n < 6 else 7), "2024-10-01") for n in range(12)]
    return wheel_of([*members, *more], [*terms, *of_more], uses, answers=answers)


def test_each_stage_is_counted_through_the_one_before_within_the_first_year() -> None:
    found = table(two_cohorts())
    first, second = found["cohort", "2024"], found["cohort", "2025"]
    assert [one.members for one in first.steps] == [20, 16, 8, 4]
    assert [one.conversion.value for one in first.steps] == [None, 0.8, 0.5, 0.5]
    assert first.steps[1].conversion.low == pytest.approx(0.5840, abs=1e-4)  # Wilson, 16 of 20
    assert [one.members for one in second.steps] == [20, 10, 2, None]
    assert second.steps[3].withheld == Withheld("too_few", 5)
    assert [one.members for one in found["", ""].steps] == [40, 26, 10, 5]
    assert {key[1] for key in found if key[0] == "grade"} == {"Fellow", "Member"}
    assert (first.narrowest, second.narrowest) == ("delight", "delight")


def test_giving_by_what_delights_is_no_step_further() -> None:
    """Mentoring delights, and members give by it: only the four who also post are advocates."""
    histories = two_cohorts()
    rules = RULES.model_copy(update={"contribution": ("forum-post", "mentoring")})
    facts = years(histories, rules)[0].facts
    found = conversions(facts, OWN, sources_of(histories), answers_to(histories, SURVEYS, "nps"), ("mentoring",), ())
    assert [one.members for one in next(one for one in found if one.label == "2024").steps] == [20, 16, 8, 4]


def test_a_cohort_without_responses_says_so() -> None:
    found = table(two_cohorts())
    assert found["cohort", "2025"].promoters == Withheld("no_responses")
    promoters = found["cohort", "2024"].promoters
    assert isinstance(promoters, Figure)
    assert (promoters.value, promoters.n) == (0.5, 12)


def test_where_it_loses_speed_is_told_where_that_is_more_than_chance() -> None:
    found = table(two_cohorts())
    lost = found["cohort", "2025"].lost  # 80 % to 50 % of 20 is just more than chance, 50 % to 20 % of 16 and 10 is not
    assert lost is not None
    assert (found["cohort", "2025"].loses, round(lost.value or 0, 4)) == ("engage", -0.3)
    assert lost.high == pytest.approx(-0.0051, abs=5e-5)  # Newcombe
    assert found["cohort", "2024"].loses == ""
    members, terms = joined("2024-02-01", 200, "a")
    more, of_more = joined("2025-02-01", 200, "b")
    uses = [
        *uses_of("a", "cpd-webinar", "2024-02-02", range(200)),
        *uses_of("b", "cpd-webinar", "2025-02-02", range(150)),
    ]
    found = table(wheel_of([*members, *more], [*terms, *of_more], uses))
    later = found["cohort", "2025"]
    assert (later.loses, round(later.lost.value, 3) if later.lost and later.lost.value else None) == ("engage", -0.25)
    assert found["", ""].loses == "engage"


def test_without_an_attractive_feature_the_way_goes_on_past_it() -> None:
    found = table(two_cohorts(), delighters=())["cohort", "2024"]
    assert found.steps[2].withheld == Withheld("no_delighters")
    assert (found.steps[3].members, found.steps[3].conversion.n) == (4, 16)


def test_who_joined_less_than_a_year_ago_is_not_due() -> None:
    early = table(replace(two_cohorts(), as_at=date(2025, 12, 1)))
    assert early["", ""].not_due == 20
    assert ("cohort", "2025") not in early


# ---- Churn


def with_churn(lost_of_delighted: int, lost_of_others: int) -> Histories:
    """60 members of two grades; half of each was mentored in the year before the membership was due."""
    members, terms, uses = [], [], []
    for number in range(60):
        name, delighted = f"m{number}", number % 2 == 0
        place = number // 2
        leaves = place < (lost_of_delighted if delighted else lost_of_others)
        members.append({"member_id": name, "joined": "2023-06-01", "grade": "A" if place % 2 else "B"})
        terms.append((name, "2023-06-01", "2026-05-31" if leaves else "2028-05-31", {}))
        uses.append((name, "cpd-webinar", "2024-01-02"))
        if delighted:
            uses += [(name, "mentoring", f"{year}-10-01") for year in (2024, 2025)]
    return wheel_of(members, terms, uses)


def test_who_was_delighted_lapses_less_and_it_is_an_association() -> None:
    found = churn(*years(with_churn(3, 15)), ("mentoring",), "change <= -0.05")
    assert isinstance(found, Churn)
    assert found.delighted
    assert found.others
    assert found.difference
    assert found.rate.value == pytest.approx(18 / 60)
    assert found.delighted.value == pytest.approx(3 / 60)  # two years each
    assert found.others.value == pytest.approx(15 / 60)
    assert found.difference.high is not None
    assert found.difference.high < 0
    assert found.previous is not None
    assert found.previous.value == 0


def test_how_many_due_memberships_would_show_the_change_aimed_at() -> None:
    found = churn(*years(with_churn(3, 15)), (), "change <= -0.10")
    assert isinstance(found, Churn)
    assert found.withheld == Withheld("no_delighters")
    assert found.needed is None  # of nothing there is no tenth less
    terms = [(f"m{n}", "2024-06-01", f"202{5 if n < 10 else 6 if n < 20 else 8}-05-31", {}) for n in range(60)]
    members = [{"member_id": f"m{n}", "joined": "2024-06-01"} for n in range(60)]
    told = churn(*years(wheel_of(members, terms)), ("mentoring",), "change <= -0.10")
    assert isinstance(told, Churn)
    assert told.previous is not None
    assert (told.previous.value, told.needed) == (pytest.approx(1 / 6), 7530)
    assert told.withheld == Withheld("no_engagements")


# ---- Contribution


def test_the_index_is_on_the_scale_of_the_base_year() -> None:
    """2025: ten post 3 times, one sits on a committee once: caps 3 and 1. 2026: they post 15 times, five sit once."""
    members, terms = joined("2024-01-10", 20, "m")
    terms = [(one[0], one[1], "", one[3]) for one in terms]
    uses = [("m0", "cpd-webinar", "2025-01-02")]
    uses += [one for day in ("02", "03", "04") for one in uses_of("m", "forum-post", f"2025-03-{day}", range(10))]
    uses += [one for day in range(10, 25) for one in uses_of("m", "forum-post", f"2026-03-{day}", range(10))]
    uses += uses_of("m", "committee", "2026-04-01", range(5)) + uses_of("m", "committee", "2025-04-01", range(1))
    histories = wheel_of(members, terms, uses)
    own = OWN.model_copy(update={"weights": {"forum-post": 1.0, "committee": 3.0}, "base_year": 2025})
    now = years(histories)[0]
    found = contribution(now.facts, now, own, ("grade",), "change >= 0.10")
    assert isinstance(found, ContributionIndex)
    assert [(one.activity, one.weight, one.cap) for one in found.parts] == [
        ("forum-post", 0.25, 3.0),
        ("committee", 0.75, 1.0),
    ]
    before, newest = found.years
    assert (before.label, before.contributors.value) == ("2025", 0.5)
    assert before.linear.value == pytest.approx(100 * (10 * 0.25 + 0.75) / 20)
    assert newest.linear.value == pytest.approx(100 * (5 * 1 + 5 * 0.25) / 20)
    assert newest.geometric.value == pytest.approx(100 * (5 * 1 + 5 * (2**0.25 - 1)) / 20)
    assert newest.linear.verdict == "too_few"
    assert contribution(now.facts, now, OWN.model_copy(update={"base_year": 2011}), (), "") == Withheld("one_year")


def test_what_was_not_recorded_in_the_base_year_is_no_growth() -> None:
    """Committees are on record since 2026 alone: with 2025 as the base they are left out, with 2026 they count."""
    members, terms = joined("2024-01-10", 20, "m")
    terms = [(one[0], one[1], "", one[3]) for one in terms]
    uses = [("m0", "cpd-webinar", "2025-01-02")]
    uses += [one for year in (2025, 2026) for one in uses_of("m", "forum-post", f"{year}-03-02", range(10))]
    uses += uses_of("m", "committee", "2026-04-01", range(20))
    now = years(wheel_of(members, terms, uses))[0]
    found = contribution(now.facts, now, OWN, (), "change >= 0.10")
    assert isinstance(found, ContributionIndex)
    assert ([one.activity for one in found.parts], found.left_out) == (["forum-post"], ("committee",))
    assert found.years[0].linear.value == found.years[1].linear.value == 50
    later = contribution(now.facts, now, OWN.model_copy(update={"base_year": 2026}), (), "")
    assert isinstance(later, ContributionIndex)
    assert (len(later.parts), later.left_out) == (2, ())


def test_groups_are_ranked_and_their_ranks_move_with_the_weights() -> None:
    members = [{"member_id": f"m{n}", "joined": "2024-01-10", "grade": ("A", "B", "C")[n // 5]} for n in range(15)]
    terms = [(f"m{n}", "2024-01-10", "", {}) for n in range(15)]
    uses = [("m0", "cpd-webinar", "2024-01-11")]
    uses += uses_of("m", "forum-post", "2026-03-01", range(5)) + uses_of("m", "committee", "2026-03-01", range(5, 10))
    now = years(wheel_of(members, terms, uses))[0]
    found = contribution(now.facts, now, OWN, ("grade",), "")
    assert isinstance(found, ContributionIndex)
    assert [(one.label, one.rank, one.best, one.worst) for one in found.groups] == [
        ("A", 1, 1, 2),
        ("B", 1, 1, 2),
        ("C", 3, 3, 3),
    ]


# ---- Reuse


def test_items_are_used_by_others_after_they_were_contributed() -> None:
    """Three items: one used by two others, one by its own maker alone, one by another before it was there."""
    rows = [
        (0, 0, 2, "2026-02-01", True),
        (0, 1, 0, "2026-03-01", False),
        (0, 2, 0, "2026-03-02", False),
        (1, 3, 2, "2026-02-01", True),
        (1, 3, 0, "2026-03-01", False),
        (2, 4, 2, "2026-06-01", True),
        (2, 5, 0, "2026-05-01", False),
    ]
    items = pd.DataFrame(rows, columns=[*ITEMS]).astype(dict(ITEMS))
    histories = replace(wheel_of(*joined("2024-01-10", 8, "m")), items=items)
    own = OWN.model_copy(update={"reused": {"forum-post": ("cpd-webinar",)}})
    found = reuse(histories, own, 2)
    assert not isinstance(found, Withheld)
    assert (found[0].items, found[0].uses, found[0].users) == (3, 2, 2)
    assert found[0].reused.value == pytest.approx(1 / 3)
    assert reuse(histories, OWN, 2) == Withheld("no_reuse")
    assert reuse(wheel_of(*joined("2024-01-10", 8, "m")), own, 2) == Withheld("no_contribution")


# ---- All of it


def test_every_part_comes_or_says_why_not() -> None:
    histories = two_cohorts()
    found = flywheel(histories, renewals(histories, RULES), RULES, OWN, SURVEYS, attractive=("mentors", "portal"))
    assert not isinstance(found, Withheld)
    wheel, problems = found
    assert isinstance(wheel, Flywheel)
    assert not problems
    assert wheel.delighters == ("mentoring",)
    assert wheel.referrals == Withheld("none_joined")
    assert wheel.acquisition == Withheld("no_acquisition")
    assert wheel.reuse == Withheld("no_reuse")
    assert wheel.nps == Withheld("no_surveys")
    nothing = wheel_of([{"member_id": "A"}], [])
    assert flywheel(nothing, renewals(nothing, RULES), RULES, OWN, SURVEYS) == Withheld("no_memberships")


def test_all_figures_are_plain_numbers() -> None:
    """What composes and writes them knows no others."""
    members, terms = joined("2024-02-01", 20, "a", grade="Fellow", heard_from="Fair")
    more, of_more = joined("2026-02-01", 20, "b", grade="Member", referred_by="a0")
    uses = uses_of("a", "cpd-webinar", "2024-02-02", range(20)) + uses_of("a", "committee", "2026-02-02", range(9))
    spent = [
        ("Fair", "2025-01-01", "2027-01-01", 900.0, 2.0, 0.0),
        ("Referral", "2026-01-01", "2027-01-01", 9.0, 0.0, 0.0),
    ]
    histories = wheel_of([*members, *more], [*terms, *of_more], uses, spent=spent)
    found = flywheel(histories, renewals(histories, RULES), RULES, OWN, SURVEYS, attractive=("mentors",))
    assert not isinstance(found, Withheld)
    kinds = {type(one) for one in _leaves(found[0])}
    assert kinds <= {str, int, float, bool, type(None)}


def _leaves(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        for one in fields(value):
            yield from _leaves(getattr(value, one.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
