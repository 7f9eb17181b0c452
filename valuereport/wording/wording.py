"""The wording of one locale: translated messages, plurals, money, dates, numbers, lists.

English is the source language of every message.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import babel
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_percent, get_currency_symbol

from valuereport.model.money import rounded, whole_money
from valuereport.wording.catalogues import PSEUDO_LOCALE, SOURCE_LANGUAGE, translations_for, workspace_texts
from valuereport.wording.dates import Dates
from valuereport.wording.numbers import Numbers

NO_BREAK = "\u00a0"
_UNSPACED = ("ja", "zh")
_WELSH_AND = re.compile(r"a\(c\) (?=(.))")  # CLDR has a(c) for the reader to choose from
_LATIN_SYMBOL = re.compile(
    r"[A-Z]+\$|[A-Z]+£|[A-Z]{2,}"
)  # right-to-left text would move the sign to the other side of the letters
_PLURALS = 4096  # numbers whose plural form is kept
_AXIS_AMOUNTS = 512  # round amounts on charts' axes that are kept
_MONTHS = 64  # likewise
_COMPACT_FROM = 100_000  # "200K" on an axis, not "200,000"


class Wording:
    """Messages and formats in one locale."""

    def __init__(self, tag: str, folder: Path | None = None) -> None:
        """Raises ValueError or babel.UnknownLocaleError for a tag that CLDR does not know."""
        self.tag = tag
        self.translations = translations_for(tag, folder)
        self.workspace_texts = workspace_texts(tag, folder)
        self._locale = babel.Locale.parse(SOURCE_LANGUAGE if tag == PSEUDO_LOCALE else tag, sep="-")
        self.language = self._locale.language
        self.direction: Literal["ltr", "rtl"] = "rtl" if self._locale.text_direction == "rtl" else "ltr"
        self._numbers, self._dates = Numbers(self._locale), Dates(self._locale)
        self._representative = lru_cache(_PLURALS)(self._integer_like)
        self.axis_amount = lru_cache(_AXIS_AMOUNTS)(self._axis_amount)
        self.month = lru_cache(_MONTHS)(self._month)
        self._integer_of_form: dict[str, int] = {}
        # The smallest integer of each plural form stands for the form; 0 only where no other does, because catalogues
        # and CLDR may not agree on it (Portuguese).
        for sample in (0, *range(200, 0, -1)):
            self._integer_of_form[self._locale.plural_form(sample)] = sample

    def gettext(self, message: str) -> str:
        """Return a message in this locale's language."""
        return self.translations.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message that the same English words do not identify without a context."""
        return self.translations.pgettext(context, message)

    def ngettext(self, singular: str, plural: str, number: float | Decimal) -> str:
        """Return the plural form for `number`, which may have decimals: 1,5 heure in French, 1.5 hours in English.

        No line ends between the number, `{n}`, and what it counts.
        """
        return _one_phrase(self.translations.ngettext(singular, plural, self._representative(number)))

    def _integer_like(self, number: float | Decimal) -> int:
        """Return an integer with the plural form of a number."""
        exact = Decimal(str(number))
        whole = exact == exact.to_integral_value()
        return self._integer_with_form_of(int(exact) if whole else exact)

    def _integer_with_form_of(self, number: int | Decimal) -> int:
        return self._integer_of_form.get(self._locale.plural_form(number), 2)

    def money(self, amount: float, currency: str) -> str:
        """Return an amount with its minor unit, rounded half-even."""
        return self._with_direction_mark(self._numbers.money(currency).format(rounded(amount, currency)))

    def round_money(self, amount: float, currency: str) -> str:
        """Return an amount without its minor unit if it is a whole number, else with it."""
        if amount != int(amount):
            return self.money(amount, currency)
        return self._with_direction_mark(self._numbers.whole_money(currency).format(rounded_decimal(amount, 0)))

    def headline_money(self, amount: float, currency: str) -> str:
        """Return an amount rounded down to the whole unit of its currency."""
        return self._with_direction_mark(self._numbers.whole_money(currency).format(whole_money(amount)))

    def _with_direction_mark(self, money: str) -> str:
        return _LATIN_SYMBOL.sub("\\g<0>\u200e", money) if self.direction == "rtl" else money

    def signed_money(self, amount: Decimal, currency: str) -> str:
        """Return a difference with its sign, plus or minus."""
        return self.signed(self._with_direction_mark(self._numbers.money(currency).format(abs(amount))), amount)

    def signed(self, text: str, value: float | Decimal) -> str:
        """Return the text of a difference's size with the sign of its value, plus or minus."""
        symbols = self._locale.number_symbols[self._locale.default_numbering_system]
        sign = symbols["minusSign"] if value < 0 else symbols["plusSign"] if value > 0 else ""
        return f"{sign}{text}" if self.direction == "ltr" else f"{text}{NO_BREAK}{sign}"

    def currency_symbol(self, currency: str) -> str:
        """Return a currency's sign, or its code where it has none, without marks of direction."""
        return str(get_currency_symbol(currency, locale=self._locale)).strip("\u200e\u200f")

    def _axis_amount(self, amount: float) -> str:
        """Return a round amount in short for a chart's axis, without its currency."""
        if abs(amount) >= _COMPACT_FROM:
            return str(format_compact_decimal(amount, locale=self._locale, fraction_digits=1))
        return self.number(amount, 0 if amount == int(amount) else 2)

    def number(self, value: float | Decimal, decimals: int = 1) -> str:
        """Return a number with at most `decimals` decimals."""
        return self._numbers.at_most(decimals).format(rounded_decimal(value, decimals))

    def fixed(self, value: float | Decimal, decimals: int) -> str:
        """Return a number with exactly `decimals` decimals."""
        return self._numbers.exactly(decimals).format(rounded_decimal(value, decimals))

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 as a percentage, with one decimal where it has one."""
        percents = rounded_decimal(share * 100, 1)
        pattern = self._locale.percent_formats[None].pattern
        if percents != percents.to_integral_value():
            pattern = pattern.replace("0%", "0.0%").replace(f"0{NO_BREAK}%", f"0.0{NO_BREAK}%")
        return format_percent(percents / 100, format=pattern, locale=self._locale)

    def date(self, day: datetime.date) -> str:
        """Return a date in full, for running text."""
        return self._dates.full(day)

    def from_to(self, first: datetime.date, last: datetime.date) -> tuple[str, str]:
        """Return two dates for running text; a common year stands once, where the language puts it."""
        return self._dates.from_to(first, last)

    def sentences(self, sentences: Sequence[str]) -> str:
        """Return sentences joined, with the language's space between them."""
        return self.space.join(sentences)

    @property
    def space(self) -> str:
        """The language's space between sentences, and after a label that ends in a colon."""
        return "" if self.language in _UNSPACED else " "

    def labelled(self, label: str, text: str) -> str:
        """Return a label and what belongs to it, with the language's colon between them."""
        # Translators: a label and what belongs to it: "Cost a year: £12,000".
        return self.gettext("{label}: {text}").format(label=label, text=text)

    def short_date(self, day: datetime.date) -> str:
        """Return a date with its month in short."""
        return self._dates.short(day)

    def dates(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the first and the last, for a column of a table: one short format for all its rows."""
        return self._dates.column(first, last)

    def period(self, start: datetime.date, end: datetime.date) -> str:
        """Return the first and the last day of `[start, end)`."""
        return self._dates.period(start, end - datetime.timedelta(days=1))

    def _month(self, day: datetime.date) -> str:
        """Return a day's month in full with its year: October 2025."""
        return self._dates.month(day)

    def short_months(self, start: datetime.date, end: datetime.date) -> tuple[str, ...]:
        """Return the months of `[start, end)` in short, without a dot: Oct, Nov."""
        return self._dates.months(start, end - datetime.timedelta(days=1))

    def list(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence: a, b and c."""
        text = str(format_list(items, locale=self._locale))
        return _WELSH_AND.sub(lambda found: "ac " if found[1].casefold() in "aeiouwyâêîôûŵŷ" else "a ", text)

    def either(self, items: Sequence[str]) -> str:
        """Return items as alternatives in a sentence: a, b or c."""
        return str(format_list(items, style="or", locale=self._locale))

    def hours(self, hours: float) -> str:
        """Return a number of hours, with one decimal where it has one."""
        figure = rounded_decimal(hours, 1)
        return self.ngettext("{n} hour", "{n} hours", figure).format(n=self.number(figure))

    def part_of_hours(self, part: float, whole: float) -> str:
        """Return a part of a number of hours: 10 of 14 hours."""
        figure = rounded_decimal(whole, 1)
        # Translators: a yearly limit left only part of the hours: "10 of 14 hours".
        message = self.ngettext("{part} of {n} hour", "{part} of {n} hours", figure)
        return message.format(part=self.number(part), n=self.number(figure))

    def times(self, times: float) -> str:
        """Return how often something was done: once, 14 times."""
        figure = rounded_decimal(times, 1)
        # Translators: how often something was done; it stands alone, as in a table.
        return self.ngettext("once", "{n} times", figure).format(n=self.number(figure))

    def part_of_times(self, part: float, whole: float) -> str:
        """Return a part of a number of times: 40 of 55 times."""
        figure = rounded_decimal(whole, 1)
        # Translators: a yearly limit left only part of the times: "40 of 55 times".
        message = self.ngettext("{part} of {n} time", "{part} of {n} times", figure)
        return message.format(part=self.number(part), n=self.number(figure))

    def multiple(self, ratio: Decimal) -> str:
        """Return a ratio with one decimal: 1.3 times, 1.0 times."""
        figure = rounded_decimal(ratio, 1)
        form = self._integer_with_form_of(figure)
        # Translators: how many times as much as the fee, after "That is"; {n} has a decimal: 1.3 times, 1.0 times.
        message = self.translations.npgettext("multiple", "{n} time", "{n} times", form)
        return _one_phrase(message).format(n=self.fixed(figure, 1))

    def side_by_side(self, first: str, second: str) -> str:
        """Return two figures with a dot between them; from right to left the second keeps its place."""
        mark = "\u200f" if self.direction == "rtl" else ""
        return f"{first} · {mark}{second}"

    def years(self, first: datetime.date, last: datetime.date) -> str:
        """Return the year or the two years of a period."""
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"

    def left_to_right(self, text: str) -> str:
        """Return a phone number so that its parts keep their order in a right-to-left sentence."""
        return f"\u2066{text}\u2069" if self.direction == "rtl" else text

    @property
    def language_name(self) -> str:
        """Return the language's name in that language: Cymraeg."""
        name = str(self._locale.get_language_name() or self.tag)
        return name[:1].upper() + name[1:]

    def country(self, code: str) -> str:
        """Return a country's name; the code if it has none."""
        return str(self._locale.territories.get(code, code))


def _one_phrase(message: str) -> str:
    return message.replace("{n} ", f"{{n}}{NO_BREAK}")


def rounded_decimal(value: float | Decimal, decimals: int) -> Decimal:
    """Return a number rounded half-even as it will be shown, so that the plural form fits what is shown."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(_unit(decimals), rounding=ROUND_HALF_EVEN)


@lru_cache(maxsize=16)
def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


@lru_cache(maxsize=64)
def wording_for(tag: str, folder: Path | None = None) -> Wording:
    """Return the wording of a locale such as en-GB, with a workspace's catalogues in `folder`.

    Raises ValueError or babel.UnknownLocaleError.
    """
    return Wording(tag, folder)
