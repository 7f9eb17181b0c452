"""Who must not be written to, by which channel, and why: asked when a delivery is planned and again as it is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from valuereport.model.member import Member
from valuereport.notation.addresses import Unfit, mailbox, normalised
from valuereport.settings import Settings

LISTED = "stands in the list of those who get no email"
GONE = "the exports no longer list this member"


def reason_for_nothing(member: Member, settings: Settings) -> str:
    """Return why nothing may be sent to a member by any channel, or nothing."""
    if member.status.casefold() in {status.casefold() for status in settings.workspace.eligibility.skip_status}:
        return f"the status is {member.status}"
    if member.on_hold:
        return member.cannot_be_read("on_hold") or "the member is on hold"
    if member.renewed:
        return member.cannot_be_read("renewed") or "the member has renewed already"
    return ""


def reason_for_no_email(member: Member, settings: Settings, unwanted: str, sharing: Collection[str]) -> str:
    """Return why a member gets no email, or nothing.

    `unwanted`: why lists or suppressions keep mail from this member, or nothing; `sharing`: other members with this
    address.
    """
    if reason := reason_for_nothing(member, settings):
        return reason
    if member.no_email:
        return member.cannot_be_read("no_email") or "opted out of email"
    if not member.email:
        return "has no email address"
    found = mailbox(member.email)
    if isinstance(found, Unfit):
        return f"the address {found.reason}"
    if unwanted:
        return unwanted
    if sharing and not settings.workspace.email.shared_addresses:
        return f"shares the address with {', '.join(sorted(sharing))}"
    return ""


def reason_for_no_print(member: Member, settings: Settings, *, reached_by_email: bool) -> str:
    """Return why a member gets no letter, or nothing. `reached_by_email`: the statement can go, or went, by email."""
    if reason := reason_for_nothing(member, settings):
        return reason
    if member.no_post:
        return member.cannot_be_read("no_post") or "opted out of post"
    if not member.street and not member.postcode and not member.city:
        return "has no postal address"
    if settings.workspace.print.members == "without-email" and reached_by_email:
        return "is reached by email"
    return ""


def sharing(members: Iterable[Member]) -> Mapping[str, frozenset[str]]:
    """Return the members at each email address, in the form in which addresses are compared."""
    found: dict[str, set[str]] = defaultdict(set)
    for member in members:
        if member.email:
            found[normalised(member.email)].add(member.member_id)
    return {address: frozenset(ids) for address, ids in found.items()}


def postal_address(member: Member) -> str:
    """Return a member's postal address on one line, as the ledger keeps it."""
    town = f"{member.city} {member.postcode}".strip()
    lines = (member.name, member.street, member.street2, town, member.region_line, member.country)
    return ", ".join(line for line in lines if line)
