"""What stands before and after the digits of a number: its sign, in any notation, and a currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from valuereport.loaders.cells import Problematic

_MINUS: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_DASH: Final = f"[{_MINUS}\u2014]{{1,2}}"
_AROUND: Final = re.compile(
    r"(?P<before>[^0-9]*?)(?P<number>(?:(?<![^\W\d_])[.,](?=[0-9]))?[0-9](?:.*[0-9])?[.,]?)(?P<after>[^0-9]*)",
    re.DOTALL,
)
_NO_CENTS: Final = re.compile(rf"[.,:]\s?{_DASH}")
_ENDS: Final = re.compile(rf"\s*([{_MINUS}+]*)\s*(.*?)\s*([{_MINUS}+]*)\s*", re.DOTALL)
_LEDGER: Final = frozenset(("cr", "dr", "cr.", "dr."))


@dataclass(frozen=True, slots=True)
class Affixes:
    """What stands around a number: its sign, 1 or -1, and the words before and after it."""

    sign: int
    words: tuple[str, ...]


def parts_of(text: str) -> tuple[str, Affixes] | Problematic | None:
    """Return the digits of a cell with their marks, and what is around them. None: no number. Or why it has no sign.

    Negative are -5, 5- and (5), wherever a currency stands. A dash in place of the cents (5.-) is no sign.
    """
    found = _AROUND.fullmatch(text.strip())
    if found is None:
        return None
    number = found["number"]
    affixes = _affixes(found["before"], number[-1] if number[-1] in ".," else "", found["after"])
    return (number, affixes) if isinstance(affixes, Affixes) else affixes


@lru_cache(maxsize=1024)
def _affixes(before: str, mark: str, after: str) -> Affixes | Problematic | None:
    """Return what is around a number that ends with a mark; a column has few different ones."""
    if no_cents := _NO_CENTS.match(mark + after):
        after = (mark + after)[no_cents.end() :]
    signs, before, after = _signs(before, after)
    words = tuple(word for word in (before, after) if word)
    if any(word.casefold() in _LEDGER for word in words):
        return Problematic("CR and DR mean one thing in one ledger and the other in the next: use a minus for refunds")
    return Affixes(-1 if signs and signs != "+" else 1, words) if len(signs) < 2 else None


def _signs(before: str, after: str) -> tuple[str, str, str]:
    """Return the signs at the ends of what stands before and after the digits, and what is left of both.

    Parentheses are one sign, a minus.
    """
    signs = ""
    if "(" in before and ")" in after:
        before, after, signs = before.replace("(", "", 1), after.replace(")", "", 1), "-"
    words = []
    for part in (before, after):
        first, word, last = _ENDS.fullmatch(part).groups()  # type: ignore[union-attr]
        words.append(word)
        signs += first + last
    return signs, words[0], words[1]
