"""`valuereport assumptions`: a block for each assumption, the one that moves most first."""

from __future__ import annotations

from collections.abc import Callable

from valuereport.model.assumption_use import AssumptionReport, AssumptionUse
from valuereport.model.money import rounded


def assumptions_text(report: AssumptionReport) -> str:
    """Return the report for a person."""

    def money(amount: float) -> str:
        return f"{report.currency} {rounded(amount, report.currency):,}"

    where = f"the run {report.run}" if report.run else "the exports as they are now"
    lines = [
        f"{len(report.assumptions)} assumptions in use by {report.members:,} members with a statement: {where}",
        f"Best estimate {money(report.total)}, cautious estimate of the whole {money(report.low)}",
        f"Fees {money(report.fees)}",
        f"With other draws a member's cautious estimate would differ by {report.low_error:.2%} (median of members).",
    ]
    if report.assumptions and report.assumptions[0].swing and report.low > report.fees:
        first = report.assumptions[0]
        lines.append(_switching(first))
    elif report.low <= report.fees:
        lines.append("The cautious estimate of the whole is not above the fees.")
    for one in report.assumptions:
        lines += ["", *_block(one, report, money)]
    return "\n".join(lines)


def _switching(one: AssumptionUse) -> str:
    if one.switching is None:
        return f"No figure of {one.id}, which moves most, would bring the cautious estimate down to the fees."
    return (
        f"{one.id}, which moves most, would have to be {one.switching:.4g} {one.unit} (mean {one.mean:.4g}) "
        "before the cautious estimate of the whole falls to the fees."
    )


def _age(years: int) -> str:
    return "of the period's year" if years <= 0 else f"{years} year{'s'[years == 1 :]} old"


def _block(one: AssumptionUse, report: AssumptionReport, money: Callable[[float], str]) -> list[str]:
    figure = f"{one.mean:.6g}"
    if one.low < one.high:
        figure = f"{one.low:g} to {one.high:g}, most likely {one.central:g}, mean {figure}"
    signed = f"signed by {one.signed_by}" + (f" on {one.signed_on}" if one.signed_on else "") if one.signed_by else ""
    valid = f"valid until {one.valid_until}" if one.valid_until else ""
    prices = f"prices of {one.price_year}" if one.price_year else ""
    lines = [
        f"{one.id}: {figure} {one.unit} ({one.grade})",
        f"    {one.source} ({one.year}, {_age(one.age(report.last_day))}){f', {one.url}' if one.url else ''}",
        f"    used by {', '.join(one.used_by)}",
        f"    total at its low {money(one.total_at_low)}, at its high {money(one.total_at_high)}",
        f"    {one.editions_changed:,} members would get another edition",
    ]
    if facts := [text for text in (signed, valid, prices, one.adjustment) if text]:
        lines.append(f"    {'; '.join(facts)}")
    lines += [f"    ! {concern}" for concern in one.concerns(report.last_day)]
    return lines
