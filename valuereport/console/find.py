"""What a search finds, as member services read it on the phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from valuereport.errors import Remedy
from valuereport.model.delivery import CHANNELS, Delivery
from valuereport.model.directory import Found, ToVerify, Unmatched

_MOST = 5


def found_text(text: str, found: Sequence[Found], lost: Sequence[Unmatched], command: Callable[[Remedy], str]) -> str:
    """Return each member in a few lines; `command`: says a remedy as a person does it."""
    lines = [line for one in found for line in (*_member(one, command), "")]
    for rows in lost:
        key = "; ".join(rows.keys)
        lines += [f"{_rows(rows)} {key}: no member is like it ({rows.file}, row {rows.row})", ""]
    return "\n".join(lines).rstrip() or f"nothing is like {text!r}: try a part of the name, the postcode, an address"


def _member(one: Found, command: Callable[[Remedy], str]) -> Iterator[str]:
    member = one.member
    yield f"{member.member_id}  {member.name}  ({one.why})"
    where = ", ".join(filter(None, (member.address, member.postcode)))
    yield from (f"    {text}" for text in (where, ", ".join(member.emails)) if text)
    for contact in member.contacts[:_MOST]:
        yield f"    {', '.join(filter(None, (contact.name, contact.job_title, *contact.emails)))}"
    if len(member.contacts) > _MOST:
        yield f"    and {len(member.contacts) - _MOST:,} more contacts"
    if one.verify:
        yield f"    to verify: {'; '.join(map(_detail, one.verify))}"
    yield from (f"    {_delivery(each)}" for each in one.deliveries[-_MOST:])
    for each in one.unmatched[:_MOST]:
        yield f"    {_rows(each.rows)} {each.key}: {each.why}. To make that this member's:"
        yield f"        {command(each.remedy)}"
    if len(one.unmatched) > _MOST:
        yield f"    and {len(one.unmatched) - _MOST:,} more ids, addresses or names look like this member's"


def _detail(one: ToVerify) -> str:
    return f"{one.field.replace('_', ' ')} {one.value} ({one.why.replace('; ', ', ')})"


def _rows(rows: Unmatched) -> str:
    return f"{rows.rows:,} {'row' if rows.rows == 1 else 'rows'} of {rows.source} for"


def _delivery(one: Delivery) -> str:
    when = f" {one.ended_at:%d %B %Y}" if one.ended_at else ""
    what = CHANNELS[one.channel] if one.state == "sent" else f"{one.channel}: {one.state}"
    address = f" to {one.address}" if one.address else ""
    return f"{what}{when}{address}, run {one.run}" + (f": {one.reason}" if one.reason else "")
