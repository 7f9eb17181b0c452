"""All that surveys say of a run, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.insights.renewals import Renewals
from valuereport.insights.surveys.adoption import adoption
from valuereport.insights.surveys.answers import Answers, answers
from valuereport.insights.surveys.drift import drifts, guesses
from valuereport.insights.surveys.fatigue import fatigue
from valuereport.insights.surveys.hints import hints
from valuereport.insights.surveys.kano import classes, kano
from valuereport.insights.surveys.launches import launch_problems
from valuereport.insights.surveys.pairs import pairs
from valuereport.insights.surveys.presence import members_on
from valuereport.insights.surveys.recommendation import recommendation
from valuereport.insights.surveys.satisfaction import satisfaction
from valuereport.insights.surveys.segments import Segments
from valuereport.insights.surveys.texts import free_texts, texts_to_code
from valuereport.insights.surveys.waves import silent, waves, went_to_everybody
from valuereport.model.histories import Histories
from valuereport.model.insight import Label, MemberList, Withheld
from valuereport.model.listening import Coding, Feature, Surveys, Word
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Surveys as SurveySettings


def surveys(
    histories: Histories,
    wanted: SurveySettings,
    rules: InsightRules,
    terms: Renewals,
    words: Sequence[Word] = (),
    codings: Sequence[Coding] = (),
) -> tuple[Surveys | Withheld, tuple[MemberList, ...], tuple[Problem, ...]]:
    """Return what surveys say, lists of members for staff, and what a person should look at.

    `words`: the workspace's list of words and their weights; `codings`: what raters made of texts.
    """
    found, problems = answers(histories, wanted)
    if not found.waves:
        return Withheld("no_surveys"), (), problems
    segments = Segments(histories, rules.smallest)
    everybody = went_to_everybody(found, _present(found, histories, terms, rules))
    of_pairs = pairs(found)
    told = kano(found, of_pairs, rules.smallest, segments)
    named = classes(told)
    rated = tuple(satisfaction(found, wanted.targets, named, segments))
    tired, not_to_ask = fatigue(found, everybody, histories.members, histories.as_at, wanted.most_asked)
    made = Surveys(
        features=tuple(
            Feature(one.id, Label(one.id, one.label), one.part_of, one.stage, one.launched, one.cost, one.owner)
            for one in wanted.feature
        ),
        waves=tuple(waves(found, of_pairs, wanted, everybody, segments)),
        kano=told,
        drifts=tuple(drifts(told, found.waves)),
        guesses=tuple(guesses(told)),
        hints=tuple(hints(found, rules.smallest)),
        satisfaction=rated,
        promoters=tuple(recommendation(found, wanted.targets, segments)),
        adoption=tuple(adoption(histories, terms, wanted, rules, named, rated)),
        texts=tuple(free_texts(found, words, codings, rules.smallest)),
        fatigue=tired,
    )
    lists = (silent(found, everybody, histories.members), not_to_ask, texts_to_code(found, codings))
    contradictions = launch_problems(histories, found, wanted)
    return made, tuple(one for one in lists if one), (*problems, *contradictions)


def _present(
    found: Answers, histories: Histories, terms: Renewals, rules: InsightRules
) -> Mapping[int, NDArray[np.bool_]]:
    """Return by wave of members who was a member when it was sent, where anybody says how many were asked."""
    return {
        at: members_on(histories, terms, rules, wave.day)
        for at, wave in enumerate(found.waves)
        if wave.day is not None and wave.invited is not None and wave.kind == "members"
    }
