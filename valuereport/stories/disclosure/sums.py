"""Secondary suppression of sums: the attacker is a member, knows who the others are, and looks for another's amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from valuereport.model.story import Cell
from valuereport.stories.disclosure.audit import Audit, Insider, Target, costs
from valuereport.stories.disclosure.constraints import ConstraintSystem
from valuereport.stories.disclosure.earlier_figures import EarlierFigure
from valuereport.stories.disclosure.forgotten import forgotten_amounts
from valuereport.stories.disclosure.groups import Floats, Indexes, group_amounts, key_of
from valuereport.stories.disclosure.population import Population
from valuereport.stories.disclosure.relations import PARTS, SENSITIVE_UNITS, TOTAL
from valuereport.stories.disclosure.rounding import Interval, published_interval
from valuereport.stories.disclosure.scenario import Figure, Scenario


class LinkedSums:
    """Sums of linked measures in all segments: a total with its parts, or one measure.

    The unknowns of the constraint system are each part in each group of members.
    """

    def __init__(self, cells: Sequence[Cell], scenario: Scenario) -> None:
        """Take the additive cells of the linked measures; none of them is suppressed yet."""
        column_of = {cell.measure: cell.column for cell in cells}
        population, groups = scenario.population, scenario.groups
        self._scenario = scenario
        self._parts = [measure for measure in column_of if measure != TOTAL] or list(column_of)
        self._unit = cells[0].unit
        values = {name: population.frame[column_of[name]].to_numpy(dtype=np.float64) for name in self._parts}
        self._amounts = {measure: group_amounts(values[measure], groups) for measure in self._parts}
        if TOTAL in column_of:
            self._amounts[TOTAL] = group_amounts(np.sum(list(values.values()), axis=0), groups)
        truth = np.concatenate([self._amounts[measure].total for measure in self._parts])
        earlier = [each for each in scenario.earlier_figures if each.measure in column_of and len(each.groups)]
        earlier_sums = [self._unknowns(figure.measure, figure.groups) for figure in earlier]
        self._forgotten = forgotten_amounts(
            np.array(self._unknowns(TOTAL, np.flatnonzero(population.forgotten)), dtype=np.intp),
            earlier_sums,
            [_part_of_forgotten(figure, population, column_of[figure.measure]) for figure in earlier],
        )
        truth[self._forgotten.unknowns] = self._forgotten.estimate()
        # Money goes into millions: about 1 a member fits the solver's tolerance.
        average = float(np.abs(truth).sum()) / max(len(population.frame), 1)
        self._scale = max(average, 1e-9) if self._unit != "members" else 1.0
        figures = [(cell.measure, key_of(cell.segment)) for cell in cells]
        figures = [figure for figure in figures if len(scenario.groups_of[figure[1]])]
        sums = [self._unknowns(measure, scenario.groups_of[segment]) for measure, segment in figures]
        sums += earlier_sums
        sums += [self._unknowns(TOTAL, np.array([group])) for group in range(len(groups.labels)) if TOTAL in column_of]
        self._system = ConstraintSystem(truth / self._scale, sums)
        columns = self._system.columns.tolist()
        self._column_of: dict[Figure, int] = dict(zip(figures, columns, strict=False))
        # Who is affected by a policy win is public, so it is no secret that a whole segment is, only how large it is.
        for figure, column in zip(earlier, columns[len(figures) :], strict=False):
            lower, upper = figure.interval(float(self._system.truth[column]) * self._scale)
            self._system.tighten(column, lower / self._scale, upper / self._scale)
        cost = costs(self._system, ((column, segment) for (_, segment), column in self._column_of.items()))
        self._audit = Audit(self._system, cost, self._widths())
        for cell in cells:
            self._publish(cell)

    def suppress(self, figures: Iterable[Figure]) -> None:
        """Suppress some figures; those of empty segments disclose nobody."""
        self._audit.suppress(self._column_of[figure] for figure in figures if figure in self._column_of)

    def suppressed(self) -> set[Figure]:
        """Return the figures that are suppressed so far."""
        return {figure for figure, column in self._column_of.items() if column in self._audit.suppressed}

    def protect(self) -> None:
        """Suppress further figures until no member's amount and no suppressed figure can be worked out."""
        if self._unit in SENSITIVE_UNITS:
            self._audit.protect_targets(list(self._targets()), list(self._insiders()))
        self._audit.protect_suppressed()

    def _unknowns(self, measure: str, groups: Indexes) -> tuple[int, ...]:
        """Return the unknowns that add up to a measure in some groups."""
        number = len(self._scenario.groups.labels)
        parts = [measure] if measure in self._parts else self._parts
        return tuple(self._parts.index(part) * number + int(group) for part in parts for group in groups)

    def _widths(self) -> Floats:
        """Return how wide apart the possible values of each column must be when it is suppressed."""
        rules, truth = self._scenario.rules, self._system.truth
        if self._unit != "members":
            widths: Floats = rules.p_percent / 100 * np.abs(truth)
            return widths.clip(min=1 / len(self._parts))
        width = np.full(len(truth), float(rules.smallest_group // 2))
        for (_, segment), column in self._column_of.items():
            width[column] = min(rules.smallest_group // 2, self._scenario.members_of(segment))
        return width

    def _publish(self, cell: Cell) -> None:
        column = self._column_of.get((cell.measure, key_of(cell.segment)))
        if column is None:
            return
        lower, upper = published_interval(cell.value, cell.unit, self._scenario.rules)
        # The central figures of the parts do not add up exactly to the total's: the attacker knows the difference.
        difference = float(self._system.truth[column]) * self._scale - cell.value
        self._audit.publish(column, (lower + difference) / self._scale, (upper + difference) / self._scale)

    def _targets(self) -> Iterator[Target]:
        """Yield the members who have nearly all of their group's amount, apart from the second largest."""
        p_share = self._scenario.rules.p_percent / 100
        forgotten = np.flatnonzero(self._scenario.population.forgotten).tolist()
        for measure, amounts in self._amounts.items():
            largest, second_largest = amounts.largest, amounts.second_largest
            rest = amounts.total - largest - second_largest
            for group in np.flatnonzero((largest > 0) & (rest < p_share * largest)).tolist():
                column = self._system.column_of[self._sorted_unknowns(measure, group)]
                need = (1 + p_share) * largest[group] + second_largest[group]
                yield Target(column, float(need) / self._scale, group)
            for group in forgotten:
                unknowns = self._sorted_unknowns(measure, group)
                if 0 < (bound := self._forgotten.upper_bound(unknowns)) < np.inf:
                    need = (1 + p_share) * bound / self._scale
                    yield Target(self._system.column_of[unknowns], need, group, estimated=True)

    def _sorted_unknowns(self, measure: str, group: int) -> tuple[int, ...]:
        return tuple(sorted(self._unknowns(measure, np.array([group]))))

    def _insiders(self) -> Iterator[Insider]:
        groups, forgotten = self._scenario.groups, self._scenario.population.forgotten
        number = len(groups.labels)
        for group in range(number):
            columns = np.arange(len(self._parts)) * number + group
            lower = np.array([self._amounts[measure].largest[group] for measure in self._parts]) / self._scale
            only_member = bool(groups.sizes[group] == 1)
            if only_member and forgotten[group]:
                lower = self._system.truth[columns]
            yield Insider(columns, lower, only_member)


def _part_of_forgotten(figure: EarlierFigure, population: Population, column: str) -> Interval:
    """Return the part of an earlier sum that belongs to members who were forgotten since."""
    known = 0.0
    if figure.release is not None:
        known = float(population.earlier_amounts(figure.release, column)[figure.groups].sum())
    return figure.value - figure.below - known, figure.value + figure.above - known


def linked_measures(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Return the additive cells by linked measures: the total with its parts if all are there, each other by itself."""
    by_measure: dict[str, list[Cell]] = {}
    for cell in cells:
        by_measure.setdefault(cell.measure, []).append(cell)
    linked = [TOTAL, *PARTS] if all(measure in by_measure for measure in (TOTAL, *PARTS)) else []
    together = [[cell for measure in linked for cell in by_measure[measure]]] if linked else []
    return together + [of for measure, of in by_measure.items() if measure not in linked]
