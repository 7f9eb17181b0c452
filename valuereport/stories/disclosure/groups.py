"""Members who are alike in every dimension: no published figure tells them apart, so an attacker cannot either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.story import Segment

Indexes = NDArray[np.intp]
Floats = NDArray[np.float64]
SegmentKey = frozenset[tuple[str, str]]
EVERYBODY: Final[SegmentKey] = frozenset()


def key_of(segment: Segment) -> SegmentKey:
    """Return the segment without the order of its dimensions."""
    return frozenset(segment)


@dataclass(frozen=True, slots=True)
class Groups:
    """The members in groups, one for each combination of dimensions that somebody has."""

    code: Indexes  # of each member's group
    members: Indexes  # of each group: how many
    labels: tuple[SegmentKey, ...]  # of each group

    def of(self, segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
        """Return which groups make up each segment."""
        holders: dict[tuple[str, str], set[int]] = {}
        for group, label in enumerate(self.labels):
            for item in label:
                holders.setdefault(item, set()).add(group)
        everybody = np.arange(len(self.labels))
        return {
            segment: np.array(sorted(set.intersection(*(holders.get(item, set()) for item in segment))), dtype=np.intp)
            if segment
            else everybody
            for segment in segments
        }


def grouped(frame: pd.DataFrame, dimensions: Iterable[str]) -> Groups:
    """Return the members of `frame` in groups by `dimensions`; no word is a word of its own."""
    names = sorted(dimensions)
    if not names:
        number = len(frame)
        groups = 1 if number else 0
        return Groups(np.zeros(number, dtype=np.intp), np.full(groups, number, dtype=np.intp), (EVERYBODY,) * groups)
    code = np.zeros(len(frame), dtype=np.intp)
    for name in names:
        codes, words = pd.factorize(frame[name].astype(object).fillna("").astype(str))
        code = np.unique(code * max(len(words), 1) + codes, return_inverse=True)[1].astype(np.intp)
    first = np.unique(code, return_index=True)[1]
    words_of = [frame[name].iloc[first].astype(object).fillna("").astype(str).tolist() for name in names]
    labels = tuple(frozenset(zip(names, words, strict=True)) for words in zip(*words_of, strict=True))
    return Groups(code, np.bincount(code, minlength=len(first)).astype(np.intp), labels)


@dataclass(frozen=True, slots=True)
class Amounts:
    """One measure in each group: its sum, how many members have any of it, and the two largest of them."""

    total: Floats
    contributors: Indexes
    first: Floats
    second: Floats

    def of(self, groups: Indexes) -> tuple[float, int, float, float]:
        """Return sum, contributors, largest and second largest contribution of several groups together."""
        if not len(groups):
            return 0.0, 0, 0.0, 0.0
        largest = np.sort(np.concatenate([self.first[groups], self.second[groups]]))[::-1]
        total, contributors = float(self.total[groups].sum()), int(self.contributors[groups].sum())
        return total, contributors, float(largest[0]), float(largest[1])


def amounts(values: Floats, groups: Groups) -> Amounts:
    """Return the `values` of the members by group."""
    number = len(groups.labels)
    order = np.lexsort((-np.abs(values), groups.code))
    starts = np.searchsorted(groups.code[order], np.arange(number))
    ordered = np.append(np.abs(values)[order], 0.0)
    second = np.where(groups.members >= 2, ordered[np.minimum(starts + 1, len(ordered) - 1)], 0.0)
    return Amounts(
        total=np.bincount(groups.code, values, number).astype(np.float64),
        contributors=np.bincount(groups.code, values != 0, number).astype(np.intp),
        first=ordered[starts] if number else np.zeros(0),
        second=second,
    )
