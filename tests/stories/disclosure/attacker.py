"""An attacker who knows who the members are, and solves for their amounts from nothing but what was published.

Written without any of the disclosure control's own code: the unknowns are the members themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.stories.disclosure.organisations import PARTS, within
from valuereport.model.story import Published, Segment


def reading(value: float, figures: int = 2) -> tuple[float, float]:
    """Return between which amounts one lies that is printed with so many significant figures."""
    if value == 0:
        return 0.0, 0.0
    text = f"{abs(value):.{figures - 1}e}"
    mantissa, exponent = text.split("e")
    half = 0.5 * 10.0 ** (int(exponent) - figures + 1)
    below = half / 10 if float(mantissa) == 1 else half
    return value - below, value + half


class Attacker:
    """The system of the measures in `columns`, of which the last is the sum of the others where there are several."""

    def __init__(self, frame: pd.DataFrame, outputs: Iterable[tuple[Sequence[Published], int]], measure: str) -> None:
        """Take the members (only who they are is used) and every output, each with its significant figures."""
        self.frame = frame
        self.parts = PARTS if measure == "value" and PARTS[0] in frame else (measure,)
        self.number = len(frame)
        rows, self.right = [], []
        for cells, figures in outputs:
            for cell in cells:
                if cell.value is None or cell.measure not in (*self.parts, measure):
                    continue
                row = self.weights(cell.measure, within(frame, cell.segment))
                low, high = reading(cell.value, figures)
                rows += [row, -row]
                self.right += [high * (1 + 1e-9), -low * (1 - 1e-9)]
        self.rows = csr_array(np.array(rows)) if rows else None
        self.measure = measure

    def weights(self, measure: str, members: np.ndarray) -> np.ndarray:
        """Return the weight of each unknown in the sum of `measure` over `members`."""
        of = [measure] if measure in self.parts else self.parts
        return np.concatenate([members.astype(float) * (part in of) for part in self.parts])

    def most(self, weights: np.ndarray, insider: int | None = None) -> float:
        """Return the largest possible weighted sum for one who also knows all amounts of the member `insider`."""
        fixed = {}
        if insider is not None:
            own = self.frame.iloc[insider]
            fixed = {at * self.number + insider: float(own[part]) for at, part in enumerate(self.parts)}
        bounds = [(fixed.get(at, 0.0), fixed.get(at)) for at in range(len(weights))]
        found = linprog(-weights, A_ub=self.rows, b_ub=self.right or None, bounds=bounds, method="highs")
        if found.status == 3:
            return math.inf
        assert found.status == 0, found.message
        return float(-found.fun)

    def width(self, measure: str, segment: Segment) -> float:
        """Return how far apart the largest and the smallest possible sum of a segment are."""
        weights = self.weights(measure, within(self.frame, segment))
        return self.most(weights) + self.most(-weights)

    def one(self, measure: str, member: int) -> np.ndarray:
        """Return the weights of one member's amount."""
        return self.weights(measure, np.arange(self.number) == member)


def count_width(frame: pd.DataFrame, cells: Sequence[Published], segment: Segment, smallest: int, step: int) -> float:
    """Return how many numbers of members a hidden segment could have, for one who knows no member but all rules."""
    counts: Mapping[Segment, Published] = {cell.segment: cell for cell in cells if cell.measure == "members"}
    finest = max(len(of) for of in counts)
    unknowns = [of for of in counts if len(of) == finest]
    rows, right = [], []
    for of, cell in counts.items():
        row = np.array([float(set(of) <= set(unknown)) for unknown in unknowns])
        low, high = (0, smallest - 1) if cell.rule == "threshold" else (smallest, 10 * len(frame))
        if cell.value is not None:
            low, high = max(low, int(cell.value) - step // 2), int(cell.value) + step // 2
        rows += [row, -row]
        right += [high, -low]
    goal = np.array([float(set(segment) <= set(unknown)) for unknown in unknowns])
    ends = [linprog(sign * goal, A_ub=np.array(rows), b_ub=right, method="highs") for sign in (1, -1)]
    assert all(end.status == 0 for end in ends)
    return float(-ends[1].fun - ends[0].fun)
