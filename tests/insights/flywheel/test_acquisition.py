"""What a new paying member costs, by channel; and why it cannot be had."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.insights.flywheel.example import joined, sources_of, wheel_of, years
from valuereport.insights.flywheel.acquisition import acquisition, spellings
from valuereport.model.flywheel import Acquisition, ChannelCost, HourValue
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Withheld

HOUR = HourValue("staff-hour", 30, 40, 50, "payroll")
YEAR_2026 = ("2026-01-01", "2027-01-01")


def costs(histories: Histories, hour: HourValue | None = HOUR, target: str = "change <= -0.05") -> Acquisition:
    come_from = sources_of(histories, spellings=spellings(histories.acquisition))
    found = acquisition(*years(histories), come_from, hour, target)
    assert isinstance(found, Acquisition)
    return found


def channel(found: Acquisition, name: str) -> ChannelCost:
    return next(one for one in found.channels if one.channel == name)


def wheel(spent: list[tuple[Any, ...]], **heard: int) -> Histories:
    """Return ten old members, and as many new ones for each word."""
    members, terms = joined("2024-03-01", 10, "old")
    for word, count in heard.items():
        source = {"referred_by": "old0"} if word == "brought" else {"heard_from": "" if word == "nobody" else word}
        more, of_them = joined("2026-03-01", count, word, **source)
        members, terms = [*members, *more], [*terms, *of_them]
    return wheel_of(members, terms, spent=spent)


def test_spend_hours_and_rewards_make_the_cost_of_a_channel() -> None:
    """The fair: 1,000 + 10 hours at 40 for 7 members is 200 each; referrals: 6 rewards of 20 are 20 each."""
    spent = [("Fair", *YEAR_2026, 1000.0, 10.0, 0.0), ("Referral", *YEAR_2026, 0.0, 0.0, 120.0)]
    found = costs(wheel(spent, fair=7, brought=6))
    assert [one.channel for one in found.channels] == ["referral", "Fair"]
    fair, referral = channel(found, "Fair"), channel(found, "referral")
    assert isinstance(fair.cost, Figure)
    assert isinstance(referral.cost, Figure)
    assert isinstance(found.whole.cost, Figure)
    assert (fair.staff, fair.total, fair.cost.value, fair.cost.n) == (400, 1400, 200, 7)
    assert fair.cost.low == pytest.approx(1300 / 14.4227, rel=1e-4)  # Garwood: 7 are 2.8144 to 14.4227
    assert fair.cost.high == pytest.approx(1500 / 2.8144, rel=1e-4)
    assert referral.cost.value == 20
    assert found.whole.cost.value == pytest.approx(1520 / 13)
    assert found.whole.cost.verdict == "not_due"  # nothing is known of the year before


def test_what_is_not_known_of_a_channel_is_no_cost() -> None:
    """A channel without a row, one without an amount, one with hours that nobody puts a value on."""
    nothing = float("nan")
    spent = [("Press", *YEAR_2026, nothing, 0.0, 0.0), ("Fair", *YEAR_2026, 500.0, 3.0, 0.0)]
    found = costs(wheel(spent, fair=6, Press=6, Internet=6), hour=None)
    assert channel(found, "Internet").cost == Withheld("no_spend")
    assert channel(found, "Press").cost == Withheld("no_spend")
    assert channel(found, "Fair").cost == Withheld("no_hour_value")
    assert found.whole.cost == Withheld("no_spend")
    assert channel(found, "Internet").joins == 6


def test_those_of_an_unknown_source_widen_the_range_of_every_channel() -> None:
    spent = [("Fair", *YEAR_2026, 900.0, 0.0, 0.0)]
    known, more = (channel(costs(wheel(spent, fair=9, nobody=few)), "Fair").cost for few in (0, 9))
    assert isinstance(known, Figure)
    assert isinstance(more, Figure)
    assert known.low is not None
    assert more.low is not None
    assert (known.value, more.value, more.high) == (100, 100, known.high)
    assert more.low == pytest.approx(900 / 28.4478, rel=1e-4)  # Garwood: 18 are at most 28.4478
    assert more.low < known.low


def test_small_channels_are_together_and_no_members_are_no_cost() -> None:
    spent = [(name, *YEAR_2026, 300.0, 0.0, 0.0) for name in ("Fair", "Press", "Mail", "Poster")]
    found = costs(wheel(spent, Fair=8, Press=3, Mail=4))
    assert {one.channel for one in found.channels} == {"Fair", "other", "Poster"}
    other = channel(found, "other")
    assert isinstance(other.cost, Figure)
    assert (other.joins, other.total, round(other.cost.value or 0, 2)) == (7, 600, 85.71)
    assert channel(found, "Poster").cost == Withheld("none_joined")


def test_a_row_counts_by_the_days_that_lie_in_the_period_and_free_members_do_not() -> None:
    members, terms = joined("2026-03-01", 8, "new", heard_from="Fair")
    free, of_free = joined("2026-03-01", 8, "free", heard_from="Fair", paid_fee=0.0)
    spent = [("Fair", "2025-07-02", "2026-07-02", 730.0, 0.0, 0.0), ("Fair", "2026-07-02", "2027-07-02", 0.0, 0.0, 0.0)]
    found = channel(costs(wheel_of([*members, *free], [*terms, *of_free], spent=spent)), "Fair")
    assert (found.joins, found.spend) == (8, pytest.approx(364.0))


def test_the_year_before_gives_the_verdict_of_the_change() -> None:
    """100 each, then 50 each: with 200 members a year the fall is more than chance."""
    members, terms = joined("2025-03-01", 200, "old", heard_from="Fair")
    more, of_more = joined("2026-03-01", 200, "new", heard_from="Fair")
    spent = [
        ("Fair", "2025-01-01", "2026-01-01", 20000.0, 0.0, 0.0),
        ("Fair", *YEAR_2026, 10000.0, 0.0, 0.0),
    ]
    whole = costs(wheel_of([*members, *more], [*terms, *of_more], spent=spent)).whole
    assert isinstance(whole.cost, Figure)
    assert whole.previous is not None
    assert (whole.previous.value, whole.cost.value, whole.cost.verdict) == (100, 50, "met")


def test_a_file_that_ends_before_the_period_does_is_no_basis() -> None:
    found = costs(wheel([("Fair", "2025-01-01", "2026-04-01", 900.0, 0.0, 0.0)], Fair=8))
    assert found.whole.cost == Withheld("no_spend")
    histories = wheel([], Fair=8)
    assert acquisition(*years(histories), sources_of(histories), HOUR, "") == Withheld("no_acquisition")
    unpaid = wheel_of(*joined("2026-03-01", 8, "new", paid_fee=np.nan), spent=[("Fair", *YEAR_2026, 1.0, 0.0, 0.0)])
    assert acquisition(*years(unpaid), sources_of(unpaid), HOUR, "") == Withheld("no_payments")
