"""A plan: one delivery a member, a period and a channel, whatever stood before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final, Literal
from uuid import uuid4

import sqlalchemy as sa

from valuereport.addresses import normalised
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import COLUMNS, Step, delivery_of, now, portions, write_history, write_states
from valuereport.deliver.ledger.schema import deliveries
from valuereport.deliver.ledger.transitions import AT_A_NEW_ADDRESS, REISSUED, REJUDGED
from valuereport.model.delivery import Channel, Delivery, Wanted

FORGOTTEN: Final = "was forgotten"

Judgement = Literal["new", "again", "stands"]


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
    name = stored_as(connection)
    named = [_nameless(one, name(one.member_id)) for one in wanted]
    if len({one.member_id for one in named}) != len(named):
        raise ValueError("a member is wanted twice in one plan")
    standing = _last(connection, period, channel, [one.member_id for one in named])
    at = now()
    made: list[Delivery] = []
    renewed: list[tuple[Delivery, Delivery]] = []  # before, after
    answer: list[Delivery] = []
    for one in named:
        last = standing.get(one.member_id)
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
    _write(connection, made, renewed, operator, at)
    return tuple(answer)


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
