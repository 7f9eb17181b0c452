"""The formats of numbers and money in one locale.

Babel looks up the symbols of a locale again for each number, which takes twenty times as long as formatting it. Here a
pattern is read once, and all numbers are formatted with it.
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
_FORMATS = 64  # kept at a time: one a currency and one a number of decimals


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One format of numbers: what stands around, between and among the digits."""

    affixes: tuple[str, str]  # before and after the digits
    negative_affixes: tuple[str, str]
    decimal_symbol: str
    group_symbol: str
    last_group: int  # digits
    other_groups: int  # digits
    decimals: int  # at least so many

    def format(self, value: Decimal) -> str:
        """Return a number as text; it must be rounded already, and to no more than six decimals."""
        text, (before, after) = str(value), self.affixes
        if text.startswith("-"):
            text, (before, after) = text[1:], self.negative_affixes
        whole, _, part = text.partition(".")
        if len(part) > self.decimals:
            part = part[: self.decimals] + part[self.decimals :].rstrip("0")
        decimals = f"{self.decimal_symbol}{part}" if part else ""
        return f"{before}{self._grouped(whole)}{decimals}{after}"

    def _grouped(self, digits: str) -> str:
        groups, size = "", self.last_group
        while len(digits) > size:
            digits, groups = digits[:-size], f"{self.group_symbol}{digits[-size:]}{groups}"
            size = self.other_groups
        return digits + groups


class Numbers:
    """Numbers and money in one locale."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale = locale
        self.at_most = lru_cache(_FORMATS)(self._at_most)
        self.exactly = lru_cache(_FORMATS)(self._exactly)
        self.money = lru_cache(_FORMATS)(self._money)
        self.whole_money = lru_cache(_FORMATS)(self._whole_money)

    def _at_most(self, decimals: int) -> NumberFormat:
        """Return the format of numbers with at most so many decimals."""
        return self._plain("#,##0" + ("." + "#" * decimals if decimals else ""), 0)

    def _exactly(self, decimals: int) -> NumberFormat:
        """Return the format of numbers with exactly so many decimals."""
        return self._plain("#,##0." + "0" * decimals, decimals)

    def _money(self, currency: str) -> NumberFormat:
        """Return the format of amounts with the minor unit of their currency."""
        pattern: NumberPattern = self._locale.currency_formats["standard"]
        return self._format(pattern, get_currency_precision(currency), partial(pattern.apply, currency=currency))

    def _whole_money(self, currency: str) -> NumberFormat:
        """Return the format of amounts without a minor unit."""
        pattern = parse_pattern(re.sub(r"\.0+", "", self._locale.currency_formats["standard"].pattern))
        return self._format(pattern, 0, partial(pattern.apply, currency=currency, currency_digits=False))

    def _plain(self, text: str, decimals: int) -> NumberFormat:
        pattern = parse_pattern(text)
        return self._format(pattern, decimals, pattern.apply)

    def _format(
        self, pattern: NumberPattern, decimals: int, example: Callable[[int, babel.Locale], str]
    ) -> NumberFormat:
        """Return the format of a pattern; `example` lets Babel format a number with it."""
        last_group, other_groups = pattern.grouping
        return NumberFormat(
            affixes=_affixes(example(1, self._locale)),
            negative_affixes=_affixes(example(-1, self._locale)),
            decimal_symbol=get_decimal_symbol(self._locale),
            group_symbol=get_group_symbol(self._locale),
            last_group=last_group,
            other_groups=other_groups,
            decimals=decimals,
        )


def _affixes(text: str) -> tuple[str, str]:
    """Return what stands before and after the digits of a number."""
    before, after = _DIGITS.split(text, maxsplit=1)
    return before, after
