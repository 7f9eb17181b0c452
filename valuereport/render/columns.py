"""Plain text in lines of a limited width, also where a language sets no spaces between its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

COLUMNS: Final = 72
_SPACES: Final = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # all but those that hold two words together
_MARKS: Final = frozenset("\u200e\u200f\u2066\u2069")
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf", "Po", "Lm", "Mn")  # no line ends with one, or begins with the other


def width(text: str) -> int:
    """Return how many columns a text takes; a Chinese or Japanese character takes two, a mark of direction none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def in_lines(text: str, indent: int = 0) -> str:
    """Return a text in lines of up to 72 columns, `indent` of them empty; a longer word (an address) stays whole."""
    lines, line = [], ""
    for gap, piece in pieces(text):
        if line and width(line + gap + piece) > COLUMNS - indent:
            lines.append(line)
            line = piece
        else:
            line += gap + piece if line else piece
    return "\n".join(" " * indent + each for each in (*lines, line) if each)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what no line may part, each with the space before it."""
    for word in _SPACES.split(text.strip()):
        gap, start = " ", 0
        for at in range(1, len(word)):
            if _may_part(word[at - 1], word[at]):
                yield gap, word[start:at]
                gap, start = "", at
        yield gap, word[start:]


def _may_part(before: str, after: str) -> bool:
    if not (_wide(before) or _wide(after)):
        return False
    return unicodedata.category(before) not in _OPENING and unicodedata.category(after) not in _CLOSING


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    return 0 if character in _MARKS else 2 if _wide(character) else 1


@lru_cache(maxsize=4096)
def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
