"""Small histories with answers, spending and settings for tests of the flywheel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tests.insights.histories import histories_of
from valuereport.insights.facts import Facts, Year
from valuereport.insights.flywheel.sources import Sources, sources
from valuereport.insights.renewals import renewals
from valuereport.insights.windows import windows
from valuereport.model.histories import ACQUISITION, RESPONSES, Histories
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Feature, Question, Survey, Surveys, Wave

RULES = InsightRules(smallest=5, contribution=("forum-post", "committee"))
OWN = FlywheelRules()
ACTIVITIES = ("cpd-webinar", "mentoring", "forum-post", "committee")
SURVEYS = Surveys(
    survey=(Survey(id="members", label={"en": "Members"}),),
    wave=(Wave(survey="members", id="guess", kind="staff-guess"),),
    feature=(
        Feature(id="mentors", label={"en": "Mentors"}, activities=("mentoring",)),
        Feature(id="portal", label={"en": "Portal"}),
    ),
    question=(
        Question(id="nps", survey="members", asks="nps"),
        Question(id="heard", survey="members", asks="heard-from"),
        Question(id="cpd", survey="members", asks="csat", feature="portal"),
        Question(id="help", survey="members", asks="csat", feature="portal", points=7),
    ),
)


def wheel_of(
    members: Sequence[Mapping[str, Any]],
    memberships: Sequence[tuple[Any, ...]],
    engagements: Sequence[tuple[Any, ...]] = (),
    *,
    answers: Sequence[tuple[str, str, str, str]] = (),
    spent: Sequence[tuple[Any, ...]] = (),
    as_at: date = date(2027, 1, 1),
) -> Histories:
    """Return histories of 2026. `answers`: member id ("" unknown), question, value, day; the fourth may name a wave.

    `spent`: channel, first day, day after the last, spend (NaN: not known), hours, rewards.
    """
    found = histories_of(members, memberships, engagements, as_at=as_at, activities=ACTIVITIES)
    at = {one["member_id"]: row for row, one in enumerate(members)} | {"": -1}
    rows = [
        {
            "member": at[who],
            "respondent": number,
            "survey": "members",
            "wave": "guess" if day == "guess" else "w1",
            "question": question,
            "value": value,
            "answer": "" if question == "heard" else value,
            "date": None if day == "guess" else day,
            "file": "answers.csv",
            "row": number + 2,
        }
        for number, (who, question, value, day) in enumerate(answers)
    ]
    responses = pd.DataFrame(rows, columns=[*RESPONSES]).astype(dict(RESPONSES))
    names = ("channel", "starts", "ends", "spend", "hours", "rewards")
    costs = [{**dict(zip(names, one, strict=True)), "file": "acquisition.csv", "row": 2} for one in spent]
    acquisition = pd.DataFrame(costs, columns=[*ACQUISITION]).astype(dict(ACQUISITION))
    return replace(found, responses=responses, acquisition=acquisition)


def years(histories: Histories, rules: InsightRules = RULES) -> tuple[Year, Year]:
    """Return the run's period and the year before."""
    facts = Facts(histories, renewals(histories, rules), rules)
    now, before = (Year(facts, window) for window in windows(histories))
    return now, before


def sources_of(histories: Histories, own: FlywheelRules = OWN, spellings: Sequence[str] = ()) -> Sources:
    """Return where everybody comes from."""
    return sources(histories, renewals(histories, RULES).terms, own, SURVEYS, spellings)


def joined(day: str, count: int, prefix: str, **more: object) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Return members who joined on one day, and a membership of a year each."""
    ids = [f"{prefix}{number}" for number in range(count)]
    last = (pd.Timestamp(day) + pd.DateOffset(years=1) - pd.Timedelta(days=1)).date().isoformat()
    fee = more.pop("paid_fee", 100.0)
    members = [{"member_id": one, "joined": day, **more} for one in ids]
    return members, [(one, day, last, {"fee": fee}) for one in ids]
