"""Answers in own words: their languages, the words of the workspace's list in them, and what two raters made of them.

No text leaves the machine. A list of words does not understand "not good": what it counts is nobody's verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.divisions import OTHER
from valuereport.insights.folding import folded
from valuereport.insights.statistics.agreement import kappa
from valuereport.insights.surveys.answers import Answers, AskedWave
from valuereport.insights.surveys.languages import languages
from valuereport.model.insight import Figure, MemberList
from valuereport.model.listening import Coding, FreeText, TextCode, Word
from valuereport.notation.characters import without_hidden
from valuereport.settings.surveys import Asks

TO_CODE: Final = "texts-to-code"
COLUMNS: Final = ("survey", "wave", "question", "text", "rater_1", "rater_2")
_OWN_WORDS: Final[tuple[Asks, ...]] = ("text", "suggestion")
_WORD: Final = r"\w+"
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no spaces between words: a word of the list is looked for anywhere in the text."""


def free_texts(found: Answers, words: Sequence[Word], codings: Sequence[Coding], smallest: int) -> Iterator[FreeText]:
    """Yield what can be counted of the texts that answer a question of a wave, in the order of time.

    Fewer than `smallest` texts of members are not counted: the raters alone read them. A language in which fewer than
    `smallest` wrote is counted among the others: it may be one member's.
    """
    for wave, question, texts in _texts(found):
        if wave.kind == "members" and len(texts) < smallest:
            continue
        tongue = languages(texts)
        weights, any_word = weigh(texts, [*tongue] if tongue is not None else [""] * len(texts), words)
        own = [one for one in codings if (one.survey, one.wave, one.question) == (wave.survey, wave.id, question)]
        both = [one for one in own if one.rater_1 and one.rater_2]
        yield FreeText(
            survey=wave.survey,
            wave=wave.id,
            kind=wave.kind,
            question=question,
            texts=len(texts),
            languages={} if tongue is None else _counts(tongue, smallest),
            positive=int(np.count_nonzero(weights > 0)),
            negative=int(np.count_nonzero(weights < 0)),
            neither=int(np.count_nonzero(any_word & (weights == 0))),
            without=int(np.count_nonzero(~any_word)),
            codes=_codes(own),
            kappa=kappa([one.rater_1 for one in both], [one.rater_2 for one in both]) if both else Figure(None, n=0),
        )


def texts_to_code(found: Answers, codings: Sequence[Coding]) -> MemberList | None:
    """Return the different texts for two raters, with what they have said so far; nothing says whose they are."""
    said = {(one.survey, one.wave, one.question, one.text): (one.rater_1, one.rater_2) for one in codings}
    rows = [
        (*key, *said.get(key, ("", "")))
        for wave, question, texts in _texts(found)
        for key in sorted({(wave.survey, wave.id, question, text) for text in texts})
    ]
    return MemberList(TO_CODE, COLUMNS, tuple(rows)) if rows else None


def weigh(
    texts: Sequence[str], tongues: Sequence[str], words: Sequence[Word]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what the words of the list weigh together in each text, and which texts hold any of them.

    `tongues`: the language of each text, "" where it is not known. A word of one language counts in texts of that
    language, and in those whose language is not known.
    """
    lower = pd.Series([text.casefold() for text in texts], dtype=object)
    tongue = np.array(tongues, dtype=object)
    weight, seen = np.zeros(len(lower)), np.zeros(len(lower), dtype=np.bool_)
    spoken = lower.str.findall(_WORD).explode().dropna()
    spaced = [one for one in words if not _UNSPACED.search(one.word)]
    for name in dict.fromkeys(one.language for one in spaced):
        own = {one.word: one.weight for one in spaced if one.language == name}
        fits = np.ones(len(lower), np.bool_) if not name else (tongue == name) | (tongue == "")
        found = spoken[spoken.isin(list(own)).to_numpy() & fits[spoken.index.to_numpy()]]
        at = found.index.to_numpy()
        np.add.at(weight, at, found.map(own).to_numpy(dtype=float))
        seen[at] = True
    for one in words:
        if _UNSPACED.search(one.word):
            holds = lower.str.contains(one.word, regex=False).to_numpy(dtype=np.bool_)
            weight[holds] += one.weight
            seen |= holds
    return weight, seen


def _texts(found: Answers) -> Iterator[tuple[AskedWave, str, list[str]]]:
    """Yield the texts of each wave and question, each on one line, as a list that comes back has them."""
    asks = np.array([one.asks in _OWN_WORDS for one in found.questions], dtype=np.bool_)
    rows = found.rows[asks[found.rows["question"].to_numpy()]]
    for (at, question), own in rows.groupby(["wave", "question"], sort=True):
        texts = [text for text in map(one_line, own["value"].tolist()) if text]
        if texts:
            yield found.waves[int(at)], found.questions[int(question)].id, texts


def one_line(text: str) -> str:
    """Return a text without hidden characters, its spaces and ends of lines each one space."""
    return " ".join(unicodedata.normalize("NFC", without_hidden(text)).split())


def _counts(tongue: list[str], smallest: int) -> Mapping[str, int]:
    """Return how many texts are in each language, the most frequent first; "" for those too short to tell."""
    names, counts = np.unique(np.array([one for one in tongue if one], dtype=str), return_counts=True)
    few = folded(counts, smallest)
    told = {str(name): int(count) for name, count, hidden in zip(names, counts, few, strict=True) if not hidden}
    told = dict(sorted(told.items(), key=lambda one: (-one[1], one[0])))
    together = {OTHER: int(counts[few].sum()), "": tongue.count("")}
    return {**told, **{name: count for name, count in together.items() if count}}


def _codes(own: Sequence[Coding]) -> tuple[TextCode, ...]:
    names = sorted({code for one in own for code in (one.rater_1, one.rater_2) if code})
    told = [
        TextCode(
            code=name,
            both=sum(one.rater_1 == name == one.rater_2 for one in own),
            one=sum((one.rater_1 == name) != (one.rater_2 == name) for one in own),
        )
        for name in names
    ]
    return tuple(sorted(told, key=lambda one: (-one.both, -one.one, one.code)))
