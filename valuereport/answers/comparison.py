"""`statement --compare --json`: a member's figures in a run and now, and the lines that changed."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from valuereport.model.comparison import MemberComparison, StatementFigures


def comparison_data(found: MemberComparison) -> dict[str, object]:
    """Return a comparison for programs; money as statements show it."""
    return {
        "member_id": found.member_id,
        "name": found.name,
        "run": found.run,
        "before": _figures(found.before),
        "after": _figures(found.after),
        "lines": [
            {"benefit": one.benefit, "line": one.line, "before": _number(one.before), "after": _number(one.after)}
            for one in found.lines
        ],
        "no_lines": found.no_lines,
        "corrections": [{**one.cells, "row": one.row} for one in found.corrections],
    }


def _figures(one: StatementFigures) -> dict[str, object]:
    return {name: _number(value) if isinstance(value, Decimal) else value for name, value in asdict(one).items()}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
