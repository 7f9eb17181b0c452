"""Responses for tests, written as a person would: who answered what, and which questions there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from tests.insights.histories import histories_of
from valuereport.errors import Problem
from valuereport.insights.renewals import renewals
from valuereport.insights.surveys.analysis import surveys
from valuereport.insights.surveys.answers import answers
from valuereport.insights.surveys.kano import classes, kano
from valuereport.insights.surveys.pairs import pairs
from valuereport.model.histories import KANO_ANSWERS, RESPONSES, Histories
from valuereport.model.insight import MemberList, Withheld
from valuereport.model.listening import Surveys
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Surveys as SurveySettings

LIKE, EXPECT, NEUTRAL, LIVE_WITH, DISLIKE = KANO_ANSWERS
A, O, M, I, R, Q = (  # noqa: E741 - Kano's letters: a pair of answers for each
    (LIKE, NEUTRAL),
    (LIKE, DISLIKE),
    (EXPECT, DISLIKE),
    (NEUTRAL, NEUTRAL),
    (DISLIKE, LIKE),
    (LIKE, LIKE),
)
PAIRS = {"A": A, "O": O, "M": M, "I": I, "R": R, "Q": Q}


@dataclass
class Heard:
    """Responses as they come in."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        respondent: int,
        answers: Mapping[str, str],
        *,
        member: int = -1,
        survey: str = "members",
        wave: str = "2026",
        day: str = "2026-05-04",
    ) -> None:
        """Add a person's answers by question. What cannot be read is written "?word": a value without a meaning."""
        for question, answer in answers.items():
            self.rows.append(
                {
                    "member": member,
                    "respondent": respondent,
                    "survey": survey,
                    "wave": wave,
                    "question": question,
                    "value": answer.removeprefix("?"),
                    "answer": "" if answer.startswith("?") else answer,
                    "date": day or "NaT",
                    "file": "responses.csv",
                    "row": len(self.rows) + 2,
                }
            )

    def pairs(self, letters: Mapping[str, int], *, feature: str = "mentorship", first: int = 0, **wave: str) -> None:
        """Add persons who answer the pair about a feature, so many a letter."""
        person = first
        for letter, count in letters.items():
            for _ in range(count):
                there, not_there = PAIRS[letter]
                self.add(person, {f"{feature}-f": there, f"{feature}-d": not_there}, **wave)  # type: ignore[arg-type]
                person += 1

    def frame(self) -> pd.DataFrame:
        """Return the responses as histories have them."""
        columns = {name: [row[name] for row in self.rows] for name in RESPONSES}
        found = pd.DataFrame(
            {
                name: pd.array(columns[name], dtype="str") if kind == "str" else np.array(columns[name], dtype=kind)
                for name, kind in RESPONSES.items()
            }
        )
        return found.sort_values(["survey", "wave", "respondent", "question"], kind="stable", ignore_index=True)


def settings(
    features: Iterable[str] = ("mentorship",),
    waves: Sequence[Mapping[str, Any]] = (),
    questions: Sequence[Mapping[str, Any]] = (),
    **other: Any,
) -> SurveySettings:
    """Return settings with a survey `members` that asks the pair, importance, csat and the short pair of features."""
    asked = {
        "f": "functional",
        "d": "dysfunctional",
        "i": "importance",
        "c": "csat",
        "s": "satisfaction",
        "r": "removal",
    }
    listed = [one if isinstance(one, Mapping) else {"id": one} for one in features]
    return SurveySettings.model_validate(
        {
            "feature": [{"label": {"en": one["id"]}, **one} for one in listed],
            "survey": [{"id": "members", "label": {"en": "Members"}}],
            "wave": list(waves),
            "question": [
                *(
                    {"id": f"{one['id']}-{letter}", "survey": "members", "asks": asks, "feature": one["id"]}
                    for one in listed
                    for letter, asks in asked.items()
                ),
                {"id": "recommend", "survey": "members", "asks": "nps"},
                {"id": "why", "survey": "members", "asks": "text"},
                *questions,
            ],
            **other,
        }
    )


def histories(
    heard: Heard, members: Sequence[Mapping[str, Any]] = ({"member_id": "M0"},), *rest: Any, **more: Any
) -> Histories:
    """Return histories of these members with these responses."""
    return replace(histories_of(members, *rest, **more), responses=heard.frame())


def outcome(
    found: Histories, wanted: SurveySettings, smallest: int = 10
) -> tuple[Surveys | Withheld, tuple[MemberList, ...], tuple[Problem, ...]]:
    """Return all that surveys say."""
    rules = InsightRules(smallest=smallest)
    return surveys(found, wanted, rules, renewals(found, rules))


def said(found: Histories, wanted: SurveySettings, smallest: int = 10) -> Surveys:
    """Return what surveys say, which can be had."""
    told, _, _ = outcome(found, wanted, smallest)
    assert isinstance(told, Surveys)
    return told


def classes_of(found: Histories, wanted: SurveySettings) -> dict[str, str]:
    """Return the class of each feature in the newest wave of members, of those that are named."""
    heard, _ = answers(found, wanted)
    return dict(classes(kano(heard, pairs(heard), smallest=10)))
