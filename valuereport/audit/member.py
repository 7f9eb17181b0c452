"""One member's statement as a workbook: changing an assumption's cell changes its lines and the total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from valuereport.audit.sheets import FROM_THE_RUN, AssumptionRow, Book, Cell, Formula, assumptions_sheet
from valuereport.model.benefits import written
from valuereport.model.member import Member
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.valuation import BenefitLine, Factor, Valuation
from valuereport.settings import Period

_LINES: Final = (
    *("line", "benefit", "activity", "formula", "evidence grade", "counted", "unit"),
    *("best estimate", f"cautious ({FROM_THE_RUN})", f"high ({FROM_THE_RUN})", "as a sum"),
)
_BEST: Final = "H"
_RECORDS: Final = ("line", "record", "figure", "unit", "source")
_EVIDENCE: Final = (*("line", "date", "title", "contact", "quantity", "counted", "value", "source", "file", "row"),)


def member_workbook(member: Member, valuation: Valuation, period: Period, *, apart: bool) -> bytes:
    """Return the workbook. `apart`: policy wins are not in the total."""
    book = Book()
    factors = {factor.assumption: factor for line in valuation.lines for factor in line.factors if factor.assumption}
    means = assumptions_sheet(book, [_assumption(factors[name]) for name in sorted(factors)])
    records: list[tuple[Cell, ...]] = []
    cells: dict[tuple[int, str], str] = {}
    for number, line in enumerate(valuation.lines, 1):
        for factor in line.factors:
            if factor.assumption:
                cells[number, factor.role] = means[factor.assumption]
            else:
                records.append((number, factor.role, factor.mean, factor.unit, factor.source))
                cells[number, factor.role] = f"Records!$C${len(records) + 1}"
        cells[number, "counted"] = f"Lines!$F${number + 1}"
    counts = [not apart or line.benefit != "policy" for line in valuation.lines]
    lines = [_line(number, line, cells) for number, line in enumerate(valuation.lines, 1)]
    book.sheet("Lines", _LINES, lines, frozenset(_LINES[7:10]))
    book.sheet("Records", _RECORDS, records, frozenset())
    book.sheet("Evidence", _EVIDENCE, _evidence(valuation), frozenset({"value"}))
    book.sheet(
        "Statement", ("what", "figure", "how"), _statement(member, valuation, period, counts), frozenset({"figure"})
    )
    return book.finished()


def _assumption(factor: Factor) -> AssumptionRow:
    return AssumptionRow(
        *(factor.assumption, factor.unit, factor.low, factor.central, factor.high, factor.mean),
        factor.grade or "",
        factor.source,
    )


def _line(number: int, line: BenefitLine, cells: dict[tuple[int, str], str]) -> tuple[Cell, ...]:
    def cell(role: str) -> str:
        return cells[number, role]

    rate = cells.get((number, "rate"), "")
    text = written(line.formula, line.discounts, cell, rate, "*")
    words = {factor.role: f"{factor.mean:.12g} {factor.role}" for factor in line.factors}
    words["counted"] = f"{line.counted:.12g}"
    counted: Cell = line.counted
    if line.benefit != "policy":
        counted = Formula(f"SUMIFS(Evidence!$F:$F,Evidence!$A:$A,{number})", line.counted)
    return (
        number,
        line.benefit,
        line.activity,
        line.variant,
        line.grade,
        counted,
        line.unit,
        Formula(text, line.value.central),
        line.value.low,
        line.value.high,
        written(line.formula, line.discounts, words.__getitem__, words.get("rate", ""), " x "),
    )


def _evidence(valuation: Valuation) -> Iterator[tuple[Cell, ...]]:
    for number, line in enumerate(valuation.lines, 1):
        for one in line.evidence:
            yield (
                *(number, one.date.isoformat(), one.title, one.contact, one.quantity, one.counted, one.value),
                *(one.source, one.file, one.row),
            )


def _statement(member: Member, valuation: Valuation, period: Period, counts: list[bool]) -> Iterator[tuple[Cell, ...]]:
    """Yield the statement's figures; the total is a formula, and what needs draws is a value."""
    last = len(counts) + 1
    summed = "+".join(f"Lines!{_BEST}{number}" for number, counted in enumerate(counts, 2) if counted)
    total = f"SUM(Lines!{_BEST}2:{_BEST}{last})" if all(counts) else summed
    currency = valuation.currency
    yield ("member", valuation.member_id, member.name)
    yield ("period", f"{period.start} to {period.last_day}", f"amounts in {currency}")
    yield ("edition", valuation.edition, FROM_THE_RUN)
    yield ("fee", float(rounded(valuation.fee, currency)), f"{valuation.fee_basis} {valuation.fee_source}".strip())
    yield ("best estimate", Formula(total or "0", valuation.total.central), "the sum of the lines")
    yield ("cautious estimate", float(rounded(valuation.total.low, currency)), f"P10 of the draws, {FROM_THE_RUN}")
    yield ("high estimate", float(rounded(valuation.total.high, currency)), f"P90 of the draws, {FROM_THE_RUN}")
    without = float(rounded(valuation.without_policy.low, currency))
    yield ("cautious estimate without policy wins", without, FROM_THE_RUN)
    if valuation.benefit_cost_ratio is not None:
        how = f"cautious estimate / fee, {FROM_THE_RUN}"
        yield ("benefit-cost ratio", float(rounded_ratio(valuation.benefit_cost_ratio)), how)
