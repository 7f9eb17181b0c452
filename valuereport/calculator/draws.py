"""The draws of the assumptions: one joint sample for the organisation, because its members share them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from valuereport.settings import Assumption

FloatArray = NDArray[np.float64]
Figures = Callable[[str], FloatArray]
"""An assumption's figures by its id: its draws, or an array of one number."""


def sample(assumption: Assumption, name: str, draws: int, seed: int) -> FloatArray:
    """Return `draws` samples of a PERT variable: a beta with lambda 4, scaled to low..high (Malcolm et al., 1959).

    The stream depends on the seed and the assumption's id alone, so that adding one changes no other's draws.
    """
    if assumption.exact:
        return np.full(draws, assumption.central)
    width = assumption.high - assumption.low
    alpha = 1 + 4 * (assumption.central - assumption.low) / width
    beta = 1 + 4 * (assumption.high - assumption.central) / width
    stream = np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])])
    return assumption.low + width * stream.beta(alpha, beta, draws)


def drawn_figures(assumptions: Mapping[str, Assumption], draws: int, seed: int) -> Figures:
    """Return the draws of each assumption."""
    drawn = {name: sample(found, name, draws, seed) for name, found in assumptions.items()}
    return drawn.__getitem__


def central_figures(assumptions: Mapping[str, Assumption]) -> Figures:
    """Return each assumption's central figure as an array of one."""
    fixed = {name: np.array([found.central]) for name, found in assumptions.items()}
    return fixed.__getitem__
