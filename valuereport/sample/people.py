"""Fictional people: a name, a greeting, addresses and telephone numbers as their country writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from valuereport.sample.chance import pick
from valuereport.sample.words import word_list

COUNTRIES: Final[Mapping[str, str]] = {"GB": "United Kingdom", "IE": "Ireland", "DE": "Germany", "FR": "France"}
_SHARES: Final = (0.46, 0.13, 0.23, 0.18)
_LANGUAGE: Final[Mapping[str, str]] = {"GB": "en", "IE": "en", "DE": "de", "FR": "fr"}
_FORMS: Final[Mapping[str, tuple[str, str]]] = {"de": ("Herr", "Frau"), "fr": ("Monsieur", "Madame")}
_MAILBOXES: Final = ("post.example", "mailbox.example", "letters.example", "example.org")
_LETTERS: Final = "ABDEFGHJLNPQRSTUWXY"
_FOLDED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "’": None, "&": "-"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where post goes; `region` is the organisation's own division of a country."""

    street: str
    city: str
    state: str
    postcode: str
    country: str
    region: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person in the CRM. `home_email` is empty for those known under one address only."""

    first: str
    last: str
    country: str
    language: str
    greeting: str
    job_title: str
    email: str
    home_email: str
    phone: str
    mobile: str


def draw_countries(rng: np.random.Generator, count: int) -> list[str]:
    """Return `count` countries in the organisation's mix."""
    codes = list(COUNTRIES)
    return [codes[index] for index in rng.choice(len(codes), size=count, p=_SHARES)]


def draw_address(rng: np.random.Generator, country: str) -> Address:
    """Return a made-up address in `country`."""
    words = word_list("people")[country]
    town = pick(rng, words["cities"])
    number, street = int(rng.integers(1, 140)), pick(rng, words["streets"])
    line = {"DE": f"{street} {number}", "FR": f"{number}, {street}"}.get(country, f"{number} {street}")
    code = re.sub(r"\{d\}", lambda _: str(rng.integers(1, 10)), town["postcode"])
    code = re.sub(r"\{L\}", lambda _: pick(rng, _LETTERS), code)
    return Address(line, town["city"], town["state"], code, country, town["region"])


class People:
    """Draws people whose addresses for email are all different."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: dict[str, int] = {}
        self._named: list[Mapping[str, Any]] = list(word_list("people")["named"])

    def draw(self, country: str, domain: str = "", *, named: bool = False) -> Person:
        """Return a person; `domain` is the employer's, and `named` hands out those whose names are given first."""
        rng, words = self._rng, word_list("people")[country]
        woman = bool(rng.random() < 0.44)
        first, last = pick(rng, words["women" if woman else "men"]), pick(rng, words["surnames"])
        mailbox = f"{fold(first)}.{fold(last)}"
        given = next((entry for entry in self._named if named and entry["country"] == country), None)
        if given is not None:
            self._named.remove(given)
            first, last, mailbox, woman = given["first"], given["last"], given["ascii"], given["woman"]
        language = _LANGUAGE[country] if rng.random() < 0.97 else pick(rng, ("en", "fr"))
        form = _FORMS.get(language)
        greeting = f"{form[woman]} {last}" if form else first
        return Person(
            first=first,
            last=last,
            country=country,
            language=language,
            greeting=greeting if rng.random() < 0.94 else "",
            job_title=pick(rng, words["job_titles"]),
            email=self._email(mailbox, domain or pick(rng, _MAILBOXES)),
            home_email=self._email(mailbox, "home.example") if rng.random() < 0.22 else "",
            phone=_phone(rng, words["phone"]),
            mobile=_phone(rng, words["mobile"]),
        )

    def _email(self, mailbox: str, domain: str) -> str:
        address = f"{mailbox}@{domain}"
        count = self._taken[address] = self._taken.get(address, 0) + 1
        return address if count == 1 else f"{mailbox}{count}@{domain}"


def fold(text: str) -> str:
    """Return `text` in the small letters, digits and hyphens of an internet address."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _phone(rng: np.random.Generator, pattern: str) -> str:
    """Return a number of a range that is kept free for fiction: `pattern` gives each part's width in digits."""
    return re.sub(r"\{:0(\d)d\}", lambda part: f"{rng.integers(10 ** int(part[1])):0{int(part[1])}d}", pattern)
