"""A plan: one delivery a member, a period and a channel, whatever stood before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import uuid4

import sqlalchemy as sa

from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.newer import HANDED, ages, is_newer, newer_reason, of_other_channels
from valuereport.deliver.ledger.pseudonyms import is_pseudonym, stored_as
from valuereport.deliver.ledger.rows import (
    COLUMNS,
    Step,
    delivery_of,
    now,
    portions,
    take,
    write_history,
    write_states,
)
from valuereport.deliver.ledger.same_year import of_the_same_year, reason_against
from valuereport.deliver.ledger.schema import deliveries
from valuereport.deliver.ledger.transitions import AT_A_NEW_ADDRESS, REISSUED, REJUDGED
from valuereport.model.delivery import WAITING, Channel, Delivery, Wanted
from valuereport.notation.addresses import normalised

FORGOTTEN: Final = "was forgotten"

Judgement = Literal["new", "again", "stands"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan would write: each member's delivery as it stands then, and what is new, changed and superseded."""

    deliveries: tuple[Delivery, ...]
    made: tuple[Delivery, ...]
    renewed: tuple[tuple[Delivery, Delivery], ...]  # before, after
    superseded: tuple[Step, ...]
    at: datetime


def judge(standing: Delivery | None, wanted: Wanted, reissue: str) -> Judgement:
    """Return what a plan does where a delivery stands: make a new one, judge it again, or leave it.

    A re-issue that is started a second time (same reason, same run) is the same re-issue: a command that was killed and
    is started again must not send a second copy to those it had reached.
    """
    if standing is None:
        return "new"
    if reissue and standing.state in REISSUED and (standing.reissue, standing.run) != (reissue, wanted.run):
        return "new"
    if standing.state in REJUDGED:
        return "again"
    moved = normalised(wanted.address) != normalised(standing.address) and not wanted.reason
    return "again" if standing.state in AT_A_NEW_ADDRESS and moved else "stands"


def plan(
    connection: sa.Connection, period: str, channel: Channel, wanted: Sequence[Wanted], reissue: str, operator: str
) -> tuple[Delivery, ...]:
    """Write what is wanted and return each member's delivery as it stands then, in the order of `wanted`."""
    found = foresee(connection, period, channel, wanted, reissue, operator)
    take(connection, found.superseded, operator)
    _write(connection, found.made, found.renewed, operator, found.at)
    return found.deliveries


def foresee(
    connection: sa.Connection, period: str, channel: Channel, wanted: Sequence[Wanted], reissue: str, operator: str
) -> Plan:
    """Return what a plan would write, and write nothing.

    A member has what any of its other ids has. What waits of an older statement, by whatever channel or under another
    id, is superseded by what is planned here.
    """
    name, ids_of = stored_as(connection), same_member(connection)
    named = [_nameless(one, name(one.member_id)) for one in wanted]
    if len({one.member_id for one in named}) != len(named):
        raise ValueError("a member is wanted twice in one plan")
    everyone = list(dict.fromkeys(each for one in named for each in ids_of(one.member_id)))
    standing = _last(connection, period, channel, everyone)
    elsewhere = of_other_channels(connection, period, channel, everyone)
    redated = of_the_same_year(connection, period, channel, everyone)
    at = now()
    runs = {one.run for one in named} | {one.run for many in elsewhere.values() for one in many}
    since = ages(connection, runs, at) if elsewhere else {}
    superseded: dict[str, Step] = {}
    planned: set[str] = set()
    made: list[Delivery] = []
    renewed: list[tuple[Delivery, Delivery]] = []  # before, after
    answer: list[Delivery] = []
    for one in named:
        last = standing.get(one.member_id)
        ids = ids_of(one.member_id)
        others = [standing[each] for each in ids[1:] if each in standing]
        abroad = [each for member_id in ids for each in elsewhere.get(member_id, ())]
        dated = [each for member_id in ids for each in redated.get(member_id, ())]
        if not one.reason:
            reason = _held_back(one, ids, others, abroad, since, reissue, planned)
            one = replace(one, reason=reason or ("" if reissue else reason_against(dated)))
        match judge(last, one, reissue):
            case "new":
                delivery = _made(last, one, period, channel, reissue, operator, at)
                made.append(delivery)
            case "again" if last is not None:
                delivery = _again(last, one, reissue, operator, at)
                if delivery != last:
                    renewed.append((last, delivery))
            case _ if last is not None:
                delivery = last
        answer.append(delivery)
        if delivery.state in WAITING:
            standing[one.member_id] = delivery
            planned.add(one.member_id)
            superseded |= {each.id: _superseded(each, delivery) for each in (*others, *dated) if each.state in WAITING}
            superseded |= {
                each.id: _superseded(each, delivery)
                for each in abroad
                if each.state in WAITING and since[each.run] < since[one.run] and each.sha256 != one.sha256
            }
    return Plan(tuple(answer), tuple(made), tuple(renewed), tuple(superseded.values()), at)


