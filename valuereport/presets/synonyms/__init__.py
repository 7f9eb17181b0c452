"""What the columns of a table are called elsewhere, by language: one file a table, and the words that speak against."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from valuereport.notation.headings import plain

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cy", "ar", "ja", "zh")
"""The languages of the product."""

PARTS: Final = frozenset({"first_name", "last_name", "organisation_name"})
"""What is no column of ours: parts of a name; the firm, which is the name of a member that is a firm."""

CONSENT_YES: Final = "consent_yes"
"""No column of ours either: whoever says yes there wants mail, so it is the reverse of no_email."""

_FOLDER: Final = Path(__file__).parent
_NO_SPACES: Final = "\u2e80"  # from here on, scripts that write words without spaces


@dataclass(frozen=True, slots=True)
class Synonym:
    """A column, or one of PARTS, or CONSENT_YES, that a heading stands for; `weak`: it needs further evidence."""

    column: str
    language: str  # "" of a weak word: it is that of no language
    weak: bool = False


@cache
def synonyms(table: str) -> Mapping[str, tuple[Synonym, ...]]:
    """Return what a heading means in a table, by the heading in the form in which it is compared; strong ones first.

    A table without a file has none.
    """
    found: dict[str, dict[str, Synonym]] = {}
    for column, entry in _entries(table).items():
        weak = {plain(word) for word in entry.get("weak", ())}
        strong = {plain(word): language for language in LANGUAGES for word in reversed(entry.get(language, ()))}
        for word in weak | strong.keys():
            language = "" if word in weak else strong[word]
            found.setdefault(word, {})[column] = Synonym(column, language, word in weak)
    return {word: tuple(sorted(each.values(), key=lambda one: one.weak)) for word, each in found.items()}


@cache
def _against(table: str, column: str) -> tuple[str, ...]:
    return tuple(plain(word) for word in _entries(table).get(column, {}).get("against", ()))


def against(table: str, column: str, heading: str) -> tuple[str, ...]:
    """Return the words of a heading that speak against its being this column: `refund` in an amount's."""
    text = plain(heading)
    return tuple(
        word
        for word in _against(table, column)
        if f" {word} " in f" {text} " or (word[:1] >= _NO_SPACES and word in text)
    )


@cache
def _entries(table: str) -> Mapping[str, Mapping[str, Any]]:
    file = _FOLDER / f"{table}.toml"
    if not file.is_file():
        return {}
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    like = {column: _entries(other)[column] for other, names in data.pop("like", {}).items() for column in names}
    return {**like, **data}
