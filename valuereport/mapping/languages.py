"""Names of languages, as lists of members have them, and the locale of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import babel

from valuereport.notation.headings import plain
from valuereport.presets.synonyms import LANGUAGES


@cache
def _names() -> Mapping[str, str]:
    """Return the code of each language by its name in each language of the product."""
    found: dict[str, str] = {}
    for speaker in reversed(LANGUAGES):
        for code in LANGUAGES:
            if name := babel.Locale(speaker).languages.get(code):
                found[plain(name)] = code
    return found


def locales_of(words: Sequence[str], home: str) -> Mapping[str, str]:
    """Return the locale of each word that names a language; {} where most name none.

    `home`: the organisation's locale, which its own language has, too; another has that of most speakers.
    """
    found = {word: _names().get(plain(word), "") for word in words}
    named = {word: code for word, code in found.items() if code}
    if len(named) * 2 < len(found):
        return {}
    return {word: home if code == home.partition("-")[0] else _likely(code) for word, code in named.items()}


def _likely(code: str) -> str:
    locale = babel.Locale.parse(f"und_{code}" if len(code) != 2 else code)
    subtags = babel.core.get_global("likely_subtags").get(str(locale), code)
    parts = str(subtags).split("_")
    return f"{parts[0]}-{parts[-1]}"
