"""What a member paid for the period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from tests.independent.calendar_days import last_day
from tests.independent.cells import amount_in
from tests.independent.facts import Fee, Member, Organisation
from tests.independent.money import converted, on_one_basis

FeeBasis = Literal["paid", "invoiced", "none"]


@dataclass(frozen=True)
class FeeOfPeriod:
    """An amount in the member's currency, and whether it was paid."""

    amount: Fraction
    basis: FeeBasis


def fee_of(organisation: Organisation, member: Member) -> FeeOfPeriod | None:
    """Return a member's fee; nothing where nothing is recorded."""
    rows = [row for row in _once(organisation) if row.member == member.id and _counts(organisation, row)]
    payments = [_signed(organisation, member, row) for row in rows if _kind(organisation, row) != "invoice"]
    invoices = [_signed(organisation, member, row) for row in rows if _kind(organisation, row) == "invoice"]
    if payments:
        total, basis = sum(payments, Fraction(0)), "paid"
    elif invoices:
        total, basis = sum(invoices, Fraction(0)), "invoiced"
    elif member.fee:
        amount, named = amount_in(member.fee)
        total = on_one_basis(organisation, amount, "members")
        total = converted(organisation, total, named or member.currency, member.currency, organisation.start)
        basis = "invoiced"
    else:
        return None
    if total <= 0:
        return FeeOfPeriod(Fraction(0), "none")
    return FeeOfPeriod(total, "paid" if basis == "paid" else "invoiced")


def _once(organisation: Organisation) -> list[Fee]:
    """Return the rows, equal ones of two files of a source once, those of one file each."""
    files: dict[str, Counter[Fee]] = {}
    for row in organisation.fees:
        files.setdefault(row.source + "/" + row.file, Counter())[replace(row, file="")] += 1
    most: Counter[Fee] = Counter()
    for counts in files.values():
        most |= counts
    return list(most.elements())


def _counts(organisation: Organisation, row: Fee) -> bool:
    if row.starts:
        return organisation.start <= row.starts < organisation.end
    if row.year:
        return int(row.year) == organisation.start.year
    first = organisation.paid_from or organisation.start
    last = organisation.paid_until or last_day(organisation.end)
    return first <= row.paid <= last


def _kind(organisation: Organisation, row: Fee) -> str:
    return organisation.kind_words.get(row.kind, row.kind) or "payment"


def _signed(organisation: Organisation, member: Member, row: Fee) -> Fraction:
    """Return a row in the member's currency, a refund negative however it is written."""
    amount, named = amount_in(row.amount)
    if _kind(organisation, row) == "refund":
        amount = -abs(amount)
    currency = named or row.currency or organisation.currency
    return converted(organisation, on_one_basis(organisation, amount, row.source), currency, member.currency, row.paid)
