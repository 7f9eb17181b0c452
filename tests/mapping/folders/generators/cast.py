"""Seeded draws: the people, firms and days of an invented organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, TypeVar

_Item = TypeVar("_Item")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l"})
_NAMES: Final = {
    "en": (
        "Ann Ben Cara Dan Emma Farid Grace Hugh Isla Jack Kavita Liam Maya Niall Olive Priya Rosa Sean Tara Umar",
        "Smith Jones Patel O'Connor Murphy Evans Price Doyle Nowak Baker Reed Fraser Shaw Clarke Singh Wright Hall",
    ),
    "de": (
        "Anke Bernd Claudia Dieter Eva Frank Gülay Heike Jörg Katrin Lars Mareike Ömer Petra Ralf Sönke Ute Uwe",
        "Müller Schmidt Großmann Weber Köhler Jäger Özdemir Hoffmann Böttcher Krüger Vogel Schäfer Lange Weiß Peters",
    ),
    "fr": (
        "Aurélie Benoît Chloé Didier Élise François Gaëlle Hervé Inès Jérôme Léa Maël Noémie Rémi Sylvie Théo Zoé",
        "Lefèvre Martin Dubois Noël Bénard Girard Besançon Hérault Marchand Tessier Vasseur Chevalier Prévost Moreau",
    ),
    "it": ("Anna Bruno Chiara Dario Elena Fabio Giulia Luca", "Rossi Bianchi Ferrari Esposito Conti Greco Villa Galli"),
    "nl": (
        "Anouk Bram Daan Eline Femke Gijs Hanneke Jeroen Koen Lotte Marieke Niels Pim Rianne Sanne Thijs Wouter",
        "Jansen Bakker Visser Smit Mulder Bos Vos Dekker Brouwer Kok Postma Hoekstra Kuipers Veenstra",
    ),
}
_JAPANESE: Final = (
    (
        "佐藤サトウsato 鈴木スズキsuzuki 高橋タカハシtakahashi 田中タナカtanaka "
        "渡辺ワタナベwatanabe 山本ヤマモトyamamoto 髙島タカシマtakashima"
    ),
    (
        "太郎タロウtaro 花子ハナコhanako 健一ケンイチkenichi 美咲ミサキmisaki "
        "翔太ショウタshota 由美ユミyumi 直樹ナオキnaoki 恵ケイkei"
    ),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name and an address of their own."""

    first: str
    last: str
    email: str
    phone: str
    reading: str = ""  # of a Japanese name, in katakana

    @property
    def name(self) -> str:
        """Return the name as on an envelope."""
        return f"{self.first} {self.last}"


class Draws:
    """Random numbers of one organisation; the same name gives the same numbers."""

    def __init__(self, name: str) -> None:
        self._rng = Random(name)  # noqa: S311 - invented people, no secret

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Return one of `items`."""
        return items[self.number(0, len(items) - 1)]

    def number(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int(self._rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return true in this share of the calls."""
        return self._rng.random() < share

    def some(self, items: Sequence[_Item], count: int) -> list[_Item]:
        """Return `count` of `items` in another order."""
        left = list(items)
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(min(count, len(left)))]

    def day(self, first: date, last: date) -> date:
        """Return a day, both ends included."""
        return first + timedelta(days=self.number(0, (last - first).days))

    def moment(self, first: date, last: date) -> datetime:
        """Return a moment of a working day."""
        day = self.day(first, last)
        return datetime(day.year, day.month, day.day, self.number(8, 18), self.number(0, 59), self.number(0, 59))  # noqa: DTZ001 - as exports write it

    def low_day(self, year: int) -> date:
        """Return a day that is past in November, whichever of its two numbers is the month."""
        return date(year, self.number(1, 10), self.number(1, 10))

    def ids(self, count: int, start: int, step: int) -> list[int]:
        """Return growing numbers with gaps."""
        found = [start]
        while len(found) < count:
            found.append(found[-1] + self.number(1, step))
        return found

    def people(self, language: str, count: int, domain: str) -> list[Person]:
        """Return people with different addresses at `domain`."""
        firsts, lasts = (text.split() for text in _NAMES[language])
        found: dict[str, Person] = {}
        while len(found) < count:
            first, last = self.pick(firsts), self.pick(lasts)
            email = f"{plain(first)}.{plain(last)}@{domain}"
            if email in found:
                email = f"{plain(first)}.{plain(last)}{len(found)}@{domain}"
            found[email] = Person(first, last, email, f"0{self.number(1200, 1999)} {self.number(100000, 999999)}")
        return list(found.values())

    def japanese(self, count: int, domain: str) -> list[Person]:
        """Return people whose family name stands first: it is in `last`."""
        lasts, firsts = (text.split() for text in _JAPANESE)
        found: list[Person] = []
        while len(found) < count:
            last, first = (_japanese_parts(self.pick(names)) for names in (lasts, firsts))
            email = f"{first[2]}.{last[2]}{len(found)}@{domain}"
            found.append(Person(first[0], last[0], email, "090-0000-0000", f"{last[1]}　{first[1]}"))
        return found


def plain(text: str) -> str:
    """Return a text as it stands in an address."""
    simple = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS))
    return "".join(letter for letter in simple if letter.isascii() and letter.isalnum())


def _japanese_parts(text: str) -> tuple[str, str, str]:
    kanji = "".join(letter for letter in text if unicodedata.name(letter).startswith("CJK"))
    reading = "".join(letter for letter in text if "KATAKANA" in unicodedata.name(letter))
    return kanji, reading, "".join(letter for letter in text if letter.isascii())
