"""What members of the sample say, from its files to the figures: the planted truths of a small organisation show."""

from __future__ import annotations

import pytest

from valuereport.files import packaged
from valuereport.insights.renewals import renewals
from valuereport.insights.surveys.analysis import surveys
from valuereport.model.listening import CLASS_OF, LETTERS, Surveys
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.histories import histories_of
from valuereport.sample.questionnaires import questions
from valuereport.sample.truth import CONTRADICTIONS, DOUBLES, DRIFTED, KANO, STAFF_GUESS, STRAIGHT_LINERS
from valuereport.settings import load_settings


@pytest.fixture(scope="module")
def said() -> Surveys:
    settings = load_settings(packaged("sample_data") / "valuereport.toml")
    histories = histories_of(load_and_calculate(settings), "r")
    rules = settings.workspace.insights
    found, _, _ = surveys(histories, settings.surveys, rules, renewals(histories, rules))
    assert isinstance(found, Surveys)
    return found


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


def test_what_is_to_be_done_is_there(said: Surveys) -> None:
    rated = {one.feature: one for one in said.satisfaction if one.wave == "2026" and not one.by}
    assert rated["member-portal"].figure.verdict == "missed"  # a basic that does not satisfy
    (pilot,) = said.adoption
    assert (pilot.feature, pilot.delighter, pilot.figure.verdict) == ("mentoring", True, "missed")
    (_, newest) = (one for one in said.promoters if not one.by)
    assert newest.change is not None
    assert newest.change.value is not None
    assert newest.change.value > 0
    assert said.fatigue is not None
    assert said.fatigue.members > 0
