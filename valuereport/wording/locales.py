"""Which locale a statement is in, and which translation of a text it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import babel
from babel.core import get_locale_identifier

from valuereport.wording.catalogues import PSEUDO_LOCALE, languages

_LATIN: Final = "Latn"
_SCRIPTS: Final = {"ar": "Arab", "ja": "Jpan", "zh": "Hans"}  # that a catalogue is written in, if not in Latin letters


@lru_cache(maxsize=256)
def resolve_locale(member_locale: str, organisation_locale: str) -> tuple[str, str | None]:
    """Return the locale of a member's statement, and why it is not the member's if it is not.

    A source may say `de-DE`, `de_DE`, `de_DE.UTF-8` or `de`. An empty locale means the organisation's, which needs no
    reason.
    """
    requested = member_locale.strip()
    if not requested:
        return organisation_locale, None
    if requested == PSEUDO_LOCALE:
        return requested, None
    try:
        parsed = babel.Locale.parse(requested.partition(".")[0].partition("@")[0].replace("_", "-"), sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return organisation_locale, "the locale is not known"
    script = parsed.script or _SCRIPTS.get(parsed.language, _LATIN)
    if parsed.language not in languages() or script != _SCRIPTS.get(parsed.language, _LATIN):
        return organisation_locale, "there is no catalogue for the language"
    parts = (parsed.language, parsed.territory, parsed.script, parsed.variant)
    return get_locale_identifier(parts, sep="-"), None


def resolve_locales(
    member_locale: str, organisation_locale: str, languages: Sequence[str] = ()
) -> tuple[tuple[str, ...], str | None]:
    """Return the locales of a member's statement, and why they are not the member's if they are not.

    A member may have two, as `cy-GB+en-GB`. `languages`: the locales of every statement; a member with another language
    gets a statement in that language only.
    """
    resolved = [resolve_locale(each, organisation_locale) for each in member_locale.split("+")]
    locales = tuple(dict.fromkeys(locale for locale, _ in resolved))
    reason = next((reason for _, reason in resolved if reason), None)
    if languages and len(locales) == 1:
        covered = {locale.partition("-")[0] for locale in languages}
        if not member_locale.strip() or locales[0].partition("-")[0] in covered:
            return tuple(languages), reason
    return locales, reason


def resolve_text(texts: Mapping[str, str], locale: str, organisation_locale: str) -> tuple[str, bool]:
    """Return the text for a locale, and whether it is in the locale's language.

    In this order: the locale, its language, another region of its language; the same for the organisation's locale; the
    first text.
    """
    for candidate, is_locale in ((locale, True), (organisation_locale, False)):
        language = candidate.partition("-")[0]
        for name in (candidate, language, *texts):
            if name in texts and name.partition("-")[0] == language:
                return texts[name], is_locale or language == locale.partition("-")[0]
    return next(iter(texts.values())), False
