"""Members who are alike in every dimension: no published figure tells them apart, so an attacker cannot either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
class State:
    """Where each member was when something was published: the words of the dimensions, and who was there at all."""

    words: pd.DataFrame  # a row a member
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Groups:
    """The members in groups, one for each combination of dimensions that somebody has, now and whenever before."""

    code: Indexes  # of each member's group
    members: Indexes  # of each group: how many
    labels: tuple[SegmentKey | None, ...]  # of each group; None: they are not in the run
    before: tuple[tuple[SegmentKey | None, ...], ...] = ()  # the same, in each earlier state

    def of(self, segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
        """Return which groups make up each segment."""
        return _holders(self.labels, segments)

    def earlier(self, at: int, segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
        """Return which groups made up each segment in an earlier state."""
        return _holders(self.before[at], segments)


def grouped(now: State, dimensions: Iterable[str], earlier: Sequence[State], apart: NDArray[np.bool_]) -> Groups:
    """Return all members in groups, those who have left too; whoever is `apart` is in no group with others."""
    names = sorted(dimensions)
    states = [_Texts.of(state, names) for state in (now, *earlier)]
    code = np.zeros(len(apart), dtype=np.intp)
    for codes, number in [each for state in states for each in state.codes] + [(apart.astype(np.intp), 2)]:
        code = np.unique(code * number + codes, return_inverse=True)[1].astype(np.intp)
    first = np.unique(code, return_index=True)[1]
    labels, *before = (state.labels(first) for state in states)
    return Groups(code, np.bincount(code, minlength=len(first)).astype(np.intp), labels, tuple(before))


@dataclass(frozen=True, slots=True)
class _Texts:
    """A state as texts; no word is a word of its own."""

    names: Sequence[str]
    texts: Sequence[pd.Series]
    inside: NDArray[np.bool_]

    @classmethod
    def of(cls, state: State, names: Sequence[str]) -> _Texts:
        texts = [state.words[name].astype(object).fillna("").astype(str) for name in names]
        return cls(names, texts, state.inside)

    @property
    def codes(self) -> Iterator[tuple[Indexes, int]]:
        """Yield numbers of the members who differ in one of the dimensions, and how many numbers there are."""
        yield (~self.inside).astype(np.intp), 2
        for text in self.texts:
            codes, distinct = pd.factorize(text)
            yield np.where(self.inside, codes, len(distinct)), len(distinct) + 1

    def labels(self, members: Indexes) -> tuple[SegmentKey | None, ...]:
        """Return in which segment of all dimensions each of some members is; None where they are not inside."""
        words = zip(*(text.iloc[members].tolist() for text in self.texts), strict=True) if self.names else ()
        found = [frozenset(zip(self.names, each, strict=True)) for each in words] or [EVERYBODY] * len(members)
        return tuple(
            label if inside else None for label, inside in zip(found, self.inside[members].tolist(), strict=True)
        )


def _holders(labels: Sequence[SegmentKey | None], segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
    """Return which of the groups with these labels make up each segment."""
    holders: dict[tuple[str, str], set[int]] = {}
    for group, label in enumerate(labels):
        for item in label or ():
            holders.setdefault(item, set()).add(group)
    everybody = np.array([group for group, label in enumerate(labels) if label is not None], dtype=np.intp)
    return {
        segment: np.array(sorted(set.intersection(*(holders.get(item, set()) for item in segment))), dtype=np.intp)
        if segment
        else everybody
        for segment in segments
    }


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
