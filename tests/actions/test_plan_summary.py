"""A plan in counts."""

from __future__ import annotations

from valuereport.actions.batch import BatchPlan
from valuereport.actions.delivery.reason_counts import NamedMember, ReasonCount
from valuereport.actions.plan_summary import plan_summary
from valuereport.errors import Problem
from valuereport.model.review import Count
from valuereport.model.run import Planned


def planned(number: int, reason: str = "", *, made: bool = True, edition: str = "standard") -> Planned:
    return Planned(number, f"M{number}", "en-GB", edition, f"{number}.pdf", "render" if made else "skip", reason)


def test_a_plan_is_counted_by_edition_language_and_reason() -> None:
    every = (
        planned(1),
        planned(2, edition="first-year"),
        planned(3, "no email: Opt-out holds “maybe”"),
        *(planned(number, "the status is Lapsed", made=False) for number in range(4, 8)),
        planned(8, "no fee paid in the period is recorded", made=False),
    )
    found = plan_summary(BatchPlan(every, (Problem("load", "error", "no such day", "row not used"),)), {"M4": "Ann"})
    assert (found.members, found.statements) == (8, 3)
    assert found.editions == (Count("standard", 2), Count("first-year", 1))
    assert found.locales == (Count("en-GB", 3),)
    assert found.skipped[0] == ReasonCount(
        "the status is Lapsed", 4, (NamedMember("M4", "Ann"), NamedMember("M5"), NamedMember("M6"))
    )
    assert [(one.reason, one.members) for one in found.skipped[1:]] == [("no fee paid in the period is recorded", 1)]
    assert [one.members for one in found.held_back] == [1]
    assert [one.reason for one in found.problems] == ["no such day"]
