"""The form in which headings of exports are compared: without case, accents, padding and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_APART: Final = re.compile(r"[\W_]+")
_CUSTOM_FIELD: Final = re.compile(r"__[cr]$", re.IGNORECASE)


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
