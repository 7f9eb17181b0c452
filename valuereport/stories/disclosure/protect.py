"""Judge every figure by itself, then all of them together, and show what is left, rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from valuereport.model.story import Cell, Disclosure, Published, Rule
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.counts import hidden_segments, hidden_shares
from valuereport.stories.disclosure.groups import grouped, key_of
from valuereport.stories.disclosure.judge import Judge
from valuereport.stories.disclosure.known import known
from valuereport.stories.disclosure.measures import SHARES
from valuereport.stories.disclosure.primary import REASONS
from valuereport.stories.disclosure.rounding import rounded, share_step, step_of, to_step
from valuereport.stories.disclosure.sums import Family, families


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be shown, a figure a cell in the order of the cells, and what of it was hidden and why."""

    cells: tuple[Published, ...]
    disclosures: tuple[Disclosure, ...]


def protect(
    cells: Sequence[Cell],
    frame: pd.DataFrame,
    rules: StoriesRules,
    before: Sequence[tuple[Published, ...]] = (),
) -> Protected:
    """Return `cells` as they may be shown: no member's part, and no hidden figure, can be worked out from them.

    `frame`: a row a member; the dimensions of `cells` and of `before`, and each additive cell's `column`.
    `before`: what was already shown of the same run; it cannot be taken back, so it is reckoned with.
    """
    told = tuple(known(before))
    segments = dict.fromkeys([*(key_of(cell.segment) for cell in cells), *(one.segment for one in told)])
    groups = grouped(frame, {dimension for segment in segments for dimension, _ in segment})
    groups_of = groups.of(segments)
    judge = Judge(cells, frame, groups, groups_of)
    judge.alone(rules)
    judge.segments(hidden_segments(groups, groups_of, told, rules))
    together = [Family(of, frame, groups, groups_of, told, rules) for of in families(judge.sums())]
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
    shown = tuple(
        _shown(cell, judge.rule_of.get((cell.measure, key_of(cell.segment)), ""), judge.members_of, rules)
        for cell in cells
    )
    hidden_figures = tuple(Disclosure(of.measure, of.segment, of.rule, REASONS[of.rule]) for of in shown if of.rule)
    return Protected(shown, hidden_figures)


def _shown(cell: Cell, rule: Rule, members_of: dict[frozenset[tuple[str, str]], int], rules: StoriesRules) -> Published:
    """Return the figure as it is shown: rounded, with its range no finer than itself; nothing where a rule hides it."""
    if rule:
        return Published(cell.measure, cell.segment, None, None, None, None, cell.unit, rule)
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
