"""What a correction would do, as member services read it on the phone."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.model.correction import Correction
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.proposal import MemberFigures, Proposed


def proposed_text(found: Proposed) -> str:
    """Return who is meant, what changes, and the figures before and after."""
    return "\n".join(_lines(found))


def _lines(found: Proposed) -> Iterator[str]:
    yield f"{'member':10} {found.member_id}  {found.name}"
    one = found.row
    for name, now, then in found.changes:
        yield f"{name:10} {now} -> {then}"
    if isinstance(one, Correction):
        if one.what != "field":
            yield f"{one.what:10} {one.said}"
        yield f"{'signed':10} {one.signature}"
    else:
        yield f"{'alias':10} {one.old_id} is this member"
        yield f"{'signed':10} {one.source}"
    if found.before == found.after:
        yield f"{'unchanged':10} {_figures(found.before)}"
    else:
        yield f"{'before':10} {_figures(found.before)}"
        yield f"{'after':10} {_figures(found.after)}"


def _figures(one: MemberFigures) -> str:
    fee = _money(one.fee, one.currency)
    if one.low is None or one.central is None:
        return f"no statement: {one.obstacle}"
    ratio = "" if one.ratio is None else f", {rounded_ratio(one.ratio)} times the fee"
    engagements = f"{one.engagements:,} {'engagement' if one.engagements == 1 else 'engagements'}"
    estimate = f"cautious {_money(one.low, one.currency)}, best {_money(one.central, one.currency)}{ratio}"
    return f"{estimate}; fee {fee}; {engagements}; {one.edition}"


def _money(amount: float, currency: str) -> str:
    return f"{currency} {rounded(amount, currency):,}" if amount == amount else "unknown"
