"""Secrets that somebody else could find out: short ones, and dates, above all the date of birth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import permutations
from typing import Final

import babel

from valuereport.wording import languages, month_names

SHORTEST: Final = 8
A_DATE: Final = "the secret looks like a date of birth, which others know and a computer finds in seconds"
SAID: Final = "the secret is the member's number or address, which the message itself says"
SHORT: Final = f"the secret is shorter than {SHORTEST} characters: a computer tries them all"

_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_TIME: Final = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$")  # as spreadsheets export a date
_YEARS: Final = frozenset((*range(1300, 1450), *range(1900, 2100)))  # Islamic and Western ones of people alive
_FILLERS: Final = frozenset(
    (*"st nd rd th of the de del den der am le el di d r dob".split(), *"年 月 日 昭和 平成 令和".split())  # noqa: SIM905
)


def weakness(secret: str, said: Collection[str] = ()) -> str:
    """Return why a secret is weak, or nothing; never with the secret itself. `said`: what the message itself says."""
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", secret))).strip()
    if plain.casefold() in {text.casefold() for text in said}:
        return SAID
    if _is_date(plain.casefold()):
        return A_DATE
    return SHORT if min(len(plain), len(secret.strip())) < SHORTEST else ""


def _plain(letter: str) -> str:
    """Return a digit of any script as one of 0 to 9, and any other letter as it is."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _is_date(text: str) -> bool:
    parts = _PARTS.findall(_TIME.sub("", text))
    numbers = [part for part in parts if part.isdecimal()]
    words = {part for part in parts if not part.isdecimal()} - _FILLERS
    if words:  # the name of a month, and nothing else
        return words <= _months() and len(words) == 1 and len(numbers) == 2 and _fits((*numbers, "1"))
    return any(_fits(three) for three in _threes(numbers))


def _threes(numbers: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what may be day, month and year in some order: three numbers, or the digits of one."""
    if len(numbers) == 3:
        yield tuple(numbers)
    digits = "".join(numbers)
    if len(digits) in {6, 8}:
        yield digits[:2], digits[2:4], digits[4:]
        yield digits[:-4], digits[-4:-2], digits[-2:]


def _fits(three: tuple[str, ...]) -> bool:
    """Return whether three numbers are a day, a month and a year in some order."""
    return any(
        len(day) <= 2 and len(month) <= 2 and _is_year(year) and _is_day(int(month), int(day))
        for day, month, year in permutations(three)
    )


def _is_year(number: str) -> bool:
    return len(number) == 2 or (len(number) == 4 and int(number) in _YEARS)


def _is_day(month: int, day: int) -> bool:
    try:
        date(2000, month, day)  # a leap year
    except ValueError:
        return False
    return True


@cache
def _months() -> frozenset[str]:
    """Return the months' names, whole and short, in every language that we speak."""
    spoken = (month_names(babel.Locale(language)).values() for language in languages())
    names = " ".join(name for forms in spoken for form in forms for name in form)
    return frozenset(part for part in _PARTS.findall(names.casefold()) if not part.isdecimal()) - _FILLERS
