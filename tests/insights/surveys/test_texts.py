"""Answers in own words: languages, a list of words, two raters."""

from __future__ import annotations

import pytest

from tests.insights.surveys.example import Heard, histories, settings
from valuereport.insights.statistics.agreement import kappa
from valuereport.insights.surveys.answers import answers
from valuereport.insights.surveys.texts import free_texts, texts_to_code, weigh
from valuereport.model.listening import Coding, FreeText, TextCode, Word

WORDS = (Word("useful", 1.0, "en"), Word("dear", -1.0, "en"), Word("gut", 1.0, "de"), Word("役に立", 1.0, "ja"))
SAID = {
    "The webinars are useful and the newsletter is useful.": 12,
    "Useful, but far too dear for a small firm like ours.": 3,
    "Die Webinare sind gut, aber sie dauern viel zu lange.": 2,
    "セミナーは役に立ちます": 1,
    "Too dear.": 1,
    "The gut feeling of everybody in our office is different.": 1,
}


def told(*codings: Coding) -> FreeText:
    heard = Heard()
    for person, text in enumerate(text for text, count in SAID.items() for _ in range(count)):
        heard.add(person, {"why": f"?{text}"})
    heard.add(30, {"why": "? "})
    found, _ = answers(histories(heard), settings())
    (text,) = free_texts(found, WORDS, codings, smallest=10)
    return text


def test_texts_of_twenty() -> None:
    pytest.importorskip("py3langid")
    found = told()
    assert found.texts == 20
    assert found.languages == {"other": 19, "": 1}  # three wrote German or Japanese: English would give them away
    assert (found.positive, found.negative, found.neither, found.without) == (12 + 2 + 1, 1, 3, 1)
    assert found.kappa.value is None


def test_fewer_texts_than_may_be_told() -> None:
    heard = Heard()
    for person in range(9):
        heard.add(person, {"why": "?Useful"})
    found, _ = answers(histories(heard), settings())
    assert not list(free_texts(found, WORDS, (), smallest=10))
    assert texts_to_code(found, ()) is not None


def test_words_count_in_their_language_or_where_nobody_knows_it() -> None:
    weights, seen = weigh(["gut gut", "gut", "gutes", "役に立つ"], ["de", "", "de", ""], WORDS)
    assert weights.tolist() == [2, 1, 0, 1]
    assert seen.tolist() == [True, True, False, True]
    weights, seen = weigh(["the gut"], ["en"], WORDS)
    assert (weights.tolist(), seen.tolist()) == ([0], [False])


def test_two_raters() -> None:
    found = kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    assert found.value == pytest.approx(0.4)  # agreement 0.7, by chance 0.5
    assert found.low == pytest.approx(0.4 - 1.959964 * (0.7 * 0.3 / 50) ** 0.5 / 0.5, abs=1e-6)
    assert kappa(["yes"] * 5, ["yes"] * 5).value is None  # no other code: chance alone agrees as well
    assert kappa(["a", "b"] * 5, ["a", "b"] * 5).value == pytest.approx(1.0)


def test_texts_go_to_the_raters_and_come_back() -> None:
    texts = list(SAID)
    codings = [Coding("members", "2026", "why", texts[0], "webinars", "webinars")]
    codings += [Coding("members", "2026", "why", texts[1], "price", "webinars")]
    codings += [Coding("members", "2026", "why", texts[4], "price", "price"), Coding("old", "1", "why", "x", "a", "a")]
    codings += [Coding("members", "2026", "why", texts[2], "length", "")]
    found = told(*codings)
    assert found.codes == (TextCode("price", 1, 1), TextCode("webinars", 1, 1), TextCode("length", 0, 1))
    assert (found.kappa.n, found.kappa.value) == (3, pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9)))
    heard = Heard()
    for person, text in enumerate(["Too dear.", " Too  dear.\n", "Useful"]):
        heard.add(person, {"why": f"?{text}"})
    listed = texts_to_code(answers(histories(heard), settings())[0], codings)
    assert listed is not None
    assert listed.rows == (
        ("members", "2026", "why", "Too dear.", "price", "price"),
        ("members", "2026", "why", "Useful", "", ""),
    )
