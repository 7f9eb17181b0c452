"""What a person reads of deliveries: how many stand where, and who did not get what, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from valuereport.model.delivery import STATES, WAITING, Delivery, Event, State
from valuereport.model.member import Member
from valuereport.model.run import ManifestRow
from valuereport.model.suppression import Suppression

_NAMED = 20
_NEXT: dict[State, str] = {
    "planned": "the same command goes on with them",
    "sending": "another command is at work on them, or was stopped: the next one says which",
    "failed": "the same command tries again",
    "rejected": "goes again by itself once the exports have another address",
    "bounced": "goes again by itself once the exports have another address",
    "uncertain": "find out, then: valuereport ledger resolve DELIVERY --as sent (or failed) --note HOW",
}

_UNREADABLE_CELL = re.compile(r"(cannot be read) \(.*", re.DOTALL)
"""What differs among the reasons of those whose consent cannot be read: the totals are of them all."""


def deliveries_text(deliveries: Sequence[Delivery]) -> str:
    """Return how many deliveries are in each state; every member who has nothing yet is named with the reason."""
    counts = Counter(one.state for one in deliveries)
    lines = []
    for state in STATES:
        if not counts[state]:
            continue
        those = [one for one in deliveries if one.state == state]
        lines.append(f"{state:10}{len(those):>8,}   {_NEXT.get(state, '')}".rstrip())
        if state == "skipped":
            reasons = Counter(_UNREADABLE_CELL.sub(r"\1", one.reason) for one in those)
            lines += [f"{number:>16,} because {reason}" for reason, number in reasons.most_common()]
        elif state != "sent":
            lines += _named(those)
    return "\n".join(lines) or "no deliveries"


def handed_over_text(folder: Path) -> str:
    """Return what must happen now with messages that another mailer sends."""
    return f"What is sent above is so only on paper yet: another mailer must send the files in {folder}, each once"


def rehearsal_text(reasons: Sequence[str], folder: Path) -> str:
    """Return how many messages there are to look at, and why others are not; a reason is empty for those."""
    counts = Counter(reasons)
    lines = [f"messages to look at: {counts.pop('', 0):,}, in {folder}; none is sent, and the ledger knows of none"]
    return "\n".join([*lines, *(f"{number:>16,} not, because {reason}" for reason, number in counts.most_common())])


def _named(those: Sequence[Delivery]) -> Iterator[str]:
    for one in those[:_NAMED]:
        why = one.reason or one.answer
        yield f"          {one.member_id}  {one.id}" + (f"  {why}" if why else "")
    if len(those) > _NAMED:
        yield f"          and {len(those) - _NAMED:,} more: valuereport ledger list --state {those[0].state}"


def delivery_lines(deliveries: Sequence[Delivery]) -> Iterator[str]:
    """Yield one line a delivery."""
    for one in deliveries:
        issue = f" issue {one.issue}" if one.issue > 1 else ""
        why = one.reason or one.answer
        yield f"{one.member_id}  {one.channel}{issue}  {one.state}  {_time(one.ended_at)}  {one.id}  {why}".rstrip()


def delivery_text(one: Delivery, history: Sequence[Event]) -> str:
    """Return all that the ledger knows of one delivery."""
    facts = {
        "delivery": one.id,
        "member": one.member_id,
        "state": f"{one.state}: {STATES[one.state]}",
        "channel": one.channel,
        "period": one.period,
        "issue": f"{one.issue}" + (f", because {one.reissue}" if one.reissue else ""),
        "run, file": f"{one.run}, {one.file}",
        "sha256": one.sha256,
        "address": one.address,
        "attempts": str(one.attempts),
        "reason": one.reason,
        "answer": one.answer,
    }
    lines = [f"{name:10} {fact}" for name, fact in facts.items() if fact]
    lines += [
        "",
        *(f"{_time(each.at)}  {each.state:9}  {each.operator}  {each.reason or each.answer}" for each in history),
    ]
    return "\n".join(line.rstrip() for line in lines)


def suppression_lines(suppressions: Sequence[Suppression]) -> Iterator[str]:
    """Yield one line an address that gets no email."""
    for one in suppressions:
        line = f"{one.address}  {one.reason}  {_time(one.at)}  {one.operator}  {one.note}".rstrip()
        yield f"{line}  allowed {_time(one.lifted_at)} by {one.lifted_by}: {one.lifted_note}" if one.lifted_at else line


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "-"


def print_text(files: Sequence[tuple[Path, int, int, int]], table: Path | None, deliveries: Sequence[Delivery]) -> str:
    """Return which files go to the mail house (each with its members, sheets and pages), and who is in none."""
    lines = [
        f"{file}: {members:,} members, {sheets:,} sheets, {pages:,} pages" for file, members, sheets, pages in files
    ]
    lines += [f"{table}: which sheet is whose"] if table else ["nobody waits for a letter"]
    others = [one for one in deliveries if one.state not in WAITING]
    return "\n".join([*lines, *([deliveries_text(others)] if others else [])])


def ready_text(member: Member, row: ManifestRow) -> str:
    """Return what a person has to see before a statement is sent: to whom, to which address, and what it says."""
    figures = "no figures"
    if row.low is not None and row.central:
        figures = f"a cautious estimate {row.low:,} {row.currency}, best estimate {row.central:,} {row.currency}"
    facts = {
        "member": f"{member.member_id}  {member.name}",
        "address": member.email,
        "headline": figures,
        "fee": f"{row.fee:,} {row.currency}" if row.fee is not None else "-",
        "edition": f"{row.edition}, {row.locale}, {row.pages} pages",
    }
    return "\n".join(f"{name:10} {fact}" for name, fact in facts.items())
