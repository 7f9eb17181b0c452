"""What answers mean: words and numbers of a question's scale; another scale is a problem and never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.combine.answers import meanings
from valuereport.model.histories import KANO_ANSWERS
from valuereport.presets.scales import kano_wordings, satisfaction_scales
from valuereport.presets.synonyms import LANGUAGES
from valuereport.settings.surveys import FEELINGS, NUMBERS, Question, numbers_of


def question(asks: str, **more: Any) -> Question:
    return Question.model_validate({"id": "q", "survey": "s", "asks": asks, "feature": "f", **more})


def answers(asks: str, *values: str, **more: Any) -> list[str]:
    return [answer for answer, _ in meanings(question(asks, **more), values)]


def reasons(asks: str, *values: str, **more: Any) -> list[str]:
    return [reason for _, reason in meanings(question(asks, **more), values)]


READ: Mapping[str, tuple[str, list[str], list[str]]] = {
    "the wordings of survey tools": (
        "functional",
        ["I like it that way", "it must be  that way", "I’m neutral", "I can live with it.", "I dislike it that way"],
        [*KANO_ANSWERS],
    ),
    "several languages in one wave": (
        "dysfunctional",
        ["Das würde mich sehr stören", "Cela m'est égal", "Debe ser así", "気に入る", "يمكنني التعايش مع ذلك"],
        ["dislike", "neutral", "expect", "like", "live-with"],
    ),
    "a scale with satisfied": (
        "csat",
        ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"],
        ["5", "4", "3", "2", "1"],
    ),
    "SurveyMonkey's scale, in which very is the second": (
        "csat",
        ["Extremely satisfied", "Very satisfied", "Somewhat satisfied", "Not so satisfied", "Not at all satisfied"],
        ["5", "4", "3", "2", "1"],
    ),
    "two languages, each with its own scale": (
        "satisfaction",
        [
            "Very satisfied",
            "Satisfied",
            "Sehr zufrieden",
            "Unzufrieden",
            "Niet tevreden en niet ontevreden",
            "Tevreden",
        ],
        ["5", "4", "5", "2", "3", "4"],
    ),
    "numbers with words at the ends": (
        "nps",
        ["0 - Not at all likely", "7", "10 - Extremely likely", "9.0"],
        ["0", "7", "10", "9"],
    ),
    "words in place of the ends": ("nps", ["Not at all likely", "Extremely likely", "8"], ["0", "10", "8"]),
    "numbers of other scripts": ("importance", ["٩", "３"], ["9", "3"]),
    "no answer is no fault": ("csat", ["5", "N/A", "Weiß nicht", "1"], ["5", "", "", "1"]),
    "yes and no": ("correct", ["Ja", "no", "Oui"], ["yes", "no", "yes"]),
    "words of one's own": ("heard-from", ["A colleague", "Google"], ["A colleague", "Google"]),
    "text means nothing by itself": ("text", ["5", "Very satisfied"], ["", ""]),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str) -> None:
    asks, values, expected = READ[name]
    assert answers(asks, *values) == expected
    assert reasons(asks, *values) == [""] * len(values)


def test_seven_points_without_points_are_a_problem_and_no_guess() -> None:
    values = ["1", "4", "7", "55", "hello"]
    assert answers("csat", *values) == [""] * 5
    assert reasons("csat", *values)[0].startswith("answers go from 1 to 7, and the scale is from 1 to 5: it is another")
    assert answers("csat", *values, points=7) == ["1", "4", "7", "", ""]
    assert reasons("csat", *values, points=7)[3:] == ["no number from 1 to 7", "no number and no word of the scale"]
    assert answers("csat", "0", "10", points=11) == ["0", "10"]
    assert answers("importance", "9", "10") == ["", ""]
    words = ["Very satisfied", "Somewhat satisfied", "Slightly dissatisfied", "Dissatisfied"]
    assert answers("csat", *words) == [""] * 4
    assert answers("csat", *words, points=7) == ["7", "5", "3", "2"]
    assert "a scale of 7 points, and the question has 5" in reasons("csat", *words)[0]


def test_a_word_that_scales_disagree_about_is_not_guessed() -> None:
    assert answers("csat", "Very satisfied", "Somewhat satisfied") == ["", ""]
    assert "at another place in another scale" in reasons("csat", "Very satisfied")[0]
    assert answers("csat", "Sehr zufrieden", "Neutral") == ["5", "3"]
    assert answers("csat", "Excellent", "Good", "Fair", "Poor") == [""] * 4  # of five, or with "very poor" of four
    assert answers("csat", "Sehr zufrieden", "Zufrieden", "Eher zufrieden") == [""] * 3
    assert answers("csat", "Very satisfied", "Somewhat satisfied", "Neutral") == ["5", "4", "3"]
    assert answers("csat", "Very satisfied", words={"very satisfied": "4"}) == ["4"]
    assert answers("csat", "Very satisfied", "Satisfied", "Somewhat satisfied", "Dissatisfied") == [""] * 4


def test_a_word_among_numbers_is_a_stray_text() -> None:
    assert answers("csat", "1", "4", "Very satisfied", "Very dissatisfied") == ["1", "4", "5", "1"]
    assert reasons("csat", "1", "4", "good")[2] == "no number and no word of the scale"


def test_a_likelihood_in_words_alone_is_no_nps() -> None:
    assert answers("nps", "Extremely likely", "Somewhat likely", "9") == ["", "", "9"]
    assert answers("nps", "Extremely likely", "Very likely") == ["", ""]


def test_a_kano_pair_in_numbers_says_not_which_end_is_which() -> None:
    assert answers("functional", "1", "5") == ["", ""]
    words = {str(at): answer for at, answer in enumerate(KANO_ANSWERS, 1)} | {"other": ""}
    assert answers("functional", "1", "5", "Other", words=words) == ["like", "dislike", ""]
    assert reasons("functional", "Other", words=words) == [""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_by_itself(language: str) -> None:
    assert answers("removal", *kano_wordings(language).values()) == [*KANO_ANSWERS]
    for scale in (one for one in satisfaction_scales() if one.language == language):
        found = answers("csat", *scale.places, points=scale.points)
        assert found == [str(place) for place in scale.places.values()]


@given(
    st.sampled_from([*FEELINGS, *NUMBERS]), st.lists(st.text(max_size=12) | st.integers(-3, 14).map(str), unique=True)
)
def test_every_answer_is_a_meaning_of_the_scale_or_has_a_reason(asks: str, values: list[str]) -> None:
    one = question(asks)
    allowed = {"", *(KANO_ANSWERS if asks in FEELINGS else map(str, numbers_of(one)))}
    found = meanings(one, values)
    assert len(found) == len(values)
    assert all(answer in allowed and not (answer and reason) for answer, reason in found)


def test_seven_words_of_japanese_are_no_five() -> None:
    five = ["満足", "やや満足", "どちらでもない", "やや不満", "不満"]
    assert answers("csat", *five) == ["5", "4", "3", "2", "1"]
    assert answers("csat", "非常に満足", *five, "非常に不満") == [""] * 7
    assert answers("csat", "非常に満足", *five, "非常に不満", points=7) == ["7", "6", "5", "4", "3", "2", "1"]
