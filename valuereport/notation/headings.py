"""The form in which headings of exports are compared: without case, accents, padding and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

_APART: Final = re.compile(r"[\W_]+")
_CUSTOM_FIELD: Final = re.compile(r"__[cr]$", re.IGNORECASE)


def with_choices(headings: Sequence[str], choices: Sequence[str]) -> list[str]:
    """Return headings that stand in two rows, the second one with choices: "heading / choice".

    A blank heading goes on with the one before it; what has one answer is called by its heading alone.
    """
    found: list[str] = []
    heading = ""
    for at in range(max(len(headings), len(choices))):
        own = headings[at] if at < len(headings) else ""
        choice = choices[at] if at < len(choices) else ""
        heading = own or heading
        if not choice:
            found.append(own)
        else:
            found.append(heading if plain(choice) in _one_answer() else f"{heading} / {choice}")
    return found


@cache
def _one_answer() -> frozenset[str]:
    """Return what stands below the heading of a question that has one answer."""
    return frozenset(map(plain, ("Response", "Open-Ended Response", "Antwort", "Réponse", "Respuesta", "Resposta")))


def heading_key(heading: str) -> str:
    """Return a heading as questions of a survey are told apart: whatever the case, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", heading).split()).casefold()


@lru_cache(maxsize=65_536)
def plain(heading: str) -> str:
    """Return a heading as it is compared: `E-Mail-Adresse` is `e mail adresse`, `npe01__Level__c` is `npe01 level`.

    A heading without any letter or digit, such as `#`, stays as it is.
    """
    text = _CUSTOM_FIELD.sub("", unicodedata.normalize("NFKC", heading).strip())
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in split if not unicodedata.combining(char))
    composed = unicodedata.normalize("NFC", bare)
    return _APART.sub(" ", composed).strip() or text
