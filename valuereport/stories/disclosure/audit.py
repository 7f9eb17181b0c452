"""The audit behind secondary suppression: what an attacker can work out, and which further figures must be hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.stories.disclosure.constraints import ConstraintSystem, Extreme
from valuereport.stories.disclosure.groups import Floats, Indexes, SegmentKey

_TOLERANCE: Final = 1e-6  # of a requirement, for the solver
_MAX_ROUNDS: Final = 60  # of searches that serve many requirements at once; then each is searched alone
_WIDER_SEGMENT: Final = 1e9  # more than any two figures of one system differ by
_MIN_PROGRESS: Final = 0.05  # of the requirements; a search that meets fewer is the last for many at once


@dataclass(frozen=True, slots=True)
class Target:
    """A member to protect: the group's amount in `column` must seem possible up to `need`."""

    column: int
    need: float
    group: int
    estimated: bool = False  # `need` is an upper estimate: it counts only as far as prior knowledge allows it


@dataclass(frozen=True, slots=True)
class Insider:
    """What the members of one group know of its amounts in `columns`: a lower bound, or the amount of the only one."""

    columns: Indexes
    lower: Floats
    only_member: bool


class Audit:
    """The audit of one constraint system: what is published and suppressed, and what has been shown to be safe.

    Suppressing more only lets an attacker know less, so what was safe once stays safe.
    """

    def __init__(self, system: ConstraintSystem, cost: Floats, width: Floats) -> None:
        """Take what is known anyway, the cost of suppressing each column, and the width each suppressed one needs."""
        self.system, self.cost, self.width = system, cost, width
        self.lower, self.upper = system.lower.copy(), system.upper.copy()
        self.published: set[int] = set()
        self.suppressed: set[int] = set()
        self._smallest, self._largest = system.truth.copy(), system.truth.copy()  # possible values found so far
        self._protected: set[int] = set()
        self._single_changes = system.truth
        self._pending: NDArray[np.bool_] | None = None  # targets x insiders
        self._random = np.random.default_rng(0)

    def publish(self, column: int, lower: float, upper: float) -> None:
        """Publish a figure: everybody knows that `column` lies between two bounds."""
        self.published.add(column)
        self.lower[column] = max(self.lower[column], lower)
        self.upper[column] = min(self.upper[column], upper)

    def suppress(self, columns: Iterable[int]) -> None:
        """Suppress some columns: only what is known anyway is known of them."""
        for column in set(columns) - self.suppressed:
            self.suppressed.add(column)
            self.published.discard(column)
            self.lower[column], self.upper[column] = self.system.lower[column], self.system.upper[column]

    def protect_suppressed(self) -> None:
        """Suppress further columns until the possible values of each suppressed one are as wide apart as needed."""
        searched = False
        self._try_single_changes()
        while pending := self._too_narrow(self.suppressed - self._protected):
            if not searched:
                searched = True
                self._search_many(pending)
                continue
            column = pending[0]
            extremes = self._extremes(column, self.lower, self.upper)
            if self._too_narrow([column]) and not self._always_narrow(column) and self._suppress_cheapest(extremes):
                continue
            self._protected.add(column)

    def protect_targets(self, targets: Sequence[Target], insiders: Sequence[Insider]) -> None:
        """Suppress further columns until no insider can estimate the amount of a target in another group closely."""
        if self._pending is None:
            self._pending = np.ones((len(targets), len(insiders)), dtype=bool)
            for row, target in enumerate(targets):
                # `need` already considers an insider of the same group. A single group stands for an outsider, too.
                self._pending[row, target.group] = len(insiders) == 1
        pending = self._pending
        self._try_single_changes()
        for row, target in enumerate(targets):
            # All other amounts are as in truth there, so it agrees with what any insider knows.
            pending[row] &= bool(self._single_changes[target.column] < target.need)
        self._clear_many(targets, insiders, pending)
        for row, target in enumerate(targets):
            while (left := np.flatnonzero(pending[row])).size:
                pending[row, self._cleared(target, insiders, left)] = False

    def _too_narrow(self, columns: Iterable[int]) -> list[int]:
        widths = self._largest - self._smallest
        return sorted(column for column in columns if widths[column] < self.width[column] * (1 - _TOLERANCE))

    def _search_many(self, columns: Sequence[int]) -> None:
        """Search in random directions: each search may show that many columns are wide enough."""
        pending = list(columns)
        for _ in range(_MAX_ROUNDS):
            chosen = np.array(pending, dtype=np.intp)
            width, truth = self.width[chosen], self.system.truth[chosen]
            lower, upper = self.lower.copy(), self.upper.copy()
            # No column goes further than it needs to, so that room is left for the others.
            lower[chosen] = np.minimum(np.maximum(lower[chosen], truth - width), truth)
            upper[chosen] = np.maximum(np.minimum(upper[chosen], truth + width), truth)
            objective = np.zeros(len(self.system.truth))
            objective[chosen] = self._random.choice([-1.0, 1.0], len(chosen)) / width
            for sign in (1.0, -1.0):
                self._record(self.system.extreme(sign * objective, lower, upper).point)
            before, pending = len(pending), self._too_narrow(pending)
            if not pending or before - len(pending) < _MIN_PROGRESS * before:
                return

    def _extremes(self, column: int, lower: Floats, upper: Floats) -> tuple[Extreme, Extreme]:
        """Return where one column is largest and where it is smallest."""
        objective = np.zeros(len(self.system.truth))
        objective[column] = 1.0
        largest = self.system.extreme(objective, lower, upper)
        smallest = self.system.extreme(-objective, lower, upper)
        if lower is self.lower:
            self._record(largest.point)
            self._record(smallest.point)
        return largest, smallest

    def _always_narrow(self, column: int) -> bool:
        """Return whether prior knowledge alone makes a column too narrow, so that suppressing more does not help."""
        largest, smallest = self._extremes(column, self.system.lower, self.system.upper)
        return bool(largest.point[column] - smallest.point[column] < self.width[column] * (1 - _TOLERANCE))

    def _try_single_changes(self) -> None:
        """Record how far each column can be from the truth without any search."""
        smallest, self._single_changes = self.system.single_changes(self.lower, self.upper)
        self._record(smallest)
        self._record(self._single_changes)

    def _record(self, point: Floats) -> None:
        """Record that the values of a point are possible."""
        np.minimum(self._smallest, point, out=self._smallest)
        np.maximum(self._largest, point, out=self._largest)

    def _suppress_cheapest(self, extremes: Iterable[Extreme]) -> bool:
        """Suppress the cheapest published column that is binding in a search; False if there is none."""
        binding = {int(at) for extreme in extremes for at in extreme.binding if int(at) in self.published}
        if not binding:
            return False
        self.suppress([min(binding, key=lambda column: (self.cost[column], column))])
        return True

    def _clear_many(self, targets: Sequence[Target], insiders: Sequence[Insider], pending: NDArray[np.bool_]) -> None:
        """Clear pairs of target and insider by searches for many targets against many groups of insiders."""
        with_target = {target.group for target in targets}
        safe = np.array([group not in with_target for group in range(len(insiders))])
        self._clear_by_one_search(targets, insiders, pending, safe)
        for _ in range(_MAX_ROUNDS):
            before = int(pending.sum())
            self._clear_by_one_search(targets, insiders, pending, self._random.random(len(insiders)) < 0.5)
            if before - int(pending.sum()) <= _MIN_PROGRESS * before:
                return

    def _clear_by_one_search(
        self,
        targets: Sequence[Target],
        insiders: Sequence[Insider],
        pending: NDArray[np.bool_],
        attackers: NDArray[np.bool_],
    ) -> None:
        """Clear the pairs of the groups of `attackers` and the targets of other groups that reach their need."""
        rows = [
            row for row, target in enumerate(targets) if not attackers[target.group] and pending[row, attackers].any()
        ]
        if not rows:
            return
        objective = np.zeros(len(self.system.truth))
        lower, upper = _insiders_bounds(self.lower, self.upper, insiders, np.flatnonzero(attackers))
        for row in rows:
            column, need = targets[row].column, targets[row].need
            objective[column] = 1 / need
            # No target goes further than it needs to, so that room is left for the others.
            upper[column] = max(lower[column], min(upper[column], need))
        point = self.system.extreme(objective, lower, upper).point
        for row in rows:
            if point[targets[row].column] >= targets[row].need * (1 - _TOLERANCE):
                pending[row, attackers] = False

    def _cleared(self, target: Target, insiders: Sequence[Insider], groups: Indexes) -> Indexes:
        """Return which of the `groups` cannot estimate the target: all together, or else of a half of them.

        If one group alone can, suppress a further column and return no group; return it if nothing is left to suppress.
        """
        objective = np.zeros(len(self.system.truth))
        objective[target.column] = 1.0
        extreme = self.system.extreme(objective, *_insiders_bounds(self.lower, self.upper, insiders, groups))
        needed = target.need * (1 - _TOLERANCE)
        if extreme.point[target.column] >= needed:
            return groups
        if len(groups) > 1:
            return self._cleared(target, insiders, groups[: len(groups) // 2])
        prior = _insiders_bounds(self.system.lower, self.system.upper, insiders, groups)
        reachable = self.system.extreme(objective, *prior).point[target.column]
        if target.estimated:
            needed = min(needed, reachable * (1 - _TOLERANCE))
        done = reachable < needed or extreme.point[target.column] >= needed
        return groups if done or not self._suppress_cheapest([extreme]) else groups[:0]


def costs(system: ConstraintSystem, segments: Iterable[tuple[int, SegmentKey]]) -> Floats:
    """Return the cost of suppressing each column: its amount; a wider segment always costs more than a narrower one."""
    cost = np.zeros(len(system.truth))
    for column, segment in segments:
        cost[column] = max(cost[column], (1 + abs(float(system.truth[column]))) * _WIDER_SEGMENT ** -len(segment))
    return cost


def _insiders_bounds(
    lower: Floats, upper: Floats, insiders: Sequence[Insider], groups: Indexes
) -> tuple[Floats, Floats]:
    """Return the bounds for an attacker who knows what the insiders of some groups know."""
    lower, upper = lower.copy(), upper.copy()
    for group in groups.tolist():
        insider = insiders[group]
        lower[insider.columns] = np.maximum(lower[insider.columns], insider.lower)
        if insider.only_member:
            upper[insider.columns] = insider.lower
    return lower, upper
