"""What somebody typed -> the answer as it is kept, or what is allowed instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from babel.numbers import list_currencies

from valuereport.mapping.questions.question import Kind, Question
from valuereport.notation.links import completed
from valuereport.settings.fields import is_locale

_DAYS: Final = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y")
_ADDRESS: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_FIGURES: Final = 3


def understood(one: Question, text: str) -> str:
    """Return an answer in the form in which it is kept. Raises ValueError, which says what is allowed."""
    typed = text.strip()
    if not typed:
        if one.optional:
            return ""
        raise ValueError("an answer")
    if one.choices:
        return _choice(one.choices, typed)
    return _KINDS[one.kind](typed)


def _choice(choices: tuple[str, ...], typed: str) -> str:
    by_case = {choice.casefold(): choice for choice in choices}
    if found := by_case.get(typed.casefold()):
        return found
    near = get_close_matches(typed, choices, 1)
    raise ValueError(", ".join(choices) + (f"; did you mean {near[0]}?" if near else ""))


def _number(typed: str) -> str:
    figure = re.fullmatch(r"[^\d\s.,-]{0,3}\s*(\d+(?:[.,]\d+)?)\s*[^\d\s.,-]{0,3}", typed)
    if not figure:
        raise ValueError("a number, such as 295 or 1.5")
    return f"{float(figure[1].replace(',', '.')):g}" if float(figure[1].replace(",", ".")) < 1e6 else figure[1]


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        pass
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError("a day, such as 2026-03-15 or 15 March 2026")


def _period(typed: str) -> str:
    first, _, last = typed.partition("/")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise ValueError("the first and the last day, such as 2026-01-01/2026-12-31") from None
    if days[0] >= days[1]:
        raise ValueError("a last day after the first")
    return f"{days[0]}/{days[1]}"


def _figure(typed: str) -> str:
    if typed.casefold() in ("leave-out", "leave out"):
        return "leave-out"
    if typed.casefold() == "keep":
        return "keep"
    parts = [part for part in re.split(r"[/;\s]+", typed.replace(",", ".")) if part]
    try:
        low, central, high = (float(part) for part in parts)
    except ValueError:
        raise ValueError("leave-out, keep, or three numbers: low/central/high, such as 15/20/30") from None
    if not 0 <= low <= central <= high:
        raise ValueError("low/central/high in this order, none under zero")
    return f"{low:g}/{central:g}/{high:g}"


def _address(typed: str) -> str:
    if not _ADDRESS.fullmatch(typed):
        raise ValueError("one email address, such as office@our.example")
    return typed


def _page(typed: str) -> str:
    found = completed(typed)
    if not found:
        raise ValueError("a web address, such as https://our.example")
    return found


def _unsubscribe(typed: str) -> str:
    if _ADDRESS.fullmatch(typed) or (typed.startswith("https://") and "{token}" in typed):
        return typed
    raise ValueError("an email address, or a page that begins with https:// and has {token} in it")


def _locale(typed: str) -> str:
    if not is_locale(typed):
        raise ValueError("a language and a country, such as en-GB, de-DE or fr-FR")
    return typed


def _currency(typed: str) -> str:
    code = typed.upper()
    if code not in list_currencies():
        raise ValueError("the three letters of a currency, such as GBP, EUR or USD")
    return code


_KINDS: Final[Mapping[Kind, Callable[[str], str]]] = {
    "text": str,
    "number": _number,
    "day": _day,
    "period": _period,
    "figure": _figure,
    "address": _address,
    "page": _page,
    "unsubscribe": _unsubscribe,
    "locale": _locale,
    "currency": _currency,
}
