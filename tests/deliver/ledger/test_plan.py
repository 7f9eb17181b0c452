"""A plan: one delivery a member, a period and a channel; what stands is judged again or left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest
import sqlalchemy as sa

from tests.deliver.ledger.given import PERIOD, claimed, counts, planned, states, wanted
from valuereport.deliver.ledger import Ledger, open_ledger

Outcome = Literal["sent", "rejected", "uncertain", "failed", "planned", "skipped"]


def test_what_is_not_there_is_made_in_the_order_wanted(ledger: Ledger) -> None:
    made = ledger.plan(PERIOD, "email", [wanted("M2"), wanted("M1", "opted out of email")])
    assert [(one.member_id, one.state, one.reason) for one in made] == [
        ("M2", "planned", ""),
        ("M1", "skipped", "opted out of email"),
    ]
    assert ledger.deliveries() == tuple(reversed(made))
    assert counts(ledger, run="spring") == {"planned": 1, "skipped": 1}
    first = made[0]
    assert (first.issue, first.attempts, first.operator, first.run, first.file, first.sha256, first.address) == (
        (1, 0, "Ada", "spring", "statements/M2.pdf", "hash of spring M2", "M2@example.org")
    )


def test_a_second_plan_finds_the_first(ledger: Ledger) -> None:
    both = [wanted("M1"), wanted("M2", "on hold")]
    made = ledger.plan(PERIOD, "email", both)
    assert ledger.plan(PERIOD, "email", both) == made
    assert [event.reason for event in ledger.history(made[1].id)] == ["on hold"]


def test_channels_and_periods_are_apart(ledger: Ledger) -> None:
    ids = {
        ledger.plan(period, channel, [wanted("M1")])[0].id
        for period in (PERIOD, "2027-01-01/2028-01-01")
        for channel in ("email", "print")
    }
    assert len(ids) == 4
    assert [one.channel for one in ledger.deliveries(period=PERIOD)] == ["email", "print"]
    assert counts(ledger, channel="print") == {"planned": 2}


def test_skipped_becomes_planned_and_back_with_the_new_run(ledger: Ledger) -> None:
    ledger.plan(PERIOD, "email", [wanted("M1", "on hold")])
    (again,) = ledger.plan(PERIOD, "email", [wanted("M1", run="summer", address="new@example.org")])
    assert (again.state, again.reason, again.run, again.address) == ("planned", "", "summer", "new@example.org")
    assert again.sha256 == "hash of summer M1"
    assert again.ended_at is None
    (back,) = ledger.plan(PERIOD, "email", [wanted("M1", "renewed already")])
    assert (back.id, back.state, back.reason) == (again.id, "skipped", "renewed already")
    assert states(ledger, back) == ["skipped", "planned", "skipped"]


def test_failed_is_planned_again(ledger: Ledger) -> None:
    delivery = claimed(ledger)
    ledger.record(delivery.id, "failed", answer="450 later", reason="given up")
    (again,) = ledger.plan(PERIOD, "email", [wanted("M1")])
    assert (again.id, again.state, again.reason, again.answer, again.attempts) == (delivery.id, "planned", "", "", 1)


@pytest.mark.parametrize("outcome", ["sent", "uncertain", "rejected"])
def test_what_was_handed_over_stands(ledger: Ledger, outcome: Outcome) -> None:
    delivery = claimed(ledger)
    ended = ledger.record(delivery.id, outcome, answer="what it said")
    assert ledger.plan(PERIOD, "email", [wanted("M1", run="summer")]) == (ended,)
    assert ledger.plan(PERIOD, "email", [wanted("M1", "opted out", address="x@example.org")]) == (ended,)
    assert ledger.claim(delivery.id) is None


def test_what_is_being_sent_stands(ledger: Ledger) -> None:
    delivery = claimed(ledger)
    assert ledger.plan(PERIOD, "email", [wanted("M1", run="summer", address="new@example.org")]) == (delivery,)
    assert ledger.plan(PERIOD, "email", [wanted("M1")], reissue="lost") == (delivery,)


@pytest.mark.parametrize("outcome", ["rejected", "bounced"])
def test_a_new_address_is_tried(ledger: Ledger, outcome: str) -> None:
    delivery = claimed(ledger)
    if outcome == "rejected":
        ledger.record(delivery.id, "rejected", answer="550 unknown")
    else:
        ledger.record(delivery.id, "sent")
        ledger.resolve(delivery.id, "bounced", "returned")
    (same,) = ledger.plan(PERIOD, "email", [wanted("M1")])
    assert same.state == outcome
    (again,) = ledger.plan(PERIOD, "email", [wanted("M1", address="new@example.org")])
    assert (again.id, again.state, again.address) == (delivery.id, "planned", "new@example.org")


@pytest.mark.parametrize("outcome", ["sent", "bounced", "rejected", "uncertain"])
def test_a_reissue_is_a_new_delivery(ledger: Ledger, outcome: str) -> None:
    first = claimed(ledger)
    if outcome == "bounced":
        ledger.record(first.id, "sent")
        ledger.resolve(first.id, "bounced", "returned")
    else:
        ledger.record(first.id, outcome)
    (second,) = ledger.plan(PERIOD, "email", [wanted("M1", run="summer")], reissue="a figure was wrong")
    assert (second.issue, second.reissue, second.state) == (2, "a figure was wrong", "planned")
    assert second.id != first.id
    assert [(one.issue, one.state) for one in ledger.deliveries(member_id="M1")] == [(1, outcome), (2, "planned")]


@pytest.mark.parametrize("before", ["nothing", "planned", "skipped", "sent"])
def test_a_reissue_that_is_started_again_sends_no_second_copy(ledger: Ledger, before: str) -> None:
    """A command with --reissue is killed after this member had the statement, and is started again."""
    if before == "sent":
        ledger.record(claimed(ledger).id, "sent")
    elif before != "nothing":
        ledger.plan(PERIOD, "email", [wanted("M1", "on hold" if before == "skipped" else "")])
    (delivery,) = ledger.plan(PERIOD, "email", [wanted("M1", run="summer")], reissue="a figure was wrong")
    assert ledger.claim(delivery.id)
    sent = ledger.record(delivery.id, "sent")
    assert ledger.plan(PERIOD, "email", [wanted("M1", run="summer")], reissue="a figure was wrong") == (sent,)
    (third,) = ledger.plan(PERIOD, "email", [wanted("M1", run="summer")], reissue="another figure was wrong")
    assert third.issue == sent.issue + 1


def test_two_members_with_one_address_have_a_delivery_each(ledger: Ledger) -> None:
    made = ledger.plan(PERIOD, "email", [wanted("M1", address="a@example.org"), wanted("M2", address="a@example.org")])
    assert len({one.id for one in made}) == 2


def test_a_member_wanted_twice_is_a_broken_call(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="twice"):
        ledger.plan(PERIOD, "email", [wanted("M1"), wanted("M1")])
    assert ledger.deliveries() == ()


def test_all_is_there_when_the_ledger_is_opened_again(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        delivery = planned(ledger)
    with open_ledger(url, "Bo") as ledger:
        assert ledger.deliveries() == (delivery,)
        sending = ledger.claim(delivery.id)
        assert sending == replace(
            delivery, state="sending", attempts=1, operator="Bo", sending_at=sending and sending.sending_at
        )
        assert [(event.state, event.operator) for event in ledger.history(delivery.id)] == [
            ("planned", "Ada"),
            ("sending", "Bo"),
        ]


def test_members_are_planned_many_at_a_time(ledger: Ledger) -> None:
    """Ten thousand take seconds, because a statement of SQL is about many of them."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    members = [wanted(f"M{number:05}") for number in range(2000)]
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        ledger.plan(PERIOD, "email", members)
        ledger.plan(PERIOD, "email", [replace(one, run="summer") for one in members])
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert len(statements) < 200
    assert counts(ledger, run="summer", period=PERIOD, channel="email") == {"planned": 2000}
