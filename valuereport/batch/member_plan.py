"""Decides which members get a statement and its file name, and why others get none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from valuereport.files import safe_name, shard
from valuereport.model.member import Member
from valuereport.model.run import Action, Planned

_EFFECTS: Final = {
    "no_email": "no email",
    "no_post": "no letter",
    "on_hold": "nothing is delivered",
    "renewed": "nothing is delivered",
}


def plan_member(
    row: int, member: Member, locale: str, edition: str, obstacle: str, skip_status: Collection[str]
) -> Planned:
    """Return the plan for one member; `obstacle` is the reason why there can be no figure, or empty."""
    skipped = _reason_to_skip(member, obstacle, skip_status)
    file = f"statements/{shard(member.member_id)}/{safe_name(member.member_id)}.pdf"
    action: Action = "skip" if skipped else "render"
    return Planned(row, member.member_id, locale, edition, file, action, skipped or _held_back(member))


def _reason_to_skip(member: Member, obstacle: str, skip_status: Collection[str]) -> str:
    if member.status.casefold() in {status.casefold() for status in skip_status}:
        return f"the status is {member.status}"
    unreadable = member.cannot_be_read("no_email") or member.cannot_be_read("no_post")
    if member.no_email and member.no_post and not unreadable:
        return "opted out of email and post"
    return obstacle


def _held_back(member: Member) -> str:
    """Return why the statement must not be delivered until a person has clarified a cell; empty where it may."""
    found = ((effect, member.cannot_be_read(flag)) for flag, effect in _EFFECTS.items())
    return "; ".join(f"{effect}: {reason}" for effect, reason in found if reason)
