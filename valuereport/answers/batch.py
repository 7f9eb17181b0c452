"""`batch --json` and `batch --dry-run --json`: what became, or would become, of every member."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from valuereport.model.run import Planned, Result

_PLAN = ("member_id", "locale", "edition", "file", "action", "reason")
_RESULT = ("member_id", "locale", "edition", "file")


def plan_data(planned: Iterable[Planned]) -> dict[str, object]:
    """Return the plan, one entry a member."""
    return {"plan": [{name: getattr(one, name) for name in _PLAN} for one in planned]}


def results_data(run: Path, results: Iterable[tuple[Planned, Result]]) -> dict[str, object]:
    """Return the results of a run, one entry a member."""
    entries = [
        {**{name: getattr(planned, name) for name in _RESULT}, "status": result.status} for planned, result in results
    ]
    return {"run": str(run), "results": entries}
