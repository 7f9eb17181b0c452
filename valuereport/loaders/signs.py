"""What stands before and after the digits of a number: its sign, in any notation, and a currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from valuereport.loaders.cells import Problematic

_MINUS: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_DASH: Final = f"[{_MINUS}\u2014]{{1,2}}"
_AROUND: Final = re.compile(
    r"(?P<before>[^0-9]*?)(?P<number>(?:(?<![^\W\d_])[.,](?=[0-9]))?[0-9](?:.*[0-9])?[.,]?)(?P<after>[^0-9]*)",
    re.DOTALL,
)
_NO_CENTS: Final = re.compile(rf"(?:(?<=[.,])|:)\s?{_DASH}")
_ENDS: Final = re.compile(rf"\s*([{_MINUS}+]*)\s*(.*?)\s*([{_MINUS}+]*)\s*", re.DOTALL)
_LEDGER: Final = frozenset(("cr", "dr", "cr.", "dr."))


@dataclass(frozen=True, slots=True)
class Parts:
    """A number in its cell: 1 or -1, the digits with their marks, and the words before and after them."""

    sign: int
    number: str
    words: tuple[str, ...]


def parts_of(text: str) -> Parts | Problematic | None:
    """Return the parts of a cell, None where it is no number, or why its sign is not known.

    Negative are -5, 5- and (5), wherever a currency stands. A dash in place of the cents (5.-) is no sign.
    """
    found = _AROUND.fullmatch(text.strip())
    if found is None:
        return None
    before, after = found["before"], found["after"]
    if no_cents := _NO_CENTS.match(text.strip(), found.start("after")):
        after = text.strip()[no_cents.end() :]
    signs, before, after = _signs(before, after)
    words = tuple(word for word in (before, after) if word)
    if any(word.casefold() in _LEDGER for word in words):
        return Problematic("CR and DR mean one thing in one ledger and the other in the next: use a minus for refunds")
    if len(signs) > 1:
        return None
    return Parts(-1 if signs and signs != "+" else 1, found["number"], words)


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
