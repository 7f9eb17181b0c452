"""A run's histories as arrays, and what one year of them says: who was due, joined, was a member, used what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.uses import key, uses
from valuereport.insights.windows import Window, months_before
from valuereport.model.histories import Histories
from valuereport.settings.insights import InsightRules

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

_GAP: Final = np.timedelta64(31, "D")
"""Uses that are recorded from a later day on than so long after a year's first one do not tell of the whole year."""
_MISSING: Final = 0.04
"""The share of the terms that may be missing where they count as recorded."""
_EARLY: Final = 0.01
"""The share of the terms that may stand before the day from which they are recorded: wrong dates are no beginning."""


def newest(days: Days) -> date | None:
    """Return the newest of some days, None where there is none."""
    return days.max().astype("datetime64[D]").item() if len(days) else None


@dataclass(frozen=True, slots=True)
class Ratings:
    """A row a questionnaire of members that rates anything.

    `satisfied`: the share of its ratings that are satisfied.
    """

    day: Days
    satisfied: Numbers


@dataclass(frozen=True)
class Facts:
    """The frames of a run as arrays: terms and uses, each in the order of member and day."""

    histories: Histories
    renewals: Renewals
    rules: InsightRules
    meaningful: Collection[str] = ()  # activities whose first use is a first value; none: all of them
    ratings: Ratings | None = None  # None: nobody was asked

    @cached_property
    def member(self) -> Whole:
        """Return the member of each term."""
        return self.renewals.terms["member"].to_numpy(dtype=np.int64)

    @cached_property
    def days(self) -> Mapping[str, Days]:
        """Return the columns of days of the terms: starts, due, joined."""
        terms = self.renewals.terms
        return {name: terms[name].to_numpy().astype("datetime64[D]") for name in ("starts", "due", "joined")}

    @cached_property
    def outcome(self) -> Whole:
        """Return the Outcome of each term."""
        return self.renewals.terms["outcome"].to_numpy(dtype=np.int64)

    @cached_property
    def begins(self) -> Flags:
        """Return whether a term is the first one of its spell, of a grade that pays."""
        first = self.renewals.terms["number"].to_numpy(dtype=np.int64) == 1
        return np.asarray(first & (self.outcome != Outcome.COMPLIMENTARY))

    @cached_property
    def returns(self) -> Flags:
        """Return whether a term belongs to a later spell: its member has come back."""
        return np.asarray(self.renewals.terms["spell"].to_numpy(dtype=np.int64) > 0)

    @cached_property
    def knows_beginning(self) -> Flags:
        """Return whether a term's member is known to have joined when the term says so."""
        return self.renewals.terms["tenure_known"].to_numpy(dtype=np.bool_)

    @cached_property
    def recorded_from(self) -> np.datetime64:
        """Return the day from which terms are recorded, where there are any: one in a hundred may begin earlier."""
        starts = self.days["starts"]
        rank = int(len(starts) * _EARLY)
        return np.datetime64(np.partition(starts, rank)[rank])

    @cached_property
    def earlier_members(self) -> bool:
        """Return whether somebody was, or may have been, a member before terms are recorded."""
        return bool(((self.days["joined"] < self.recorded_from) | ~self.knows_beginning).any())

    def records(self, day: np.datetime64) -> bool:
        """Return whether the terms that ran on a day are recorded.

        Those that began before terms are recorded are missing: about as many as began on the same days a term later.
        """
        months, begin, starts = self.rules.term_months, self.recorded_from, self.days["starts"]
        if not self.earlier_members or begin <= months_before(day, months):
            return True
        later = months_before(begin, -months)
        a_term = np.count_nonzero((starts >= begin) & (starts < later))
        return bool(np.count_nonzero((starts >= day) & (starts < later)) <= _MISSING * a_term)

    @cached_property
    def with_terms(self) -> float | None:
        """Return the share of today's members of whom a membership is recorded."""
        current = self.histories.members["current"].to_numpy(dtype=np.bool_)
        known = np.bincount(self.member, minlength=len(current)) > 0
        return float(known[current].mean()) if current.any() else None

    @cached_property
    def use_member(self) -> Whole:
        """Return the member of each use."""
        return self.histories.engagements["member"].to_numpy(dtype=np.int64)

    @cached_property
    def use_activity(self) -> Whole:
        """Return the activity of each use."""
        return self.histories.engagements["activity"].to_numpy(dtype=np.int64)

    @cached_property
    def use_day(self) -> Days:
        """Return the day of each use."""
        return self.histories.engagements["date"].to_numpy().astype("datetime64[D]")

    @cached_property
    def matched(self) -> float:
        """Return the share of all uses whose word is an activity of the taxonomy."""
        lost = sum(word.uses for word in self.histories.unknown_words)
        return len(self.use_day) / max(1, len(self.use_day) + lost)

    def are(self, activities: Collection[str]) -> Flags:
        """Return of each activity whether it is one of these; none: all of them."""
        return np.array([not activities or name in activities for name in self.histories.activities], dtype=np.bool_)

    @cached_property
    def uses_from(self) -> np.datetime64:
        """Return the day from which uses are recorded, NaT where there are none."""
        return uses(self.histories.engagements).begin

    @cached_property
    def _meaningful_keys(self) -> Whole:
        which = self.are(self.meaningful)[self.use_activity]
        return key(self.use_member[which], self.use_day[which])

    def meaningful_uses(self, member: Whole, begin: Days, end: Days) -> Whole:
        """Return how many meaningful uses each of these members has on the days [begin, end)."""
        first, last = (np.searchsorted(self._meaningful_keys, key(member, day)) for day in (begin, end))
        return np.asarray(last - first, dtype=np.int64)


