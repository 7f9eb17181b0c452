"""What the cells of one column look like, over all rows: addresses, dates and their order, numbers, words, ids."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from valuereport.notation.empty_words import means_nothing

Order = Literal["dmy", "mdy", "ymd"]
Mark = Literal[".", ","]

_ADDRESS: Final = re.compile(r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$")
_NUMERIC: Final = re.compile(r"^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:[T,\s].*)?$")
_YEAR_FIRST: Final = re.compile(r"^(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?:[T,\s].*)?$")
_NAMED: Final = re.compile(
    r"^(?:[A-Za-z]{3,9}\.?,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})\b"
)
_SIGNS: Final = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "¥": "JPY",
    "zł": "PLN",
    "CHF": "CHF",
    "円": "JPY",
    "元": "CNY",
    "GBP": "GBP",
    "EUR": "EUR",
    "USD": "USD",
}
_WHOLE: Final = frozenset({"JPY", "KRW"})  # currencies without decimals
_AMOUNT: Final = re.compile(
    r"^[-+(]?\s*(?P<before>[^\d\s.,()+-]{0,4})\s*[-+]?"
    r"(?P<number>\d[\d.,' \u00a0\u202f]*)\s*(?P<behind>[^\d\s.,()+-]{0,4})\s*[-)]?$"
)
_POINT: Final = re.compile(r"^\d{1,3}(?:[, \u00a0\u202f']\d{3})*(?:\.\d{1,2})?$|^\d+(?:\.\d+)?$")
_COMMA: Final = re.compile(r"^\d{1,3}(?:[. \u00a0\u202f']\d{3})*(?:,\d{1,2})?$|^\d+(?:,\d+)?$")
_TWO_WAYS: Final = re.compile(r"^[1-9]\d{0,2}[.,]\d{3}$")
_MONTHS, _DAYS = 12, 31
_FIRST_DAY, _LAST_DAY = 36_526, 55_153  # 2000-01-01 and 2050-12-31 in a workbook
_MOST_WORDS: Final = 60  # different texts that a person could be asked about


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Which orders the cells of a column allow, and cells that show it. No order: nothing decides."""

    order: Order | None
    evidence: tuple[str, ...]  # the cells that decide, or some that could be read in two ways


@dataclass(frozen=True, slots=True)
class Profile:
    """What the filled cells of a column are; shares are of the filled cells, from 0 to 1."""

    filled: int
    rows: int
    distinct: int
    addresses: float
    dates: float
    amounts: float
    integers: float
    links: float
    date_order: DateOrder
    decimal: Mark | None  # None where nothing decides
    groups: tuple[str, ...]  # numbers in which the mark may part thousands or decimals: 1.800
    currency: str  # that all signs in the cells name, "" for none
    words: tuple[tuple[str, int], ...]  # the different texts with their counts, the most frequent first; few at most
    examples: tuple[str, ...]
    two_digit_years: bool
    day_numbers: bool  # whole numbers that are days of this century as workbooks count them

    @property
    def unique(self) -> bool:
        """Return whether every row has a text of its own."""
        return self.filled > 0 and self.distinct == self.filled

    @property
    def full(self) -> float:
        """Return the share of the rows that are filled."""
        return self.filled / self.rows if self.rows else 0.0


def profile_of(cells: Sequence[str], empty: Sequence[str] = ()) -> Profile:
    """Return the profile of a column."""
    nothing = {word.casefold() for word in empty}
    counts: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
        if text and text.casefold() not in nothing and not means_nothing(text):
            counts[text] += count
    filled = counts.total()

    def share(fits: Sequence[str]) -> float:
        return sum(counts[one] for one in fits) / filled if filled else 0.0

    texts = list(counts)
    dates = [one for one in texts if _NUMERIC.match(one) or _YEAR_FIRST.match(one) or _NAMED.match(one)]
    amounts = [one for one in texts if _AMOUNT.match(one)]
    currency = _currency(amounts)
    return Profile(
        filled,
        len(cells),
        len(counts),
        share([one for one in texts if _ADDRESS.match(one)]),
        share(dates),
        share(amounts),
        share([one for one in texts if one.isdecimal()]),
        share([one for one in texts if one.startswith(("http://", "https://", "www."))]),
        _order(dates),
        *(_decimal(amounts) if currency not in _WHOLE else (".", ())),
        currency,
        tuple(counts.most_common(_MOST_WORDS)) if len(counts) <= _MOST_WORDS else (),
        tuple(texts[:3]),
        any(len(match[4]) == 2 for one in dates if (match := _NUMERIC.match(one))),
        bool(texts) and all(one.isdecimal() and _FIRST_DAY <= int(one[:9]) <= _LAST_DAY for one in texts),
    )


def _order(dates: Sequence[str]) -> DateOrder:
    numeric = [(one, int(match[1]), int(match[3])) for one in dates if (match := _NUMERIC.match(one))]
    if not numeric:
        return DateOrder("ymd" if dates else None, tuple(dates[:1]))
    day_first = [text for text, first, second in numeric if _MONTHS < first <= _DAYS and second <= _MONTHS]
    month_first = [text for text, first, second in numeric if _MONTHS < second <= _DAYS and first <= _MONTHS]
    if day_first and not month_first:
        return DateOrder("dmy", tuple(day_first[:2]))
    if month_first and not day_first:
        return DateOrder("mdy", tuple(month_first[:2]))
    open_ones = [text for text, first, second in numeric if first != second]
    return DateOrder(None, tuple((day_first[:1] + month_first[:1]) if day_first else open_ones[:3]))


def _decimal(amounts: Sequence[str]) -> tuple[Mark | None, tuple[str, ...]]:
    """Return the decimal mark, None where nothing decides, and the numbers that can be read in two ways."""
    numbers = [match["number"].strip() for one in amounts if (match := _AMOUNT.match(one))]
    marked = [one for one in numbers if "." in one or "," in one]
    open_ones = [one for one in marked if _TWO_WAYS.match(one)]
    point = sum(1 for one in marked if _POINT.match(one) and one not in open_ones)
    comma = sum(1 for one in marked if _COMMA.match(one) and one not in open_ones)
    if point == comma:
        return None, tuple(open_ones[:3])
    return "." if point > comma else ",", ()


def _currency(amounts: Sequence[str]) -> str:
    signs = {
        code
        for one in amounts
        if (match := _AMOUNT.match(one))
        for sign in (match["before"], match["behind"])
        if (code := _SIGNS.get(sign.strip()))
    }
    return signs.pop() if len(signs) == 1 else ""
