"""What a node of the driver tree may measure: each is a small function of one year, and gives the rows that it counts.

A figure is the sum of its rows' amounts, or their mean; so it can be divided by any field of members afterwards.
docs/drivers.md says in words what each measure means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

import numpy as np

from valuereport.insights.facts import Flags, Numbers, Whole, Year, newest
from valuereport.insights.first_value import first_value
from valuereport.insights.renewals import Outcome
from valuereport.insights.statistics.proportions import wilson
from valuereport.insights.statistics.verdicts import proportion
from valuereport.model.insight import Figure, Why, Withheld

_FIRST_DAYS: Final = np.timedelta64(30, "D")
_UNKNOWN: Final = 0.1
"""The share of the new members of whom it may be unknown whether they are new."""


Kind = Literal["sum", "share", "mean"]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a figure is made of: a row a membership term, a member, or a member and activity.

    `amount`: what is added up; NaN where it is not recorded. A share's amounts are 0 and 1. `term`: the row of
    Renewals.terms that a row belongs to, -1 for none. `complete`: the share that is recorded of what it needs, None
    where nothing says so. `newest`: the newest day of what is counted. `none`: why there is no mean where no row is.
    """

    kind: Kind
    member: Whole
    term: Whole
    amount: Numbers
    activity: Whole | None = None
    complete: float | None = None
    newest: date | None = None
    none: Why = "too_few"

    def of(self, which: Flags) -> Rows:
        """Return some of the rows."""
        activity = None if self.activity is None else self.activity[which]
        return replace(
            self, member=self.member[which], term=self.term[which], amount=self.amount[which], activity=activity
        )

    def figure(self) -> Figure | Withheld:
        """Return the sum, the share with its interval, or the mean."""
        known = ~np.isnan(self.amount)
        n, total = int(known.sum()), float(self.amount[known].sum())
        if len(known) and not n:
            return Withheld("no_payments", 0, 0)
        if self.kind == "sum":
            return Figure(total)
        if not n:
            return Withheld(self.none, 1, 0)
        return proportion(int(total), n) if self.kind == "share" else Figure(total / n, n=n)


Measured = Rows | Figure | Withheld


# ---- Memberships


def _members(year: Year) -> Rows | Withheld:
    facts, present = year.facts, year.present
    if not len(facts.member):  # who is a member is known of today alone
        missing = Withheld("no_memberships")
        return missing if year.is_past or not len(present) else _of_members(year, "sum", np.ones(len(present)))
    if not facts.records(year.window.until):
        return Withheld("one_year")
    return _of_members(year, "sum", np.ones(len(present)))


def _of_members(year: Year, kind: Kind, amount: Numbers) -> Rows:
    facts, term = year.facts, year.covering[year.present]
    days = facts.days["starts"][term[term >= 0]]
    return Rows(kind, year.present, term, amount, complete=facts.with_terms, newest=newest(days))


def _of_due(year: Year, kind: Kind, *outcomes: Outcome) -> Rows | Withheld:
    """Return a row a term that was due, with 1 for some outcomes."""
    facts, due = year.facts, year.due
    if not len(facts.member):
        return Withheld("no_memberships")
    if not len(due) and year.had_members:
        return Withheld("none_due")
    if kind == "sum" and not facts.records(year.window.start):
        return Withheld("one_year")
    amount = np.isin(facts.outcome[due], outcomes).astype(float)
    days = facts.days["due"][due]
    return Rows(kind, facts.member[due], due, amount, None, facts.with_terms, newest(days), "none_due")


def _of_new(year: Year, back: bool = False) -> Rows | Withheld:
    """Return a row for each member who joined, or who came back."""
    facts, term = year.facts, year.back if back else year.new
    if not len(facts.member):
        return Withheld("no_memberships")
    unknown = 0 if back else year.perhaps_new
    if unknown > _UNKNOWN * (unknown + len(term)) or (back and not facts.records(year.window.start)):
        return Withheld("one_year")
    complete = _least(facts.with_terms, 1 - unknown / max(1, unknown + len(term)))
    days = newest(facts.days["starts"][term])
    return Rows("sum", facts.member[term], term, np.ones(len(term)), complete=complete, newest=days)


def _dues(rows: Rows | Withheld, year: Year, kind: Kind, column: str) -> Rows | Withheld:
    """Return what was paid for each of some terms: "fee" for themselves, "next_fee" for those after them."""
    if isinstance(rows, Withheld):
        return rows
    counted = rows.of(rows.amount > 0)
    amount = year.facts.renewals.terms[column].to_numpy(dtype=float)[counted.term]
    return replace(counted, kind=kind, amount=amount, complete=_least(rows.complete, _recorded(amount)), none="too_few")


def _all_dues(year: Year) -> Rows | Withheld:
    rows = []
    for part in (_dues_renewing(year), _dues_new(year), _dues_rejoined(year)):
        if isinstance(part, Withheld):
            return part
        rows.append(part)
    amount = np.concatenate([one.amount for one in rows])
    return Rows(
        "sum",
        np.concatenate([one.member for one in rows]),
        np.concatenate([one.term for one in rows]),
        amount,
        complete=_least(year.facts.with_terms, _recorded(amount)),
        newest=max((one.newest for one in rows if one.newest), default=None),
    )


