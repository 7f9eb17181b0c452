"""Characters that nobody sees and that change how what stands beside them is read, matched or shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HIDDEN: Final = (
    "["
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they turn what follows them
    "\u200b\u2060-\u2064\ufeff"  # without a width: two texts look alike and are not
    "\u206a-\u206f\ufff9-\ufffb"  # formatting that Unicode advises against, annotations
    "\U000e0001\U000e0020-\U000e007f"  # tags: whole texts that nobody sees
    "]"
)
"""What is taken out of every cell, as a pattern. Marks of direction and joiners stay: names are spelt with them."""

_HIDDEN: Final = re.compile(HIDDEN)
_CONTROL: Final = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029]|{HIDDEN}")


def without_hidden(text: str) -> str:
    """Return a text without the characters that nobody sees."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def names_of_hidden(text: str) -> str:
    """Return the characters of a text that nobody sees, once each: "U+202E (right-to-left override)"."""
    found = dict.fromkeys(_HIDDEN.findall(text))
    return ", ".join(f"U+{ord(each):04X} ({unicodedata.name(each, 'no name').lower()})" for each in found)


def printable(text: str) -> str:
    r"""Return a text for a terminal: what would move its cursor or turn its line is spelt out, as \u001b.

    In JSON the spelling means the same character.
    """
    return _CONTROL.sub(lambda found: "".join(map(_spelt, found[0])), text)


def _spelt(character: str) -> str:
    data = character.encode("utf-16-be")
    return "".join(f"\\u{data[at] << 8 | data[at + 1]:04x}" for at in range(0, len(data), 2))
