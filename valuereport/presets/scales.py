"""How survey tools word the answers of a scale: scales.toml, in the form in which answers are compared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from valuereport.notation.headings import plain

EndsOf = Literal["nps", "importance"]
"""Scales of numbers whose ends tools may write as words."""

_FILE: Final = Path(__file__).parent / "scales.toml"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale by words: the place of each word from 1, the worst, to `points`, the best."""

    language: str
    points: int
    places: Mapping[str, int]


@cache
def kano_words() -> Mapping[str, str]:
    """Return which of KANO_ANSWERS each word means."""
    return _meanings(_data()["kano"])


def kano_wordings(language: str) -> Mapping[str, str]:
    """Return the usual word for each of KANO_ANSWERS in a language of scales.toml. Raises KeyError."""
    return {answer: words[0] for answer, words in _data()["kano"][language].items()}


def satisfaction_wordings(language: str) -> tuple[str, ...]:
    """Return the usual words for how satisfied somebody is, the best first. Raises KeyError."""
    return tuple(one if isinstance(one, str) else one[0] for one in _data()["satisfaction"][language][0])


def end_wordings(scale: EndsOf, language: str) -> tuple[str, str]:
    """Return the usual words for the lowest and the highest number of a scale. Raises KeyError."""
    ends = _data()["ends"][scale][language]
    return ends["low"][0], ends["high"][0]


@cache
def satisfaction_scales() -> tuple[Scale, ...]:
    """Return every scale of satisfaction; one word may stand at several places, each in another scale."""
    return tuple(_scales())


@cache
def end_words(scale: EndsOf) -> Mapping[str, str]:
    """Return which end of a scale of numbers each word means: "low" or "high"."""
    return _meanings(_data()["ends"][scale])


@cache
def yes_no_words() -> Mapping[str, str]:
    """Return whether each word means yes or no."""
    return _meanings(_data()["yes_no"])


@cache
def no_answers() -> frozenset[str]:
    """Return the words with which somebody answers that they have no answer."""
    return frozenset(plain(word) for words in _data()["no_answer"].values() for word in words)


def _meanings(by_language: Mapping[str, Mapping[str, Sequence[str]]]) -> Mapping[str, str]:
    return {plain(word): meant for each in by_language.values() for meant, words in each.items() for word in words}


def _scales() -> Iterator[Scale]:
    for language, scales in _data()["satisfaction"].items():
        for places in scales:
            best = len(places)
            words = [[one] if isinstance(one, str) else one for one in places]
            yield Scale(language, best, {plain(word): best - at for at, same in enumerate(words) for word in same})


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
