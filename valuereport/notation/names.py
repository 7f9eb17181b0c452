"""Names of people in parts: which part is the family name, and in which scripts it stands first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_FAMILY: Final = re.compile(
    r"(?<!\w)(?:last|second|family|sur|l) ?names?(?!\w)|^last$|nachname|familienname|"
    r"(?<!\w)nom(?: de famille)?(?!\w)|apellido|sobrenome|apelido|cognome|achternaam|nazwisko|cyfenw|"
    r"(?<!\w)(?:اسم العائلة|اللقب|姓|姓氏|氏|苗字|名字|성)(?!\w)"
)
"""Headings of family names, in the languages that exports come in."""

_EAST_ASIAN: Final = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー・]"
FAMILY_FIRST: Final = rf"^{_EAST_ASIAN}*[\p{{Han}}\p{{Hiragana}}\p{{Hangul}}]{_EAST_ASIAN}*$"
"""A pattern (RE2) of family names that stand first: Chinese, Japanese and Korean ones in their own scripts.

Not of Katakana alone, in which Japanese writes the names of foreigners in their own order.
"""
GIVEN_SECOND: Final = rf"^(?:{_EAST_ASIAN}|\x1f)*$"
"""A pattern (RE2) of the other parts of such a name, joined with the unit separator."""


def family_name_at(headings: Sequence[str]) -> int | None:
    """Return the position of the family name among the headings of a name, None where none or several say so."""
    found = [position for position, heading in enumerate(headings) if _FAMILY.search(_words(heading))]
    return found[0] if len(found) == 1 else None


def _words(heading: str) -> str:
    """Return a heading in lower case with spaces between its words, without accents: "FamilyName" as "family name"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", unicodedata.normalize("NFC", heading))
    letters = unicodedata.normalize("NFD", apart.casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))
