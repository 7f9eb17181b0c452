"""What to do first: each rule, the order, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.insights.surveys.example import Heard, histories, outcome, said, settings
from valuereport.insights.surveys.priorities import priorities
from valuereport.model.insight import Withheld
from valuereport.model.listening import Priorities, Priority
from valuereport.settings.insights import InsightRules

FEATURES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "minutes": ("I", {"cost": 500}),
    "decor": ("I", {"cost": 9000}),
    "endorsement": ("R", {"stage": "proposed"}),
    "matching": ("A", {"stage": "pilot"}),
    "keynote": ("A", {"activities": ["cpd-webinar"], "cost": 1200}),
    "support": ("O", {}),
    "insight": ("O", {"stage": "proposed"}),
    "privacy": ("M", {}),
    "portal": ("M", {}),
    "status-page": ("M", {"stage": "proposed"}),
}
CSAT = {"privacy": 57, "portal": 30, "support": 20}  # satisfied of sixty
ACTIVE = 12


def ranked(features: Mapping[str, tuple[str, dict[str, Any]]] = FEATURES, **targets: str) -> dict[str, Priority]:
    heard = Heard()
    for name, (letter, _) in features.items():
        heard.pairs({letter: 60} if letter in "AOMIR" else {"A": 30, "O": 30}, feature=name)
        for person in range(60 if name in CSAT else 0):
            heard.add(person, {f"{name}-c": "5" if person < CSAT[name] else "1"})
    names = [f"M{at}" for at in range(48)]
    uses = [(name, "cpd-webinar", "2026-03-03") for name in names[:ACTIVE]]
    found = histories(heard, [{"member_id": name} for name in names], [], uses)
    wanted = settings([{"id": name, **more} for name, (_, more) in features.items()], targets=targets)
    told = priorities(found, said(found, wanted), wanted, InsightRules())
    assert isinstance(told, Priorities)
    assert [one.place for one in told.rows] == list(range(1, len(features) + 1))
    assert all(one.place_low <= one.place <= one.place_high for one in told.rows)
    return {one.feature: one for one in told.rows}


def test_each_rule_and_the_order() -> None:
    found = ranked()
    assert {name: one.action for name, one in found.items()} == {
        "status-page": "fix",
        "portal": "fix",
        "insight": "invest",
        "support": "invest",
        "matching": "pilot",
        "keynote": "promote",
        "decor": "stop",
        "minutes": "stop",
        "privacy": "keep",
        "endorsement": "leave",
    }
    assert list(found) == [
        *("status-page", "portal", "support", "insight", "matching", "keynote", "decor", "minutes", "privacy"),
        "endorsement",
    ]


def test_the_scores_worked_out_by_hand() -> None:
    found = ranked()
    assert found["status-page"].score == pytest.approx(1.0)  # worse -1, and it is not there
    assert found["portal"].score == pytest.approx(1.0 * 30 / 60)
    assert found["support"].score == pytest.approx((1 + 1) / 2 * 40 / 60)
    assert found["insight"].score == pytest.approx((1 + 1) / 2 * 0.5)  # nobody was asked: a half
    assert found["keynote"].score == pytest.approx(1.0 * (1 - ACTIVE / 48))
    assert (found["keynote"].use.value, found["keynote"].use.n) == (0.25, 48)
    assert found["keynote"].cost_per_user == pytest.approx(100 * 365 / 365.25)


def test_what_an_interval_would_change() -> None:
    found = ranked()
    assert found["privacy"].others == ("fix",)  # 95 % satisfied: from 86 on it may be under 90
    assert (found["privacy"].place_low, found["privacy"].place_high) == (3, 9)
    assert found["portal"].others == ()
    assert found["matching"].others == ()


def test_what_is_not_named_is_asked_again() -> None:
    (found,) = ranked({"events": ("mixed", {})}).values()
    assert (found.action, found.others) == ("ask", ("invest", "promote"))


def test_without_a_target_a_basic_that_is_there_is_kept() -> None:
    assert ranked({"portal": ("M", {})}, csat_basic="")["portal"].action == "keep"


def test_no_pairs_no_priorities() -> None:
    heard = Heard()
    heard.add(0, {"recommend": "9"})
    found = histories(heard)
    assert priorities(found, said(found, settings()), settings(), InsightRules()) == Withheld("no_surveys")
    nothing = histories(Heard())
    assert priorities(nothing, outcome(nothing, settings())[0], settings(), InsightRules()) == Withheld("no_surveys")
