"""The membership year that the exports seem to be of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from valuereport.mapping.proposal import Proposal


def period_of(found: Sequence[Proposal], today: date) -> tuple[date, date]:
    """Return the first and last day of the calendar year in which most of what was done or paid lies."""
    years: Counter[int] = Counter()
    for one in found:
        for name in ("date", "paid"):
            if one.table in ("engagements", "fees") and name in one.columns:
                for heading in one.columns[name].headings:
                    years.update(one.found.years(heading))
    year = years.most_common(1)[0][0] if years else (today - timedelta(days=30)).year
    return date(year, 1, 1), date(year, 12, 31)
