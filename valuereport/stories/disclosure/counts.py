"""The systems of numbers of members: somebody who knows no members looks for the number of a hidden segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from valuereport.model.story import Cell
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.audit import Audit, costs
from valuereport.stories.disclosure.groups import Groups, Indexes, SegmentKey, key_of
from valuereport.stories.disclosure.known import Known
from valuereport.stories.disclosure.measures import MEMBERS
from valuereport.stories.disclosure.rounding import share_step, shown_interval, to_step
from valuereport.stories.disclosure.system import System


def hidden_segments(
    groups: Groups, groups_of: Mapping[SegmentKey, Indexes], known: Sequence[Known], rules: StoriesRules
) -> set[SegmentKey]:
    """Return the segments whose number of members must not be shown.

    The attacker knows the rule: a hidden segment has fewer than the smallest group, a shown one has not. Segments
    that nobody is in are unknown to them too.
    """
    number = len(groups.labels)
    empty = [segment for segment, of in groups_of.items() if not len(of)]
    truth = np.concatenate([groups.members.astype(np.float64), np.zeros(len(empty))])
    segments = list(groups_of)
    unknowns = {
        segment: (
            *groups_of[segment].tolist(),
            *(number + at for at, other in enumerate(empty) if segment <= other),
        )
        for segment in segments
    }
    system = System(truth, [unknowns[segment] for segment in segments])
    column_of = dict(zip(segments, system.columns.tolist(), strict=True))
    for one in known:
        if one.measure == MEMBERS:
            column = column_of[one.segment]
            then = float(groups.members[one.groups].sum())
            lower, upper = one.around(then)
            # Who knows whom of a segment came and went since knows by how much its number has changed.
            changed = float(system.truth[column]) - then
            system.lower[column] = max(system.lower[column], lower + changed)
            system.upper[column] = min(system.upper[column], upper + changed)
    small = {column for column in column_of.values() if system.truth[column] < rules.smallest_group}
    for column in column_of.values():
        if column in small:
            system.upper[column] = min(system.upper[column], rules.smallest_group - 1)
        else:
            system.lower[column] = max(system.lower[column], rules.smallest_group)
    cost = costs(system, ((column, segment) for segment, column in column_of.items()))
    audit = Audit(system, cost, np.full(len(system.truth), float(rules.smallest_group // 2)))
    for column in column_of.values():
        if column not in small:
            audit.show(column, *shown_interval(float(system.truth[column]), "members", rules))
    audit.hide(small)
    audit.widen()
    return {segment for segment, column in column_of.items() if column in audit.hidden}


def hidden_shares(
    cells: Iterable[Cell],
    hidden: set[SegmentKey],
    groups: Groups,
    groups_of: Mapping[SegmentKey, Indexes],
    known: Sequence[Known],
    rules: StoriesRules,
) -> set[SegmentKey]:
    """Return the segments whose share must not be shown, beside those already `hidden`; `cells` are of one measure."""
    of_segment = {key_of(cell.segment): cell for cell in cells if cell.members}
    base, truth = np.zeros(len(groups.labels)), np.zeros(len(groups.labels))
    # The smallest segments come last: their share is what is known best of a group.
    for segment in sorted(of_segment, key=len):
        cell, of = of_segment[segment], groups_of[segment]
        part = groups.members[of] / groups.members[of].sum()
        base[of], truth[of] = cell.members * part, cell.value * cell.members * part
    system = System(truth, [tuple(groups_of[segment].tolist()) for segment in of_segment])
    system.upper[: len(truth)] = base
    column_of = dict(zip(of_segment, system.columns.tolist(), strict=True))
    bases = np.zeros(len(system.truth))
    bases[: len(truth)] = base
    for segment, column in column_of.items():
        bases[column] = of_segment[segment].members
    for one in known:
        column = column_of.get(one.segment, -1) if one.measure in {cell.measure for cell in of_segment.values()} else -1
        if column >= 0:
            lower, upper = one.around(float(system.truth[column] / bases[column]))
            system.lower[column] = max(system.lower[column], lower * bases[column])
            system.upper[column] = min(system.upper[column], upper * bases[column])
    cost = costs(system, ((column, segment) for segment, column in column_of.items()))
    audit = Audit(system, cost, np.minimum(bases, rules.smallest_group // 2))
    for segment, column in column_of.items():
        step = share_step(of_segment[segment].members, rules.round_members)
        shown = to_step(of_segment[segment].value, step)
        audit.show(column, (shown - step / 2) * bases[column], (shown + step / 2) * bases[column])
    audit.hide(column_of[segment] for segment in hidden if segment in column_of)
    audit.widen()
    return {segment for segment, column in column_of.items() if column in audit.hidden}
