"""`assumptions --json`: every assumption in use, and what it moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from valuereport.model.assumption_use import AssumptionReport


def assumptions_data(report: AssumptionReport) -> dict[str, object]:
    """Return the report for programs (docs/design.md, "Names that programs rely on"); money is not rounded."""
    found = {key: _plain(value) for key, value in asdict(report).items() if key != "assumptions"}
    rows = []
    for one in report.assumptions:
        row = {key: _plain(value) for key, value in asdict(one).items()}
        rows.append(row | {"concerns": list(one.concerns(report.last_day))})
    return {**found, "assumptions": rows}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the report holds
    return value.isoformat() if isinstance(value, date) else value
