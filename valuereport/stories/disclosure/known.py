"""What was shown before of the same period: with other settings, by other dimensions, or of other members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from valuereport.model.story import Published
from valuereport.stories.disclosure.groups import Indexes, SegmentKey, key_of
from valuereport.stories.disclosure.measures import MEMBERS, SHARES
from valuereport.stories.disclosure.rounding import Interval, figures_of, interval, round_of, share_step


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier figure: what it was shown as, and how far it may lie from that."""

    measure: str
    segment: SegmentKey
    groups: Indexes  # of the members who were in the segment then
    value: float
    below: float
    above: float
    at: int | None = None  # the number of the earlier output, where it was of other members

    def around(self, truth: float) -> Interval:
        """Return the interval; it holds `truth` even where sums were made a little differently."""
        return min(self.value - self.below, truth), max(self.value + self.above, truth)


def known(
    output: Sequence[Published], groups_of: Mapping[SegmentKey, Indexes], at: int | None = None
) -> Iterator[Known]:
    """Yield every figure of an earlier output; how they were rounded is read from the figures, as an attacker would.

    `groups_of`: who was in each segment then.
    """
    shown = [figure for figure in output if figure.value is not None]
    members = {key_of(figure.segment): figure.members for figure in shown if figure.members is not None}
    step = round_of(members.values())
    for segment, number in members.items():
        yield Known(MEMBERS, segment, groups_of[segment], number, step // 2, step // 2, at)
    figures = figures_of(
        figure.value for figure in shown if figure.value is not None and figure.unit not in ("members", "share")
    )
    for figure in shown:
        value = figure.value
        if value is None or figure.measure == MEMBERS:
            continue
        if figure.measure in SHARES:
            half = share_step(figure.members or 0, step) / 2
            ends = (value - half, value + half)
        elif figure.unit == "members":
            ends = (value - step // 2, value + step // 2)
        else:
            ends = interval(value, figures)
        segment = key_of(figure.segment)
        yield Known(figure.measure, segment, groups_of[segment], value, value - ends[0], ends[1] - value, at)
