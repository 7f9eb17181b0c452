"""The parts of the health score, from 0 to 1, of members at days: what was known in the evening before each day.

Fixed scales, so that a score does not depend on who else is a member. With `days` whole days before the moment and
"a year" its last 365 days:

- recency: 2 ^ (-days since the last use / 90); 0 without any use. A use on the last day that is known counts 1.
- breadth: different activities in a year / 4, at most 1.
- depth: ln(1 + uses in a year) / ln(1 + 12), at most 1.
- contribution: uses in a year of what members give to others / 4, at most 1.
- relationship: years since the member joined, or came back after a lapse / 5, at most 1; 0 once lapsed. A year has
  365.25 days.

Uses are rows of the activities that [insights.active] names. The field has recency, frequency and variety as its usual
parts (recency, frequency, monetary value; iMIS: count x multiplier; GrowthZone: days since the last login, events,
purchases); ours adds what members give. Depth and breadth level off, so that one zealous week is no healthy year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.renewals import Renewals
from valuereport.model.histories import Histories
from valuereport.model.insight import HealthPart, PartName
from valuereport.settings.insights import InsightRules

Days = NDArray[np.datetime64]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

PARTS: Final[tuple[PartName, ...]] = get_args(PartName)

HALF_LIFE: Final = 90  # days
ACTIVITIES: Final = 4
USES: Final = 12
GIVEN: Final = 4
YEARS: Final = 5
SCALES: Final = (HALF_LIFE, ACTIVITIES, USES, GIVEN, YEARS)
"""What each of PARTS is measured against."""

_YEAR: Final = 365
_MONTH: Final = 31
_NEVER: Final = np.iinfo(np.int64).min // 2
_BITS: Final = 64  # activities that one mask holds
_SPAN: Final = 1 << 21  # days of all calendars
_ZERO: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of some members at some days: `values` has a row for each pair and a column for each of PARTS."""

    values: Numbers
    last_use: Days  # NaT without any
    is_member: NDArray[np.bool_]  # by the terms alone, grace included; where there are none, from joining on

    def scores(self, weights: Numbers) -> Numbers:
        """Return 100 x the weighted mean of the parts. Equal members have equal scores to the last digit."""
        return np.asarray(np.round(100 * (self.values @ weights) / weights.sum(), 9))


def weights_of(rules: InsightRules, activities: Sequence[str]) -> Numbers:
    """Return the weight of each of PARTS; contribution weighs nothing where no activity of it is recorded."""
    given = bool({*rules.contribution} & {*activities})
    weights = np.array([getattr(rules.health, name) for name in PARTS], dtype=float)
    kept = weights * np.array([given or name != "contribution" for name in PARTS])
    return kept if kept.any() else weights


def weighed(weights: Numbers) -> tuple[HealthPart, ...]:
    """Return the parts with what each weighs of 100."""
    of_hundred = (100 * weights / weights.sum()).tolist()
    return tuple(HealthPart(*part) for part in zip(PARTS, of_hundred, SCALES, strict=True))


