"""Which rules are crossed, by whom, with which reason; what is withheld, and what cannot be judged."""

from __future__ import annotations

import textwrap
import tomllib
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.insights.histories import histories_of
from valuereport.errors import Problem
from valuereport.insights.alerts import crossings
from valuereport.insights.member_measures import member_measures
from valuereport.model.alert import RuleResult
from valuereport.model.insight import Figure, Label, Node, Unit, Withheld
from valuereport.settings.insights import Active, AlertRule, Scoring

AS_AT = date(2027, 1, 1)
ANSWERED = Scoring(lawful_basis="legitimate interests", assessed_by="Ada", assessed_on=date(2026, 5, 4))


def node(figure: Figure, previous: Figure | None = None, unit: Unit = "share") -> Node:
    return Node("renewal", Label("renewal"), unit, "Ada", "", "", figure, previous, None, (), (), None, None)


def rule(when: str, measure: str = "", **also: str) -> AlertRule:
    about = {"measure": measure} if measure else {"node": "renewal"}
    return AlertRule.model_validate({"id": "r", **about, "when": when, "also": also, "owner": "ada@ours.example"})


def judged(
    one: AlertRule, members: pd.DataFrame | None = None, scoring: Scoring = ANSWERED, **nodes: Node
) -> tuple[RuleResult, tuple[Problem, ...]]:
    (found,), problems = crossings([one], nodes, member_frame() if members is None else members, scoring, AS_AT)
    return found, problems


def member_frame() -> pd.DataFrame:
    """Five members: active long ago, new, objecting, hardly known, busy; and one of former times."""
    histories = histories_of(
        [
            {"member_id": "M1", "joined": "2020-01-01", "renewal": "2027-02-01"},
            {"member_id": "M2", "joined": "2026-12-01"},
            {"member_id": "M3", "joined": "2020-01-01", "renewal": "2027-02-01", "no_scoring": True},
            {"member_id": "M4"},
            {"member_id": "M5", "joined": "2020-01-01", "renewal": "2026-12-31"},
            {"member_id": "M6", "current": False},
        ],
        [("M1", "2026-01-01", "2026-12-31"), ("M2", "2026-12-01", "2027-11-30"), ("M2", "2027-12-01", "")],
        [
            ("M1", "cpd-webinar", "2026-03-01"),
            ("M1", "template-download", "2026-11-01"),
            ("M3", "cpd-webinar", "2020-03-01"),
            *(("M5", "cpd-webinar", f"2026-{month:02}-01") for month in range(1, 13)),
            ("M5", "cpd-webinar", "2025-12-31"),
        ],
        as_at=AS_AT,
    )
    health = np.array([23.0, 55, 1, 40, 90, 1])
    return member_measures(histories, Active(activities=("cpd-webinar",)), health)


def test_the_measures_of_members_of_today() -> None:
    nan = float("nan")
    expected = pd.DataFrame(
        {
            "member_id": ["M1", "M2", "M3", "M4", "M5"],
            "no_scoring": [False, False, True, False, False],
            "health": [23.0, 55.0, 1.0, 40.0, 90.0],
            "days_since_use": [306.0, 31.0, 2497.0, nan, 31.0],  # M2: since joining
            "ever_used": [True, False, True, False, True],
            "days_to_renewal": [31.0, 334.0, 31.0, nan, -1.0],  # M2: the end of the last term that has one
            "uses": [1.0, 0.0, 0.0, 0.0, 12.0],  # M5: that of 366 days ago is none of them
        }
    )
    pd.testing.assert_frame_equal(member_frame(), expected, check_dtype=False)


def test_a_member_crosses_where_all_measures_do_and_the_reason_holds_the_evidence() -> None:
    found, problems = judged(rule(">= 180", "days_since_use", days_to_renewal="<= 60"))
    (one,) = found.crossed
    assert (one.subject, one.value, one.due, one.owner) == ("M1", 306, date(2027, 1, 8), "ada@ours.example")
    assert one.reason == (
        "last used on 2026-03-01, 306 days ago (alert: at least 180);"
        " renewal is due on 2027-02-01, in 31 days (alert: at most 60)"
    )
    assert (found.clear, found.objecting) == ({"M2", "M5"}, {"M3"})
    (problem,) = problems
    assert problem.reason == "days_since_use or days_to_renewal is not known of 1 member, whom the alert r cannot judge"
    assert (problem.stage, problem.action, problem.rows) == ("insights", "left out", 1)


@pytest.mark.parametrize(
    ("one", "reasons"),
    [
        (
            rule("<= 40", "health"),
            ["the health score is 23 of 100 (alert: at most 40)", "the health score is 40"],
        ),
        (rule("<= 0", "uses"), ["uses that count as active: 0 (alert: at most 0)"] * 2),
        (rule("<= 0", "days_to_renewal"), ["renewal was due on 2026-12-31, 1 day ago (alert: at most 0)"]),
        (rule("<= 40", "days_since_use", health="<= 60"), ["nothing used since joining on 2026-12-01, 31 days ago"]),
    ],
)
def test_each_measure_in_words(one: AlertRule, reasons: list[str]) -> None:
    found, _ = judged(one)
    assert len(found.crossed) == len(reasons)
    for each, words in zip(found.crossed, reasons, strict=True):
        assert each.reason.startswith(words)


