"""The suppression pattern: which figures are hidden, and by which rule; the first rule that applies is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from valuereport.model.story import Cell, Rule
from valuereport.stories.disclosure.groups import Floats, GroupAmounts, SegmentKey, group_amounts, key_of
from valuereport.stories.disclosure.primary import quantile_rule, share_rule, sum_rule
from valuereport.stories.disclosure.quantiles import discloses_largest, lower_bounds
from valuereport.stories.disclosure.relations import MEMBERS, QUANTILE_PARTS, QUANTILES_OF, SHARES, VALUE_OF_QUANTITY
from valuereport.stories.disclosure.scenario import Figure, Scenario


class SuppressionPattern:
    """The figures that are hidden so far."""

    def __init__(self, cells: Sequence[Cell], scenario: Scenario) -> None:
        """Take the true figures; none of them is hidden yet."""
        self.rule_of: dict[Figure, Rule] = {}
        self._cells = {(cell.measure, key_of(cell.segment)): cell for cell in cells}
        self._scenario = scenario
        self._measures = {cell.measure for cell in cells}
        columns = {cell.column for cell in self.sums()}
        self._amounts: dict[str, GroupAmounts] = {
            column: group_amounts(self._column(column), scenario.groups) for column in columns
        }

    def sums(self) -> list[Cell]:
        """Return the cells that are sums of the members' amounts."""
        return [cell for cell in self._cells.values() if cell.additive and cell.measure != MEMBERS]

    def suppressed_segments(self, measure: str) -> set[SegmentKey]:
        """Return the segments in which `measure` is hidden."""
        return {segment for name, segment in self.rule_of if name == measure}

    def suppress_primary(self) -> None:
        """Hide each figure that is unsafe by itself."""
        for figure, cell in self._cells.items():
            rule = self._primary_rule(cell, figure[1])
            if rule:
                self.rule_of[figure] = rule

    def suppress_secondary(self, figures: Iterable[Figure]) -> None:
        """Hide figures from which hidden ones could be worked out."""
        for figure in figures:
            if figure in self._cells:
                self.rule_of.setdefault(figure, "secondary")

    def suppress_segments(self, segments: Iterable[SegmentKey]) -> None:
        """Hide every figure of some segments: each discloses the number of members."""
        self.suppress_secondary((measure, segment) for segment in segments for measure in self._measures)

    def suppress_quantities_with_values(self) -> None:
        """Hide a quantity where its value is hidden, and a value where its quantity is hidden."""
        for quantity, value in VALUE_OF_QUANTITY.items():
            if quantity in self._measures and value in self._measures:
                for one, other in ((quantity, value), (value, quantity)):
                    self.suppress_secondary((other, segment) for segment in self.suppressed_segments(one))

    def suppress_quantiles(self) -> None:
        """Hide medians and quartiles where their sum is hidden, or where they and the sum disclose a member."""
        rules = self._scenario.rules
        for measure, quantiles in QUANTILES_OF.items():
            hidden = self.suppressed_segments(measure)
            self.suppress_secondary((name, segment) for segment in hidden for name in quantiles)
            for segment in [segment for name, segment in self._cells if name == measure]:
                names = [name for name in quantiles if (name, segment) in self._cells.keys() - self.rule_of.keys()]
                if not names:
                    continue
                cell = self._cells[measure, segment]
                amounts = self._largest_first(cell.column, segment)
                published = [(quantiles[name], self._cells[name, segment].value) for name in names]
                bounds = lower_bounds(published, amounts, cell.unit, rules)
                if discloses_largest(bounds, amounts, cell.unit, rules):
                    self.rule_of.update({(name, segment): "p-percent" for name in names})

    def _column(self, column: str) -> Floats:
        return self._scenario.population.frame[column].to_numpy(dtype=np.float64)

    def _largest_first(self, column: str, segment: SegmentKey) -> Floats:
        """Return the amounts of a segment's members, the largest first."""
        members = np.isin(self._scenario.groups.group_of, self._scenario.groups_of[segment])
        return np.sort(self._column(column)[members])[::-1]

    def _primary_rule(self, cell: Cell, segment: SegmentKey) -> Rule:
        rules = self._scenario.rules
        members = min(cell.members, self._scenario.members_of(segment))
        if members < rules.smallest_group:
            return "threshold"
        if cell.additive and cell.measure != MEMBERS:
            return sum_rule(cell.unit, *self._amounts[cell.column].combined(self._scenario.groups_of[segment]), rules)
        if cell.measure in SHARES:
            return share_rule(cell.value, members, rules)
        if cell.measure in QUANTILE_PARTS:
            return quantile_rule(cell.value, members, QUANTILE_PARTS[cell.measure], rules)
        return ""