class PartsOfHistories:
    """Finds the parts of any members at any days: the histories are put in order once.

    `first_day`: the first (since 1970) for which a year of uses is on record, but for a month: before it a score would
    say that the records are young, not that somebody was idle. `has_terms`: of each member whether any is on record.
    """

    def __init__(self, histories: Histories, renewals: Renewals, rules: InsightRules) -> None:
        uses, names = histories.engagements, histories.activities
        activity = uses["activity"].to_numpy().astype(np.int64)
        key = _key(uses["member"].to_numpy(), _days(uses["date"]))
        active = _chosen(names, rules.active.activities or names)[activity]
        self._uses = key[active]
        self._masks = _masks(activity[active], len(names))
        self._given = key[_chosen(names, rules.contribution)[activity]]
        terms = renewals.terms
        self._terms = _key(terms["member"].to_numpy(), _days(terms["starts"]))
        self._ends = _days(terms["due"]) + rules.grace_days
        self._since = _days(terms["joined"])
        self._joined = _days(histories.members["joined"])
        self.first_day = int(_days(uses["date"]).min(initial=_ZERO)) + _YEAR - _MONTH
        self.has_terms = np.bincount(terms["member"].to_numpy(), minlength=len(histories.members)) > 0

    def at(self, member: Places, day: Places) -> Parts:
        """Return the parts of each pair; `day`: days since 1970, of which and after which nothing is known.

        The pairs are in the order of member and day: then it is fast.
        """
        until, begin = _key(member, day), _key(member, day - _YEAR)
        high, low = np.searchsorted(self._uses, until), np.searchsorted(self._uses, begin)
        before = self._uses[np.maximum(high - 1, 0)] if len(self._uses) else np.zeros(len(member), np.int64)
        used = (high > 0) & (before // _SPAN == member)
        last = np.where(used, before % _SPAN - _ZERO, _NEVER)
        different = _different(self._masks, low, high)
        given = np.searchsorted(self._given, until) - np.searchsorted(self._given, begin)
        is_member, since = self._membership(member, day, until)
        values = np.column_stack(
            [
                np.where(used, np.exp2(-(day - 1 - last).clip(0) / HALF_LIFE), 0.0),
                (different / ACTIVITIES).clip(0, 1),
                (np.log1p(high - low) / np.log1p(USES)).clip(0, 1),
                (given / GIVEN).clip(0, 1),
                np.where(since == _NEVER, 0.0, (day - since) / (365.25 * YEARS)).clip(0, 1),
            ]
        )
        return Parts(values, np.where(used, last, np.iinfo(np.int64).min).astype("datetime64[D]"), is_member)

    def _membership(self, member: Places, day: Places, until: Places) -> tuple[NDArray[np.bool_], Places]:
        """Return who was a member, and since when without a lapse (_NEVER: not at all)."""
        place = np.searchsorted(self._terms, until) - 1
        at = np.maximum(place, 0)
        joined = np.where(self._joined[member] < day, self._joined[member], _NEVER)
        joined = np.where(joined < -_ZERO, _NEVER, joined)  # NaT
        if not len(self._terms):
            return joined != _NEVER, joined
        begun = (place >= 0) & (self._terms[at] // _SPAN == member)
        holds = begun & (self._ends[at] >= day)
        none = ~self.has_terms[member]
        since = np.where(holds, self._since[at], np.where(none, joined, _NEVER))
        return holds | (none & (joined != _NEVER)), since


def _days(column: pd.Series) -> Places:
    """Return days since 1970; NaT is the least number there is."""
    return np.asarray(column.to_numpy().astype("datetime64[D]").astype(np.int64))


def _key(member: NDArray[np.integer], day: Places) -> Places:
    """Return a number that is in the order of member and day."""
    return np.asarray(member.astype(np.int64) * _SPAN + (day + _ZERO))


def _chosen(names: Sequence[str], wanted: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([name in {*wanted} for name in names], dtype=np.bool_)


def _masks(activity: Places, count: int) -> list[NDArray[np.uint64]]:
    """Return for each 64 activities a bit mask of each use; a last one of none, so that an end can be looked at."""
    found = []
    for first in range(0, max(count, 1), _BITS):
        own = (activity >= first) & (activity < first + _BITS)
        mask = np.zeros(len(activity) + 1, dtype=np.uint64)
        mask[:-1][own] = np.uint64(1) << (activity[own] - first).astype(np.uint64)
        found.append(mask)
    return found


def _different(masks: Sequence[NDArray[np.uint64]], low: Places, high: Places) -> Places:
    """Return how many different activities stand from `low` to before `high` in each pair."""
    bounds = np.empty(2 * len(low), dtype=np.int64)
    bounds[::2], bounds[1::2] = low, high
    found = np.zeros(len(low), dtype=np.int64)
    if len(low):
        for mask in masks:
            found += np.bitwise_count(np.bitwise_or.reduceat(mask, bounds)[::2])
    return np.where(low < high, found, 0)
