"""How good forecasts of a yes or no were: each a chance between 0 and 1, beside what happened (1 or 0)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata

Numbers = NDArray[np.float64]

_STEPS: Final = 50
_LEAST: Final = 1e-9  # of a chance: a logit is finite


def brier(chances: ArrayLike, happened: ArrayLike) -> float:
    """Return the mean squared difference of chance and outcome (Brier 1950): 0 is perfect; NaN where there is none."""
    p, y = _pair(chances, happened)
    return float(np.mean((p - y) ** 2)) if len(p) else float("nan")


def skill(chances: ArrayLike, happened: ArrayLike, base_rate: float | None = None) -> float:
    """Return how much smaller the Brier score is than that of one rate for all, as a share; below 0 it is larger.

    `base_rate`: the rate that was known before; the one that came out where none is given. NaN where that needs no
    forecast, since all came out alike.
    """
    p, y = _pair(chances, happened)
    rate = float(np.mean(y)) if base_rate is None else base_rate
    reference = brier(np.full(len(y), rate), y)
    return 1 - brier(p, y) / reference if reference > 0 else float("nan")


def calibration_in_the_large(chances: ArrayLike, happened: ArrayLike) -> float:
    """Return what has to be added to the logits of all chances so that they come out right in sum: 0 is right."""
    p, y = _pair(chances, happened)
    return float(_fitted(y, logit(_inside(p)), np.ones((len(y), 1)))[0])


def calibration_slope(chances: ArrayLike, happened: ArrayLike) -> float:
    """Return the slope of outcomes over the logits of chances: 1 is right, below 1 the chances are too extreme."""
    p, y = _pair(chances, happened)
    return float(_fitted(y, np.zeros(len(y)), np.column_stack([np.ones(len(y)), logit(_inside(p))]))[1])


def auc(chances: ArrayLike, happened: ArrayLike) -> float:
    """Return the chance that of a yes and a no the yes had the higher chance; NaN where there is none of the one."""
    p, y = _pair(chances, happened)
    yes, no = int(y.sum()), int(len(y) - y.sum())
    if not yes or not no:
        return float("nan")
    return float((rankdata(p)[y == 1].sum() - yes * (yes + 1) / 2) / (yes * no))


def _pair(chances: ArrayLike, happened: ArrayLike) -> tuple[Numbers, Numbers]:
    p, y = np.broadcast_arrays(np.asarray(chances, dtype=float), np.asarray(happened, dtype=float))
    return p, y


def _inside(chances: Numbers) -> Numbers:
    return np.clip(chances, _LEAST, 1 - _LEAST)


def _fitted(y: Numbers, offset: Numbers, columns: Numbers) -> Numbers:
    """Return the coefficients of a logistic regression with an offset, by Newton's method; NaN where there are none."""
    if y.min(initial=1) == y.max(initial=0):
        return np.full(columns.shape[1], np.nan)
    beta = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        p = expit(offset + columns @ beta)
        weight = p * (1 - p)
        try:
            step = np.linalg.solve(columns.T @ (columns * weight[:, None]), columns.T @ (y - p))
        except np.linalg.LinAlgError:
            return np.full(columns.shape[1], np.nan)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta
    return np.full(columns.shape[1], np.nan)
