"""Judge every figure by itself, then all of them together, and show what is left, rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np
import pandas as pd

from valuereport.model.story import Cell, Disclosure, Published, Rule
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.counts import hidden_segments, hidden_shares
from valuereport.stories.disclosure.groups import Groups, Indexes, SegmentKey, key_of
from valuereport.stories.disclosure.judge import Figure, Judge
from valuereport.stories.disclosure.known import Known, known
from valuereport.stories.disclosure.measures import SHARES
from valuereport.stories.disclosure.people import Earlier, people
from valuereport.stories.disclosure.primary import REASONS
from valuereport.stories.disclosure.rounding import rounded, share_step, step_of, to_step
from valuereport.stories.disclosure.sums import Family, families

_MOST_APART: Final = 300  # groups of members who are not where others of their segments were: more take too long


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be shown, a figure a cell in the order of the cells, and what of it was hidden and why."""

    cells: tuple[Published, ...]
    disclosures: tuple[Disclosure, ...]
    only_repeated: bool = False  # too many members came, left or moved to judge anything new
    alike: bool = True  # no earlier output of the period was of nearly, but not quite, the same members


def protect(
    cells: Sequence[Cell],
    frame: pd.DataFrame,
    rules: StoriesRules,
    before: Sequence[tuple[Published, ...]] = (),
    earlier: Sequence[Earlier] = (),
) -> Protected:
    """Return `cells` as they may be shown: no member's part, and no hidden figure, can be worked out from them.

    `frame`: a row a member; the dimensions of `cells` and of what was shown before, each additive cell's `column`, and
    with `earlier` the member's `number`. `before`: what was already shown of just these members; `earlier`: of the
    same period, of other members or in other segments too. It cannot be taken back, so it is reckoned with.
    """
    shown_before = [*before, *(each.cells for each in earlier)]
    segments = [*(cell.segment for cell in cells), *(cell.segment for cell in chain.from_iterable(shown_before))]
    dimensions = {dimension for segment in segments for dimension, _ in segment}
    everybody = people(frame, dimensions, earlier)
    groups = everybody.groups
    if len(groups.labels) - len(set(groups.labels) - {None}) > _MOST_APART:
        alone = protect(cells, frame, rules)
        return replace(repeated(alone, chain.from_iterable(shown_before)), only_repeated=True)
    told = tuple(_told(groups, before, earlier))
    groups_of = groups.of(dict.fromkeys([*(key_of(cell.segment) for cell in cells), *(one.segment for one in told)]))
    judge = Judge(cells, everybody.frame, groups, groups_of)
    judge.alone(rules)
    judge.segments(hidden_segments(groups, groups_of, told, rules))
    together = [Family(of, everybody, groups_of, told, rules) for of in families(judge.sums())]
    judged = -1
    while len(judge.rule_of) > judged:  # what one family hides may have to be hidden in another
        judge.companions()
        judged = len(judge.rule_of)
        for family in together:
            family.hide(judge.rule_of)
            family.secure()
            judge.also(family.hidden())
    for measure in SHARES:
        shares = [cell for cell in cells if cell.measure == measure]
        hidden = hidden_shares(shares, judge.hidden(measure), groups, groups_of, told, rules)
        judge.also((measure, segment) for segment in hidden)
    judge.points(rules)
    judge.also(_shifted(cells, told, judge.members_of, groups, groups_of, rules))
    shown = tuple(
        _shown(cell, judge.rule_of.get((cell.measure, key_of(cell.segment)), ""), judge.members_of, rules)
        for cell in cells
    )
    alike = all(_as_many(changed, rules) for changed in _changes(groups))
    return Protected(shown, _disclosures(shown), alike=alike)


def repeated(protected: Protected, before: Iterable[Published]) -> Protected:
    """Return only the figures that were shown just so before: they tell nothing new, whoever was in them."""
    known = set(before)
    shown = tuple(each if each.rule or each in known else _hidden(each, "secondary") for each in protected.cells)
    return Protected(shown, _disclosures(shown), alike=False)


def _told(groups: Groups, before: Sequence[Sequence[Published]], earlier: Sequence[Earlier]) -> Iterator[Known]:
    """Yield all that was shown before, and of whom."""
    for output in before:
        yield from known(output, groups.of({key_of(cell.segment) for cell in output}))
    for at, each in enumerate(earlier):
        yield from known(each.cells, groups.earlier(at, {key_of(cell.segment) for cell in each.cells}), at)


def _shifted(
    cells: Sequence[Cell],
    told: Sequence[Known],
    members_of: Mapping[SegmentKey, int],
    groups: Groups,
    groups_of: Mapping[SegmentKey, Indexes],
    rules: StoriesRules,
) -> Iterator[Figure]:
    """Yield the medians, quartiles and shares that a few members who came or went have moved.

    Which way one moves tells on which side of it these members are.
    """
    figures = {(cell.measure, key_of(cell.segment)): cell for cell in cells if not cell.additive}
    for one in told:
        cell = figures.get((one.measure, one.segment))
        if cell is None or _shown(cell, "", members_of, rules).value == one.value:
            continue
        if not _as_many(groups.members[np.setxor1d(one.groups, groups_of[one.segment])].sum(), rules):
            yield one.measure, one.segment


def _changes(groups: Groups) -> Iterator[int]:
    """Yield how many members came or went since each earlier output."""
    now = np.array([label is None for label in groups.labels], dtype=np.bool_)
    for labels in groups.before:
        then = np.array([label is None for label in labels], dtype=np.bool_)
        yield int(groups.members[now != then].sum())


def _as_many(changed: int, rules: StoriesRules) -> bool:
    """Tell whether so many members came or went that nothing is told of one of them, or none at all."""
    return not 0 < changed < rules.smallest_group


def _shown(cell: Cell, rule: Rule, members_of: Mapping[SegmentKey, int], rules: StoriesRules) -> Published:
    """Return the figure as it is shown: rounded, with its range no finer than itself; nothing where a rule hides it."""
    if rule:
        return _hidden(cell, rule)
    if cell.measure in SHARES:
        step = share_step(cell.members, rules.round_members)
    elif cell.unit == "members":
        step = float(rules.round_members)
    else:
        step = step_of(cell.value, rules.figures)
    low, high = (
        None if end is None else to_step(end, max(step, step_of(end, rules.figures))) for end in (cell.low, cell.high)
    )
    members = int(rounded(members_of[key_of(cell.segment)], "members", rules))
    return Published(cell.measure, cell.segment, members, to_step(cell.value, step), low, high, cell.unit, "")


def _hidden(cell: Cell | Published, rule: Rule) -> Published:
    return Published(cell.measure, cell.segment, None, None, None, None, cell.unit, rule)


def _disclosures(shown: Iterable[Published]) -> tuple[Disclosure, ...]:
    return tuple(Disclosure(of.measure, of.segment, of.rule, REASONS[of.rule]) for of in shown if of.rule)
