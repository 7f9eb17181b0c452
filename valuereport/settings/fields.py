"""The kinds of value that settings are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import babel
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from valuereport.links import ALLOWED, completed, nearest


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _known_locale(text: str) -> str:
    try:
        babel.Locale.parse(text, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        raise ValueError("a locale such as en-GB, de-DE or fr-FR") from None
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


LocaleName = Annotated[str, AfterValidator(_known_locale)]
CurrencyCode = Annotated[str, AfterValidator(_known_currency)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
"""Where a link leads, whole: https:// is put before an address that begins with its host."""
Texts = Annotated[Mapping[str, str], Field(min_length=1)]
"""One text by language (`en`, `de`) or by locale (`en-GB`)."""
