"""Who brought whom: named members, other sources, and ranges where nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insights.flywheel.example import joined, sources_of, wheel_of, years
from valuereport.insights.flywheel.referrals import referrals
from valuereport.insights.flywheel.sources import NOBODY
from valuereport.model.flywheel import Referrals
from valuereport.model.histories import Histories
from valuereport.model.insight import Withheld

OLD, OLD_TERMS = joined("2024-03-01", 10, "old")
OLD_TERMS = [(one[0], one[1], "", one[3]) for one in OLD_TERMS]


def of_2026(sources: list[dict[str, str]], **more: Any) -> Histories:
    """Return ten old members and one who joined in 2026 for each source."""
    new, terms = joined("2026-02-01", len(sources), "new")
    named = [{**member, **source} for member, source in zip(new, sources, strict=True)]
    return wheel_of([*OLD, *named], [*OLD_TERMS, *terms], **more)


def found(histories: Histories, target: str = ">= 0.15") -> Referrals:
    told = referrals(*years(histories), sources_of(histories), target)
    assert isinstance(told, Referrals)
    return told


def test_unknown_sources_make_a_range() -> None:
    """Of 20 who joined 4 were referred, 10 came otherwise, of 6 nobody knows: 20 % to 50 %."""
    told = found(of_2026([{"referred_by": "old1"}] * 4 + [{"heard_from": "Fair"}] * 10 + [{}] * 6))
    assert (told.joins, told.referred, told.elsewhere, told.unknown) == (20, 4, 10, 6)
    assert (told.least.value, told.most.value) == (0.2, 0.5)
    assert told.rate.low == pytest.approx(0.0807, abs=1e-4)  # Wilson, 4 of 20
    assert told.rate.high == pytest.approx(0.7007, abs=1e-4)  # Wilson, 10 of 20
    assert (told.rate.verdict, told.rate.needed) == ("too_few", None)
    assert told.members == 20  # 10 a year ago, 30 now
    assert told.k.value == pytest.approx(0.2 * (365.25 / 365), abs=1e-3)
    assert told.k_most == pytest.approx(0.5 * (365.25 / 365), abs=1e-3)
    assert told.k.low == pytest.approx(1.0899 / 20, abs=1e-3)  # Garwood: 4 are 1.09 to 10.24, 10 up to 18.39
    assert told.k.high == pytest.approx(18.390 / 20, abs=2e-3)
    assert told.amplification.value == pytest.approx(1 / (1 - 0.2), abs=1e-3)


def test_a_referral_by_nobody_who_is_known_is_unknown_and_said() -> None:
    """A wrong id, a member of themselves, one who joined later; and a word that means some member."""
    sources = [
        {"referred_by": "lost"},
        {"referred_by": "new1"},
        {"referred_by": "new9"},
        {"heard_from": "a  COLLEAGUE"},
    ]
    histories = of_2026([*sources, *[{"referred_by": "old2"}] * 5, {"heard_from": "Fair"}])
    for frame, column, row in ((histories.members, "joined", 19), (histories.memberships, "starts", 19)):
        frame.loc[row, column] = pd.Timestamp("2026-07-01")
    told, come_from = found(histories), sources_of(histories)
    assert (told.referred, told.elsewhere, told.unknown) == (5, 1, 4)
    assert sorted(one.member_id for one in come_from.problems) == ["new0", "new1", "new2"]
    assert {one.reason for one in come_from.problems} == {
        "no member has the id or address of who brought this one",
        "the member is said to have brought themselves",
        "who brought this member joined later",
    }


def test_an_address_or_another_case_is_the_member_too_and_answers_stand_in() -> None:
    old = [{**OLD[0], "email": "Ann@Guild.example"}, *OLD[1:]]
    new, terms = joined("2026-02-01", 6, "new")
    named: list[dict[str, Any]] = [
        {**new[0], "referred_by": "ann@guild.example"},
        {**new[1], "referred_by": "OLD1"},
        {**new[2], "heard_from": "fair"},
        *new[3:],
    ]
    histories = wheel_of(
        [*old, *named],
        [*OLD_TERMS, *terms],
        answers=[("new3", "heard", "FAIR ", "2026-03-01"), ("new2", "heard", "Press", "2026-03-01")],
    )
    come_from = sources_of(histories, spellings=("Fair",))
    assert come_from.referrer.tolist()[10:] == [0, 1, NOBODY, NOBODY, NOBODY, NOBODY]
    assert come_from.channel.tolist()[10:] == ["referral", "referral", "Fair", "Fair", "unknown", "unknown"]
    assert not come_from.problems


def test_a_chain_of_three_generations_and_its_cycle_time() -> None:
    """a -> b -> c -> d, each 100 days after the one before; three more were brought by a after 10, 20, 30 days."""
    days = {"a": "2025-01-01", "b": "2025-04-11", "c": "2025-07-20", "d": "2025-10-28"}
    days |= {"e": "2025-01-11", "f": "2025-01-21", "g": "2025-01-31", "h": "2026-05-01"}
    by = {"b": "a", "c": "b", "d": "c", "e": "a", "f": "a", "g": "a"}
    others, terms = joined("2026-03-01", 6, "x", heard_from="Fair")
    members = [{"member_id": one, "joined": day, "referred_by": by.get(one, "")} for one, day in days.items()]
    histories = wheel_of(
        [*members, *others], [*((one, day, "", {}) for one, day in days.items()), *terms], as_at=date(2027, 1, 1)
    )
    told = found(histories)
    assert told.longest == 3
    assert (told.cycle.value, told.cycle.n) == (65, 6)  # of 10, 20, 30, 100, 100, 100
    assert (told.cycle.low, told.cycle.high) == (10, 100)


def test_nothing_can_be_said_where_nobody_asks_or_too_few_join() -> None:
    silent = of_2026([{}] * 8)
    assert referrals(*years(silent), sources_of(silent), "") == Withheld("no_sources")
    few = of_2026([{"referred_by": "old1"}] * 3)
    assert referrals(*years(few), sources_of(few), "") == Withheld("too_few", 5)
    nobody = wheel_of(OLD, OLD_TERMS)
    assert referrals(*years(nobody), sources_of(nobody), "") == Withheld("none_joined")


def test_who_is_referred_by_someone_who_joins_on_the_same_day_makes_no_endless_chain() -> None:
    new, terms = joined("2026-02-01", 6, "new", heard_from="Fair")
    new[0]["referred_by"], new[1]["referred_by"] = "new1", "new0"
    assert found(wheel_of(new, terms), "").longest <= 100


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["", "old1", "new0", "new3", "nobody", "NEW1"]), min_size=6, max_size=12))
def test_parts_add_up_and_the_range_holds_the_rate_whoever_is_named(said: list[str]) -> None:
    histories = of_2026([{"referred_by": one, "heard_from": "" if one else "Fair"} for one in said])
    told = referrals(*years(histories), sources_of(histories), ">= 0.15")
    if isinstance(told, Withheld):
        assert told == Withheld("no_sources")
        return
    assert told.joins == told.referred + told.elsewhere + told.unknown == len(said)
    low, least, most, high = told.rate.low or 0, told.least.value or 0, told.most.value or 0, told.rate.high or 0
    assert low <= least <= most <= high
    assert (told.k.low or 0) <= (told.k.value or 0) <= told.k_most <= (told.k.high or 0)
    assert told.longest <= 100