def test_nobody_is_judged_where_nobody_answers_for_it() -> None:
    for scoring in (Scoring(), Scoring(lawful_basis="consent", assessed_by="Ada"), Scoring(lawful_basis=" ")):
        found, problems = judged(rule("<= 40", "health"), scoring=scoring)
        assert found.withheld == Withheld("no_scoring_basis")
        assert (found.crossed, found.clear, found.objecting, problems) == ((), set(), {"M3"}, ())
    assert judged(rule("<= 0.8"), scoring=Scoring(), renewal=node(Figure(0.7)))[0].crossed


def test_a_node_that_crosses_shows_its_interval_and_says_where_chance_may_explain_it() -> None:
    found, _ = judged(rule("<= 0.80"), renewal=node(Figure(0.782, 0.741, 0.819, 412)))
    assert [(one.about, one.subject, one.value, one.threshold) for one in found.crossed] == [
        ("node", "renewal", 0.782, "<= 0.80")
    ]
    assert found.crossed[0].reason == (
        "renewal is 78.2 % (95 % interval 74.1 % to 81.9 %, n 412) (alert: at most 80 %);"
        " the interval contains the threshold, so it may be chance"
    )
    found, _ = judged(rule("<= 0.80"), renewal=node(Figure(0.7, 0.66, 0.74, 412)))
    assert found.crossed[0].reason.endswith("(alert: at most 80 %)")
    found, _ = judged(rule("<= 0.80"), renewal=node(Figure(0.81)))
    assert (found.crossed, found.clear) == ((), {"renewal"})


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("count", 1234.0, "renewal is 1,234 (alert: at least 0)"),
        ("money", 1234.5, "renewal is 1,234.50 (alert: at least 0)"),
        ("days", 14.0, "renewal is 14 days (alert: at least 0 days)"),
        ("times", 3.25, "renewal is 3.2 times (alert: at least 0 times)"),
    ],
)
def test_a_figure_in_its_unit(unit: Unit, value: float, words: str) -> None:
    assert judged(rule(">= 0"), renewal=node(Figure(value), unit=unit))[0].crossed[0].reason == words


def test_a_change_is_relative_to_the_period_before() -> None:
    found, _ = judged(rule("change <= -0.05"), renewal=node(Figure(0.782, n=412), Figure(0.83)))
    assert found.crossed[0].value == pytest.approx(-0.0578313)
    assert found.crossed[0].reason == (
        "renewal is 78.2 % (n 412), after 83 % in the period before: a change of -5.8 % (alert: at most -5 %)"
    )
    assert judged(rule("change <= -0.05"), renewal=node(Figure(0.82), Figure(0.83)))[0].clear


@pytest.mark.parametrize(
    ("when", "one", "reason"),
    [
        ("<= 1", node(Figure(None)), "the node renewal of the alert r has no figure"),
        ("change <= 1", node(Figure(1.0)), "the node renewal of the alert r has no figure of the period before"),
        ("change <= 1", node(Figure(1.0), Figure(0.0)), "no figure of the period before"),
    ],
)
def test_what_has_no_figure_raises_nothing_and_is_said(when: str, one: Node, reason: str) -> None:
    found, (problem,) = judged(rule(when), renewal=one)
    assert (found.crossed, found.clear) == ((), set())
    assert reason in problem.reason
    assert (problem.severity, problem.action, problem.column) == ("warning", "the alert is not judged", "alert.node")


def test_an_unknown_node_is_said_with_the_nearest_and_the_other_rules_are_judged() -> None:
    wrong = AlertRule(id="w", node="renewl", when="<= 1", owner="Ada")
    nodes = {"renewal": node(Figure(0.7))}
    results, (problem,) = crossings([wrong, rule("<= 0.80")], nodes, member_frame(), ANSWERED, AS_AT)
    assert [len(one.crossed) for one in results] == [0, 1]
    assert problem.severity == "error"
    assert problem.reason == "the alert w is about a node that the driver tree does not have; near it: renewal"


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100) | st.just(float("nan"))), max_size=30), st.integers(0, 100))
def test_everybody_is_in_one_set_at_most_and_nobody_who_objects_is_judged(
    people: list[tuple[bool, float]], threshold: int
) -> None:
    frame = pd.DataFrame(
        {
            "member_id": pd.array([f"M{at}" for at in range(len(people))], dtype="str"),
            "no_scoring": np.array([objects for objects, _ in people], dtype=bool),
            "health": np.array([health for _, health in people], dtype=float),
            "ever_used": np.ones(len(people), dtype=bool),
        }
    )
    found, _ = judged(rule(f"<= {threshold}", "health"), frame)
    crossed = {one.subject for one in found.crossed}
    assert not crossed & found.clear
    assert not (crossed | found.clear) & found.objecting
    expected = {f"M{at}" for at, (objects, health) in enumerate(people) if not objects and health <= threshold}
    assert crossed == expected


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"when": "change >= 0.1", "measure": "health"}, "there is no change"),
        ({"when": "<= 1", "measure": "health", "also": {"uses": ""}}, "a level for each measure in also"),
        ({"when": "<= 1", "node": "renewal", "also": {"uses": "<= 1"}}, "beside a measure of members alone"),
        ({"when": "<= 1", "node": "renewal", "owner": ""}, "at least 1 character"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        AlertRule.model_validate({"id": "r", "owner": "Ada", **wrong})


def test_the_rules_of_the_page_are_rules() -> None:
    page = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
    block = page.partition("## Rules\n")[2].partition("\nA rule is about")[0]
    rules = [AlertRule.model_validate(one) for one in tomllib.loads(textwrap.dedent(block))["alert"]]
    assert [one.within_days for one in rules] == [14, 7]
