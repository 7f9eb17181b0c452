"""What explains single members: one for each set of figures, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.calculator import Explainer, Valuations
from valuereport.model.statement_order import BY_VALUE, StatementOrder


def explainer_of(part: Valuations, order: StatementOrder) -> Explainer:
    """Return what explains members: with all suggestions where not the first ones are printed first."""
    return Explainer(part) if order == BY_VALUE else Explainer(part, suggestions=None)


class Explainers:
    """The explainers of the parts of calculated members. To make one sorts all engagements; to ask one is quick.

    Threads may ask at once; at worst two of them make the same one.
    """

    def __init__(self, parts: Sequence[Valuations], order: StatementOrder) -> None:
        self._parts, self._order = parts, order
        self._made: dict[int, Explainer] = {}

    def of_part(self, number: int) -> Explainer:
        """Return what explains the members of one part."""
        if number not in self._made:
            self._made[number] = explainer_of(self._parts[number], self._order)
        return self._made[number]
