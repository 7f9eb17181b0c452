"""What the answers to one question mean: words and numbers of its scale; what cannot be told says why.

A scale of words is recognised by all the words that occur: "Very satisfied" is the best of five beside "Satisfied",
and the second best beside "Extremely satisfied". Where scales disagree, nothing is guessed, and none of the words is
read: with some of its answers alone a question would say something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from valuereport.notation.headings import plain
from valuereport.presets.scales import (
    Scale,
    end_words,
    kano_words,
    no_answers,
    satisfaction_scales,
    yes_no_words,
)
from valuereport.settings.surveys import FEELINGS, NUMBERS, YES_NO, Question, numbers_of

Meaning = tuple[str, str]
"""What an answer means ("" where that is not known, or where it is no answer), and why it cannot be told ("")."""

NOT_A_WORD: Final = "no word of the scale"
NOT_A_NUMBER: Final = "no number and no word of the scale"
_NUMBER: Final = re.compile(r"([+-]?\d{1,6})(?:[.,]0+)?(?:\s*[-\u2013\u2014:.)=(]\s*\D.*)?", re.DOTALL)
_MOST_POINTS: Final = 11


def meanings(question: Question, values: Sequence[str]) -> list[Meaning]:
    """Return what each of the different values of a question means."""
    said = {plain(word): meaning for word, meaning in question.words.items()}
    keys = [plain(value) for value in values]
    found: list[Meaning | None] = [(said[key], "") if key in said else None for key in keys]
    found = [_no_answer(key) if one is None else one for key, one in zip(keys, found, strict=True)]
    left = [at for at, one in enumerate(found) if one is None]
    for at, one in zip(left, _read(question, [values[at] for at in left], [keys[at] for at in left]), strict=True):
        found[at] = one
    return [one or ("", NOT_A_WORD) for one in found]


def _no_answer(key: str) -> Meaning | None:
    return ("", "") if key in no_answers() else None


def _read(question: Question, values: Sequence[str], keys: Sequence[str]) -> Iterator[Meaning]:
    if question.asks in FEELINGS:
        return _words(keys, kano_words())
    if question.asks == YES_NO:
        return _words(keys, yes_no_words())
    if question.asks in NUMBERS:
        return _on_scale(question, values, keys)
    return (("", "") if question.asks in ("text", "suggestion") else (value, "") for value in values)


def _words(keys: Sequence[str], known: Mapping[str, str]) -> Iterator[Meaning]:
    return ((known[key], "") if key in known else ("", NOT_A_WORD) for key in keys)


def _on_scale(question: Question, values: Sequence[str], keys: Sequence[str]) -> Iterator[Meaning]:
    """Yield the meanings on a scale of numbers: numbers, words of a scale, or the words at its ends."""
    numbers = {at: number for at, value in enumerate(values) if (number := _number(value)) is not None}
    words = {at: keys[at] for at in range(len(keys)) if at not in numbers}
    scale = numbers_of(question)
    of_other = _other_scale(scale, numbers.values())
    read = _by_words(question, [*words.values()])
    for at in range(len(values)):
        if of_other:  # with some of its answers alone a question would say something else
            yield "", of_other
        elif at in words:
            meaning, reason = read[words[at]]
            yield meaning, NOT_A_NUMBER if reason and numbers else reason
        elif numbers[at] in scale:
            yield str(numbers[at]), ""
        else:
            yield "", f"no number from {scale[0]} to {scale[-1]}"


def _number(value: str) -> int | None:
    """Return the whole number with which an answer begins: `10`, `10 - Extremely likely`, `4.0`."""
    found = _NUMBER.fullmatch(value.strip())
    return int(found[1]) if found else None


def _other_scale(scale: range, numbers: Iterable[int]) -> str:
    """Return why numbers are those of another scale; "" where they are not."""
    found = sorted(one for one in numbers if 0 <= one < _MOST_POINTS)
    if not found or (found[0] in scale and found[-1] in scale):
        return ""
    return (
        f"answers go from {found[0]} to {found[-1]}, and the scale is from {scale[0]} to {scale[-1]}: it is another "
        "scale, and points of the question says which"
    )


def _by_words(question: Question, keys: Sequence[str]) -> Mapping[str, Meaning]:
    """Return what words mean on the scale of a question."""
    if question.asks in ("nps", "importance"):
        return _by_ends(question, keys)
    found: dict[str, Meaning] = dict.fromkeys(keys, ("", NOT_A_NUMBER))
    left = {*keys}
    for scales in _languages_of(left):
        there = {word for word in left if any(word in scale.places for scale in scales)}
        found |= _in_language(question, scales, there)
        left -= there
    return found


def _languages_of(words: set[str]) -> list[list[Scale]]:
    """Return the scales of each language, that first of which most words are."""
    by_language: dict[str, list[Scale]] = {}
    for scale in satisfaction_scales():
        by_language.setdefault(scale.language, []).append(scale)

    def known(scales: Sequence[Scale]) -> int:
        return sum(1 for word in words if any(word in scale.places for scale in scales))

    return sorted(by_language.values(), key=known, reverse=True)


def _in_language(question: Question, scales: Sequence[Scale], words: set[str]) -> Mapping[str, Meaning]:
    """Return what words of one language mean: on the scales that have them all, where those agree."""
    points = len(numbers_of(question))
    whole = [scale for scale in scales if words <= scale.places.keys()]
    fitting = [scale for scale in whole if scale.points == points]
    if not fitting:
        other = sorted({scale.points for scale in whole})
        reason = (
            f"words of a scale of {other[0]} points, and the question has {points}: points of the question says which"
            if other
            else "words of several scales beside one another; words of the question says what each means"
        )
        return dict.fromkeys(words, ("", reason))
    found = {word: {scale.places[word] for scale in fitting} for word in words}
    if any(len(places) > 1 for places in found.values()):
        reason = "words of which one is at another place in another scale; words of the question says what each means"
        return dict.fromkeys(words, ("", reason))
    return {word: (str(places.pop()), "") for word, places in found.items()}


def _by_ends(question: Question, keys: Sequence[str]) -> Mapping[str, Meaning]:
    """Return what the words at the ends mean, where all other answers are numbers; else it is another scale."""
    ends = end_words("nps" if question.asks == "nps" else "importance")
    scale = numbers_of(question)
    strangers = {*keys} - ends.keys()
    several = len({key for key in keys if key in ends}) > len({ends[key] for key in keys if key in ends})
    if strangers or several:
        return dict.fromkeys(keys, ("", NOT_A_NUMBER))
    return {key: (str(scale[0] if ends[key] == "low" else scale[-1]), "") for key in keys}
