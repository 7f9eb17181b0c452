"""The sending: each delivery is claimed in the ledger before it is handed over, and its outcome is recorded after."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from valuereport.deliver.email.outcome import Accepted, Envelope, Lost, NotNow, Outcome, Refused, Transport
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.smtp_replies import masked
from valuereport.errors import DeliveryError, ValuereportError
from valuereport.model.delivery import Delivery, State
from valuereport.unexpected import brief, details, write_details

_SLICE: Final = 0.5
"""Seconds of the longest uninterrupted sleep, so that a stop is heard soon."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a delivery must not be sent after all, judged at the moment of sending."""

    reason: str


MessageFor = Callable[[Delivery], Envelope | Skip]


class Ledger(Protocol):
    """What a sending needs of the ledger; each call is durable before it returns."""

    def claim(self, delivery_id: str) -> Delivery | None:
        """Turn planned or failed into sending; None where another sender has it."""
        ...

    def record(self, delivery_id: str, state: State, *, answer: str = "", reason: str = "") -> object:
        """Turn sending into what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of a sending: deliveries by state, those that another sender had, and those that wait."""

    states: Mapping[State, int]
    taken: int
    waiting: int


def send(
    deliveries: Sequence[Delivery],
    ledger: Ledger,
    transport: Transport,
    message_for: MessageFor,
    pace: Pace,
    *,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[Delivery, State], None] = lambda _delivery, _state: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Sending:
    """Send what is planned or failed, in its order; what has to wait lets the others go first.

    Raises DeliveryError where the rest cannot be sent (it stays planned), and LedgerError where nothing can be noted
    any more. Once `stopped` says so, the message in hand is finished and no other is begun.
    """
    work = _Work(deliveries, ledger, transport, message_for, pace, stopped, progress, clock, sleep)
    try:
        while work.queue and not stopped():
            work.one()
    except DeliveryError as error:
        raise DeliveryError(f"{error} {work.told()}") from None
    finally:
        transport.close()
    return Sending(dict(work.states), work.taken, len(work.queue))


@dataclass(order=True, slots=True)
class _Turn:
    """A delivery and when it is due; `attempts` are those of this sending."""

    due: float
    place: int
    delivery: Delivery
    attempts: int = 0