@dataclass(frozen=True)
class Year:
    """The facts of one window."""

    facts: Facts
    window: Window

    @property
    def is_past(self) -> bool:
        """Return whether this is the year before, as it was known a year ago."""
        return bool(self.window.known < np.datetime64(self.facts.histories.as_at, "D"))

    def within(self, days: Days) -> Flags:
        """Return which days lie in the window and were over when it was looked at."""
        return (days >= self.window.start) & (days < self.window.until)

    @cached_property
    def due(self) -> Whole:
        """Return the terms that were due in the window and are decided."""
        facts, due = self.facts, self.facts.days["due"]
        grace = np.timedelta64(facts.rules.grace_days, "D")
        decided = np.isin(facts.outcome, (Outcome.RENEWED, Outcome.LAPSED)) & (due + grace <= self.window.known)
        return np.flatnonzero(self.within(due) & decided)

    @cached_property
    def had_members(self) -> bool:
        """Return whether somebody was, or may have been, a member before the window began."""
        return bool(((self.facts.days["joined"] < self.window.start) | ~self.facts.knows_beginning).any())

    @cached_property
    def _looks_new(self) -> Flags:
        facts = self.facts
        return facts.begins & ~facts.returns & self.within(facts.days["joined"])

    @cached_property
    def new(self) -> Whole:
        """Return the first terms of those who joined in the window."""
        return np.flatnonzero(self._looks_new & self.facts.knows_beginning)

    @cached_property
    def perhaps_new(self) -> int:
        """Return how many are there for the first time in the data, but may have joined before these begin."""
        return int((self._looks_new & ~self.facts.knows_beginning).sum())

    @cached_property
    def back(self) -> Whole:
        """Return the first terms of those who came back in the window."""
        facts = self.facts
        return np.flatnonzero(facts.begins & facts.returns & self.within(facts.days["starts"]))

    @cached_property
    def covering(self) -> Whole:
        """Return by member the term on the window's last day, -1 for none; the grace after a term belongs to it."""
        facts, last = self.facts, self.window.until - np.timedelta64(1, "D")
        ended = np.isin(facts.outcome, (Outcome.EXCUSED, Outcome.CHANGED))
        grace = np.where(ended, 0, facts.rules.grace_days).astype("timedelta64[D]")
        there = np.flatnonzero((facts.days["starts"] <= last) & (last < facts.days["due"] + grace))
        found = np.full(len(facts.histories.members), -1, dtype=np.int64)
        found[facts.member[there]] = there  # of several the latest: the terms are in the order of their start
        return found

    @cached_property
    def present(self) -> Whole:
        """Return the members on the window's last day; without any memberships those of the members' export."""
        if len(self.facts.member):
            return np.flatnonzero(self.covering >= 0)
        return np.flatnonzero(self.facts.histories.members["current"].to_numpy(dtype=np.bool_))

    @cached_property
    def _recent(self) -> Flags:
        """Return which uses lie within the days of `active` that end with the window."""
        return (self.facts.use_day >= self._recent_from) & (self.facts.use_day < self.window.until)

    @property
    def _recent_from(self) -> np.datetime64:
        return self.window.until - np.timedelta64(self.facts.rules.active.days, "D")

    @cached_property
    def active(self) -> Flags:
        """Return by member whether they are active: the one meaning of it, and a member on the window's last day."""
        facts, meaning = self.facts, self.facts.rules.active
        counts = self._recent & facts.are(meaning.activities)[facts.use_activity]
        uses = np.bincount(facts.use_member[counts], minlength=len(facts.histories.members))
        there = np.zeros(len(uses), dtype=np.bool_)
        there[self.present] = True
        return there & (uses >= meaning.uses)

    @cached_property
    def pairs(self) -> tuple[Whole, Whole, Whole]:
        """Return member, activity and number of uses of each activity that an active member used."""
        facts, width = self.facts, max(1, len(self.facts.histories.activities))
        which = self._recent & self.active[facts.use_member]
        found, uses = np.unique(facts.use_member[which] * width + facts.use_activity[which], return_counts=True)
        return found // width, found % width, uses

    @cached_property
    def newest_use(self) -> date | None:
        """Return the newest day on which anything was used."""
        return newest(self.facts.use_day[self._recent])

    @cached_property
    def has_uses_of_all(self) -> bool:
        """Return whether the engagements that are recorded tell of the whole year."""
        return bool(self.facts.uses_from <= self._recent_from + _GAP)
