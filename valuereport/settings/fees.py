"""How fees are counted: which payments are for the period, and whether amounts hold the value added tax."""

from __future__ import annotations

from datetime import date
from typing import Literal

from valuereport.settings.fields import Strict

Vat = Literal["included", "excluded"]


class Fees(Strict):
    """Which payments are for the period where a row says neither `from` nor `year`, and one VAT basis for everybody."""

    paid_from: date | None = None  # the first day; the period's first where not given
    paid_until: date | None = None  # the last day; the period's last where not given
    basis: Vat | None = None  # fees are compared with or without VAT; left out: as the sources have them
