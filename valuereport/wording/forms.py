"""The words and forms of one locale: translations, plurals, money, dates, numbers, lists.

English is the source language of every message.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import babel
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from valuereport.model.money import rounded
from valuereport.wording.catalogues import PSEUDO_LOCALE, SOURCE_LANGUAGE, own_texts, translations_for

NO_BREAK = "\u00a0"
_LATIN_SYMBOL = re.compile(r"[A-Z]+\$|[A-Z]+£|[A-Z]{2,}")  # its sign would be set on the wrong side of its letters
_LONG_DATES = 24  # letters that two days in words may take, in a narrow column
_UNSPACED = ("ja", "zh")
_WELSH_AND = re.compile(r"a\(c\) (?=(.))")  # CLDR leaves the choice between a and ac to the reader
_FIRST = re.compile(r"(?<!\d)1(?=\s*–|\s[^\W\d])")
_THIN_DASH = re.compile(r"[\s\u2009\u202f]*–[\s\u2009\u202f]*")
_COMPACT_FROM = 100_000  # an axis says "200K", not "200,000"


class Wording:
    """What compose needs to say anything in one locale."""

    def __init__(self, tag: str, folder: Path | None = None) -> None:
        """Raises ValueError or babel.UnknownLocaleError for a tag that CLDR does not know."""
        self.tag = tag
        self.translations = translations_for(tag, folder)
        self.own_texts = own_texts(tag, folder)
        self._locale = babel.Locale.parse(SOURCE_LANGUAGE if tag == PSEUDO_LOCALE else tag, sep="-")
        self.language = self._locale.language
        self.direction: Literal["ltr", "rtl"] = "rtl" if self._locale.text_direction == "rtl" else "ltr"
        self._integer_of_form: dict[str, int] = {}
        # The smallest integer of each plural form stands for the form; 0 only where no other does, because catalogues
        # and CLDR may not agree on it (Portuguese).
        for sample in (0, *range(200, 0, -1)):
            self._integer_of_form[self._locale.plural_form(sample)] = sample

    def gettext(self, message: str) -> str:
        """Return a message in this locale's language."""
        return self.translations.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message that needs a context to be told from its like."""
        return self.translations.pgettext(context, message)

    def ngettext(self, singular: str, plural: str, number: float | Decimal) -> str:
        """Return the form for `number`, which may have decimals: French says 1,5 heure, English 1.5 hours."""
        return self.translations.ngettext(singular, plural, self._representative(number))

    def _representative(self, number: float | Decimal) -> int:
        exact = Decimal(str(number))
        whole = exact == exact.to_integral_value()
        form = self._locale.plural_form(int(exact) if whole else exact)
        return self._integer_of_form.get(form, 2)

    def money(self, amount: float, currency: str) -> str:
        """Return an amount with its minor unit, rounded half-even."""
        text = str(format_currency(rounded(amount, currency), currency, locale=self._locale))
        return _LATIN_SYMBOL.sub("\\g<0>\u200e", text) if self.direction == "rtl" else text

    def round_money(self, amount: float, currency: str) -> str:
        """Return an amount that was rounded to whole units, without a minor unit; one that has a part, with it."""
        if amount != int(amount):
            return self.money(amount, currency)
        text = str(
            format_currency(amount, currency, format=self._whole_money, locale=self._locale, currency_digits=False)
        )
        return _LATIN_SYMBOL.sub("\\g<0>\u200e", text) if self.direction == "rtl" else text

    @property
    def _whole_money(self) -> str:
        pattern = str(self._locale.currency_formats["standard"].pattern)
        return re.sub(r"\.0+", "", pattern)

    def signed_money(self, amount: Decimal, currency: str) -> str:
        """Return a difference with its sign, plus or minus."""
        text = str(format_currency(abs(amount), currency, locale=self._locale))
        symbols = self._locale.number_symbols[self._locale.default_numbering_system]
        sign = symbols["minusSign"] if amount < 0 else symbols["plusSign"] if amount > 0 else ""
        return f"{sign}{text}" if self.direction == "ltr" else f"{text}{NO_BREAK}{sign}"

    def on_axis(self, amount: float) -> str:
        """Return a round amount as briefly as a chart's axis needs it: the currency stands beside the chart."""
        if abs(amount) >= _COMPACT_FROM:
            return str(format_compact_decimal(amount, locale=self._locale, fraction_digits=1))
        return self.number(amount, 0 if amount == int(amount) else 2)

    def number(self, value: float | Decimal, decimals: int = 1) -> str:
        """Return a number with at most `decimals` decimals."""
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        return format_decimal(shown(value, decimals), format=pattern, locale=self._locale)

    def fixed(self, value: float | Decimal, decimals: int) -> str:
        """Return a number with exactly `decimals` decimals."""
        pattern = "#,##0." + "0" * decimals
        return format_decimal(shown(value, decimals), format=pattern, locale=self._locale)

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 as a percentage, with one decimal where it has one."""
        percents = shown(share * 100, 1)
        pattern = self._locale.percent_formats[None].pattern
        if percents != percents.to_integral_value():
            pattern = pattern.replace("0%", "0.0%").replace(f"0{NO_BREAK}%", f"0.0{NO_BREAK}%")
        return format_percent(percents / 100, format=pattern, locale=self._locale)

    def date(self, day: datetime.date) -> str:
        """Return a date in full, for running text."""
        return self._ordinal(format_date(day, "long", locale=self._locale)).replace(" ", NO_BREAK, 1)

    def from_to(self, first: datetime.date, last: datetime.date) -> tuple[str, str]:
        """Return two dates for running text, the year said once where it is one: where the language has it."""
        if first.year != last.year:
            return self.date(first), self.date(last)
        if self._year_first:
            return self.date(first), self._day_and_month(last)
        return self._day_and_month(first), self.date(last)

    def _day_and_month(self, day: datetime.date) -> str:
        if self.language == "cy":  # CLDR puts the month first here, but not in a whole date
            return format_date(day, "d MMMM", locale=self._locale).replace(" ", NO_BREAK, 1)
        return self._ordinal(format_skeleton("MMMMd", day, locale=self._locale)).replace(" ", NO_BREAK, 1)

    def sentences(self, sentences: Sequence[str]) -> str:
        """Return sentences one after the other, as the language spaces them."""
        return ("" if self.language in _UNSPACED else " ").join(sentences)

    def short_date(self, day: datetime.date) -> str:
        """Return a date for a table."""
        return self._ordinal(format_skeleton("yMMMd", day, locale=self._locale)).replace(" ", NO_BREAK)

    def dates(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the days from the first to the last, for a table: in figures where words take too much."""
        if first == last:
            return self.short_date(first)
        both = self._ordinal(format_interval(first, last, "yMMMd", locale=self._locale))
        text = _THIN_DASH.sub(" – ", both.replace(" ", NO_BREAK))
        if first.year != last.year or width(text) <= _LONG_DATES:
            return text
        skeletons = ("yMd", "Md") if self._year_first else ("Md", "yMd")
        figures = (
            format_skeleton(form, day, locale=self._locale) for form, day in zip(skeletons, (first, last), strict=True)
        )
        return " – ".join(figures)

    @property
    def _year_first(self) -> bool:
        return str(self._locale.date_formats["long"].pattern).startswith("y")

    def _ordinal(self, date: str) -> str:
        """Return a French date with its first of the month as 1er, which CLDR's patterns leave out."""
        return _FIRST.sub("1er", date) if self.language == "fr" else date

    def period(self, start: datetime.date, end: datetime.date) -> str:
        """Return the days of `[start, end)` for a table: from the first to the last."""
        return self.dates(start, end - datetime.timedelta(days=1))

    def list(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence: a, b and c."""
        text = str(format_list(items, locale=self._locale))
        return _WELSH_AND.sub(lambda found: "ac " if found[1].casefold() in "aeiouwyâêîôûŵŷ" else "a ", text)

    def hours(self, hours: float) -> str:
        """Return a number of hours, with one decimal where it has one."""
        figure = shown(hours, 1)
        return self.ngettext("{n} hour", "{n} hours", figure).format(n=self.number(figure))

    def times(self, times: float) -> str:
        """Return how often."""
        # Translators: how often, as briefly as possible: 11 ×
        return self.gettext("{n}\u00a0×").format(n=self.number(shown(times, 1)))

    def multiple(self, ratio: Decimal) -> str:
        """Return how many times a sum is another, with two decimals."""
        # Translators: how many times as much as the fee: 1.56 ×
        return self.pgettext("multiple", "{n}\u00a0×").format(n=self.fixed(ratio, 2))

    def years(self, first: datetime.date, last: datetime.date) -> str:
        """Return the year or the two years of a period."""
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"

    def left_to_right(self, text: str) -> str:
        """Return a phone number, whose parts would change places in a right-to-left sentence."""
        return f"\u2066{text}\u2069" if self.direction == "rtl" else text

    @property
    def own_name(self) -> str:
        """Return the language's name in itself."""
        name = str(self._locale.get_language_name() or self.tag)
        return name[:1].upper() + name[1:]

    def country(self, code: str) -> str:
        """Return a country's name, or the code where it has none."""
        return str(self._locale.territories.get(code, code))


def shown(value: float | Decimal, decimals: int) -> Decimal:
    """Return a number rounded half-even, as it will be read, so that plurals follow what is read."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def width(text: str) -> int:
    """Return how many letters wide a text is; a Chinese or Japanese character takes the room of two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@lru_cache(maxsize=64)
def wording_for(tag: str, folder: Path | None = None) -> Wording:
    """Return the wording of a locale such as en-GB, with a workspace's own catalogues in `folder`.

    Raises ValueError or babel.UnknownLocaleError.
    """
    return Wording(tag, folder)
