"""How an amount is written in a cell: signs, brackets, separators of thousands, and names of currencies."""

from __future__ import annotations

import re
from fractions import Fraction

_SIGNS = {"€": "EUR", "£": "GBP"}


def amount_in(cell: str) -> tuple[Fraction, str]:
    """Return a cell's amount, negative where it is written as such, and the currency that it names ("" for none)."""
    text, currency = cell.strip(), ""
    for sign, code in _SIGNS.items():
        if sign in text:
            text, currency = text.replace(sign, ""), code
    named = re.search(r"[A-Z]{3}", text)
    if named:
        text, currency = text.replace(named.group(), ""), named.group()
    text = text.strip()
    negative = text.startswith(("-", "\u2212", "(")) or text.endswith("-")
    number = Fraction(re.sub(r"[^0-9.]", "", text))
    return (-number if negative else number), currency
