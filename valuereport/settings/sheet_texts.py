"""[texts.EDITION]: the organisation's own words in three boxes of the statement, by edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from valuereport.model.valuation import Edition
from valuereport.settings.fields import Strict, by_language

_TAG: Final = re.compile(r"<[/!]?[A-Za-z][^<>]*>?")
_FIELD: Final = re.compile(r"\{[^{}]*\}?")
_BREAKS: Final = re.compile(r"[ \t\r\n]+")  # not the spaces that hold two words together


def columns_of(text: str) -> int:
    """Return the length of a text in Latin letters: East Asian letters count as two, marks on a letter as none."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _plain(text: str) -> str:
    """Return a text on one line. A tag or a field in braces would be printed as it is written, for every member."""
    line = _BREAKS.sub(" ", text).strip()
    if not line:
        raise ValueError("a text, or no entry for this language")
    if tag := _TAG.search(line):
        raise ValueError(f"plain text; {tag[0][:40]} would be printed as it stands there")
    if field := _FIELD.search(line):
        raise ValueError(f"the same words for every member; nothing is put in place of {field[0][:40]}")
    return line


def _up_to(most: int) -> Callable[[str], str]:
    def checked(text: str) -> str:
        if (length := columns_of(text)) > most:
            counted = "" if text.isascii() else "; a Chinese, Japanese or Korean letter counts as two"
            raise ValueError(
                f"a text of up to {most} letters, which is what its box holds; this one has {length}{counted}"
            )
        return text

    return checked


LONGEST: Final = {"thanks": 240, "next": 160, "more": 240}
"""What the box of each text holds, in the columns of `columns_of`."""
_Thanks: TypeAlias = Annotated[str, AfterValidator(_plain), AfterValidator(_up_to(LONGEST["thanks"]))]
_Next: TypeAlias = Annotated[str, AfterValidator(_plain), AfterValidator(_up_to(LONGEST["next"]))]
_More: TypeAlias = Annotated[str, AfterValidator(_plain), AfterValidator(_up_to(LONGEST["more"]))]


class EditionTexts(Strict):
    """What the organisation says itself in one edition, by language or locale; our words where a text is None."""

    thanks: Annotated[Mapping[str, _Thanks], BeforeValidator(by_language), Field(min_length=1)] | None = None
    next: Annotated[Mapping[str, _Next], BeforeValidator(by_language), Field(min_length=1)] | None = None
    more: Annotated[Mapping[str, _More], BeforeValidator(by_language), Field(min_length=1)] | None = None

    @property
    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Return the texts that are given, by their keys."""
        found = {"thanks": self.thanks, "next": self.next, "more": self.more}
        return {key: texts for key, texts in found.items() if texts}


_OFFERS_MORE: Final[tuple[Edition, ...]] = ("light-use", "below-fee")


def _more_where_it_is_shown(texts: Mapping[Edition, EditionTexts]) -> Mapping[Edition, EditionTexts]:
    for edition, of_edition in texts.items():
        if of_edition.more and edition not in _OFFERS_MORE:
            raise ValueError(f"more in [texts.light-use] and [texts.below-fee] alone (not in [texts.{edition}])")
    return texts


TextsByEdition = Annotated[Mapping[Edition, EditionTexts], AfterValidator(_more_where_it_is_shown)]
"""`thanks` is below the headline, `next` beside the QR code, `more` says what else there is in the membership."""
