"""Finds words of the settings that are nowhere in the export: they are misspelt, or the export has changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from valuereport.errors import Problem
from valuereport.loaders.cells import encoded
from valuereport.loaders.flags import list_has, spelling
from valuereport.loaders.footers import plain
from valuereport.loaders.raw import Raw
from valuereport.model.tables import TABLES
from valuereport.settings import Source

_SHOWN: Final = 5
_MOST_WORDS: Final = 200
"""A column with more different texts is no list of words; it may hold names, which are not shown."""

_ENTRIES: Final = re.compile(r"""[^,;|"\[\]{}\n\r\t\x00-\x1f]+""")
_ACTIONS: Final = {
    "where": "no row is chosen by them",
    "where_not": "no row is left out by them",
    "map": "nothing is replaced by them",
    "contains": "the column is no in every row",
    "footers": "no row is left out by them",
    "until": "the table goes on to the end of the file",
}


@dataclass(frozen=True, slots=True)
class WordCheck:
    """The words of one setting, the missing ones, and the texts of the export with their counts."""

    setting: str
    heading: str
    words: tuple[str, ...]
    missing: frozenset[str]
    texts: Mapping[str, int]


def check_words(source: Source, raw: Raw) -> Iterator[WordCheck]:
    """Yield a check of each setting of a source that names words, in one file; nothing for a file without rows."""
    if not len(raw.rows):
        return
    for setting, words in (("until", source.until), ("footers", source.footers)):
        if words and not source.is_of_preset(setting):
            missing = frozenset(word for word in words if plain(word) not in raw.words_met)
            yield WordCheck(setting, "", words, missing, {})
    columns = {name: encoded(raw.columns[name]) for name in _named(source)}
    for setting, headings in (("where", source.where), ("where_not", source.where_not)):
        for heading, allowed in headings.items() if not source.is_of_preset(setting) else ():
            words = (allowed,) if isinstance(allowed, str) else allowed
            yield _in_column(setting, heading, words, columns[heading], _in_any_case)
    for name, mapping in source.columns.items():
        if source.preset and not source.names(name):
            continue  # a preset names all the words that there may be
        compared = spelling if TABLES[source.table][name] in ("flag", "yes-no") else _in_any_case
        for heading in mapping.column:
            if mapping.map:
                yield _in_column("map", heading, tuple(mapping.map), columns[heading], compared)
            if mapping.contains is not None:
                yield _in_lists(heading, mapping.contains, columns[heading])


def _named(source: Source) -> set[str]:
    """Return the headings whose words the settings name."""
    fed = {heading for one in source.columns.values() if one.map or one.contains is not None for heading in one.column}
    return {*source.where, *source.where_not, *fed}


def _in_any_case(word: str) -> str:
    return word.strip().casefold()


def _in_column(
    setting: str, heading: str, words: tuple[str, ...], column: pa.DictionaryArray, compared: Callable[[str], str]
) -> WordCheck:
    texts = set(map(compared, column.dictionary.to_pylist()))
    missing = frozenset(word for word in words if compared(word) not in texts)
    return WordCheck(setting, heading, words, missing, _counts(column) if missing else {})


def _in_lists(heading: str, word: str, column: pa.DictionaryArray) -> WordCheck:
    has_entry = list_has(word)
    if any(has_entry(text) is not False for text in column.dictionary.to_pylist()):
        return WordCheck("contains", heading, (word,), frozenset(), {})
    there: Counter[str] = Counter()
    for text, number in _counts(column).items():
        there.update({entry.strip(): number for entry in _ENTRIES.findall(text) if entry.strip()})
    return WordCheck("contains", heading, (word,), frozenset((word,)), there)


def _counts(column: pa.DictionaryArray) -> dict[str, int]:
    numbers = np.bincount(column.indices.to_numpy(), minlength=len(column.dictionary)).tolist()
    return {
        text: number for text, number in zip(column.dictionary.to_pylist(), numbers, strict=True) if text and number
    }


def unused_words(source: Source, files: Sequence[Iterable[WordCheck]], file: str) -> Iterator[Problem]:
    """Yield a warning for each setting of a source with words that none of its files has."""
    by_setting: dict[tuple[str, str, tuple[str, ...]], list[WordCheck]] = {}
    for found in files:
        for one in found:
            by_setting.setdefault((one.setting, one.heading, one.words), []).append(one)
    for (setting, heading, words), each in by_setting.items():
        missing = frozenset.intersection(*(one.missing for one in each))
        there: Counter[str] = Counter()
        for one in each:
            there.update(one.texts)
        if missing and (there or not heading):  # not for an empty column
            named = ", ".join(f'"{word}"' for word in words if word in missing)
            value = f"{named}; there: {_listed(there)}" if there else named
            reason = f"{setting} names words that stand nowhere in the export"
            yield Problem("load", "warning", reason, _ACTIONS[setting], file, column=heading, value=value)


def _listed(there: Counter[str]) -> str:
    if len(there) > _MOST_WORDS:
        return f"{len(there):,} different texts"
    first = ", ".join(f'"{text}" {number:,}' for text, number in there.most_common(_SHOWN))
    return f"{first}, and {len(there) - _SHOWN} more" if len(there) > _SHOWN else first
