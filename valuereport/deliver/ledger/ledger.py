"""The ledger: written ahead of sending, so that whatever happens it is known who has got what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Concatenate, Final, ParamSpec, TypeVar
from uuid import uuid4

import sqlalchemy as sa

from valuereport.deliver.ledger import (
    adoption,
    alert_evaluation,
    alerts,
    aliases,
    approvals,
    forgetting,
    handover,
    objections,
    opt_outs,
    planning,
    pushes,
    queries,
    suppressions,
)
from valuereport.deliver.ledger.alert_evaluation import Evaluated
from valuereport.deliver.ledger.engine import engine_for, name_of, writing
from valuereport.deliver.ledger.faults import translate_errors
from valuereport.deliver.ledger.liveness import liveness_for
from valuereport.deliver.ledger.migrate import migrate, revision
from valuereport.deliver.ledger.newer import newer_reason, newer_statements
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import now, read
from valuereport.deliver.ledger.schema import REVISION
from valuereport.deliver.ledger.suppressions import Suppressed
from valuereport.errors import LedgerError
from valuereport.model.alert import Alert, RuleResult
from valuereport.model.delivery import Approval, Channel, Delivery, Event, HandOver, State, Wanted
from valuereport.model.member import Alias
from valuereport.model.push import Push, PushState, Written
from valuereport.model.suppression import OptOuts, Suppression, SuppressionReason
from valuereport.notation.addresses import normalised

WAIT: Final = 30.0
"""Seconds that a command waits for another that writes."""

_TURNS: Final = (0x6C656467, 1)  # the advisory lock of those who write many rows (PostgreSQL): "ledg"

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def open_ledger(url: str, operator: str, wait: float = WAIT) -> Iterator[Ledger]:
    """Open a ledger, making or renewing its tables; it is the sender of what it claims until it is closed.

    Raises LedgerError.
    """
    engine = engine_for(url, wait)
    try:
        ledger = Ledger(engine, operator)
        ledger.prepare()
        try:
            yield ledger
        finally:
            ledger.close()
    finally:
        engine.dispose()


class Ledger:
    """Deliveries, their history and the approvals of runs. Every call is a transaction, durable when it returns.

    Every call raises LedgerError where the database fails.
    """

    def __init__(self, engine: sa.Engine, operator: str) -> None:
        self._engine, self._operator = engine, operator
        self._writing = writing(engine)
        self._sender = uuid4().hex
        self._liveness = liveness_for(engine)

    def prepare(self) -> None:
        """Make or renew the tables."""
        if self._read(revision) != REVISION:  # one that is up to date is not locked, and may be read-only
            self._write_many(migrate, name_of(self._engine))

    def close(self) -> None:
        """Give up being a sender: what is still `sending` becomes `uncertain` when stock is next taken."""
        with suppress(sa.exc.SQLAlchemyError, OSError):  # the system frees the lock at the latest when we end
            self._liveness.release()

    def plan(self, period: str, channel: Channel, wanted: Sequence[Wanted], reissue: str = "") -> tuple[Delivery, ...]:
        """Plan deliveries and return each member's as it stands then, in the order of `wanted`.

        Makes what is not there, planned or skipped; judges again what is planned, skipped or failed, and what was
        rejected or bounced where the address has changed; leaves the rest. `reissue`, the reason, makes a new delivery
        where the last one was handed over; the same reason and run a second time makes no third.
        """
        return self._write_many(planning.plan, period, channel, wanted, reissue, self._operator)

    def preview_plan(
        self,
        period: str,
        channel: Channel,
        wanted: Sequence[Wanted],
        reissue: str = "",
        *,
        current: Collection[str] = (),
        aliases_: Iterable[Alias] = (),
    ) -> tuple[Delivery, ...]:
        """Return what `plan` would return, and change nothing; `current`, `aliases_`: after `remember` of these."""
        with translate_errors(self._engine), self._writing.connect() as connection, connection.begin() as transaction:
            if current and not queries.members(connection) <= frozenset(current):  # else nobody has another id
                aliases.remember(connection, current, tuple(aliases_), self._operator)
            found = planning.foresee(connection, period, channel, wanted, reissue, self._operator)
            transaction.rollback()
            return found.deliveries

    def remember(self, current: Collection[str], aliases_: Iterable[Alias]) -> None:
        """Keep the former ids of members, also for when the exports no longer state them.

        `current`: the ids of all members that the exports list; none of them is anybody's alias.
        """
        self._write_many(aliases.remember, current, tuple(aliases_), self._operator)

    def ids(self) -> frozenset[str]:
        """Return every member id that the ledger knows, but for those of forgotten members."""
        return self._read(aliases.ids)

    def ids_of(self, member_id: str) -> tuple[str, ...]:
        """Return a member's id and its other ids; those of forgotten members as the ledger has them."""
        return self._read(lambda connection: aliases.same_member(connection)(stored_as(connection)(member_id)))

    def newer(self, run: str, period: str, statements: Mapping[str, str]) -> dict[str, str]:
        """Return why the statement in a run is an old one, for each member who had a newer one by any channel.

        `statements`: the sha256 of the run's own by member.
        """
        found = self._read(newer_statements, run, period, dict(statements), now())
        return {member_id: newer_reason(one) for member_id, one in found.items()}

    def identity(self) -> str:
        """Return by what a run knows this ledger again."""
        return self._read(adoption.identity)

    def attempts(self, deliveries: Collection[str]) -> dict[str, int]:
        """Return how often each of these deliveries was handed over, or tried to be, as far as this ledger knows."""
        return self._read(adoption.attempts, tuple(deliveries))

    def adopt(self, run: str, handovers: Sequence[HandOver], note: str) -> tuple[Delivery, ...]:
        """Take over what a run knows was handed over, so that none of it is again; return these deliveries."""
        return self._write_many(adoption.adopt, run, handovers, note, self._operator)

    def claim(self, delivery_id: str) -> Delivery | None:
        """Make a planned or failed delivery ours, `sending`; None where it is neither, or another sender was first."""
        with translate_errors(self._engine):
            self._liveness.hold(self._sender)
        return self._write(handover.claim, delivery_id, self._sender, self._operator)

    def record(self, delivery_id: str, state: State, *, answer: str = "", reason: str = "") -> Delivery:
        """Write what came of a delivery that this sender claimed, and return it as it stands then.

        `planned`: to be tried again; `skipped`: not to be sent after all. Where this fails the delivery stays
        `sending`, and becomes `uncertain` once this sender has ended.
        """
        return self._write(handover.record, delivery_id, state, answer, reason, self._sender, self._operator)

    def mark_abandoned(self) -> tuple[Delivery, ...]:
        """Turn every `sending` whose sender has ended into `uncertain`, and return these."""
        senders = self._read(handover.senders)
        with translate_errors(self._engine):
            dead = [sender for sender in senders if sender != self._sender and self._liveness.is_dead(sender)]
        left = self._write_many(handover.give_up, dead, self._operator) if dead else ()
        self._bury(dead)
        return left

    def _bury(self, dead: Collection[str]) -> None:
        for sender in dead:
            with suppress(OSError):
                self._liveness.bury(sender)

    def handed_over(self, answers: Mapping[str, str]) -> tuple[Delivery, ...]:
        """Note that deliveries left together (`answers`: where each is, by delivery); return those that had waited.

        For what a person handed over as one, a print file at the mail house: planned or failed -> sent, all at once.
        """
        return self._write_many(handover.handed_over, answers, self._operator)

    def resolve(self, delivery_id: str, state: State, note: str) -> Delivery:
        """Write what a person found out: uncertain -> sent, failed or bounced; sent -> bounced. Raises LedgerError."""
        return self._write(handover.resolve, delivery_id, state, note, self._operator)

    def deliveries(
        self,
        *,
        run: str = "",
        period: str = "",
        channel: Channel | None = None,
        member_id: str = "",
        states: Collection[State] = (),
    ) -> tuple[Delivery, ...]:
        """Return the deliveries that fit all that is given, by member and issue."""
        return self._read(queries.deliveries_of, run, period, channel, member_id, states)

    def at_address(self, address: str) -> frozenset[str]:
        """Return the members that anything was sent or planned to at an email address, in any form of it."""
        found = self._read(queries.addresses)
        return frozenset(member_id for member_id, each in found if normalised(each) == normalised(address))

    def find(self, id_or_message_id: str) -> Delivery | None:
        """Return one delivery by its id, or by the Message-ID that was made of it."""
        return self._read(read, id_or_message_id.strip().strip("<>").partition("@")[0].lower())

    def history(self, delivery_id: str) -> tuple[Event, ...]:
        """Return all that happened to a delivery, the oldest first."""
        return self._read(queries.history_of, delivery_id)

    def approve(self, run: str, digest: str, why: str = "") -> Approval:
        """Release a run's content for delivery, in the operator's name; the approval that holds already is returned.

        `why`: in spite of what.
        """
        return self._write_many(approvals.approve, run, digest, self._operator, why)

    def approval(self, digest: str) -> Approval | None:
        """Return the approval that holds for a content."""
        return self._read(approvals.standing_for, digest)

    def approvals(self, run: str) -> tuple[Approval, ...]:
        """Return all approvals that a run has had, the oldest first."""
        return self._read(approvals.of_run, run)

    def amend(self, old_digest: str, new_digest: str, why: str) -> Approval | None:
        """Let an approval hold for lawfully changed content, and no longer for the old; None where there was none."""
        return self._write_many(approvals.amend, old_digest, new_digest, why, self._operator)

    def suppress(self, addresses: Collection[str], reason: SuppressionReason, note: str) -> tuple[Suppression, ...]:
        """Let addresses get no email any more; return those that were not suppressed for this reason yet."""
        return self._write_many(suppressions.suppress, addresses, reason, note, self._operator)

    def allow(self, address: str, note: str) -> tuple[Suppression, ...]:
        """Lift every suppression of an address, in the operator's name, and return these. Raises LedgerError."""
        return self._write_many(suppressions.allow, address, note, self._operator)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return every suppression, the lifted ones too, the oldest first."""
        return self._read(suppressions.all_of)

    def suppressed(self, before: Suppressed | None = None) -> Suppressed:
        """Return the suppressions in force; `before` itself where nothing has changed since."""
        if before is not None and self._read(suppressions.version_of) == before.version:
            return before
        return self._read(suppressions.suppressed)

    def record_opt_outs(self, counted: OptOuts) -> None:
        """Write how many members have opted out, as a run begins to be delivered."""
        self._write(opt_outs.record, counted, self._operator)

    def opt_outs(self) -> tuple[OptOuts, ...]:
        """Return how many members had opted out at each delivery, the oldest first."""
        return self._read(opt_outs.all_of)

    def record_objections(self, member_ids: Collection[str], since: date) -> int:
        """Write that members object to being scored; return how many objections are new.

        `since`: the day on which the exports said so; what was taken back since is not written again.
        """
        return self._write_many(objections.record, member_ids, since, self._operator)

    def objections(self, current: Collection[str]) -> frozenset[str]:
        """Return which of these members have objected to being scored, under whichever of their ids."""
        return self._read(objections.standing, current)

    def lift_objection(self, member_id: str, note: str) -> int:
        """Write that a member takes an objection to being scored back, in the operator's name. Raises LedgerError."""
        return self._write_many(objections.lift, member_id, note, self._operator)

    def evaluate(self, results: Sequence[RuleResult], as_at: date, today: date) -> Evaluated:
        """Raise, reopen and clear alerts by what came of their rules as at a day; twice is as once."""
        return self._write_many(alert_evaluation.evaluate, tuple(results), as_at, today)

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert, the oldest first."""
        return self._read(alerts.all_of)

    def alert_done(self, alert_id: str, note: str) -> Alert:
        """Write that somebody has dealt with an alert, in the operator's name. Raises LedgerError."""
        return self._write_many(alerts.done, alert_id, note, self._operator)

    def snooze_alert(self, alert_id: str, until: date, note: str = "") -> tuple[Alert, Alert]:
        """Leave an alert alone until a day; return it as it was and as it is. Raises LedgerError."""
        return self._write_many(alerts.snooze, alert_id, until, note, self._operator)

    def plan_pushes(self, connection: str, run: str, wanted: Mapping[str, str]) -> tuple[Push, ...]:
        """Plan what a run writes into a system, in the order of `wanted`: by member, why not, or nothing."""
        return self._write_many(pushes.plan, connection, run, wanted, self._operator)

    def pushes(self, connection: str, run: str) -> tuple[Push, ...]:
        """Return what a run wrote into a system, by member."""
        return self._read(pushes.of_run, connection, run)

    def pushed_since(self, connection: str, run: str) -> dict[str, str]:
        """Return about whom a run that was approved later has written into a system already, with its name."""
        return self._read(pushes.written_since, connection, run)

    def pushes_of(self, member_id: str) -> tuple[Push, ...]:
        """Return all that was written into systems about a member."""
        return self._read(pushes.of_member, member_id)

    def begin_push(self, push_id: str, contact: str, written: Sequence[Written], state: PushState) -> bool:
        """Write ahead what is about to be written or set back; False where another command is at it."""
        with translate_errors(self._engine):
            self._liveness.hold(self._sender)
        return self._write(pushes.begin, push_id, contact, written, state, self._sender, self._operator)

    def end_push(self, push_id: str, state: PushState, reason: str = "", contact: str = "") -> Push:
        """Write what came of it, and return it as it stands then."""
        return self._write(pushes.end, push_id, state, reason, contact, self._sender, self._operator)

    def mark_abandoned_pushes(self) -> int:
        """Turn what dead commands had in hand into uncertain; return how many there were."""
        with translate_errors(self._engine):
            found = self._read(pushes.senders)
            dead = [one for one in found if one != self._sender and self._liveness.is_dead(one)]
        left = self._write_many(pushes.give_up, dead) if dead else 0
        self._bury(dead)
        return left

    def forget(self, member_id: str, addresses: Collection[str] = ()) -> int:
        """Remove what tells who a member was, keep the facts; return how many deliveries. Raises LedgerError.

        `addresses`: the member's, besides those that were written to; a suppression of one of them stays in force.
        """
        self.mark_abandoned_pushes()
        self.mark_abandoned()
        count = self._write_many(forgetting.forget, member_id, self._operator, addresses)
        try:
            with translate_errors(self._engine):
                forgetting.sweep(self._engine)
        except LedgerError as error:
            raise LedgerError(
                f"Member {member_id} is forgotten, but traces may be left in the database's free space: {error}"
                " Forget the member once more then"
            ) from None
        return count

    def _read(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with translate_errors(self._engine), self._engine.begin() as connection:
            return work(connection, *args, **kwargs)

    def _write(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with translate_errors(self._engine), self._writing.begin() as connection:
            return work(connection, *args, **kwargs)

    def _write_many(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write where two at once would wait for each other's rows, or make a thing twice: one after the other."""
        with translate_errors(self._engine), self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*_TURNS)))
            return work(connection, *args, **kwargs)
