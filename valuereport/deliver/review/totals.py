"""Sums and the ends of the scale, currency by currency: no sum here mixes two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from valuereport.model.review import Change, InCurrency
from valuereport.model.run import ManifestRow

SHOWN: Final = 10


def in_currencies(rows: Sequence[ManifestRow], changes: Sequence[Change]) -> tuple[InCurrency, ...]:
    """Return what statements come to in each currency, the one with the most members first."""
    by_currency: Mapping[str, list[ManifestRow]] = defaultdict(list)
    for row in rows:
        if row.central is not None:
            by_currency[row.currency].append(row)
    found = [_in_currency(currency, own, changes) for currency, own in by_currency.items()]
    return tuple(sorted(found, key=lambda one: (-one.members, one.currency)))


def _in_currency(currency: str, rows: Sequence[ManifestRow], changes: Sequence[Change]) -> InCurrency:
    fee, low, central, high = (
        sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0))
        for name in ("fee", "low", "central", "high")
    )
    ascending = sorted(rows, key=lambda row: (row.central, row.member_id))
    descending = sorted(rows, key=lambda row: (-(row.central or 0), row.member_id))
    own = [change for change in changes if change.row.currency == currency and change.difference]
    return InCurrency(
        currency,
        len(rows),
        fee,
        low,
        central,
        high,
        float(low / fee) if fee > 0 else None,
        tuple(descending[:SHOWN]),
        tuple([row for row in ascending if row.central][:SHOWN]),
        tuple(sorted(own, key=lambda one: (-abs(one.difference), one.row.member_id))[:SHOWN]),
    )
