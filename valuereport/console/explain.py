"""`valuereport explain`: every figure as dated evidence x assumption x discounts = value."""

from __future__ import annotations

from valuereport.model.member import Member
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.valuation import BenefitLine, Evidence, Factor, Range, Valuation
from valuereport.settings import Period

_DISCOUNTS = ("deadweight", "displacement", "attribution")


def explain_text(member: Member, valuation: Valuation, period: Period) -> str:
    """Return the explanation for a person: what a member of staff can read out on the phone."""
    currency = valuation.currency
    dates = f"{period.start.isoformat()} to {period.end.isoformat()}"
    lines = [
        f"{member.name} ({member.member_id}), {dates}, {valuation.edition} edition",
        f"Fee paid: {_money(valuation.fee, currency)}",
        "",
    ]
    for line in valuation.lines:
        lines += [*_line(line, currency), ""]
    for activity, quantity, count in valuation.community:
        lines += [f"community / {activity}: {count} engagements, quantity {quantity:g}: counted, never priced", ""]
    lines += [
        f"Money that changed hands: {_range(valuation.recorded, currency)}",
        f"Estimates:                {_range(valuation.estimated, currency)}",
        f"Total:                    {_range(valuation.total, currency)}",
        "(Each range comes from its own draws of the assumptions, so ranges do not add up; nor do rounded figures.)",
    ]
    if valuation.benefit_cost_ratio is not None and valuation.roi is not None:
        ratio, roi = rounded_ratio(valuation.benefit_cost_ratio), rounded_ratio(valuation.roi)
        lines.append(f"Benefit-cost ratio (low / fee): {ratio}; roi ((low - fee) / fee): {roi}")
    else:
        lines.append("No fee was paid, so there is no ratio.")
    return "\n".join(lines)


def _line(line: BenefitLine, currency: str) -> list[str]:
    noun = {"hours": "hours", "times": "times", "year": "years"}[line.unit]
    text = [
        f"{line.benefit} / {line.activity} ({line.variant}, evidence: {line.grade}): {_range(line.value, currency)}"
    ]
    text += [f"    {_evidence(one, currency)}" for one in line.evidence]
    if line.counted < line.quantity:
        text.append(f"    capped: {line.quantity:g} {noun} in all, {line.counted:g} counted")
    text += [f"    {_factor(factor)}" for factor in line.factors]
    text.append(f"    at the central figures: {_by_hand(line, noun)}")
    text.append(f"      = {_money(line.gross, currency)} gross, {_money(line.at_central, currency)} net")
    return text


# The formulas of calculator/unit_values.py as a reader multiplies them; {counted} is the quantity.
_FORMULAS = {
    ("time_saved", "own"): "{counted} x {hours_saved} x {hourly_value}",
    ("time_saved", "assumed"): "{counted} x {hours_saved} x {hourly_value}",
    ("cpd", "recorded"): "{recorded}",
    ("cpd", "price-paid"): "({counted} x {nonmember_price} - {price_paid})",
    ("cpd", "assumed"): "{counted} x ({nonmember_price} - {member_price})",
    ("leads", "recorded"): "{recorded} x {margin}",
    ("leads", "assumed"): "{counted} x {sale} x {margin} x {close_rate}",
    ("savings", "recorded"): "{recorded}",
    ("savings", "assumed"): "{counted} x {unit_saving}",
}


def _by_hand(line: BenefitLine, noun: str) -> str:
    figures = {factor.role: f"{factor.central:,.10g} {factor.role}" for factor in line.factors}
    if line.benefit == "policy":
        formula = _policy_formula(line, figures)
    else:
        formula = _FORMULAS[line.benefit, line.variant].format(counted=f"{line.counted:g} {noun}", **figures)
    discounts = [f"(1 - {figures[role]})" for role in _DISCOUNTS if role in figures]
    rate = f" / {figures['rate']}" if "rate" in figures and line.variant != "recorded" else ""
    return " x ".join([formula, *discounts]) + rate


def _policy_formula(line: BenefitLine, figures: dict[str, str]) -> str:
    years = []
    for factor in line.factors:
        if factor.role.startswith("in_force"):
            since = int(factor.role.rpartition("_")[2]) - 1 if factor.role != "in_force" else 0
            years.append(
                figures[factor.role]
                + (f" x (1 - {figures['drop_off']})^{since}" if since and "drop_off" in figures else "")
            )
    total = years[0] if len(years) == 1 else f"({' + '.join(years)})"
    return f"{total} x {figures['worth']}"


def _evidence(one: Evidence, currency: str) -> str:
    where = f"{one.source}: {one.file}" + (f" row {one.row}" if one.row else "")
    counted = f" ({one.counted:g} counted)" if one.counted != one.quantity else ""
    who = f" by {one.contact}" if one.contact else ""
    return (
        f"{one.date.isoformat()}  {one.title or '(no title)'}{who}: {one.quantity:g}{counted}, "
        f"{_money(one.value, currency)}  [{where}]"
    )


def _factor(factor: Factor) -> str:
    figure = f"{factor.central:,.10g}"
    if factor.low != factor.high:
        figure = f"{factor.low:,.10g} / {factor.central:,.10g} / {factor.high:,.10g}"
    name = f" ({factor.assumption}, {factor.grade})" if factor.assumption else ""
    return f"{factor.role} = {figure} {factor.unit}{name}: {factor.source}"


def _money(amount: float, currency: str) -> str:
    return f"{currency} {rounded(amount, currency):,}"


def _range(value: Range, currency: str) -> str:
    if value.low == value.high:
        return _money(value.central, currency)
    low, central, high = (f"{rounded(amount, currency):,}" for amount in (value.low, value.central, value.high))
    return f"{currency} {central} (at least {low}, at most {high})"
