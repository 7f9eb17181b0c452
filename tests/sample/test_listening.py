"""What members of the sample say, from its files to the figures: the planted truths of a small organisation show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from valuereport.errors import Problem
from valuereport.files import packaged
from valuereport.insights.flywheel.sources import sources
from valuereport.insights.renewals import Renewals, renewals
from valuereport.insights.surveys.analysis import surveys
from valuereport.model.histories import Histories
from valuereport.model.listening import CLASS_OF, LETTERS, Surveys
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.histories import histories_of
from valuereport.sample.origins import CHANNELS, draw_origins
from valuereport.sample.questionnaires import questions
from valuereport.sample.scene import draw_scene
from valuereport.sample.truth import CONTRADICTIONS, DOUBLES, DRIFTED, KANO, STAFF_GUESS, STRAIGHT_LINERS
from valuereport.settings import Settings, load_settings


@dataclass(frozen=True)
class Kept:
    settings: Settings
    histories: Histories
    terms: Renewals


@pytest.fixture(scope="module")
def kept() -> Kept:
    settings = load_settings(packaged("sample_data") / "valuereport.toml")
    histories = histories_of(load_and_calculate(settings), "r")
    return Kept(settings, histories, renewals(histories, settings.workspace.insights))


@pytest.fixture(scope="module")
def told(kept: Kept) -> tuple[Surveys, tuple[Problem, ...]]:
    found, _, problems = surveys(kept.histories, kept.settings.surveys, kept.settings.workspace.insights, kept.terms)
    assert isinstance(found, Surveys)
    return found, problems


@pytest.fixture(scope="module")
def said(told: tuple[Surveys, tuple[Problem, ...]]) -> Surveys:
    return told[0]


def test_each_wave_is_counted_with_its_faults(said: Surveys) -> None:
    waves = {(one.survey, one.wave): one for one in said.waves}
    for wave in (waves["benefits", "2025"], waves["benefits", "2026"]):
        assert (wave.doubles, wave.straight_liners) == (DOUBLES, STRAIGHT_LINERS)
        contradictions = sum(one.counts["Q"] for one in said.kano if one.wave == wave.wave and not one.by)
        assert 0 < contradictions <= CONTRADICTIONS  # one may be in a double that is left out
        assert wave.response_rate.value == pytest.approx(0.4, abs=0.01)
        assert wave.respondents - wave.joined == 1  # the stranger
    assert waves["satisfaction", "2025"].anonymous
    assert waves["satisfaction", "2025"].joined == 0
    assert waves["satisfaction", "2026"].joined > 80
    assert waves["benefits", "staff-2026"].kind == "staff-guess"
    assert sum(one.unread for one in said.waves) == 2


def test_most_classes_are_named_and_none_wrongly(said: Surveys) -> None:
    planted = {name: CLASS_OF[LETTERS[shares.index(max(shares))]] for name, shares in KANO.items()}
    found = {one.feature: one.kano_class for one in said.kano if one.wave == "2026" and not one.by}
    assert found.keys() == planted.keys()
    assert {name for name in planted if found[name] != planted[name]} <= {
        name for name in planted if found[name] == "mixed"
    }
    assert sum(found[name] == planted[name] for name in planted) >= 12
    assert {*found.values()} == {"attractive", "performance", "basic", "indifferent", "reverse", "mixed"}


def test_the_drift_and_the_wrong_guesses_come_out(said: Surveys) -> None:
    assert [(one.feature, one.direction) for one in said.drifts if one.drifts] == [(DRIFTED, "more_expected")]
    guessed = {one.feature: one.top for one in said.guesses}
    for feature, shares in STAFF_GUESS.items():
        assert guessed[feature] == LETTERS[shares.index(max(shares))]
        assert guessed[feature] != LETTERS[KANO[feature].index(max(KANO[feature]))]


def test_the_short_pair_has_a_feature_in_each_quadrant_and_is_no_kano_pair(said: Surveys) -> None:
    found = {one.feature: one.quadrant for one in said.hints if one.wave == "2026"}
    assert found == {
        "indemnity-insurance": "keep",
        "client-referrals": "fix_first",
        "job-adverts": "surplus",
        "partner-prices": "stop_candidate",
    }
    assert not {*found} & {one.feature for one in said.kano}
    assert not {*found} & {one.feature for one in questions("benefits", "functional")}


def test_nothing_is_used_or_rated_before_it_was_launched(told: tuple[Surveys, tuple[Problem, ...]]) -> None:
    assert [one.reason for one in told[1] if "launched" in one.column] == []
    assert {one.reason for one in told[1]} == {"a member answered a survey more than once"}


def test_what_is_to_be_done_is_there(said: Surveys) -> None:
    rated = {one.feature: one for one in said.satisfaction if one.wave == "2026" and not one.by}
    assert rated["member-portal"].figure.verdict == "missed"  # a basic that does not satisfy
    (pilot,) = said.adoption
    assert (pilot.feature, pilot.delighter, pilot.figure.verdict) == ("mentoring", True, "missed")
    assert pilot.figure.value == pytest.approx(0.16, abs=0.02)  # of Associates 40 %, of members 12 %, of others nobody
    assert pilot.uses_per_adopter.value is not None
    assert pilot.uses_per_adopter.value > 1.5
    (_, newest) = (one for one in said.promoters if not one.by)
    assert newest.change is not None
    assert newest.change.value is not None
    assert newest.change.value > 0
    assert said.fatigue is not None
    assert said.fatigue.members > 0


def test_who_brought_whom_is_found_by_number_id_and_address_and_one_is_nobody(kept: Kept) -> None:
    found = sources(kept.histories, kept.terms.terms, kept.settings.workspace.flywheel, kept.settings.surveys)
    scene = draw_scene(240, 2026)
    planted, numbers = draw_origins(scene), [one.member_no for one, _ in scene.organisation.memberships]
    at = {number: row for row, number in enumerate(kept.histories.members["member_id"].tolist())}
    brought = np.flatnonzero(planted.referrer >= 0)
    assert len(brought) > 10
    pairs = {(at[numbers[one]], at[numbers[planted.referrer[one]]]) for one in brought}
    assert pairs == {(int(one), int(found.referrer[one])) for one in np.flatnonzero(found.referrer >= 0)}
    assert {*found.channel.tolist()} == {"referral", "unknown", *CHANNELS}
    assert [one.value for one in found.problems] == ["Gwen Pryce"]
    chained = planted.referrer[planted.referrer[brought]] >= 0
    assert chained.any()
