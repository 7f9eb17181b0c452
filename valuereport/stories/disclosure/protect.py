"""Protection of figures: primary suppression, secondary suppression, then rounding of what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np
import pandas as pd

from valuereport.model.story import Cell, Disclosure, Published, Rule
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.counts import suppressed_segments, suppressed_shares
from valuereport.stories.disclosure.groups import Groups, key_of
from valuereport.stories.disclosure.population import EarlierRelease, population
from valuereport.stories.disclosure.primary import REASONS
from valuereport.stories.disclosure.relations import SHARES
from valuereport.stories.disclosure.rounding import round_to_step, rounded_figure, rounding_step, share_step
from valuereport.stories.disclosure.scenario import Figure, Scenario, scenario
from valuereport.stories.disclosure.sums import LinkedSums, linked_measures
from valuereport.stories.disclosure.suppression import SuppressionPattern

_MAX_FORMER_GROUPS: Final = 300  # groups of members who are not in the run any more: more would take too long


@dataclass(frozen=True, slots=True)
class Protected:
    """The published figures, one a cell in the order of the cells, and which of them are hidden and why."""

    cells: tuple[Published, ...]
    disclosures: tuple[Disclosure, ...]
    too_many_changes: bool = False  # of members since earlier releases: no new figure is published
    safe_from_differencing: bool = True  # no earlier release of the period differs by a few members only


def protect(
    cells: Sequence[Cell],
    frame: pd.DataFrame,
    rules: StoriesRules,
    before: Sequence[tuple[Published, ...]] = (),
    earlier: Sequence[EarlierRelease] = (),
) -> Protected:
    """Return `cells` as they may be published: they disclose no member's amount and no hidden figure.

    `frame`: a row a member, with the dimensions of `cells` and of earlier figures, the `column` of each additive cell,
    and with `earlier` the member's `number`. `before`: what was published of the same members. `earlier`: what was
    published of the same period, of other members or segments. An attacker knows both.
    """
    published = [*before, *(release.cells for release in earlier)]
    segments = [*(cell.segment for cell in cells), *(cell.segment for cell in chain.from_iterable(published))]
    dimensions = {dimension for segment in segments for dimension, _ in segment}
    everybody = population(frame, dimensions, earlier)
    labels = everybody.groups.labels
    if len(labels) - len(set(labels) - {None}) > _MAX_FORMER_GROUPS:
        without_earlier = protect(cells, frame, rules)
        return replace(suppress_new_figures(without_earlier, chain.from_iterable(published)), too_many_changes=True)
    against = scenario(cells, everybody, rules, before, earlier)
    rule_of = _suppressed(cells, against).rule_of
    figures = tuple(_published(cell, rule_of.get((cell.measure, key_of(cell.segment)), ""), against) for cell in cells)
    safe = all(_none_or_enough(changed, rules) for changed in _membership_changes(everybody.groups))
    return Protected(figures, _disclosures(figures), safe_from_differencing=safe)


def _suppressed(cells: Sequence[Cell], against: Scenario) -> SuppressionPattern:
    """Return which figures must be hidden in a scenario."""
    pattern = SuppressionPattern(cells, against)
    pattern.suppress_primary()
    pattern.suppress_segments(suppressed_segments(against))
    linked_sums = [LinkedSums(linked, against) for linked in linked_measures(pattern.sums())]
    done = -1
    while len(pattern.rule_of) > done:  # a suppression in one table may need another in the next
        pattern.suppress_quantities_with_values()
        done = len(pattern.rule_of)
        for sums in linked_sums:
            sums.suppress(pattern.rule_of)
            sums.protect()
            pattern.suppress_secondary(sums.suppressed())
    for measure in SHARES:
        shares = [cell for cell in cells if cell.measure == measure]
        hidden = suppressed_shares(measure, shares, pattern.suppressed_segments(measure), against)
        pattern.suppress_secondary((measure, segment) for segment in hidden)
    pattern.suppress_quantiles()
    pattern.suppress_secondary(_differencing_risks(cells, against))
    return pattern


def suppress_new_figures(protected: Protected, before: Iterable[Published]) -> Protected:
    """Return only the figures that were published before: they disclose nothing new, whoever was in them."""
    known = set(before)
    figures = tuple(each if each.rule or each in known else _hidden(each, "secondary") for each in protected.cells)
    return Protected(figures, _disclosures(figures), safe_from_differencing=False)


def _differencing_risks(cells: Sequence[Cell], against: Scenario) -> Iterator[Figure]:
    """Yield the medians, quartiles and shares that have changed since a few members joined or left.

    The direction of the change discloses on which side of the figure these members are.
    """
    groups, groups_of = against.groups, against.groups_of
    cell_of = {(cell.measure, key_of(cell.segment)): cell for cell in cells if not cell.additive}
    for figure in against.earlier_figures:
        cell = cell_of.get((figure.measure, figure.segment))
        if cell is None or _published(cell, "", against).value == figure.value:
            continue
        changed = groups.sizes[np.setxor1d(figure.groups, groups_of[figure.segment])].sum()
        if not _none_or_enough(changed, against.rules):
            yield figure.measure, figure.segment


def _membership_changes(groups: Groups) -> Iterator[int]:
    """Yield how many members joined or left since each earlier release."""
    absent = np.array([label is None for label in groups.labels], dtype=np.bool_)
    for labels in groups.earlier_labels:
        absent_then = np.array([label is None for label in labels], dtype=np.bool_)
        yield int(groups.sizes[absent != absent_then].sum())


def _none_or_enough(changed: int, rules: StoriesRules) -> bool:
    """Return whether no member joined or left, or so many that a difference discloses none of them."""
    return not 0 < changed < rules.smallest_group


def _published(cell: Cell, rule: Rule, against: Scenario) -> Published:
    """Return a figure as it is published: rounded, its range no finer than itself; hidden if there is a rule."""
    rules = against.rules
    if rule:
        return _hidden(cell, rule)
    if cell.measure in SHARES:
        step = share_step(cell.members, rules.round_members)
    elif cell.unit == "members":
        step = float(rules.round_members)
    else:
        step = rounding_step(cell.value, rules.figures)
    low, high = (
        None if end is None else round_to_step(end, max(step, rounding_step(end, rules.figures)))
        for end in (cell.low, cell.high)
    )
    members = int(rounded_figure(against.members_of(key_of(cell.segment)), "members", rules))
    return Published(cell.measure, cell.segment, members, round_to_step(cell.value, step), low, high, cell.unit, "")


def _hidden(cell: Cell | Published, rule: Rule) -> Published:
    return Published(cell.measure, cell.segment, None, None, None, None, cell.unit, rule)


def _disclosures(figures: Iterable[Published]) -> tuple[Disclosure, ...]:
    return tuple(Disclosure(each.measure, each.segment, each.rule, REASONS[each.rule]) for each in figures if each.rule)
