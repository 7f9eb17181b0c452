"""The words and forms of one locale: translations, plurals, money, dates, numbers, lists.

English is the source language of every message. Catalogues are read and compiled in memory, so that a checkout
needs no build step and a wheel holds nothing that is not in git.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

import babel
from babel.core import get_locale_identifier
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from valuereport.model.money import rounded

_CATALOGUES = Path(__file__).parent / "locale"
_DOMAIN = "valuereport.po"
SOURCE_LANGUAGE = "en"
PSEUDO_LOCALE = "en-XA"  # CLDR's name for English in accents: to try a layout on, never a member's
NO_BREAK = "\u00a0"
_FIRST = re.compile(r"(?<!\d)1(?=\s*–|\s[^\W\d])")
_THIN_DASH = re.compile(r"[\s\u2009\u202f]*–[\s\u2009\u202f]*")
_COMPACT_FROM = 100_000  # an axis says "£200K", not "£200,000.00"


class Wording:
    """What compose needs to say anything in one locale."""

    def __init__(self, tag: str) -> None:
        """Raises ValueError or babel.UnknownLocaleError for a tag that CLDR does not know."""
        self.tag = tag
        self.translations = translations_for(tag)
        self._locale = babel.Locale.parse(SOURCE_LANGUAGE if tag == PSEUDO_LOCALE else tag, sep="-")
        self.language = self._locale.language
        self.direction: Literal["ltr", "rtl"] = "rtl" if self._locale.text_direction == "rtl" else "ltr"
        self._integer_of_form: dict[str, int] = {}
        for sample in range(200, -1, -1):  # the smallest integer of each plural form stands for the form
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
        return format_currency(rounded(amount, currency), currency, locale=self._locale)

    def signed_money(self, amount: Decimal, currency: str) -> str:
        """Return a difference with its sign, plus or minus."""
        text = str(format_currency(abs(amount), currency, locale=self._locale))
        symbols = self._locale.number_symbols[self._locale.default_numbering_system]
        sign = symbols["minusSign"] if amount < 0 else symbols["plusSign"] if amount > 0 else ""
        return f"{sign}{text}" if self.direction == "ltr" else f"{text}{NO_BREAK}{sign}"

    def money_on_axis(self, amount: float, currency: str) -> str:
        """Return a round amount as briefly as a chart's axis needs it."""
        if abs(amount) >= _COMPACT_FROM:
            return format_compact_currency(amount, currency, locale=self._locale, fraction_digits=1)
        if amount != int(amount):
            return self.money(amount, currency)
        return format_currency(amount, currency, self._whole_money(), self._locale, currency_digits=False)

    def _whole_money(self) -> str:
        pattern: str = self._locale.currency_formats["standard"].pattern
        return pattern.replace(".00", ".").replace("0.", "0")

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

    def day_and_month(self, day: datetime.date) -> str:
        """Return a date without its year, for running text that names the year just after."""
        return self._ordinal(format_skeleton("MMMMd", day, locale=self._locale)).replace(" ", NO_BREAK, 1)

    def short_date(self, day: datetime.date) -> str:
        """Return a date for a table."""
        return self._ordinal(format_skeleton("yMMMd", day, locale=self._locale)).replace(" ", NO_BREAK)

    def dates(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the days from the first to the last, for a table."""
        if first == last:
            return self.short_date(first)
        both = self._ordinal(format_interval(first, last, "yMMMd", locale=self._locale))
        return _THIN_DASH.sub(" – ", both.replace(" ", NO_BREAK))

    def _ordinal(self, date: str) -> str:
        """Return a French date with its first of the month as 1er, which CLDR's patterns leave out."""
        return _FIRST.sub("1er", date) if self.language == "fr" else date

    def period(self, start: datetime.date, end: datetime.date) -> str:
        """Return the days of `[start, end)` for a table: from the first to the last."""
        return self.dates(start, end - datetime.timedelta(days=1))

    def list(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence: a, b and c."""
        return str(format_list(items, locale=self._locale))

    def hours(self, hours: float) -> str:
        """Return a number of hours, with one decimal where it has one."""
        figure = shown(hours, 1)
        return self.ngettext("{n} hour", "{n} hours", figure).format(n=self.number(figure))

    def times(self, times: float) -> str:
        """Return how often."""
        return f"{self.number(shown(times, 1))}{NO_BREAK}×"

    def multiple(self, ratio: Decimal) -> str:
        """Return how many times a sum is another, with two decimals."""
        return f"{self.fixed(ratio, 2)}{NO_BREAK}×"

    def years(self, first: datetime.date, last: datetime.date) -> str:
        """Return the year or the two years of a period."""
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"

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


@lru_cache(maxsize=64)
def wording_for(tag: str) -> Wording:
    """Return the wording of a locale such as en-GB. Raises ValueError or babel.UnknownLocaleError."""
    return Wording(tag)


class Catalogue(GNUTranslations):
    """A language's messages; whatever is asked for and not in it is noted in `missing`, and said in English."""

    def __init__(self, compiled: io.BytesIO) -> None:
        super().__init__(compiled)  # type: ignore[arg-type]  # anything with read() will do
        self.missing: list[str] = []
        self.add_fallback(_Missing(self.missing))


class _Missing(NullTranslations):
    """The end of the line: says a message as it is, and notes it."""

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def gettext(self, message: str) -> str:
        self._noted.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._noted.append(msgid1)
        return super().ngettext(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        self._noted.append(message)
        return message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        self._noted.append(msgid1)
        return super().npgettext(context, msgid1, msgid2, n)


class _Pseudo(NullTranslations):
    """English made long, accented and bracketed, so that a layout shows what it has not room for."""

    _ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöûýÀÇÉÎÑÖÛÝ")

    def gettext(self, message: str) -> str:
        pieces = re.split(r"(\{\w+\})", message)
        accented = "".join(each if each.startswith("{") else each.translate(self._ACCENTS) for each in pieces)
        letters = sum(len(each) for each in pieces if not each.startswith("{"))
        return f"[{accented}{'~' * max(1, round(letters * 0.35))}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@lru_cache(maxsize=64)
def translations_for(tag: str) -> NullTranslations:
    """Return the messages for a locale, as the templates' gettext; the source language needs no catalogue."""
    if tag == PSEUDO_LOCALE:
        return _Pseudo()
    path = _CATALOGUES / tag.partition("-")[0] / "LC_MESSAGES" / _DOMAIN
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return Catalogue(compiled)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the languages that a statement can be written in."""
    found = {path.parent.parent.name for path in _CATALOGUES.glob(f"*/LC_MESSAGES/{_DOMAIN}")}
    return frozenset({SOURCE_LANGUAGE, *found})


def choose_locale(member_locale: str, organisation_locale: str) -> tuple[str, str | None]:
    """Return the locale of a member's statement, and why it is not the member's own where it is not.

    A source may say `de-DE`, `de_DE`, `de_DE.UTF-8` or `de`. No locale at all is not a reason: the organisation's
    is meant.
    """
    asked = member_locale.strip()
    if not asked:
        return organisation_locale, None
    if asked == PSEUDO_LOCALE:
        return asked, None
    try:
        parsed = babel.Locale.parse(asked.partition(".")[0].partition("@")[0].replace("_", "-"), sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return organisation_locale, "the locale is not known"
    if parsed.language not in languages():
        return organisation_locale, "there is no catalogue for the language"
    parts = (parsed.language, parsed.territory, parsed.script, parsed.variant)
    return get_locale_identifier(parts, sep="-"), None


def choose_locales(
    member_locale: str, organisation_locale: str, languages: Sequence[str] = ()
) -> tuple[tuple[str, ...], str | None]:
    """Return the locales of a member's statement, and why they are not the member's own where they are not.

    A member may ask for two, as `cy-GB+en-GB`. `languages` are those that the organisation makes every statement in;
    whoever has another language gets that one alone.
    """
    found = [choose_locale(each, organisation_locale) for each in member_locale.split("+")]
    locales = tuple(dict.fromkeys(locale for locale, _ in found))
    reason = next((why for _, why in found if why), None)
    if languages and len(locales) == 1:
        spoken = {locale.partition("-")[0] for locale in languages}
        if not member_locale.strip() or locales[0].partition("-")[0] in spoken:
            return tuple(languages), reason
    return locales, reason


def pick(texts: Mapping[str, str], locale: str, organisation_locale: str) -> tuple[str, bool]:
    """Return the text for a locale, and whether it is in the locale's language.

    The locale itself, its language, another region of its language; then the same for the organisation's locale;
    then the first text there is.
    """
    for wanted, own in ((locale, True), (organisation_locale, False)):
        language = wanted.partition("-")[0]
        for name in (wanted, language, *texts):
            if name in texts and name.partition("-")[0] == language:
                return texts[name], own or language == locale.partition("-")[0]
    return next(iter(texts.values())), False
