"""The attached statement, and the name under which a member saves it: Membership-value-2026-M1023.pdf."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from valuereport import files
from valuereport.wording import Wording

_IN_ENGLISH: Final = "Membership value"
_MOST_LETTERS: Final = 40  # of the words: with the number it is below the 255 bytes that file systems keep


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF, the name that the member saves it under, and one in ASCII for mail programs that read no other."""

    name: str
    ascii_name: str
    data: bytes


def attachment(pdf: bytes, member_id: str, start: date, last_day: date, words: Wording) -> Attachment:
    """Return the attachment of a period `[start, last_day]`; its name says nothing of the member but the number."""
    # Translators: the beginning of a file's name, as in Membership-value-2026-M1023.pdf; two or three words.
    in_words = words.gettext("Membership value")
    years = words.years(start, last_day)
    name, ascii_name = (_file_name(text, years, member_id) for text in (in_words, _IN_ENGLISH))
    return Attachment(name, ascii_name, pdf)


def _file_name(in_words: str, years: str, member_id: str) -> str:
    beginning = _hyphenated(in_words)[:_MOST_LETTERS] or _hyphenated(_IN_ENGLISH)
    return f"{beginning}-{_hyphenated(years)}-{files.safe_name(member_id)}.pdf"


def _hyphenated(text: str) -> str:
    """Return the words of a text with hyphens between them; letters, marks and numbers are fit for all systems."""
    composed = unicodedata.normalize("NFC", text)
    kept = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in composed)
    return "-".join("".join(kept).split())
