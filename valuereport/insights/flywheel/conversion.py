"""The conversion table: of those who joined, who used, was delighted and gave back within a year."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.divisions import ALIKE, OTHER
from valuereport.insights.facts import Facts
from valuereport.insights.flywheel.answers import Answers
from valuereport.insights.flywheel.sources import NOBODY, Flags, Sources, Whole
from valuereport.insights.folding import folded, shown
from valuereport.insights.periods import period_label, period_of
from valuereport.insights.renewals import Outcome
from valuereport.insights.statistics.proportions import newcombe
from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.uses import Days, Keys, count, key, uses
from valuereport.model.flywheel import Conversion, Stage, Step
from valuereport.model.insight import Figure, Withheld
from valuereport.settings.flywheel import FlywheelRules

_YEAR: Final = np.timedelta64(365, "D")
_STAGES: Final[tuple[Stage, ...]] = ("attract", "engage", "delight", "advocate")
_PROMOTER: Final = 9


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who joined since uses are recorded, aligned: which stages each reached within a year; `over`: it is over.

    `reached`: a column a stage, without regard to the stages before it. `rating`: the newest answer how likely they
    would recommend us; NaN without one.
    """

    member: Whole
    joined: Days
    grade: NDArray[np.object_]
    over: Flags
    reached: NDArray[np.bool_]
    rating: NDArray[np.float64]

    def of(self, which: Flags) -> Newcomers:
        """Return some of them."""
        return Newcomers(*(getattr(self, name)[which] for name in self.__slots__))


def conversions(
    facts: Facts,
    own: FlywheelRules,
    sources: Sources,
    ratings: Answers,
    delighters: Collection[str],
    by: Sequence[str],
) -> tuple[Conversion, ...]:
    """Return the table; empty where nobody joined since uses are recorded, or too few.

    Who gives to others by what delights is no advocate for that: one and the same use would count twice. `ratings`: of
    how likely they would recommend us. `by`: fields of members; the grade is that of the first term.
    """
    everyone = _newcomers(facts, own, sources, ratings, delighters)
    smallest = facts.rules.smallest
    whole = everyone.of(everyone.over)
    if len(whole.member) < smallest:
        return ()
    told = _Table(smallest, len(_places(facts, delighters)) > 0)
    cohorts = tuple(_with_losses(tuple(_cohorts(told, everyone, facts))))
    all_of_them = told.row("", "", everyone)
    if newest := next((one for one in reversed(cohorts) if one.label != OTHER), None):
        all_of_them = replace(all_of_them, loses=newest.loses, lost=newest.lost)
    segments = (one for field in dict.fromkeys(by) for one in _segments(told, whole, facts, field))
    return (all_of_them, *cohorts, *segments)


# ---- Who reached what


def _newcomers(
    facts: Facts, own: FlywheelRules, sources: Sources, ratings: Answers, delighters: Collection[str]
) -> Newcomers:
    recorded = uses(facts.histories.engagements)
    terms = facts.renewals.terms
    first = (terms["spell"] == 0) & (terms["number"] == 1) & (terms["tenure"] == 1) & terms["tenure_known"]
    first &= (terms["outcome"] != Outcome.COMPLIMENTARY) & (terms["joined"].to_numpy() >= recorded.begin)
    begun = terms[first]
    member = begun["member"].to_numpy(dtype=np.int64)
    joined = begun["joined"].to_numpy().astype("datetime64[D]")
    until = np.asarray(joined + _YEAR, dtype="datetime64[D]")
    meaningful = np.flatnonzero(facts.are(facts.meaningful))
    given = _places(facts, {one for one in facts.rules.contribution if own.weight_of(one)} - {*delighters})
    reached = np.column_stack(
        [
            np.ones(len(member), np.bool_),
            _used(recorded.keys, recorded.activity, meaningful, member, joined, until),
            _used(recorded.keys, recorded.activity, _places(facts, delighters), member, joined, until),
            _used(recorded.keys, recorded.activity, given, member, joined, until)
            | (count(_brought(sources), member, joined, until) > 0),
        ]
    )
    rating = np.full(len(facts.histories.members), np.nan)
    newest = ratings.latest
    rating[newest["member"]] = newest["number"]
    over = np.asarray(until <= np.datetime64(facts.histories.as_at, "D"))
    return Newcomers(member, joined, begun["grade"].to_numpy(dtype=object), over, reached, rating[member])


def _places(facts: Facts, activities: Collection[str]) -> Whole:
    return np.array([at for at, one in enumerate(facts.histories.activities) if one in activities], dtype=np.int64)


def _used(keys: Keys, activity: NDArray[np.int16], places: Whole, member: Whole, first: Days, until: Days) -> Flags:
    return np.asarray(count(keys[np.isin(activity, places)], member, first, until) > 0)


