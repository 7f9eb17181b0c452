"""An attacker who knows who the members are, and solves for their amounts from nothing but what was published.

Written without any of the disclosure control's own code: the unknowns are the members themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.stories.disclosure.organisations import PARTS, within
from valuereport.model.story import Published, Segment

_Order = tuple[np.ndarray, float, int, int]
"""Some members; of them, so many or at most so many others have at least an amount."""


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

    def __init__(
        self,
        frame: pd.DataFrame,
        outputs: Iterable[tuple[Sequence[Published], int]],
        measure: str,
        bins: Sequence[tuple[float, float | None, int]] | None = None,
    ) -> None:
        """Take the members (only who they are is used) and every output, each with its significant figures.

        With `bins`, medians and quartiles are used too: who of a segment lies above one is not known, only how many,
        so that a member is above it to a part of one, which is an unknown of its own.
        """
        self.frame = frame
        self.parts = PARTS if measure == "value" and PARTS[0] in frame else (measure,)
        self.number = len(frame)
        self.width_of = len(self.parts) * self.number
        rows: list[np.ndarray] = []
        self.right: list[float] = []
        for cells, figures in outputs:
            for cell in cells:
                if cell.value is None or cell.measure not in (*self.parts, measure):
                    continue
                row = self.weights(cell.measure, within(frame, cell.segment))
                low, high = reading(cell.value, figures)
                rows += [row, -row]
                self.right += [high * (1 + 1e-9), -low * (1 - 1e-9)]
        self.measure = measure
        self.tops: list[float] = []
        self.rows = csr_array(np.array(rows)) if rows else None
        if bins is not None:
            ordered = [*self._points(outputs), *self._bins(bins)]
            self.rows = self._with(rows, ordered)

    def _points(self, outputs: Iterable[tuple[Sequence[Published], int]]) -> Iterator[_Order]:
        """Yield of each segment with a median or quartile how many members have how much at least."""
        places = {"quartile_low": 0.25, "median_value": 0.5, "quartile_high": 0.75}
        for cells, figures in outputs:
            for cell in cells:
                if cell.value and cell.measure in places and self.measure == "value":
                    members = np.flatnonzero(within(self.frame, cell.segment))
                    above = len(members) - math.ceil(places[cell.measure] * (len(members) - 1) - 1e-9)
                    yield members, reading(cell.value, figures)[0], above, above

    def _bins(self, bins: Sequence[tuple[float, float | None, int]]) -> Iterator[_Order]:
        """Yield how many of all have how much at least; members were rounded to five."""
        for at, (start, _, _) in enumerate(bins):
            known = sum(count for _, _, count in bins[at:])
            yield np.arange(self.number), start, known - 2 * len(bins[at:]), self.number

    def _with(self, rows: Sequence[np.ndarray], ordered: Sequence[_Order]) -> csr_array:
        """Return the rows of all sums, and of what the members have at least."""
        inner = csr_array(np.array(rows)) if rows else csr_array((0, self.width_of))
        number = sum(len(members) for members, *_ in ordered)
        entries: list[tuple[int, int, float]] = []
        at, row = self.width_of, inner.shape[0]
        for members, least, few, many in ordered:
            tops = range(at, at + len(members))
            for top, member in zip(tops, members.tolist(), strict=True):  # least x top - amount <= 0
                entries.append((row, top, least))
                entries += [(row, part * self.number + member, -1.0) for part in range(len(self.parts))]
                row += 1
            entries += [(row, top, 1.0) for top in tops] + [(row + 1, top, -1.0) for top in tops]
            self.right += [*[0.0] * len(members), float(many), -float(max(few, 0))]
            row, at = row + 2, at + len(members)
        self.tops = [1.0] * number
        across, down, values = zip(*entries, strict=True) if entries else ((), (), ())
        outer = csr_array((values, (across, down)), shape=(row, at))
        inner.resize((row, at))
        return csr_array(inner + outer)

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
        bounds = np.array([(0.0, np.inf)] * len(weights) + [(0.0, top) for top in self.tops])
        for at, own_amount in fixed.items():
            bounds[at] = own_amount
        weights = np.concatenate([weights, np.zeros(len(self.tops))])
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
