"""The words of the scales: every language has them, a word means one thing, a scale has a place for each."""

from __future__ import annotations

from collections import defaultdict

from valuereport.model.histories import KANO_ANSWERS
from valuereport.notation.headings import plain
from valuereport.presets.scales import _data as written  # what the file says, before words are compared
from valuereport.presets.scales import (
    end_words,
    kano_wordings,
    kano_words,
    no_answers,
    satisfaction_scales,
    yes_no_words,
)
from valuereport.presets.synonyms import LANGUAGES


def test_every_scale_is_there_in_every_language() -> None:
    data = written()
    for scale in ("kano", "satisfaction", "yes_no", "no_answer"):
        assert {*data[scale]} == {*LANGUAGES}, scale
    for scale in data["ends"].values():
        assert {*scale} == {*LANGUAGES}
    for language in LANGUAGES:
        assert tuple(kano_wordings(language)) == KANO_ANSWERS
        points = {one.points for one in satisfaction_scales() if one.language == language}
        assert points == {5, 7}, language


def test_a_word_means_one_thing_in_all_languages() -> None:
    data = written()
    for scale in (data["kano"], data["yes_no"], *data["ends"].values()):
        meanings = defaultdict(set)
        for words_of in scale.values():
            for meaning, words in words_of.items():
                for word in words:
                    meanings[plain(word)].add(meaning)
        assert {word: found for word, found in meanings.items() if len(found) > 1} == {}
    known = {*kano_words(), *yes_no_words(), *(word for one in satisfaction_scales() for word in one.places)}
    known |= {*end_words("nps"), *end_words("importance")}
    assert not known & no_answers()


def test_a_word_stands_at_one_place_of_its_scale() -> None:
    for language, scales in written()["satisfaction"].items():
        for scale in scales:
            places = defaultdict(set)
            for place, words in enumerate(scale):
                for word in [words] if isinstance(words, str) else words:
                    places[plain(word)].add(place)
            assert {word: found for word, found in places.items() if len(found) > 1} == {}, language


def test_the_middle_is_the_middle() -> None:
    five = {word: one.places[word] for one in satisfaction_scales() for word in one.places if one.points == 5}
    for word in ("neutral", "weder noch", "neutre", "niwtral", "どちらでもない", "一般"):
        assert five[plain(word)] == 3