class _Work:
    """The state of one sending."""

    def __init__(
        self,
        deliveries: Sequence[Delivery],
        ledger: Ledger,
        transport: Transport,
        message_for: MessageFor,
        pace: Pace,
        stopped: Callable[[], bool],
        progress: Callable[[Delivery, State], None],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._ledger, self._transport, self._message_for, self._pace = ledger, transport, message_for, pace
        self._stopped, self._progress, self._clock, self._sleep = stopped, progress, clock, sleep
        now = clock()
        self.queue = [_Turn(now, place, delivery) for place, delivery in enumerate(deliveries)]
        self.states: Counter[State] = Counter()
        self.taken = 0
        self._next = now  # no message before this moment
        self._fruitless = 0
        self._refused = 0

    def one(self) -> None:
        """Bring the next delivery one step further."""
        if not self._wait_until(max(self._next, self.queue[0].due)):
            return
        if lost := self._transport.ready():
            self._next = self._clock() + self._after_fruitless(lost.what)
            return
        judged = self._judged(self.queue[0].delivery)  # where that ends the sending, nothing is claimed yet
        turn = heapq.heappop(self.queue)
        claimed = self._ledger.claim(turn.delivery.id)
        if claimed is None:
            self.taken += 1
            return
        if _differs(claimed, turn.delivery):
            turn.delivery = claimed
            judged = self._judged_again(turn)
        if isinstance(judged, Envelope):
            self._hand_over(turn, judged)
        elif isinstance(judged, Skip):
            self._end(turn, "skipped", reason=judged.reason)
        else:
            self._end(turn, "failed", reason=judged)

    def told(self) -> str:
        """Return where a sending stands that cannot go on, and what to do."""
        sent, waiting = self.states["sent"], len(self.queue)
        others = sum(self.states.values()) - sent
        return (
            f"Sent so far: {sent}. Ended otherwise: {others}. Waiting: {waiting}. "
            "Those that wait stay planned: give the same command again once this is mended; nobody gets a second copy."
        )

    def _judged(self, delivery: Delivery) -> Envelope | Skip | str:
        """Return the message, why not to send it, or what failed while it was made.

        Raises DeliveryError where no message can be made any more.
        """
        try:
            return self._message_for(delivery)
        except DeliveryError:
            raise
        except ValuereportError as error:
            return str(error)
        except Exception as error:  # one member's trouble never stops the others; the ledger keeps what it was
            write_details(f"{delivery.member_id}\n{details(error)}")
            return f"the message could not be made: {brief(error)}"

    def _judged_again(self, turn: _Turn) -> Envelope | Skip | str:
        try:
            return self._judged(turn.delivery)
        except DeliveryError as error:
            self._put_back(turn, 0, reason=str(error))
            raise

    def _hand_over(self, turn: _Turn, envelope: Envelope) -> None:
        try:
            outcome = self._transport.hand_over(envelope)
        except DeliveryError as error:
            self._put_back(turn, 0, reason=str(error))
            raise
        turn.attempts += 1
        self._next = self._clock() + self._pace.interval
        self._settle(turn, outcome)

    def _settle(self, turn: _Turn, outcome: Outcome) -> None:
        """Record what came of a hand-over. Raises DeliveryError where the next ones would fare no better."""
        if isinstance(outcome, Accepted):
            self._fruitless = self._refused = 0
            self._end(turn, "sent", answer=outcome.answer)
        elif isinstance(outcome, Refused):
            self._fruitless = 0
            self._refused += 1
            self._end(turn, "rejected", answer=outcome.answer)
            if self._refused >= self._pace.refused:
                last = masked(outcome.answer)
                raise DeliveryError(
                    f"The mail server refused {self._refused} members in a row, the last with: {last}. "
                    "That is hardly the addresses: ask whoever runs the server."
                )
        elif isinstance(outcome, NotNow):
            self._fruitless = 0
            self._again_or_failed(turn, answer=outcome.answer)
        elif isinstance(outcome, Lost):
            self._again_or_failed(turn, reason=outcome.what)
            self._next = self._clock() + self._after_fruitless(outcome.what)
        else:
            self._end(turn, "uncertain", reason=outcome.what)
            self._next = self._clock() + self._after_fruitless(outcome.what)

    def _again_or_failed(self, turn: _Turn, *, answer: str = "", reason: str = "") -> None:
        if turn.attempts > self._pace.retries:
            self._end(turn, "failed", answer=answer, reason=reason)
        else:
            self._put_back(turn, self._pace.before_retry(turn.attempts), answer=answer, reason=reason)

    def _put_back(self, turn: _Turn, wait: float, *, answer: str = "", reason: str = "") -> None:
        self._ledger.record(turn.delivery.id, "planned", answer=answer, reason=reason)
        self._progress(turn.delivery, "planned")
        turn.due = self._clock() + wait
        heapq.heappush(self.queue, turn)

    def _end(self, turn: _Turn, state: State, *, answer: str = "", reason: str = "") -> None:
        self._ledger.record(turn.delivery.id, state, answer=answer, reason=reason)
        self.states[state] += 1
        self._progress(turn.delivery, state)

    def _after_fruitless(self, what: str) -> float:
        """Return how long to wait after a connection that led to nothing. Raises DeliveryError after too many."""
        self._fruitless += 1
        if self._fruitless >= self._pace.connections:
            raise DeliveryError(
                f"The mail server gave no result {self._fruitless} times in a row, the last time: {masked(what)}. "
                "Ask whoever runs it, or try again later."
            )
        return self._pace.before_connection(self._fruitless)

    def _wait_until(self, moment: float) -> bool:
        """Sleep until a moment; say whether it was reached before a stop."""
        if moment - self._clock() > self._pace.idle:
            self._transport.close()
        while (left := moment - self._clock()) > 0:
            if self._stopped():
                return False
            self._sleep(min(left, _SLICE))
        return True


def _differs(claimed: Delivery, planned: Delivery) -> bool:
    """Say whether the ledger had another plan for this delivery since it was read."""
    return (claimed.address, claimed.file, claimed.sha256) != (planned.address, planned.file, planned.sha256)
