"""Renewals as they could be seen some days before they were due: what a risk is learnt from, and told for.

Everything in a case was known on the day of its lead: uses before that day, terms that had begun, how the term in hand
is paid. What is written later, at the renewal or after it, is in none: no status, no date of a change, no count up to
the day of the export. So a case is the same whenever it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.uses import Days, Uses, count, day_of, key, member_of

Numbers = NDArray[np.float64]

FEATURES: Final = (
    "first_renewal",
    "years",
    "automatic",
    "fee",
    "uses",
    "activities",
    "months_since_use",
    "change",
)
"""What a risk is worked out from, eight parameters: see `Cases.features`."""
_YEAR: Final = 365
_MONTH: Final = 30.4375  # days
_LONGEST: Final = 24.0  # months since the last use: longer is as long


@dataclass(frozen=True, slots=True)
class Cases:
    """One row a term that was or will be due.

    `terms`: their rows of Renewals.terms (places, not members). `member`, `due`, `seen` (the day of the lead: what was
    known before it). `lapsed`: 1 lapsed, 0 renewed, NaN not decided yet. `features`: by FEATURES: the first renewal
    since joining (1 or 0); years since joining (logarithm of 1 + years); paid without doing anything (direct debit,
    card on file: 1 or 0); the fee against the median of its grade in the year before
    (logarithm); uses in the year before `seen`
    (logarithm of 1 + uses); different activities in it; months since the last use, 24 at most; uses of that year
    against those of the year before (difference of the logarithms).
    """

    terms: NDArray[np.int64]
    member: NDArray[np.int64]
    due: Days
    seen: Days
    lapsed: Numbers
    features: Numbers

    def __len__(self) -> int:
        return len(self.member)

    def of(self, which: NDArray[np.bool_]) -> Cases:
        """Return some of the cases."""
        return Cases(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @property
    def is_decided(self) -> NDArray[np.bool_]:
        """Return of which cases the outcome is known."""
        return ~np.isnan(self.lapsed)


def cases(renewals: Renewals, uses: Uses, lead_days: int, automatic: tuple[str, ...]) -> Cases:
    """Return the cases of all terms that were due or will be, but those that nobody could renew.

    `automatic`: words for ways of paying that renew by themselves, in any case. Left out are terms that were excused,
    complimentary or changed into another grade, and those of which nothing could be seen: they had not begun by then,
    or engagements are recorded for less than a year before.
    """
    terms = renewals.terms
    outcome = terms["outcome"].to_numpy()
    due, starts, joined = (terms[name].to_numpy().astype("datetime64[D]") for name in ("due", "starts", "joined"))
    seen = _before(due, lead_days)
    counted = np.isin(outcome, (Outcome.NOT_DUE, Outcome.RENEWED, Outcome.LAPSED)) & (starts < seen)
    counted &= _before(seen, _YEAR) >= uses.begin
    at = np.flatnonzero(counted)
    member, seen = terms["member"].to_numpy()[at].astype(np.int64), seen[at]
    lapsed = np.select([outcome[at] == Outcome.LAPSED, outcome[at] == Outcome.RENEWED], [1.0, 0.0], np.nan)
    a_year, two_years = _before(seen, _YEAR), _before(seen, 2 * _YEAR)
    this, last = count(uses.keys, member, a_year, seen), count(uses.keys, member, two_years, a_year)
    words = {word.casefold() for word in automatic}
    features = np.column_stack(
        [
            terms["tenure"].to_numpy()[at] == 1,
            np.log1p((seen - joined[at]).astype(np.int64).clip(0) / _YEAR),
            terms["payment"].str.casefold().isin(words).to_numpy()[at],
            _fees(terms, at),
            np.log1p(this),
            _activities(uses, member, a_year, seen),
            _months_since(uses, member, seen),
            np.log1p(this) - np.log1p(last),
        ]
    ).astype(float)
    return Cases(at, member, due[at], seen, lapsed, features)


def _before(dates: Days, number: int) -> Days:
    """Return the days so many days before."""
    return np.asarray(dates - np.timedelta64(number, "D"))


def _fees(terms: pd.DataFrame, at: NDArray[np.int64]) -> Numbers:
    """Return the logarithm of each fee over the median of its grade in the year before; 0 where one is not known.

    Of the calendar year before the term began: the median of the same year would hold terms that began later.
    """
    year = terms["starts"].to_numpy().astype("datetime64[Y]").astype(np.int64)
    fees = pd.DataFrame({"grade": terms["grade"].to_numpy(dtype=object), "year": year, "fee": terms["fee"].to_numpy()})
    medians = fees[fees["fee"] > 0].groupby(["grade", "year"])["fee"].median()
    before = pd.MultiIndex.from_arrays([fees["grade"], year - 1])
    median = medians.reindex(before).to_numpy(dtype=float)
    fee = fees["fee"].to_numpy(dtype=float)
    usable = (fee > 0) & (median > 0)
    return np.asarray(np.log(np.divide(fee, median, out=np.ones(len(fee)), where=usable))[at])


def _activities(uses: Uses, member: NDArray[np.int64], first: Days, until: Days) -> NDArray[np.int64]:
    """Return how many different activities each member used within days."""
    found = np.zeros(len(member), np.int64)
    for one in np.unique(uses.activity).tolist():
        found += count(uses.of(one), member, first, until) > 0
    return found


def _months_since(uses: Uses, member: NDArray[np.int64], seen: Days) -> Numbers:
    """Return how many months before a day each member's last use was; the longest where there is none."""
    if not len(uses.keys):
        return np.full(len(member), _LONGEST)
    before = np.searchsorted(uses.keys, key(member, seen)) - 1
    place = before.clip(0)
    theirs = (before >= 0) & (member_of(uses.keys[place]) == member)
    months = (seen - day_of(uses.keys[place])).astype(np.int64) / _MONTH
    return np.where(theirs, np.minimum(months, _LONGEST), _LONGEST)
