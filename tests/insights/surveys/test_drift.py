"""Drift between two waves: better and worse both move, with intervals of the change that exclude zero."""

from __future__ import annotations

import numpy as np
import pytest

from tests.insights.surveys.example import Heard, histories, said, settings
from valuereport.insights.statistics.proportions import newcombe
from valuereport.model.listening import KanoDrift

DELIGHTER = {"A": 60, "O": 20, "M": 10, "I": 10}


def drift(earlier: dict[str, int], later: dict[str, int], *, day: str = "2025-05-04") -> KanoDrift:
    heard = Heard()
    heard.pairs(earlier, wave="2025", day=day)
    heard.pairs(later, wave="2026", day="2026-05-04")
    (found,) = said(histories(heard), settings()).drifts
    return found


def test_a_delighter_becomes_a_basic() -> None:
    found = drift(DELIGHTER, {"A": 10, "O": 20, "M": 60, "I": 10})
    assert (found.earlier, found.later) == ("2025", "2026")
    assert (found.earlier_class, found.later_class) == ("attractive", "basic")
    assert found.better.value == pytest.approx(0.30 - 0.80)
    assert found.worse.value == pytest.approx(-0.80 + 0.30)
    _, low, high = newcombe(30, 100, 80, 100)
    assert (found.better.low, found.better.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    _, low, high = newcombe(80, 100, 30, 100)
    assert (found.worse.low, found.worse.high) == (pytest.approx(-float(high)), pytest.approx(-float(low)))
    assert found.direction == "more_expected"


@pytest.mark.parametrize(
    ("later", "direction"),
    [
        ({"A": 20, "O": 60, "M": 10, "I": 10}, ""),  # performance now: better has not moved
        ({"A": 30, "O": 10, "M": 10, "I": 50}, ""),  # better alone has moved: 80 -> 40; worse 30 -> 20
        ({"A": 10, "O": 2, "M": 3, "I": 85}, "matters_less"),
        (DELIGHTER, ""),
    ],
)
def test_both_have_to_move(later: dict[str, int], direction: str) -> None:
    assert drift(DELIGHTER, later).direction == direction


def test_the_other_directions() -> None:
    basic = {"A": 10, "O": 20, "M": 60, "I": 10}
    assert drift(basic, DELIGHTER).direction == "less_expected"
    assert drift({"A": 10, "O": 2, "M": 3, "I": 85}, DELIGHTER).direction == "matters_more"


def test_twenty_responses_show_the_largest_drift_alone() -> None:
    assert drift({"A": 12, "O": 4, "M": 2, "I": 2}, {"A": 2, "O": 4, "M": 12, "I": 2}).direction == "more_expected"
    assert drift({"A": 12, "O": 4, "M": 2, "I": 2}, {"A": 7, "O": 5, "M": 6, "I": 2}).direction == ""


def test_two_waves_of_the_same_truth_show_no_drift_in_95_of_100_draws() -> None:
    draws = np.random.default_rng(20260504).multinomial(400, [0.5, 0.2, 0.1, 0.2], size=(2000, 2)).astype(float)
    a, o, m, _ = np.moveaxis(draws, -1, 0)
    (_, low, high), (_, worse_low, worse_high) = (newcombe(one[:, 0], 400, one[:, 1], 400) for one in (a + o, o + m))
    both = ((low > 0) | (high < 0)) & ((worse_low > 0) | (worse_high < 0))
    assert both.mean() < 0.05


@pytest.mark.parametrize(
    "truth", [[0.5, 0.2, 0.1, 0.2], [0.1, 0.6, 0.1, 0.2], [0.1, 0.15, 0.6, 0.15], [0.1, 0.05, 0.05, 0.8]]
)
def test_the_chance_that_is_said_is_the_one_that_comes(truth: list[float]) -> None:
    """Of each class: 200,000 pairs of waves of 100 of the same truth; a fifth off is 4 standard errors or more."""
    draws = np.random.default_rng(20260504).multinomial(100, truth, size=(200_000, 2)).astype(float)
    a, o, m, _ = np.moveaxis(draws, -1, 0)
    (_, low, high), (_, worse_low, worse_high) = (newcombe(one[:, 0], 100, one[:, 1], 100) for one in (a + o, o + m))
    came = (((low > 0) | (high < 0)) & ((worse_low > 0) | (worse_high < 0))).mean()
    counts = {letter: round(100 * share) for letter, share in zip("AOMI", truth, strict=True)}
    assert drift(counts, counts).chance == pytest.approx(came, rel=0.2)


def test_a_wave_without_a_date_is_compared_with_none() -> None:
    heard = Heard()
    heard.pairs(DELIGHTER, wave="2025", day="")
    heard.pairs({"M": 100}, wave="2026", day="2026-05-04")
    found = said(histories(heard), settings())
    assert [one.wave for one in found.waves] == ["2025", "2026"]
    assert [one.day is None for one in found.waves] == [True, False]
    assert not found.drifts


def test_staff_guess_beside_members() -> None:
    heard = Heard()
    heard.pairs(DELIGHTER, wave="2026", day="2026-05-04")
    heard.pairs({"M": 7, "O": 1}, wave="workshop", day="2026-02-01")
    wave = {"survey": "members", "id": "workshop", "kind": "staff-guess"}
    found = said(histories(heard), settings(waves=[wave]))
    (guess,) = found.guesses
    assert (guess.guess, guess.members, guess.top) == ("too_few", "attractive", "M")
    assert guess.better.value == pytest.approx(1 / 8 - 0.8)
    assert guess.worse.value == pytest.approx(-1 + 0.3)
    assert not found.drifts  # staff are no earlier members
