"""Shares with Wilson's interval, for tests."""

from __future__ import annotations

from math import sqrt

from valuereport.model.insight import Figure, Verdict

_Z = 1.959963984540054


def share(count: int, n: int, target: str = "", verdict: Verdict = "no_target", needed: int | None = None) -> Figure:
    """Return a share with Wilson's interval."""
    p, z = count / n, _Z * _Z / n
    middle, half = (p + z / 2) / (1 + z), _Z * sqrt(p * (1 - p) / n + z / (4 * n)) / (1 + z)
    return Figure(p, max(0.0, middle - half), min(1.0, middle + half), n, target, verdict, needed)
