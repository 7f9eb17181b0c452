"""`explain --json`, and what an archived statement carries: every figure with its evidence and assumptions."""

from __future__ import annotations

from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.valuation import BenefitLine, Range, Valuation
from valuereport.settings import Period


def explanation_data(valuation: Valuation, period: Period) -> dict[str, object]:
    """Return a valuation for programs (docs/design.md, "Names that programs rely on"); money as it is shown."""
    currency = valuation.currency
    ratio, roi = valuation.benefit_cost_ratio, valuation.roi
    return {
        "member_id": valuation.member_id,
        "period": [period.start.isoformat(), period.end.isoformat()],
        "currency": currency,
        "fee": _figure(valuation.fee, currency),
        "edition": valuation.edition,
        "lines": [_line_data(line, currency) for line in valuation.lines],
        "community": [
            {"activity": activity, "quantity": quantity, "engagements": count}
            for activity, quantity, count in valuation.community
        ],
        "recorded": _range_data(valuation.recorded, currency),
        "estimated": _range_data(valuation.estimated, currency),
        **_range_data(valuation.total, currency),
        "benefit_cost_ratio": None if ratio is None else float(rounded_ratio(ratio)),
        "roi": None if roi is None else float(rounded_ratio(roi)),
    }


def _line_data(line: BenefitLine, currency: str) -> dict[str, object]:
    return {
        "benefit": line.benefit,
        "activity": line.activity,
        "variant": line.variant,
        "quantity": line.quantity,
        "counted": line.counted,
        "unit": line.unit,
        "evidence": [
            {
                "date": one.date.isoformat(),
                "title": one.title,
                "contact": one.contact,
                "quantity": one.quantity,
                "counted": one.counted,
                "value": _figure(one.value, currency),
                "source": one.source,
                "file": one.file,
                "row": one.row,
            }
            for one in line.evidence
        ],
        "factors": [
            {
                "role": factor.role,
                "low": factor.low,
                "central": factor.central,
                "high": factor.high,
                "unit": factor.unit,
                "assumption": factor.assumption,
                "grade": factor.grade,
                "source": factor.source,
            }
            for factor in line.factors
        ],
        "grade": line.grade,
        "gross": _figure(line.gross, currency),
        "at_central": _figure(line.at_central, currency),
        **_range_data(line.value, currency),
    }


def _range_data(value: Range, currency: str) -> dict[str, float]:
    return {name: _figure(getattr(value, name), currency) for name in ("low", "central", "high")}


def _figure(amount: float, currency: str) -> float:
    return float(rounded(amount, currency))
