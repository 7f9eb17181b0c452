"""Hidden characters: nobody sees them, and they change how the text around them is read, matched or shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HIDDEN: Final = (
    "["
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they change the direction of what follows
    "\u200b\u2060-\u2064\ufeff"  # without a width: two texts look the same and are not
    "\u206a-\u206f\ufff9-\ufffb"  # formatting that Unicode advises against, annotations
    "\U000e0001\U000e0020-\U000e007f"  # tags: whole texts that nobody sees
    "]"
)
"""A pattern of what is removed from every cell. Marks of direction and joiners stay: names are spelt with them."""

_HIDDEN: Final = re.compile(HIDDEN)
_CONTROL: Final = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029]|{HIDDEN}")


def without_hidden(text: str) -> str:
    """Return a text without hidden characters."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def names_of_hidden(text: str) -> str:
    """Return the hidden characters of a text, once each: "U+202E (right-to-left override)"."""
    found = dict.fromkeys(_HIDDEN.findall(text))
    return ", ".join(f"U+{ord(each):04X} ({unicodedata.name(each, 'no name').lower()})" for each in found)


def printable(text: str) -> str:
    r"""Return a text for a terminal: control characters and hidden ones are escaped, as \u001b.

    In JSON the escape means the same character.
    """
    return _CONTROL.sub(lambda found: "".join(map(_escaped, found[0])), text)


def _escaped(character: str) -> str:
    data = character.encode("utf-16-be")
    return "".join(f"\\u{data[at] << 8 | data[at + 1]:04x}" for at in range(0, len(data), 2))
