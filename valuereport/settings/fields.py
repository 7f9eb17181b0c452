"""The types of values in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import babel
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from valuereport.notation.links import ALLOWED, completed, nearest

_LONGEST_PATH, _LONGEST_NAME = 1000, 255


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    short_forms: ClassVar[tuple[str, ...]] = ()  # keys (of numbers) that the file may have in place of others
    in_one_line: ClassVar[bool] = False  # the file may have a text or a list in place of the table


def is_locale(text: str) -> bool:
    """Return whether a text is the tag of a language or a locale that is known: de, en-GB."""
    try:
        babel.Locale.parse(text, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return False
    return True


def _known_locale(text: str) -> str:
    if not is_locale(text):
        raise ValueError("a locale such as en-GB, de-DE or fr-FR")
    return text


def _known_currency(text: str) -> str:
    if text not in list_currencies():
        raise ValueError("an ISO 4217 currency code such as GBP or EUR")
    return text


def _web_address(text: str) -> str:
    found = completed(text.strip())
    if text and not found:
        near = nearest(text)
        raise ValueError(ALLOWED + (f"; the nearest is {near!r}" if near else ""))
    return found


def _nameable(text: str) -> str:
    if len(text) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in text.split("/")):
        raise ValueError(f"a path of up to {_LONGEST_PATH} characters, each name in it of up to {_LONGEST_NAME} bytes")
    if any(ord(letter) < ord(" ") or letter == "\x7f" for letter in text):
        raise ValueError('a path without control characters; between " and " each \\ of a path is written / or \\\\')
    return text


def by_language(found: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
    """Return what the file holds, unless it is a text without a language."""
    if isinstance(found, str):
        raise ValueError('a text for each language: { en = "..." }')
    return found


FilePath = Annotated[str, AfterValidator(_nameable)]
"""A path, or a pattern of paths, that a file system can have."""
LocaleName = Annotated[str, AfterValidator(_known_locale)]
CurrencyCode = Annotated[str, AfterValidator(_known_currency)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
"""Where a link leads, whole: https:// is put before an address that begins with its host."""
Texts = Annotated[Mapping[str, str], BeforeValidator(by_language), Field(min_length=1)]
"""One text by language (`en`, `de`) or by locale (`en-GB`)."""
