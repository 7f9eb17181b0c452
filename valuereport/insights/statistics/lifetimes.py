"""How long members stay who renew once a year: the shifted beta-geometric model.

Fader and Hardie 2007, "How to project customer retention" (J. Interactive Marketing 21:76-90): each member lapses at
each renewal with a chance of its own, which differs from member to member as a beta distribution does. Those who stay
are more and more the loyal ones, so that retention rises with tenure though no member changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaln, hyp2f1

Numbers = NDArray[np.float64]

_STARTS: Final = ((0.0, 0.0), (-0.5, 1.5), (1.0, 2.0))  # logarithms of a and b
_WIDEST: Final = 12.0  # of a logarithm: beyond it, all members are alike, or nobody lapses


@dataclass(frozen=True, slots=True)
class Cohort:
    """Members who joined together: how many at first, and how many of them lapsed at each renewal, the first one first.

    Who has not lapsed after the last of them is still there.
    """

    joined: int
    lapsed: tuple[int, ...]

    @property
    def staying(self) -> int:
        """Return how many are still there."""
        return self.joined - sum(self.lapsed)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """The fitted model: the parameters of the beta distribution of the chance to lapse, and the log-likelihood."""

    a: float
    b: float
    log_likelihood: float = float("nan")

    def survival(self, renewals: ArrayLike) -> Numbers:
        """Return the share that is still there after so many renewals: S(t) = B(a, b + t) / B(a, b)."""
        t = np.asarray(renewals, dtype=float)
        return np.asarray(np.exp(betaln(self.a, self.b + t) - betaln(self.a, self.b)))

    def retention(self, renewal: ArrayLike) -> Numbers:
        """Return the share that renews of those who come to the n-th renewal: (b + n - 1) / (a + b + n - 1)."""
        n = np.asarray(renewal, dtype=float)
        return np.asarray((self.b + n - 1) / (self.a + self.b + n - 1))

    def expected(self, discount: float) -> float:
        """Return the discounted expected lifetime of who has just joined, in years paid, the first one included."""
        return float(hyp2f1(1, self.b, self.a + self.b, 1 / (1 + discount)))

    def residual(self, renewal: int, discount: float) -> float:
        """Return the same of who is just before the n-th renewal, that one's year included if it is renewed."""
        ahead = hyp2f1(1, self.b + renewal, self.a + self.b + renewal, 1 / (1 + discount))
        return float(self.retention(renewal) * ahead)

    def years_paid(self, before: int, horizon: int, discount: float) -> float:
        """Return the discounted years that somebody pays within a horizon, from the next renewal on.

        `before`: renewals so far; the next one is due now. The horizon is in years, that of the next renewal included.
        """
        ahead = np.arange(1, horizon + 1)
        staying = self.survival(before + ahead) / self.survival(before)
        return float(np.sum(staying / (1 + discount) ** (ahead - 1)))


def fitted(cohorts: Sequence[Cohort]) -> Lifetimes | None:
    """Return the model that fits best by maximum likelihood; None where there is nothing to fit, or no best one.

    Cohorts of different years count together: each with its lapses, and those who are still there as such.
    """
    lapses = sum(sum(one.lapsed) for one in cohorts)
    if not lapses or not any(one.staying or len(one.lapsed) > 1 for one in cohorts):
        return None

    def loss(logarithms: Numbers) -> float:
        a, b = np.exp(np.clip(logarithms, -_WIDEST, _WIDEST))
        return -sum(_log_likelihood(a, b, one) for one in cohorts)

    options = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000}
    tried = [minimize(loss, start, method="Nelder-Mead", options=options) for start in _STARTS]
    best = min(tried, key=lambda one: float(one.fun))
    if not best.success or np.abs(best.x).max() >= _WIDEST:
        return None
    a, b = np.exp(best.x)
    return Lifetimes(float(a), float(b), -float(best.fun))


def _log_likelihood(a: float, b: float, cohort: Cohort) -> float:
    years = np.arange(1, len(cohort.lapsed) + 1)
    lapsed = np.asarray(cohort.lapsed, dtype=float)
    base = betaln(a, b)
    at = betaln(a + 1, b + years - 1) - base
    return float(lapsed @ at + cohort.staying * (betaln(a, b + len(years)) - base))
