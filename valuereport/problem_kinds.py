"""Problems -> kinds of problems, and what mends each: a person works off kinds, and not rows."""

from __future__ import annotations

from collections.abc import Iterable

from valuereport.errors import Problem
from valuereport.model.problem_kind import ProblemKind


def kinds(problems: Iterable[Problem]) -> tuple[ProblemKind, ...]:
    """Return the problems by kind: errors first, then what is mended soonest, then the most rows."""
    raise NotImplementedError
