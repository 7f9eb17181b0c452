"""The order in which a reader of a language looks names up: Île-de-France stands under I.

The rules are those of CLDR, as far as the names of a few regions and sectors need them, for the languages that have a
catalogue here: letters before marks (é is an e), letters of a language's own alphabet (ł after l, ñ after n, Welsh ch
after c), Japanese and Chinese characters in the order of the national standards, which the codecs of the standard
library are. ICU would know every language, but has to be compiled from C++ on each machine; and the locales of the
operating system differ from one machine to the next, so that the same run would give other bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

_AFTER: Final = "\U0010ffff"  # stands after every letter: "l" + this is after each name that begins with l
_BASE: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "\u0640": ""}
)
"""Letters that Unicode does not take apart, and the Arabic stroke that only widens a word."""
_OWN_LETTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "cy": ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th"),
    "es": ("ñ",),
    "pl": ("ą", "ć", "ę", "ł", "ń", "ó", "ś", "ż", "ź"),
}
"""Letters with a place of their own, behind the letter that they look like; of two behind the same, ź is before ż."""
_STANDARDS: Final[Mapping[str, str]] = {"ja": "euc_jp", "zh": "gb18030"}
_KINDS: Final = {"Z": 0, "P": 1, "S": 2, "N": 3}  # spaces, punctuation, signs, digits, then letters

Key = tuple[tuple[tuple[int, bytes], ...], str]


def collation_key(language: str) -> Callable[[str], Key]:
    """Return the sort key for names that readers of a language such as "fr" look up."""
    own = {each: _behind(each) for each in _OWN_LETTERS.get(language, ())}
    letters = re.compile("|".join(sorted(own, key=len, reverse=True)) or r"(?!)")
    standard = _STANDARDS.get(language, "utf-32-be")

    @lru_cache(maxsize=4096)
    def key(name: str) -> Key:
        composed = unicodedata.normalize("NFC", name).casefold()
        plain = letters.sub(lambda found: own[found[0]], composed).translate(_BASE)
        return tuple(_weight(letter, standard) for letter in _without_marks(plain)), name

    return key


def _behind(letter: str) -> str:
    """Return a spelling of a letter that sorts behind the one that it looks like, and before the next."""
    base = "g" if letter == "ng" else _without_marks(letter.translate(_BASE))[0]
    return base + _AFTER * (2 if letter == "ż" else 1)


def _without_marks(text: str) -> str:
    """Return a text without accents; katakana as hiragana, which sound the same."""
    taken_apart = (each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return "".join(chr(ord(each) - 0x60) if "\u30a1" <= each <= "\u30f6" else each for each in taken_apart)


def _weight(letter: str, standard: str) -> tuple[int, bytes]:
    kind = 4 if letter == _AFTER else _KINDS.get(unicodedata.category(letter)[0], 4)
    try:
        return kind, letter.encode(standard)
    except UnicodeEncodeError:
        return kind + 1, letter.encode("utf-32-be")  # not in the standard: behind what is
