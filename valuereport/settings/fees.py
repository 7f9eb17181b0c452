"""How fees are counted: which payments are for the period, and whether amounts hold the value added tax."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from valuereport.errors import SettingsError
from valuereport.settings.fields import Strict
from valuereport.settings.period import OWN_YEAR, Period

Vat = Literal["included", "excluded"]


class Fees(Strict):
    """Which payments are for the period where a row says neither `from` nor `year`, and one VAT basis for everybody."""

    paid_from: date | None = None  # the first day; the period's first where not given
    paid_until: date | None = None  # the last day; the period's last where not given
    paid_ahead_days: Annotated[int, Field(ge=0, le=366)] = 0  # members' own years: so early a year may be paid for
    basis: Vat | None = None  # fees are compared with or without VAT; left out: as the sources have them

    def window(self, period: Period) -> tuple[date, date]:
        """Return the first and the last day on which a payment without `from` and `year` is for a period."""
        if not self.paid_ahead_days:
            return self.paid_from or period.start, self.paid_until or period.last_day
        ahead = timedelta(days=self.paid_ahead_days)
        return period.start - ahead, period.last_day - ahead


def check_window(path: Path, fees: Fees, period: Period) -> None:
    """Raise SettingsError where no payment can be for the period, or the days are not said as its kind needs them."""
    if period.own:
        for key in ("paid_from", "paid_until"):
            if day := getattr(fees, key):
                allowed = f'nothing, where period.kind is "{OWN_YEAR}": use fees.paid_ahead_days'
                raise SettingsError(str(path), f"fees.{key}", str(day), allowed)
        return
    if fees.paid_ahead_days:
        allowed = f'nothing, unless period.kind is "{OWN_YEAR}": use fees.paid_from and fees.paid_until'
        raise SettingsError(str(path), "fees.paid_ahead_days", fees.paid_ahead_days, allowed)
    first, last = fees.window(period)
    if last < first:
        key = "paid_until" if fees.paid_until else "paid_from"
        allowed = f"a paid_until on or after paid_from (they are {last} and {first})"
        raise SettingsError(str(path), f"fees.{key}", str(getattr(fees, key)), allowed)
