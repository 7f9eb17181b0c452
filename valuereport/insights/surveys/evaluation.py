"""Kano's evaluation table, and what the letters of many pairs come to: pure counts, the rows of an array.

A pair asks how somebody would feel if a feature were there (functional) and if it were not (dysfunctional). Kano et al.
1984; better and worse: Berger et al. 1993 (CQM Journal 2(4)); total and category strength: Lee and Newcomb 1997.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from valuereport.model.listening import CLASS_OF, LETTERS, KanoClass, Letter

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

A, O, M, I, R, Q = range(6)  # noqa: E741 - Kano's letters, in the order of LETTERS

TABLE: Final[Whole] = np.array(
    [
        [Q, A, A, A, O],
        [R, I, I, I, M],
        [R, I, I, I, M],
        [R, I, I, I, M],
        [R, R, R, R, Q],
    ]
)
"""The letter by the functional (row) and the dysfunctional answer (column), both in the order of KANO_ANSWERS."""

FUNCTIONAL: Final[Numbers] = np.array([4.0, 2.0, 0.0, -1.0, -2.0])
DYSFUNCTIONAL: Final[Numbers] = np.array([-2.0, -1.0, 0.0, 2.0, 4.0])
"""DuMouchel's values of the answers (in Berger et al. 1993): negative answers count less on purpose."""

NAMED_FROM: Final = 50
"""Pairs without contradictions from which on a class may be named."""
STRENGTH: Final = 0.06
"""The category strength under which a class is mixed."""
SIGNIFICANT: Final = 0.05

_TIES: Final = (M, O, A, I, R)
"""Of letters that are as frequent the first one is the top: what is missed most goes before."""
_FONG: Final = 1.65


@dataclass(frozen=True, slots=True)
class Standing:
    """The two most frequent letters, how clearly they stand apart, and the class that may be named."""

    top: Letter | None
    second: Letter | None
    strength: float | None  # category strength
    fong_difference: int
    fong_limit: float
    p: float | None
    kano_class: KanoClass


def letters(functional: Whole, dysfunctional: Whole) -> Whole:
    """Return the letter of each pair as its place in LETTERS. Answers are places in KANO_ANSWERS."""
    return TABLE[functional, dysfunctional]


def standing(counts: Whole) -> Standing:
    """Return what the counts of the six letters say of a class.

    Fong's test (1996) ignores that two shares of one sample hang together, and rejects twice as often as it says: it
    is told and decides nothing. The exact binomial test takes the pairs of the two letters as tosses of a fair coin.
    Where contradictions are as many as any letter, the question was not understood, and nothing is named.
    """
    every, n = int(counts.sum()), int(counts[:Q].sum())
    if not n:
        return Standing(None, None, None, 0, 0.0, None, "too_few")
    order = sorted(_TIES, key=lambda letter: -counts[letter])  # stable: ties stay in their order
    top, second = int(counts[order[0]]), int(counts[order[1]])
    strength = (top - second) / every
    p = binomial(top, second)
    clear = strength >= STRENGTH and p < SIGNIFICANT and counts[Q] < top
    named = CLASS_OF[LETTERS[order[0]]] if clear else "mixed"
    return Standing(
        top=LETTERS[order[0]],
        second=LETTERS[order[1]] if second else None,
        strength=strength,
        fong_difference=top - second,
        fong_limit=fong_limit(top, second, every),
        p=p,
        kano_class=named if n >= NAMED_FROM else "too_few",
    )


def fong_limit(top: int, second: int, n: int) -> float:
    """Return the difference of two counts among `n` from which on Fong's test calls it significant (nominal 10 %)."""
    both = top + second
    return float(_FONG * np.sqrt(both * (2 * n - both) / (2 * n))) if n else 0.0


def binomial(top: int, second: int) -> float:
    """Return the two-sided p of the exact binomial test of two counts against a half."""
    return float(min(1.0, 2 * bdtr(min(top, second), top + second, 0.5)))
