"""A locale that a person asks for."""

from __future__ import annotations

from valuereport.errors import RequestError


def checked_locale(locale: str) -> str:
    """Return a locale, or two for a statement in two languages (`cy-GB+en-GB`), or nothing. Raises RequestError."""
    if locale:
        from valuereport.wording import resolve_locale

        if any(resolve_locale(each, "en-GB")[1] for each in locale.split("+")):
            raise RequestError("locale", locale, "a locale such as en-GB, de-DE or fr-FR")
    return locale
