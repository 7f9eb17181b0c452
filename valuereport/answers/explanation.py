"""`explain --json`, and what an archived statement carries: every figure with its evidence and assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from valuereport.model.correction import COLUMNS, CORRECTIONS, Correction
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.valuation import BenefitLine, Evidence, Range, Valuation
from valuereport.settings import Period

_SIGNED: Final = tuple(name for name in COLUMNS if name != "member")


def explanation_data(
    valuation: Valuation, period: Period, corrections: Sequence[Correction] | None = None
) -> dict[str, object]:
    """Return a valuation for programs (docs/design.md, "Names that programs rely on"); money as it is shown.

    `corrections`: what staff signed of the member; None where the answer is for the member, whom their names do not
    concern.
    """
    currency, signed = valuation.currency, {one.row: one.signature for one in corrections or ()}
    data: dict[str, object] = {
        "member_id": valuation.member_id,
        "period": [period.start.isoformat(), period.end.isoformat()],
        "currency": currency,
        "fee": _figure(valuation.fee, currency),
        "fee_basis": valuation.fee_basis,
        "fee_source": valuation.fee_source,
        "edition": valuation.edition,
        "lines": [_line_data(line, currency, signed) for line in valuation.lines],
        "community": [
            {"activity": activity, "quantity": quantity, "engagements": count}
            for activity, quantity, count in valuation.community
        ],
        "unpriced": [
            {
                "benefit": one.benefit,
                "activity": one.activity,
                "quantity": one.quantity,
                "unit": one.unit,
                "evidence": [_evidence_data(found, currency, signed) for found in one.evidence],
            }
            for one in valuation.unpriced
        ],
        "recorded": _range_data(valuation.recorded, currency),
        "estimated": _range_data(valuation.estimated, currency),
        **_range_data(valuation.total, currency),
        "low_without_policy": _figure(valuation.without_policy.low, currency),
        "ratio_without_policy": _ratio(valuation.ratio_without_policy),
        "benefit_cost_ratio": _ratio(valuation.benefit_cost_ratio),
        "roi": _ratio(valuation.roi),
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "swings": [
            {
                "assumption": one.assumption,
                "total_at_low": _figure(one.at_low, currency),
                "total_at_high": _figure(one.at_high, currency),
            }
            for one in valuation.swings
        ],
        "entitlements": [
            {
                "activity": one.activity,
                "quantity": one.quantity,
                "used": one.used,
                "left": one.left,
                "until": one.until.isoformat(),
            }
            for one in valuation.entitlements
        ],
    }
    if corrections is not None:
        data["corrections"] = [{name: one.cells[name] for name in _SIGNED} | {"row": one.row} for one in corrections]
    return data


def _line_data(line: BenefitLine, currency: str, signed: Mapping[int, str]) -> dict[str, object]:
    return {
        "benefit": line.benefit,
        "activity": line.activity,
        "variant": line.variant,
        "quantity": line.quantity,
        "counted": line.counted,
        "unit": line.unit,
        "evidence": [_evidence_data(one, currency, signed) for one in line.evidence],
        "factors": [
            {
                "role": factor.role,
                "low": factor.low,
                "central": factor.central,
                "high": factor.high,
                "mean": factor.mean,
                "unit": factor.unit,
                "assumption": factor.assumption,
                "grade": factor.grade,
                "source": factor.source,
            }
            for factor in line.factors
        ],
        "grade": line.grade,
        "gross": _figure(line.gross, currency),
        **_range_data(line.value, currency),
    }


def _evidence_data(one: Evidence, currency: str, signed: Mapping[int, str]) -> dict[str, object]:
    data: dict[str, object] = {
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
    if signed and one.source == CORRECTIONS and one.row:
        data["signed"] = signed.get(one.row, "")
    return data


def _range_data(value: Range, currency: str) -> dict[str, float]:
    return {name: _figure(getattr(value, name), currency) for name in ("low", "central", "high")}


def _ratio(ratio: float | None) -> float | None:
    return None if ratio is None else float(rounded_ratio(ratio))


def _figure(amount: float, currency: str) -> float:
    return float(rounded(amount, currency))
