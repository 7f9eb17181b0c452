"""How dates and numbers are written where no cell decides, and when it happened where a file has no dates."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import YES_NO, Question
from valuereport.model.tables import columns_of


def date_orders(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table and one.order is None:
            cells = _open_dates(one)
            about = f"{one.found.file}: " + "; ".join(f"{cell} is {_in_words(cell)}" for cell in cells[:3])
            yield Question(f"date_order.{one.found.file}", about, ("dmy", "mdy", "ymd"), file=one.found.file)


def decimal_marks(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table and one.decimal is None:
            about = f"{one.found.file}: which sign parts the decimals? {one.decimal_reason}"
            yield Question(f"decimal.{one.found.file}", about, (".", ","), file=one.found.file)


def day_numbers(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        for heading in numbered_days(one):
            cell = one.profiles[heading].examples[0]
            about = (
                f"{one.found.file}: {heading} holds whole numbers. Is {cell} the day {day_of(int(cell)).isoformat()}?"
            )
            yield Question(f"day_numbers.{one.found.file}", about, YES_NO, file=one.found.file)
            return


def numbered_days(one: Proposal) -> tuple[str, ...]:
    """Return the headings of days that are written as whole numbers."""
    kinds = columns_of(one.table)
    dated = [h for name, origin in one.columns.items() if kinds.get(name) == "date" for h in origin.headings]
    return tuple(h for h in dated if h in one.profiles and one.profiles[h].day_numbers)


def day_of(number: int) -> date:
    """Return the day that a workbook counts so: 1 is 1900-01-01, and 1900 has a 29 February."""
    return date(1899, 12, 30) + timedelta(days=number)


def _open_dates(one: Proposal) -> list[str]:
    used = [one.profiles[h] for o in one.columns.values() for h in o.headings if h in one.profiles]
    dated = [profile.date_order for profile in used if profile.dates > 0.5]
    return list(dict.fromkeys(cell for each in dated if each.order is None for cell in each.evidence))


def _in_words(cell: str) -> str:
    parts = re.findall(r"\d+", cell)
    try:
        first, second = int(parts[0]), int(parts[1])
        return f"{first} {month_name[second]} or {second} {month_name[first]}"
    except (IndexError, ValueError):
        return "open"


def missing_dates(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield the day of each file that has none."""
    for one in found:
        if one.table == "engagements" and "date" not in one.columns:
            shown = re.search(r"(20\d\d)-?(\d\d)-?(\d\d)", one.found.file)
            default = "-".join(shown.groups()) if shown else ""
            about = f"{one.found.file} has no dates. On what day did it happen, or was the mailing sent?"
            hint = " (2026-03-15)"
            yield Question(f"date.{one.found.file}", about, (), default, file=one.found.file, kind="day", hint=hint)
