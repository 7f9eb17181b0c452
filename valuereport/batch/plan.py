"""Who gets a statement, and under which name; and who gets none, and why."""

from __future__ import annotations

from collections.abc import Collection

from valuereport.files import safe_name, shard
from valuereport.model.member import Member
from valuereport.model.run import Planned


def plan_member(
    row: int, member: Member, locale: str, edition: str, obstacle: str, skip_status: Collection[str]
) -> Planned:
    """Decide what shall become of one member; `obstacle` is why no figure can be had, or empty."""
    reason = _reason_to_skip(member, obstacle, skip_status)
    file = f"statements/{shard(member.member_id)}/{safe_name(member.member_id)}.pdf"
    return Planned(row, member.member_id, locale, edition, file, "skip" if reason else "render", reason)


def _reason_to_skip(member: Member, obstacle: str, skip_status: Collection[str]) -> str:
    if member.status.casefold() in {status.casefold() for status in skip_status}:
        return f"the status is {member.status}"
    if member.no_email and member.no_post:
        return "opted out of email and post"
    return obstacle
