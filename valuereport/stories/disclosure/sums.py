"""The system of sums: somebody who knows who the members are, and their own part, looks for another's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from valuereport.model.story import Cell
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.audit import Audit, Insider, Target, costs
from valuereport.stories.disclosure.departed import departed
from valuereport.stories.disclosure.groups import Floats, Indexes, SegmentKey, amounts, key_of
from valuereport.stories.disclosure.known import Known
from valuereport.stories.disclosure.measures import GUARDED, PARTS, SUM
from valuereport.stories.disclosure.people import People
from valuereport.stories.disclosure.rounding import Interval, shown_interval
from valuereport.stories.disclosure.system import System

Figure = tuple[str, SegmentKey]
"""A measure and a segment."""


class Family:
    """Measures that are bound to each other, in all segments: the unknowns are each part in each group of members."""

    def __init__(
        self,
        cells: Sequence[Cell],
        people: People,
        groups_of: Mapping[SegmentKey, Indexes],
        known: Iterable[Known],
        rules: StoriesRules,
    ) -> None:
        """Take the additive cells of one family; nothing of it is hidden yet."""
        column_of = {cell.measure: cell.column for cell in cells}
        frame, groups = people.frame, people.groups
        self._rules, self._groups, self._forgotten = rules, groups, people.forgotten
        self.basics = [measure for measure in column_of if measure != SUM] or list(column_of)
        self.unit = cells[0].unit
        values = {measure: frame[column_of[measure]].to_numpy(dtype=np.float64) for measure in self.basics}
        self._parts = {measure: amounts(values[measure], groups) for measure in self.basics}
        if SUM in column_of:
            self._parts[SUM] = amounts(np.sum(list(values.values()), axis=0), groups)
        truth = np.concatenate([self._parts[measure].total for measure in self.basics])
        told = [one for one in known if one.measure in column_of and len(one.groups)]
        told_sums = [self._unknowns(one.measure, one.groups) for one in told]
        self._departed = departed(
            np.array(self._unknowns(SUM, np.flatnonzero(people.forgotten)), dtype=np.intp),
            told_sums,
            [_rest(one, people, column_of[one.measure]) for one in told],
        )
        truth[self._departed.unknowns] = self._departed.likely()
        # Money runs into millions: about 1 a member suits the solver's tolerance.
        self._scale = max(float(np.abs(truth).sum()) / max(len(frame), 1), 1e-9) if self.unit != "members" else 1.0
        self._groups_of = groups_of
        figures = [(cell.measure, key_of(cell.segment)) for cell in cells if len(groups_of[key_of(cell.segment)])]
        sums = [self._unknowns(measure, groups_of[segment]) for measure, segment in figures]
        sums += told_sums
        sums += [self._unknowns(SUM, np.array([group])) for group in range(len(groups.labels)) if SUM in column_of]
        self.system = System(truth / self._scale, sums)
        columns = self.system.columns.tolist()
        self.column_of: dict[Figure, int] = dict(zip(figures, columns, strict=False))
        # Whom a policy win affects is announced: that all of a segment are is no secret, only how many they are.
        for one, column in zip(told, columns[len(figures) :], strict=False):
            lower, upper = one.around(float(self.system.truth[column]) * self._scale)
            self.system.lower[column] = max(self.system.lower[column], lower / self._scale)
            self.system.upper[column] = min(self.system.upper[column], upper / self._scale)
        cost = costs(self.system, ((column, segment) for (_, segment), column in self.column_of.items()))
        self.audit = Audit(self.system, cost, self._widths(figures))
        for cell in cells:
            self._show(cell)

    def hide(self, figures: Iterable[Figure]) -> None:
        """Hide some figures; those of no member are nobody's."""
        self.audit.hide(self.column_of[figure] for figure in figures if figure in self.column_of)

    def hidden(self) -> set[Figure]:
        """Return which figures are hidden by now."""
        return {figure for figure, column in self.column_of.items() if column in self.audit.hidden}

    def secure(self) -> None:
        """Hide further figures until no member and no hidden figure can be told."""
        if self.unit in GUARDED:
            self.audit.guard(list(self._targets()), list(self._insiders()))
        self.audit.widen()

    def _unknowns(self, measure: str, groups: Indexes) -> tuple[int, ...]:
        number = len(self._groups.labels)
        measures = [measure] if measure in self.basics else self.basics
        return tuple(self.basics.index(each) * number + int(group) for each in measures for group in groups)

    def _widths(self, figures: Iterable[Figure]) -> Floats:
        """Return how far apart the ends of each column must stay when it is hidden."""
        if self.unit != "members":
            closely: Floats = self._rules.p_percent / 100 * np.abs(self.system.truth)
            return closely.clip(min=1 / len(self.basics))
        width = np.full(len(self.system.truth), float(self._rules.smallest_group // 2))
        for figure in figures:
            members = int(self._groups.members[self._groups_of[figure[1]]].sum())
            width[self.column_of[figure]] = min(self._rules.smallest_group // 2, members)
        return width

    def _show(self, cell: Cell) -> None:
        column = self.column_of.get((cell.measure, key_of(cell.segment)))
        if column is None:
            return
        lower, upper = shown_interval(cell.value, cell.unit, self._rules)
        # Central figures of parts add up to a little more or less than the whole's: the attacker knows by how much.
        apart = float(self.system.truth[column]) * self._scale - cell.value
        self.audit.show(column, (lower + apart) / self._scale, (upper + apart) / self._scale)

    def _targets(self) -> Iterator[Target]:
        """Yield the members whose amount is nearly all that their group has, beside the second largest."""
        closely = self._rules.p_percent / 100
        for measure, of in self._parts.items():
            rest = of.total - of.first - of.second
            for group in np.flatnonzero((of.first > 0) & (rest < closely * of.first)).tolist():
                column = self.system.column_of[self._sorted(measure, group)]
                need = (1 + closely) * of.first[group] + of.second[group]
                yield Target(column, float(need) / self._scale, group)
            for group in np.flatnonzero(self._forgotten).tolist():
                unknowns = self._sorted(measure, group)
                if 0 < (most := self._departed.at_most(unknowns)) < np.inf:
                    need = (1 + closely) * most / self._scale
                    yield Target(self.system.column_of[unknowns], need, group, guessed=True)

    def _sorted(self, measure: str, group: int) -> tuple[int, ...]:
        return tuple(sorted(self._unknowns(measure, np.array([group]))))

    def _insiders(self) -> Iterator[Insider]:
        number = len(self._groups.labels)
        for group in range(number):
            columns = np.arange(len(self.basics)) * number + group
            least = np.array([self._parts[measure].first[group] for measure in self.basics]) / self._scale
            alone = bool(self._groups.members[group] == 1)
            if alone and self._forgotten[group]:
                least = self.system.truth[columns]
            yield Insider(columns, least, alone)


def _rest(one: Known, people: People, column: str) -> Interval:
    """Return how much of an earlier sum is left for those who were forgotten since."""
    others = 0.0 if one.at is None else float(people.amounts_then(one.at, column)[one.groups].sum())
    return one.value - one.below - others, one.value + one.above - others


def families(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Return the additive cells in families: the value with its parts where all are there, any other by itself."""
    by_measure: dict[str, list[Cell]] = {}
    for cell in cells:
        by_measure.setdefault(cell.measure, []).append(cell)
    together = [SUM, *PARTS] if all(measure in by_measure for measure in (SUM, *PARTS)) else []
    found = [[cell for measure in together for cell in by_measure[measure]]] if together else []
    return found + [of for measure, of in by_measure.items() if measure not in together]
