"""Earlier figures: what was published of the period before, and the interval that each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from valuereport.model.story import Published
from valuereport.stories.disclosure.groups import Indexes, SegmentKey, key_of
from valuereport.stories.disclosure.relations import MEMBERS, SHARES
from valuereport.stories.disclosure.rounding import (
    Interval,
    rounding_base,
    rounding_interval,
    share_step,
    significant_figures,
)


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """A figure that was published before, and how far the true one may be below and above it."""

    measure: str
    segment: SegmentKey
    groups: Indexes  # of the members who were in the segment then
    value: float
    below: float
    above: float
    release: int | None = None  # the number of the earlier release; None if it was of the same members

    def interval(self, truth: float) -> Interval:
        """Return the interval, widened to contain `truth`: an older version may have summed up differently."""
        return min(self.value - self.below, truth), max(self.value + self.above, truth)


def earlier_figures(
    output: Sequence[Published], groups_of: Mapping[SegmentKey, Indexes], release: int | None = None
) -> Iterator[EarlierFigure]:
    """Yield every figure of an earlier output. Its rounding is inferred from the figures, as an attacker would do.

    `groups_of`: the groups that made up each segment then.
    """
    published = [figure for figure in output if figure.value is not None]
    members = {key_of(figure.segment): figure.members for figure in published if figure.members is not None}
    base = rounding_base(members.values())
    for segment, number in members.items():
        yield EarlierFigure(MEMBERS, segment, groups_of[segment], number, base // 2, base // 2, release)
    figures = significant_figures(
        figure.value for figure in published if figure.value is not None and figure.unit not in ("members", "share")
    )
    for figure in published:
        value = figure.value
        if value is None or figure.measure == MEMBERS:
            continue
        if figure.measure in SHARES:
            half = share_step(figure.members or 0, base) / 2
            ends = (value - half, value + half)
        elif figure.unit == "members":
            ends = (value - base // 2, value + base // 2)
        else:
            ends = rounding_interval(value, figures)
        segment, below, above = key_of(figure.segment), value - ends[0], ends[1] - value
        yield EarlierFigure(figure.measure, segment, groups_of[segment], value, below, above, release)
