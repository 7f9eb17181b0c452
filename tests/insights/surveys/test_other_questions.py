"""Satisfaction, promoters and the short pair: waves of twenty worked out by hand, targets, and a year before."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.insights.surveys.example import DISLIKE, LIVE_WITH, Heard, histories, said, settings
from valuereport.model.listening import PriorityHint

SATISFIED = ["5"] * 9 + ["4"] * 8 + ["3"] * 2 + ["1"]
LIKELY = ["10"] * 8 + ["9"] * 4 + ["8"] * 3 + ["7"] * 2 + ["6"] * 2 + ["0"]
TWENTY_MISS_IT = [DISLIKE] * 16 + [LIVE_WITH] * 4


def heard(question: str, answers: list[str], **wave: str) -> Heard:
    found = Heard()
    also(found, question, answers, **wave)
    return found


def also(found: Heard, question: str, answers: list[str], **wave: str) -> None:
    for person, answer in enumerate(answers):
        found.add(person, {question: answer}, **wave)  # type: ignore[arg-type]


def test_the_satisfaction_of_twenty() -> None:
    (found,) = said(histories(heard("mentorship-c", SATISFIED)), settings()).satisfaction
    assert (found.figure.value, found.figure.n, found.points) == (pytest.approx(0.85), 20, 5)
    assert (found.figure.low, found.figure.high) == (pytest.approx(0.6396, abs=5e-5), pytest.approx(0.9476, abs=5e-5))
    assert found.mean == pytest.approx((45 + 32 + 6 + 1) / 20)
    assert found.figure.verdict == "no_target"  # nobody knows its class


@pytest.mark.parametrize(
    ("points", "answers", "share"),
    [
        (7, ["7", "6", "5", "4"] * 3, 0.5),
        (10, ["8", "10", "7", "1"] * 3, 0.5),
        (5, ["4", "3", "6", "0"] * 6, 0.5),
        (11, ["8", "10", "7", "0"] * 3, 0.5),
    ],
)
def test_other_scales_and_numbers_outside_of_them(points: int, answers: list[str], share: float) -> None:
    wanted = settings(questions=[{"id": "help", "survey": "members", "asks": "csat", "points": points}])
    (found,) = said(histories(heard("help", answers)), wanted).satisfaction
    assert (found.figure.value, found.figure.n) == (pytest.approx(share), 12)


def test_the_target_is_that_of_the_class() -> None:
    letters = {"portal": "M", "support": "O", "mentorship": "A", "minutes": "I"}
    found = Heard()
    for feature, letter in letters.items():
        found.pairs({letter: 60}, feature=feature, wave="2025", day="2025-05-10")
        found.pairs({letter: 60}, feature=feature)
        also(found, f"{feature}-c", ["5"] * 30 + ["2"] * 30, wave="2025", day="2025-05-10")
        also(found, f"{feature}-c", ["5"] * 58 + ["2"] * 2)
    told = {(one.feature, one.wave): one for one in said(histories(found), settings(letters)).satisfaction}
    targets = {name: told[name, "2026"].figure.target for name in letters}
    assert targets == {"portal": ">= 0.90", "support": "change >= 0.05", "mentorship": ">= 0.75", "minutes": ""}
    assert {told[name, "2026"].figure.verdict for name in ("support", "mentorship")} == {"met"}
    assert told["portal", "2026"].figure.verdict == "too_few"  # 96.7 %, from 88.6 on
    assert told["portal", "2025"].figure.verdict == "missed"
    previous = told["support", "2026"].previous
    assert previous is not None
    assert previous.value == pytest.approx(0.5)
    assert told["support", "2025"].figure.verdict == "not_due"  # no year before it


def test_the_promoters_of_twenty() -> None:
    (found,) = said(histories(heard("recommend", LIKELY)), settings()).promoters
    assert (found.promoters, found.passives, found.detractors) == (12, 5, 3)
    assert (found.figure.value, found.interval) == (pytest.approx(45.0), "adjusted")
    assert (found.figure.low, found.figure.high) == (
        pytest.approx(39.13 - 30.70, abs=0.006),
        pytest.approx(39.13 + 30.70, abs=0.006),
    )
    assert (found.figure.target, found.figure.verdict) == (">= 50", "too_few")
    assert found.change is None


def test_ten_points_more_in_a_year() -> None:
    found = heard("recommend", ["9"] * 50 + ["7"] * 25 + ["0"] * 25, wave="2025", day="2025-04-20")
    also(found, "recommend", ["9"] * 60 + ["7"] * 25 + ["0"] * 15)
    (_, now) = said(histories(found), settings()).promoters
    assert now.interval == "wald"
    assert now.change is not None
    assert now.change.value == pytest.approx(20.0)
    half = 1.959964 * 100 * ((0.5475 + 0.6875) / 100) ** 0.5  # sqrt(v1/n1 + v2/n2)
    assert now.change.low == pytest.approx(20 - half, abs=1e-4)
    assert (now.change.target, now.change.verdict) == (">= 10", "too_few")
    assert now.change.needed == 475  # 1.96^2 (0.5475 + 0.6875) 100^2 / 10^2


@pytest.mark.parametrize("day", ["2024-01-01", "2026-03-01", ""])
def test_no_wave_about_a_year_before(day: str) -> None:
    found = heard("recommend", LIKELY, wave="before", day=day)
    also(found, "recommend", LIKELY)
    assert all(one.change is None for one in said(histories(found), settings()).promoters)


def test_the_short_pair_of_twenty_is_a_hint_and_no_class() -> None:
    found = heard("mentorship-s", SATISFIED)
    also(found, "mentorship-r", TWENTY_MISS_IT)
    told = said(histories(found), settings())
    (hint,) = told.hints
    assert (hint.satisfied.value, hint.missed.value) == (pytest.approx(0.85), pytest.approx(0.80))
    assert hint.quadrant == "keep"
    assert not told.kano
    assert not {"kano_class", "better", "worse"} & {one.name for one in fields(PriorityHint)}


@pytest.mark.parametrize(
    ("satisfied", "missed", "quadrant"),
    [
        (18, 18, "keep"),
        (2, 18, "fix_first"),
        (18, 2, "surplus"),
        (2, 2, "stop_candidate"),
        (12, 18, "unclear"),
        (18, 11, "unclear"),
    ],
)
def test_the_quadrants(satisfied: int, missed: int, quadrant: str) -> None:
    found = heard("mentorship-s", ["5"] * satisfied + ["1"] * (20 - satisfied))
    also(found, "mentorship-r", [DISLIKE] * missed + [LIVE_WITH] * (20 - missed))
    assert [one.quadrant for one in said(histories(found), settings()).hints] == [quadrant]


def test_fewer_than_may_be_told() -> None:
    found = heard("mentorship-s", ["5"] * 9)
    also(found, "mentorship-r", [DISLIKE] * 9)
    also(found, "mentorship-c", ["5"] * 9)
    also(found, "recommend", ["9"] * 9)
    told = said(histories(found), settings())
    assert [(one.quadrant, one.missed.value) for one in told.hints] == [("too_few", None)]
    assert [(one.figure.value, one.mean) for one in told.satisfaction] == [(None, None)]
    assert [(one.figure.value, one.promoters, one.figure.verdict) for one in told.promoters] == [(None, 0, "too_few")]