def _held_back(
    one: Wanted,
    ids: Sequence[str],
    others: Sequence[Delivery],
    abroad: Sequence[Delivery],
    since: dict[str, datetime],
    reissue: str,
    planned: Collection[str],
) -> str:
    """Return why this member gets nothing now: known under another id, forgotten under it, or written to since."""
    for other in others:
        if other.member_id in planned:
            return f"is written to under the id {other.member_id}"
        if judge(other, one, reissue) == "stands":
            when = f" on {other.ended_at:%d %B %Y}" if other.ended_at else ""
            return f"has this period's statement under the id {other.member_id}: {other.state}{when}"
    if any(map(is_pseudonym, ids[1:])):
        return "was forgotten under another id"
    handed = [each for each in abroad if each.state in HANDED and is_newer(each, one.run, one.sha256, since)]
    return newer_reason(max(handed, key=lambda each: since[each.run])) if handed else ""


def _superseded(old: Delivery, new: Delivery) -> Step:
    if old.period != new.period:
        reason = f"the year is dated {new.period.replace('/', ' to ')} now, and is written about in this one's place"
    elif old.channel == new.channel:
        reason = f"the member is now {new.member_id}, who is written to in this one's place"
    else:
        reason = f"the statement of the run {new.run} has taken its place"
    return Step(old.id, "skipped", "", reason, {})


def _nameless(wanted: Wanted, name: str) -> Wanted:
    """Return a forgotten member's delivery without anything that tells who it was."""
    if name == wanted.member_id:
        return wanted
    return replace(wanted, member_id=name, file="", address="", reason=FORGOTTEN)


def _last(connection: sa.Connection, period: str, channel: Channel, members: Sequence[str]) -> dict[str, Delivery]:
    """Return each member's delivery of the highest issue; nobody else changes them before this transaction ends."""
    found: dict[str, Delivery] = {}
    for some in portions(members):
        query = (
            sa.select(*COLUMNS)
            .where(deliveries.c.period == period, deliveries.c.channel == channel)
            .where(deliveries.c.member_id.in_(some))
            .order_by(deliveries.c.issue)
            .with_for_update()
        )
        found |= {row.member_id: delivery_of(row) for row in connection.execute(query)}
    return found


def _made(
    last: Delivery | None, wanted: Wanted, period: str, channel: Channel, reissue: str, operator: str, at: datetime
) -> Delivery:
    return Delivery(
        id=uuid4().hex,
        member_id=wanted.member_id,
        period=period,
        channel=channel,
        issue=1 if last is None else last.issue + 1,
        reissue=reissue,
        run=wanted.run,
        file=wanted.file,
        sha256=wanted.sha256,
        address=wanted.address,
        state="skipped" if wanted.reason else "planned",
        reason=wanted.reason,
        answer="",
        attempts=0,
        operator=operator,
        planned_at=at,
        sending_at=None,
        ended_at=at if wanted.reason else None,
    )


def _again(last: Delivery, wanted: Wanted, reissue: str, operator: str, at: datetime) -> Delivery:
    """Return the delivery as it is wanted now; the same where nothing has changed."""
    judged = replace(
        last,
        reissue=reissue or last.reissue,
        run=wanted.run,
        file=wanted.file,
        sha256=wanted.sha256,
        address=wanted.address,
        state="skipped" if wanted.reason else "planned",
        reason=wanted.reason,
    )
    if (judged.state, judged.reason) == (last.state, last.reason):
        return judged
    return replace(judged, answer="", operator=operator, planned_at=at, ended_at=at if wanted.reason else None)


def _write(
    connection: sa.Connection,
    made: Sequence[Delivery],
    renewed: Sequence[tuple[Delivery, Delivery]],
    operator: str,
    at: datetime,
) -> None:
    if made:
        connection.execute(sa.insert(deliveries), [asdict(delivery) for delivery in made])
    columns = ("reissue", "run", "file", "sha256", "address", "operator", "planned_at", "ended_at")
    steps = [
        Step(after.id, after.state, after.answer, after.reason, {name: getattr(after, name) for name in columns})
        for _, after in renewed
    ]
    write_states(connection, steps, at)
    turned = [after for before, after in renewed if (before.state, before.reason) != (after.state, after.reason)]
    write_history(connection, [(one.id, one.state, "", one.reason) for one in (*made, *turned)], operator, at)
