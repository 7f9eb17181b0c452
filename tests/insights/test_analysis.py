"""All analyses at once: what cannot be had says why, and the other parts still come."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.insights.histories import histories_of
from tests.insights.surveys.example import Heard
from tests.insights.surveys.example import settings as asked
from tests.workspaces import worked_example
from valuereport.answers.insights import insights_data
from valuereport.insights.analysis import Analysed, LedgerFacts, Rules, analysed
from valuereport.insights.tables import insight_tables
from valuereport.model.histories import KANO_ANSWERS, Histories, UnknownWord
from valuereport.model.insights import SECTIONS
from valuereport.settings import load_settings
from valuereport.settings.insights import InsightRules, Scoring

ALLOWED = Scoring(lawful_basis="legitimate interests", assessed_by="A. Name", assessed_on=date(2026, 1, 1))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    settings = load_settings(worked_example(tmp_path_factory.mktemp("guild")))
    workspace = settings.workspace
    return Rules("Guild", InsightRules(), settings.drivers, workspace.scoring, workspace.alert, settings.judgement)


def people(count: int, **more: Any) -> list[Mapping[str, Any]]:
    return [{"member_id": f"M{at}", "name": f"Name {at}", "grade": "Member", **more} for at in range(count)]


def years(members: Sequence[Mapping[str, Any]], *of: int, **more: Any) -> list[tuple[Any, ...]]:
    about = {"fee": 100.0, **more}
    return [(one["member_id"], f"{year}-01-01", f"{year}-12-31", about) for one in members for year in of]


def answer(found: Analysed) -> dict[str, Any]:
    """Return insights.json as programs read it."""
    data = insights_data(found.found, lambda label: label.key)
    text = json.dumps(data, allow_nan=False)
    assert insight_tables(data) is not None
    loaded: dict[str, Any] = json.loads(text)
    return loaded


NOBODY = histories_of([])
MEMBERS = people(40, joined="2020-01-01")
USED = [("M1", "cpd-webinar", "2026-05-01")]
NO_FEES = histories_of(MEMBERS, years(MEMBERS, 2024, 2025, 2026, fee=float("nan")), USED)
ONE_YEAR = histories_of(MEMBERS, years(MEMBERS, 2026), USED)
ALL_NEW = histories_of(people(40, joined="2026-06-01"), [(f"M{at}", "2026-06-01", "2027-05-31") for at in range(40)])
NO_USES = histories_of(MEMBERS, years(MEMBERS, 2024, 2025, 2026))
NO_TERMS = histories_of(MEMBERS, (), USED)


@pytest.mark.parametrize(
    ("histories", "withheld", "there"),
    [
        (NOBODY, {"cohorts", "influence", "first_value", "health"}, {"tree"}),
        (NO_FEES, {"health", "decay", "surveys"}, {"tree", "cohorts"}),
        (ONE_YEAR, {"cohorts", "influence", "health", "surveys"}, {"tree"}),
        (ALL_NEW, {"cohorts", "influence", "health", "surveys"}, {"tree"}),
        (NO_USES, {"influence", "health", "surveys"}, {"tree", "cohorts"}),
        (NO_TERMS, {"cohorts", "influence", "health", "surveys"}, {"tree"}),
    ],
    ids=["nobody", "no fees", "one year", "all new", "no uses", "no memberships"],
)
def test_what_cannot_be_had_says_why_and_the_rest_comes(
    rules: Rules, histories: Histories, withheld: set[str], there: set[str]
) -> None:
    data = answer(analysed(histories, rules, LedgerFacts()))
    assert data.keys() >= {"as_at", "period", *SECTIONS, "withheld"}
    assert withheld <= data["withheld"].keys()
    assert all(data[name] is None for name in withheld)
    assert all(data[name] for name in there)
    assert all(reason.strip() for reason in data["withheld"].values())


def test_the_shape_that_programs_rely_on(rules: Rules) -> None:
    uses = [(f"M{at}", "cpd-webinar", f"2026-0{1 + at % 9}-01") for at in range(40)]
    members = people(40, joined="2020-01-01")
    data = answer(analysed(histories_of(members, years(members, 2023, 2024, 2025, 2026), uses), rules, LedgerFacts()))
    node = next(one for one in data["tree"]["nodes"] if one["id"] == "renewal_rate")
    assert node.keys() >= {"id", "label", "unit", "owner", "source", "figure", "previous", "change", "contributions"}
    assert node["figure"].keys() >= {"value", "low", "high", "n", "target", "verdict"}
    assert {one["kind"] for one in data["tree"]["edges"]} == {"arithmetic", "influence"}
    assert data["tree"]["edges"][0].keys() >= {"from", "to", "kind", "evidence"}
    assert data["period"] == {"start": "2026-01-01", "end": "2027-01-01"}
    assert "M1" not in json.dumps(data)


def test_nobody_is_scored_without_a_basis_and_nobody_who_objects(rules: Rules) -> None:
    members = people(40, joined="2020-01-01")
    members[3] = {**members[3], "no_scoring": True}
    uses = [(f"M{at}", "cpd-webinar", f"2026-0{1 + at % 9}-01") for at in range(40)]
    histories = histories_of(members, years(members, 2024, 2025, 2026), uses)
    assert not [one for one in analysed(histories, rules, LedgerFacts()).found.lists if one.name == "health"]
    allowed = analysed(histories, replace(rules, scoring=ALLOWED), LedgerFacts(objected=["M5"]))
    (listed,) = (one for one in allowed.found.lists if one.name == "health")
    ids = {row[0] for row in listed.rows}
    assert len(ids) == 38
    assert not ids & {"M3", "M5"}


def test_words_of_no_activity_are_told_with_who_answers_for_their_source(rules: Rules) -> None:
    histories = replace(NO_USES, unknown_words=(UnknownWord("area", "Archive", 3), UnknownWord("shop", "Gift", 9)))
    own = replace(rules, insights=InsightRules(owners={"shop": "web team"}))
    lost = analysed(histories, own, LedgerFacts()).found.lost_words
    assert [(one.word, one.owner, one.uses) for one in lost] == [("Gift", "web team", 9), ("Archive", "", 3)]


def test_what_members_say_is_a_part_of_the_answer_and_names_nobody(rules: Rules) -> None:
    heard = Heard()
    for at in range(60):
        there, not_there = (KANO_ANSWERS[0], KANO_ANSWERS[2 if at < 50 else 4])  # 50 attractive, 10 performance
        answers = {"mentorship-f": there, "mentorship-d": not_there, "mentorship-c": "5" if at % 4 else "2"}
        heard.add(at, {**answers, "recommend": "9"}, member=at if at < 40 else -1)
    data = answer(analysed(replace(NO_USES, responses=heard.frame()), replace(rules, surveys=asked()), LedgerFacts()))
    assert [(one["feature"], one["kano_class"]) for one in data["surveys"]["kano"] if not one["by"]] == [
        ("mentorship", "attractive")
    ]
    assert [(one["feature"], one["action"]) for one in data["priorities"]["rows"]] == [("mentorship", "promote")]
    node = next(one for one in data["tree"]["nodes"] if one["id"] == "satisfaction")
    assert (node["figure"]["value"], node["figure"]["n"], node["previous"]) == (0.75, 60, None)
    assert data["flywheel"]["nps"]["value"] == 100
    assert {"M1", "Name 1"}.isdisjoint(re.findall(r"M\d+|Name \d+", json.dumps(data)))
