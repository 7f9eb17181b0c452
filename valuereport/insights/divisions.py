"""By what a figure is divided: bands of tenure and engagement, activities, and what members have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.facts import Facts, Flags, Whole
from valuereport.insights.measures import Rows
from valuereport.insights.tenure import BANDS, tenure_bands

ENGAGEMENT: Final = ("0", "1-3", "4-9", "10+")
OTHER: Final = "other"
"""The group of those whose own group is too small to be shown."""

_ENGAGEMENT_FROM: Final = (1, 4, 10)
ALIKE: Final = 0.1
"""By how much shares of what is recorded may differ where their groups are compared."""

_YEAR: Final = np.timedelta64(365, "D")
_LEEWAY: Final = np.timedelta64(31, "D")
_LEAD: Final = np.timedelta64(90, "D")
"""What a member uses in the last days before a membership is due is not looked at: it may follow from renewing."""


@dataclass(frozen=True, slots=True)
class Division:
    """The groups of one field: `names` by code ("" is not recorded), and the code of each term or member.

    `stayed`: by member, whether they are members today.
    """

    by: str
    names: tuple[str, ...]
    stayed: Flags
    ordered: bool = False  # bands, which are shown in their order
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
    stayed = members["current"].to_numpy(dtype=np.bool_)
    if by == "activity":
        return Division(by, facts.histories.activities, stayed)
    if by == "tenure":
        bands = tenure_bands(terms["tenure"], terms["tenure_known"])
        return Division(by, (*BANDS, ""), stayed, True, of_term=bands)
    if by == "engagement":
        begin, end = facts.days["due"] - _LEAD - _YEAR, facts.days["due"] - _LEAD
        bands = np.digitize(facts.meaningful_uses(facts.member, begin, end), _ENGAGEMENT_FROM)
        known = facts.uses_from <= begin + _LEEWAY  # before uses are recorded, none is not nothing
        return Division(by, (*ENGAGEMENT, ""), stayed, True, of_term=np.where(known, bands, len(ENGAGEMENT)))
    if by == "payment":
        names, codes = _coded(terms[by].to_numpy(dtype=object))
        return Division(by, names, stayed, of_term=codes)
    own = members[by].to_numpy(dtype=object)
    if by != "grade":
        names, codes = _coded(own)
        return Division(by, names, stayed, of_member=codes)
    written = terms[by].to_numpy(dtype=object)
    then = np.where(written == "", own[facts.member], written)  # the grade of that time, where it is recorded
    names, codes = _coded(np.concatenate([then, own]))
    return Division(by, names, stayed, of_term=codes[: len(then)], of_member=codes[len(then) :])


def _coded(words: NDArray[np.object_]) -> tuple[tuple[str, ...], Whole]:
    """Return the different words in their order, and the place of each word among them."""
    codes, names = pd.factorize(words, sort=True)
    return tuple(map(str, names)), np.asarray(codes, dtype=np.int64)


def are_recorded(found: Division, codes: Whole) -> Flags:
    """Return of which rows the field is recorded. `codes`: the group of each row."""
    return np.array([bool(name) for name in found.names], dtype=np.bool_)[codes]


def shows_only_who_stayed(found: Division, rows: Rows, codes: Whole) -> bool:
    """Return whether a field is recorded of today's members more often than of those who have left, or less.

    A rate of its groups would then be of those who stayed: exports often hold less of former members.
    """
    known, stayed = are_recorded(found, codes), found.stayed[rows.member]
    if stayed.all() or not stayed.any():
        return False
    return bool(abs(known[stayed].mean() - known[~stayed].mean()) > ALIKE)


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
