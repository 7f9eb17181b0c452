"""Which figures are hidden, and by which rule: the first rule that applies to a figure stays its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from valuereport.model.story import Cell, Rule
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.groups import Amounts, Floats, Groups, Indexes, SegmentKey, amounts, key_of
from valuereport.stories.disclosure.measures import COMPANIONS, MEMBERS, POINTS, POINTS_OF, SHARES
from valuereport.stories.disclosure.points import floors, too_telling
from valuereport.stories.disclosure.primary import of_point, of_share, of_sum

Figure = tuple[str, SegmentKey]
"""A measure and a segment."""


class Judge:
    """The rules found so far."""

    def __init__(
        self, cells: Sequence[Cell], frame: pd.DataFrame, groups: Groups, groups_of: Mapping[SegmentKey, Indexes]
    ) -> None:
        """Take the true figures and the members, in groups, that stand behind them."""
        self.rule_of: dict[Figure, Rule] = {}
        self._cells = {(cell.measure, key_of(cell.segment)): cell for cell in cells}
        self._frame, self._groups, self._groups_of = frame, groups, groups_of
        self._measures = {cell.measure for cell in cells}
        self.members_of = {segment: int(groups.members[of].sum()) for segment, of in groups_of.items()}
        self._amounts: dict[str, Amounts] = {
            column: amounts(frame[column].to_numpy(dtype=np.float64), groups)
            for column in {cell.column for cell in cells if cell.additive and cell.measure != MEMBERS}
        }

    def sums(self) -> list[Cell]:
        """Return the cells that are sums of what their members add."""
        return [cell for cell in self._cells.values() if cell.additive and cell.measure != MEMBERS]

    def hidden(self, measure: str) -> set[SegmentKey]:
        """Return in which segments `measure` is hidden."""
        return {segment for name, segment in self.rule_of if name == measure}

    def alone(self, rules: StoriesRules) -> None:
        """Judge each figure by itself."""
        for figure, cell in self._cells.items():
            rule = self._of(cell, figure[1], rules)
            if rule:
                self.rule_of[figure] = rule

    def also(self, figures: Iterable[Figure]) -> None:
        """Hide figures from which hidden ones could be worked out."""
        for figure in figures:
            if figure in self._cells:
                self.rule_of.setdefault(figure, "secondary")

    def segments(self, hidden: Iterable[SegmentKey]) -> None:
        """Hide every figure of some segments: each tells their number of members."""
        self.also((measure, segment) for segment in hidden for measure in self._measures)

    def companions(self) -> None:
        """Hide a quantity with its money, and money with its quantity."""
        for quantity, money in COMPANIONS.items():
            if quantity in self._measures and money in self._measures:
                for one, other in ((quantity, money), (money, quantity)):
                    self.also((other, segment) for segment in self.hidden(one))

    def points(self, rules: StoriesRules) -> None:
        """Hide medians and quartiles where their sum is hidden, or where together with it they tell too much."""
        for measure, points in POINTS_OF.items():
            self.also((name, segment) for segment in self.hidden(measure) for name in points)
            for segment in [segment for name, segment in self._cells if name == measure]:
                found = [name for name in points if (name, segment) in self._cells.keys() - self.rule_of.keys()]
                if not found:
                    continue
                cell = self._cells[measure, segment]
                amounts = self._sorted(cell.column, segment)
                places = [(points[name], self._cells[name, segment].value) for name in found]
                if too_telling(floors(places, amounts, cell.unit, rules), amounts, cell.unit, rules):
                    self.rule_of.update({(name, segment): "p-percent" for name in found})

    def _sorted(self, column: str, segment: SegmentKey) -> Floats:
        """Return the amounts of a segment's members, the largest first."""
        chosen = np.isin(self._groups.code, self._groups_of[segment])
        return np.sort(self._frame[column].to_numpy(dtype=np.float64)[chosen])[::-1]

    def _of(self, cell: Cell, segment: SegmentKey, rules: StoriesRules) -> Rule:
        members = min(cell.members, self.members_of[segment])
        if members < rules.smallest_group:
            return "threshold"
        if cell.additive and cell.measure != MEMBERS:
            return of_sum(cell.unit, *self._amounts[cell.column].of(self._groups_of[segment]), rules)
        if cell.measure in SHARES:
            return of_share(cell.value, members, rules)
        return of_point(cell.value, members, POINTS[cell.measure], rules) if cell.measure in POINTS else ""
