"""Hide further figures until an attacker who solves the system learns too little: audit, suppress, audit again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.stories.disclosure.groups import Floats, Indexes, SegmentKey
from valuereport.stories.disclosure.system import Extreme, System

_SLACK: Final = 1e-6  # of a requirement: what the solver's tolerance may take
_ROUNDS: Final = 60  # of searches that serve many requirements at once, before each is looked at alone
_WIDER: Final = 1e9  # more than any two figures of one family differ by
_FEW: Final = 0.05  # of the requirements: a search that meets fewer is the last of them


@dataclass(frozen=True, slots=True)
class Target:
    """A member whom others could estimate: up to `need` their group's amount in `column` must seem possible."""

    column: int
    need: float
    group: int
    guessed: bool = (
        False  # `need` is more than needed, surely: where it cannot be met, nothing may be added to what is known
    )


@dataclass(frozen=True, slots=True)
class Insider:
    """What the members of one group know of its amounts in `columns`: at least `least`, or just that when `alone`."""

    columns: Indexes
    least: Floats
    alone: bool


class Audit:
    """The system of one family of measures: what is hidden in it, and what has been shown to be safe.

    Hiding more only ever lets an attacker know less, so that what was shown once stays shown.
    """

    def __init__(self, system: System, cost: Floats, width: Floats) -> None:
        """Take what is known anyway, what hiding each column costs, and how wide each must stay when it is hidden."""
        self.system, self.cost, self.width = system, cost, width
        self.lower, self.upper = system.lower.copy(), system.upper.copy()
        self.shown: set[int] = set()
        self.hidden: set[int] = set()
        self._least, self._most = system.truth.copy(), system.truth.copy()
        self._done: set[int] = set()
        self._alone = system.truth
        self._pending: NDArray[np.bool_] | None = None  # targets x insiders
        self._random = np.random.default_rng(0)

    def show(self, column: int, lower: float, upper: float) -> None:
        """Let everybody know that `column` lies between two figures."""
        self.shown.add(column)
        self.lower[column] = max(self.lower[column], lower)
        self.upper[column] = min(self.upper[column], upper)

    def hide(self, columns: Iterable[int]) -> None:
        """Hide some columns: nothing is known of them but what is known anyway."""
        for column in set(columns) - self.hidden:
            self.hidden.add(column)
            self.shown.discard(column)
            self.lower[column], self.upper[column] = self.system.lower[column], self.system.upper[column]

    def widen(self) -> None:
        """Hide further columns until each hidden one could be so many different figures."""
        looked = False
        self._see_alone()
        while pending := self._narrow(self.hidden - self._done):
            if not looked:
                looked = True
                self._look_around(pending)
                continue
            column = pending[0]
            ends = self._ends(column, self.lower, self.upper)
            if self._narrow([column]) and not self._in_vain(column) and self._give_up(ends):
                continue
            self._done.add(column)

    def guard(self, targets: Sequence[Target], insiders: Sequence[Insider]) -> None:
        """Hide further columns until no insider can tell the amount of a member of another group too closely."""
        if self._pending is None:
            self._pending = np.ones((len(targets), len(insiders)), dtype=bool)
            for row, target in enumerate(targets):
                # What an insider of the same group knows is in `need`; where there is no other, they stand for nobody.
                self._pending[row, target.group] = len(insiders) == 1
        pending = self._pending
        self._see_alone()
        for row, target in enumerate(targets):
            # All others have what they have in truth: no insider knows otherwise.
            pending[row] &= bool(self._alone[target.column] < target.need)
        self._guard_many(targets, insiders, pending)
        for row, target in enumerate(targets):
            while (left := np.flatnonzero(pending[row])).size:
                pending[row, self._guard_one(target, insiders, left)] = False

    def _narrow(self, columns: Iterable[int]) -> list[int]:
        return sorted(at for at in columns if self._most[at] - self._least[at] < self.width[at] * (1 - _SLACK))

    def _look_around(self, columns: Sequence[int]) -> None:
        """Search in random directions: one search shows how far many figures may lie from the truth."""
        pending = list(columns)
        for _ in range(_ROUNDS):
            chosen = np.array(pending, dtype=np.intp)
            width, truth = self.width[chosen], self.system.truth[chosen]
            lower, upper = self.lower.copy(), self.upper.copy()
            # Not further than needed: what one figure does not use is left for the others.
            lower[chosen] = np.minimum(np.maximum(lower[chosen], truth - width), truth)
            upper[chosen] = np.maximum(np.minimum(upper[chosen], truth + width), truth)
            objective = np.zeros(len(self.system.truth))
            objective[chosen] = self._random.choice([-1.0, 1.0], len(chosen)) / width
            for sign in (1.0, -1.0):
                self._see(self.system.extreme(sign * objective, lower, upper).point)
            before, pending = len(pending), self._narrow(pending)
            if not pending or before - len(pending) < _FEW * before:
                return

    def _ends(self, column: int, lower: Floats, upper: Floats) -> tuple[Extreme, Extreme]:
        """Search the upper and the lower end of one column."""
        objective = np.zeros(len(self.system.truth))
        objective[column] = 1.0
        most = self.system.extreme(objective, lower, upper)
        least = self.system.extreme(-objective, lower, upper)
        if lower is self.lower:
            self._see(most.point)
            self._see(least.point)
        return most, least

    def _in_vain(self, column: int) -> bool:
        """Tell whether a column is too narrow by what is known anyway: hiding more would not help."""
        most, least = self._ends(column, self.system.lower, self.system.upper)
        return bool(most.point[column] - least.point[column] < self.width[column] * (1 - _SLACK))

    def _see_alone(self) -> None:
        """See how far each column may lie from the truth without any search."""
        least, self._alone = self.system.alone(self.lower, self.upper)
        self._see(least)
        self._see(self._alone)

    def _see(self, point: Floats) -> None:
        np.minimum(self._least, point, out=self._least)
        np.maximum(self._most, point, out=self._most)

    def _give_up(self, ends: Iterable[Extreme]) -> bool:
        """Hide the cheapest shown column that stopped a search; False when there is none."""
        stopping = {int(at) for end in ends for at in end.stopped_by if int(at) in self.shown}
        if not stopping:
            return False
        self.hide([min(stopping, key=lambda at: (self.cost[at], at))])
        return True

    def _guard_many(self, targets: Sequence[Target], insiders: Sequence[Insider], pending: NDArray[np.bool_]) -> None:
        """Clear pairs of target and insider by searches that raise many targets while many groups are known."""
        risky = {target.group for target in targets}
        self._raise(targets, insiders, pending, np.array([group not in risky for group in range(len(insiders))]))
        for _ in range(_ROUNDS):
            before = int(pending.sum())
            self._raise(targets, insiders, pending, self._random.random(len(insiders)) < 0.5)
            if before - int(pending.sum()) <= _FEW * before:
                return

    def _raise(
        self,
        targets: Sequence[Target],
        insiders: Sequence[Insider],
        pending: NDArray[np.bool_],
        known: NDArray[np.bool_],
    ) -> None:
        """Clear the pairs of `known` groups and targets elsewhere that one search raises as far as they need."""
        rows = [row for row, target in enumerate(targets) if not known[target.group] and pending[row, known].any()]
        if not rows:
            return
        objective = np.zeros(len(self.system.truth))
        lower, upper = _with(self.lower, self.upper, insiders, np.flatnonzero(known))
        for row in rows:
            column, need = targets[row].column, targets[row].need
            objective[column] = 1 / need
            # Not further than needed: what one target does not use is left for the others.
            upper[column] = max(lower[column], min(upper[column], need))
        point = self.system.extreme(objective, lower, upper).point
        for row in rows:
            if point[targets[row].column] >= targets[row].need * (1 - _SLACK):
                pending[row, known] = False

    def _guard_one(self, target: Target, insiders: Sequence[Insider], groups: Indexes) -> Indexes:
        """Return which of the `groups` cannot tell the target; looks at all together, then at halves of them.

        Where one group alone can, a further column is hidden (and nothing is cleared, or all when nothing helps).
        """
        objective = np.zeros(len(self.system.truth))
        objective[target.column] = 1.0
        end = self.system.extreme(objective, *_with(self.lower, self.upper, insiders, groups))
        enough = target.need * (1 - _SLACK)
        if end.point[target.column] >= enough:
            return groups
        if len(groups) > 1:
            return self._guard_one(target, insiders, groups[: len(groups) // 2])
        anyway = self.system.extreme(objective, *_with(self.system.lower, self.system.upper, insiders, groups))
        reached = anyway.point[target.column]
        if target.guessed:
            enough = min(enough, reached * (1 - _SLACK))
        fine = reached < enough or end.point[target.column] >= enough
        return groups if fine or not self._give_up([end]) else groups[:0]


def costs(system: System, segments: Iterable[tuple[int, SegmentKey]]) -> Floats:
    """Return what hiding each column costs: its amount, but the wider of two segments always costs more."""
    cost = np.zeros(len(system.truth))
    for column, segment in segments:
        cost[column] = max(cost[column], (1 + abs(float(system.truth[column]))) * _WIDER ** -len(segment))
    return cost


def _with(lower: Floats, upper: Floats, insiders: Sequence[Insider], groups: Indexes) -> tuple[Floats, Floats]:
    """Return the bounds for somebody who knows what the largest members of some groups know."""
    lower, upper = lower.copy(), upper.copy()
    for group in groups.tolist():
        insider = insiders[group]
        lower[insider.columns] = np.maximum(lower[insider.columns], insider.least)
        if insider.alone:
            upper[insider.columns] = insider.least
    return lower, upper
