"""`valuereport explain`: every figure as dated evidence x assumption x discounts = value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from valuereport.answers.by_hand import factor_text, sum_by_hand, unit_noun
from valuereport.model.correction import CORRECTIONS, Correction
from valuereport.model.member import Member
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.valuation import BenefitLine, Evidence, Range, Valuation
from valuereport.settings import Period

_FEES = {"paid": "Fee paid", "invoiced": "Fee (invoiced, or as the members' export has it)", "none": "Fee"}
_HOW = (
    "The first figure is the best estimate: every assumption at its mean, (low + 4 x most likely + high) / 6. The best",
    "estimates of the lines add up, but for rounding. In brackets: a cautious and a high estimate, P10 and P90 of the",
    "draws of each figure itself, which do not add up.",
)
_ERROR = "With other draws of the same assumptions the cautious estimate of the total would differ by about {}."


def explain_text(
    member: Member,
    valuation: Valuation,
    period: Period,
    low_error: float | None,
    corrections: Sequence[Correction] = (),
) -> str:
    """Return the explanation for a person: what a member of staff can read out on the phone.

    `low_error`: the error of the simulation in the total's low estimate; `corrections`: what staff signed of the
    member.
    """
    currency = valuation.currency
    dates = f"{period.start.isoformat()} to {period.end.isoformat()}"
    source = f"  [{valuation.fee_source}]" if valuation.fee_source else ""
    lines = [
        f"{member.name} ({member.member_id}), {dates}, {valuation.edition} edition",
        f"{_FEES[valuation.fee_basis]}: {_money(valuation.fee, currency)}{source}",
        "",
    ]
    if corrections:
        lines[-1:] = ["Corrected by staff:", *(f"    {one.said}  [{_row(one)}]" for one in corrections), ""]
    signed = {one.row: one.signature for one in corrections}
    if valuation.first_meaningful_days is not None:
        days = valuation.first_meaningful_days
        lines[-1:] = [f"First meaningful engagement: {days} days after joining (not on the statement)", ""]
    for line in valuation.lines:
        lines += [*_line(line, currency, signed), ""]
    for activity, quantity, count in valuation.community:
        lines += [f"community / {activity}: {count} engagements, quantity {quantity:g}: counted, never priced", ""]
    for used in (each for each in valuation.unpriced if each.benefit != "community"):
        lines.append(f"{used.benefit} / {used.activity}: no price is known, so it is counted and not priced")
        lines += [*(f"    {_evidence(found, currency, signed)}" for found in used.evidence), ""]
    for still in valuation.entitlements:
        rest = f"{still.left:g} of {still.quantity:g} until {still.until.isoformat()}"
        lines += [f"entitlement / {still.activity}: {rest} are left: no value, in no sum", ""]
    error = [] if low_error is None else [_ERROR.format(_money(low_error, currency))]
    lines += [*_sums(valuation), "", *_HOW, *error, ""]
    if valuation.swings:
        lines.append("Assumptions that mattered most, with the total at their low and at their high:")
        for one in valuation.swings:
            ends = f"{_money(one.at_low, currency)}, {_money(one.at_high, currency)}"
            lines.append(f"    {one.assumption}: {ends}")
        lines.append("")
    return "\n".join([*lines, *_ratios(valuation)])


def _sums(valuation: Valuation) -> list[str]:
    currency, total = valuation.currency, valuation.total
    lines = [
        f"From recorded prices and payments: {_range(valuation.recorded, currency)}",
        f"From estimates:                    {_range(valuation.estimated, currency)}",
        f"Total:                             {_range(total, currency)}",
    ]
    if valuation.without_policy != total:
        lines.append(f"Without policy wins:               {_range(valuation.without_policy, currency)}")
    elif any(line.benefit == "policy" and line.value.central for line in valuation.lines):
        lines.append("Policy wins stand apart: they are in none of these sums and in no ratio.")
    return lines


def _ratios(valuation: Valuation) -> list[str]:
    if valuation.benefit_cost_ratio is None or valuation.roi is None:
        return ["There is no fee, so there is no ratio."]
    ratio, roi = rounded_ratio(valuation.benefit_cost_ratio), rounded_ratio(valuation.roi)
    lines = [f"Benefit-cost ratio (cautious estimate / fee): {ratio}; roi ((cautious estimate - fee) / fee): {roi}"]
    if valuation.without_policy != valuation.total and valuation.ratio_without_policy is not None:
        lines.append(f"Benefit-cost ratio without policy wins: {rounded_ratio(valuation.ratio_without_policy)}")
    return lines


def _line(line: BenefitLine, currency: str, signed: Mapping[int, str]) -> list[str]:
    noun = unit_noun(line.unit)
    text = [
        f"{line.benefit} / {line.activity} ({line.variant}, evidence: {line.grade}): {_range(line.value, currency)}"
    ]
    text += [f"    {_evidence(one, currency, signed)}" for one in line.evidence]
    if line.counted < line.quantity:
        text.append(f"    not all counts: {line.quantity:g} {noun} in all, {line.counted:g} counted")
    text += [f"    {factor_text(factor)}" for factor in line.factors]
    text.append(f"    at the means: {sum_by_hand(line)} = {_money(line.value.central, currency)}")
    return text


def _evidence(one: Evidence, currency: str, signed: Mapping[int, str]) -> str:
    where = f"{one.source}: {one.file}" + (f" row {one.row}" if one.row else "")
    if one.source == CORRECTIONS and one.row and one.row in signed:
        where += f"; {signed[one.row]}"
    counted = f" ({one.counted:g} counted)" if one.counted != one.quantity else ""
    who = f" by {one.contact}" if one.contact else ""
    return (
        f"{one.date.isoformat()}  {one.title or '(no title)'}{who}: {one.quantity:g}{counted}, "
        f"{_money(one.value, currency)}  [{where}]"
    )


def _row(one: Correction) -> str:
    return f"{one.file} row {one.row}; {one.signature}"


def _money(amount: float, currency: str) -> str:
    return f"{currency} {rounded(amount, currency):,}"


def _range(value: Range, currency: str) -> str:
    if value.low == value.high:
        return _money(value.central, currency)
    low, central, high = (f"{rounded(amount, currency):,}" for amount in (value.low, value.central, value.high))
    return f"{currency} {central} ({low} to {high})"
