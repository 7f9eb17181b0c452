"""Secondary suppression of counts and shares: the attacker knows no members and looks for their number in a segment."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from valuereport.model.story import Cell
from valuereport.stories.disclosure.audit import Audit, costs
from valuereport.stories.disclosure.constraints import ConstraintSystem
from valuereport.stories.disclosure.groups import SegmentKey, key_of
from valuereport.stories.disclosure.relations import MEMBERS
from valuereport.stories.disclosure.rounding import published_interval, round_to_step, share_step
from valuereport.stories.disclosure.scenario import Scenario


def suppressed_segments(scenario: Scenario) -> set[SegmentKey]:
    """Return the segments whose number of members must be hidden.

    The attacker knows the rule: a hidden segment has fewer members than the smallest group, a published one has not.
    The attacker does not know which segments are empty.
    """
    groups, groups_of, rules = scenario.groups, scenario.groups_of, scenario.rules
    number = len(groups.labels)
    empty = [segment for segment, of in groups_of.items() if not len(of)]
    truth = np.concatenate([groups.sizes.astype(np.float64), np.zeros(len(empty))])
    segments = list(groups_of)
    unknowns = [
        (
            *groups_of[segment].tolist(),
            *(number + at for at, other in enumerate(empty) if segment <= other),
        )
        for segment in segments
    ]
    system = ConstraintSystem(truth, unknowns)
    column_of = dict(zip(segments, system.columns.tolist(), strict=True))
    for figure in scenario.earlier_figures:
        if figure.measure == MEMBERS:
            column = column_of[figure.segment]
            then = float(groups.sizes[figure.groups].sum())
            lower, upper = figure.interval(then)
            # The attacker may know who joined and left the segment since, and so by how much its number has changed.
            changed = float(system.truth[column]) - then
            system.tighten(column, lower + changed, upper + changed)
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
            audit.publish(column, *published_interval(float(system.truth[column]), "members", rules))
    audit.suppress(small)
    audit.protect_suppressed()
    return {segment for segment, column in column_of.items() if column in audit.suppressed}


def suppressed_shares(
    measure: str, cells: Sequence[Cell], suppressed: Collection[SegmentKey], scenario: Scenario
) -> set[SegmentKey]:
    """Return the segments whose share must be hidden, with those already `suppressed`; `cells` are of `measure`."""
    groups, groups_of, rules = scenario.groups, scenario.groups_of, scenario.rules
    cell_of = {key_of(cell.segment): cell for cell in cells if cell.members}
    base, truth = np.zeros(len(groups.labels)), np.zeros(len(groups.labels))
    # The smallest segments come last: their share is the best estimate for a group.
    for segment in sorted(cell_of, key=len):
        cell, of = cell_of[segment], groups_of[segment]
        part = groups.sizes[of] / groups.sizes[of].sum()
        base[of], truth[of] = cell.members * part, cell.value * cell.members * part
    system = ConstraintSystem(truth, [tuple(groups_of[segment].tolist()) for segment in cell_of])
    system.upper[: len(truth)] = base
    column_of = dict(zip(cell_of, system.columns.tolist(), strict=True))
    bases = np.zeros(len(system.truth))
    bases[: len(truth)] = base
    for segment, column in column_of.items():
        bases[column] = cell_of[segment].members
    for figure in scenario.earlier_figures:
        if figure.measure == measure and figure.segment in column_of:
            column = column_of[figure.segment]
            lower, upper = figure.interval(float(system.truth[column] / bases[column]))
            system.tighten(column, lower * bases[column], upper * bases[column])
    cost = costs(system, ((column, segment) for segment, column in column_of.items()))
    audit = Audit(system, cost, np.minimum(bases, rules.smallest_group // 2))
    for segment, column in column_of.items():
        step = share_step(cell_of[segment].members, rules.round_members)
        share = round_to_step(cell_of[segment].value, step)
        audit.publish(column, (share - step / 2) * bases[column], (share + step / 2) * bases[column])
    audit.suppress(column_of[segment] for segment in suppressed if segment in column_of)
    audit.protect_suppressed()
    return {segment for segment, column in column_of.items() if column in audit.suppressed}
