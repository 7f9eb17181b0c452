"""`find --json`: members that may be meant, what they were sent, and unmatched rows that look like theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict

from valuereport.errors import Remedy
from valuereport.model.directory import Found, Unmatched


def find_data(
    found: Iterable[Found], unmatched: Iterable[Unmatched], command: Callable[[Remedy], str]
) -> dict[str, object]:
    """Return what was found for programs (docs/design.md, "Names that programs rely on").

    `command`: says a remedy as a person does it.
    """
    return {"found": [_found_data(one, command) for one in found], "unmatched": [asdict(one) for one in unmatched]}


def _found_data(one: Found, command: Callable[[Remedy], str]) -> dict[str, object]:
    return {
        "member_id": one.member.member_id,
        "name": one.member.name,
        "why": one.why,
        "kind": one.member.kind,
        "emails": one.member.emails,
        "ids": one.member.ids,
        "address": one.member.address,
        "postcode": one.member.postcode,
        "contacts": [asdict(contact) for contact in one.member.contacts],
        "verify": [asdict(each) for each in one.verify],
        "deliveries": [asdict(delivery) for delivery in one.deliveries],
        "unmatched": [
            {**asdict(each.rows), "key": each.key, "why": each.why, "command": command(each.remedy)}
            for each in one.unmatched
        ],
    }
