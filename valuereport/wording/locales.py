"""Which locale a statement is in, and which of several texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import babel
from babel.core import get_locale_identifier

from valuereport.wording.catalogues import PSEUDO_LOCALE, languages


@lru_cache(maxsize=256)
def choose_locale(member_locale: str, organisation_locale: str) -> tuple[str, str | None]:
    """Return the locale of a member's statement, and why it is not the member's own where it is not.

    A source may say `de-DE`, `de_DE`, `de_DE.UTF-8` or `de`. No locale at all is not a reason: the organisation's
    is meant.
    """
    asked = member_locale.strip()
    if not asked:
        return organisation_locale, None
    if asked == PSEUDO_LOCALE:
        return asked, None
    try:
        parsed = babel.Locale.parse(asked.partition(".")[0].partition("@")[0].replace("_", "-"), sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return organisation_locale, "the locale is not known"
    if parsed.language not in languages() or (parsed.language == "zh" and parsed.script == "Hant"):
        return organisation_locale, "there is no catalogue for the language"
    parts = (parsed.language, parsed.territory, parsed.script, parsed.variant)
    return get_locale_identifier(parts, sep="-"), None


def choose_locales(
    member_locale: str, organisation_locale: str, languages: Sequence[str] = ()
) -> tuple[tuple[str, ...], str | None]:
    """Return the locales of a member's statement, and why they are not the member's own where they are not.

    A member may ask for two, as `cy-GB+en-GB`. `languages` are those that the organisation makes every statement in;
    whoever has another language gets that one alone.
    """
    found = [choose_locale(each, organisation_locale) for each in member_locale.split("+")]
    locales = tuple(dict.fromkeys(locale for locale, _ in found))
    reason = next((why for _, why in found if why), None)
    if languages and len(locales) == 1:
        spoken = {locale.partition("-")[0] for locale in languages}
        if not member_locale.strip() or locales[0].partition("-")[0] in spoken:
            return tuple(languages), reason
    return locales, reason


def pick(texts: Mapping[str, str], locale: str, organisation_locale: str) -> tuple[str, bool]:
    """Return the text for a locale, and whether it is in the locale's language.

    The locale itself, its language, another region of its language; then the same for the organisation's locale;
    then the first text there is.
    """
    for wanted, own in ((locale, True), (organisation_locale, False)):
        language = wanted.partition("-")[0]
        for name in (wanted, language, *texts):
            if name in texts and name.partition("-")[0] == language:
                return texts[name], own or language == locale.partition("-")[0]
    return next(iter(texts.values())), False
