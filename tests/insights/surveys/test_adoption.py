"""Adoption of what was launched: of those who were members then, whoever has left since."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from tests.insights.surveys.example import Heard, histories, outcome, said, settings
from valuereport.insights.statistics.proportions import wilson
from valuereport.model.insight import Withheld
from valuereport.model.listening import Adoption

MATCHING = {"id": "matching", "activities": ["cpd-webinar"], "launched": "2026-02-01"}


def adopted(*, adopters: int = 25, others: int = 75, late: int = 0, **more: Any) -> Adoption:
    """Return the adoption by members of whom so many use it in the first days, others never, and some too late."""
    heard = Heard()
    heard.pairs({"A": 60}, feature="matching")
    names = [f"M{at}" for at in range(adopters + others + late)]
    members = [{"member_id": name} for name in [*names, "NEW"]]
    terms = [(name, "2025-06-01", "2026-05-31") for name in names] + [("NEW", "2026-03-01", "2027-02-28")]
    early = [(name, "cpd-webinar", day) for name in names[:adopters] for day in ("2026-02-01", "2026-03-05")]
    later = [(name, "cpd-webinar", "2026-08-02") for name in names[adopters + others :]]
    uses = [(names[-1], "template-download", "2025-06-02"), ("NEW", "cpd-webinar", "2026-03-02"), *early, *later]
    (found,) = said(histories(heard, members, terms, uses, **more), settings([MATCHING])).adoption
    return found


def test_a_quarter_of_a_hundred() -> None:
    found = adopted()  # all memberships ended in May: who left is counted, who joined later is not
    assert (found.figure.value, found.figure.n) == (pytest.approx(0.25), 100)
    assert (found.figure.low, found.figure.high) == (pytest.approx(0.1755, abs=5e-5), pytest.approx(0.3430, abs=5e-5))
    assert (found.figure.verdict, found.delighter) == ("too_few", True)
    assert found.uses_per_adopter.value == pytest.approx(2.0)
    assert found.withheld is None


def test_a_use_after_the_days_is_none() -> None:
    assert adopted(late=20, others=55).figure.value == pytest.approx(0.25)


def test_how_many_would_decide_where_thirty_percent_adopt() -> None:
    found = adopted(adopters=30, others=70)
    assert found.figure.verdict == "too_few"
    assert found.figure.needed == 289  # half the chance to clear 25 %


@pytest.mark.parametrize(("n", "chance"), [(320, 0.52), (610, 0.80)])
def test_the_chance_to_clear_a_quarter_where_three_in_ten_adopt(n: int, chance: float) -> None:
    low, _ = wilson(np.arange(n + 1), np.full(n + 1, n))
    assert binom.pmf(np.arange(n + 1), n, 0.3)[low > 0.25].sum() == pytest.approx(chance, abs=0.005)


def test_before_the_days_are_over_nothing_is_due() -> None:
    found = adopted(as_at=date(2026, 8, 1))
    assert (found.figure.value, found.figure.verdict) == (pytest.approx(0.25), "not_due")


@pytest.mark.parametrize(("terms", "why"), [([], "no_memberships"), ([("M0", "2025-06-01", "2027-05-31")], "too_few")])
def test_what_cannot_be_had(terms: list[tuple[str, str, str]], why: str) -> None:
    heard = Heard()
    heard.pairs({"A": 60}, feature="matching")
    uses = [("M0", "cpd-webinar", "2025-06-02"), ("M0", "cpd-webinar", "2026-02-02")]
    (found,) = said(histories(heard, [{"member_id": "M0"}], terms, uses), settings([MATCHING])).adoption
    assert found.withheld is not None
    assert found.withheld.why == why
    late = [("M0", "cpd-webinar", "2026-04-02")]
    terms = [("M0", "2025-06-01", "2027-05-31")]
    (found,) = said(histories(heard, [{"member_id": "M0"}], terms, late), settings([MATCHING])).adoption
    assert found.withheld == Withheld("no_engagements")  # nobody recorded uses when it was launched


def test_uses_of_a_part_are_uses_of_the_whole() -> None:
    heard = Heard()
    heard.pairs({"A": 60}, feature="whole")
    names = [f"M{at}" for at in range(20)]
    terms = [(name, "2025-06-01", "2027-05-31") for name in names]
    uses = [("M0", "template-download", "2025-06-02"), *((name, "cpd-webinar", "2026-02-02") for name in names[:10])]
    features = [
        {"id": "whole", "launched": "2026-02-01"},
        {"id": "part", "part_of": "whole"},
        {"id": "grain", "part_of": "part", "activities": ["cpd-webinar"]},
    ]
    found = said(histories(heard, [{"member_id": name} for name in names], terms, uses), settings(features))
    assert [one.figure.value for one in found.adoption] == [0.5]


def test_what_was_used_or_rated_before_its_launch_is_a_warning() -> None:
    heard = Heard()
    heard.pairs({"A": 60}, feature="matching", day="2026-01-05")  # what they would feel may be asked before
    heard.add(70, {"matching-c": "5"}, day="2026-01-31T23:59:00")
    heard.add(71, {"matching-c": "5"}, day="2026-02-01T00:01:00")
    uses = [("M0", "cpd-webinar", day) for day in ("2025-12-24", "2026-01-31", "2026-02-01")]
    features = [MATCHING, {"id": "careers"}, {**MATCHING, "id": "library", "activities": ["template-download"]}]
    uses.append(("M0", "template-download", "2026-02-02"))
    _, _, problems = outcome(histories(heard, [{"member_id": "M0"}], [], uses), settings(features))
    assert {(one.file, one.column, one.value) for one in problems} == {
        ("surveys.toml", "feature.matching.launched", "2026-02-01")
    }
    assert [one.reason for one in problems] == [
        "feature.matching: 2 uses lie before its launch on 2026-02-01, the first on 2025-12-24",
        "feature.matching: 1 ratings lie before its launch on 2026-02-01, the first on 2026-01-31",
    ]
