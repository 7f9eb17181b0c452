"""word_list.csv and text_codes.csv: words and what they weigh, and what two raters made of answers in own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Final

from valuereport.errors import Problem
from valuereport.loaders.own_tables import OwnTable, read_own_table
from valuereport.model.listening import Coding, Word
from valuereport.settings import Settings
from valuereport.settings.fields import is_locale

_WORDS: Final = ("word", "weight", "language")
_CODINGS: Final = ("survey", "wave", "question", "text", "rater_1", "rater_2")
_HEAVIEST: Final = 100.0


def read_words(settings: Settings) -> tuple[tuple[Word, ...], tuple[Problem, ...]]:
    """Return the words that can be used, and what is wrong with the others. Raises SettingsError, SourceError."""
    table = read_own_table(settings, "word_list", _WORDS, ("word", "weight"))
    words: dict[tuple[str, str], Word] = {}
    problems = list(table.problems)
    for line, row in table.rows:
        word, weight, language = row["word"].casefold(), _number(row["weight"]), row["language"].lower()
        fault = ""
        if not word or any(letter.isspace() for letter in word):
            column, fault = "word", "one word without spaces is needed"
        elif weight is None:
            column, fault = "weight", f"a number from -{_HEAVIEST:g} to {_HEAVIEST:g} is needed, such as 1 or -1"
        elif language and not (len(language) == 2 and is_locale(language)):
            column, fault = "language", "a language in two letters is needed, such as en or de; or none"
        elif (word, language) in words:
            column, fault = "word", "this word stands above, in the same language"
        if fault:
            problems.append(_problem(table, line, column, row[column], fault))
        else:
            words[word, language] = Word(word, weight or 0.0, language)
    return tuple(words.values()), tuple(problems)


def read_codings(settings: Settings) -> tuple[tuple[Coding, ...], tuple[Problem, ...]]:
    """Return what the raters said, and which rows say nothing. Raises SettingsError, SourceError."""
    table = read_own_table(settings, "text_codes", _CODINGS, _CODINGS)
    return tuple(_codings(table)), (*table.problems, *_doubles(table))


def _codings(table: OwnTable) -> Iterator[Coding]:
    seen = set()
    for _, row in table.rows:
        if (key := _key(row)) not in seen and (row["rater_1"] or row["rater_2"]):
            seen.add(key)
            yield Coding(*key, row["rater_1"].casefold(), row["rater_2"].casefold())


def _doubles(table: OwnTable) -> Iterator[Problem]:
    seen = set()
    for line, row in table.rows:
        if _key(row) in seen:
            yield _problem(table, line, "text", row["text"], "this text of the same question stands above")
        seen.add(_key(row))


def _key(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row["survey"], row["wave"], row["question"], " ".join(row["text"].split())


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) and abs(found) <= _HEAVIEST else None


def _problem(table: OwnTable, line: int, column: str, value: str, reason: str) -> Problem:
    return Problem("load", "warning", reason, "the row is not used", table.file, line, column, value)
