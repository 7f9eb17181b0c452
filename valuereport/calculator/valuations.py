"""All members' figures as arrays, aligned with History.members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray
from valuereport.calculator.unit_values import UnitValue
from valuereport.errors import Problem
from valuereport.model.tables import History
from valuereport.model.valuation import Edition, Range, Suggestion
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class Valuations:
    """The figures of all members."""

    history: History
    settings: Settings
    lines: tuple[UnitValue, ...]
    starts: NDArray[np.intp]  # the first term of each line; one more at the end
    weights: FloatArray  # members x terms, organisation's currency
    engagement_line: NDArray[np.intp]  # these three are aligned with History.engagements
    engagement_weight: FloatArray
    engagement_counted: FloatArray
    ranges: Mapping[str, FloatArray]  # "total", a benefit, "recorded", "estimated", "line N" -> members x 3
    editions: tuple[Edition, ...]
    peers: tuple[tuple[str, ...], ...]
    suggestions: tuple[tuple[Suggestion, ...], ...]
    problems: tuple[Problem, ...]

    def range_of(self, name: str, row: int) -> Range:
        """Return one range of one member, in the member's currency."""
        low, central, high = self.ranges[name][row].tolist()
        return Range(low, central, high)