def _brought(sources: Sources) -> Keys:
    """Return who brought somebody, and the day on which that one joined."""
    brought = np.flatnonzero((sources.referrer != NOBODY) & ~np.isnat(sources.joined))
    return np.sort(key(sources.referrer[brought], sources.joined[brought]))


# ---- Rows of the table


@dataclass(frozen=True, slots=True)
class _Table:
    smallest: int
    has_delighters: bool

    def row(self, by: str, label: str, group: Newcomers) -> Conversion:
        """Return the row of a group; those whose first year is not over are counted apart."""
        whole = group.of(group.over)
        steps = tuple(self._steps(whole))
        known = [one for one in steps[1:] if one.conversion.value is not None]
        waiting = int((~group.over).sum())
        return Conversion(
            by=by,
            label=label,
            steps=steps,
            not_due=shown(waiting, self.smallest),
            promoters=self._promoters(whole.rating),
            narrowest=min(known, key=lambda one: one.conversion.value or 0).stage if known else "",
        )

    def _steps(self, group: Newcomers) -> Iterator[Step]:
        """Yield the steps; one that cannot be known is left out of the way to the next."""
        through = np.ones(len(group.member), np.bool_)
        before = len(group.member)
        yield Step("attract", before, Figure(None, n=before))
        for at, stage in enumerate(_STAGES[1:], start=1):
            if stage == "delight" and not self.has_delighters:
                yield Step(stage, None, Figure(None), None, Withheld("no_delighters"))
                continue
            if before < self.smallest:
                few = Withheld("too_few", self.smallest)
                yield Step(stage, None, Figure(None, verdict="too_few", needed=self.smallest), None, few)
                before = 0
                continue
            reached = group.reached[:, at]
            beside = shown(int((reached & ~through).sum()), self.smallest)
            through = through & reached
            members = int(through.sum())
            yield Step(stage, members, proportion(members, before), beside)
            before = members

    def _promoters(self, rating: NDArray[np.float64]) -> Figure | Withheld:
        answered = rating[~np.isnan(rating)]
        if not len(answered):
            return Withheld("no_responses")
        if len(answered) < self.smallest:
            return Withheld("too_few", self.smallest)
        return proportion(int((answered >= _PROMOTER).sum()), len(answered))


def _cohorts(told: _Table, everyone: Newcomers, facts: Facts) -> Iterator[Conversion]:
    kind = facts.rules.cohorts
    period = period_of(everyone.joined, kind)
    names, sizes = np.unique(period[everyone.over], return_counts=True)
    small = folded(sizes, told.smallest)
    for name in names[~small].tolist():
        yield told.row("cohort", period_label(name, kind), everyone.of(period == name))
    others = np.isin(period, names[small]) & everyone.over
    if others.sum() >= told.smallest:
        yield told.row("cohort", OTHER, everyone.of(others))


def _with_losses(cohorts: Sequence[Conversion]) -> Iterator[Conversion]:
    """Yield the cohorts with the stage at which each loses more than the one before, where that is more than chance."""
    before: Conversion | None = None
    for one in cohorts:
        yield one if before is None or one.label == OTHER else _with_loss(one, before)
        before = one


def _with_loss(one: Conversion, before: Conversion) -> Conversion:
    losses: list[tuple[float, Stage, Figure]] = []
    for now, then in zip(one.steps[1:], before.steps[1:], strict=True):
        if now.members is None or then.members is None or not now.conversion.n or not then.conversion.n:
            continue
        value, low, high = (
            float(each) for each in newcombe(now.members, now.conversion.n, then.members, then.conversion.n)
        )
        if high < 0:
            losses.append((value, now.stage, Figure(value, low, high, now.conversion.n + then.conversion.n)))
    if not losses:
        return one
    _, stage, figure = min(losses, key=lambda each: each[0])
    return replace(one, loses=stage, lost=figure)


def _segments(told: _Table, whole: Newcomers, facts: Facts, field: str) -> Iterator[Conversion]:
    """Yield a row for each word of a field; none where it is recorded of those who stayed above all."""
    members = facts.histories.members
    if field not in members:
        return
    written = members[field].to_numpy(dtype=object)[whole.member]
    words = np.where(whole.grade == "", written, whole.grade) if field == "grade" else written
    known, stayed = words != "", members["current"].to_numpy(dtype=np.bool_)[whole.member]
    if not known.any() or (
        stayed.any() and not stayed.all() and abs(known[stayed].mean() - known[~stayed].mean()) > ALIKE
    ):
        return
    codes, names = pd.factorize(words, sort=True)
    small = folded(np.bincount(codes, minlength=len(names)), told.smallest)
    for at, name in enumerate(names.tolist()):
        if not small[at]:
            yield told.row(field, str(name), whole.of(codes == at))
    others = small[codes]
    if others.sum() >= told.smallest:
        yield told.row(field, OTHER, whole.of(others))
