"""The error of the simulation: how far a low estimate would be another one with other draws of the same assumptions."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, drawn_figures
from valuereport.calculator.ranges import ranges, unit_figures
from valuereport.calculator.valuations import Valuations

SCRAMBLES: Final = 8


def low_errors(valuations: Valuations, rows: NDArray[np.intp]) -> FloatArray:
    """Return the standard deviation of some members' P10 over other scrambles of the points, in their currencies."""
    weights = valuations.weights[rows] * valuations.counts
    used = np.flatnonzero(weights.any(axis=0))
    numbers = np.unique(valuations.line_of_term[used]).tolist()
    lines = [valuations.lines[number] for number in numbers]
    terms = np.flatnonzero(np.isin(valuations.line_of_term, numbers))
    only = frozenset[str]().union(*(line.assumptions for line in lines))
    sampling = valuations.sampling
    lows = []
    for scramble in range(1, SCRAMBLES + 1):
        figures = drawn_figures(valuations.settings.judgement.assumptions, sampling, scramble, only)
        draws = [np.broadcast_to(term, sampling.draws) for line in lines for term in line.net(figures)]
        units = unit_figures(np.array(draws).reshape(len(terms), sampling.draws), valuations.units.means[terms])
        lows.append(ranges(weights[:, terms], units)[:, 0])
    return np.asarray(np.std(lows, axis=0, ddof=1) / valuations.rate[rows])
