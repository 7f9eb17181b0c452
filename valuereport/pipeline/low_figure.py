"""Why a member's figure may be lower than the member thinks: what the caller is told first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from valuereport.model.member_record import LowReason, MemberRecord
from valuereport.model.valuation import Valuation

_FEW: Final = 3  # engagements
_WIDE: Final = 0.7  # a cautious estimate below this share of the best one is worth a word


def low_reasons(record: MemberRecord) -> tuple[LowReason, ...]:
    """Return the reasons that hold, those first that a person can mend."""
    return tuple(_reasons(record))


def _reasons(record: MemberRecord) -> Iterator[LowReason]:
    if rows := sum(one.rows.rows for one in record.unmatched):
        yield LowReason("not_matched", rows)
    if waiting := sum(use.waits for one in record.history for use in one.uses):
        yield LowReason("waits", waiting)
    found = record.valuation
    if found is None:
        return
    if found.engagements <= _FEW:
        yield LowReason("few", found.engagements)
    unused = [one for one in record.history if not one.uses]
    if unused:
        yield LowReason("other_years", len(unused), tuple(one.activity for one in unused))
    yield from _of_figures(found)


def _of_figures(found: Valuation) -> Iterator[LowReason]:
    if capped := [one.activity for one in found.lines if one.counted < one.quantity]:
        yield LowReason("capped", len(capped), tuple(capped))
    if found.unpriced:
        yield LowReason("not_priced", len(found.unpriced), tuple(one.activity for one in found.unpriced))
    if found.total.low < _WIDE * found.total.central:
        yield LowReason("cautious", 1)
