"""Groups of members with the same dimensions: no published figure distinguishes them, so an attacker cannot either."""

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
class Snapshot:
    """The dimensions of the members when something was published, and which of them were members then."""

    dimensions: pd.DataFrame  # a row a member
    present: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Groups:
    """The members in groups, one for each combination of dimensions, now and at each earlier publication."""

    group_of: Indexes  # members: the group of each
    sizes: Indexes  # groups: the number of members
    labels: tuple[SegmentKey | None, ...]  # groups: the segment of all dimensions; None if they are not in the run
    earlier_labels: tuple[tuple[SegmentKey | None, ...], ...] = ()  # the same at each earlier publication

    def in_segments(self, segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
        """Return the groups that make up each segment."""
        return _groups_in(self.labels, segments)

    def in_earlier_segments(self, publication: int, segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
        """Return the groups that made up each segment at an earlier publication."""
        return _groups_in(self.earlier_labels[publication], segments)


def group_members(
    now: Snapshot, dimensions: Iterable[str], earlier: Sequence[Snapshot], separate: NDArray[np.bool_]
) -> Groups:
    """Return all members in groups, those who left too; the `separate` members are in no group with others."""
    names = sorted(dimensions)
    snapshots = [_Words.of(snapshot, names) for snapshot in (now, *earlier)]
    group_of = np.zeros(len(separate), dtype=np.intp)
    for codes, number in [pair for each in snapshots for pair in each.codes] + [(separate.astype(np.intp), 2)]:
        group_of = np.unique(group_of * number + codes, return_inverse=True)[1].astype(np.intp)
    first_members = np.unique(group_of, return_index=True)[1]
    labels, *earlier_labels = (each.labels(first_members) for each in snapshots)
    sizes = np.bincount(group_of, minlength=len(first_members)).astype(np.intp)
    return Groups(group_of, sizes, labels, tuple(earlier_labels))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a snapshot's dimensions; the empty word is one of them."""

    names: Sequence[str]
    words: Sequence[pd.Series]
    present: NDArray[np.bool_]

    @classmethod
    def of(cls, snapshot: Snapshot, names: Sequence[str]) -> _Words:
        words = [snapshot.dimensions[name].astype(object).fillna("").astype(str) for name in names]
        return cls(names, words, snapshot.present)

    @property
    def codes(self) -> Iterator[tuple[Indexes, int]]:
        """Yield a number for each member by whether it is present, then by each dimension; and how many there are."""
        yield (~self.present).astype(np.intp), 2
        for words in self.words:
            codes, distinct = pd.factorize(words)
            yield np.where(self.present, codes, len(distinct)), len(distinct) + 1

    def labels(self, members: Indexes) -> tuple[SegmentKey | None, ...]:
        """Return the segment of all dimensions in which each of some members is; None if it is not present."""
        rows = zip(*(words.iloc[members].tolist() for words in self.words), strict=True) if self.names else ()
        labels = [frozenset(zip(self.names, row, strict=True)) for row in rows] or [EVERYBODY] * len(members)
        return tuple(
            label if present else None for label, present in zip(labels, self.present[members].tolist(), strict=True)
        )


def _groups_in(labels: Sequence[SegmentKey | None], segments: Iterable[SegmentKey]) -> dict[SegmentKey, Indexes]:
    """Return which of the groups with these labels make up each segment."""
    groups_with: dict[tuple[str, str], set[int]] = {}
    for group, label in enumerate(labels):
        for word in label or ():
            groups_with.setdefault(word, set()).add(group)
    everybody = np.array([group for group, label in enumerate(labels) if label is not None], dtype=np.intp)
    return {
        segment: np.array(sorted(set.intersection(*(groups_with.get(word, set()) for word in segment))), dtype=np.intp)
        if segment
        else everybody
        for segment in segments
    }


@dataclass(frozen=True, slots=True)
class GroupAmounts:
    """One measure in each group: its sum, the number of contributors, and the two largest contributions."""

    total: Floats
    contributors: Indexes
    largest: Floats
    second_largest: Floats

    def combined(self, groups: Indexes) -> tuple[float, int, float, float]:
        """Return sum, contributors, largest and second largest contribution of several groups together."""
        if not len(groups):
            return 0.0, 0, 0.0, 0.0
        largest = np.sort(np.concatenate([self.largest[groups], self.second_largest[groups]]))[::-1]
        total, contributors = float(self.total[groups].sum()), int(self.contributors[groups].sum())
        return total, contributors, float(largest[0]), float(largest[1])


def group_amounts(amounts: Floats, groups: Groups) -> GroupAmounts:
    """Return the members' amounts by group."""
    number = len(groups.labels)
    order = np.lexsort((-np.abs(amounts), groups.group_of))
    starts = np.searchsorted(groups.group_of[order], np.arange(number))
    ordered = np.append(np.abs(amounts)[order], 0.0)
    second_largest = np.where(groups.sizes >= 2, ordered[np.minimum(starts + 1, len(ordered) - 1)], 0.0)
    return GroupAmounts(
        total=np.bincount(groups.group_of, amounts, number).astype(np.float64),
        contributors=np.bincount(groups.group_of, amounts != 0, number).astype(np.intp),
        largest=ordered[starts] if number else np.zeros(0),
        second_largest=second_largest,
    )
