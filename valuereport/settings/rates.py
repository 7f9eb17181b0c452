"""Exchange rates by day: the rate of a day is the latest that is dated on or before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is a key of the settings
from typing import Annotated

from pydantic import Field

from valuereport.settings.fields import CurrencyCode, Strict, Texts


class Rate(Strict):
    """One unit of `currency` in the organisation's currency from `date` on."""

    currency: CurrencyCode
    rate: Annotated[float, Field(gt=1e-9, lt=1e9)]
    date: Date
    source: Annotated[str, Field(min_length=1)]
    cited: Texts | None = None  # short, as a statement prints it; the source where not given


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates by currency, each in the order of its dates; the organisation's own currency has the rate one."""

    home: str
    dated: Mapping[str, tuple[Rate, ...]]

    @classmethod
    def of(cls, rates: Iterable[Rate], home: str) -> Rates:
        """Return the rates of the settings. Of two with one date the later in the file counts."""
        dated: dict[str, list[Rate]] = {}
        for rate in sorted(rates, key=lambda rate: rate.date):
            dated.setdefault(rate.currency, []).append(rate)
        own = Rate(currency=home, rate=1.0, date=Date.min, source="the organisation's own currency")
        return cls(home, {currency: tuple(found) for currency, found in dated.items()} | {home: (own,)})

    def on(self, currency: str, day: Date) -> Rate | None:
        """Return the rate of a currency on a day; before its first rate the first, and None where it has none."""
        found = self.dated.get(currency, ())
        return found[max(0, bisect_right(found, day, key=lambda rate: rate.date) - 1)] if found else None

    def all_on(self, day: Date) -> Mapping[str, Rate]:
        """Return the rate of each currency on a day."""
        return {currency: rate for currency in self.dated if (rate := self.on(currency, day))}
