"""The driver tree: fixtures F1, F2, F3 end to end, targets, views, and what cannot be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insights.histories import histories_of
from valuereport.errors import Problem
from valuereport.insights.divisions import folded
from valuereport.insights.measures import MEASURED
from valuereport.insights.renewals import renewals
from valuereport.insights.tree import driver_tree
from valuereport.model.histories import Histories, UnknownWord
from valuereport.model.insight import Figure, Influence, Influences, Node, Tree, View, Withheld
from valuereport.settings import MEASURES, Drivers, InsightRules
from valuereport.settings.drivers import BY, default_drivers_path
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


def test_what_is_said_of_one_activity_counts_before_what_is_said_of_all() -> None:
    written = [
        {"from": "uses:*", "to": "renewal_rate", "evidence": "hypothesis"},
        {"from": "uses:cpd-webinar", "to": "renewal_rate", "evidence": "study", "note": "Trial of 2025"},
    ]
    nodes_ = [{"id": name, "measure": name} for name in ("renewal_rate", "uses")]
    drivers = Drivers.model_validate({"outcomes": ["renewal_rate"], "node": nodes_, "influence": written})
    one = Influence("cpd-webinar", Figure(0.9), Figure(0.9), Figure(0.0, -0.1, 0.1), 1, 1)
    tree, _ = tree_of(f1(), drivers, influences=Influences((), (one,), ()))
    assert [(edge.source, edge.evidence, edge.note) for edge in tree.edges if edge.kind == "influence"] == [
        ("uses:template-download", "hypothesis", ""),
        ("uses:cpd-webinar", "study", "Trial of 2025"),
    ]
    assert [one.id for one in tree.nodes if one.vanity] == ["uses"]


# ---- What members use


def used() -> tuple[Histories, InsightRules]:
    """Return 40 members: in 2025 all use one activity once; in 2026 20 use it three times, 30 another one once."""
    before = [(f"M{at}", "cpd-webinar", "2025-05-01") for at in range(40)]
    often = [(f"M{at}", "cpd-webinar", f"2026-0{month}-01") for at in range(20) for month in (4, 5, 6)]
    also = [(f"M{at}", "template-download", "2026-07-01") for at in range(30)]
    early = [("M0", "cpd-webinar", "2024-01-02")]
    return histories([yearly(2023, 3)] * 40, [*before, *often, *also, *early]), RULES


def test_uses_are_active_members_times_activities_times_uses() -> None:
    found, rules = used()
    tree, problems = tree_of(found, rules=rules)
    by_id = nodes(tree)
    values = {name: by_id[name].figure.value for name in ("uses", "members_active", "activities_each", "uses_each")}
    assert values == {"uses": 90, "members_active": 30, "activities_each": 50 / 30, "uses_each": 1.8}
    uses = by_id["uses"]
    assert (uses.previous and uses.previous.value, uses.change) == (40, 50)
    assert sum(parts(uses).values()) == pytest.approx(50)
    assert [by_id[f"uses:{name}"].figure.value for name in ("cpd-webinar", "template-download")] == [60, 30]
    activities = view_of(uses, "activity")
    assert [(one.driver, one.value) for one in activities.contributions] == [
        ("template-download", 30),
        ("cpd-webinar", 20),
    ]
    assert uses.newest == date(2026, 7, 1)
    assert not problems


def test_there_is_one_meaning_of_active() -> None:
    found, _ = used()
    rules = InsightRules.model_validate({"by": (), "active": {"activities": ["cpd-webinar"], "uses": 2, "days": 365}})
    by_id = nodes(tree_of(found, rules=rules)[0])
    assert by_id["members_active"].figure.value == 20
    assert by_id["uses"].figure.value == 80  # of everything that these members use
    assert by_id["uses"].previous == Figure(0)
    rules = InsightRules.model_validate({"by": (), "active": {"days": 180}})
    assert nodes(tree_of(found, rules=rules)[0])["members_active"].figure.value == 0


def test_words_that_no_activity_matches_make_uses_incomplete() -> None:
    found, _ = used()
    found = replace(found, unknown_words=(UnknownWord("lms", "Webinar (old)", 131),))
    assert nodes(tree_of(found)[0])["uses"].complete == 0.5


def test_an_activity_of_few_members_is_withheld_and_nobody_finds_it_by_subtraction() -> None:
    activities = ("webinar", "template", "mentoring", "library")
    engagements = [
        *((f"M{at}", "webinar", "2026-05-01") for at in range(40)),
        *((f"M{at}", "template", "2026-05-01") for at in range(12)),
        *((f"M{at}", "mentoring", "2026-05-01") for at in range(3)),
    ]
    tree, _ = tree_of(histories([yearly(2024, 2)] * 40, engagements, activities=activities))
    by_id = nodes(tree)
    few = Withheld("too_few", 10)
    assert {name: by_id[f"uses:{name}"].withheld for name in activities} == {
        "webinar": None,
        "template": few,
        "mentoring": few,
        "library": None,
    }
    assert by_id["uses:library"].figure.value == 0
    assert [(one.label, one.figure.value) for one in view_of(by_id["uses"], "activity").groups] == [
        ("webinar", 40),
        ("other", 15),
    ]


def test_the_first_thirty_days() -> None:
    engagements = [
        *((f"M{at}", "cpd-webinar", "2026-03-31") for at in range(10)),
        *((f"M{at}", "cpd-webinar", "2026-04-01") for at in range(10, 20)),
        *((f"M{at}", "template-download", "2026-03-02") for at in range(20, 30)),
        ("M30", "cpd-webinar", "2024-01-03"),
    ]
    members = [*[yearly(2026, 0)] * 30, *[yearly(2022, 4)] * 20]
    found = histories(members, engagements, as_at=date(2026, 12, 1))
    figure = nodes(tree_of(found)[0])["active_30"].figure
    assert (figure.value, figure.n) == (20 / 30, 30)
    figure = nodes(tree_of(found, meaningful=("cpd-webinar",))[0])["active_30"].figure
    assert (figure.value, figure.n) == (10 / 30, 30)


def test_a_period_that_is_not_over_is_compared_with_as_much_of_the_year_before() -> None:
    spring, autumn = [yearly(2023, 3)] * 30, [({"joined": "2023-10-01"}, [("2023-10-01", "2026-09-30")])] * 20
    joined = [
        ({"joined": f"2025-{month}-05"}, [(f"2025-{month}-05", f"2026-{month}-04")]) for month in ("02", "08")
    ] * 7
    found = histories([*spring, *autumn, *joined], as_at=date(2026, 7, 1))
    by_id = nodes(tree_of(found)[0])
    assert by_id["due"].figure.value == 37
    assert by_id["due"].previous == Figure(30)  # not the 20 of October
    assert by_id["joined"].previous == Figure(7)  # not the 7 of August


# ---- Views


def test_small_groups_are_folded_and_complements_too() -> None:
    members = [
        *[yearly(2024, 2, region="North")] * 30,
        *[yearly(2024, 1, region="South")] * 20,
        *[yearly(2024, 2, region="East")] * 6,
        *[yearly(2024, 2, region="")] * 12,
    ]
    tree, problems = tree_of(histories(members), by=("region", "country", "regoin"))
    found = view_of(nodes(tree)["renewal_rate"], "region")
    assert [(one.label, one.figure.n) for one in found.groups] == [("North", 30), ("South", 20), ("other", 18)]
    assert [(one.value, one.reason) for one in problems] == [
        ("", "country is recorded of nobody"),
        ("", "regoin is no field by which a figure can be divided"),
    ]


def test_a_field_that_is_recorded_of_those_alone_who_stayed_divides_no_rate() -> None:
    stayed = [yearly(2024, 2, region=name) for name in ("North", "South")] * 20
    left = [yearly(2024, 1, current=False)] * 15
    tree, problems = tree_of(histories([*stayed, *left]), by=("region",))
    by_id = nodes(tree)
    assert [one.by for one in by_id["renewal_rate"].views] == ["tenure"]
    assert [one.label for one in view_of(by_id["fee_renewing"], "region").groups] == ["North", "South"]
    assert [one.reason for one in problems] == [
        "region is recorded of today's members more often than of those who have left"
    ]
    assert problems[0].action == "due, renewal_rate: not divided by it, which would show only who stayed"


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8), st.integers(5, 30), st.booleans())
def test_whatever_groups_there_are_none_that_is_shown_is_small(
    sizes: list[tuple[int, int]], smallest: int, overlap: bool
) -> None:
    years = np.array(sizes, dtype=np.int64).reshape(-1, 2).T
    fold = folded(list(years), smallest, overlap)
    for year in years:
        assert all(one == 0 or one >= smallest for one in year[~fold])
        together = year[fold].max(initial=0) if overlap else year[fold].sum()
        assert together == 0 or together >= smallest or (fold | (years.sum(axis=0) == 0)).all()


def test_groups_of_engagement_end_ninety_days_before_a_membership_is_due() -> None:
    days = {"2025-11-30": "1-3", "2025-12-01": "0", "2024-11-30": "0", "2024-12-01": "1-3"}
    for day, band in days.items():  # due on 2026-03-01: from 2024-12-01 to 2025-11-30
        early = [("M13", "cpd-webinar", "2023-12-02")]
        found = histories(
            [*[yearly(2023, 3)] * 13, ({}, ())], [*((f"M{at}", "cpd-webinar", day) for at in range(13)), *early]
        )
        groups = view_of(nodes(tree_of(found)[0])["renewal_rate"], "engagement").groups
        assert [one.label for one in groups if one.figure.n] == [band], day


def test_engagement_that_was_not_recorded_is_not_compared() -> None:
    uses = [(f"M{at}", "cpd-webinar", "2024-12-01") for at in range(15)]
    found = histories([*[yearly(2023, 3)] * 15, *[yearly(2023, 2)] * 15], uses)
    view = view_of(nodes(tree_of(found)[0])["renewal_rate"], "engagement")
    assert [(one.label, one.figure.n, one.previous and one.previous.n) for one in view.groups] == [
        ("0", 15, 0),
        ("1-3", 15, 0),
        ("", 0, 30),
    ]
    assert (view.contributions, view.message) == ((), "")


def test_the_grade_is_that_of_the_time() -> None:
    grades = [{"fee": 1, "grade": name} for name in ("Associate", "Member", "")]
    spell = [(f"{2024 + n}-03-01", f"{2025 + n}-02-28", more) for n, more in enumerate(grades)]
    tree, _ = tree_of(histories([({"joined": "2024-03-01", "grade": "Fellow"}, spell)] * 15), by=("grade",))
    by_id = nodes(tree)
    assert [
        (one.label, one.figure.value, one.previous and one.previous.value)
        for one in view_of(by_id["due"], "grade").groups
    ] == [
        ("Member", 15, 0),
        ("Associate", 0, 15),
    ]
    assert [one.label for one in view_of(by_id["dues"], "grade").groups] == ["Member", "Associate"]


_MEMBERS = st.tuples(
    st.fixed_dictionaries(
        {
            "joined": st.sampled_from(["2015-03-01", "2024-03-01", ""]),
            "grade": st.sampled_from(["Member", "Fellow", ""]),
            "region": st.sampled_from(["North", "South"]),
            "current": st.booleans(),
        }
    ),
    st.integers(2022, 2026),
    st.integers(0, 4),
    st.booleans(),
    st.lists(st.sampled_from([100.0, 250.0, 0.0, float("nan")]), min_size=5, max_size=5),
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["2024-11-05", "2025-06-01", "2026-09-09"])), max_size=4),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_MEMBERS, max_size=40))
def test_whatever_the_histories_hold_contributions_add_up_and_no_group_is_small(drawn: list[Any]) -> None:
    members, engagements = [], []
    for at, (columns, first, renewed, gap, fees, uses) in enumerate(drawn):
        years = [first + n + (gap and n > 1) for n in range(renewed + 1)]
        terms = [
            (f"{year}-03-01", f"{year + 1}-02-28", {"fee": fees[n]}) for n, year in enumerate(years) if year < 2027
        ]
        members.append((columns, terms))
        engagements += [(f"M{at}", ("cpd-webinar", "template-download")[which], day) for which, day in uses]
    rules = InsightRules.model_validate({"smallest": 5, "by": ("region",)})
    tree, _ = tree_of(histories(members, engagements), rules=rules)
    for node in tree.nodes:
        if node.contributions:
            assert sum(one.value for one in node.contributions) == pytest.approx(node.change, abs=1e-6)
        for view in node.views:
            if view.contributions:
                assert sum(one.value for one in view.contributions) == pytest.approx(node.change, abs=1e-6)
            if node.unit in ("count", "money"):
                total = sum(one.figure.value or 0 for one in view.groups)
                assert "fee" in node.id or total == pytest.approx(node.figure.value)
            if node.id == "renewal_rate" and len(view.groups) > 1:
                assert all(one.figure.n == 0 or (one.figure.n or 0) >= 5 for one in view.groups)


# ---- What cannot be had


def withheld(tree: Tree) -> dict[str, str]:
    return {one.id: one.withheld.why for one in tree.nodes if one.withheld}


def test_all_members_are_new() -> None:
    tree, problems = tree_of(histories([yearly(2026, 0)] * 30))
    found = nodes(tree)
    assert (found["dues"].figure.value, found["joined"].figure.value, found["due"].figure.value) == (3000, 30, 0)
    assert {"renewal_rate": "none_due", "fee_renewing": "too_few"}.items() <= withheld(tree).items()
    assert found["dues"].previous == Figure(0)
    assert parts(found["dues"]) == {"dues_renewing": 0, "dues_new": 3000, "dues_rejoined": 0}
    assert parts(found["dues_new"]) == {"joined": 3000, "fee_new": 0}  # there was no fee before: all by their number
    assert not problems


def test_one_year_of_data_only() -> None:
    members = [({"joined": "2015-01-01"}, [("2026-01-01", "2026-12-31", {"fee": 100})])] * 30
    tree, problems = tree_of(histories(members))
    assert withheld(tree)["dues"] == withheld(tree)["due"] == "none_due"
    assert (nodes(tree)["joined"].figure.value, nodes(tree)["fee_new"].withheld) == (0, Withheld("too_few", 1, 0))
    assert [one.reason for one in problems] == [
        "memberships are recorded from 2026-01-01 on, and some members joined before that"
    ]


def test_two_years_of_data_where_nobody_knows_who_was_a_member_before() -> None:
    tree, _ = tree_of(histories([({}, [(f"{year}-01-01", f"{year}-12-31") for year in (2025, 2026)])] * 30))
    found = nodes(tree)
    assert (found["due"].figure.value, found["due"].previous) == (30, None)
    assert (found["joined"].figure.value, found["joined"].previous) == (0, None)
    assert found["renewal_rate"].change is None


def test_no_fees() -> None:
    tree, problems = tree_of(histories([yearly(2024, 2, float("nan"))] * 30))
    found = nodes(tree)
    assert withheld(tree)["dues"] == withheld(tree)["dues_renewing"] == "no_payments"
    assert found["renewal_rate"].figure.value == 1
    assert not problems


def test_a_fee_that_is_missing_is_not_guessed() -> None:
    tree, problems = tree_of(histories([*[yearly(2024, 2)] * 30, *[yearly(2024, 2, [100, 100, float("nan")])] * 10]))
    found = nodes(tree)
    renewing = found["dues_renewing"]
    assert (renewing.figure.value, renewing.complete, renewing.change) == (3000, 0.75, -1000)
    assert parts(renewing) == {"due": 0, "renewal_rate": 0, "fee_renewing": 0, "": -1000}
    assert parts(found["dues"])["dues_renewing"] == -1000
    assert [(one.column, one.value, one.reason) for one in problems] == [
        (
            "dues_renewing",
            "1000.00",
            (
                "dues_renewing is 3,000.00 as measured, and 4,000.00 by its formula: 1,000.00 more; "
                "25.0% of what it needs is not recorded"
            ),
        )
    ]


def test_no_memberships_at_all() -> None:
    found = histories([({"grade": "Member"}, ())] * 30, [(f"M{at}", "cpd-webinar", "2026-05-01") for at in range(30)])
    tree, _ = tree_of(found, by=("grade",))
    by_id = nodes(tree)
    assert withheld(tree)["dues"] == "no_memberships"
    assert (by_id["members_active"].figure.value, by_id["members_active"].previous) == (30, None)
    assert [one.label for one in view_of(by_id["uses"], "grade").groups] == ["Member"]


def test_no_engagements_and_nobody() -> None:
    assert withheld(tree_of(f1())[0])["uses:cpd-webinar"] == "no_engagements"
    tree, problems = tree_of(histories([]))
    assert withheld(tree)["dues"] == "no_memberships"
    assert not problems


def test_what_is_made_of_what_cannot_be_had_cannot_be_had_either() -> None:
    nodes_ = [
        {"id": "index", "formula": "100 * satisfaction + due / back", "unit": "points", "label": {"en": "Index"}},
        {"id": "satisfaction", "measure": "satisfaction"},
        {"id": "each", "formula": "due / back", "unit": "times", "label": {"en": "Each"}},
        {"id": "due", "measure": "due"},
        {"id": "back", "measure": "rejoined", "label": {"en": "Back"}},
    ]
    drivers = Drivers.model_validate({"outcomes": ["index"], "node": nodes_})
    tree, _ = tree_of(f1(), drivers)
    assert withheld(tree) == {"index": "no_surveys", "satisfaction": "no_surveys", "each": "too_few"}
    assert nodes(tree)["due"].figure.value == 1100
    assert [one.id for one in tree.nodes if one.vanity] == ["each"]


def test_every_measure_of_the_settings_is_measured() -> None:
    assert {*MEASURED} == {*MEASURES}
    found, _ = used()
    drivers = Drivers.model_validate(
        {"outcomes": ["due"], "node": [{"id": name, "measure": name, "by": BY[:3]} for name in MEASURES]}
    )
    tree, _ = tree_of(found, drivers, by=BY)
    assert {one.id: one.unit for one in tree.nodes if ":" not in one.id} == {**MEASURES}
    assert withheld(tree)["first_value_days"] == "too_few"
