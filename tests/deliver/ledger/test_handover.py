"""Claimed, handed over, recorded, resolved: every step that is allowed, and every one that is not."""

from __future__ import annotations

import pytest

from tests.deliver.ledger.given import PERIOD, claimed, counts, planned, state, states, wanted
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError
from valuereport.model.delivery import STATES, Delivery, State


def brought_to(ledger: Ledger, wished: State, member_id: str = "M1") -> Delivery:
    """Bring a delivery to a state by the ledger's own means."""
    if wished == "skipped":
        return ledger.plan(PERIOD, "email", [wanted(member_id, "on hold")])[0]
    if wished == "planned":
        return planned(ledger, member_id)
    delivery = claimed(ledger, member_id)
    if wished == "sending":
        return delivery
    if wished == "bounced":
        ledger.record(delivery.id, "sent")
        return ledger.resolve(delivery.id, "bounced", "returned")
    return ledger.record(delivery.id, wished)


@pytest.mark.parametrize("before", STATES)
def test_only_planned_and_failed_are_claimed(ledger: Ledger, before: State) -> None:
    delivery = brought_to(ledger, before)
    got = ledger.claim(delivery.id)
    if before in ("planned", "failed"):
        assert got is not None
        assert (got.state, got.attempts) == ("sending", delivery.attempts + 1)
        assert got.sending_at is not None
        assert got.ended_at is None
        assert ledger.claim(delivery.id) is None
    else:
        assert got is None
        assert state(ledger, delivery) == before


def test_a_delivery_that_is_not_known_is_not_claimed(ledger: Ledger) -> None:
    assert ledger.claim("0" * 32) is None
    assert ledger.find("0" * 32) is None
    assert ledger.history("0" * 32) == ()


@pytest.mark.parametrize("outcome", ["sent", "rejected", "failed", "uncertain", "planned", "skipped"])
def test_what_came_of_it_is_recorded_once(ledger: Ledger, outcome: State) -> None:
    delivery = claimed(ledger)
    ended = ledger.record(delivery.id, outcome, answer="250 queued", reason="because")
    assert (ended.state, ended.answer, ended.reason) == (outcome, "250 queued", "because")
    assert (ended.ended_at is None) == (outcome == "planned")
    assert ledger.find(f"<{delivery.id}@example.org>") == ended
    last = ledger.history(delivery.id)[-1]
    assert (last.state, last.operator, last.answer, last.reason) == (outcome, "Ada", "250 queued", "because")
    with pytest.raises(LedgerError, match="was not claimed by this sender, or is recorded already"):
        ledger.record(delivery.id, "sent")
    assert ledger.find(delivery.id) == ended


@pytest.mark.parametrize("outcome", ["sending", "bounced"])
def test_what_a_sender_cannot_know_is_not_recorded(ledger: Ledger, outcome: State) -> None:
    delivery = claimed(ledger)
    with pytest.raises(LedgerError, match="cannot record"):
        ledger.record(delivery.id, outcome)
    assert state(ledger, delivery) == "sending"


@pytest.mark.parametrize("before", ["skipped", "planned", "sent"])
def test_what_was_not_claimed_is_not_recorded(ledger: Ledger, before: State) -> None:
    delivery = brought_to(ledger, before)
    with pytest.raises(LedgerError, match=delivery.id):
        ledger.record(delivery.id, "sent")
    assert ledger.find(delivery.id) == delivery


def test_what_another_claimed_is_not_recorded(url: str, ledger: Ledger) -> None:
    delivery = claimed(ledger)
    with open_ledger(url, "Bo") as other:
        assert other.claim(delivery.id) is None
        with pytest.raises(LedgerError, match="was not claimed by this sender"):
            other.record(delivery.id, "sent")
    assert ledger.record(delivery.id, "sent").operator == "Ada"


def test_a_print_file_is_handed_over_as_one(url: str, ledger: Ledger) -> None:
    ids = [one.id for one in ledger.plan(PERIOD, "print", [wanted(f"M{number:04}") for number in range(1200)])]
    with open_ledger(url, "Bo") as other:
        assert other.claim(ids[7])
    (skipped,) = ledger.plan(PERIOD, "print", [wanted("M9999", "no post")])
    answers = {one: f"part-1.pdf, sheet {at}" for at, one in enumerate(reversed(ids), 1)}
    gone = ledger.handed_over({**answers, skipped.id: "", "0" * 32: ""})
    assert [one.id for one in gone] == [one for one in reversed(ids) if one != ids[7]]
    assert [(one.state, one.answer, one.attempts) for one in gone[:2]] == [
        ("sent", "part-1.pdf, sheet 1", 1),
        ("sent", "part-1.pdf, sheet 2", 1),
    ]
    assert gone[0].sending_at
    assert gone[0].ended_at
    assert states(ledger, gone[0]) == ["planned", "sent"]
    assert counts(ledger) == {"sent": 1199, "sending": 1, "skipped": 1}
    assert ledger.handed_over(answers) == ()


ALLOWED = {("uncertain", "sent"), ("uncertain", "failed"), ("uncertain", "bounced"), ("sent", "bounced")}


@pytest.mark.parametrize("before", STATES)
def test_a_person_finds_out_what_can_be(ledger: Ledger, before: State) -> None:
    for found in STATES:
        delivery = brought_to(ledger, before, f"found {found}")
        if (before, found) in ALLOWED:
            resolved = ledger.resolve(delivery.id, found, "asked the member")
            assert (resolved.state, resolved.reason) == (found, "asked the member")
            assert states(ledger, delivery)[-2:] == [before, found]
        else:
            with pytest.raises(LedgerError, match=f"is {before} .* cannot become {found}"):
                ledger.resolve(delivery.id, found, "asked the member")
            assert ledger.find(delivery.id) == delivery


def test_a_refusal_says_what_is_allowed(ledger: Ledger) -> None:
    delivery = brought_to(ledger, "uncertain")
    with pytest.raises(LedgerError, match="it can become: sent, failed, bounced"):
        ledger.resolve(delivery.id, "planned", "")
    with pytest.raises(LedgerError, match="knows no delivery 1234"):
        ledger.resolve("1234", "sent", "")


def test_the_history_tells_the_whole_way(ledger: Ledger) -> None:
    delivery = claimed(ledger)
    ledger.record(delivery.id, "planned", answer="450 come back later")
    ledger.claim(delivery.id)
    ledger.record(delivery.id, "uncertain", reason="the connection was lost after the last line")
    ledger.resolve(delivery.id, "sent", "the member has it")
    assert [(event.state, event.answer, event.reason) for event in ledger.history(delivery.id)] == [
        ("planned", "", ""),
        ("sending", "", ""),
        ("planned", "450 come back later", ""),
        ("sending", "", ""),
        ("uncertain", "", "the connection was lost after the last line"),
        ("sent", "", "the member has it"),
    ]
    times = [event.at for event in ledger.history(delivery.id)]
    assert times == sorted(times)
    assert all(str(at.tzinfo) == "UTC" for at in times)
