"""Composite indicators: parts on one scale, weighed by sum or by product (OECD/JRC handbook, 2008)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from valuereport.insights.statistics.proportions import Numbers


def capped_log(counts: ArrayLike, cap: ArrayLike) -> Numbers:
    """Return ln(1 + count, at most cap) / ln(1 + cap): from 0 to 1; a cap over 0."""
    limit = np.asarray(cap, dtype=float)
    return np.asarray(np.log1p(np.minimum(np.asarray(counts, dtype=float), limit)) / np.log1p(limit))


def linear(scores: ArrayLike, weights: ArrayLike) -> Numbers:
    """Return the weighted mean over the last axis: what one part lacks, another makes up for."""
    share = _shares(weights)
    return np.asarray(np.asarray(scores, dtype=float) @ share)


def geometric(scores: ArrayLike, weights: ArrayLike) -> Numbers:
    """Return the weighted geometric mean over the last axis: balance is rewarded, and a zero makes all of it zero."""
    share = _shares(weights)
    return np.asarray(np.prod(np.asarray(scores, dtype=float) ** share, axis=-1))


def geometric_above_zero(scores: ArrayLike, weights: ArrayLike) -> Numbers:
    """Return the weighted geometric mean of 1 + score, less 1: balance is rewarded, and a zero is no end of it."""
    return np.asarray(geometric(1 + np.asarray(scores, dtype=float), weights) - 1)


def _shares(weights: ArrayLike) -> Numbers:
    found = np.asarray(weights, dtype=float)
    return np.asarray(found / found.sum())
