"""The visitor's language: the chosen one, else the browser's first that the desk has, else the organisation's."""

from __future__ import annotations

from typing import Final

from babel import Locale, UnknownLocaleError
from starlette.requests import Request

from valuereport.desk.frame import LANGUAGES
from valuereport.desk.workplace import Workplace
from valuereport.wording import Wording, wording_for

CHOSEN: Final = "valuereport-language"
_USUAL: Final = {"en": "en-GB"}  # of a language whose bare name means a country that writes dates as few others do


def words_for(request: Request, workplace: Workplace) -> Wording:
    """Return the words for a request, with the organisation's dates and numbers where they are of that language."""
    wanted = [request.cookies.get(CHOSEN, ""), *_accepted(request.headers.get("accept-language", ""))]
    own = workplace.locale
    language = next((one for one in [*wanted, own] if one.split("-")[0] in LANGUAGES), "en").split("-")[0]
    return wording_for(own if own.split("-")[0] == language else _USUAL.get(language, language))


def _accepted(header: str) -> list[str]:
    """Return the tags of Accept-Language that CLDR knows, the one liked best first."""
    liked = []
    for part in header[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            Locale.parse(tag, sep="-")
            liked.append((-float(quality or 1), tag))
        except (ValueError, UnknownLocaleError):
            continue
    return [tag for _, tag in sorted(liked, key=lambda one: one[0])]
