"""What a file of payments says and leaves open: which amount, whether tax is in it, which rows were paid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.mapping.proposal import Proposal
from valuereport.notation.headings import plain

_TWO_DECIMALS: Final = re.compile(r"[.,]\d\d$")
_MONEY: Final = 0.9
_WORDS: Final = 20
_TAX: Final = re.compile(r"\b(tax|vat|mwst|ust|umsatzsteuer|mehrwertsteuer|tva|iva|btw|podatek|消費税|税额)\b")
_TELLS_ROWS: Final = re.compile(
    r"\b(status|state|statut|estado|stato|type|category|categorie|categoria|kind|item|account|buchungsart|buchungstext"
    r"|zahlungsstatus|vorgang|motif|concepto|causale|soort|rodzaj)\b|状態|状态|区分|种类|種別"
)


@dataclass(frozen=True, slots=True)
class Fees:
    """What a file of fees leaves open: which amount, whether tax is in it, which rows were paid."""

    amounts: tuple[str, ...]
    likely: str
    vat: str
    vat_rate: float | None
    vat_reason: str
    words: Mapping[str, Mapping[str, int]]  # by the heading of a column that tells rows apart: words and their counts


def fees_of(one: Proposal) -> Fees | None:
    """Return what a file of fees says, None for other files."""
    if one.table != "fees":
        return None
    taken = one.columns["amount"].headings[0] if "amount" in one.columns else ""
    tax = next((heading for heading in one.found.columns if _TAX.search(plain(heading))), "")
    money = tuple(
        heading
        for heading, profile in one.profiles.items()
        if profile.amounts >= _MONEY
        and heading != tax
        and heading not in one.never
        and (profile.currency or heading == taken or _decimals(one, heading))
    )
    amounts = tuple(dict.fromkeys([*((taken,) if taken else ()), *money]))
    vat, rate, reason = _vat(one, taken or (amounts[0] if amounts else ""), tax)
    words = {
        heading: dict(profile.words)
        for heading, profile in one.profiles.items()
        if _TELLS_ROWS.search(plain(heading)) and 0 < len(profile.words) <= _WORDS and not profile.dates
    }
    return Fees(amounts, taken, vat, rate, reason, words)


@dataclass(frozen=True, slots=True)
class Basis:
    """Whether the fees in a list of members hold value added tax, the rate, and why that seems so."""

    vat: str
    rate: float
    reason: str


def basis_of(members: Proposal, found: Sequence[Proposal]) -> Basis | None:
    """Return how the fees of a list of members compare with those of a file of fees; None where nothing says so."""
    if members.table != "members" or "fee" not in members.columns:
        return None
    own = {number(cell) for heading in members.columns["fee"].headings for cell in members.found.columns[heading]}
    own -= {None, 0.0}
    for one in found:
        fees = fees_of(one)
        if fees is None or fees.vat_rate is None or not own:
            continue
        paid = {number(cell) for cell in one.found.columns[fees.likely]}
        other = 1 / (1 + fees.vat_rate) if fees.vat == "included" else 1 + fees.vat_rate
        turned = {round(each * other, 2) for each in paid if each}
        same, without = len(own & paid), len(own & turned)
        if same == without:
            return Basis(fees.vat, fees.vat_rate, "nothing shows it")
        reverse = "excluded" if fees.vat == "included" else "included"
        if same > without:
            return Basis(fees.vat, fees.vat_rate, f"{same} of its amounts stand in {one.found.file}, too")
        return Basis(
            reverse, fees.vat_rate, f"{without} of its amounts are those of {one.found.file} at {fees.vat_rate:.1%}"
        )
    return None


def _decimals(one: Proposal, heading: str) -> bool:
    return any(map(_TWO_DECIMALS.search, {*one.found.columns[heading]}))


def number(cell: str) -> float | None:
    """Return the amount in a cell, whatever its currency and groups; None where it is none."""
    text = re.sub(r"[^\d.,-]", "", cell)
    comma = re.search(r",\d{1,2}$", text)
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def _vat(one: Proposal, amount: str, tax: str) -> tuple[str, float | None, str]:
    """Return whether tax is in the amounts, its rate, and the row that shows it."""
    if not tax or not amount:
        return "none", None, "No column of the file is of tax."
    rates: Counter[tuple[str, float]] = Counter()
    example: dict[tuple[str, float], str] = {}
    for cell, taxed in zip(one.found.columns[amount], one.found.columns[tax], strict=True):
        paid, part = number(cell), number(taxed)
        if not paid or not part or paid <= part:
            continue
        for vat, rate in (("included", part / (paid - part)), ("excluded", part / paid)):
            near = min(
                (0.05, 0.055, 0.07, 0.08, 0.09, 0.1, 0.13, 0.19, 0.2, 0.21, 0.22, 0.23, 0.25),
                key=lambda one: abs(one - rate),
            )
            if abs(near - rate) < 0.001:
                rates[vat, near] += 1
                example.setdefault((vat, near), f"{cell} with {taxed} in {tax}")
    if not rates:
        return "none", None, f"{tax} is empty or fits no rate."
    (vat, rate), _ = rates.most_common(1)[0]
    return (
        vat,
        rate,
        f"It seems so: {example[vat, rate]} is {rate:.1%}."
        if vat == "included"
        else f"It seems not: {example[vat, rate]} is {rate:.1%}.",
    )
