"""How a locale writes numbers and money.

Babel looks a locale's signs up again for each number that it writes, which takes twenty times as long as to write it.
Here a pattern is read once, and the numbers of all members are written with what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

import babel
from babel.numbers import (
    NumberPattern,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
    parse_pattern,
)

_DIGITS = re.compile(r"\d(?:.*\d)?")
_PATTERNS = 64  # in use at a time: a locale's currencies, and its numbers of decimals


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How numbers of one pattern are written: the signs around, between and among their digits."""

    around: tuple[str, str]
    around_negative: tuple[str, str]
    point: str
    group: str
    last: int  # digits of the last group
    others: int  # digits of the groups before it
    decimals: int  # that always stand

    def write(self, value: Decimal) -> str:
        """Return a number, which has as many decimals as the pattern has room for, and no more than six."""
        text, (before, after) = str(value), self.around
        if text.startswith("-"):
            text, (before, after) = text[1:], self.around_negative
        whole, _, part = text.partition(".")
        if len(part) > self.decimals:
            part = part[: self.decimals] + part[self.decimals :].rstrip("0")
        decimals = f"{self.point}{part}" if part else ""
        return f"{before}{self._grouped(whole)}{decimals}{after}"

    def _grouped(self, digits: str) -> str:
        found, size = "", self.last
        while len(digits) > size:
            digits, found = digits[:-size], f"{self.group}{digits[-size:]}{found}"
            size = self.others
        return digits + found


class Numbers:
    """Numbers and money in one locale."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale = locale
        self.at_most = lru_cache(_PATTERNS)(self._at_most)
        self.exactly = lru_cache(_PATTERNS)(self._exactly)
        self.money = lru_cache(_PATTERNS)(self._money)
        self.whole_money = lru_cache(_PATTERNS)(self._whole_money)

    def _at_most(self, decimals: int) -> NumberForm:
        """Return the form of numbers with at most so many decimals."""
        return self._plain("#,##0" + ("." + "#" * decimals if decimals else ""), 0)

    def _exactly(self, decimals: int) -> NumberForm:
        """Return the form of numbers with exactly so many decimals."""
        return self._plain("#,##0." + "0" * decimals, decimals)

    def _money(self, currency: str) -> NumberForm:
        """Return the form of amounts with the minor unit of their currency."""
        pattern: NumberPattern = self._locale.currency_formats["standard"]
        return self._form(pattern, get_currency_precision(currency), partial(pattern.apply, currency=currency))

    def _whole_money(self, currency: str) -> NumberForm:
        """Return the form of amounts without a minor unit."""
        pattern = parse_pattern(re.sub(r"\.0+", "", self._locale.currency_formats["standard"].pattern))
        return self._form(pattern, 0, partial(pattern.apply, currency=currency, currency_digits=False))

    def _plain(self, text: str, decimals: int) -> NumberForm:
        pattern = parse_pattern(text)
        return self._form(pattern, decimals, pattern.apply)

    def _form(self, pattern: NumberPattern, decimals: int, write: Callable[[int, babel.Locale], str]) -> NumberForm:
        """Return a pattern's form; `write` is Babel's own way to write a number by it."""
        last, others = pattern.grouping
        return NumberForm(
            around=_around(write(1, self._locale)),
            around_negative=_around(write(-1, self._locale)),
            point=get_decimal_symbol(self._locale),
            group=get_group_symbol(self._locale),
            last=last,
            others=others,
            decimals=decimals,
        )


def _around(text: str) -> tuple[str, str]:
    """Return what stands before and after the digits of a number."""
    before, after = _DIGITS.split(text, maxsplit=1)
    return before, after
