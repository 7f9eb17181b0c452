"""Whatever is done in whatever order: the ledger agrees with a plain model, and nobody has two without a re-issue."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.deliver.ledger.given import wanted
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError

MEMBERS = st.sampled_from(["M1", "M2"])
SENDERS = st.integers(0, 1)
OUTCOMES = st.sampled_from(["sent", "rejected", "failed", "uncertain", "planned", "skipped"])


@dataclass
class Expected:
    """One delivery as the rules say it should stand."""

    id: str
    state: str
    address: str
    run: str
    reissue: str
    attempts: int = 0
    sender: int | None = None


def machine(url: str) -> Callable[[], RuleBasedStateMachine]:
    class AnyOrder(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.period = uuid4().hex  # the examples share one ledger
            self.stack = ExitStack()
            self.senders = [self.stack.enter_context(open_ledger(url, f"sender {at}")) for at in range(2)]
            self.senders[0].mark_abandoned()  # of the example before
            self.known: dict[str, list[Expected]] = {"M1": [], "M2": []}

        def teardown(self) -> None:
            self.stack.close()

        @rule(
            member=MEMBERS,
            by=SENDERS,
            reason=st.sampled_from(["", "", "on hold"]),
            run=st.sampled_from(["spring", "summer"]),
            address=st.sampled_from(["a@example.org", "b@example.org"]),
            reissue=st.sampled_from(["", "", "wrong figure", "lost"]),
        )
        def plan(self, member: str, by: int, reason: str, run: str, address: str, reissue: str) -> None:
            want = wanted(member, reason, run=run, address=address)
            (got,) = self.senders[by].plan(self.period, "email", [want], reissue)
            known = self.known[member]
            state = "skipped" if reason else "planned"
            last = known[-1] if known else None
            handed = last is not None and last.state in ("sent", "bounced", "rejected", "uncertain")
            if last is None or (handed and reissue and (last.reissue, last.run) != (reissue, run)):
                known.append(Expected(got.id, state, address, run, reissue))
            elif last.state in ("planned", "skipped", "failed") or (
                last.state in ("rejected", "bounced") and address != last.address and not reason
            ):
                last.state, last.address, last.run, last.reissue = state, address, run, reissue or last.reissue

        @rule(member=MEMBERS, by=SENDERS)
        def claim(self, member: str, by: int) -> None:
            for one in self.known[member]:
                got = self.senders[by].claim(one.id)
                if one.state in ("planned", "failed"):
                    assert got is not None
                    one.state, one.sender, one.attempts = "sending", by, one.attempts + 1
                else:
                    assert got is None

        @rule(member=MEMBERS, by=SENDERS, outcome=OUTCOMES)
        def record(self, member: str, by: int, outcome: Any) -> None:
            for one in self.known[member]:
                if one.sender == by:
                    self.senders[by].record(one.id, outcome)
                    one.state, one.sender = outcome, None
                else:
                    with pytest.raises(LedgerError):
                        self.senders[by].record(one.id, outcome)

        @rule(by=SENDERS)
        def end(self, by: int) -> None:
            self.senders[by].close()
            left = {one.id for one in self.senders[1 - by].mark_abandoned()}
            mine = [one for many in self.known.values() for one in many if one.sender == by]
            assert left == {one.id for one in mine}
            for one in mine:
                one.state, one.sender = "uncertain", None
            self.senders[by] = self.stack.enter_context(open_ledger(url, f"sender {by}"))

        @rule(by=SENDERS)
        def take_stock_of_the_living(self, by: int) -> None:
            assert self.senders[by].mark_abandoned() == ()

        @rule(member=MEMBERS, by=SENDERS, found=st.sampled_from(["sent", "failed", "bounced"]))
        def resolve(self, member: str, by: int, found: Any) -> None:
            for one in self.known[member]:
                if one.state == "uncertain" or (one.state == "sent" and found == "bounced"):
                    self.senders[by].resolve(one.id, found, "asked")
                    one.state = found
                else:
                    with pytest.raises(LedgerError):
                        self.senders[by].resolve(one.id, found, "asked")

        @invariant()
        def agrees(self) -> None:
            ledger: Ledger = self.senders[0]
            found = [
                (one.member_id, one.issue, one.id, one.state, one.address, one.run, one.reissue, one.attempts)
                for one in ledger.deliveries(period=self.period)
            ]
            assert found == [
                (member, issue, one.id, one.state, one.address, one.run, one.reissue, one.attempts)
                for member, many in self.known.items()
                for issue, one in enumerate(many, 1)
            ]
            for _, _, delivery, state, *_ in found:
                assert ledger.history(delivery)[-1].state == state

    return AnyOrder


def test_any_order(url: str, request: pytest.FixtureRequest) -> None:
    many = 100 if request.config.getoption("--whole") else 5
    run_state_machine_as_test(
        machine(url),
        settings=settings(
            max_examples=many, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
