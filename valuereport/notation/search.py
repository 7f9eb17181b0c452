"""The form in which texts are searched: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_SEPARATOR: Final = re.compile("[^a-z0-9]+")
_SILENT: Final = frozenset("'’`´")

ROLES: Final = frozenset(
    (
        *("info", "office", "admin", "administration", "hello", "hi", "contact", "contacts", "mail", "email", "post"),
        *("enquiries", "enquiry", "inquiries", "accounts", "accounting", "accountspayable", "invoices", "finance"),
        *("sales", "support", "service", "team", "reception", "secretary", "membership", "members", "hr", "jobs"),
        *("press", "marketing", "training", "events", "help", "helpdesk", "webmaster", "postmaster", "noreply"),
        *("buero", "büro", "kontakt", "verwaltung", "buchhaltung", "sekretariat", "zentrale", "rechnung", "personal"),
        *("accueil", "bonjour", "secretariat", "secrétariat", "comptabilite", "direction", "facturation"),
        *("oficina", "contacto", "administracion", "ufficio", "contatto", "amministrazione", "segreteria", "kantoor"),
        *("biuro", "swyddfa", "cyswllt"),
    )
)
"""Local parts of addresses that belong to an office and to no one person."""

LEGAL_FORMS: Final = frozenset(
    (
        *("ltd", "limited", "llp", "plc", "inc", "llc", "co", "company", "corp", "corporation", "cic", "group", "the"),
        *("gmbh", "ag", "kg", "ug", "ohg", "ev", "mbh", "sa", "sarl", "sas", "srl", "spa", "bv", "nv", "sl", "and"),
        *("und", "et", "y", "e", "cyf", "cyfyngedig"),
    )
)
"""Words of a firm's name that one list has and another has not."""


class _Searched(dict[int, str]):
    """For str.translate: letters and digits stay, accents and apostrophes go, all else separates words."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        silent = char in _SILENT or unicodedata.combining(char)
        self[code] = "" if silent else _LETTERS.get(char, char) if char.isalnum() else " "
        return self[code]


_SEARCHED: Final = _Searched()


def plain(text: str) -> str:
    """Return a text in lower case without accents and punctuation: "Zoë O’Hara-Müller" as "zoe ohara muller"."""
    if text.isascii():  # most texts of a hundred thousand are
        return _SEPARATOR.sub(" ", text.lower().replace("'", "")).strip()
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return " ".join(apart.translate(_SEARCHED).split())


@lru_cache(1 << 12)
def core(name: str) -> str:
    """Return a firm's name as it is searched, without legal forms; the whole name where nothing else is in it."""
    words = plain(name).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)


def compact(text: str) -> str:
    """Return a text as it is searched, without spaces: "LS1 1AA" and "M-1001" as "ls11aa" and "m1001"."""
    return plain(text).replace(" ", "")


def is_role(address: str) -> bool:
    """Return whether an address belongs to an office and to no one person."""
    local = address.partition("@")[0].casefold().partition("+")[0]
    return local in ROLES or local.strip("0123456789.-_") in ROLES
