"""By what a figure is divided: bands of tenure and engagement, activities, and what members have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from valuereport.insights.bands import TENURES, tenure_bands
from valuereport.insights.facts import Facts, Flags, Whole
from valuereport.insights.measures import Rows

ENGAGEMENT: Final = ("0", "1-3", "4-9", "10+")
OTHER: Final = "other"
"""The group of those whose own group is too small to be shown."""

_ENGAGEMENT_FROM: Final = (1, 4, 10)
_YEAR: Final = np.timedelta64(365, "D")
_LEEWAY: Final = np.timedelta64(31, "D")
_LEAD: Final = np.timedelta64(90, "D")
"""What a member uses in the last days before a membership is due is not looked at: it may follow from renewing."""


@dataclass(frozen=True, slots=True)
class Division:
    """The groups of one field: `names` by code, and the code of each term, member, or activity."""

    by: str
    names: tuple[str, ...]
    ordered: bool  # bands, which are shown in their order
    of_term: Whole | None = None
    of_member: Whole | None = None

    def codes(self, rows: Rows) -> Whole | None:
        """Return the group of each row; None where this figure cannot be divided so."""
        if self.by == "activity":
            return rows.activity
        if self.of_term is not None and self.of_member is None:
            return self.of_term[rows.term] if not (rows.term < 0).any() else None
        if self.of_member is None:
            return None
        codes = self.of_member[rows.member]
        if self.of_term is not None:
            has_term = rows.term >= 0
            codes[has_term] = self.of_term[rows.term[has_term]]
        return codes


def division(facts: Facts, by: str) -> Division:
    """Return the groups of a field: tenure, engagement, activity, payment, grade, or a column of members."""
    terms, members = facts.renewals.terms, facts.histories.members
    if by == "activity":
        return Division(by, facts.histories.activities, False)
    if by == "tenure":
        return Division(by, (*TENURES, ""), True, tenure_bands(terms["tenure"], terms["tenure_known"]))
    if by == "engagement":
        begin, end = facts.days["due"] - _LEAD - _YEAR, facts.days["due"] - _LEAD
        uses = facts.meaningful_uses(facts.member, begin, end)
        known = facts.uses_from <= begin + _LEEWAY  # before uses are recorded, none is not nothing
        return Division(
            by, (*ENGAGEMENT, ""), True, np.where(known, np.digitize(uses, _ENGAGEMENT_FROM), len(ENGAGEMENT))
        )
    if by == "payment":
        codes, names = pd.factorize(terms[by].to_numpy(dtype=object), sort=True)
        return Division(by, tuple(map(str, names)), False, np.asarray(codes, dtype=np.int64))
    own = members[by].to_numpy(dtype=object)
    if by != "grade":
        codes, names = pd.factorize(own, sort=True)
        return Division(by, tuple(map(str, names)), False, None, np.asarray(codes, dtype=np.int64))
    written = terms[by].to_numpy(dtype=object)
    then = np.where(written == "", own[facts.member], written)  # the grade of that time, where it is recorded
    codes, names = pd.factorize(np.concatenate([then, own]), sort=True)
    both = np.asarray(codes, dtype=np.int64)
    return Division(by, tuple(map(str, names)), False, both[: len(then)], both[len(then) :])


def folded(sizes: Sequence[Whole], smallest: int, overlap: bool) -> Flags:
    """Return which groups are folded into "other", so that no group of 1 to `smallest` - 1 members can be seen.

    `sizes`: the members of each group, by year. Where "other" itself is too small in one of the years, the next
    smallest group joins it: nobody may get a small group by subtraction. `overlap`: whether a member may be in several
    groups; then "other" counts as its largest group.
    """
    counts: Whole = np.asarray(np.stack(list(sizes)))
    small: Flags = np.any((counts > 0) & (counts < smallest), axis=0)
    shown: Flags = np.any(counts > 0, axis=0)
    order = np.argsort(counts.sum(axis=0), kind="stable")
    for group in order:
        together = counts[:, small].max(axis=1, initial=0) if overlap else counts[:, small].sum(axis=1)
        if not ((together > 0) & (together < smallest)).any():
            break
        if shown[group]:
            small[group] = True
    return small


def members_of(rows: Rows, codes: Whole, groups: int) -> Whole:
    """Return how many different members each group has."""
    pairs = np.unique(codes * (int(rows.member.max(initial=0)) + 1) + rows.member)
    return np.bincount(pairs // (int(rows.member.max(initial=0)) + 1), minlength=groups)
