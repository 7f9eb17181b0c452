"""The draws of the assumptions: one joint sample for the organisation, because its members share them.

Scrambled Sobol points (Owen, 1998) fill the space of the assumptions evenly, so that the seed hardly matters. Whoever
is optimistic about one assumption is so about others: those that are estimated or reported share a common factor
(a one-factor Gaussian copula), with the sign of their effect on values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from valuereport.settings import Assumption

FloatArray = NDArray[np.float64]
_SCORES: Final = np.linspace(-6, 6, 257)
Figures = Callable[[str], FloatArray]
"""An assumption's figures by its id: its draws, or an array of one number."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the assumptions are drawn. `draws`: a power of two. `effects`: of each assumption on values: 1, -1, or 0."""

    draws: int
    seed: int
    correlation: float  # of two assumptions that share the common factor
    effects: Mapping[str, int]


def drawn_figures(
    assumptions: Mapping[str, Assumption], sampling: Sampling, scramble: int = 0, only: Collection[str] | None = None
) -> Figures:
    """Return the draws of each assumption, or of those in `only`. `scramble`: another set of points of the same kind.

    A dimension is an assumption, in the order of their ids, after that of the common factor.
    """
    names = sorted(name for name, found in assumptions.items() if not found.exact)
    drawn = {name: np.array([found.central]) for name, found in assumptions.items() if found.exact}
    if not names:
        return drawn.__getitem__
    from scipy.stats import qmc  # loading it takes most of a second, which only ranges need

    seed = np.random.default_rng([sampling.seed, scramble])
    exponent = sampling.draws.bit_length() - 1
    points = ndtri(qmc.Sobol(len(names) + 1, scramble=True, rng=seed).random_base2(exponent))
    factor, correlation = points[:, 0], sampling.correlation
    for number, name in enumerate(names, 1):
        if only is not None and name not in only:
            continue
        found, z = assumptions[name], points[:, number]
        effect = sampling.effects.get(name, 0) if found.grade != "recorded" else 0
        if effect and correlation:
            z = effect * np.sqrt(correlation) * factor + np.sqrt(1 - correlation) * z
        drawn[name] = _drawn(found, z)
    return drawn.__getitem__


def _drawn(assumption: Assumption, z: FloatArray) -> FloatArray:
    """Return the draws of an assumption at normal scores.

    The quantile as a function of the score is smooth: a cubic spline through 257 of them is exact to a millionth of the
    range, in a tenth of the time. Beyond six standard deviations stand the ends.
    """
    from scipy.interpolate import CubicSpline

    quantiles = CubicSpline(_SCORES, pert_quantile(assumption, ndtr(_SCORES)))
    return np.asarray(np.clip(quantiles(np.clip(z, _SCORES[0], _SCORES[-1])), assumption.low, assumption.high))


def pert_quantile(assumption: Assumption, share: FloatArray) -> FloatArray:
    """Return the quantiles of a PERT variable: a beta with lambda 4, scaled to low..high (Malcolm et al., 1959)."""
    width = assumption.high - assumption.low
    alpha = 1 + 4 * (assumption.central - assumption.low) / width
    beta = 1 + 4 * (assumption.high - assumption.central) / width
    return np.asarray(assumption.low + width * betaincinv(alpha, beta, share))


def mean_figures(assumptions: Mapping[str, Assumption], fixed: Mapping[str, float] = MappingProxyType({})) -> Figures:
    """Return each assumption's mean as an array of one; `fixed`: other figures for some."""
    means = {name: np.array([found.mean]) for name, found in assumptions.items()}
    return (means | {name: np.array([figure]) for name, figure in fixed.items()}).__getitem__
