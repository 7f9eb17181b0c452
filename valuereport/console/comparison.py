"""A member's statement in a run beside what it would say now, as member services read it out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from valuereport.model.comparison import MemberComparison, StatementFigures

_ROWS = {
    "fee": "fee",
    "low": "cautious estimate",
    "central": "best estimate",
    "high": "high estimate",
    "benefit_cost_ratio": "cautious / fee",
    "engagements": "engagements",
    "edition": "edition",
}


def comparison_text(found: MemberComparison) -> str:
    """Return the figures of both, the lines that changed, and what was corrected since."""
    return "\n".join(_lines(found))


def _lines(found: MemberComparison) -> Iterator[str]:
    yield f"{found.name} ({found.member_id})"
    table = [("", f"run {found.run}", "now", "")]
    for name, label in _ROWS.items():
        before, after = getattr(found.before, name), getattr(found.after, name)
        table.append((label, _cell(before), _cell(after), _difference(before, after)))
    table[1:1] = [("currency", found.before.currency, found.after.currency, "")]
    yield from _columns(table)
    for when, one in (("in the run", found.before), ("now", found.after)):
        if one.problem:
            yield f"no statement {when}: {one.problem}" if not _has_figures(one) else f"{when}: {one.problem}"
    yield ""
    if found.no_lines:
        yield f"lines are not compared: {found.no_lines}"
    elif found.lines:
        yield f"best estimates that changed, in {found.after.currency}:"
        table = [
            (f"  {one.benefit} / {one.line}", _cell(one.before), _cell(one.after), f"{one.difference:+,}")
            for one in found.lines
        ]
        yield from _columns(table)
    else:
        yield "no line has changed"
    if found.corrections:
        yield ""
        yield "corrected since:"
        yield from (f"  {one.said}  [{one.file} row {one.row}; {one.signature}]" for one in found.corrections)


def _has_figures(one: StatementFigures) -> bool:
    return one.central is not None


def _cell(value: object) -> str:
    if value is None or value == "":
        return "-"
    return f"{value:,}" if isinstance(value, Decimal | int) else str(value)


def _difference(before: object, after: object) -> str:
    if before == after:
        return ""
    if isinstance(before, Decimal | int) and isinstance(after, Decimal | int):
        return f"{Decimal(after) - Decimal(before):+,}"
    return "changed"


def _columns(table: list[tuple[str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for first, *rest in table:
        cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join([f"{first:<{widths[0]}}", *cells]).rstrip()
