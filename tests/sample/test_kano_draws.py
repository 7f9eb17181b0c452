"""Waves drawn from the planted shares again and again: what the rule for naming a class says of them, and of drift.

The planted shares are the truth; each draw is a wave of so many respondents, without any file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from valuereport.insights.surveys.answers import Answers, AskedWave
from valuereport.insights.surveys.drift import drifts
from valuereport.insights.surveys.evaluation import letters, standing
from valuereport.insights.surveys.kano import kano
from valuereport.model.listening import CLASS_OF, LETTERS, KanoDrift
from valuereport.sample.chance import stream
from valuereport.sample.opinions import draw_letters, draw_pairs, shares_of
from valuereport.sample.truth import DRIFTED, KANO
from valuereport.settings.surveys import Question

DRAWS = 100
CLASSES = {name: CLASS_OF[LETTERS[int(np.argmax(shares))]] for name, shares in KANO.items()}
DELIGHTERS = ("mentoring", "job-matching", "keynotes", DRIFTED)


def drawn(rng: np.random.Generator, shares: Sequence[float], respondents: int, draws: int) -> pd.DataFrame:
    """Return the pairs of `draws` waves: draw, functional, dysfunctional, letter."""
    functional, dysfunctional = draw_pairs(rng, draw_letters(rng, shares, respondents * draws))
    return pd.DataFrame(
        {
            "draw": np.repeat(np.arange(draws), respondents),
            "functional": functional,
            "dysfunctional": dysfunctional,
            "letter": letters(functional, dysfunctional),
        }
    )


def named(feature: str, respondents: int, draws: int = DRAWS) -> list[str]:
    """Return the class that each of many waves gives a feature."""
    wave = drawn(stream(2026, f"{feature} {respondents}"), KANO[feature], respondents, draws)
    places = wave["draw"].to_numpy() * len(LETTERS) + wave["letter"].to_numpy()
    counts = np.bincount(places, minlength=draws * len(LETTERS)).reshape(draws, len(LETTERS))
    return [standing(one).kano_class for one in counts]


_NO_ROWS = pd.DataFrame(
    {
        "wave": np.empty(0, np.int64),
        "person": np.empty(0, np.int64),
        "member": np.empty(0, np.int64),
        "question": np.empty(0, np.int64),
        "meaning": np.empty(0),
        "value": np.empty(0, object),
        "date": np.empty(0, "datetime64[s]"),
    }
)


def drifted(truth: tuple[str, str], respondents: int, features: Sequence[str], draws: int) -> list[list[KanoDrift]]:
    """Return of each draw what drifts between two waves whose truths are those of `truth`: "2025" or "2026"."""
    rng, frames = stream(2025, f"drift {truth} {respondents}"), []
    for feature in features:
        for later, wave in enumerate(truth):
            one = drawn(rng, shares_of(feature, wave), respondents, draws)
            frames.append(one.assign(feature=feature, wave=2 * one["draw"] + later, member=-1))
    pairs = pd.concat(frames, ignore_index=True)
    pairs["person"] = pairs["wave"] * respondents + pairs.groupby(["wave", "feature"]).cumcount()
    waves = tuple(
        AskedWave(f"draw-{at // 2}", str(at), "members", False, None, date(2025 + at % 2, 6, 3), None)
        for at in range(2 * draws)
    )
    asked = tuple(
        Question(id=f"{name}-with", survey=f"draw-{at}", asks="functional", feature=name)
        for at in range(draws)
        for name in features
    )
    found: list[list[KanoDrift]] = [[] for _ in range(draws)]
    for one in drifts(kano(Answers(waves, asked, _NO_ROWS), pairs, smallest=10), waves):
        if one.drifts:
            found[int(one.survey.removeprefix("draw-"))].append(one)
    return found


@pytest.mark.parametrize("feature", KANO)
def test_of_400_respondents_the_planted_class_is_named_and_no_other_one(feature: str) -> None:
    found = named(feature, 400)
    assert found.count(CLASSES[feature]) >= 95
    assert set(found) <= {CLASSES[feature], "mixed"}


@pytest.mark.parametrize("feature", KANO)
def test_of_30_respondents_nothing_is_named(feature: str) -> None:
    assert sum(one in ("mixed", "too_few") for one in named(feature, 30)) >= 95


@pytest.mark.parametrize("feature", KANO)
def test_what_a_wave_of_the_sample_names_is_the_truth(feature: str) -> None:
    """With some 85 respondents, as the sample has them: most classes are named, and hardly ever a wrong one."""
    found = named(feature, 85, 400)
    assert sum(one not in (CLASSES[feature], "mixed") for one in found) <= 1
    assert found.count(CLASSES[feature]) > 200


@pytest.mark.parametrize("respondents", [85, 400])
def test_a_delighter_that_is_expected_now_is_found_between_two_waves(respondents: int) -> None:
    found = drifted(("2025", "2026"), respondents, (DRIFTED,), DRAWS)
    assert sum([one.direction for one in of_draw] == ["more_expected"] for of_draw in found) >= 95


def test_between_two_waves_of_the_same_truth_no_delighter_drifts() -> None:
    found = drifted(("2025", "2025"), 400, DELIGHTERS, DRAWS)
    assert sum(not of_draw for of_draw in found) >= 95


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("respondents", [85, 400])
def test_how_often_any_of_all_features_drifts_by_chance(respondents: int) -> None:
    """Each feature does so in fewer than one of a hundred pairs of waves; of eighteen some one in about sixteen."""
    found = drifted(("2026", "2026"), respondents, tuple(KANO), 500)
    assert sum(len(of_draw) for of_draw in found) / (500 * len(KANO)) < 0.01
    assert sum(bool(of_draw) for of_draw in found) / 500 < 0.1