def _recorded(amount: Numbers) -> float:
    """Return the share of amounts that are recorded."""
    return float(1 - np.isnan(amount).mean()) if len(amount) else 1.0


def _least(*shares: float | None) -> float | None:
    """Return the least of the shares that are known."""
    return min((one for one in shares if one is not None), default=None)


def _renewed(year: Year) -> Rows | Withheld:
    return _of_due(year, "sum", Outcome.RENEWED)


def _dues_renewing(year: Year) -> Rows | Withheld:
    return _dues(_renewed(year), year, "sum", "next_fee")


def _dues_new(year: Year) -> Rows | Withheld:
    return _dues(_of_new(year), year, "sum", "fee")


def _dues_rejoined(year: Year) -> Rows | Withheld:
    return _dues(_of_new(year, back=True), year, "sum", "fee")


# ---- Engagement


def _needs_uses(year: Year) -> Withheld | None:
    """Return why nothing can be said of uses, None where it can."""
    if not len(year.facts.use_day):
        return Withheld("no_engagements")
    if year.is_past and not year.has_uses_of_all:
        return Withheld("one_year")
    return None


def _of_active(year: Year, kind: Kind) -> Rows | Withheld:
    """Return a row a member, with 1 for those who are active."""
    members = _members(year)
    if isinstance(members, Withheld):
        return members
    active = year.active[members.member].astype(float)
    complete = year.facts.matched
    return _needs_uses(year) or replace(members, kind=kind, amount=active, complete=complete, newest=year.newest_use)


def _of_uses(year: Year, kind: Kind, activities: bool = False) -> Rows | Withheld:
    """Return a row for each activity that an active member used, with how often; or a row a member, with how many."""
    active = _of_active(year, "sum")
    if isinstance(active, Withheld):
        return active
    member, activity, uses = year.pairs
    if activities:
        rows = active.of(active.amount > 0)
        each = np.bincount(member, minlength=len(year.covering))[rows.member].astype(float)
        return replace(rows, kind=kind, amount=each)
    return replace(
        active, kind=kind, member=member, term=year.covering[member], amount=uses.astype(float), activity=activity
    )


def _active_30(year: Year) -> Rows | Withheld:
    """Return a row for each new member whose first 30 days are over, with 1 for a meaningful use in them."""
    rows = _needs_uses(year) or _of_new(year)
    if isinstance(rows, Withheld):
        return rows
    facts, day = year.facts, np.timedelta64(1, "D")
    rows = rows.of(facts.days["joined"][rows.term] + _FIRST_DAYS < year.window.until)
    begin = facts.days["joined"][rows.term]
    used = facts.meaningful_uses(rows.member, begin, begin + _FIRST_DAYS + day) > 0
    complete = facts.matched
    return replace(rows, kind="share", amount=used.astype(float), complete=complete, newest=newest(begin))


def _first_value_days(year: Year) -> Figure | Withheld:
    """Return the median wait of all newcomers; it is known of today alone."""
    facts = year.facts
    if year.is_past:
        return Withheld("one_year")
    found = first_value(facts.histories, facts.renewals, facts.meaningful, smallest=facts.rules.smallest)
    return found if isinstance(found, Withheld) else found.median


# ---- Surveys


def _satisfaction(year: Year) -> Figure | Withheld:
    """Return the mean share of satisfied ratings of a questionnaire.

    Its interval is Wilson's of as many yes and no: at least as wide, since a share varies no more than these do.
    """
    ratings, smallest = year.facts.ratings, year.facts.rules.smallest
    if ratings is None or not len(ratings.day):
        return Withheld("no_surveys")
    own = ratings.satisfied[year.within(ratings.day)]
    if len(own) < smallest:
        return Withheld("too_few", smallest)
    low, high = wilson(own.sum(), len(own))
    return Figure(float(own.mean()), float(low), float(high), len(own))


MEASURED: Final[Mapping[str, Callable[[Year], Measured]]] = {
    "members": _members,
    "due": lambda year: _of_due(year, "sum", Outcome.RENEWED, Outcome.LAPSED),
    "renewed": _renewed,
    "renewal_rate": lambda year: _of_due(year, "share", Outcome.RENEWED),
    "lapsed": lambda year: _of_due(year, "sum", Outcome.LAPSED),
    "joined": _of_new,
    "rejoined": lambda year: _of_new(year, back=True),
    "dues": _all_dues,
    "dues_renewing": _dues_renewing,
    "dues_new": _dues_new,
    "dues_rejoined": _dues_rejoined,
    "fee_renewing": lambda year: _dues(_of_due(year, "share", Outcome.RENEWED), year, "mean", "next_fee"),
    "fee_new": lambda year: _dues(_of_new(year), year, "mean", "fee"),
    "fee_rejoined": lambda year: _dues(_of_new(year, back=True), year, "mean", "fee"),
    "members_active": lambda year: _of_active(year, "sum"),
    "share_active": lambda year: _of_active(year, "share"),
    "uses": lambda year: _of_uses(year, "sum"),
    "activities_each": lambda year: _of_uses(year, "mean", activities=True),
    "uses_each": lambda year: _of_uses(year, "mean"),
    "active_30": _active_30,
    "first_value_days": _first_value_days,
    "satisfaction": _satisfaction,
}
"""Each measure of settings/drivers.py: a year -> the rows that are counted, or why there are none."""
