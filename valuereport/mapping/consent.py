"""Columns in which a yes means that somebody wants mail: the reverse of our flags. What is empty there is no yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from valuereport.mapping.profile import Profile
from valuereport.mapping.words import halves
from valuereport.notation.flags import NO, YES
from valuereport.notation.headings import plain
from valuereport.presets.synonyms import CONSENT_YES, against, synonyms

_POST: Final = re.compile(
    r"\b(post|courrier|letters?|brief|briefe|correo postal|posta|poczta|llythyr)\b|郵送|邮寄|信件|بريد عادي"
)
_WANTS: Final = re.compile(
    r"\b(accept\w*|consent\w*|opt in|optin|subscribed|receives?|wants?"
    r"|einwilligung|erlaubt|gewunscht|zustimmung|accepte"
    r"|acepta|autoriza|accetta|consenso|toestemming|ontvangt|aceita|zgoda|derbyn)\b|希望|同意|يقبل|موافق"
)
_MAIL: Final = re.compile(r"\b(e ?mails?|mail|mails|newsletters?|courriels?|correos?|e bost)\b|メール|邮件|البريد")


@dataclass(frozen=True, slots=True)
class Consent:
    """A flag of ours that a column says the reverse of, and what its words mean."""

    flag: str  # no_email or no_post
    heading: str
    words: dict[str, str]  # the source's word -> yes or no of the flag


def in_two_languages(profile: Profile) -> dict[str, str]:
    """Return what the words of a flag mean that are written in two languages: `Ie / Yes`; {} where they are not."""
    found: dict[str, str] = {}
    for word, _ in profile.words:
        parts = {part.casefold() for part in halves(word)}
        if parts & YES and not parts & NO:
            found[word] = "yes"
        elif parts & NO and not parts & YES:
            found[word] = "no"
        else:
            return {}
    return found


def consents(profiles: dict[str, Profile]) -> Iterator[Consent]:
    """Yield the columns of consent whose words are all yes or no."""
    for heading, profile in profiles.items():
        flag = _flag(heading)
        if flag and profile.words and (words := _reversed([word for word, _ in profile.words])):
            yield Consent(flag, heading, words)


def _flag(heading: str) -> str:
    """Return the flag that a heading says the reverse of, "" for none."""
    text = plain(heading)
    named = any(one.column == CONSENT_YES for one in synonyms("members").get(text, ()))
    if against("members", CONSENT_YES, heading) and not _POST.search(text):
        return ""
    if _POST.search(text) and _WANTS.search(text):
        return "no_post"
    return "no_email" if named or (_WANTS.search(text) and _MAIL.search(text)) else ""


def _reversed(words: list[str]) -> dict[str, str]:
    """Return no for each word that says yes, and yes for the others; {} where one says neither."""
    found: dict[str, str] = {}
    for word in words:
        spelt = word.strip().casefold()
        if spelt in YES or spelt in _MORE_YES:
            found[word] = "no"
        elif spelt in NO or spelt in _MORE_NO:
            found[word] = "yes"
        else:
            return {}
    return {**found, "": "yes"} if found else {}


_MORE_YES: Final = frozenset(
    {"subscribed", "opted in", "opt in", "opt-in", "希望する", "希望", "同意する", "同意", "可"}
)
_MORE_NO: Final = frozenset(
    {"unsubscribed", "opted out", "opt out", "opt-out", "希望しない", "不要", "不可", "同意しない", "不同意"}
)
