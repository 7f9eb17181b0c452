"""`assumptions --json`: every assumption in use, and what it moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from valuereport.model.assumption_use import AssumptionReport
from valuereport.model.money import rounded


def assumptions_data(report: AssumptionReport) -> dict[str, object]:
    """Return the report for programs (docs/design.md, "Names that programs rely on"); money as it is shown."""
    found = {key: _plain(value) for key, value in asdict(report).items() if key != "assumptions"}
    found |= {key: _money(getattr(report, key), report) for key in ("fees", "total", "low")}
    rows = []
    for one in report.assumptions:
        row = {key: _plain(value) for key, value in asdict(one).items()}
        row |= {key: _money(getattr(one, key), report) for key in ("total_at_low", "total_at_high")}
        rows.append(row | {"concerns": list(one.concerns(report.last_day))})
    return {**found, "assumptions": rows}


def _money(amount: float, report: AssumptionReport) -> float:
    return float(rounded(amount, report.currency))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the report holds
    return value.isoformat() if isinstance(value, date) else value
