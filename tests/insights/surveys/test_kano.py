"""Kano: the evaluation table, a wave of twenty worked out by hand, the fixtures of the facts, the rule for naming."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.insights.surveys.example import (
    DISLIKE,
    EXPECT,
    LIKE,
    NEUTRAL,
    A,
    Heard,
    I,
    O,
    classes_of,
    histories,
    said,
    settings,
)
from valuereport.insights.surveys.answers import answers
from valuereport.insights.surveys.evaluation import TABLE, binomial, fong_limit, standing
from valuereport.insights.surveys.kano import kano
from valuereport.insights.surveys.pairs import pairs
from valuereport.model.histories import KANO_ANSWERS
from valuereport.model.listening import LETTERS, FeatureKano

TWENTY = {"A": 11, "O": 4, "M": 1, "I": 2, "R": 1, "Q": 1}


def of_all(heard: Heard, **more: Any) -> FeatureKano:
    (found,) = said(histories(heard), settings(**more)).kano
    return found


def test_the_evaluation_table() -> None:
    rows = {word: "".join(LETTERS[letter] for letter in row) for word, row in zip(KANO_ANSWERS, TABLE, strict=True)}
    assert rows == {"like": "QAAAO", "expect": "RIIIM", "neutral": "RIIIM", "live-with": "RIIIM", "dislike": "RRRRQ"}


def test_a_wave_of_twenty() -> None:
    heard = Heard()
    heard.pairs(TWENTY)
    for person, rating in enumerate([9, 7, 8]):
        heard.add(person, {"mentorship-i": str(rating)})
    found = of_all(heard)
    assert found.counts == TWENTY
    assert found.n == 19
    assert found.better.value == pytest.approx(15 / 18)
    assert found.better.low == pytest.approx(0.6078, abs=5e-5)  # Wilson of 15 of 18
    assert found.better.high == pytest.approx(0.9416, abs=5e-5)
    assert found.worse.value == pytest.approx(-5 / 18)
    assert (found.worse.low, found.worse.high) == (pytest.approx(-0.5087, abs=5e-5), pytest.approx(-0.1250, abs=5e-5))
    assert found.shares["A"].value == pytest.approx(0.55)
    assert found.total_strength.value == pytest.approx(0.80)
    assert found.category_strength == pytest.approx(0.35)
    assert (found.top, found.second) == ("A", "O")
    assert (found.fong_difference, found.fong_limit) == (7, pytest.approx(5.0521, abs=5e-5))
    assert found.fong_significant
    assert found.p == pytest.approx(2 * 1941 / 32768)  # two tails of 15 tosses with at most 4
    assert found.kano_class == "too_few"
    assert found.functional.value == pytest.approx(60 / 19)  # without the contradiction
    assert found.dysfunctional.value == pytest.approx(18 / 19)
    assert found.importance.value == pytest.approx(8.0)
    assert found.importance.low == pytest.approx(8 - 4.302653 / np.sqrt(3), abs=1e-5)  # Student, 2 degrees


def test_better_and_worse_of_the_facts() -> None:
    heard = Heard()
    heard.pairs({"A": 7, "O": 33, "M": 50, "I": 10})
    found = of_all(heard)
    assert (found.better.value, found.worse.value) == (pytest.approx(0.40), pytest.approx(-0.83))
    assert (found.fong_difference, round(found.fong_limit, 2)) == (17, 11.50)
    assert round(found.p or 0, 3) == 0.078
    assert (found.kano_class, found.top, found.second) == ("mixed", "M", "O")
    heard = Heard()
    heard.pairs({"A": 216, "O": 56, "M": 13, "I": 275, "R": 23, "Q": 24})
    found = of_all(heard)
    assert (round(found.better.value or 0, 3), round(found.worse.value or 0, 3)) == (0.486, -0.123)
    assert (found.fong_difference, round(found.fong_limit, 2), round(found.p or 0, 4)) == (59, 28.22, 0.0088)
    assert (found.kano_class, found.n) == ("indifferent", 583)


def test_the_spread_of_the_facts() -> None:
    heard = Heard()
    for person, (there, not_there) in enumerate([O] * 3 + [A] * 4 + [(EXPECT, DISLIKE)] * 2 + [I]):
        heard.add(person, {"mentorship-f": there, "mentorship-d": not_there})
    found = of_all(heard)
    assert (found.functional.value, round(found.functional_sd or 0, 3)) == (pytest.approx(3.2), 1.398)
    assert (found.dysfunctional.value, round(found.dysfunctional_sd or 0, 3)) == (pytest.approx(2.0), 2.108)


@pytest.mark.parametrize(
    ("counts", "kano_class", "why"),
    [
        ((35, 5, 5, 5, 0, 0), "attractive", "50 pairs are enough"),
        ((35, 5, 5, 4, 0, 0), "too_few", "49 are not"),
        ((35, 5, 5, 4, 0, 20), "too_few", "contradictions are none of them"),
        ((0, 60, 20, 20, 0, 0), "performance", ""),
        ((0, 0, 20, 20, 60, 0), "reverse", ""),
        ((250, 222, 0, 28, 0, 0), "mixed", "a strength of 5.6 points"),
        ((28, 15, 0, 7, 0, 0), "mixed", "p = 0.066"),
        ((30, 10, 5, 5, 0, 30), "mixed", "as many contradict themselves"),
        ((25, 25, 25, 25, 0, 0), "mixed", ""),
        ((0, 0, 0, 0, 0, 60), "too_few", "nobody can tell"),
    ],
)
def test_a_class_is_named_under_the_rule_alone(counts: tuple[int, ...], kano_class: str, why: str) -> None:
    assert standing(np.array(counts)).kano_class == kano_class, why


def test_ties_go_by_what_is_missed_most() -> None:
    found = [standing(np.array(counts)) for counts in ((5, 5, 5, 5, 5, 0), (5, 5, 0, 5, 5, 0), (5, 0, 0, 5, 5, 0))]
    assert [(one.top, one.second) for one in found] == [("M", "O"), ("O", "A"), ("A", "I")]


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_what_counts_come_to(counts: list[int]) -> None:
    found = standing(np.array(counts))
    if found.kano_class not in ("mixed", "too_few"):
        assert sum(counts[:5]) >= 50
        assert (found.strength or 0) >= 0.06
        assert (found.p or 0) < 0.05
    if found.top:
        first, second = sorted(counts[:5], reverse=True)[:2]
        assert found.fong_difference == first - second
        assert found.fong_limit == pytest.approx(fong_limit(first, second, sum(counts)))
        assert binomial(first, second) == pytest.approx(binomtest(second, first + second).pvalue)


def test_fewer_members_than_may_be_told() -> None:
    heard = Heard()
    heard.pairs({"A": 9})
    found = of_all(heard)
    assert (found.kano_class, found.n, found.counts, found.better.value) == ("too_few", 9, {}, None)
    heard = Heard()
    heard.pairs({"A": 9}, survey="members", wave="workshop")
    of_staff = of_all(heard, waves=[{"survey": "members", "id": "workshop", "kind": "staff-guess"}])
    assert of_staff.counts["A"] == 9  # a workshop of staff is no group of members


def test_the_newest_wave_of_members_names_the_classes() -> None:
    heard = Heard()
    heard.pairs({"A": 70, "I": 10}, wave="2025", day="2025-05-04")
    heard.pairs({"M": 70, "I": 10}, wave="2026", day="2026-05-04")
    heard.pairs({"R": 70}, wave="workshop", day="2026-06-01")
    heard.pairs({"O": 70}, feature="portal", wave="2025", day="2025-05-04")
    heard.pairs({"O": 30, "M": 28}, feature="portal", wave="2026", day="2026-05-04")
    heard.pairs({"O": 70}, feature="directory", wave="2025", day="2025-05-04")
    heard.pairs({"R": 70}, wave="2027", day="2027-05-04")  # after the day up to which something is known
    wanted = settings(
        ("mentorship", "portal", "directory"), waves=[{"survey": "members", "id": "workshop", "kind": "staff-guess"}]
    )
    found = histories(heard)
    assert classes_of(found, wanted) == {"mentorship": "basic", "directory": "performance"}
    assert classes_of(histories(Heard()), wanted) == {}


def test_segments_by_grade_and_tenure_fold_what_is_small() -> None:
    heard = Heard()
    grades = ["Fellow"] * 30 + ["Associate"] * 20 + ["Student"] * 4 + [""] * 6
    members = [
        {"member_id": f"M{at}", "grade": grade, "joined": "2026-01-10" if at % 2 else "2015-01-10"}
        for at, grade in enumerate(grades)
    ]
    for at in range(60):
        answer = A if grades[at] == "Fellow" else O
        heard.add(at, {"mentorship-f": answer[0], "mentorship-d": answer[1], "mentorship-i": "5"}, member=at)
    found = said(histories(heard, members), settings()).kano
    told = {(one.by, one.group): (one.n, one.counts["A"]) for one in found}
    assert told == {
        ("", ""): (60, 30),
        ("grade", "Associate"): (20, 0),
        ("grade", "Fellow"): (30, 30),
        ("grade", "other"): (10, 0),
        ("tenure", "1"): (30, 15),
        ("tenure", "7+"): (30, 15),
    }
    assert all(one.importance.n == one.n for one in found)
    hidden = settings(waves=[{"survey": "members", "id": "2026", "anonymous": True}])
    assert [(one.by, one.n) for one in said(histories(heard, members), hidden).kano] == [("", 60)]


@settings_of_hypothesis(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(KANO_ANSWERS), st.sampled_from(KANO_ANSWERS)), min_size=10, max_size=60))
def test_any_wave(given_answers: list[tuple[str, str]]) -> None:
    heard = Heard()
    for person, (there, not_there) in enumerate(given_answers):
        heard.add(person, {"mentorship-f": there, "mentorship-d": not_there})
    asked, _ = answers(histories(heard), settings())
    (found,) = kano(asked, pairs(asked), smallest=10)
    assert sum(found.counts.values()) == len(given_answers)
    assert sum(share.value or 0 for share in found.shares.values()) == pytest.approx(1)
    if found.better.n:
        assert 0 <= (found.better.low or 0) <= (found.better.value or 0) <= (found.better.high or 0) <= 1
        assert -1 <= (found.worse.low or 0) <= (found.worse.value or 0) <= (found.worse.high or 0) <= 0


def test_half_a_pair_and_what_cannot_be_read_are_no_pair() -> None:
    heard = Heard()
    heard.pairs({"A": 12})
    heard.add(20, {"mentorship-f": LIKE})
    heard.add(21, {"mentorship-f": LIKE, "mentorship-d": "?7"})  # of a scale of seven points
    heard.add(22, {"mentorship-f": NEUTRAL, "mentorship-d": "5"})
    assert of_all(heard).n == 12
