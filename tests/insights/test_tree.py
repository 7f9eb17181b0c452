"""The driver tree: fixtures F1, F2, F3 end to end, targets, views, and what cannot be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from tests.insights.histories import histories_of
from valuereport.errors import Problem
from valuereport.insights.renewals import renewals
from valuereport.insights.tree import driver_tree
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Influence, Influences, Node, Tree, View
from valuereport.settings import Drivers, InsightRules
from valuereport.settings.drivers import default_drivers_path
from valuereport.settings.read import _read

RULES = InsightRules(by=())
Member = tuple[Mapping[str, Any], Sequence[tuple[Any, ...]]]


@cache
def default_drivers() -> Drivers:
    return _read(default_drivers_path(), Drivers)


def histories(members: Sequence[Member], engagements: Sequence[Any] = (), **more: Any) -> Histories:
    """Return histories of members, each with the terms of their membership: first day, last day, more columns."""
    named = [{"member_id": f"M{at}", **one} for at, (one, _) in enumerate(members)]
    terms = [(f"M{at}", *term) for at, (_, spell) in enumerate(members) for term in spell]
    return histories_of(named, terms, engagements, **more)


def tree_of(found: Histories, drivers: Drivers | None = None, **more: Any) -> tuple[Tree, tuple[Problem, ...]]:
    rules = more.pop("rules", RULES)
    return driver_tree(found, renewals(found, rules), drivers or default_drivers(), rules, **more)


def nodes(tree: Tree) -> dict[str, Node]:
    return {one.id: one for one in tree.nodes}


def parts(node: Node) -> dict[str, float]:
    return {one.driver: one.value for one in node.contributions}


def view_of(node: Node, by: str) -> View:
    return next(one for one in node.views if one.by == by)


def yearly(first: int, renewed: int, fee: float | Sequence[float] = 100, **more: Any) -> Member:
    """Return a member whose first term that is recorded begins in March of a year, and was renewed so many times."""
    fees = [fee] * (renewed + 1) if isinstance(fee, int | float) else fee
    spell = [(f"{first + n}-03-01", f"{first + n + 1}-02-28", {"fee": each}) for n, each in enumerate(fees)]
    return {"joined": f"{first}-03-01", **more}, spell


def f1() -> Histories:
    """1,000 due and 840 renewed for 300 in 2025; 1,100 due and 880 renewed for 320 in 2026."""
    return histories(
        [
            *[yearly(2024, 2, [280, 300, 320])] * 700,
            *[yearly(2024, 1, [280, 300])] * 140,
            *[yearly(2024, 0, 280)] * 160,
            *[yearly(2025, 1, [150, 320])] * 180,
            *[yearly(2025, 0, 150)] * 80,
        ]
    )


def test_f1_what_moved_the_dues() -> None:
    tree, problems = tree_of(f1())
    found = nodes(tree)
    renewing = found["dues_renewing"]
    assert (renewing.figure.value, renewing.previous.value if renewing.previous else 0) == (281_600, 252_000)
    assert renewing.change == 29_600
    assert parts(renewing) == pytest.approx(
        {"due": 25_413.3333, "renewal_rate": -13_026.6667, "fee_renewing": 17_213.3333}, abs=1e-3
    )
    assert parts(found["dues"]) == pytest.approx({"dues_renewing": 29_600, "dues_new": -39_000, "dues_rejoined": 0})
    assert found["dues"].change == pytest.approx(-9_400)
    assert found["renewal_rate"].figure.value == pytest.approx(0.8)
    assert (found["renewal_rate"].figure.verdict, found["renewal_rate"].figure.n) == ("missed", 1100)
    before = found["renewal_rate"].previous
    assert before is not None
    assert (before.value, before.n, before.verdict) == (0.84, 1000, "no_target")
    assert not problems


def test_f2_any_product_of_the_organisation() -> None:
    drivers = Drivers.model_validate(
        {
            "outcomes": ["revenue"],
            "node": [
                {"id": "revenue", "formula": "renewed * each", "unit": "money", "label": {"en": "Revenue"}},
                {"id": "renewed", "measure": "renewed"},
                {"id": "each", "measure": "fee_renewing", "label": {"en": "Each"}},
            ],
        }
    )
    found = histories(
        [
            *[yearly(2024, 2, [1, 220, 225])] * 1000,
            *[yearly(2024, 1, [1, 220])] * 500,
            *[yearly(2025, 1, [1, 225])] * 700,
            *[yearly(2025, 0, 1)] * 3,
        ]
    )
    tree, problems = tree_of(found, drivers)
    revenue = nodes(tree)["revenue"]
    assert revenue.change == 52_500
    assert parts(revenue) == pytest.approx({"renewed": 44_500, "each": 8_000})
    assert not problems


def f3() -> Histories:
    """New members are 20, then 50 % of those who are due; they renew 70, then 72 %, others 90, then 91 %."""
    new = {"sector": "New"}
    old = {"sector": "Old", "joined": "2010-03-01"}
    return histories(
        [
            *[yearly(2024, 2, **new)] * 140,
            *[yearly(2024, 0, **new)] * 60,
            *[yearly(2025, 1, **new)] * 580,
            *[yearly(2025, 0, **new)] * 280,
            *[yearly(2024, 2, **old)] * 720,
            *[yearly(2024, 0, **old)] * 80,
            *[yearly(2025, 1, **old)] * 190,
            *[yearly(2025, 0, **old)] * 90,
        ]
    )


def test_f3_the_mix_changed_not_the_rate() -> None:
    tree, problems = tree_of(f3(), by=("sector",))
    rate = nodes(tree)["renewal_rate"]
    assert (rate.figure.value, rate.change) == (0.815, pytest.approx(-0.045))
    found = view_of(rate, "sector")
    assert [(one.label, one.figure.value, one.previous and one.previous.value) for one in found.groups] == [
        ("New", 0.72, 0.7),
        ("Old", 0.91, 0.9),
    ]
    assert {(one.driver, one.part): one.value for one in found.contributions} == pytest.approx(
        {("New", "mix"): -0.03825, ("Old", "mix"): -0.02025, ("New", "rate"): 0.0070, ("Old", "rate"): 0.0065}
    )
    assert found.message == "mix"
    tenure = view_of(rate, "tenure")
    assert [one.label for one in tenure.groups] == ["1", "2-3", "7+"]
    assert sum(one.value for one in tenure.contributions) == pytest.approx(-0.045)
    assert tenure.message == "mix"
    assert not problems


def test_what_moved_a_mean_and_a_sum() -> None:
    tree, _ = tree_of(f3(), by=("sector",))
    found = nodes(tree)
    due = view_of(found["due"], "sector")
    assert {(one.driver, one.part): one.value for one in due.contributions} == {("New", ""): 800, ("Old", ""): 200}
    fees = view_of(found["fee_renewing"], "sector")
    assert sum(one.value for one in fees.contributions) == 0
    assert fees.message == ""


# ---- Targets, edges, order


def test_a_target_of_the_change_and_one_of_money() -> None:
    drivers = Drivers.model_validate(
        {
            "outcomes": ["dues_renewing"],
            "node": [
                {"id": "dues_renewing", "measure": "dues_renewing", "target": "change >= 0.10"},
                {"id": "due", "measure": "due", "target": ">= 1200", "owner": "Ruth", "source": "CRM"},
            ],
        }
    )
    found = nodes(tree_of(f1(), drivers)[0])
    assert found["dues_renewing"].figure.verdict == "met"
    assert (found["due"].figure.verdict, found["due"].figure.target) == ("missed", ">= 1200")
    assert (found["due"].owner, found["due"].source) == ("Ruth", "CRM")
    assert found["due"].vanity
    assert not found["dues_renewing"].vanity


def test_sixty_members_are_too_few_for_a_verdict() -> None:
    tree, _ = tree_of(histories([*[yearly(2024, 2)] * 52, *[yearly(2024, 1)] * 8]))
    figure = nodes(tree)["renewal_rate"].figure
    assert (figure.verdict, figure.n) == ("too_few", 60)
    assert figure.needed is not None
    assert figure.needed > 60


def test_the_default_tree_from_the_outcome_down() -> None:
    tree, _ = tree_of(f1())
    ids = [one.id for one in tree.nodes]
    assert tree.outcomes == ("dues",)
    assert ids[:4] == ["dues", "dues_renewing", "dues_new", "dues_rejoined"]
    assert {"uses:cpd-webinar", "uses:template-download", "satisfaction"} < {*ids}
    assert not any(one.vanity for one in tree.nodes)
    assert {(one.source, one.kind) for one in tree.edges if one.target == "uses"} == {
        *((name, "arithmetic") for name in ("members_active", "activities_each", "uses_each")),
        *((name, "arithmetic") for name in ("uses:cpd-webinar", "uses:template-download")),
    }
    assert all(one.kind == "influence" or not one.evidence for one in tree.edges)
    assert {one.id for one in tree.nodes} >= {name for edge in tree.edges for name in (edge.source, edge.target)}


@pytest.mark.parametrize(("p", "evidence"), [(0.001, "association"), (0.4, "hypothesis")])
def test_what_the_data_say_of_an_activity_is_its_evidence(p: float, evidence: str) -> None:
    one = Influence("cpd-webinar", Figure(0.9), Figure(0.8), Figure(0.1, 0.05, 0.15), p, p)
    tree, _ = tree_of(f1(), influences=Influences((), (one,), ("template-download",)))
    found = {edge.source: edge.evidence for edge in tree.edges if edge.target == "renewal_rate"}
    assert found["uses:cpd-webinar"] == evidence
    assert found["uses:template-download"] == found["members_active"] == "hypothesis"
